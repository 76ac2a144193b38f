//! What stands around the samples.

use core::fmt;
use core::ops::RangeInclusive;
use core::str::FromStr;
use std::path::Path;

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
    /// The `.au` file of Sun's audio devices, most significant byte first.
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

    /// The rates of its files, in hertz.
    #[must_use]
    pub const fn rates(self) -> RangeInclusive<u32> {
        match self {
            // What its encoder takes (see `sink::flac`).
            Self::Flac => 8_000..=96_000,
            _ => 8_000..=192_000,
        }
    }

    /// Whether samples of this coding stand in it.
    #[must_use]
    pub const fn holds(self, coding: Coding) -> bool {
        match coding {
            Coding::Samples(encoding) => match self {
                Self::Wav | Self::Raw | Self::Au => true,
                Self::Flac => matches!(encoding, Encoding::Pcm16 | Encoding::Pcm24),
                Self::Ogg => false,
            },
            Coding::G722 => matches!(self, Self::Raw),
            Coding::Vorbis => matches!(self, Self::Ogg),
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

/// How the samples of a file are coded and what stands around them, where only some of it is said: one
/// follows from the other, and both from the extension of the file's `name`: a container, or the
/// encoding of bare samples (`.ulaw`, `.g722`). 16-bit samples in a WAV are what is left.
#[must_use]
pub fn form(
    coding: Option<Coding>,
    container: Option<Container>,
    name: Option<&Path>,
) -> (Coding, Container) {
    let extension = name.and_then(Path::extension).and_then(|text| text.to_str());
    let extension = extension.map(str::to_ascii_lowercase).unwrap_or_default();
    let named = extension.parse::<Container>().ok();
    match (coding, container) {
        (Some(coding), Some(container)) => (coding, container),
        (Some(coding), None) => {
            let fitting = named.filter(|container| container.holds(coding));
            (coding, fitting.unwrap_or(coding.container()))
        }
        (None, Some(container)) => (container.coding(), container),
        (None, None) => match extension.parse::<Coding>() {
            Ok(Coding::Vorbis) => (Coding::Vorbis, Container::Ogg),
            Ok(coding) => (coding, Container::Raw),
            Err(_) => {
                let container = named.unwrap_or_default();
                (container.coding(), container)
            }
        },
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

#[cfg(test)]
mod tests {
    use super::*;

    const PCM24: Coding = Coding::Samples(Encoding::Pcm24);

    #[test]
    fn what_is_said_comes_before_the_name_and_the_name_before_the_usual() {
        let usual = Container::default().coding();
        for (coding, container, name, expected) in [
            (None, None, None, (usual, Container::Wav)),
            (None, None, Some("a.ogg"), (Coding::Vorbis, Container::Ogg)),
            (None, None, Some("a.g722"), (Coding::G722, Container::Raw)),
            (None, None, Some("a.OGG"), (Coding::Vorbis, Container::Ogg)),
            (None, None, Some("a.ulaw"), (Coding::Samples(Encoding::Ulaw), Container::Raw)),
            (None, None, Some("a.txt"), (usual, Container::Wav)),
            (Some(PCM24), None, Some("a.flac"), (PCM24, Container::Flac)),
            (Some(PCM24), None, Some("a.ogg"), (PCM24, Container::Wav)),
            (Some(Coding::G722), None, Some("a.wav"), (Coding::G722, Container::Raw)),
            (None, Some(Container::Ogg), Some("a.wav"), (Coding::Vorbis, Container::Ogg)),
            // What does not go together is refused where it is written.
            (Some(PCM24), Some(Container::Ogg), None, (PCM24, Container::Ogg)),
        ] {
            let found = form(coding, container, name.map(Path::new));
            assert_eq!(found, expected, "{coding:?} {container:?} {name:?}");
        }
    }

    #[test]
    fn a_container_holds_what_it_has_where_nothing_is_said() {
        for container in Container::ALL {
            assert!(container.holds(container.coding()), "{container}");
            assert_eq!(container.name().parse(), Ok(container));
        }
        for coding in Coding::ALL {
            assert!(coding.container().holds(coding), "{coding}");
            assert!(coding.rates().contains(&coding.rate().hertz()), "{coding}");
            assert_eq!(coding.name().parse(), Ok(coding));
        }
    }
}
