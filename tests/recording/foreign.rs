//! Files that sox and ffmpeg make.
//!
//! `./check` installs both.

use std::path::Path;
use std::process::Command;

use ringsmith::recording::{Channel, Fault, Format, Recording};

use super::peer::{has, output_of};
use super::{assert_same, bytes_of, chunk, format, riff, samples, scaled, sine_sample};

pub const LOST: &str = "we have not read its files";

pub fn run(program: &str, args: &[&str]) -> Vec<u8> {
    output_of(Command::new(program).args(args))
}

/// Writes a WAV file of 16 bits at 8 kHz.
pub fn source(folder: &Path, samples: &[i16]) -> String {
    let path = folder.join("source.wav").to_str().unwrap().to_owned();
    let file = riff(&[chunk(*b"fmt ", &format(1, 1, 16)), chunk(*b"data", &bytes_of(samples))]);
    std::fs::write(&path, file).unwrap();
    path
}

fn open(path: &str) -> Recording {
    Recording::open(path, Channel::Only).unwrap()
}

/// A second of a sine alone, for codecs that lose something.
fn sine() -> Vec<i16> {
    (0..8000).map(|n| sine_sample(f64::from(n) / 8000.0)).collect()
}

/// How many dB the difference lies below the expected samples.
///
/// # Panics
/// If the lengths differ: all of these files say how long they are.
fn fidelity_db(found: &[f32], expected: &[f32], case: &str) -> f64 {
    assert_eq!(found.len(), expected.len(), "{case}: number of samples");
    let power = |samples: &mut dyn Iterator<Item = f64>| samples.map(|s| s * s).sum::<f64>();
    let pairs = found.iter().zip(expected);
    let noise = power(&mut pairs.map(|(a, b)| f64::from(*a) - f64::from(*b)));
    let signal = power(&mut expected.iter().map(|&s| f64::from(s)));
    10.0 * (signal / noise).log10()
}

#[test]
fn lossless_files_of_sox_come_in_exactly() {
    if !has("sox", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let samples = samples(20_000);
    let source = source(folder.path(), &samples);
    let cases: [(&str, &[&str]); 6] = [
        ("a.flac", &["-b", "16"]),
        ("b.flac", &["-b", "24"]),
        ("c.wav", &["-b", "24"]),
        ("d.wav", &["-b", "32"]),
        ("e.wav", &["-e", "float", "-b", "32"]),
        ("f.wav", &["-e", "float", "-b", "64"]),
    ];
    for (name, options) in cases {
        let path = folder.path().join(name);
        let path = path.to_str().unwrap();
        run("sox", &[&["-D", source.as_str()], options, &[path]].concat());
        let found = open(path);
        assert_same(&found.samples, &scaled(&samples), name);
        assert_eq!((found.rate.hertz(), found.fault), (8000, None), "{name}");
    }
    let piped = run("sox", &["-D", &source, "-t", "wav", "-"]);
    let found = super::read(&piped).unwrap();
    assert_same(&found.samples, &scaled(&samples), "a pipe");
    assert_eq!(found.fault, None);
}

#[test]
fn lossless_files_of_ffmpeg_come_in_exactly() {
    if !has("ffmpeg", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let samples = samples(20_000);
    let source = source(folder.path(), &samples);
    let cases: [(&str, &[&str]); 6] = [
        ("f.ogg", &["-c:a", "flac"]),
        ("a.flac", &["-metadata", "title=busy"]),
        ("b.wav", &["-metadata", "title=busy", "-bitexact"]),
        ("c.wav", &["-c:a", "pcm_s24le"]),
        ("d.wav", &["-c:a", "pcm_f32le"]),
        // Five channels make an extensible format.
        ("e.wav", &["-af", "pan=5.0|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0"]),
    ];
    for (name, options) in cases {
        let path = folder.path().join(name);
        let path = path.to_str().unwrap();
        run("ffmpeg", &[&["-v", "error", "-i", source.as_str()], options, &[path]].concat());
        let found = Recording::open(path, Channel::Number(1)).unwrap();
        assert_same(&found.samples, &scaled(&samples), name);
        assert_eq!((found.rate.hertz(), found.fault), (8000, None), "{name}");
        assert_eq!(found.format == Format::Flac, ["a.flac", "f.ogg"].contains(&name));
    }
    let piped = run("ffmpeg", &["-v", "error", "-i", &source, "-f", "wav", "-"]);
    let found = super::read(&piped).unwrap();
    assert_same(&found.samples, &scaled(&samples), "a pipe");
    assert_eq!(found.fault, None);
}

/// 20 dB: LAME leaves 26 of a sine that starts at once; a sine of 440 Hz that comes one sample
/// early or late differs by −20·log10(2·sin(π·440/8000)), which is 9 dB.
#[test]
fn an_ogg_and_an_mp3_have_the_length_and_the_place_of_their_source() {
    if !has("ffmpeg", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let source = source(folder.path(), &sine());
    let cases: [(&str, Format, &[&str]); 3] = [
        ("a.ogg", Format::Vorbis, &["-c:a", "libvorbis", "-q:a", "8"]),
        ("b.mp3", Format::Mp3, &["-c:a", "libmp3lame", "-b:a", "64k", "-id3v2_version", "0"]),
        ("c.mp3", Format::Mp3, &["-c:a", "libmp3lame", "-b:a", "64k", "-metadata", "title=busy"]),
    ];
    for (name, format, options) in cases {
        let path = folder.path().join(name);
        let path = path.to_str().unwrap();
        run("ffmpeg", &[&["-v", "error", "-i", source.as_str()], options, &[path]].concat());
        let found = open(path);
        assert_eq!((found.format, found.fault, found.rate.hertz()), (format, None, 8000), "{name}");
        let fidelity = fidelity_db(&found.samples, &scaled(&sine()), name);
        assert!(fidelity > 20.0, "{name}: {fidelity:.1} dB");
    }
}

#[test]
fn a_tag_before_an_mp3_changes_no_sample() {
    if !has("ffmpeg", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let source = source(folder.path(), &sine());
    let make = |name: &str, options: &[&str]| {
        let path = folder.path().join(name).to_str().unwrap().to_owned();
        run("ffmpeg", &[&["-v", "error", "-i", source.as_str()], options, &[&path]].concat());
        std::fs::read(path).unwrap()
    };
    let bare = make("bare.mp3", &["-id3v2_version", "0"]);
    let tagged = make("tagged.mp3", &["-id3v2_version", "4", "-metadata", "title=busy"]);
    assert!(tagged.starts_with(b"ID3") && !bare.starts_with(b"ID3"));
    let (bare, tagged) = (super::read(&bare).unwrap(), super::read(&tagged).unwrap());
    assert_same(&tagged.samples, &bare.samples, "ID3v2.4");
}

/// What follows a damaged frame stays at its time, and the damage is told.
#[test]
fn a_lost_frame_of_a_flac_is_a_silence_of_its_length() {
    if !has("sox", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let samples = samples(40_000);
    let source = source(folder.path(), &samples);
    let path = folder.path().join("a.flac");
    run("sox", &["-D", &source, path.to_str().unwrap()]);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40].fill(0xA5);
    let found = super::read(&bytes).unwrap();
    assert_eq!(found.fault, Some(Fault::Damaged));
    let expected = scaled(&samples);
    assert_eq!(found.samples.len(), expected.len());
    let last = expected.len() - 4000;
    assert_same(&found.samples[last..], &expected[last..], "after the damage");
    let cut = super::read(&bytes[..middle]).unwrap();
    assert_eq!(cut.fault, Some(Fault::Truncated));
}
