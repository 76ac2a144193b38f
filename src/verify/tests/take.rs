//! A measurement as a perfect one of a signal would be.

use crate::analysis::{
    Background, Content, MeasuredComponent, MeasuredModulation, MeasuredVoice, Measurement, Run,
};
use crate::model::{Component, OnOff, Signal};
use crate::units::SampleRate;

/// Which part of a signal is recorded.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_field_names, reason = "units live in names")]
pub struct Take {
    /// How long the recording is silent before the signal begins.
    pub silence_ms: f64,
    /// Where in the signal it begins.
    pub from_ms: f64,
    /// How much of the signal is recorded.
    pub length_ms: f64,
}

impl Take {
    /// From the start, after 300 ms of silence.
    pub fn first_ms(length_ms: f64) -> Self {
        Self { silence_ms: 300.0, from_ms: 0.0, length_ms }
    }

    /// Beginning within the signal.
    pub fn between(from_ms: f64, to_ms: f64) -> Self {
        Self { silence_ms: 0.0, from_ms, length_ms: to_ms - from_ms }
    }

    /// What a perfect measurement of this part finds.
    pub fn of(self, signal: &Signal) -> Measurement {
        let to_ms = self.from_ms + self.length_ms;
        let length_ms = self.silence_ms + self.length_ms;
        let sounding = stretches(signal, to_ms);
        let runs: Vec<_> =
            sounding.into_iter().filter_map(|run| self.cut(run, length_ms)).collect();
        let heard = |voice: usize| {
            let its = runs.iter().filter(|run| run.content == Content::Voice(voice));
            its.map(|run| run.end_ms - run.start_ms).sum()
        };
        let voices = signal.voices().iter().enumerate().map(|(index, voice)| MeasuredVoice {
            components: voice.components().iter().map(measured).collect(),
            heard_ms: heard(index),
            snr_db: f64::INFINITY,
        });
        Measurement {
            rate: SampleRate::NARROWBAND,
            length_ms,
            background: Background {
                dc: 0.0,
                noise_dbm0: None,
                hum: None,
                clipped_samples: 0,
                lost_ms: Vec::new(),
            },
            voices: voices.collect(),
            runs,
            cadence: None,
        }
    }

    fn cut(&self, (voice, start, end): (usize, f64, f64), length_ms: f64) -> Option<Run> {
        let shift = self.silence_ms - self.from_ms;
        let start_ms = (start + shift).max(self.silence_ms);
        let end_ms = (end + shift).min(length_ms);
        (start_ms < end_ms).then_some(Run {
            start_ms,
            end_ms,
            content: Content::Voice(voice),
            cut_start: start_ms <= 0.0,
            cut_end: end_ms >= length_ms,
        })
    }
}

/// When which voice sounds, up to an instant; one that joins itself sounds on.
fn stretches(signal: &Signal, to_ms: f64) -> Vec<(usize, f64, f64)> {
    let cadence = signal.cadence();
    let mut stretches: Vec<(usize, f64, f64)> = Vec::new();
    let mut at = 0.0;
    let cycle: Box<dyn Iterator<Item = &OnOff>> = match cadence.cycle() {
        [] => Box::new(std::iter::empty()),
        cycle => Box::new(cycle.iter().cycle()),
    };
    for pair in cadence.lead().iter().chain(cycle) {
        if at >= to_ms {
            break;
        }
        let end = at + f64::from(pair.on.0);
        match stretches.last_mut() {
            _ if pair.on.is_zero() => {}
            Some((voice, _, last)) if *voice == pair.voice && *last >= at => *last = end,
            _ => stretches.push((pair.voice, at, end)),
        }
        at = end + f64::from(pair.off.0);
    }
    stretches
}

fn measured(component: &Component) -> MeasuredComponent {
    MeasuredComponent {
        frequency_hz: f64::from(component.frequency.millihertz()) / 1000.0,
        level_dbm0: f64::from(component.level.hundredths()) / 100.0,
        modulation: component.modulation.map(|modulation| MeasuredModulation {
            frequency_hz: f64::from(modulation.frequency.millihertz()) / 1000.0,
            depth: f64::from(modulation.depth.thousandths()) / 1000.0,
        }),
    }
}

/// A run of something, for measurements that are changed by hand.
pub fn run(content: Content, start_ms: f64, end_ms: f64) -> Run {
    Run { start_ms, end_ms, content, cut_start: start_ms <= 0.0, cut_end: false }
}
