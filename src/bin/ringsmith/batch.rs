//! Many files at once.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use ringsmith::asset::Asset;

use crate::output::{Inputs, write_whole};
use crate::progress::Progress;
use crate::{Failure, report};

/// Writes every file, as many at a time as there are processors, and lists them. A file that fails
/// keeps no other from being written. What was read is not overwritten.
pub fn write(
    assets: &[Asset],
    progress: &Progress,
    inputs: &[PathBuf],
    path_of: impl Fn(&Asset) -> PathBuf + Sync,
) -> Result<(), Failure> {
    let inputs = Inputs::new(inputs);
    let write = |asset: &Asset| {
        let path = path_of(asset);
        let write = |file: &mut File| asset.write(file, |samples| progress.advance(samples));
        match inputs.spare(&path).and_then(|()| write_whole(&path, write)) {
            Ok(()) => Ok((path, asset.recording.samples)),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    };
    let results: Vec<_> = assets.par_iter().map(write).collect();
    progress.finish();
    let (mut written, mut failures) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(file) => written.push(file),
            Err(message) => failures.push(message),
        }
    }
    // A listing that nobody reads must not hide a file that was not written.
    let listed = list(&written);
    let Some(last) = failures.pop() else { return Ok(listed?) };
    for message in &failures {
        report::trouble(message);
    }
    Err(Failure::Trouble(last))
}

fn list(written: &[(PathBuf, u64)]) -> io::Result<()> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    // A pipe or a device may be standard output itself, in which a listing has no place.
    let is_file = |path: &Path| fs::metadata(path).is_ok_and(|found| found.is_file());
    for (path, samples) in written.iter().filter(|(path, _)| is_file(path)) {
        writeln!(out, "{}: {samples} samples", path.display())?;
    }
    out.flush()
}
