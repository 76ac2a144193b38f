//! From the value of a sample to the number that is stored.

use crate::synth::fixed::Fixed;
use crate::synth::kernels::{self, Kernels};

/// A 24-bit sample, sign-extended: −8 388 608 to 8 388 607.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct I24(pub i32);

impl From<I24> for i32 {
    fn from(sample: I24) -> Self {
        sample.0
    }
}

/// A kind of sample that a signal can be rendered into: [`i16`], [`I24`] or [`f32`].
///
/// Integers are rounded half to even and saturate. `f32` is the nearest number to the value over
/// full scale, so that full scale of the integers is ±1, and is not clipped.
pub trait Sample: Copy + Default + sealed::Quantise {}

impl Sample for i16 {}
impl Sample for I24 {}
impl Sample for f32 {}

pub(crate) mod sealed {
    use super::{Fixed, Kernels};

    pub trait Quantise: Sized {
        /// Rounds values that may be off by `bound`; answers whether one of them is too near a
        /// tie to be sure.
        fn quantise(kernels: Kernels, values: &[f64], bound: f64, out: &mut [Self]) -> bool;

        /// Whether a value that may be off by `bound` is too near a tie to be sure.
        fn is_doubtful(value: f64, bound: f64) -> bool;

        /// Rounds the value of the definition.
        fn exactly(value: &Fixed) -> Self;
    }
}

impl sealed::Quantise for i16 {
    fn quantise(kernels: Kernels, values: &[f64], bound: f64, out: &mut [Self]) -> bool {
        kernels.quantise_i16(values, bound, out)
    }

    fn is_doubtful(value: f64, bound: f64) -> bool {
        kernels::round_i16(value, bound).1
    }

    fn exactly(value: &Fixed) -> Self {
        let bounded = value.rounded().clamp(Self::MIN.into(), Self::MAX.into());
        Self::try_from(bounded).expect("clamped to 16 bits")
    }
}

impl sealed::Quantise for I24 {
    fn quantise(kernels: Kernels, values: &[f64], bound: f64, out: &mut [Self]) -> bool {
        kernels.quantise_i24(values, bound, out)
    }

    fn is_doubtful(value: f64, bound: f64) -> bool {
        kernels::round_i24(value, bound).1
    }

    fn exactly(value: &Fixed) -> Self {
        let fine = value.multiply(Fixed::from_integer(256));
        let bounded = fine.rounded().clamp(-8_388_608, 8_388_607);
        Self(i32::try_from(bounded).expect("clamped to 24 bits"))
    }
}

impl sealed::Quantise for f32 {
    fn quantise(kernels: Kernels, values: &[f64], bound: f64, out: &mut [Self]) -> bool {
        kernels.quantise_f32(values, bound, out)
    }

    fn is_doubtful(value: f64, bound: f64) -> bool {
        kernels::round_f32(value, bound).1
    }

    fn exactly(value: &Fixed) -> Self {
        value.nearest_f32(15)
    }
}
