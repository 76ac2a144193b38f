//! `ringsmith render`

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rayon::prelude::*;
use ringsmith::codec::Encoding;
use ringsmith::model::{Entry, Selector, Signal, ToneSet, Voice};
use ringsmith::notation::{cpt, voice};
use ringsmith::sink::{Container, Recording};
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::{DbM0, Millis, SampleRate};

use crate::output::{Target, write_whole};
use crate::progress::Progress;
use crate::{Failure, input, report};

/// The last sample of a signal that can be asked for, and the length of the longest file.
const LAST_SAMPLE: u64 = 1 << 63;
const LONGEST_FILE: u64 = u32::MAX as u64;

/// Length of a continuous tone without a default duration, in milliseconds.
const CONTINUOUS_MS: u64 = 3000;

/// Render ringing patterns and tones into audio files, sample-exact
///
/// Without a selector everything in the file is rendered, as pattern-N.wav and tone-N-NAME.wav.
/// The default length is the lead and two cycles; for a continuous tone its Default Duration, else
/// 3000 ms. One file holds at most 4 GiB; raw samples to standard output are unlimited.
#[derive(clap::Args)]
pub struct Args {
    /// CPT ini files, `-` for standard input; several are rendered into directories of their names
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Render the ringing pattern with this number (may be repeated)
    #[arg(long = "pattern", value_name = "N")]
    patterns: Vec<u32>,

    /// Render a tone: its number, user and its number, or the id of its kind, such as bt (may be
    /// repeated)
    #[arg(long = "tone", value_name = "ID")]
    tones: Vec<Selector>,

    /// Sampling rate, 8000 to 192000
    #[arg(long, value_name = "HZ", default_value = "8000", value_parser = parse_rate)]
    rate: SampleRate,

    /// How samples are written
    #[arg(long, default_value = "pcm16")]
    encoding: EncodingName,

    /// What stands around the samples
    #[arg(long, default_value = "wav")]
    container: ContainerName,

    /// Render this many milliseconds
    #[arg(long, value_name = "MS", conflicts_with = "cycles")]
    duration: Option<u64>,

    /// Render the lead and this many cycles (a continuous tone has none and keeps its length)
    #[arg(long, value_name = "N", default_value_t = 2, hide_default_value = true)]
    cycles: u64,

    /// Start at this sample of the signal; the length counts from here
    #[arg(long, value_name = "SAMPLE", default_value_t = 0)]
    start: u64,

    /// Raised-cosine ramp inside both edges of every on time
    #[arg(long, value_name = "MS", default_value_t = 0)]
    ramp: u32,

    /// Level of ringing patterns, which a file gives none
    #[arg(long, value_name = "DBM0", default_value = "0", allow_hyphen_values = true)]
    level: DbM0,

    /// Ring with these frequencies instead of the ringing frequency, which nobody hears:
    /// 440+480@-19
    #[arg(long, value_name = "F+F@L")]
    voice: Option<String>,

    /// A file (for one selection), a directory, or `-` for standard output
    #[arg(short, long, value_name = "FILE|DIR|-")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum EncodingName {
    Pcm16,
    Pcm24,
    F32,
    Ulaw,
    Alaw,
}

impl From<EncodingName> for Encoding {
    fn from(name: EncodingName) -> Self {
        match name {
            EncodingName::Pcm16 => Self::Pcm16,
            EncodingName::Pcm24 => Self::Pcm24,
            EncodingName::F32 => Self::F32,
            EncodingName::Ulaw => Self::Ulaw,
            EncodingName::Alaw => Self::Alaw,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum ContainerName {
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

fn parse_rate(text: &str) -> Result<SampleRate, String> {
    let hertz = text.parse().map_err(|_| "expected a whole number of hertz".to_owned())?;
    SampleRate::new(hertz).map_err(|error| error.to_string())
}

/// A signal with its length and place.
struct Job {
    /// Below the directory of `-o`.
    place: PathBuf,
    renderer: Renderer,
    recording: Recording,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let voice = args.voice.as_deref().map(|text| voice::parse(text, args.level)).transpose();
    let voice = voice.map_err(|error| Failure::Trouble(format!("--voice: {error}")))?;
    let sets = read_all(args)?;
    let mut selected = Vec::new();
    for (folder, tones) in &sets {
        let entries = select(tones, args).map_err(Failure::Trouble)?;
        selected.extend(entries.into_iter().map(|entry| (folder, entry)));
    }
    let single = selected.len() == 1 && !(args.patterns.is_empty() && args.tones.is_empty());
    let target = Target::of(args.output.as_deref(), single).map_err(Failure::Trouble)?;
    let plan = |(folder, entry): (&PathBuf, Entry<'_>)| {
        Job::plan(folder, entry, args, voice.as_ref(), &target)
    };
    let jobs: Result<Vec<_>, _> = selected.into_iter().map(plan).collect();
    let jobs = jobs.map_err(Failure::Trouble)?;
    let progress = Progress::new(jobs.iter().map(|job| job.recording.samples).sum());
    match target {
        Target::Standard => {
            let mut out = io::stdout().lock();
            jobs.iter().try_for_each(|job| job.write(&mut out, &progress))?;
            progress.finish();
        }
        Target::File(path) => write_files(&jobs, &progress, |_| path.clone())?,
        Target::Directory(root) => {
            for folder in sets.iter().map(|(folder, _)| root.join(folder)) {
                fs::create_dir_all(&folder).map_err(|error| trouble(&folder, &error))?;
            }
            write_files(&jobs, &progress, |job| root.join(&job.place))?;
        }
    }
    Ok(())
}

/// The tones of every file, each with the directory that its output goes to below that of `-o`:
/// that directory itself for one file, one of the file's name for several.
fn read_all(args: &Args) -> Result<Vec<(PathBuf, ToneSet)>, Failure> {
    let options = cpt::Options { rate: args.rate, ..cpt::Options::default() };
    let mut sets: Vec<(PathBuf, ToneSet)> = Vec::new();
    let mut faulty = false;
    for file in &args.files {
        let folder = match args.files.len() {
            1 => PathBuf::new(),
            _ => PathBuf::from(file.file_stem().unwrap_or_default()),
        };
        if sets.iter().any(|(taken, _)| *taken == folder) {
            let name = folder.display();
            let message = format!("two files would both be rendered into a directory {name}");
            return Err(Failure::Trouble(message));
        }
        match input::read_tones(file, options) {
            Ok((_, tones)) => sets.push((folder, tones)),
            Err(Failure::Faulty) => faulty = true,
            Err(failure) => return Err(failure),
        }
    }
    if faulty { Err(Failure::Faulty) } else { Ok(sets) }
}

/// What the selectors ask for, each once; everything if there are none.
fn select<'a>(tones: &'a ToneSet, args: &Args) -> Result<Vec<Entry<'a>>, String> {
    let patterns = args.patterns.iter().map(|&number| Selector::Pattern(number));
    let selectors: Vec<_> = patterns.chain(args.tones.iter().cloned()).collect();
    if selectors.is_empty() {
        return Ok(tones.entries().collect());
    }
    let mut entries = Vec::new();
    for selector in selectors {
        let entry = tones.select(&selector).map_err(|error| error.to_string())?;
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// The number of samples to render.
fn length(signal: &Signal, default_ms: Option<u64>, args: &Args) -> Result<u64, String> {
    let cadence = signal.cadence();
    let ms = match args.duration {
        Some(ms) => Some(ms),
        None if cadence.is_continuous() => {
            Some(cadence.lead_ms() + default_ms.unwrap_or(CONTINUOUS_MS))
        }
        None => {
            let cycles = cadence.cycle_ms().checked_mul(args.cycles);
            cycles.and_then(|cycles| cycles.checked_add(cadence.lead_ms()))
        }
    };
    let samples = ms.map_or(u64::MAX, |ms| args.rate.first_sample_at(ms));
    match args.start.checked_add(samples) {
        Some(end) if end <= LAST_SAMPLE => Ok(samples),
        _ => Err("the end lies beyond sample 2^63 of the signal: ask for less".to_owned()),
    }
}

impl Job {
    fn plan(
        folder: &Path,
        entry: Entry<'_>,
        args: &Args,
        voice: Option<&Voice>,
        target: &Target,
    ) -> Result<Self, String> {
        let (signal, default_ms) = match entry {
            Entry::Tone(tone) | Entry::UserTone(tone) => {
                (tone.signal.clone(), tone.default_duration.map(|ms| u64::from(ms.0)))
            }
            Entry::Pattern(pattern) => match voice {
                Some(voice) => (pattern.voiced(voice.clone()), None),
                None => (pattern.signal(args.level), None),
            },
        };
        let options = RenderOptions { ramp: Millis(args.ramp) };
        let renderer = Renderer::new(&signal, args.rate, options)
            .map_err(|error| format!("{entry}: {error}"))?;
        let container = args.container.into();
        let recording = Recording {
            encoding: args.encoding.into(),
            container,
            start: args.start,
            samples: length(&signal, default_ms, args)?,
        };
        let bytes =
            u128::from(recording.samples) * u128::from(recording.encoding.bytes_per_sample());
        let unlimited = matches!(target, Target::Standard) && container == Container::Raw;
        if bytes > LONGEST_FILE.into() && !unlimited {
            let samples = recording.samples;
            return Err(format!("{entry}: {samples} samples are more than the 4 GiB of a file"));
        }
        let suffix = match container {
            Container::Wav => "wav",
            Container::Raw => "raw",
        };
        Ok(Self { place: folder.join(format!("{entry}.{suffix}")), renderer, recording })
    }

    fn write(&self, out: &mut impl Write, progress: &Progress) -> io::Result<()> {
        self.recording.write(&self.renderer, out, |samples| progress.advance(samples))
    }
}

/// Writes every file, as many at a time as there are processors, and lists them. A file that fails
/// keeps no other from being written.
fn write_files(
    jobs: &[Job],
    progress: &Progress,
    path_of: impl Fn(&Job) -> PathBuf + Sync,
) -> Result<(), Failure> {
    let write = |job: &Job| {
        let path = path_of(job);
        let written = write_whole(&path, |file| job.write(file, progress));
        written.map_err(|error| trouble(&path, &error)).map(|()| path)
    };
    let written: Vec<_> = jobs.par_iter().map(write).collect();
    progress.finish();
    let mut out = BufWriter::new(anstream::stdout().lock());
    let mut failures = Vec::new();
    for (job, path) in jobs.iter().zip(written) {
        match path {
            Ok(path) => {
                let samples = job.recording.samples;
                writeln!(out, "{}: {samples} samples", path.display())?;
            }
            Err(failure) => failures.push(failure),
        }
    }
    out.flush()?;
    let last = failures.pop();
    for failure in failures {
        if let Failure::Trouble(message) = failure {
            report::trouble(&message);
        }
    }
    last.map_or(Ok(()), Err)
}

fn trouble(path: &Path, error: &io::Error) -> Failure {
    Failure::Trouble(format!("{}: {error}", path.display()))
}
