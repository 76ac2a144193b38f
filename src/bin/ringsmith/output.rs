//! Files out: whole under their names, or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ringsmith::sink::{Coding, Container};

use crate::Failure;

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
    let place = match fs::canonicalize(path) {
        Ok(place) => place,
        Err(_) if path.is_symlink() => return Err(io::Error::other("a link to nothing")),
        Err(_) => path.to_owned(),
    };
    let folder = match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::metadata(folder)?;
    let mut beside = beside(folder).map_err(|error| {
        // Without the name of the temporary file, which says nothing to anybody.
        io::Error::from(error.kind())
    })?;
    if let Ok(found) = fs::metadata(&place) {
        // Only what may be written to may be replaced; the new file is as open as the old one.
        File::options().write(true).open(&place)?;
        beside.as_file().set_permissions(found.permissions())?;
    }
    write(beside.as_file_mut())?;
    beside.as_file_mut().flush()?;
    beside.persist(&place).map_err(|error| error.error)?;
    Ok(())
}

/// Files that were read, which keep what is in them.
pub struct Inputs(Vec<PathBuf>);

impl Inputs {
    /// These files; what is no regular file, such as a pipe, may be both read and written to.
    pub fn new<'a>(files: impl IntoIterator<Item = &'a PathBuf>) -> Self {
        let places = files.into_iter().filter(|file| file.is_file());
        Self(places.filter_map(|file| fs::canonicalize(file).ok()).collect())
    }

    /// Refuses a name that one of them has.
    pub fn spare(&self, path: &Path) -> io::Result<()> {
        match fs::canonicalize(path) {
            Ok(place) if self.0.contains(&place) => {
                Err(io::Error::other("this file is read, and is not written over"))
            }
            _ => Ok(()),
        }
    }
}

/// Refuses to write over a file that is read.
pub fn spare<'a>(
    files: impl IntoIterator<Item = &'a PathBuf>,
    target: Option<&Path>,
) -> Result<(), Failure> {
    let Some(path) = target else { return Ok(()) };
    let trouble = |error| Failure::Trouble(format!("{}: {error}", path.display()));
    Inputs::new(files).spare(path).map_err(trouble)
}

/// A new file under a name that nobody looks for, as open as the user's files are. It is removed
/// unless it is renamed.
fn beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ringsmith-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
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

/// How much there is to write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// One signal, which was selected.
    One,
    /// Everything in a file, which happens to be one signal.
    OneByChance,
    Many,
}

impl Target {
    /// Reads `-o`. A file and standard output take one signal; everything in a file goes into a
    /// directory, unless it is one signal and the name is plainly a file's.
    pub fn of(option: Option<&Path>, amount: Amount) -> Result<Self, String> {
        let Some(path) = option else { return Ok(Self::Directory(PathBuf::from("."))) };
        if path.as_os_str() == "-" || path == Path::new("/dev/stdout") {
            return match amount {
                Amount::One | Amount::OneByChance => Ok(Self::Standard),
                Amount::Many => {
                    Err("standard output takes one signal: select it with --pattern or --tone"
                        .into())
                }
            };
        }
        if path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/') {
            return Ok(Self::Directory(path.to_owned()));
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        let of_audio = |e: &str| e.parse::<Container>().is_ok() || e.parse::<Coding>().is_ok();
        let names_file = path.exists() || extension.is_some_and(of_audio);
        match amount {
            Amount::One => Ok(Self::File(path.to_owned())),
            Amount::OneByChance if names_file => Ok(Self::File(path.to_owned())),
            Amount::Many if names_file => Err(format!(
                "{}: several signals are written into a directory: name one, or select one \
                 with --pattern, --tone or --package",
                path.display()
            )),
            Amount::OneByChance | Amount::Many => Ok(Self::Directory(path.to_owned())),
        }
    }
}
