//! Text to sections of keys and values. Knows lines, not telephony; never fails.

use crate::diagnostic::Span;
use crate::notation::cpt::problem::{CptProblem, Findings};

/// A section: its header and the keys up to the next one.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub(super) name: Text<'a>,
    pub(super) entries: Vec<Entry<'a>>,
}

/// A key with its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) key: Text<'a>,
    pub(super) value: Text<'a>,
}

/// A piece of the file and where it stands. Blanks around it are left out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
}

impl<'a> Text<'a> {
    /// The part of `line` from `from` up to `to`, where the line starts at byte `at`.
    fn of(line: &'a str, at: usize, from: usize, to: usize) -> Self {
        let part = &line[from..to];
        let text = part.trim();
        let start = at + from + (part.len() - part.trim_start().len());
        Self { text, span: (start..start + text.len()).into() }
    }
}

impl Section<'_> {
    /// From the header to the last value.
    pub(super) fn span(&self) -> Span {
        self.entries.last().map_or(self.name.span, |last| self.name.span.to(last.value.span))
    }
}

/// What a line holds.
enum Line<'a> {
    Nothing,
    Header(Text<'a>),
    Entry(Entry<'a>),
}

/// The sections of a file. Whatever is neither a header, a key with a value nor a comment is
/// reported and passed over.
pub(super) fn sections<'a>(text: &'a str, findings: &mut Findings) -> Vec<Section<'a>> {
    let mut sections: Vec<Section> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        match read_line(line, at, findings) {
            Line::Nothing => {}
            Line::Header(name) => sections.push(Section { name, entries: Vec::new() }),
            Line::Entry(entry) => match sections.last_mut() {
                Some(section) => section.entries.push(entry),
                None => findings.report(entry.key.span, CptProblem::OutsideSection),
            },
        }
        at += line.len();
    }
    sections
}

fn read_line<'a>(line: &'a str, at: usize, findings: &mut Findings) -> Line<'a> {
    let whole = Text::of(line, at, 0, line.len());
    if whole.text.is_empty() || whole.text.starts_with(['#', ';']) {
        return Line::Nothing;
    }
    if let Some(open) = line.find('[').filter(|_| whole.text.starts_with('[')) {
        return match line.find(']') {
            Some(close) => {
                let rest = Text::of(line, at, close + 1, line.len());
                if !rest.text.is_empty() && !rest.text.starts_with(['#', ';']) {
                    findings.report(rest.span, CptProblem::AfterHeader);
                }
                Line::Header(Text::of(line, at, open + 1, close))
            }
            None => broken_header(Text::of(line, at, open + 1, line.len()), whole, findings),
        };
    }
    if let Some(equals) = line.find('=') {
        let key = Text::of(line, at, 0, equals);
        let value = Text::of(line, at, equals + 1, line.len());
        return Line::Entry(Entry { key, value });
    }
    if whole.text.ends_with(']') {
        let name = Text::of(line, at, 0, line.rfind(']').unwrap_or(line.len()));
        return broken_header(name, whole, findings);
    }
    findings.report(whole.span, CptProblem::NotAKey);
    Line::Nothing
}

/// One manual's example has a header that lost its bracket, and people copy it.
fn broken_header<'a>(name: Text<'a>, whole: Text<'a>, findings: &mut Findings) -> Line<'a> {
    findings.report(whole.span, CptProblem::BrokenHeader);
    Line::Header(name)
}
