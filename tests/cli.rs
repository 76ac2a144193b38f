//! The program as its users call it.

#![cfg(feature = "cli")]

mod common;

use std::fs;

use common::{ringsmith, stdout_of, testdata};
use sha2::{Digest, Sha256};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8")
}

#[test]
fn check_exits_with_0_for_warnings_1_for_errors_2_for_trouble() {
    let clean = testdata("vendor/uk.ini");
    let odd = testdata("vendor/usa-13-tones.ini");
    let faulty = testdata("bad/zero-frequency.ini");
    ringsmith().arg("check").arg(&clean).assert().code(0);
    ringsmith().arg("check").arg(&odd).assert().code(0);
    ringsmith().args(["check", "--strict"]).arg(&odd).assert().code(1);
    ringsmith().arg("check").args([&clean, &faulty]).assert().code(1);
    ringsmith().arg("check").assert().code(2);
    ringsmith().args(["check", "no-such-file.ini"]).assert().code(2);
    ringsmith().arg("check").arg(testdata("")).assert().code(2);
    // A file that cannot be read outweighs one with errors, and keeps none from being checked.
    let both = ringsmith().args(["check", "no-such-file.ini"]).arg(&faulty).assert().code(2);
    assert!(text(&both.get_output().stderr).contains("zero-frequency"));
}

#[test]
fn a_diagnostic_names_file_line_and_column_and_shows_the_line() {
    let faulty = testdata("bad/burst-mismatch.ini");
    let output = ringsmith().arg("check").arg(&faulty).assert().code(1).get_output().clone();
    let stderr = text(&output.stderr);
    let expected = format!("--> {}:10:1", faulty.display());
    assert!(stderr.contains("error[burst-mismatch]:"), "{stderr}");
    assert!(stderr.contains(&expected), "{stderr}");
    assert!(stderr.contains("10 | First Ring Off Time [10msec]=30"), "{stderr}");
    assert!(stderr.contains("^^^^^") && stderr.contains("help:"), "{stderr}");
    assert!(!stderr.contains('\u{1b}'), "no colours in a pipe");
    assert!(text(&output.stdout).ends_with("burst-mismatch.ini: 2 errors\n"));
}

#[test]
fn check_json_prints_one_object_for_each_diagnostic() {
    let faulty = testdata("bad/many-errors.ini");
    let output = ringsmith().args(["check", "--json"]).arg(&faulty).assert().code(1);
    let stdout = text(&output.get_output().stdout);
    let objects: Vec<serde_json::Value> =
        stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 8, "{stdout}");
    for object in &objects {
        assert_eq!(object["severity"], "error");
        assert_eq!(object["file"], faulty.display().to_string());
        for key in ["code", "message"] {
            assert!(object[key].is_string(), "{key} of {object}");
        }
        for key in ["line", "column"] {
            assert!(object[key].as_u64().unwrap() >= 1, "{key} of {object}");
        }
    }
    assert_eq!(objects[7]["code"], "duplicate-section");
    assert_eq!(objects[7]["line"], 75);
    assert_eq!(objects[7]["related"]["line"], 68);
    assert!(output.get_output().stderr.is_empty());
}

#[test]
fn show_draws_bursts_apart_from_the_cycle() {
    let file = testdata("vendor/distinctive-ringing-burst.ini");
    let stdout = text(&stdout_of(ringsmith().arg("show").arg(file)));
    assert!(!stdout.contains('\u{1b}'), "no colours in a pipe");
    let drawing = stdout.lines().find(|line| line.contains('█')).unwrap();
    let bursts = drawing.split('·').filter(|part| part.contains('▒')).count();
    let cyclic = drawing.split('·').filter(|part| part.contains('█')).count();
    assert_eq!((bursts, cyclic), (3, 1), "{stdout}");
    assert!(stdout.contains("once") && stdout.contains("repeats"), "{stdout}");
    assert!(stdout.contains("25 Hz  once 3×300/300, then 1000/3000 ms"), "{stdout}");
}

#[test]
fn colours_come_when_they_are_asked_for() {
    let file = testdata("vendor/uk.ini");
    let stdout = stdout_of(ringsmith().args(["--color", "always", "show"]).arg(file));
    assert!(text(&stdout).contains('\u{1b}'));
}

#[test]
fn render_without_a_selector_writes_everything_under_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = testdata("vendor/usa-13-tones.ini");
    ringsmith().arg("render").arg(file).arg("-o").arg(folder.path()).assert().success();
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 16, "13 tones and 3 patterns, nothing beside them: {names:?}");
    assert!(names.contains(&"tone-2-busy.wav".to_owned()), "{names:?}");
    assert!(names.contains(&"pattern-0.wav".to_owned()), "{names:?}");
    // The lead and two cycles: three bursts of 500/500 ms, then 1000/3000 ms twice.
    let pattern = hound::WavReader::open(folder.path().join("pattern-2.wav")).unwrap();
    assert_eq!(pattern.len(), 8 * (3 * 1000 - 1000 + 2 * 4000));
    // A continuous tone without a default duration: 3000 ms.
    let dial = hound::WavReader::open(folder.path().join("tone-0-dial.wav")).unwrap();
    assert_eq!((dial.len(), dial.spec().sample_rate), (24_000, 8000));
}

#[test]
fn lengths_follow_duration_cycles_and_start() {
    let file = testdata("vendor/distinctive-ringing-burst.ini");
    let raw = |args: &[&str]| {
        let mut command = ringsmith();
        command.arg("render").arg(&file).args(["--pattern", "0", "--container", "raw", "-o", "-"]);
        stdout_of(command.args(args))
    };
    let whole = raw(&["--rate", "11025", "--duration", "3001"]);
    // ceil(3001 * 11025 / 1000)
    assert_eq!(whole.len(), 2 * 33_087);
    let later = raw(&["--rate", "11025", "--duration", "1000", "--start", "12345"]);
    assert_eq!(later.len(), 2 * 11_025);
    assert_eq!(later, whole[2 * 12_345..][..later.len()]);
    assert_eq!(raw(&["--cycles", "0"]).len(), 2 * 8 * 1800);
    assert_eq!(raw(&["--cycles", "5"]).len(), 2 * 8 * (1800 + 5 * 4000));
    assert_eq!(raw(&["--duration", "0"]).len(), 0);
    // Far out, at the last sample there is.
    let far = raw(&["--start", "9223372036854775728", "--duration", "10"]);
    assert_eq!(far.len(), 160);
}

#[test]
fn encodings_hold_the_same_samples() {
    let file = testdata("vendor/uk.ini");
    let raw = |encoding: &str| {
        let args = ["--tone", "rt", "--container", "raw", "-o", "-", "--encoding", encoding];
        stdout_of(ringsmith().arg("render").arg(&file).args(args))
    };
    let short: Vec<i16> =
        raw("pcm16").chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect();
    let ulaw: Vec<u8> = short.iter().map(|&s| ringsmith::codec::g711::ulaw_encode(s)).collect();
    let alaw: Vec<u8> = short.iter().map(|&s| ringsmith::codec::g711::alaw_encode(s)).collect();
    assert_eq!(raw("ulaw"), ulaw);
    assert_eq!(raw("alaw"), alaw);
    let long: Vec<i32> = raw("pcm24")
        .chunks_exact(3)
        .map(|b| i32::from_le_bytes([0, b[0], b[1], b[2]]) >> 8)
        .collect();
    let float: Vec<f32> =
        raw("f32").chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
    assert_eq!((long.len(), float.len()), (short.len(), short.len()));
    for (n, short) in short.iter().enumerate() {
        // Each is rounded by half a unit at the most, from the same value.
        let value = f64::from(float[n]) * 32_768.0;
        assert!((value - f64::from(*short)).abs() <= 0.501, "sample {n}");
        assert!((value * 256.0 - f64::from(long[n])).abs() <= 0.6, "sample {n}");
    }
}

#[test]
fn a_voice_rings_in_the_pattern_s_cadence() {
    let file = testdata("vendor/distinctive-ringing-burst.ini");
    let ringback = "[NUMBER OF CALL PROGRESS TONES]\nNumber of Call Progress Tones=1\n\
        [CALL PROGRESS TONE #0]\nTone Type=2\nLow Freq [Hz]=440\nHigh Freq [Hz]=480\n\
        Low Freq Level [-dBm]=19\nHigh Freq Level [-dBm]=19\nTone Form=2\n\
        First Signal On Time [10msec]=30\nFirst Signal Off Time [10msec]=30\n";
    let first = |command: &mut assert_cmd::Command| stdout_of(command)[..2 * 7200].to_vec();
    let args = ["--container", "raw", "-o", "-", "--duration", "900"];
    let voiced = first(
        ringsmith()
            .arg("render")
            .arg(&file)
            .args(["--pattern", "0", "--voice", "440+480@-19"])
            .args(args),
    );
    let tone =
        first(ringsmith().args(["render", "-", "--tone", "rt"]).args(args).write_stdin(ringback));
    assert_eq!(voiced, tone);
    let wrong = ringsmith().arg("render").arg(&file).args(["--voice", "440+x"]).assert().code(2);
    assert!(text(&wrong.get_output().stderr).contains("`x`"));
}

#[test]
fn what_may_not_be_meant_is_said() {
    let render = |args: &[&str]| {
        let file = testdata("vendor/uk.ini");
        let mut command = ringsmith();
        command.arg("render").arg(file).args(args).args(["--duration", "1", "-o", "/dev/null"]);
        text(&command.assert().success().get_output().stderr)
    };
    let clips = "pattern-0.wav: the components together pass full scale";
    // The minus that an ini leaves out.
    assert!(render(&["--pattern", "0", "--voice", "440+480@19"]).contains(clips));
    assert!(render(&["--pattern", "0", "--voice", "440+480"]).contains(clips));
    assert_eq!(render(&["--pattern", "0", "--voice", "440+480@-19"]), "");
    assert_eq!(render(&["--pattern", "0", "--voice", "440+480", "--encoding", "f32"]), "");
    assert_eq!(render(&["--pattern", "pattern-0", "--level", "3.14"]), "");
    assert!(render(&["--tone", "bt", "--level", "-10"]).contains("--level and --voice"));
}

#[test]
fn a_file_with_errors_renders_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = testdata("bad/burst-mismatch.ini");
    let out = folder.path().join("out");
    ringsmith().arg("render").arg(file).arg("-o").arg(&out).assert().code(1);
    assert!(!out.exists());
}

#[test]
fn what_cannot_be_done_is_said_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let file = testdata("vendor/uk.ini");
    let place = folder.path().join("x.wav");
    let trouble = |args: &[&str], expected: &str| {
        let output = ringsmith().arg("render").arg(&file).args(args).assert().code(2);
        let stderr = text(&output.get_output().stderr);
        assert!(stderr.contains(expected), "{args:?}: {stderr}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{args:?}");
    };
    let path = place.to_str().unwrap();
    let missing = folder.path().join("no/x.wav");
    trouble(&["--rate", "0"], "8000 to 192000");
    trouble(&["--rate", "1000000000"], "8000 to 192000");
    trouble(&["--rate", "eight"], "whole number");
    trouble(&["--tone", "bt", "-o", path, "--tone", "zz"], "tone-0-dial");
    trouble(&["--pattern", "7", "-o", path], "ringing pattern 7 is not there");
    trouble(&["--tone", "dt", "-o", path, "--duration", "1000000000000000000"], "4 GiB");
    trouble(&["--tone", "dt", "-o", path, "--duration", "18446744073709551615"], "2^63");
    trouble(&["--tone", "dt", "-o", path, "--duration", "-5"], "whole number from 0");
    trouble(&["--tone", "dt", "-o", path, "--duration", "1.5"], "whole number from 0");
    trouble(&["--pattern", "dr2", "-o", path], "number of a ringing pattern");
    trouble(&["--pattern", "0", "-o", path, "--cycles", "18446744073709551615"], "2^63");
    trouble(&["--tone", "dt", "-o", path, "--start", "9223372036854775808"], "2^63");
    trouble(&["-o", "-"], "one signal");
    trouble(&["-o", path], "directory");
    trouble(&["--tone", "dt", "-o", missing.to_str().unwrap()], "No such file");
    trouble(&["--tone", "dt", "-o", "/dev/full"], "No space left");
    trouble(&["--level", "100", "--pattern", "0", "-o", path], "-200 to 60 dBm0");
}

#[test]
fn an_unwritable_directory_is_named() {
    // A file where a directory is due: what even the superuser cannot write into.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "kept").unwrap();
    let output = ringsmith()
        .arg("render")
        .arg(testdata("vendor/uk.ini"))
        .arg("-o")
        .arg(file.join("out"))
        .assert()
        .code(2);
    assert!(text(&output.get_output().stderr).contains("file/out"));
    assert_eq!(fs::read(&file).unwrap(), b"kept");
}

#[test]
fn a_frequency_that_the_rate_carries_is_no_error() {
    let file = testdata("bad/above-nyquist.ini");
    let args = ["--container", "raw", "-o", "-", "--tone", "0"];
    ringsmith().arg("render").arg(&file).args(args).assert().code(1);
    ringsmith().arg("render").arg(&file).args(args).args(["--rate", "16000"]).assert().code(0);
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let file = testdata("vendor/uk.ini");
    let program = assert_cmd::cargo::cargo_bin!("ringsmith");
    let script = format!(
        "'{}' render '{}' --tone dt --container raw --duration 1000000000 -o - | head -c 1000 | wc -c; \
         echo \"${{PIPESTATUS[0]}}\"",
        program.display(),
        file.display(),
    );
    let output = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
    assert_eq!(text(&output.stdout).split_whitespace().collect::<Vec<_>>(), ["1000", "0"]);
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

/// Big and hostile inputs end in bounded time with a report, never in a panic (exit status 101).
#[test]
fn hostile_files_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hostile.ini");
    let mut noise = Vec::new();
    for block in 0..4096_u32 {
        noise.extend(Sha256::digest(block.to_le_bytes()).iter().map(|byte| byte | 1));
    }
    let sections: Vec<_> =
        (0..10_000).map(|n| format!("[Ringing Pattern #{n}]\nFreq [Hz]=20\n")).collect();
    let cases: [(&str, Vec<u8>); 6] = [
        ("noise", noise),
        ("100 MB line", vec![b'x'; 100_000_000]),
        (
            "100 MB value",
            [b"[Ringing Pattern #0]\nFreq [Hz]=".to_vec(), vec![b'9'; 100_000_000]].concat(),
        ),
        ("ten thousand sections", sections.concat().into_bytes()),
        ("one section ten thousand times", b"[Ringing Pattern #0]\nFreq [Hz]=20\n".repeat(10_000)),
        ("escape sequences", b"[\x1b[31mred\x1b]0;title\x07]\n\x1b[2J=\x1b[5m\n".to_vec()),
    ];
    for (name, bytes) in cases {
        fs::write(&file, bytes).unwrap();
        let output = ringsmith().arg("check").arg(&file).output().unwrap();
        let expected = i32::from(name != "ten thousand sections");
        assert_eq!(output.status.code(), Some(expected), "{name}");
        assert!(!output.stderr.contains(&0x1b), "{name}: control characters reach no terminal");
        if name.starts_with("100 MB") {
            assert!(output.stderr.len() < 2000, "{name}: the line is not printed");
        }
    }
}
