//! What a validated value can hold: tones and ringing patterns that can be played.
//!
//! Every notation ends here. The sentinels of the files (0 Hz, level 32, a pair of 0/0) are decoded
//! before: a value of these types has no flag that could contradict another.

mod cadence;
mod ringing;
mod signal;
mod tone;
mod tone_id;
mod tone_set;

pub use cadence::{Cadence, OnOff};
pub use ringing::RingingPattern;
pub use signal::{Component, Depth, Modulation, Signal, Swell, Voice};
pub use tone::{CallProgressTone, ToneKind};
pub use tone_id::ToneId;
pub use tone_set::{Entry, Package, Selector, ToneSet, UnknownSelector};

use core::fmt;

/// Why values do not make a signal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// No pair of a cadence takes any time.
    EmptyCadence,
    /// A voice without a component.
    NoComponent,
    /// A voice with more components than [`Voice::MAX_COMPONENTS`].
    TooManyComponents {
        /// How many were given.
        count: usize,
    },
    /// A cadence names a voice that the signal does not have.
    UnknownVoice {
        /// The index it names.
        voice: usize,
    },
    /// A swell beyond ±60 dB.
    SwellOutOfRange,
    /// A text that is no [`ToneId`].
    ToneId,
    /// An id stands for two tones of one set.
    DuplicateId {
        /// The id.
        id: String,
    },
    /// A package whose default ringback is not one of its tones.
    UnknownRingback {
        /// The id it names.
        id: String,
    },
    /// A number stands for two tones or two patterns of one set.
    DuplicateNumber {
        /// The number.
        number: u32,
    },
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyCadence => f.write_str("the cadence has no on or off time above 0"),
            Self::NoComponent => f.write_str("a voice needs a component"),
            Self::TooManyComponents { count } => {
                write!(f, "{count} components in a voice that holds {}", Voice::MAX_COMPONENTS)
            }
            Self::UnknownVoice { voice } => {
                write!(f, "the cadence names voice {voice}, which the signal does not have")
            }
            Self::SwellOutOfRange => f.write_str("a swell goes from -60 to 60 dB"),
            Self::ToneId => {
                let most = ToneId::LONGEST;
                write!(f, "an id has 1 to {most} bytes, no blanks, and none of <>;,\"'\\")
            }
            Self::DuplicateId { id } => write!(f, "id `{id}` is taken already"),
            Self::UnknownRingback { id } => {
                write!(f, "the default ringback `{id}` is not one of the tones")
            }
            Self::DuplicateNumber { number } => write!(f, "number {number} is taken already"),
        }
    }
}

impl std::error::Error for ModelError {}
