//! What has to sound, one run after the other.

use core::fmt;

use crate::model::{Cadence, OnOff};

/// Which on time of a cadence, and the silence after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Of the lead or of the cycle.
    pub part: Part,
    /// Which pair, from 0. Where pairs join, the first of them.
    pub pair: usize,
}

impl fmt::Display for Place {
    /// Writes `lead 1`, `cycle 2`: pairs count from 1 for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            Part::Lead => "lead",
            Part::Cycle => "cycle",
        };
        write!(f, "{part} {}", self.pair + 1)
    }
}

/// A part of a cadence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Played once.
    Lead,
    /// Repeated.
    Cycle,
}

/// A run, and the silence after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    /// Where it begins in the cadence.
    pub place: Place,
    /// What sounds.
    pub voice: usize,
    /// How long; `None` for ever.
    pub on_ms: Option<f64>,
    /// How long it is silent afterwards; `None` for ever.
    pub off_ms: Option<f64>,
    /// Which repetition of the cycle it begins in; 0 in the lead too.
    repetition: usize,
}

/// The runs of a cadence in order: those of the lead, of the first cycle and of the second, to which
/// the last of them leads back.
///
/// The first cycle stands apart because a run may join the end of a cycle with the start of the
/// next, so that the first cycle starts with a shorter one than all others.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Script {
    steps: Vec<Step>,
    ending: Ending,
}

/// What comes after the last step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Silence.
    Finished,
    /// This step.
    Repeats(usize),
}

impl Script {
    /// Repetitions of a cycle that are written out. A run that begins in the second one may go on
    /// through all of the third, and never through the fourth: a cycle without a break is
    /// continuous.
    const WRITTEN: usize = 4;

    /// The runs of a cadence.
    pub fn new(cadence: &Cadence) -> Self {
        let silent = cadence.cycle().iter().all(|pair| pair.on.is_zero());
        let cycles = match () {
            () if silent => 0,
            () if cadence.is_continuous() => 1,
            () => Self::WRITTEN,
        };
        let mut steps = written_out(cadence, cycles);
        if silent {
            if let Some(last) = steps.last_mut() {
                last.off_ms = None;
            }
            return Self { steps, ending: Ending::Finished };
        }
        if cadence.is_continuous() {
            if let Some(last) = steps.last_mut() {
                (last.on_ms, last.off_ms) = (None, None);
            }
            let last = steps.len().saturating_sub(1);
            return Self { steps, ending: Ending::Repeats(last) };
        }
        steps.retain(|step| step.repetition < 2);
        let second = steps.iter().position(|step| step.repetition == 1).unwrap_or(0);
        Self { steps, ending: Ending::Repeats(second) }
    }

    /// The steps, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step after a step; past the last one where nothing follows.
    pub fn after(&self, step: usize) -> usize {
        match self.ending {
            Ending::Repeats(first) if step + 1 >= self.steps.len() => first,
            _ => (step + 1).min(self.steps.len()),
        }
    }

    /// Whether a step has to be heard: those of the first cycle need not, the second has them.
    pub fn is_required(&self, step: &Step) -> bool {
        let repeats = matches!(self.ending, Ending::Repeats(_)) && step.on_ms.is_some();
        step.place.part == Part::Lead || !repeats || step.repetition == 1
    }

    /// Whether the cadence has a step where a cycle begins.
    pub fn begins_cycle(&self, step: usize) -> bool {
        self.ending == Ending::Repeats(step)
    }
}

/// The runs of the lead and so many cycles, those that join as one.
fn written_out(cadence: &Cadence, cycles: usize) -> Vec<Step> {
    let placed = |part| move |(pair, times): (usize, &OnOff)| (Place { part, pair }, *times);
    let lead = cadence.lead().iter().enumerate().map(placed(Part::Lead)).map(|it| (0, it));
    let cycles = (0..cycles).flat_map(|repetition| {
        let cycle = cadence.cycle().iter().enumerate().map(placed(Part::Cycle));
        cycle.map(move |it| (repetition, it))
    });
    let mut steps: Vec<Step> = Vec::new();
    for (repetition, (place, times)) in lead.chain(cycles) {
        let (on, off) = (f64::from(times.on.0), f64::from(times.off.0));
        match steps.last_mut() {
            Some(last) if times.on.is_zero() => add(&mut last.off_ms, off),
            // Silence before the first run: the recording may begin anywhere in it.
            None if times.on.is_zero() => {}
            Some(last) if last.off_ms == Some(0.0) && last.voice == times.voice => {
                add(&mut last.on_ms, on);
                last.off_ms = Some(off);
            }
            _ => {
                let (on_ms, off_ms) = (Some(on), Some(off));
                steps.push(Step { place, voice: times.voice, on_ms, off_ms, repetition });
            }
        }
    }
    steps
}

fn add(time: &mut Option<f64>, ms: f64) {
    if let Some(time) = time {
        *time += ms;
    }
}
