//! Running the program and looking at what it wrote.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// The program, to be given its arguments.
pub fn ringsmith() -> Command {
    Command::cargo_bin("ringsmith").expect("the program is built with its tests")
}

/// A file of `testdata/`.
pub fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

/// What a command that has to succeed prints on standard output.
pub fn stdout_of(command: &mut Command) -> Vec<u8> {
    command.assert().success().get_output().stdout.clone()
}
