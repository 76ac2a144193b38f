//! `ringsmith play` gives the default device the samples that `render` writes, and nothing else.
//!
//! The device is ALSA's own: its `file` plugin keeps what it is given, over `null`, which takes it as
//! fast as it comes.

#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{ringsmith, stdout_of, testdata};

/// A device that takes what the settings say, and the file that it keeps it in.
fn device(folder: &Path, settings: &str) -> (PathBuf, PathBuf) {
    let (config, kept) = (folder.join("asoundrc"), folder.join("kept.raw"));
    let text = format!(
        "pcm.!default {{ type file file '{}' format raw slave.pcm {settings} }}\n\
         pcm.nothing {{ type null }}\n",
        kept.display()
    );
    fs::write(&config, text).unwrap();
    (config, kept)
}

/// What `play` prints, a line for each signal; what the device was given; what went wrong.
fn played(settings: &str, args: &[&str]) -> (String, Vec<u8>, String) {
    let folder = tempfile::tempdir().unwrap();
    let (config, kept) = device(folder.path(), settings);
    let mut command = ringsmith();
    command.env("ALSA_CONFIG_PATH", config).arg("play").args(args);
    command.timeout(Duration::from_mins(1));
    let output = command.assert().success().get_output().clone();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), fs::read(kept).unwrap(), text(output.stderr))
}

/// What `render` writes at the rate and in the format that `play` has named, on as many channels.
fn rendered(line: &str, args: &[&str]) -> Vec<u8> {
    let (_, form) = line.rsplit_once(" samples at ").unwrap();
    let [rate, format, channels] = form.split(", ").collect::<Vec<_>>()[..] else {
        panic!("{line}");
    };
    let rate = rate.strip_suffix(" Hz").unwrap();
    let channels: usize = channels.split(' ').nth(1).unwrap().parse().unwrap();
    let (encoding, width) = match format {
        "i16" => ("pcm16", 2),
        "f32" => ("f32", 4),
        other => panic!("{other}"),
    };
    let mut command = ringsmith();
    command.arg("render").args(args).args(["--rate", rate, "--encoding", encoding]);
    let mono = stdout_of(command.args(["--container", "raw", "-o", "-"]));
    mono.chunks(width).flat_map(|sample| sample.repeat(channels)).collect()
}

#[track_caller]
fn assert_played(found: &[u8], expected: &[u8], what: &str) {
    assert!(!expected.is_empty(), "{what}");
    assert!(found.len() >= expected.len(), "{what}: {} of {}", found.len(), expected.len());
    let (signal, rest) = found.split_at(expected.len());
    let first = signal.iter().zip(expected).position(|(one, other)| one != other);
    assert_eq!(first, None, "{what}: the first byte that differs");
    // A device takes whole periods: silence fills the last one.
    assert!(rest.iter().all(|&byte| byte == 0), "{what}: silence after the end");
}

/// The settings of a device that takes every rate, format and number of channels.
const TAKES_ANYTHING: &str = "nothing";

#[test]
fn a_device_is_given_the_samples_that_render_writes() {
    let file = testdata("vendor/uk.ini");
    let file = file.to_str().unwrap();
    for args in [
        vec![file, "--tone", "bt"],
        vec![file, "--tone", "dt", "--duration", "1234", "--start", "77"],
        vec![file, "--tone", "bt", "--cycles", "1", "--ramp", "5"],
        vec!["--country", "de", "--tone", "rt", "--cycles", "1"],
        vec!["--pattern", "2", "--voice", "440+480@-19", "--cycles", "1"],
    ] {
        let (lines, bytes, errors) = played(TAKES_ANYTHING, &args);
        assert_eq!(lines.lines().count(), 1, "{lines}");
        assert_played(&bytes, &rendered(lines.trim_end(), &args), &format!("{args:?}"));
        assert_eq!(errors, "", "{args:?}");
    }
}

#[test]
fn signals_follow_each_other_without_a_gap() {
    let args = ["--country", "gb", "--tone", "bt", "--tone", "ct", "--duration", "1500"];
    let (lines, bytes, _) = played(TAKES_ANYTHING, &args);
    let alone =
        |(line, tone)| rendered(line, &["--country", "gb", "--tone", tone, "--duration", "1500"]);
    let each: Vec<Vec<u8>> = lines.lines().zip(["bt", "ct"]).map(alone).collect();
    assert_eq!(each.len(), 2, "{lines}");
    assert_played(&bytes, &each.concat(), &lines);
}

/// What most cards take where no sound server stands before them.
#[test]
fn a_device_of_16_bits_is_given_16_bits() {
    let args = ["--country", "us", "--tone", "bt", "--cycles", "1"];
    let (lines, bytes, _) = played("{ type linear slave { pcm nothing format S16_LE } }", &args);
    assert!(lines.contains("i16"), "{lines}");
    assert_played(&bytes, &rendered(lines.trim_end(), &args), &lines);
}

#[test]
fn ringing_that_nobody_hears_is_said_to_be_so() {
    let (_, _, errors) = played(TAKES_ANYTHING, &["--pattern", "1", "--duration", "100"]);
    assert!(errors.contains("nobody hears") && errors.contains("--voice"), "{errors}");
}

#[test]
fn several_signals_have_to_be_selected() {
    let file = testdata("vendor/uk.ini");
    let folder = tempfile::tempdir().unwrap();
    let (config, kept) = device(folder.path(), TAKES_ANYTHING);
    let mut command = ringsmith();
    let failed = command.env("ALSA_CONFIG_PATH", config).arg("play").arg(file).assert().code(2);
    let errors = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
    assert!(errors.contains("select what to play"), "{errors}");
    assert!(!kept.exists() || fs::read(kept).unwrap().is_empty());
}

/// One error, which tells how another program plays the same: what is piped there is the signal.
#[test]
fn without_a_device_the_pipe_that_is_advised_carries_the_signal() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("asoundrc");
    fs::write(&config, "pcm.!default { type hw card 31 }\n").unwrap();
    let (file, args) = (testdata("vendor/uk.ini"), ["--tone", "bt", "--duration", "100"]);
    let mut command = ringsmith();
    command.env("ALSA_CONFIG_PATH", config).arg("play").arg(&file).args(args);
    let errors = command.assert().code(2).get_output().stderr.clone();
    let errors = String::from_utf8(errors).unwrap();
    let (_, told) = errors.split_once("error: the sound card: ").expect(&errors);
    let (_, advice) = told.trim_end().split_once("; instead: ").expect(&errors);
    let advised = advice.strip_suffix(" | aplay -f S16_LE -r 8000 -c 1").expect(&errors);

    let program = assert_cmd::cargo::cargo_bin!("ringsmith");
    let path = format!("PATH={}:$PATH", program.parent().unwrap().display());
    let piped = Command::new("bash").args(["-c", &format!("{path}; {advised}")]).output().unwrap();
    let mut render = ringsmith();
    render.arg("render").arg(&file).args(args).args(["--container", "raw", "-o", "-"]);
    assert_eq!(piped.stdout, stdout_of(&mut render));
    assert_eq!(piped.stdout.len(), 1600);
}

#[test]
fn an_interruption_ends_the_sound() {
    let folder = tempfile::tempdir().unwrap();
    let (config, kept) = device(folder.path(), TAKES_ANYTHING);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("ringsmith"))
        .env("ALSA_CONFIG_PATH", config)
        .args(["play", "--country", "de", "--tone", "bt", "--duration", "20000000"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let sounds = || fs::metadata(&kept).is_ok_and(|kept| kept.len() > 0);
    while !sounds() && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(sounds(), "nothing sounded within 20 s");
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let asked = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if asked.elapsed() > Duration::from_secs(10) {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
