//! Files that ffmpeg makes of its own sines and of expressions, also through codecs that lose
//! something.

use std::path::Path;
use std::process::Command;

use ringsmith::analysis::level_dbm0;
use ringsmith::recording::{Channel, Recording};

use super::expected::{PROMISED, Played, Sine, Step, Within, assert_measured, sine};
use super::peer::{has, output_of};

const LOST: &str = "its sines were not measured";

/// The level of a full scale sine in dBm0, stated here once more: nothing of ours goes into what
/// ffmpeg plays.
const FULL_SCALE_DBM0: f64 = 314.0 / 100.0;

/// Runs ffmpeg with a source of sound and options of the file, which is read; through `codec` in
/// between, if there is one: the options and the name of another file.
fn made(folder: &Path, source: &str, codec: Option<&str>, file: &str) -> Recording {
    let mut input = vec!["-f".to_owned(), "lavfi".to_owned(), "-i".to_owned(), source.to_owned()];
    for file in codec.into_iter().chain([file]) {
        let (options, name) = file.rsplit_once(' ').unwrap_or(("", file));
        let path = folder.join(name);
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-y"]).args(&input).args(options.split_whitespace());
        output_of(command.arg(&path));
        input = vec!["-i".to_owned(), path.to_str().unwrap().to_owned()];
    }
    let path = folder.join(file.rsplit(' ').next().unwrap_or(file));
    Recording::open(path, Channel::Only).unwrap()
}

/// An expression that plays steps for so many ms, each from phase 0.
fn expression(played: &Played, rate: u32, length_ms: f64) -> String {
    let terms = played.soundings(length_ms).into_iter().flat_map(|(start, end, tone)| {
        let sample = |ms: f64| (ms * f64::from(rate) / 1000.0).ceil();
        let (first, last) = (sample(start), sample(end) - 1.0);
        tone.iter().map(move |sine| {
            let time = format!("(n-{first})/{rate}");
            let swing = sine.modulation.map_or(String::new(), |(hertz, depth)| {
                format!("*(1+{depth}*sin(2*PI*{hertz}*{time}))")
            });
            let amplitude = 10_f64.powf((sine.dbm0 - FULL_SCALE_DBM0) / 20.0);
            format!("{amplitude}*sin(2*PI*{}*{time}){swing}*between(n,{first},{last})", sine.hertz)
        })
    });
    let sum = terms.collect::<Vec<_>>().join("+");
    format!("aevalsrc='{sum}':s={rate}:d={}", length_ms / 1000.0)
}

fn modulated(hertz: f64, dbm0: f64, rate_hz: f64, depth: f64) -> Sine {
    Sine { modulation: Some((rate_hz, depth)), ..sine(hertz, dbm0) }
}

fn step(on: f64, off: f64, tone: &[Sine]) -> Step {
    (on, off, tone.to_vec())
}

/// What is played, the rate, the length in ms and the options and name of the file.
type Case = (Played, u32, f64, &'static str);

fn cases() -> Vec<Case> {
    let ringing = [sine(440.0, -19.0), sine(480.0, -19.0)];
    let australian = [sine(425.0, -13.0)];
    let warning = [1400.0, 2060.0, 2450.0, 2600.0].map(|hertz| sine(hertz, -12.0));
    vec![
        (Played::cycle([step(2000.0, 4000.0, &ringing)]), 8000, 18_000.0, "a.wav"),
        (
            Played::cycle([step(480.0, 480.0, &[sine(425.0, -10.0)])]),
            44_100,
            5_000.0,
            "-c:a pcm_mulaw b.wav",
        ),
        // The second of two is 10 dB lower.
        (
            Played::cycle([
                step(375.0, 375.0, &australian),
                step(375.0, 375.0, &[sine(425.0, -23.0)]),
            ]),
            8000,
            6_000.0,
            "-c:a pcm_alaw c.wav",
        ),
        (Played::cycle([step(100.0, 100.0, &warning)]), 16_000, 3_000.0, "-c:a pcm_f32le d.wav"),
        // A stutter, then the tone.
        (
            Played {
                lead: vec![step(100.0, 100.0, &[sine(350.0, -13.0), sine(440.0, -13.0)]); 10],
                ..Played::continuous([sine(350.0, -13.0), sine(440.0, -13.0)])
            },
            8000,
            5_000.0,
            "e.wav",
        ),
        // 15 Hz apart for 250 ms.
        (
            Played::cycle([step(250.0, 250.0, &[sine(1000.0, -16.0), sine(1015.0, -16.0)])]),
            8000,
            3_000.0,
            "f.wav",
        ),
        (Played::continuous([sine(913.8, -45.0)]), 8000, 2_000.0, "g.wav"),
        (Played::continuous([sine(425.0, 3.0)]), 11_025, 2_000.0, "h.flac"),
    ]
}

fn modulated_cases() -> Vec<Case> {
    let japanese = [modulated(400.0, -10.0, 16.0, 0.9)];
    let indian = [modulated(400.0, -12.0, 25.0, 1.0)];
    let african = [modulated(400.0, -16.0, 33.0, 0.6)];
    vec![
        (Played::cycle([step(1000.0, 2000.0, &japanese)]), 8000, 9_000.0, "a.wav"),
        (
            Played::cycle([step(400.0, 200.0, &indian), step(400.0, 2000.0, &indian)]),
            48_000,
            9_000.0,
            "-c:a pcm_s24le b.wav",
        ),
        (Played::continuous(african), 8000, 2_000.0, "-c:a pcm_mulaw c.wav"),
    ]
}

fn assert_all(cases: Vec<Case>) {
    if !has("ffmpeg", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (played, rate, length_ms, file) in cases {
        let source = expression(&played, rate, length_ms);
        let recording = made(folder.path(), &source, None, file);
        assert_measured(&format!("ffmpeg, {file}"), &recording, &played, PROMISED);
    }
}

#[test]
fn the_expressions_of_ffmpeg_are_measured_as_they_stand() {
    assert_all(cases());
}

#[test]
fn the_modulations_of_ffmpeg_are_measured_as_they_stand() {
    assert_all(modulated_cases());
}

/// The amplitude of `sine` is 1/8.
#[test]
fn the_sines_of_ffmpeg_are_measured_as_they_were_asked_for() {
    if !has("ffmpeg", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (rate, hertz) in [(8000, 425.0), (44_100, 1400.0), (16_000, 33.3)] {
        let source =
            format!("sine=f={hertz}:r={rate}:d=1,apad=pad_dur=2,aloop=loop=2:size={}", 3 * rate);
        let recording = made(folder.path(), &source, None, "a.wav");
        let played = Played::cycle([step(1000.0, 2000.0, &[sine(hertz, level_dbm0(0.125))])]);
        let case = format!("ffmpeg, sine of {hertz} Hz at {rate} Hz");
        assert_measured(&case, &recording, &played, PROMISED);
    }
}

/// A codec, and what it does to a tone.
struct Lossy {
    /// Options and name of the file.
    file: &'static str,
    rate: u32,
    /// Whether ffmpeg decodes it, since we do not read it.
    decoded: bool,
    gain_db: f64,
    delay_ms: f64,
}

const fn lossy(file: &'static str, rate: u32, decoded: bool) -> Lossy {
    Lossy { file, rate, decoded, gain_db: 0.0, delay_ms: 0.0 }
}

/// LAME multiplies by 0.95 before it encodes.
const LAME_DB: f64 = -0.445_5;
/// The two filters of G.722 delay by 22 samples at 16 kHz together (ITU-T G.722, 5.1).
const G722_MS: f64 = 22.0 / 16.0;

const LOSSY: [Lossy; 7] = [
    lossy("-c:a libvorbis a.ogg", 8000, false),
    lossy("-c:a libvorbis b.ogg", 44_100, false),
    Lossy { gain_db: LAME_DB, ..lossy("-c:a libmp3lame -b:a 64k c.mp3", 44_100, false) },
    Lossy { gain_db: LAME_DB, ..lossy("-c:a libmp3lame -b:a 16k d.mp3", 8000, false) },
    lossy("-c:a g726 -b:a 32k e.wav", 8000, true),
    Lossy { delay_ms: G722_MS, ..lossy("-c:a g722 f.wav", 16_000, true) },
    lossy("-c:a libopus -b:a 32k g.ogg", 48_000, true),
];

#[test]
fn tones_are_measured_through_codecs_that_lose_something() {
    if !has("ffmpeg", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let ringing = |dbm0: f64| {
        let british = [sine(400.0, dbm0), sine(450.0, dbm0)];
        Played::cycle([step(400.0, 200.0, &british), step(400.0, 2000.0, &british)])
    };
    for Lossy { file, rate, decoded, gain_db, delay_ms } in LOSSY {
        let source = expression(&ringing(-16.0), rate, 9_000.0);
        let (codec, own) = if decoded { (Some(file), "decoded.wav") } else { (None, file) };
        let recording = made(folder.path(), &source, codec, own);
        let played = ringing(-16.0 + gain_db);
        let within = Within { ms: PROMISED.ms + delay_ms, ..PROMISED };
        let case = format!("ffmpeg, {file}");
        assert_measured(&case, &recording, &played, within);
    }
}
