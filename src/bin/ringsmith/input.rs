//! Files in.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use ringsmith::diagnostic::{Diagnostic, Severity, Source, Span};
use ringsmith::model::{Selector, ToneSet};
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

/// Reads a file and what it holds, or the package of that name where it can be read alone, and
/// reports nothing yet.
pub fn find(
    path: &Path,
    notation: Option<Notation>,
    options: Options,
    package: Option<&str>,
) -> Result<Found, Failure> {
    let document = read(path, notation)?;
    let document = match package {
        Some(name) => document.with_only(name),
        None => document,
    };
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

    /// The line that a byte of the file stands in, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.document.source().position(offset).line
    }

    /// Sets of the file in another notation.
    pub fn translate(&self, sets: &[ToneSet], to: Notation) -> Written<Vec<u8>> {
        self.document.translate(sets, to)
    }

    /// Reports what is lost of the sets, each loss with its weight, at the definition that it is lost
    /// of. `indices` are the places that the sets have in the file.
    pub fn tell_losses(
        &self,
        losses: &[(&Loss, Severity)],
        indices: &[usize],
        json: bool,
    ) -> io::Result<()> {
        let places = self.places();
        let source = self.document.source();
        for (loss, severity) in losses {
            let index = indices.get(loss.set).copied().unwrap_or_default();
            let place = loss.entry.clone().and_then(|entry| places.get(&(index, entry)));
            let Some(span) = place else {
                tell_without_place(loss, *severity, self.name(), json)?;
                continue;
            };
            // Its first line tells which it is; the rest is long.
            let line = source.line_span(span.start);
            let span = Span { end: span.end.min(line.end), ..*span };
            let problem = Arc::new(loss.problem.clone());
            let diagnostic = Diagnostic { severity: *severity, span, related: None, problem };
            if json {
                report::write_json(&mut anstream::stdout().lock(), source, &diagnostic)?;
            } else {
                report::print(source, &[diagnostic]);
            }
        }
        Ok(())
    }

    /// Where the tones and patterns of all sets stand, by set and selector: they are defined in their
    /// order. Nothing is known where a definition makes several, as an alias does.
    pub fn places(&self) -> HashMap<(usize, Selector), Span> {
        let sets = self.parsed.tones.as_deref().unwrap_or_default();
        let mut places = HashMap::new();
        let mut add = |entries: Vec<(usize, Selector)>, is: fn(&Selector) -> bool| {
            let defined = self.parsed.definitions.iter().filter(|(selector, _)| is(selector));
            let spans: Vec<_> = defined.map(|(_, span)| *span).collect();
            if spans.len() == entries.len() {
                places.extend(entries.into_iter().zip(spans));
            }
        };
        let all = |of: fn(&ToneSet) -> Vec<Selector>| -> Vec<_> {
            let each = |(at, set): (usize, _)| of(set).into_iter().map(move |it| (at, it));
            sets.iter().enumerate().flat_map(each).collect()
        };
        let tones = all(|set| set.tones().iter().map(|it| Selector::Tone(it.number)).collect());
        add(tones, |it| !matches!(it, Selector::Pattern(_) | Selector::UserTone(_)));
        let user =
            all(|set| set.user_tones().iter().map(|it| Selector::UserTone(it.number)).collect());
        add(user, |it| matches!(it, Selector::UserTone(_)));
        let rings =
            all(|set| set.patterns().iter().map(|it| Selector::Pattern(it.number)).collect());
        add(rings, |it| matches!(it, Selector::Pattern(_)));
        places
    }

    /// The sets of the file, or the one of that name.
    pub fn sets(&self, package: Option<&str>) -> Result<Vec<ToneSet>, Failure> {
        Ok(self.numbered_sets(package)?.into_iter().map(|(_, set)| set).collect())
    }

    /// The same with the place of each set in the file.
    pub fn numbered_sets(&self, package: Option<&str>) -> Result<Vec<(usize, ToneSet)>, Failure> {
        let name = self.document.source().name();
        let Some(sets) = &self.parsed.tones else {
            let is_error = |diagnostic: &&Diagnostic| diagnostic.is_error();
            let errors = self.parsed.diagnostics.iter().filter(is_error).count();
            let errors = report::count(errors, "error");
            report::trouble(&format!("{name}: {errors}, so nothing is done with it"));
            return Err(Failure::Faulty);
        };
        let all = sets.iter().cloned().enumerate();
        let Some(asked) = package else { return Ok(all.collect()) };
        let named = |(_, set): &(usize, ToneSet)| {
            set.package().is_some_and(|package| package.name == asked)
        };
        let chosen: Vec<_> = all.filter(named).collect();
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
    let found = find(path, notation, options, package)?;
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
