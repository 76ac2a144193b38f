//! What programs that are not ours play is measured as they were told to play it, and what we play
//! is recognised by detectors that are not ours.
//!
//! So a fault that the engine and the measurement have in common is found. `./check` installs the
//! peers: sox, ffmpeg, spandsp, multimon-ng.

#![cfg(all(feature = "analysis", feature = "recording"))]

#[path = "measured_peers/expected.rs"]
mod expected;
#[path = "measured_peers/ffmpeg.rs"]
mod ffmpeg;
#[path = "measured_peers/judged.rs"]
mod judged;
#[path = "common/peer.rs"]
mod peer;
#[path = "measured_peers/sox.rs"]
mod sox;
#[path = "measured_peers/spandsp.rs"]
mod spandsp;
