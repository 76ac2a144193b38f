//! What a gateway takes of a whole file.

use std::collections::HashSet;

use crate::diagnostic::Span;
use crate::model::{CallProgressTone, Voice};
use crate::notation::cpt::names::Kind;
use crate::notation::cpt::problem::{CptProblem, Findings};
use crate::units::Hertz;

/// Reports the first definition that is one too many.
pub(super) fn check_count(kind: Kind, definitions: &[Span], findings: &mut Findings) {
    let limit = match kind {
        Kind::Pattern => 16,
        Kind::Tone => 32,
        Kind::UserTone => return,
    };
    if let Some(&span) = definitions.get(limit) {
        findings.report(span, CptProblem::TooMany { what: kind.plural(), limit });
    }
}

/// Reports the first tone with a frequency or a modulation that is one too many. `place` is where a
/// tone of that number stands.
pub(super) fn check_frequencies(
    tones: &[CallProgressTone],
    place: impl Fn(u32) -> Option<Span>,
    findings: &mut Findings,
) {
    const LIMITS: [(&str, usize); 2] = [("frequencies", 64), ("amplitude-modulated tones", 8)];
    let mut frequencies: HashSet<Hertz> = HashSet::new();
    let mut modulated = 0;
    let mut over = [None, None];
    for tone in tones {
        for component in tone.signal.voices().iter().flat_map(Voice::components) {
            frequencies.insert(component.frequency);
            modulated += usize::from(component.modulation.is_some());
        }
        for ((over, count), (_, limit)) in
            over.iter_mut().zip([frequencies.len(), modulated]).zip(LIMITS)
        {
            if count > limit && over.is_none() {
                *over = place(tone.number);
            }
        }
    }
    for (span, (what, limit)) in over.into_iter().zip(LIMITS) {
        if let Some(span) = span {
            findings.report(span, CptProblem::TooMany { what, limit });
        }
    }
}
