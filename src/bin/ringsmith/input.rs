//! Files in.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use ringsmith::diagnostic::Source;
use ringsmith::model::ToneSet;
use ringsmith::notation::{Notation, Options, Parsed};
use ringsmith::standard;
use ringsmith::text::printable;

use crate::{Failure, report};

/// The longest file that is read, in bytes: a thousand times the largest that a gateway takes.
const LONGEST: u64 = 256 << 20;

/// Reads a file, or standard input for `-`.
pub fn read(path: &Path) -> Result<Source, Failure> {
    let trouble = |error: io::Error| Failure::Trouble(format!("{}: {error}", path.display()));
    if path.as_os_str() == "-" {
        let bytes = read_bounded(io::stdin().lock()).map_err(trouble)?;
        return Ok(Source::from_bytes("<stdin>", bytes));
    }
    let bytes = File::open(path).and_then(read_bounded).map_err(trouble)?;
    Ok(Source::from_bytes(path.display().to_string(), bytes))
}

fn read_bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other("more than 256 MiB are not read"));
    }
    Ok(bytes)
}

/// What a file holds, whatever its notation.
pub fn parse(source: &Source, options: Options) -> Parsed<Vec<ToneSet>> {
    Notation::of(source.name(), source.text()).parse(source.text(), options)
}

/// Reads the sets of tones of a file, or the package of that name, and reports what is wrong.
pub fn read_sets(
    path: &Path,
    options: Options,
    package: Option<&str>,
) -> Result<Vec<ToneSet>, Failure> {
    let source = read(path)?;
    let parsed = parse(&source, options);
    report::print(&source, &parsed.diagnostics);
    let Some(mut sets) = parsed.tones else {
        let errors = parsed.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
        let errors = report::count(errors, "error");
        report::trouble(&format!("{}: {errors}, so nothing is done with it", source.name()));
        return Err(Failure::Faulty);
    };
    if let Some(asked) = package {
        let holds = names(&sets);
        sets.retain(|set| set.package().is_some_and(|package| package.name == asked));
        if sets.is_empty() {
            let holds = if holds.is_empty() { "none".to_owned() } else { holds };
            let name = source.name();
            return Err(Failure::Trouble(format!("{name}: no package {asked}; it holds {holds}")));
        }
    }
    Ok(sets)
}

fn names(sets: &[ToneSet]) -> String {
    let names = sets.iter().filter_map(ToneSet::package).map(|package| printable(&package.name));
    names.collect::<Vec<_>>().join(", ")
}

/// The one set of tones of a file, or without a file what standards fix.
pub fn one_set(
    path: Option<&Path>,
    options: Options,
    package: Option<&str>,
) -> Result<ToneSet, Failure> {
    let Some(path) = path else { return Ok(standard::tones()) };
    let mut sets = read_sets(path, options, package)?;
    match (sets.pop(), sets.is_empty()) {
        (Some(set), true) => Ok(set),
        (last, _) => {
            sets.extend(last);
            let (path, names) = (path.display(), names(&sets));
            Err(Failure::Trouble(format!(
                "{path}: name one of its packages with --package: {names}"
            )))
        }
    }
}
