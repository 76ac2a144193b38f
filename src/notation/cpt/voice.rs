//! The frequencies and levels of a tone's section to a voice.

use crate::diagnostic::Span;
use crate::model::{Component, Depth, Modulation, Voice};
use crate::notation::cpt::fields::Fields;
use crate::notation::cpt::names::ToneKey;
use crate::notation::cpt::number::{Number, Range};
use crate::notation::cpt::problem::{CptProblem, Findings};
use crate::text::excerpt;
use crate::units::{DbM0, Hertz, SampleRate};

/// The frequencies of a tone.
const TONE_FREQUENCIES: Range = Range { what: "tone frequency", unit: " Hz", of: (300, 1980) };
/// The range of a level, in dB below 0 dBm.
const LEVELS: Range = Range { what: "level", unit: "", of: (0, 31) };
/// The level that stands for "no such component".
pub(super) const NO_COMPONENT: u32 = 32;
const MODULATION_FREQUENCIES: Range =
    Range { what: "modulation frequency", unit: " Hz", of: (1, 128) };
const AM_FACTORS: Range = Range { what: "AM factor", unit: "", of: (1, 50) };
/// Thousandths of depth in a step of the AM factor.
pub(super) const AM_STEP: u16 = 20;

const REGULAR_KEYS: [ToneKey; 4] =
    [ToneKey::LowFrequency, ToneKey::HighFrequency, ToneKey::LowLevel, ToneKey::HighLevel];

const MODULATED_KEYS: [ToneKey; 4] = [
    ToneKey::CarrierFrequency,
    ToneKey::ModulationFrequency,
    ToneKey::SignalLevel,
    ToneKey::AmFactor,
];

/// Reads the voice of a tone; `None` if something in it is an error.
pub(super) fn read(
    fields: &Fields<'_, ToneKey>,
    rate: SampleRate,
    findings: &mut Findings,
) -> Option<Voice> {
    let modulation_type = match fields.get(ToneKey::ModulationType) {
        None => 0,
        Some(field) => field.number(findings)?.value,
    };
    let mut reader = VoiceReader { fields, rate, findings };
    match modulation_type {
        0 => {
            reader.report_unused(&MODULATED_KEYS, "by an amplitude-modulated tone");
            reader.regular()
        }
        1 => {
            reader.report_unused(&REGULAR_KEYS, "by a regular tone");
            reader.modulated()
        }
        found => {
            let field = fields.get(ToneKey::ModulationType)?;
            findings.report(field.span(), CptProblem::UnknownModulationType(found));
            None
        }
    }
}

struct VoiceReader<'r, 'a> {
    fields: &'r Fields<'a, ToneKey>,
    rate: SampleRate,
    findings: &'r mut Findings,
}

/// An error that has been reported.
pub(super) struct Reported;

/// The component of a frequency and its level, if it is not absent: one of 0 Hz is absent whatever
/// its level, which is not asked for then; so is one whose level is 32.
pub(super) fn component(
    frequency: Number,
    level: impl FnOnce(&mut Findings) -> Option<Number>,
    rate: SampleRate,
    findings: &mut Findings,
) -> Result<Option<Component>, Reported> {
    if frequency.value == 0 {
        return Ok(None);
    }
    let hertz = tone_frequency(frequency, rate, findings);
    let level = level(findings).ok_or(Reported)?;
    if level.value == NO_COMPONENT {
        let hertz = hertz.ok_or(Reported)?;
        findings.report(level.at, CptProblem::SilencedComponent(hertz));
        return Ok(None);
    }
    let level = level_below_zero(level, findings);
    Ok(Some(Component::new(hertz.ok_or(Reported)?, level.ok_or(Reported)?)))
}

/// One or two plain sines; `at` is where to point if there is none.
pub(super) fn plain(
    low: Option<Component>,
    high: Option<Component>,
    at: Span,
    findings: &mut Findings,
) -> Option<Voice> {
    let voice = Voice::new([low, high].into_iter().flatten()).ok();
    if voice.is_none() {
        findings.report(at, CptProblem::ZeroFrequency);
    }
    voice
}

/// A level in dB below 0 dBm, its range checked.
fn level_below_zero(number: Number, findings: &mut Findings) -> Option<DbM0> {
    let found = number.value;
    let below = i32::try_from(found).ok().and_then(|found| found.checked_mul(-100));
    let Some(level) = below.and_then(DbM0::from_hundredths) else {
        let limit = DbM0::MIN.hundredths().unsigned_abs() / 100;
        findings.report(number.at, CptProblem::Unplayable { what: "level", found, limit });
        return None;
    };
    number.check_range(LEVELS, findings);
    Some(level)
}

/// A frequency of a tone that the rate carries, its range checked.
fn tone_frequency(number: Number, rate: SampleRate, findings: &mut Findings) -> Option<Hertz> {
    let frequency = number.carried(rate, findings)?;
    number.check_range(TONE_FREQUENCIES, findings);
    Some(frequency)
}

impl VoiceReader<'_, '_> {
    /// Reports keys that this kind of tone does not read. Files often keep them with nothing in
    /// them, or with the level that says that there is no component.
    fn report_unused(&mut self, keys: &[ToneKey], needs: &'static str) {
        for field in keys.iter().filter_map(|&key| self.fields.get(key)) {
            let says_nothing = field.says_nothing() || field.quiet_number() == Some(NO_COMPONENT);
            if !says_nothing {
                let key = excerpt(field.entry.key.text);
                self.findings.report(field.entry.key.span, CptProblem::UnusedKey { key, needs });
            }
        }
    }

    /// One or two plain sines.
    fn regular(&mut self) -> Option<Voice> {
        let carrier = self.fields.get(ToneKey::CarrierFrequency);
        let help = carrier
            .filter(|field| !field.says_nothing())
            .map(|_| "a carrier is given: write `Tone Modulation Type=1` if the tone is modulated");
        let low = self.fields.required(ToneKey::LowFrequency, "Low Freq [Hz]", help, self.findings);
        let high = match self.fields.get(ToneKey::HighFrequency) {
            None => Some(None),
            Some(field) => field.number(self.findings).map(Some),
        };
        let (low, high) = (low?, high?);
        let at = low.at;
        let low = self.component(low, ToneKey::LowLevel, "Low Freq Level [-dBm]");
        let high = high.map_or(Ok(None), |high| {
            self.component(high, ToneKey::HighLevel, "High Freq Level [-dBm]")
        });
        plain(low.ok()?, high.ok()?, at, self.findings)
    }

    fn component(
        &mut self,
        frequency: Number,
        level: ToneKey,
        name: &'static str,
    ) -> Result<Option<Component>, Reported> {
        let fields = self.fields;
        let level = |findings: &mut Findings| fields.required(level, name, None, findings);
        component(frequency, level, self.rate, self.findings)
    }

    /// A carrier with its modulation.
    fn modulated(&mut self) -> Option<Voice> {
        let carrier = self.frequency_due(ToneKey::CarrierFrequency, "Carrier Freq [Hz]");
        let carrier = carrier.and_then(|number| tone_frequency(number, self.rate, self.findings));
        let modulation = self.frequency_due(ToneKey::ModulationFrequency, "Modulation Freq [Hz]");
        let frequency = modulation.and_then(|number| {
            number.check_range(MODULATION_FREQUENCIES, self.findings);
            number.carried(self.rate, self.findings)
        });
        let depth = self.depth();
        let (key, name) = (ToneKey::SignalLevel, "Signal Level [-dBm]");
        let level = self.fields.required(key, name, None, self.findings);
        let level = level.and_then(|number| level_below_zero(number, self.findings))?;
        let modulation = Modulation { frequency: frequency?, depth: depth? };
        let component = Component { frequency: carrier?, level, modulation: Some(modulation) };
        Voice::new([component]).ok()
    }

    fn depth(&mut self) -> Option<Depth> {
        const NAME: &str = "AM Factor [steps of 0.02]";
        let number = self.fields.required(ToneKey::AmFactor, NAME, None, self.findings)?;
        let found = number.value;
        let thousandths = found.checked_mul(AM_STEP.into()).and_then(|d| u16::try_from(d).ok());
        let Some(depth) = thousandths.and_then(Depth::from_thousandths) else {
            let limit = u32::from(Depth::MAX.thousandths() / AM_STEP);
            let problem = CptProblem::Unplayable { what: "AM factor", found, limit };
            self.findings.report(number.at, problem);
            return None;
        };
        number.check_range(AM_FACTORS, self.findings);
        Some(depth)
    }

    /// A frequency that has to be there and above 0.
    fn frequency_due(&mut self, key: ToneKey, name: &'static str) -> Option<Number> {
        let number = self.fields.required(key, name, None, self.findings)?;
        if number.value == 0 {
            self.findings.report(number.at, CptProblem::ZeroFrequency);
        }
        Some(number).filter(|number| number.value > 0)
    }
}
