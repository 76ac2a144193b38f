//! A package to the lines that an administrator could paste.

use core::fmt::{self, Write};
use std::collections::HashSet;

use crate::model::{
    Cadence, CallProgressTone, Component, OnOff, Package, Signal, ToneKind, ToneSet,
};
use crate::notation::sbc::keys::{PAIRS, TONES};
use crate::notation::sbc::profile::MOST_REPEATED;
use crate::notation::sbc::{LONGEST_NAME, OWN_PACKAGES, default_ringback};
use crate::units::{DbM0, Hertz, Millis};

/// A part of a set that the lines cannot hold, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritable {
    /// The tone or pattern, as files are named after it; the package where it is that.
    pub entry: String,
    /// Why.
    pub reason: Reason,
}

/// What the lines of an SBC have no way to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A set that is no package.
    NoPackage,
    /// A name that is no word of 1 to 23 characters.
    Name,
    /// A package's number outside 100 to 248, or none.
    PackageId,
    /// A description.
    Description,
    /// A default ringback other than the tone of type `ring`, else `rt`.
    Ringback,
    /// A ringing pattern or a user defined tone.
    NoTone,
    /// A tone without an id.
    NoId,
    /// A number that is not the place of the tone.
    Number,
    /// A kind that the id does not tell.
    Kind,
    /// A default duration or a detection period.
    Duration,
    /// A level that changes with time.
    Swell,
    /// A voice that no on time sounds, or that is there twice.
    UnusedVoice,
    /// A modulated component beside another one, or in some on times only.
    Modulated,
    /// More components than a profile has.
    Components,
    /// A frequency that is not a whole number of hertz up to 3999.
    Frequency(Hertz),
    /// A level that is not a whole number of dB from -50 to 3.
    Level(DbM0),
    /// A depth that is not a whole number of percent.
    Depth,
    /// A time beyond 8000 ms.
    Time(Millis),
    /// A cadence that three on and off times and their repetitions cannot make.
    Cadence,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: an SBC's lines cannot hold ", self.entry)?;
        match self.reason {
            Reason::NoPackage => f.write_str("a set that is no package"),
            Reason::Name => {
                write!(
                    f,
                    "a name that is not 1 to {LONGEST_NAME} characters between two quotation marks"
                )
            }
            Reason::PackageId => {
                let (low, high) = OWN_PACKAGES;
                write!(f, "a package without a number from {low} to {high}")
            }
            Reason::Description => f.write_str("a description"),
            Reason::Ringback => {
                f.write_str("a default ringback that is not the tone type `ring`, else `rt`")
            }
            Reason::NoTone => f.write_str("it, only call progress tones"),
            Reason::NoId => f.write_str("a tone without an id"),
            Reason::Number => f.write_str("a number that is not the place of the tone"),
            Reason::Kind => f.write_str("a kind that its id does not tell"),
            Reason::Duration => f.write_str("a default duration or a detection period"),
            Reason::Swell => f.write_str("a swell"),
            Reason::UnusedVoice => f.write_str("voices that are not sounded, or equal ones"),
            Reason::Modulated => {
                f.write_str("a modulated component beside another or in some on times only")
            }
            Reason::Components => write!(f, "more than {TONES} components"),
            Reason::Frequency(frequency) => write!(f, "{frequency}, only whole hertz up to 3999"),
            Reason::Level(level) => write!(f, "{level}, only whole dB from -50 to 3"),
            Reason::Depth => f.write_str("a depth that is not a whole number of percent"),
            Reason::Time(time) => write!(f, "{time}, only up to 8000 ms"),
            Reason::Cadence => {
                f.write_str("a cadence of more than three on and off times and their repetitions")
            }
        }
    }
}

impl std::error::Error for Unwritable {}

/// Writes a package as canonical lines: two for each tone profile and one for each tone type.
///
/// Read again they give the same package. A package without a name and a number is written as tone
/// profiles alone.
///
/// # Errors
/// One [`Unwritable`] for the package and one for each tone that the lines cannot hold.
pub fn write(tones: &ToneSet) -> Result<String, Vec<Unwritable>> {
    let mut failures = Vec::new();
    let mut fail = |entry: String, reason| failures.push(Unwritable { entry, reason });
    let package = tones.package();
    if let Err(reason) = check_package(tones) {
        fail(package.map_or_else(String::new, |package| package.name.clone()), reason);
    }
    let others = tones.entries().skip(tones.tones().len());
    others.for_each(|entry| fail(entry.to_string(), Reason::NoTone));
    let name = package.map_or("", |package| package.name.as_str());
    let mut names = ProfileNames { package: name, taken: HashSet::new() };
    let (mut profiles, mut types) = (String::new(), String::new());
    let mut pairs = 0;
    for (place, (tone, entry)) in tones.tones().iter().zip(tones.entries()).enumerate() {
        pairs += tone.signal.cadence().pairs().count();
        let few = pairs <= MOST_REPEATED as usize;
        match lines_of(place, tone).and_then(|lines| few.then_some(lines).ok_or(Reason::Cadence)) {
            Err(reason) => fail(entry.to_string(), reason),
            Ok((id, lines)) => {
                let profile = names.of(place, id);
                for line in lines {
                    line_to(&mut profiles, format_args!("toneProfile {} {line}", Quoted(&profile)));
                }
                let number = package.and_then(|package| package.number);
                if let Some(number) = number {
                    let (name, id, profile) = (Quoted(name), Quoted(id), Quoted(&profile));
                    line_to(
                        &mut types,
                        format_args!(
                            "tonePackage {name} packageId {number} toneType {id} toneProfile {profile}"
                        ),
                    );
                }
            }
        }
    }
    if let (Some(Package { number: Some(number), .. }), []) = (package, tones.tones()) {
        line_to(&mut types, format_args!("tonePackage {} packageId {number}", Quoted(name)));
    }
    if failures.is_empty() { Ok(profiles + &types) } else { Err(failures) }
}

fn line_to(text: &mut String, line: fmt::Arguments<'_>) {
    writeln!(text, "set profiles media {line}").expect("a string takes everything");
}

fn check_package(tones: &ToneSet) -> Result<(), Reason> {
    let package = tones.package().ok_or(Reason::NoPackage)?;
    let (low, high) = OWN_PACKAGES;
    match package.number {
        // Profiles alone are a package of no name.
        None if package.name.is_empty() && !tones.tones().is_empty() => {}
        Some(number) if (low..=high).contains(&i64::from(number)) => check_name(&package.name)?,
        _ => return Err(Reason::PackageId),
    }
    if !package.description.is_empty() {
        return Err(Reason::Description);
    }
    let ringback = default_ringback(tones.tones());
    if package.default_ringback == ringback { Ok(()) } else { Err(Reason::Ringback) }
}

/// A name has to be told from the marks of a line; it may have blanks between quotation marks.
fn check_name(name: &str) -> Result<(), Reason> {
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    let plain = !name.contains(|c: char| c == '"' || c.is_control());
    if fits && plain { Ok(()) } else { Err(Reason::Name) }
}

/// The names of profiles: after the package and the tone type where that is short enough.
struct ProfileNames<'p> {
    package: &'p str,
    taken: HashSet<String>,
}

impl ProfileNames<'_> {
    fn of(&mut self, place: usize, id: &str) -> String {
        let long = format!("{}-{id}", self.package);
        let mut names = vec![id.to_owned(), format!("tone-{place}")];
        if !self.package.is_empty() {
            names.insert(0, long);
        }
        let free =
            |name: &String| name.chars().count() <= LONGEST_NAME && !self.taken.contains(name);
        let counted = (0..).map(|count| format!("tone-{place}-{count}"));
        let name = names.into_iter().chain(counted).find(free).expect("numbers do not end");
        self.taken.insert(name.clone());
        name
    }
}

/// The id of a tone and what is set in its profile.
fn lines_of(place: usize, tone: &CallProgressTone) -> Result<(&str, Vec<String>), Reason> {
    let id = tone.id.as_ref().ok_or(Reason::NoId)?.as_str();
    check_name(id)?;
    if usize::try_from(tone.number) != Ok(place) {
        return Err(Reason::Number);
    }
    if tone.kind != ToneKind::named(id) {
        return Err(Reason::Kind);
    }
    if tone.default_duration.or(tone.detection_period).is_some() {
        return Err(Reason::Duration);
    }
    if tone.signal.swell().is_some() {
        return Err(Reason::Swell);
    }
    let course = Course::of(tone.signal.cadence())?;
    check_voices(&tone.signal)?;
    Ok((id, vec![course.to_string(), generation(&tone.signal, &course)?]))
}

/// A reader finds each voice where it first sounds, and a silence has none.
fn check_voices(signal: &Signal) -> Result<(), Reason> {
    let voices = signal.voices();
    let mut told = 0;
    for pair in signal.cadence().pairs() {
        match pair.voice {
            0 if pair.on.is_zero() => {}
            _ if pair.on.is_zero() => return Err(Reason::UnusedVoice),
            voice if voice < told => {}
            voice if voice == told => told += 1,
            _ => return Err(Reason::UnusedVoice),
        }
    }
    let distinct: HashSet<_> = voices.iter().collect();
    if told == voices.len() && distinct.len() == voices.len() {
        Ok(())
    } else {
        Err(Reason::UnusedVoice)
    }
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
    fn of(cadence: &Cadence) -> Result<Self, Reason> {
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
            _ => return Err(Reason::Cadence),
        };
        if course.pairs.len() > PAIRS {
            return Err(Reason::Cadence);
        }
        let times = course.pairs.iter().flat_map(|(pair, _)| [pair.on, pair.off]);
        match times.into_iter().find(|time| time.0 > 8000) {
            Some(time) => Err(Reason::Time(time)),
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
fn generation(signal: &Signal, course: &Course) -> Result<String, Reason> {
    match signal.voices() {
        // Silence is a frequency of 0.
        [] => Ok("generationMethod singleTone tone1Frequency 0".to_owned()),
        [voice] => match voice.components() {
            [component] if component.modulation.is_some() => modulated(component),
            [component] => Ok(format!("generationMethod singleTone {}", tone(0, component)?)),
            [one, other] => {
                Ok(format!("generationMethod dualTone {} {}", tone(0, one)?, tone(1, other)?))
            }
            several => composite(several.iter().map(|component| (component, 0))),
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
            composite(first[..shared].iter().map(|component| (component, 0)).chain(own))
        }
    }
}

/// Components with the make period that each applies to, 0 for all.
fn composite<'c>(
    components: impl Iterator<Item = (&'c Component, usize)>,
) -> Result<String, Reason> {
    let mut text = "generationMethod compositeTone".to_owned();
    for (place, (component, period)) in components.enumerate() {
        if place >= TONES {
            return Err(Reason::Components);
        }
        let number = place + 1;
        write!(text, " {} tone{number}ApplyCadence {period}", tone(place, component)?)
            .expect("a string takes everything");
    }
    Ok(text)
}

fn tone(place: usize, component: &Component) -> Result<String, Reason> {
    if component.modulation.is_some() {
        return Err(Reason::Modulated);
    }
    let (frequency, level) = (whole_hertz(component.frequency)?, whole_level(component.level)?);
    let number = place + 1;
    Ok(format!("tone{number}Frequency {frequency} tone{number}Power {level}"))
}

fn modulated(component: &Component) -> Result<String, Reason> {
    let modulation = component.modulation.ok_or(Reason::Modulated)?;
    let thousandths = modulation.depth.thousandths();
    if thousandths % 10 != 0 {
        return Err(Reason::Depth);
    }
    let (carrier, level) = (whole_hertz(component.frequency)?, whole_level(component.level)?);
    let signal = whole_hertz(modulation.frequency)?;
    let index = thousandths / 10;
    Ok(format!(
        "generationMethod modulatedTone carrierFrequency {carrier} carrierPower {level} \
         signalFrequency {signal} signalModulationIndex {index}"
    ))
}

fn whole_hertz(frequency: Hertz) -> Result<u32, Reason> {
    let hertz = frequency.millihertz() / 1000;
    if hertz * 1000 == frequency.millihertz() && hertz <= 3999 {
        Ok(hertz)
    } else {
        Err(Reason::Frequency(frequency))
    }
}

fn whole_level(level: DbM0) -> Result<i32, Reason> {
    match level.hundredths() {
        whole if whole % 100 == 0 && (-50..=3).contains(&(whole / 100)) => Ok(whole / 100),
        _ => Err(Reason::Level(level)),
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
