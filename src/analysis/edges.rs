//! Where a sound begins and ends, to the sample.
//!
//! The sines of a sound are known when its edges are placed, so the question is at which sample the
//! recording stops being explained by one model and starts being explained by the next: the instant
//! with the least sum of squares of what neither explains. That is the most likely instant in white
//! noise, and with a ramp it is the one at half of the amplitude.

use core::ops::Range;

/// What a stretch of samples is, if one model explains it: silence, or a sound that goes on.
pub(super) struct Model<'a> {
    /// The value that it predicts for each sample of the search; `None` predicts silence.
    pub predicted: Option<&'a [f64]>,
}

impl Model<'_> {
    /// The squares of what it leaves of the samples before each one, summed up: one more than there
    /// are samples.
    fn unexplained(&self, samples: &[f64]) -> Vec<f64> {
        let mut sum = 0.0;
        let mut sums = Vec::with_capacity(samples.len() + 1);
        sums.push(0.0);
        for (at, sample) in samples.iter().enumerate() {
            let predicted = self.predicted.map_or(0.0, |predicted| predicted[at]);
            sum += (sample - predicted) * (sample - predicted);
            sums.push(sum);
        }
        sums
    }
}

/// The sample at which `samples` go over from one model to another: 0 if the second explains them
/// all, their number if the first does.
pub(super) fn change(samples: &[f64], before: &Model<'_>, after: &Model<'_>) -> usize {
    let (before, after) = (before.unexplained(samples), after.unexplained(samples));
    let cost = |at: usize| before[at] - after[at];
    let all = 0..=samples.len();
    all.min_by(|&a, &b| cost(a).total_cmp(&cost(b))).unwrap_or_default()
}

/// The samples that are silent between a sound and the next: an empty range where one joins the
/// other.
pub(super) fn pause(samples: &[f64], before: &Model<'_>, after: &Model<'_>) -> Range<usize> {
    let silence = Model { predicted: None }.unexplained(samples);
    let (first, second) = (before.unexplained(samples), after.unexplained(samples));
    let end_cost = |at: usize| first[at] - silence[at];
    let start_cost = |at: usize| silence[at] - second[at];
    let mut best = (f64::INFINITY, 0..0);
    let mut end = 0;
    for start in 0..=samples.len() {
        if end_cost(start) < end_cost(end) {
            end = start;
        }
        let cost = end_cost(end) + start_cost(start);
        if cost < best.0 {
            best = (cost, end..start);
        }
    }
    best.1
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "hundreds of samples")]
mod tests {
    use super::*;

    /// A sine of 440 Hz at 8 kHz, and noise 20 dB below it.
    fn tone_and_noise(count: usize) -> (Vec<f64>, Vec<f64>) {
        let tone = (0..count).map(|n| (n as f64 * 440.0 * core::f64::consts::TAU / 8000.0).sin());
        let mut state = 7_u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
        };
        // Twelve uniform numbers have a variance of 1; a sine has a mean square of 1/2.
        let noise = (0..count).map(|_| (0..12).map(|_| uniform()).sum::<f64>() * 0.0707);
        (tone.collect(), noise.collect())
    }

    #[test]
    fn edges_in_noise_are_found_within_a_millisecond() {
        let (tone, noise) = tone_and_noise(400);
        for start in (20..380).step_by(7) {
            let heard: Vec<f64> =
                (0..400).map(|n| noise[n] + if n >= start { tone[n] } else { 0.0 }).collect();
            let silence = Model { predicted: None };
            let found = change(&heard, &silence, &Model { predicted: Some(&tone) });
            assert!(found.abs_diff(start) <= 8, "{start}: {found}");
        }
    }

    #[test]
    fn a_pause_is_found_and_a_join_has_none() {
        let (tone, noise) = tone_and_noise(400);
        let other: Vec<f64> = (0..400).map(|n| (f64::from(n) * 1.1).sin()).collect();
        for (end, start) in [(100, 140), (100, 100), (30, 390), (200, 240)] {
            let sound = |n: usize| match n {
                n if n < end => tone[n],
                n if n >= start => other[n],
                _ => 0.0,
            };
            let heard: Vec<f64> = (0..400).map(|n| noise[n] + sound(n)).collect();
            let [first, second] = [&tone, &other].map(|it| Model { predicted: Some(it) });
            let found = pause(&heard, &first, &second);
            assert!(found.start.abs_diff(end) <= 8 && found.end.abs_diff(start) <= 8, "{found:?}");
        }
    }
}
