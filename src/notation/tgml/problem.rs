//! Everything that can be wrong with tone scripts.

use core::fmt;

use crate::diagnostic::Problem;
use crate::diagnostic::findings::{Fault, Weight};
use crate::notation::tgml::{LONGEST_TIME, MOST_FREQUENCIES};
use crate::units::{Hertz, SampleRate};

/// A fault of a tone script or of the file that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TgmlProblem {
    /// A text that is too long.
    TooLong {
        /// The most bytes.
        limit: usize,
    },
    /// No script in the text.
    NothingDefined,
    /// Lines about something else.
    ForeignLines {
        /// How many.
        count: usize,
    },
    /// A variable that stands for another one.
    Reference(String),
    /// A name that comes twice.
    DuplicateName(String),
    /// A name that can be no id.
    InvalidId(String),
    /// Something else than a number.
    NotANumber(String),
    /// A number below 0.
    Negative(String),
    /// A time that is too large.
    TooLarge(String),
    /// More digits than count.
    TooFine(String),
    /// A fraction of a millisecond, which is cut off.
    Fraction(String),
    /// A level outside −63 to 0.
    Volume(String),
    /// A setting that the library does not have.
    UnknownSetting(char),
    /// A setting that has no part in what the tone is.
    UnusedSetting(char),
    /// A level that falls or rises with time.
    Decay,
    /// Repetitions that are passed over.
    IgnoredLoops(String),
    /// `l=` without end.
    Endless,
    /// `;loops=` where the switch does not look for it.
    LoopsWithoutStream,
    /// Something behind `;loops=`.
    AfterLoops(String),
    /// A character that stands for no tone.
    UnknownCharacter(char),
    /// Parentheses that are not closed.
    Unclosed,
    /// `%()` without a frequency.
    MissingFrequency,
    /// A digit's parentheses with something else than two times.
    DigitTimes(char),
    /// `%()` of 0 Hz.
    ZeroFrequency,
    /// Frequencies behind one of 0 Hz.
    AfterZero,
    /// More frequencies than the library adds.
    TooManyFrequencies(usize),
    /// A frequency that the sampling rate cannot carry.
    AboveNyquist {
        /// The frequency.
        frequency: Hertz,
        /// The sampling rate.
        rate: SampleRate,
    },
    /// A tone whose times are the library's own.
    DefaultTimes,
    /// More pairs than repetitions may make in a text.
    TooManyPairs {
        /// The most.
        limit: u32,
    },
    /// A script that takes no time.
    NoCadence,
    /// A script in which nothing sounds.
    Silent,
}

impl Fault for TgmlProblem {
    fn weight(&self) -> Weight {
        match self {
            Self::NothingDefined => Weight::Limit,
            Self::ForeignLines { .. }
            | Self::Reference(_)
            | Self::DuplicateName(_)
            | Self::InvalidId(_)
            | Self::Fraction(_)
            | Self::Volume(_)
            | Self::UnknownSetting(_)
            | Self::UnusedSetting(_)
            | Self::Decay
            | Self::IgnoredLoops(_)
            | Self::LoopsWithoutStream
            | Self::AfterLoops(_)
            | Self::UnknownCharacter(_)
            | Self::ZeroFrequency
            | Self::AfterZero
            | Self::DefaultTimes
            | Self::Silent => Weight::Oddity,
            _ => Weight::Error,
        }
    }
}

impl Problem for TgmlProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too-long",
            Self::NothingDefined => "nothing-defined",
            Self::ForeignLines { .. } => "foreign-lines",
            Self::Reference(_) => "reference",
            Self::DuplicateName(_) => "duplicate-name",
            Self::InvalidId(_) => "invalid-id",
            Self::NotANumber(_) => "not-a-number",
            Self::Negative(_) => "negative-number",
            Self::TooLarge(_) => "number-too-large",
            Self::TooFine(_) => "too-fine",
            Self::Fraction(_) => "fraction",
            Self::Volume(_) => "volume",
            Self::UnknownSetting(_) => "unknown-setting",
            Self::UnusedSetting(_) => "unused-setting",
            Self::Decay => "decay",
            Self::IgnoredLoops(_) => "ignored-loops",
            Self::Endless => "endless",
            Self::LoopsWithoutStream => "loops-without-stream",
            Self::AfterLoops(_) => "after-loops",
            Self::UnknownCharacter(_) => "unknown-character",
            Self::Unclosed => "unclosed",
            Self::MissingFrequency => "missing-frequency",
            Self::DigitTimes(_) => "digit-times",
            Self::ZeroFrequency => "zero-frequency",
            Self::AfterZero => "after-zero",
            Self::TooManyFrequencies(_) => "too-many-frequencies",
            Self::AboveNyquist { .. } => "above-nyquist",
            Self::DefaultTimes => "default-times",
            Self::TooManyPairs { .. } => "too-many-pairs",
            Self::NoCadence => "no-cadence",
            Self::Silent => "silent",
        }
    }

    fn help(&self) -> Option<String> {
        let text = match self {
            Self::NothingDefined => "a tone is `name=%(on,off,f1,f2)`",
            Self::DuplicateName(_) => "FreeSWITCH keeps the last",
            Self::NotANumber(_) => "a setting ends with `;`",
            Self::IgnoredLoops(_) => "`;loops=-1` at the end repeats for ever",
            Self::LoopsWithoutStream => {
                "without `tone_stream://` FreeSWITCH plays the digits of `loops=` as DTMF"
            }
            Self::ZeroFrequency => {
                "a pause is the off time of the tone before it, or `%(0,off,f)` with a frequency"
            }
            Self::DefaultTimes => "write the times: `5(100,50)`, or `d=100;w=50;` before it",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for TgmlProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { limit } => write!(f, "the text has more than {limit} bytes"),
            Self::NothingDefined => f.write_str("no tone script is defined"),
            Self::ForeignLines { count } => {
                let s = if *count == 1 { "" } else { "s" };
                write!(f, "{count} line{s} about something else than tones, from here on")
            }
            Self::Reference(text) => write!(f, "`{text}` is not looked up"),
            Self::DuplicateName(name) => write!(f, "`{name}` is there again"),
            Self::InvalidId(name) => {
                write!(f, "`{name}` is no id: {}", crate::model::ModelError::ToneId)
            }
            Self::NotANumber(text) => write!(f, "expected a number, found `{text}`"),
            Self::Negative(text) => write!(f, "expected a number from 0, found {text}"),
            Self::TooLarge(text) => write!(f, "{text} is above {LONGEST_TIME}"),
            Self::TooFine(text) => {
                write!(f, "{text} has more digits than a level's 0.01 or a frequency's 0.001")
            }
            Self::Fraction(text) => write!(f, "FreeSWITCH cuts {text} to whole milliseconds"),
            Self::Volume(text) => {
                write!(f, "a level of {text}, expected -63 to 0; FreeSWITCH passes over it")
            }
            Self::UnknownSetting(c) => write!(f, "there is no setting `{c}=`"),
            Self::UnusedSetting(c) => write!(f, "`{c}=` is not carried out"),
            Self::Decay => f.write_str("the change of level with time is not carried out"),
            Self::IgnoredLoops(text) => write!(f, "FreeSWITCH passes over `L={text}`"),
            Self::Endless => f.write_str("`l=` below 0 repeats a tone without end"),
            Self::LoopsWithoutStream => f.write_str("`;loops=` belongs to `tone_stream://` only"),
            Self::AfterLoops(text) => {
                write!(f, "FreeSWITCH does not play what stands behind `;loops=`: `{text}`")
            }
            Self::UnknownCharacter(c) => write!(f, "`{c}` stands for no tone and is passed over"),
            Self::Unclosed => f.write_str("`)` is missing"),
            Self::MissingFrequency => f.write_str("expected `%(on,off,frequency)`"),
            Self::DigitTimes(c) => write!(f, "expected `{c}(on,off)`"),
            Self::ZeroFrequency => f.write_str("FreeSWITCH passes over a tone of 0 Hz"),
            Self::AfterZero => f.write_str("FreeSWITCH does not read frequencies behind 0"),
            Self::TooManyFrequencies(found) => {
                write!(f, "{found} frequencies, of which FreeSWITCH adds {MOST_FREQUENCIES}")
            }
            Self::AboveNyquist { frequency, rate } => {
                let half = f64::from(rate.hertz()) / 2.0;
                write!(f, "{frequency} is not below {half} Hz, half the sampling rate")
            }
            Self::DefaultTimes => f.write_str(
                "the times are FreeSWITCH's own, 2000 and 500 samples: 250/63 ms are taken",
            ),
            Self::TooManyPairs { limit } => {
                write!(f, "repetitions make more than {limit} on and off times in this text")
            }
            Self::NoCadence => f.write_str("the script plays nothing"),
            Self::Silent => f.write_str("nothing sounds, so it is silent"),
        }
    }
}

/// What is found in a text of scripts.
pub(super) type Findings = crate::diagnostic::findings::Findings<TgmlProblem>;
