//! How much of a signal is wanted.

use core::fmt;

use crate::model::Cadence;
use crate::units::{Millis, SampleRate};

/// How much of a signal is wanted, for whoever renders it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// So many milliseconds.
    Millis(u64),
    /// The lead and so many cycles. A continuous cycle has no length: `continuous` of it are
    /// wanted, [`CONTINUOUS`](Self::CONTINUOUS) where nothing is said.
    Cycles {
        /// How often the cycle is played.
        cycles: u64,
        /// How long a continuous cycle sounds: the default duration of its tone, if it has one.
        continuous: Option<Millis>,
    },
}

impl Length {
    /// The cycles that are wanted where nothing is said.
    pub const CYCLES: u64 = 2;
    /// How long a continuous cycle sounds where nothing is said.
    pub const CONTINUOUS: Millis = Millis(3000);
    /// Positions are good up to this sample, 2⁶³.
    pub const LAST_SAMPLE: u64 = 1 << 63;

    /// What is said of it: a duration in milliseconds, else a number of cycles, else
    /// [`CYCLES`](Self::CYCLES); and how long a continuous tone sounds, where its definition says so.
    #[must_use]
    pub fn asked(duration: Option<u64>, cycles: Option<u64>, continuous: Option<Millis>) -> Self {
        let cycles = cycles.unwrap_or(Self::CYCLES);
        duration.map_or(Self::Cycles { cycles, continuous }, Self::Millis)
    }

    /// The number of samples of a signal of this cadence, from sample `start` on.
    ///
    /// # Errors
    /// [`TooFar`] if they do not all lie before [`LAST_SAMPLE`](Self::LAST_SAMPLE).
    pub fn samples(self, cadence: &Cadence, rate: SampleRate, start: u64) -> Result<u64, TooFar> {
        let ms = match self {
            Self::Millis(ms) => Some(ms),
            Self::Cycles { continuous, .. } if cadence.is_continuous() => {
                Some(cadence.lead_ms() + u64::from(continuous.unwrap_or(Self::CONTINUOUS).0))
            }
            Self::Cycles { cycles, .. } => {
                let cycles = cadence.cycle_ms().checked_mul(cycles);
                cycles.and_then(|cycles| cycles.checked_add(cadence.lead_ms()))
            }
        };
        let samples = ms.map_or(u64::MAX, |ms| rate.first_sample_at(ms));
        match start.checked_add(samples) {
            Some(end) if end <= Self::LAST_SAMPLE => Ok(samples),
            _ => Err(TooFar),
        }
    }
}

/// A stretch of a signal that does not end before [`Length::LAST_SAMPLE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFar;

impl fmt::Display for TooFar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the end lies beyond sample 2^63 of the signal: ask for less")
    }
}

impl std::error::Error for TooFar {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OnOff;

    const RATE: SampleRate = SampleRate::NARROWBAND;

    fn cycles(cycles: u64, continuous: Option<Millis>) -> Length {
        Length::Cycles { cycles, continuous }
    }

    #[test]
    fn cycles_count_from_the_end_of_the_lead_and_a_continuous_tone_has_none() {
        let ringing = Cadence::new([OnOff::new(100, 100)], [OnOff::new(1000, 3000)]).unwrap();
        let steady = Cadence::new([OnOff::new(100, 100)], [OnOff::new(5, 0)]).unwrap();
        let once = Cadence::new([OnOff::new(100, 100)], []).unwrap();
        for (length, cadence, samples) in [
            (cycles(2, None), &ringing, 65_600),
            (cycles(0, Some(Millis(7))), &ringing, 1_600),
            (cycles(9, None), &steady, 25_600),
            (cycles(9, Some(Millis(5))), &steady, 1_640),
            (cycles(9, None), &once, 1_600),
            (Length::Millis(1), &once, 8),
        ] {
            assert_eq!(length.samples(cadence, RATE, 0), Ok(samples), "{length:?}");
        }
    }

    #[test]
    fn a_millisecond_begun_is_a_sample_more() {
        let rate = SampleRate::new(11_025).unwrap();
        let cadence = Cadence::continuous();
        assert_eq!(Length::Millis(1).samples(&cadence, rate, 0), Ok(12));
    }

    #[test]
    fn the_last_sample_is_in_reach_and_the_one_after_it_is_too_far() {
        let cadence = Cadence::new([], [OnOff::new(1, 1)]).unwrap();
        let start = Length::LAST_SAMPLE - 8;
        assert_eq!(Length::Millis(1).samples(&cadence, RATE, start), Ok(8));
        assert_eq!(Length::Millis(1).samples(&cadence, RATE, start + 1), Err(TooFar));
        assert_eq!(Length::Millis(u64::MAX).samples(&cadence, RATE, 0), Err(TooFar));
        assert_eq!(cycles(u64::MAX, None).samples(&cadence, RATE, 0), Err(TooFar));
        assert_eq!(Length::Millis(1).samples(&cadence, RATE, u64::MAX), Err(TooFar));
    }
}
