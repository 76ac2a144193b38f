//! `ringsmith check`

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use ringsmith::diagnostic::{Diagnostic, Source};
use ringsmith::model::ToneSet;
use ringsmith::notation::Options;
use ringsmith::units::SampleRate;

use crate::render::parse_rate;
use crate::report::count;
use crate::{Failure, input, report};

/// Report everything that is wrong with files of tones
///
/// Exit status: 0 clean or warnings only, 1 errors, 2 wrong usage or a file that cannot be read.
#[derive(clap::Args)]
pub struct Args {
    /// CPT ini files, tone packages in TOML, configuration lines of an SBC; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

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
        let source = match input::read(file) {
            Ok(source) => source,
            Err(Failure::Trouble(message)) if args.files.len() > 1 => {
                report::trouble(&message);
                worst = Err(Failure::Reported);
                continue;
            }
            Err(failure) => return Err(failure),
        };
        let parsed = input::parse(&source, options);
        let tones = parsed.tones.as_deref();
        let answered = if args.json {
            let mut diagnostics = parsed.diagnostics.iter();
            diagnostics.try_for_each(|found| report::write_json(&mut out, &source, found))
        } else {
            report::print(&source, &parsed.diagnostics);
            writeln!(out, "{}", summary(&source, tones, &parsed.diagnostics))
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
    let sum = |count: fn(&ToneSet) -> usize| sets.unwrap_or_default().iter().map(count).sum();
    let holds: Vec<_> = [
        (sum(|set| usize::from(set.package().is_some())), "tone package"),
        (sum(|set| set.tones().len()), "call progress tone"),
        (sum(|set| set.user_tones().len()), "user defined tone"),
        (sum(|set| set.patterns().len()), "ringing pattern"),
        (errors, "error"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, noun)| count(number, noun))
    .collect();
    let holds = if holds.is_empty() { "nothing".to_owned() } else { holds.join(", ") };
    let warnings =
        if warnings > 0 { format!("; {}", count(warnings, "warning")) } else { String::new() };
    format!("{}: {holds}{warnings}", source.name())
}
