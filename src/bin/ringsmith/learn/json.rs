//! What was learned, for programs: `docs/learn.md` describes the object.

use ringsmith::learn::{Candidate, Name};
use ringsmith::model::{Component, OnOff, Selector, Signal, Voice};
use serde_json::{Value, json};

use crate::learn::Lesson;

/// A recording as a JSON object.
pub fn object(lesson: &Lesson, selector: &Selector) -> Value {
    let learned = &lesson.learned;
    json!({
        "file": lesson.file,
        "entry": selector.to_string(),
        "name": learned.name.as_ref().map(Name::to_string),
        "confidence": thousandths(learned.confidence()),
        "candidates": learned.candidates.iter().map(candidate).collect::<Vec<_>>(),
        "doubts": learned.doubts.iter().map(|doubt| doubt.code()).collect::<Vec<_>>(),
        "definition": definition(&learned.signal),
    })
}

fn candidate(candidate: &Candidate) -> Value {
    json!({
        "name": candidate.name.to_string(),
        "sources": candidate.sources,
        "distance": thousandths(candidate.distance),
        "confidence": thousandths(candidate.confidence),
    })
}

fn definition(signal: &Signal) -> Value {
    let cadence = signal.cadence();
    let pairs = |pairs: &[OnOff]| pairs.iter().map(on_off).collect::<Vec<_>>();
    let cycle = if cadence.is_continuous() {
        let voice = cadence.cycle().first().map_or(0, |pair| pair.voice);
        vec![json!({ "voice": voice, "on_ms": null, "off_ms": 0 })]
    } else {
        pairs(cadence.cycle())
    };
    let voices = signal.voices().iter().map(Voice::components);
    let voices = voices.map(|voice| voice.iter().map(component).collect::<Vec<_>>());
    json!({
        "voices": voices.collect::<Vec<_>>(),
        "lead": pairs(cadence.lead()),
        "cycle": cycle,
    })
}

fn on_off(pair: &OnOff) -> Value {
    json!({ "voice": pair.voice, "on_ms": pair.on.0, "off_ms": pair.off.0 })
}

fn component(component: &Component) -> Value {
    let modulation = component.modulation.map(|modulation| {
        json!({
            "frequency_hz": f64::from(modulation.frequency.millihertz()) / 1000.0,
            "depth": f64::from(modulation.depth.thousandths()) / 1000.0,
        })
    });
    json!({
        "frequency_hz": f64::from(component.frequency.millihertz()) / 1000.0,
        "level_dbm0": f64::from(component.level.hundredths()) / 100.0,
        "modulation": modulation,
    })
}

fn thousandths(value: f64) -> Value {
    json!((value * 1000.0).round() / 1000.0)
}
