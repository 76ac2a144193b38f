//! Everything that can be wrong with tone and cadence scripts.

use core::fmt;

use crate::diagnostic::Problem;
use crate::diagnostic::findings::{Fault, Weight};
use crate::notation::tonescript::{
    LONGEST_SCRIPT, MOST_FREQUENCIES, MOST_SECTIONS, MOST_SEGMENTS, RING_FREQUENCIES, RINGS,
};
use crate::units::{Hertz, SampleRate};

/// A fault of a text with tone and cadence scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ToneScriptProblem {
    /// More text than is read.
    TooLong {
        /// The most bytes.
        limit: usize,
    },
    /// No script at all.
    NothingDefined,
    /// Lines that set nothing.
    ForeignLines {
        /// How many.
        count: usize,
    },
    /// An element that is not closed behind its script.
    Unclosed(String),
    /// A setting without a script.
    EmptyScript,
    /// A setting that stands twice with two values.
    DuplicateSetting(String),
    /// A setting that stands twice with one value.
    RepeatedSetting(String),
    /// A name that can be no id.
    InvalidId(String),
    /// Something else than the script has to have at this place.
    Syntax {
        /// What it has to have.
        expected: &'static str,
        /// What is there; nothing at the end.
        found: Option<char>,
    },
    /// A frequency that another one modulates, as indications write it.
    Modulation,
    /// 0 Hz.
    ZeroFrequency,
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
    /// A number finer than the vendor states.
    FineNumber {
        /// What it is.
        what: &'static str,
        /// The number.
        found: String,
        /// What the vendor states.
        step: &'static str,
    },
    /// A segment of a tone that does not say which frequencies sound.
    MissingComponents,
    /// A frequency by a number that none has.
    UnknownComponent {
        /// The number.
        number: String,
        /// How many frequencies there are.
        count: usize,
    },
    /// More frequencies at a time than can be played.
    TooManyComponents {
        /// The most.
        most: usize,
    },
    /// Frequencies in a cadence, which has none.
    ComponentsInCadence,
    /// A frequency that no segment sounds.
    UnusedFrequency(usize),
    /// A section that does not say how long it takes.
    MissingLength,
    /// A section that takes no time.
    EmptySection,
    /// Segments that take no time, over and over.
    NoCadence,
    /// A tone in which nothing sounds.
    Silent,
    /// What follows something that never ends.
    Unreachable,
    /// More pairs than scripts may make in a text.
    TooManyPairs {
        /// The most that they may make.
        limit: u32,
    },
    /// More frequencies than the vendor states.
    TooManyFrequencies(usize),
    /// More sections than the vendor states.
    TooManySections(usize),
    /// More segments in a section than the vendor states.
    TooManySegments(usize),
    /// A script longer than the vendor states.
    LongScript(usize),
    /// A ringing frequency outside what the vendor states.
    RingFrequency(Hertz),
    /// A number of a ring that no device has.
    RingNumber(u32),
    /// Cadences without the frequency that sounds in them.
    AssumedFrequency {
        /// The setting that is not there.
        setting: &'static str,
        /// What it is taken for.
        default: &'static str,
    },
}

impl Fault for ToneScriptProblem {
    fn weight(&self) -> Weight {
        match self {
            Self::FineNumber { .. }
            | Self::TooManyFrequencies(_)
            | Self::TooManySections(_)
            | Self::TooManySegments(_)
            | Self::LongScript(_)
            | Self::RingFrequency(_)
            | Self::RingNumber(_) => Weight::Limit,
            Self::NothingDefined
            | Self::ForeignLines { .. }
            | Self::EmptyScript
            | Self::RepeatedSetting(_)
            | Self::InvalidId(_)
            | Self::TooFine { .. }
            | Self::ComponentsInCadence
            | Self::UnusedFrequency(_)
            | Self::MissingLength
            | Self::EmptySection
            | Self::Silent
            | Self::Unreachable
            | Self::AssumedFrequency { .. } => Weight::Oddity,
            _ => Weight::Error,
        }
    }
}

impl Problem for ToneScriptProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too-long",
            Self::NothingDefined => "nothing-defined",
            Self::ForeignLines { .. } => "foreign-lines",
            Self::Unclosed(_) => "unclosed-element",
            Self::EmptyScript => "empty-script",
            Self::DuplicateSetting(_) => "duplicate-setting",
            Self::RepeatedSetting(_) => "repeated-setting",
            Self::InvalidId(_) => "invalid-id",
            Self::Syntax { .. } => "syntax",
            Self::Modulation => "modulation",
            Self::ZeroFrequency => "zero-frequency",
            Self::AboveNyquist { .. } => "above-nyquist",
            Self::Unplayable { .. } => "unplayable",
            Self::TooFine { .. } => "too-fine",
            Self::FineNumber { .. } => "fine-number",
            Self::MissingComponents => "missing-components",
            Self::UnknownComponent { .. } => "unknown-component",
            Self::TooManyComponents { .. } => "too-many-components",
            Self::ComponentsInCadence => "components-in-cadence",
            Self::UnusedFrequency(_) => "unused-frequency",
            Self::MissingLength => "missing-length",
            Self::EmptySection => "empty-section",
            Self::NoCadence => "no-cadence",
            Self::Silent => "silent",
            Self::Unreachable => "unreachable",
            Self::TooManyPairs { .. } => "too-many-pairs",
            Self::TooManyFrequencies(_) => "too-many-frequencies",
            Self::TooManySections(_) => "too-many-sections",
            Self::TooManySegments(_) => "too-many-segments",
            Self::LongScript(_) => "long-script",
            Self::RingFrequency(_) => "ring-frequency",
            Self::RingNumber(_) => "ring-number",
            Self::AssumedFrequency { .. } => "assumed-frequency",
        }
    }

    fn help(&self) -> Option<String> {
        let text = match self {
            Self::NothingDefined => {
                "a tone is set by `<Busy_Tone>480@-19,620@-19;*(.5/.5/1+2)</Busy_Tone>`"
            }
            Self::Modulation => {
                "write the frequencies that modulation makes, or those of another country"
            }
            Self::MissingLength => "write `*` before the bracket for a section that never ends",
            Self::MissingComponents => {
                "write `/1` behind the times for the first frequency, `/0` for none"
            }
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for ToneScriptProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { limit } => write!(f, "more than {limit} bytes, of which none is read"),
            Self::NothingDefined => f.write_str("no tone script and no cadence script"),
            Self::ForeignLines { count } => {
                let lines = if *count == 1 { "line sets" } else { "lines set" };
                write!(f, "{count} {lines} nothing, passed over")
            }
            Self::Unclosed(name) => write!(f, "`{name}` is not closed behind its script"),
            Self::EmptyScript => f.write_str("nothing is set, so there is no tone"),
            Self::DuplicateSetting(name) => write!(f, "`{name}` stands twice with two values"),
            Self::RepeatedSetting(name) => write!(f, "`{name}` stands twice with one value"),
            Self::InvalidId(name) => {
                write!(f, "`{name}` can be no id of a tone, so the tone has none")
            }
            Self::Syntax { expected, found: Some(found) } => {
                write!(f, "`{}`, expected {expected}", crate::text::printable(&found.to_string()))
            }
            Self::Syntax { expected, found: None } => {
                write!(f, "the script ends, expected {expected}")
            }
            Self::Modulation => f.write_str("scripts have no modulation"),
            Self::ZeroFrequency => f.write_str("a frequency of 0 Hz cannot be played"),
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
            Self::FineNumber { what, found, step } => {
                write!(f, "{what} {found}, the vendor states steps of {step}")
            }
            Self::MissingComponents => {
                f.write_str("a segment of a tone has to say which frequencies sound")
            }
            Self::UnknownComponent { number, count } => {
                write!(f, "frequency number {number}, expected 0 or one of {count}")
            }
            Self::TooManyComponents { most } => {
                write!(f, "more than {most} frequencies at a time")
            }
            Self::ComponentsInCadence => {
                f.write_str("a cadence has no frequencies, these are passed over")
            }
            Self::UnusedFrequency(number) => write!(f, "no segment sounds frequency {number}"),
            Self::MissingLength => {
                f.write_str("a section without its length is taken never to end")
            }
            Self::EmptySection => f.write_str("a section that takes no time"),
            Self::NoCadence => {
                f.write_str("the segments take no time, so they never fill their section")
            }
            Self::Silent => f.write_str("nothing sounds"),
            Self::Unreachable => f.write_str("follows something that never ends"),
            Self::TooManyPairs { limit } => {
                write!(
                    f,
                    "the scripts of a text may make {limit} on and off times, these make more"
                )
            }
            Self::TooManyFrequencies(count) => {
                write!(f, "{count} frequencies, the vendor states {MOST_FREQUENCIES} at the most")
            }
            Self::TooManySections(count) => {
                write!(f, "{count} sections, the vendor states {MOST_SECTIONS} at the most")
            }
            Self::TooManySegments(count) => {
                write!(f, "{count} segments, the vendor states {MOST_SEGMENTS} at the most")
            }
            Self::LongScript(count) => {
                write!(f, "{count} characters, the vendor states {LONGEST_SCRIPT} at the most")
            }
            Self::RingFrequency(frequency) => {
                let (low, high) = RING_FREQUENCIES;
                write!(f, "{frequency}, the vendor states {low} to {high} Hz")
            }
            Self::RingNumber(number) => {
                let (low, high) = RINGS;
                write!(f, "number {number}, devices have {low} to {high}")
            }
            Self::AssumedFrequency { setting, default } => {
                write!(f, "`{setting}` is not there: {default} is taken, the vendor's default")
            }
        }
    }
}
