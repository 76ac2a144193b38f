//! What can be wrong with a folder of ring tones.

use core::fmt;
use std::path::PathBuf;

use crate::diagnostic::{Problem, Severity};
use crate::handset::library::Format;
use crate::handset::shown;

/// A fault of a ring tone file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RingToneProblem {
    /// The file cannot be read.
    Unreadable {
        /// What the operating system says.
        reason: String,
    },
    /// The file has no bytes.
    Empty,
    /// The file is larger than any ring tone.
    TooLarge {
        /// In bytes.
        limit: u64,
    },
    /// The file holds no audio that is known here.
    NotAudio,
    /// The file holds audio of a format that is no ring tone.
    OtherFormat {
        /// The format it holds.
        found: &'static str,
    },
    /// The file starts as its format does, but cannot be played.
    Corrupt {
        /// The format.
        format: Format,
        /// What is wrong, as a clause.
        reason: &'static str,
    },
    /// The file holds another format than its extension says.
    WrongExtension {
        /// What its extension says.
        extension: Format,
        /// What it holds.
        found: Format,
    },
    /// The file ends before its audio does.
    CutShort,
    /// The title tag is too long to be a title, so the file name is taken.
    LongTitle {
        /// Its length in characters.
        found: usize,
        /// The greatest that is taken.
        limit: usize,
    },
    /// Nothing of the title counts when titles are compared.
    BlankTitle,
    /// An earlier ring tone has the same title.
    DuplicateTitle {
        /// The title of this one.
        title: String,
        /// The file that is found by the title.
        found: PathBuf,
    },
}

impl RingToneProblem {
    /// Whether the file is left out of the library because of it.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Unreadable { .. }
            | Self::Empty
            | Self::TooLarge { .. }
            | Self::NotAudio
            | Self::OtherFormat { .. }
            | Self::Corrupt { .. } => Severity::Error,
            Self::WrongExtension { .. }
            | Self::CutShort
            | Self::LongTitle { .. }
            | Self::BlankTitle
            | Self::DuplicateTitle { .. } => Severity::Warning,
        }
    }
}

impl Problem for RingToneProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable-file",
            Self::Empty => "empty-file",
            Self::TooLarge { .. } => "too-large-file",
            Self::NotAudio => "not-audio",
            Self::OtherFormat { .. } => "other-audio-format",
            Self::Corrupt { .. } => "corrupt-file",
            Self::WrongExtension { .. } => "wrong-extension",
            Self::CutShort => "cut-short",
            Self::LongTitle { .. } => "long-title",
            Self::BlankTitle => "blank-title",
            Self::DuplicateTitle { .. } => "duplicate-title",
        }
    }

    fn help(&self) -> Option<String> {
        let text = match self {
            Self::Empty | Self::CutShort => "copy it to the handset again",
            Self::OtherFormat { .. } => {
                "convert it to WAV, or to Ogg Vorbis where the series plays it"
            }
            Self::WrongExtension { found, .. } => {
                return Some(format!("give it the extension .{}", found.extension()));
            }
            Self::DuplicateTitle { .. } => "give one of the two another title",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for RingToneProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { reason } => write!(f, "the file cannot be read: {reason}"),
            Self::Empty => f.write_str("the file is empty"),
            Self::TooLarge { limit } => write!(f, "the file has more than {limit} bytes"),
            Self::NotAudio => f.write_str("the file holds no WAV, MP3 or Ogg Vorbis"),
            Self::OtherFormat { found } => {
                write!(f, "the file holds {found}, expected WAV, MP3 or Ogg Vorbis")
            }
            Self::Corrupt { format, reason } => write!(f, "the {format} file is corrupt: {reason}"),
            Self::WrongExtension { extension, found } => {
                write!(f, "the extension says {extension}, but the file holds {found}")
            }
            Self::CutShort => f.write_str("the file ends before its audio does"),
            Self::LongTitle { found, limit } => {
                write!(f, "a title of {found} characters, expected at most {limit}")?;
                f.write_str(", so the file name is the title")
            }
            Self::BlankTitle => f.write_str("the title is blank, so no title finds the ring tone"),
            Self::DuplicateTitle { title, found } => {
                let found = shown(&found.display().to_string());
                write!(f, "the title `{}` finds {found} instead", shown(title))
            }
        }
    }
}

/// A problem of a file. `Display` is one line:
/// `rings/a.ogg: error[empty-file]: the file is empty`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDiagnostic {
    /// The file, or the folder if a file of it has no name to give.
    pub file: PathBuf,
    /// What is wrong.
    pub problem: RingToneProblem,
}

impl FileDiagnostic {
    /// Whether the file is left out of the library.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.problem.severity() == Severity::Error
    }
}

impl fmt::Display for FileDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, severity) = (shown(&self.file.display().to_string()), self.problem.severity());
        write!(f, "{file}: {severity}[{}]: {}", self.problem.code(), self.problem)
    }
}
