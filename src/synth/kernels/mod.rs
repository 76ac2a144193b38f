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
        let best = Level::new();
        let mut levels = vec![("scalar", Level::fallback())];
        #[cfg(target_arch = "x86_64")]
        {
            levels.extend(best.as_sse2().map(|level| ("sse2", Level::Sse2(level))));
            levels.extend(best.as_sse4_2().map(|level| ("sse4.2", Level::Sse4_2(level))));
            levels.extend(best.as_avx2().map(|level| ("avx2", Level::Avx2(level))));
            levels.extend(best.as_avx512().map(|level| ("avx512", Level::Avx512(level))));
        }
        #[cfg(target_arch = "aarch64")]
        levels.extend(best.as_neon().map(|level| ("neon", Level::Neon(level))));
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
