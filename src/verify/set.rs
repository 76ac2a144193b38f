//! The ready-made tolerances by their names.

use core::fmt;
use core::str::FromStr;

use crate::verify::Tolerances;

/// A ready-made set of [`Tolerances`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ToleranceSet {
    /// [`Tolerances::default`].
    #[default]
    Default,
    /// [`Tolerances::precise`].
    Precise,
    /// [`Tolerances::e180`].
    E180,
    /// [`Tolerances::dtmf`].
    Dtmf,
    /// [`Tolerances::strict`].
    Strict,
}

impl ToleranceSet {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Default, Self::Precise, Self::E180, Self::Dtmf, Self::Strict];

    /// Its name, which is parsed back.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Precise => "na",
            Self::E180 => "itu",
            Self::Dtmf => "dtmf",
            Self::Strict => "strict",
        }
    }

    /// Another name of it, by the document that it is from.
    #[must_use]
    pub const fn other_name(self) -> Option<&'static str> {
        match self {
            Self::Precise => Some("precise"),
            Self::E180 => Some("e180"),
            Self::Default | Self::Dtmf | Self::Strict => None,
        }
    }

    /// Whose limits these are, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Default => "±0.5 %, ±1.5 dB, ±5 %; GR-506-CORE for distinctive ringing",
            Self::Precise => {
                "North America's precise tone plan; GR-506-CORE for distinctive ringing"
            }
            Self::E180 => "ITU-T E.180/Q.35",
            Self::Dtmf => "ITU-T Q.23, for DTMF",
            Self::Strict => "What a digital sender without a fault keeps",
        }
    }

    /// The tolerances.
    #[must_use]
    pub fn tolerances(self) -> Tolerances {
        match self {
            Self::Default => Tolerances::default(),
            Self::Precise => Tolerances::precise(),
            Self::E180 => Tolerances::e180(),
            Self::Dtmf => Tolerances::dtmf(),
            Self::Strict => Tolerances::strict(),
        }
    }
}

impl fmt::Display for ToleranceSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ToleranceSet {
    type Err = UnknownToleranceSet;

    fn from_str(text: &str) -> Result<Self, UnknownToleranceSet> {
        let named = |set: &Self| set.name() == text || set.other_name() == Some(text);
        Self::ALL.into_iter().find(named).ok_or(UnknownToleranceSet)
    }
}

/// A name that is no [`ToleranceSet`]'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownToleranceSet;

impl fmt::Display for UnknownToleranceSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = ToleranceSet::ALL.map(ToleranceSet::name).join(", ");
        write!(f, "expected a set of tolerances: {names}")
    }
}

impl std::error::Error for UnknownToleranceSet {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_has_its_names_and_no_other_set_has_them() {
        for set in ToleranceSet::ALL {
            assert_eq!(set.to_string().parse(), Ok(set));
            assert!(set.other_name().is_none_or(|name| name.parse() == Ok(set)));
        }
        for (name, tolerances) in [
            ("default", Tolerances::default()),
            ("na", Tolerances::precise()),
            ("precise", Tolerances::precise()),
            ("itu", Tolerances::e180()),
            ("e180", Tolerances::e180()),
            ("dtmf", Tolerances::dtmf()),
            ("strict", Tolerances::strict()),
        ] {
            assert_eq!(name.parse().map(ToleranceSet::tolerances), Ok(tolerances), "{name}");
        }
        let error = "NA".parse::<ToleranceSet>().unwrap_err().to_string();
        assert_eq!(error, "expected a set of tolerances: default, na, itu, dtmf, strict");
    }
}
