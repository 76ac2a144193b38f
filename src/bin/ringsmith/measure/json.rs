//! What was found, for programs: `docs/measure.md` describes the object.

use ringsmith::analysis::{
    self, Background, Content, Digit, MeasuredCadence, MeasuredComponent, MeasuredOnOff,
    MeasuredVoice, Measurement, Run, SitHeard, Times,
};
use ringsmith::recording::Fault;
use serde_json::{Value, json};

use crate::measure::Measured;

/// A file as a JSON object. What is not known is null, and so is what has no end.
pub fn object(measured: &Measured) -> Value {
    let Measured { name, recording, measurement } = measured;
    let Measurement { voices, runs, cadence, background, .. } = measurement;
    json!({
        "file": name,
        "format": recording.format.to_string(),
        "rate": recording.rate.hertz(),
        "channels": recording.channels,
        "length_ms": milliseconds(measurement.length_ms),
        "fault": recording.fault.map(Fault::code),
        "voices": voices.iter().map(voice).collect::<Vec<_>>(),
        "runs": runs.iter().map(run).collect::<Vec<_>>(),
        "cadence": cadence.as_ref().map(self::cadence),
        "digits": analysis::digits(measurement).iter().map(digit).collect::<Vec<_>>(),
        "special_information": analysis::sit(measurement).iter().map(sit).collect::<Vec<_>>(),
        "background": self::background(background),
    })
}

fn voice(voice: &MeasuredVoice) -> Value {
    json!({
        "components": voice.components.iter().map(component).collect::<Vec<_>>(),
        "heard_ms": milliseconds(voice.heard_ms),
        "snr_db": decibels(voice.snr_db),
    })
}

fn component(component: &MeasuredComponent) -> Value {
    let modulation = component.modulation.map(|modulation| {
        let frequency_hz = hertz(modulation.frequency_hz);
        json!({ "frequency_hz": frequency_hz, "depth": rounded(modulation.depth, 1e4) })
    });
    json!({
        "frequency_hz": hertz(component.frequency_hz),
        "level_dbm0": decibels(component.level_dbm0),
        "modulation": modulation,
    })
}

fn run(run: &Run) -> Value {
    let (content, voice) = match run.content {
        Content::Voice(voice) => ("voice", Some(voice)),
        Content::Other => ("other", None),
    };
    json!({
        "start_ms": milliseconds(run.start_ms),
        "end_ms": milliseconds(run.end_ms),
        "content": content,
        "voice": voice,
        "cut_start": run.cut_start,
        "cut_end": run.cut_end,
    })
}

fn digit(digit: &Digit) -> Value {
    json!({
        "digit": digit.digit.to_string(),
        "start_ms": milliseconds(digit.start_ms),
        "end_ms": milliseconds(digit.end_ms),
    })
}

fn sit(heard: &SitHeard) -> Value {
    json!({
        "tone": heard.tone.to_string(),
        "start_ms": milliseconds(heard.start_ms),
        "end_ms": milliseconds(heard.end_ms),
    })
}

fn cadence(cadence: &MeasuredCadence) -> Value {
    let pairs = |pairs: &[MeasuredOnOff]| pairs.iter().map(on_off).collect::<Vec<_>>();
    json!({
        "lead": pairs(&cadence.lead),
        "cycle": pairs(&cadence.cycle),
        "cycles_heard": rounded(cadence.cycles_heard, 1e2),
        "doubts": cadence.doubts.iter().map(|doubt| doubt.code()).collect::<Vec<_>>(),
    })
}

fn on_off(pair: &MeasuredOnOff) -> Value {
    let on = |value: fn(&Times) -> Value| pair.on.as_ref().map(value);
    json!({
        "voice": pair.voice,
        "on_ms": on(|times| milliseconds(times.ms)),
        "on_jitter_ms": on(|times| milliseconds(times.jitter_ms)),
        "on_count": on(|times| times.count.into()),
        "off_ms": milliseconds(pair.off.ms),
        "off_jitter_ms": milliseconds(pair.off.jitter_ms),
        "off_count": pair.off.count,
    })
}

fn background(background: &Background) -> Value {
    let lost = background.lost_ms.iter();
    let lost = lost.map(|range| json!([milliseconds(range.start), milliseconds(range.end)]));
    let hum = background.hum.map(|hum| {
        json!({
            "frequency_hz": hertz(hum.frequency_hz),
            "level_dbm0": decibels(hum.level_dbm0),
        })
    });
    json!({
        "dc": rounded(background.dc, 1e6),
        "noise_dbm0": background.noise_dbm0.map(decibels),
        "hum": hum,
        "clipped_samples": background.clipped_samples,
        "lost_ms": lost.collect::<Vec<_>>(),
    })
}

fn hertz(value: f64) -> Value {
    rounded(value, 1e3)
}

fn decibels(value: f64) -> Value {
    rounded(value, 1e2)
}

fn milliseconds(value: f64) -> Value {
    rounded(value, 1e2)
}

/// A number in whole parts of which `parts` make one; null where it is not finite.
fn rounded(value: f64, parts: f64) -> Value {
    // Without the sign of a zero, which nobody has measured.
    json!((value * parts).round() / parts + 0.0)
}
