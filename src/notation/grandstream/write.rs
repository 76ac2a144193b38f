//! Sets of tones as the settings of an adapter.

use core::fmt::Write as _;
use std::collections::HashSet;

use crate::diagnostic::Severity;
use crate::model::{
    Cadence, CallProgressTone, Component, Entry, OnOff, RingingPattern, ToneId, ToneKind, ToneSet,
};
use crate::notation::Notation;
use crate::notation::grandstream::names::{Holds, ROWS, Row, Unit};
use crate::notation::grandstream::{
    HIGHEST_FREQUENCY, LEVELS, LONGEST_RING, MOST_FREQUENCIES, MOST_PAIRS, RING_FREQUENCY,
};
use crate::notation::translation::{Losses, Unfit, What, Written, level, whole_hertz};
use crate::units::{Hertz, Millis};

/// Writes a set as the provisioning file of an adapter: an element for each tone and ringing pattern
/// that has a P number.
///
/// Frequencies are whole hertz and levels whole dB. A tone that no adapter has a setting for is left
/// out, and so is what up to two frequencies in up to three repeated on and off times cannot say.
#[must_use]
pub fn write(set: &ToneSet) -> Written {
    let mut writer = Writer {
        losses: Losses::new(Notation::Grandstream.described(), Severity::Warning),
        text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gs_provision version=\"1\">\n\
               <config version=\"1\">\n"
            .to_owned(),
        taken: HashSet::new(),
        tones: 0,
        kinds: set.tones().iter().filter_map(|tone| tone.kind).collect(),
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
    writer.text.push_str("</config>\n</gs_provision>\n");
    Written { text: writer.text, losses: writer.losses.into_losses() }
}

struct Writer {
    losses: Losses,
    text: String,
    /// The numbers of the settings that are written.
    taken: HashSet<u32>,
    /// How many tones are written: a reader numbers them so.
    tones: u32,
    /// The kinds that the set has tones of.
    kinds: HashSet<ToneKind>,
}

impl Writer {
    fn element(&mut self, number: u32, value: &str) {
        writeln!(self.text, "<P{number}>{value}</P{number}>").expect("a string takes everything");
    }

    fn tone(&mut self, tone: &CallProgressTone) -> Result<(), Unfit> {
        let signal = self.losses.plain_signal(&tone.signal);
        let row = row_for(tone, &self.kinds)?;
        if self.taken.contains(&row.number) {
            return Err(Unfit::SecondOfKind);
        }
        let components = Losses::one_voice(&signal, MOST_FREQUENCIES)?;
        let endless = self.losses.without_end(signal.cadence());
        let cadence = pairs_text(endless.as_ref().unwrap_or(signal.cadence()))?;
        let mut script = String::new();
        for (place, component) in (1..).zip(components) {
            let (hertz, dbm) = self.rounded(component)?;
            write!(script, "f{place}={hertz}@{dbm},").expect("a string takes everything");
        }
        script.push_str(&cadence);
        self.element(row.number, &script);
        self.taken.insert(row.number);
        self.lose_name(tone, row);
        self.losses.lose_durations(tone);
        self.losses.lose_number(tone.number, self.tones);
        self.tones += 1;
        Ok(())
    }

    /// A frequency in Hz and a level in dBm.
    fn rounded(&mut self, component: &Component) -> Result<(u32, i32), Unfit> {
        if component.modulation.is_some() {
            return Err(Unfit::Modulation);
        }
        let hertz = whole_hertz(component.frequency, &mut self.losses);
        if hertz >= HIGHEST_FREQUENCY {
            return Err(Unfit::Frequency(component.frequency));
        }
        let (low, high) = LEVELS;
        let level = level(component.level, 100, low * 100..=high * 100, &mut self.losses);
        Ok((hertz, level.hundredths() / 100))
    }

    /// What the setting does not tell of id and kind.
    fn lose_name(&mut self, tone: &CallProgressTone, row: &Row) {
        let (id, kind) = match row.holds {
            Holds::Kind(kind) => (None, Some(kind)),
            Holds::Id(id) => (ToneId::new(id).ok(), None),
            Holds::Ring(_) => (None, None),
        };
        if let Some(own) = tone.id.as_ref().filter(|own| id.as_ref() != Some(own)) {
            self.losses.lose(What::Id { id: own.clone(), word: None });
        }
        if tone.kind != kind {
            self.losses.lose(What::Kind { from: tone.kind, to: kind });
        }
    }

    fn pattern(&mut self, pattern: &RingingPattern) -> Result<(), Unfit> {
        let holds = Holds::Ring(pattern.number);
        let row = ROWS.iter().find(|row| row.holds == holds);
        let row = row.ok_or(Unfit::Number(pattern.number))?;
        let long = |pair: &&OnOff| pair.length_ms() > LONGEST_RING.into();
        if !pattern.cadence().is_continuous()
            && let Some(pair) = pattern.cadence().cycle().iter().find(long)
        {
            let length = u32::try_from(pair.length_ms()).unwrap_or(u32::MAX);
            let (time, most) = (Millis(length), Millis(LONGEST_RING));
            return Err(Unfit::Time { time, most });
        }
        let script = pairs_text(pattern.cadence())?;
        let frequency = Hertz::new(RING_FREQUENCY).expect("above 0 Hz");
        if pattern.frequency != frequency {
            self.losses.lose(What::RingingFrequency { from: pattern.frequency, to: frequency });
        }
        self.element(row.number, &script);
        Ok(())
    }
}

/// The setting of an adapter for a tone: that of its kind, else that of its id.
fn row_for(tone: &CallProgressTone, kinds: &HashSet<ToneKind>) -> Result<&'static Row, Unfit> {
    let mut rows = ROWS.iter().filter(|row| row.unit == Unit::Ms);
    // What North America calls reorder is congestion elsewhere: the setting is there for either.
    let (congestion, reorder) = (ToneKind::CONGESTION, ToneKind::REORDER);
    let kind = match tone.kind {
        Some(kind) if kind == congestion && !kinds.contains(&reorder) => Some(reorder),
        kind => kind,
    };
    let fits = |row: &&Row| match (row.holds, kind) {
        (Holds::Kind(kind), Some(own)) => kind == own,
        (Holds::Id(id), None) => {
            tone.id.as_ref().is_some_and(|own| own.as_str().eq_ignore_ascii_case(id))
        }
        _ => false,
    };
    rows.find(fits).ok_or(Unfit::Kind)
}

/// `c=` with the pairs of a cycle.
fn pairs_text(cadence: &Cadence) -> Result<String, Unfit> {
    match (cadence.lead(), cadence.cycle()) {
        (_, []) => Err(Unfit::Once),
        ([], _) if cadence.is_continuous() => Ok("c=0/0;".to_owned()),
        ([], cycle) if cycle.len() <= MOST_PAIRS => {
            let pairs = cycle.iter().map(|pair| format!("{}/{}", pair.on.0, pair.off.0));
            Ok(format!("c={};", pairs.collect::<Vec<_>>().join("-")))
        }
        ([], _) => Err(Unfit::Pairs { most: MOST_PAIRS }),
        _ => Err(Unfit::LeadAndCycle),
    }
}
