//! `ringsmith measure`

mod drawing;
mod json;
#[cfg(test)]
mod tests;
mod words;

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use ringsmith::analysis::{self, Measurement};
use ringsmith::codec::Encoding;
use ringsmith::recording::{self, Channel, Recording, RecordingError};
use ringsmith::units::SampleRate;

use crate::form::{encoding_parser, parse_rate};
use crate::progress::Progress;
use crate::{Failure, draw, interrupt, report};

/// Measure the tones in recordings: frequencies, levels, modulation, cadence
///
/// WAV (linear, float, G.711), FLAC, Ogg Vorbis and MP3 are read, and raw samples with --rate and
/// --encoding. Exit status: 0 measured, 1 no tone in some file, 2 wrong usage or a file that cannot
/// be read.
#[derive(clap::Args)]
pub struct Args {
    /// Recordings, `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The channel to measure, from 1, or `mix` for the mean of all
    #[arg(long, value_name = "N")]
    channel: Option<Channel>,

    /// The sampling rate of raw samples
    #[arg(long, value_name = "HZ", requires = "encoding", value_parser = parse_rate)]
    rate: Option<SampleRate>,

    /// The encoding of raw samples
    #[arg(long, value_name = "E", requires = "rate", value_parser = encoding_parser())]
    encoding: Option<Encoding>,

    /// How many channels raw samples have
    #[arg(long, value_name = "N", default_value_t = 1, requires = "rate")]
    #[arg(value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=255))]
    channels: usize,

    /// One JSON object per file, each on a line of standard output, for other programs
    #[arg(long)]
    json: bool,
}

/// What is known of a file.
struct Measured {
    name: String,
    recording: Recording,
    measurement: Measurement,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    interrupt::listen();
    let progress = Progress::counting(args.files.len() as u64, "files");
    let answers: Vec<_> = args.files.par_iter().map(|file| answer(file, args, &progress)).collect();
    progress.finish();
    let mut out = BufWriter::new(anstream::stdout().lock());
    let (mut worst, mut written) = (Ok(()), Ok(()));
    for (at, answer) in answers.into_iter().enumerate() {
        match answer {
            Ok(Answer { text, heard }) => {
                let gap = if at > 0 && !args.json { "\n" } else { "" };
                written = written.and_then(|()| write!(out, "{gap}{text}"));
                if !heard && worst.is_ok() {
                    worst = Err(Failure::Faulty);
                }
            }
            Err(message) => {
                report::trouble(&message);
                worst = Err(Failure::Reported);
            }
        }
    }
    // The status is the answer, even where nobody reads the output any more.
    worst.and(written.and(out.flush()).map_err(Failure::from))
}

/// What is printed of a file, and whether a tone was heard in it.
struct Answer {
    text: String,
    heard: bool,
}

fn answer(file: &Path, args: &Args, progress: &Progress) -> Result<Answer, String> {
    let is_standard_input = file.as_os_str() == "-";
    let name = if is_standard_input { "<stdin>".to_owned() } else { file.display().to_string() };
    let recording = read(file, args).map_err(|error| format!("{name}: {error}"))?;
    let measurement = analysis::measure(&recording.samples, recording.rate);
    let heard = !measurement.voices.is_empty();
    let measured = Measured { name, recording, measurement };
    let text = if args.json {
        format!("{}\n", json::object(&measured))
    } else {
        words::page(&measured, draw::terminal_width())
    };
    progress.advance(1).map_err(|error| error.to_string())?;
    Ok(Answer { text, heard })
}

fn read(file: &Path, args: &Args) -> Result<Recording, RecordingError> {
    let channel = args.channel.unwrap_or_default();
    let is_standard_input = file.as_os_str() == "-";
    let bytes = match (is_standard_input, args.rate) {
        (true, _) => recording::read_bounded(io::stdin().lock())?,
        (false, Some(_)) => recording::read_bounded(std::fs::File::open(file)?)?,
        (false, None) => return Recording::open(file, channel),
    };
    match args.rate.zip(args.encoding) {
        Some((rate, encoding)) => {
            Recording::from_raw(&bytes, rate, encoding, args.channels, channel)
        }
        None => Recording::from_bytes("", &bytes, channel),
    }
}
