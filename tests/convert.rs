//! `ringsmith convert` as an administrator has it.

#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use common::{ringsmith, stdout_of, testdata};

fn convert(file: &Path, to: &str) -> Command {
    let mut command = ringsmith();
    command.arg("convert").arg(file).args(["--to", to]);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The raw samples of a tone.
fn samples(file: &Path, tone: &str) -> Vec<u8> {
    let mut command = ringsmith();
    command.arg("render").arg(file).args(["--tone", tone, "--container", "raw", "-o", "-"]);
    stdout_of(&mut command)
}

#[test]
fn a_compiled_file_becomes_an_ini_that_sounds_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let ini = folder.path().join("us.ini");
    let dat = testdata("dat/ok/us-version-1.dat");
    let told = stdout_of(convert(&dat, "audiocodes").arg("-o").arg(&ini));
    assert!(text(&told).ends_with("10 call progress tones, 3 ringing patterns, 1 loss\n"));
    for tone in ["dt", "rt", "bt", "cw", "ht"] {
        assert_eq!(samples(&ini, tone), samples(&dat, tone), "{tone}");
    }
    let again = folder.path().join("us.dat");
    convert(&ini, "dat-v1").arg("-o").arg(&again).arg("--strict").assert().success();
    let shown = |file: &Path| text(&stdout_of(ringsmith().arg("show").arg(file)));
    assert_eq!(shown(&again), shown(&dat));
}

#[test]
fn a_tone_sounds_the_same_in_every_notation_that_keeps_its_levels() {
    let folder = tempfile::tempdir().unwrap();
    let uk = testdata("vendor/uk.ini");
    for to in
        ["audiocodes", "dat", "dat-v1", "toml", "sbc", "freeswitch", "tonescript", "grandstream"]
    {
        let file = folder.path().join(to);
        convert(&uk, to)
            .arg("-o")
            .arg(&file)
            .args(["--tone", "bt", "--tone", "rt"])
            .assert()
            .success();
        for tone in ["bt", "rt"] {
            let (found, expected) = (samples(&file, tone), samples(&uk, tone));
            // TGML has hundredths of a dB, which half the power of two frequencies is not.
            let exact = to != "freeswitch" || tone == "bt";
            assert!(found == expected || !exact, "{tone} by way of {to}");
            assert_eq!(found.len(), expected.len(), "{tone} by way of {to}");
        }
    }
}

#[test]
fn a_loss_is_a_warning_and_with_strict_an_error_that_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.conf");
    let am = testdata("vendor/am-tones.ini");
    let lossy =
        convert(&am, "grandstream").arg("-o").arg(&file).args(["--tone", "0"]).assert().code(1);
    let error = text(&lossy.get_output().stderr);
    assert!(error.contains("warning[left-out]: tone-0-dial"), "{error}");
    assert!(error.contains("nothing is left to write"), "{error}");
    let refused = convert(&am, "asterisk").arg("-o").arg(&file).arg("--strict").assert().code(1);
    let error = text(&refused.get_output().stderr);
    assert!(error.contains("error[lost-level]"), "{error}");
    assert!(error.contains("vendor/am-tones.ini:9:2"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
    convert(&am, "asterisk").arg("-o").arg(&file).assert().success();
    assert!(fs::read_to_string(&file).unwrap().contains("dial = "));
}

#[test]
fn what_a_compiled_file_cannot_hold_is_an_error() {
    for (file, reason) in [
        ("vendor/am-tones.ini", "a modulated component"),
        ("ok/burst-after-cyclic.ini", "a burst after a cyclic cadence"),
    ] {
        let refused = convert(&testdata(file), "dat").args(["-o", "/dev/null"]).assert().code(1);
        let error = text(&refused.get_output().stderr);
        assert!(error.contains("error[left-out]") && error.contains(reason), "{file}: {error}");
    }
}

#[test]
fn diagnostics_are_json_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.xml");
    let dat = testdata("dat/ok/us-version-1.dat");
    let lines = text(&stdout_of(convert(&dat, "tonescript").arg("-o").arg(&file).arg("--json")));
    let found: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let left_out = found.iter().find(|found| found["code"] == "left-out").unwrap();
    assert_eq!(left_out["severity"], "warning");
    assert!(left_out["line"].as_u64().unwrap() > 199, "{left_out}");
    convert(&dat, "tonescript").arg("--json").assert().code(2);
}

#[test]
fn what_a_file_is_written_in_can_be_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tones.txt");
    fs::write(&file, "busy = 425/500,0/500\n").unwrap();
    // A section is missing, which the reader says; the name alone tells nothing.
    let mut command = ringsmith();
    let said = command.arg("check").arg(&file).args(["--from", "grandstream"]).assert();
    assert!(text(&said.get_output().stderr).contains("warning"));
    convert(&file, "nonsense").assert().code(2);
    convert(&testdata("bad/duplicate-tone.ini"), "toml").assert().code(1);
}

#[test]
fn countries_are_translated_without_a_file() {
    let mut command = ringsmith();
    command.args(["convert", "--country", "de", "--country", "uk", "--to", "asterisk"]);
    let written = text(&stdout_of(&mut command));
    for line in
        ["[de]", "[gb]", "busy = 425/480,0/480", "ring = 400+450/400,0/200,400+450/400,0/2000"]
    {
        assert!(written.lines().any(|found| found == line), "{line}: {written}");
    }
}

/// Comments and oddities of a file are in no conversion of it.
#[test]
fn a_file_is_not_written_over_with_its_own_conversion() {
    let folder = tempfile::tempdir().unwrap();
    let ini = folder.path().join("own.ini");
    fs::copy(testdata("vendor/am-tones.ini"), &ini).unwrap();
    let link = folder.path().join("link.toml");
    std::os::unix::fs::symlink(&ini, &link).unwrap();
    let before = fs::read(&ini).unwrap();
    for target in [&ini, &link] {
        let output = convert(&ini, "toml").arg("-o").arg(target).assert().code(2);
        let told = text(&output.get_output().stderr);
        assert!(told.contains(": this file is read, and is not written over"), "{told}");
        assert_eq!(fs::read(&ini).unwrap(), before);
    }
}
