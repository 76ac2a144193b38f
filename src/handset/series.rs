//! Which series of handset takes which reference.

use core::fmt;

use crate::handset::audio::WavAudio;
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
    /// and of these only G.711, mono, at 8000 Hz; the others every format.
    ///
    /// # Errors
    /// Why it does not.
    pub fn can_play_ring_tone(self, ring_tone: &RingTone) -> Result<(), Refusal> {
        if self != Self::Series84 {
            return Ok(());
        }
        let file = || ring_tone.file.display().to_string();
        if ring_tone.format != Format::Wav {
            return Err(Refusal::Format { series: self, file: file(), format: ring_tone.format });
        }
        match ring_tone.wav {
            Some(audio) if !wrong_parts(audio).is_empty() => {
                Err(Refusal::Audio { series: self, file: file(), audio })
            }
            _ => Ok(()),
        }
    }

    /// Where a handset of this series cuts a ring tone off, in bytes of its file; `None` if it
    /// plays all of it.
    #[must_use]
    pub fn cut_off(self, ring_tone: &RingTone) -> Option<u64> {
        let file_bytes = ring_tone.wav?.file_bytes;
        (self == Self::Series84 && file_bytes > SERIES_84_BYTES).then_some(SERIES_84_BYTES)
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

/// Where the 84-series cuts a file off: at "a maximum size of 300 kilobytes" (administration guide
/// 1725-86984-000, September 2016, "Default Ring Tones and Alert Tones"). The guide does not say
/// which kilobytes; these are the smaller ones.
const SERIES_84_BYTES: u64 = 300_000;

/// What the 84-series does not play about this audio. Its guide names "mono 8 kHz G.711 u-Law" and
/// "G.711 A-Law".
fn wrong_parts(audio: WavAudio) -> Vec<String> {
    let WavAudio { encoding, hertz, channels, .. } = audio;
    let parts = [
        (!encoding.is_g711(), encoding.to_string()),
        (hertz != 8000, format!("at {hertz} Hz")),
        (channels != 1, format!("of {channels} channels")),
    ];
    parts.into_iter().filter_map(|(wrong, part)| wrong.then_some(part)).collect()
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
    /// A WAV file of the library whose audio the series does not play.
    Audio {
        /// The series.
        series: Series,
        /// The file.
        file: String,
        /// Its audio. `Display` names only what is wrong about it.
        audio: WavAudio,
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
            Self::Audio { series, file, audio } => {
                let (file, wrong) = (shown(file), wrong_parts(*audio).join(", "));
                write!(
                    f,
                    "{series} handsets play only G.711 mono at 8000 Hz, and {file} is {wrong}"
                )
            }
        }
    }
}

impl core::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handset::audio::WavEncoding;

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
    fn the_84_series_names_each_part_of_the_audio_that_it_does_not_play() {
        let g711 =
            WavAudio { encoding: WavEncoding::Ulaw, hertz: 8000, channels: 1, file_bytes: 858 };
        let linear = WavAudio { encoding: WavEncoding::Linear, ..g711 };
        for (audio, wrong) in [
            (g711, None),
            (WavAudio { encoding: WavEncoding::Alaw, file_bytes: u64::MAX, ..g711 }, None),
            (linear, Some("linear")),
            // WAVE_FORMAT_EXTENSIBLE.
            (
                WavAudio { encoding: WavEncoding::Other(0xFFFE), ..g711 },
                Some("encoded as tag 65534"),
            ),
            (WavAudio { hertz: 16_000, ..g711 }, Some("at 16000 Hz")),
            (WavAudio { channels: 2, ..g711 }, Some("of 2 channels")),
            (
                WavAudio { hertz: 44_100, channels: 2, ..linear },
                Some("linear, at 44100 Hz, of 2 channels"),
            ),
        ] {
            let tone = RingTone { wav: Some(audio), ..RingTone::new("a.wav", Format::Wav, None) };
            let words = wrong.map(|wrong| {
                format!("84-series handsets play only G.711 mono at 8000 Hz, and a.wav is {wrong}")
            });
            let found = Series::Series84.can_play_ring_tone(&tone).err();
            assert_eq!(found.map(|refusal| refusal.to_string()), words, "{audio:?}");
            for series in [Series::Pivot, Series::Versity] {
                assert_eq!(series.can_play_ring_tone(&tone), Ok(()), "{audio:?}");
            }
        }
        let unread = RingTone::new("a.wav", Format::Wav, None);
        assert_eq!(Series::Series84.can_play_ring_tone(&unread), Ok(()));
    }

    #[test]
    fn the_84_series_cuts_a_file_off_after_300_kilobytes() {
        let cut = |series: Series, file_bytes| {
            let encoding = WavEncoding::Alaw;
            let wav = Some(WavAudio { encoding, hertz: 8000, channels: 1, file_bytes });
            series.cut_off(&RingTone { wav, ..RingTone::new("a.wav", Format::Wav, None) })
        };
        assert_eq!(cut(Series::Series84, 300_000), None);
        assert_eq!(cut(Series::Series84, 300_001), Some(300_000));
        assert_eq!(cut(Series::Pivot, 300_001), None);
        let unread = RingTone::new("a.wav", Format::Wav, None);
        assert_eq!(Series::Series84.cut_off(&unread), None);
    }

    #[test]
    fn a_series_is_known_by_its_name() {
        for series in Series::ALL {
            assert_eq!(Series::from_name(&series.to_string().to_lowercase()), Some(series));
        }
        assert_eq!(Series::from_name("8440"), None);
    }
}
