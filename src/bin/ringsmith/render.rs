//! `ringsmith render`

use std::path::PathBuf;
use std::str::FromStr;
use std::{fs, io};

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use ringsmith::codec::Encoding;
use ringsmith::model::Entry;
use ringsmith::sink::Container;
use ringsmith::units::SampleRate;

use crate::job::Job;
use crate::output::{Amount, Target};
use crate::progress::Progress;
use crate::selection::{Form, Selection};
use crate::{Failure, batch, interrupt, report};

/// Render ringing patterns and tones into audio files, sample-exact
///
/// Without a selector everything in the file is rendered, several files into directories of their
/// names, as pattern-N.wav and tone-N-NAME.wav.
/// The default length is the lead and two cycles; for a continuous tone its Default Duration, else
/// 3000 ms. One file holds at most 4 GiB; raw samples to standard output are unlimited.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub selection: Selection,

    /// Sampling rate, 8000 to 192000
    #[arg(long, value_name = "HZ", default_value = "8000", value_parser = parse_rate)]
    pub rate: SampleRate,

    /// How samples are written
    #[arg(long, default_value = "pcm16", value_parser = encoding_parser())]
    pub encoding: Encoding,

    /// What stands around the samples
    #[arg(long, default_value = "wav")]
    pub container: ContainerName,

    #[command(flatten)]
    pub form: Form,

    /// A file (for one selection), a directory (write a slash behind a new one), or `-` for standard
    /// output
    #[arg(short, long, value_name = "FILE|DIR|-")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum ContainerName {
    Wav,
    Raw,
}

impl From<ContainerName> for Container {
    fn from(name: ContainerName) -> Self {
        match name {
            ContainerName::Wav => Self::Wav,
            ContainerName::Raw => Self::Raw,
        }
    }
}

/// A whole number from 0.
pub fn parse_whole<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "expected a whole number from 0 that fits".to_owned())
}

/// The number of a ringing pattern, alone or as `show` and `render` print it: `2`, `pattern-2`.
pub fn parse_pattern(text: &str) -> Result<u32, String> {
    let number = text.strip_prefix("pattern-").unwrap_or(text);
    number.parse().map_err(|_| "expected the number of a ringing pattern".to_owned())
}

/// Takes the names of the encodings, and lists them in the help.
pub fn encoding_parser() -> impl TypedValueParser<Value = Encoding> {
    PossibleValuesParser::new(Encoding::ALL.map(Encoding::name))
        .try_map(|name| name.parse::<Encoding>())
}

pub fn parse_rate(text: &str) -> Result<SampleRate, String> {
    let hertz = text.parse().map_err(|_| "expected a whole number of hertz".to_owned())?;
    SampleRate::new(hertz).map_err(|error| error.to_string())
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let voice = args.form.voice()?;
    let sets = args.selection.read_all(args.rate)?;
    let selected = args.selection.select_from(&sets)?;
    let amount = match selected.len() {
        1 if !args.selection.selects() => Amount::OneByChance,
        1 => Amount::One,
        _ => Amount::Many,
    };
    let target = Target::of(args.output.as_deref(), amount).map_err(Failure::Trouble)?;
    let plan = |(folder, entry): (&PathBuf, Entry<'_>)| {
        Job::plan(folder, entry, args, voice.as_ref(), &target)
    };
    let jobs: Result<Vec<_>, _> = selected.into_iter().map(plan).collect();
    let jobs = jobs.map_err(Failure::Trouble)?;
    if jobs.is_empty() {
        report::warning("there is nothing to render");
    }
    warn(&jobs, args);
    interrupt::listen();
    let progress = Progress::new(jobs.iter().map(|job| job.recording.samples).sum());
    match target {
        Target::Standard => {
            let mut out = io::stdout().lock();
            jobs.iter().try_for_each(|job| job.write(&mut out, &progress))?;
            progress.finish();
        }
        Target::File(path) => {
            batch::write(&jobs, &progress, &args.selection.files, |_| path.clone())?;
        }
        Target::Directory(root) => {
            for folder in sets.iter().map(|(folder, _)| root.join(folder)) {
                let made = fs::create_dir_all(&folder);
                made.map_err(|error| Failure::Trouble(format!("{}: {error}", folder.display())))?;
            }
            batch::write(&jobs, &progress, &args.selection.files, |job| root.join(&job.place))?;
        }
    }
    Ok(())
}

/// Says what may not be meant: a signal that clips, an option that nothing is left to use.
fn warn(jobs: &[Job], args: &Args) {
    for job in jobs.iter().filter(|job| job.clips()) {
        let name = job.place.display();
        report::warning(&format!("{name}: the components together pass full scale and clip"));
    }
    let patterns = jobs.iter().any(|job| job.is_pattern);
    if !patterns {
        args.form.warn_without_patterns();
    }
}
