//! Ogg (RFC 3533): pages of segments, which make packets. The first three packets of Vorbis are
//! its headers: identification, comments, setup.

use super::{Content, le_u32, text};
use crate::handset::library::Format;
use crate::handset::problem::RingToneProblem;

/// Bytes of a page before its segment table.
const PAGE_HEADER: usize = 27;

/// A page: the serial number of its stream, the lengths of its segments, their bytes.
struct Page<'a> {
    serial: u32,
    lengths: &'a [u8],
    body: &'a [u8],
}

impl<'a> Page<'a> {
    /// The page at the start of the bytes, and what follows it.
    fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        if !bytes.starts_with(b"OggS") {
            return None;
        }
        let serial = le_u32(bytes, 14)?;
        let segments = usize::from(*bytes.get(PAGE_HEADER - 1)?);
        let (lengths, rest) = bytes.get(PAGE_HEADER..)?.split_at_checked(segments)?;
        let (body, rest) = rest.split_at_checked(lengths.iter().copied().map(usize::from).sum())?;
        Some((Self { serial, lengths, body }, rest))
    }
}

/// The header packets of the first stream.
#[derive(Default)]
struct Headers {
    /// The packets that are complete, and the one that is not.
    packets: Vec<Vec<u8>>,
    open: Vec<u8>,
    /// Whether a segment follows the last header.
    has_audio: bool,
}

impl Headers {
    fn take(&mut self, page: &Page<'_>) {
        let mut body = page.body;
        for length in page.lengths {
            if self.packets.len() == 3 {
                self.has_audio = true;
                return;
            }
            let (segment, rest) = body.split_at(usize::from(*length).min(body.len()));
            self.open.extend_from_slice(segment);
            body = rest;
            // A packet ends with the first segment that is not full.
            if *length < u8::MAX {
                self.packets.push(core::mem::take(&mut self.open));
            }
        }
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Content, RingToneProblem> {
    let corrupt = |reason| RingToneProblem::Corrupt { format: Format::Ogg, reason };
    let (first, _) = Page::read(bytes).ok_or_else(|| corrupt("its first page is cut off"))?;
    if let Some(found) = other_codec(first.body) {
        return Err(RingToneProblem::OtherFormat { found });
    }
    let serial = first.serial;
    let mut headers = Headers::default();
    let mut rest = bytes;
    while let Some((page, after)) = Page::read(rest) {
        if page.serial == serial {
            headers.take(&page);
        }
        rest = after;
    }
    let [_, comments, _] = &headers.packets[..] else {
        return Err(corrupt("its headers are cut off"));
    };
    let title = title(comments).map_err(corrupt)?;
    // A player drops a page that is cut, so the last audio has to be whole for any to be heard.
    if !headers.has_audio {
        return Err(corrupt("it has no audio"));
    }
    // What follows the last page and is none was appended by somebody; a page that is cut was not.
    let cut_short = rest.starts_with(b"OggS");
    Ok(Content { format: Format::Ogg, title, cut_short, wav: None })
}

/// What a stream holds that is not Vorbis, by its first packet.
fn other_codec(packet: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &'static str); 4] = [
        (b"OpusHead", "Opus in Ogg"),
        (b"Speex   ", "Speex in Ogg"),
        (b"\x7FFLAC", "FLAC in Ogg"),
        (b"\x80theora", "video"),
    ];
    if packet.starts_with(b"\x01vorbis") {
        return None;
    }
    let found = known.into_iter().find(|(magic, _)| packet.starts_with(magic));
    Some(found.map_or("an unknown codec in Ogg", |(_, name)| name))
}

/// The first `TITLE` of a comment header that is not blank (Vorbis I specification, section 5).
fn title(packet: &[u8]) -> Result<Option<String>, &'static str> {
    const BROKEN: &str = "its comments are broken";
    let rest = packet.strip_prefix(b"\x03vorbis").ok_or(BROKEN)?;
    let (_, rest) = vector(rest).ok_or(BROKEN)?;
    let (count, mut rest) = rest.split_first_chunk().ok_or(BROKEN)?;
    let mut title = None;
    for _ in 0..u32::from_le_bytes(*count) {
        let (comment, after) = vector(rest).ok_or(BROKEN)?;
        rest = after;
        let (name, value) = comment.split_at_checked(6).unwrap_or_default();
        if name.eq_ignore_ascii_case(b"TITLE=") && title.is_none() {
            title = Some(text(value)).filter(|title| !title.trim().is_empty());
        }
    }
    Ok(title)
}

/// A length and that many bytes, and what follows them.
fn vector(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}
