//! Where a signal begins to repeat itself, sample for sample.

use crate::model::{Component, Signal, Voice};
use crate::synth::RenderOptions;
use crate::timeline::{Tail, Timeline};
use crate::units::SampleRate;

/// From sample `first` on, a signal sounds every `period` samples as it did: played from the start up
/// to `first + period` and from then on from `first` to there again, it is the whole signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Repeat {
    /// The first sample of the stretch that repeats: where the cycle starts.
    pub first: u64,
    /// Its length in samples, above 0.
    pub period: u64,
}

impl Repeat {
    /// Where `signal` repeats itself at `rate`; `None` if it is finished after its lead.
    ///
    /// The period is the shortest number of whole cycles that takes a whole number of samples: every on
    /// time begins at phase 0, so those are the same samples each time. A continuous tone has no cycle:
    /// its period is that of its voice, the shortest after which every component and every modulation is
    /// back at phase 0 on a sample. It starts after the ramp. A swell repeats from where it has ended.
    #[must_use]
    pub fn of(signal: &Signal, rate: SampleRate, options: RenderOptions) -> Option<Self> {
        let timeline = Timeline::new(signal.cadence(), rate);
        let swell_ms = u64::from(signal.swell().map_or(0, |swell| swell.over().0));
        let (start_ms, tail) = timeline.tail();
        match tail {
            Tail::Forever(None) => None,
            Tail::Forever(Some(voice)) => {
                let ramp = rate.first_sample_at(options.ramp.0.into());
                let ramped = rate.first_sample_at(start_ms).saturating_add(ramp);
                let period = period(&signal.voices()[*voice], rate);
                Some(Self { first: ramped.max(rate.first_sample_at(swell_ms)), period })
            }
            Tail::Cycle { length, .. } => {
                let hertz = u64::from(rate.hertz());
                let cycles = 1000 / gcd(1000, length % 1000 * hertz);
                let before = swell_ms.saturating_sub(start_ms).div_ceil(*length);
                let first = rate.first_sample_at(start_ms.saturating_add(before * length));
                Some(Self { first, period: rate.first_sample_at(length * cycles) })
            }
        }
    }

    /// The first sample after `times` of the stretch.
    #[must_use]
    pub const fn end(self, times: u64) -> u64 {
        self.first.saturating_add(self.period.saturating_mul(times))
    }
}

/// The samples after which every sine of `voice` is back at phase 0.
///
/// A sine of f millihertz is back after every multiple of R/gcd(R, f) samples, R being the rate in
/// millihertz; all of them after R over the greatest divisor common to R and every f.
pub(crate) fn period(voice: &Voice, rate: SampleRate) -> u64 {
    let millihertz = u64::from(rate.hertz()) * 1000;
    let frequencies = voice.components().iter().flat_map(Component::frequencies);
    millihertz / frequencies.fold(millihertz, |divisor, f| gcd(divisor, f.millihertz().into()))
}

/// The greatest common divisor; `gcd(n, 0)` is `n`.
const fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
