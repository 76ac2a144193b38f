//! The one door to the outside: a folder of ring tone files.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::handset::content::{self, Content};
use crate::handset::library::{Format, Library, RingTone};
use crate::handset::problem::{FileDiagnostic, RingToneProblem};
use crate::handset::title::title_key;

/// Bytes of a file that is read at all. A ring tone of minutes has some; what is larger was not
/// made to ring with, and one file at a time is in memory.
const LARGEST: u64 = 16 << 20;

/// Characters of a title. ID3 and Vorbis comments have no limit, a display has.
const LONGEST_TITLE: usize = 255;

/// A folder that was read.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// The ring tones, in the order of their file names.
    pub library: Library,
    /// Everything that was found to be wrong, in the same order.
    pub diagnostics: Vec<FileDiagnostic>,
}

/// Reads the ring tones of a folder: its `.wav`, `.mp3` and `.ogg` files, in any case. Other files
/// are passed over and folders are not entered; links to files are followed.
///
/// A file is known by what it holds, not by its extension. Its audio is not decoded. A file of more
/// than 16 MiB is an error, and so is each that cannot be read or played; it is left out, and the
/// others are read. Ring tones and problems come in the order of the file names, byte by byte,
/// whatever order the folder has.
///
/// # Errors
/// If the folder itself cannot be read.
pub fn read_folder(folder: impl AsRef<Path>) -> io::Result<Folder> {
    let folder = folder.as_ref();
    let mut diagnostics = Vec::new();
    let mut files: Vec<(PathBuf, Format)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        match entry {
            Ok(entry) => files.extend(ring_tone_file(entry.path())),
            Err(error) => report(&mut diagnostics, folder, unreadable(&error)),
        }
    }
    files.sort();
    let mut ring_tones = Vec::new();
    for (file, extension) in files {
        match read_file(&file) {
            Ok(Some(content)) => {
                let (ring_tone, problems) = titled(file, extension, content);
                for problem in problems {
                    report(&mut diagnostics, &ring_tone.file, problem);
                }
                ring_tones.push(ring_tone);
            }
            Ok(None) => {}
            Err(problem) => report(&mut diagnostics, &file, problem),
        }
    }
    let library = Library::new(ring_tones);
    for duplicate in library.duplicates() {
        let (title, found) = (duplicate.hidden.title.clone(), duplicate.found.file.clone());
        let problem = RingToneProblem::DuplicateTitle { title, found };
        report(&mut diagnostics, &duplicate.hidden.file, problem);
    }
    diagnostics.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(Folder { library, diagnostics })
}

fn report(diagnostics: &mut Vec<FileDiagnostic>, file: &Path, problem: RingToneProblem) {
    diagnostics.push(FileDiagnostic { file: file.to_owned(), problem });
}

fn unreadable(error: &io::Error) -> RingToneProblem {
    RingToneProblem::Unreadable { reason: error.to_string() }
}

/// The file with the format of its extension, if it has one of the three.
fn ring_tone_file(file: PathBuf) -> Option<(PathBuf, Format)> {
    let format = Format::of_extension(file.extension()?.to_str()?)?;
    Some((file, format))
}

/// What a file holds; `None` if it is a folder, or a device or the like, whose reading may never
/// end.
fn read_file(path: &Path) -> Result<Option<Content>, RingToneProblem> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !metadata.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    // The size is asked of what was read: a file may grow.
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(RingToneProblem::TooLarge { limit: LARGEST });
    }
    content::read(&bytes).map(Some)
}

fn titled(file: PathBuf, extension: Format, content: Content) -> (RingTone, Vec<RingToneProblem>) {
    let Content { format, mut title, cut_short, wav } = content;
    let mut problems = Vec::new();
    if format != extension {
        problems.push(RingToneProblem::WrongExtension { extension, found: format });
    }
    if cut_short {
        problems.push(RingToneProblem::CutShort);
    }
    let length = title.as_ref().map_or(0, |title| title.chars().count());
    if length > LONGEST_TITLE {
        problems.push(RingToneProblem::LongTitle { found: length, limit: LONGEST_TITLE });
        title = None;
    }
    let ring_tone = RingTone { wav, ..RingTone::new(file, format, title.as_deref()) };
    if title_key(&ring_tone.title).is_empty() {
        problems.push(RingToneProblem::BlankTitle);
    }
    (ring_tone, problems)
}
