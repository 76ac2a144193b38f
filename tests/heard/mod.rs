//! What a signal should be heard as, and whether a measurement says so.

use std::collections::HashSet;

use ringsmith::analysis::{
    Content, Doubt, MeasuredCadence, MeasuredComponent, MeasuredOnOff, Measurement, Run, Times,
};
use ringsmith::model::{Cadence, Component, OnOff, Signal};
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::{DbM0, SampleRate};
use ringsmith::{standard, world};

/// How exact a measurement has to be.
#[derive(Clone, Copy, Debug)]
pub struct Within {
    pub hertz: f64,
    pub db: f64,
    pub ms: f64,
    pub depth: f64,
}

/// Every signal of the built-in tones, once, by the name of its country and its own. Ringing patterns
/// are rung at −10 dBm0.
pub fn signals() -> Vec<(String, Signal)> {
    let mut seen = HashSet::new();
    let countries = world::countries().iter().map(|country| (country.code(), country.tones()));
    let sets = countries.chain([("standard", standard::tones())]);
    let mut signals = Vec::new();
    for (name, set) in sets {
        for entry in set.entries() {
            let signal = entry.signal(DbM0::from_hundredths(-1000).unwrap());
            if seen.insert(signal.heard()) {
                signals.push((format!("{name} {entry}"), signal));
            }
        }
    }
    signals
}

/// The lead and so many cycles and a half, 3 s of a continuous tone; 5 s of silence after one that
/// ends.
pub fn heard_ms(signal: &Signal, cycles: u64) -> u64 {
    let cadence = signal.cadence();
    let cycle = cadence.cycle_ms() * (2 * cycles + 1) / 2;
    // That a tone goes on is told where it sounds for longer than any before it did.
    let before = cadence.lead().iter().map(|it| u64::from(it.on.0)).max().unwrap_or_default();
    let cycle = if cadence.is_continuous() { 3000 + 2 * before } else { cycle };
    let after = if cadence.cycle().is_empty() { 5000 } else { 0 };
    cadence.lead_ms() + cycle + after
}

/// When a voice sounds, in ms.
pub type Sounding = (f64, f64, usize);

/// The samples of a signal's first milliseconds, full scale 1.
pub fn rendered(signal: &Signal, rate: SampleRate, ms: u64) -> Vec<f32> {
    let renderer = Renderer::new(signal, rate, RenderOptions::default()).unwrap();
    let mut samples = vec![0_i16; usize::try_from(rate.first_sample_at(ms)).unwrap()];
    renderer.render(0, &mut samples);
    samples.iter().map(|&sample| f32::from(sample) / 32_768.0).collect()
}

/// When the voices of a cadence sound, up to an instant; what joins is one.
pub fn soundings(cadence: &Cadence, until_ms: f64) -> Vec<Sounding> {
    let pairs = |pairs: &[OnOff]| -> Vec<(f64, f64, usize)> {
        pairs.iter().map(|it| (f64::from(it.on.0), f64::from(it.off.0), it.voice)).collect()
    };
    let cycle = if cadence.is_continuous() {
        vec![(until_ms, 0.0, cadence.cycle()[0].voice)]
    } else {
        pairs(cadence.cycle())
    };
    expanded(&pairs(cadence.lead()), &cycle, until_ms)
}

/// The same of a cadence that was measured.
pub fn measured_soundings(cadence: &MeasuredCadence, until_ms: f64) -> Vec<Sounding> {
    let pairs = |pairs: &[MeasuredOnOff]| -> Vec<(f64, f64, usize)> {
        let on = |it: Option<Times>| it.map_or(until_ms, |times| times.ms);
        pairs.iter().map(|it| (on(it.on), it.off.ms, it.voice)).collect()
    };
    expanded(&pairs(&cadence.lead), &pairs(&cadence.cycle), until_ms)
}

fn expanded(
    lead: &[(f64, f64, usize)],
    cycle: &[(f64, f64, usize)],
    until_ms: f64,
) -> Vec<Sounding> {
    let mut found: Vec<Sounding> = Vec::new();
    let mut at = 0.0;
    let length: f64 = cycle.iter().map(|(on, off, _)| on + off).sum();
    let cycle = if length > 0.0 { cycle } else { &[] };
    for &(on, off, voice) in lead.iter().chain(cycle.iter().cycle()) {
        if at >= until_ms {
            break;
        }
        let end = (at + on).min(until_ms);
        match found.last_mut() {
            Some(last) if (last.1 - at).abs() < 1e-9 && last.2 == voice && on > 0.0 => last.1 = end,
            _ if on > 0.0 => found.push((at, end, voice)),
            _ => {}
        }
        at += on + off;
    }
    found
}

/// What a recording begins with the end of has to be heard for so long.
const LEAST_MS: f64 = 10.0;

/// What is wrong with a measurement of a signal whose recording begins `start_ms` into it and has
/// `silence_ms` of silence before.
pub fn faults(
    signal: &Signal,
    found: &Measurement,
    (start_ms, silence_ms): (f64, f64),
    within: Within,
) -> Vec<String> {
    let until = start_ms + found.length_ms - silence_ms;
    let shift = |ms: f64| (ms - start_ms).max(0.0) + silence_ms;
    let expected: Vec<Sounding> = soundings(signal.cadence(), until)
        .into_iter()
        .filter(|it| it.1 > start_ms + if it.0 < start_ms { LEAST_MS } else { 0.0 })
        .map(|(start, end, voice)| (shift(start), shift(end), voice))
        .collect();
    let mut faults = Vec::new();
    let is_rest = |run: &&Run| run.cut_start && run.end_ms - run.start_ms < LEAST_MS;
    let rest = usize::from(start_ms > 0.0 && found.runs.first().as_ref().is_some_and(is_rest));
    let runs = &found.runs[rest..];
    if expected.len() != runs.len() {
        faults.push(format!("{} runs, {} expected", runs.len(), expected.len()));
    }
    for (at, (run, (start, end, voice))) in runs.iter().zip(&expected).enumerate() {
        let (early, late) = (run.start_ms - start, run.end_ms - end);
        if early.abs() > within.ms || late.abs() > within.ms {
            let (start_ms, end_ms) = (run.start_ms, run.end_ms);
            faults.push(format!("run {at}: {start_ms:.2}..{end_ms:.2}, {start}..{end} expected"));
        }
        let Content::Voice(heard) = run.content else {
            faults.push(format!("run {at} is no tone"));
            continue;
        };
        let components = &found.voices[heard].components;
        let wanted = signal.voices()[*voice].components();
        if let Some(fault) = components_fault(components, wanted, within) {
            faults.push(format!("run {at}, voice {heard}: {fault}"));
        }
    }
    faults
}

fn components_fault(
    found: &[MeasuredComponent],
    wanted: &[Component],
    within: Within,
) -> Option<String> {
    let mut wanted: Vec<&Component> = wanted.iter().collect();
    wanted.sort_by_key(|component| component.frequency);
    let differs = |(found, wanted): (&MeasuredComponent, &&Component)| {
        let hertz = found.frequency_hz - f64::from(wanted.frequency.millihertz()) / 1000.0;
        let db = found.level_dbm0 - f64::from(wanted.level.hundredths()) / 100.0;
        let modulated = match (found.modulation, wanted.modulation) {
            (None, None) => false,
            (Some(found), Some(wanted)) => {
                let rate = f64::from(wanted.frequency.millihertz()) / 1000.0;
                let depth = f64::from(wanted.depth.thousandths()) / 1000.0;
                (found.frequency_hz - rate).abs() > within.hertz
                    || (found.depth - depth).abs() > within.depth
            }
            _ => true,
        };
        hertz.abs() > within.hertz || db.abs() > within.db || modulated
    };
    let wrong = found.len() != wanted.len() || found.iter().zip(&wanted).any(differs);
    wrong.then(|| format!("{found:.2?}, {wanted:?} expected"))
}

/// What is wrong with the cadence of a measurement: both are expanded to `until_ms`.
pub fn cadence_faults(signal: &Signal, found: &Measurement, until_ms: f64, ms: f64) -> Vec<String> {
    let Some(cadence) = &found.cadence else { return vec!["no cadence".to_owned()] };
    // Whether a tone that was played several times ends by itself or was stopped, nobody can hear.
    let stopped = cadence.doubts.contains(&Doubt::Stopped);
    let is_tone = |run: &&Run| run.content != Content::Other;
    let first_ms = found.runs.iter().find(is_tone).map_or(0.0, |run| run.start_ms);
    let last_ms = found.runs.iter().rfind(is_tone).map_or(0.0, |run| run.end_ms - first_ms);
    let until_ms = if stopped { until_ms.min(last_ms) } else { until_ms };
    let expected = soundings(signal.cadence(), until_ms);
    let heard = measured_soundings(cadence, until_ms);
    // A measured time may be off by so much in each repetition.
    let allowed = |at: usize| ms * (2 + at) as f64;
    let same = |(at, (heard, expected)): (usize, (&Sounding, &Sounding))| {
        (heard.0 - expected.0).abs() <= allowed(at) && (heard.1 - expected.1).abs() <= allowed(at)
    };
    // The last one may be cut differently.
    let count = expected.len().min(heard.len());
    let alike = heard.iter().zip(&expected).enumerate().take(count.saturating_sub(1)).all(same);
    if alike && expected.len().abs_diff(heard.len()) <= 1 {
        return Vec::new();
    }
    vec![format!("cadence {cadence:.1?}, {:?} expected", signal.cadence())]
}
