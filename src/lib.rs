//! Telephony call progress tones and ringing patterns, rendered sample-exact.

#![forbid(unsafe_code)]

pub mod bank;
pub mod codec;
pub mod diagnostic;
pub mod model;
pub mod notation;
pub mod sink;
pub mod synth;
pub mod timeline;
pub mod units;

#[cfg(test)]
mod tests;
