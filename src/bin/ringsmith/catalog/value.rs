//! The keys of a table of a plan and the types of their values.

use ringsmith::diagnostic::Span;
use ringsmith::notation::package::document::{self, Stray};
use ringsmith::text::excerpt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::faults::Faults;
use super::problem::PlanProblem;

/// Something read, and where it stands.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    pub span: Span,
    pub value: T,
}

/// A value and where it stands.
#[derive(Clone, Copy)]
pub struct Value<'t, 'i> {
    pub span: Span,
    of: &'t DeValue<'i>,
}

impl<'t, 'i> Value<'t, 'i> {
    fn new(spanned: &'t Spanned<DeValue<'i>>) -> Self {
        Self { span: spanned.span().into(), of: spanned.get_ref() }
    }

    pub fn as_text(self) -> Option<&'t str> {
        self.of.as_str()
    }

    pub fn as_table(self) -> Option<&'t DeTable<'i>> {
        self.of.as_table()
    }

    /// The values of a list; a value that is none is a list of one.
    pub fn each(self) -> Vec<Self> {
        match self.of.as_array() {
            Some(list) => list.iter().map(Self::new).collect(),
            None => vec![self],
        }
    }

    /// A number as it is written.
    pub fn as_number(self) -> Option<String> {
        match self.of {
            DeValue::Integer(number) => Some(number.to_string()),
            DeValue::Float(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Reports that this is not what its key takes.
    pub fn report_type(self, expected: &'static str, faults: &mut Faults) {
        let found = match self.of {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        faults.report(self.span, PlanProblem::WrongType { expected, found });
    }

    pub fn text(self, expected: &'static str, faults: &mut Faults) -> Option<&'t str> {
        let text = self.as_text();
        if text.is_none() {
            self.report_type(expected, faults);
        }
        text
    }

    pub fn yes_or_no(self, faults: &mut Faults) -> Option<bool> {
        let yes = self.of.as_bool();
        if yes.is_none() {
            self.report_type("true or false", faults);
        }
        yes
    }

    /// What `parse` makes of a number as it is written; an error of its own says what it expects.
    pub fn number<T, E: ToString>(
        self,
        parse: impl FnOnce(&str) -> Result<T, E>,
        faults: &mut Faults,
    ) -> Option<T> {
        let Some(text) = self.as_number() else {
            self.report_type("a number", faults);
            return None;
        };
        let read = parse(&text).map_err(|expected| PlanProblem::BadNumber {
            found: excerpt(&text),
            expected: expected.to_string(),
        });
        read.map_err(|problem| faults.report(self.span, problem)).ok()
    }

    /// A whole number from 0.
    pub fn whole<T: std::str::FromStr>(self, faults: &mut Faults) -> Option<T> {
        self.number(|text| text.parse().map_err(|_| "a whole number from 0 that fits"), faults)
    }
}

/// A table whose keys are known.
#[derive(Clone, Copy)]
pub struct Table<'t, 'i> {
    entries: &'t DeTable<'i>,
}

impl<'t, 'i> Table<'t, 'i> {
    /// A table with the keys that are known of it. Others are reported, with the one that may be meant;
    /// the second keys are of the plan as a whole.
    pub fn open(
        entries: &'t DeTable<'i>,
        known: (&[&'static str], &[&'static str]),
        faults: &mut Faults,
    ) -> Self {
        let whole = "plan stands before the first [[render]]";
        for Stray { span, key, help } in document::strays(entries, known, whole) {
            faults.report(span, PlanProblem::UnknownKey { key, help });
        }
        Self { entries }
    }

    pub fn get(self, key: &str) -> Option<Value<'t, 'i>> {
        self.entries.get(key).map(Value::new)
    }

    /// What `read` makes of each value of a key; `None` where the key is not there. One at least.
    pub fn list<T>(
        self,
        key: &'static str,
        faults: &mut Faults,
        mut read: impl FnMut(Value<'t, 'i>, &mut Faults) -> Option<T>,
    ) -> Option<Vec<Placed<T>>> {
        let value = self.get(key)?;
        let values = value.each();
        if values.is_empty() {
            faults.report(value.span, PlanProblem::EmptyList(key));
        }
        let read = |value: Value<'t, 'i>| {
            read(value, faults).map(|read| Placed { span: value.span, value: read })
        };
        Some(values.into_iter().filter_map(read).collect())
    }
}
