//! Tone packages: what is written is read again, whatever the set; any text is answered; and the
//! files of `testdata/packages/` mean what stands beside them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::cases;
use super::files::{assert_as_written, documented, files_in, listed, read, shown};
use super::strategies::sets::sets;
use crate::diagnostic::MoreProblems;
use crate::diagnostic::{Severity, Source};
use crate::notation::package::{self, PackageProblem};
use crate::notation::{Parsed, sbc, voice};
use crate::units::{DbM0, SampleRate};

/// A rate that carries every frequency of a generated set.
pub(super) fn wide() -> package::Options {
    package::Options { rate: SampleRate::new(192_000).unwrap(), ..package::Options::default() }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn every_set_is_written_in_toml_and_read_again(set in sets()) {
        let text = package::write(&set);
        let parsed = package::parse(&text, wide());
        let errors: Vec<_> = parsed.diagnostics.iter().map(ToString::to_string).collect();
        prop_assert_eq!(parsed.tones.as_ref(), Some(&set), "{}\n{:?}", text, errors);
        prop_assert_eq!(&package::write(&set), &text);
        // What has no words of its own is told through its voices, and reported nowhere.
        let odd = ["missing-id", "silent", "nothing-defined"];
        for diagnostic in &parsed.diagnostics {
            prop_assert!(odd.contains(&diagnostic.code()), "{diagnostic}\n{text}");
        }
    }
}

#[test]
fn toml_files_that_can_be_played_give_the_set_written_beside_them() {
    for file in files_in("packages/ok", "toml") {
        let source = read(&file);
        let parsed = package::parse(source.text(), package::Options::default());
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
        let strict = package::Options { strict: true, ..package::Options::default() };
        let strict = listed(&package::parse(source.text(), strict), &source);
        assert_as_written(&file, "strict", &strict);
        let set = parsed.into_tones().unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let canonical = package::write(&set);
        assert_as_written(&file, "canonical", &canonical);
        let again = package::parse(&canonical, package::Options::default()).into_tones().unwrap();
        assert_eq!(again, set, "{}", file.display());
    }
}

#[test]
fn toml_files_with_faults_give_the_diagnostics_written_beside_them() {
    for file in files_in("packages/bad", "toml") {
        let source = read(&file);
        let parsed = package::parse(source.text(), package::Options::default());
        assert!(parsed.tones.is_none(), "{} has an error", file.display());
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
    }
}

/// What stands beside `a.toml` would stand beside `a.sbc` too.
#[test]
fn no_two_files_of_a_folder_share_a_name() {
    for folder in ["packages/ok", "packages/bad"] {
        let files = ["toml", "sbc"].map(|extension| files_in(folder, extension)).concat();
        let names: BTreeSet<_> = files.iter().map(|file| file.file_stem()).collect();
        assert_eq!(names.len(), files.len(), "{folder}");
    }
}

/// The codes that docs/packages.md lists, each in a file that has it.
pub(super) fn assert_shown(heading: &str, extension: &str, elsewhere: &[&str]) {
    let mut documented = documented(include_str!("../../docs/packages.md"), heading);
    for code in elsewhere {
        assert!(documented.remove(code), "{code} is documented");
    }
    assert!(documented.len() > 15, "the table under {heading} is found");
    let folders = ["packages/ok", "packages/bad"];
    let files: Vec<_> = folders.iter().flat_map(|folder| files_in(folder, extension)).collect();
    let shown = shown(&files);
    assert_eq!(shown.iter().map(String::as_str).collect::<BTreeSet<_>>(), documented);
}

/// Files that show the limits would be as long as the limits.
#[test]
fn every_code_of_the_toml_notation_is_shown_by_a_file() {
    assert_shown("## Diagnostics of the TOML", "toml", &["more-problems", "too-long"]);
}

/// Those that start a tone of their own: others show one key in several ways.
#[test]
fn the_examples_of_the_documentation_are_read_without_a_diagnostic() {
    let page = include_str!("../../docs/packages.md");
    let blocks = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let examples: Vec<_> = blocks.filter(|block| block.contains("[[tone]]")).collect();
    assert!(examples.len() >= 3, "the examples are found");
    for example in examples {
        let parsed = package::parse(example, package::Options::default());
        assert!(parsed.diagnostics.is_empty(), "{example}\n{:?}", parsed.diagnostics);
    }
    let lines = page.split("```\n").find(|block| block.starts_with("set profiles")).unwrap();
    let parsed = sbc::parse(lines, sbc::Options::default());
    assert!(parsed.diagnostics.is_empty(), "{lines}\n{:?}", parsed.diagnostics);
}

/// What must hold of any answer to any text.
pub(super) fn assert_answered<T>(text: &str, parsed: &Parsed<T>) {
    let source = Source::new("text", text);
    for diagnostic in &parsed.diagnostics {
        assert!(text.get(diagnostic.span.range()).is_some(), "{diagnostic} of no text: {text:?}");
        let at = source.position(diagnostic.span.start);
        assert!(at.line >= 1 && at.column >= 1);
    }
    for (selector, span) in &parsed.definitions {
        assert!(text.get(span.range()).is_some(), "{selector} of no text: {text:?}");
    }
    let errors = parsed.diagnostics.iter().any(|d| d.severity == Severity::Error);
    assert_eq!(parsed.tones.is_none(), errors, "{text:?}");
}

/// A line that is nearly right.
fn toml_line() -> impl Strategy<Value = String> {
    let header = prop::sample::select(vec!["[[tone]]", "[[user-tone]]", "[[pattern]]", "[tone]"]);
    let key = prop::sample::select(vec![
        "name",
        "package-id",
        "default-ringback",
        "level",
        "number",
        "id",
        "kind",
        "components",
        "voices",
        "lead",
        "cycle",
        "swell",
        "swell.from",
        "default-duration",
        "frequency",
        "on",
        "tone",
    ]);
    let value = prop_oneof![
        3 => prop::sample::select(vec![
            "\"rt\"", "\"busy\"", "\"425@-10\"", "[\"425\", \"440@-10\"]", "[[100, 100]]", "[]",
            "[{ on = 5, times = 3 }, { off = 5, voice = 1 }]", "\"continuous\"", "\"440+\"",
            "{ frequency = 400, level = -10, modulation = 25, depth = 0.5 }", "[", "{", "\"\"\"",
            "{ from = 0, to = 3, over = 9 }", "{ on = 5, components = \"1@1\" }", "nan", "\"ü+1\"",
        ]).prop_map(str::to_owned),
        2 => any::<i64>().prop_map(|n| n.to_string()),
        1 => any::<f64>().prop_map(|n| n.to_string()),
        1 => "[ -~]{0,12}",
        1 => "\\PC{0,8}",
    ];
    prop_oneof![
        2 => header.prop_map(str::to_owned),
        8 => (key, value).prop_map(|(key, value)| format!("{key} = {value}")),
        1 => "\\PC{0,30}",
    ]
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn any_toml_is_answered_and_what_is_accepted_is_written_and_read_again(
        lines in prop::collection::vec(toml_line(), 0..12),
        playable in any::<bool>(),
        strict in any::<bool>(),
    ) {
        let start = if playable { "[[tone]]\nid = \"x\"\ncomponents = \"425@-10\"\n" } else { "" };
        let text = start.to_owned() + &lines.join("\n");
        let parsed = package::parse(&text, package::Options { strict, ..Default::default() });
        assert_answered(&text, &parsed);
        if let Some(set) = parsed.tones {
            let canonical = package::write(&set);
            let again = package::parse(&canonical, package::Options::default());
            prop_assert_eq!(again.tones.as_ref(), Some(&set), "{}", canonical);
        }
    }

    #[test]
    fn any_bytes_are_answered_as_toml(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let source = Source::from_bytes("bytes", bytes);
        let parsed = package::parse(source.text(), package::Options::default());
        assert_answered(source.text(), &parsed);
    }

    /// The text of `components` is that of the command line.
    #[test]
    fn components_are_read_as_the_command_line_reads_them(text in "([0-9.]{1,4}(@-?[0-9.]{1,3})?)([ ]?[+][ ]?[0-9]{1,4}(@-?[0-9]{1,2})?){0,3}") {
        let file = format!("level = -7\n[[tone]]\nid = \"x\"\ncomponents = \"{text}\"\n");
        let parsed = package::parse(&file, wide());
        let default = DbM0::from_hundredths(-700).unwrap();
        let expected = voice::parse(&text, default).ok();
        let found = parsed.tones.map(|set| set.tones()[0].signal.voices()[0].clone());
        prop_assert_eq!(found, expected, "{}", text);
    }
}

/// Nesting, a line of a megabyte, and `times` without end: each is answered by a diagnostic.
#[test]
fn hostile_toml_takes_little() {
    let nested = format!("a = {}", "[".repeat(500_000));
    let long = format!("[[tone]]\ncomponents = \"{}1\"", "1+".repeat(500_000));
    let pairs = format!("[[tone]]\ncycle = [{}]", "{on=1,times=9999999},".repeat(40_000));
    let faults = "=\n".repeat(100_000);
    for text in [&nested, &long, &pairs, &faults] {
        let parsed = package::parse(text, package::Options::default());
        assert!(parsed.tones.is_none() && parsed.diagnostics.len() <= 10_001);
    }
    let parsed = package::parse(&faults, package::Options::default());
    assert!(parsed.diagnostics.last().unwrap().problem_of::<MoreProblems>().is_some());
    let parsed = package::parse(&" ".repeat((1 << 20) + 1), package::Options::default());
    let problem = parsed.diagnostics[0].problem_of();
    assert_eq!(problem, Some(&PackageProblem::TooLong { limit: 1 << 20 }));
}
