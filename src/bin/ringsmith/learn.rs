//! `ringsmith learn`

mod comments;
mod json;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use ringsmith::analysis::{self, Doubt};
use ringsmith::learn::{self, Learned};
use ringsmith::model::Selector;
use ringsmith::notation::Notation;
use ringsmith::recording::{self, Channel, Recording, RecordingError};
use ringsmith::text::printable;

use crate::convert::{self, Delivery};
use crate::progress::Progress;
use crate::{Failure, input, interrupt, output, report};

/// Learn definitions from recordings: round numbers, and the name that the tone has in the world's
/// tables
///
/// Every recording becomes a tone or a ringing pattern, numbered in the order of the files. What it
/// does not tell is told as a warning; the tones of the tables that are like it stand in comments.
///
/// Exit status: 0 written, 1 no tone in some file, or losses with --strict, 2 wrong usage or a file
/// that cannot be read or written.
#[derive(clap::Args)]
pub struct Args {
    /// Recordings (WAV, FLAC, Ogg Vorbis, MP3), `-` for standard input
    #[arg(required = true, value_name = "WAV")]
    files: Vec<PathBuf>,

    /// The notation to write
    #[arg(long, value_name = "NOTATION", value_parser = input::notation_parser())]
    to: Notation,

    /// The channel to learn from, from 1, or `mix` for the mean of all
    #[arg(long, value_name = "N")]
    channel: Option<Channel>,

    /// Write nothing if the notation loses anything
    #[arg(long)]
    strict: bool,

    /// One JSON object for each recording and each loss on standard output, for other programs
    #[arg(long, requires = "output")]
    json: bool,

    /// The file to write; standard output without one
    #[arg(short, long, value_name = "FILE|-")]
    output: Option<PathBuf>,
}

/// What was learned from a recording.
struct Lesson {
    /// As diagnostics call it.
    file: String,
    learned: Learned,
    /// What the recording leaves open, in words.
    remarks: Vec<String>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let target = convert::target(args.output.as_deref());
    if args.json && target.is_none() {
        return Err(Failure::Trouble("--json needs a file to write: -o FILE".to_owned()));
    }
    output::spare(&args.files, target)?;
    let lessons = lessons(args)?;
    let learned: Vec<_> = lessons.iter().map(|lesson| lesson.learned.clone()).collect();
    let (set, selectors) = learn::tone_set(&learned, args.to);
    tell(&lessons, &selectors, args)?;
    let mut written = args.to.write(std::slice::from_ref(&set));
    let names = lessons.iter().map(|lesson| lesson.file.as_str()).collect::<Vec<_>>().join(", ");
    for (loss, weight) in convert::weighed(&written, args.strict) {
        let place = selectors.iter().position(|it| Some(it) == loss.entry.as_ref());
        let name = place.map_or(names.as_str(), |place| &lessons[place].file);
        input::tell_without_place(loss, weight, name, args.json)?;
    }
    if let Some(text) = comments::commented(&written.text, args.to, &lessons) {
        written.text = text;
    }
    convert::deliver(
        &written,
        &Delivery {
            name: &names,
            to: args.to,
            entries: lessons.len(),
            advice: "leave those recordings out",
            strict: args.strict,
            json: args.json,
            target,
        },
    )
}

/// Learns from every recording; what keeps it from that is told, of every one.
fn lessons(args: &Args) -> Result<Vec<Lesson>, Failure> {
    interrupt::listen();
    let progress = Progress::counting(args.files.len() as u64, "files");
    let answers: Vec<_> = args.files.par_iter().map(|file| lesson(file, args, &progress)).collect();
    progress.finish();
    let (mut lessons, mut worst) = (Vec::new(), Ok(()));
    for (file, answer) in args.files.iter().zip(answers) {
        match answer {
            Ok(Some(lesson)) => lessons.push(lesson),
            Ok(None) => {
                report::trouble(&format!("{}: no tone", printable(&name_of(file))));
                worst = worst.and(Err(Failure::Faulty));
            }
            Err(message) => {
                report::trouble(&printable(&message));
                worst = Err(Failure::Reported);
            }
        }
    }
    worst.map(|()| lessons)
}

/// What a recording teaches; nothing without a tone.
fn lesson(file: &Path, args: &Args, progress: &Progress) -> Result<Option<Lesson>, String> {
    let name = name_of(file);
    let recording = read(file, args).map_err(|error| format!("{name}: {error}"))?;
    let measurement = analysis::measure(&recording.samples, recording.rate);
    let learned = learn::learn(&measurement);
    progress.advance(1).map_err(|error| error.to_string())?;
    Ok(learned.map(|learned| {
        let fault = recording.fault.map(|fault| fault.to_string());
        let doubts = learned.doubts.iter().map(Doubt::to_string);
        let unnamed = learned.name.is_none().then(|| "no table has a tone like it".to_owned());
        let remarks = fault.into_iter().chain(doubts).chain(unnamed).collect();
        Lesson { file: name, learned, remarks }
    }))
}

fn name_of(file: &Path) -> String {
    if file.as_os_str() == "-" { "<stdin>".to_owned() } else { file.display().to_string() }
}

fn read(file: &Path, args: &Args) -> Result<Recording, RecordingError> {
    let channel = args.channel.unwrap_or_default();
    if file.as_os_str() == "-" {
        Recording::from_bytes("", &recording::read_bounded(io::stdin().lock())?, channel)
    } else {
        Recording::open(file, channel)
    }
}

/// Tells what was learned where the text cannot, and what the recordings leave open.
fn tell(lessons: &[Lesson], selectors: &[Selector], args: &Args) -> io::Result<()> {
    for (lesson, selector) in lessons.iter().zip(selectors) {
        if args.json {
            writeln!(anstream::stdout(), "{}", json::object(lesson, selector))?;
            continue;
        }
        if comments::mark(args.to).is_none() {
            for line in comments::naming(lesson) {
                writeln!(anstream::stderr(), "{line}")?;
            }
        }
        for remark in &lesson.remarks {
            report::warning(&format!("{}: {remark}", printable(&lesson.file)));
        }
    }
    Ok(())
}
