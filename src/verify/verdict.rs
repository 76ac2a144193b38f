//! What came of a comparison.

use core::fmt;

use crate::analysis::MeasuredVoice;
use crate::verify::{Limits, Place, Source};

/// What came of comparing a recording with a definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Every property that was compared: the voices first, then the cadence.
    pub checks: Vec<Check>,
    /// Voices of the recording that the definition does not have.
    pub strangers: Vec<MeasuredVoice>,
}

impl Verdict {
    /// Whether every check passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failed() == 0
    }

    /// How many checks failed.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.checks.iter().filter(|check| !check.passed).count()
    }
}

impl fmt::Display for Verdict {
    /// Writes `within tolerance` or `2 of 14 checks failed`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.failed() {
            0 => f.write_str("within tolerance"),
            failed => write!(f, "{failed} of {} checks failed", self.checks.len()),
        }
    }
}

/// A property, what is allowed, and what was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What was compared.
    pub property: Property,
    /// What the definition asks for.
    pub nominal: f64,
    /// The least that is allowed.
    pub least: f64,
    /// The most that is allowed.
    pub most: f64,
    /// What was measured: of several values the one that is furthest off. `None` where nothing was
    /// there to be measured, which fails.
    pub measured: Option<f64>,
    /// How many values `measured` stands for. 0 where a time was only heard in part, so that
    /// `measured` is the least that it can be.
    pub count: usize,
    /// What the four values count.
    pub unit: Unit,
    /// Who says what is allowed.
    pub source: Source,
    /// Whether the measured value is allowed.
    pub passed: bool,
}

impl Check {
    /// A check of one value.
    pub(super) fn of(property: Property, limits: Limits, measured: Option<f64>) -> Self {
        Self {
            property,
            nominal: limits.nominal,
            least: limits.least,
            most: limits.most,
            measured,
            count: usize::from(measured.is_some()),
            unit: property.unit(),
            source: limits.source,
            passed: measured.is_some_and(|value| limits.allow(value)),
        }
    }

    /// A check of how many there are.
    pub(super) fn of_count(property: Property, asked: usize, measured: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a count of runs is far below 2^52")]
        let (asked, measured) = (asked as f64, measured as f64);
        Self::of(property, Limits::exactly(asked), Some(measured))
    }
}

/// What is compared, and of what. Voices, components and pairs count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Property {
    /// Whether a voice was heard at all: 1 or 0.
    Voice {
        /// Which voice.
        voice: usize,
    },
    /// The frequency of a component; the carrier's, where it is modulated.
    Frequency {
        /// Of which voice.
        voice: usize,
        /// Which component.
        component: usize,
    },
    /// The level of a component; the unmodulated carrier's, where it is modulated.
    Level {
        /// Of which voice.
        voice: usize,
        /// Which component.
        component: usize,
    },
    /// The level of a component above that of the voice's first one.
    Twist {
        /// Of which voice.
        voice: usize,
        /// Which component, 1 at least.
        component: usize,
    },
    /// How often the level of a component swings.
    ModulationRate {
        /// Of which voice.
        voice: usize,
        /// Which component.
        component: usize,
    },
    /// How far the level of a component swings; 1 is 100 %.
    ModulationDepth {
        /// Of which voice.
        voice: usize,
        /// Which component.
        component: usize,
    },
    /// How many components sound with a voice that it does not have, of those within 20 dB of its
    /// strongest.
    ExtraComponents {
        /// Of which voice.
        voice: usize,
    },
    /// How long an on time is.
    OnTime(Place),
    /// How long the silence after an on time is.
    OffTime(Place),
    /// How often something should have sounded and did not.
    MissingRuns,
    /// How often something sounded that the cadence does not have.
    ExtraRuns,
    /// How often a continuous tone was interrupted or ended.
    Interruptions,
    /// How many on and off times of the lead and one cycle were heard long enough to be judged.
    Heard,
}

impl Property {
    /// What is compared, in one or two words.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Voice { .. } => "heard",
            Self::Frequency { .. } => "frequency",
            Self::Level { .. } => "level",
            Self::Twist { .. } => "twist",
            Self::ModulationRate { .. } => "modulation rate",
            Self::ModulationDepth { .. } => "modulation depth",
            Self::ExtraComponents { .. } => "extra components",
            Self::OnTime(_) => "on time",
            Self::OffTime(_) => "off time",
            Self::MissingRuns => "missing runs",
            Self::ExtraRuns => "extra runs",
            Self::Interruptions => "interruptions",
            Self::Heard => "heard long enough",
        }
    }

    /// Of what, counted from 1: `voice 1, component 2`, `cycle 1`. Empty for the whole recording.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Voice { voice } | Self::ExtraComponents { voice } => {
                format!("voice {}", voice + 1)
            }
            Self::Frequency { voice, component }
            | Self::Level { voice, component }
            | Self::Twist { voice, component }
            | Self::ModulationRate { voice, component }
            | Self::ModulationDepth { voice, component } => {
                format!("voice {}, component {}", voice + 1, component + 1)
            }
            Self::OnTime(place) | Self::OffTime(place) => place.to_string(),
            Self::MissingRuns | Self::ExtraRuns | Self::Interruptions | Self::Heard => {
                String::new()
            }
        }
    }

    /// What its values count.
    #[must_use]
    pub const fn unit(&self) -> Unit {
        match self {
            Self::Frequency { .. } | Self::ModulationRate { .. } => Unit::Hertz,
            Self::Level { .. } => Unit::DbM0,
            Self::Twist { .. } => Unit::Decibel,
            Self::ModulationDepth { .. } => Unit::Ratio,
            Self::OnTime(_) | Self::OffTime(_) => Unit::Milliseconds,
            Self::Voice { .. }
            | Self::ExtraComponents { .. }
            | Self::MissingRuns
            | Self::ExtraRuns
            | Self::Interruptions
            | Self::Heard => Unit::Count,
        }
    }
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place() {
            place if place.is_empty() => f.write_str(self.name()),
            place => write!(f, "{}, {place}", self.name()),
        }
    }
}

/// What the values of a check count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// Hertz.
    Hertz,
    /// dBm0.
    DbM0,
    /// Decibels between two levels.
    Decibel,
    /// Milliseconds.
    Milliseconds,
    /// A plain ratio.
    Ratio,
    /// How many.
    Count,
}

impl Unit {
    /// How many decimals say more than the measurement's own error (0.01 Hz, 0.1 dB, 0.1 ms).
    #[must_use]
    pub const fn decimals(self) -> usize {
        match self {
            Self::Hertz | Self::DbM0 | Self::Decibel | Self::Ratio => 2,
            Self::Milliseconds => 1,
            Self::Count => 0,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hertz => "Hz",
            Self::DbM0 => "dBm0",
            Self::Decibel => "dB",
            Self::Milliseconds => "ms",
            Self::Ratio => "ratio",
            Self::Count => "count",
        })
    }
}
