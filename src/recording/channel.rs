//! Which channel of a file is meant.

use core::fmt;
use core::str::FromStr;

use crate::recording::{Coding, RecordingError};

/// Which channel of a file is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Channel {
    /// The only one: a file of several is an error.
    #[default]
    Only,
    /// The one of this number, from 1.
    Number(usize),
    /// The mean of all.
    Mix,
}

impl Channel {
    /// What to take of a file that has so many.
    pub(super) fn pick(self, channels: usize) -> Result<Pick, RecordingError> {
        match self {
            _ if channels == 0 => Err(RecordingError::Empty),
            Self::Only if channels > 1 => Err(RecordingError::SeveralChannels { channels }),
            Self::Only => Ok(Pick::Index(0)),
            Self::Number(number) if (1..=channels).contains(&number) => Ok(Pick::Index(number - 1)),
            Self::Number(number) => Err(RecordingError::NoSuchChannel { number, channels }),
            Self::Mix => Ok(Pick::Mean),
        }
    }
}

impl FromStr for Channel {
    type Err = NoChannel;

    /// Reads a number from 1, or `mix`.
    fn from_str(text: &str) -> Result<Self, NoChannel> {
        match text {
            "mix" => Ok(Self::Mix),
            _ => match text.parse() {
                Ok(number @ 1..) => Ok(Self::Number(number)),
                _ => Err(NoChannel),
            },
        }
    }
}

/// A text that names no channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoChannel;

impl fmt::Display for NoChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected the number of a channel, from 1, or mix")
    }
}

impl std::error::Error for NoChannel {}

/// What is taken of a sample of every channel.
#[derive(Clone, Copy)]
pub(super) enum Pick {
    /// That of the channel with this index.
    Index(usize),
    /// The mean.
    Mean,
}

impl Pick {
    /// The sample of the channels' samples in their coding.
    pub fn of<'a>(self, frame: impl Iterator<Item = &'a [u8]>, coding: Coding) -> f32 {
        self.among(frame.map(|bytes| coding.sample(bytes)))
    }

    /// The sample of the channels' samples; 0 where they do not have it.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a number of channels is small, and a sample has the precision of f32"
    )]
    pub fn among(self, mut frame: impl Iterator<Item = f32>) -> f32 {
        match self {
            Self::Index(index) => frame.nth(index).unwrap_or(0.0),
            Self::Mean => {
                let (mut sum, mut count) = (0.0, 0_usize);
                for sample in frame {
                    sum += f64::from(sample);
                    count += 1;
                }
                (sum / count.max(1) as f64) as f32
            }
        }
    }
}
