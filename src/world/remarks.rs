//! What a country's file says for people: sources, notes, levels of digits.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::Selector;
use crate::standard::DtmfLevels;
use crate::units::DbM0;

/// What a file says of one of its tones or patterns.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remark {
    /// Which one.
    pub entry: Selector,
    /// The tables that print it so, or what else it is from.
    pub source: String,
    /// Where the tables disagree, and what is ours in it; `None` where there is nothing to say.
    pub note: Option<String>,
}

/// The remarks on `[[tone]]`s and `[[pattern]]`s. A number is the place, as the reader of the file
/// numbers what has none of its own.
pub(super) fn of_entries(text: &str) -> Vec<Remark> {
    let Ok(file) = DeTable::parse(text) else { return Vec::new() };
    let mut remarks = Vec::new();
    for key in ["tone", "pattern"] {
        let list = value(file.get_ref(), key).and_then(DeValue::as_array);
        let tables = list.into_iter().flatten().map(|item| item.get_ref().as_table());
        for (place, table) in (0..).zip(tables) {
            let said = |key| table.and_then(|table| string(table, key));
            let source = said("source").unwrap_or_default();
            let entry =
                if key == "tone" { Selector::Tone(place) } else { Selector::Pattern(place) };
            remarks.push(Remark { entry, source, note: said("note") });
        }
    }
    remarks
}

/// The note on the whole file.
pub(super) fn of_file(text: &str) -> Option<String> {
    string(DeTable::parse(text).ok()?.get_ref(), "note")
}

/// `dtmf = { high = -9, low = -11 }`
pub(super) fn dtmf(text: &str) -> Option<DtmfLevels> {
    let file = DeTable::parse(text).ok()?;
    let table = value(file.get_ref(), "dtmf")?.as_table()?;
    let level = |key| {
        let DeValue::Integer(whole) = value(table, key)? else { return None };
        DbM0::from_hundredths(whole.as_str().parse::<i32>().ok()?.checked_mul(100)?)
    };
    Some(DtmfLevels { low: level("low")?, high: level("high")? })
}

fn value<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<&'t DeValue<'i>> {
    table.get(key).map(Spanned::get_ref)
}

fn string(table: &DeTable<'_>, key: &str) -> Option<String> {
    value(table, key)?.as_str().map(str::to_owned)
}
