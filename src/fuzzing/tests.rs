use std::fs;
use std::path::{Path, PathBuf};

use super::{TARGETS, text};
use crate::notation::Notation;

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { below(&path, found) } else { found.push(path) }
    }
}

/// Every file of `testdata/`, in every notation: most of them are wrong in it.
#[test]
fn every_file_passes_in_every_notation() {
    let mut found = Vec::new();
    below(&testdata(), &mut found);
    assert!(found.len() > 200, "the files are found");
    for path in found {
        let bytes = fs::read(path).unwrap();
        for each in Notation::ALL {
            text::notation(*each, &bytes);
        }
    }
}

#[test]
fn every_header_in_use_passes() {
    for row in include_str!("../../testdata/alert-info.tsv").lines() {
        let value = row.split('\t').next().unwrap_or_default();
        text::alert_info(value.as_bytes());
        text::tone_control(format!("\u{1}\u{1}{value}\n\u{5}{value}").as_bytes());
    }
}

/// What fuzzing found is kept there, and inputs that reach what it reached.
#[test]
fn every_seed_and_every_regression_passes() {
    let mut passed = 0;
    for target in TARGETS {
        let mut found = Vec::new();
        let folder = testdata().join("fuzz").join(target.name);
        if folder.is_dir() {
            below(&folder, &mut found);
        }
        for path in found {
            println!("{}", path.display()); // told if it fails
            (target.run)(&fs::read(path).unwrap());
            passed += 1;
        }
    }
    assert!(passed > 100, "{passed} are found");
}

#[test]
fn every_folder_of_seeds_is_of_a_target() {
    // Those of targets that this build leaves out.
    const OPTIONAL: [&str; 5] = ["package", "analysis", "recording", "sink", "capi"];
    for entry in fs::read_dir(testdata().join("fuzz")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_known = super::find(&name).is_some() || OPTIONAL.contains(&name.as_str());
        assert!(is_known, "testdata/fuzz/{name}");
    }
}

/// Bytes of no meaning, the same every time, of lengths up to some hundred.
#[test]
fn bytes_of_no_meaning_pass() {
    let mut state = 1_u64;
    let mut byte = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    for target in TARGETS {
        for length in (0..300).step_by(7) {
            let data: Vec<u8> = (0..length).map(|_| byte()).collect();
            println!("{}: {data:?}", target.name); // told if it fails
            (target.run)(&data);
        }
    }
}
