//! Files in.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use ringsmith::diagnostic::Source;
use ringsmith::model::ToneSet;
use ringsmith::notation::cpt;

use crate::{Failure, report};

/// Reads a file, or standard input for `-`.
pub fn read(path: &Path) -> Result<Source, Failure> {
    let trouble = |error: io::Error| Failure::Trouble(format!("{}: {error}", path.display()));
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(trouble)?;
        return Ok(Source::from_bytes("<stdin>", bytes));
    }
    let bytes = fs::read(path).map_err(trouble)?;
    Ok(Source::from_bytes(path.display().to_string(), bytes))
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
    report::trouble(&format!("{}: {}", source.name(), report::count(errors, "error")));
    Err(Failure::Faulty)
}
