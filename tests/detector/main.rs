//! The detector hears what is played: national tones, through what lines do to them; and it hears
//! nothing in speech.

#![cfg(feature = "package")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "samples, and counts far below 2^52"
)]

mod cadences;
#[cfg(feature = "package")]
mod countries;
mod edges;
mod heard;
mod sound;
mod speech;
