//! Whether what was recorded is what a definition asks for.
//!
//! A [`Measurement`] says what was heard, a [`Signal`] what had to sound. [`verify`] compares them
//! property by property: the components of every voice, then the times of every place of the
//! cadence, then what should not have sounded. Every [`Check`] states its nominal, what is allowed
//! and who says so.
//!
//! ```text
//! Signal ----script----> steps ---\
//!                                  align ---> times ---\
//! Measurement --voices--> sounds -/                     Verdict
//!                    \-----------> components ---------/
//! ```
//!
//! The recording may begin in silence, after speech, or within a cycle, and end anywhere. What was
//! heard only in part is judged as "not longer than". `docs/verify.md` in the project states the
//! rules and the sources of the tolerances.

mod align;
mod components;
mod script;
mod set;
mod sounds;
mod table;
#[cfg(test)]
mod tests;
mod times;
mod tolerances;
mod verdict;
mod voices;

pub use script::{Part, Place};
pub use set::{ToleranceSet, UnknownToleranceSet};
pub use tolerances::{Allowance, Asked, Limits, NoAllowance, Source, Table, Tolerance, Tolerances};
pub use verdict::{Check, Property, Unit, Verdict};

use crate::analysis::Measurement;
use crate::model::Signal;
use script::Script;

/// Compares what was heard with what had to sound.
///
/// Voices are counted as [`Signal::heard`] counts them: each once, in the order in which they first
/// sound. Where the signal swells, a level is right anywhere between the swell's two ends.
#[must_use]
pub fn verify(measurement: &Measurement, expected: &Signal, tolerances: &Tolerances) -> Verdict {
    let heard = expected.heard();
    let matched = voices::match_voices(&measurement.voices, heard.voices(), tolerances);
    let mut checks = components::checks(&matched, expected.swell(), tolerances);
    let script = Script::new(heard.cadence());
    let limits = tolerances.of_script(&script, &heard);
    let recording = sounds::Recording::new(measurement, &matched);
    let path = align::align(&recording, &script, &limits);
    checks.extend(times::checks(&recording, &script, &limits, &path));
    let strangers = matched.strangers().cloned().collect();
    Verdict { checks, strangers }
}
