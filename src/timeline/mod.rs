//! Cadence and sampling rate to runs of samples on absolute indices, with random access.
//!
//! A run is a maximal stretch of one thing: one voice, or silence. Joins are resolved once, when
//! the timeline is made (a lead that runs on into the cycle, a cycle whose end runs on into its own
//! start), so finding the run of any position is one division and one binary search. No floats, and
//! durations are never converted: a run's borders are the samples of two absolute instants.

mod length;

pub use length::{Length, TooFar};

use core::ops::Range;

use crate::model::{Cadence, OnOff};
use crate::units::SampleRate;

/// What sounds during a run: the index of a voice, or `None` for silence.
type Content = Option<usize>;

/// A maximal stretch of samples of one voice or of silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The absolute samples of the run; an end of `u64::MAX` means that it never ends.
    pub samples: Range<u64>,
    /// The voice that sounds, `None` in silence. Its phase is 0 at the first sample.
    pub voice: Option<usize>,
}

impl Run {
    /// Whether the run has no end.
    #[must_use]
    pub fn is_endless(&self) -> bool {
        self.samples.end == u64::MAX
    }
}

/// A cadence on a sample grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    rate: SampleRate,
    /// The runs before the tail, each with its first millisecond.
    lead: Vec<(u64, Content)>,
    /// The millisecond at which the tail starts.
    tail_start: u64,
    tail: Tail,
}

/// What follows the lead for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// One run without an end.
    Forever(Content),
    /// Runs that repeat every `length` ms, each with its first millisecond within the cycle.
    /// Neighbours differ, and so do the last and the first.
    Cycle { length: u64, runs: Vec<(u64, Content)> },
}

impl Timeline {
    /// The timeline of `cadence` at `rate`.
    #[must_use]
    pub fn new(cadence: &Cadence, rate: SampleRate) -> Self {
        let mut lead = stretches(cadence.lead());
        let mut cycle = stretches(cadence.cycle());
        // A cycle whose first stretch continues what stands before it is turned by that stretch:
        // it moves to the end of the lead and of the cycle. Afterwards nothing joins any more.
        if cycle.len() > 1 {
            let first = cycle[0];
            let before = [lead.last(), cycle.last()];
            if before.iter().flatten().any(|stretch| stretch.content == first.content) {
                push_stretch(&mut lead, first);
                cycle.remove(0);
                push_stretch(&mut cycle, first);
            }
        }
        let tail = match cycle.as_slice() {
            [] => Tail::Forever(None),
            [only] => Tail::Forever(only.content),
            many => {
                let length = many.iter().map(|stretch| stretch.ms).sum();
                Tail::Cycle { length, runs: starts(many) }
            }
        };
        if let Tail::Forever(content) = tail {
            lead.pop_if(|last| last.content == content);
        }
        let tail_start = lead.iter().map(|stretch| stretch.ms).sum();
        Self { rate, lead: starts(&lead), tail_start, tail }
    }

    /// The sampling rate.
    #[must_use]
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// The run that sample `position` belongs to, in O(log n) of the number of stretches whatever
    /// the position.
    #[must_use]
    pub fn run_at(&self, position: u64) -> Run {
        let ms = self.rate.millisecond_of(position);
        let Some(since_tail) = ms.checked_sub(self.tail_start) else {
            return self.run_of(0, &self.lead, ms, self.tail_start);
        };
        match &self.tail {
            Tail::Forever(voice) => {
                Run { samples: self.rate.first_sample_at(self.tail_start)..u64::MAX, voice: *voice }
            }
            Tail::Cycle { length, runs } => {
                let within = since_tail % length;
                self.run_of(ms - within, runs, within, *length)
            }
        }
    }

    /// The runs from `position` on, without end unless the last one is endless.
    pub fn runs_from(&self, position: u64) -> impl Iterator<Item = Run> + '_ {
        let next = |run: &Run| (!run.is_endless()).then(|| self.run_at(run.samples.end));
        core::iter::successors(Some(self.run_at(position)), next)
    }

    /// The first sample after which there is only silence, if there is one.
    #[must_use]
    pub fn finished_at(&self) -> Option<u64> {
        (self.tail == Tail::Forever(None)).then(|| self.rate.first_sample_at(self.tail_start))
    }

    /// The millisecond at which what follows the lead for ever begins, and what that is.
    pub(crate) fn tail(&self) -> (u64, &Tail) {
        (self.tail_start, &self.tail)
    }

    /// The voice and the length in samples of every run that sounds, in no order and perhaps more
    /// than once; `u64::MAX` for a run without an end.
    ///
    /// A run of a cycle is a sample longer in some passes than in others where its time is no
    /// whole number of samples: both lengths are there.
    pub(crate) fn sounding_lengths(&self) -> Vec<(usize, u64)> {
        let border = |ms| self.rate.first_sample_at(ms);
        let mut lengths = Vec::new();
        for (start, end, voice) in sounding(&self.lead, self.tail_start) {
            lengths.push((voice, border(end) - border(start)));
        }
        match &self.tail {
            Tail::Forever(voice) => lengths.extend(voice.map(|voice| (voice, u64::MAX))),
            Tail::Cycle { length, runs } => {
                for (start, end, voice) in sounding(runs, *length) {
                    let longest = border(end - start);
                    lengths.push((voice, longest));
                    // After a thousand of these times the samples are whole in any case.
                    if border((end - start) * 1000) < longest * 1000 {
                        lengths.push((voice, longest - 1));
                    }
                }
            }
        }
        lengths
    }

    /// The run of `runs` that holds the millisecond `ms`, where `runs` starts at the absolute
    /// millisecond `origin` and ends `length` later.
    fn run_of(&self, origin: u64, runs: &[(u64, Content)], ms: u64, length: u64) -> Run {
        let after = runs.partition_point(|(start, _)| *start <= ms);
        let (start, voice) = runs[after - 1];
        let end = runs.get(after).map_or(length, |(start, _)| *start);
        let border = |offset| self.rate.first_sample_at(origin + offset);
        Run { samples: border(start)..border(end), voice }
    }
}

/// The first millisecond, the one after the last, and the voice of each of these runs that sounds.
fn sounding(runs: &[(u64, Content)], end: u64) -> impl Iterator<Item = (u64, u64, usize)> {
    let next = runs.iter().skip(1).map(|run| run.0);
    runs.iter()
        .zip(next.chain([end]))
        .filter_map(|(&(start, content), end)| content.map(|voice| (start, end, voice)))
}

/// A length of time with one content.
#[derive(Clone, Copy)]
struct Stretch {
    ms: u64,
    content: Content,
}

/// The stretches of these pairs, neighbours of the same content merged.
fn stretches(pairs: &[OnOff]) -> Vec<Stretch> {
    let mut merged = Vec::new();
    for pair in pairs {
        push_stretch(&mut merged, Stretch { ms: pair.on.0.into(), content: Some(pair.voice) });
        push_stretch(&mut merged, Stretch { ms: pair.off.0.into(), content: None });
    }
    merged
}

/// Appends a stretch: nothing if it has no length, to the last one if that has the same content.
fn push_stretch(stretches: &mut Vec<Stretch>, stretch: Stretch) {
    match stretches.last_mut() {
        _ if stretch.ms == 0 => {}
        Some(last) if last.content == stretch.content => last.ms += stretch.ms,
        _ => stretches.push(stretch),
    }
}

/// Each stretch as the instant it starts at.
fn starts(stretches: &[Stretch]) -> Vec<(u64, Content)> {
    let mut at = 0;
    let start_of = |stretch: &Stretch| {
        let start = at;
        at += stretch.ms;
        (start, stretch.content)
    };
    stretches.iter().map(start_of).collect()
}
