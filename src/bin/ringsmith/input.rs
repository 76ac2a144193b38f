//! Files in.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use ringsmith::diagnostic::Source;
use ringsmith::model::ToneSet;
use ringsmith::notation::{Parsed, cpt};
use ringsmith::standard;
use ringsmith::units::SampleRate;

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

/// How files of tones are read.
#[derive(Clone, Copy, Default)]
pub struct Reading {
    /// Whether what the manuals rule out is an error.
    pub strict: bool,
    /// The sampling rate that has to carry every frequency.
    pub rate: SampleRate,
}

/// What a file holds, whatever its notation.
pub fn parse(source: &Source, reading: Reading) -> Parsed {
    let Reading { strict, rate } = reading;
    cpt::parse(source.text(), cpt::Options { strict, rate })
}

/// Reads the tones of a file and reports what is wrong with it.
pub fn read_tones(path: &Path, reading: Reading) -> Result<(Source, ToneSet), Failure> {
    let source = read(path)?;
    let parsed = parse(&source, reading);
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
pub fn tones_or_standard(path: Option<&Path>, reading: Reading) -> Result<ToneSet, Failure> {
    match path {
        Some(path) => Ok(read_tones(path, reading)?.1),
        None => Ok(standard::tones()),
    }
}
