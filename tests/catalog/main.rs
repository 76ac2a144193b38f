//! Catalogs of files as users of the program make them.

#![cfg(feature = "cli")]

#[allow(dead_code, reason = "other tests need the rest of it")]
#[path = "../common/mod.rs"]
mod common;
mod contents;
mod faults;
mod interrupted;
mod kept;
mod plans;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder to make catalogs in, gone at the end.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// With this plan in it.
    fn with(plan: &str) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        place.plan(plan);
        place
    }

    /// Writes another plan.
    fn plan(&self, plan: &str) {
        fs::write(self.folder.path().join("plan.toml"), plan).unwrap();
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// `ringsmith catalog plan.toml -o out`, to be given more.
    fn command(&self) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("ringsmith"));
        command.current_dir(self.folder.path()).args(["catalog", "plan.toml", "-o", "out"]);
        command.stdin(Stdio::null());
        command
    }

    /// Runs it with these arguments.
    fn run(&self, args: &[&str]) -> Output {
        self.command().args(args).output().unwrap()
    }

    /// Runs it, and it succeeds; the summary.
    fn made(&self, args: &[&str]) -> serde_json::Value {
        let output = self.run(&[args, &["--json"]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn manifest(&self) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.out().join("manifest.json")).unwrap()).unwrap()
    }
}

/// SHA-256 in hexadecimal digits.
fn digest(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let digits = |text: String, byte: &u8| text + &format!("{byte:02x}");
    Sha256::digest(bytes).iter().fold(String::new(), digits)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Every file below a folder, by its path from there.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                // It may be renamed while we look.
                let Ok(bytes) = fs::read(&path) else { continue };
                found.insert(name, bytes);
            }
        }
    }
    found
}

/// That two catalogs are the same, byte for byte.
fn assert_same(found: &Path, expected: &Path) {
    let (found, expected) = (files(found), files(expected));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected));
    for (name, bytes) in &expected {
        assert!(found[name] == *bytes, "{name} differs");
    }
}
