//! The keys of a table and the types of their values.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::Span;
use crate::notation::package::context::{Context, Reported};
use crate::notation::package::document::{self, Stray};
use crate::notation::package::number::Number;
use crate::notation::package::problem::PackageProblem;

/// A value and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Value<'t, 'i> {
    pub(super) span: Span,
    of: &'t DeValue<'i>,
}

impl<'t, 'i> Value<'t, 'i> {
    pub(super) fn new(spanned: &'t Spanned<DeValue<'i>>) -> Self {
        Self { span: spanned.span().into(), of: spanned.get_ref() }
    }

    pub(super) fn as_text(self) -> Option<&'t str> {
        self.of.as_str()
    }

    pub(super) fn as_table(self) -> Option<&'t DeTable<'i>> {
        self.of.as_table()
    }

    /// The values of a list.
    pub(super) fn as_list(self) -> Option<impl Iterator<Item = Self>> {
        self.of.as_array().map(|array| array.iter().map(Self::new))
    }

    /// Reports that this is not what its key takes.
    pub(super) fn report_type(self, expected: &'static str, context: &mut Context) {
        let found = match self.of {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        context.report(self.span, PackageProblem::WrongType { expected, found });
    }

    pub(super) fn text(self, expected: &'static str, context: &mut Context) -> Option<&'t str> {
        let text = self.as_text();
        if text.is_none() {
            self.report_type(expected, context);
        }
        text
    }

    /// A number of any kind, as its text.
    pub(super) fn number(self, context: &mut Context) -> Option<Number<'t>> {
        let text = match self.of {
            DeValue::Integer(number) if number.radix() == 10 => Cow::Borrowed(number.as_str()),
            DeValue::Integer(number) => {
                let value = u64::from_str_radix(number.as_str(), number.radix());
                Cow::Owned(value.unwrap_or(u64::MAX).to_string())
            }
            DeValue::Float(number) => Cow::Borrowed(number.as_str()),
            _ => {
                self.report_type("a number", context);
                return None;
            }
        };
        Some(Number { text, span: self.span })
    }

    /// A whole number from 0 to `most`.
    pub(super) fn whole(self, most: u32, context: &mut Context) -> Option<u32> {
        self.number(context)?.whole(most, context)
    }
}

/// A table whose keys are known.
#[derive(Clone, Copy)]
pub(super) struct Table<'t, 'i> {
    /// Its header, or all of it where it stands in braces.
    pub(super) span: Span,
    entries: &'t DeTable<'i>,
}

impl<'t, 'i> Table<'t, 'i> {
    /// A table with the keys that are known of it. Others are reported, with the one that may be
    /// meant; the second keys are of the file as a whole.
    pub(super) fn open(
        span: Span,
        entries: &'t DeTable<'i>,
        known: (&[&'static str], &[&'static str]),
        context: &mut Context,
    ) -> Self {
        let whole = "file stands before the first [[table]]";
        for Stray { span, key, help } in document::strays(entries, known, whole) {
            context.report(span, PackageProblem::UnknownKey { key, help });
        }
        Self { span, entries }
    }

    pub(super) fn get(&self, key: &'static str) -> Option<Value<'t, 'i>> {
        self.entries.get(key).map(Value::new)
    }

    /// The value of a key that has to be there.
    pub(super) fn required(
        &self,
        key: &'static str,
        context: &mut Context,
    ) -> Option<Value<'t, 'i>> {
        let value = self.get(key);
        if value.is_none() {
            context.report(self.span, PackageProblem::MissingKey(key));
        }
        value
    }

    /// The whole number from 0 to `most` of a key that need not be there.
    pub(super) fn whole(
        &self,
        key: &'static str,
        most: u32,
        context: &mut Context,
    ) -> Result<Option<u32>, Reported> {
        self.optional(key, |value| value.whole(most, context))
    }

    /// What `read` makes of a key that need not be there.
    pub(super) fn optional<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(Value<'t, 'i>) -> Option<T>,
    ) -> Result<Option<T>, Reported> {
        self.get(key).map(|value| read(value).ok_or(Reported)).transpose()
    }

    /// From its start to the end of its last value.
    pub(super) fn whole_span(&self) -> Span {
        let end = self.entries.values().map(|value| value.span().end).max();
        Span {
            start: self.span.start,
            end: end.map_or(self.span.end, |end| end.max(self.span.end)),
        }
    }
}
