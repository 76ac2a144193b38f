//! Files in.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use ringsmith::diagnostic::{Diagnostic, Severity, Source, Span};
use ringsmith::model::ToneSet;
use ringsmith::notation::translation::{Loss, Written};
use ringsmith::notation::{Document, Notation, Options, Parsed};
use ringsmith::standard;
use ringsmith::text::printable;

use crate::{Failure, report};

/// The longest file that is read, in bytes: a thousand times the largest that a gateway takes.
const LONGEST: u64 = 256 << 20;

/// Takes the names of the notations, and lists them in the help.
pub fn notation_parser() -> impl TypedValueParser<Value = Notation> {
    let value = |notation: Notation| {
        PossibleValue::new(notation.name()).aliases(notation.aliases()).help(notation.to_string())
    };
    PossibleValuesParser::new(Notation::ALL.iter().copied().map(value))
        .try_map(|name| name.parse::<Notation>())
}

/// Reads a file, or standard input for `-`, in a notation that is known or that it tells.
pub fn read(path: &Path, notation: Option<Notation>) -> Result<Document, Failure> {
    let (name, bytes) = read_bytes(path)?;
    Ok(match notation {
        Some(notation) => Document::in_notation(name, bytes, notation),
        None => Document::new(name, bytes),
    })
}

/// Reads standard input as text.
pub fn standard_input() -> Result<Source, Failure> {
    let (name, bytes) = read_bytes(Path::new("-"))?;
    Ok(Source::from_bytes(name, bytes))
}

/// The name that diagnostics call a file by, and its bytes.
fn read_bytes(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let (name, bytes) = if path.as_os_str() == "-" {
        ("<stdin>".to_owned(), read_bounded(io::stdin().lock()))
    } else {
        (path.display().to_string(), File::open(path).and_then(read_bounded))
    };
    let bytes = bytes.map_err(|error| Failure::Trouble(format!("{}: {error}", path.display())))?;
    Ok((name, bytes))
}

fn read_bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other("more than 256 MiB are not read"));
    }
    Ok(bytes)
}

/// A file and what it holds.
pub struct Found {
    document: Document,
    parsed: Parsed<Vec<ToneSet>>,
}

/// Reads a file and what it holds, and reports nothing yet.
pub fn find(path: &Path, notation: Option<Notation>, options: Options) -> Result<Found, Failure> {
    let document = read(path, notation)?;
    let parsed = document.parse(options);
    Ok(Found { document, parsed })
}

impl Found {
    /// Reports what is wrong, as JSON on standard output or for people.
    pub fn tell(&self, json: bool) -> io::Result<()> {
        let source = self.document.source();
        if json {
            let mut out = anstream::stdout().lock();
            let mut found = self.parsed.diagnostics.iter();
            return found.try_for_each(|found| report::write_json(&mut out, source, found));
        }
        report::print(source, &self.parsed.diagnostics);
        Ok(())
    }

    /// What diagnostics call it by.
    pub fn name(&self) -> &str {
        self.document.source().name()
    }

    /// Sets of the file in another notation.
    pub fn translate(&self, sets: &[ToneSet], to: Notation) -> Written<Vec<u8>> {
        self.document.translate(sets, to)
    }

    /// Reports what is lost of the sets, at the definition that it is lost of.
    pub fn tell_loss(&self, loss: &Loss, severity: Severity, json: bool) -> io::Result<()> {
        let Some(span) = self.place(loss) else {
            return tell_without_place(loss, severity, self.name(), json);
        };
        let problem = Arc::new(loss.problem.clone());
        let diagnostic = Diagnostic { severity, span, related: None, problem };
        let source = self.document.source();
        if json {
            return report::write_json(&mut anstream::stdout().lock(), source, &diagnostic);
        }
        report::print(source, &[diagnostic]);
        Ok(())
    }

    /// Where the tone or pattern stands that a loss is of: the definition of its selector, and where
    /// several sets have one, that of its set.
    fn place(&self, loss: &Loss) -> Option<Span> {
        let entry = loss.entry.as_ref()?;
        let sets = self.parsed.tones.as_deref()?;
        let own = |(selector, _): &&(_, Span)| selector == entry;
        let mut spans = self.parsed.definitions.iter().filter(own).map(|(_, span)| *span);
        let has = |set: &&ToneSet| set.select(entry).is_ok();
        if sets.iter().filter(has).count() != spans.clone().count() {
            return None;
        }
        let span = spans.nth(sets[..loss.set.min(sets.len())].iter().filter(has).count())?;
        // Its first line tells which it is; the rest is long.
        let line = self.document.source().line_span(span.start);
        Some(Span { end: span.end.min(line.end), ..span })
    }

    /// The sets of the file, or the one of that name.
    pub fn sets(&self, package: Option<&str>) -> Result<Vec<ToneSet>, Failure> {
        let name = self.document.source().name();
        let Some(sets) = &self.parsed.tones else {
            let is_error = |diagnostic: &&Diagnostic| diagnostic.is_error();
            let errors = self.parsed.diagnostics.iter().filter(is_error).count();
            let errors = report::count(errors, "error");
            report::trouble(&format!("{name}: {errors}, so nothing is done with it"));
            return Err(Failure::Faulty);
        };
        let Some(asked) = package else { return Ok(sets.clone()) };
        let named = |set: &&ToneSet| set.package().is_some_and(|package| package.name == asked);
        let chosen: Vec<_> = sets.iter().filter(named).cloned().collect();
        if chosen.is_empty() {
            let holds = names(sets);
            let holds = if holds.is_empty() { "none".to_owned() } else { holds };
            return Err(Failure::Trouble(format!("{name}: no package {asked}; it holds {holds}")));
        }
        Ok(chosen)
    }
}

/// Reports what is lost of something that has no place in a text.
pub fn tell_without_place(
    loss: &Loss,
    severity: Severity,
    name: &str,
    json: bool,
) -> io::Result<()> {
    if json {
        let problem = Arc::new(loss.problem.clone());
        let span = Span::default();
        let diagnostic = Diagnostic { severity, span, related: None, problem };
        let source = Source::new(name, "");
        return report::write_json(&mut anstream::stdout().lock(), &source, &diagnostic);
    }
    report::without_place(severity, &loss.problem, Path::new(name));
    writeln!(anstream::stderr())
}

/// Reads the sets of tones of a file, or the package of that name, and reports what is wrong.
pub fn read_sets(
    path: &Path,
    notation: Option<Notation>,
    options: Options,
    package: Option<&str>,
) -> Result<Vec<ToneSet>, Failure> {
    let found = find(path, notation, options)?;
    found.tell(false)?;
    found.sets(package)
}

fn names(sets: &[ToneSet]) -> String {
    let names = sets.iter().filter_map(ToneSet::package).map(|package| printable(&package.name));
    names.collect::<Vec<_>>().join(", ")
}

/// The answer to a file of several sets where one is needed.
pub fn several(path: &Path, sets: &[ToneSet]) -> Failure {
    let (path, names) = (path.display(), names(sets));
    Failure::Trouble(format!("{path}: name one of its packages with --package: {names}"))
}

/// The one set of tones of a file, or without a file what standards fix.
pub fn one_set(
    path: Option<&Path>,
    options: Options,
    package: Option<&str>,
) -> Result<ToneSet, Failure> {
    let Some(path) = path else { return Ok(standard::tones()) };
    let mut sets = read_sets(path, None, options, package)?;
    match (sets.pop(), sets.is_empty()) {
        (Some(set), true) => Ok(set),
        (last, _) => {
            sets.extend(last);
            Err(several(path, &sets))
        }
    }
}
