//! `[Ringing Pattern #X]` to a ringing pattern.

use crate::diagnostic::Span;
use crate::model::{Cadence, OnOff, RingingPattern};
use crate::notation::cpt::fields::{Field, Fields, PairFields, pairs};
use crate::notation::cpt::lines::Section;
use crate::notation::cpt::names::PatternKey;
use crate::notation::cpt::number::{Number, Range};
use crate::notation::cpt::problem::{CptProblem, Findings};
use crate::notation::cpt::tone::report_silent;
use crate::units::{Hertz, SampleRate};

/// The range that the manuals state for a ringing frequency, in hertz, and its step.
const RINGING_FREQUENCIES: Range = Range { what: "ringing frequency", unit: " Hz", of: (10, 200) };
const RINGING_STEP: u32 = 5;

/// A cadence of a pattern: its times and whether it is a burst.
pub(super) struct Ring {
    pub(super) pair: OnOff,
    pub(super) burst: bool,
    pub(super) at: Span,
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
    let found = fields.required(PatternKey::Frequency, "Freq [Hz]", None, findings);
    let frequency = found.and_then(|found| frequency(found, rate, findings));
    let rings = read_rings(&fields, findings);
    let cadence = rings.map(|rings| cadence(&rings, fields.header, findings));
    Some(RingingPattern::new(number, frequency?, &cadence?))
}

fn check_ring_type(fields: &Fields<'_, PatternKey>, section: u32, findings: &mut Findings) {
    let Some(field) = fields.get(PatternKey::RingType) else {
        findings.report(fields.header, CptProblem::MissingRingType);
        return;
    };
    match field.number(findings) {
        Some(Number { value: ring_type, at }) if ring_type != section => {
            findings.report(at, CptProblem::RingTypeMismatch { ring_type, section });
        }
        _ => {}
    }
}

/// A ringing frequency that the rate carries, its range checked.
pub(super) fn frequency(
    number: Number,
    rate: SampleRate,
    findings: &mut Findings,
) -> Option<Hertz> {
    if number.value == 0 {
        findings.report(number.at, CptProblem::ZeroFrequency);
        return None;
    }
    let frequency = number.carried(rate, findings);
    number.check_range(RINGING_FREQUENCIES, findings);
    if !number.value.is_multiple_of(RINGING_STEP) {
        findings.report(number.at, CptProblem::FrequencyStep(number.value));
    }
    frequency
}

/// What cadences that take time sound like, each with whether it is a burst; `None` if there are
/// none.
///
/// Bursts ring once, in the first pass, which plays all cadences in order; later passes play only
/// the cyclic ones, in order.
pub(super) fn played(rings: &[(OnOff, bool)]) -> Option<Cadence> {
    let pairs =
        |keep: fn(bool) -> bool| rings.iter().filter(move |ring| keep(ring.1)).map(|ring| ring.0);
    let cyclic = pairs(|burst| !burst);
    let cadence = if late_burst(rings).is_some() {
        Cadence::new(pairs(|_| true), cyclic)
    } else {
        Cadence::new(pairs(|burst| burst), cyclic)
    };
    cadence.ok()
}

/// Which cadence is a burst after a cyclic one.
pub(super) fn late_burst<T>(rings: &[(T, bool)]) -> Option<usize> {
    let first_cyclic = rings.iter().position(|ring| !ring.1)?;
    Some(first_cyclic + rings[first_cyclic..].iter().position(|ring| ring.1)?)
}

/// The cadence of a pattern; `at` is where to point if nothing rings.
pub(super) fn cadence(rings: &[Ring], at: Span, findings: &mut Findings) -> Cadence {
    let bare: Vec<_> = rings.iter().map(|ring| (ring.pair, ring.burst)).collect();
    if let Some(late) = late_burst(&bare) {
        findings.report(rings[late].at, CptProblem::BurstAfterCyclic);
    }
    let Some(cadence) = played(&bare) else {
        findings.report(at, CptProblem::NoCadence);
        return Cadence::continuous();
    };
    report_silent(&cadence, at, findings);
    cadence
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
