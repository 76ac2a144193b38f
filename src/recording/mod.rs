//! Recordings: the samples of one channel of an audio file.
//!
//! What a file holds is told by its bytes. WAV is read here, sample for sample as it stands; FLAC,
//! Ogg Vorbis and MP3 are decoded by symphonia. Samples without a header are read where their rate
//! and [`Encoding`] are said.
//!
//! ```
//! use ringsmith::codec::Encoding;
//! use ringsmith::recording::{Channel, Recording};
//! use ringsmith::units::SampleRate;
//!
//! let bytes = [0x00, 0x40, 0x00, 0x80];
//! let rate = SampleRate::NARROWBAND;
//! let recording = Recording::from_raw(&bytes, rate, Encoding::Pcm16, 1, Channel::Only)?;
//! assert_eq!(recording.samples, [0.5, -1.0]);
//! # Ok::<(), ringsmith::recording::RecordingError>(())
//! ```

mod channel;
mod coding;
mod compressed;
mod error;
mod wav;

use core::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

pub use channel::Channel;
pub use coding::Coding;
pub use error::RecordingError;
pub use wav::WavError;

use crate::codec::Encoding;
use crate::units::SampleRate;
use compressed::Compression;

/// The samples of one channel of an audio file.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// Samples a second.
    pub rate: SampleRate,
    /// How many channels the file has.
    pub channels: usize,
    /// The samples of the chosen channel, one at least; full scale is 1. Floats may lie beyond it,
    /// and are finite.
    pub samples: Vec<f32>,
    /// How the file held them.
    pub format: Format,
    /// Why there is less than the file promised, if there is.
    pub fault: Option<Fault>,
}

/// How a file holds its samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// RIFF WAVE.
    Wav(Coding),
    /// Samples and nothing else.
    Raw(Encoding),
    /// FLAC.
    Flac,
    /// Ogg Vorbis.
    Vorbis,
    /// MPEG audio, layer III.
    Mp3,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wav(coding) => write!(f, "WAV, {coding}"),
            Self::Raw(encoding) => write!(f, "raw, {}", Coding::from(*encoding)),
            Self::Flac => f.write_str("FLAC"),
            Self::Vorbis => f.write_str("Ogg Vorbis"),
            Self::Mp3 => f.write_str("MP3"),
        }
    }
}

/// Why a recording holds less than its file promised. What was read stands at its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The file ends before its samples do.
    Truncated,
    /// Some of it could not be decoded: silence stands in its place, or the rest is missing.
    Damaged,
    /// Another recording follows the first one in the same file; it was not read.
    Chained,
}

impl Fault {
    /// A name for programs, which stays as it is.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Truncated => "truncated",
            Self::Damaged => "damaged",
            Self::Chained => "chained",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truncated => "the file ends before its samples do",
            Self::Damaged => "some of the file could not be decoded",
            Self::Chained => "only the first of the recordings in the file was read",
        })
    }
}

impl Recording {
    /// The longest recording, in samples of a channel: two hours at 8 kHz, twenty minutes at 48
    /// kHz. They take 230 MB.
    pub const LONGEST: usize = 57_600_000;

    /// The largest file, in bytes: 256 MiB.
    pub const LARGEST_FILE: usize = 256 << 20;

    /// Reads a file.
    ///
    /// # Errors
    /// [`RecordingError::Io`] if it cannot be read, [`RecordingError::TooLarge`] if it is larger
    /// than [`LARGEST_FILE`](Self::LARGEST_FILE), and those of [`from_bytes`](Self::from_bytes).
    pub fn open(path: impl AsRef<Path>, channel: Channel) -> Result<Self, RecordingError> {
        let path = path.as_ref();
        let bytes = read_bounded(File::open(path)?)?;
        Self::from_bytes(&path.to_string_lossy(), &bytes, channel)
    }

    /// Reads the bytes of a file. Its name counts only where they do not tell what it is: an MP3
    /// file may begin with anything.
    ///
    /// # Errors
    /// * [`RecordingError::Unknown`] if it is none of the files that are known, or cannot be
    ///   decoded at all; [`RecordingError::Wav`] for a WAV file that cannot;
    /// * [`RecordingError::Rate`] for a rate outside 8000..=192000 Hz;
    /// * [`RecordingError::SeveralChannels`] and [`RecordingError::NoSuchChannel`] if its channels
    ///   are not what was asked for;
    /// * [`RecordingError::Empty`] if it has no samples, [`RecordingError::TooLong`] if it has more
    ///   than [`LONGEST`](Self::LONGEST) a channel.
    pub fn from_bytes(name: &str, bytes: &[u8], channel: Channel) -> Result<Self, RecordingError> {
        let bytes = after_id3(bytes);
        if wav::is_wav(bytes) {
            let wav = wav::parse(bytes)?;
            let mut recording = Self::linear(wav.data, wav.rate, wav.layout, channel)?;
            recording.fault = wav.truncated.then_some(Fault::Truncated);
            return Ok(recording);
        }
        match Compression::of(name, bytes) {
            Some(compression) => compressed::decode(bytes, compression, channel),
            None => Err(RecordingError::Unknown),
        }
    }

    /// Reads samples that have no header: those of all channels in turn, then the next ones.
    ///
    /// An incomplete last sample is left out.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes), of which it can only have those of channels and
    /// lengths.
    pub fn from_raw(
        bytes: &[u8],
        rate: SampleRate,
        encoding: Encoding,
        channels: usize,
        channel: Channel,
    ) -> Result<Self, RecordingError> {
        let layout = Layout { coding: encoding.into(), channels };
        let mut recording = Self::linear(bytes, rate, layout, channel)?;
        recording.format = Format::Raw(encoding);
        Ok(recording)
    }

    /// How long it is.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "at most LONGEST, which is below 2^53")]
    pub fn length_ms(&self) -> f64 {
        self.samples.len() as f64 * 1000.0 / f64::from(self.rate.hertz())
    }

    fn linear(
        bytes: &[u8],
        rate: SampleRate,
        layout: Layout,
        channel: Channel,
    ) -> Result<Self, RecordingError> {
        let Layout { coding, channels } = layout;
        let pick = channel.pick(channels)?;
        let frame = coding.bytes().saturating_mul(channels);
        match bytes.len() / frame {
            0 => return Err(RecordingError::Empty),
            1..=Self::LONGEST => {}
            _ => return Err(RecordingError::TooLong),
        }
        let frames = bytes.chunks_exact(frame);
        let samples = frames.map(|frame| pick.of(frame.chunks_exact(coding.bytes()), coding));
        let samples = samples.collect();
        Ok(Self { rate, channels, samples, format: Format::Wav(coding), fault: None })
    }
}

/// How linear samples and codes of G.711 stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    coding: Coding,
    channels: usize,
}

/// Reads no more than a file may have.
///
/// # Errors
/// [`RecordingError::Io`] if that fails, [`RecordingError::TooLarge`] if there is more.
pub fn read_bounded(from: impl Read) -> Result<Vec<u8>, RecordingError> {
    let mut bytes = Vec::new();
    from.take(Recording::LARGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > Recording::LARGEST_FILE { Err(RecordingError::TooLarge) } else { Ok(bytes) }
}

/// The bytes after a tag in the manner of `ID3v2`, with which most MP3 files begin.
///
/// It is passed over unread: nothing in it sounds, and readers of it have been brought down by
/// chapters within chapters.
fn after_id3(bytes: &[u8]) -> &[u8] {
    const HEADER: usize = 10;
    const HAS_FOOTER: u8 = 0x10;
    let [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] = *bytes else { return bytes };
    // Seven bits a byte, so that none looks like the start of a frame.
    let length = [a, b, c, d].iter().fold(0, |sum, &byte| sum << 7 | usize::from(byte & 0x7F));
    let footer = if flags & HAS_FOOTER == 0 { 0 } else { HEADER };
    bytes.get(HEADER + length + footer..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_passed_over_with_its_footer() {
        let tag = |flags: u8, body: usize| {
            let low = u8::try_from(body & 0x7F).unwrap();
            let high = u8::try_from(body >> 7).unwrap();
            [b"ID3\x04\0", [flags, 0, 0, high, low].as_slice()].concat()
        };
        let file = |flags, body: usize, rest: usize| [tag(flags, body), vec![7; rest]].concat();
        assert_eq!(after_id3(&file(0, 200, 203)), [7, 7, 7]);
        assert_eq!(after_id3(&file(0x10, 200, 213)), [7, 7, 7]);
        assert!(after_id3(&file(0, 200, 10)).is_empty());
        assert_eq!(after_id3(b"ID3"), b"ID3");
    }

    #[test]
    fn a_channel_that_is_not_there_is_named() {
        let raw = |channels, channel| {
            let bytes = [0; 12];
            Recording::from_raw(&bytes, SampleRate::NARROWBAND, Encoding::Ulaw, channels, channel)
        };
        assert!(matches!(
            raw(2, Channel::Only),
            Err(RecordingError::SeveralChannels { channels: 2 })
        ));
        for number in [0, 3] {
            let error = raw(2, Channel::Number(number)).unwrap_err();
            assert_eq!(error.to_string(), format!("there is no channel {number} of 2"));
        }
        assert_eq!(raw(2, Channel::Number(2)).unwrap().samples.len(), 6);
        assert_eq!(raw(3, Channel::Mix).unwrap().samples.len(), 4);
        assert!(matches!(raw(0, Channel::Mix), Err(RecordingError::Empty)));
        assert!(matches!(raw(usize::MAX, Channel::Mix), Err(RecordingError::Empty)));
        assert!(matches!(raw(13, Channel::Mix), Err(RecordingError::Empty)));
    }
}
