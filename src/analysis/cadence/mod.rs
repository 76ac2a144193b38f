//! The order in what was heard: a lead played once, and a cycle that repeats.
//!
//! ```text
//! runs --sequence--> on and off times --period--> lengths of lead and cycle --explain--> cadence
//! ```

mod explain;
mod period;
mod sequence;
#[cfg(test)]
mod tests;

use core::fmt;

use explain::{Ending, continuous, once, repeated};
use period::Period;
use sequence::Sequence;

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
    /// How many cycles were heard, the first and the last perhaps in part: the time from the end of
    /// the lead to where the last of them ends, in lengths of a cycle. 1 where the cycle is
    /// [continuous](Self::is_continuous), 0 where there is none.
    pub cycles_heard: f64,
    /// What the recording does not tell.
    pub doubts: Vec<Doubt>,
}

impl MeasuredCadence {
    /// Whether the cycle sounds without a pause: after the lead there is no edge any more.
    #[must_use]
    pub fn is_continuous(&self) -> bool {
        self.cycle.iter().any(|pair| pair.on.is_none())
    }

    /// The length of the lead in ms, its last silence as far as it was heard.
    #[must_use]
    pub fn lead_ms(&self) -> f64 {
        self.lead.iter().map(MeasuredOnOff::length_ms).sum()
    }

    /// The length of one cycle in ms: 0 where there is none, no meaning where it is
    /// [continuous](Self::is_continuous).
    #[must_use]
    pub fn cycle_ms(&self) -> f64 {
        self.cycle.iter().map(MeasuredOnOff::length_ms).sum()
    }
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

impl MeasuredOnOff {
    /// The on time and the off time in ms; the off time alone where it sounds for ever.
    #[must_use]
    pub fn length_ms(&self) -> f64 {
        self.on.map_or(0.0, |on| on.ms) + self.off.ms
    }
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
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::HeardOnce,
        Self::StillSounding,
        Self::LastSilenceCut,
        Self::Stopped,
        Self::BeginsWithin,
    ];

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

/// The simplest order in what was `heard`; `None` if nothing was.
///
/// `heard` is in the order of time and no two overlap. `silent_until_ms` is the instant up to which
/// silence follows the last of them: the end of the recording, or the beginning of another sound
/// than a tone. It has no meaning where the last of them is cut by the end of the recording.
///
/// * A **cycle** is told only where it was heard again: its first on time, at least in part, and
///   nothing after that contradicts it. Of all explanations the one with the fewest runs is taken,
///   and among those the one with the shortest lead. A cycle has at most 64 runs.
/// * A **lead** is what comes before. The heard end of a cycle that began before the recording is
///   no lead: the cycle is turned so that it begins with the recording where that begins with a
///   whole on time, at once or after a silence no shorter than every off time of the cycle; else so
///   that its longest silence comes last.
/// * **Continuous** is a tone that still sounds when the recording ends, if it is the only one, or
///   half as long again as every other on time and 500 ms longer: the cycle is one pair without an
///   on time, and [`Doubt::StillSounding`].
/// * **Ended** is a tone after which it is silent for longer than its cycle allows. After four
///   cycles and more the cycle is told; after fewer everything is lead. Both have
///   [`Doubt::Stopped`].
/// * **Nothing repeats**, or there is one run only: everything is lead, as in the definition that
///   plays what was heard and no more, with [`Doubt::HeardOnce`], and [`Doubt::LastSilenceCut`] or
///   [`Doubt::StillSounding`] as the recording ends.
///
/// Times are heard to about 1 ms; two of them agree within 4 ms or 1 %. Lost packets may move the
/// edges of one run in ten by up to 45 ms: such an edge is told by the next one, which is in its
/// place again, and outvoted where each place of the cycle was heard right more often than not. So
/// cadences that differ by less than that are not told apart. A time cut by an end of the recording
/// counts as whole where it agrees with its repetitions.
///
/// Instants that are no finite numbers are left out, as are runs of no length; of two that overlap
/// the second begins when the first ends.
#[must_use]
pub fn infer(heard: &[Heard], silent_until_ms: f64) -> Option<MeasuredCadence> {
    let sequence = Sequence::of(heard, silent_until_ms)?;
    let goes_on = period::shortest(&sequence.spans);
    let stops = stops(&sequence);
    // Four cycles tell that it is a cycle; that it ended is one thing more to say than a run.
    let often = |period: &Period| sequence.runs() - period.lead >= 4 * period.runs;
    let simpler = |period: &Period| goes_on.is_none_or(|other| period.cost() + 1 < other.cost());
    if let Some(period) = stops.filter(often).filter(simpler) {
        return Some(repeated(&sequence, period, Ending::Stops));
    }
    if let Some(period) = goes_on {
        let cadence = repeated(&sequence, period, Ending::GoesOn);
        // An on time that was only heard in part is not repeated by a shorter one before it.
        let is_part = |pair: &MeasuredOnOff| pair.on.is_some_and(|on| on.count == 0);
        let other = cadence.cycle.iter().any(is_part).then(|| continuous(&sequence));
        return Some(other.flatten().unwrap_or(cadence));
    }
    let repeats = stops.is_some_and(|period| sequence.runs() - period.lead >= 2 * period.runs);
    Some(continuous(&sequence).unwrap_or_else(|| once(&sequence, repeats)))
}

/// How it repeats up to the silence after the last run, if it does.
fn stops(sequence: &Sequence) -> Option<Period> {
    if sequence.ends_sounding() { None } else { period::shortest(sequence.until_silence()) }
}
