//! The pages of the project lead to each other: no link to what is not there, no page of docs/ that
//! its contents do not list.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn markdown_in(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

fn pages() -> Vec<PathBuf> {
    let folders = ["", "docs", "benches", "python", "testdata", "examples/gateway"];
    folders
        .into_iter()
        .filter(|folder| root().join(folder).is_dir())
        .flat_map(markdown_in)
        .collect()
}

/// Where the links of a page lead, but for those to other places of the world.
fn links(page: &str) -> Vec<String> {
    let text: String = page.split("\n```").step_by(2).collect();
    // In a span of code brackets are brackets.
    let prose: String = text.split('`').step_by(2).collect();
    let ends = prose.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    ends.filter(|link| !link.contains("://")).map(str::to_owned).collect()
}

/// The anchors of a page's headings, as the sites that show Markdown make them.
fn anchors(page: &str) -> HashSet<String> {
    let headings = page.split("\n```").step_by(2).flat_map(str::lines);
    let headings = headings.filter(|line| line.starts_with('#'));
    let anchor = |line: &str| {
        let letters = line.trim_start_matches('#').trim().to_lowercase();
        let kept = letters.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut seen = 0;
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        for link in links(&page) {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let place =
                if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(place.exists(), "{}: {link} leads nowhere", path.display());
            if !anchor.is_empty() {
                let anchors = anchors(&fs::read_to_string(&place).unwrap());
                assert!(anchors.contains(anchor), "{}: {link}: no such heading", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} links were found");
}

#[test]
fn the_contents_of_the_book_list_every_page() {
    let contents = fs::read_to_string(root().join("docs/README.md")).unwrap();
    let listed: HashSet<_> = links(&contents).into_iter().collect();
    for path in markdown_in("docs") {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(
            name == "README.md" || listed.contains(name),
            "docs/README.md does not list {name}"
        );
    }
}
