//! Call progress tones.

use core::fmt;

use crate::model::Signal;
use crate::units::Millis;

/// What a call progress tone tells the caller: the `Tone Type` of a CPT file.
///
/// Numbers without a name here are kept as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ToneKind(u32);

impl ToneKind {
    /// Dial tone.
    pub const DIAL: Self = Self(1);
    /// Ringback tone.
    pub const RINGBACK: Self = Self(2);
    /// Busy tone.
    pub const BUSY: Self = Self(3);
    /// Congestion tone.
    pub const CONGESTION: Self = Self(4);
    /// Special information tone.
    pub const SPECIAL_INFORMATION: Self = Self(5);
    /// Warning tone.
    pub const WARNING: Self = Self(6);
    /// Reorder tone.
    pub const REORDER: Self = Self(7);
    /// Confirmation tone.
    pub const CONFIRMATION: Self = Self(8);
    /// Call waiting tone.
    pub const CALL_WAITING: Self = Self(9);
    /// Stutter dial tone.
    pub const STUTTER_DIAL: Self = Self(15);
    /// Off-hook warning tone.
    pub const OFF_HOOK_WARNING: Self = Self(16);
    /// Call-waiting ringback tone.
    pub const CALL_WAITING_RINGBACK: Self = Self(17);
    /// Comfort tone.
    pub const COMFORT: Self = Self(18);
    /// Hold tone.
    pub const HOLD: Self = Self(23);
    /// Beep: seen in files, in no manual.
    pub const BEEP: Self = Self(46);

    /// The kind that a CPT file numbers so.
    #[must_use]
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// The `Tone Type` of a CPT file.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The ids that select this kind, its own first; none for a kind without a name.
    #[must_use]
    pub fn ids(self) -> &'static [&'static str] {
        self.row().map_or(&[], |row| row.2)
    }

    fn row(self) -> Option<&'static Row> {
        KINDS.iter().find(|row| row.0 == self)
    }
}

/// A kind, its name, and the ids it answers to, the first being its own.
type Row = (ToneKind, &'static str, &'static [&'static str]);

/// The kinds with a name.
///
/// Ids are those of ITU-T H.248.1 Annex E.7 (`cg`) and Q.1950 (`xcg`); where H.248 has none, MGCP's
/// (RFC 3660). Reorder is what North America calls congestion, so it answers to `ct` after any
/// congestion tone; a call-waiting ringback is H.248's caller waiting tone.
const KINDS: [Row; 15] = [
    (ToneKind::DIAL, "dial", &["dt"]),
    (ToneKind::RINGBACK, "ringback", &["rt"]),
    (ToneKind::BUSY, "busy", &["bt"]),
    (ToneKind::CONGESTION, "congestion", &["ct"]),
    (ToneKind::SPECIAL_INFORMATION, "special-information", &["sit"]),
    (ToneKind::WARNING, "warning", &["wt"]),
    (ToneKind::REORDER, "reorder", &["ro", "ct"]),
    (ToneKind::CONFIRMATION, "confirmation", &["cf"]),
    (ToneKind::CALL_WAITING, "call-waiting", &["cw"]),
    (ToneKind::STUTTER_DIAL, "stutter-dial", &["sl"]),
    (ToneKind::OFF_HOOK_WARNING, "off-hook-warning", &["roh"]),
    (ToneKind::CALL_WAITING_RINGBACK, "call-waiting-ringback", &["cr"]),
    (ToneKind::COMFORT, "comfort", &["cmft"]),
    (ToneKind::HOLD, "hold", &["ht"]),
    (ToneKind::BEEP, "beep", &["beep"]),
];

impl fmt::Display for ToneKind {
    /// Writes the name in lower case with hyphens: `call-waiting`, `type-99`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row() {
            Some(row) => f.write_str(row.1),
            None => write!(f, "type-{}", self.0),
        }
    }
}

/// A call progress tone of a set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CallProgressTone {
    /// Its number in the file, from 0.
    pub number: u32,
    /// What it tells; `None` where a file leaves that open, as it may for user defined tones.
    pub kind: Option<ToneKind>,
    /// What it sounds like.
    pub signal: Signal,
    /// How long a gateway generates it when nothing else is said.
    pub default_duration: Option<Millis>,
    /// For a continuous tone: how long a detector listens before it reports the tone. It has no
    /// part in what is generated; files keep it in the first on time.
    pub detection_period: Option<Millis>,
}

impl CallProgressTone {
    /// The kind's name, or `tone` where the kind is open.
    #[must_use]
    pub fn name(&self) -> String {
        self.kind.map_or_else(|| "tone".to_owned(), |kind| kind.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_the_name_and_the_ids_of_its_number() {
        let kind = ToneKind::from_number(9);
        assert_eq!((kind, kind.to_string().as_str()), (ToneKind::CALL_WAITING, "call-waiting"));
        assert_eq!(kind.ids(), ["cw"]);
        let unnamed = ToneKind::from_number(99);
        assert_eq!((unnamed.to_string().as_str(), unnamed.ids().len()), ("type-99", 0));
    }

    #[test]
    fn no_id_is_the_own_id_of_two_kinds() {
        let own: std::collections::HashSet<_> = KINDS.iter().map(|row| row.2[0]).collect();
        assert_eq!(own.len(), KINDS.len());
    }
}
