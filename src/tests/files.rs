//! The files of `testdata/`: the model that each of `ok/` gives and the diagnostics that each of
//! `bad/` gives, as written beside it.
//!
//! `NAME.diagnostics` has a line `LINE:COLUMN severity code` for each diagnostic;
//! `NAME.strict` has the same under `strict`, `NAME.canonical` is the model, written back. `RINGSMITH_BLESS=1 cargo test` writes them anew,
//! to be read before they are committed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::Source;
use crate::notation::{Parsed, cpt};

/// The files of a folder of `testdata/` with this extension, in order.
pub(super) fn files_in(folder: &str, extension: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder);
    let files = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    files.sort();
    assert!(files.len() > 3, "testdata/{folder} has its files");
    files
}

fn inis(folder: &str) -> Vec<PathBuf> {
    files_in(folder, "ini")
}

pub(super) fn read(path: &Path) -> Source {
    let name = path.file_name().unwrap().to_string_lossy();
    Source::from_bytes(name, fs::read(path).unwrap())
}

/// Compares with the file of that extension beside `file`; no file stands for no text.
pub(super) fn assert_as_written(file: &Path, extension: &str, found: &str) {
    let path = file.with_extension(extension);
    if std::env::var_os("RINGSMITH_BLESS").is_some() {
        if found.is_empty() {
            let _ = fs::remove_file(&path);
        } else {
            fs::write(&path, found).unwrap();
        }
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{} is not what {} gives", path.display(), file.display());
}

/// A line `LINE:COLUMN severity code` for each diagnostic.
pub(super) fn listed<T>(parsed: &Parsed<T>, source: &Source) -> String {
    let mut list = String::new();
    for diagnostic in &parsed.diagnostics {
        let at = source.position(diagnostic.span.start);
        let (severity, code) = (diagnostic.severity, diagnostic.code());
        writeln!(list, "{}:{} {severity} {code}", at.line, at.column).unwrap();
    }
    list
}

/// The codes that the table under `heading` of a page documents.
pub(super) fn documented<'p>(page: &'p str, heading: &str) -> BTreeSet<&'p str> {
    let section = page.lines().skip_while(|line| *line != heading);
    let rows = section.skip_while(|line| !line.starts_with("| code |")).skip(2);
    let cells = rows.map_while(|row| row.strip_prefix("| ")?.split(" | ").next());
    cells.flat_map(|cell| cell.split(", ")).map(|code| code.trim_matches('`')).collect()
}

/// The codes in the lists of diagnostics beside these files.
pub(super) fn shown(files: &[PathBuf]) -> BTreeSet<String> {
    let lists = files.iter().map(|file| fs::read_to_string(file.with_extension("diagnostics")));
    let lists: String = lists.filter_map(Result::ok).collect();
    lists.lines().filter_map(|line| line.split(' ').nth(2)).map(str::to_owned).collect()
}

#[test]
fn files_that_stray_give_the_model_written_beside_them() {
    for ini in inis("ok").iter().chain(&inis("vendor")) {
        let source = read(ini);
        let parsed = cpt::parse(source.text(), cpt::Options::default());
        assert_as_written(ini, "diagnostics", &listed(&parsed, &source));
        let strict = cpt::Options { strict: true, ..cpt::Options::default() };
        let strict = listed(&cpt::parse(source.text(), strict), &source);
        assert_as_written(ini, "strict", &strict);
        let tones = parsed.into_tones().unwrap_or_else(|e| panic!("{}: {e}", ini.display()));
        let canonical = cpt::write(&tones).exact().unwrap();
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

/// The codes that docs/cpt.md lists, each in a file of `testdata/` that has it.
#[test]
fn every_code_of_the_documentation_is_shown_by_a_file() {
    let mut documented = documented(include_str!("../../docs/cpt.md"), "## Diagnostics");
    // A file that shows the limit on diagnostics would be as long as the limit: see `text.rs`.
    assert!(documented.remove("more-problems"), "the limit is documented");
    assert!(documented.len() > 40, "the table is found");
    let files: Vec<_> = ["ok", "bad", "vendor"].iter().flat_map(|folder| inis(folder)).collect();
    let shown = shown(&files);
    assert_eq!(shown.iter().map(String::as_str).collect::<BTreeSet<_>>(), documented);
}
