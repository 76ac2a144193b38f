//! What a notation does not say of a set.

use core::fmt;

use crate::diagnostic::{Problem, Severity};
use crate::model::{Component, Depth, Entry, Package, Selector, Signal, ToneId, ToneKind, Voice};
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
    Id(ToneId),
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

/// Why a notation cannot hold a tone or pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unfit {
    /// It has no call progress tones.
    Tone,
    /// It has no user defined tones.
    UserTone,
    /// It has no ringing patterns.
    Pattern,
    /// It has one ringing pattern, and this is another.
    SecondPattern,
    /// A tone without a kind that it knows.
    Kind,
    /// It has one tone of this kind, and this is another.
    SecondOfKind,
    /// Different frequencies in different on times.
    SeveralVoices,
    /// More components than it adds up.
    Components {
        /// How many it adds.
        most: usize,
    },
    /// A modulated component.
    Modulation,
    /// A modulated component beside another one.
    ModulationBeside,
    /// More on and off times than it has places for.
    Pairs {
        /// How many it has.
        most: usize,
    },
    /// A start that is not repeated, before a cycle.
    LeadAndCycle,
    /// A burst after a cyclic cadence.
    BurstAfterCycle,
    /// A tone that ends.
    Once,
    /// A cadence that it cannot make of what it has.
    Cadence,
    /// A frequency beyond what it allows.
    Frequency(Hertz),
    /// A time beyond what it allows.
    Time(Millis),
    /// A number beyond what it allows.
    Number(u32),
    /// No on time at all.
    Silent,
}

impl Problem for LossProblem {
    fn code(&self) -> &'static str {
        match self.what {
            What::LeftOut(_) => "left-out",
            What::Frequency { .. } => "rounded-frequency",
            What::Level { .. } => "rounded-level",
            What::NoLevel { .. } => "lost-level",
            What::Depth { .. } => "rounded-depth",
            What::Time { .. } => "rounded-time",
            What::Id(_) => "lost-id",
            What::NewId(_) => "new-id",
            What::Kind { .. } => "lost-kind",
            What::Number { .. } => "lost-number",
            What::UserTone => "lost-section",
            What::DefaultDuration(_) => "lost-duration",
            What::DetectionPeriod(_) => "lost-detection",
            What::Swell => "lost-swell",
            What::UnusedVoices => "lost-voices",
            What::Package(_) => "lost-package",
            What::NewPackage { .. } => "new-package",
            What::PackageName { .. } => "renamed-package",
            What::OtherSet => "lost-set",
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
            What::Level { from, to } => write!(f, "{from} becomes {to}"),
            What::NoLevel { from, to } => {
                write!(f, "{notation} has no levels: {from} is not written, {to} is played")
            }
            What::Depth { from, to } => {
                let percent = |depth: &Depth| f64::from(depth.thousandths()) / 10.0;
                write!(f, "a depth of {} % becomes {} %", percent(from), percent(to))
            }
            What::Time { from, to } => write!(f, "{from} becomes {to}"),
            What::Id(id) => {
                write!(f, "{notation} has no place for the id `{}`", printable(id.as_str()))
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

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tone => f.write_str("call progress tones"),
            Self::UserTone => f.write_str("user defined tones"),
            Self::Pattern => f.write_str("ringing patterns"),
            Self::SecondPattern => f.write_str("more than one ringing pattern"),
            Self::Kind => f.write_str("a tone of this kind"),
            Self::SecondOfKind => f.write_str("a second tone of this kind"),
            Self::SeveralVoices => f.write_str("different frequencies in different on times"),
            Self::Components { most } => write!(f, "more than {most} components"),
            Self::Modulation => f.write_str("a modulated component"),
            Self::ModulationBeside => f.write_str("a modulated component beside another"),
            Self::Pairs { most } => write!(f, "more than {most} on and off times"),
            Self::LeadAndCycle => f.write_str("a start that is not repeated before a cycle"),
            Self::BurstAfterCycle => f.write_str("a burst after a cyclic cadence"),
            Self::Once => f.write_str("a tone that ends"),
            Self::Cadence => f.write_str("this cadence"),
            Self::Frequency(frequency) => write!(f, "{frequency}"),
            Self::Time(time) => write!(f, "{time}"),
            Self::Number(number) => write!(f, "number {number}"),
            Self::Silent => f.write_str("a tone that never sounds"),
        }
    }
}

/// Collects the losses of a writer.
pub(crate) struct Losses {
    notation: &'static str,
    left_out: Severity,
    set: usize,
    entry: Option<(Selector, String)>,
    list: Vec<Loss>,
    /// Where the losses of the current entry start.
    start: usize,
}

impl Losses {
    /// Of a notation with its article, `a CPT file`. `left_out` is how much it weighs if a tone or
    /// pattern cannot be held at all.
    pub(crate) const fn new(notation: &'static str, left_out: Severity) -> Self {
        Self { notation, left_out, set: 0, entry: None, list: Vec::new(), start: 0 }
    }

    /// What follows is of this set as a whole.
    pub(crate) fn of_set(&mut self, set: usize) {
        (self.set, self.entry, self.start) = (set, None, self.list.len());
    }

    /// What follows is of this tone or pattern.
    pub(crate) fn of_entry(&mut self, entry: Entry<'_>) {
        let selector = match entry {
            Entry::Tone(tone) => Selector::Tone(tone.number),
            Entry::UserTone(tone) => Selector::UserTone(tone.number),
            Entry::Pattern(pattern) => Selector::Pattern(pattern.number),
        };
        self.entry = Some((selector, entry.to_string()));
        self.start = self.list.len();
    }

    /// What follows is again of the current set as a whole.
    pub(crate) fn of_whole_set(&mut self) {
        (self.entry, self.start) = (None, self.list.len());
    }

    /// The number of a tone that a reader numbers by its place.
    pub(crate) fn lose_number(&mut self, number: u32, place: usize) {
        let to = u32::try_from(place).unwrap_or(u32::MAX);
        if to != number {
            self.lose(What::Number { from: number, to });
        }
    }

    /// Takes a loss down, once for each tone or pattern.
    pub(crate) fn lose(&mut self, what: What) {
        if self.list[self.start..].iter().any(|loss| loss.problem.what == what) {
            return;
        }
        let severity = match what {
            What::LeftOut(_) => self.left_out,
            _ => Severity::Warning,
        };
        let (entry, name) = self.entry.clone().unzip();
        let name = name.unwrap_or_default();
        let problem = LossProblem { notation: self.notation, entry: name, what };
        self.list.push(Loss { set: self.set, entry, severity, problem });
    }

    /// Leaves the current tone or pattern out: that is then its only loss.
    pub(crate) fn leave_out(&mut self, unfit: Unfit) {
        self.list.truncate(self.start);
        self.lose(What::LeftOut(unfit));
    }

    /// The signal without what is never heard: no swell, and each voice once, where it first
    /// sounds. What goes is lost.
    pub(crate) fn plain_signal(&mut self, signal: &Signal) -> Signal {
        if signal.swell().is_some() {
            self.lose(What::Swell);
        }
        let heard = signal.heard();
        if heard.voices() != signal.voices() || heard.cadence() != signal.cadence() {
            self.lose(What::UnusedVoices);
        }
        heard
    }

    /// The components of the one voice that a signal has, `most` at the most.
    pub(crate) fn one_voice(signal: &Signal, most: usize) -> Result<&[Component], Unfit> {
        match signal.voices() {
            [] => Err(Unfit::Silent),
            [voice] => Self::components(voice, most),
            _ => Err(Unfit::SeveralVoices),
        }
    }

    /// The components of a voice, `most` at the most.
    pub(crate) fn components(voice: &Voice, most: usize) -> Result<&[Component], Unfit> {
        match voice.components() {
            components if components.len() <= most => Ok(components),
            _ => Err(Unfit::Components { most }),
        }
    }

    /// Default duration and detection period, where there is no place for either.
    pub(crate) fn lose_durations(&mut self, tone: &crate::model::CallProgressTone) {
        if let Some(duration) = tone.default_duration {
            self.lose(What::DefaultDuration(duration));
        }
        if let Some(period) = tone.detection_period {
            self.lose(What::DetectionPeriod(period));
        }
    }

    /// Everything lost, in the order of the sets.
    pub(crate) fn into_losses(self) -> Vec<Loss> {
        self.list
    }
}
