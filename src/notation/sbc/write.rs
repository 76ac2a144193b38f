//! A package to the lines that an administrator could paste.

use core::fmt::{self, Write};
use std::collections::HashSet;

use crate::diagnostic::Severity;
use crate::model::{
    Cadence, CallProgressTone, Component, Entry, OnOff, Package, Signal, ToneId, ToneKind, ToneSet,
};
use crate::notation::Notation;
use crate::notation::sbc::keys::{PAIRS, TONES};
use crate::notation::sbc::profile::MOST_REPEATED;
use crate::notation::sbc::{DEFAULT_PACKAGE, LONGEST_NAME, OWN_PACKAGES, ringback_of};
use crate::notation::translation::{Losses, Unfit, What, Written, fit};
use crate::units::{Hertz, Millis};

/// The longest time of a profile.
const LONGEST: Millis = Millis(8000);

/// The name of a package that a set has to become.
const NEW_PACKAGE: &str = "TONES";

/// Writes sets as canonical lines, a package each: two for each tone profile and one for each tone
/// type.
///
/// Read again they give the same packages, but for the losses. A set that is no package becomes one,
/// numbered from 100; tones without an id get that of their kind. A package without a name and a
/// number is written as tone profiles alone.
#[must_use]
pub fn write(sets: &[ToneSet]) -> Written {
    let mut writer = Writer {
        losses: Losses::new(Notation::Sbc.described(), Severity::Warning),
        profiles: String::new(),
        types: String::new(),
        profile_names: HashSet::new(),
        numbers: sets.iter().filter_map(ToneSet::package).filter_map(|set| set.number).collect(),
        names: HashSet::new(),
        alone: sets.len() == 1,
        pairs: 0,
    };
    for (place, set) in sets.iter().enumerate() {
        writer.losses.of_set(place, set);
        writer.set(set);
    }
    let Writer { losses, profiles, types, .. } = writer;
    Written { text: profiles + &types, losses: losses.into_losses() }
}

/// A name has to be told from the marks of a line; it may have blanks between quotation marks.
fn is_name(name: &str) -> bool {
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    fits && !name.contains(|c: char| c == '"' || c.is_control())
}

/// The lines so far.
struct Writer {
    losses: Losses,
    profiles: String,
    types: String,
    profile_names: HashSet<String>,
    /// The numbers that packages have or will have.
    numbers: HashSet<u8>,
    /// The names of the packages so far.
    names: HashSet<String>,
    /// Whether there is only one set.
    alone: bool,
    pairs: usize,
}

impl Writer {
    fn set(&mut self, set: &ToneSet) {
        let package = self.package(set);
        let name = package.as_ref().map_or("", |(name, _)| name.as_str());
        let mut ids = HashSet::new();
        let mut written = Vec::new();
        for entry in set.entries() {
            self.losses.of_entry(entry);
            let tone = match entry {
                Entry::Tone(tone) => tone,
                Entry::UserTone(tone) => {
                    self.losses.lose(What::UserTone);
                    tone
                }
                Entry::Pattern(_) => {
                    self.losses.leave_out(Unfit::Pattern);
                    continue;
                }
            };
            let place = written.len();
            let id = id_of(tone, place, &ids);
            match self.tone(tone, place, &id) {
                Err(unfit) => self.losses.leave_out(unfit),
                Ok(lines) => {
                    let profile = self.profile_name(name, place, &id);
                    for line in lines {
                        let line = format_args!("toneProfile {} {line}", Quoted(&profile));
                        line_to(&mut self.profiles, line);
                    }
                    if let Some((name, number)) = &package {
                        let (name, id, profile) = (Quoted(name), Quoted(&id), Quoted(&profile));
                        let line = format_args!(
                            "tonePackage {name} packageId {number} toneType {id} toneProfile {profile}"
                        );
                        line_to(&mut self.types, line);
                    }
                    ids.insert(id.to_ascii_lowercase());
                    written.push(id);
                }
            }
        }
        self.losses.of_whole_set();
        if let (Some((name, number)), true) = (&package, written.is_empty()) {
            line_to(
                &mut self.types,
                format_args!("tonePackage {} packageId {number}", Quoted(name)),
            );
        }
        let from = set.package().and_then(|package| package.default_ringback.clone());
        let to =
            ringback_of(&written.iter().map(String::as_str)).and_then(|id| ToneId::new(id).ok());
        if from != to {
            self.losses.lose(What::Ringback { from, to });
        }
    }

    /// Name and number of the package that a set is or becomes; `None` for profiles alone.
    fn package(&mut self, set: &ToneSet) -> Option<(String, u8)> {
        let package = set.package().cloned().unwrap_or_default();
        if !package.description.is_empty() {
            self.losses.lose(What::Description);
        }
        let Package { name: from, number, .. } = package;
        let nameless = from.is_empty() && number.is_none();
        if set.package().is_some() && nameless && self.alone && !set.tones().is_empty() {
            return None;
        }
        let (low, high) = OWN_PACKAGES;
        let own = || (low..=high).filter_map(|number| u8::try_from(number).ok());
        let kept = number.filter(|number| own().any(|own| own == *number));
        let free = || own().find(|number| !self.numbers.contains(number)).or(own().next_back());
        let to = kept.or_else(free)?;
        // A package that every device has keeps its name to itself.
        let own_name = is_name(&from) && from != DEFAULT_PACKAGE.0;
        let stem = if own_name { from.clone() } else { NEW_PACKAGE.to_owned() };
        let short: String = stem.chars().take(LONGEST_NAME - 4).collect();
        let counted = (self.names.len() + 1..).map(|count| format!("{short}-{count}"));
        let mut names = core::iter::once(stem).chain(counted);
        let name = names.find(|name| !self.names.contains(name)).expect("numbers do not end");
        self.names.insert(name.clone());
        self.numbers.insert(to);
        if set.package().is_none() {
            self.losses.lose(What::NewPackage { name: name.clone(), number: to });
        } else if name != from || Some(to) != number {
            let what =
                What::PackageName { from, from_number: number, to: name.clone(), number: to };
            self.losses.lose(what);
        }
        Some((name, to))
    }

    /// What is set in the profile of a tone.
    fn tone(
        &mut self,
        tone: &CallProgressTone,
        place: usize,
        id: &str,
    ) -> Result<Vec<String>, Unfit> {
        let losses = &mut self.losses;
        let read = (ToneId::new(id).ok(), ToneKind::named(id));
        match (&tone.id, read.0) {
            (Some(from), to) if Some(from) != to.as_ref() => {
                losses.lose(What::Id { id: from.clone(), word: Some(id.to_owned()) });
            }
            (None, Some(to)) => losses.lose(What::NewId(to)),
            _ => {}
        }
        if tone.kind != read.1 {
            losses.lose(What::Kind { from: tone.kind, to: read.1 });
        }
        losses.lose_number(tone.number, u32::try_from(place).unwrap_or(u32::MAX));
        losses.lose_durations(tone);
        let signal = losses.plain_signal(&tone.signal);
        let course = Course::of(signal.cadence())?;
        let lines = vec![course.to_string(), generation(&signal, &course, losses)?];
        let pairs = signal.cadence().pairs().count();
        if self.pairs + pairs > MOST_REPEATED as usize {
            return Err(Unfit::Cadence);
        }
        self.pairs += pairs;
        Ok(lines)
    }

    /// A name that no profile has: after the package and the tone type where that is short enough.
    fn profile_name(&mut self, package: &str, place: usize, id: &str) -> String {
        let mut names = vec![id.to_owned(), format!("tone-{place}")];
        if !package.is_empty() {
            names.insert(0, format!("{package}-{id}"));
        }
        let free = |name: &String| {
            name.chars().count() <= LONGEST_NAME && !self.profile_names.contains(name)
        };
        let from = self.profile_names.len();
        let counted = (from..).map(|count| format!("tone-{place}-{count}"));
        let name = names.into_iter().chain(counted).find(free).expect("numbers do not end");
        self.profile_names.insert(name.clone());
        name
    }
}

/// The tone type that a tone gets: its id, else what tells its kind, else its place.
fn id_of(tone: &CallProgressTone, place: usize, taken: &HashSet<String>) -> String {
    let own = tone.id.as_ref().map(|id| id.as_str().to_owned());
    let kind = tone.kind.into_iter();
    let told = kind.clone().filter_map(|kind| kind.id().map(str::to_owned));
    let told = told.chain(kind.clone().map(|kind| kind.to_string()));
    let told = told.chain(kind.flat_map(|kind| kind.ids().iter().map(|&id| id.to_owned())));
    // A name that several kinds answer to says one of them.
    let told = told.filter(|id| ToneKind::named(id) == tone.kind);
    let placed = core::iter::once(format!("tone-{place}"));
    let counted = (taken.len()..).map(|count| format!("tone-{place}-{count}"));
    let mut all = own.into_iter().chain(told).chain(placed).chain(counted);
    let free = |id: &String| is_name(id) && !taken.contains(&id.to_ascii_lowercase());
    all.find(free).expect("numbers do not end")
}

fn line_to(text: &mut String, line: fmt::Arguments<'_>) {
    writeln!(text, "set profiles media {line}").expect("a string takes everything");
}

/// The three pairs of a profile, and how often each and all of them come.
struct Course {
    pairs: Vec<(OnOff, usize)>,
    passes: usize,
    end: End,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The pairs, as often as they come.
    Over,
    /// The last make never ends.
    Tone,
    /// The last break never ends.
    Silence,
}

impl Course {
    fn of(cadence: &Cadence) -> Result<Self, Unfit> {
        let (lead, cycle) = (cadence.lead(), cadence.cycle());
        let steady = cycle.first().filter(|_| cadence.is_continuous());
        let course = match (lead, cycle, steady) {
            (lead, [steady], Some(_)) => {
                let mut pairs = runs(lead);
                pairs.push((*steady, 1));
                Self { pairs, passes: 0, end: End::Tone }
            }
            ([], cycle, _) => Self { pairs: runs(cycle), passes: 0, end: End::Over },
            (lead, [], _) => Self::once(lead),
            _ => return Err(Unfit::Cadence),
        };
        if course.pairs.len() > PAIRS {
            return Err(Unfit::Cadence);
        }
        let times = course.pairs.iter().flat_map(|(pair, _)| [pair.on, pair.off]);
        match times.into_iter().find(|time| *time > LONGEST) {
            Some(time) => Err(Unfit::Time { time, most: LONGEST }),
            None => Ok(course),
        }
    }

    /// A lead with silence behind it: its last break never ends if there is none, or the whole is
    /// played a number of times.
    fn once(lead: &[OnOff]) -> Self {
        let pairs = runs(lead);
        if let Some(((last, 1), _)) = pairs.split_last()
            && last.off.is_zero()
            && pairs.len() <= PAIRS
        {
            return Self { pairs, passes: 0, end: End::Silence };
        }
        if pairs.len() <= PAIRS {
            return Self { pairs, passes: 1, end: End::Over };
        }
        let period = (1..=lead.len()).find(|period| {
            lead.len().is_multiple_of(*period) && lead[*period..] == lead[..lead.len() - period]
        });
        let period = period.unwrap_or(lead.len());
        Self { pairs: runs(&lead[..period]), passes: lead.len() / period, end: End::Over }
    }
}

/// Equal neighbours as one pair and how often it comes.
fn runs(pairs: &[OnOff]) -> Vec<(OnOff, usize)> {
    pairs.chunk_by(|one, other| one == other).map(|run| (run[0], run.len())).collect()
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        for (place, (pair, times)) in (1..).zip(&self.pairs) {
            let is_last = place == self.pairs.len();
            match self.end {
                End::Tone if is_last => write!(f, "{gap}make{place} -1")?,
                End::Silence if is_last => {
                    write!(f, "{gap}make{place} {} break{place} -1", pair.on.0)?;
                }
                _ => write!(f, "{gap}make{place} {} break{place} {}", pair.on.0, pair.off.0)?,
            }
            if *times > 1 {
                write!(f, " repeat{place} {times}")?;
            }
            gap = " ";
        }
        if self.passes > 0 { write!(f, " repeat {}", self.passes) } else { Ok(()) }
    }
}

/// The generation method and its leaves.
fn generation(signal: &Signal, course: &Course, losses: &mut Losses) -> Result<String, Unfit> {
    match signal.voices() {
        // Silence is a frequency of 0.
        [] => Ok("generationMethod singleTone tone1Frequency 0".to_owned()),
        [voice] => match voice.components() {
            [component] if component.modulation.is_some() => modulated(component, losses),
            [component] => {
                Ok(format!("generationMethod singleTone {}", tone(0, component, losses)?))
            }
            [one, other] => Ok(format!(
                "generationMethod dualTone {} {}",
                tone(0, one, losses)?,
                tone(1, other, losses)?
            )),
            several => composite(several.iter().map(|component| (component, 0)), losses),
        },
        voices => {
            let sounding = (1..).zip(&course.pairs).filter(|(_, (pair, _))| !pair.on.is_zero());
            let sounding = sounding.filter_map(|(period, (pair, _))| {
                Some((period, voices.get(pair.voice)?.components()))
            });
            let sounding: Vec<_> = sounding.collect();
            // What all of them start with applies to all, and is written once.
            let first = sounding.first().map_or(&[] as &[_], |(_, components)| components);
            let shared = |(_, components): &(usize, &[Component])| {
                components.iter().zip(first).take_while(|(one, other)| one == other).count()
            };
            let shared = sounding.iter().map(shared).min().unwrap_or(0);
            let own = sounding.iter().flat_map(|&(period, components)| {
                components[shared..].iter().map(move |component| (component, period))
            });
            composite(first[..shared].iter().map(|component| (component, 0)).chain(own), losses)
        }
    }
}

/// Components with the make period that each applies to, 0 for all.
fn composite<'c>(
    components: impl Iterator<Item = (&'c Component, usize)>,
    losses: &mut Losses,
) -> Result<String, Unfit> {
    let mut text = "generationMethod compositeTone".to_owned();
    for (place, (component, period)) in components.enumerate() {
        if place >= TONES {
            return Err(Unfit::Components { most: TONES });
        }
        let number = place + 1;
        write!(text, " {} tone{number}ApplyCadence {period}", tone(place, component, losses)?)
            .expect("a string takes everything");
    }
    Ok(text)
}

fn tone(place: usize, component: &Component, losses: &mut Losses) -> Result<String, Unfit> {
    if component.modulation.is_some() {
        return Err(Unfit::ModulationBeside);
    }
    let (frequency, level) = frequency_and_level(component, losses)?;
    let number = place + 1;
    Ok(format!("tone{number}Frequency {frequency} tone{number}Power {level}"))
}

fn modulated(component: &Component, losses: &mut Losses) -> Result<String, Unfit> {
    let modulation = component.modulation.ok_or(Unfit::ModulationBeside)?;
    let (carrier, level) = frequency_and_level(component, losses)?;
    let signal = hertz(modulation.frequency, losses)?;
    let index = fit::depth(modulation.depth, 10, 0..=3000, losses).thousandths() / 10;
    Ok(format!(
        "generationMethod modulatedTone carrierFrequency {carrier} carrierPower {level} \
         signalFrequency {signal} signalModulationIndex {index}"
    ))
}

fn frequency_and_level(component: &Component, losses: &mut Losses) -> Result<(u32, i32), Unfit> {
    let level = fit::level(component.level, 100, -5000..=300, losses);
    Ok((hertz(component.frequency, losses)?, level.hundredths() / 100))
}

fn hertz(frequency: Hertz, losses: &mut Losses) -> Result<u32, Unfit> {
    const HIGHEST: u32 = 3999;
    match fit::whole_hertz(frequency, losses) {
        hertz if hertz <= HIGHEST => Ok(hertz),
        _ => Err(Unfit::Frequency(frequency)),
    }
}

/// A name, in quotation marks where a line would not take it as one word.
struct Quoted<'n>(&'n str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| !c.is_whitespace() && !"{};\"".contains(c);
        if self.0.chars().all(plain) && !self.0.is_empty() {
            f.write_str(self.0)
        } else {
            write!(f, "\"{}\"", self.0)
        }
    }
}
