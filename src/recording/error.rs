//! Why there is no recording.

use core::fmt;
use std::io;

use crate::recording::Recording;
use crate::recording::wav::WavError;

/// Why there is no recording.
#[derive(Debug)]
#[non_exhaustive]
pub enum RecordingError {
    /// The file cannot be read.
    Io(io::Error),
    /// It is larger than [`Recording::LARGEST_FILE`].
    TooLarge,
    /// It has more samples than [`Recording::LONGEST`].
    TooLong,
    /// It is no audio file that is known.
    Unknown,
    /// It is a WAV file that cannot be read.
    Wav(WavError),
    /// It says that it is an audio file, and cannot be decoded.
    Undecodable(String),
    /// Its rate lies outside 8000..=192000 Hz.
    Rate {
        /// What it is.
        hertz: u32,
    },
    /// It holds no sample.
    Empty,
    /// The only channel was asked for, and there are several.
    SeveralChannels {
        /// How many.
        channels: usize,
    },
    /// The channel that was asked for is not there.
    NoSuchChannel {
        /// Its number, from 1.
        number: usize,
        /// How many there are.
        channels: usize,
    },
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::TooLarge => {
                write!(f, "more than {} MiB are not read", Recording::LARGEST_FILE >> 20)
            }
            Self::TooLong => {
                let longest = Recording::LONGEST;
                write!(f, "more than {longest} samples are not read: two hours at 8 kHz")
            }
            Self::Unknown => f.write_str(
                "expected WAV, FLAC, Ogg Vorbis or MP3; raw samples need their rate and encoding",
            ),
            Self::Wav(error) => error.fmt(f),
            Self::Undecodable(why) => write!(f, "it cannot be decoded: {why}"),
            Self::Rate { hertz } => {
                write!(f, "expected a sampling rate from 8000 to 192000 Hz, found {hertz} Hz")
            }
            Self::Empty => f.write_str("it holds no samples"),
            Self::SeveralChannels { channels } => {
                write!(f, "there are {channels} channels: choose one, or their mean")
            }
            Self::NoSuchChannel { number, channels } => {
                write!(f, "there is no channel {number} of {channels}")
            }
        }
    }
}

impl std::error::Error for RecordingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Wav(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for RecordingError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<WavError> for RecordingError {
    fn from(error: WavError) -> Self {
        Self::Wav(error)
    }
}
