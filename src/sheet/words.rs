//! Tones and patterns in words.

use crate::model::{Cadence, CallProgressTone, Component, Entry, OnOff, Swell, Voice};

/// What an entry sounds like and when: `425 Hz at -12 dBm0  500/500 ms`.
#[must_use]
pub fn entry(entry: Entry<'_>) -> String {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => {
            let voices = voices(tone.signal.voices());
            let cadence = cadence(tone.signal.cadence());
            let swell = tone.signal.swell().map(swell).unwrap_or_default();
            format!("{voices}  {cadence}{swell}{}", durations(tone))
        }
        Entry::Pattern(pattern) => {
            format!("{}  {}", pattern.frequency, cadence(pattern.cadence()))
        }
    }
}

/// When an entry sounds.
#[must_use]
pub fn cadence_of(entry: Entry<'_>) -> &Cadence {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => tone.signal.cadence(),
        Entry::Pattern(pattern) => pattern.cadence(),
    }
}

fn durations(tone: &CallProgressTone) -> String {
    let default = tone.default_duration.map(|ms| format!(", default duration {ms}"));
    let detection = tone.detection_period.map(|ms| format!(", detected after {ms}"));
    default.into_iter().chain(detection).collect()
}

/// `, swelling from -20 to 0 dB within 5000 ms`
#[must_use]
pub fn swell(swell: &Swell) -> String {
    let decibels = |hundredths| f64::from(hundredths) / 100.0;
    let (from, to) = (decibels(swell.from_hundredths()), decibels(swell.to_hundredths()));
    format!(", swelling from {from} to {to} dB within {}", swell.over())
}

/// Names of voices where there are several: `a`, `b`, …, `z`, `v26`.
#[must_use]
pub fn voice_name(voice: usize) -> String {
    match u8::try_from(voice) {
        Ok(letter @ 0..26) => char::from(b'a' + letter).to_string(),
        _ => format!("v{voice}"),
    }
}

/// The voices of a signal, named where there are several.
#[must_use]
pub fn voices(voices: &[Voice]) -> String {
    match voices {
        [only] => voice(only),
        several => {
            let named = |(at, one)| format!("{}: {}", voice_name(at), voice(one));
            several.iter().enumerate().map(named).collect::<Vec<_>>().join(", ")
        }
    }
}

/// `350 Hz + 440 Hz at -13 dBm0`
#[must_use]
pub fn voice(voice: &Voice) -> String {
    let components = voice.components();
    let frequency = |component: &Component| {
        let plain = component.frequency.to_string();
        match component.modulation {
            None => plain,
            Some(modulation) => {
                let percent = f64::from(modulation.depth.thousandths()) / 10.0;
                format!("{plain} modulated by {} to {percent} %", modulation.frequency)
            }
        }
    };
    let one_level = components.iter().all(|component| component.level == components[0].level);
    if one_level {
        let frequencies: Vec<_> = components.iter().map(frequency).collect();
        return format!("{} at {}", frequencies.join(" + "), components[0].level);
    }
    let each = |component: &Component| format!("{} at {}", frequency(component), component.level);
    components.iter().map(each).collect::<Vec<_>>().join(" + ")
}

/// `once 3×300/300, then 1000/3000 ms`; `a 330/0 b 330/1000 ms` where several voices take turns.
#[must_use]
pub fn cadence(cadence: &Cadence) -> String {
    let mut voices = cadence.pairs().filter(|pair| !pair.on.is_zero()).map(|pair| pair.voice);
    let first = voices.next();
    let several = voices.any(|voice| Some(voice) != first);
    let pair = |pair: &OnOff| {
        let times = format!("{}/{}", pair.on.0, pair.off.0);
        if several && !pair.on.is_zero() {
            format!("{} {times}", voice_name(pair.voice))
        } else {
            times
        }
    };
    let run = |run: &[OnOff]| match run {
        [only] => pair(only),
        [one, other] => format!("{} {}", pair(one), pair(other)),
        many => format!("{}×{}", many.len(), pair(&many[0])),
    };
    let pairs =
        |pairs: &[OnOff]| pairs.chunk_by(|a, b| a == b).map(run).collect::<Vec<_>>().join(" ");
    let lead = pairs(cadence.lead());
    let cycle = if cadence.is_continuous() {
        "continuous".to_owned()
    } else {
        format!("{} ms", pairs(cadence.cycle()))
    };
    match (cadence.lead(), cadence.cycle()) {
        ([], _) => cycle,
        (_, []) => format!("once {lead} ms"),
        _ => format!("once {lead}, then {cycle}"),
    }
}
