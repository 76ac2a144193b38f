//! Everything that can be wrong with a CPT file.

use core::fmt;

use crate::diagnostic::Problem;
use crate::diagnostic::findings::{Fault, Weight};
use crate::notation::cpt::names::Unit;
use crate::units::{Hertz, SampleRate};

/// A fault of a CPT file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CptProblem {
    /// The file is a compiled `.dat`.
    CompiledDat,
    /// The file is UTF-16.
    Utf16,
    /// The file holds NUL characters.
    Binary,
    /// No tone and no ringing pattern is defined.
    NothingDefined,
    /// A header with one of its brackets missing.
    BrokenHeader,
    /// Text after a header's closing bracket.
    AfterHeader,
    /// A line that is neither a header, a key with a value nor a comment.
    NotAKey,
    /// A key before the first header.
    OutsideSection,
    /// A section that no manual has.
    UnknownSection(String),
    /// A definition's header without a number.
    MissingSectionNumber,
    /// A section that stands in the file already.
    DuplicateSection(String),
    /// A key that its section does not have.
    UnknownKey(String),
    /// A key that stands in its section already, with the same value.
    DuplicateKey(String),
    /// A key that stands in its section already, with another value.
    ConflictingKey(String),
    /// A key whose unit is not the one it is read in.
    WrongUnit {
        /// The unit in the file.
        found: String,
        /// The unit that is read.
        expected: Unit,
    },
    /// Nothing where a number is due.
    EmptyValue,
    /// Words where a number is due.
    NotANumber(String),
    /// A negative number where none can be.
    NegativeNumber(String),
    /// A number above the greatest that fits.
    NumberTooLarge(String),
    /// Decimals after a whole number.
    FractionDropped {
        /// The number in the file.
        found: String,
        /// What is read.
        read: u32,
    },
    /// A key that has to be there.
    MissingKey {
        /// The key.
        key: &'static str,
        /// What to do about it, where a neighbour tells.
        help: Option<&'static str>,
    },
    /// A ringing pattern without its ring type.
    MissingRingType,
    /// On without off, or off without on.
    MissingHalf {
        /// The key that is missing.
        key: String,
    },
    /// More keys than a cadence has pairs.
    TooManyPairs,
    /// A number of definitions that is not how many there are.
    CountMismatch {
        /// Of what.
        what: &'static str,
        /// The number in the file.
        stated: u32,
        /// How many definitions there are.
        found: usize,
    },
    /// Definitions that no section counts.
    MissingCount(&'static str),
    /// More definitions than a gateway takes.
    TooMany {
        /// Of what.
        what: &'static str,
        /// The most that a gateway takes.
        limit: usize,
    },
    /// Neither 0 nor 1.
    UnknownModulationType(u32),
    /// None of 1, 2, 3.
    UnknownForm(u32),
    /// A frequency of 0 Hz where one is due.
    ZeroFrequency,
    /// A frequency that the sampling rate cannot carry.
    AboveNyquist {
        /// In hertz.
        frequency: u32,
        /// The sampling rate.
        rate: SampleRate,
    },
    /// A number outside the range that the manuals state.
    OutOfRange {
        /// What the number is.
        what: &'static str,
        /// Its unit, with a blank before it, or nothing.
        unit: &'static str,
        /// The number.
        found: u32,
        /// The range.
        range: (u32, u32),
    },
    /// A number beyond what can be played at all.
    Unplayable {
        /// What the number is.
        what: &'static str,
        /// The number.
        found: u32,
        /// The greatest that can be played.
        limit: u32,
    },
    /// A ringing frequency between the steps of 5 Hz.
    FrequencyStep(u32),
    /// Level 32, which stands for no second tone, on a component with a frequency.
    SilencedComponent(Hertz),
    /// A key of the other kind of modulation, with a value.
    UnusedKey {
        /// The key.
        key: String,
        /// What reads it.
        needs: &'static str,
    },
    /// On and off times of a tone that is continuous.
    UnusedTimes,
    /// A burst tone with more than one pair.
    BurstPairs,
    /// A burst tone or a ringing pattern without a time.
    NoCadence,
    /// A cadence in which nothing sounds.
    Silent,
    /// A ring type that is not the section's number.
    RingTypeMismatch {
        /// The ring type.
        ring_type: u32,
        /// The section's number.
        section: u32,
    },
    /// One half of a cadence is a burst, the other is not.
    BurstMismatch,
    /// One half of a cadence is written both as a burst and as cyclic.
    BurstAndCyclic,
    /// A burst after a cyclic cadence.
    BurstAfterCyclic,
}

impl Fault for CptProblem {
    fn weight(&self) -> Weight {
        match self {
            Self::CompiledDat
            | Self::Utf16
            | Self::Binary
            | Self::NothingDefined
            | Self::MissingSectionNumber
            | Self::DuplicateSection(_)
            | Self::ConflictingKey(_)
            | Self::EmptyValue
            | Self::NotANumber(_)
            | Self::NegativeNumber(_)
            | Self::NumberTooLarge(_)
            | Self::MissingKey { .. }
            | Self::UnknownModulationType(_)
            | Self::UnknownForm(_)
            | Self::ZeroFrequency
            | Self::AboveNyquist { .. }
            | Self::Unplayable { .. }
            | Self::BurstMismatch
            | Self::BurstAndCyclic
            // The value would be off by a factor.
            | Self::WrongUnit {
                expected: Unit::TenMilliseconds | Unit::Milliseconds | Unit::Hertz,
                ..
            } => Weight::Error,
            Self::UnknownSection(_)
            | Self::UnknownKey(_)
            | Self::DuplicateKey(_)
            | Self::OutsideSection
            | Self::NotAKey
            | Self::BrokenHeader
            | Self::WrongUnit { .. }
            | Self::TooManyPairs
            | Self::CountMismatch { .. }
            | Self::MissingCount(_)
            | Self::TooMany { .. }
            | Self::OutOfRange { .. }
            | Self::FrequencyStep(_)
            | Self::RingTypeMismatch { .. }
            | Self::BurstAfterCyclic => Weight::Limit,
            Self::AfterHeader
            | Self::FractionDropped { .. }
            | Self::MissingRingType
            | Self::MissingHalf { .. }
            | Self::SilencedComponent(_)
            | Self::UnusedKey { .. }
            | Self::UnusedTimes
            | Self::BurstPairs
            | Self::NoCadence
            | Self::Silent => Weight::Oddity,
        }
    }
}

impl Problem for CptProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::CompiledDat => "compiled-dat",
            Self::Utf16 => "utf-16",
            Self::Binary => "binary-file",
            Self::NothingDefined => "nothing-defined",
            Self::BrokenHeader => "broken-header",
            Self::AfterHeader => "text-after-header",
            Self::NotAKey => "not-a-key",
            Self::OutsideSection => "outside-section",
            Self::UnknownSection(_) => "unknown-section",
            Self::MissingSectionNumber => "missing-section-number",
            Self::DuplicateSection(_) => "duplicate-section",
            Self::UnknownKey(_) => "unknown-key",
            Self::DuplicateKey(_) => "duplicate-key",
            Self::ConflictingKey(_) => "conflicting-key",
            Self::WrongUnit { .. } => "wrong-unit",
            Self::EmptyValue => "empty-value",
            Self::NotANumber(_) => "not-a-number",
            Self::NegativeNumber(_) => "negative-number",
            Self::NumberTooLarge(_) => "number-too-large",
            Self::FractionDropped { .. } => "fraction-dropped",
            Self::MissingKey { .. } => "missing-key",
            Self::MissingRingType => "missing-ring-type",
            Self::MissingHalf { .. } => "missing-half",
            Self::TooManyPairs => "too-many-cadences",
            Self::CountMismatch { .. } => "count-mismatch",
            Self::MissingCount(_) => "missing-count",
            Self::TooMany { .. } => "too-many-definitions",
            Self::UnknownModulationType(_) => "unknown-modulation-type",
            Self::UnknownForm(_) => "unknown-tone-form",
            Self::ZeroFrequency => "zero-frequency",
            Self::AboveNyquist { .. } => "above-nyquist",
            Self::OutOfRange { .. } => "out-of-range",
            Self::Unplayable { .. } => "unplayable",
            Self::FrequencyStep(_) => "frequency-step",
            Self::SilencedComponent(_) => "silenced-component",
            Self::UnusedKey { .. } => "unused-key",
            Self::UnusedTimes => "unused-times",
            Self::BurstPairs => "burst-pairs",
            Self::NoCadence => "no-cadence",
            Self::Silent => "silent",
            Self::RingTypeMismatch { .. } => "ring-type-mismatch",
            Self::BurstMismatch => "burst-mismatch",
            Self::BurstAndCyclic => "burst-and-cyclic",
            Self::BurstAfterCyclic => "burst-after-cyclic",
        }
    }

    fn help(&self) -> Option<String> {
        let text = match self {
            Self::CompiledDat => {
                "read its bytes in the notation `dat`, or the ini that it was compiled from"
            }
            Self::Utf16 => "save the file as plain text (UTF-8 or ANSI)",
            Self::NothingDefined => {
                "a file has [CALL PROGRESS TONE #0] or [Ringing Pattern #0] sections"
            }
            Self::BrokenHeader => "write the whole header in brackets",
            Self::NotANumber(_) => {
                "kinds, forms and levels are numbers too: docs/cpt.md lists them"
            }
            Self::NotAKey => "write `key=value`, or start the line with # to make it a comment",
            Self::MissingSectionNumber => "write # and a number before the bracket: #0",
            Self::DuplicateSection(_) => "give the section a number of its own",
            Self::ConflictingKey(_) => "keep the one that is meant",
            Self::NegativeNumber(_) => "a level is written without its sign: 13 stands for -13 dBm",
            Self::MissingKey { help, .. } => return help.map(str::to_owned),
            Self::MissingRingType => "the number of the section is taken",
            Self::MissingHalf { key } => return Some(format!("write `{key}=0` if that is meant")),
            Self::TooManyPairs => "the device plays the first four; this one is left out",
            Self::UnknownModulationType(_) => "1 is amplitude modulated, 0 is not",
            Self::UnknownForm(_) => "1 is continuous, 2 a cadence, 3 a burst",
            Self::SilencedComponent(_) => "set the frequency to 0, or give a level from 0 to 31",
            Self::UnusedTimes => "a continuous tone reads only the first on time, for detection",
            Self::BurstPairs => "every pair is played once",
            Self::RingTypeMismatch { .. } => "the pattern is known by the number of its section",
            Self::BurstAndCyclic => "keep one of the two",
            Self::BurstMismatch => "write `Burst` in both keys of the cadence or in neither",
            Self::BurstAfterCyclic => {
                "it rings once, in its place in the first pass; put bursts first to be sure"
            }
            Self::FractionDropped { .. } => "values are whole numbers; times count in 10 ms",
            Self::WrongUnit { expected: Unit::TenMilliseconds, .. } => {
                "times count in 10 ms: one second is 100"
            }
            Self::WrongUnit { expected: Unit::Milliseconds, .. } => "one second is 1000",
            Self::WrongUnit { expected: Unit::Hertz, .. } => "one kilohertz is 1000",
            Self::ZeroFrequency => "a tone of one frequency has it in `Low Freq [Hz]`",
            Self::AboveNyquist { .. } => "at 8 kHz, the rate of a gateway, nothing above is heard",
            Self::EmptyValue => "write 0 if there is none",
            Self::UnknownKey(_) => "compare its spelling with the keys of docs/cpt.md",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for CptProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CompiledDat => f.write_str("expected an ini, found a compiled .dat"),
            Self::Utf16 => f.write_str("expected plain text, found UTF-16"),
            Self::Binary => f.write_str("expected text, found a NUL character"),
            Self::NothingDefined => f.write_str("no tone and no ringing pattern is defined"),
            Self::BrokenHeader => f.write_str("section header without both of its brackets"),
            Self::AfterHeader => f.write_str("text after a section header is ignored"),
            Self::NotAKey => f.write_str("expected a section, a key or a comment"),
            Self::OutsideSection => f.write_str("key before the first section is ignored"),
            Self::UnknownSection(name) => write!(f, "unknown section [{name}] is ignored"),
            Self::MissingSectionNumber => f.write_str("section without a number"),
            Self::DuplicateSection(name) => write!(f, "[{name}] stands in the file twice"),
            Self::UnknownKey(key) => write!(f, "unknown key `{key}` is ignored"),
            Self::DuplicateKey(key) => write!(f, "`{key}` stands in its section twice"),
            Self::ConflictingKey(key) => write!(f, "`{key}` has two different values"),
            Self::WrongUnit { found, expected } => {
                let expected = match expected.bracket() {
                    "" => " no unit",
                    bracket => bracket,
                };
                write!(f, "unit [{found}], expected{expected}")
            }
            Self::EmptyValue => f.write_str("expected a number, found nothing"),
            Self::NotANumber(text) => write!(f, "expected a number, found `{text}`"),
            Self::NegativeNumber(text) => write!(f, "expected a number from 0, found `{text}`"),
            Self::NumberTooLarge(text) => write!(f, "{text} is too large a number"),
            Self::FractionDropped { found, read } => write!(f, "{found} is read as {read}"),
            Self::MissingKey { key, .. } => write!(f, "`{key}` is missing"),
            Self::MissingRingType => f.write_str("`Ring Type` is missing"),
            Self::MissingHalf { key } => write!(f, "`{key}` is missing and read as 0"),
            Self::TooManyPairs => f.write_str("more than four cadences"),
            Self::CountMismatch { what, stated, found } => {
                write!(f, "the file says {stated} {what} but defines {found}")
            }
            Self::MissingCount(header) => write!(f, "no count in a section [{header}]"),
            Self::TooMany { what, limit } => write!(f, "more than {limit} {what}"),
            Self::UnknownModulationType(found) => write!(f, "unknown modulation type {found}"),
            Self::UnknownForm(found) => write!(f, "unknown tone form {found}"),
            Self::ZeroFrequency => f.write_str("a frequency of 0 Hz cannot be played"),
            Self::AboveNyquist { frequency, rate } => {
                let half = f64::from(rate.hertz()) / 2.0;
                write!(f, "{frequency} Hz is not below {half} Hz, half the sampling rate")
            }
            Self::OutOfRange { what, unit, found, range: (low, high) } => {
                write!(f, "{what} {found}{unit}, expected {low} to {high}{unit}")
            }
            Self::Unplayable { what, found, limit } => {
                write!(f, "{what} {found}, expected at most {limit}")
            }
            Self::FrequencyStep(found) => {
                write!(f, "ringing frequency {found} Hz, expected a multiple of 5")
            }
            Self::SilencedComponent(frequency) => {
                write!(f, "level 32 leaves out the component of {frequency}")
            }
            Self::UnusedKey { key, needs } => write!(f, "`{key}` is read only {needs}"),
            Self::UnusedTimes => f.write_str("times of a continuous tone are ignored"),
            Self::BurstPairs => f.write_str("a burst tone with more than one on and off time"),
            Self::NoCadence => f.write_str("no on or off time, so it sounds without a pause"),
            Self::Silent => f.write_str("no on time is above 0, so it is silent"),
            Self::RingTypeMismatch { ring_type, section } => {
                write!(f, "ring type {ring_type} in the section of pattern {section}")
            }
            Self::BurstAndCyclic => {
                f.write_str("a cadence is written both as a burst and as cyclic")
            }
            Self::BurstMismatch => {
                f.write_str("on time and off time disagree whether the cadence is a burst")
            }
            Self::BurstAfterCyclic => f.write_str("burst after a cyclic cadence"),
        }
    }
}

/// What is found in a CPT file.
pub(super) type Findings = crate::diagnostic::findings::Findings<CptProblem>;
