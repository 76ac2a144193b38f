//! The inner loop: a hop of samples correlated with every frequency of a plan.

use super::WINDOW;
use super::complex::Complex;
use super::plan::Plan;

/// Pairs of samples that are correlated at a time. A hop at 8 kHz is one block of 40.
const BLOCK: usize = 48;
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
        let mut energy = 0.0;
        let mut folded = Folded { even: [0.0; BLOCK], odd: [0.0; BLOCK] };
        let (front, back) = hop.split_at(hop.len() / 2);
        let halves = front.rchunks(BLOCK).zip(back.chunks(BLOCK));
        for ((front, back), start) in halves.zip((0..).step_by(BLOCK)) {
            let padded = folded.fill(front, back);
            let (even, odd) = (&folded.even[..padded], &folded.odd[..padded]);
            let squares = correlation([even, odd], [even, odd]);
            energy += 0.5 * (squares.re + squares.im);
            let end = (start + padded).min(self.stride);
            for (row, table) in history.iter_mut().zip(self.tables.chunks(2 * self.stride)) {
                let (cosines, sines) = table.split_at(self.stride);
                let part = correlation([even, odd], [&cosines[start..end], &sines[start..end]]);
                row[WINDOW - 1] = row[WINDOW - 1] + part;
            }
        }
        let sum = history.first().map_or(0.0, |dc| dc[WINDOW - 1].re);
        shift(&mut energies.raw, energy);
        shift(&mut energies.without_dc, (energy - sum * sum / self.hop_samples).max(0.0));
    }
}

/// A part of a hop folded at its middle: cosines about the middle see only the even part of the
/// samples, sines only the odd one, so that each takes half the work.
struct Folded {
    even: [f32; BLOCK],
    odd: [f32; BLOCK],
}

impl Folded {
    /// Folds samples before the middle with those that lie as far behind it; returns their number,
    /// rounded up to whole vectors with zeros.
    fn fill(&mut self, front: &[i16], back: &[i16]) -> usize {
        let folded = self.even.iter_mut().zip(&mut self.odd);
        for ((even, odd), (&a, &b)) in folded.zip(front.iter().rev().zip(back)) {
            let (a, b) = (f32::from(a), f32::from(b));
            (*even, *odd) = (b + a, b - a);
        }
        let padded = back.len().next_multiple_of(LANES);
        self.even[back.len()..padded].fill(0.0);
        self.odd[back.len()..padded].fill(0.0);
        padded
    }
}

/// Forgets the oldest and takes the newest.
fn shift<T: Copy>(window: &mut [T; WINDOW], newest: T) {
    window.copy_within(1.., 0);
    window[WINDOW - 1] = newest;
}

/// The sum of the products of the first pair, and that of the second, multiples of [`LANES`] long.
#[expect(clippy::inline_always, reason = "a call for 40 samples takes as long as their sums")]
#[inline(always)]
fn correlation(values: [&[f32]; 2], tables: [&[f32]; 2]) -> Complex {
    let (mut re, mut im) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    let [even, odd] = values.map(|values| values.as_chunks::<LANES>().0);
    let [cosines, sines] = tables.map(|table| table.as_chunks::<LANES>().0);
    for ((e, o), (c, s)) in even.iter().zip(odd).zip(cosines.iter().zip(sines)) {
        for lane in 0..LANES {
            re[lane] += e[lane] * c[lane];
            im[lane] += o[lane] * s[lane];
        }
    }
    Complex { re: total(re), im: total(im) }
}

/// The sum of the lanes, halves onto halves as vectors add.
fn total(lanes: [f32; LANES]) -> f32 {
    let four: [f32; 4] = core::array::from_fn(|lane| lanes[lane] + lanes[lane + 4]);
    (four[0] + four[2]) + (four[1] + four[3])
}
