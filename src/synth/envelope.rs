//! What multiplies a voice: the ramp at both edges of a run, and the swell of the whole signal.
//!
//! Each factor stands here twice, side by side: exactly, and in `f64` with a bound on its error.

use crate::model::Swell;
use crate::synth::fixed::Fixed;
use crate::units::{Millis, SampleRate};

/// Where a sample stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// From the start of the signal.
    pub(crate) n: u64,
    /// From the start of its run.
    pub(crate) k: u64,
    /// Samples in the run; `u64::MAX` for a run without an end.
    pub(crate) length: u64,
}

impl Place {
    pub(crate) fn after(self, samples: u64) -> Self {
        let later = |at: u64| at.saturating_add(samples);
        Self { n: later(self.n), k: later(self.k), ..self }
    }
}

/// Ramp and swell of a signal at a rate.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    ramp: u64,
    swell: Option<SwellCourse>,
}

/// A swell in the units of its formula.
#[derive(Clone, Copy, Debug)]
struct SwellCourse {
    from: i128,
    to: i128,
    /// Its duration in thousandths of a sample.
    over: i128,
}

impl Envelope {
    pub(crate) fn new(ramp: Millis, swell: Option<&Swell>, rate: SampleRate) -> Self {
        let course = |swell: &Swell| SwellCourse {
            from: swell.from_hundredths().into(),
            to: swell.to_hundredths().into(),
            over: i128::from(swell.over().0) * i128::from(rate.hertz()),
        };
        Self { ramp: rate.first_sample_at(ramp.0.into()), swell: swell.map(course) }
    }

    /// The largest factor by which a swell multiplies, in `f64`.
    pub(crate) fn greatest_gain(&self) -> f64 {
        self.swell.map_or(1.0, |swell| gain_of(swell.from.max(swell.to), 2_000))
    }

    /// How many units in the last place (2⁻⁵³) the factors in `f64` are off by at the most.
    ///
    /// A ramp weight is the square of a sine of a rounded argument: at most 6 together with its
    /// multiplication. A gain is the power of an exponent of at most 3 in magnitude, rounded
    /// three times: it is off by 9, the power by ln 10 times that and its own rounding, 22, and
    /// the product by one more.
    pub(crate) fn error_units(&self) -> f64 {
        let ramp = if self.ramp > 0 { 6.0 } else { 0.0 };
        ramp + if self.swell.is_some() { 24.0 } else { 0.0 }
    }

    /// The factors at `place`, to the precision of the definition.
    pub(crate) fn exact_factors(&self, place: Place) -> impl Iterator<Item = Fixed> {
        let ramp = self.ramp_step(place).map(|(j, ramp)| {
            let cosine = Fixed::cosine_of_turns(2 * j + 1, 4 * ramp);
            Fixed::from_integer(1).add(cosine.negate()).multiply(Fixed::ratio(1, 2))
        });
        let swell = self.swell.map(|swell| {
            let (numerator, denominator) = swell.exponent(place.n);
            Fixed::ten_to_the(numerator, denominator)
        });
        ramp.into_iter().chain(swell)
    }

    /// Multiplies the values of consecutive samples, the first of which stands at `place`.
    pub(crate) fn apply(&self, place: Place, values: &mut [f64]) {
        if self.ramp > 0 {
            self.apply_ramp(place, values);
        }
        if let Some(swell) = self.swell {
            for (i, value) in (0..).zip(values) {
                let (numerator, denominator) = swell.exponent(place.after(i).n);
                *value *= gain_of(numerator, denominator);
            }
        }
    }

    fn apply_ramp(&self, place: Place, values: &mut [f64]) {
        let end = place.k.saturating_add(values.len() as u64);
        if place.k >= self.ramp && end <= place.length.saturating_sub(self.ramp) {
            return;
        }
        for (i, value) in (0..).zip(values) {
            if let Some((j, ramp)) = self.ramp_step(place.after(i)) {
                *value *= ramp_weight(j, ramp);
            }
        }
    }

    /// The step `j` of a ramp of `R` samples that `place` stands on, if it stands on one: counted
    /// from the edge inwards, so that `w(j) = (1 − cos(π(j + ½)/R))/2` serves both edges.
    fn ramp_step(&self, place: Place) -> Option<(u64, u64)> {
        let ramp = self.ramp.min(place.length / 2);
        let from_end = match place.length {
            u64::MAX => u64::MAX,
            length => length - 1 - place.k,
        };
        let j = place.k.min(from_end);
        (j < ramp).then_some((j, ramp))
    }
}

impl SwellCourse {
    /// The exponent of ten of the gain at sample `n`, as a fraction: `gain/20`, with the gain in
    /// hundredths of a dB.
    fn exponent(&self, n: u64) -> (i128, u128) {
        let elapsed = i128::from(n) * 1000;
        if elapsed >= self.over {
            return (self.to, 2_000);
        }
        let gain = self.from * self.over + (self.to - self.from) * elapsed;
        (gain, self.over.unsigned_abs() * 2_000)
    }
}

/// Ten to the power of a fraction. Its error is bounded for at most 3 in magnitude.
#[expect(clippy::cast_precision_loss, reason = "the bound of error_units counts both roundings")]
pub(super) fn gain_of(numerator: i128, denominator: u128) -> f64 {
    pxfm::f_exp10(numerator as f64 / denominator as f64)
}

/// `(1 − cos(π(j + ½)/R))/2`, as the square of a sine, which does not cancel.
#[expect(clippy::cast_precision_loss, reason = "ramps are far shorter than 2^53 samples")]
fn ramp_weight(j: u64, ramp: u64) -> f64 {
    let sine = pxfm::f_sinpi((2 * j + 1) as f64 / (4 * ramp) as f64);
    sine * sine
}
