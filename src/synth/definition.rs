//! The definition of a sample: the formula itself, in 256-bit fixed point.
//!
//! `x(k) = Σ Aᵢ·(1 + mᵢ·sin(2π·gᵢ·k/rate))·sin(2π·fᵢ·k/rate)`, times ramp and swell. It is slow and
//! beyond doubt; the kernels give the same samples fast and come back here whenever their own
//! precision does not decide a rounding.

use crate::model::{Component, Voice};
use crate::synth::envelope::{Envelope, Place};
use crate::synth::fixed::Fixed;
use crate::units::{DbM0, SampleRate};

/// A voice at a rate, ready to be evaluated at any sample.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    components: Vec<ExactComponent>,
    /// A turn in the unit of the steps: thousandths of a hertz times seconds at this rate.
    turn: u64,
}

#[derive(Clone, Debug)]
struct ExactComponent {
    amplitude: Fixed,
    /// How far the phase moves in one sample.
    step: u64,
    modulation: Option<(u64, Fixed)>,
}

/// The peak of a sine of that level, full scale of 16 bits being 32768 at +3.14 dBm0:
/// `A = 32768·10^((L − 3.14)/20)`.
pub(crate) fn amplitude(level: DbM0) -> Fixed {
    Fixed::from_integer(32_768).multiply(Fixed::ten_to_the(over_full_scale(level), 2_000))
}

/// The level over that of a sine at full scale, +3.14 dBm0, in hundredths of a dB.
pub(super) fn over_full_scale(level: DbM0) -> i128 {
    const LOAD_CAPACITY: i32 = 314;
    i128::from(level.hundredths() - LOAD_CAPACITY)
}

impl Definition {
    pub(crate) fn new(voice: &Voice, rate: SampleRate) -> Self {
        let turn = u64::from(rate.hertz()) * 1000;
        let exact = |component: &Component| ExactComponent {
            amplitude: amplitude(component.level),
            step: component.frequency.millihertz().into(),
            modulation: component.modulation.map(|modulation| {
                let depth = Fixed::ratio(modulation.depth.thousandths().into(), 1000);
                (modulation.frequency.millihertz().into(), depth)
            }),
        };
        Self { components: voice.components().iter().map(exact).collect(), turn }
    }

    /// The value of the sample at `place`, in units of the last bit of a 16-bit sample.
    pub(crate) fn value(&self, envelope: &Envelope, place: Place) -> Fixed {
        let mut sum = Fixed::ZERO;
        for component in &self.components {
            let mut product = component.amplitude.multiply(self.sine(component.step, place.k));
            if let Some((step, depth)) = component.modulation {
                let swing = depth.multiply(self.sine(step, place.k));
                product = product.multiply(Fixed::from_integer(1).add(swing));
            }
            sum = sum.add(product);
        }
        envelope.exact_factors(place).fold(sum, Fixed::multiply)
    }

    fn sine(&self, step: u64, k: u64) -> Fixed {
        Fixed::sine_of_turns(phase(step, k, self.turn), self.turn)
    }
}

/// The phase of sample `k`, below `turn`: exact, however late the sample.
pub(crate) fn phase(step: u64, k: u64, turn: u64) -> u64 {
    let within = u128::from(step) * u128::from(k) % u128::from(turn);
    u64::try_from(within).expect("a remainder is below its divisor")
}
