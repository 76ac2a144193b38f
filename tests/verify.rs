//! `ringsmith verify`, as a user and as a pipeline call it.

#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{ringsmith, stdout_of, testdata};
use serde_json::Value;
use tempfile::TempDir;

/// A recording of what the program plays.
fn rendered(folder: &TempDir, name: &str, arguments: &[&str]) -> PathBuf {
    let path = folder.path().join(name);
    stdout_of(ringsmith().arg("render").args(arguments).arg("-o").arg(&path));
    path
}

fn busy(folder: &TempDir) -> PathBuf {
    rendered(folder, "busy.wav", &["--country", "de", "--tone", "bt", "--cycles", "5"])
}

/// What the program prints of a recording, which has to leave this status.
fn verify(recording: &Path, arguments: &[&str], status: i32) -> String {
    let output = ringsmith().arg("verify").arg(recording).args(arguments).assert().code(status);
    String::from_utf8(output.get_output().stdout.clone()).unwrap()
}

#[test]
fn what_the_program_plays_is_what_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["--country", "de", "--tone", "bt"][..],
        &["--country", "de", "--tone", "dt"],
        &["--tone", "bt"],
        &["--pattern", "2"],
        &["--pattern", "5"],
    ] {
        let wav = rendered(&folder, "tone.wav", arguments);
        let strict = [arguments, &["--tolerances", "strict"]].concat();
        for arguments in [arguments, strict.as_slice()] {
            let text = verify(&wav, arguments, 0);
            assert!(text.ends_with("verdict: within tolerance\n"), "{arguments:?}: {text}");
        }
    }
}

#[test]
fn another_tone_fails_with_status_1_and_says_what_was_heard() {
    let folder = tempfile::tempdir().unwrap();
    let text = verify(&busy(&folder), &["--country", "gb", "--tone", "bt"], 1);
    assert!(text.contains("also heard: 425.") || text.contains("424.9"), "{text}");
    assert!(text.contains("FAIL"), "{text}");
    assert!(text.lines().last().unwrap().ends_with("checks failed"), "{text}");
}

#[test]
fn the_object_has_every_check_with_its_limits_and_their_source() {
    let folder = tempfile::tempdir().unwrap();
    let wav = busy(&folder);
    let text = verify(&wav, &["--country", "de", "--tone", "bt", "--json"], 0);
    assert_eq!(text.lines().count(), 1, "{text}");
    let object: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(object["file"], wav.display().to_string());
    assert_eq!(object["passed"], true);
    let checks = object["checks"].as_array().unwrap();
    let on = checks.iter().find(|check| check["property"] == "on time").unwrap();
    assert_eq!((&on["place"], &on["unit"]), (&"cycle 1".into(), &"ms".into()));
    assert_eq!((&on["nominal"], &on["least"]), (&480.0.into(), &456.0.into()));
    assert_eq!(on["source"], "ringsmith's default");
    let measured = on["measured"].as_f64().unwrap();
    // An edge is found to within 1 ms.
    assert!((measured - 480.0).abs() <= 2.0, "{measured}");
}

#[test]
fn a_pipeline_gets_a_suite_for_each_recording_and_a_failure_for_each_check_that_failed() {
    let folder = tempfile::tempdir().unwrap();
    let wav = busy(&folder);
    let report = folder.path().join("report.xml");
    let mut command = ringsmith();
    command.arg("verify").args([&wav, &wav]).args(["--country", "gb", "--tone", "bt"]);
    command.args(["--json", "--junit"]).arg(&report);
    let output = command.assert().code(1);
    let printed = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    let failed: usize = printed
        .lines()
        .map(|line| {
            let object: Value = serde_json::from_str(line).unwrap();
            let checks = object["checks"].as_array().unwrap();
            checks.iter().filter(|check| check["passed"] == false).count()
        })
        .sum();
    let xml = fs::read_to_string(&report).unwrap();
    assert_eq!(xml.matches("<testsuite ").count(), 2, "{xml}");
    assert!(failed > 0);
    assert_eq!(xml.matches("<failure ").count(), failed, "{xml}");
    assert!(xml.contains(&format!("failures=\"{failed}\"")), "{xml}");
}

#[test]
fn asked_tolerances_come_before_those_of_the_set() {
    let folder = tempfile::tempdir().unwrap();
    let wav = busy(&folder);
    let country = |more: &[&'static str]| [&["--country", "gb", "--tone", "bt"], more].concat();
    // 425 and 400 Hz, 480 and 375 ms.
    let close = country(&["--frequency-tolerance", "10%", "--time-tolerance", "100"]);
    assert!(verify(&wav, &close, 1).contains("asked for"));
    let wide = country(&["--frequency-tolerance", "10%", "--time-tolerance", "120"]);
    verify(&wav, &wide, 0);
}

#[test]
fn a_wrong_call_and_a_file_that_is_none_have_status_2() {
    let folder = tempfile::tempdir().unwrap();
    let wav = busy(&folder);
    for arguments in [
        &[][..],
        &["--pattern", "2", "--tone", "bt"],
        &["--tone", "no-such-tone"],
        &["--tone", "bt", "--against", "no-such-file.ini"],
        &["--tone", "bt", "--time-tolerance", "-1"],
        &["--tone", "bt", "--level-tolerance", "5%"],
        &["--tone", "bt", "--junit", "no/such/directory/report.xml"],
    ] {
        verify(&wav, arguments, 2);
    }
    verify(&folder.path().join("no-such.wav"), &["--tone", "bt"], 2);
}

#[test]
fn a_vendor_s_ringing_pattern_is_verified_against_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let ini = testdata("vendor/distinctive-ringing-gr506.ini");
    let ini = ini.to_str().unwrap();
    let wav = rendered(&folder, "dr2.wav", &[ini, "--pattern", "2", "--cycles", "3"]);
    verify(&wav, &["--against", ini, "--pattern", "2"], 0);
    let text = verify(&wav, &["--against", ini, "--pattern", "3"], 1);
    assert!(text.contains("checks failed"), "{text}");
}

#[test]
fn a_recording_that_cannot_be_read_keeps_no_other_from_being_judged() {
    let folder = tempfile::tempdir().unwrap();
    let (good, junit) = (busy(&folder), folder.path().join("report.xml"));
    let (bad, absent) = (folder.path().join("bad.wav"), folder.path().join("absent.wav"));
    fs::write(&bad, "no audio").unwrap();
    let mut command = ringsmith();
    command.arg("verify").args([&bad, &good, &absent]).args(["--country", "de", "--tone", "bt"]);
    let output = command.arg("--junit").arg(&junit).assert().code(2);
    let [told, said] = [&output.get_output().stderr, &output.get_output().stdout];
    let told = String::from_utf8(told.clone()).unwrap();
    assert!(told.contains("bad.wav: ") && told.contains("absent.wav: "), "{told}");
    assert!(String::from_utf8(said.clone()).unwrap().ends_with("verdict: within tolerance\n"));
    let report = fs::read_to_string(&junit).unwrap();
    assert_eq!((report.matches("<testsuite ").count(), report.matches("<error ").count()), (3, 2));
}

#[test]
fn a_report_is_not_written_over_a_recording() {
    let folder = tempfile::tempdir().unwrap();
    let wav = busy(&folder);
    let before = fs::read(&wav).unwrap();
    let report = ["--country", "de", "--tone", "bt", "--junit", wav.to_str().unwrap()];
    assert_eq!(verify(&wav, &report, 2), "");
    assert_eq!(fs::read(&wav).unwrap(), before);
}
