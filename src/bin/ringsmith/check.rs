//! `ringsmith check`

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use ringsmith::diagnostic::{Diagnostic, Source};
use ringsmith::model::ToneSet;
use ringsmith::notation::{Notation, Options};
use ringsmith::text::printable;
use ringsmith::units::SampleRate;

use crate::form::parse_rate;
use crate::report::count;
use crate::{Failure, input, report};

/// Report everything that is wrong with files of tones
///
/// Exit status: 0 clean or warnings only, 1 errors, 2 wrong usage or a file that cannot be read.
#[derive(clap::Args)]
pub struct Args {
    /// Files of tones in any notation (see `ringsmith convert --help`), `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The notation of the files, where their names and texts do not tell
    #[arg(long, value_name = "NOTATION", value_parser = input::notation_parser())]
    from: Option<Notation>,

    /// Make what the vendor's manuals rule out an error: for files that are meant for a device
    #[arg(long)]
    strict: bool,

    /// The sampling rate that has to carry every frequency
    #[arg(long, value_name = "HZ", default_value = "8000", value_parser = parse_rate)]
    rate: SampleRate,

    /// One JSON object per line on standard output, for other programs
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    let (mut worst, mut written) = (Ok(()), Ok(()));
    let options = Options { strict: args.strict, rate: args.rate };
    for file in &args.files {
        let document = match input::read(file, args.from) {
            Ok(document) => document,
            Err(Failure::Trouble(message)) if args.files.len() > 1 => {
                report::trouble(&message);
                worst = Err(Failure::Reported);
                continue;
            }
            Err(failure) => return Err(failure),
        };
        let parsed = document.parse(options);
        let source = document.source();
        let tones = parsed.tones.as_deref();
        let answered = if args.json {
            let mut diagnostics = parsed.diagnostics.iter();
            diagnostics.try_for_each(|found| report::write_json(&mut out, source, found))
        } else {
            report::print(source, &parsed.diagnostics);
            writeln!(out, "{}", summary(source, tones, &parsed.diagnostics))
        };
        written = written.and(answered);
        if tones.is_none() && worst.is_ok() {
            worst = Err(Failure::Faulty);
        }
    }
    // The status is the answer, even where nobody reads the output any more.
    worst.and(written.and(out.flush()).map_err(Failure::from))
}

/// `usa.ini: 13 call progress tones, 3 ringing patterns; 1 warning`
fn summary(source: &Source, sets: Option<&[ToneSet]>, diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let mut parts: Vec<String> = sets.map(report::holds).into_iter().collect();
    if errors > 0 {
        parts.push(count(errors, "error"));
    }
    let holds = parts.join(", ");
    let warnings =
        if warnings > 0 { format!("; {}", count(warnings, "warning")) } else { String::new() };
    format!("{}: {holds}{warnings}", printable(source.name()))
}
