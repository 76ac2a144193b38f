//! Samples that spandsp makes with its generators.

use std::path::Path;
use std::process::Command;

use ringsmith::analysis::{self, Content, mf_digit};
use ringsmith::codec::Encoding;
use ringsmith::recording::{Channel, Recording};
use ringsmith::units::SampleRate;

use super::expected::{PROMISED, Played, Sine, Step, assert_measured, sine};
use super::peer::{output_of, with_spandsp};

const LOST: &str = "its generators were not measured";
const PLAYS: &str = "peers/spandsp.c";
const SIGNALS: &str = "measured_peers/signalling.c";

/// What a program writes, as a recording.
fn recorded(program: &Path, args: &[String]) -> Recording {
    let bytes = output_of(Command::new(program).args(args));
    Recording::from_raw(&bytes, SampleRate::NARROWBAND, Encoding::Pcm16, 1, Channel::Only).unwrap()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn pair(low: (f64, f64), high: (f64, f64)) -> Vec<Sine> {
    vec![sine(low.0, low.1), sine(high.0, high.1)]
}

/// Arguments that play a cycle for so many seconds with `super_tone_tx`.
fn super_tone(seconds: u32, cycle: &[Step]) -> Vec<String> {
    let mut args = vec![(seconds * 8000).to_string()];
    for (on, off, tone) in cycle {
        for at in 0..2 {
            let (hertz, dbm0) = tone.get(at).map_or((0.0, 0.0), |sine| (sine.hertz, sine.dbm0));
            args.extend([hertz.to_string(), dbm0.to_string()]);
        }
        args.push(on.to_string());
        if *off > 0.0 {
            args.extend(words(&["0", "0", "0", "0"]));
            args.push(off.to_string());
        }
    }
    args
}

#[test]
fn the_supervisory_tones_of_spandsp_are_measured_as_they_were_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = with_spandsp(PLAYS, folder.path(), LOST) else { return };
    let british = pair((400.0, -19.0), (450.0, -16.0));
    let single = |hertz| vec![sine(hertz, -13.0)];
    let cycles: [(u32, Vec<Step>); 6] = [
        (18, vec![(2000.0, 4000.0, pair((440.0, -19.0), (480.0, -19.0)))]),
        (4, vec![(500.0, 500.0, pair((480.0, -24.0), (620.0, -24.0)))]),
        (3, vec![(250.0, 250.0, pair((480.0, -24.0), (620.0, -24.0)))]),
        (9, vec![(400.0, 200.0, british.clone()), (400.0, 2000.0, british)]),
        (
            8,
            vec![
                (330.0, 0.0, single(950.0)),
                (330.0, 0.0, single(1400.0)),
                (330.0, 1000.0, single(1800.0)),
            ],
        ),
        (
            6,
            vec![
                (200.0, 200.0, vec![sine(425.0, -10.0)]),
                (600.0, 1000.0, vec![sine(425.0, -10.0)]),
            ],
        ),
    ];
    for (seconds, cycle) in cycles {
        let args = super_tone(seconds, &cycle);
        let case = format!("spandsp, super_tone_tx {args:?}");
        assert_measured(&case, &recorded(&program, &args), &Played::cycle(cycle), PROMISED);
    }
}

/// `tone_gen` takes whole hertz, whole dBm0 and whole percents.
#[test]
fn the_modulated_tones_of_spandsp_are_measured_as_they_were_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = with_spandsp(PLAYS, folder.path(), LOST) else { return };
    for [hertz, dbm0, rate, percent] in [
        [400.0, -10.0, 16.0, 90.0],
        [425.0, -12.0, 25.0, 60.0],
        [400.0, -16.0, 33.0, 100.0],
        [600.0, -13.0, 120.0, 50.0],
    ] {
        let args = ["24000", "", "", "", "", "0"].map(str::to_owned);
        let mut args = args.to_vec();
        for (place, value) in args[1..5].iter_mut().zip([hertz, dbm0, -rate, percent]) {
            *place = value.to_string();
        }
        let modulation = Some((rate, percent / 100.0));
        let played = Played::continuous([Sine { hertz, dbm0, modulation }]);
        let case = format!("spandsp, tone_gen {args:?}");
        assert_measured(&case, &recorded(&program, &args), &played, PROMISED);
    }
}

/// The keypad of Q.23.
const KEYS: &str = "123A456B789C*0#D";
const ROWS_HZ: [f64; 4] = [697.0, 770.0, 852.0, 941.0];
const COLUMNS_HZ: [f64; 4] = [1209.0, 1336.0, 1477.0, 1633.0];

#[test]
fn the_digits_of_spandsp_are_measured_as_they_were_dialled() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = with_spandsp(SIGNALS, folder.path(), LOST) else { return };
    // Level of the row in dBm0, twist in dB, on and off times in ms; spandsp's own are -10, 0, 50, 55.
    for (row_dbm0, twist, on, off) in [(-10, 0, 50, 55), (-11, 2, 70, 70), (-25, -3, 100, 40)] {
        let numbers = [row_dbm0, twist, on, off].map(|it: i32| it.to_string());
        let args = [words(&["dtmf", KEYS]), numbers.to_vec()].concat();
        let case = format!("spandsp, {args:?}");
        let [low, high] = [row_dbm0, row_dbm0 + twist].map(f64::from);
        let steps = ROWS_HZ.into_iter().flat_map(|row| {
            COLUMNS_HZ
                .map(|column| (f64::from(on), f64::from(off), pair((row, low), (column, high))))
        });
        let played = Played::once(steps);
        let found = assert_measured(&case, &recorded(&program, &args), &played, PROMISED);
        let digits: String = analysis::digits(&found).iter().map(|it| it.digit).collect();
        assert_eq!(digits, KEYS, "{case}");
    }
}

/// The signals of R1 in the order of their frequencies, with 1700 Hz the higher of the last.
const MF_SIGNALS: &str = "1234567890CA*B#";
const MF_HZ: [f64; 6] = [700.0, 900.0, 1100.0, 1300.0, 1500.0, 1700.0];

/// Every two of some frequencies, in the order of the higher one.
fn pairs_of(hertz: [f64; 6], dbm0: f64) -> Vec<Vec<Sine>> {
    let pair_at = |high: usize, low: usize| pair((hertz[low], dbm0), (hertz[high], dbm0));
    (1..6).flat_map(|high| (0..high).map(move |low| pair_at(high, low))).collect()
}

/// -7 dBm0, 68 ms on and off, KP 100 ms: what spandsp sends, and Q.320 and Q.322 ask for.
#[test]
fn the_register_signals_of_spandsp_are_measured_as_they_were_sent() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = with_spandsp(SIGNALS, folder.path(), LOST) else { return };
    let on = |signal| if signal == '*' { 100.0 } else { 68.0 };
    let steps = MF_SIGNALS.chars().zip(pairs_of(MF_HZ, -7.0));
    let played = Played::once(steps.map(|(signal, tone)| (on(signal), 68.0, tone)));
    let recording = recorded(&program, &words(&["mf", MF_SIGNALS]));
    let found = assert_measured("spandsp, R1", &recording, &played, PROMISED);
    let signals = found.runs.iter().map(|run| match run.content {
        Content::Voice(voice) => mf_digit(&found.voices[voice]),
        Content::Other => None,
    });
    assert_eq!(signals.collect::<Option<String>>().as_deref(), Some(MF_SIGNALS));
}

/// ITU-T Q.441: six frequencies each way, 120 Hz apart; spandsp sends them at -11 dBm0.
#[test]
fn the_r2_signals_of_spandsp_are_measured_as_they_were_sent() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = with_spandsp(SIGNALS, folder.path(), LOST) else { return };
    let forward = [1380.0, 1500.0, 1620.0, 1740.0, 1860.0, 1980.0];
    let backward = [1140.0, 1020.0, 900.0, 780.0, 660.0, 540.0];
    for (way, hertz) in [("forward", forward), ("backward", backward)] {
        let mut tones = pairs_of(hertz, -11.0);
        for tone in &mut tones {
            tone.sort_by(|a, b| a.hertz.total_cmp(&b.hertz));
        }
        let played = Played::once(tones.into_iter().map(|tone| (100.0, 100.0, tone)));
        let recording = recorded(&program, &words(&["r2", "1234567890BCDEF", way]));
        assert_measured(&format!("spandsp, R2 {way}"), &recording, &played, PROMISED);
    }
}
