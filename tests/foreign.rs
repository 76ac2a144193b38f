//! What programs that are not ours make of our files: sox and ffmpeg read every encoding.
//!
//! `./check` installs both. Where one is missing the test fails in CI; elsewhere it says so and
//! passes.

mod common;

use std::path::Path;
use std::process::Command;

use common::{ringsmith, stdout_of, testdata};

const ENCODINGS: [&str; 5] = ["pcm16", "pcm24", "f32", "ulaw", "alaw"];

/// Whether the program is there.
///
/// # Panics
/// If it is not, and this is CI.
fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "{program} is not installed");
    if !found {
        eprintln!("SKIPPED: {program} is not installed, so nobody else has read our files");
    }
    found
}

fn output_of(program: &str, args: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(args).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {args:?}: {stderr}");
    output.stdout
}

/// Renders a tone of an odd number of samples as a WAV file, and answers its 16-bit samples as the
/// encoding leaves them.
fn render(folder: &Path, encoding: &str, rate: &str) -> (String, Vec<i16>) {
    let file = testdata("vendor/uk.ini");
    let path = folder.join(format!("{encoding}-{rate}.wav")).to_str().unwrap().to_owned();
    let args = ["--tone", "rt", "--duration", "1001", "--rate", rate, "--encoding", encoding];
    ringsmith().arg("render").arg(&file).args(args).args(["-o", &path]).assert().success();
    let raw =
        ["--tone", "rt", "--duration", "1001", "--rate", rate, "--container", "raw", "-o", "-"];
    let bytes = stdout_of(ringsmith().arg("render").arg(&file).args(raw));
    let linear = bytes.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]]));
    let coded = linear.map(|sample| {
        use ringsmith::codec::g711;
        match encoding {
            "ulaw" => g711::ulaw_decode(g711::ulaw_encode(sample)),
            "alaw" => g711::alaw_decode(g711::alaw_encode(sample)),
            _ => sample,
        }
    });
    (path, coded.collect())
}

fn samples_of(bytes: &[u8]) -> Vec<i16> {
    bytes.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect()
}

/// The finer encodings are rounded to 16 bits by the foreign program, which may go the other way
/// half-way between two values: one unit at the most. The others are the same numbers.
fn assert_samples(program: &str, encoding: &str, found: &[i16], expected: &[i16]) {
    assert_eq!(found.len(), expected.len(), "{program} on {encoding}: number of samples");
    let tolerance = i32::from(encoding == "pcm24" || encoding == "f32");
    for (n, (found, expected)) in found.iter().zip(expected).enumerate() {
        let difference = (i32::from(*found) - i32::from(*expected)).abs();
        assert!(
            difference <= tolerance,
            "{program} on {encoding}, sample {n}: {found}, {expected}"
        );
    }
}

#[test]
fn sox_reads_every_encoding_as_it_was_meant() {
    if !has("sox") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for encoding in ENCODINGS {
        for rate in ["8000", "11025"] {
            let (path, expected) = render(folder.path(), encoding, rate);
            let info = |option: &str| {
                String::from_utf8(output_of("sox", &["--info", option, &path])).unwrap()
            };
            assert_eq!(info("-r").trim(), rate);
            assert_eq!(info("-c").trim(), "1");
            assert_eq!(info("-s").trim(), expected.len().to_string());
            // -D: no dither on the way to 16 bits.
            let args = ["-D", &path, "-t", "raw", "-e", "signed", "-b", "16", "-L", "-"];
            assert_samples("sox", encoding, &samples_of(&output_of("sox", &args)), &expected);
        }
    }
}

#[test]
fn ffmpeg_reads_every_encoding_as_it_was_meant() {
    if !has("ffmpeg") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for encoding in ENCODINGS {
        for rate in ["8000", "48000"] {
            let (path, expected) = render(folder.path(), encoding, rate);
            let entries = "stream=sample_rate,channels,codec_name";
            let args = ["-v", "error", "-show_entries", entries, "-of", "default=nw=1", &path];
            let probe = String::from_utf8(output_of("ffprobe", &args)).unwrap();
            let codec = match encoding {
                "pcm16" => "pcm_s16le",
                "pcm24" => "pcm_s24le",
                "f32" => "pcm_f32le",
                "ulaw" => "pcm_mulaw",
                _ => "pcm_alaw",
            };
            assert!(probe.contains(&format!("codec_name={codec}")), "{probe}");
            assert!(probe.contains(&format!("sample_rate={rate}")), "{probe}");
            assert!(probe.contains("channels=1"), "{probe}");
            let args = ["-v", "error", "-xerror", "-i", &path, "-f", "s16le", "-"];
            assert_samples("ffmpeg", encoding, &samples_of(&output_of("ffmpeg", &args)), &expected);
        }
    }
}

/// A pipe gets the very bytes that a file gets: nothing is patched afterwards.
#[test]
fn standard_output_gets_the_bytes_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    for encoding in ENCODINGS {
        let (path, _) = render(folder.path(), encoding, "8000");
        let args = ["--tone", "rt", "--duration", "1001", "--encoding", encoding, "-o", "-"];
        let piped = stdout_of(ringsmith().arg("render").arg(testdata("vendor/uk.ini")).args(args));
        assert_eq!(piped, std::fs::read(path).unwrap(), "{encoding}");
    }
}
