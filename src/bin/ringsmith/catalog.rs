//! `ringsmith catalog`

mod faults;
mod forms;
mod items;
mod manifest;
mod plan;
mod problem;
mod sources;
mod summary;
mod value;
mod work;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;
use ringsmith::diagnostic::Source;

use crate::progress::Progress;
use crate::{Failure, input, interrupt, report};
use faults::Faults;
use items::{Item, Items};
use manifest::{Earlier, Print};
use plan::Plan;
use sources::Reader;
use summary::Summary;
use work::{Done, Work};

/// Render whole catalogs: countries and files, tones, rates, encodings and devices, from a plan
///
/// The plan is TOML (docs/catalog.md). Files that are there already with the bytes that they are to
/// have are kept, so the same command goes on where it was interrupted; manifest.json tells what each
/// file is, with its digest.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct Args {
    /// The plan, `-` for standard input
    #[arg(value_name = "PLAN")]
    plan: PathBuf,

    /// The directory of the catalog
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// Files that are made at the same time [default: as many as there are processors]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,

    /// Write nothing; list the files, and whether each is there as it is to be
    #[arg(long)]
    dry_run: bool,

    /// Remove the files of an earlier plan that are not in this one
    #[arg(long, conflicts_with = "dry_run")]
    prune: bool,

    /// Render every file that is there and compare it, where the digest of the manifest would do
    #[arg(long)]
    recheck: bool,

    /// Print the diagnostics, the files of a dry run and the summary as JSON objects
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let source = read_plan(&args.plan)?;
    let mut faults = Faults::default();
    let plan = plan::read(source.text(), &mut faults);
    let folder = args.plan.parent().unwrap_or(Path::new(""));
    let mut reader = Reader::new(&source, folder, args.json);
    let made = items::of(&plan, &mut reader, &mut faults);
    let cannot_be = faults.any_error();
    tell(&source, faults, args.json)?;
    match reader.into_failure() {
        Some(Failure::Reported) => return Err(Failure::Reported),
        _ if cannot_be => return Err(Failure::Faulty),
        Some(failure) => return Err(failure),
        None => {}
    }
    let threads = usize::from(args.jobs.unwrap_or(0));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Failure::Trouble(error.to_string()))?;
    interrupt::listen();
    pool.install(|| carry_out(&plan, &made, args))
}

fn read_plan(path: &Path) -> Result<Source, Failure> {
    if path.as_os_str() == "-" {
        return input::standard_input();
    }
    let mut bytes = Vec::new();
    // One more than is read, so that a plan that is too long is told to be.
    let most = plan::LONGEST as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    let name = path.display().to_string();
    read.map_err(|error| Failure::Trouble(format!("{name}: {error}")))?;
    Ok(Source::from_bytes(name, bytes))
}

fn tell(source: &Source, faults: Faults, json: bool) -> io::Result<()> {
    let diagnostics = faults.into_diagnostics();
    if json {
        let mut out = anstream::stdout().lock();
        return diagnostics.iter().try_for_each(|it| report::write_json(&mut out, source, it));
    }
    report::print(source, &diagnostics);
    Ok(())
}

/// Makes the files that are not there, and the manifest.
fn carry_out(plan: &Plan, made: &Items, args: &Args) -> Result<(), Failure> {
    let started = Instant::now();
    let root = args.output.as_path();
    let folders = items::folders(&made.files);
    let lock = if args.dry_run { None } else { Some(prepare(root)?) };
    let earlier = Earlier::read(root).unwrap_or_else(|error| {
        let place = root.join(manifest::NAME);
        report::warning(&format!("{}: {error}; every file is compared", place.display()));
        Earlier::default()
    });
    let unmade = if args.dry_run { HashMap::new() } else { make_folders(root, &folders, &earlier) };
    let unknown = Earlier::default();
    let progress = Progress::of_bytes(made.files.iter().map(work::estimated).sum());
    let trusted = if args.recheck { &unknown } else { &earlier };
    let work = Work { root, earlier: trusted, dry: args.dry_run, progress: &progress };
    let one = |item: &Item| {
        let missing = item.asset.place.parent().is_some_and(|folder| unmade.contains_key(folder));
        if missing { Ok(None) } else { work.of(item).map(Some) }
    };
    let results: Vec<_> = made.files.par_iter().map(one).collect();
    progress.finish();
    let mut summary = Summary::new(made, root);
    let mut files = Vec::new();
    summary.unmade_folders(unmade);
    for (item, result) in made.files.iter().zip(results) {
        match result {
            Ok(Some(done)) => {
                summary.count(done);
                files.push((item, done));
            }
            Ok(None) => {}
            // It is no fault of the file.
            Err(_) if interrupt::requested() => summary.interrupted += 1,
            Err(error) => summary.failed(&item.place, &error),
        }
    }
    if args.dry_run {
        list(&files, args.json)?;
    } else if summary.is_whole() {
        let left = left(root, &earlier, made, args.prune, &mut summary);
        let prints: Vec<(&Item, Print)> =
            files.iter().map(|(it, done)| (*it, done.print())).collect();
        let written = manifest::write(root, plan.title.as_deref(), &prints, &left);
        written.unwrap_or_else(|error| summary.failed(manifest::NAME, &error));
    }
    drop(lock);
    summary.tell(args.dry_run, args.json, started.elapsed())
}

/// Makes the directory of a catalog and keeps other runs out of it for as long as the result lives.
fn prepare(root: &Path) -> Result<Option<File>, Failure> {
    let trouble = |error: io::Error| Failure::Trouble(format!("{}: {error}", root.display()));
    fs::create_dir_all(root).map_err(trouble)?;
    // Where a directory cannot be locked, two runs disturb each other at worst: each file is whole.
    let Ok(folder) = File::open(root) else { return Ok(None) };
    match folder.try_lock() {
        Err(fs::TryLockError::WouldBlock) => {
            Err(trouble(io::Error::other("another run is at work on this catalog")))
        }
        _ => Ok(Some(folder)),
    }
}

/// Makes the directories of the files and removes what a killed run has left in them. Those that
/// cannot be made, and why.
fn make_folders(
    root: &Path,
    folders: &[PathBuf],
    earlier: &Earlier,
) -> HashMap<PathBuf, io::Error> {
    let mut unmade = HashMap::new();
    work::sweep(root);
    for folder in folders {
        match fs::create_dir_all(root.join(folder)) {
            Ok(()) => work::sweep(&root.join(folder)),
            Err(error) => {
                unmade.insert(folder.clone(), error);
            }
        }
    }
    for folder in earlier.folders().filter(|folder| !folders.contains(folder)) {
        work::sweep(&root.join(folder));
    }
    unmade
}

/// The files of earlier plans that stay; those that are to go are removed.
fn left<'e>(
    root: &Path,
    earlier: &'e Earlier,
    made: &Items,
    prune: bool,
    summary: &mut Summary<'_>,
) -> Vec<(&'e str, Print)> {
    let mut left = Vec::new();
    for (place, print) in earlier.others(&made.files) {
        if !root.join(place).is_file() {
            continue;
        }
        let gone = if prune { work::prune(root, place, print) } else { Ok(false) };
        match gone {
            Ok(true) => summary.removed += 1,
            Ok(false) => left.push((place, print)),
            Err(error) => {
                summary.failed(place, &error);
                left.push((place, print));
            }
        }
    }
    summary.left = left.len();
    left
}

/// The files of a dry run.
fn list(files: &[(&Item, Done)], json: bool) -> io::Result<()> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    for (item, done) in files {
        let state = match done {
            Done::Kept(_) => "kept",
            Done::Made(_) => "new",
            Done::Replaced(_) => "changed",
        };
        let samples = item.asset.recording.samples;
        if json {
            let object = serde_json::json!({
                "path": item.place, "samples": samples, "state": state,
            });
            writeln!(out, "{object}")?;
        } else {
            writeln!(out, "{}: {samples} samples, {state}", item.place)?;
        }
    }
    out.flush()
}
