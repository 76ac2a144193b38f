//! Diagnostics as rustc prints them, on standard error.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use ringsmith::diagnostic::{Diagnostic, Problem, Severity, Source, Span};
use ringsmith::model::ToneSet;
use ringsmith::text::printable;

/// Lines longer than this are not shown: they are no lines that a person wrote.
const LONGEST_LINE: usize = 400;

/// Prints every diagnostic of a file.
pub fn print(source: &Source, diagnostics: &[Diagnostic]) {
    let renderer = Renderer::styled();
    let mut out = BufWriter::new(anstream::stderr().lock());
    for diagnostic in diagnostics {
        // Nobody can be told that standard error is gone.
        let _ = writeln!(out, "{}\n", renderer.render(&[group(source, diagnostic)]));
    }
    let _ = out.flush();
}

/// Prints a problem of a whole file.
pub fn without_place(severity: Severity, problem: &dyn Problem, file: &Path) {
    let title = format!("{}: {problem}", printable(&file.display().to_string()));
    let title = level(severity).primary_title(title).id(problem.code());
    let help = problem.help().map(|help| Group::with_title(Level::HELP.secondary_title(help)));
    let groups: Vec<_> = [Some(Group::with_title(title)), help].into_iter().flatten().collect();
    let _ = writeln!(anstream::stderr(), "{}", Renderer::styled().render(&groups));
}

const fn level<'a>(severity: Severity) -> Level<'a> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    }
}

/// Prints what keeps the program from its work.
pub fn trouble(message: &str) {
    let report = Level::ERROR.primary_title(message);
    let text = Renderer::styled().render(&[Group::with_title(report)]);
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Prints what somebody may not have meant.
pub fn warning(message: &str) {
    let report = Level::WARNING.primary_title(message);
    let text = Renderer::styled().render(&[Group::with_title(report)]);
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// `1 warning`, `2 warnings`.
pub fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// What sets hold: `1 tone package, 13 call progress tones, 3 ringing patterns`.
pub fn holds(sets: &[ToneSet]) -> String {
    let sum = |count: fn(&ToneSet) -> usize| sets.iter().map(count).sum();
    let holds: Vec<_> = [
        (sum(|set| usize::from(set.package().is_some())), "tone package"),
        (sum(|set| set.tones().len()), "call progress tone"),
        (sum(|set| set.user_tones().len()), "user defined tone"),
        (sum(|set| set.patterns().len()), "ringing pattern"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, noun)| count(number, noun))
    .collect();
    if holds.is_empty() { "nothing".to_owned() } else { holds.join(", ") }
}

fn group<'a>(source: &'a Source, diagnostic: &'a Diagnostic) -> Group<'a> {
    let title = level(diagnostic.severity)
        .primary_title(diagnostic.problem.to_string())
        .id(diagnostic.code());
    let mut group = place(Group::with_title(title), source, diagnostic.span, None);
    if let Some((span, label)) = diagnostic.related {
        group = place(group, source, span, Some(label));
    }
    match diagnostic.problem.help() {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    }
}

/// The line without the controls above ASCII, which some terminals obey and the printer of snippets
/// leaves in. What stands for one takes as many bytes, so that spans stay where they are.
fn without_c1(line: &str) -> Cow<'_, str> {
    let is_c1 = |c| matches!(c, '\u{80}'..='\u{9F}');
    if line.contains(is_c1) { line.replace(is_c1, "\u{BF}").into() } else { line.into() }
}

/// Adds the line of a span, marked, to a report.
fn place<'a>(
    group: Group<'a>,
    source: &'a Source,
    span: Span,
    label: Option<&'static str>,
) -> Group<'a> {
    let at = source.position(span.start);
    let line = source.line_span(span.start);
    if line.end - line.start > LONGEST_LINE || source.text().is_empty() {
        let origin = Origin::path(printable(source.name())).line(at.line).char_column(at.column);
        return group.element(origin);
    }
    let marked = span.start - line.start..span.end.min(line.end) - line.start;
    let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let mark = kind.span(marked).label(label);
    let snippet = Snippet::source(without_c1(&source.text()[line.range()]));
    group.element(snippet.path(printable(source.name())).line_start(at.line).annotation(mark))
}

/// Writes a diagnostic as a JSON object on a line of its own.
pub fn write_json(
    out: &mut impl Write,
    source: &Source,
    diagnostic: &Diagnostic,
) -> io::Result<()> {
    writeln!(out, "{}", json(source, diagnostic))
}

/// A diagnostic as a JSON object.
pub fn json(source: &Source, diagnostic: &Diagnostic) -> serde_json::Value {
    let at = source.position(diagnostic.span.start);
    let mut object = serde_json::json!({
        "code": diagnostic.code(),
        "severity": diagnostic.severity.to_string(),
        "file": source.name(),
        "line": at.line,
        "column": at.column,
        "message": diagnostic.problem.to_string(),
    });
    if let Some(help) = diagnostic.problem.help() {
        object["help"] = help.into();
    }
    if let Some((span, label)) = diagnostic.related {
        let at = source.position(span.start);
        object["related"] =
            serde_json::json!({ "line": at.line, "column": at.column, "message": label });
    }
    object
}
