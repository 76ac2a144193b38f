//! Call progress tones.

use core::fmt;

use crate::model::{Signal, ToneId};
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

    /// The ids that select this kind, each with its namespace, its own first; none for a kind
    /// without a name.
    #[must_use]
    pub fn ids(self) -> &'static [&'static str] {
        self.row().map_or(&[], |row| row.2)
    }

    /// The bare name of its own id: `bt`.
    #[must_use]
    pub fn id(self) -> Option<&'static str> {
        self.ids().first()?.rsplit('/').next()
    }

    /// The kind that an id or a kind's name stands for: `rt`, `cg/rt`, `ringback` and, as an SBC
    /// calls it, `ring`. A bare name that several namespaces have is the one of H.248.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let is = |id: &str| id.eq_ignore_ascii_case(text);
        let bare = |id: &&str| id.rsplit('/').next().is_some_and(is);
        let find = |fits: &dyn Fn(&Row) -> bool| KINDS.iter().find(|row| fits(row));
        find(&|row| row.2.iter().any(|id| is(id)))
            .or_else(|| find(&|row| row.2.first().is_some_and(bare)))
            .or_else(|| find(&|row| is(row.1)))
            .map(|row| row.0)
            .or_else(|| is("ring").then_some(Self::RINGBACK))
    }

    fn row(self) -> Option<&'static Row> {
        KINDS.iter().find(|row| row.0 == self)
    }
}

/// A kind, its name, and the ids it answers to, the first being its own.
type Row = (ToneKind, &'static str, &'static [&'static str]);

/// The kinds with a name.
///
/// Ids are those of ITU-T H.248.1 Annex E.7 (`cg`), Q.1950 (`xcg`, and `bcg` for bearers), MGCP
/// (RFC 3660, a package each below `mgcp`), and `ringsmith` where none of them has one. Reorder is
/// what North America calls congestion, so it answers to `cg/ct` after any congestion tone; a
/// call-waiting ringback is H.248's caller waiting tone.
const KINDS: [Row; 15] = [
    (ToneKind::DIAL, "dial", &["cg/dt", "bcg/bdt", "mgcp/l/dl"]),
    (ToneKind::RINGBACK, "ringback", &["cg/rt", "bcg/brt", "mgcp/g/rt"]),
    (ToneKind::BUSY, "busy", &["cg/bt", "bcg/bbt", "mgcp/l/bz"]),
    (ToneKind::CONGESTION, "congestion", &["cg/ct", "bcg/bct", "mgcp/g/cg"]),
    (ToneKind::SPECIAL_INFORMATION, "special-information", &["cg/sit", "bcg/bsit", "mgcp/t/sit"]),
    (ToneKind::WARNING, "warning", &["cg/wt", "bcg/bwt"]),
    (ToneKind::REORDER, "reorder", &["mgcp/l/ro", "mgcp/t/ro", "cg/ct"]),
    (ToneKind::CONFIRMATION, "confirmation", &["mgcp/g/cf"]),
    (ToneKind::CALL_WAITING, "call-waiting", &["cg/cw", "bcg/bcw", "mgcp/l/wt"]),
    (ToneKind::STUTTER_DIAL, "stutter-dial", &["mgcp/l/sl"]),
    (ToneKind::OFF_HOOK_WARNING, "off-hook-warning", &["xcg/roh", "mgcp/l/ot"]),
    (
        ToneKind::CALL_WAITING_RINGBACK,
        "call-waiting-ringback",
        &["cg/cr", "bcg/bcr", "mgcp/sst/cw"],
    ),
    (ToneKind::COMFORT, "comfort", &["xcg/cmft", "mgcp/sst/cm"]),
    (ToneKind::HOLD, "hold", &["mgcp/sst/ht"]),
    (ToneKind::BEEP, "beep", &["ringsmith/beep"]),
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
    /// The id that its package gives it; `None` where tones are known by number and kind alone.
    pub id: Option<ToneId>,
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
    /// Its id, else the kind's name, else `tone`.
    #[must_use]
    pub fn name(&self) -> String {
        let kind = || self.kind.map_or_else(|| "tone".to_owned(), |kind| kind.to_string());
        self.id.as_ref().map_or_else(kind, ToString::to_string)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_the_name_and_the_ids_of_its_number() {
        let kind = ToneKind::from_number(9);
        assert_eq!((kind, kind.to_string().as_str()), (ToneKind::CALL_WAITING, "call-waiting"));
        assert_eq!((kind.id(), kind.ids()[0]), (Some("cw"), "cg/cw"));
        let unnamed = ToneKind::from_number(99);
        assert_eq!((unnamed.to_string().as_str(), unnamed.ids().len()), ("type-99", 0));
    }

    #[test]
    fn an_id_in_a_namespace_is_the_kind_that_its_standard_means() {
        for (text, kind) in [
            ("cw", ToneKind::CALL_WAITING),
            ("cg/cw", ToneKind::CALL_WAITING),
            ("mgcp/sst/cw", ToneKind::CALL_WAITING_RINGBACK),
            ("wt", ToneKind::WARNING),
            ("mgcp/l/wt", ToneKind::CALL_WAITING),
            ("CT", ToneKind::CONGESTION),
            ("ro", ToneKind::REORDER),
            ("ring", ToneKind::RINGBACK),
            ("busy", ToneKind::BUSY),
        ] {
            assert_eq!(ToneKind::named(text), Some(kind), "{text}");
        }
        assert_eq!(ToneKind::named("sst/cw"), None);
        assert_eq!(ToneKind::named("dial2"), None);
    }

    #[test]
    fn no_id_is_the_own_id_of_two_kinds() {
        let own: std::collections::HashSet<_> = KINDS.iter().map(|row| row.2[0]).collect();
        assert_eq!(own.len(), KINDS.len());
    }
}
