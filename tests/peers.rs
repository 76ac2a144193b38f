//! Programs that are not ours play what a text of each notation defines, from a transcription made by
//! hand, and the recordings agree: frequencies within 0.1 Hz, levels within 0.1 dB, edges within two
//! samples.
//!
//! Two samples, since both peers decide edges by the sample and every on time starts in phase 0: the
//! sample at an edge is zero, and the last before one may round to it. Frequencies and levels are
//! measured on recordings of at least 0.3 s, in which the window separates components 14 Hz apart.
//!
//! `./check` installs both peers.

#[path = "peers/measured.rs"]
mod measured;
#[path = "common/peer.rs"]
mod peer;

use std::path::{Path, PathBuf};
use std::process::Command;

use measured::{FULL_SCALE, component, runs};
use peer::{has, output_of, with_spandsp};
use ringsmith::model::Selector;
use ringsmith::notation::{Document, Notation, Options};
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::SampleRate;

const LOST: &str = "nobody else has played our notations";
/// Twice the longest cadence of the table.
const SECONDS: usize = 12;
/// spandsp's only rate.
const RATE: usize = 8000;
/// So many zeros are silence: 2 ms, in which the lowest tone of the table crosses zero once.
const GAP: usize = 16;

/// On and off time in ms with up to two components (hertz, dBm0); the list is played for ever.
type Step = (usize, usize, &'static [(f64, f64)]);

/// A text, how its tone is selected, and what the standard or manual says that it is.
struct Row {
    notation: &'static str,
    text: &'static str,
    tone: &'static str,
    steps: &'static [Step],
}

const ROWS: &[Row] = &[
    Row {
        notation: "toml",
        text: "[[tone]]\nid = \"sit\"\ncycle = [{ on = 330, components = \"950@-13\" },\n\
               { on = 330, components = \"1400@-13\" },\n\
               { on = 330, off = 1000, components = \"1800@-13\" }]\n",
        tone: "sit",
        steps: &[
            (330, 0, &[(950.0, -13.0)]),
            (330, 0, &[(1400.0, -13.0)]),
            (330, 1000, &[(1800.0, -13.0)]),
        ],
    },
    Row {
        notation: "sbc",
        text: "set profiles media toneProfile a make1 500 break1 500\n\
               set profiles media toneProfile a generationMethod dualTone tone1Frequency 480 \
               tone1Power -24 tone2Frequency 620 tone2Power -24\n\
               set profiles media tonePackage p packageId 100 toneType bt toneProfile a\n",
        tone: "bt",
        steps: &[(500, 500, &[(480.0, -24.0), (620.0, -24.0)])],
    },
    Row {
        notation: "audiocodes",
        text: "[CALL PROGRESS TONE #0]\nTone Type=2\nLow Freq [Hz]=400\nHigh Freq [Hz]=450\n\
               Low Freq Level [-dBm]=19 (-19dbm)\nHigh Freq Level [-dBm]=16\n\
               First Signal On Time [10msec]=40\nFirst Signal Off Time [10msec]=20\n\
               Second Signal On Time [10msec]=40\nSecond Signal Off Time [10msec]=200\n",
        tone: "rt",
        steps: &[
            (400, 200, &[(400.0, -19.0), (450.0, -16.0)]),
            (400, 2000, &[(400.0, -19.0), (450.0, -16.0)]),
        ],
    },
    Row {
        notation: "asterisk",
        text: "[uk]\nring = 400+450/400,0/200,400+450/400,0/2000\n",
        tone: "rt",
        steps: &[
            (400, 200, &[(400.0, -10.0), (450.0, -10.0)]),
            (400, 2000, &[(400.0, -10.0), (450.0, -10.0)]),
        ],
    },
    // The volume of a script is that of the sum, which libteletone divides by the frequencies.
    Row {
        notation: "freeswitch",
        text: "us-ring=v=-7;%(2000,4000,440,480)\nsit=%(274,0,913.8);%(274,0,1370.6);%(380,700,1776.7)\n",
        tone: "us-ring",
        steps: &[(2000, 4000, &[(440.0, -13.02), (480.0, -13.02)])],
    },
    Row {
        notation: "tonescript",
        text: "<Busy_Tone>480@-24,620@-24;*(.5/.5/1+2)</Busy_Tone>\n",
        tone: "bt",
        steps: &[(500, 500, &[(480.0, -24.0), (620.0, -24.0)])],
    },
    Row {
        notation: "grandstream",
        text: "P4001=f1=440@-19,f2=480@-19,c=2000/4000;\n",
        tone: "rt",
        steps: &[(2000, 4000, &[(440.0, -19.0), (480.0, -19.0)])],
    },
];

/// A notation, a text of one steady modulated tone, how it is selected; its carrier (Hz, dBm0) and
/// modulation (Hz, percent).
const MODULATED: &[(&str, &str, &str, [f64; 4])] = &[
    ("asterisk", "[jp]\nring = 400*25\n", "rt", [400.0, -10.0, 25.0, 90.0]),
    (
        "sbc",
        "set profiles media toneProfile a make1 -1\n\
         set profiles media toneProfile a generationMethod modulatedTone carrierFrequency 425 \
         carrierPower -12 signalFrequency 25 signalModulationIndex 60\n\
         set profiles media tonePackage p packageId 100 toneType rt toneProfile a\n",
        "rt",
        [425.0, -12.0, 25.0, 60.0],
    ),
    (
        "audiocodes",
        "[CALL PROGRESS TONE #0]\nTone Type=1\nTone Modulation Type=1\nTone Form=1\n\
     Carrier Freq [Hz]=400\nModulation Freq [Hz]=33\nSignal Level [-dBm]=16\n\
     AM Factor [steps of 0.02]=45\nFirst Signal On Time [10msec]=300\n",
        "dt",
        [400.0, -16.0, 33.0, 90.0],
    ),
];

fn ours(row: &Row) -> Vec<i16> {
    let notation: Notation = row.notation.parse().unwrap();
    let document = Document::in_notation(row.tone, row.text.into(), notation);
    let parsed = document.parse(Options::default());
    let set = &parsed.into_tones().unwrap()[0];
    let selector: Selector = row.tone.parse().unwrap();
    let signal = set.select(&selector).unwrap().signal(ringsmith::units::DbM0::ZERO);
    let renderer = Renderer::new(&signal, SampleRate::NARROWBAND, RenderOptions::default());
    let mut samples = vec![0; SECONDS * RATE];
    renderer.unwrap().render(0, &mut samples);
    samples
}

/// The recordings of two peers under the same measure.
fn assert_agree(row: &Row, peer: &str, theirs: &[i16]) {
    let ours = ours(row);
    assert_eq!(theirs.len(), ours.len(), "{peer}, {}", row.notation);
    let (own, other) = (runs(&ours, GAP), runs(theirs, GAP));
    assert_eq!(own.len(), other.len(), "{peer}, {}: {own:?}, {other:?}", row.notation);
    for (own, other) in own.iter().zip(&other) {
        let near = |one: usize, other: usize| one.abs_diff(other) <= 2;
        assert!(near(own.0, other.0) && near(own.1, other.1), "{peer}: {own:?}, {other:?}");
    }
    let mut start = 0;
    for (on, off, components) in row.steps.iter().cycle() {
        let end = start + on * RATE / 1000;
        if end > ours.len() {
            break;
        }
        for (hertz, dbm0) in *components {
            let (own, own_level) = component(&ours[start..end], 8000.0, *hertz);
            let (other, other_level) = component(&theirs[start..end], 8000.0, *hertz);
            let what = format!("{peer}, {} at {start}: {own} Hz {own_level}", row.notation);
            assert!((own - other).abs() < 0.1, "{what}, {other} Hz");
            assert!((own - hertz).abs() < 0.1, "{what}, defined {hertz} Hz");
            assert!((own_level - other_level).abs() < 0.1, "{what}, {other_level} dBm0");
            assert!((own_level - dbm0).abs() < 0.1, "{what}, defined {dbm0} dBm0");
        }
        start = end + off * RATE / 1000;
    }
}

fn samples(bytes: &[u8]) -> Vec<i16> {
    bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
}

fn spandsp(folder: &Path) -> Option<PathBuf> {
    with_spandsp("peers/spandsp.c", folder, LOST)
}

#[test]
fn spandsp_plays_what_the_notations_define() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = spandsp(folder.path()) else { return };
    for row in ROWS {
        let mut command = Command::new(&program);
        command.arg((SECONDS * RATE).to_string());
        for (on, off, components) in row.steps {
            for index in 0..2 {
                let (hertz, level) = components.get(index).copied().unwrap_or((0.0, 0.0));
                command.args([hertz.to_string(), level.to_string()]);
            }
            command.arg(on.to_string());
            if *off > 0 {
                command.args(["0", "0", "0", "0"]).arg(off.to_string());
            }
        }
        assert_agree(row, "spandsp", &samples(&output_of(&mut command)));
    }
}

#[test]
fn ffmpeg_plays_what_the_notations_define() {
    if !has("ffmpeg", LOST) {
        return;
    }
    for row in ROWS {
        let length: usize = row.steps.iter().map(|(on, off, _)| on + off).sum();
        let (mut start, mut terms) = (0, Vec::new());
        for (on, off, components) in row.steps {
            for (hertz, dbm0) in *components {
                let amplitude = 10_f64.powf((dbm0 - FULL_SCALE) / 20.0);
                let time = format!("(mod(n,{})-{})", length * 8, start * 8);
                terms.push(format!(
                    "{amplitude}*sin(2*PI*{hertz}*{time}/8000)*gte({time},0)*lt({time},{})",
                    on * 8
                ));
            }
            start += on + off;
        }
        let source = format!("aevalsrc='{}':s=8000:d={SECONDS}", terms.join("+"));
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-f", "lavfi", "-i", &source]);
        command.args(["-c:a", "pcm_s16le", "-f", "s16le", "-"]);
        assert_agree(row, "ffmpeg", &samples(&output_of(&mut command)));
    }
}

/// spandsp's other generator modulates, which `super_tone_tx` does not. A modulation of depth m is two
/// side bands, each m/2 of the carrier.
#[test]
fn spandsp_modulates_as_the_notations_define() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = spandsp(folder.path()) else { return };
    for (notation, text, tone, [carrier, level, modulating, percent]) in MODULATED {
        let row = Row { notation, text, tone, steps: &[] };
        let ours = &ours(&row)[..RATE];
        let mut command = Command::new(&program);
        command.arg(RATE.to_string()).args([carrier, level].map(f64::to_string));
        command.args([(-modulating).to_string(), percent.to_string()]).arg("0");
        let theirs = samples(&output_of(&mut command));
        let side = level + 20.0 * (percent / 200.0).log10();
        for (hertz, dbm0) in
            [(carrier - modulating, side), (*carrier, *level), (carrier + modulating, side)]
        {
            for (who, samples) in [("ringsmith", ours), ("spandsp", &theirs)] {
                let (found, found_level) = component(samples, 8000.0, hertz);
                let what = format!("{who}, {notation}: {found} Hz {found_level} dBm0");
                assert!((found - hertz).abs() < 0.1, "{what}, defined {hertz} Hz");
                assert!((found_level - dbm0).abs() < 0.1, "{what}, defined {dbm0} dBm0");
            }
        }
    }
}
