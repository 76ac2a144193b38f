//! Which tones of the tables are like what was heard, and what it is called.

use std::collections::HashMap;

use crate::analysis::Measurement;
use crate::learn::distance::Heard;
use crate::learn::form::Form;
use crate::learn::tables::{Known, Name, TABLES};
use crate::model::Signal;

/// A tone further away than this is no candidate.
const FARTHEST: f64 = 3.0;
/// A name is given by a tone as near as this: as far as exchanges stray.
const NEAR: f64 = 1.0;
/// How much a distance counts when tables are weighed against each other: one table that has the
/// tone exactly counts as much as 50 (e^3.9) where it is at distance 0.4, or 4 % longer.
const SHARPNESS: f64 = 25.0;

/// Tones of the tables that sound the same and have the same name.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// What they are called.
    pub name: Name,
    /// Whose tables have it: codes of countries, `standard` for what no country fixes; one at
    /// least.
    pub sources: Vec<&'static str>,
    /// What the first of them plays.
    pub signal: Signal,
    /// How far that is from what was heard: 0 is equal but for levels, 1 is as far as exchanges
    /// stray, 3 is the most.
    pub distance: f64,
    /// How probable it is, from 0 to 1, all candidates together at most 1: the share that it has of
    /// the tables, those that are nearer counting more, times `exp(-distance²)`.
    pub confidence: f64,
}

/// The name and the candidates.
pub(super) struct Naming {
    pub name: Option<Name>,
    pub candidates: Vec<Candidate>,
}

/// Compares a signal with all tables.
pub(super) fn naming(signal: &Signal, is_pattern: bool, measurement: &Measurement) -> Naming {
    let form = Form::of(signal);
    let heard = Heard::new(&form, is_pattern, measurement);
    let rivals = TABLES.known.iter().filter(|known| known.is_pattern == is_pattern);
    let near = |known: &'static Known| {
        let distance = heard.distance(&known.form).filter(|distance| *distance <= FARTHEST)?;
        Some((known, distance))
    };
    let candidates = weighed(&rivals.filter_map(near).collect::<Vec<_>>());
    Naming { name: name(&candidates), candidates }
}

/// The candidates with their confidence, the most probable first.
fn weighed(near: &[(&Known, f64)]) -> Vec<Candidate> {
    let nearest = near.iter().map(|(_, distance)| *distance).fold(f64::INFINITY, f64::min);
    let weight = |(known, distance): &(&Known, f64)| {
        let count = u32::try_from(known.sources.len()).unwrap_or(u32::MAX);
        f64::from(count) * (SHARPNESS * (nearest * nearest - distance * distance)).exp()
    };
    let all: f64 = near.iter().map(weight).sum();
    let candidate = |it: &(&Known, f64)| {
        let (known, distance) = *it;
        let confidence = weight(it) / all * (-distance * distance).exp();
        let (name, sources, signal) =
            (known.name.clone(), known.sources.clone(), known.signal.clone());
        Candidate { name, sources, signal, distance, confidence }
    };
    let mut candidates: Vec<_> = near.iter().map(candidate).collect();
    // Stable, so that equals keep the order of the tables.
    candidates.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    candidates
}

/// The name that is most probable, if it is near enough.
fn name(candidates: &[Candidate]) -> Option<Name> {
    let mut totals: HashMap<&Name, f64> = HashMap::new();
    for candidate in candidates {
        *totals.entry(&candidate.name).or_default() += candidate.confidence;
    }
    let near = candidates.iter().filter(|candidate| candidate.distance <= NEAR);
    // The first of equals: `max_by` takes the last.
    let names = near.rev().map(|candidate| &candidate.name);
    names.max_by(|a, b| totals[a].total_cmp(&totals[b])).cloned()
}
