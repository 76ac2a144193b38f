//! The cadence that an explanation stands for.

use super::period::{Period, agree, median};
use super::sequence::{Sequence, Span};
use super::{Doubt, MeasuredCadence, MeasuredOnOff, Times};

/// How much longer than every other on time a tone sounds that is taken for continuous.
const CONTINUOUS_RATIO: f64 = 1.5;
/// The same, in ms.
const CONTINUOUS_MS: f64 = 500.0;

/// How a cadence ends in the recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// With the recording.
    GoesOn,
    /// Before it: it is silent for longer than the cycle allows.
    Stops,
}

/// A lead, then a cycle that was heard again.
pub(super) fn repeated(sequence: &Sequence, period: Period, ending: Ending) -> MeasuredCadence {
    let spans = match ending {
        Ending::GoesOn => &sequence.spans[..],
        Ending::Stops => sequence.until_silence(),
    };
    let mut cycle: Vec<MeasuredOnOff> =
        (period.lead..period.cost()).map(|run| pair(spans, run, period.runs)).collect();
    let mut doubts = Vec::new();
    if ending == Ending::Stops {
        doubts.push(Doubt::Stopped);
    }
    if sequence.ends_sounding() && cycle.iter().any(|pair| pair.on.is_some_and(|on| on.count == 0))
    {
        doubts.push(Doubt::StillSounding);
    }
    let cycles_heard = cycles_heard(sequence, period, (&cycle, ending));
    if period.lead == 0 && turn(&mut cycle, sequence) {
        doubts.push(Doubt::BeginsWithin);
    }
    MeasuredCadence { lead: lead(spans, period.lead), cycle, cycles_heard, doubts }
}

/// A tone that still sounds when the recording ends, and what came before it; `None` if it may as
/// well be an on time like the others.
pub(super) fn continuous(sequence: &Sequence) -> Option<MeasuredCadence> {
    let (last, before) = sequence.spans.split_last().filter(|_| sequence.ends_sounding())?;
    let others = before.iter().step_by(2).map(|span| span.ms);
    let stands_out =
        |other: f64| last.ms >= CONTINUOUS_RATIO * other && last.ms >= CONTINUOUS_MS + other;
    if !others.clone().all(stands_out) {
        return None;
    }
    let off = Times { ms: 0.0, jitter_ms: 0.0, count: 0 };
    Some(MeasuredCadence {
        lead: lead(before, others.len()),
        cycle: vec![MeasuredOnOff { voice: last.voice.unwrap_or_default(), on: None, off }],
        cycles_heard: 1.0,
        doubts: vec![Doubt::StillSounding],
    })
}

/// Everything that was heard, as a lead: it was heard once, or it stopped after a few repetitions.
pub(super) fn once(sequence: &Sequence, repeats: bool) -> MeasuredCadence {
    let mut doubts = vec![if repeats { Doubt::Stopped } else { Doubt::HeardOnce }];
    if sequence.ends_sounding() {
        doubts.push(Doubt::StillSounding);
    } else if !repeats {
        doubts.push(Doubt::LastSilenceCut);
    }
    let lead = lead(&sequence.spans, sequence.runs());
    MeasuredCadence { lead, cycle: Vec::new(), cycles_heard: 0.0, doubts }
}

/// The first `runs` runs, each heard once.
fn lead(spans: &[Span], runs: usize) -> Vec<MeasuredOnOff> {
    (0..runs).map(|run| pair(spans, run, spans.len())).collect()
}

/// Run `run` and its repetitions every `cycle` runs.
fn pair(spans: &[Span], run: usize, cycle: usize) -> MeasuredOnOff {
    let voice = spans.get(2 * run).and_then(|span| span.voice).unwrap_or_default();
    let repetitions =
        |first: usize| times(spans.get(first..).unwrap_or_default().iter().step_by(2 * cycle));
    MeasuredOnOff { voice, on: Some(repetitions(2 * run)), off: repetitions(2 * run + 1) }
}

/// One time of a cycle, from all that was heard of it.
fn times<'a>(spans: impl Iterator<Item = &'a Span> + Clone) -> Times {
    let sounds = spans.clone().next().is_some_and(|span| span.voice.is_some());
    let mut whole: Vec<f64> = spans.clone().filter(|span| span.whole).map(|span| span.ms).collect();
    let parts = spans.filter(|span| !span.whole).map(|span| span.ms);
    let Some(middle) = median(&mut whole) else {
        return Times { ms: parts.fold(0.0, f64::max), jitter_ms: 0.0, count: 0 };
    };
    // A recording that ends with the cycle ends in a whole silence.
    whole.extend(parts.filter(|&ms| agree(ms, middle)));
    let ms = between(&mut whole, sounds).unwrap_or(middle);
    let jitter_ms = whole.iter().map(|time| (time - ms).abs()).fold(0.0, f64::max);
    Times { ms, jitter_ms, count: whole.len() }
}

/// The median of times; where two in the middle do not agree, the one that a lost packet did not
/// make: it shortens what sounds and lengthens what is silent.
fn between(times_ms: &mut [f64], sounds: bool) -> Option<f64> {
    let middle = median(times_ms)?;
    let half = times_ms.len() / 2;
    let (lower, upper) = (times_ms[half.saturating_sub(1)], times_ms[half]);
    if times_ms.len() % 2 == 1 || agree(lower, upper) {
        return Some(middle);
    }
    Some(if sounds { upper } else { lower })
}

/// The time from the end of the lead to the end of what was heard of the last cycle, in cycles.
fn cycles_heard(
    sequence: &Sequence,
    period: Period,
    (cycle, ending): (&[MeasuredOnOff], Ending),
) -> f64 {
    let spans = match ending {
        Ending::GoesOn => &sequence.spans[..],
        Ending::Stops => sequence.until_silence(),
    };
    let heard_ms: f64 = spans[2 * period.lead..].iter().map(|span| span.ms).sum();
    let last_run = sequence.runs() - 1 - period.lead;
    let silence_ms = match ending {
        Ending::GoesOn => 0.0,
        Ending::Stops => cycle[last_run % period.runs].off.ms,
    };
    let cycle_ms: f64 = cycle.iter().map(MeasuredOnOff::length_ms).sum();
    if cycle_ms > 0.0 { (heard_ms + silence_ms) / cycle_ms } else { 0.0 }
}

/// Turns a cycle that the recording may begin within so that its longest silence comes last, unless
/// the recording tells where it begins. Whether it was turned, so that its beginning is a guess.
fn turn(cycle: &mut [MeasuredOnOff], sequence: &Sequence) -> bool {
    let longest_ms = cycle.iter().map(|pair| pair.off.ms).fold(0.0, f64::max);
    let is_longest = |pair: &MeasuredOnOff| agree(pair.off.ms, longest_ms);
    let first = &sequence.spans[0];
    let on_ms = cycle.first().and_then(|pair| pair.on).filter(|on| on.count > 0).map(|on| on.ms);
    let is_whole = first.whole || on_ms.is_some_and(|ms| agree(first.ms, ms));
    // At once, that is with the first sample, or after all the silence that a cycle can have.
    let tells = !first.whole || sequence.start_ms >= longest_ms;
    if is_whole && (tells || cycle.last().is_some_and(is_longest)) {
        return false;
    }
    match cycle.iter().position(is_longest) {
        Some(last) if cycle.len() > 1 => {
            cycle.rotate_left((last + 1) % cycle.len());
            true
        }
        _ => false,
    }
}
