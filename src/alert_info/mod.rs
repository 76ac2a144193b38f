//! What a SIP `Alert-Info` header asks for.
//!
//! In an INVITE the header names the ring that the called side hears, in a 180 the tone that the
//! caller hears (RFC 3261, 20.4; RFC 7462 allows it in any provisional response but 100). Reading
//! never fails a call: every value has a reading, at worst the default, with diagnostics that say
//! what was odd. Nothing is ever fetched: a URL is reported.
//!
//! ```
//! use ringsmith::alert_info::{Action, AlertInfo, Profile};
//!
//! let header = AlertInfo::parse("<http://127.0.0.1/Bellcore-dr2>;info=alert-internal");
//! let selection = header.select(Profile::Auto);
//! assert_eq!(selection.action, Action::Ring(2));
//! assert_eq!(selection.keyword.as_deref(), Some("alert-internal"));
//! assert_eq!(selection.reason.to_string(), "`Bellcore-dr2` names distinctive ringing 2");
//! ```
//!
//! About four in ten values in use break the grammar of RFC 3261, and every vendor reads what it
//! wants from them. [`Profile`] says whose reading is meant; `docs/alert-info.md` in the project
//! lists the dialects and every rule.

mod header;
mod keyword;
mod meaning;
mod problem;
mod resolve;
mod select;
mod selection;
#[cfg(test)]
mod tests;
mod urn;

pub use header::{Parameter, Value};
pub use problem::AlertInfoProblem;
pub use resolve::{AlertSignal, Resolution, SignalTable};
pub use selection::{Action, AnswerAfter, Profile, Reason, Selection};
pub use urn::AlertUrn;

use core::fmt;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::findings::Findings;
use crate::handset::Reference;

/// The values of one or several `Alert-Info` header lines, in order.
#[derive(Clone, Debug, Default)]
pub struct AlertInfo {
    values: Vec<Value>,
    diagnostics: Vec<Diagnostic>,
}

impl AlertInfo {
    /// Reads a header value, or several header lines with a line end between them, each with or
    /// without `Alert-Info:` before it. A line that starts with a blank continues the one before
    /// (RFC 3261, 7.3.1).
    ///
    /// Spans count bytes of `text`. After 10 000 diagnostics the rest is only counted, in a last
    /// one.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut findings = Findings::new(false);
        let values = header::values(text, &mut findings);
        Self { values, diagnostics: findings.into_sorted() }
    }

    /// The values, in the order of the header.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// What is odd about how the header is written. What is odd about its meaning is in
    /// [`Selection::diagnostics`], which holds these too.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// What the header asks for, as `profile` reads it.
    #[must_use]
    pub fn select(&self, profile: Profile) -> Selection {
        self.select_with(profile, &SignalTable::new())
    }

    /// What the header asks for, where `signals` says what a user agent's signals mean: its URNs
    /// can then choose one.
    #[must_use]
    pub fn select_with(&self, profile: Profile, signals: &SignalTable) -> Selection {
        select::select(self, profile, signals)
    }

    /// The ring tone that the header names to a handset: a file, a title, a URL. `None` if it names
    /// none; whether it asks for silence is told by [`select`](Self::select).
    #[must_use]
    pub fn ring_tone(&self) -> Option<Reference> {
        let selection = self.select(Profile::Handset);
        let named = matches!(selection.action, Action::File(_) | Action::Url(_));
        let value = self.values.get(selection.decided_by.filter(|_| named)?)?;
        Some(Reference::read(&value.target))
    }
}

impl fmt::Display for AlertInfo {
    /// Writes the values as RFC 3261 has them, in one line. Parsed again they are the same values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, value) in self.values.iter().enumerate() {
            let gap = if at == 0 { "" } else { ", " };
            write!(f, "{gap}{value}")?;
        }
        Ok(())
    }
}
