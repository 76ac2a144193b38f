//! Which series of handset takes which reference.

use core::fmt;

use crate::handset::library::{Format, Library, RingTone};
use crate::handset::reference::Reference;
use crate::handset::shown;

/// A series of Spectralink handsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Series {
    /// The 84-series: its ring tones are provisioned to it, `file://` means nothing to it.
    Series84,
    /// PIVOT (87-series): finds every ring tone by title.
    Pivot,
    /// Versity: plays files of its Ringtones folder, and fetches the others at
    /// each call.
    Versity,
}

impl Series {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Series84, Self::Pivot, Self::Versity];

    /// The series with this name, in any case: `84-series`, `pivot` or `versity`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|series| name.eq_ignore_ascii_case(series.name()))
    }

    /// The name of the series, as the vendor writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Series84 => "84-series",
            Self::Pivot => "PIVOT",
            Self::Versity => "Versity",
        }
    }

    /// Whether a handset of this series takes such a reference at all; whether its library holds
    /// the ring tone is another question.
    ///
    /// # Errors
    /// Why it does not:
    /// * nothing is named, or something that is no ring tone, on every series;
    /// * a network file whose name does not end in `.wav`, on every series;
    /// * `file://` on the 84-series;
    /// * `ftp://`, on localhost or elsewhere, on Versity.
    pub fn can_play(self, reference: &Reference) -> Result<(), Refusal> {
        match (self, reference) {
            (_, Reference::Nothing) => Err(Refusal::Nothing),
            (_, Reference::Other(uri)) => Err(Refusal::NoRingTone { uri: uri.clone() }),
            (Self::Series84, Reference::File(_)) => Err(Refusal::FileScheme { series: self }),
            (Self::Versity, Reference::Provisioned(_)) => Err(Refusal::FtpScheme { series: self }),
            (Self::Versity, Reference::Network(url)) if is_ftp(url) => {
                Err(Refusal::FtpScheme { series: self })
            }
            (_, Reference::Network(url)) if reference.network_format() != Some(Format::Wav) => {
                Err(Refusal::NetworkFormat { url: url.clone() })
            }
            _ => Ok(()),
        }
    }

    /// Whether a handset of this series plays a ring tone of its library: the 84-series only WAV,
    /// the others every format.
    ///
    /// # Errors
    /// Why it does not.
    pub fn can_play_ring_tone(self, ring_tone: &RingTone) -> Result<(), Refusal> {
        if self == Self::Series84 && ring_tone.format != Format::Wav {
            let file = ring_tone.file.display().to_string();
            return Err(Refusal::Format { series: self, file, format: ring_tone.format });
        }
        Ok(())
    }

    /// The ring tone of the library that a handset of this series plays for a name: `None` if the
    /// library has none, an error if it has none of them that the handset plays.
    pub(super) fn find<'a>(
        self,
        library: &'a Library,
        reference: &Reference,
    ) -> Option<Result<&'a RingTone, Refusal>> {
        let name = reference.name()?;
        let by_title = self == Self::Pivot || matches!(reference, Reference::Title(_));
        if by_title {
            self.first_playable(library.titled(name))
        } else {
            self.first_playable(library.filed(name))
        }
    }

    fn first_playable<'a>(
        self,
        ring_tones: impl Iterator<Item = &'a RingTone>,
    ) -> Option<Result<&'a RingTone, Refusal>> {
        let mut refusal = None;
        for ring_tone in ring_tones {
            match self.can_play_ring_tone(ring_tone) {
                Ok(()) => return Some(Ok(ring_tone)),
                Err(found) => refusal = refusal.or(Some(Err(found))),
            }
        }
        refusal
    }
}

fn is_ftp(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("ftp"))
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a handset does not play what is named. `Display` is a clause: "84-series handsets do not
/// take `file://`".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Nothing is named.
    Nothing,
    /// A URI that is not the name of a ring tone.
    NoRingTone {
        /// As it was written.
        uri: String,
    },
    /// `file://` on a series that has no such folder.
    FileScheme {
        /// The series.
        series: Series,
    },
    /// `ftp://` on a series that does not take it.
    FtpScheme {
        /// The series.
        series: Series,
    },
    /// A network file that is not a WAV by its name.
    NetworkFormat {
        /// The whole URL.
        url: String,
    },
    /// A ring tone of the library in a format that the series does not play.
    Format {
        /// The series.
        series: Series,
        /// The file.
        file: String,
        /// What it holds.
        format: Format,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("it asks for nothing"),
            Self::NoRingTone { uri } => write!(f, "`{}` names no ring tone", shown(uri)),
            Self::FileScheme { series } => write!(f, "{series} handsets do not take `file://`"),
            Self::FtpScheme { series } => write!(f, "{series} handsets do not take `ftp://`"),
            Self::NetworkFormat { url } => {
                write!(f, "of network files only WAV is played, and {} is none", shown(url))
            }
            Self::Format { series, file, format } => {
                let file = shown(file);
                write!(f, "{series} handsets play only WAV, and {file} is {format}")
            }
        }
    }
}

impl core::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind of reference against every series, in the order of `Series::ALL`.
    #[test]
    fn each_series_takes_what_its_manual_says() {
        for (target, taken) in [
            ("file://CodeBlue.ogg", [false, true, true]),
            ("file://CodeBlue.wav", [false, true, true]),
            ("ftp://localhost/filename.wav", [true, true, false]),
            ("http://10.225.3.12/sounds/CodeBlue.wav", [true, true, true]),
            ("https://host/a.WAV", [true, true, true]),
            ("http://host/a.ogg", [false, false, false]),
            ("http://host/a", [false, false, false]),
            ("ftp://host/a.wav", [true, true, false]),
            ("FTP://host/a.wav", [true, true, false]),
            ("ftp://host/a.mp3", [false, false, false]),
            ("localhost/Bell Phone", [true, true, true]),
            ("Bell Phone", [true, true, true]),
            ("urn:alert:source:internal", [false, false, false]),
            ("", [false, false, false]),
        ] {
            let reference = Reference::read(target);
            let found = Series::ALL.map(|series| series.can_play(&reference).is_ok());
            assert_eq!(found, taken, "{target}");
        }
    }

    #[test]
    fn a_refusal_says_why_in_words() {
        let why = |series: Series, target| {
            series.can_play(&Reference::read(target)).unwrap_err().to_string()
        };
        for (series, target, words) in [
            (Series::Series84, "file://a.wav", "84-series handsets do not take `file://`"),
            (Series::Versity, "ftp://localhost/a.wav", "Versity handsets do not take `ftp://`"),
            (
                Series::Pivot,
                "http://host/a.ogg",
                "of network files only WAV is played, and http://host/a.ogg is none",
            ),
            (Series::Pivot, "urn:alert:a:b", "`urn:alert:a:b` names no ring tone"),
            (Series::Pivot, "<>", "it asks for nothing"),
        ] {
            assert_eq!(why(series, target), words);
        }
    }

    #[test]
    fn a_series_is_known_by_its_name() {
        for series in Series::ALL {
            assert_eq!(Series::from_name(&series.to_string().to_lowercase()), Some(series));
        }
        assert_eq!(Series::from_name("8440"), None);
    }
}
