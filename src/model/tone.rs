//! Call progress tones.

use core::fmt;

use crate::model::Signal;
use crate::units::Millis;

/// What a call progress tone tells the caller, numbered as the `Tone Type` of a CPT file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ToneKind {
    /// 1: dial tone.
    Dial,
    /// 2: ringback tone.
    Ringback,
    /// 3: busy tone.
    Busy,
    /// 4: congestion tone.
    Congestion,
    /// 5: special information tone.
    SpecialInformation,
    /// 6: warning tone.
    Warning,
    /// 7: reorder tone.
    Reorder,
    /// 8: confirmation tone.
    Confirmation,
    /// 9: call waiting tone.
    CallWaiting,
    /// 15: stutter dial tone.
    StutterDial,
    /// 16: off-hook warning tone.
    OffHookWarning,
    /// 17: call-waiting ringback tone.
    CallWaitingRingback,
    /// 18: comfort tone.
    Comfort,
    /// 23: hold tone.
    Hold,
    /// 46: beep (seen in files, in no manual).
    Beep,
    /// Any other number: kept, so that nothing is lost.
    Other(u32),
}

/// Per kind: its `Tone Type`, its name, and the ids it answers to, the first being its own.
///
/// Ids are those of ITU-T H.248.1 Annex E.7 (`cg`) and Q.1950 (`xcg`); where H.248 has none, MGCP's
/// (RFC 3660). Reorder is what North America calls congestion, so it answers to `ct` after any
/// congestion tone; a call-waiting ringback is H.248's caller waiting tone.
const KINDS: [(ToneKind, u32, &str, &[&str]); 15] = [
    (ToneKind::Dial, 1, "dial", &["dt"]),
    (ToneKind::Ringback, 2, "ringback", &["rt"]),
    (ToneKind::Busy, 3, "busy", &["bt"]),
    (ToneKind::Congestion, 4, "congestion", &["ct"]),
    (ToneKind::SpecialInformation, 5, "special-information", &["sit"]),
    (ToneKind::Warning, 6, "warning", &["wt"]),
    (ToneKind::Reorder, 7, "reorder", &["ro", "ct"]),
    (ToneKind::Confirmation, 8, "confirmation", &["cf"]),
    (ToneKind::CallWaiting, 9, "call-waiting", &["cw"]),
    (ToneKind::StutterDial, 15, "stutter-dial", &["sl"]),
    (ToneKind::OffHookWarning, 16, "off-hook-warning", &["roh"]),
    (ToneKind::CallWaitingRingback, 17, "call-waiting-ringback", &["cr"]),
    (ToneKind::Comfort, 18, "comfort", &["cmft"]),
    (ToneKind::Hold, 23, "hold", &["ht"]),
    (ToneKind::Beep, 46, "beep", &["beep"]),
];

impl ToneKind {
    /// The kind that a CPT file numbers so.
    #[must_use]
    pub fn from_number(number: u32) -> Self {
        KINDS.iter().find(|kind| kind.1 == number).map_or(Self::Other(number), |kind| kind.0)
    }

    /// The `Tone Type` of a CPT file.
    #[must_use]
    pub fn number(self) -> u32 {
        match self {
            Self::Other(number) => number,
            known => known.row().map_or(0, |row| row.1),
        }
    }

    /// The ids that select this kind, its own first; none for [`Other`](Self::Other).
    #[must_use]
    pub fn ids(self) -> &'static [&'static str] {
        self.row().map_or(&[], |row| row.3)
    }

    fn row(self) -> Option<&'static (Self, u32, &'static str, &'static [&'static str])> {
        KINDS.iter().find(|row| row.0 == self)
    }
}

impl fmt::Display for ToneKind {
    /// Writes the name in lower case with hyphens: `call-waiting`, `type-99`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row() {
            Some(row) => f.write_str(row.2),
            None => write!(f, "type-{}", self.number()),
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
    fn every_tone_type_of_a_file_comes_back_as_its_number() {
        for number in 0..200 {
            assert_eq!(ToneKind::from_number(number).number(), number);
        }
        assert_eq!(ToneKind::from_number(9).to_string(), "call-waiting");
        assert_eq!(ToneKind::from_number(99).to_string(), "type-99");
        assert_eq!(ToneKind::Other(99).ids(), &[] as &[&str]);
    }
}
