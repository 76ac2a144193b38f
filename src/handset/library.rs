//! The ring tones of a handset, found by title.

use core::fmt;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::handset::audio::WavAudio;
use crate::handset::shown;
use crate::handset::title::title_key;

/// A format of ring tone files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// RIFF WAVE, whatever its encoding.
    Wav,
    /// MPEG audio layer III.
    Mp3,
    /// Vorbis in Ogg.
    Ogg,
}

impl Format {
    /// The format that a file extension stands for: `wav`, `mp3` or `ogg`, in any case, without a
    /// dot.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        let all = [Self::Wav, Self::Mp3, Self::Ogg];
        all.into_iter().find(|format| extension.eq_ignore_ascii_case(format.extension()))
    }

    /// The format that the extension of a file name stands for.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let (before, extension) = name.rsplit_once('.')?;
        if before.is_empty() { None } else { Self::of_extension(extension) }
    }

    /// The usual file extension, in lower case and without a dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Mp3 => "mp3",
            Self::Ogg => "ogg",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wav => "WAV",
            Self::Mp3 => "MP3",
            Self::Ogg => "Ogg Vorbis",
        })
    }
}

/// Where a title is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TitledBy {
    /// The file's own title tag: the Vorbis comment `TITLE`, `TIT2` of ID3, `INAM` of RIFF INFO.
    Tag,
    /// The file name without its extension, since there is no such tag.
    FileName,
}

/// A ring tone file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingTone {
    /// What the handset shows, and what references are compared with.
    pub title: String,
    /// The file, as a path or as a bare name.
    pub file: PathBuf,
    /// Where the title is from.
    pub titled_by: TitledBy,
    /// What the file holds, whatever its extension says.
    pub format: Format,
    /// The audio of a WAV file. `None` for the other formats, and for a file that was not read:
    /// then no series refuses it for its audio.
    pub wav: Option<WavAudio>,
}

impl RingTone {
    /// A file with the title of its tag or, without one, of its name. A tag that is blank is none,
    /// and so is one that no reference can name, since [`title_key`] leaves nothing of it. What is
    /// not Unicode in a file name is shown as U+FFFD. Nothing is said of its audio.
    #[must_use]
    pub fn new(file: impl Into<PathBuf>, format: Format, tag: Option<&str>) -> Self {
        let file = file.into();
        let tag = tag.map(str::trim).filter(|tag| !title_key(tag).is_empty());
        let (title, titled_by) = match tag {
            Some(tag) => (tag.to_owned(), TitledBy::Tag),
            None => (stem(&file), TitledBy::FileName),
        };
        Self { title, file, titled_by, format, wav: None }
    }
}

impl fmt::Display for RingTone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display().to_string();
        write!(f, "the ring tone `{}` of the file {}", shown(&self.title), shown(&file))
    }
}

fn stem(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Two ring tones that one reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate<'a> {
    /// The one that is found.
    pub found: &'a RingTone,
    /// The one that its title never finds.
    pub hidden: &'a RingTone,
}

/// The ring tones of a handset, in an order: where two have the same title, the first is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    ring_tones: Vec<RingTone>,
    /// The key of each title.
    keys: Vec<String>,
}

impl Library {
    /// A library of these ring tones in this order.
    #[must_use]
    pub fn new(ring_tones: impl IntoIterator<Item = RingTone>) -> Self {
        let ring_tones: Vec<RingTone> = ring_tones.into_iter().collect();
        let keys = ring_tones.iter().map(|ring_tone| title_key(&ring_tone.title)).collect();
        Self { ring_tones, keys }
    }

    /// All of them, in order.
    #[must_use]
    pub fn ring_tones(&self) -> &[RingTone] {
        &self.ring_tones
    }

    /// The first ring tone with this title, compared as [`title_key`] says. `None` if there is
    /// none, and for a title that is blank.
    #[must_use]
    pub fn find(&self, title: &str) -> Option<&RingTone> {
        self.titled(title).next()
    }

    /// All ring tones with this title, in order.
    pub(super) fn titled(&self, title: &str) -> impl Iterator<Item = &RingTone> {
        let asked = title_key(title);
        let pairs = self.keys.iter().zip(&self.ring_tones);
        pairs.filter(move |(key, _)| !asked.is_empty() && **key == asked).map(|(_, tone)| tone)
    }

    /// The ring tones that a reference to a file may mean: those whose file has the very name,
    /// then those with the title.
    pub(super) fn filed(&self, name: &str) -> impl Iterator<Item = &RingTone> {
        let exact = move |tone: &&RingTone| tone.file.file_name() == Some(OsStr::new(name));
        self.ring_tones.iter().filter(exact).chain(self.titled(name))
    }

    /// Every ring tone whose title an earlier one has too, in order.
    #[must_use]
    pub fn duplicates(&self) -> Vec<Duplicate<'_>> {
        let mut first: HashMap<&str, &RingTone> = HashMap::new();
        let mut duplicates = Vec::new();
        let titled = self.keys.iter().zip(&self.ring_tones).filter(|(key, _)| !key.is_empty());
        for (key, ring_tone) in titled {
            let found = *first.entry(key).or_insert(ring_tone);
            if !core::ptr::eq(found, ring_tone) {
                duplicates.push(Duplicate { found, hidden: ring_tone });
            }
        }
        duplicates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library() -> Library {
        Library::new([
            RingTone::new("rings/bell.ogg", Format::Ogg, Some("Bell Phone")),
            RingTone::new("rings/Alarm.ogg", Format::Ogg, Some("bell")),
            RingTone::new("rings/Code Blue.wav", Format::Wav, None),
            RingTone::new("rings/bellphone.mp3", Format::Mp3, Some(" \t")),
        ])
    }

    fn file_of(ring_tone: Option<&RingTone>) -> Option<&str> {
        ring_tone.and_then(|ring_tone| ring_tone.file.to_str())
    }

    #[test]
    fn a_tag_titles_a_file_and_its_name_does_where_there_is_none() {
        let library = library();
        let titles: Vec<(&str, TitledBy)> =
            library.ring_tones().iter().map(|t| (t.title.as_str(), t.titled_by)).collect();
        assert_eq!(
            titles,
            [
                ("Bell Phone", TitledBy::Tag),
                ("bell", TitledBy::Tag),
                ("Code Blue", TitledBy::FileName),
                ("bellphone", TitledBy::FileName),
            ]
        );
    }

    #[test]
    fn the_first_of_two_equal_titles_is_found_and_both_are_named() {
        let library = library();
        for asked in ["Bell Phone", "x/BELLPHONE.wav", "b e l l phone"] {
            assert_eq!(file_of(library.find(asked)), Some("rings/bell.ogg"), "{asked}");
        }
        let duplicates = library.duplicates();
        assert_eq!(duplicates.len(), 1);
        assert_eq!(file_of(Some(duplicates[0].found)), Some("rings/bell.ogg"));
        assert_eq!(file_of(Some(duplicates[0].hidden)), Some("rings/bellphone.mp3"));
    }

    #[test]
    fn a_file_is_found_by_its_exact_name_before_any_title() {
        let library = library();
        let found = |name| file_of(library.filed(name).next());
        assert_eq!(found("bell.ogg"), Some("rings/bell.ogg"));
        assert_eq!(found("Bell.ogg"), Some("rings/Alarm.ogg"));
        assert_eq!(file_of(library.find("bell.ogg")), Some("rings/Alarm.ogg"));
        assert_eq!(found("codeblue.ogg"), Some("rings/Code Blue.wav"));
        assert_eq!(found("code red.ogg"), None);
    }

    #[test]
    fn a_blank_title_finds_nothing() {
        let library = Library::new([RingTone::new(" .wav", Format::Wav, Some(""))]);
        assert_eq!(library.find(""), None);
        assert_eq!(library.find("path/ "), None);
    }
}
