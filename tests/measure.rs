//! `ringsmith measure` as its users call it.

#![cfg(feature = "cli")]

mod common;

use std::path::Path;

use common::{ringsmith, stdout_of, testdata};
use serde_json::Value;

/// Renders the British ringing tone.
fn tone(folder: &Path, name: &str, encoding: &str, container: &str) -> String {
    let path = folder.join(name).to_str().unwrap().to_owned();
    let mut command = ringsmith();
    command.arg("render").arg(testdata("vendor/uk.ini")).args(["--tone", "rt"]);
    command.args(["--encoding", encoding, "--container", container, "-o", &path]);
    stdout_of(&mut command);
    path
}

/// The objects that are printed.
fn objects(stdout: &[u8]) -> Vec<Value> {
    let text = str::from_utf8(stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a file holds is the other tests' matter: here a tone may be found or not.
fn measured(arguments: &[&str], input: Vec<u8>) -> Vec<Value> {
    let mut command = ringsmith();
    let output = command.args(["measure", "--json"]).args(arguments).write_stdin(input).output();
    let output = output.unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{stderr}");
    objects(&output.stdout)
}

#[test]
fn every_file_has_an_object_in_the_order_of_the_arguments() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<_> = ["ulaw", "pcm16", "f32", "pcm24", "alaw"]
        .iter()
        .map(|encoding| tone(folder.path(), &format!("{encoding}.wav"), encoding, "wav"))
        .collect();
    let arguments: Vec<_> = files.iter().map(String::as_str).collect();
    let found = measured(&arguments, Vec::new());
    let names: Vec<_> = found.iter().map(|object| object["file"].as_str().unwrap()).collect();
    assert_eq!(names, arguments);
    for object in &found {
        assert_eq!(object["rate"], 8000);
        assert_eq!(object["channels"], 1);
        assert!(object["length_ms"].as_f64().unwrap() > 5000.0, "{object}");
        for list in ["voices", "runs"] {
            assert!(object[list].is_array(), "{list} of {object}");
        }
        assert!(object["background"].is_object() && object["fault"].is_null(), "{object}");
    }
    assert_eq!(found[0]["format"], "WAV, G.711 mu-law");
}

#[test]
fn raw_samples_and_standard_input_are_the_file_without_its_header() {
    let folder = tempfile::tempdir().unwrap();
    let wav = tone(folder.path(), "a.wav", "alaw", "wav");
    let raw = tone(folder.path(), "a.raw", "alaw", "raw");
    let says = ["--rate", "8000", "--encoding", "alaw"];
    let ours = |mut object: Value| {
        let fields = object.as_object_mut().unwrap();
        for name in ["file", "format"] {
            fields.remove(name);
        }
        object
    };
    let expected = ours(measured(&[&wav], Vec::new()).remove(0));
    let bytes = |path: &str| std::fs::read(path).unwrap();
    assert_eq!(ours(measured(&[&[raw.as_str()], &says[..]].concat(), vec![]).remove(0)), expected);
    assert_eq!(ours(measured(&["-"], bytes(&wav)).remove(0)), expected);
    let mut piped = measured(&[&["-"], &says[..]].concat(), bytes(&raw));
    assert_eq!(piped[0]["file"], "<stdin>");
    assert_eq!(piped[0]["format"], "raw, G.711 A-law");
    assert_eq!(ours(piped.remove(0)), expected);
}

#[test]
fn silence_exits_with_1_and_what_cannot_be_read_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let silence = path("silence.raw", &[0xFF; 8000]);
    let says = ["--rate", "8000", "--encoding", "ulaw"];
    let quiet = ringsmith().args(["measure", &silence]).args(says).assert().code(1);
    let stdout = String::from_utf8_lossy(&quiet.get_output().stdout).into_owned();
    assert!(stdout.contains("silence.raw: 1.000 s at 8000 Hz, raw, G.711 mu-law"), "{stdout}");
    assert!(stdout.contains("no tone") && !stdout.contains('\u{1b}'), "{stdout}");
    // What cannot be read outweighs silence, and keeps nothing from being measured.
    let text = path("tones.ini", b"[CALL PROGRESS TONE #0]\n");
    let both = ringsmith().args(["measure", "no such file", &text, &silence]).assert().code(2);
    let stderr = String::from_utf8_lossy(&both.get_output().stderr).into_owned();
    for message in ["no such file: ", "tones.ini: expected WAV, FLAC", "silence.raw: expected WAV"]
    {
        assert!(stderr.contains(message), "{message}: {stderr}");
    }
    for wrong in [
        ["--channel", "0"].as_slice(),
        &["--channel", "left"],
        &["--rate", "8000"],
        &["--encoding", "ulaw"],
        &["--rate", "7999", "--encoding", "ulaw"],
        &["--channels", "2"],
    ] {
        ringsmith().args(["measure", &silence]).args(wrong).assert().code(2);
    }
    ringsmith().arg("measure").assert().code(2);
}

#[test]
fn of_several_channels_one_has_to_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stereo.raw").to_str().unwrap().to_owned();
    std::fs::write(&path, [0xFF; 3200]).unwrap();
    let says = ["--rate", "8000", "--encoding", "ulaw", "--channels", "2"];
    let arguments = |channel: &'static [&str]| [&[path.as_str()], &says[..], channel].concat();
    let mut command = ringsmith();
    let refused = command.arg("measure").args(arguments(&[])).assert().code(2);
    let stderr = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(stderr.contains("there are 2 channels: choose one, or their mean"), "{stderr}");
    for channel in [["--channel", "1"], ["--channel", "2"], ["--channel", "mix"]] {
        let channel: &'static [&str] = Box::leak(Box::new(channel));
        let found = measured(&arguments(channel), Vec::new());
        assert_eq!((&found[0]["channels"], &found[0]["length_ms"]), (&2.into(), &200.0.into()));
    }
    let mut command = ringsmith();
    command.arg("measure").args(arguments(&["--channel", "3"])).assert().code(2);
}

#[test]
fn digits_information_tones_and_modulations_are_named_in_the_object() {
    let folder = tempfile::tempdir().unwrap();
    let object = |name: &str, arguments: &[&str]| {
        let path = folder.path().join(name).to_str().unwrap().to_owned();
        stdout_of(ringsmith().arg("render").args(arguments).args(["-o", &path]));
        measured(&[&path], Vec::new()).remove(0)
    };
    let digit = object("digit.wav", &["--tone", "d5"]);
    let [heard] = digit["digits"].as_array().unwrap().as_slice() else { panic!("{digit}") };
    assert_eq!((&heard["digit"], &heard["start_ms"]), (&"5".into(), &0.0.into()));
    assert!((heard["end_ms"].as_f64().unwrap() - 100.0).abs() < 1.0, "{heard}");
    let sit = object("sit.wav", &["--tone", "mgcp/t/sit(5)", "--cycles", "1"]);
    let [heard] = sit["special_information"].as_array().unwrap().as_slice() else {
        panic!("{sit}")
    };
    assert_eq!(heard["tone"], "IC, intercept");
    let am = testdata("vendor/am-tones.ini");
    let am = object("am.wav", &[am.to_str().unwrap(), "--tone", "0"]);
    assert!(am["voices"][0]["components"][0]["modulation"]["depth"].is_number(), "{am}");
}
