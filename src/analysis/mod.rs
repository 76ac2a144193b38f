//! What a recording holds: which tones sound in it, when, and in which cadence.
//!
//! The measuring half of the project is a witness of its own: it uses none of the code that
//! renders, takes samples and nothing else, and knows no definition. What it finds is compared with
//! a definition by `verify` and turned into one by `learn`.
//!
//! A recording goes through four rooms, and none looks back:
//!
//! ```text
//! samples --segment--> stretches --fit--> runs of voices --voices--> what sounds --cadence--> when
//! ```
//!
//! * `segment` divides it where it falls silent and where its spectrum changes;
//! * `fit` finds the sines of a stretch, to a hundredth of a hertz, by least squares over the
//!   samples that were neither lost nor clipped;
//! * `voices` puts runs of the same sound together and places their edges;
//! * `cadence` tells what is played once from what repeats.
//!
//! `docs/measure.md` in the project states what is found to which accuracy, and how that was
//! measured.

mod background;
pub mod cadence;
mod edges;
mod fit;
mod measure;
mod measurement;
mod naming;
mod prepare;
mod projection;
mod segment;
mod sounds;
mod voices;

pub use cadence::{Doubt, MeasuredCadence, MeasuredOnOff, Times};
pub use measure::measure;
pub use measurement::{
    Background, Content, MeasuredComponent, MeasuredModulation, MeasuredVoice, Measurement, Run,
};
pub use naming::{Digit, SitHeard, SitTone, digits, dtmf_digit, mf_digit, sit};

/// The level of a sine that just reaches full scale: the load capacity of A-law (ITU-T G.711).
#[expect(clippy::approx_constant, reason = "decibels, not the ratio of a circle")]
const FULL_SCALE_DBM0: f64 = 3.14;

/// The level of a sine of this amplitude, where full scale is 1, in dBm0.
#[must_use]
pub fn level_dbm0(amplitude: f64) -> f64 {
    20.0 * amplitude.log10() + FULL_SCALE_DBM0
}

/// The amplitude of a sine of this level, where full scale is 1.
fn amplitude(level_dbm0: f64) -> f64 {
    10_f64.powf((level_dbm0 - FULL_SCALE_DBM0) / 20.0)
}
