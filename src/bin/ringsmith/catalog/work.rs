//! A file of a catalog: kept where it is right, made where it is not.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::items::Item;
use super::manifest::{Earlier, Print, recipe};
use crate::interrupt;
use crate::output::write_whole;
use crate::progress::Progress;

/// Bytes that are read at once.
const AT_ONCE: usize = 1 << 17;

/// What has become of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It was there with exactly the bytes that it is to have.
    Kept(Print),
    /// It was not there.
    Made(Print),
    /// Something else was there.
    Replaced(Print),
}

impl Done {
    pub const fn print(self) -> Print {
        match self {
            Self::Kept(print) | Self::Made(print) | Self::Replaced(print) => print,
        }
    }
}

/// What is done with a file of a catalog.
pub struct Work<'a> {
    pub root: &'a Path,
    pub earlier: &'a Earlier,
    /// Whether nothing is to be written.
    pub dry: bool,
    pub progress: &'a Progress,
}

/// About how many bytes a file has.
pub fn estimated(item: &Item) -> u64 {
    bytes_of(item, item.asset.recording.samples)
}

fn bytes_of(item: &Item, samples: u64) -> u64 {
    item.asset.recording.coding.bytes(samples).unwrap_or(samples / 8)
}

impl Work<'_> {
    /// Keeps a file or makes it. Of a dry run nobody knows the digest of a file that is not there.
    ///
    /// # Errors
    /// Whatever reading or writing fails with.
    pub fn of(&self, item: &Item) -> io::Result<Done> {
        Self::go_on()?;
        let path = self.root.join(&item.asset.place);
        let found = match fs::metadata(&path) {
            Ok(found) if found.is_file() => Some(found.len()),
            Ok(_) => return Err(io::Error::other("something else than a file is in its place")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if let Some(length) = found
            && let Some(print) = self.kept(item, &path, length)?
        {
            self.progress.advance(estimated(item))?;
            return Ok(Done::Kept(print));
        }
        let done = if found.is_some() { Done::Replaced } else { Done::Made };
        if self.dry {
            return Ok(done(Print { bytes: estimated(item), sha256: [0; 32] }));
        }
        let mut print = None;
        write_whole(&path, |file| {
            let mut out = Digesting { to: file, sha256: Sha256::new(), bytes: 0 };
            let advance = |samples| self.progress.advance(bytes_of(item, samples));
            item.asset.write(&mut out, advance)?;
            print = Some(out.print());
            Ok(())
        })?;
        print.map(done).ok_or_else(|| io::Error::other("nothing was written"))
    }

    /// What a file that is there is, if it has the bytes that it is to have.
    ///
    /// An earlier manifest whose recipe is that of today tells the digest of the bytes that would be
    /// rendered, so reading is enough; else they are rendered and compared.
    fn kept(&self, item: &Item, path: &Path, length: u64) -> io::Result<Option<Print>> {
        let known = item.asset.recording.bytes(item.asset.rate);
        if known.is_some_and(|bytes| bytes != length) {
            return Ok(None);
        }
        let mut file = match File::open(path) {
            Ok(file) => file,
            // Who may not read it may still write it.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(None),
            Err(error) => return Err(error),
        };
        if let Some(known) = self.earlier.of(&item.place)
            && known.recipe == recipe(item)
        {
            let found = Self::digest(&mut file)?;
            return Ok((found == known.print).then_some(found));
        }
        let compared = Compared { with: &mut file, buffer: Vec::new(), differs: false };
        let mut out = Digesting { to: compared, sha256: Sha256::new(), bytes: 0 };
        match item.asset.write(&mut out, |_| Self::go_on()) {
            Ok(()) => {
                let print = out.print();
                Ok((print.bytes == length).then_some(print))
            }
            Err(_) if out.to.differs => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The digest of a file, from where it is read.
    fn digest(file: &mut File) -> io::Result<Print> {
        let mut sha256 = Sha256::new();
        let (mut bytes, mut buffer) = (0, vec![0; AT_ONCE]);
        loop {
            Self::go_on()?;
            match file.read(&mut buffer)? {
                0 => return Ok(Print { bytes, sha256: sha256.finalize().into() }),
                read => {
                    sha256.update(&buffer[..read]);
                    bytes += read as u64;
                }
            }
        }
    }

    fn go_on() -> io::Result<()> {
        if interrupt::requested() { Err(io::Error::other("interrupted")) } else { Ok(()) }
    }
}

/// Digests what it hands on.
struct Digesting<W> {
    to: W,
    sha256: Sha256,
    bytes: u64,
}

impl<W> Digesting<W> {
    fn print(&self) -> Print {
        Print { bytes: self.bytes, sha256: self.sha256.clone().finalize().into() }
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.sha256.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Compares what is written with a file; fails where it differs.
struct Compared<'f> {
    with: &'f mut File,
    buffer: Vec<u8>,
    differs: bool,
}

impl Write for Compared<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.resize(bytes.len(), 0);
        let same = match self.with.read_exact(&mut self.buffer) {
            Ok(()) => self.buffer == bytes,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => false,
            Err(error) => return Err(error),
        };
        if same {
            return Ok(bytes.len());
        }
        self.differs = true;
        Err(io::Error::other("it differs"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Removes what a killed run has left beside its files.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(".ringsmith-") && name.ends_with(".tmp") {
            // What cannot be removed stays; it is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes a file that an earlier plan made, if it is still as it was made; its directory too, if that
/// is empty then. Whether it is gone.
pub fn prune(root: &Path, place: &str, print: Print) -> io::Result<bool> {
    let path = root.join(place);
    let mut file = match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        opened => opened?,
    };
    // A folder may have become a link to somewhere else.
    if !fs::canonicalize(&path)?.starts_with(fs::canonicalize(root)?) {
        return Ok(false);
    }
    if Work::digest(&mut file)? != print {
        return Ok(false);
    }
    fs::remove_file(&path)?;
    let parents = path.ancestors().skip(1).take_while(|folder| *folder != root);
    for folder in parents {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(true)
}
