//! The order in what was heard: a lead played once, and a cycle that repeats.

use core::fmt;

/// A tone that was heard from one instant to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// Which voice.
    pub voice: usize,
    /// When it began, in ms from the start of the recording.
    pub start_ms: f64,
    /// When it ended.
    pub end_ms: f64,
    /// Whether it began with the recording, so that its beginning may not have been heard.
    pub cut_start: bool,
    /// Whether it ended with the recording, so that its end may not have been heard.
    pub cut_end: bool,
}

/// When the voices of a recording sound: what is played once, then what repeats.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasuredCadence {
    /// Played once, in order.
    pub lead: Vec<MeasuredOnOff>,
    /// Repeated; empty where the tone ends after the lead.
    pub cycle: Vec<MeasuredOnOff>,
    /// How many cycles were heard, the last perhaps in part.
    pub cycles_heard: f64,
    /// What the recording does not tell.
    pub doubts: Vec<Doubt>,
}

/// An on time and the silence after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasuredOnOff {
    /// Which voice sounds.
    pub voice: usize,
    /// How long it sounds; `None` where it sounds for ever.
    pub on: Option<Times>,
    /// How long it is silent afterwards; zero where the next on time joins.
    pub off: Times,
}

/// A length of time that was heard once or more often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Times {
    /// The median.
    pub ms: f64,
    /// The greatest distance of one of them from the median.
    pub jitter_ms: f64,
    /// How often it was heard from its start to its end; 0 where it was only heard in part, so that
    /// `ms` is the least that it can be.
    pub count: usize,
}

/// What a recording does not tell about a cadence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Doubt {
    /// Everything was heard once: it may be played once or repeated.
    HeardOnce,
    /// The recording ends while the tone sounds: it may go on for ever, or end soon after.
    StillSounding,
    /// The recording ends in a silence: it may be longer than what was heard.
    LastSilenceCut,
    /// It is silent after some cycles: they may be a lead, or the tone was stopped.
    Stopped,
    /// The recording begins within the cycle: where the cycle begins is a guess (its longest silence
    /// comes last).
    BeginsWithin,
}

impl Doubt {
    /// A name for programs, which stays as it is.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::HeardOnce => "heard-once",
            Self::StillSounding => "still-sounding",
            Self::LastSilenceCut => "last-silence-cut",
            Self::Stopped => "stopped",
            Self::BeginsWithin => "begins-within",
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HeardOnce => "heard once: it may be played once or repeated",
            Self::StillSounding => "the recording ends while it sounds: it may go on or end soon",
            Self::LastSilenceCut => "the recording ends in a silence that may be longer",
            Self::Stopped => "silent after some cycles: it was played so often, or stopped",
            Self::BeginsWithin => "the recording begins within a cycle: its start is a guess",
        })
    }
}

/// The order in what was heard, in a recording of `length_ms`; `None` if nothing was.
///
/// `heard` is in the order of time, and no two overlap. `silent_from` is when another sound than
/// a tone (speech) follows the last of them or the recording ends.
#[must_use]
pub fn infer(heard: &[Heard], silent_until_ms: f64) -> Option<MeasuredCadence> {
    let _ = (heard, silent_until_ms);
    None
}
