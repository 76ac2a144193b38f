//! Tone packages as users of the program have them: several in one file, names from anywhere.

#![cfg(feature = "cli")]

mod common;

use std::fs;

use common::{ringsmith, stdout_of, testdata};

const TWO: &str = "\
set profiles media toneProfile a make1 100 break1 100 generationMethod singleTone tone1Frequency 440 tone1Power -10
set profiles media tonePackage ONE packageId 128 toneType rt toneProfile a
set profiles media tonePackage ../TWO packageId 129 toneType rt toneProfile a
";

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn several_packages_of_a_file_have_a_directory_each_below_the_one_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("two.sbc");
    fs::write(&file, TWO).unwrap();
    let out = folder.path().join("out/deep");
    fs::create_dir_all(&out).unwrap();
    ringsmith().arg("render").arg(&file).arg("-o").arg(&out).assert().code(0);
    let mut made: Vec<_> =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    made.sort();
    assert_eq!(made, ["..-TWO", "ONE"]);
    for package in ["ONE", "..-TWO"] {
        assert!(out.join(package).join("tone-0-rt.wav").is_file());
    }
    assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 1);

    let one = folder.path().join("one");
    let mut call = ringsmith();
    call.arg("render").arg(&file).args(["--package", "ONE", "-o"]).arg(&one).assert().code(0);
    assert!(one.join("tone-0-rt.wav").is_file());
    let mut call = ringsmith();
    let failed = call.arg("show").arg(&file).args(["--package", "TWO"]).assert().code(2);
    assert!(text(&failed.get_output().stderr).contains("no package TWO; it holds ONE, ../TWO"));
    let mut call = ringsmith();
    let failed = call.args(["alert", "x", "--tones"]).arg(&file).assert().code(2);
    assert!(text(&failed.get_output().stderr).contains("--package: ONE, ../TWO"));
}

#[test]
fn files_of_names_that_are_places_stay_below_the_directory_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let package = fs::read(testdata("packages/ok/lmsd.toml")).unwrap();
    for name in ["...toml", "a.toml"] {
        fs::write(folder.path().join(name), &package).unwrap();
    }
    let mut call = ringsmith();
    call.current_dir(folder.path());
    call.args(["render", "...toml", "a.toml", "--tone", "rt", "-o", "out"]).assert().code(0);
    assert!(folder.path().join("out/--/tone-0-rt.wav").is_file());
    assert!(!folder.path().join("tone-0-rt.wav").exists());
}

#[test]
fn a_package_steers_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.toml");
    let toml = "name = \"a\\u001b[31m\\u009b2J\\u202e\"\n[[tone]]\nid = \"rt\"\ncomponents = \"440@-10\"\n";
    fs::write(&file, toml).unwrap();
    // `always` keeps the program's own colours, so what else starts an escape is the file's.
    let shown = text(&stdout_of(ringsmith().args(["--color", "always", "show"]).arg(&file)));
    assert!(!shown.contains(['\u{9b}', '\u{202e}']) && !shown.contains("\u{1b}[31m"), "{shown:?}");
    let bad = folder.path().join("bad.toml");
    fs::write(&bad, "x = \"\u{9b}2J\n").unwrap();
    let checked = ringsmith().arg("check").arg(&bad).assert().code(1).get_output().clone();
    assert!(!text(&checked.stderr).contains('\u{9b}'));
}
