//! Ringing patterns.

use crate::model::{Cadence, Signal, Voice};
use crate::units::{DbM0, Hertz};

/// A ringing pattern: the frequency of the ringing current and its cadence.
///
/// A gateway drives the bell of an analogue telephone with it, so a file gives it no level, and at
/// 15 to 70 Hz nobody hears it from a loudspeaker: [`signal`](Self::signal) takes the level,
/// [`voiced`](Self::voiced) puts something audible into its cadence.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RingingPattern {
    /// Which distinctive ringing this is, from 0.
    pub number: u32,
    /// The ringing frequency.
    pub frequency: Hertz,
    /// Bursts in the lead, cyclic ringing in the cycle; one voice.
    cadence: Cadence,
}

impl RingingPattern {
    /// Pattern `number`: `frequency` in this cadence, of which only the times count.
    #[must_use]
    pub fn new(number: u32, frequency: Hertz, cadence: &Cadence) -> Self {
        Self { number, frequency, cadence: cadence.with_one_voice() }
    }

    /// When it rings: bursts in the lead, cyclic ringing in the cycle.
    #[must_use]
    pub fn cadence(&self) -> &Cadence {
        &self.cadence
    }

    /// The ringing frequency itself, at `level`.
    #[must_use]
    pub fn signal(&self, level: DbM0) -> Signal {
        self.voiced(Voice::sine(self.frequency, level))
    }

    /// This pattern's cadence with another voice.
    #[must_use]
    pub fn voiced(&self, voice: Voice) -> Signal {
        Signal::of_one_voice(voice, self.cadence.clone())
    }
}
