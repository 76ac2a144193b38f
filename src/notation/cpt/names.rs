//! Section names and keys, in every spelling that files have.

/// What a section is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum SectionName {
    Count(Kind),
    Definition(Kind, u32),
    /// A definition whose number is missing or is none.
    Unnumbered(Kind),
}

/// What a file defines and counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Tone,
    UserTone,
    Pattern,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Tone, Self::UserTone, Self::Pattern];

    /// The header of its definitions, without the number.
    pub(super) const fn header(self) -> &'static str {
        match self {
            Self::Tone => "CALL PROGRESS TONE",
            Self::UserTone => "USER DEFINED TONE",
            Self::Pattern => "Ringing Pattern",
        }
    }

    /// What there are several of.
    pub(super) const fn plural(self) -> &'static str {
        match self {
            Self::Tone => "call progress tones",
            Self::UserTone => "user defined tones",
            Self::Pattern => "ringing patterns",
        }
    }

    /// The header of its count.
    pub(super) const fn count_header(self) -> &'static str {
        match self {
            Self::Tone => "NUMBER OF CALL PROGRESS TONES",
            Self::UserTone => "NUMBER OF USER DEFINED TONES",
            Self::Pattern => "NUMBER OF DISTINCTIVE RINGING PATTERNS",
        }
    }

    /// The key of its count.
    pub(super) const fn count_key(self) -> &'static str {
        match self {
            Self::Tone => "Number of Call Progress Tones",
            Self::UserTone => "Number of User Defined Tones",
            Self::Pattern => "Number of Ringing Patterns",
        }
    }
}

impl SectionName {
    /// Reads a header's name; `None` for one that no manual has.
    pub(super) fn read(name: &str) -> Option<Self> {
        let folded = fold(name);
        // The example whose bracket broke lost its first two words with it.
        if folded == "call progress tones" {
            return Some(Self::Count(Kind::Tone));
        }
        for kind in Kind::ALL {
            let counts = [fold(kind.count_header()), fold(kind.count_key())];
            if counts.contains(&folded) {
                return Some(Self::Count(kind));
            }
            if let Some(rest) = folded.strip_prefix(&fold(kind.header())) {
                let rest = rest.trim_start();
                let number = rest.strip_prefix('#').unwrap_or(rest).trim_start();
                let is_header =
                    rest.is_empty() || rest.starts_with(['#', '-']) || starts_with_digit(rest);
                let end = number.find(char::is_whitespace).unwrap_or(number.len());
                let digits = Some(&number[..end]).filter(|n| n.bytes().all(|b| b.is_ascii_digit()));
                let name = digits
                    .and_then(|digits| digits.parse().ok())
                    .map_or(Self::Unnumbered(kind), |n| Self::Definition(kind, n));
                return is_header.then_some(name);
            }
        }
        None
    }
}

/// The key of a call progress tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ToneKey {
    ToneType,
    ModulationType,
    Form,
    LowFrequency,
    HighFrequency,
    LowLevel,
    HighLevel,
    CarrierFrequency,
    ModulationFrequency,
    SignalLevel,
    AmFactor,
    DefaultDuration,
    Time(Slot),
}

/// The key of a ringing pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PatternKey {
    RingType,
    Frequency,
    Time { slot: Slot, burst: bool },
}

/// One half of a numbered on/off pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The pair, from 0. A file has four; later ones are known so that they can be named.
    pub(super) pair: usize,
    pub(super) half: Half,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    On,
    Off,
}

/// On/off pairs that a tone or a pattern has at most.
pub(super) const PAIRS: usize = 4;

/// The ordinals of the pairs, as files write them.
pub(super) const ORDINALS: [&str; 8] =
    ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth"];

/// What a number is counted in, as the bracket behind its key says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A plain number.
    None,
    /// Hertz.
    Hertz,
    /// Decibels below 0 dBm.
    MinusDbm,
    /// Tens of milliseconds.
    TenMilliseconds,
    /// Milliseconds.
    Milliseconds,
    /// Steps of 0.02.
    Steps,
}

impl Unit {
    /// The unit in brackets, as a canonical file has it.
    pub(super) const fn bracket(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Hertz => " [Hz]",
            Self::MinusDbm => " [-dBm]",
            Self::TenMilliseconds => " [10msec]",
            Self::Milliseconds => " [msec]",
            Self::Steps => " [steps of 0.02]",
        }
    }

    /// Every way of writing it that files have, folded and without blanks.
    const fn spellings(self) -> &'static [&'static str] {
        match self {
            Self::None => &[],
            Self::Hertz => &["hz"],
            Self::MinusDbm => &["-dbm", "dbm", "-dbm0", "-db"],
            Self::TenMilliseconds => &["10msec", "10ms", "10msecs", "10millisec"],
            Self::Milliseconds => &["msec", "ms", "msecs", "millisec"],
            Self::Steps => &["stepsof0.02", "instepsof0.02"],
        }
    }
}

/// A key taken apart: what it names, the unit that is due, and the unit it has, if a wrong one.
#[derive(Debug)]
pub(super) struct KeyName<K> {
    pub(super) key: K,
    pub(super) unit: Unit,
    pub(super) wrong_unit: Option<String>,
}

impl ToneKey {
    /// Reads a key; `None` for one that no tone has.
    pub(super) fn read(key: &str) -> Option<KeyName<Self>> {
        named(key, |name| {
            Some(match name {
                "tone type" => (Self::ToneType, Unit::None),
                "tone modulation type" => (Self::ModulationType, Unit::None),
                "tone form" => (Self::Form, Unit::None),
                "low freq" => (Self::LowFrequency, Unit::Hertz),
                "high freq" => (Self::HighFrequency, Unit::Hertz),
                "low freq level" => (Self::LowLevel, Unit::MinusDbm),
                "high freq level" => (Self::HighLevel, Unit::MinusDbm),
                "carrier freq" => (Self::CarrierFrequency, Unit::Hertz),
                "modulation freq" => (Self::ModulationFrequency, Unit::Hertz),
                "signal level" => (Self::SignalLevel, Unit::MinusDbm),
                "am factor" => (Self::AmFactor, Unit::Steps),
                "default duration" => (Self::DefaultDuration, Unit::Milliseconds),
                other => {
                    let (pair, rest) = ordinal(other)?;
                    let half = half(rest.strip_prefix("signal ")?)?;
                    (Self::Time(Slot { pair, half }), Unit::TenMilliseconds)
                }
            })
        })
    }
}

impl PatternKey {
    /// Reads a key; `None` for one that no ringing pattern has.
    pub(super) fn read(key: &str) -> Option<KeyName<Self>> {
        named(key, |name| {
            Some(match name {
                "ring type" => (Self::RingType, Unit::None),
                "freq" => (Self::Frequency, Unit::Hertz),
                other => {
                    let (pair, rest) = ordinal(other)?;
                    let (burst, rest) = match rest.strip_prefix("burst ") {
                        Some(rest) => (true, rest),
                        None => (false, rest),
                    };
                    let half = half(rest.strip_prefix("ring ")?)?;
                    (Self::Time { slot: Slot { pair, half }, burst }, Unit::TenMilliseconds)
                }
            })
        })
    }
}

/// Reads the key of a count; `None` for any other.
pub(super) fn count_key(kind: Kind, key: &str) -> Option<KeyName<()>> {
    let prose = fold(kind.count_header());
    let usual = fold(kind.count_key());
    named(key, |name| (name == prose || name == usual).then_some(((), Unit::None)))
}

/// Takes the unit off a key and asks `read` what the rest names.
fn named<K>(key: &str, read: impl Fn(&str) -> Option<(K, Unit)>) -> Option<KeyName<K>> {
    let folded = fold(key);
    let (name, found) = match folded.split_once('[') {
        Some((name, bracket)) => (name.trim_end(), Some(bracket.replace([']', ' '], ""))),
        None => (folded.as_str(), None),
    };
    let (key, unit) = read(name)?;
    let wrong_unit = found.filter(|found| !unit.spellings().contains(&found.as_str()));
    Some(KeyName { key, unit, wrong_unit })
}

fn ordinal(name: &str) -> Option<(usize, &str)> {
    let (word, rest) = name.split_once(' ')?;
    let word = if word == "forth" { "fourth" } else { word };
    let pair = ORDINALS.iter().position(|ordinal| ordinal.eq_ignore_ascii_case(word))?;
    Some((pair, rest))
}

fn half(name: &str) -> Option<Half> {
    match name {
        "on time" => Some(Half::On),
        "off time" => Some(Half::Off),
        _ => None,
    }
}

/// Lower case, runs of blanks folded to one.
fn fold(name: &str) -> String {
    let words: Vec<_> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn section_names_are_read_in_every_spelling_of_the_field() {
        let read = SectionName::read;
        assert_eq!(read("CALL PROGRESS TONE #12"), Some(SectionName::Definition(Kind::Tone, 12)));
        assert_eq!(read("ringing  pattern #0"), Some(SectionName::Definition(Kind::Pattern, 0)));
        assert_eq!(read("Ringing Pattern 3"), Some(SectionName::Definition(Kind::Pattern, 3)));
        assert_eq!(read("Ringing Pattern#3"), Some(SectionName::Definition(Kind::Pattern, 3)));
        let named = read("Ringing Pattern #3 internal");
        assert_eq!(named, Some(SectionName::Definition(Kind::Pattern, 3)));
        assert_eq!(read("Ringing Pattern #+3"), Some(SectionName::Unnumbered(Kind::Pattern)));
        assert_eq!(read("Ringing Pattern #"), Some(SectionName::Unnumbered(Kind::Pattern)));
        assert_eq!(read("Ringing Pattern #two"), Some(SectionName::Unnumbered(Kind::Pattern)));
        assert_eq!(
            read("Ringing Pattern #4294967296"),
            Some(SectionName::Unnumbered(Kind::Pattern))
        );
        assert_eq!(read("Ringing Patterns"), None);
        assert_eq!(read("NUMBER OF CALL PROGRESS TONES"), Some(SectionName::Count(Kind::Tone)));
        assert_eq!(read("CALL PROGRESS TONES"), Some(SectionName::Count(Kind::Tone)));
        assert_eq!(read("Number of Ringing Patterns"), Some(SectionName::Count(Kind::Pattern)));
    }

    #[test]
    fn keys_are_read_in_every_spelling_of_the_field() {
        let tone = |key| ToneKey::read(key).map(|name| (name.key, name.wrong_unit));
        let time = |pair, half| Some((ToneKey::Time(Slot { pair, half }), None));
        assert_eq!(tone("Forth Signal On Time [10 msec]"), time(3, Half::On));
        assert_eq!(tone("fourth  signal off time [10msec]"), time(3, Half::Off));
        assert_eq!(tone("Fifth Signal Off Time"), time(4, Half::Off));
        assert_eq!(tone("AM Factor [in steps of 0.02]"), Some((ToneKey::AmFactor, None)));
        assert_eq!(tone("High Freq Level"), Some((ToneKey::HighLevel, None)));
        assert_eq!(tone("Tone Colour"), None);
        let wrong = tone("First Signal On Time [msec]");
        assert_eq!(wrong.unwrap().1.as_deref(), Some("msec"));
        let burst = PatternKey::read("Second Burst Ring Off Time [10msec]").unwrap();
        let slot = Slot { pair: 1, half: Half::Off };
        assert_eq!(burst.key, PatternKey::Time { slot, burst: true });
        assert!(PatternKey::read("First Burst Signal On Time").is_none());
        assert!(count_key(Kind::Pattern, "Number of Ringing patterns").is_some());
        assert!(count_key(Kind::Pattern, "Number of Distinctive Ringing Patterns").is_some());
        assert!(count_key(Kind::Tone, "Number of Ringing Patterns").is_none());
    }
}
