//! The arithmetic of the Recommendation: numbers of 16 bits that saturate.

/// The nearest number of 16 bits.
#[expect(clippy::cast_possible_truncation, reason = "clamped to 16 bits")]
pub(super) const fn saturate(value: i32) -> i16 {
    if value > i16::MAX as i32 {
        i16::MAX
    } else if value < i16::MIN as i32 {
        i16::MIN
    } else {
        value as i16
    }
}

/// The product of two fractions, one of which counts in 1/32768, rounded down.
pub(super) const fn multiply(a: i16, b: i16) -> i16 {
    saturate((a as i32 * b as i32) >> 15)
}

/// The range of a sub-band signal: LIMIT of the Recommendation.
pub(super) const fn limit(signal: i32) -> i16 {
    if signal > 16_383 {
        16_383
    } else if signal < -16_384 {
        -16_384
    } else {
        saturate(signal)
    }
}

/// The magnitude that quantizers compare: negative numbers are complemented, not negated.
pub(super) const fn magnitude(difference: i16) -> i16 {
    difference ^ (difference >> 15)
}
