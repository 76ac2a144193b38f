//! Every tone of every table comes back as it is written there, with its name and its country.

use std::collections::HashMap;

use rayon::prelude::*;
use ringsmith::analysis::{self, Doubt};
use ringsmith::learn::{self, Learned, Name};
use ringsmith::model::{Entry, Signal};
use ringsmith::units::{DbM0, SampleRate};
use ringsmith::{standard, world};

use crate::played::{disturbed, rendered, soundings};

/// A signal, and which tables have it under which names.
struct Source {
    signal: Signal,
    names: Vec<(&'static str, Name)>,
}

/// Every signal of the tables, once, in their order.
fn sources() -> Vec<Source> {
    let countries = world::countries().iter().map(|country| (country.code(), country.tones()));
    let mut sources: Vec<Source> = Vec::new();
    let mut places = HashMap::new();
    for (table, set) in countries.chain([("standard", standard::tones())]) {
        for entry in set.entries() {
            let signal = entry.signal(DbM0::from_hundredths(-1000).unwrap());
            let place = *places.entry(signal.heard()).or_insert(sources.len());
            if place == sources.len() {
                sources.push(Source { signal, names: Vec::new() });
            }
            sources[place].names.extend(name(table, entry).map(|name| (table, name)));
        }
    }
    sources
}

fn name(table: &str, entry: Entry<'_>) -> Option<Name> {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => {
            tone.kind.map(Name::Kind).or_else(|| tone.id.clone().map(Name::Id))
        }
        Entry::Pattern(_) if table != "standard" => Some(Name::Ringing),
        Entry::Pattern(pattern) if pattern.number > 0 => Some(Name::Distinctive(pattern.number)),
        Entry::Pattern(_) => None,
    }
}

/// How much of it tells it all: the lead, two cycles and the first on times of a third, 3 s at the
/// least; of one that ends more silence than it has itself.
fn enough_ms(signal: &Signal) -> u64 {
    let cadence = signal.cadence();
    let cycle = if cadence.is_continuous() { 0 } else { cadence.cycle_ms() * 5 / 2 };
    let longest = cadence.lead().iter().map(|pair| u64::from(pair.off.0)).max().unwrap_or(0);
    let silence = if cadence.cycle().is_empty() { 3000 + longest } else { 0 };
    cadence.lead_ms() + (cycle + silence).max(3000)
}

/// What is wrong with what was learned from a recording of `ms`.
fn fault(source: &Source, learned: &Learned, ms: u64) -> Option<String> {
    // A tone that stopped after some repetitions may be one that goes on.
    let stopped = learned.doubts.contains(&Doubt::Stopped);
    let until = if stopped { source.signal.cadence().lead_ms() } else { 3 * ms };
    let (found, expected) = (soundings(&learned.signal, until), soundings(&source.signal, until));
    if found != expected {
        return Some(format!("{:?} learned of {:?}", learned.signal, source.signal));
    }
    let near = |name: &Name, table: &str| {
        let mut candidates = learned.candidates.iter();
        candidates.any(|it| it.name == *name && it.sources.contains(&table) && it.distance < 0.1)
    };
    let missing = source.names.iter().find(|(table, name)| !near(name, table));
    if let Some((table, name)) = missing {
        return Some(format!("no {name} of {table} in {:?}", learned.candidates));
    }
    // Where tables have several names for the sound, any of them is right.
    let own =
        |name: &Name| learned.candidates.iter().any(|it| it.name == *name && it.distance < 0.1);
    let is_named = learned.name.as_ref().is_some_and(own);
    (!is_named).then(|| format!("named {:?}", learned.name))
}

/// What cannot come back as it is written: a cycle whose end joins its beginning, which is heard as
/// one on time from the second cycle on.
const JOINED: [(&str, &str); 1] = [("ro", "nu")];

/// Every `step`th signal that takes less than `most` ms to tell is played and learned.
fn check(step: usize, most: u64, play: impl Fn(&Signal, u64) -> Vec<f32> + Sync) {
    let sources = sources();
    let is_joined = |source: &Source| {
        source.names.iter().any(|(table, name)| JOINED.contains(&(table, &name.to_string())))
    };
    let chosen = sources.iter().filter(|source| !is_joined(source)).step_by(step);
    let chosen = chosen.map(|source| (source, enough_ms(&source.signal)));
    let chosen: Vec<_> = chosen.filter(|(_, ms)| *ms < most).collect();
    assert!(chosen.len() > 10);
    let wrong = |(source, ms): &(&Source, u64)| {
        let found = analysis::measure(&play(&source.signal, *ms), SampleRate::NARROWBAND);
        let fault = match learn::learn(&found) {
            Some(learned) => fault(source, &learned, *ms),
            None => Some("no tone".to_owned()),
        };
        fault.map(|fault| format!("{:?}: {fault}", source.names.first()))
    };
    let wrong: Vec<_> = chosen.par_iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), chosen.len(), wrong.join("\n"));
}

#[test]
fn every_national_tone_comes_back_as_the_right_definition() {
    check(1, u64::MAX, rendered);
}

#[test]
fn national_tones_come_back_from_a_clock_that_is_off_and_through_noise() {
    check(9, 20_000, |signal, ms| disturbed(signal, ms, 20.0));
}
