//! What a notation does not say of a set.

use core::fmt;

use crate::diagnostic::{Problem, Severity};
use crate::model::{Depth, Package, Selector, ToneId, ToneKind};
use crate::notation::cpt::dat;
use crate::notation::translation::Unfit;
use crate::text::printable;
use crate::units::{DbM0, Hertz, Millis};

/// Something that a text does not say, or says otherwise than the set it was written from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Which of several sets, from 0.
    pub set: usize,
    /// The tone or pattern; `None` where it is the set as a whole.
    pub entry: Option<Selector>,
    /// Whether the text can be used in spite of it.
    pub severity: Severity,
    /// What is lost.
    pub problem: LossProblem,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.problem.code(), self.problem)
    }
}

/// What is lost, of which entry, in which notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LossProblem {
    /// The notation, with its article: `a CPT file`.
    pub notation: &'static str,
    /// The tone or pattern as files are named after it; empty for the set as a whole.
    pub entry: String,
    /// What it is.
    pub what: What,
}

/// A kind of loss, with what was there and what is there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// The tone or pattern is not in the text at all.
    LeftOut(Unfit),
    /// A frequency, rounded.
    Frequency {
        /// What it was.
        from: Hertz,
        /// What is written.
        to: Hertz,
    },
    /// A ringing frequency, in a notation that has none.
    RingingFrequency {
        /// What it was.
        from: Hertz,
        /// What a reader takes the pattern to have.
        to: Hertz,
    },
    /// A level, rounded or the nearest that there is.
    Level {
        /// What it was.
        from: DbM0,
        /// What is written.
        to: DbM0,
    },
    /// A level, in a notation that has none.
    NoLevel {
        /// What it was.
        from: DbM0,
        /// What a reader takes the component to have.
        to: DbM0,
    },
    /// A depth of modulation, rounded or the one that there is.
    Depth {
        /// What it was.
        from: Depth,
        /// What is written.
        to: Depth,
    },
    /// An on or off time, rounded so that no instant of the cadence is off by more than half a step.
    Time {
        /// What it was.
        from: Millis,
        /// What is written.
        to: Millis,
    },
    /// The id of a tone.
    Id {
        /// What it was.
        id: ToneId,
        /// What the notation calls the tone, if it calls it anything.
        word: Option<String>,
    },
    /// An id that the tone did not have, where a kind has one word and another tone has it.
    NewId(ToneId),
    /// What a tone tells.
    Kind {
        /// What it was.
        from: Option<ToneKind>,
        /// What a reader takes it for.
        to: Option<ToneKind>,
    },
    /// The number of a tone or pattern.
    Number {
        /// What it was.
        from: u32,
        /// What a reader takes it for.
        to: u32,
    },
    /// A user defined tone becomes a call progress tone.
    UserTone,
    /// How long a gateway generates the tone.
    DefaultDuration(Millis),
    /// How long a detector listens.
    DetectionPeriod(Millis),
    /// When the tone ends, where that is a limit and no part of the sound.
    End(Millis),
    /// A level that changes with time; the tone keeps the level of its components.
    Swell,
    /// Voices that no on time sounds, or that are there twice: nothing that is heard.
    UnusedVoices,
    /// What is said of the set as a package.
    Package(Package),
    /// The set becomes a package.
    NewPackage {
        /// The name it gets.
        name: String,
        /// The number it gets.
        number: u8,
    },
    /// The package gets another name, another number or both.
    PackageName {
        /// The name it had.
        from: String,
        /// The number it had.
        from_number: Option<u8>,
        /// The name it gets.
        to: String,
        /// The number it gets.
        number: u8,
    },
    /// One of several sets, which is not in the text at all.
    OtherSet,
    /// What a compiled file says of itself.
    Header(dat::Header),
    /// What the set is in words.
    Description,
    /// The tone that callers hear where nothing else is asked for.
    Ringback {
        /// What it was.
        from: Option<ToneId>,
        /// What a reader takes for it.
        to: Option<ToneId>,
    },
}

impl What {
    /// Whether something is there that was not before, and nothing has gone: an id or a package
    /// that the notation asks for.
    #[must_use]
    pub const fn is_addition(&self) -> bool {
        matches!(self, Self::NewId(_) | Self::NewPackage { .. } | Self::Ringback { from: None, .. })
    }
}

impl Problem for LossProblem {
    fn code(&self) -> &'static str {
        match self.what {
            What::LeftOut(_) => "left-out",
            What::Frequency { .. } => "rounded-frequency",
            What::RingingFrequency { .. } => "lost-frequency",
            What::Level { .. } => "rounded-level",
            What::NoLevel { .. } => "lost-level",
            What::Depth { .. } => "rounded-depth",
            What::Time { .. } => "rounded-time",
            What::Id { .. } => "lost-id",
            What::NewId(_) => "new-id",
            What::Kind { .. } => "lost-kind",
            What::Number { .. } => "lost-number",
            What::UserTone => "lost-section",
            What::DefaultDuration(_) => "lost-duration",
            What::DetectionPeriod(_) => "lost-detection",
            What::End(_) => "lost-end",
            What::Swell => "lost-swell",
            What::UnusedVoices => "lost-voices",
            What::Package(_) => "lost-package",
            What::NewPackage { .. } => "new-package",
            What::PackageName { .. } => "renamed-package",
            What::OtherSet => "lost-set",
            What::Header(_) => "lost-header",
            What::Description => "lost-description",
            What::Ringback { .. } => "changed-ringback",
        }
    }
}

impl fmt::Display for LossProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.entry.is_empty() {
            write!(f, "{}: ", printable(&self.entry))?;
        }
        let notation = self.notation;
        match &self.what {
            What::LeftOut(unfit) => write!(f, "left out, {notation} cannot hold {unfit}"),
            What::Frequency { from, to } => write!(f, "{from} becomes {to}"),
            What::RingingFrequency { from, to } => {
                write!(
                    f,
                    "{notation} has no ringing frequency: {from} is not written, {to} is read"
                )
            }
            What::Level { from, to } => write!(f, "{from} becomes {to}"),
            What::NoLevel { from, to } => {
                write!(f, "{notation} has no levels: {from} is not written, {to} is played")
            }
            What::Depth { from, to } => {
                let percent = |depth: &Depth| f64::from(depth.thousandths()) / 10.0;
                write!(f, "a depth of {} % becomes {} %", percent(from), percent(to))
            }
            What::Time { from, to } => write!(f, "{from} becomes {to}"),
            What::Id { id, word } => {
                let id = printable(id.as_str());
                match word {
                    Some(word) => {
                        write!(f, "written as `{}`, without its id `{id}`", printable(word))
                    }
                    None => write!(f, "{notation} has no place for the id `{id}`"),
                }
            }
            What::NewId(id) => write!(f, "{notation} calls it `{}`", printable(id.as_str())),
            What::Kind { from, to } => {
                let name = |kind: &Option<ToneKind>| {
                    kind.map_or_else(|| "a tone of no kind".to_owned(), |kind| kind.to_string())
                };
                write!(f, "{} becomes {}", name(from), name(to))
            }
            What::Number { from, to } => write!(f, "number {from} becomes {to}"),
            What::UserTone => {
                write!(f, "{notation} has no user defined tones: it becomes one of the others")
            }
            What::DefaultDuration(ms) => {
                write!(f, "{notation} has no place for its default duration of {ms}")
            }
            What::DetectionPeriod(ms) => {
                write!(f, "{notation} has no place for its detection period of {ms}")
            }
            What::End(after) => write!(f, "it ends after {after}, and is written without an end"),
            What::Swell => {
                write!(f, "{notation} has no swell: the level does not change with time")
            }
            What::UnusedVoices => write!(f, "{notation} keeps no voice that is not heard"),
            What::Package(package) => {
                write!(f, "{notation} has no place for what makes it a package")?;
                if !package.name.is_empty() {
                    write!(f, ", `{}`", printable(&package.name))?;
                }
                Ok(())
            }
            What::NewPackage { name, number } => {
                write!(f, "the set becomes package `{}`, number {number}", printable(name))
            }
            What::PackageName { from, from_number, to, number } => {
                let (from, to) = (printable(from), printable(to));
                let was = from_number.map_or("no number".to_owned(), |was| format!("number {was}"));
                write!(f, "package `{from}`, {was}, becomes `{to}`, number {number}")
            }
            What::OtherSet => write!(f, "{notation} holds one set of tones, and this is another"),
            What::Header(header) => {
                let dat::Header { version, vendor, high_version, low_version, .. } = header;
                let texts = [vendor, &header.description, &header.date];
                let texts = texts.map(|text| printable(text.as_str())).join("`, `");
                let version = version.number();
                write!(
                    f,
                    "{notation} has no place for the header: `{texts}`, version \
                     {high_version}.{low_version}, layout {version}"
                )
            }
            What::Description => {
                write!(f, "{notation} has no place for the description of the set")
            }
            What::Ringback { from, to } => {
                let name = |id: &Option<ToneId>| {
                    id.as_ref().map_or_else(
                        || "none".to_owned(),
                        |id| format!("`{}`", printable(id.as_str())),
                    )
                };
                write!(f, "the default ringback was {} and becomes {}", name(from), name(to))
            }
        }
    }
}
