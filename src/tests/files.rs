//! The files of `testdata/`: the model that each of `ok/` gives and the diagnostics that each of
//! `bad/` gives, as written beside it.
//!
//! `NAME.diagnostics` has a line `LINE:COLUMN severity code` for each diagnostic;
//! `NAME.canonical` is the model, written back. `RINGSMITH_BLESS=1 cargo test` writes both anew,
//! to be read before they are committed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::Source;
use crate::notation::cpt;

fn inis(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder);
    let files = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut inis: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|e| e == "ini")).collect();
    inis.sort();
    assert!(inis.len() > 3, "testdata/{folder} has its files");
    inis
}

fn read(path: &Path) -> Source {
    let name = path.file_name().unwrap().to_string_lossy();
    Source::from_bytes(name, fs::read(path).unwrap())
}

/// Compares with the file of that extension beside `ini`; no file stands for no text.
fn assert_as_written(ini: &Path, extension: &str, found: &str) {
    let path = ini.with_extension(extension);
    if std::env::var_os("RINGSMITH_BLESS").is_some() {
        if found.is_empty() {
            let _ = fs::remove_file(&path);
        } else {
            fs::write(&path, found).unwrap();
        }
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{} is not what {} gives", path.display(), ini.display());
}

fn listed(parsed: &cpt::Parsed, source: &Source) -> String {
    let mut list = String::new();
    for diagnostic in &parsed.diagnostics {
        let at = source.position(diagnostic.span.start);
        let (severity, code) = (diagnostic.severity, diagnostic.code());
        writeln!(list, "{}:{} {severity} {code}", at.line, at.column).unwrap();
    }
    list
}

#[test]
fn files_that_stray_give_the_model_written_beside_them() {
    for ini in inis("ok").iter().chain(&inis("vendor")) {
        let source = read(ini);
        let parsed = cpt::parse(source.text(), cpt::Options::default());
        assert_as_written(ini, "diagnostics", &listed(&parsed, &source));
        let tones = parsed.into_tones().unwrap_or_else(|e| panic!("{}: {e}", ini.display()));
        let canonical = cpt::write(&tones).unwrap();
        assert_as_written(ini, "canonical", &canonical);
        let again = cpt::parse(&canonical, cpt::Options::default()).into_tones().unwrap();
        assert_eq!(again, tones, "{}", ini.display());
    }
}

#[test]
fn files_with_faults_give_the_diagnostics_written_beside_them() {
    for ini in inis("bad") {
        let source = read(&ini);
        let parsed = cpt::parse(source.text(), cpt::Options::default());
        assert!(parsed.tones.is_none(), "{} has an error", ini.display());
        assert_as_written(&ini, "diagnostics", &listed(&parsed, &source));
    }
}
