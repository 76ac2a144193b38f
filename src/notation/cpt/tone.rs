//! `[CALL PROGRESS TONE #X]` and `[USER DEFINED TONE #X]` to a tone.

use crate::model::{
    Cadence, CallProgressTone, Component, Depth, Modulation, OnOff, Signal, ToneKind, Voice,
};
use crate::notation::cpt::fields::{Field, Fields, PairFields, pairs};
use crate::notation::cpt::lines::Section;
use crate::notation::cpt::names::{Kind, ToneKey};
use crate::notation::cpt::problem::{CptProblem, Findings, excerpt};
use crate::units::{DbM0, Hertz, Millis, SampleRate};

/// A range that the manuals state.
#[derive(Clone, Copy)]
pub(super) struct Range {
    /// Of what.
    pub(super) what: &'static str,
    /// Its unit, with a blank before it, or nothing.
    pub(super) unit: &'static str,
    /// From and to.
    pub(super) of: (u32, u32),
}

/// The frequencies of a tone.
const TONE_FREQUENCIES: Range = Range {
    what: "tone frequency",
    unit: " Hz",
    of: (300, 1980),
};
/// The range of a level, in dB below 0 dBm.
const LEVELS: Range = Range {
    what: "level",
    unit: "",
    of: (0, 31),
};
/// The level that stands for "no such component".
const NO_COMPONENT: u32 = 32;
const MODULATION_FREQUENCIES: Range = Range {
    what: "modulation frequency",
    unit: " Hz",
    of: (1, 128),
};
const AM_FACTORS: Range = Range {
    what: "AM factor",
    unit: "",
    of: (1, 50),
};
/// Thousandths of depth in a step of the AM factor.
const AM_STEP: u32 = 20;

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
        _ => fields
            .required(ToneKey::ToneType, "Tone Type", None, findings)
            .map(Some),
    };
    let voice = read_voice(&fields, rate, findings);
    let course = read_course(&fields, findings);
    let default_duration = match fields.get(ToneKey::DefaultDuration) {
        None => Some(None),
        Some(field) => field
            .number(findings)
            .map(|ms| Some(Millis(ms)).filter(|ms| !ms.is_zero())),
    };
    let (cadence, detection_period) = course?;
    Some(CallProgressTone {
        number,
        kind: tone_type?.map(ToneKind::from_number),
        signal: Signal::new(voice?, cadence).expect("a tone's cadence has only voice 0"),
        default_duration: default_duration?,
        detection_period,
    })
}

fn read_voice(
    fields: &Fields<'_, ToneKey>,
    rate: SampleRate,
    findings: &mut Findings,
) -> Option<Voice> {
    let modulated = match fields.get(ToneKey::ModulationType) {
        None => false,
        Some(field) => match field.number(findings)? {
            0 => false,
            1 => true,
            found => {
                findings.report(field.span(), CptProblem::UnknownModulationType(found));
                return None;
            }
        },
    };
    if modulated {
        report_unused(fields, &REGULAR_KEYS, "by a regular tone", findings);
        read_modulated(fields, rate, findings)
    } else {
        report_unused(
            fields,
            &MODULATED_KEYS,
            "by an amplitude-modulated tone",
            findings,
        );
        read_regular(fields, rate, findings)
    }
}

const REGULAR_KEYS: [ToneKey; 4] = [
    ToneKey::LowFrequency,
    ToneKey::HighFrequency,
    ToneKey::LowLevel,
    ToneKey::HighLevel,
];

const MODULATED_KEYS: [ToneKey; 4] = [
    ToneKey::CarrierFrequency,
    ToneKey::ModulationFrequency,
    ToneKey::SignalLevel,
    ToneKey::AmFactor,
];

/// Reports keys that this kind of tone does not read. Files often keep them with nothing in them.
fn report_unused(
    fields: &Fields<'_, ToneKey>,
    keys: &[ToneKey],
    needs: &'static str,
    findings: &mut Findings,
) {
    for field in keys.iter().filter_map(|&key| fields.get(key)) {
        // 32 is how a level says that there is no component.
        let sentinel = field.entry.value.text.starts_with("32");
        if !field.says_nothing() && !sentinel {
            let key = excerpt(field.entry.key.text);
            findings.report(field.entry.key.span, CptProblem::UnusedKey { key, needs });
        }
    }
}

/// One or two plain sines. A component of 0 Hz is absent whatever its level; so is one whose level
/// is 32.
fn read_regular(
    fields: &Fields<'_, ToneKey>,
    rate: SampleRate,
    findings: &mut Findings,
) -> Option<Voice> {
    let carrier_is_given = fields
        .get(ToneKey::CarrierFrequency)
        .is_some_and(|field| !field.says_nothing());
    let help = carrier_is_given
        .then_some("a carrier is given: write `Tone Modulation Type=1` if the tone is modulated");
    fields.required(ToneKey::LowFrequency, "Low Freq [Hz]", help, findings)?;
    let halves = [
        (
            ToneKey::LowFrequency,
            ToneKey::LowLevel,
            "Low Freq Level [-dBm]",
        ),
        (
            ToneKey::HighFrequency,
            ToneKey::HighLevel,
            "High Freq Level [-dBm]",
        ),
    ];
    let components = halves.map(|(frequency, level, name)| -> Option<Option<Component>> {
        let Some(field) = fields.get(frequency) else {
            return Some(None);
        };
        // Read already, where it is the low frequency: report it once.
        let mut quiet = Findings::new(false);
        let reporter = if frequency == ToneKey::LowFrequency {
            &mut quiet
        } else {
            &mut *findings
        };
        if field.number(reporter)? == 0 {
            return Some(None);
        }
        let hertz = tone_frequency(field, rate, findings);
        let level = read_level(fields, level, name, findings);
        Some(match (hertz?, level?) {
            (hertz, Level::Of(level)) => Some(Component::new(hertz, level)),
            (hertz, Level::NoComponent(field)) => {
                findings.report(field.span(), CptProblem::SilencedComponent(hertz));
                None
            }
        })
    });
    let [low, high] = components;
    let voice = Voice::new([low?, high?].into_iter().flatten()).ok();
    if voice.is_none() {
        let field = fields.get(ToneKey::LowFrequency)?;
        findings.report(field.span(), CptProblem::ZeroFrequency);
    }
    voice
}

/// A level key's meaning.
enum Level<'f, 'a> {
    Of(DbM0),
    NoComponent(&'f ToneField<'a>),
}

fn read_level<'f, 'a>(
    fields: &'f Fields<'a, ToneKey>,
    key: ToneKey,
    name: &'static str,
    findings: &mut Findings,
) -> Option<Level<'f, 'a>> {
    let found = fields.required(key, name, None, findings)?;
    let field = fields.get(key)?;
    if found == NO_COMPONENT && key != ToneKey::SignalLevel {
        return Some(Level::NoComponent(field));
    }
    let below = i32::try_from(found)
        .ok()
        .and_then(|found| found.checked_mul(-100));
    let level = below.and_then(DbM0::from_hundredths);
    match level {
        None => findings.report(
            field.span(),
            CptProblem::Unplayable {
                what: "level",
                found,
                limit: 200,
            },
        ),
        Some(_) => in_range(field, found, LEVELS, findings),
    }
    level.map(Level::Of)
}

/// A carrier with its modulation.
fn read_modulated(
    fields: &Fields<'_, ToneKey>,
    rate: SampleRate,
    findings: &mut Findings,
) -> Option<Voice> {
    let mut due = |key, name| {
        let number = fields.required(key, name, None, findings)?;
        if number == 0 {
            findings.report(fields.get(key)?.span(), CptProblem::ZeroFrequency);
        }
        Some(number).filter(|&number| number > 0)
    };
    let carrier = due(ToneKey::CarrierFrequency, "Carrier Freq [Hz]");
    let modulation = due(ToneKey::ModulationFrequency, "Modulation Freq [Hz]");
    let factor = fields.required(
        ToneKey::AmFactor,
        "AM Factor [steps of 0.02]",
        None,
        findings,
    );
    let level = read_level(
        fields,
        ToneKey::SignalLevel,
        "Signal Level [-dBm]",
        findings,
    );

    let carrier = carrier
        .and_then(|_| tone_frequency(fields.get(ToneKey::CarrierFrequency)?, rate, findings));
    let frequency = modulation.and_then(|found| {
        let field = fields.get(ToneKey::ModulationFrequency)?;
        let frequency = field.frequency(rate, findings)?;
        in_range(field, found, MODULATION_FREQUENCIES, findings);
        Some(frequency)
    });
    let depth = factor.and_then(|found| {
        let field = fields.get(ToneKey::AmFactor)?;
        let thousandths = found
            .checked_mul(AM_STEP)
            .and_then(|depth| u16::try_from(depth).ok());
        let depth = thousandths.and_then(Depth::from_thousandths);
        match depth {
            Some(_) => in_range(field, found, AM_FACTORS, findings),
            None => {
                let limit = u32::from(Depth::MAX.thousandths()) / AM_STEP;
                findings.report(
                    field.span(),
                    CptProblem::Unplayable {
                        what: "AM factor",
                        found,
                        limit,
                    },
                );
            }
        }
        depth
    });
    let Level::Of(level) = level? else {
        return None;
    };
    let modulation = Modulation {
        frequency: frequency?,
        depth: depth?,
    };
    let component = Component {
        frequency: carrier?,
        level,
        modulation: Some(modulation),
    };
    Voice::new([component]).ok()
}

/// A frequency of a tone that the rate carries, its range checked.
fn tone_frequency(
    field: &ToneField<'_>,
    rate: SampleRate,
    findings: &mut Findings,
) -> Option<Hertz> {
    let frequency = field.frequency(rate, findings)?;
    in_range(
        field,
        frequency.millihertz() / 1000,
        TONE_FREQUENCIES,
        findings,
    );
    Some(frequency)
}

/// Reports a number outside the range that the manuals state.
pub(super) fn in_range<K>(field: &Field<'_, K>, found: u32, range: Range, findings: &mut Findings) {
    let Range {
        what,
        unit,
        of: (low, high),
    } = range;
    if !(low..=high).contains(&found) {
        let range = (low, high);
        findings.report(
            field.span(),
            CptProblem::OutOfRange {
                what,
                unit,
                found,
                range,
            },
        );
    }
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
    let others: u64 = times
        .iter()
        .map(|(on, off)| u64::from(on.0) + u64::from(off.0))
        .sum::<u64>()
        - u64::from(first_on.0);
    let form = form.unwrap_or(if others == 0 {
        Form::Continuous
    } else {
        Form::Cadence
    });
    if form != Form::Continuous {
        report_missing_halves(&pair_fields, findings);
    }
    let used = || {
        times
            .iter()
            .map(|(on, off)| OnOff::new(on.0, off.0))
            .filter(|p| p.length_ms() > 0)
    };
    let at = fields.get(ToneKey::Form).map_or(fields.header, Field::span);
    match form {
        Form::Continuous => {
            if others > 0 {
                findings.report(at, CptProblem::UnusedTimes);
            }
            Some((
                Cadence::continuous(),
                Some(first_on).filter(|ms| !ms.is_zero()),
            ))
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
            let Ok(cadence) = Cadence::new(used(), []) else {
                findings.report(
                    at,
                    CptProblem::MissingKey {
                        key: "First Signal On Time [10msec]",
                        help: Some("a burst is played once, for its on time"),
                    },
                );
                return None;
            };
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
pub(super) fn report_silent(
    cadence: &Cadence,
    at: crate::diagnostic::Span,
    findings: &mut Findings,
) {
    if cadence.is_silent() {
        findings.report(at, CptProblem::Silent);
    }
}
