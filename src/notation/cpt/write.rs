//! A model to the ini that a careful hand would write.

use core::fmt::{self, Write};

use crate::model::{Cadence, CallProgressTone, Component, Entry, OnOff, RingingPattern, ToneSet};
use crate::notation::cpt::names::{Kind, ORDINALS, PAIRS, Unit};
use crate::units::{DbM0, Hertz, Millis};

/// A tone or pattern that a CPT file cannot hold, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritable {
    /// The tone or pattern, as files are named after it.
    pub entry: String,
    /// Why.
    pub reason: Reason,
}

/// What a CPT file has no way to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Different frequencies in different on times.
    SeveralVoices,
    /// More than two components, or a modulated one beside another.
    Components,
    /// A frequency that is not a whole number of hertz.
    Frequency(Hertz),
    /// A level that is not a whole number of dB from 0 down, or is −32, which stands for none.
    Level(DbM0),
    /// A depth that is not a whole number of steps of 0.02.
    Depth,
    /// A time that is not a multiple of 10 ms.
    Time(Millis),
    /// More than four on and off times.
    TooManyPairs,
    /// A tone that starts with something it does not repeat.
    LeadAndCycle,
    /// A level that changes with time.
    Swell,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: a CPT file cannot hold ", self.entry)?;
        match self.reason {
            Reason::SeveralVoices => f.write_str("different frequencies in different on times"),
            Reason::Components => {
                f.write_str("more than two components or a modulated one beside another")
            }
            Reason::Frequency(frequency) => write!(f, "{frequency}, only whole hertz"),
            Reason::Level(level) => write!(f, "{level}, only whole dB from 0 down, and not -32"),
            Reason::Depth => f.write_str("a depth that is not a multiple of 0.02"),
            Reason::Time(time) => write!(f, "{time}, only multiples of 10 ms"),
            Reason::TooManyPairs => f.write_str("more than four on and off times"),
            Reason::LeadAndCycle => f.write_str("a tone that starts differently from its cycle"),
            Reason::Swell => f.write_str("a swell"),
        }
    }
}

impl std::error::Error for Unwritable {}

/// Writes a set as a canonical CPT file: the sections and keys in the order of the manuals, and
/// nothing that says nothing. [`parse`](super::parse)d, it gives the same set.
///
/// # Errors
/// One [`Unwritable`] for each tone and pattern that a CPT file cannot hold.
pub fn write(tones: &ToneSet) -> Result<String, Vec<Unwritable>> {
    let mut page = Page::default();
    let mut failures = Vec::new();
    for kind in Kind::ALL {
        let entries: Vec<_> = tones.entries().filter(|entry| kind_of(*entry) == kind).collect();
        if entries.is_empty() {
            continue;
        }
        page.header(format_args!("{}", kind.count_header()));
        page.key(kind.count_key(), Unit::None, entries.len());
        for entry in entries {
            let written = match entry {
                Entry::Tone(tone) | Entry::UserTone(tone) => page.tone(kind, tone),
                Entry::Pattern(pattern) => page.pattern(pattern),
            };
            if let Err(reason) = written {
                failures.push(Unwritable { entry: entry.to_string(), reason });
            }
        }
    }
    if failures.is_empty() { Ok(page.text) } else { Err(failures) }
}

const fn kind_of(entry: Entry<'_>) -> Kind {
    match entry {
        Entry::Tone(_) => Kind::Tone,
        Entry::UserTone(_) => Kind::UserTone,
        Entry::Pattern(_) => Kind::Pattern,
    }
}

/// Frequency and level of a component that is not there.
const NO_COMPONENT: (u32, u32) = (0, 32);

/// The text so far.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn header(&mut self, name: fmt::Arguments<'_>) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        self.line(format_args!("{gap}[{name}]"));
    }

    fn key(&mut self, name: &str, unit: Unit, value: impl fmt::Display) {
        self.line(format_args!("{name}{}={value}", unit.bracket()));
    }

    fn line(&mut self, line: fmt::Arguments<'_>) {
        writeln!(self.text, "{line}").expect("a string takes everything");
    }

    fn tone(&mut self, kind: Kind, tone: &CallProgressTone) -> Result<(), Reason> {
        let signal = &tone.signal;
        if signal.swell().is_some() {
            return Err(Reason::Swell);
        }
        let [voice] = signal.voices() else {
            return Err(Reason::SeveralVoices);
        };
        self.header(format_args!("{} #{}", kind.header(), tone.number));
        if let Some(kind) = tone.kind {
            self.key("Tone Type", Unit::None, kind.number());
        }
        match voice.components() {
            [modulated @ Component { modulation: Some(_), .. }] => self.modulated(modulated)?,
            [low] => self.regular(low, None)?,
            [low, high] => self.regular(low, Some(high))?,
            _ => return Err(Reason::Components),
        }
        self.course(signal.cadence(), tone.detection_period)?;
        if let Some(duration) = tone.default_duration {
            self.key("Default Duration", Unit::Milliseconds, duration.0);
        }
        Ok(())
    }

    fn regular(&mut self, low: &Component, high: Option<&Component>) -> Result<(), Reason> {
        if low.modulation.or(high.and_then(|high| high.modulation)).is_some() {
            return Err(Reason::Components);
        }
        let plain = |component: &Component| {
            Ok((whole_hertz(component.frequency)?, level_below_zero(component.level)?))
        };
        let (low_hertz, low_level) = plain(low)?;
        let (high_hertz, high_level) = high.map_or(Ok(NO_COMPONENT), plain)?;
        for component in [Some(low), high].into_iter().flatten() {
            if level_below_zero(component.level)? == NO_COMPONENT.1 {
                return Err(Reason::Level(component.level));
            }
        }
        self.key("Low Freq", Unit::Hertz, low_hertz);
        self.key("High Freq", Unit::Hertz, high_hertz);
        self.key("Low Freq Level", Unit::MinusDbm, low_level);
        self.key("High Freq Level", Unit::MinusDbm, high_level);
        Ok(())
    }

    fn modulated(&mut self, component: &Component) -> Result<(), Reason> {
        const STEP: u16 = 20;
        let modulation = component.modulation.ok_or(Reason::Components)?;
        let thousandths = modulation.depth.thousandths();
        if thousandths % STEP != 0 {
            return Err(Reason::Depth);
        }
        self.key("Tone Modulation Type", Unit::None, 1);
        self.key("Carrier Freq", Unit::Hertz, whole_hertz(component.frequency)?);
        self.key("Modulation Freq", Unit::Hertz, whole_hertz(modulation.frequency)?);
        self.key("Signal Level", Unit::MinusDbm, level_below_zero(component.level)?);
        self.key("AM Factor", Unit::Steps, thousandths / STEP);
        Ok(())
    }

    /// The form of a tone and its times.
    fn course(&mut self, cadence: &Cadence, detection: Option<Millis>) -> Result<(), Reason> {
        if cadence.is_continuous() && cadence.lead().is_empty() {
            self.key("Tone Form", Unit::None, 1);
            let listened = OnOff { on: detection.unwrap_or_default(), off: Millis::ZERO, voice: 0 };
            return self.times("Signal", &[(listened, false)]);
        }
        let (form, pairs) = match (cadence.lead(), cadence.cycle()) {
            ([], cycle) => (2, cycle),
            (burst, []) => (3, burst),
            _ => return Err(Reason::LeadAndCycle),
        };
        let pairs: Vec<_> = pairs.iter().map(|&pair| (pair, false)).collect();
        self.key("Tone Form", Unit::None, form);
        self.times("Signal", &pairs)
    }

    fn pattern(&mut self, pattern: &RingingPattern) -> Result<(), Reason> {
        self.header(format_args!("{} #{}", Kind::Pattern.header(), pattern.number));
        self.key("Ring Type", Unit::None, pattern.number);
        self.key("Freq", Unit::Hertz, whole_hertz(pattern.frequency)?);
        self.times("Ring", &passes(pattern.cadence())?)
    }

    /// On and off times, each pair a burst or not.
    fn times(&mut self, name: &str, pairs: &[(OnOff, bool)]) -> Result<(), Reason> {
        if pairs.len() > PAIRS {
            return Err(Reason::TooManyPairs);
        }
        for ((pair, burst), ordinal) in pairs.iter().zip(ORDINALS) {
            let burst = if *burst { "Burst " } else { "" };
            for (half, time) in [("On", pair.on), ("Off", pair.off)] {
                let key = format!("{ordinal} {burst}{name} {half} Time");
                self.key(&key, Unit::TenMilliseconds, tens_of_ms(time)?);
            }
        }
        Ok(())
    }
}

/// The first pass of a pattern, each pair with whether it is a burst.
///
/// A lead is bursts before the cycle, or, where a burst stands after a cyclic cadence, a whole
/// first pass that the cycle is a part of.
fn passes(cadence: &Cadence) -> Result<Vec<(OnOff, bool)>, Reason> {
    let (lead, cycle) = (cadence.lead(), cadence.cycle());
    if cadence.is_continuous() && lead.is_empty() {
        // A ring without a pause: no time is above 0, or an on time is all there is.
        return Ok(vec![(OnOff::new(1000, 0), false)]);
    }
    if lead.len() + cycle.len() <= PAIRS {
        let bursts = lead.iter().map(|&pair| (pair, true));
        return Ok(bursts.chain(cycle.iter().map(|&pair| (pair, false))).collect());
    }
    if cadence.is_continuous() {
        // Its cycle is any cadence without silence: one of the lead has to be it.
        let steady = lead.iter().position(|pair| pair.off.is_zero()).ok_or(Reason::TooManyPairs)?;
        return Ok(lead.iter().enumerate().map(|(at, pair)| (*pair, at != steady)).collect());
    }
    let mut cyclic = cycle.iter().peekable();
    let mut is_burst = |pair: &OnOff| cyclic.next_if(|next| *next == pair).is_none();
    let pass: Vec<_> = lead.iter().map(|pair| (*pair, is_burst(pair))).collect();
    if cyclic.next().is_some() { Err(Reason::TooManyPairs) } else { Ok(pass) }
}

fn whole_hertz(frequency: Hertz) -> Result<u32, Reason> {
    match frequency.millihertz() {
        whole if whole % 1000 == 0 => Ok(whole / 1000),
        _ => Err(Reason::Frequency(frequency)),
    }
}

fn level_below_zero(level: DbM0) -> Result<u32, Reason> {
    match u32::try_from(-level.hundredths()) {
        Ok(below) if below % 100 == 0 => Ok(below / 100),
        _ => Err(Reason::Level(level)),
    }
}

fn tens_of_ms(time: Millis) -> Result<u32, Reason> {
    if time.0.is_multiple_of(10) { Ok(time.0 / 10) } else { Err(Reason::Time(time)) }
}
