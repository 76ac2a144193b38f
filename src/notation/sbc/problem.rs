//! Everything that can be wrong with the configuration lines of an SBC.

use core::fmt;

use crate::diagnostic::Problem;
use crate::diagnostic::findings::{Fault, Weight};
use crate::units::{Hertz, SampleRate};

/// A fault of an SBC's configuration lines.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SbcProblem {
    /// Neither a tone profile nor a tone package.
    NothingDefined,
    /// Lines that configure something else.
    ForeignLines {
        /// How many.
        count: usize,
    },
    /// Lines that are none of this language.
    UnknownLines {
        /// How many.
        count: usize,
    },
    /// The removal of something, which is not carried out.
    Delete,
    /// A word that its object does not have.
    UnknownKey {
        /// The word.
        key: String,
        /// The one that may be meant.
        near: Option<&'static str>,
    },
    /// A word behind `generationMethod` that is no method.
    UnknownMethod(String),
    /// A word without the value that belongs behind it.
    MissingValue(String),
    /// A leaf that has to be there.
    MissingKey(String),
    /// A profile without its first on time.
    MissingMake,
    /// A leaf that the generation method does not read.
    UnusedKey {
        /// The leaf.
        key: String,
        /// The method.
        method: &'static str,
    },
    /// Something else than a whole number.
    NotANumber(String),
    /// A negative number where none can be.
    NegativeNumber(String),
    /// A number outside the range that the vendor states.
    OutOfRange {
        /// The leaf.
        what: String,
        /// The number.
        found: String,
        /// The range.
        range: (i64, i64),
    },
    /// A number beyond what can be played or kept at all.
    Unplayable {
        /// The leaf.
        what: String,
        /// The number.
        found: String,
        /// What can be.
        range: (i64, i64),
    },
    /// A frequency that the sampling rate cannot carry.
    AboveNyquist {
        /// The frequency.
        frequency: Hertz,
        /// The sampling rate.
        rate: SampleRate,
    },
    /// A carrier or a modulation of 0 Hz.
    ZeroFrequency,
    /// What follows something that never ends.
    Unreachable,
    /// A repetition, whose meaning the vendor does not state.
    UnstatedRepeat {
        /// What it is taken for.
        read_as: &'static str,
    },
    /// More pairs than repetitions may make in a text.
    TooManyPairs {
        /// The most that they may make.
        limit: u32,
    },
    /// No on or off time above 0.
    NoCadence,
    /// A tone in which nothing sounds.
    Silent,
    /// A name longer or shorter than a device takes.
    NameLength {
        /// How many characters it has.
        found: usize,
    },
    /// A tone type that can be no id.
    InvalidId(String),
    /// A tone type that another one of the package differs from in case only.
    DuplicateId(String),
    /// A package without its number.
    MissingPackageId,
    /// A package's number that another package has.
    DuplicatePackageId(u8),
    /// A package without tones.
    EmptyPackage,
    /// A tone profile that is one of the vendor's own.
    SeededProfile(String),
    /// A tone profile that is not in the text.
    UnknownProfile {
        /// Its name.
        name: String,
        /// The one that may be meant.
        near: Option<String>,
    },
    /// A tone package that is not in the text.
    UnknownPackage(String),
    /// The local ringback of a profile comes from another package than its tones.
    RingbackElsewhere {
        /// The package of the ringback.
        ringback: String,
        /// The package of the tones.
        tones: String,
    },
}

impl Fault for SbcProblem {
    fn weight(&self) -> Weight {
        match self {
            Self::Delete
            | Self::UnknownKey { .. }
            | Self::OutOfRange { .. }
            | Self::NameLength { .. }
            | Self::MissingPackageId
            | Self::DuplicatePackageId(_) => Weight::Limit,
            Self::ForeignLines { .. }
            | Self::UnknownLines { .. }
            | Self::UnusedKey { .. }
            | Self::Unreachable
            | Self::UnstatedRepeat { .. }
            | Self::Silent
            | Self::EmptyPackage
            | Self::SeededProfile(_)
            | Self::UnknownPackage(_)
            | Self::RingbackElsewhere { .. } => Weight::Oddity,
            _ => Weight::Error,
        }
    }
}

impl Problem for SbcProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::NothingDefined => "nothing-defined",
            Self::ForeignLines { .. } => "foreign-lines",
            Self::UnknownLines { .. } => "unknown-lines",
            Self::Delete => "delete",
            Self::UnknownKey { .. } => "unknown-key",
            Self::UnknownMethod(_) => "unknown-method",
            Self::MissingValue(_) => "missing-value",
            Self::MissingKey(_) => "missing-key",
            Self::MissingMake => "missing-make",
            Self::UnusedKey { .. } => "unused-key",
            Self::NotANumber(_) => "not-a-number",
            Self::NegativeNumber(_) => "negative-number",
            Self::OutOfRange { .. } => "out-of-range",
            Self::Unplayable { .. } => "unplayable",
            Self::AboveNyquist { .. } => "above-nyquist",
            Self::ZeroFrequency => "zero-frequency",
            Self::Unreachable => "unreachable",
            Self::UnstatedRepeat { .. } => "unstated-repeat",
            Self::TooManyPairs { .. } => "too-many-pairs",
            Self::NoCadence => "no-cadence",
            Self::Silent => "silent",
            Self::NameLength { .. } => "name-length",
            Self::InvalidId(_) => "invalid-id",
            Self::DuplicateId(_) => "duplicate-id",
            Self::MissingPackageId => "missing-package-id",
            Self::DuplicatePackageId(_) => "duplicate-package-id",
            Self::EmptyPackage => "empty-package",
            Self::SeededProfile(_) => "seeded-profile",
            Self::UnknownProfile { .. } => "unknown-profile",
            Self::UnknownPackage(_) => "unknown-package",
            Self::RingbackElsewhere { .. } => "ringback-elsewhere",
        }
    }

    fn help(&self) -> Option<String> {
        let text = match self {
            Self::NothingDefined => "a tone is set by `set profiles media toneProfile NAME ...`",
            Self::UnknownLines { .. } => {
                "write a command on one line, from `set` to its last value"
            }
            Self::Delete => "take out the lines that set what is deleted",
            Self::UnknownKey { near, .. } => {
                return near.map(|near| format!("did you mean `{near}`?"));
            }
            Self::UnknownMethod(_) => {
                "a method is singleTone, dualTone, modulatedTone or compositeTone"
            }
            Self::MissingMake => "-1 sounds for ever",
            Self::UnstatedRepeat { .. } => "try it on the device before you rely on it",
            Self::Unplayable { range: (-1, _), .. } => "-1 stands for ever",
            Self::SeededProfile(_) => "set the tone in a profile of your own",
            Self::UnknownProfile { near, .. } => {
                return near.as_ref().map(|near| format!("did you mean `{near}`?"));
            }
            Self::RingbackElsewhere { .. } => {
                "each package keeps its own `ring`, else `rt`, as its default ringback"
            }
            Self::MissingPackageId => "an administrator's own packages have 100 to 248",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for SbcProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines =
            |count: usize| if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
        match self {
            Self::NothingDefined => f.write_str("no tone profile and no tone package is set"),
            Self::ForeignLines { count } => {
                write!(f, "{} about something else than tones, from here on", lines(*count))
            }
            Self::UnknownLines { count } => {
                write!(f, "{} that set nothing, from here on", lines(*count))
            }
            Self::Delete => f.write_str("a removal is not carried out"),
            Self::UnknownKey { key, .. } => write!(f, "unknown word `{key}` is ignored"),
            Self::UnknownMethod(word) => write!(f, "unknown generation method `{word}`"),
            Self::MissingValue(word) => write!(f, "nothing stands behind `{word}`"),
            Self::MissingKey(key) => write!(f, "`{key}` is missing"),
            Self::MissingMake => {
                f.write_str("`make1` is missing, and its default is not published")
            }
            Self::UnusedKey { key, method } => write!(f, "`{key}` is not read by {method}"),
            Self::NotANumber(text) => write!(f, "expected a whole number, found `{text}`"),
            Self::NegativeNumber(found) => write!(f, "expected a number from 0, found {found}"),
            Self::OutOfRange { what, found, range: (low, high) }
            | Self::Unplayable { what, found, range: (low, high) } => {
                write!(f, "{what} {found}, expected {low} to {high}")
            }
            Self::AboveNyquist { frequency, rate } => {
                let half = f64::from(rate.hertz()) / 2.0;
                write!(f, "{frequency} is not below {half} Hz, half the sampling rate")
            }
            Self::ZeroFrequency => f.write_str("a modulated tone cannot have a frequency of 0 Hz"),
            Self::Unreachable => f.write_str("this comes after something that never ends"),
            Self::UnstatedRepeat { read_as } => {
                write!(f, "the vendor does not say what this repeats; it is read as {read_as}")
            }
            Self::TooManyPairs { limit } => {
                write!(f, "repetitions make more than {limit} on and off times in this text")
            }
            Self::NoCadence => f.write_str("no on or off time is above 0"),
            Self::Silent => f.write_str("nothing sounds, so it is silent"),
            Self::NameLength { found } => {
                write!(f, "a name of {found} characters, expected 1 to 23")
            }
            Self::InvalidId(text) => {
                write!(f, "tone type `{text}` is no id: {}", crate::model::ModelError::ToneId)
            }
            Self::DuplicateId(id) => write!(f, "tone type `{id}` is there in another case already"),
            Self::MissingPackageId => f.write_str("a tone package without its `packageId`"),
            Self::DuplicatePackageId(id) => write!(f, "packageId {id} is taken already"),
            Self::EmptyPackage => f.write_str("a tone package without tones"),
            Self::SeededProfile(name) => {
                write!(
                    f,
                    "the values of the device's own `{name}` are not known, so it is left out"
                )
            }
            Self::UnknownProfile { name, .. } => write!(f, "tone profile `{name}` is not set here"),
            Self::UnknownPackage(name) => write!(f, "tone package `{name}` is not set here"),
            Self::RingbackElsewhere { ringback, tones } => {
                write!(f, "the local ringback is that of `{ringback}`, the tones are of `{tones}`")
            }
        }
    }
}

/// What is found in configuration lines.
pub(super) type Findings = crate::diagnostic::findings::Findings<SbcProblem>;
