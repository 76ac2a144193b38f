//! What is heard of a signal, whichever way it is written: the same sound has one form.

use crate::model::{Cadence, Component, OnOff, Signal, Voice};

/// A sine without its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Sine {
    pub millihertz: u32,
    /// Millihertz and thousandths of depth.
    pub modulation: Option<(u32, u16)>,
}

/// A sound and the silence after it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Step {
    /// In the order of their frequencies.
    pub sines: Vec<Sine>,
    /// In ms; `None` where it never ends.
    pub on: Option<u64>,
    /// In ms.
    pub off: u64,
}

/// A signal without levels, silence before it, unused pairs, and repetitions that are written out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Form {
    /// Played once. The last silence is 0 where there is no cycle.
    pub lead: Vec<Step>,
    /// Repeated.
    pub cycle: Vec<Step>,
}

impl Form {
    /// The form of a signal; one of no steps where nothing sounds.
    pub fn of(signal: &Signal) -> Self {
        let cadence = signal.cadence();
        // Silence before everything is not heard as a part of it.
        let (lead, _) = steps(signal, cadence.lead());
        let mut form = Self { lead, cycle: Vec::new() };
        form.add_cycle(signal, cadence);
        form.simplify();
        form
    }

    /// Whether it sounds for ever after the lead.
    pub fn is_continuous(&self) -> bool {
        matches!(&*self.cycle, [step] if step.on.is_none())
    }

    /// Its steps: the lead, and the cycle as often as needed for `count` of them.
    pub fn first_steps(&self, count: usize) -> impl Iterator<Item = &Step> {
        self.lead.iter().chain(self.cycle.iter().cycle()).take(count)
    }

    fn add_cycle(&mut self, signal: &Signal, cadence: &Cadence) {
        let (mut cycle, before) = steps(signal, cadence.cycle());
        if let [step] = &mut *cycle
            && cadence.is_continuous()
        {
            step.on = None;
        }
        // A cycle that begins with silence begins with its first sound, the silence at its end.
        if let Some(last) = cycle.last_mut() {
            last.off += before;
            if let Some(last) = self.lead.last_mut() {
                last.off += before;
            }
        }
        self.cycle = cycle;
    }

    /// One repetition of what repeats, and no lead that is the end of a cycle.
    fn simplify(&mut self) {
        let cycle = &self.cycle;
        let repeats = |period: &usize| {
            cycle.len().is_multiple_of(*period) && cycle[*period..] == cycle[..cycle.len() - period]
        };
        if let Some(period) = (1..cycle.len()).find(repeats) {
            self.cycle.truncate(period);
        }
        while self.lead.last().is_some_and(|last| self.cycle.last() == Some(last)) {
            self.lead.pop();
            self.cycle.rotate_right(1);
        }
        if let (Some(last), []) = (self.lead.last_mut(), &*self.cycle) {
            last.off = 0;
        }
    }
}

/// The sounds of some pairs, and the silence before the first of them in ms.
fn steps(signal: &Signal, pairs: &[OnOff]) -> (Vec<Step>, u64) {
    let mut steps: Vec<Step> = Vec::new();
    let mut before = 0;
    for pair in pairs {
        let (on, off) = (u64::from(pair.on.0), u64::from(pair.off.0));
        let sines = signal.voices().get(pair.voice).filter(|_| on > 0).map(sines);
        match (steps.last_mut(), sines) {
            (Some(last), None) => last.off += off,
            (None, None) => before += off,
            (Some(last), Some(sines)) if last.off == 0 && last.sines == sines => {
                last.on = last.on.map(|already| already + on);
                last.off = off;
            }
            (_, Some(sines)) => steps.push(Step { sines, on: Some(on), off }),
        }
    }
    (steps, before)
}

/// The sines of a voice, those of the same frequency once.
fn sines(voice: &Voice) -> Vec<Sine> {
    let sine = |component: &Component| Sine {
        millihertz: component.frequency.millihertz(),
        modulation: component
            .modulation
            .map(|modulation| (modulation.frequency.millihertz(), modulation.depth.thousandths())),
    };
    let mut sines: Vec<_> = voice.components().iter().map(sine).collect();
    sines.sort_unstable();
    sines.dedup();
    sines
}
