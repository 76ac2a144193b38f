//! Everything that can be wrong with a tone package in TOML.

use core::fmt;

use crate::diagnostic::Problem;
use crate::diagnostic::findings::{Fault, Weight};
use crate::units::{Hertz, SampleRate};

/// A fault of a tone package in TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackageProblem {
    /// The text is no TOML here.
    Syntax(String),
    /// A text so long that it is not read.
    TooLong {
        /// The most bytes that are read.
        limit: usize,
    },
    /// Neither a tone nor a ringing pattern.
    NothingDefined,
    /// A key that its table does not have.
    UnknownKey {
        /// The key.
        key: String,
        /// What to do about it, where a neighbour tells.
        help: Option<String>,
    },
    /// A value of another type than its key has.
    WrongType {
        /// What the key takes.
        expected: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// A key that has to be there.
    MissingKey(&'static str),
    /// A tone, or an on time of it, without anything to sound.
    MissingComponents,
    /// A component without a level, in a file without one for all of them.
    MissingLevel,
    /// A tone with neither an id nor a kind.
    MissingId,
    /// Two keys of which one has to go.
    ConflictingKeys {
        /// The key.
        key: &'static str,
        /// The key that it cannot stand beside, or lacks.
        other: &'static str,
    },
    /// A number that is not a plain decimal one.
    NotANumber(String),
    /// A number with more digits after the point than its unit has.
    TooFine {
        /// The number.
        found: String,
        /// The smallest step, with its unit.
        step: &'static str,
    },
    /// A negative number where none can be.
    NegativeNumber(String),
    /// A number above the greatest that fits.
    NumberTooLarge {
        /// The number.
        found: String,
        /// The greatest.
        most: u32,
    },
    /// A number beyond what can be played.
    Unplayable {
        /// What the number is.
        what: &'static str,
        /// The number.
        found: String,
        /// What can be played.
        expected: &'static str,
    },
    /// A frequency of 0 Hz.
    ZeroFrequency,
    /// A frequency that the sampling rate cannot carry.
    AboveNyquist {
        /// The frequency.
        frequency: Hertz,
        /// The sampling rate.
        rate: SampleRate,
    },
    /// More components than a voice holds.
    TooManyComponents {
        /// How many there are.
        found: usize,
    },
    /// More pairs than `times` may make in a file.
    TooManyPairs {
        /// The most that it may make.
        limit: u32,
    },
    /// A text that is no id.
    InvalidId(String),
    /// A text that no kind of tone answers to.
    UnknownKind {
        /// The text.
        found: String,
        /// The name that may be meant.
        near: Option<String>,
    },
    /// An id of two tones.
    DuplicateId(String),
    /// A number of two tones or two patterns.
    DuplicateNumber(u32),
    /// A default ringback that is not the id of a tone.
    UnknownRingback(String),
    /// A voice that the tone does not have.
    UnknownVoice {
        /// The voice that an on time names.
        found: u64,
        /// How many there are.
        voices: usize,
    },
    /// Components that no on time sounds.
    UnusedComponents,
    /// A lead and a cycle that take no time.
    NoCadence,
    /// A cadence in which nothing sounds.
    Silent,
}

impl PackageProblem {
    /// Whether it says that something is not there. Where the text is not whole, that something
    /// may only not have been found.
    pub(super) fn is_absence(&self) -> bool {
        matches!(
            self,
            Self::NothingDefined
                | Self::MissingKey(_)
                | Self::MissingComponents
                | Self::MissingLevel
                | Self::MissingId
                | Self::UnknownRingback(_)
                | Self::UnknownVoice { .. }
                | Self::UnusedComponents
                | Self::NoCadence
                | Self::Silent
        )
    }
}

impl Fault for PackageProblem {
    fn weight(&self) -> Weight {
        match self {
            Self::NothingDefined | Self::UnknownKey { .. } => Weight::Limit,
            Self::MissingId | Self::UnusedComponents | Self::Silent => Weight::Oddity,
            _ => Weight::Error,
        }
    }
}

impl Problem for PackageProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "syntax",
            Self::TooLong { .. } => "too-long",
            Self::NothingDefined => "nothing-defined",
            Self::UnknownKey { .. } => "unknown-key",
            Self::WrongType { .. } => "wrong-type",
            Self::MissingKey(_) => "missing-key",
            Self::MissingComponents => "missing-components",
            Self::MissingLevel => "missing-level",
            Self::MissingId => "missing-id",
            Self::ConflictingKeys { .. } => "conflicting-keys",
            Self::NotANumber(_) => "not-a-number",
            Self::TooFine { .. } => "too-fine",
            Self::NegativeNumber(_) => "negative-number",
            Self::NumberTooLarge { .. } => "number-too-large",
            Self::Unplayable { .. } => "unplayable",
            Self::ZeroFrequency => "zero-frequency",
            Self::AboveNyquist { .. } => "above-nyquist",
            Self::TooManyComponents { .. } => "too-many-components",
            Self::TooManyPairs { .. } => "too-many-pairs",
            Self::InvalidId(_) => "invalid-id",
            Self::UnknownKind { .. } => "unknown-kind",
            Self::DuplicateId(_) => "duplicate-id",
            Self::DuplicateNumber(_) => "duplicate-number",
            Self::UnknownRingback(_) => "unknown-ringback",
            Self::UnknownVoice { .. } => "unknown-voice",
            Self::UnusedComponents => "unused-components",
            Self::NoCadence => "no-cadence",
            Self::Silent => "silent",
        }
    }

    fn help(&self) -> Option<String> {
        let text = match self {
            Self::NothingDefined => {
                "a tone starts with [[tone]], a ringing pattern with [[pattern]]"
            }
            Self::UnknownKey { help, .. } => return help.clone(),
            Self::MissingComponents => "write `components = \"440+480@-19\"`",
            Self::MissingLevel => {
                "write it behind the frequency, as in 440@-19, or `level = -19` before the first tone"
            }
            Self::MissingId => "it is asked for by its number only; give it an `id` or a `kind`",
            Self::ConflictingKeys { key: "voice", .. } => {
                "list the components of every voice in `voices`, or give the pair `components`"
            }
            Self::ConflictingKeys { .. } => "keep one of the two",
            Self::NotANumber(_) => "write a plain decimal number, such as 440 or 913.8",
            Self::AboveNyquist { .. } => "at 8 kHz, the rate of a gateway, nothing above is heard",
            Self::ZeroFrequency => "silence is an on time of 0",
            Self::UnknownKind { near: Some(near), .. } => {
                return Some(format!("did you mean `{near}`?"));
            }
            Self::UnknownKind { near: None, .. } => {
                "a kind is a name such as \"busy\", an id such as \"cg/bt\", or the number of a Tone Type"
            }
            Self::DuplicateNumber(_) => {
                "a number that is not written is the place in the file, from 0"
            }
            Self::UnknownRingback(_) => "give one of the tones this `id`",
            Self::UnknownVoice { .. } => "voices are counted from 0",
            Self::NoCadence => "leave `lead` and `cycle` out if it sounds for ever",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for PackageProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => write!(f, "this is no TOML: {message}"),
            Self::TooLong { limit } => {
                write!(f, "more than {} MiB of TOML are not read", limit >> 20)
            }
            Self::NothingDefined => f.write_str("no tone and no ringing pattern is defined"),
            Self::UnknownKey { key, .. } => write!(f, "unknown key `{key}` is ignored"),
            Self::WrongType { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::MissingKey(key) => write!(f, "`{key}` is missing"),
            Self::MissingComponents => f.write_str("no components say what sounds"),
            Self::MissingLevel => f.write_str("the component has no level"),
            Self::MissingId => f.write_str("a tone without an id and without a kind"),
            Self::ConflictingKeys { key: "voice", other } => {
                write!(f, "`voice` is read only beside `{other}`")
            }
            Self::ConflictingKeys { key, other } => {
                write!(f, "`{key}` cannot stand beside `{other}`")
            }
            Self::NotANumber(text) => write!(f, "expected a number, found `{text}`"),
            Self::TooFine { found, step: "1" } => {
                write!(f, "expected a whole number, found {found}")
            }
            Self::TooFine { found, step } => write!(f, "{found} is finer than {step}"),
            Self::NegativeNumber(text) => write!(f, "expected a number from 0, found {text}"),
            Self::NumberTooLarge { found, most } => {
                write!(f, "{found} is too large a number, expected at most {most}")
            }
            Self::Unplayable { what, found, expected } => {
                write!(f, "{what} {found}, expected {expected}")
            }
            Self::ZeroFrequency => f.write_str("a frequency of 0 Hz cannot be played"),
            Self::AboveNyquist { frequency, rate } => {
                let half = f64::from(rate.hertz()) / 2.0;
                write!(f, "{frequency} is not below {half} Hz, half the sampling rate")
            }
            Self::TooManyComponents { found } => {
                let most = crate::model::Voice::MAX_COMPONENTS;
                write!(f, "{found} components, expected at most {most}")
            }
            Self::TooManyPairs { limit } => {
                write!(f, "`times` makes more than {limit} pairs in this file")
            }
            Self::InvalidId(text) => {
                write!(f, "`{text}` is no id: {}", crate::model::ModelError::ToneId)
            }
            Self::UnknownKind { found, .. } => write!(f, "no kind of tone is called `{found}`"),
            Self::DuplicateId(id) => write!(f, "id `{id}` is taken already"),
            Self::DuplicateNumber(number) => write!(f, "number {number} is taken already"),
            Self::UnknownRingback(id) => {
                write!(f, "the default ringback `{id}` is not the id of a tone in this file")
            }
            Self::UnknownVoice { found, voices } => {
                write!(f, "voice {found} of a tone that has {voices}")
            }
            Self::UnusedComponents => f.write_str("no on time sounds these components"),
            Self::NoCadence => f.write_str("no on or off time is above 0"),
            Self::Silent => f.write_str("no on time is above 0, so it is silent"),
        }
    }
}

/// What is found in a tone package.
pub(super) type Findings = crate::diagnostic::findings::Findings<PackageProblem>;
