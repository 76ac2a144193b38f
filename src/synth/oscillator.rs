//! A voice as a sum of rotating partials: the fast evaluation in `f64`, with a proven bound.
//!
//! A modulated component is three plain sines (`sin f·(1 + m·sin g) = sin f + m/2·cos(f−g) −
//! m/2·cos(f+g)`), so every voice is a sum of *partials* of fixed amplitude. Within a block of
//! [`BLOCK`] samples a partial is turned from the phase of the block's first sample, which is
//! computed exactly in integers, by the angles of a table: `sin(a + b) = sin a·cos b + cos a·sin b`.
//! Two multiplications a sample, nothing accumulates from block to block, and the table holds for
//! the whole signal.

use crate::model::{Component, Voice};
use crate::synth::definition::{amplitude, phase};
use crate::synth::kernels::{BLOCK, Kernels};
use crate::units::SampleRate;

/// A voice's partials at a rate.
#[derive(Clone, Debug)]
pub(crate) struct Oscillators {
    partials: Vec<Partial>,
    /// For each partial the cosines, then the sines, of the angles of samples `0..BLOCK`.
    rotations: Vec<f64>,
    turn: u64,
    amplitudes: f64,
}

#[derive(Clone, Copy, Debug)]
struct Partial {
    amplitude: f64,
    /// How far the phase moves in one sample.
    step: u64,
    /// The phase of sample 0: a quarter turn makes a cosine.
    start: u64,
}

impl Oscillators {
    pub(crate) fn new(voice: &Voice, rate: SampleRate) -> Self {
        let turn = u64::from(rate.hertz()) * 1000;
        let partials: Vec<_> =
            voice.components().iter().flat_map(|component| partials_of(component, turn)).collect();
        let mut rotations = Vec::with_capacity(partials.len() * 2 * BLOCK);
        for partial in &partials {
            let angles =
                (0..BLOCK as u64).map(|k| sine_and_cosine(phase(partial.step, k, turn), turn));
            let (sines, cosines): (Vec<_>, Vec<_>) = angles.unzip();
            rotations.extend(cosines);
            rotations.extend(sines);
        }
        let amplitudes = partials.iter().map(|partial| partial.amplitude.abs()).sum();
        Self { partials, rotations, turn, amplitudes }
    }

    /// How far [`values`](Self::values) are from the definition at the most, as a fraction of
    /// 2⁻⁵³, times the sum of the amplitudes.
    ///
    /// Per partial, in units of its amplitude: an angle below one turn, rounded once, moves a sine
    /// or a cosine by at most π, and `pxfm` rounds it by ½ (all that was ever measured; up to 0.86
    /// would do): 4 for the table. The base adds at most
    /// 5 for an amplitude rounded to 2, halved by a depth with 2 roundings, and the product: 9.
    /// The two products carry both errors and a rounding each, weighted by a sine and a cosine
    /// whose magnitudes add up to at most √2; their sum adds one rounding: (4 + 9 + 1)·√2 + 1 < 21.
    /// Adding up the partials adds one rounding of the whole for each, and the scaling and the
    /// bound itself, two.
    #[expect(clippy::cast_precision_loss, reason = "a voice has at most 192 partials")]
    pub(crate) fn error_units(&self) -> f64 {
        23.0 + self.partials.len() as f64
    }

    /// Bytes of the table of rotations that a voice takes.
    pub(crate) fn table_bytes_for(voice: &Voice) -> usize {
        let partials = |component: &Component| if component.modulation.is_some() { 3 } else { 1 };
        let count: usize = voice.components().iter().map(partials).sum();
        count * 2 * BLOCK * size_of::<f64>()
    }

    /// Bytes of the table of rotations.
    pub(crate) fn table_bytes(&self) -> usize {
        size_of_val(self.rotations.as_slice())
    }

    /// The sum of the amplitudes of the partials.
    pub(crate) fn amplitudes(&self) -> f64 {
        self.amplitudes
    }

    /// The values of the samples from `k` on, counted from the start of the run.
    ///
    /// # Panics
    /// If there are more than [`BLOCK`].
    pub(crate) fn values(&self, kernels: Kernels, k: u64, values: &mut [f64]) {
        values.fill(0.0);
        let base = |partial: &Partial| {
            let (sine, cosine) = sine_and_cosine(partial.phase_at(k, self.turn), self.turn);
            [partial.amplitude * sine, partial.amplitude * cosine]
        };
        let rotations = self.rotations.chunks(4 * BLOCK);
        for (partials, rotations) in self.partials.chunks(2).zip(rotations) {
            let table = |i: usize| &rotations[i * BLOCK..(i + 1) * BLOCK];
            match partials {
                [first, second] => kernels.add_two_rotated(
                    [base(first), base(second)],
                    [table(0), table(1)],
                    [table(2), table(3)],
                    values,
                ),
                alone => alone.iter().for_each(|partial| {
                    kernels.add_rotated(base(partial), table(0), table(1), values);
                }),
            }
        }
    }

    /// Whether sample `k` is seen to be zero at once: the sines that do not vanish come in pairs of
    /// equal amplitude and opposite sign.
    ///
    /// A shortcut. A float near zero is always doubtful, dual tones cross zero often, and the
    /// definition takes some thousand times as long to find the same zero.
    pub(crate) fn vanishes(&self, k: u64) -> bool {
        let folded = |partial: &Partial| {
            let (sign, angle) = fold(partial.phase_at(k, self.turn), self.turn);
            let sign = if partial.amplitude < 0.0 { -sign } else { sign };
            (sign, angle, partial.amplitude.abs())
        };
        self.partials.iter().map(folded).all(|(_, angle, amplitude)| {
            let alike = self
                .partials
                .iter()
                .map(folded)
                .filter(|other| other.1 == angle && other.2.to_bits() == amplitude.to_bits());
            angle == 0 || alike.map(|(sign, ..)| sign).sum::<i32>() == 0
        })
    }
}

impl Partial {
    fn phase_at(&self, k: u64, turn: u64) -> u64 {
        (phase(self.step, k, turn) + self.start) % turn
    }
}

/// The plain sines that a component is the sum of.
fn partials_of(component: &Component, turn: u64) -> impl Iterator<Item = Partial> {
    let amplitude = amplitude(component.level).to_f64();
    let carrier = u64::from(component.frequency.millihertz());
    let sidebands = component.modulation.map(|modulation| {
        let half = amplitude * f64::from(modulation.depth.thousandths()) / 2000.0;
        let frequency = u64::from(modulation.frequency.millihertz());
        // A cosine does not tell a frequency from its negative, so the lower sideband of a
        // carrier below its modulation is its distance.
        let cosine = |amplitude, step| Partial { amplitude, step, start: turn / 4 };
        [cosine(half, carrier.abs_diff(frequency)), cosine(-half, carrier + frequency)]
    });
    let plain = Partial { amplitude, step: carrier, start: 0 };
    core::iter::once(plain).chain(sidebands.into_iter().flatten())
}

/// Sine and cosine of `phase / turn` turns.
#[expect(clippy::cast_precision_loss, reason = "a turn is at most 192 million steps")]
fn sine_and_cosine(phase: u64, turn: u64) -> (f64, f64) {
    pxfm::f_sincospi(2.0 * phase as f64 / turn as f64)
}

/// The sign of the sine of a phase, and the angle in the first quadrant with the same magnitude.
fn fold(phase: u64, turn: u64) -> (i32, u64) {
    let half = turn / 2;
    let (sign, angle) = if phase < half { (1, phase) } else { (-1, phase - half) };
    (sign, angle.min(half - angle))
}
