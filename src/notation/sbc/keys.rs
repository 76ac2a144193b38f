//! The words of a tone profile.

/// A leaf of a tone profile that holds a number. Pairs and tones are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Make(usize),
    Break(usize),
    Repeat,
    RepeatPair(usize),
    Frequency(usize),
    Power(usize),
    Apply(usize),
    CarrierFrequency,
    CarrierPower,
    SignalFrequency,
    ModulationIndex,
}

/// On and off times of a profile.
pub(super) const PAIRS: usize = 3;
/// The tones of a composite one. The vendor's pages show three; how many a device takes, they do not
/// say.
pub(super) const TONES: usize = 9;

impl Key {
    /// The key of a word, compared without case.
    pub(super) fn read(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        let pair = |name: &str| numbered(word.strip_prefix(name)?, PAIRS);
        if let Some(pair) = pair("make") {
            return Some(Self::Make(pair));
        }
        if let Some(pair) = pair("break") {
            return Some(Self::Break(pair));
        }
        if let Some(pair) = pair("repeat") {
            return Some(Self::RepeatPair(pair));
        }
        if let Some(rest) = word.strip_prefix("tone") {
            let tone = numbered(rest.get(..1)?, TONES)?;
            return match &rest[1..] {
                "frequency" => Some(Self::Frequency(tone)),
                "power" => Some(Self::Power(tone)),
                "apply" | "applycadence" => Some(Self::Apply(tone)),
                _ => None,
            };
        }
        Some(match word.as_str() {
            "repeat" => Self::Repeat,
            "carrierfrequency" => Self::CarrierFrequency,
            "carrierpower" => Self::CarrierPower,
            "signalfrequency" => Self::SignalFrequency,
            "signalmodulationindex" => Self::ModulationIndex,
            _ => return None,
        })
    }

    /// Whether it belongs to the generation method, and goes when another one is chosen.
    pub(super) const fn is_of_method(self) -> bool {
        !matches!(self, Self::Make(_) | Self::Break(_) | Self::Repeat | Self::RepeatPair(_))
    }

    /// Every key, for those who slipped.
    pub(super) const NAMES: [&'static str; 28] = [
        "make1",
        "make2",
        "make3",
        "break1",
        "break2",
        "break3",
        "repeat",
        "repeat1",
        "repeat2",
        "repeat3",
        "tone1Frequency",
        "tone1Power",
        "tone1ApplyCadence",
        "tone2Frequency",
        "tone2Power",
        "tone2ApplyCadence",
        "tone3Frequency",
        "tone3Power",
        "tone3ApplyCadence",
        "carrierFrequency",
        "carrierPower",
        "signalFrequency",
        "signalModulationIndex",
        "generationMethod",
        "singleTone",
        "dualTone",
        "modulatedTone",
        "compositeTone",
    ];
}

impl core::fmt::Display for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Make(pair) => write!(f, "make{}", pair + 1),
            Self::Break(pair) => write!(f, "break{}", pair + 1),
            Self::Repeat => f.write_str("repeat"),
            Self::RepeatPair(pair) => write!(f, "repeat{}", pair + 1),
            Self::Frequency(tone) => write!(f, "tone{}Frequency", tone + 1),
            Self::Power(tone) => write!(f, "tone{}Power", tone + 1),
            Self::Apply(tone) => write!(f, "tone{}ApplyCadence", tone + 1),
            Self::CarrierFrequency => f.write_str("carrierFrequency"),
            Self::CarrierPower => f.write_str("carrierPower"),
            Self::SignalFrequency => f.write_str("signalFrequency"),
            Self::ModulationIndex => f.write_str("signalModulationIndex"),
        }
    }
}

/// A number from 1 to `most` of one digit, counted from 0.
fn numbered(digit: &str, most: usize) -> Option<usize> {
    let number: usize = digit.parse().ok()?;
    (digit.len() == 1 && (1..=most).contains(&number)).then(|| number - 1)
}

/// How a profile makes its sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Single,
    Dual,
    Modulated,
    Composite,
}

impl Method {
    pub(super) const NAMES: [&'static str; 4] =
        ["singleTone", "dualTone", "modulatedTone", "compositeTone"];

    /// The method of a word, compared without case.
    pub(super) fn read(word: &str) -> Option<Self> {
        const ALL: [Method; 4] =
            [Method::Single, Method::Dual, Method::Modulated, Method::Composite];
        let place = Self::NAMES.iter().position(|name| name.eq_ignore_ascii_case(word))?;
        ALL.get(place).copied()
    }

    /// Whether a profile of this method reads the key.
    pub(super) const fn reads(self, key: Key) -> bool {
        match (self, key) {
            (Self::Single, Key::Frequency(tone) | Key::Power(tone)) => tone < 1,
            (Self::Dual, Key::Frequency(tone) | Key::Power(tone)) => tone < 2,
            (Self::Composite, Key::Frequency(_) | Key::Power(_) | Key::Apply(_))
            | (
                Self::Modulated,
                Key::CarrierFrequency
                | Key::CarrierPower
                | Key::SignalFrequency
                | Key::ModulationIndex,
            ) => true,
            (_, key) => !key.is_of_method(),
        }
    }
}
