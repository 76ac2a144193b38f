//! Sections to the sets of countries.

use std::collections::HashMap;

use crate::diagnostic::Span;
use crate::model::{Cadence, CallProgressTone, OnOff, Package, RingingPattern, Selector, ToneSet};
use crate::notation::indications::lines::Text;
use crate::notation::indications::list::{self, Reported};
use crate::notation::indications::problem::{Findings, IndicationsProblem as Problem};
use crate::notation::indications::{
    DAHDI_NAMES, LONGEST_COUNTRY, LONGEST_DESCRIPTION, MOST_PAIRS, RINGING, WORDS, is_no_package,
};
use crate::text::excerpt;
use crate::units::{Millis, SampleRate};

/// A name, an entry's span and what was read of it.
type Read<'a, T> = (Text<'a>, Span, T);

/// A country as it is read.
struct Country<'a> {
    name: Text<'a>,
    description: Option<Text<'a>>,
    alias: Option<Text<'a>>,
    ringing: Option<Read<'a, Option<RingingPattern>>>,
    tones: Vec<Read<'a, Option<CallProgressTone>>>,
    /// The place of each tone by its name in lower case.
    places: HashMap<String, usize>,
}

/// What entries belong to.
enum Open {
    /// No section yet.
    Nothing,
    /// `[general]`.
    General,
    /// A section that was reported.
    Ignored,
    /// The last country.
    Country,
}

/// All countries of a text.
pub(super) struct Countries<'a> {
    rate: SampleRate,
    open: Open,
    default: Option<Text<'a>>,
    all: Vec<Country<'a>>,
    places: HashMap<String, usize>,
}

impl<'a> Countries<'a> {
    pub(super) fn new(rate: SampleRate) -> Self {
        let (all, places) = (Vec::new(), HashMap::new());
        Self { rate, open: Open::Nothing, default: None, all, places }
    }

    pub(super) fn open(&mut self, name: Text<'a>, rest: Text<'a>, findings: &mut Findings) {
        self.open = Open::Ignored;
        let shown = || excerpt(name.text);
        if name.text.is_empty() {
            findings.report(name.span, Problem::EmptyName);
        } else if rest.text == "(!)" {
            findings.report(name.span, Problem::TemplateSection(shown()));
        } else if name.is("general") {
            self.open = Open::General;
        } else if let Some(place) = self.places.get(&name.text.to_ascii_lowercase()) {
            let first = (self.all[*place].name.span, "first here");
            findings.report_with(name.span, first, Problem::DuplicateCountry(shown()));
        } else {
            if !rest.text.is_empty() {
                findings.report(rest.span, Problem::Template(excerpt(rest.text)));
            }
            if name.text.len() > LONGEST_COUNTRY {
                findings.report(name.span, Problem::LongCountry(name.text.len()));
            }
            self.open = Open::Country;
            self.places.insert(name.text.to_ascii_lowercase(), self.all.len());
            self.all.push(Country {
                name,
                description: None,
                alias: None,
                ringing: None,
                tones: Vec::new(),
                places: HashMap::new(),
            });
        }
    }

    pub(super) fn entry(&mut self, name: Text<'a>, value: Text<'a>, findings: &mut Findings) {
        match (&self.open, self.all.last_mut()) {
            (Open::Nothing, _) => {
                findings.report(name.span, Problem::NoSection(excerpt(name.text)));
            }
            (Open::General, _) if name.is("country") => self.default = Some(value),
            (Open::Country, Some(country)) => country.entry(name, value, self.rate, findings),
            _ => {}
        }
    }

    /// The sets, and where everything in them stands.
    pub(super) fn finish(self, findings: &mut Findings) -> (Vec<ToneSet>, Vec<(Selector, Span)>) {
        if self.all.is_empty() {
            findings.report(Span::default(), Problem::NothingDefined);
        }
        if let Some(default) = self.default
            && !self.places.contains_key(&default.text.to_ascii_lowercase())
        {
            findings.report(default.span, Problem::UnknownCountry(excerpt(default.text)));
        }
        let targets = self.targets(findings);
        let pairs: Vec<_> = self.all.iter().map(Country::pairs).collect();
        let mut pairs_left = MOST_PAIRS;
        let (mut sets, mut definitions) = (Vec::new(), Vec::new());
        for (country, target) in self.all.iter().zip(targets) {
            country.define(&mut definitions);
            country.check(findings);
            let Ok(target) = target else { continue };
            let source = target.map_or(country, |target| &self.all[target]);
            if let Some(target) = target {
                let Some(left) = pairs_left.checked_sub(pairs[target]) else {
                    let problem = Problem::TooManyPairs { limit: MOST_PAIRS };
                    findings.report(country.name.span, problem);
                    continue;
                };
                pairs_left = left;
            }
            sets.extend(country.set(source));
        }
        (sets, definitions)
    }

    /// For each country the one whose tones it has, if it is an alias; or what is wrong with that.
    fn targets(&self, findings: &mut Findings) -> Vec<Result<Option<usize>, Reported>> {
        /// Asterisk 1.4 follows so many aliases.
        const MOST: usize = 20;
        let place = |name: &str| self.places.get(&name.to_ascii_lowercase()).copied();
        let one = |country: &Country<'a>| {
            let Some(alias) = country.alias else { return Ok(None) };
            let mut next = Some(alias);
            let mut target = None;
            for _ in 0..MOST {
                let Some(name) = next else { return Ok(target) };
                let Some(found) = place(name.text) else {
                    findings.report(alias.span, Problem::UnknownAlias(excerpt(name.text)));
                    return Err(Reported);
                };
                target = Some(found);
                next = self.all[found].alias;
            }
            findings.report(alias.span, Problem::AliasLoop(excerpt(country.name.text)));
            Err(Reported)
        };
        self.all.iter().map(one).collect()
    }
}

impl<'a> Country<'a> {
    fn entry(
        &mut self,
        name: Text<'a>,
        value: Text<'a>,
        rate: SampleRate,
        findings: &mut Findings,
    ) {
        let entry = name.span.to(value.span);
        if value.text.is_empty() {
            findings.report(name.span, Problem::EmptyValue(excerpt(name.text)));
        } else if name.is("description") {
            if value.text.len() > LONGEST_DESCRIPTION {
                findings.report(value.span, Problem::LongDescription(value.text.len()));
            }
            self.description = Some(value);
        } else if name.is("alias") {
            self.alias = Some(value);
        } else if name.is("ringcadence") {
            let pattern = read_ringing(value, findings).ok();
            if let Some((_, first, _)) = &self.ringing {
                let problem = Problem::DuplicateName(excerpt(name.text));
                findings.report_with(name.span, (*first, "first here"), problem);
            }
            self.ringing = Some((name, entry, pattern));
        } else {
            let tone = read_tone(name, value, rate, findings);
            let key = name.text.to_ascii_lowercase();
            if let Some(place) = self.places.insert(key, self.tones.len()) {
                let problem = Problem::DuplicateName(excerpt(name.text));
                findings.report_with(name.span, (self.tones[place].1, "first here"), problem);
                self.tones[place].2 = None;
            }
            self.tones.push((name, entry, tone));
        }
    }

    /// Adds where the entries stand, in the order of the text: countries come in that order, so
    /// only these are sorted, and many countries do not sort each other's again and again.
    fn define(&self, definitions: &mut Vec<(Selector, Span)>) {
        let before = definitions.len();
        let ringing = self.ringing.iter().map(|(_, entry, _)| (Selector::Pattern(0), *entry));
        let tones = self.tones.iter();
        let tones = tones.map(|(name, entry, _)| (Selector::ToneId(name.text.to_owned()), *entry));
        definitions.extend(ringing.chain(tones));
        definitions[before..].sort_by_key(|(_, span)| *span);
    }

    fn check(&self, findings: &mut Findings) {
        let name = || excerpt(self.name.text);
        if self.alias.is_some() {
            let ringing = self.ringing.iter().map(|(name, _, _)| name);
            for entry in ringing.chain(self.tones.iter().map(|(name, _, _)| name)) {
                findings.report(entry.span, Problem::UnusedInAlias(excerpt(entry.text)));
            }
            return;
        }
        if self.tones.is_empty() {
            findings.report(self.name.span, Problem::EmptyCountry(name()));
        }
        if self.description.is_none() {
            findings.report(self.name.span, Problem::MissingDescription(name()));
        }
    }

    /// How many pairs an alias of this country repeats.
    fn pairs(&self) -> u32 {
        let tones = self.tones.iter().filter_map(|(_, _, tone)| tone.as_ref());
        let pairs = tones.map(|tone| tone.signal.cadence().pairs().count()).sum::<usize>();
        u32::try_from(pairs + 1).unwrap_or(u32::MAX)
    }

    /// The set under this country's name with the tones of `source`.
    fn set(&self, source: &Self) -> Option<ToneSet> {
        let tones = source.tones.iter().filter_map(|(_, _, tone)| tone.clone());
        let tones = (0..).zip(tones).map(|(number, tone)| CallProgressTone { number, ..tone });
        let patterns = source.ringing.iter().filter_map(|(_, _, pattern)| pattern.clone());
        let set = ToneSet::new(tones.collect(), Vec::new(), patterns.collect()).ok()?;
        let name = self.name.text;
        if is_no_package(name) {
            return Some(set);
        }
        let description = self.description.or(source.description).map_or("", |text| text.text);
        // As much as Asterisk keeps.
        let mut end = description.len().min(LONGEST_DESCRIPTION);
        while !description.is_char_boundary(end) {
            end -= 1;
        }
        let description = description[..end].trim_end();
        // A country without a description is written with its name in its place.
        let description = if description == name { "" } else { description };
        let description = description.replace("\\;", ";");
        let package = Package { name: name.to_owned(), description, ..Package::default() };
        set.in_package(package).ok()
    }
}

fn read_tone(
    name: Text<'_>,
    value: Text<'_>,
    rate: SampleRate,
    findings: &mut Findings,
) -> Option<CallProgressTone> {
    let dahdi = DAHDI_NAMES.iter().find(|(dahdi, _)| name.is(dahdi));
    if let Some((_, asterisk)) = dahdi {
        let problem = Problem::DahdiName { found: excerpt(name.text), asterisk };
        findings.report(name.span, problem);
    }
    let (id, kind) = WORDS.read(name.text);
    if id.is_none() && kind.is_none() {
        findings.report(name.span, Problem::InvalidId(excerpt(name.text)));
    }
    let signal = list::read(value, rate, findings).ok()?;
    let (default_duration, detection_period) = (None, None);
    Some(CallProgressTone { number: 0, id, kind, signal, default_duration, detection_period })
}

/// The cadence of the bell: on and off times in turn.
fn read_ringing(value: Text<'_>, findings: &mut Findings) -> Result<RingingPattern, Reported> {
    /// Asterisk keeps a time in 31 bits.
    const MOST: u32 = u32::MAX >> 1;
    let mut times = Vec::new();
    let (mut at, mut failed) = (value.span.start, false);
    for part in value.text.split(',') {
        let text = Text::of(part, at);
        at += part.len() + 1;
        let digits = !text.text.is_empty() && text.text.bytes().all(|byte| byte.is_ascii_digit());
        match text.text.parse().ok().filter(|time| *time <= MOST) {
            Some(time) if digits => times.push(time),
            _ => {
                let found = excerpt(text.text);
                let too_large = Problem::TooLarge { found: found.clone(), most: MOST };
                let problem = if digits { too_large } else { Problem::NotANumber(found) };
                findings.report(text.span, problem);
                failed = true;
            }
        }
    }
    if failed {
        return Err(Reported);
    }
    if !times.len().is_multiple_of(2) {
        findings.report(value.span, Problem::OddCadence);
    }
    let pair = |pair: &[u32]| OnOff {
        off: pair.get(1).map_or(Millis::ZERO, |off| Millis(*off)),
        ..OnOff::new(pair[0], 0)
    };
    let Ok(cadence) = Cadence::new([], times.chunks(2).map(pair)) else {
        findings.report(value.span, Problem::NoCadence);
        return Err(Reported);
    };
    Ok(RingingPattern::new(0, RINGING, &cadence))
}
