//! RIFF WAVE files, as recorders and gateways really write them.
//!
//! The length of the RIFF chunk is not looked at, for it is often wrong. A data chunk that claims
//! more than the file holds is read to the end.

use core::fmt;

use crate::recording::{Coding, Layout, RecordingError};
use crate::units::SampleRate;

/// The samples of a file, and what its format chunk says of them.
#[derive(Debug)]
pub(super) struct Wav<'a> {
    pub rate: SampleRate,
    pub layout: Layout,
    pub data: &'a [u8],
    /// Whether the file ends before its data chunk does.
    pub truncated: bool,
}

/// What keeps a WAV file from being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WavError {
    /// No format chunk stands before the samples, or an incomplete one.
    NoFormat,
    /// There is no data chunk.
    NoData,
    /// A coding that is not read.
    Coding {
        /// The format tag, of an extensible format the one of its sub-format.
        tag: u16,
        /// Bits of a sample.
        bits: u16,
    },
}

impl fmt::Display for WavError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFormat => f.write_str("the WAV file has no format chunk before its samples"),
            Self::NoData => f.write_str("the WAV file has no data chunk"),
            Self::Coding { tag, bits } => {
                write!(f, "WAV samples of {bits} bits in format {tag:#06x} are not read")
            }
        }
    }
}

impl std::error::Error for WavError {}

pub(super) fn is_wav(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE")
}

/// Reads a file that [`is_wav`].
pub(super) fn parse(bytes: &[u8]) -> Result<Wav<'_>, RecordingError> {
    let mut format = None;
    let mut rest = bytes.get(12..).unwrap_or_default();
    while let Some((header, body)) = rest.split_first_chunk::<8>() {
        let [id @ .., _, _, _, _] = header;
        let length = u32_at(header, 4).unwrap_or(0);
        match id {
            b"fmt " => format = Some(read_format(body)?),
            b"data" => {
                let (rate, layout) = format.ok_or(WavError::NoFormat)?;
                let (data, truncated) = read_data(body, length, riff_ends(bytes, body));
                return Ok(Wav { rate, layout, data, truncated });
            }
            _ => {}
        }
        // A chunk of an odd length has a byte of padding.
        let next = (length as usize).saturating_add(length as usize & 1);
        rest = body.get(next..).unwrap_or_default();
    }
    Err(if format.is_some() { WavError::NoData } else { WavError::NoFormat }.into())
}

/// Whether the RIFF chunk claims to end where `body`, the end of `bytes`, begins, or before.
fn riff_ends(bytes: &[u8], body: &[u8]) -> bool {
    let claimed = u32_at(bytes, 4).unwrap_or(0) as usize;
    claimed.saturating_add(8) <= bytes.len() - body.len()
}

/// The samples of a data chunk, and whether some are missing.
///
/// A program that writes to a pipe cannot know the length: ffmpeg writes 2³² − 1 and sox almost
/// 2³¹; one that was killed has left 0 in both headers.
fn read_data(body: &[u8], length: u32, riff_ends: bool) -> (&[u8], bool) {
    const UNKNOWN: u32 = 0x7FFF_0000;
    if length >= UNKNOWN || length == 0 && riff_ends {
        return (body, false);
    }
    match body.get(..length as usize) {
        Some(data) => (data, false),
        None => (body, true),
    }
}

/// The format chunk: what follows its first sixteen bytes counts only in an extensible format.
fn read_format(body: &[u8]) -> Result<(SampleRate, Layout), RecordingError> {
    const EXTENSIBLE: u16 = 0xFFFE;
    let fields = || {
        let (tag, channels) = (u16_at(body, 0)?, u16_at(body, 2)?);
        Some((tag, channels, u32_at(body, 4)?, u16_at(body, 12)?, u16_at(body, 14)?))
    };
    let (tag, channels, hertz, align, bits) = fields().ok_or(WavError::NoFormat)?;
    let tag = match tag {
        // The sub-format is a GUID, of which the first two bytes are the tag.
        EXTENSIBLE => u16_at(body, 24).ok_or(WavError::NoFormat)?,
        plain => plain,
    };
    // Samples of 12 bits stand in 16, of 20 in 24 or 32, at the upper end.
    let container = match align.checked_div(channels) {
        Some(bytes) if bits.div_ceil(8) <= bytes && align % channels == 0 => bytes,
        _ => bits.div_ceil(8),
    };
    let coding = coding(tag, container).ok_or(WavError::Coding { tag, bits })?;
    let rate = SampleRate::new(hertz).map_err(|_| RecordingError::Rate { hertz })?;
    Ok((rate, Layout { coding, channels: channels.into() }))
}

/// The coding of a format tag (RFC 2361) with samples of so many bytes.
const fn coding(tag: u16, bytes: u16) -> Option<Coding> {
    Some(match (tag, bytes) {
        (1, 1) => Coding::Unsigned8,
        (1, 2) => Coding::Signed16,
        (1, 3) => Coding::Signed24,
        (1, 4) => Coding::Signed32,
        (3, 4) => Coding::Float32,
        (3, 8) => Coding::Float64,
        (6, 1) => Coding::Alaw,
        (7, 1) => Coding::Ulaw,
        _ => return None,
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
