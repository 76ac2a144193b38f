//! Tones and patterns in words.

pub use ringsmith::sheet::words::{cadence, cadence_of, entry, voice_name};
