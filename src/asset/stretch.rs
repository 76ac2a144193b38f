//! The stretch of a signal that goes into a file that repeats.

use crate::model::Signal;
use crate::sink::{Container, Recording};
use crate::synth::{RenderOptions, Repeat};
use crate::timeline::{Length, TooFar};
use crate::units::{Millis, SampleRate};

/// The lead of a signal, up to where it begins to repeat, and then that once or more often: a file of
/// it, gone on with from `first` whenever it ends, is the signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The samples before the first that repeats.
    pub first: u64,
    /// The samples from there to where it begins again; 0 if the signal is finished after its lead.
    pub period: u64,
    /// How often the period is in the file.
    pub times: u64,
}

impl Stretch {
    /// The lead and at least so many cycles; of a continuous tone at least `continuous`,
    /// [`Length::CONTINUOUS`] where nothing is said.
    ///
    /// # Errors
    /// [`TooFar`] if it does not end before [`Length::LAST_SAMPLE`].
    pub fn new(
        signal: &Signal,
        rate: SampleRate,
        options: RenderOptions,
        cycles: u64,
        continuous: Option<Millis>,
    ) -> Result<Self, TooFar> {
        let cadence = signal.cadence();
        let Some(Repeat { first, period }) = Repeat::of(signal, rate, options) else {
            let first = rate.first_sample_at(cadence.lead_ms());
            return Ok(Self { first, period: 0, times: 0 });
        };
        let cycles = Length::Cycles { cycles: cycles.max(1), continuous };
        let wanted = cycles.samples(cadence, rate, 0)?.saturating_sub(first);
        let stretch = Self { first, period, times: wanted.div_ceil(period).max(1) };
        if stretch.samples() > Length::LAST_SAMPLE { Err(TooFar) } else { Ok(stretch) }
    }

    /// All samples.
    #[must_use]
    pub const fn samples(self) -> u64 {
        self.first.saturating_add(self.period.saturating_mul(self.times))
    }

    /// What repeats, up to the end of the file, unless the signal is finished after its lead.
    #[must_use]
    pub fn repeat(self) -> Option<Repeat> {
        let period = self.samples() - self.first;
        (period > 0).then_some(Repeat { first: self.first, period })
    }

    /// A recording of it in the form of `like`, for a player that repeats it: with the lead, except in an
    /// Ogg, which can only repeat as a whole.
    #[must_use]
    pub fn looping(self, like: Recording) -> Recording {
        match like.container {
            Container::Ogg => self.recording_of_cycles(like),
            _ => self.recording(like),
        }
    }

    /// A recording of it in the form of `like`.
    #[must_use]
    pub fn recording(self, like: Recording) -> Recording {
        Recording { start: 0, samples: self.samples(), repeat: self.repeat(), ..like }
    }

    /// A recording of what repeats and nothing before it, in the form of `like`, for a player that
    /// begins the whole file again; of everything, if nothing repeats.
    #[must_use]
    pub fn recording_of_cycles(self, like: Recording) -> Recording {
        let Some(repeat) = self.repeat() else { return self.recording(like) };
        let Repeat { first, period } = repeat;
        Recording { start: first, samples: period, repeat: Some(repeat), ..like }
    }
}
