//! The lines that tones and patterns were read from, with what is wrong at its place.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::ops::RangeInclusive;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Severity, Source, Span};
use crate::model::{Selector, ToneSet};
use crate::notation::Parsed;
use crate::sheet::markup::Html;

/// The longest line that is shown whole, in characters.
const LONGEST_LINE: usize = 2000;
/// The most lines of a whole file that are shown.
const MOST_LINES: usize = 5000;

/// Lines by their numbers, from 1.
pub(super) type Lines = RangeInclusive<usize>;

/// A text by its lines, and what was found in it.
pub(super) struct Listing<'a> {
    source: &'a Source,
    lines: Vec<Span>,
    diagnostics: &'a [Diagnostic],
    /// What was found in a line.
    found: HashMap<usize, Vec<&'a Diagnostic>>,
    /// Where the entries stand, by set and selector.
    places: HashMap<(usize, Selector), Lines>,
    /// Lines of entries.
    taken: HashSet<usize>,
}

impl<'a> Listing<'a> {
    pub(super) fn new(source: &'a Source, parsed: &'a Parsed<Vec<ToneSet>>) -> Self {
        let mut listing = Self {
            source,
            lines: lines_of(source),
            diagnostics: &parsed.diagnostics,
            found: HashMap::new(),
            places: HashMap::new(),
            taken: HashSet::new(),
        };
        for found in &parsed.diagnostics {
            listing.found.entry(listing.line_of(found)).or_default().push(found);
        }
        let spans = places(parsed);
        for span in spans.values() {
            listing.taken.extend(listing.lines_of(*span));
        }
        listing.places =
            spans.into_iter().map(|(key, span)| (key, listing.with_comment(span))).collect();
        let commented: Vec<_> = listing.places.values().cloned().collect();
        listing.taken.extend(commented.into_iter().flatten());
        listing
    }

    /// What the text is called: the last part of its path, for a page is sent to people whom the
    /// rest tells nothing, or too much.
    pub(super) fn name(&self) -> &str {
        let name = self.source.name();
        Path::new(name).file_name().and_then(OsStr::to_str).unwrap_or(name)
    }

    /// The lines of an entry of a set, with the comment above them.
    pub(super) fn lines(&self, set: usize, selector: &Selector) -> Option<Lines> {
        self.places.get(&(set, selector.clone())).cloned()
    }

    /// All lines, or as many as are shown.
    pub(super) fn all(&self) -> Lines {
        1..=self.lines.len().min(MOST_LINES)
    }

    /// How many lines there are.
    pub(super) fn count(&self) -> usize {
        self.lines.len()
    }

    /// How many of the diagnostics are errors, and how many warnings.
    pub(super) fn counts(&self) -> (usize, usize) {
        let errors = self.diagnostics.iter().filter(|found| found.is_error()).count();
        (errors, self.diagnostics.len() - errors)
    }

    /// What was found at lines of no entry.
    pub(super) fn of_no_entry(&self) -> Vec<&'a Diagnostic> {
        let elsewhere = |found: &&Diagnostic| !self.taken.contains(&self.line_of(found));
        self.diagnostics.iter().filter(elsewhere).collect()
    }

    fn line_of(&self, found: &Diagnostic) -> usize {
        self.source.position(found.span.start).line
    }

    fn lines_of(&self, span: Span) -> Lines {
        let last = span.end.saturating_sub(1).max(span.start);
        self.source.position(span.start).line..=self.source.position(last).line
    }

    /// The lines of a definition and those of comments directly above.
    fn with_comment(&self, span: Span) -> Lines {
        const MOST: usize = 12;
        let lines = self.lines_of(span);
        let is_comment = |line: &usize| {
            self.text(*line).trim_start().starts_with(['#', ';']) && !self.taken.contains(line)
        };
        let above = (1..*lines.start()).rev().take(MOST).take_while(is_comment).last();
        above.unwrap_or(*lines.start())..=*lines.end()
    }

    fn text(&self, line: usize) -> &'a str {
        self.lines.get(line - 1).map_or("", |span| &self.source.text()[span.range()])
    }

    /// Writes lines with their numbers, and after each what was found in it.
    pub(super) fn write(&self, html: &mut Html, lines: Lines) {
        let label = match lines.clone().count() {
            1 => format!("Line {} of {}", lines.start(), self.name()),
            _ => format!("Lines {} to {} of {}", lines.start(), lines.end(), self.name()),
        };
        html.element("ol", &[("class", "source"), ("aria-label", &label)], |html| {
            for line in lines {
                let found = self.found.get(&line).map_or(&[] as &[_], Vec::as_slice);
                html.element("li", &[("value", &line.to_string())], |html| {
                    self.write_line(html, line, found);
                    for diagnostic in found {
                        write_finding(html, diagnostic, None);
                    }
                });
            }
        });
    }

    /// A line, with the offending text marked.
    fn write_line(&self, html: &mut Html, line: usize, found: &[&Diagnostic]) {
        html.element("code", &[], |html| {
            let text = self.text(line);
            let end = text.char_indices().nth(LONGEST_LINE).map_or(text.len(), |(at, _)| at);
            let start = self.lines.get(line - 1).map_or(0, |span| span.start);
            let mut at = 0;
            for diagnostic in found {
                let from = diagnostic.span.start.saturating_sub(start).clamp(at, end);
                let to = diagnostic.span.end.saturating_sub(start).clamp(from, end);
                // A span of a text that was read otherwise may cut a character.
                let (Some(before), Some(marked)) = (text.get(at..from), text.get(from..to)) else {
                    continue;
                };
                html.text(before);
                if !marked.is_empty() {
                    html.leaf("mark", &[("class", class(diagnostic.severity))], marked);
                }
                at = to;
            }
            html.text(text.get(at..end).unwrap_or_default());
            if end < text.len() {
                html.text("…");
            }
        });
    }

    /// Writes a list of diagnostics with their places and lines.
    pub(super) fn write_list(&self, html: &mut Html, found: &[&Diagnostic]) {
        html.element("ul", &[("class", "findings")], |html| {
            for diagnostic in found {
                html.element("li", &[], |html| {
                    let at = self.source.position(diagnostic.span.start);
                    write_finding(html, diagnostic, Some(at.line));
                });
            }
        });
    }
}

const fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn write_finding(html: &mut Html, diagnostic: &Diagnostic, line: Option<usize>) {
    let class = format!("finding {}", class(diagnostic.severity));
    html.element("div", &[("class", &class)], |html| {
        html.leaf("strong", &[], &diagnostic.severity.to_string());
        html.text(" ");
        html.leaf("code", &[("class", "code")], diagnostic.code());
        let place = line.map(|line| format!(" line {line}:")).unwrap_or_default();
        html.text(&format!("{place} {}", diagnostic.problem));
        if let Some(help) = diagnostic.problem.help() {
            html.leaf("div", &[("class", "help")], &help);
        }
    });
}

/// The lines of a text without their ends.
fn lines_of(source: &Source) -> Vec<Span> {
    let text = source.text();
    let mut lines = Vec::new();
    let mut at = 0;
    loop {
        let line = source.line_span(at);
        lines.push(line);
        let rest = &text[line.end..];
        at = match rest.as_bytes() {
            [] => break,
            [b'\r', b'\n', ..] => line.end + 2,
            _ => line.end + 1,
        };
        if at >= text.len() {
            break;
        }
    }
    lines
}

/// Where the tones and patterns of all sets stand, by set and selector: they are defined in their
/// order. Nothing is known where a definition makes several, as an alias does.
fn places(parsed: &Parsed<Vec<ToneSet>>) -> HashMap<(usize, Selector), Span> {
    let sets = parsed.tones.as_deref().unwrap_or_default();
    let mut places = HashMap::new();
    let mut add = |of: fn(&ToneSet) -> Vec<Selector>, is: fn(&Selector) -> bool| {
        let each = |(at, set): (usize, _)| of(set).into_iter().map(move |it| (at, it));
        let entries: Vec<_> = sets.iter().enumerate().flat_map(each).collect();
        let defined = parsed.definitions.iter().filter(|(selector, _)| is(selector));
        let spans: Vec<_> = defined.map(|(_, span)| *span).collect();
        if spans.len() == entries.len() {
            places.extend(entries.into_iter().zip(spans));
        }
    };
    add(
        |set| set.tones().iter().map(|it| Selector::Tone(it.number)).collect(),
        |it| !matches!(it, Selector::Pattern(_) | Selector::UserTone(_)),
    );
    add(
        |set| set.user_tones().iter().map(|it| Selector::UserTone(it.number)).collect(),
        |it| matches!(it, Selector::UserTone(_)),
    );
    add(
        |set| set.patterns().iter().map(|it| Selector::Pattern(it.number)).collect(),
        |it| matches!(it, Selector::Pattern(_)),
    );
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::{Notation, Options};

    fn parsed(text: &str) -> (Source, Parsed<Vec<ToneSet>>) {
        let parsed = Notation::Cpt.parse(text, Options::default());
        (Source::new("a.ini", text), parsed)
    }

    const TWO: &str = "[NUMBER OF DISTINCTIVE RINGING PATTERNS]
Number of Ringing Patterns=3

# Regular.
; Twice.
[Ringing Pattern #0]
Ring Type=0
Freq [Hz]=20
First Ring On Time [10msec]=20
First Ring Off Time [10msec]=40
[Ringing Pattern #4]
Ring Type=3
Freq [Hz]=27
First Ring On Time [10msec]=20
First Ring Off Time [10msec]=40
";

    #[test]
    fn an_entry_has_its_own_lines_and_the_comments_directly_above_them() {
        let (source, parsed) = parsed(TWO);
        let listing = Listing::new(&source, &parsed);
        assert_eq!(listing.lines(0, &Selector::Pattern(0)), Some(4..=10));
        assert_eq!(listing.lines(0, &Selector::Pattern(4)), Some(11..=15));
        assert_eq!(listing.lines(0, &Selector::Pattern(1)), None);
    }

    #[test]
    fn what_is_wrong_stands_at_its_line_and_apart_only_where_no_entry_has_that_line() {
        let (source, parsed) = parsed(TWO);
        let listing = Listing::new(&source, &parsed);
        let apart: Vec<_> = listing.of_no_entry().iter().map(|found| found.code()).collect();
        assert_eq!(apart, ["count-mismatch"]);
        let mut html = Html::default();
        listing.write(&mut html, 11..=15);
        let written = html.into_string();
        for part in [
            "<ol class=\"source\" aria-label=\"Lines 11 to 15 of a.ini\">",
            "<code>Ring Type=<mark class=\"warning\">3</mark></code><div class=\"finding warning\">",
            "<code>Freq [Hz]=<mark class=\"warning\">27</mark></code>",
        ] {
            assert!(written.contains(part), "{part}\n{written}");
        }
    }

    #[test]
    fn lines_are_numbered_as_diagnostics_number_them_whatever_ends_them() {
        let source = Source::new("a", "one\rtwo\r\n\r\nfour\n");
        let lines = lines_of(&source);
        let texts: Vec<_> = lines.iter().map(|line| &source.text()[line.range()]).collect();
        assert_eq!(texts, ["one", "two", "", "four"]);
        for (at, line) in (1..).zip(lines) {
            assert_eq!(source.position(line.start).line, at);
        }
        assert_eq!(lines_of(&Source::new("a", "")).len(), 1);
    }
}
