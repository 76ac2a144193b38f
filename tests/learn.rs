//! `ringsmith learn` as its users call it, and that what it learns is what was played.

#![cfg(feature = "cli")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "recordings of minutes"
)]

mod common;
#[path = "learn/national.rs"]
mod national;
#[path = "learn/played.rs"]
mod played;

use std::path::Path;
use std::process::Output;

use common::{ringsmith, stdout_of, testdata};
use played::{rendered, sine_signal};
use ringsmith::analysis;
use ringsmith::learn::{self, Learned};
use ringsmith::model::{Entry, OnOff, Signal, ToneKind, ToneSet};
use ringsmith::notation::{Document, Notation, Options};
use ringsmith::units::{DbM0, SampleRate};
use ringsmith::world;
use serde_json::Value;

/// Writes the samples as a WAV file of 16 bits at 8 kHz.
fn wav(folder: &Path, name: &str, samples: &[f32]) -> String {
    let path = folder.join(name);
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(&path, spec).unwrap();
    for sample in samples {
        writer.write_sample((sample * 32_768.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
    path.to_str().unwrap().to_owned()
}

fn tone_of(country: &str, id: &str) -> Signal {
    let tones = world::country(country).unwrap().tones();
    tones.tone_by_id(id).unwrap().signal.clone()
}

fn learned(samples: &[f32]) -> Learned {
    learn::learn(&analysis::measure(samples, SampleRate::NARROWBAND)).expect("a tone")
}

fn run(arguments: &[&str]) -> Output {
    ringsmith().arg("learn").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// German busy and ringback, British dial tone, and a bell.
fn four() -> Vec<(&'static str, Vec<f32>)> {
    let bell = world::country("de").unwrap().ringing().unwrap();
    let bell = Entry::Pattern(&bell).signal(DbM0::from_hundredths(-1000).unwrap());
    vec![
        ("busy.wav", rendered(&tone_of("de", "bt"), 3000)),
        ("ringback.wav", rendered(&tone_of("de", "rt"), 12_000)),
        ("dial.wav", rendered(&tone_of("gb", "dt"), 2000)),
        ("bell.wav", rendered(&bell, 12_000)),
    ]
}

#[test]
fn several_recordings_become_one_set_that_reads_the_same_with_its_comments() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<_> = four().iter().map(|(name, it)| wav(folder.path(), name, it)).collect();
    let learned: Vec<_> = four().iter().map(|(_, samples)| learned(samples)).collect();
    for &to in Notation::ALL {
        let path = folder.path().join(format!("learned.{}", to.name()));
        let path = path.to_str().unwrap();
        let files = files.iter().map(String::as_str);
        let arguments: Vec<_> = files.chain(["--to", to.name(), "-o", path]).collect();
        let output = run(&arguments);
        assert!(output.status.success(), "{to}: {}", text(&output.stderr));
        let (set, _) = learn::tone_set(&learned, to);
        let plain = to.write(&[set]).text;
        let read = |bytes| {
            Document::in_notation("text", bytes, to).parse(Options::default()).tones.unwrap()
        };
        let bytes = std::fs::read(path).unwrap();
        assert_eq!(read(bytes.clone()), read(plain), "{to}");
        // Comments do not hide what the file is written in.
        assert_eq!(Notation::of_file("learned", &bytes).name(), to.name().replace("-v1", ""));
    }
}

#[test]
fn a_cpt_file_of_learned_tones_holds_their_values_names_and_runners_up() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<_> = four().iter().map(|(name, it)| wav(folder.path(), name, it)).collect();
    let mut arguments: Vec<_> = files.iter().map(String::as_str).collect();
    arguments.extend(["--to", "audiocodes"]);
    let output = run(&arguments);
    let (written, told) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{told}");
    let head: Vec<_> = written.lines().take_while(|line| line.starts_with('#')).collect();
    assert!(head[0].starts_with("# busy: busy, confidence 0."), "{written}");
    assert!(head[1].contains(" busy of ") && head[1].contains("de"), "{written}");
    assert!(head.iter().any(|line| line.starts_with("# dial: dial, ")), "{written}");
    assert!(written.contains("\n[CALL PROGRESS TONE #0]\nTone Type=3\nLow Freq [Hz]=425\n"));
    assert!(written.contains("First Signal On Time [10msec]=48\n"), "{written}");
    assert!(written.contains("\n[Ringing Pattern #0]\nRing Type=0\nFreq [Hz]=25\n"), "{written}");
    assert!(told.contains("dial.wav: the recording ends while it sounds"), "{told}");
}

#[test]
fn a_vendor_s_tone_through_mu_law_is_learned_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let ini = testdata("vendor/uk.ini");
    let tones = |file: &Path| {
        let tones = Document::open(file).unwrap().parse(Options::default()).tones.unwrap();
        tones.into_iter().next().unwrap()
    };
    for id in ["rt", "bt", "dt"] {
        let (wav, learned) = (path("tone.wav"), path("learned.ini"));
        let mut render = ringsmith();
        render.arg("render").arg(&ini).args(["--tone", id, "--encoding", "ulaw"]);
        stdout_of(render.args(["--duration", "9000", "-o", &wav]));
        stdout_of(ringsmith().args(["learn", &wav, "--to", "audiocodes", "-o", &learned]));
        let (found, expected) = (tones(Path::new(&learned)), tones(&ini));
        let signal = |set: &ToneSet| set.tone_by_id(id).unwrap().signal.heard();
        assert_eq!(signal(&found), signal(&expected), "{id}");
    }
}

#[test]
fn what_was_heard_once_is_played_once_and_said_to_be_in_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let samples = rendered(&tone_of("us", "rt"), 5000);
    let one = learned(&samples);
    assert_eq!(one.signal.cadence().lead(), [OnOff::new(2000, 0)]);
    assert!(one.signal.cadence().cycle().is_empty());
    // What the tables have it for is still told.
    assert_eq!(one.name, Some(learn::Name::Kind(ToneKind::RINGBACK)), "{:?}", one.candidates);
    let file = wav(folder.path(), "once.wav", &samples);
    let output = run(&[&file, "--to", "toml"]);
    let (written, told) = (text(&output.stdout), text(&output.stderr));
    let doubt = "heard once: it may be played once or repeated";
    assert!(told.contains(&format!("once.wav: {doubt}")), "{told}");
    assert!(written.contains(&format!("#   {doubt}\n")), "{written}");
    let path = folder.path().join("once.toml");
    let output = run(&[&file, "--to", "toml", "--json", "-o", path.to_str().unwrap()]);
    let object: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(object["doubts"], serde_json::json!(["heard-once", "last-silence-cut"]));
    assert_eq!((&object["name"], &object["entry"]), (&"ringback".into(), &"tone 0".into()));
    let definition = &object["definition"];
    assert_eq!(definition["voices"][0][1]["frequency_hz"], 480.0);
    assert_eq!(
        (&definition["lead"][0]["on_ms"], &definition["cycle"]),
        (&2000.into(), &Value::Array(vec![]))
    );
}

#[test]
fn a_tone_that_no_table_has_gets_a_definition_and_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let signal = sine_signal(733, &[OnOff::new(310, 790)]);
    let samples = rendered(&signal, 4000);
    let one = learned(&samples);
    assert_eq!(one.signal, signal);
    assert!(one.name.is_none() && one.confidence() < 0.01, "{:?}", one.candidates);
    let probable = one.candidates.iter().map(|candidate| candidate.confidence).sum::<f64>();
    assert!(probable < 0.01, "{probable}");
    let output = run(&[&wav(folder.path(), "odd.wav", &samples), "--to", "audiocodes"]);
    let (written, told) = (text(&output.stdout), text(&output.stderr));
    assert!(written.starts_with("# odd: unknown, confidence 0.00\n"), "{written}");
    assert!(written.contains("[USER DEFINED TONE #0]"), "{written}");
    assert!(told.contains("odd.wav: no table has a tone like it"), "{told}");
}

#[test]
fn silence_exits_with_1_what_cannot_be_read_with_2_and_neither_writes() {
    let folder = tempfile::tempdir().unwrap();
    let silence = wav(folder.path(), "silence.wav", &vec![0.0; 8000]);
    let busy = wav(folder.path(), "busy.wav", &four()[0].1);
    let path = folder.path().join("out.ini");
    let path = path.to_str().unwrap();
    for (files, status, message) in [
        ([busy.as_str(), silence.as_str()], 1, "silence.wav: no tone"),
        (["no such file", silence.as_str()], 2, "no such file: "),
    ] {
        let output = run(&[files[0], files[1], "--to", "audiocodes", "-o", path]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{told}");
        assert!(told.contains(message), "{told}");
        assert!(output.stdout.is_empty() && !Path::new(path).exists());
    }
    for wrong in [
        [busy.as_str(), "--json", "--to", "toml"].as_slice(),
        &[&busy, "--to", "no notation"],
        &[&busy],
        &["--to", "toml"],
        &[&busy, "--to", "toml", "--channel", "2"],
        &[&busy, "--to", "toml", "-o", &busy],
    ] {
        assert_eq!(run(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn a_loss_is_told_of_its_recording_and_with_strict_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let sit = wav(folder.path(), "sit.wav", &rendered(&tone_of("de", "sit"), 6000));
    let busy = wav(folder.path(), "busy.wav", &four()[0].1);
    let lax = run(&[&busy, &sit, "--to", "audiocodes"]);
    let told = text(&lax.stderr);
    assert!(lax.status.success() && told.contains("sit.wav: "), "{told}");
    assert!(told.contains("different frequencies in different on times"), "{told}");
    let strict = run(&[&busy, &sit, "--to", "audiocodes", "--strict"]);
    assert_eq!((strict.status.code(), strict.stdout.len()), (Some(1), 0));
}

#[test]
fn a_tone_that_is_learned_twice_has_two_ids() {
    let folder = tempfile::tempdir().unwrap();
    let tones = ringsmith::standard::tones();
    let answer = &tones.tone_by_id("mgcp/l/wt2").unwrap().signal;
    let once = wav(folder.path(), "once.wav", &rendered(answer, 30_000));
    let output = run(&[&once, &once, "--to", "toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let written = text(&output.stdout);
    let set = Document::new("learned.toml", written.clone().into_bytes()).parse(Options::default());
    let [set] = &*set.tones.unwrap_or_else(|| panic!("{written}")) else { panic!("one set") };
    let ids: Vec<_> = set.tones().iter().map(|tone| tone.id.as_ref().unwrap().as_str()).collect();
    assert_eq!(ids, ["mgcp/l/wt2", "mgcp/l/wt2-2"]);
}
