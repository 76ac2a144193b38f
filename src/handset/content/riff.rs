//! RIFF WAVE: chunks of an id, a length and that many bytes, then a byte if the length is odd.

use super::{Content, le_u16, le_u32, mpeg, part, text};
use crate::handset::audio::{WavAudio, WavEncoding};
use crate::handset::library::Format;
use crate::handset::problem::RingToneProblem;

/// A length from here on was written by a program that did not know it, because it wrote into a
/// pipe: ffmpeg writes 0xFFFFFFFF, sox 0x7FFFF000 and so on.
const UNKNOWN_LENGTH: u32 = 0x7FFF_0000;

pub(super) fn read(bytes: &[u8]) -> Result<Content, RingToneProblem> {
    let corrupt = |reason| RingToneProblem::Corrupt { format: Format::Wav, reason };
    let (mut title, mut id3_title) = (None, None);
    let (mut wav, mut has_audio, mut cut_short) = (None, false, false);
    let mut at = 12;
    while let (Some(id), Some(length)) = (bytes.get(at..at + 4), le_u32(bytes, at + 4)) {
        let body = part(bytes, at + 8, length);
        match (id, body) {
            (b"fmt ", Some(body)) => wav = audio(body, bytes.len() as u64),
            (b"data", _) => {
                has_audio = true;
                cut_short = body.is_none() && length < UNKNOWN_LENGTH;
            }
            (b"LIST", Some(body)) => title = title.or_else(|| info_title(body)),
            (b"id3 " | b"ID3 ", Some(body)) => {
                id3_title = id3_title.or_else(|| mpeg::id3v2(body).and_then(|tag| tag.title));
            }
            _ => {}
        }
        let Some(body) = body else { break };
        at += 8 + body.len() + body.len() % 2;
    }
    if wav.is_none() {
        return Err(corrupt("no chunk says how its audio is encoded"));
    }
    if !has_audio {
        return Err(corrupt("it has no audio"));
    }
    Ok(Content { format: Format::Wav, title: title.or(id3_title), cut_short, wav })
}

/// What a `fmt ` chunk says of the audio of a file; `None` if it is shorter than any writer's.
fn audio(format: &[u8], file_bytes: u64) -> Option<WavAudio> {
    if format.len() < 14 {
        return None;
    }
    let encoding = WavEncoding::of_tag(le_u16(format, 0)?);
    let (channels, hertz) = (le_u16(format, 2)?, le_u32(format, 4)?);
    Some(WavAudio { encoding, hertz, channels, file_bytes })
}

/// `INAM` of a `LIST` chunk, if that is a list of `INFO`.
fn info_title(list: &[u8]) -> Option<String> {
    let mut rest = list.strip_prefix(b"INFO")?;
    while let (Some(id), Some(length)) = (rest.get(..4), le_u32(rest, 4)) {
        let body = part(rest, 8, length)?;
        if id == b"INAM" {
            return Some(text(body));
        }
        rest = rest.get(8 + body.len() + body.len() % 2..)?;
    }
    None
}
