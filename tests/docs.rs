//! What README.md and docs/ show is what happens: every `console` block is run, and its output
//! compared.
//!
//! A line `$ command` is run by bash in an empty directory beside a link to `testdata/`; the lines
//! up to the next one are what it prints on both outputs. `RINGSMITH_BLESS=1` writes them anew.

#![cfg(feature = "cli")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let markdown = docs.filter(|path| path.extension().is_some_and(|e| e == "md"));
    std::iter::once(root().join("README.md")).chain(markdown).collect()
}

fn run(command: &str, folder: &Path) -> String {
    let program = assert_cmd::cargo::cargo_bin!("ringsmith");
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let script = format!("exec 2>&1; {command}");
    let output = Command::new("bash")
        .args(["-c", &script])
        .env("PATH", path)
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The page with the output of its commands as it is now.
fn rerun(page: &str) -> (String, usize) {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root().join("testdata"), folder.path().join("testdata")).unwrap();
    let mut fresh: Vec<String> = Vec::new();
    let (mut inside, mut commands) = (false, 0);
    for line in page.lines() {
        let fence = line.starts_with("```");
        if fence {
            inside = line == "```console";
        }
        if !inside || fence {
            fresh.push(line.to_owned());
        } else if let Some(command) = line.strip_prefix("$ ") {
            commands += 1;
            fresh.push(line.to_owned());
            let output = run(command, folder.path());
            fresh.extend(output.lines().map(|line| line.trim_end().to_owned()));
        }
    }
    let fresh = fresh.join("\n") + "\n";
    (fresh, commands)
}

#[test]
fn every_command_of_the_documentation_prints_what_is_shown() {
    let mut commands = 0;
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let (fresh, found) = rerun(&page);
        commands += found;
        if std::env::var_os("RINGSMITH_BLESS").is_some() {
            fs::write(&path, &fresh).unwrap();
            continue;
        }
        assert_eq!(page, fresh, "{} does not show what happens", path.display());
    }
    assert!(commands > 5, "only {commands} commands were found");
}
