//! Files in.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use ringsmith::diagnostic::Source;
use ringsmith::model::ToneSet;
use ringsmith::notation::cpt;

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

/// Reads the tones of a file and reports what is wrong with it.
pub fn read_tones(path: &Path, options: cpt::Options) -> Result<(Source, ToneSet), Failure> {
    let source = read(path)?;
    let parsed = cpt::parse(source.text(), options);
    report::print(&source, &parsed.diagnostics);
    if let Some(tones) = parsed.tones {
        return Ok((source, tones));
    }
    let errors = parsed.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let errors = report::count(errors, "error");
    report::trouble(&format!("{}: {errors}, so nothing is done with it", source.name()));
    Err(Failure::Faulty)
}
