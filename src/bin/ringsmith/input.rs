//! Files in.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use ringsmith::diagnostic::Source;
use ringsmith::model::ToneSet;
use ringsmith::notation::{Options, Parsed, cpt, package};
use ringsmith::standard;

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
pub fn parse(source: &Source, options: Options) -> Parsed {
    match notation_of(source) {
        Notation::Cpt => cpt::parse(source.text(), options),
        Notation::Package => package::parse(source.text(), options),
    }
}

/// The notations that files of tones have.
enum Notation {
    Cpt,
    Package,
}

/// What a file is written in: what its name says, else its text.
fn notation_of(source: &Source) -> Notation {
    let extension = Path::new(source.name()).extension();
    let is = |wanted: &str| extension.is_some_and(|found| found.eq_ignore_ascii_case(wanted));
    let has_tables = || source.text().lines().any(|line| line.trim_start().starts_with("[["));
    if is("toml") || (!is("ini") && has_tables()) { Notation::Package } else { Notation::Cpt }
}

/// Reads the tones of a file and reports what is wrong with it.
pub fn read_tones(path: &Path, options: Options) -> Result<(Source, ToneSet), Failure> {
    let source = read(path)?;
    let parsed = parse(&source, options);
    report::print(&source, &parsed.diagnostics);
    if let Some(tones) = parsed.tones {
        return Ok((source, tones));
    }
    let errors = parsed.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let errors = report::count(errors, "error");
    report::trouble(&format!("{}: {errors}, so nothing is done with it", source.name()));
    Err(Failure::Faulty)
}

/// The tones of a file, or without one those that standards fix.
pub fn tones_or_standard(path: Option<&Path>, options: Options) -> Result<ToneSet, Failure> {
    match path {
        Some(path) => Ok(read_tones(path, options)?.1),
        None => Ok(standard::tones()),
    }
}
