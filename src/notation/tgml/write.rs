//! Sets to lines `name=script`.

use core::fmt::Write as _;

use crate::diagnostic::Severity;
use crate::model::{
    CallProgressTone, Component, Entry, OnOff, Package, Signal, ToneKind, ToneSet, Voice,
};
use crate::notation::Notation;
use crate::notation::tgml::lines::STREAM;
use crate::notation::tgml::{
    LONGEST_TIME, MOST_FREQUENCIES, MOST_PAIRS, SHARES, VOLUME, WORDS, is_ringback_name,
};
use crate::notation::translation::{Losses, Naming, Unfit, What, Written};
use crate::units::{DbM0, Hertz, Millis};

/// Writes sets as lines `name=tone_stream://script`, packages below a `[section]` each.
///
/// What FreeSWITCH has no way to say is in the losses: there are no ringing patterns and no user
/// defined tones, no modulation, no start before a cycle, and one level for all frequencies of a tone.
#[must_use]
pub fn write(sets: &[ToneSet]) -> Written {
    let mut losses = Losses::new(Notation::Tgml.described(), Severity::Warning);
    let mut text = String::new();
    let mut left = MOST_PAIRS as usize;
    for (place, set) in sets.iter().enumerate() {
        losses.of_set(place, set);
        let name = set.package().map(|package| section(package, &mut losses)).unwrap_or_default();
        let mut lines = String::new();
        write_set(set, &mut lines, &mut left, &mut losses);
        // Lines before the first section are a set that is no package.
        if place > 0 || !name.is_empty() || lines.is_empty() {
            let gap = if place > 0 { "\n" } else { "" };
            writeln!(text, "{gap}[{name}]").expect("a string takes everything");
        }
        text.push_str(&lines);
    }
    Written { text, losses: losses.into_losses() }
}

/// The name of a package's section; what it does not say of the package is lost.
fn section(package: &Package, losses: &mut Losses) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let fits = !package.name.is_empty() && package.name.bytes().all(plain);
    let named = Package { name: package.name.clone(), ..Package::default() };
    if !fits || named != *package {
        losses.lose(What::Package(package.clone()));
    }
    if fits { named.name } else { String::new() }
}

fn write_set(set: &ToneSet, text: &mut String, left: &mut usize, losses: &mut Losses) {
    let mut naming = Naming::of(set);
    let mut place = 0;
    for entry in set.entries() {
        losses.of_entry(entry);
        let written = match entry {
            Entry::Tone(tone) => tone_line(tone, place, &mut naming, left, losses),
            Entry::UserTone(_) => Err(Unfit::UserTone),
            Entry::Pattern(_) => Err(Unfit::Pattern),
        };
        match written {
            Err(unfit) => losses.leave_out(unfit),
            Ok(line) => {
                place += 1;
                writeln!(text, "{line}").expect("a string takes everything");
            }
        }
    }
}

fn tone_line(
    tone: &CallProgressTone,
    place: u32,
    naming: &mut Naming,
    left: &mut usize,
    losses: &mut Losses,
) -> Result<String, Unfit> {
    let signal = losses.plain_signal(&tone.signal);
    let signal = fitted(&signal, losses)?;
    let script = script(&signal, left);
    losses.lose_durations(tone);
    losses.lose_number(tone.number, place);
    if tone.id.is_none() && tone.kind.is_none() {
        return Ok(script);
    }
    let id = tone.id.as_ref().map_or("", |id| id.as_str());
    let rings = is_ringback_name(id) && tone.kind == Some(ToneKind::RINGBACK);
    let name = if rings && !naming.is_taken(id) {
        naming.take(id);
        id.to_owned()
    } else {
        WORDS.write(tone, naming, losses)
    };
    Ok(format!("{name}={script}"))
}

/// The signal that a reader will find: one level for all frequencies of a voice.
fn fitted(signal: &Signal, losses: &mut Losses) -> Result<Signal, Unfit> {
    let cadence = signal.cadence();
    if !cadence.lead().is_empty() && !cadence.cycle().is_empty() {
        return Err(Unfit::LeadAndCycle);
    }
    let mut times = cadence.pairs().flat_map(|pair| [pair.on, pair.off]);
    if let Some(time) = times.find(|time| time.0 > LONGEST_TIME) {
        return Err(Unfit::Time { time, most: Millis(LONGEST_TIME) });
    }
    let voices = signal.voices().iter().map(|voice| {
        let components = Losses::components(voice, MOST_FREQUENCIES)?;
        if components.iter().any(|component| component.modulation.is_some()) {
            return Err(Unfit::Modulation);
        }
        let to = volume(components) - SHARES[components.len()];
        let to = DbM0::from_hundredths(to).expect("a level that can be written");
        let component = |component: &Component| {
            if component.level != to {
                losses.lose(What::Level { from: component.level, to });
            }
            Component::new(component.frequency, to)
        };
        let components: Vec<_> = components.iter().map(component).collect();
        Voice::new(components).map_err(|_| Unfit::Components { most: MOST_FREQUENCIES })
    });
    let voices = voices.collect::<Result<Vec<_>, _>>()?;
    let signal = Signal::with_voices(voices, cadence.clone());
    Ok(signal.expect("the voices of the signal").heard())
}

/// The volume at which the loudest of these components has its level.
fn volume(components: &[Component]) -> i32 {
    let loudest = components.iter().map(|component| component.level.hundredths()).max();
    (loudest.unwrap_or(VOLUME) + SHARES[components.len()]).clamp(-6300, 0)
}

fn script(signal: &Signal, left: &mut usize) -> String {
    let cadence = signal.cadence();
    let steady = cadence.cycle().first().filter(|_| cadence.is_continuous());
    let (pairs, loops) = match (steady, cadence.lead()) {
        (Some(steady), _) => (vec![whole_periods(signal, steady)], -1),
        (None, []) => (cadence.cycle().to_vec(), -1),
        (None, lead) => {
            let period = period(lead, left);
            (lead[..period].to_vec(), i64::try_from(lead.len() / period).unwrap_or(1))
        }
    };
    let mut script = STREAM.to_owned();
    let mut told = VOLUME;
    for pair in pairs {
        let frequencies = frequencies(signal, &pair);
        if let Some(voice) = signal.voices().get(pair.voice).filter(|_| !pair.on.is_zero()) {
            let volume = volume(voice.components());
            if volume != told {
                let level = DbM0::from_hundredths(volume).map(|level| level.to_string());
                let level = level.unwrap_or_default();
                let level = level.trim_end_matches(" dBm0");
                write!(script, "v={level};").expect("a string takes everything");
                told = volume;
            }
        }
        write!(script, "%({},{},{frequencies});", pair.on.0, pair.off.0)
            .expect("a string takes everything");
    }
    if loops == 1 {
        script.pop();
    } else {
        write!(script, "loops={loops}").expect("a string takes everything");
    }
    script
}

/// A steady tone is played again and again: whole periods of every frequency join without a step.
fn whole_periods(signal: &Signal, steady: &OnOff) -> OnOff {
    let voice = signal.voices().get(steady.voice);
    let components = voice.map_or(&[] as &[_], Voice::components);
    let whole = components.iter().all(|one| one.frequency.millihertz().is_multiple_of(1000));
    OnOff::new(if whole { 1000 } else { 10_000 }, 0).with_voice(steady.voice)
}

fn frequencies(signal: &Signal, pair: &OnOff) -> String {
    let number = |frequency: Hertz| frequency.to_string().trim_end_matches(" Hz").to_owned();
    let voice = signal.voices().get(pair.voice);
    match voice {
        // FreeSWITCH passes over a tone of 0 Hz; without an on time none is heard.
        _ if pair.on.is_zero() => "400".to_owned(),
        None => "400".to_owned(),
        Some(voice) => {
            let numbers = voice.components().iter().map(|one| number(one.frequency));
            numbers.collect::<Vec<_>>().join(",")
        }
    }
}

/// The length of the start that all of these pairs repeat, as far as a reader lets it repeat.
fn period(pairs: &[OnOff], left: &mut usize) -> usize {
    let repeats = |period: &usize| {
        pairs.len().is_multiple_of(*period) && pairs[*period..] == pairs[..pairs.len() - period]
    };
    let period = (1..pairs.len()).find(repeats).unwrap_or(pairs.len());
    match left.checked_sub(pairs.len() - period) {
        Some(rest) => {
            *left = rest;
            period
        }
        None => pairs.len(),
    }
}
