//! Telephony call progress tones and ringing patterns, from a gateway's own files to sample-exact
//! PCM.
//!
//! A value flows from left to right, and a module uses only what stands before it:
//!
//! ```text
//! text --notation--> ToneSet --timeline--> Timeline --synth--> samples --codec--> bytes --sink--> WAV
//!       (spans)      (model)   (integer samples)  (kernels)               \--bank--> players
//!
//! recording --analysis--> what sounds --verify, learn--> whether it is right, or a definition
//! ```
//!
//! From the text of an AudioCodes CPT ini to the samples of its busy tone:
//!
//! ```
//! use ringsmith::diagnostic::Source;
//! use ringsmith::notation::cpt;
//! use ringsmith::synth::{RenderOptions, Renderer};
//! use ringsmith::units::SampleRate;
//!
//! let source = Source::open("testdata/vendor/uk.ini")?;
//! let tones = cpt::parse(source.text(), cpt::Options::default()).into_tones()?;
//! let busy = &tones.tone_by_id("bt").ok_or("the file has no busy tone")?.signal;
//! let renderer = Renderer::new(busy, SampleRate::NARROWBAND, RenderOptions::default())?;
//! let mut samples = vec![0_i16; 8000];
//! renderer.render(0, &mut samples); // the first second, at 8 kHz
//! assert_eq!(samples[..6], [0, 1772, 3370, 4639, 5453, 5734]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is promised
//!
//! * **Every edge is on its sample.** A [cadence](model::Cadence) is a lead played once and a cycle
//!   repeated for ever, in whole milliseconds; a sample belongs to the interval that holds its
//!   instant. Instants are converted, never durations, so nothing drifts at any rate.
//! * **Every sample is the correctly rounded one**: the formula of [`synth`] evaluated without
//!   error, then rounded. It is the same on every machine, with every instruction set, in blocks
//!   of any size and from any position.
//! * **What a file says wrongly is said back** with file, line, column and a stable
//!   [code](diagnostic::Problem::code), all of it at once; what cannot be played cannot be a value
//!   of the [`model`].
//!
//! # Where to go
//!
//! * [`notation::cpt`] reads and writes CPT files; [`diagnostic`] places what it reports.
//! * [`model`] holds tones and patterns, and builds signals without a file.
//! * [`standard`] has the tones that standards fix: DTMF, special information, distinctive ringing.
//! * [`world`] has the national tones of the world's countries (feature `package`).
//! * [`synth::Renderer`] renders a signal; [`timeline`] answers what sounds at a sample.
//! * [`bank::Bank`] plays compiled signals to thousands of legs in real time.
//! * [`codec`] and [`sink`] make bytes and files of samples; [`asset`] the files that devices take.
//! * [`alert_info`] says what a SIP header asks for, [`control`] which tone a call leg hears,
//!   [`handset`] which ring tone of a Spectralink handset.
//! * [`detector`] hears tones in frames as they come. The features `recording` and `analysis` read
//!   recordings, measure what sounds in them, verify it against a definition and learn one from it.
//! * `sheet` makes a page of HTML on which a file's tones are seen and heard (feature `sheet`).
//!
//! The `ringsmith` program is the feature `cli`, on by default; a library user switches the default
//! features off and gets none of its dependencies. The feature `capi` adds the C ABI, which
//! `docs/c-api.md` in the project describes.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod alert_info;
#[cfg(feature = "analysis")]
pub mod analysis;
pub mod asset;
pub mod bank;
#[cfg(feature = "capi")]
#[expect(unsafe_code, reason = "C hands over pointers; every one is checked or a stated duty")]
mod capi;
pub mod codec;
pub mod control;
pub mod detector;
pub mod diagnostic;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
pub mod handset;
#[cfg(all(feature = "analysis", feature = "package"))]
pub mod learn;
pub mod model;
pub mod notation;
#[cfg(feature = "recording")]
pub mod recording;
#[cfg(feature = "sheet")]
pub mod sheet;
pub mod sink;
pub mod standard;
pub mod synth;
#[doc(hidden)]
pub mod text;
pub mod timeline;
pub mod units;
#[cfg(feature = "analysis")]
pub mod verify;
#[cfg(feature = "package")]
pub mod world;

#[cfg(test)]
mod tests;

/// The pages of the documentation whose examples have to run.
#[cfg(all(doctest, feature = "package"))]
mod pages {
    #[doc = include_str!("../docs/what-to-play.md")]
    struct WhatToPlay;
    #[doc = include_str!("../docs/real-time.md")]
    struct RealTime;
}
