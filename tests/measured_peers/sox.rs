//! Files that sox makes of its own sines.

use std::path::Path;
use std::process::Command;

use ringsmith::analysis::{self, SitTone, level_dbm0};
use ringsmith::recording::{Channel, Recording};
use ringsmith::standard::SitCode;

use super::expected::{PROMISED, Played, Sine, Step, assert_measured, sine};
use super::peer::{has, output_of};

const LOST: &str = "its sines were not measured";

/// Runs sox in a folder and reads the file that it writes there: `inputs` with their options, then
/// the options and the name of the file. `-R`: the same dither every time.
fn made(folder: &Path, inputs: &str, file: &str, effects: &str) -> Recording {
    let words = [inputs, file, effects].into_iter().flat_map(str::split_whitespace);
    output_of(Command::new("sox").arg("-R").args(words).current_dir(folder));
    let name = file.rsplit(' ').next().unwrap_or(file);
    Recording::open(folder.join(name), Channel::Only).unwrap()
}

/// A file that sox makes of nothing, and what it was told to play in it.
struct Case {
    rate: u32,
    /// Options of the file, and its name.
    file: &'static str,
    effects: &'static str,
    played: Played,
}

/// A full scale sine of sox, with a volume.
fn at_volume(hertz: f64, volume: f64) -> Sine {
    sine(hertz, level_dbm0(volume))
}

fn step(on: f64, off: f64, tone: &[Sine]) -> Step {
    (on, off, tone.to_vec())
}

/// Linear samples and codes of G.711.
fn plain_cases() -> Vec<Case> {
    let british = [at_volume(400.0, 0.2), at_volume(450.0, 0.1)];
    vec![
        Case {
            rate: 8000,
            file: "-b 16 a.wav",
            effects: "synth 1 sine 1 sine 425 remix 2v0.316 pad 0 4 repeat 2",
            played: Played::cycle([step(1000.0, 4000.0, &[at_volume(425.0, 0.316)])]),
        },
        Case {
            rate: 8000,
            file: "-e u-law b.wav",
            effects: "synth 0.5 sine 480 sine 620 remix 1v0.05,2v0.05 pad 0 0.5 repeat 5",
            played: Played::cycle([step(
                500.0,
                500.0,
                &[at_volume(480.0, 0.05), at_volume(620.0, 0.05)],
            )]),
        },
        Case {
            rate: 44_100,
            file: "-b 24 c.wav",
            effects: "synth 0.4 sine 400 sine 450 remix 1v0.2,2v0.1 \
                      pad 0 0.2 repeat 1 pad 0 1.8 repeat 2",
            played: Played::cycle([step(400.0, 200.0, &british), step(400.0, 2000.0, &british)]),
        },
        Case {
            rate: 8000,
            file: "-e unsigned -b 8 d.wav",
            effects: "synth 0.25 sine 425 sine 1 remix 1v0.5 pad 0 0.25 repeat 7",
            played: Played::cycle([step(250.0, 250.0, &[at_volume(425.0, 0.5)])]),
        },
        Case {
            rate: 96_000,
            file: "-b 24 e.flac",
            effects: "synth 2 sine 350 sine 440 remix 1v0.15,2v0.15",
            played: Played::continuous([at_volume(350.0, 0.15), at_volume(440.0, 0.15)]),
        },
    ]
}

/// `amod` multiplies by a sine between `offset` and 1: by `mean + swing·sin`, a depth of
/// swing / mean.
fn modulated(hertz: f64, volume: f64, rate_hz: f64, offset: f64) -> Sine {
    let (mean, swing) = (f64::midpoint(1.0, offset), (1.0 - offset) / 2.0);
    let modulation = Some((rate_hz, swing / mean));
    Sine { modulation, ..at_volume(hertz, volume * mean) }
}

fn modulated_cases() -> Vec<Case> {
    let singaporean = modulated(425.0, 0.3, 24.0, 0.0);
    vec![
        Case {
            rate: 16_000,
            file: "-e a-law f.wav",
            effects: "synth 3 sine 425 sine 1 synth sine amod 25 remix 1v0.3",
            played: Played::continuous([modulated(425.0, 0.3, 25.0, 0.0)]),
        },
        Case {
            rate: 11_025,
            file: "-e float -b 32 g.wav",
            effects: "synth 3 sine 400 sine 1 synth sine amod 33.3 20 remix 1v0.3",
            played: Played::continuous([modulated(400.0, 0.3, 33.3, 0.2)]),
        },
        Case {
            rate: 8000,
            file: "-b 16 h.wav",
            effects: "synth 0.4 sine 425 sine 1 synth sine amod 24 remix 1v0.3 \
                      pad 0 0.2 repeat 1 pad 0 1.8 repeat 2",
            played: Played::cycle([
                step(400.0, 200.0, &[singaporean]),
                step(400.0, 2000.0, &[singaporean]),
            ]),
        },
    ]
}

/// Vorbis puts noise about the edges of a tone, 31 dB below it.
fn vorbis_case() -> Case {
    Case {
        rate: 8000,
        file: "i.ogg",
        effects: "synth 0.375 sine 400 sine 1 remix 1v0.3 pad 0 0.375 repeat 7",
        played: Played::cycle([step(375.0, 375.0, &[at_volume(400.0, 0.3)])]),
    }
}

fn assert_all(cases: impl IntoIterator<Item = Case>) {
    if !has("sox", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for Case { rate, file, effects, played } in cases {
        // Two channels, since sox mixes by choosing from channels.
        let recording = made(folder.path(), &format!("-r {rate} -c 2 -n"), file, effects);
        assert_measured(&format!("sox, {file}"), &recording, &played, PROMISED);
    }
}

#[test]
fn the_cadences_of_sox_are_measured_as_they_were_asked_for() {
    assert_all(plain_cases());
}

#[test]
fn the_modulations_of_sox_are_measured_as_they_were_asked_for() {
    assert_all(modulated_cases());
}

#[test]
fn the_ogg_files_of_sox_are_measured_as_they_were_asked_for() {
    assert_all([vorbis_case()]);
}

/// Three files put together, each of which begins in phase 0.
#[test]
fn special_information_of_sox_is_recognised() {
    if !has("sox", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let steps = [(913.8, 0.274), (1370.6, 0.274), (1776.7, 0.380)];
    for (at, (hertz, seconds)) in steps.into_iter().enumerate() {
        let effects = format!("synth {seconds} sine {hertz} vol 0.2");
        made(folder.path(), "-r 8000 -n", &format!("-b 16 {at}.wav"), &effects);
    }
    let whole = made(folder.path(), "0.wav 1.wav 2.wav", "sit.wav", "pad 0 1");
    let played = Played::once(
        steps
            .iter()
            .zip([0.0, 0.0, 1000.0])
            .map(|(&(hertz, seconds), off)| (seconds * 1000.0, off, vec![at_volume(hertz, 0.2)])),
    );
    let found = assert_measured("sox, special information", &whole, &played, PROMISED);
    let [sit] = analysis::sit(&found)[..] else { panic!("{:?}", analysis::sit(&found)) };
    assert_eq!(sit.tone, SitTone::Code(SitCode::Intercept));
}
