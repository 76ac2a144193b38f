//! What was rendered is measured back: every national tone, every standard one.

#![cfg(all(feature = "analysis", feature = "package"))]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "recordings of minutes"
)]

mod heard;

use std::collections::HashSet;

use heard::{Within, cadence_faults, faults, rendered};
use ringsmith::analysis;
use ringsmith::model::{Entry, Signal};
use ringsmith::units::{DbM0, SampleRate};
use ringsmith::{standard, world};

/// Every signal of the built-in tones, once.
fn signals() -> Vec<(String, Signal)> {
    let mut seen = HashSet::new();
    let countries = world::countries().iter().map(|country| (country.code(), country.tones()));
    let sets = countries.chain([("standard", standard::tones())]);
    let mut signals = Vec::new();
    for (name, set) in sets {
        for entry in set.entries() {
            let signal = entry.signal(DbM0::from_hundredths(-1000).unwrap());
            if seen.insert(signal.heard()) {
                signals.push((format!("{name} {}", label(entry)), signal));
            }
        }
    }
    signals
}

fn label(entry: Entry<'_>) -> String {
    entry.to_string()
}

/// The lead and three cycles and a half, 3 s of a continuous tone.
fn heard_ms(signal: &Signal) -> u64 {
    let cadence = signal.cadence();
    let cycle = if cadence.is_continuous() { 3000 } else { cadence.cycle_ms() * 7 / 2 };
    let after = if cadence.cycle().is_empty() { 5000 } else { 0 };
    cadence.lead_ms() + cycle + after
}

#[test]
fn every_built_in_tone_is_measured_back() {
    let within = Within { hertz: 0.1, db: 0.1, ms: 1.0, depth: 0.02 };
    let mut wrong = Vec::new();
    let signals = signals();
    for (name, signal) in &signals {
        let ms = heard_ms(signal);
        if ms > 120_000 {
            continue;
        }
        let samples = rendered(signal, SampleRate::NARROWBAND, ms);
        let found = analysis::measure(&samples, SampleRate::NARROWBAND);
        let mut faults = faults(signal, &found, (0.0, 0.0), within);
        faults.extend(cadence_faults(signal, &found, ms as f64, 0.5));
        if let Some(fault) = faults.first() {
            wrong.push(format!("{name}: {} faults; {fault}", faults.len()));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), signals.len(), wrong.join("\n"));
}
