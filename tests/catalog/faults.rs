//! Plans with faults: the diagnostics that each gives, as written beside it in
//! `testdata/catalog/bad`, a line `LINE:COLUMN severity code` for each. `RINGSMITH_BLESS=1` writes them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::testdata;
use crate::{Place, text};

fn plans() -> Vec<PathBuf> {
    let entries = fs::read_dir(testdata("catalog/bad")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut plans: Vec<_> =
        paths.filter(|it| it.extension().is_some_and(|e| e == "toml")).collect();
    plans.sort();
    assert!(plans.len() > 10);
    plans
}

fn run(plan: &Path, out: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("ringsmith"));
    command.arg("catalog").arg(plan).arg("-o").arg(out).args(args).output().unwrap()
}

fn listed(output: &Output) -> Vec<(String, String)> {
    let object = |line: &str| -> (String, String) {
        let told: serde_json::Value = serde_json::from_str(line).unwrap();
        let word = |key: &str| told[key].as_str().unwrap().to_owned();
        let line =
            format!("{}:{} {} {}", told["line"], told["column"], word("severity"), word("code"));
        (line, word("code"))
    };
    text(&output.stdout).lines().map(object).collect()
}

#[test]
fn plans_with_faults_give_the_diagnostics_written_beside_them_and_make_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    for plan in plans() {
        let output = run(&plan, &out, &["--json"]);
        let found: Vec<_> = listed(&output).into_iter().map(|(line, _)| line + "\n").collect();
        let (found, path) = (found.concat(), plan.with_extension("diagnostics"));
        if std::env::var_os("RINGSMITH_BLESS").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(found, expected, "{} is not what its plan gives", path.display());
        assert_eq!(output.status.code(), Some(1), "{}", plan.display());
        assert!(!out.exists(), "{}", plan.display());
    }
}

/// The codes that docs/catalog.md lists, each in a plan that has it.
#[test]
fn every_code_of_the_documentation_is_shown_by_a_plan() {
    let page = include_str!("../../docs/catalog.md");
    let rows = page.lines().skip_while(|line| !line.starts_with("| code |")).skip(2);
    let cells = rows.map_while(|row| row.strip_prefix("| ")?.split(" | ").next());
    let mut documented: BTreeSet<_> = cells.map(|code| code.trim_matches('`')).collect();
    assert!(documented.remove("more-problems") && documented.remove("too-long"), "{documented:?}");
    let lists = plans().into_iter().map(|plan| plan.with_extension("diagnostics"));
    let lists: String = lists.map(|list| fs::read_to_string(list).unwrap()).collect();
    let shown: BTreeSet<_> = lists.lines().filter_map(|line| line.split(' ').nth(2)).collect();
    assert_eq!(shown, documented);
}

#[test]
fn a_plan_that_is_too_long_and_one_of_too_many_faults_are_told_in_bounds() {
    let place = Place::with(&format!("# {}\n", "x".repeat(1 << 20)));
    let output = place.run(&["--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(listed(&output), [("1:1 error too-long".to_owned(), "too-long".to_owned())]);
    place.plan(&format!("[[render]]\ncountries = [{}]\n", "\"?\",".repeat(20_000)));
    let told = listed(&place.run(&["--json"]));
    assert_eq!(told.len(), 10_001);
    assert_eq!(told.last().unwrap().1, "more-problems");
}

#[test]
fn faults_are_told_for_people_with_the_line_and_what_may_be_meant() {
    let place = Place::with("[[render]]\ncountries = [\"de\"]\nencodngs = [\"pcm16\"]\n");
    let output = place.run(&[]);
    let told = text(&output.stderr);
    assert!(told.starts_with("error[unknown-key]: no key is called `encodngs`"), "{told}");
    assert!(told.contains("plan.toml:3:1") && told.contains("did you mean `encodings`?"), "{told}");
}

#[test]
fn what_cannot_be_read_is_told_with_its_path_and_status_2() {
    let place = Place::with(
        "[[render]]\nfiles = [\"no-such.ini\", \"neither.toml\"]\n[[render]]\ncountries = [\"xx\"]\n",
    );
    let output = place.run(&[]);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    for part in ["no-such.ini: ", "neither.toml: ", "unknown-country"] {
        assert!(told.contains(part), "{told}");
    }
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("ringsmith"));
    let output = command.args(["catalog", "/no/such/plan.toml", "-o", "x"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("/no/such/plan.toml: "));
}

#[test]
fn a_faulty_file_of_tones_is_told_where_its_fault_is_and_nothing_is_made() {
    let place =
        Place::with("[[render]]\nfiles = [\"own.ini\"]\n[[render]]\ncountries = [\"de\"]\n");
    fs::copy(testdata("bad/overflow.ini"), place.folder.path().join("own.ini")).unwrap();
    let output = place.run(&[]);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("error[number-too-large]") && told.contains("own.ini:9:29"), "{told}");
    assert!(!place.out().exists());
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_the_place_that_asks_for_it() {
    let place = Place::with("[[render]]\nfiles = [\n  \"absent.ini\",\n]\n");
    let output = place.run(&[]);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("plan.toml:3:3: absent.ini: No such file or directory"), "{told}");
    assert!(!place.out().exists());
}
