//! `[CALL PROGRESS TONE #X]` and `[USER DEFINED TONE #X]` to a tone.

use crate::diagnostic::Span;
use crate::model::{Cadence, CallProgressTone, OnOff, Signal, ToneKind};
use crate::notation::cpt::fields::{Field, Fields, PairFields, pairs};
use crate::notation::cpt::lines::Section;
use crate::notation::cpt::names::{Kind, ToneKey};
use crate::notation::cpt::number::Number;
use crate::notation::cpt::problem::{CptProblem, Findings};
use crate::notation::cpt::voice;
use crate::units::{Millis, SampleRate};

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
        Some(field) => field.number(findings).map(Number::duration),
    };
    let (cadence, detection_period) = course?;
    Some(CallProgressTone {
        number,
        id: None,
        kind: tone_type?.map(|number| ToneKind::from_number(number.value)),
        signal: Signal::new(voice?, cadence).expect("a tone's cadence has only voice 0"),
        default_duration: default_duration?,
        detection_period,
    })
}

/// What `Tone Form` says, or the times where it is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Continuous,
    Cadence,
    Burst,
}

impl Form {
    /// The form of a number; any other than 1, 2, 3 is reported.
    pub(super) fn read(number: Number, findings: &mut Findings) -> Option<Self> {
        match number.value {
            1 => Some(Self::Continuous),
            2 => Some(Self::Cadence),
            3 => Some(Self::Burst),
            found => {
                findings.report(number.at, CptProblem::UnknownForm(found));
                None
            }
        }
    }

    /// What the times of the pairs say where no form is given.
    pub(super) fn of_times(times: &[(Millis, Millis)]) -> Self {
        if beyond_first_on(times) == 0 { Self::Continuous } else { Self::Cadence }
    }

    /// Its number.
    pub(super) const fn number(self) -> u32 {
        match self {
            Self::Continuous => 1,
            Self::Cadence => 2,
            Self::Burst => 3,
        }
    }
}

/// All the time that pairs take but the first on time.
fn beyond_first_on(times: &[(Millis, Millis)]) -> u64 {
    let ms = |time: Millis| u64::from(time.0);
    let all: u64 = times.iter().map(|&(on, off)| ms(on) + ms(off)).sum();
    all - times.first().map_or(0, |first| ms(first.0))
}

/// The cadence of a form and the times of its pairs and, if it is continuous, the detection
/// period. `at` is where to point if they do not go together.
pub(super) fn course(
    form: Form,
    times: &[(Millis, Millis)],
    at: Span,
    findings: &mut Findings,
) -> (Cadence, Option<Millis>) {
    let used =
        || times.iter().map(|(on, off)| OnOff::new(on.0, off.0)).filter(|p| p.length_ms() > 0);
    match form {
        Form::Continuous => {
            if beyond_first_on(times) > 0 {
                findings.report(at, CptProblem::UnusedTimes);
            }
            let first_on = times.first().map(|first| first.0);
            (Cadence::continuous(), first_on.filter(|ms| !ms.is_zero()))
        }
        Form::Cadence => {
            let cadence = Cadence::new([], used()).unwrap_or_else(|_| Cadence::continuous());
            report_silent(&cadence, at, findings);
            (cadence, None)
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
            (cadence, None)
        }
    }
}

/// The cadence of a section and, for a continuous tone, its detection period.
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
        Some(field) => field.number(findings).and_then(|n| Form::read(n, findings)).map(Some),
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
    let form = form.unwrap_or_else(|| Form::of_times(&times));
    if form != Form::Continuous {
        report_missing_halves(&pair_fields, findings);
    }
    let at = fields.get(ToneKey::Form).map_or(fields.header, Field::span);
    Some(course(form, &times, at, findings))
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
