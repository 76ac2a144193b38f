//! What programs that are not ours read in the files of the library's sinks: sox, ffmpeg,
//! libsndfile, and the decoders of Xiph for FLAC and Vorbis.
//!
//! `./check` installs them.
#![cfg(all(feature = "flac", feature = "recording", feature = "vorbis"))]
#![allow(clippy::cast_precision_loss, reason = "numbers of samples are small")]

#[path = "sinks/au.rs"]
mod au;
#[path = "sinks/flac.rs"]
mod flac;
#[path = "sinks/ogg.rs"]
mod ogg;
#[path = "common/peer.rs"]
mod peer;
#[path = "sinks/smpl.rs"]
mod smpl;

use std::path::Path;
use std::process::Command;

use peer::output_of;
use ringsmith::codec::{Encoding, g711};
use ringsmith::model::{Cadence, Component, OnOff, Signal, Voice};
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::{DbM0, Hertz, SampleRate};

const LOST: &str = "nobody else has read our files";

/// A signal of these components, each at the level, with a cycle of bursts or steady.
fn renderer(hertz: &[u32], level: DbM0, cycle: &[OnOff], rate: SampleRate) -> Renderer {
    let components = hertz.iter().map(|&f| Component::new(Hertz::new(f).unwrap(), level));
    let cadence = if cycle.is_empty() {
        Cadence::continuous()
    } else {
        Cadence::new([], cycle.iter().copied()).unwrap()
    };
    let signal = Signal::new(Voice::new(components).unwrap(), cadence).unwrap();
    Renderer::new(&signal, rate, RenderOptions::default()).unwrap()
}

/// The North American ringing tone in short bursts.
fn ringing(rate: SampleRate) -> Renderer {
    let level = DbM0::from_hundredths(-1900).unwrap();
    renderer(&[440, 480], level, &[OnOff::new(70, 30)], rate)
}

fn rate(hertz: u32) -> SampleRate {
    SampleRate::new(hertz).unwrap()
}

/// What a program that decodes these samples has to give, in the 16, 24 or 32 bits of the encoding:
/// the linear samples themselves, or what the codes of G.711 stand for.
fn decoded(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
    let linear =
        |decode: fn(u8) -> i16| bytes.iter().flat_map(|&code| decode(code).to_le_bytes()).collect();
    match encoding {
        Encoding::Ulaw => linear(g711::ulaw_decode),
        Encoding::Alaw => linear(g711::alaw_decode),
        _ => bytes.to_vec(),
    }
}

/// What ffmpeg decodes, as `s16le`, `s24le` or `f32le`.
fn by_ffmpeg(path: &Path, format: &str) -> Vec<u8> {
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-xerror", "-nostdin", "-i"]).arg(path);
    output_of(command.args(["-f", format, "-c:a", &format!("pcm_{format}"), "-"]))
}

/// What ffprobe says of a file and its stream, a line each.
fn probe(path: &Path, entries: &str) -> String {
    let mut command = Command::new("ffprobe");
    command.args(["-v", "error", "-show_entries", entries, "-of", "default=nw=1"]).arg(path);
    String::from_utf8(output_of(&mut command)).unwrap()
}

/// What a program prints about a file.
fn text_of(command: &mut Command) -> String {
    String::from_utf8_lossy(&output_of(command)).into_owned()
}
