//! The kernels, sample by sample.
//!
//! Plain loops without a branch in them, so that the compiler can vectorise them over samples; no
//! fused multiply-add and no reordering, so that every level computes the same bits.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined into a vector function is compiled for the baseline"
)]
#![expect(
    clippy::manual_clamp,
    reason = "clamp keeps a NaN apart, which no value is, and costs a comparison"
)]

use crate::synth::sample::I24;

/// Adding and subtracting this rounds a number below 2⁵¹ to an integer, half to even, and leaves
/// the integer in the low bits of the sum.
const ROUNDER: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52

/// Adds to `values` the sine whose phase at the first sample has `base` = amplitude times sine and
/// cosine, turned by the angles of `cosines` and `sines`.
#[inline(always)]
pub(super) fn add_rotated(base: [f64; 2], cosines: &[f64], sines: &[f64], values: &mut [f64]) {
    let [sine, cosine] = base;
    for ((value, c), s) in values.iter_mut().zip(cosines).zip(sines) {
        *value += sine * c + cosine * s;
    }
}

/// Rounds to 16 bits and saturates; answers too whether the value lies within `bound` of a tie.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the low 16 bits hold the rounded integer")]
pub(crate) fn round_i16(value: f64, bound: f64) -> (i16, bool) {
    let clipped = value.max(-32_768.0).min(32_767.0);
    let shifted = clipped + ROUNDER;
    let distance = (clipped - (shifted - ROUNDER)).abs();
    (shifted.to_bits() as i16, distance >= 0.5 - bound)
}

/// Rounds to 24 bits, 256 times finer, and saturates; answers as [`round_i16`].
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the low 32 bits hold the rounded integer")]
pub(crate) fn round_i24(value: f64, bound: f64) -> (I24, bool) {
    let clipped = (value * 256.0).max(-8_388_608.0).min(8_388_607.0);
    let shifted = clipped + ROUNDER;
    let distance = (clipped - (shifted - ROUNDER)).abs();
    (I24(shifted.to_bits() as i32), distance >= 0.5 - bound * 256.0)
}

/// Rounds to `f32`, full scale being 1; answers as [`round_i16`].
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "rounding is what it is for")]
#[expect(clippy::float_cmp, reason = "whether they are the same number is the question")]
pub(crate) fn round_f32(value: f64, bound: f64) -> (f32, bool) {
    const SCALE: f64 = 1.0 / 32_768.0;
    let low = ((value - bound) * SCALE) as f32;
    let high = ((value + bound) * SCALE) as f32;
    (low, low != high)
}

/// Rounds every value; answers whether any lies within `bound` of a tie.
#[inline(always)]
pub(super) fn quantise<T>(
    round: impl Fn(f64, f64) -> (T, bool),
    values: &[f64],
    bound: f64,
    out: &mut [T],
) -> bool {
    let mut doubts = 0_u64;
    for (value, out) in values.iter().zip(out) {
        let (rounded, doubtful) = round(*value, bound);
        doubts |= u64::from(doubtful);
        *out = rounded;
    }
    doubts != 0
}
