//! Fixed-point numbers with 256 binary places: the arithmetic of the definition.
//!
//! Every operation truncates, so it errs by less than 2⁻²⁵⁵; a sample is some hundred operations on
//! numbers below 2⁴⁰, so it is known to better than 2⁻¹⁹⁰. No floating point, no allocation.

/// 64-bit limbs of a magnitude: one before the binary point, four after it.
const LIMBS: usize = 5;

/// A signed number below 2⁶⁴ in steps of 2⁻²⁵⁶, as a sign and a magnitude (least limb first).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed {
    negative: bool,
    magnitude: [u64; LIMBS],
}

impl Fixed {
    pub(crate) const ZERO: Self = Self::positive([0; LIMBS]);

    /// π/2, rounded down.
    const HALF_PI: Self = Self::positive([
        0x0417_7d4c_7627_3644,
        0x5204_9c11_14cf_98e8,
        0x898c_c517_01b8_39a2,
        0x921f_b544_42d1_8469,
        1,
    ]);

    /// The natural logarithm of 10, rounded down.
    const LN_10: Self = Self::positive([
        0x0f18_7a08_07c0_b5ca,
        0x8a3f_b3e7_6977_e43a,
        0xa95b_58ae_0b4c_28a3,
        0x4d76_3776_aaa2_b05b,
        2,
    ]);

    const fn positive(magnitude: [u64; LIMBS]) -> Self {
        Self { negative: false, magnitude }
    }

    pub(crate) const fn from_integer(value: u64) -> Self {
        Self::positive([0, 0, 0, 0, value])
    }

    /// `numerator / denominator`, whose whole part must fit 64 bits.
    pub(crate) fn ratio(numerator: i128, denominator: u128) -> Self {
        let dividend = numerator.unsigned_abs();
        let whole = u64::try_from(dividend / denominator).expect("a quotient below 2^64");
        let mut remainder = dividend % denominator;
        let mut magnitude = [0, 0, 0, 0, whole];
        // Long division, one bit at a time: denominators stay below 2^127.
        for limb in magnitude[..LIMBS - 1].iter_mut().rev() {
            for bit in (0..64).rev() {
                remainder <<= 1;
                if remainder >= denominator {
                    remainder -= denominator;
                    *limb |= 1 << bit;
                }
            }
        }
        Self { negative: numerator < 0, magnitude }
    }

    pub(crate) fn add(self, other: Self) -> Self {
        if self.negative == other.negative {
            let (magnitude, overflow) = add_limbs(self.magnitude, other.magnitude);
            debug_assert!(!overflow, "a sum stays below 2^64");
            return Self { negative: self.negative, magnitude };
        }
        let (difference, borrowed) = subtract_limbs(self.magnitude, other.magnitude);
        if borrowed {
            let (magnitude, _) = subtract_limbs(other.magnitude, self.magnitude);
            return Self { negative: other.negative, magnitude };
        }
        Self { negative: self.negative, magnitude: difference }
    }

    pub(crate) fn negate(self) -> Self {
        Self { negative: !self.negative, ..self }
    }

    /// The product, rounded towards zero.
    pub(crate) fn multiply(self, other: Self) -> Self {
        let mut product = [0; 2 * LIMBS];
        for (i, &a) in self.magnitude.iter().enumerate() {
            let mut carry = 0;
            for (j, &b) in other.magnitude.iter().enumerate() {
                let sum = u128::from(a) * u128::from(b) + u128::from(product[i + j]) + carry;
                product[i + j] = low_half(sum);
                carry = sum >> 64;
            }
            product[i + LIMBS] = low_half(carry);
        }
        debug_assert_eq!(product[2 * LIMBS - 1], 0, "a product stays below 2^64");
        let mut magnitude = [0; LIMBS];
        magnitude.copy_from_slice(&product[LIMBS - 1..2 * LIMBS - 1]);
        Self { negative: self.negative != other.negative, magnitude }
    }

    /// The quotient, rounded towards zero.
    fn divide(self, divisor: u64) -> Self {
        let mut magnitude = self.magnitude;
        let mut remainder = 0;
        for limb in magnitude.iter_mut().rev() {
            let dividend = (remainder << 64) | u128::from(*limb);
            *limb = low_half(dividend / u128::from(divisor));
            remainder = dividend % u128::from(divisor);
        }
        Self { negative: self.negative, magnitude }
    }

    /// The nearest integer, half to even; saturates at 64 bits.
    pub(crate) fn rounded(&self) -> i64 {
        let [rest @ .., first, whole] = &self.magnitude;
        let half = 1 << 63;
        let above_half = *first > half || (*first == half && rest != &[0; LIMBS - 2]);
        let at_half = *first == half && !above_half;
        let up = above_half || (at_half && whole % 2 == 1);
        let magnitude = i64::try_from(whole.saturating_add(up.into())).unwrap_or(i64::MAX);
        if self.negative { -magnitude } else { magnitude }
    }

    /// The `f32` nearest to this number over 2^`shift`; +0 if it is zero to the definition's
    /// precision.
    pub(crate) fn nearest_f32(&self, shift: i32) -> f32 {
        // Below 2^-190 of an amplitude no digit is known: the value is zero.
        const UNKNOWN_BITS: u32 = 66;
        const SIGNIFICANT: u32 = 24;
        let bit = |at: u32| self.magnitude[(at / 64) as usize] >> (at % 64) & 1;
        let Some(top) = (UNKNOWN_BITS..64 * 5).rev().find(|&at| bit(at) == 1) else {
            return 0.0;
        };
        let lowest = top + 1 - SIGNIFICANT;
        let digits =
            (lowest..=top).rev().fold(0_u32, |digits, at| digits << 1 | u32::from(bit(at) == 1));
        // A tie has 25 significant bits and nothing after: no sample has one (docs/exactness.md),
        // so the next bit decides.
        let rounded = digits + u32::from(bit(lowest - 1) == 1);
        let exponent = lowest.cast_signed() - 256 - shift;
        let power = f64::from_bits(u64::from((1023 + exponent).cast_unsigned()) << 52);
        let signed = if self.negative { -f64::from(rounded) } else { f64::from(rounded) };
        #[expect(clippy::cast_possible_truncation, reason = "24 significant bits are exact")]
        let nearest = (signed * power) as f32;
        nearest
    }

    /// This number in floating point, to within two units in the last place.
    #[expect(clippy::cast_precision_loss, reason = "rounding is what it is for")]
    pub(crate) fn to_f64(self) -> f64 {
        const TWO_TO_THE_64: f64 = 18_446_744_073_709_551_616.0;
        let highest_first = self.magnitude.iter().rev();
        let (mut weight, mut value) = (1.0, 0.0);
        for &limb in highest_first {
            value += limb as f64 * weight;
            weight /= TWO_TO_THE_64;
        }
        if self.negative { -value } else { value }
    }

    fn is_zero(&self) -> bool {
        self.magnitude == [0; LIMBS]
    }

    /// The sine of `numerator / denominator` turns, by its Taylor series in the first quadrant.
    /// The denominator stays below 2⁶⁰.
    pub(crate) fn sine_of_turns(numerator: u64, denominator: u64) -> Self {
        let quarters = u128::from(numerator) * 4;
        let denominator = u128::from(denominator);
        let quadrant = quarters / denominator % 4;
        let mut within = quarters % denominator;
        if quadrant % 2 == 1 {
            within = denominator - within;
        }
        let fraction = Self::ratio(within.try_into().expect("below 2^62"), denominator);
        let angle = Self::HALF_PI.multiply(fraction);
        let square = angle.multiply(angle);
        let (mut term, mut sum) = (angle, angle);
        for odd in (3..).step_by(2) {
            term = term.multiply(square).divide(odd * (odd - 1)).negate();
            if term.is_zero() {
                break;
            }
            sum = sum.add(term);
        }
        if quadrant >= 2 { sum.negate() } else { sum }
    }

    /// The cosine of `numerator / denominator` turns.
    pub(crate) fn cosine_of_turns(numerator: u64, denominator: u64) -> Self {
        Self::sine_of_turns(numerator * 4 + denominator, denominator * 4)
    }

    /// Ten to the power of `numerator / denominator`, for exponents from −15 to 10.
    ///
    /// The exponential series of a 1024th of the argument, squared ten times: small arguments
    /// converge fast, and squaring numbers below 2³⁴ ten times costs fewer than 2⁴⁴ steps.
    pub(crate) fn ten_to_the(numerator: i128, denominator: u128) -> Self {
        let exponent = Self::LN_10.multiply(Self::ratio(numerator, denominator)).divide(1024);
        let one = Self::from_integer(1);
        let (mut term, mut sum) = (one, one);
        for n in 1.. {
            term = term.multiply(exponent).divide(n);
            if term.is_zero() {
                break;
            }
            sum = sum.add(term);
        }
        (0..10).fold(sum, |power, _| power.multiply(power))
    }
}

fn add_limbs(a: [u64; LIMBS], b: [u64; LIMBS]) -> ([u64; LIMBS], bool) {
    let mut sum = [0; LIMBS];
    let mut carry = false;
    for i in 0..LIMBS {
        let (partial, first) = a[i].overflowing_add(b[i]);
        let (total, second) = partial.overflowing_add(carry.into());
        sum[i] = total;
        carry = first || second;
    }
    (sum, carry)
}

fn subtract_limbs(a: [u64; LIMBS], b: [u64; LIMBS]) -> ([u64; LIMBS], bool) {
    let mut difference = [0; LIMBS];
    let mut borrow = false;
    for i in 0..LIMBS {
        let (partial, first) = a[i].overflowing_sub(b[i]);
        let (total, second) = partial.overflowing_sub(borrow.into());
        difference[i] = total;
        borrow = first || second;
    }
    (difference, borrow)
}

/// The low 64 bits.
#[expect(clippy::cast_possible_truncation, reason = "truncating is what it is for")]
const fn low_half(value: u128) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both constants anew, by series that share nothing with their use: π from Machin's formula,
    /// ln 10 from 2·artanh(1/3)·3 + 2·artanh(1/9) = ln 8 + ln(5/4).
    #[test]
    fn the_constants_are_what_their_series_give() {
        let series = |x: u64, alternate: bool| {
            let mut power = Fixed::from_integer(1).divide(x);
            let mut sum = power;
            for odd in (3..).step_by(2) {
                power = power.divide(x * x);
                if power.is_zero() {
                    break;
                }
                let term = power.divide(odd);
                sum = sum.add(if alternate && odd % 4 == 3 { term.negate() } else { term });
            }
            sum
        };
        let times = |n: u64, value: Fixed| Fixed::from_integer(n).multiply(value);
        let half_pi = times(8, series(5, true)).add(times(2, series(239, true)).negate());
        let ln_10 = times(6, series(3, false)).add(times(2, series(9, false)));
        // Some hundred truncated terms, each off by less than 2^-256, times at most 8.
        let close = |a: Fixed, b: Fixed| {
            a.add(b.negate()).magnitude[0] < 1 << 12 && a.add(b.negate()).magnitude[1..] == [0; 4]
        };
        assert!(close(half_pi, Fixed::HALF_PI), "{half_pi:x?}");
        assert!(close(ln_10, Fixed::LN_10), "{ln_10:x?}");
    }

    #[test]
    fn sines_of_simple_turns_are_their_closed_forms() {
        let close = |a: Fixed, b: Fixed| a.add(b.negate()).magnitude[1..] == [0; 4];
        let half = Fixed::ratio(1, 2);
        assert!(close(Fixed::sine_of_turns(1, 12), half));
        assert!(close(Fixed::sine_of_turns(5, 12), half));
        assert!(close(Fixed::sine_of_turns(7, 12), half.negate()));
        assert!(close(Fixed::sine_of_turns(13, 12), half));
        assert!(close(Fixed::cosine_of_turns(1, 6), half));
        assert!(close(Fixed::cosine_of_turns(1, 2), Fixed::from_integer(1).negate()));
        let eighth = Fixed::sine_of_turns(1, 8);
        assert!(close(eighth.multiply(eighth), half));
        for numerator in [0, 250, 500, 1000, 1250, 1500] {
            let sine = Fixed::sine_of_turns(numerator, 1000);
            // Zero, or ±1 less what the series leaves out.
            let expected = Fixed::from_integer(u64::from(numerator % 1000 == 250));
            assert!(close(sine, expected), "{numerator}");
        }
    }

    #[test]
    fn powers_of_ten_are_exact_where_they_are_whole() {
        for exponent in [-9_i32, -1, 0, 1, 2, 5, 9] {
            let power = Fixed::ten_to_the((exponent * 2000).into(), 2000);
            let expected = match u32::try_from(exponent) {
                Ok(up) => Fixed::from_integer(10_u64.pow(up)),
                Err(_) => Fixed::ratio(1, 10_u128.pow(exponent.unsigned_abs())),
            };
            let difference = power.add(expected.negate());
            // Ten squarings of an error of a few 2^-256, at a size of up to 2^30.
            assert_eq!(difference.magnitude[1..], [0; 4], "10^{exponent}");
        }
    }
}
