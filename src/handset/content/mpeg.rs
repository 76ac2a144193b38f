//! MP3: frames of MPEG audio layer III (ISO 11172-3, 13818-3), with ID3 tags before and behind.

use super::{Content, latin_1, part, text};
use crate::handset::library::Format;
use crate::handset::problem::RingToneProblem;

/// Bytes between the tags and the first frame that may be anything: programs pad.
const JUNK: usize = 4096;

pub(super) fn read(bytes: &[u8]) -> Result<Content, RingToneProblem> {
    let corrupt = |reason| RingToneProblem::Corrupt { format: Format::Mp3, reason };
    let mut title = None;
    let mut at = 0;
    while bytes[at..].starts_with(b"ID3") {
        let tag = id3v2(&bytes[at..]).ok_or_else(|| corrupt("its ID3 tag is broken"))?;
        title = title.or(tag.title);
        at += tag.length;
        if at >= bytes.len() {
            return Err(corrupt("nothing follows its ID3 tag"));
        }
    }
    // Without a tag, only a frame at the very start tells an MP3 from any other file.
    let window = if at == 0 { 1 } else { JUNK };
    let starts = (at..bytes.len()).take(window);
    let Some(cut_short) = starts.clone().find_map(|start| frames(&bytes[start..])) else {
        return Err(if at == 0 { RingToneProblem::NotAudio } else { corrupt("it has no audio") });
    };
    Ok(Content { format: Format::Mp3, title: title.or_else(|| id3v1(bytes)), cut_short, wav: None })
}

/// Walks over the frames from the start of the bytes: `None` if there are none, otherwise whether
/// the last one is cut.
///
/// Eleven bits are soon found by chance, so a first frame has to be followed by a second one, by a
/// tag, or by the end of the file.
fn frames(bytes: &[u8]) -> Option<bool> {
    let first = frame_length(bytes)?;
    let Some(mut rest) = bytes.get(first..) else { return Some(true) };
    let tag = |rest: &[u8]| rest.starts_with(b"TAG") || rest.starts_with(b"APETAGEX");
    if !rest.is_empty() && !tag(rest) && rest.len() >= 4 && frame_length(rest).is_none() {
        return None;
    }
    while let Some(length) = frame_length(rest) {
        let Some(after) = rest.get(length..) else { return Some(true) };
        rest = after;
    }
    // Too few bytes to have a length, and no tag.
    Some(rest.len() < 4 && rest.starts_with(b"\xFF"))
}

/// The length of the frame that starts the bytes, in bytes.
fn frame_length(bytes: &[u8]) -> Option<usize> {
    /// In kbit/s, from index 1; index 0 leaves the rate open, so the length too.
    const MPEG_1: [usize; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const MPEG_2: [usize; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let [0xFF, second, third, _, ..] = *bytes else { return None };
    let layer_3 = second & 0xE6 == 0xE2;
    // MPEG-1, MPEG-2, and MPEG-2.5 for the lowest rates.
    let (divisor, rates, slots) = match second >> 3 & 3 {
        3 => (1, MPEG_1, 144),
        2 => (2, MPEG_2, 72),
        0 => (4, MPEG_2, 72),
        _ => return None,
    };
    let kilobits = rates.get(usize::from(third >> 4).checked_sub(1)?)?;
    let hertz = [44_100, 48_000, 32_000].get(usize::from(third >> 2 & 3))? / divisor;
    let padding = usize::from(third >> 1 & 1);
    layer_3.then(|| slots * 1000 * kilobits / hertz + padding)
}

/// The title of a tag of 128 bytes at the end of the file: 30 bytes of Latin-1, into which ffmpeg
/// writes UTF-8.
fn id3v1(bytes: &[u8]) -> Option<String> {
    let tag = bytes.last_chunk::<128>()?.strip_prefix(b"TAG")?;
    Some(text(&tag[..30])).filter(|title| !title.trim().is_empty())
}

/// An ID3 tag of version 2.
pub(super) struct Id3v2 {
    /// The whole tag in bytes.
    length: usize,
    pub(super) title: Option<String>,
}

/// The tag that starts the bytes (ID3 versions 2.2, 2.3 and 2.4); `None` if it is longer than they
/// are or of another version.
pub(super) fn id3v2(bytes: &[u8]) -> Option<Id3v2> {
    let [b'I', b'D', b'3', version @ 2..=4, _, flags, size @ ..] = bytes else { return None };
    let size = synchsafe(*size.first_chunk()?);
    let body = part(bytes, 10, size)?;
    let footer = if *version == 4 && flags & 0x10 != 0 { 10 } else { 0 };
    let length = (10 + body.len() + footer).min(bytes.len());
    // In 2.2 this bit says that the tag is compressed, which nobody ever defined.
    if *version == 2 && flags & 0x40 != 0 {
        return Some(Id3v2 { length, title: None });
    }
    let whole = (*version < 4 && flags & 0x80 != 0).then(|| without_unsynchronisation(body));
    let body = whole.as_deref().unwrap_or(body);
    let extended = if flags & 0x40 == 0 { Some(0) } else { extended_header(*version, body) };
    let frames = extended.and_then(|skip| body.get(skip..)).unwrap_or_default();
    Some(Id3v2 { length, title: title_frame(*version, frames) })
}

/// Four times seven bits, so that no byte looks like the start of a frame of audio.
fn synchsafe(bytes: [u8; 4]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 7 | u32::from(byte & 0x7F))
}

/// The length of the extended header: in 2.3 its number leaves itself out, in 2.4 it does not.
fn extended_header(version: u8, body: &[u8]) -> Option<usize> {
    let number = *body.first_chunk()?;
    let length =
        if version == 4 { synchsafe(number) } else { u32::from_be_bytes(number).checked_add(4)? };
    usize::try_from(length).ok()
}

/// The title among the frames of a tag: `TT2` in 2.2, `TIT2` later.
fn title_frame(version: u8, mut frames: &[u8]) -> Option<String> {
    let header = if version == 2 { 6 } else { 10 };
    loop {
        let (head, rest) = frames.split_at_checked(header)?;
        let (id, size, flags) = match *head {
            [a, b, c, high, middle, low] => {
                ([a, b, c, b' '], u32::from_be_bytes([0, high, middle, low]), 0)
            }
            [a, b, c, d, s0, s1, s2, s3, _, flags] => {
                let size = [s0, s1, s2, s3];
                let size = if version == 4 { synchsafe(size) } else { u32::from_be_bytes(size) };
                ([a, b, c, d], size, flags)
            }
            _ => return None,
        };
        // Padding.
        if id[0] == 0 {
            return None;
        }
        let body = part(rest, 0, size)?;
        if matches!(&id, b"TT2 " | b"TIT2") {
            let title = frame_text(version, flags, body);
            return title.filter(|title| !title.trim().is_empty());
        }
        frames = rest.get(body.len()..)?;
    }
}

/// The text of a text frame, its first if it has several; `None` if it is compressed or encrypted.
fn frame_text(version: u8, flags: u8, mut body: &[u8]) -> Option<String> {
    let (packed, grouped) = if version == 4 { (0x0C, 0x40) } else { (0xC0, 0x20) };
    if flags & packed != 0 {
        return None;
    }
    if flags & grouped != 0 {
        body = body.get(1..)?;
    }
    // In 2.4, the length without unsynchronisation.
    if version == 4 && flags & 1 != 0 {
        body = body.get(4..)?;
    }
    let frame = (version == 4 && flags & 2 != 0).then(|| without_unsynchronisation(body));
    let (encoding, bytes) = frame.as_deref().unwrap_or(body).split_first()?;
    match encoding {
        0 => bytes.split(|byte| *byte == 0).next().map(latin_1),
        1 | 2 => Some(utf_16(bytes)),
        3 => Some(text(bytes)),
        _ => None,
    }
}

/// UTF-16 up to its first NUL; without a byte order mark it is big-endian.
fn utf_16(bytes: &[u8]) -> String {
    let (bytes, little) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (rest, true),
        [0xFE, 0xFF, rest @ ..] => (rest, false),
        _ => (bytes, false),
    };
    let unit = |pair: &[u8; 2]| {
        if little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) }
    };
    let units = bytes.as_chunks::<2>().0.iter().map(unit).take_while(|unit| *unit != 0);
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The bytes as they were before a 0 was put behind every 0xFF.
fn without_unsynchronisation(bytes: &[u8]) -> Vec<u8> {
    let mut before = 0;
    let keep = |byte: &u8| {
        let stuffed = before == 0xFF && *byte == 0;
        before = *byte;
        !stuffed
    };
    bytes.iter().copied().filter(keep).collect()
}
