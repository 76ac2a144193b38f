//! What each device takes, as its makers say: `docs/assets.md` in the project has the sources.

use crate::asset::Device;
use crate::codec::Encoding;
use crate::sink::{Coding, Container};
use crate::units::SampleRate;

/// What a device takes and does.
pub(super) struct Rules {
    /// The files of one signal.
    pub forms: &'static [Form],
    /// The encodings that may be chosen between, the first where nothing is said; none where each form
    /// has its own.
    pub choice: &'static [Coding],
    /// What it plays.
    pub plays: Plays,
    /// The most bytes of a file.
    pub most_bytes: Option<u64>,
}

/// A form of file.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// The directory of the file, if it has to stand in one.
    pub folder: &'static str,
    /// What follows the dot of its name.
    pub suffix: &'static str,
    /// How its samples are coded; the device's [`choice`](Rules::choice) where this is `None`.
    pub coding: Option<Coding>,
    pub container: Container,
    /// The rate; where this is `None` any up to [`HIGHEST_RATE`], and [`USUAL_RATE`] where nothing is said.
    pub hertz: Option<u32>,
}

/// The highest rate that a form of any rate has.
pub(super) const HIGHEST_RATE: u32 = 48_000;
/// Whole milliseconds are whole samples, and all that a telephone carries is below half of it.
pub(super) const USUAL_RATE: SampleRate = SampleRate::WIDEBAND;

/// How a device plays a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Plays {
    /// To its end; what it does then is its own affair.
    ToTheEnd,
    /// As a whole and again, for as long as it rings.
    Repeatedly,
    /// The same, and it takes exactly one cadence.
    OneCadence,
}

const PCM16: Coding = Coding::Samples(Encoding::Pcm16);
const ULAW: Coding = Coding::Samples(Encoding::Ulaw);
const ALAW: Coding = Coding::Samples(Encoding::Alaw);
const LAWS: &[Coding] = &[ULAW, ALAW];

const fn form(suffix: &'static str, container: Container, hertz: u32) -> Form {
    Form { folder: "", suffix, coding: None, container, hertz: Some(hertz) }
}

const fn raw(suffix: &'static str, coding: Coding, hertz: u32) -> Form {
    Form { coding: Some(coding), ..form(suffix, Container::Raw, hertz) }
}

const fn wav_in(folder: &'static str, hertz: u32) -> Form {
    Form { folder, coding: Some(PCM16), ..form("wav", Container::Wav, hertz) }
}

const VORBIS: Form =
    Form { coding: Some(Coding::Vorbis), hertz: None, ..form("ogg", Container::Ogg, 0) };

/// Files of one form each that are played to their end.
const PLAIN: Rules = Rules { forms: &[], choice: &[], plays: Plays::ToTheEnd, most_bytes: None };

const G711_WAV: Rules = Rules {
    forms: &[form("wav", Container::Wav, 8_000)],
    choice: LAWS,
    most_bytes: Some(300_000),
    ..PLAIN
};

const LOOPING_OGG: Rules = Rules { forms: &[VORBIS], plays: Plays::Repeatedly, ..PLAIN };

const SNOM: Rules = Rules { forms: &[wav_in("", 8_000)], most_bytes: Some(249_999), ..PLAIN };

const SANGOMA: Rules = Rules { forms: &[raw("raw", PCM16, 16_000)], ..PLAIN };

const ASTERISK: Rules = Rules {
    forms: &[
        raw("ulaw", ULAW, 8_000),
        raw("alaw", ALAW, 8_000),
        raw("sln", PCM16, 8_000),
        raw("sln16", PCM16, 16_000),
        raw("g722", Coding::G722, 16_000),
        wav_in("", 8_000),
    ],
    ..PLAIN
};

const FREESWITCH: Rules = Rules {
    forms: &[
        wav_in("8000", 8_000),
        wav_in("16000", 16_000),
        wav_in("32000", 32_000),
        wav_in("48000", 48_000),
        raw("PCMU", ULAW, 8_000),
        raw("PCMA", ALAW, 8_000),
        raw("G722", Coding::G722, 16_000),
    ],
    ..PLAIN
};

const AUDIOCODES_PRT: Rules = Rules {
    forms: &[form("raw", Container::Raw, 8_000)],
    choice: LAWS,
    plays: Plays::OneCadence,
    ..PLAIN
};

const CISCO_IOS: Rules = Rules {
    forms: &[form("au", Container::Au, 8_000), form("wav", Container::Wav, 8_000)],
    choice: LAWS,
    ..PLAIN
};

const ORACLE_SBC: Rules = Rules { forms: &[raw("pcm", PCM16, 8_000)], ..PLAIN };

pub(super) const fn rules(device: Device) -> Rules {
    match device {
        Device::Spectralink84 | Device::Polycom => G711_WAV,
        Device::Pivot | Device::Versity | Device::Android => LOOPING_OGG,
        Device::Snom => SNOM,
        Device::Sangoma => SANGOMA,
        Device::Asterisk => ASTERISK,
        Device::Freeswitch => FREESWITCH,
        Device::AudiocodesPrt => AUDIOCODES_PRT,
        Device::CiscoIos => CISCO_IOS,
        Device::OracleSbc => ORACLE_SBC,
    }
}
