//! `ringsmith check`

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use ringsmith::diagnostic::{Diagnostic, Source};
use ringsmith::model::ToneSet;
use ringsmith::notation::cpt;

use crate::report::count;
use crate::{Failure, input, report};

/// Report everything that is wrong with CPT files
///
/// Exit status: 0 clean or warnings only, 1 errors, 2 wrong usage or a file that cannot be read.
#[derive(clap::Args)]
pub struct Args {
    /// CPT ini files, `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Make what the vendor's manuals rule out an error: for files that are meant for a device
    #[arg(long)]
    strict: bool,

    /// One JSON object per line on standard output, for other programs
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let options = cpt::Options { strict: args.strict, ..cpt::Options::default() };
    let mut out = BufWriter::new(anstream::stdout().lock());
    let mut worst = Ok(());
    for file in &args.files {
        let source = match input::read(file) {
            Ok(source) => source,
            Err(Failure::Trouble(message)) if args.files.len() > 1 => {
                report::trouble(&message);
                worst = Err(Failure::Trouble("not every file could be read".to_owned()));
                continue;
            }
            Err(failure) => return Err(failure),
        };
        let parsed = cpt::parse(source.text(), options);
        if args.json {
            for diagnostic in &parsed.diagnostics {
                report::write_json(&mut out, &source, diagnostic)?;
            }
        } else {
            report::print(&source, &parsed.diagnostics);
            writeln!(out, "{}", summary(&source, parsed.tones.as_ref(), &parsed.diagnostics))?;
        }
        if parsed.tones.is_none() && worst.is_ok() {
            worst = Err(Failure::Faulty);
        }
    }
    out.flush()?;
    worst
}

/// `usa.ini: 13 call progress tones, 3 ringing patterns; 1 warning`
fn summary(source: &Source, tones: Option<&ToneSet>, diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let holds: Vec<_> = tones
        .map(|tones| {
            [
                (tones.tones().len(), "call progress tone"),
                (tones.user_tones().len(), "user defined tone"),
                (tones.patterns().len(), "ringing pattern"),
            ]
        })
        .into_iter()
        .flatten()
        .chain([(errors, "error")])
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| count(number, noun))
        .collect();
    let warnings =
        if warnings > 0 { format!("; {}", count(warnings, "warning")) } else { String::new() };
    format!("{}: {}{warnings}", source.name(), holds.join(", "))
}
