//! Everything that can be wrong with a plan.

use std::fmt;

use ringsmith::diagnostic::{Problem, Severity};

/// A fault of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanProblem {
    /// The text is no TOML here.
    Syntax(String),
    /// A text so long that it is not read: the most bytes that are.
    TooLong(usize),
    /// No `[[render]]`.
    NothingPlanned,
    /// A `[[render]]` with neither countries nor files.
    MissingSource,
    /// A key that its table does not have, and what may be meant.
    UnknownKey { key: String, help: Option<String> },
    /// A value of another type than its key has.
    WrongType { expected: &'static str, found: &'static str },
    /// A list without a value.
    EmptyList(&'static str),
    /// A word that is none of those its key takes.
    UnknownName { what: Name, found: String, help: Option<String> },
    /// A number that its key does not take, and what it takes.
    BadNumber { found: String, expected: String },
    /// A text that is no voice, and why.
    BadVoice(String),
    /// Two keys of which one has to go.
    ConflictingKeys { key: &'static str, other: &'static str },
    /// A key that nothing is left to use.
    UnusedKey(&'static str),
    /// A tone or pattern that is not there; what is.
    NotThere { asked: String, of: String, available: Vec<String> },
    /// A value that goes together with no other, and why.
    FitsNothing { value: String, why: String },
    /// A file that cannot be made, and why.
    CannotBeMade { place: String, why: String },
    /// Two files of one name.
    SameFile(String),
    /// A place that the catalog needs itself.
    ReservedPlace(String),
    /// A `[[render]]` of which nothing is made.
    NothingToRender,
    /// More of something than a catalog has.
    TooMany { most: usize, what: &'static str },
}

/// What a word names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Country,
    Encoding,
    Container,
    Device,
}

impl Name {
    const fn noun(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Encoding => "encoding",
            Self::Container => "container",
            Self::Device => "device",
        }
    }
}

impl PlanProblem {
    /// Whether the plan can be carried out in spite of it.
    pub fn severity(&self) -> Severity {
        match self {
            Self::UnusedKey(_) | Self::NothingToRender => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Whether it says that something is not there. Where the text is not whole, that something
    /// may only not have been found.
    pub fn is_absence(&self) -> bool {
        matches!(self, Self::NothingPlanned | Self::MissingSource | Self::EmptyList(_))
    }
}

impl Problem for PlanProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "syntax",
            Self::TooLong(_) => "too-long",
            Self::NothingPlanned => "nothing-planned",
            Self::MissingSource => "missing-source",
            Self::UnknownKey { .. } => "unknown-key",
            Self::WrongType { .. } => "wrong-type",
            Self::EmptyList(_) => "empty-list",
            Self::UnknownName { what: Name::Country, .. } => "unknown-country",
            Self::UnknownName { what: Name::Encoding, .. } => "unknown-encoding",
            Self::UnknownName { what: Name::Container, .. } => "unknown-container",
            Self::UnknownName { what: Name::Device, .. } => "unknown-device",
            Self::BadNumber { .. } => "bad-number",
            Self::BadVoice(_) => "bad-voice",
            Self::ConflictingKeys { .. } => "conflicting-keys",
            Self::UnusedKey(_) => "unused-key",
            Self::NotThere { .. } => "not-there",
            Self::FitsNothing { .. } => "fits-nothing",
            Self::CannotBeMade { .. } => "cannot-be-made",
            Self::SameFile(_) => "same-file",
            Self::ReservedPlace(_) => "reserved-place",
            Self::NothingToRender => "nothing-to-render",
            Self::TooMany { .. } => "too-many",
        }
    }

    fn help(&self) -> Option<String> {
        let text = match self {
            Self::UnknownKey { help, .. } | Self::UnknownName { help, .. } => return help.clone(),
            Self::NothingPlanned => "files are planned in tables that start with [[render]]",
            Self::MissingSource => {
                "write `countries = [\"de\", \"us\"]`, `countries = \"all\"` or `files`"
            }
            Self::EmptyList(_) => "leave the key out where nothing is to be chosen",
            Self::ConflictingKeys { .. } => "keep one of the two, or make two [[render]] of it",
            Self::UnusedKey(_) => "it is for ringing patterns; tones keep their own",
            Self::NotThere { available, .. } if !available.is_empty() => {
                return Some(format!("there are {}", available.join(", ")));
            }
            Self::NotThere { .. } => "with `countries = \"all\"` those without it are passed over",
            Self::SameFile(_) => "say it once, or give one of two [[render]] a `folder` of its own",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for PlanProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => write!(f, "this is no TOML: {message}"),
            Self::TooLong(limit) => write!(f, "more than {} MiB of TOML are not read", limit >> 20),
            Self::NothingPlanned => f.write_str("nothing is planned"),
            Self::MissingSource => f.write_str("neither countries nor files say whose tones"),
            Self::UnknownKey { key, .. } => write!(f, "no key is called `{key}`"),
            Self::WrongType { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::EmptyList(key) => write!(f, "`{key}` has no value"),
            Self::UnknownName { what, found, .. } => {
                write!(f, "no {} is called `{found}`", what.noun())
            }
            Self::BadNumber { found, expected } => {
                // Some say it as a whole sentence.
                let expected = expected.strip_prefix("expected ").unwrap_or(expected);
                write!(f, "expected {expected}, found {found}")
            }
            Self::BadVoice(why) => write!(f, "this is no voice: {why}"),
            Self::ConflictingKeys { key, other } => {
                write!(f, "`{key}` cannot stand beside `{other}`")
            }
            Self::UnusedKey(key) => write!(f, "nothing is left for `{key}`"),
            Self::NotThere { asked, of, .. } => write!(f, "there is no {asked} in {of}"),
            Self::FitsNothing { value, why } => write!(f, "nothing is made of {value}: {why}"),
            Self::CannotBeMade { place, why } => write!(f, "{place} cannot be made: {why}"),
            Self::SameFile(place) => write!(f, "this would be the file {place} too"),
            Self::ReservedPlace(place) => write!(f, "{place} is the place of the manifest"),
            Self::NothingToRender => f.write_str("there is nothing to render in this"),
            Self::TooMany { most, what } => write!(f, "more than {most} {what}"),
        }
    }
}
