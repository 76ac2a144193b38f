//! How the audio of a WAV file is encoded. No sample is looked at.

use core::fmt;

/// How a sample is written, by the format tag of a `fmt ` chunk (RFC 2361 registers the tags).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WavEncoding {
    /// Tag 1, of any width.
    Linear,
    /// Tag 6, G.711 A-law.
    Alaw,
    /// Tag 7, G.711 mu-law.
    Ulaw,
    /// Another tag.
    Other(u16),
}

impl WavEncoding {
    /// The encoding of a format tag.
    #[must_use]
    pub const fn of_tag(tag: u16) -> Self {
        match tag {
            1 => Self::Linear,
            6 => Self::Alaw,
            7 => Self::Ulaw,
            _ => Self::Other(tag),
        }
    }

    /// Whether it is one of the two laws of G.711.
    #[must_use]
    pub const fn is_g711(self) -> bool {
        matches!(self, Self::Alaw | Self::Ulaw)
    }
}

impl fmt::Display for WavEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Linear => f.write_str("linear"),
            Self::Alaw => f.write_str("A-law"),
            Self::Ulaw => f.write_str("mu-law"),
            Self::Other(tag) => write!(f, "encoded as tag {tag}"),
        }
    }
}

/// The audio of a WAV file, as its `fmt ` chunk describes it. Nothing is checked: what a series
/// plays is for [`Series`](crate::handset::Series) to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WavAudio {
    /// How a sample is written.
    pub encoding: WavEncoding,
    /// Samples a second in each channel.
    pub hertz: u32,
    /// Channels, 1 for mono.
    pub channels: u16,
    /// Bytes of the whole file.
    pub file_bytes: u64,
}
