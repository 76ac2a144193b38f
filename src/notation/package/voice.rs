//! `components` to a voice.

use crate::diagnostic::Span;
use crate::model::{Component, Modulation, Voice};
use crate::notation::package::context::Context;
use crate::notation::package::number::Number;
use crate::notation::package::problem::PackageProblem;
use crate::notation::package::value::{Table, Value};
use crate::units::DbM0;

const EXPECTED: &str = "components such as \"440+480@-19\", or a list of them";
const KEYS: [&str; 4] = ["frequency", "level", "modulation", "depth"];

/// Reads a text, a table, or a list of both; `None` if something in it is an error.
pub(super) fn read(value: Value<'_, '_>, context: &mut Context) -> Option<Voice> {
    let mut components = Vec::new();
    let whole = match value.as_list() {
        Some(items) => {
            let mut whole = true;
            for item in items {
                whole &= read_item(item, &mut components, context);
            }
            whole
        }
        None => read_item(value, &mut components, context),
    };
    if !whole {
        return None;
    }
    let found = components.len();
    let voice = Voice::new(components).ok();
    if voice.is_none() {
        let problem = match found {
            0 => PackageProblem::MissingComponents,
            _ => PackageProblem::TooManyComponents { found },
        };
        context.report(value.span, problem);
    }
    voice
}

/// Adds what one item of a list says; whether it says it without an error.
fn read_item(value: Value<'_, '_>, components: &mut Vec<Component>, context: &mut Context) -> bool {
    if let Some(text) = value.as_text() {
        return read_text(text, value.span, components, context);
    }
    let Some(entries) = value.as_table() else {
        value.report_type(EXPECTED, context);
        return false;
    };
    let table = Table::open(value.span, entries, (&KEYS, &[]), context);
    let component = read_table(&table, context);
    components.extend(component);
    component.is_some()
}

/// Reads `F[@L]+F[@L]…` as [`voice::parse`](crate::notation::voice::parse) does, but every part of
/// it: a frequency without a level takes that of the next one that has one.
fn read_text(
    text: &str,
    span: Span,
    components: &mut Vec<Component>,
    context: &mut Context,
) -> bool {
    if text.trim().is_empty() {
        context.report(span, PackageProblem::MissingComponents);
        return false;
    }
    let place = |piece: Piece<'_>| inside(span, text, piece);
    // `None` where the level is wrong, which has been said.
    let mut level = Some(context.level);
    let mut found = Vec::new();
    let mut end = text.len();
    for part in text.rsplit('+') {
        let part = Piece { text: part, at: end - part.len() };
        end = part.at.saturating_sub(1);
        let (frequency, own_level) = part.split_level();
        if let Some(own_level) = own_level {
            let number = Number { text: own_level.text.into(), span: place(own_level) };
            level = number.level(context).map(Some);
        }
        let number = Number { text: frequency.text.into(), span: place(frequency) };
        // A frequency that is not there is told as such alone.
        if level == Some(None) && !number.text.is_empty() {
            context.report(number.span, PackageProblem::MissingLevel);
        }
        let frequency = number.frequency(context);
        found.push(frequency.zip(level.flatten()));
    }
    components.extend(found.iter().rev().flatten().map(|&(f, level)| Component::new(f, level)));
    found.iter().all(Option::is_some)
}

/// A piece of a text, and at which of its bytes it starts.
#[derive(Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    at: usize,
}

impl Piece<'_> {
    /// A frequency and the level behind its `@`.
    fn split_level(self) -> (Self, Option<Self>) {
        match self.text.split_once('@') {
            None => (self.trimmed(), None),
            Some((frequency, level)) => {
                let at = self.at + frequency.len() + 1;
                let level = Self { text: level, at }.trimmed();
                (Self { text: frequency, ..self }.trimmed(), Some(level))
            }
        }
    }

    fn trimmed(self) -> Self {
        let text = self.text.trim_start();
        let at = self.at + self.text.len() - text.len();
        Self { text: text.trim_end(), at }
    }
}

/// Where a piece of a text stands in the file, if every character stands for itself there: between
/// quotation marks and without escapes, each of which is longer than what it stands for. Otherwise,
/// and for a piece that is not there, all of the text.
fn inside(value: Span, text: &str, piece: Piece<'_>) -> Span {
    if value.end - value.start != text.len() + 2 || piece.text.is_empty() {
        return value;
    }
    let start = value.start + 1 + piece.at;
    Span { start, end: start + piece.text.len() }
}

fn read_table(table: &Table<'_, '_>, context: &mut Context) -> Option<Component> {
    let frequency = table.required("frequency", context);
    let frequency = frequency.and_then(|value| value.number(context)?.frequency(context));
    let level = read_level(table, context);
    let modulation =
        table.optional("modulation", |value| value.number(context)?.frequency(context));
    let depth = table.optional("depth", |value| value.number(context)?.depth(context));
    let modulation = match (modulation.ok()?, depth.ok()?) {
        (None, None) => None,
        (Some(frequency), Some(depth)) => Some(Modulation { frequency, depth }),
        (frequency, _) => {
            let missing = if frequency.is_some() { "depth" } else { "modulation" };
            context.report(table.span, PackageProblem::MissingKey(missing));
            return None;
        }
    };
    Some(Component { frequency: frequency?, level: level?, modulation })
}

fn read_level(table: &Table<'_, '_>, context: &mut Context) -> Option<DbM0> {
    if let Some(value) = table.get("level") {
        return value.number(context)?.level(context);
    }
    if context.level.is_none() {
        context.report(table.span, PackageProblem::MissingLevel);
    }
    context.level
}
