//! `ringsmith play` of a program that is built without the feature `play`.

#![cfg(not(feature = "play"))]

mod common;

use std::process::Command;

use common::{ringsmith, stdout_of, testdata};

#[test]
fn the_pipe_that_is_advised_carries_the_signal() {
    let file = testdata("vendor/uk.ini");
    let args = ["--tone", "bt", "--duration", "100"];
    let failed = ringsmith().arg("play").arg(&file).args(args).assert().code(2);
    assert!(failed.get_output().stdout.is_empty());
    let error = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
    assert_eq!(error.lines().count(), 1, "{error}");
    let (_, advice) = error.trim_end().split_once("instead: ").unwrap();
    let command = advice.strip_suffix(" | aplay -f S16_LE -r 8000 -c 1").unwrap();

    let program = assert_cmd::cargo::cargo_bin!("ringsmith");
    let path = format!("PATH={}:$PATH", program.parent().unwrap().display());
    let piped = Command::new("bash").args(["-c", &format!("{path}; {command}")]).output().unwrap();
    let mut render = ringsmith();
    render.arg("render").arg(&file).args(args).args(["--container", "raw", "-o", "-"]);
    assert_eq!(piped.stdout, stdout_of(&mut render));
    assert_eq!(piped.stdout.len(), 1600);
}
