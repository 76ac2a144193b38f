//! The devices whose rules are known.

use core::fmt;
use core::str::FromStr;

/// A device, or a family of devices, whose files ringsmith knows how to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Device {
    /// Spectralink 84-series handsets: WAV of G.711 at 8 kHz, cut off after 300 kB.
    Spectralink84,
    /// Spectralink PIVOT handsets: Ogg Vorbis that loops.
    Pivot,
    /// Spectralink Versity handsets: as PIVOT.
    Versity,
    /// Any Android: as PIVOT.
    Android,
    /// Polycom `SoundPoint` phones: as the 84-series.
    Polycom,
    /// Snom phones: WAV of 16-bit samples at 8 kHz, under 250 kB.
    Snom,
    /// Sangoma phones: raw 16-bit samples at 16 kHz.
    Sangoma,
    /// Asterisk: every raw format it tells by its suffix, and WAV of 16-bit samples at 8 kHz.
    Asterisk,
    /// `FreeSWITCH`: WAV in a directory of each rate, and the native formats of the codecs.
    Freeswitch,
    /// The prerecorded tones of an `AudioCodes` gateway: raw G.711 at 8 kHz, exactly one cadence,
    /// which the gateway repeats.
    AudiocodesPrt,
    /// Cisco IOS: `.au` and WAV of G.711 at 8 kHz.
    CiscoIos,
    /// The ringback of an Oracle SBC: raw 16-bit samples at 8 kHz.
    OracleSbc,
}

impl Device {
    /// Every device.
    pub const ALL: [Self; 12] = [
        Self::Spectralink84,
        Self::Pivot,
        Self::Versity,
        Self::Android,
        Self::Polycom,
        Self::Snom,
        Self::Sangoma,
        Self::Asterisk,
        Self::Freeswitch,
        Self::AudiocodesPrt,
        Self::CiscoIos,
        Self::OracleSbc,
    ];

    /// The name that the command line knows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spectralink84 => "spectralink-84",
            Self::Pivot => "pivot",
            Self::Versity => "versity",
            Self::Android => "android",
            Self::Polycom => "polycom",
            Self::Snom => "snom",
            Self::Sangoma => "sangoma",
            Self::Asterisk => "asterisk",
            Self::Freeswitch => "freeswitch",
            Self::AudiocodesPrt => "audiocodes-prt",
            Self::CiscoIos => "cisco-ios",
            Self::OracleSbc => "oracle-sbc",
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Device {
    type Err = UnknownDevice;

    fn from_str(text: &str) -> Result<Self, UnknownDevice> {
        Self::ALL.into_iter().find(|device| device.name() == text).ok_or(UnknownDevice)
    }
}

/// A name that is no [`Device`]'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownDevice;

impl fmt::Display for UnknownDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a device: {}", Device::ALL.map(Device::name).join(", "))
    }
}

impl std::error::Error for UnknownDevice {}
