//! What stands around the samples.

use core::fmt;
use core::str::FromStr;

use crate::codec::Encoding;
use crate::sink::Coding;

/// What stands around the samples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Container {
    /// RIFF WAVE.
    #[default]
    Wav,
    /// Nothing.
    Raw,
    /// The `.au` file of Sun and NeXT, most significant byte first.
    Au,
    /// Ogg, which holds Vorbis.
    Ogg,
    /// FLAC, which loses nothing.
    Flac,
}

impl Container {
    /// Every container.
    pub const ALL: [Self; 5] = [Self::Wav, Self::Raw, Self::Au, Self::Ogg, Self::Flac];

    /// The name that the command line knows, and the usual extension of a file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Raw => "raw",
            Self::Au => "au",
            Self::Ogg => "ogg",
            Self::Flac => "flac",
        }
    }

    /// The coding in this container where nothing is said.
    #[must_use]
    pub const fn coding(self) -> Coding {
        match self {
            Self::Wav | Self::Raw | Self::Au | Self::Flac => Coding::Samples(Encoding::Pcm16),
            Self::Ogg => Coding::Vorbis,
        }
    }

    /// Whether samples of this coding stand in it.
    #[must_use]
    pub const fn holds(self, coding: Coding) -> bool {
        match (self, coding) {
            (Self::Ogg, Coding::Vorbis) | (Self::Raw, Coding::G722) => true,
            (Self::Wav | Self::Raw | Self::Au, Coding::Samples(_)) => true,
            (Self::Flac, Coding::Samples(encoding)) => {
                matches!(encoding, Encoding::Pcm16 | Encoding::Pcm24)
            }
            _ => false,
        }
    }
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Container {
    type Err = UnknownContainer;

    fn from_str(text: &str) -> Result<Self, UnknownContainer> {
        Self::ALL.into_iter().find(|container| container.name() == text).ok_or(UnknownContainer)
    }
}

/// A name that is no [`Container`]'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownContainer;

impl fmt::Display for UnknownContainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a container: {}", Container::ALL.map(Container::name).join(", "))
    }
}

impl std::error::Error for UnknownContainer {}
