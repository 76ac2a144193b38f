//! What programs that are not ours make of our files: sox and ffmpeg read every encoding.
//!
//! `./check` installs both.

#![cfg(feature = "cli")]

mod common;
#[path = "common/peer.rs"]
mod peer;

use std::path::Path;
use std::process::Command;

use common::{ringsmith, stdout_of, testdata};
use peer::{has, output_of};
use ringsmith::codec::g711;

const ENCODINGS: [&str; 5] = ["pcm16", "pcm24", "f32", "ulaw", "alaw"];

const LOST: &str = "nobody else has read our files";

/// A tone of an odd number of samples.
const TONE: [&str; 4] = ["--tone", "rt", "--duration", "1001"];

/// Renders the tone into a WAV file.
fn wav(folder: &Path, encoding: &str, rate: &str) -> String {
    let path = folder.join(format!("{encoding}-{rate}.wav")).to_str().unwrap().to_owned();
    let mut command = ringsmith();
    command.arg("render").arg(testdata("vendor/uk.ini")).args(TONE);
    command.args(["--rate", rate, "--encoding", encoding, "-o", &path]).assert().success();
    path
}

/// The bytes that a program which decodes the file has to give: the linear samples themselves, or
/// what the codes of G.711 stand for.
fn decoded(encoding: &str, rate: &str) -> Vec<u8> {
    let mut command = ringsmith();
    command.arg("render").arg(testdata("vendor/uk.ini")).args(TONE).args(["--rate", rate]);
    command.args(["--encoding", encoding, "--container", "raw", "-o", "-"]);
    let bytes = stdout_of(&mut command);
    let linear =
        |decode: fn(u8) -> i16| bytes.iter().flat_map(|&code| decode(code).to_le_bytes()).collect();
    match encoding {
        "ulaw" => linear(g711::ulaw_decode),
        "alaw" => linear(g711::alaw_decode),
        _ => bytes,
    }
}

fn samples_of(encoding: &str, bytes: &[u8]) -> usize {
    bytes.len()
        / if encoding == "pcm24" {
            3
        } else if encoding == "f32" {
            4
        } else {
            2
        }
}

#[test]
fn sox_reads_every_encoding_as_it_was_meant() {
    if !has("sox", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for encoding in ENCODINGS {
        for rate in ["8000", "11025"] {
            let path = wav(folder.path(), encoding, rate);
            let expected = decoded(encoding, rate);
            let info = |option: &str| {
                String::from_utf8(output_of(Command::new("sox").args(["--info", option, &path])))
                    .unwrap()
            };
            assert_eq!(info("-r").trim(), rate);
            assert_eq!(info("-c").trim(), "1");
            assert_eq!(info("-s").trim(), samples_of(encoding, &expected).to_string());
            let format: &[&str] = match encoding {
                "pcm24" => &["-e", "signed", "-b", "24"],
                "f32" => &["-e", "float", "-b", "32"],
                _ => &["-e", "signed", "-b", "16"],
            };
            // -D: no dither.
            let args = [&["-D", &path, "-t", "raw"], format, &["-L", "-"]].concat();
            let found = output_of(Command::new("sox").args(args));
            if encoding == "f32" {
                assert_floats_of_sox(&found, &expected);
            } else {
                assert!(found == expected, "sox on {encoding} at {rate} Hz");
            }
        }
    }
}

/// sox writes floats in steps of 2^-24: one comes back to within half of that.
fn assert_floats_of_sox(found: &[u8], expected: &[u8]) {
    let floats = |bytes: &[u8]| -> Vec<f32> {
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
    };
    let (found, expected) = (floats(found), floats(expected));
    assert_eq!(found.len(), expected.len());
    for (n, (found, expected)) in found.into_iter().zip(expected).enumerate() {
        let difference = (f64::from(found) - f64::from(expected)).abs();
        assert!(difference <= 2.0_f64.powi(-25), "sample {n}: {found}, expected {expected}");
    }
}

#[test]
fn ffmpeg_reads_every_encoding_as_it_was_meant() {
    if !has("ffmpeg", LOST) || !has("ffprobe", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for encoding in ENCODINGS {
        for rate in ["8000", "48000"] {
            let path = wav(folder.path(), encoding, rate);
            let entries = "stream=sample_rate,channels,codec_name";
            let args = ["-v", "error", "-show_entries", entries, "-of", "default=nw=1", &path];
            let probe = String::from_utf8(output_of(Command::new("ffprobe").args(args))).unwrap();
            let (codec, raw) = match encoding {
                "pcm16" => ("pcm_s16le", "s16le"),
                "pcm24" => ("pcm_s24le", "s24le"),
                "f32" => ("pcm_f32le", "f32le"),
                "ulaw" => ("pcm_mulaw", "s16le"),
                _ => ("pcm_alaw", "s16le"),
            };
            assert!(probe.contains(&format!("codec_name={codec}")), "{probe}");
            assert!(probe.contains(&format!("sample_rate={rate}")), "{probe}");
            assert!(probe.contains("channels=1"), "{probe}");
            let sample_format = format!("pcm_{raw}");
            let args =
                ["-v", "error", "-xerror", "-i", &path, "-f", raw, "-c:a", &sample_format, "-"];
            let found = output_of(Command::new("ffmpeg").args(args));
            assert!(found == decoded(encoding, rate), "ffmpeg on {encoding} at {rate} Hz");
        }
    }
}

/// A pipe gets the very bytes that a file gets: nothing is patched afterwards.
#[test]
fn standard_output_gets_the_bytes_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    for encoding in ENCODINGS {
        let path = wav(folder.path(), encoding, "8000");
        let mut command = ringsmith();
        command.arg("render").arg(testdata("vendor/uk.ini")).args(TONE);
        let piped = stdout_of(command.args(["--encoding", encoding, "-o", "-"]));
        assert!(piped == std::fs::read(path).unwrap(), "{encoding}");
    }
}
