//! A model to the ini that a careful hand would write.

use core::fmt::{self, Write};

use crate::diagnostic::Severity;
use crate::model::{Entry, ToneSet};
use crate::notation::Notation;
use crate::notation::cpt::fitted::{self, Pair, PatternNumbers, Sound, ToneNumbers};
use crate::notation::cpt::names::{Kind, ORDINALS, Unit};
use crate::notation::translation::{Losses, Unfit, What, Written};

/// Writes a set as a canonical CPT file: the sections and keys in the order of the manuals, and
/// nothing that says nothing.
///
/// A set that was [parsed](super::parse) comes back the same when the text is parsed at the same
/// rate. Of a set from elsewhere, times are fitted to steps of 10 ms, frequencies to whole hertz,
/// levels to whole dB and depths to steps of 0.02; tones of several voices, of more than two
/// components or without a kind and cadences that four pairs cannot make are left out. Each of
/// these is a loss, and so is what a file has no place for: ids, swells, packages.
///
/// Of a set of nothing the text is empty, and a reader asks for something to be defined.
#[must_use]
pub fn write(tones: &ToneSet) -> Written {
    let mut losses = Losses::new(Notation::Cpt.described(), Severity::Warning);
    losses.of_set(0, tones);
    if let Some(package) = tones.package() {
        losses.lose(What::Package(package.clone()));
    }
    let mut text = String::new();
    for kind in Kind::ALL {
        let mut page = Page::default();
        let mut count = 0_usize;
        for entry in tones.entries().filter(|entry| kind_of(*entry) == kind) {
            losses.of_entry(entry);
            let mut write = || match entry {
                Entry::Tone(tone) | Entry::UserTone(tone) => {
                    let numbers = fitted::tone(tone, &mut losses)?;
                    if numbers.tone_type.is_none() && kind == Kind::Tone {
                        return Err(Unfit::Kind);
                    }
                    page.tone(kind, losses.number_of(tone, count), &numbers);
                    Ok(())
                }
                Entry::Pattern(pattern) => {
                    page.pattern(pattern.number, &fitted::pattern(pattern, &mut losses)?);
                    Ok(())
                }
            };
            match write() {
                Ok(()) => count += 1,
                Err(unfit) => losses.leave_out(unfit),
            }
        }
        if count > 0 {
            let mut head = Page::default();
            head.header(format_args!("{}", kind.count_header()));
            head.key(kind.count_key(), Unit::None, count);
            text += &head.text;
            text += &page.text;
        }
    }
    // A blank line stands before every section but the first.
    let text = text.trim_start().to_owned();
    Written { text, losses: losses.into_losses() }
}

const fn kind_of(entry: Entry<'_>) -> Kind {
    match entry {
        Entry::Tone(_) => Kind::Tone,
        Entry::UserTone(_) => Kind::UserTone,
        Entry::Pattern(_) => Kind::Pattern,
    }
}

/// The text so far.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn header(&mut self, name: fmt::Arguments<'_>) {
        self.line(format_args!("\n[{name}]"));
    }

    fn key(&mut self, name: &str, unit: Unit, value: impl fmt::Display) {
        self.line(format_args!("{name}{}={value}", unit.bracket()));
    }

    fn line(&mut self, line: fmt::Arguments<'_>) {
        writeln!(self.text, "{line}").expect("a string takes everything");
    }

    fn tone(&mut self, kind: Kind, number: u32, numbers: &ToneNumbers) {
        self.header(format_args!("{} #{number}", kind.header()));
        if let Some(tone_type) = numbers.tone_type {
            self.key("Tone Type", Unit::None, tone_type);
        }
        match numbers.sound {
            Sound::Regular { low, high } => {
                self.key("Low Freq", Unit::Hertz, low.0);
                self.key("High Freq", Unit::Hertz, high.0);
                self.key("Low Freq Level", Unit::MinusDbm, low.1);
                self.key("High Freq Level", Unit::MinusDbm, high.1);
            }
            Sound::Modulated { carrier, modulation, factor } => {
                self.key("Tone Modulation Type", Unit::None, 1);
                self.key("Carrier Freq", Unit::Hertz, carrier.0);
                self.key("Modulation Freq", Unit::Hertz, modulation);
                self.key("Signal Level", Unit::MinusDbm, carrier.1);
                self.key("AM Factor", Unit::Steps, factor);
            }
        }
        self.key("Tone Form", Unit::None, numbers.form.number());
        for (place, pair) in numbers.pairs.iter().enumerate() {
            self.pair(&format!("{} Signal", ORDINALS[place]), *pair);
        }
        if let Some(duration) = numbers.default_duration {
            self.key("Default Duration", Unit::Milliseconds, duration);
        }
    }

    fn pattern(&mut self, number: u32, numbers: &PatternNumbers) {
        self.header(format_args!("{} #{number}", Kind::Pattern.header()));
        self.key("Ring Type", Unit::None, number);
        self.key("Freq", Unit::Hertz, numbers.frequency);
        for (place, (pair, burst)) in numbers.rings.iter().enumerate() {
            let burst = if *burst { " Burst" } else { "" };
            self.pair(&format!("{}{burst} Ring", ORDINALS[place]), *pair);
        }
    }

    fn pair(&mut self, name: &str, (on, off): Pair) {
        self.key(&format!("{name} On Time"), Unit::TenMilliseconds, on);
        self.key(&format!("{name} Off Time"), Unit::TenMilliseconds, off);
    }
}
