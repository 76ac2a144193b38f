//! What lies below the tones: noise and hum.

#![expect(
    clippy::cast_precision_loss,
    reason = "a recording has fewer than 2^53 samples, and what is counted is not negative"
)]

use core::ops::Range;

use crate::analysis::fit::Fitter;
use crate::analysis::prepare::Prepared;
use crate::analysis::{MeasuredComponent, level_dbm0};

/// Hum is looked for in a silence of at least so long: ten periods of 50 Hz.
const LEAST_SILENCE_MS: f64 = 200.0;
/// And in no more than so much of it.
const MOST_SILENCE_MS: f64 = 2000.0;
/// The edges of a silence are still inexact by less than this.
const MARGIN_MS: f64 = 10.0;
/// The frequencies of the mains, and how far they stray.
const MAINS_HZ: [f64; 2] = [50.0, 60.0];
const STRAY_HZ: f64 = 0.6;
/// The highest harmonic of the mains that is told from a tone.
const MOST_HARMONIC: f64 = 6.0;
/// Below this a level is that of rounding to 16 bits (−98 dBm0 in theory, and what a codec adds).
const LEAST_NOISE_DBM0: f64 = -85.0;
/// Hum is so far below the loudest component of a tone, where there is no silence to hear it alone.
pub(super) const HUM_BELOW_DB: f64 = 10.0;
/// A component is that of the silence if it is no more than so much louder.
const SAME_LEVEL_DB: f64 = 6.0;

/// What is heard in the silences.
pub(super) struct Background {
    pub noise_dbm0: Option<f64>,
    /// Lines at the mains and their harmonics.
    hum: Vec<MeasuredComponent>,
    /// Whether there was a silence to listen to.
    had_silence: bool,
}

impl Background {
    /// Listens to what lies between the stretches that sound.
    pub fn new(recording: &Prepared, stretches: &[Range<usize>], fitter: &mut Fitter) -> Self {
        let margin = recording.samples_of(MARGIN_MS);
        let silences = silences(recording, stretches, margin);
        let noise_dbm0 = noise(recording, &silences);
        let longest =
            silences.into_iter().max_by_key(|range| range.len() - recording.flat_within(range));
        let audible = longest.filter(|range| {
            let heard = range.len() - recording.flat_within(range);
            recording.ms(heard) >= LEAST_SILENCE_MS
        });
        let Some(mut silence) = audible else {
            return Self { noise_dbm0, hum: Vec::new(), had_silence: false };
        };
        silence.end = silence.end.min(silence.start + recording.samples_of(MOST_SILENCE_MS));
        let fit = fitter.fit(&recording.samples[silence.clone()], &recording.usable[silence]);
        let mut hum = fit.components();
        hum.retain(|component| is_mains(component.frequency_hz));
        Self { noise_dbm0, hum, had_silence: true }
    }

    /// The loudest line of the hum.
    pub fn hum(&self) -> Option<MeasuredComponent> {
        self.hum.iter().copied().max_by(|a, b| a.level_dbm0.total_cmp(&b.level_dbm0))
    }

    /// Takes a sound of nothing but lines of the mains, far below the others, for hum.
    pub fn add_hum(&mut self, components: &[MeasuredComponent]) {
        self.hum.extend_from_slice(components);
    }

    /// The components that are not hum, of those that were found while a tone sounded: hum is what
    /// the silences have, or without one what lies at the mains far below the loudest.
    pub fn without_hum(&self, components: Vec<MeasuredComponent>) -> Vec<MeasuredComponent> {
        let loudest = components.iter().map(|it| it.level_dbm0).fold(f64::NEG_INFINITY, f64::max);
        let is_hum = |component: &MeasuredComponent| {
            if self.had_silence {
                self.hum.iter().any(|hum| {
                    (hum.frequency_hz - component.frequency_hz).abs() < 2.0 * STRAY_HZ
                        && component.level_dbm0 < hum.level_dbm0 + SAME_LEVEL_DB
                })
            } else {
                is_mains(component.frequency_hz) && component.level_dbm0 < loudest - HUM_BELOW_DB
            }
        };
        components.into_iter().filter(|component| !is_hum(component)).collect()
    }
}

/// Whether a frequency is that of the mains or a harmonic.
pub(super) fn is_mains(frequency_hz: f64) -> bool {
    MAINS_HZ.iter().any(|mains| {
        let harmonic = (frequency_hz / mains).round().clamp(1.0, MOST_HARMONIC);
        (frequency_hz - harmonic * mains).abs() < harmonic * STRAY_HZ
    })
}

/// What lies between stretches, without margins.
fn silences(recording: &Prepared, stretches: &[Range<usize>], margin: usize) -> Vec<Range<usize>> {
    let mut silences = Vec::new();
    let mut start = 0;
    let end = recording.samples.len();
    for next in stretches.iter().map(|it| it.start..it.end).chain(core::iter::once(end..end)) {
        let silence = start..next.start.saturating_sub(if next.start < end { margin } else { 0 });
        if !silence.is_empty() {
            silences.push(silence);
        }
        start = next.end + margin;
    }
    silences
}

/// The level of what is not digital silence in them.
fn noise(recording: &Prepared, silences: &[Range<usize>]) -> Option<f64> {
    let heard: Vec<f64> = silences
        .iter()
        .cloned()
        .flatten()
        .filter(|&at| recording.usable[at])
        .map(|at| recording.samples[at])
        .collect();
    if recording.ms(heard.len()) < LEAST_SILENCE_MS {
        return None;
    }
    let mean = heard.iter().sum::<f64>() / heard.len() as f64;
    let square = heard.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / heard.len() as f64;
    let level = level_dbm0((2.0 * square).sqrt());
    (level >= LEAST_NOISE_DBM0).then_some(level)
}
