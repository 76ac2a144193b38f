//! From what was measured in a recording to a definition, and to the name that the tone has in the
//! tables of the world's countries.
//!
//! ```text
//! Measurement --plausible--> Signal --form--> Form --distance--> candidates --set--> ToneSet
//! ```
//!
//! A definition has round numbers, a measurement has none: `plausible` takes the roundest number
//! within the uncertainty of what was measured. The signal is then compared with every national
//! tone ([`world`](crate::world)) and every tone of a standard ([`standard`](crate::standard)), as
//! it is heard and not as it is written. `docs/learn.md` in the project has every rule.
//!
//! ```
//! use ringsmith::analysis;
//! use ringsmith::learn::{self, Name};
//! use ringsmith::model::{OnOff, ToneKind};
//! use ringsmith::units::SampleRate;
//!
//! // A German busy tone for three seconds: 425 Hz, 480 ms on and 480 ms off.
//! let tone = |n: u32| 0.3 * (f64::from(n) * 425.0 * std::f64::consts::TAU / 8000.0).sin();
//! let on = |n: u32| n / 8 % 960 < 480;
//! let samples: Vec<f32> = (0..24_000).map(|n| if on(n) { tone(n) as f32 } else { 0.0 }).collect();
//! let found = analysis::measure(&samples, SampleRate::NARROWBAND);
//! let learned = learn::learn(&found).ok_or("no tone")?;
//! assert_eq!(learned.signal.cadence().cycle(), [OnOff::new(480, 480)]);
//! assert_eq!(learned.name, Some(Name::Kind(ToneKind::BUSY)));
//! assert!(learned.candidates[0].sources.contains(&"de"));
//! # Ok::<(), &str>(())
//! ```

mod candidates;
mod definition;
mod distance;
mod form;
mod plausible;
mod set;
mod tables;
#[cfg(test)]
mod tests;

pub use candidates::Candidate;
pub use set::tone_set;
pub use tables::Name;

use crate::analysis::{Doubt, Measurement};
use crate::model::{Signal, Voice};
use crate::units::Hertz;
use candidates::Naming;

/// The highest frequency that is taken for ringing, in millihertz. Bells are rung at 15 to 70 Hz; a
/// telephone channel carries no tone below 200 Hz.
const HIGHEST_RINGING: u32 = 75_000;

/// A definition that was learned from a recording.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// What was heard, in round numbers.
    pub signal: Signal,
    /// The frequency of the ringing current, where it is a ringing pattern and no tone.
    pub ringing: Option<Hertz>,
    /// What most tables call a tone like this; `None` where no table has one.
    pub name: Option<Name>,
    /// The tones of the tables that are like it, the most probable first; none where nothing is
    /// near.
    pub candidates: Vec<Candidate>,
    /// What the recording does not tell.
    pub doubts: Vec<Doubt>,
}

impl Learned {
    /// How sure its name is, from 0 to 1: the sum of the candidates that have it; 0 without one.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        let named = |candidate: &&Candidate| Some(&candidate.name) == self.name.as_ref();
        // Not `sum`, which is -0 of none.
        self.candidates.iter().filter(named).fold(0.0, |sum, candidate| sum + candidate.confidence)
    }
}

/// The definition of what was measured; `None` where no tone sounds.
///
/// What the recording leaves open is taken as it was heard: what was heard once is played once, and
/// the [doubts](Learned::doubts) say so. One sine of at most 75 Hz is a ringing pattern.
#[must_use]
pub fn learn(measurement: &Measurement) -> Option<Learned> {
    let cadence = measurement.cadence.as_ref()?;
    let signal = definition::signal(measurement)?;
    let ringing = ringing(&signal);
    let Naming { name, candidates } = candidates::naming(&signal, ringing.is_some(), measurement);
    let doubts = cadence.doubts.clone();
    Some(Learned { signal, ringing, name, candidates, doubts })
}

/// The frequency of a ringing current, if the signal is one.
fn ringing(signal: &Signal) -> Option<Hertz> {
    let [voice] = signal.voices() else { return None };
    let [sine] = Voice::components(voice) else { return None };
    let is_low = sine.frequency.millihertz() <= HIGHEST_RINGING && sine.modulation.is_none();
    is_low.then_some(sine.frequency)
}
