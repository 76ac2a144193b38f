//! Fuzz targets, each a function of bytes with an oracle. No part of the interface.
//!
//! They live here so that every build of the tests compiles them, and the tests run them: over files,
//! over `testdata/fuzz/`, and over some hundred inputs of no meaning. The crate in `fuzz/` gives them
//! to libFuzzer and holds them to the memory that they may take; `docs/fuzzing.md` is the guide.

#[cfg(feature = "analysis")]
mod analysis;
mod bank;
mod codec;
mod detector;
mod draw;
#[cfg(feature = "recording")]
mod recording;
mod render;
#[cfg(test)]
mod tests;
mod text;

#[cfg(feature = "capi")]
pub(crate) use draw::Draw;

use core::fmt;

use crate::notation::Notation;

/// A function that takes any bytes and panics if its oracle is not met.
#[derive(Clone, Copy)]
pub struct Target {
    /// What `fuzz/run` calls it, and its folder in `testdata/fuzz/`.
    pub name: &'static str,
    /// The function.
    pub run: fn(&[u8]),
    /// The most bytes on the heap at once that it may take for these bytes.
    pub memory: fn(&[u8]) -> usize,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("name", &self.name).finish_non_exhaustive()
    }
}

const fn target(name: &'static str, run: fn(&[u8]), memory: fn(&[u8]) -> usize) -> Target {
    Target { name, run, memory }
}

/// Every target of this build.
pub const TARGETS: &[Target] = &[
    target("alert_info", text::alert_info, of_text),
    target("tone_control", text::tone_control, of_text),
    target("cpt", |data| text::notation(Notation::Cpt, data), of_text),
    target("dat", |data| text::notation(Notation::Dat, data), of_text),
    target("dat_v1", |data| text::notation(Notation::DatV1, data), of_text),
    #[cfg(feature = "package")]
    target("package", |data| text::notation(Notation::Package, data), of_text),
    target("sbc", |data| text::notation(Notation::Sbc, data), of_text),
    target("indications", |data| text::notation(Notation::Indications, data), of_text),
    target("tgml", |data| text::notation(Notation::Tgml, data), of_text),
    target("tonescript", |data| text::notation(Notation::ToneScript, data), of_text),
    target("grandstream", |data| text::notation(Notation::Grandstream, data), of_text),
    target("convert", text::convert, of_text),
    target("voice", text::voice, of_text),
    target("handset", text::handset, of_text),
    target("g711", codec::g711, of_samples),
    target("g722", codec::g722, of_samples),
    target("quantise", codec::quantise, of_samples),
    target("render", render::render, of_signals),
    target("bank", bank::bank, of_signals),
    target("detector", detector::detector, of_signals),
    #[cfg(feature = "analysis")]
    target("analysis", analysis::analysis, of_signals),
    #[cfg(feature = "recording")]
    target("recording", recording::recording, recording::memory),
    #[cfg(all(feature = "flac", feature = "recording"))]
    target("sink", recording::sink, of_signals),
    #[cfg(feature = "capi")]
    target("capi", crate::capi::fuzzing::calls, of_signals),
];

/// The target with this name.
#[must_use]
pub fn find(name: &str) -> Option<Target> {
    TARGETS.iter().find(|target| target.name == name).copied()
}

/// Proportional to the length of a text: the shortest entry of any notation is a few characters, and
/// an entry with its diagnostics, in several readings of it, takes a few kilobytes.
fn of_text(data: &[u8]) -> usize {
    (1 << 20) + 4096 * data.len()
}

/// A few vectors of the samples and of their codes.
fn of_samples(data: &[u8]) -> usize {
    (1 << 16) + 64 * data.len()
}

/// Inputs are short and signals bounded: the tables of three signals of three voices of 64 modulated
/// components, in every renderer, and the samples of one input.
fn of_signals(_: &[u8]) -> usize {
    256 << 20
}
