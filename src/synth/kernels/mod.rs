//! The inner loops, at the speed of the processor they find.
//!
//! [`scalar`] is what they mean. The same loops are compiled once for every instruction set that
//! the target knows, and [`Kernels::detect`] picks one, once, when a renderer is made.

mod scalar;

use fearless_simd::{Level, Simd, dispatch};
use fearless_simd_macros::simd;

use crate::synth::sample::I24;

/// Samples that a table of rotations covers, and so the longest block of one kernel call.
///
/// Two components' tables, 8 KiB each, stay in a first-level cache with the block itself; the
/// exact phase at the start of a block costs about a hundred samples' work.
pub(crate) const BLOCK: usize = 512;

/// The kernels of one instruction set.
#[derive(Clone, Copy, Debug)]
pub struct Kernels(Level);

/// The instruction sets up to the best one of this processor that are better than none.
#[cfg(target_arch = "x86_64")]
fn vector_levels(best: Level) -> Vec<(&'static str, Level)> {
    let levels = [
        best.as_sse2().map(|level| ("sse2", Level::Sse2(level))),
        best.as_sse4_2().map(|level| ("sse4.2", Level::Sse4_2(level))),
        best.as_avx2().map(|level| ("avx2", Level::Avx2(level))),
        best.as_avx512().map(|level| ("avx512", Level::Avx512(level))),
    ];
    levels.into_iter().flatten().collect()
}

#[cfg(target_arch = "aarch64")]
fn vector_levels(best: Level) -> Vec<(&'static str, Level)> {
    best.as_neon().map(|level| ("neon", Level::Neon(level))).into_iter().collect()
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
fn vector_levels(best: Level) -> Vec<(&'static str, Level)> {
    best.as_wasm_simd128().map(|level| ("simd128", Level::WasmSimd128(level))).into_iter().collect()
}

#[cfg(not(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    all(target_arch = "wasm32", target_feature = "simd128")
)))]
fn vector_levels(_: Level) -> Vec<(&'static str, Level)> {
    Vec::new()
}

impl Kernels {
    /// The best kernels that this processor can run.
    #[must_use]
    pub fn detect() -> Self {
        Self(Level::new())
    }

    /// Every set of kernels that this processor can run, with its name, the plainest first.
    ///
    /// All of them give the same samples: this is for tests and benchmarks.
    #[must_use]
    pub fn all() -> Vec<(&'static str, Self)> {
        let mut levels = vec![("scalar", Level::fallback())];
        levels.extend(vector_levels(Level::new()));
        levels.into_iter().map(|(name, level)| (name, Self(level))).collect()
    }

    /// The instruction set, for loops of other modules.
    pub(crate) fn level(self) -> Level {
        self.0
    }

    /// See [`scalar::add_rotated`].
    ///
    /// # Panics
    /// If `values` is longer than the tables.
    pub(crate) fn add_rotated(
        self,
        base: [f64; 2],
        cosines: &[f64],
        sines: &[f64],
        values: &mut [f64],
    ) {
        assert!(values.len() <= cosines.len().min(sines.len()), "a block is at most a table long");
        dispatch!(self.0, simd => add_rotated(simd, base, cosines, sines, values));
    }

    /// See [`scalar::add_two_rotated`].
    ///
    /// # Panics
    /// If `values` is longer than a table.
    pub(crate) fn add_two_rotated(
        self,
        bases: [[f64; 2]; 2],
        first: [&[f64]; 2],
        second: [&[f64]; 2],
        values: &mut [f64],
    ) {
        assert!(
            first.iter().chain(&second).all(|table| values.len() <= table.len()),
            "a block is at most a table long"
        );
        dispatch!(self.0, simd => add_two_rotated(simd, bases, first, second, values));
    }

    /// Rounds every value with [`round_i16`]; answers whether any is doubtful.
    pub(crate) fn quantise_i16(self, values: &[f64], bound: f64, out: &mut [i16]) -> bool {
        dispatch!(self.0, simd => quantise_i16(simd, values, bound, out))
    }

    /// Rounds every value with [`round_i24`]; answers whether any is doubtful.
    pub(crate) fn quantise_i24(self, values: &[f64], bound: f64, out: &mut [I24]) -> bool {
        dispatch!(self.0, simd => quantise_i24(simd, values, bound, out))
    }

    /// Rounds every value with [`round_f32`]; answers whether any is doubtful.
    pub(crate) fn quantise_f32(self, values: &[f64], bound: f64, out: &mut [f32]) -> bool {
        dispatch!(self.0, simd => quantise_f32(simd, values, bound, out))
    }
}

pub(crate) use scalar::{round_f32, round_i16, round_i24};

#[simd]
fn add_rotated<S: Simd>(_: S, base: [f64; 2], cosines: &[f64], sines: &[f64], values: &mut [f64]) {
    scalar::add_rotated(base, cosines, sines, values);
}

#[simd]
fn add_two_rotated<S: Simd>(
    _: S,
    bases: [[f64; 2]; 2],
    first: [&[f64]; 2],
    second: [&[f64]; 2],
    values: &mut [f64],
) {
    scalar::add_two_rotated(bases, first, second, values);
}

#[simd]
fn quantise_i16<S: Simd>(_: S, values: &[f64], bound: f64, out: &mut [i16]) -> bool {
    scalar::quantise(round_i16, values, bound, out)
}

#[simd]
fn quantise_i24<S: Simd>(_: S, values: &[f64], bound: f64, out: &mut [I24]) -> bool {
    scalar::quantise(round_i24, values, bound, out)
}

#[simd]
fn quantise_f32<S: Simd>(_: S, values: &[f64], bound: f64, out: &mut [f32]) -> bool {
    scalar::quantise(round_f32, values, bound, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lengths around every vector width and around a block.
    const LENGTHS: [usize; 14] = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 17, 64, BLOCK - 1, BLOCK];

    /// Values of all sizes, deterministic, ties and near ties among them.
    fn values() -> Vec<f64> {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 30) - 1.0
        };
        let scales = [1e-9, 0.5, 3.0, 40_000.0].into_iter().cycle();
        let mut values: Vec<_> = scales.take(BLOCK).map(|scale| next() * scale).collect();
        values[10] = 0.5;
        values[100] = -1.5 + 1e-12;
        values
    }

    /// Sums, samples and doubts, floats as their bits.
    type Results = (Vec<u64>, Vec<i16>, Vec<I24>, Vec<u32>, [bool; 3]);

    /// The bits of what each kernel makes of the same numbers.
    fn results(kernels: Kernels, length: usize) -> Results {
        let values = &values()[..length];
        let sines: Vec<_> = values.iter().map(|value| value / 41_000.0).collect();
        let cosines: Vec<_> = sines.iter().map(|sine| 1.0 - sine * sine).collect();
        // Dirty, so that adding is seen.
        let mut sums = values.to_vec();
        kernels.add_rotated([12_345.678, -0.987], &cosines, &sines, &mut sums);
        let (mut short, mut long) = (vec![-1; length], vec![I24(-1); length]);
        let mut float = vec![f32::NAN; length];
        let doubts = [
            kernels.quantise_i16(values, 1e-10, &mut short),
            kernels.quantise_i24(values, 1e-10, &mut long),
            kernels.quantise_f32(values, 1e-10, &mut float),
        ];
        let bits = |float: &f32| float.to_bits();
        (
            sums.into_iter().map(f64::to_bits).collect(),
            short,
            long,
            float.iter().map(bits).collect(),
            doubts,
        )
    }

    #[test]
    fn every_level_computes_the_same_bits_as_the_scalar_one() {
        for length in LENGTHS {
            let expected = results(Kernels::all()[0].1, length);
            for (name, kernels) in Kernels::all() {
                assert!(results(kernels, length) == expected, "{name}, {length} samples");
            }
        }
    }

    /// One doubtful value anywhere in a block is reported, and none is not.
    #[test]
    fn a_doubt_is_reported_wherever_it_stands() {
        let mut values = [0.25; BLOCK];
        let (mut short, mut long) = ([0; BLOCK], [I24(0); BLOCK]);
        let mut float = [0.0; BLOCK];
        for (name, kernels) in Kernels::all() {
            let mut doubts = |values: &[f64]| {
                [
                    kernels.quantise_i16(values, 1e-10, &mut short),
                    kernels.quantise_i24(values, 1e-10, &mut long),
                    kernels.quantise_f32(values, 1e-10, &mut float),
                ]
            };
            assert_eq!(doubts(&values), [false; 3], "{name}");
            for at in 0..BLOCK {
                // A tie in 16 bits, in 24 bits, and between two neighbours of f32.
                let ties = [0.5, 0.5 / 256.0, 0.25 + 0.25 / 16_777_216.0];
                for (kind, tie) in ties.into_iter().enumerate() {
                    values[at] = tie;
                    assert!(doubts(&values)[kind], "{name}: {tie} at {at}");
                }
                values[at] = 0.25;
            }
        }
    }
}
