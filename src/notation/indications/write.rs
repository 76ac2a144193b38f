//! Sets to an `indications.conf`.

use core::fmt::Write as _;
use std::collections::HashSet;

use crate::diagnostic::Severity;
use crate::model::{
    CallProgressTone, Component, Entry, Modulation, OnOff, Package, RingingPattern, Signal,
    ToneSet, Voice,
};
use crate::notation::Notation;
use crate::notation::indications::{
    DEPTH, LEVEL, LONGEST_COUNTRY, LONGEST_DESCRIPTION, LONGEST_TIME, NO_PACKAGE, RINGING, WORDS,
    is_no_package,
};
use crate::notation::translation::{Losses, Naming, Unfit, What, Written, whole_hertz};
use crate::units::{Hertz, Millis, SampleRate};

/// Writes sets as an `indications.conf`, a country each; the first is the default.
///
/// A set that is no package is a section `[tones]`. What Asterisk has no way to say is in the losses:
/// there are no levels and no user defined tones, frequencies are whole hertz below 4000, a voice has
/// two components or one that is modulated, and there is one ringing pattern.
#[must_use]
pub fn write(sets: &[ToneSet]) -> Written {
    let mut losses = Losses::new(Notation::Indications.described(), Severity::Warning);
    let mut names = Names::default();
    let mut body = String::new();
    let mut default = None;
    for (place, set) in sets.iter().enumerate() {
        losses.of_set(place, set);
        let (name, description) = names.of(set.package(), &mut losses);
        line(&mut body, format_args!("\n[{name}]\ndescription = {description}"));
        default.get_or_insert(name);
        write_set(set, &mut body, &mut losses);
    }
    let mut text = String::from("[general]\n");
    if let Some(default) = default {
        line(&mut text, format_args!("country = {default}"));
    }
    Written { text: text + &body, losses: losses.into_losses() }
}

fn line(text: &mut String, line: core::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a string takes everything");
}

/// The names of sections.
#[derive(Default)]
struct Names {
    taken: HashSet<String>,
    without_package: usize,
}

/// Whether a package's name can be that of a section.
fn is_section(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    let fits = (1..=LONGEST_COUNTRY).contains(&name.len()) && name.bytes().all(plain);
    fits && !name.eq_ignore_ascii_case("general") && !is_no_package(name)
}

impl Names {
    /// The name and the description of a set; what they do not say of its package is lost.
    fn of(&mut self, package: Option<&Package>, losses: &mut Losses) -> (String, String) {
        if let Some(package) = package {
            let (name, description) = (&package.name, &package.description);
            let fits = is_section(name) && self.taken.insert(name.to_ascii_lowercase());
            let escaped = description.replace(';', "\\;");
            let told = description.trim() == description
                && escaped.len() <= LONGEST_DESCRIPTION
                && !description.chars().any(char::is_control)
                && description != name;
            let more = package.number.is_some() || package.default_ringback.is_some();
            if !(fits && told) || more {
                losses.lose(What::Package(package.clone()));
            }
            if fits {
                let description = if told { escaped } else { String::new() };
                let said = !description.is_empty();
                return (name.clone(), if said { description } else { name.clone() });
            }
        }
        self.without_package += 1;
        let name = match self.without_package {
            1 => NO_PACKAGE.to_owned(),
            count => format!("{NO_PACKAGE}-{count}"),
        };
        (name.clone(), name)
    }
}

fn write_set(set: &ToneSet, text: &mut String, losses: &mut Losses) {
    let rung = set.pattern(0).or(set.patterns().first());
    let mut naming = Naming::of(set);
    let mut place = 0;
    let mut tones = String::new();
    for entry in set.entries() {
        losses.of_entry(entry);
        let written = match entry {
            Entry::Tone(tone) => tone_line(tone, place, &mut naming, &mut tones, losses),
            Entry::UserTone(_) => Err(Unfit::UserTone),
            Entry::Pattern(pattern) if rung.is_none_or(|rung| rung.number != pattern.number) => {
                Err(Unfit::SecondPattern)
            }
            Entry::Pattern(pattern) => ringing_line(pattern, text, losses),
        };
        match (written, entry) {
            (Err(unfit), _) => losses.leave_out(unfit),
            (Ok(()), Entry::Tone(_)) => place += 1,
            _ => {}
        }
    }
    text.push_str(&tones);
}

fn ringing_line(
    pattern: &RingingPattern,
    text: &mut String,
    losses: &mut Losses,
) -> Result<(), Unfit> {
    let pairs = match (pattern.cadence().lead(), pattern.cadence().cycle()) {
        (_, []) => return Err(Unfit::Once),
        ([], cycle) => cycle,
        _ => return Err(Unfit::LeadAndCycle),
    };
    let times = || pairs.iter().flat_map(|pair| [pair.on, pair.off]);
    let most = Millis(u32::MAX >> 1);
    if let Some(time) = times().find(|time| *time > most) {
        return Err(Unfit::Time { time, most });
    }
    if pattern.number != 0 {
        losses.lose(What::Number { from: pattern.number, to: 0 });
    }
    if pattern.frequency != RINGING {
        losses.lose(What::RingingFrequency { from: pattern.frequency, to: RINGING });
    }
    let times: Vec<_> = times().map(|time| time.0.to_string()).collect();
    line(text, format_args!("ringcadence = {}", times.join(",")));
    Ok(())
}

fn tone_line(
    tone: &CallProgressTone,
    place: u32,
    naming: &mut Naming,
    text: &mut String,
    losses: &mut Losses,
) -> Result<(), Unfit> {
    let signal = losses.plain_signal(&tone.signal);
    let signal = fitted(&signal, losses)?;
    losses.lose_durations(tone);
    losses.lose_number(tone.number, place);
    let name = WORDS.write(tone, naming, losses);
    line(text, format_args!("{name} = {}", items(&signal)));
    Ok(())
}

/// The signal that a reader will find: whole hertz, one level, one depth.
fn fitted(signal: &Signal, losses: &mut Losses) -> Result<Signal, Unfit> {
    let times = || signal.cadence().pairs().flat_map(|pair| [pair.on, pair.off]);
    if let Some(time) = times().find(|time| time.0 > LONGEST_TIME) {
        return Err(Unfit::Time { time, most: Millis(LONGEST_TIME) });
    }
    let voices = signal.voices().iter().map(|voice| {
        let components = Losses::components(voice, 2)?;
        if components.len() > 1 && components.iter().any(|one| one.modulation.is_some()) {
            return Err(Unfit::ModulationBeside);
        }
        let components = components.iter().map(|one| component(one, losses));
        let components = components.collect::<Result<Vec<_>, _>>()?;
        Voice::new(components).map_err(|_| Unfit::Components { most: 2 })
    });
    let voices = voices.collect::<Result<Vec<_>, _>>()?;
    let signal = Signal::with_voices(voices, signal.cadence().clone());
    Ok(signal.expect("the voices of the signal").heard())
}

fn component(component: &Component, losses: &mut Losses) -> Result<Component, Unfit> {
    let mut fit = |frequency: Hertz| {
        let whole =
            Hertz::new(whole_hertz(frequency, losses)).expect("between 1 Hz and the highest");
        // Asterisk plays at 8 kHz.
        if SampleRate::NARROWBAND.carries(whole) {
            Ok(whole)
        } else {
            Err(Unfit::Frequency(frequency))
        }
    };
    let frequency = fit(component.frequency)?;
    let modulation = match component.modulation {
        None => None,
        Some(modulation) => Some((fit(modulation.frequency)?, modulation.depth)),
    };
    if component.level != LEVEL {
        losses.lose(What::NoLevel { from: component.level, to: LEVEL });
    }
    let modulation = modulation.map(|(frequency, depth)| {
        if depth != DEPTH {
            losses.lose(What::Depth { from: depth, to: DEPTH });
        }
        Modulation { frequency, depth: DEPTH }
    });
    Ok(Component { frequency, level: LEVEL, modulation })
}

fn items(signal: &Signal) -> String {
    let cadence = signal.cadence();
    let mut items = Vec::new();
    items_of(cadence.lead(), "!", signal, &mut items);
    match cadence.cycle() {
        [steady] if cadence.is_continuous() => {
            items.push(signal.voices().get(steady.voice).map_or_else(String::new, sum));
        }
        cycle => items_of(cycle, "", signal, &mut items),
    }
    items.join(",")
}

fn items_of(pairs: &[OnOff], once: &str, signal: &Signal, items: &mut Vec<String>) {
    let mut before: Option<&OnOff> = None;
    for pair in pairs {
        if let Some(voice) = signal.voices().get(pair.voice).filter(|_| !pair.on.is_zero()) {
            items.push(format!("{once}{}/{}", sum(voice), pair.on.0));
        }
        // A reader takes a silence for the off time of the tone before it.
        let own = pair.on.is_zero()
            && before.is_some_and(|before| !before.on.is_zero() && before.off.is_zero());
        if !pair.off.is_zero() {
            let silence = if own { "0+0" } else { "0" };
            items.push(format!("{once}{silence}/{}", pair.off.0));
        }
        before = Some(pair);
    }
}

fn sum(voice: &Voice) -> String {
    let hertz = |frequency: Hertz| (frequency.millihertz() / 1000).to_string();
    let parts = voice.components().iter().map(|component| match component.modulation {
        None => hertz(component.frequency),
        Some(modulation) => {
            format!("{}*{}", hertz(component.frequency), hertz(modulation.frequency))
        }
    });
    parts.collect::<Vec<_>>().join("+")
}
