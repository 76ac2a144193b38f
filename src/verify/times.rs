//! When the voices sound.

use std::collections::HashMap;

use crate::verify::align::{Pair, Path};
use crate::verify::script::{Script, Step};
use crate::verify::sounds::Recording;
use crate::verify::tolerances::StepLimits;
use crate::verify::{Check, Limits, Property};

/// Compares the times of every place of the cadence, over all its repetitions.
pub(super) fn checks(
    recording: &Recording,
    script: &Script,
    limits: &[StepLimits],
    path: &Path,
) -> Vec<Check> {
    let mut times: Vec<_> = limits.iter().map(StepTimes::new).collect();
    for (at, pair) in path.pairs.iter().enumerate() {
        let next = path.pairs.get(at + 1);
        times[pair.step].add(recording, pair, next);
    }
    let steps = script.steps();
    let groups = groups(steps);
    let mut checks = Vec::new();
    let (mut asked, mut heard) = (0, 0);
    for group in &groups {
        let step = &steps[group[0]];
        let of_group = || group.iter().map(|&index| &times[index]);
        let on = of_group().map(|it| &it.on).fold(Series::new(limits[group[0]].on), Series::and);
        let off = of_group().map(|it| &it.off).fold(Series::new(limits[group[0]].off), Series::and);
        checks.extend(on.check(Property::OnTime(step.place)));
        checks.extend(off.check(Property::OffTime(step.place)));
        if group.iter().any(|&index| script.is_required(&steps[index])) {
            let steady = limits[group[0]].on.is_none();
            let sounded = group.iter().any(|&it| path.pairs.iter().any(|pair| pair.step == it));
            asked += on.asked() + off.asked() + usize::from(steady);
            heard += on.heard() + off.heard() + usize::from(steady && sounded);
        }
    }
    let missing = path.pairs.iter().map(|pair| pair.missing).sum();
    checks.push(Check::of_count(Property::MissingRuns, 0, missing));
    checks.push(Check::of_count(Property::ExtraRuns, 0, path.extra + recording.outside));
    checks.extend(interruptions(recording, limits, path));
    checks.push(Check::of_count(Property::Heard, asked, heard));
    checks
}

/// Steps that are the same place with the same times, as those of the first and of the later cycles
/// are, unless runs join.
fn groups(steps: &[Step]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut firsts = HashMap::new();
    for (index, step) in steps.iter().enumerate() {
        let bits = |ms: Option<f64>| ms.map(f64::to_bits);
        let key = (step.place, bits(step.on_ms), bits(step.off_ms));
        let group = *firsts.entry(key).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(known) => known.push(index),
            None => groups.push(vec![index]),
        }
    }
    groups
}

/// How often what should sound for ever did not; `None` where nothing should.
fn interruptions(recording: &Recording, limits: &[StepLimits], path: &Path) -> Option<Check> {
    let steady = limits.iter().position(|limits| limits.on.is_none())?;
    let sounds = path.pairs.iter().filter(|pair| pair.step == steady).count();
    let last = path.pairs.last().filter(|pair| pair.step == steady);
    let ended = last.is_some_and(|pair| {
        let cut = recording.sounds[pair.sound].cut_end;
        let is_last = recording.gap_after_ms(pair.sound, 0).is_none();
        is_last && !cut && recording.silence_ms > limits[steady].edge_ms
    });
    let interruptions = sounds.saturating_sub(1) + usize::from(ended);
    Some(Check::of_count(Property::Interruptions, 0, interruptions))
}

/// The times of a step, as often as it was heard.
struct StepTimes {
    on: Series,
    off: Series,
}

impl StepTimes {
    fn new(limits: &StepLimits) -> Self {
        Self { on: Series::new(limits.on), off: Series::new(limits.off) }
    }

    fn add(&mut self, recording: &Recording, pair: &Pair, next: Option<&Pair>) {
        let sound = &recording.sounds[pair.sound];
        if sound.cut_start || sound.cut_end {
            self.on.add_partial(sound.length_ms());
        } else {
            self.on.add_whole(sound.length_ms());
        }
        let follows = next.is_some_and(|next| next.sound == pair.sound + 1);
        match recording.gap_after_ms(pair.sound, 0) {
            Some(gap) if follows && pair.missing == 0 => self.off.add_whole(gap),
            Some(gap) if recording.other_follows(pair.sound) => self.off.add_partial(gap),
            None if !sound.cut_end => self.off.add_partial(recording.silence_ms),
            // A run too many or one too few: what lies between says nothing.
            _ => {}
        }
    }
}

/// A time of the cadence, as often as it was heard.
#[derive(Clone, Copy)]
struct Series {
    /// `None` where it lasts for ever.
    limits: Option<Limits>,
    /// The one that is furthest off, of those that were heard whole.
    worst: Option<f64>,
    /// The longest that was heard in part.
    partial: Option<f64>,
    count: usize,
}

impl Series {
    const fn new(limits: Option<Limits>) -> Self {
        Self { limits, worst: None, partial: None, count: 0 }
    }

    fn add_whole(&mut self, ms: f64) {
        let Some(limits) = self.limits else { return };
        let further = |worst: f64| limits.deviation(ms) > limits.deviation(worst);
        if self.worst.is_none_or(further) {
            self.worst = Some(ms);
        }
        self.count += 1;
    }

    fn add_partial(&mut self, ms: f64) {
        self.partial = Some(self.partial.map_or(ms, |longest| longest.max(ms)));
    }

    /// Both together.
    fn and(mut self, other: &Self) -> Self {
        let count = self.count + other.count;
        if let Some(ms) = other.worst {
            self.add_whole(ms);
        }
        if let Some(ms) = other.partial {
            self.add_partial(ms);
        }
        Self { count, ..self }
    }

    /// 1 where it has to be heard; a join of two on times is not heard as such.
    fn asked(&self) -> usize {
        usize::from(self.limits.is_some_and(|limits| limits.least > 0.0))
    }

    /// 1 where it has to be and was heard: whole, or as long as it has to be at least.
    fn heard(&self) -> usize {
        let Some(limits) = self.limits.filter(|_| self.asked() > 0) else { return 0 };
        let long_enough = self.partial.is_some_and(|ms| ms >= limits.least);
        usize::from(self.worst.is_some() || long_enough)
    }

    /// What came of it; `None` where it was not heard.
    fn check(&self, property: Property) -> Option<Check> {
        let limits = self.limits?;
        let too_long = self.partial.filter(|ms| limits.exceeded_by(*ms));
        let measured = too_long.or(self.worst).or(self.partial)?;
        let only_partial = self.worst.is_none();
        let passed = too_long.is_none() && (only_partial || limits.allow(measured));
        let check = Check::of(property, limits, Some(measured));
        Some(Check { count: self.count, passed, ..check })
    }
}
