//! The national tones of the world's countries: dial tone, ringback, busy and their like as each
//! country's network plays them, with the source of every one.
//!
//! No standard fixes them. The values are those of three public tables, which were set against each
//! other by rule and by judgement; `docs/world.md` in the project says how, and a test compares every
//! tone with what the tables print. Each country is a file in ringsmith's own TOML
//! ([`notation::package`](crate::notation::package)).
//!
//! ```
//! use ringsmith::world;
//!
//! let germany = world::country("de").ok_or("no such country")?;
//! assert_eq!(germany.name(), "Germany");
//! let tones = germany.tones();
//! let busy = &tones.tone_by_id("bt").ok_or("no busy tone")?.signal;
//! assert_eq!(busy.cadence().cycle_ms(), 960);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod remarks;
mod table;
#[cfg(test)]
mod tests;

pub use remarks::Remark;

use core::fmt;

use crate::alert_info::{AlertSignal, AlertUrn, SignalTable};
use crate::model::{RingingPattern, ToneId, ToneSet};
use crate::notation::near::nearest;
use crate::notation::package;
use crate::standard::DtmfLevels;

/// A country or territory with tones of its own.
#[derive(Debug)]
pub struct Country {
    code: &'static str,
    name: &'static str,
    aliases: &'static [&'static str],
    text: &'static str,
}

impl Country {
    /// Its code in ISO 3166-1 (alpha-2), in lower case: `de`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// Its name in English: `Germany`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What else it is found by: its code of three letters, other names.
    #[must_use]
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// Its file, in ringsmith's own TOML.
    #[must_use]
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// Its tones, read anew from its [`text`](Self::text): a set whose package has the country's
    /// code for a name. Numbers are places in the file, so they may change; ids and kinds do not.
    ///
    /// # Panics
    /// Never: a test reads every file without a diagnostic at the default rate.
    #[must_use]
    pub fn tones(&self) -> ToneSet {
        let parsed = package::parse(self.text, package::Options::default());
        parsed.tones.expect("a test reads every file of the table without a diagnostic")
    }

    /// What the file says of each tone and pattern, in its order.
    #[must_use]
    pub fn remarks(&self) -> Vec<Remark> {
        remarks::of_entries(self.text)
    }

    /// What the file says of the whole country, such as where its levels are from.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        remarks::of_file(self.text)
    }

    /// What its tones say in alert URNs (RFC 7462): its ringback the country, its call waiting tone
    /// that a call waits, in the country. The country is said by its code and by an alias of two
    /// letters, such as `uk`.
    #[must_use]
    pub fn signals(&self) -> SignalTable {
        let mut table = SignalTable::new();
        let tones = self.tones();
        let two_letters = self.aliases.iter().filter(|alias| alias.len() == 2);
        for code in core::iter::once(&self.code).chain(two_letters) {
            let country = AlertUrn::new(&format!("locale:country:{code}"));
            for (id, service) in [("rt", None), ("cw", AlertUrn::new("service:call-waiting"))] {
                if let (Some(_), Ok(id)) = (tones.tone_by_id(id), ToneId::new(id)) {
                    let says = service.into_iter().chain(country.clone());
                    table.add(AlertSignal::Tone(id), says);
                }
            }
        }
        if let (Some(_), Ok(id), Some(waits)) =
            (tones.tone_by_id("cw"), ToneId::new("cw"), AlertUrn::new("service:call-waiting"))
        {
            table.add(AlertSignal::Tone(id), [waits]);
        }
        table
    }

    /// The levels at which digits are sent; `None` where no table says so.
    #[must_use]
    pub fn dtmf_levels(&self) -> Option<DtmfLevels> {
        remarks::dtmf(self.text)
    }

    /// When and at which frequency the bell rings; `None` where no table says so.
    #[must_use]
    pub fn ringing(&self) -> Option<RingingPattern> {
        self.tones().pattern(0).cloned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.code)
    }
}

/// Every country, in the order of the codes.
#[must_use]
pub fn countries() -> &'static [Country] {
    &table::COUNTRIES
}

/// The country of a code of ISO 3166-1 (two letters or three), or of a name in English. Neither case
/// nor blanks and punctuation count.
#[must_use]
pub fn country(key: &str) -> Option<&'static Country> {
    let key = bare(key);
    let keys = |country: &Country| keys(country).any(|known| bare(known) == key);
    // A code of two letters first: an alias of one country must not hide the code of another.
    let by_code = countries().iter().find(|country| country.code == key);
    by_code.or_else(|| countries().iter().find(|country| keys(country)))
}

/// The country that alert URNs name, if there is one of its code: the first of them.
#[must_use]
pub fn country_of<'u>(urns: impl IntoIterator<Item = &'u AlertUrn>) -> Option<&'static Country> {
    let code = |urn: &'u AlertUrn| urn.as_str().strip_prefix("locale:country:");
    urns.into_iter().filter_map(code).find_map(country)
}

/// The country that a key which is none may mean: one with a similar name.
#[must_use]
pub fn similar(key: &str) -> Option<&'static Country> {
    let known: Vec<&str> = countries().iter().flat_map(keys).filter(|key| key.len() > 3).collect();
    country(nearest(key.trim(), &known)?)
}

/// All that a country is found by.
fn keys(country: &Country) -> impl Iterator<Item = &'static str> + use<> {
    [country.code, country.name].into_iter().chain(country.aliases.iter().copied())
}

/// A key without what does not count in it.
fn bare(key: &str) -> String {
    let key = key.chars().filter(|c| c.is_alphanumeric());
    key.flat_map(char::to_lowercase).collect()
}
