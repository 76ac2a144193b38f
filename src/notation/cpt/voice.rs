//! The frequencies and levels of a tone's section to a voice.

use crate::model::{Component, Depth, Modulation, Voice};
use crate::notation::cpt::fields::{Field, Fields, Range};
use crate::notation::cpt::names::ToneKey;
use crate::notation::cpt::problem::{CptProblem, Findings};
use crate::text::excerpt;
use crate::units::{DbM0, Hertz, SampleRate};

/// The frequencies of a tone.
const TONE_FREQUENCIES: Range = Range { what: "tone frequency", unit: " Hz", of: (300, 1980) };
/// The range of a level, in dB below 0 dBm.
const LEVELS: Range = Range { what: "level", unit: "", of: (0, 31) };
/// The level that stands for "no such component".
const NO_COMPONENT: u32 = 32;
const MODULATION_FREQUENCIES: Range =
    Range { what: "modulation frequency", unit: " Hz", of: (1, 128) };
const AM_FACTORS: Range = Range { what: "AM factor", unit: "", of: (1, 50) };
/// Thousandths of depth in a step of the AM factor.
const AM_STEP: u32 = 20;

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
        Some(field) => field.number(findings)?,
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
struct Reported;

/// A level key's meaning.
enum Level<'r, 'a> {
    Of(DbM0),
    NoComponent(&'r Field<'a, ToneKey>),
}

impl<'r, 'a> VoiceReader<'r, 'a> {
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

    /// One or two plain sines. A component of 0 Hz is absent whatever its level; so is one whose
    /// level is 32.
    fn regular(&mut self) -> Option<Voice> {
        let carrier = self.fields.get(ToneKey::CarrierFrequency);
        let help = carrier
            .filter(|field| !field.says_nothing())
            .map(|_| "a carrier is given: write `Tone Modulation Type=1` if the tone is modulated");
        let low = self.fields.required(ToneKey::LowFrequency, "Low Freq [Hz]", help, self.findings);
        let high = match self.fields.get(ToneKey::HighFrequency) {
            None => Some(0),
            Some(field) => field.number(self.findings),
        };
        let low =
            self.plain(ToneKey::LowFrequency, low?, (ToneKey::LowLevel, "Low Freq Level [-dBm]"));
        let high = self.plain(
            ToneKey::HighFrequency,
            high?,
            (ToneKey::HighLevel, "High Freq Level [-dBm]"),
        );
        let voice = Voice::new([low.ok()?, high.ok()?].into_iter().flatten()).ok();
        if voice.is_none() {
            let field = self.fields.get(ToneKey::LowFrequency)?;
            self.findings.report(field.span(), CptProblem::ZeroFrequency);
        }
        voice
    }

    /// The component of a frequency that has been read, if it is not absent.
    fn plain(
        &mut self,
        key: ToneKey,
        found: u32,
        (level, name): (ToneKey, &'static str),
    ) -> Result<Option<Component>, Reported> {
        if found == 0 {
            return Ok(None);
        }
        let hertz = self.tone_frequency(key, found);
        let level = self.level(level, name);
        match (hertz.ok_or(Reported)?, level.ok_or(Reported)?) {
            (hertz, Level::Of(level)) => Ok(Some(Component::new(hertz, level))),
            (hertz, Level::NoComponent(field)) => {
                self.findings.report(field.span(), CptProblem::SilencedComponent(hertz));
                Ok(None)
            }
        }
    }

    fn level(&mut self, key: ToneKey, name: &'static str) -> Option<Level<'r, 'a>> {
        let found = self.fields.required(key, name, None, self.findings)?;
        let field = self.fields.get(key)?;
        if found == NO_COMPONENT && key != ToneKey::SignalLevel {
            return Some(Level::NoComponent(field));
        }
        let below = i32::try_from(found).ok().and_then(|found| found.checked_mul(-100));
        let Some(level) = below.and_then(DbM0::from_hundredths) else {
            let limit = DbM0::MIN.hundredths().unsigned_abs() / 100;
            let problem = CptProblem::Unplayable { what: "level", found, limit };
            self.findings.report(field.span(), problem);
            return None;
        };
        field.check_range(found, LEVELS, self.findings);
        Some(Level::Of(level))
    }

    /// A carrier with its modulation.
    fn modulated(&mut self) -> Option<Voice> {
        let carrier = self.frequency_due(ToneKey::CarrierFrequency, "Carrier Freq [Hz]");
        let carrier =
            carrier.and_then(|found| self.tone_frequency(ToneKey::CarrierFrequency, found));
        let modulation = self.frequency_due(ToneKey::ModulationFrequency, "Modulation Freq [Hz]");
        let frequency = modulation.and_then(|found| {
            let field = self.fields.get(ToneKey::ModulationFrequency)?;
            field.check_range(found, MODULATION_FREQUENCIES, self.findings);
            field.carried(found, self.rate, self.findings)
        });
        let depth = self.depth();
        let level = self.level(ToneKey::SignalLevel, "Signal Level [-dBm]");
        let Level::Of(level) = level? else { return None };
        let modulation = Modulation { frequency: frequency?, depth: depth? };
        let component = Component { frequency: carrier?, level, modulation: Some(modulation) };
        Voice::new([component]).ok()
    }

    fn depth(&mut self) -> Option<Depth> {
        const NAME: &str = "AM Factor [steps of 0.02]";
        let found = self.fields.required(ToneKey::AmFactor, NAME, None, self.findings)?;
        let field = self.fields.get(ToneKey::AmFactor)?;
        let thousandths = found.checked_mul(AM_STEP).and_then(|depth| u16::try_from(depth).ok());
        let Some(depth) = thousandths.and_then(Depth::from_thousandths) else {
            let limit = u32::from(Depth::MAX.thousandths()) / AM_STEP;
            let problem = CptProblem::Unplayable { what: "AM factor", found, limit };
            self.findings.report(field.span(), problem);
            return None;
        };
        field.check_range(found, AM_FACTORS, self.findings);
        Some(depth)
    }

    /// The number of a frequency that has to be there and above 0.
    fn frequency_due(&mut self, key: ToneKey, name: &'static str) -> Option<u32> {
        let found = self.fields.required(key, name, None, self.findings)?;
        if found == 0 {
            let field = self.fields.get(key)?;
            self.findings.report(field.span(), CptProblem::ZeroFrequency);
        }
        Some(found).filter(|&found| found > 0)
    }

    /// A frequency of a tone that the rate carries, its range checked.
    fn tone_frequency(&mut self, key: ToneKey, found: u32) -> Option<Hertz> {
        let field = self.fields.get(key)?;
        let frequency = field.carried(found, self.rate, self.findings)?;
        field.check_range(found, TONE_FREQUENCIES, self.findings);
        Some(frequency)
    }
}
