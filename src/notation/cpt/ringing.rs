//! `[Ringing Pattern #X]` to a ringing pattern.

use crate::diagnostic::Span;
use crate::model::{Cadence, OnOff, RingingPattern};
use crate::notation::cpt::fields::{Field, Fields, PairFields, Range, pairs};
use crate::notation::cpt::lines::Section;
use crate::notation::cpt::names::PatternKey;
use crate::notation::cpt::problem::{CptProblem, Findings};
use crate::notation::cpt::tone::report_silent;
use crate::units::{Hertz, SampleRate};

/// The range that the manuals state for a ringing frequency, in hertz, and its step.
const RINGING_FREQUENCIES: Range = Range { what: "ringing frequency", unit: " Hz", of: (10, 200) };
const RINGING_STEP: u32 = 5;

/// A cadence of a pattern: its times and whether it is a burst.
struct Ring {
    pair: OnOff,
    burst: bool,
    at: Span,
}

/// Reads the ringing pattern of a section; `None` if something in it is an error.
pub(super) fn read(
    section: &Section<'_>,
    number: u32,
    rate: SampleRate,
    findings: &mut Findings,
) -> Option<RingingPattern> {
    let fields = Fields::collect(section, PatternKey::read, findings);
    check_ring_type(&fields, number, findings);
    let frequency = read_frequency(&fields, rate, findings);
    let cadence = read_cadence(&fields, findings);
    Some(RingingPattern::new(number, frequency?, &cadence?))
}

fn check_ring_type(fields: &Fields<'_, PatternKey>, section: u32, findings: &mut Findings) {
    let Some(field) = fields.get(PatternKey::RingType) else {
        findings.report(fields.header, CptProblem::MissingRingType);
        return;
    };
    match field.number(findings) {
        Some(ring_type) if ring_type != section => {
            findings.report(field.span(), CptProblem::RingTypeMismatch { ring_type, section });
        }
        _ => {}
    }
}

fn read_frequency(
    fields: &Fields<'_, PatternKey>,
    rate: SampleRate,
    findings: &mut Findings,
) -> Option<Hertz> {
    let found = fields.required(PatternKey::Frequency, "Freq [Hz]", None, findings)?;
    let field = fields.get(PatternKey::Frequency)?;
    if found == 0 {
        findings.report(field.span(), CptProblem::ZeroFrequency);
        return None;
    }
    let frequency = field.carried(found, rate, findings);
    field.check_range(found, RINGING_FREQUENCIES, findings);
    if found % RINGING_STEP != 0 {
        findings.report(field.span(), CptProblem::FrequencyStep(found));
    }
    frequency
}

/// Bursts ring once, in the first pass, which plays all cadences in order; later passes play only
/// the cyclic ones, in order.
fn read_cadence(fields: &Fields<'_, PatternKey>, findings: &mut Findings) -> Option<Cadence> {
    let rings = read_rings(fields, findings)?;
    let first_cyclic = rings.iter().position(|ring| !ring.burst).unwrap_or(rings.len());
    let late_burst = rings[first_cyclic..].iter().find(|ring| ring.burst);
    let pairs =
        |keep: fn(&Ring) -> bool| rings.iter().filter(move |ring| keep(ring)).map(|ring| ring.pair);
    let cyclic = pairs(|ring| !ring.burst);
    let cadence = match late_burst {
        Some(burst) => {
            findings.report(burst.at, CptProblem::BurstAfterCyclic);
            Cadence::new(pairs(|_| true), cyclic)
        }
        None => Cadence::new(pairs(|ring| ring.burst), cyclic),
    };
    let Ok(cadence) = cadence else {
        findings.report(fields.header, CptProblem::NoCadence);
        return Some(Cadence::continuous());
    };
    report_silent(&cadence, fields.header, findings);
    Some(cadence)
}

/// The cadences of a pattern that take any time, in order.
fn read_rings(fields: &Fields<'_, PatternKey>, findings: &mut Findings) -> Option<Vec<Ring>> {
    let slot_of = |key| match key {
        PatternKey::Time { slot, .. } => Some(slot),
        _ => None,
    };
    let mut rings = Vec::new();
    let mut readable = true;
    for (index, pair) in pairs(fields, slot_of, findings).iter().enumerate() {
        let Some(first) = pair.on.or(pair.off) else {
            continue;
        };
        readable &= agree_on_burst(pair, findings);
        let burst = is_burst(first);
        let name = if burst { "Burst Ring" } else { "Ring" };
        pair.report_missing_half(index, name, findings);
        let Some((on, off)) = pair.times(findings) else {
            readable = false;
            continue;
        };
        let ring = Ring { pair: OnOff::new(on.0, off.0), burst, at: first.entry.key.span };
        if ring.pair.length_ms() > 0 {
            rings.push(ring);
        }
    }
    readable.then_some(rings)
}

/// Whether both halves, if there are two, are bursts or neither is; reports it otherwise.
fn agree_on_burst(pair: &PairFields<'_, '_, PatternKey>, findings: &mut Findings) -> bool {
    let (Some(on), Some(off)) = (pair.on, pair.off) else {
        return true;
    };
    let agree = is_burst(on) == is_burst(off);
    if !agree {
        let on_time = (on.entry.key.span, "the on time");
        findings.report_with(off.entry.key.span, on_time, CptProblem::BurstMismatch);
    }
    agree
}

fn is_burst(field: &Field<'_, PatternKey>) -> bool {
    matches!(field.key, PatternKey::Time { burst: true, .. })
}
