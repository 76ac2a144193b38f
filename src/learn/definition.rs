//! From what was measured to a signal in round numbers.

use crate::analysis::{
    Content, MeasuredComponent, MeasuredOnOff, MeasuredVoice, Measurement, Run, Times,
};
use crate::learn::plausible::{self, Sharpness};
use crate::model::{Cadence, Component, Modulation, OnOff, Signal, Voice};
use crate::units::Millis;

/// The signal that was heard; `None` where there is none.
pub(super) fn signal(measurement: &Measurement) -> Option<Signal> {
    let cadence = measurement.cadence.as_ref()?;
    let pairs = |pairs: &[MeasuredOnOff]| -> Vec<OnOff> {
        pairs.iter().map(|pair| on_off(measurement, pair)).collect()
    };
    let (mut lead, cycle) = (pairs(&cadence.lead), pairs(&cadence.cycle));
    if let (Some(last), []) = (lead.last_mut(), &*cycle) {
        // What is finished is silent: how long that was recorded says nothing.
        last.off = Millis::ZERO;
    }
    let voices: Option<Vec<_>> = (0..measurement.voices.len())
        .map(|voice| self::voice(&measurement.voices[voice], longest_s(measurement, voice)))
        .collect();
    let cadence = Cadence::new(lead, cycle).ok()?;
    Some(Signal::with_voices(voices?, cadence).ok()?.heard())
}

/// The pair in whole milliseconds; what sounds for ever is a second without silence.
fn on_off(measurement: &Measurement, pair: &MeasuredOnOff) -> OnOff {
    let snr_db = measurement.voices.get(pair.voice).map_or(0.0, |voice| voice.snr_db);
    let time = |times: &Times| {
        let Times { ms, jitter_ms, count } = *times;
        plausible::time(ms, Sharpness { snr_db, jitter_ms, count })
    };
    let Some(on) = &pair.on else { return OnOff::new(1000, 0).with_voice(pair.voice) };
    // A tone that was heard has some length.
    OnOff { on: time(on).max(Millis(1)), off: time(&pair.off), voice: pair.voice }
}

fn voice(voice: &MeasuredVoice, longest_s: f64) -> Option<Voice> {
    let components = voice.components.iter().map(|one| component(one, longest_s));
    Voice::new(components.collect::<Option<Vec<_>>>()?).ok()
}

fn component(measured: &MeasuredComponent, longest_s: f64) -> Option<Component> {
    let modulation = match measured.modulation {
        None => None,
        Some(modulation) => Some(Modulation {
            frequency: plausible::frequency(modulation.frequency_hz, longest_s)?,
            depth: plausible::depth(modulation.depth),
        }),
    };
    let frequency = plausible::frequency(measured.frequency_hz, longest_s)?;
    Some(Component { frequency, level: plausible::level(measured.level_dbm0), modulation })
}

/// The longest run of a voice, in seconds.
fn longest_s(measurement: &Measurement, voice: usize) -> f64 {
    let own = |run: &&Run| run.content == Content::Voice(voice);
    let lengths = measurement.runs.iter().filter(own).map(|run| run.end_ms - run.start_ms);
    lengths.fold(0.0, f64::max) / 1000.0
}
