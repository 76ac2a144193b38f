//! `ringsmith verify`

mod json;
mod junit;
mod words;

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use rayon::prelude::*;
use ringsmith::analysis::{self, Measurement};
use ringsmith::model::{Entry, Selector, Signal, ToneSet};
use ringsmith::notation::{Notation, Options, voice};
use ringsmith::recording::{Channel, Recording, RecordingError};
use ringsmith::standard;
use ringsmith::text::printable;
use ringsmith::units::{DbM0, SampleRate};
use ringsmith::verify::{Allowance, Asked, NoAllowance, ToleranceSet, Tolerances, Verdict, verify};
use ringsmith::world::Country;

use crate::form::parse_rate;
use crate::output::{spare, write_whole};
use crate::render::parse_pattern;
use crate::tones::parse_country;
use crate::{Failure, input, report};

/// Verify that recordings are what a definition asks for
///
/// Every frequency, level, on and off time with its nominal, what is allowed, by whose limits, and
/// what was measured. Exit status: 0 all within tolerance, 1 not, 2 wrong usage or a file that
/// cannot be read. Without --against and --country the built-in tones and patterns are meant.
#[derive(clap::Args)]
pub struct Args {
    /// Recordings, each of which is compared
    #[arg(required = true, value_name = "WAV")]
    recordings: Vec<PathBuf>,

    /// The file that defines the tone, `-` for standard input
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,

    /// Only the tone package of this name, where the file holds several
    #[arg(long, value_name = "NAME", requires = "against")]
    package: Option<String>,

    /// The notation of the file, where its name and text do not tell
    #[arg(long, value_name = "NOTATION", value_parser = input::notation_parser())]
    #[arg(requires = "against")]
    from: Option<Notation>,

    /// The built-in tones of this country instead of a file (see `ringsmith tones`)
    #[arg(long, value_name = "CC", conflicts_with = "against", value_parser = parse_country)]
    country: Option<&'static Country>,

    /// The ringing pattern with this number
    #[arg(long, value_name = "N", value_parser = parse_pattern)]
    #[arg(required_unless_present = "tone", conflicts_with = "tone")]
    pattern: Option<u32>,

    /// A tone: its number, user and its number, or the id of its kind, such as bt
    #[arg(long, value_name = "ID")]
    tone: Option<Selector>,

    /// The level that a ringing pattern has to have; without it none is judged
    #[arg(long, value_name = "DBM0", allow_hyphen_values = true, requires = "pattern")]
    level: Option<DbM0>,

    /// What rings in the pattern's cadence instead of the ringing frequency: 440+480@-19
    #[arg(long, value_name = "F+F@L", requires = "pattern")]
    voice: Option<String>,

    /// The sampling rate that has to carry every frequency of the definition
    #[arg(long, value_name = "HZ", default_value = "8000", value_parser = parse_rate)]
    rate: SampleRate,

    /// The channel to measure, from 1, or `mix` for the mean of all
    #[arg(long, value_name = "N")]
    channel: Option<Channel>,

    /// Whose limits are meant
    #[arg(long, value_name = "SET", default_value = "default", value_parser = set_parser())]
    tolerances: ToleranceSet,

    /// How far a frequency may be off, in Hz or as `0.5%`
    #[arg(long, value_name = "HZ|%")]
    frequency_tolerance: Option<Allowance>,

    /// How far a level may be off, in dB
    #[arg(long, value_name = "DB", value_parser = parse_decibels)]
    level_tolerance: Option<Allowance>,

    /// How far an on or off time may be off, in ms or as `5%`
    #[arg(long, value_name = "MS|%")]
    time_tolerance: Option<Allowance>,

    /// One JSON object per recording, each on a line of standard output, for other programs
    #[arg(long)]
    json: bool,

    /// Write a JUnit XML report to this file, a suite for each recording
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

fn set_parser() -> impl TypedValueParser<Value = ToleranceSet> {
    let value = |set: ToleranceSet| {
        PossibleValue::new(set.name()).help(set.about()).aliases(set.other_name())
    };
    PossibleValuesParser::new(ToleranceSet::ALL.map(value))
        .try_map(|name| name.parse::<ToleranceSet>())
}

fn parse_decibels(text: &str) -> Result<Allowance, String> {
    if text.ends_with('%') {
        return Err("expected a number of dB from 0".to_owned());
    }
    text.parse().map_err(|error: NoAllowance| error.to_string())
}

/// A recording that cannot be read, and why.
struct Unread {
    file: String,
    why: String,
}

/// A recording beside what it was compared with.
struct Compared {
    file: String,
    against: String,
    measurement: Measurement,
    verdict: Verdict,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let tones = read_tones(args)?;
    let selector = match (args.pattern, &args.tone) {
        (Some(number), _) => Selector::Pattern(number),
        (None, tone) => tone.clone().unwrap_or(Selector::Tone(0)),
    };
    let entry = tones.select(&selector).map_err(|error| Failure::Trouble(error.to_string()))?;
    let expected = signal(entry, args)?;
    let tolerances = tolerances(entry, args);
    let compare = |file: &PathBuf| {
        let measurement = measure(file, args.channel.unwrap_or_default());
        let file = file.display().to_string();
        let measurement = match measurement {
            Ok(measurement) => measurement,
            Err(error) => return Err(Unread { file, why: error.to_string() }),
        };
        let verdict = verify(&measurement, &expected, &tolerances);
        let against = entry.to_string();
        Ok(Compared { file, against, measurement, verdict })
    };
    spare(args.recordings.iter().chain(&args.against), args.junit.as_deref())?;
    let results: Vec<_> = args.recordings.par_iter().map(compare).collect();
    let (mut compared, mut unread) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(one) => compared.push(one),
            Err(one) => unread.push(one),
        }
    }
    if let Some(path) = &args.junit {
        let report = junit::report(&compared, &unread).map_err(Failure::Trouble)?;
        let written = write_whole(path, |file| file.write_all(report.as_bytes()));
        written.map_err(|error| Failure::Trouble(format!("{}: {error}", path.display())))?;
    }
    let told = tell(&compared, &expected, args.json);
    for Unread { file, why } in &unread {
        report::trouble(&printable(&format!("{file}: {why}")));
    }
    if !unread.is_empty() {
        return Err(Failure::Reported);
    }
    let passed = compared.iter().all(|it| it.verdict.passed());
    // The status is the answer, even where nobody reads the output any more.
    if passed { told } else { Err(Failure::Faulty) }
}

fn tell(compared: &[Compared], expected: &Signal, json: bool) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    for (at, compared) in compared.iter().enumerate() {
        if json {
            writeln!(out, "{}", json::object(compared))?;
            continue;
        }
        if at > 0 {
            writeln!(out)?;
        }
        words::write(&mut out, compared, expected)?;
    }
    out.flush()?;
    Ok(())
}

fn read_tones(args: &Args) -> Result<ToneSet, Failure> {
    let Some(file) = &args.against else {
        return Ok(args.country.map_or_else(standard::tones, Country::tones));
    };
    let options = Options { rate: args.rate, ..Options::default() };
    let mut sets = input::read_sets(file, args.from, options, args.package.as_deref())?;
    match (sets.pop(), sets.is_empty()) {
        (Some(set), true) => Ok(set),
        (last, _) => {
            sets.extend(last);
            Err(input::several(file, &sets))
        }
    }
}

/// What has to sound.
fn signal(entry: Entry<'_>, args: &Args) -> Result<Signal, Failure> {
    let level = args.level.unwrap_or(DbM0::ZERO);
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => Ok(tone.signal.clone()),
        Entry::Pattern(pattern) => match &args.voice {
            None => Ok(pattern.signal(level)),
            Some(text) => {
                let voice = voice::parse(text, level);
                let voice = voice.map_err(|error| Failure::Trouble(format!("--voice: {error}")))?;
                Ok(pattern.voiced(voice))
            }
        },
    }
}

/// The set that was chosen, and what was asked for.
fn tolerances(entry: Entry<'_>, args: &Args) -> Tolerances {
    let set = args.tolerances.tolerances();
    let set = match entry {
        Entry::Pattern(_) => set.for_ringing(args.level.is_some() || args.voice.is_some()),
        Entry::Tone(_) | Entry::UserTone(_) => set,
    };
    set.asked(Asked {
        frequency: args.frequency_tolerance,
        level: args.level_tolerance,
        time: args.time_tolerance,
    })
}

fn measure(file: &Path, channel: Channel) -> Result<Measurement, RecordingError> {
    let recording = Recording::open(file, channel)?;
    if let Some(fault) = recording.fault {
        report::warning(&format!("{}: {fault}", file.display()));
    }
    Ok(analysis::measure(&recording.samples, recording.rate))
}
