//! The inner loop: a hop of samples correlated with every frequency of a plan.

use super::WINDOW;
use super::complex::Complex;
use super::plan::Plan;

/// Samples that are correlated at a time. A hop at 8 kHz is one block of 80.
const BLOCK: usize = 96;
/// Partial sums of a correlation, which the compiler keeps in vector registers.
const LANES: usize = 8;

/// The energy of each of the last hops, the newest last: sums of squared samples.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Energies {
    /// Of the samples as they are.
    pub raw: [f32; WINDOW],
    /// Without the mean of the hop.
    pub without_dc: [f32; WINDOW],
}

impl Plan {
    /// Correlates a hop with every row, and puts the results last in `history` and `energies`.
    pub(super) fn correlate(
        &self,
        hop: &[i16],
        history: &mut [[Complex; WINDOW]],
        energies: &mut Energies,
    ) {
        for row in history.iter_mut() {
            shift(row, Complex::ZERO);
        }
        let (mut energy, mut sum) = (0.0, 0.0);
        let mut block = [0.0; BLOCK];
        for (samples, start) in hop.chunks(BLOCK).zip((0..).step_by(BLOCK)) {
            let padded = samples.len().next_multiple_of(LANES);
            block[samples.len()..].fill(0.0);
            for (value, &sample) in block.iter_mut().zip(samples) {
                *value = f32::from(sample);
            }
            let values = &block[..padded];
            energy += correlation(values, values, values).re;
            let end = (start + padded).min(self.stride);
            for (row, table) in history.iter_mut().zip(self.tables.chunks(2 * self.stride)) {
                let (cosines, sines) = table.split_at(self.stride);
                let part = correlation(values, &cosines[start..end], &sines[start..end]);
                row[WINDOW - 1] = row[WINDOW - 1] + part;
            }
        }
        if let Some(dc) = history.first() {
            sum += dc[WINDOW - 1].re;
        }
        shift(&mut energies.raw, energy);
        shift(&mut energies.without_dc, (energy - sum * sum / self.hop_samples).max(0.0));
    }
}

/// Forgets the oldest and takes the newest.
fn shift<T: Copy>(window: &mut [T; WINDOW], newest: T) {
    window.copy_within(1.., 0);
    window[WINDOW - 1] = newest;
}

/// The sums of `values` times `cosines` and of `values` times `sines`, multiples of [`LANES`] long.
fn correlation(values: &[f32], cosines: &[f32], sines: &[f32]) -> Complex {
    let (mut re, mut im) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    let (values, cosines, sines) =
        (values.as_chunks().0, cosines.as_chunks().0, sines.as_chunks().0);
    for ((x, c), s) in values.iter().zip(cosines).zip(sines) {
        let (x, c, s): (&[f32; LANES], &[f32; LANES], &[f32; LANES]) = (x, c, s);
        for lane in 0..LANES {
            re[lane] += x[lane] * c[lane];
            im[lane] += x[lane] * s[lane];
        }
    }
    Complex { re: re.iter().sum(), im: im.iter().sum() }
}
