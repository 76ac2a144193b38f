//! How far a value may be from its nominal, and who says so.

use core::fmt;
use core::str::FromStr;

use crate::model::Signal;
use crate::verify::script::Script;
use crate::verify::table;

/// How far every property may be from its nominal.
///
/// The ready-made sets are [`default`](Self::default), [`precise`](Self::precise),
/// [`e180`](Self::e180), [`dtmf`](Self::dtmf) and [`strict`](Self::strict); a
/// [`ToleranceSet`](crate::verify::ToleranceSet) names them.
#[derive(Clone, Debug, PartialEq)]
pub struct Tolerances {
    /// Of frequencies, in Hz.
    pub frequency: Tolerance,
    /// Of levels, in dBm0; `None` where they are not judged.
    pub level: Option<Tolerance>,
    /// Of the difference between two levels of a voice, in dB; `None` where it is not judged.
    pub twist: Option<Tolerance>,
    /// Of the frequency of a modulation, in Hz.
    pub modulation_rate: Tolerance,
    /// Of the depth of a modulation, 1 being 100 %.
    pub depth: Tolerance,
    /// Of on and off times, in ms.
    pub time: Tolerance,
    /// A standard's own limits, which come before the others for the signals that it names. What
    /// was [asked for](Source::Asked) comes before it.
    pub table: Option<Table>,
}

impl Tolerances {
    /// North America's precise tone plan: ±0.5 % in frequency, ±1.5 dB in level; the rest as in
    /// [`default`](Self::default).
    #[must_use]
    pub fn precise() -> Self {
        let source = Source::PreciseTonePlan;
        Self {
            frequency: Tolerance::around(0.005, 0.0, source),
            level: Some(Tolerance::around(0.0, 1.5, source)),
            ..Self::default()
        }
    }

    /// ITU-T E.180: levels from −15 to −5 dBm0 whatever the definition says, single tones from 400
    /// to 450 Hz, its special information tone; the rest as in [`default`](Self::default).
    #[must_use]
    pub fn e180() -> Self {
        let allowance = Allowance::Between { least: -15.0, most: -5.0 };
        let level = Tolerance { allowance, source: Source::E180 };
        Self { level: Some(level), table: Some(Table::E180), ..Self::default() }
    }

    /// Senders of DTMF: ±1.8 % in frequency by ITU-T Q.23; the rest as in
    /// [`default`](Self::default).
    #[must_use]
    pub fn dtmf() -> Self {
        Self { frequency: Tolerance::around(0.018, 0.0, Source::Q23), ..Self::default() }
    }

    /// What a digital sender without a fault keeps, and the measurement can tell: ±0.1 % and 0.2 Hz
    /// at least, ±0.3 dB, ±1 % and 3 ms at least, ±0.03 in depth.
    #[must_use]
    pub fn strict() -> Self {
        let source = Source::Strict;
        Self {
            frequency: Tolerance::around(0.001, 0.2, source),
            level: Some(Tolerance::around(0.0, 0.3, source)),
            twist: Some(Tolerance::around(0.0, 0.3, source)),
            modulation_rate: Tolerance::around(0.005, 0.2, source),
            depth: Tolerance::around(0.0, 0.03, source),
            time: Tolerance::around(0.01, 3.0, source),
            table: None,
        }
    }

    /// The same for a ringing pattern: the minima and maxima of GR-506 for its cadences, unless these
    /// are the [`strict`](Self::strict) ones. A pattern has no level, so none is judged unless
    /// `has_level` says that it was given one.
    #[must_use]
    pub fn for_ringing(self, has_level: bool) -> Self {
        let table = if self.time.source == Source::Strict { None } else { Some(Table::Gr506) };
        Self { level: self.level.filter(|_| has_level), table, ..self }
    }

    /// The same where nothing else is asked for.
    #[must_use]
    pub fn asked(self, asked: Asked) -> Self {
        let tolerance = |allowance| Tolerance { allowance, source: Source::Asked };
        Self {
            frequency: asked.frequency.map_or(self.frequency, tolerance),
            level: asked.level.map(tolerance).or(self.level),
            time: asked.time.map_or(self.time, tolerance),
            ..self
        }
    }

    /// What is allowed of a component's frequency. `single` is whether the voice has no other.
    pub(super) fn frequency_limits(&self, nominal_hz: f64, single: bool) -> Limits {
        let from_table = match self.table {
            Some(Table::E180) if single && self.frequency.source != Source::Asked => {
                table::e180_frequency(nominal_hz)
            }
            _ => None,
        };
        from_table.unwrap_or_else(|| self.frequency.limits(nominal_hz))
    }

    /// What is allowed of the times of every step of a script.
    pub(super) fn of_script(&self, script: &Script, signal: &Signal) -> Vec<StepLimits> {
        let from_table = match self.table {
            Some(table) if self.time.source != Source::Asked => table::times(table, signal),
            _ => None,
        };
        let own = |ms: Option<f64>| ms.map(|ms| self.time.limits(ms));
        let limits = script.steps().iter().map(|step| {
            let place = from_table.as_ref().and_then(|times| times.get(step.place.pair));
            StepLimits {
                on: place.map(|place| place.on).or_else(|| own(step.on_ms)),
                off: step.off_ms.and_then(|_| place?.off).or_else(|| own(step.off_ms)),
                edge_ms: self.time.limits(0.0).most,
            }
        });
        limits.collect()
    }
}

impl Default for Tolerances {
    /// Ours, where no standard speaks: ±0.5 % and 1 Hz at least, ±1.5 dB, ±2 dB between levels,
    /// ±5 % and 10 ms at least; of a modulation ±2 % and 0.5 Hz at least, ±0.1 in depth.
    fn default() -> Self {
        let source = Source::Default;
        Self {
            frequency: Tolerance::around(0.005, 1.0, source),
            level: Some(Tolerance::around(0.0, 1.5, source)),
            twist: Some(Tolerance::around(0.0, 2.0, source)),
            modulation_rate: Tolerance::around(0.02, 0.5, source),
            depth: Tolerance::around(0.0, 0.1, source),
            time: Tolerance::around(0.05, 10.0, source),
            table: None,
        }
    }
}

/// What a caller allows in place of what a set says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked {
    /// Of frequencies, in Hz.
    pub frequency: Option<Allowance>,
    /// Of levels, in dB.
    pub level: Option<Allowance>,
    /// Of on and off times, in ms.
    pub time: Option<Allowance>,
}

/// How far a value may be from its nominal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// How far.
    pub allowance: Allowance,
    /// Who says so.
    pub source: Source,
}

impl Tolerance {
    /// A share of the nominal to either side, and `at_least` in the property's unit.
    #[must_use]
    pub const fn around(share: f64, at_least: f64, source: Source) -> Self {
        Self { allowance: Allowance::Around { share, at_least }, source }
    }

    /// What is allowed where `nominal` is asked for.
    #[must_use]
    pub fn limits(&self, nominal: f64) -> Limits {
        let (least, most) = match self.allowance {
            Allowance::Around { share, at_least } => {
                let half = (nominal.abs() * share).max(at_least);
                (nominal - half, nominal + half)
            }
            Allowance::Between { least, most } => (least, most),
        };
        Limits { nominal, least, most, source: self.source }
    }
}

/// What is allowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Allowance {
    /// A distance from the nominal.
    Around {
        /// As a share of it: 0.01 is 1 %.
        share: f64,
        /// In the property's unit, where the share is less.
        at_least: f64,
    },
    /// A range whatever the nominal is.
    Between {
        /// Its lower end, in the property's unit.
        least: f64,
        /// Its upper end.
        most: f64,
    },
}

/// `2` is 2 of the property's unit, `0.5%` a share.
impl FromStr for Allowance {
    type Err = NoAllowance;

    fn from_str(text: &str) -> Result<Self, NoAllowance> {
        let number = |digits: &str| {
            let number: f64 = digits.trim().parse().map_err(|_| NoAllowance)?;
            if number.is_finite() && number >= 0.0 { Ok(number) } else { Err(NoAllowance) }
        };
        Ok(match text.strip_suffix('%') {
            Some(percent) => Self::Around { share: number(percent)? / 100.0, at_least: 0.0 },
            None => Self::Around { share: 0.0, at_least: number(text)? },
        })
    }
}

/// A text that is no [`Allowance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAllowance;

impl fmt::Display for NoAllowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a number from 0, as `2` or `0.5%`")
    }
}

impl std::error::Error for NoAllowance {}

/// A nominal and what is allowed instead of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// What is asked for.
    pub nominal: f64,
    /// The least that is allowed.
    pub least: f64,
    /// The most that is allowed.
    pub most: f64,
    /// Who says so.
    pub source: Source,
}

impl Limits {
    /// The rounding of sums of milliseconds and of hertz in f64, many times over.
    const ROUNDING: f64 = 1e-6;

    /// Nothing but this, as the definition has it.
    pub(super) const fn exactly(value: f64) -> Self {
        Self { nominal: value, least: value, most: value, source: Source::Definition }
    }

    /// Whether this value is allowed.
    #[must_use]
    pub fn allow(&self, value: f64) -> bool {
        value >= self.least - Self::ROUNDING && !self.exceeded_by(value)
    }

    /// Whether this value is more than what is allowed.
    #[must_use]
    pub fn exceeded_by(&self, value: f64) -> bool {
        value > self.most + Self::ROUNDING
    }

    /// How far a value is off, from 0; 1 is just allowed.
    pub(super) fn deviation(&self, value: f64) -> f64 {
        let half =
            if value > self.nominal { self.most - self.nominal } else { self.nominal - self.least };
        (value - self.nominal).abs() / half.max(Self::ROUNDING)
    }
}

/// What is allowed of the times of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct StepLimits {
    /// Of its on time; `None` where it sounds for ever.
    pub on: Option<Limits>,
    /// Of the silence after it; `None` where that lasts for ever.
    pub off: Option<Limits>,
    /// How exactly an edge has to be where it is.
    pub edge_ms: f64,
}

/// A standard that has limits of its own for certain signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Table {
    /// Telcordia GR-506-CORE: minima and maxima of the cadences of distinctive ringing 1 to 5.
    Gr506,
    /// ITU-T E.180/Q.35: single tones, the special information tone.
    E180,
}

/// Who says what is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The definition itself: as many as it has.
    Definition,
    /// Ours, where no standard speaks.
    Default,
    /// Ours, for senders without a fault.
    Strict,
    /// The caller.
    Asked,
    /// Telcordia GR-506-CORE, distinctive ringing, as two vendors print its minima and maxima.
    Gr506,
    /// North America's precise tone plan.
    PreciseTonePlan,
    /// ITU-T E.180/Q.35.
    E180,
    /// ITU-T Q.23.
    Q23,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Definition => "the definition",
            Self::Default => "ringsmith's default",
            Self::Strict => "ringsmith's strict set",
            Self::Asked => "asked for",
            Self::Gr506 => "GR-506-CORE, distinctive ringing",
            Self::PreciseTonePlan => "precise tone plan",
            Self::E180 => "ITU-T E.180/Q.35",
            Self::Q23 => "ITU-T Q.23",
        })
    }
}
