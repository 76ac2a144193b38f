//! Everything that can be wrong with the tone strings of Grandstream devices.

use core::fmt;

use crate::diagnostic::Problem;
use crate::diagnostic::findings::{Fault, Weight};
use crate::notation::grandstream::{DEFAULT_LEVEL, MOST_FREQUENCIES, MOST_PAIRS, Unit};
use crate::text::printable;
use crate::units::{Hertz, SampleRate};

/// A fault of a text with tone strings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GrandstreamProblem {
    /// More text than is read.
    TooLong {
        /// The most bytes.
        limit: usize,
    },
    /// No tone string at all.
    NothingDefined,
    /// Lines that set nothing.
    ForeignLines {
        /// How many.
        count: usize,
    },
    /// An element that is not closed behind its string.
    Unclosed(String),
    /// A setting without a string.
    EmptyScript,
    /// A setting that stands twice with two values.
    DuplicateSetting(String),
    /// A setting that stands twice with one value.
    RepeatedSetting(String),
    /// A cadence under a name that is no ring's.
    UnknownSetting(String),
    /// A name that can be no id.
    InvalidId(String),
    /// Something else than the string has to have at this place.
    Syntax {
        /// What it has to have.
        expected: &'static str,
        /// What is there; nothing at the end.
        found: Option<char>,
    },
    /// A key that stands twice in a string.
    DuplicateKey(char),
    /// A tone without a frequency.
    MissingFrequency,
    /// A ring without a cadence.
    MissingCadence,
    /// A frequency that the sampling rate cannot carry.
    AboveNyquist {
        /// The frequency.
        frequency: Hertz,
        /// The sampling rate.
        rate: SampleRate,
    },
    /// A number beyond what can be played.
    Unplayable {
        /// What it is.
        what: &'static str,
        /// The number.
        found: String,
        /// What can be.
        expected: &'static str,
    },
    /// A number finer than it is kept.
    TooFine {
        /// What it is.
        what: &'static str,
        /// The number.
        found: String,
        /// What it is cut to.
        step: &'static str,
    },
    /// A number that is not whole, as the vendor's are.
    FineNumber {
        /// What it is.
        what: &'static str,
        /// The number.
        found: String,
    },
    /// A number outside the range that the vendor states.
    OutOfRange {
        /// What it is.
        what: &'static str,
        /// The number.
        found: String,
        /// The range, with its unit.
        range: &'static str,
    },
    /// More frequencies than the vendor states.
    TooManyFrequencies(usize),
    /// More on and off times than the vendor states.
    TooManyPairs(usize),
    /// Frequencies of a ring, which has none.
    FrequenciesInCadence,
    /// A pair 0/0 beside others.
    UnusedPair,
    /// A tone in which nothing sounds.
    Silent,
    /// A frequency without a level.
    AssumedLevel,
    /// Times under a name that does not tell what they count.
    AssumedUnit(Unit),
}

impl Fault for GrandstreamProblem {
    fn weight(&self) -> Weight {
        match self {
            Self::FineNumber { .. }
            | Self::OutOfRange { .. }
            | Self::TooManyFrequencies(_)
            | Self::TooManyPairs(_) => Weight::Limit,
            Self::NothingDefined
            | Self::ForeignLines { .. }
            | Self::EmptyScript
            | Self::RepeatedSetting(_)
            | Self::UnknownSetting(_)
            | Self::InvalidId(_)
            | Self::TooFine { .. }
            | Self::FrequenciesInCadence
            | Self::UnusedPair
            | Self::Silent
            | Self::AssumedLevel
            | Self::AssumedUnit(_) => Weight::Oddity,
            _ => Weight::Error,
        }
    }
}

impl Problem for GrandstreamProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too-long",
            Self::NothingDefined => "nothing-defined",
            Self::ForeignLines { .. } => "foreign-lines",
            Self::Unclosed(_) => "unclosed-element",
            Self::EmptyScript => "empty-script",
            Self::DuplicateSetting(_) => "duplicate-setting",
            Self::RepeatedSetting(_) => "repeated-setting",
            Self::UnknownSetting(_) => "unknown-setting",
            Self::InvalidId(_) => "invalid-id",
            Self::Syntax { .. } => "syntax",
            Self::DuplicateKey(_) => "duplicate-key",
            Self::MissingFrequency => "missing-frequency",
            Self::MissingCadence => "missing-cadence",
            Self::AboveNyquist { .. } => "above-nyquist",
            Self::Unplayable { .. } => "unplayable",
            Self::TooFine { .. } => "too-fine",
            Self::FineNumber { .. } => "fine-number",
            Self::OutOfRange { .. } => "out-of-range",
            Self::TooManyFrequencies(_) => "too-many-frequencies",
            Self::TooManyPairs(_) => "too-many-pairs",
            Self::FrequenciesInCadence => "frequencies-in-cadence",
            Self::UnusedPair => "unused-pair",
            Self::Silent => "silent",
            Self::AssumedLevel => "assumed-level",
            Self::AssumedUnit(_) => "assumed-unit",
        }
    }

    fn help(&self) -> Option<String> {
        let text = match self {
            Self::NothingDefined => "a tone is set by `P4002=f1=480@-24,f2=620@-24,c=500/500;`",
            Self::AssumedUnit(Unit::Ms) => "if they count 10 ms, write `P348=` for a busy tone",
            Self::AssumedUnit(Unit::TenMs) => "if they count ms, write `P4002=` for a busy tone",
            Self::MissingFrequency => "write `f1=0` for silence",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for GrandstreamProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { limit } => write!(f, "more than {limit} bytes, of which none is read"),
            Self::NothingDefined => f.write_str("no tone and no ringing cadence"),
            Self::ForeignLines { count } => {
                let lines = if *count == 1 { "line sets" } else { "lines set" };
                write!(f, "{count} {lines} nothing, passed over")
            }
            Self::Unclosed(name) => write!(f, "`{name}` is not closed behind its string"),
            Self::EmptyScript => f.write_str("nothing is set, so there is no tone"),
            Self::DuplicateSetting(name) => write!(f, "`{name}` is set twice to two values"),
            Self::RepeatedSetting(name) => write!(f, "`{name}` is set twice to one value"),
            Self::UnknownSetting(name) => {
                write!(f, "`{name}` is no ring that is known, so its cadence is passed over")
            }
            Self::InvalidId(name) => {
                write!(f, "`{name}` can be no id of a tone, so the tone has none")
            }
            Self::Syntax { expected, found: Some(found) } => {
                write!(f, "`{}`, expected {expected}", printable(&found.to_string()))
            }
            Self::Syntax { expected, found: None } => {
                write!(f, "the string ends, expected {expected}")
            }
            Self::DuplicateKey('c') => f.write_str("a second `c`"),
            Self::DuplicateKey(digit) => write!(f, "a second `f{digit}`"),
            Self::MissingFrequency => f.write_str("a tone has to have an `f1`"),
            Self::MissingCadence => f.write_str("a ring has to have a `c`"),
            Self::AboveNyquist { frequency, rate } => {
                let half = f64::from(rate.hertz()) / 2.0;
                write!(f, "{frequency} is not below {half} Hz, half the sampling rate")
            }
            Self::Unplayable { what, found, expected } => {
                write!(f, "{what} {found}, expected {expected}")
            }
            Self::TooFine { what, found, step } => {
                write!(f, "{what} {found} is cut to whole steps of {step}")
            }
            Self::FineNumber { what, found } => {
                write!(f, "{what} {found}, the vendor writes whole numbers")
            }
            Self::OutOfRange { what, found, range } => {
                write!(f, "{what} {found}, the vendor states {range}")
            }
            Self::TooManyFrequencies(count) => {
                write!(f, "{count} frequencies, the vendor states {MOST_FREQUENCIES} at the most")
            }
            Self::TooManyPairs(count) => {
                write!(f, "{count} on and off times, the vendor states {MOST_PAIRS} at the most")
            }
            Self::FrequenciesInCadence => {
                f.write_str("a ring has no frequencies, these are passed over")
            }
            Self::UnusedPair => f.write_str("a pair 0/0 beside others is not used"),
            Self::Silent => f.write_str("nothing sounds"),
            Self::AssumedLevel => {
                write!(f, "without a level, {DEFAULT_LEVEL} dBm is taken")
            }
            Self::AssumedUnit(Unit::Ms) => f.write_str(
                "times under names are taken for ms, because one of them is 1000 or more",
            ),
            Self::AssumedUnit(Unit::TenMs) => f.write_str(
                "times under names are taken to count 10 ms, because all of them are below 1000",
            ),
        }
    }
}
