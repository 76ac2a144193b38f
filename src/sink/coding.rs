//! How the samples of a file are coded.

use core::fmt;
use core::ops::RangeInclusive;
use core::str::FromStr;

use crate::codec::Encoding;
use crate::sink::Container;
use crate::units::SampleRate;

/// How the samples of a file are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Coding {
    /// Each sample for itself.
    Samples(Encoding),
    /// G.722 at 64 kbit/s, a byte for two samples of 16 kHz.
    G722,
    /// Vorbis, which loses what is not heard.
    Vorbis,
}

impl Coding {
    /// Every coding.
    pub const ALL: [Self; 7] = [
        Self::Samples(Encoding::Pcm16),
        Self::Samples(Encoding::Pcm24),
        Self::Samples(Encoding::F32),
        Self::Samples(Encoding::Ulaw),
        Self::Samples(Encoding::Alaw),
        Self::G722,
        Self::Vorbis,
    ];

    /// The name that the command line knows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Samples(encoding) => encoding.name(),
            Self::G722 => "g722",
            Self::Vorbis => "vorbis",
        }
    }

    /// The container that this coding is in where nothing is said.
    #[must_use]
    pub const fn container(self) -> Container {
        match self {
            Self::Samples(_) => Container::Wav,
            Self::G722 => Container::Raw,
            Self::Vorbis => Container::Ogg,
        }
    }

    /// The rate of this coding where nothing is said.
    #[must_use]
    pub const fn rate(self) -> SampleRate {
        match self {
            Self::Samples(_) => SampleRate::NARROWBAND,
            Self::G722 | Self::Vorbis => SampleRate::WIDEBAND,
        }
    }

    /// The rates that this coding has, in hertz: one of G.722, those of Vorbis at which its encoder
    /// keeps tones (see `sink::ogg`).
    #[must_use]
    pub const fn rates(self) -> RangeInclusive<u32> {
        match self {
            Self::Samples(_) => 8_000..=192_000,
            Self::G722 => 16_000..=16_000,
            Self::Vorbis => 15_000..=192_000,
        }
    }

    /// Bytes of so many samples, where that does not depend on what they are.
    #[must_use]
    pub fn bytes(self, samples: u64) -> Option<u64> {
        match self {
            Self::Samples(encoding) => samples.checked_mul(encoding.bytes_per_sample().into()),
            Self::G722 => Some(samples.div_ceil(2)),
            Self::Vorbis => None,
        }
    }
}

impl Default for Coding {
    fn default() -> Self {
        Self::Samples(Encoding::default())
    }
}

impl From<Encoding> for Coding {
    fn from(encoding: Encoding) -> Self {
        Self::Samples(encoding)
    }
}

impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Coding {
    type Err = UnknownCoding;

    fn from_str(text: &str) -> Result<Self, UnknownCoding> {
        Self::ALL.into_iter().find(|coding| coding.name() == text).ok_or(UnknownCoding)
    }
}

/// A name that is no [`Coding`]'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCoding;

impl fmt::Display for UnknownCoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected an encoding: {}", Coding::ALL.map(Coding::name).join(", "))
    }
}

impl std::error::Error for UnknownCoding {}
