//! What we play, as detectors that are not ours hear it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use ringsmith::codec::g711;
use ringsmith::model::{Cadence, Component, OnOff, Selector, Signal, Voice};
use ringsmith::standard::{self, DtmfLevels};
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::{DbM0, Hertz, SampleRate};
use ringsmith::world;

use super::peer::{has, output_of, with_spandsp};

const LOST: &str = "nobody else has heard what we play";
const SIGNALS: &str = "measured_peers/signalling.c";
const KEYS: &str = "1234567890ABCD*#";

/// How samples are sent, and what comes in.
#[derive(Clone, Copy, Debug)]
enum Line {
    Linear,
    Ulaw,
    Alaw,
}

impl Line {
    fn sent(self, sample: i16) -> i16 {
        match self {
            Self::Linear => sample,
            Self::Ulaw => g711::ulaw_decode(g711::ulaw_encode(sample)),
            Self::Alaw => g711::alaw_decode(g711::alaw_encode(sample)),
        }
    }
}

/// The first milliseconds of signals, one after the other.
fn rendered(signals: &[Signal], rate: SampleRate, ms: u64) -> Vec<i16> {
    let count = usize::try_from(rate.first_sample_at(ms)).unwrap();
    let mut samples = vec![0; count * signals.len()];
    for (signal, part) in signals.iter().zip(samples.chunks_mut(count)) {
        Renderer::new(signal, rate, RenderOptions::default()).unwrap().render(0, part);
    }
    samples
}

/// Writes samples as they go over the line, with half a second of silence behind them at least, in
/// which a detector finishes.
fn written(folder: &Path, samples: &[i16], line: Line) -> PathBuf {
    let path = folder.join("heard.raw");
    let silence = std::iter::repeat_n(0, 11_025);
    let sent = samples.iter().copied().chain(silence).map(|sample| line.sent(sample));
    std::fs::write(&path, sent.flat_map(i16::to_le_bytes).collect::<Vec<u8>>()).unwrap();
    path
}

fn levels(low: i32, high: i32) -> DtmfLevels {
    let level = |hundredths| DbM0::from_hundredths(hundredths).unwrap();
    DtmfLevels { low: level(low), high: level(high) }
}

/// Every key, so long and so far apart.
fn dialled(levels: DtmfLevels, on: u32, off: u32) -> Vec<Signal> {
    let key = |key| {
        let voices = standard::dtmf(key, levels).unwrap().voices().to_vec();
        Signal::with_voices(voices, Cadence::new([OnOff::new(on, off)], []).unwrap()).unwrap()
    };
    KEYS.chars().map(key).collect()
}

/// Levels, on and off times in ms, and the line: from what networks send to the longest and the
/// faintest that Q.24 asks a receiver to take.
fn dialling() -> Vec<(DtmfLevels, u32, u32, Line)> {
    let mut cases = Vec::new();
    for line in [Line::Linear, Line::Ulaw, Line::Alaw] {
        for levels in
            [DtmfLevels::default(), DtmfLevels::EUROPE, levels(-300, -300), levels(-2500, -2500)]
        {
            cases.extend([(levels, 100, 100, line), (levels, 50, 50, line)]);
        }
    }
    cases
}

#[test]
fn spandsp_hears_the_digits_that_we_dial() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = with_spandsp(SIGNALS, folder.path(), LOST) else { return };
    for (levels, on, off, line) in dialling() {
        let signals = dialled(levels, on, off);
        let samples = rendered(&signals, SampleRate::NARROWBAND, u64::from(on + off));
        let path = written(folder.path(), &samples, line);
        let mut command = Command::new(&program);
        command.arg("hear-dtmf").stdin(File::open(path).unwrap());
        let heard = String::from_utf8(output_of(&mut command)).unwrap();
        assert_eq!(heard, KEYS, "{levels:?}, {on}/{off} ms, {line:?}");
    }
}

/// multimon-ng listens at 22 050 Hz.
#[test]
fn multimon_hears_the_digits_that_we_dial() {
    if !has("multimon-ng", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (levels, on, off, line) in dialling() {
        let signals = dialled(levels, on, off);
        let rate = SampleRate::new(22_050).unwrap();
        let samples = rendered(&signals, rate, u64::from(on + off));
        let path = written(folder.path(), &samples, line);
        let mut command = Command::new("multimon-ng");
        let output = output_of(command.args(["-q", "-c", "-a", "DTMF", "-t", "raw"]).arg(path));
        let output = String::from_utf8(output).unwrap();
        let heard: String = output.lines().filter_map(|line| line.strip_prefix("DTMF: ")).collect();
        assert_eq!(heard, KEYS, "{levels:?}, {on}/{off} ms, {line:?}");
    }
}

/// The R1 register signals, as ITU-T Q.320 has them: the project has no table of its own for them.
#[test]
fn spandsp_hears_the_register_signals_that_we_send() {
    const SENT: &str = "1234567890CA*B#";
    const HERTZ: [u32; 6] = [700, 900, 1100, 1300, 1500, 1700];
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = with_spandsp(SIGNALS, folder.path(), LOST) else { return };
    let component =
        |hertz| Component::new(Hertz::new(hertz).unwrap(), DbM0::from_hundredths(-700).unwrap());
    let pairs = (1..6).flat_map(|high| (0..high).map(move |low| [HERTZ[low], HERTZ[high]]));
    let signals: Vec<Signal> = pairs
        .zip(SENT.chars())
        .map(|(pair, signal)| {
            let on = if signal == '*' { 100 } else { 68 };
            let cadence = Cadence::new([OnOff::new(on, 168 - on)], []).unwrap();
            Signal::new(Voice::new(pair.map(component)).unwrap(), cadence).unwrap()
        })
        .collect();
    let samples = rendered(&signals, SampleRate::NARROWBAND, 168);
    let path = written(folder.path(), &samples, Line::Linear);
    let mut command = Command::new(&program);
    command.arg("hear-mf").stdin(File::open(path).unwrap());
    assert_eq!(String::from_utf8(output_of(&mut command)).unwrap(), SENT);
}

/// A tone as spandsp is told to recognise it: its id, its frequencies in Hz (0 for none), its
/// cadence in ms; none for a continuous tone.
struct Known {
    id: &'static str,
    hertz: [u32; 2],
    cadence: &'static [u32],
}

const fn known(id: &'static str, hertz: [u32; 2], cadence: &'static [u32]) -> Known {
    Known { id, hertz, cadence }
}

/// National tones typed once more, as most tables print them (for North America RFC 3660).
///
/// The detector cannot tell frequencies 50 Hz apart, in blocks of 16 ms, nor modulations: British
/// ringing and Japanese tones are left out.
const NATIONAL: [(&str, &[Known]); 5] = [
    (
        "us",
        &[
            known("dt", [350, 440], &[]),
            known("rt", [440, 480], &[2000, 4000]),
            known("bt", [480, 620], &[500, 500]),
            known("ct", [480, 620], &[250, 250]),
        ],
    ),
    ("gb", &[known("dt", [350, 440], &[]), known("bt", [400, 0], &[375, 375])]),
    (
        "de",
        &[
            known("dt", [425, 0], &[]),
            known("rt", [425, 0], &[1000, 4000]),
            known("bt", [425, 0], &[480, 480]),
            known("ct", [425, 0], &[240, 240]),
        ],
    ),
    (
        "fr",
        &[
            known("dt", [440, 0], &[]),
            known("rt", [440, 0], &[1500, 3500]),
            known("bt", [440, 0], &[500, 500]),
            known("ct", [440, 0], &[250, 250]),
        ],
    ),
    (
        "cn",
        &[
            known("dt", [450, 0], &[]),
            known("rt", [450, 0], &[1000, 4000]),
            known("bt", [450, 0], &[350, 350]),
            known("ct", [450, 0], &[700, 700]),
        ],
    ),
];

/// How much a time may differ: spandsp looks at blocks of 16 ms, and each end of a time may lie
/// anywhere in one.
const TIME_MS: u32 = 32;

/// The arguments that describe tones to the detector. A continuous tone is one that lasts for longer
/// than every other.
fn described(tones: &[Known]) -> Vec<String> {
    let mut args = Vec::new();
    for (at, tone) in tones.iter().enumerate() {
        if at > 0 {
            args.push("/".to_owned());
        }
        let mut element = |[low, high]: [u32; 2], [least, most]: [u32; 2]| {
            args.extend([low, high, least, most].map(|number| number.to_string()));
        };
        if tone.cadence.is_empty() {
            element(tone.hertz, [3000, 0]);
        }
        for (place, &ms) in tone.cadence.iter().enumerate() {
            let hertz = if place % 2 == 0 { tone.hertz } else { [0, 0] };
            element(hertz, [ms - TIME_MS, ms + TIME_MS]);
        }
    }
    args
}

#[test]
fn spandsp_recognises_each_national_tone_that_we_play_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = with_spandsp(SIGNALS, folder.path(), LOST) else { return };
    for (country, tones) in NATIONAL {
        let set = world::country(country).unwrap().tones();
        for (at, tone) in tones.iter().enumerate() {
            let selector: Selector = tone.id.parse().unwrap();
            let signal = set.select(&selector).unwrap().signal(DbM0::ZERO);
            for line in [Line::Linear, Line::Ulaw, Line::Alaw] {
                let samples =
                    rendered(std::slice::from_ref(&signal), SampleRate::NARROWBAND, 15_000);
                let path = written(folder.path(), &samples, line);
                let mut command = Command::new(&program);
                command.arg("hear-tones").args(described(tones)).stdin(File::open(path).unwrap());
                let heard = String::from_utf8(output_of(&mut command)).unwrap();
                let mut heard: Vec<&str> = heard.lines().collect();
                heard.dedup();
                assert_eq!(heard, [at.to_string()], "{country} {}, {line:?}", tone.id);
            }
        }
    }
}
