//! The page of `ringsmith sheet` as a file; `tests/sheet/check` tries it in a browser.

#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{ringsmith, stdout_of, testdata};
use ringsmith::notation::{Document, Options};
use ringsmith::sheet::{self, Heard, Subject};
use sha2::{Digest, Sha256};

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("a page is UTF-8")
}

/// The page that the program writes to standard output.
fn page(arguments: &[&Path]) -> String {
    text(stdout_of(ringsmith().arg("sheet").args(arguments).args(["-o", "-"])))
}

/// The files below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn every_file_of_the_test_data_has_a_page_and_a_comparison_with_another_one() {
    let document = Document::open(testdata("vendor/uk.ini")).unwrap();
    let parsed = document.parse(Options::default());
    let uk = Subject::new(&document, &parsed);
    let mut pages = 0;
    for path in files_below(&testdata("")) {
        let Ok(document) = Document::open(&path) else { continue };
        let parsed = document.parse(Options::default());
        let subject = Subject::new(&document, &parsed);
        let whole =
            |page: String| page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n");
        let plays = |page: &str| page.contains("class=\"play\"");
        let page = sheet::page(&subject, &Heard::default());
        let playable = parsed
            .tones
            .as_ref()
            .is_some_and(|sets| sets.iter().any(|it| it.entries().count() > 0));
        assert_eq!(plays(&page), playable, "{}", path.display());
        assert!(whole(page), "{}", path.display());
        assert!(whole(sheet::comparison(&uk, &subject, &Heard::default())), "{}", path.display());
        pages += 1;
    }
    assert!(pages > 200, "{pages}");
}

#[test]
fn a_page_is_written_whole_and_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("uk.html");
    let said =
        stdout_of(ringsmith().arg("sheet").arg(testdata("vendor/uk.ini")).arg("-o").arg(&path));
    assert!(text(said).starts_with(&format!("{}: ", path.display())));
    let written = fs::read_to_string(&path).unwrap();
    assert_eq!(written, page(&[&testdata("vendor/uk.ini")]));
}

#[test]
fn a_file_with_errors_has_a_page_without_sounds_and_exits_with_1() {
    let output = ringsmith()
        .args(["sheet", "-o", "-"])
        .arg(testdata("bad/many-errors.ini"))
        .assert()
        .code(1)
        .get_output()
        .clone();
    let page = text(output.stdout);
    assert!(page.contains("\"sounds\":[]") && !page.contains("class=\"play\""));
    assert_eq!(page.matches("<div class=\"finding error\">").count(), 8);
    let said = text(output.stderr);
    assert!(said.contains("8 errors, so the page shows its lines and plays nothing"), "{said}");
}

#[test]
fn a_comparison_exits_with_1_where_either_file_has_errors() {
    let [good, bad] = ["vendor/uk.ini", "bad/many-errors.ini"].map(testdata);
    for (first, second, code) in [(&good, &bad, 1), (&bad, &good, 1), (&good, &good, 0)] {
        let mut command = ringsmith();
        command.arg("sheet").arg(first).arg("--against").arg(second).args(["-o", "-"]);
        command.assert().code(code);
    }
    let page = page(&[&good, Path::new("--against"), &good]);
    assert!(page.contains("Nothing is different: 8 unchanged."));
}

#[test]
fn wrong_usage_and_trouble_exit_with_2() {
    let uk = testdata("vendor/uk.ini");
    let uk = uk.to_str().unwrap();
    for arguments in [
        &["sheet", "-o", "-"][..],
        &["sheet", uk],
        &["sheet", "no-such-file.ini", "-o", "-"],
        &["sheet", uk, "--voice", "440+x", "-o", "-"],
        &["sheet", uk, "--package", "no-such", "-o", "-"],
        &["sheet", uk, "-o", "no/such/folder/page.html"],
    ] {
        ringsmith().args(arguments).assert().code(2);
    }
}

#[test]
fn a_page_names_nothing_outside_itself_and_not_even_the_folder_of_its_file() {
    let uk = testdata("vendor/uk.ini");
    let page = page(&[&uk]);
    for address in ["http:", "https:", "//www", "url(", "@import", " src=", " href="] {
        assert!(!page.contains(address), "{address}");
    }
    let folder = uk.parent().unwrap().display().to_string();
    assert!(!page.contains(&folder));
}

#[test]
fn the_policy_allows_the_style_and_the_program_of_the_page_and_nothing_else() {
    let page = page(&[&testdata("vendor/uk.ini")]);
    let between = |start: &str, end: &str| {
        let from = page.find(start).unwrap() + start.len();
        &page[from..from + page[from..].find(end).unwrap()]
    };
    let hash = |text: &str| base64(&Sha256::digest(text));
    let policy = between("Content-Security-Policy\" content=\"", "\"").replace("&#39;", "'");
    let style = hash(between("<style>", "</style>"));
    let program = hash(between("<script>", "</script>"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{program}'; \
             base-uri 'none'; form-action 'none'"
        )
    );
}

/// RFC 4648 by its letter: six bits after six bits.
fn base64(bytes: &[u8]) -> String {
    let bits = bytes.iter().map(|byte| format!("{byte:08b}")).collect::<Vec<_>>().concat();
    let digit = |group: &[u8]| {
        let group = format!("{:0<6}", std::str::from_utf8(group).unwrap());
        match u8::from_str_radix(&group, 2).unwrap() {
            value @ 0..26 => char::from(b'A' + value),
            value @ 26..52 => char::from(b'a' + value - 26),
            value @ 52..62 => char::from(b'0' + value - 52),
            62 => '+',
            _ => '/',
        }
    };
    let digits: String = bits.as_bytes().chunks(6).map(digit).collect();
    format!("{digits}{}", "=".repeat((4 - digits.len() % 4) % 4))
}

#[test]
fn text_of_a_file_stays_text() {
    let folder = tempfile::tempdir().unwrap();
    let hostile =
        "</script><script>alert(1)</script>\\\"'><img src=x onerror=alert(2)> ]]> \u{2028}";
    let path = folder.path().join("a.toml");
    let file = format!(
        "name = \"{hostile}\"\ndescription = \"{hostile}\"\n# {hostile}\n[[tone]]\nid = \"a&b\"\n\
         components = \"440@-10\"\ncycle = \"continuous\"\n"
    );
    fs::write(&path, file).unwrap();
    let page = page(&[&path]);
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
    assert!(!page.contains("<img") && !page.contains('\u{2028}'));
    assert!(page.contains("&lt;img src=x onerror=alert(2)&gt; ]]&gt;"));
    assert!(page.contains("a&amp;b"));
}

#[test]
fn a_country_is_shown_by_its_name_with_the_lines_of_its_own_file() {
    let page = page(&[Path::new("--country"), Path::new("jp")]);
    assert!(page.contains("<h1>Japan</h1>"));
    assert!(page.contains("aria-label=\"Lines 13 to 18 of jp.toml\""));
}
