//! Files out: whole under their names, or not at all.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Writes a file through `write`: beside its place first, renamed into it when complete.
///
/// What is no regular file (a pipe, `/dev/stdout`, `/dev/full`) is written to directly: a rename
/// would replace it.
pub fn write_whole(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        let mut file = File::options().write(true).open(path)?;
        return write(&mut file);
    }
    // The file that a link stands for, not the link, is what is replaced.
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut beside = tempfile::Builder::new()
        .prefix(".ringsmith-")
        .suffix(".tmp")
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)?;
    write(beside.as_file_mut())?;
    beside.as_file_mut().flush()?;
    beside.persist(&place).map_err(|error| error.error)?;
    Ok(())
}

/// Where a command's output goes.
pub enum Target {
    /// Standard output.
    Standard,
    /// This file.
    File(PathBuf),
    /// Files of their own names in this directory.
    Directory(PathBuf),
}

impl Target {
    /// Reads `-o`: `single` if there is one thing to write, whose name may be given.
    pub fn of(option: Option<&Path>, single: bool) -> Result<Self, String> {
        let Some(path) = option else {
            return Ok(Self::Directory(PathBuf::from(".")));
        };
        if path.as_os_str() == "-" {
            return if single {
                Ok(Self::Standard)
            } else {
                Err("standard output takes one signal: select it with --pattern or --tone".into())
            };
        }
        let names_directory = path.as_os_str().to_string_lossy().ends_with('/');
        if path.is_dir() || names_directory {
            return Ok(Self::Directory(path.to_owned()));
        }
        if single {
            return Ok(Self::File(path.to_owned()));
        }
        let is_file = path.exists() || path.extension().is_some_and(|e| e == "wav" || e == "raw");
        if is_file {
            let path = path.display();
            return Err(format!(
                "{path}: several signals are written into a directory: name one, or select a \
                 signal with --pattern or --tone"
            ));
        }
        Ok(Self::Directory(path.to_owned()))
    }
}
