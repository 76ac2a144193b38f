//! A recording as the rooms behind take it: samples, and which of them say anything.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a recording has fewer than 2^53 samples, and what is counted is not negative"
)]

use core::ops::Range;

/// The samples of a recording and what is wrong with some of them.
pub(super) struct Prepared {
    /// Samples a second.
    pub hertz: f64,
    /// The samples without [`dc`](Self::dc), 0 where they are flat; full scale is 1.
    pub samples: Vec<f64>,
    /// Whether a sample tells the signal: it was neither clipped nor part of a flat stretch.
    pub usable: Vec<bool>,
    /// The median of the recording: most of it is as far above as below, and where there is silence
    /// it is that of the silence.
    pub dc: f64,
    /// Stretches of the value of silence without any change: digital silence, and lost packets that
    /// were replaced by it.
    pub flat: Vec<Range<usize>>,
    /// How many samples stand at the ends of the scale.
    pub clipped: usize,
}

/// Silence is a stretch of one value at least so long: no tone stands still near its zero for half
/// as long, since 16 Hz, the lowest that is rung with, passes through 30 % of its amplitude in it.
const FLAT_MS: f64 = 3.0;

/// From here on, one value several times in succession is the end of a scale: that of mu-law is
/// 0.980 of full scale, of A-law 0.984, of 16 bits 1.
const RAIL: f64 = 0.975;

/// A value within this of zero is silence: A-law has no zero, its smallest is 8 of 32 768.
const SILENT: f64 = 16.0 / 32_768.0;

impl Prepared {
    /// For a recording at `hertz` samples a second. What is no number is silence.
    pub fn new(samples: &[f32], hertz: f64) -> Self {
        let number = |&sample: &f32| if sample.is_finite() { f64::from(sample) } else { 0.0 };
        let mut samples: Vec<f64> = samples.iter().map(number).collect();
        let mut usable = vec![true; samples.len()];
        let clipped = clipped(&samples);
        let dc = median(&samples);
        for range in &clipped {
            usable[range.clone()].fill(false);
        }
        let flat = flat(&samples, dc, (FLAT_MS * hertz / 1000.0).ceil() as usize);
        for range in &flat {
            usable[range.clone()].fill(false);
        }
        for sample in &mut samples {
            *sample -= dc;
        }
        for range in &flat {
            samples[range.clone()].fill(0.0);
        }
        let clipped = clipped.iter().map(Range::len).sum();
        Self { hertz, samples, usable, dc, flat, clipped }
    }

    pub fn ms(&self, sample: usize) -> f64 {
        sample as f64 * 1000.0 / self.hertz
    }

    /// The samples of so many milliseconds, one at least.
    pub fn samples_of(&self, ms: f64) -> usize {
        ((ms * self.hertz / 1000.0).round() as usize).max(1)
    }

    /// How many of the samples of a range are flat.
    pub fn flat_within(&self, range: &Range<usize>) -> usize {
        let first = self.flat.partition_point(|flat| flat.end <= range.start);
        let overlapping = self.flat[first..].iter().take_while(|flat| flat.start < range.end);
        overlapping.map(|flat| flat.end.min(range.end) - flat.start.max(range.start)).sum()
    }
}

/// The median, 0 of nothing.
fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    if sorted.is_empty() {
        return 0.0;
    }
    let middle = sorted.len() / 2;
    *sorted.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// Stretches of equal values at an end of the scale.
fn clipped(samples: &[f64]) -> Vec<Range<usize>> {
    let at_rail = |range: &Range<usize>| {
        let value = samples[range.start].abs();
        value >= RAIL && (range.len() >= 3 || value >= 32_767.0 / 32_768.0)
    };
    equal_stretches(samples).filter(at_rail).collect()
}

/// Stretches of the value of silence.
fn flat(samples: &[f64], dc: f64, least: usize) -> Vec<Range<usize>> {
    let is_silent = |value: f64| value.abs() <= SILENT || (value - dc).abs() <= SILENT;
    let is_flat = |range: &Range<usize>| range.len() >= least && is_silent(samples[range.start]);
    equal_stretches(samples).filter(is_flat).collect()
}

/// The recording as stretches of one value each.
fn equal_stretches(samples: &[f64]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    samples.chunk_by(|a, b| a.to_bits() == b.to_bits()).map(move |chunk| {
        let range = start..start + chunk.len();
        start = range.end;
        range
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_of_one_value_is_flat_and_the_crest_of_a_slow_quiet_tone_is_not() {
        let crest = |n: usize| (0.004 * (n as f64 * 0.0125).sin() * 2048.0).round() / 2048.0;
        let mut samples: Vec<f32> = (0..4000).map(|n| crest(n) as f32).collect();
        samples.extend([8.0 / 32_768.0; 800]);
        let prepared = Prepared::new(&samples, 8000.0);
        let last = prepared.flat.last().unwrap();
        assert!(last.start <= 4000 && last.end == 4800, "{:?}", prepared.flat);
        assert!(prepared.flat.iter().all(|range| range.end > 3900 || range.len() < 80));
    }

    #[test]
    fn samples_at_the_ends_of_the_scale_are_not_usable() {
        let peak = |n: usize| (1.2 * (n as f64 * 0.3).sin()).clamp(-1.0, 32_767.0 / 32_768.0);
        let samples: Vec<f32> = (0..1000).map(|n| peak(n) as f32).collect();
        let prepared = Prepared::new(&samples, 8000.0);
        let beyond = (0..1000).filter(|&n| (1.2 * (f64::from(n) * 0.3).sin()).abs() >= 1.0).count();
        assert_eq!(prepared.clipped, beyond);
        assert_eq!(prepared.usable.iter().filter(|usable| !**usable).count(), beyond);
    }
}
