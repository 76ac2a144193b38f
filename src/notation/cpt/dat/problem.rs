//! Everything that can be wrong with a compiled file, but for what can be wrong with an ini too.

use core::fmt;

use crate::diagnostic::Problem;
use crate::diagnostic::findings::{Fault, Weight};
use crate::notation::cpt::dat::layout::{FILE_TYPE_VALUE, Magic, OFFSET_VALUE};

/// A fault of a compiled CPT file. What its numbers mean can be wrong in the ways of an ini: those
/// are [`CptProblem`](crate::notation::cpt::CptProblem)s.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatProblem {
    /// A file that is too long to be read.
    TooLong {
        /// The most bytes that are read.
        limit: usize,
    },
    /// The first word is none that is known; `None` where there is none.
    UnknownMagic(Option<u32>),
    /// The file ends before its first count and a checksum.
    Truncated {
        /// How many whole words it has.
        words: usize,
        /// How many it has at the least.
        expected: usize,
    },
    /// Bytes at the end that make no word.
    PartialWord {
        /// How many.
        bytes: usize,
    },
    /// The header has another length than it says.
    WrongOffset(u32),
    /// The length is not that of the file.
    WrongLength {
        /// What the file says.
        stated: u32,
        /// Its bytes without the checksum.
        found: usize,
    },
    /// Not the file type of call progress tones.
    WrongFileType(u32),
    /// A version that does not go with the first word.
    WrongVersion {
        /// What the file says.
        found: u32,
        /// What goes with the first word.
        expected: u32,
    },
    /// The last word is not the sum of the bytes before it.
    WrongChecksum {
        /// The last word.
        found: u32,
        /// The sum.
        expected: u32,
    },
    /// A text without the NUL that ends it.
    UnterminatedText(TextField),
    /// A text with other bytes than ASCII.
    NotAscii(TextField),
    /// Bytes behind the NUL that ends a text.
    AfterText(TextField),
    /// More records than there is room for.
    CountTooLarge {
        /// Of what.
        what: &'static str,
        /// The count.
        stated: u32,
        /// How many there is room for.
        most: usize,
    },
    /// No count of ringing patterns where one is due.
    MissingCount,
    /// Words between the last record and the checksum.
    LeftOver {
        /// How many.
        words: usize,
    },
    /// A word of a tone that nobody knows, with a value.
    UnknownWord {
        /// Which word of the record, from 0.
        word: usize,
        /// The value.
        value: u32,
    },
    /// A level above 0 dBm, in the way of version 1.
    LevelTooHigh(u32),
    /// Two patterns of one ring type.
    DuplicateRingType(u32),
    /// A link that leads neither to the next cadence nor back.
    WrongLink {
        /// The cadence, from 0.
        cadence: usize,
        /// What it links to.
        link: u32,
    },
    /// A pattern that goes on with a cadence of no time, after which it may end or start again.
    OpenLink {
        /// The cadence of no time, from 0.
        cadence: usize,
    },
    /// A link out of the pattern, or to no time, taken for its end.
    AssumedEnd,
    /// A cadence that no link leads to.
    UnusedCadence {
        /// The cadence, from 0.
        cadence: usize,
    },
    /// No tone and no ringing pattern.
    NothingDefined,
}

/// A text of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextField {
    /// Whose tones they are.
    Vendor,
    /// What the version is.
    Description,
    /// When the file was made.
    Date,
}

impl fmt::Display for TextField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Vendor => "vendor",
            Self::Description => "description",
            Self::Date => "date",
        })
    }
}

impl Fault for DatProblem {
    fn weight(&self) -> Weight {
        match self {
            Self::UnterminatedText(_)
            | Self::NotAscii(_)
            | Self::AfterText(_)
            | Self::UnknownWord { .. }
            | Self::AssumedEnd
            | Self::UnusedCadence { .. }
            | Self::NothingDefined => Weight::Oddity,
            _ => Weight::Error,
        }
    }
}

impl Problem for DatProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too-long",
            Self::UnknownMagic(_) => "unknown-magic",
            Self::Truncated { .. } => "truncated",
            Self::PartialWord { .. } => "partial-word",
            Self::WrongOffset(_) => "wrong-offset",
            Self::WrongLength { .. } => "wrong-length",
            Self::WrongFileType(_) => "wrong-file-type",
            Self::WrongVersion { .. } => "wrong-version",
            Self::WrongChecksum { .. } => "wrong-checksum",
            Self::UnterminatedText(_) => "unterminated-text",
            Self::NotAscii(_) => "not-ascii",
            Self::AfterText(_) => "after-text",
            Self::CountTooLarge { .. } => "count-too-large",
            Self::MissingCount => "no-ringing-count",
            Self::LeftOver { .. } => "left-over-words",
            Self::UnknownWord { .. } => "unknown-word",
            Self::LevelTooHigh(_) => "level-too-high",
            Self::DuplicateRingType(_) => "duplicate-ring-type",
            Self::WrongLink { .. } => "wrong-link",
            Self::OpenLink { .. } => "open-link",
            Self::AssumedEnd => "assumed-end",
            Self::UnusedCadence { .. } => "unused-cadence",
            Self::NothingDefined => "nothing-compiled",
        }
    }

    fn help(&self) -> Option<String> {
        let text = match self {
            Self::UnknownMagic(_) => {
                "the first word says which kinds of definitions are in the file; others than \
                 these were not seen"
            }
            Self::WrongChecksum { .. } => "the file was damaged or edited: compile it anew",
            Self::LeftOver { .. } => "user defined tones may stand here; no such file was seen",
            Self::UnknownWord { .. } => "the tone may be modulated: no such file was seen",
            Self::LevelTooHigh(_) => "a level of -13 dBm is stored as 32 - 13",
            Self::WrongLink { .. } => {
                "cadences link to the next one, the last one back to the first that is repeated"
            }
            Self::OpenLink { .. } => "whether bursts end here was never seen: compile it anew",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for DatProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { limit } => write!(f, "the file is longer than {limit} bytes"),
            Self::UnknownMagic(found) => {
                match found {
                    Some(found) => write!(f, "the file starts with {found:08x}")?,
                    None => f.write_str("the file has no whole word")?,
                }
                let [one, two, three] = Magic::ALL.map(Magic::word);
                write!(f, ", expected {one:08x}, {two:08x} or {three:08x}")
            }
            Self::Truncated { words, expected } => {
                write!(f, "the file ends after {words} words, expected {expected} or more")
            }
            Self::PartialWord { bytes } => {
                write!(f, "the file ends in {bytes} bytes, expected whole words of 4")
            }
            Self::WrongOffset(found) => {
                write!(f, "the header has {found} words, expected {OFFSET_VALUE}")
            }
            Self::WrongLength { stated, found } => {
                write!(f, "the length is {stated}, expected {found}, the bytes before the checksum")
            }
            Self::WrongFileType(found) => {
                write!(f, "file type {found}, expected {FILE_TYPE_VALUE}")
            }
            Self::WrongVersion { found, expected } => {
                write!(f, "version {found}, expected {expected} with this magic number")
            }
            Self::WrongChecksum { found, expected } => {
                write!(f, "the checksum is {found}, expected {expected}, the sum of all bytes")
            }
            Self::UnterminatedText(field) => {
                write!(f, "the {field} has no NUL in its 256 bytes, its last byte is left out")
            }
            Self::NotAscii(field) => {
                write!(f, "the {field} has bytes that are not ASCII, read as question marks")
            }
            Self::AfterText(field) => write!(f, "bytes behind the end of the {field}, expected 0"),
            Self::CountTooLarge { what, stated, most } => {
                write!(f, "the file says {stated} {what}, but has room for {most}")
            }
            Self::MissingCount => {
                f.write_str("no number of ringing patterns, expected with this magic number")
            }
            Self::LeftOver { words } => {
                write!(f, "{words} words behind the last record, expected the checksum")
            }
            Self::UnknownWord { word, value } => {
                write!(f, "word {word} of the tone is {value} and has no known meaning, expected 0")
            }
            Self::LevelTooHigh(found) => write!(f, "level word {found}, expected at most 32"),
            Self::DuplicateRingType(ring_type) => {
                write!(f, "a second ringing pattern of type {ring_type}")
            }
            Self::WrongLink { cadence, link } => {
                let next = cadence + 1;
                write!(
                    f,
                    "cadence {next} links to index {link}, expected {next} for the next cadence or \
                     less for a repetition"
                )
            }
            Self::OpenLink { cadence } => {
                write!(f, "cadence {} takes no time, so the bursts may end or repeat", cadence + 1)
            }
            Self::AssumedEnd => f.write_str("the link leads to nothing, taken for the end"),
            Self::UnusedCadence { cadence } => {
                write!(f, "no link leads to cadence {}, which is left out", cadence + 1)
            }
            Self::NothingDefined => f.write_str("neither a tone nor a ringing pattern"),
        }
    }
}
