//! `[CALL PROGRESS TONE #X]` and `[USER DEFINED TONE #X]` to a tone.

use crate::diagnostic::Span;
use crate::model::{Cadence, CallProgressTone, OnOff, Signal, ToneKind};
use crate::notation::cpt::fields::{Field, Fields, PairFields, pairs};
use crate::notation::cpt::lines::Section;
use crate::notation::cpt::names::{Kind, ToneKey};
use crate::notation::cpt::problem::{CptProblem, Findings};
use crate::notation::cpt::voice;
use crate::units::{Millis, SampleRate};

type ToneField<'a> = Field<'a, ToneKey>;

/// Reads the tone of a section; `None` if something in it is an error.
pub(super) fn read(
    section: &Section<'_>,
    kind: Kind,
    number: u32,
    rate: SampleRate,
    findings: &mut Findings,
) -> Option<CallProgressTone> {
    let fields = Fields::collect(section, ToneKey::read, findings);
    let tone_type = match fields.get(ToneKey::ToneType) {
        None if kind == Kind::UserTone => Some(None),
        _ => fields.required(ToneKey::ToneType, "Tone Type", None, findings).map(Some),
    };
    let voice = voice::read(&fields, rate, findings);
    let course = read_course(&fields, findings);
    let default_duration = match fields.get(ToneKey::DefaultDuration) {
        None => Some(None),
        Some(field) => field.number(findings).map(|ms| Some(Millis(ms)).filter(|ms| !ms.is_zero())),
    };
    let (cadence, detection_period) = course?;
    Some(CallProgressTone {
        number,
        id: None,
        kind: tone_type?.map(ToneKind::from_number),
        signal: Signal::new(voice?, cadence).expect("a tone's cadence has only voice 0"),
        default_duration: default_duration?,
        detection_period,
    })
}

/// What `Tone Form` says, or the times where it is silent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Continuous,
    Cadence,
    Burst,
}

/// The cadence of a tone and, for a continuous one, its detection period.
fn read_course(
    fields: &Fields<'_, ToneKey>,
    findings: &mut Findings,
) -> Option<(Cadence, Option<Millis>)> {
    let slot_of = |key| match key {
        ToneKey::Time(slot) => Some(slot),
        _ => None,
    };
    let pair_fields = pairs(fields, slot_of, findings);
    let form = match fields.get(ToneKey::Form) {
        None => Some(None),
        Some(field) => read_form(field, findings).map(Some),
    };
    let mut times = Vec::new();
    let mut readable = true;
    for pair in &pair_fields {
        match pair.times(findings) {
            Some(time) => times.push(time),
            None => readable = false,
        }
    }
    let form = form?;
    if !readable {
        return None;
    }
    let first_on = times[0].0;
    let others: u64 = times.iter().map(|(on, off)| u64::from(on.0) + u64::from(off.0)).sum::<u64>()
        - u64::from(first_on.0);
    let form = form.unwrap_or(if others == 0 { Form::Continuous } else { Form::Cadence });
    if form != Form::Continuous {
        report_missing_halves(&pair_fields, findings);
    }
    let used =
        || times.iter().map(|(on, off)| OnOff::new(on.0, off.0)).filter(|p| p.length_ms() > 0);
    let at = fields.get(ToneKey::Form).map_or(fields.header, Field::span);
    match form {
        Form::Continuous => {
            if others > 0 {
                findings.report(at, CptProblem::UnusedTimes);
            }
            Some((Cadence::continuous(), Some(first_on).filter(|ms| !ms.is_zero())))
        }
        Form::Cadence => {
            let cadence = Cadence::new([], used()).unwrap_or_else(|_| Cadence::continuous());
            report_silent(&cadence, at, findings);
            Some((cadence, None))
        }
        Form::Burst => {
            if used().count() > 1 {
                findings.report(at, CptProblem::BurstPairs);
            }
            let cadence = Cadence::new(used(), []).unwrap_or_else(|_| {
                findings.report(at, CptProblem::NoCadence);
                Cadence::continuous()
            });
            report_silent(&cadence, at, findings);
            Some((cadence, None))
        }
    }
}

fn read_form(field: &ToneField<'_>, findings: &mut Findings) -> Option<Form> {
    match field.number(findings)? {
        1 => Some(Form::Continuous),
        2 => Some(Form::Cadence),
        3 => Some(Form::Burst),
        found => {
            findings.report(field.span(), CptProblem::UnknownForm(found));
            None
        }
    }
}

fn report_missing_halves(pairs: &[PairFields<'_, '_, ToneKey>], findings: &mut Findings) {
    for (index, pair) in pairs.iter().enumerate() {
        pair.report_missing_half(index, "Signal", findings);
    }
}

/// Reports a cadence in which nothing sounds.
pub(super) fn report_silent(cadence: &Cadence, at: Span, findings: &mut Findings) {
    if cadence.is_silent() {
        findings.report(at, CptProblem::Silent);
    }
}
