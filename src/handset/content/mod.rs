//! What a ring tone file holds: its format, its title, and whether all of it is there.
//!
//! The readers are ours and not a tag library's: the three titles stand in a few bytes that the
//! formats place exactly, and of the two libraries that read them all neither can be let loose on
//! a folder (`docs/handset.md` in the project has what was measured). A compressed title is not
//! read here, so memory stays within a few times the size of the file, and time is proportional to
//! it.

mod mpeg;
mod ogg;
mod riff;

use crate::handset::audio::WavAudio;
use crate::handset::library::Format;
use crate::handset::problem::RingToneProblem;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub format: Format,
    /// The title tag.
    pub title: Option<String>,
    /// Whether the file ends before its audio does.
    pub cut_short: bool,
    /// How the audio of a WAV is encoded.
    pub wav: Option<WavAudio>,
}

/// Finds out what the bytes of a file hold, from the bytes alone.
pub(crate) fn read(bytes: &[u8]) -> Result<Content, RingToneProblem> {
    if bytes.is_empty() {
        return Err(RingToneProblem::Empty);
    }
    if let Some(found) = other_format(bytes) {
        return Err(RingToneProblem::OtherFormat { found });
    }
    if bytes.starts_with(b"OggS") {
        return ogg::read(bytes);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE") {
        return riff::read(bytes);
    }
    mpeg::read(bytes)
}

/// A format that is audio and no ring tone, by how its files start.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    let at = |offset: usize, magic: &[u8]| {
        bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic))
    };
    let iff = |kind: &[u8]| at(0, b"FORM") && at(8, kind);
    let names: [(bool, &'static str); 9] = [
        (at(0, b"fLaC"), "FLAC"),
        (at(4, b"ftyp"), "MP4"),
        (at(0, b".snd"), "Sun audio"),
        (at(0, b"#!AMR"), "AMR"),
        (at(0, b"caff"), "Core Audio"),
        (at(0, b"MThd"), "MIDI"),
        (at(0, b"RF64") || at(0, b"RIFX"), "a WAV of a rare kind"),
        (iff(b"AIFF") || iff(b"AIFC"), "AIFF"),
        // ADTS: the sync word, then the layer 0.
        (matches!(bytes, [0xFF, second, ..] if second & 0xF6 == 0xF0), "AAC"),
    ];
    names.into_iter().find_map(|(found, name)| found.then_some(name))
}

/// A text that should be UTF-8, as far as its first NUL. What is not is read as Latin-1: Windows
/// writes INFO chunks in its own code page.
fn text(bytes: &[u8]) -> String {
    let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    str::from_utf8(bytes).map_or_else(|_| latin_1(bytes), str::to_owned)
}

fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// The little-endian number of two bytes that stands at an offset.
fn le_u16(bytes: &[u8], offset: usize) -> Option<u16> {
    let number = bytes.get(offset..)?.first_chunk()?;
    Some(u16::from_le_bytes(*number))
}

/// The little-endian number of four bytes that stands at an offset.
fn le_u32(bytes: &[u8], offset: usize) -> Option<u32> {
    let number = bytes.get(offset..)?.first_chunk()?;
    Some(u32::from_le_bytes(*number))
}

/// `length` bytes from an offset.
fn part(bytes: &[u8], offset: usize, length: u32) -> Option<&[u8]> {
    let length = usize::try_from(length).ok()?;
    bytes.get(offset..offset.checked_add(length)?)
}

#[cfg(test)]
mod tests;
