//! Everything that can be wrong with an `indications.conf`.

use core::fmt;

use crate::diagnostic::Problem;
use crate::diagnostic::findings::{Fault, Weight};
use crate::notation::indications::{LONGEST_COUNTRY, LONGEST_DESCRIPTION, LONGEST_TIME};
use crate::units::SampleRate;

/// A fault of an `indications.conf`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndicationsProblem {
    /// A text that is too long to be one.
    TooLong {
        /// The most bytes.
        limit: usize,
    },
    /// No country in the text.
    NothingDefined,
    /// Another file, which is not read.
    Include(String),
    /// A line that is neither a section nor an entry.
    UnknownLine(String),
    /// An entry before any section.
    NoSection(String),
    /// A section without a name.
    EmptyName,
    /// Something behind the name of a section.
    Template(String),
    /// A section that only others build on.
    TemplateSection(String),
    /// A country that is there already.
    DuplicateCountry(String),
    /// A name longer than Asterisk keeps.
    LongCountry(usize),
    /// A description longer than Asterisk keeps.
    LongDescription(usize),
    /// A country without the description that Asterisk wants.
    MissingDescription(String),
    /// A country without tones.
    EmptyCountry(String),
    /// The default country is not in the text.
    UnknownCountry(String),
    /// A country that is to be the same as one that is not in the text.
    UnknownAlias(String),
    /// A country that is the same as itself.
    AliasLoop(String),
    /// An entry of a country that is the same as another.
    UnusedInAlias(String),
    /// Aliases that repeat more than they may.
    TooManyPairs {
        /// The most on and off times.
        limit: u32,
    },
    /// A name that DAHDI's tables have in place of Asterisk's.
    DahdiName {
        /// The name.
        found: String,
        /// Asterisk's.
        asterisk: &'static str,
    },
    /// A name that can be no id.
    InvalidId(String),
    /// A name that comes twice.
    DuplicateName(String),
    /// A name without a value.
    EmptyValue(String),
    /// Nothing between two commas.
    EmptyItem,
    /// A comma behind the last item.
    TrailingComma,
    /// Something else than a number.
    NotANumber(String),
    /// A number that is too large.
    TooLarge {
        /// The number.
        found: String,
        /// The largest.
        most: u32,
    },
    /// What Asterisk does not read of an item.
    Unread(String),
    /// Frequencies behind the second.
    ThirdFrequency(String),
    /// A frequency that the sampling rate cannot carry.
    AboveNyquist {
        /// The frequency in hertz.
        hertz: u64,
        /// The sampling rate.
        rate: SampleRate,
    },
    /// A modulation by or of 0 Hz.
    ZeroFrequency,
    /// A note that MIDI does not have.
    MidiNote(u64),
    /// A sum in which one of the frequencies is too low to be heard.
    SubAudio {
        /// The one that is heard.
        carrier: u64,
        /// The other one.
        modulation: u64,
    },
    /// What follows something that never ends.
    Unreachable,
    /// A `!` behind the first item without one.
    LateOnce,
    /// A tone in which nothing sounds.
    Silent,
    /// Ringing that takes no time.
    NoCadence,
    /// Ringing whose last on time has no off time.
    OddCadence,
}

impl Fault for IndicationsProblem {
    fn weight(&self) -> Weight {
        match self {
            Self::Include(_)
            | Self::UnknownLine(_)
            | Self::LongCountry(_)
            | Self::LongDescription(_)
            | Self::MissingDescription(_)
            | Self::EmptyCountry(_)
            | Self::NothingDefined => Weight::Limit,
            Self::TemplateSection(_)
            | Self::UnknownCountry(_)
            | Self::UnusedInAlias(_)
            | Self::DahdiName { .. }
            | Self::InvalidId(_)
            | Self::DuplicateName(_)
            | Self::EmptyValue(_)
            | Self::TrailingComma
            | Self::ThirdFrequency(_)
            | Self::SubAudio { .. }
            | Self::Unreachable
            | Self::LateOnce
            | Self::Silent
            | Self::OddCadence => Weight::Oddity,
            _ => Weight::Error,
        }
    }
}

impl Problem for IndicationsProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too-long",
            Self::NothingDefined => "nothing-defined",
            Self::Include(_) => "include",
            Self::UnknownLine(_) => "unknown-line",
            Self::NoSection(_) => "no-section",
            Self::EmptyName => "empty-name",
            Self::Template(_) => "template",
            Self::TemplateSection(_) => "template-section",
            Self::DuplicateCountry(_) => "duplicate-country",
            Self::LongCountry(_) => "long-country",
            Self::LongDescription(_) => "long-description",
            Self::MissingDescription(_) => "missing-description",
            Self::EmptyCountry(_) => "empty-country",
            Self::UnknownCountry(_) => "unknown-country",
            Self::UnknownAlias(_) => "unknown-alias",
            Self::AliasLoop(_) => "alias-loop",
            Self::UnusedInAlias(_) => "unused-in-alias",
            Self::TooManyPairs { .. } => "too-many-pairs",
            Self::DahdiName { .. } => "dahdi-name",
            Self::InvalidId(_) => "invalid-id",
            Self::DuplicateName(_) => "duplicate-name",
            Self::EmptyValue(_) => "empty-value",
            Self::EmptyItem => "empty-item",
            Self::TrailingComma => "trailing-comma",
            Self::NotANumber(_) => "not-a-number",
            Self::TooLarge { .. } => "number-too-large",
            Self::Unread(_) => "unread",
            Self::ThirdFrequency(_) => "third-frequency",
            Self::AboveNyquist { .. } => "above-nyquist",
            Self::ZeroFrequency => "zero-frequency",
            Self::MidiNote(_) => "midi-note",
            Self::SubAudio { .. } => "sub-audio",
            Self::Unreachable => "unreachable",
            Self::LateOnce => "late-once",
            Self::Silent => "silent",
            Self::NoCadence => "no-cadence",
            Self::OddCadence => "odd-cadence",
        }
    }

    fn help(&self) -> Option<String> {
        let text = match self {
            Self::NothingDefined => "a country is a section, `[us]`, with tones below it",
            Self::Template(_) => "write the entries out",
            Self::MissingDescription(_) | Self::EmptyCountry(_) => {
                "Asterisk takes a country only if it has a description and a tone"
            }
            Self::DahdiName { asterisk, .. } => return Some(format!("write `{asterisk}`")),
            Self::DuplicateName(_) => "Asterisk keeps the last",
            Self::EmptyItem => "Asterisk plays what stands before it; silence is `0/ms`",
            Self::Unread(_) => "an item is `[!]f1[+f2|*f2][/ms]`, whole numbers, no blanks",
            Self::AboveNyquist { hertz, .. } => {
                return Some(format!("a pause of {hertz} ms is written `0/{hertz}`"));
            }
            Self::SubAudio { carrier, modulation } => {
                return Some(format!("a modulation is written `{carrier}*{modulation}`"));
            }
            Self::Unreachable => "an item without `/ms` never ends",
            Self::LateOnce => {
                "Asterisk repeats everything from the first item without `!` to the end"
            }
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for IndicationsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { limit } => write!(f, "the text has more than {limit} bytes"),
            Self::NothingDefined => f.write_str("no country is defined"),
            Self::Include(line) => write!(f, "`{line}` is not followed"),
            Self::UnknownLine(line) => {
                write!(f, "expected `[country]` or `name = value`, found `{line}`")
            }
            Self::NoSection(name) => write!(f, "`{name}` stands before the first section"),
            Self::EmptyName => f.write_str("a section without a name"),
            Self::Template(text) => write!(f, "`{text}`: templates are not followed"),
            Self::TemplateSection(name) => {
                write!(f, "`{name}` is a template and no country, so it is passed over")
            }
            Self::DuplicateCountry(name) => write!(f, "country `{name}` is there already"),
            Self::LongCountry(found) => write!(
                f,
                "a country's name of {found} bytes, of which Asterisk keeps {LONGEST_COUNTRY}"
            ),
            Self::LongDescription(found) => write!(
                f,
                "a description of {found} bytes, of which Asterisk keeps {LONGEST_DESCRIPTION}"
            ),
            Self::MissingDescription(name) => write!(f, "country `{name}` has no description"),
            Self::EmptyCountry(name) => write!(f, "country `{name}` has no tones"),
            Self::UnknownCountry(name) => {
                write!(f, "the default country `{name}` is not defined here")
            }
            Self::UnknownAlias(name) => {
                write!(f, "country `{name}`, whose tones these are to be, is not defined here")
            }
            Self::AliasLoop(name) => write!(f, "`{name}` is an alias of itself in the end"),
            Self::UnusedInAlias(name) => {
                write!(f, "`{name}` is not used: all tones are those of another country")
            }
            Self::TooManyPairs { limit } => {
                write!(f, "aliases repeat more than {limit} on and off times")
            }
            Self::DahdiName { found, asterisk } => {
                write!(f, "`{found}` is DAHDI's name; Asterisk asks for `{asterisk}`")
            }
            Self::InvalidId(name) => {
                write!(f, "`{name}` is no id: {}", crate::model::ModelError::ToneId)
            }
            Self::DuplicateName(name) => write!(f, "`{name}` is there again"),
            Self::EmptyValue(name) => write!(f, "`{name}` has no value and is passed over"),
            Self::EmptyItem => f.write_str("an empty item ends the list"),
            Self::TrailingComma => f.write_str("nothing stands behind the last comma"),
            Self::NotANumber(text) => write!(f, "expected a whole number, found `{text}`"),
            Self::TooLarge { found, most } if *most == LONGEST_TIME => {
                write!(f, "{found} ms, but Asterisk counts up to {most} ms")
            }
            Self::TooLarge { found, most } => write!(f, "{found} is above {most}"),
            Self::Unread(text) => write!(f, "Asterisk does not read `{text}`"),
            Self::ThirdFrequency(text) => {
                write!(f, "Asterisk adds two frequencies and does not read `{text}`")
            }
            Self::AboveNyquist { hertz, rate } => {
                let half = f64::from(rate.hertz()) / 2.0;
                write!(f, "{hertz} Hz is not below {half} Hz, half the sampling rate")
            }
            Self::ZeroFrequency => f.write_str("neither side of a modulation can be 0 Hz"),
            Self::MidiNote(note) => write!(f, "note {note}, expected 0 to 127"),
            Self::SubAudio { carrier, modulation } => {
                write!(f, "the {modulation} Hz beside {carrier} Hz cannot be heard")
            }
            Self::Unreachable => f.write_str("this comes after something that never ends"),
            Self::LateOnce => f.write_str("this `!` does nothing"),
            Self::Silent => f.write_str("nothing sounds, so it is silent"),
            Self::NoCadence => f.write_str("the ringing takes no time"),
            Self::OddCadence => f.write_str("the last on time has no off time; 0 is taken"),
        }
    }
}

/// What is found in an `indications.conf`.
pub(super) type Findings = crate::diagnostic::findings::Findings<IndicationsProblem>;
