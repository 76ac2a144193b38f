//! Sets of tones as a profile.

use core::fmt;
use core::fmt::Write as _;

use crate::diagnostic::Severity;
use crate::model::{
    Cadence, CallProgressTone, Component, Entry, OnOff, RingingPattern, Signal, ToneId, ToneKind,
    ToneSet, Voice,
};
use crate::notation::Notation;
use crate::notation::settings::escaped;
use crate::notation::tonescript::cadence::Use;
use crate::notation::tonescript::names::{self, WORDS};
use crate::notation::tonescript::sections::{Planned, Segments, plan};
use crate::notation::tonescript::{
    LONGEST_SCRIPT, MOST_FREQUENCIES, MOST_PAIRS, RING_FREQUENCIES, RINGS,
};
use crate::notation::translation::{Losses, Naming, Unfit, What, Written, level, whole_hertz};
use crate::units::{DbM0, Hertz, Millis};

/// Writes a set as a profile in XML: an element for each tone and ringing pattern, whose script keeps
/// what the vendor states.
///
/// Frequencies are whole hertz and levels tenths of a dB. A tone is written under the setting of its
/// kind; one that no device has a setting for is left out, and so is what two sections of six
/// segments cannot say.
#[must_use]
pub fn write(set: &ToneSet) -> Written {
    let mut writer = Writer {
        losses: Losses::new(Notation::ToneScript.described(), Severity::Warning),
        text: "<flat-profile>\n".to_owned(),
        naming: Naming::of(set),
        tones: 0,
        pairs_left: MOST_PAIRS,
        ring_frequency: None,
        rings_taken: set.patterns().iter().map(|pattern| pattern.number).collect(),
        call_waiting: None,
    };
    writer.losses.of_set(0, set);
    if let Some(package) = set.package() {
        writer.losses.lose(What::Package(package.clone()));
    }
    for entry in set.entries() {
        writer.losses.of_entry(entry);
        let written = match entry {
            Entry::Tone(tone) => writer.tone(tone),
            Entry::UserTone(_) => Err(Unfit::UserTone),
            Entry::Pattern(pattern) => writer.pattern(pattern),
        };
        if let Err(unfit) = written {
            writer.losses.leave_out(unfit);
        }
    }
    if let Some(frequency) = writer.ring_frequency {
        writer.element(names::RING_FREQUENCY, &Decimal::hertz(frequency).to_string());
    }
    if let Some(frequencies) = writer.call_waiting.take() {
        writer.element(names::CALL_WAITING_FREQUENCY, &frequencies.to_string());
    }
    writer.text.push_str("</flat-profile>\n");
    Written { text: writer.text, losses: writer.losses.into_losses() }
}

struct Writer {
    losses: Losses,
    text: String,
    naming: Naming,
    /// How many tones are written: a reader numbers them so.
    tones: u32,
    pairs_left: u32,
    ring_frequency: Option<Hertz>,
    /// The rings that are written, or will be under a number of their own.
    rings_taken: Vec<u32>,
    /// What all call waiting cadences sound.
    call_waiting: Option<Frequencies>,
}

impl Writer {
    fn element(&mut self, name: &str, value: &str) {
        let value = escaped(value);
        writeln!(self.text, "<{name}>{value}</{name}>").expect("a string takes everything");
    }

    fn tone(&mut self, tone: &CallProgressTone) -> Result<(), Unfit> {
        let signal = self.losses.plain_signal(&tone.signal);
        let call_waiting = call_waiting_of(tone, &signal);
        let pairs = self.pairs_of(signal.cadence())?;
        let sections = plan(signal.cadence(), Use::Tone)?;
        let rounded = self.rounded(&signal)?;
        let own = call_waiting.filter(|name| !self.naming.is_taken(name));
        let frequencies = Frequencies::of(&rounded)?;
        // All call waiting cadences have the frequencies of the first.
        let shared = |first: &Frequencies| *first == frequencies;
        if let Some(name) = own.filter(|_| self.call_waiting.as_ref().is_none_or(shared)) {
            let script = short_enough(sections_text(&sections, None))?;
            short_enough(frequencies.to_string())?;
            self.naming.take(&name);
            self.call_waiting.get_or_insert(frequencies);
            self.element(&name, &script);
        } else {
            let voices = rounded.iter().map(|voice| frequencies.numbers(voice)).collect::<Vec<_>>();
            let script = format!("{frequencies};{}", sections_text(&sections, Some(&voices)));
            let script = short_enough(script)?;
            self.check_name(tone)?;
            let name = WORDS.write(tone, &mut self.naming, &mut self.losses);
            self.element(&name, &script);
        }
        self.losses.lose_durations(tone);
        self.losses.lose_number(tone.number, self.tones);
        self.tones += 1;
        self.pairs_left -= pairs;
        Ok(())
    }

    /// The pairs that a reader makes of a cadence, if that many are left.
    fn pairs_of(&self, cadence: &Cadence) -> Result<u32, Unfit> {
        let count = u32::try_from(cadence.pairs().count()).unwrap_or(u32::MAX);
        let most = usize::try_from(MOST_PAIRS).unwrap_or(usize::MAX);
        if count <= self.pairs_left { Ok(count) } else { Err(Unfit::Pairs { most }) }
    }

    /// Whether a device has a setting for the tone that is still free.
    fn check_name(&self, tone: &CallProgressTone) -> Result<(), Unfit> {
        let of_kind = || WORDS.of_kind(tone.kind, &self.naming);
        let id = tone.id.as_ref().map(ToneId::as_str).filter(|id| {
            (WORDS.fits)(id) && !WORDS.table.iter().any(|(word, _)| word.eq_ignore_ascii_case(id))
        });
        let is_free = |word: &str| !self.naming.is_taken(word);
        if of_kind().any(is_free) || id.is_some_and(is_free) {
            Ok(())
        } else if of_kind().next().is_some() || id.is_some() {
            Err(Unfit::SecondOfKind)
        } else {
            Err(Unfit::Kind)
        }
    }

    /// The voices of a signal, with frequencies and levels as they can be written.
    fn rounded(&mut self, signal: &Signal) -> Result<Vec<Vec<Component>>, Unfit> {
        if signal.voices().is_empty() {
            return Err(Unfit::Silent);
        }
        let losses = &mut self.losses;
        let mut component = |component: &Component| {
            if component.modulation.is_some() {
                return Err(Unfit::Modulation);
            }
            let hertz = whole_hertz(component.frequency, losses);
            let frequency = Hertz::new(hertz).ok_or(Unfit::Frequency(component.frequency))?;
            let range = DbM0::MIN.hundredths()..=DbM0::MAX.hundredths();
            Ok(Component::new(frequency, level(component.level, 10, range, losses)))
        };
        let mut voice = |voice: &Voice| voice.components().iter().map(&mut component).collect();
        signal.voices().iter().map(&mut voice).collect()
    }

    fn pattern(&mut self, pattern: &RingingPattern) -> Result<(), Unfit> {
        let number = self.ring_of(pattern.number)?;
        let (low, high) = RING_FREQUENCIES;
        let hertz = (pattern.frequency.millihertz() + 500) / 1000;
        let frequency = Hertz::new(hertz).filter(|_| (low..=high).contains(&hertz));
        let frequency = frequency.ok_or(Unfit::Frequency(pattern.frequency))?;
        let pairs = self.pairs_of(pattern.cadence())?;
        let sections = plan(pattern.cadence(), Use::Ring)?;
        let script = short_enough(sections_text(&sections, None))?;
        // All patterns have the frequency of the first.
        let frequency = *self.ring_frequency.get_or_insert(frequency);
        if frequency != pattern.frequency {
            self.losses.lose(What::Frequency { from: pattern.frequency, to: frequency });
        }
        self.element(&names::cadence("Ring", number), &script);
        self.rings_taken.push(number);
        if number != pattern.number {
            self.losses.lose(What::Number { from: pattern.number, to: number });
        }
        self.pairs_left -= pairs;
        Ok(())
    }

    /// The ring that a pattern becomes: that of its number, else the first that no pattern of the set
    /// has, such as ring 1 for a gateway's pattern 0.
    fn ring_of(&self, number: u32) -> Result<u32, Unfit> {
        let (low, high) = RINGS;
        if (low..=high).contains(&number) {
            return Ok(number);
        }
        let mut free = (low..=high).filter(|ring| !self.rings_taken.contains(ring));
        free.next().ok_or(Unfit::Number(number))
    }
}

/// The setting of a call waiting tone that has one of its own, and one voice.
fn call_waiting_of(tone: &CallProgressTone, signal: &Signal) -> Option<String> {
    let id = tone.id.as_ref()?.as_str();
    let (low, high) = RINGS;
    let number = names::numbered(id, "CWT").filter(|number| (low..=high).contains(number))?;
    let name = names::cadence("CWT", number);
    let is_own = name.eq_ignore_ascii_case(id) && tone.kind == Some(ToneKind::CALL_WAITING);
    (is_own && signal.voices().len() == 1).then_some(name)
}

fn short_enough(script: String) -> Result<String, Unfit> {
    if script.len() <= LONGEST_SCRIPT { Ok(script) } else { Err(Unfit::Cadence) }
}

/// The frequencies that segments name by number. One that a voice has twice stands there twice.
#[derive(PartialEq, Eq)]
struct Frequencies(Vec<Component>);

impl Frequencies {
    fn of(voices: &[Vec<Component>]) -> Result<Self, Unfit> {
        let mut all: Vec<Component> = Vec::new();
        for voice in voices {
            for (place, component) in voice.iter().enumerate() {
                let same = |other: &&Component| *other == component;
                let needed = voice[..=place].iter().filter(same).count();
                if all.iter().filter(same).count() < needed {
                    all.push(*component);
                }
                if all.len() > MOST_FREQUENCIES {
                    return Err(Unfit::Components { most: MOST_FREQUENCIES });
                }
            }
        }
        Ok(Self(all))
    }

    /// The numbers of a voice's components: `1+2`.
    fn numbers(&self, voice: &[Component]) -> String {
        let number = |(place, component): (usize, &Component)| {
            let before = voice[..place].iter().filter(|other| *other == component).count();
            let same = (1..).zip(&self.0).filter(|(_, known)| *known == component);
            same.map(|(number, _): (usize, _)| number).nth(before)
        };
        let numbers = voice.iter().enumerate().filter_map(number);
        numbers.map(|number| number.to_string()).collect::<Vec<_>>().join("+")
    }
}

impl fmt::Display for Frequencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for component in &self.0 {
            let level = Decimal::level(component.level);
            write!(f, "{comma}{}@{level}", Decimal::hertz(component.frequency))?;
            comma = ",";
        }
        Ok(())
    }
}

/// Sections; those of a tone with the numbers of the frequencies of each voice.
fn sections_text(sections: &[Planned], voices: Option<&[String]>) -> String {
    let numbers = |voice: Option<usize>| {
        let Some(voices) = voices else { return String::new() };
        format!("/{}", voice.and_then(|voice| voices.get(voice)).map_or("0", String::as_str))
    };
    let pair = |pair: &OnOff| {
        let voice = Some(pair.voice).filter(|_| !pair.on.is_zero());
        format!("{}/{}{}", Decimal::seconds(pair.on), Decimal::seconds(pair.off), numbers(voice))
    };
    let section = |section: &Planned| {
        let length =
            section.length.map_or_else(|| "*".to_owned(), |ms| Decimal::seconds(ms).to_string());
        let segments = match &section.segments {
            Segments::Steady(voice) => format!("*/0{}", numbers(Some(*voice))),
            Segments::Pairs(pairs) => pairs.iter().map(pair).collect::<Vec<_>>().join(","),
        };
        format!("{length}({segments})")
    };
    sections.iter().map(section).collect::<Vec<_>>().join(";")
}

/// A number as the vendor writes it: `.3`, `-19`, `985`.
struct Decimal {
    units: i64,
    places: usize,
}

impl Decimal {
    fn hertz(frequency: Hertz) -> Self {
        Self { units: frequency.millihertz().into(), places: 3 }
    }

    fn level(level: DbM0) -> Self {
        Self { units: level.hundredths().into(), places: 2 }
    }

    fn seconds(time: Millis) -> Self {
        Self { units: time.0.into(), places: 3 }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.places + 1;
        let digits = format!("{:0width$}", self.units.unsigned_abs());
        let (whole, fraction) = digits.split_at(digits.len() - self.places);
        let fraction = fraction.trim_end_matches('0');
        let sign = if self.units < 0 { "-" } else { "" };
        match (whole, fraction) {
            (whole, "") => write!(f, "{sign}{whole}"),
            ("0", fraction) if self.places == 3 => write!(f, "{sign}.{fraction}"),
            (whole, fraction) => write!(f, "{sign}{whole}.{fraction}"),
        }
    }
}
