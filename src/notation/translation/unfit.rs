//! Why a tone or pattern is left out.

use core::fmt;

use crate::units::{Hertz, Millis};

/// Why a notation cannot hold a tone or pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unfit {
    /// It has no call progress tones.
    Tone,
    /// It has no user defined tones.
    UserTone,
    /// It has no ringing patterns.
    Pattern,
    /// It has one ringing pattern, and this is another.
    SecondPattern,
    /// A tone without a kind that it knows.
    Kind,
    /// It has one tone of this kind, and this is another.
    SecondOfKind,
    /// Different frequencies in different on times.
    SeveralVoices,
    /// More components than it adds up.
    Components {
        /// How many it adds.
        most: usize,
    },
    /// A modulated component.
    Modulation,
    /// A modulated component beside another one.
    ModulationBeside,
    /// More on and off times than it has places for.
    Pairs {
        /// How many it has.
        most: usize,
    },
    /// A start that is not repeated, before a cycle.
    LeadAndCycle,
    /// A burst after a cyclic cadence.
    BurstAfterCycle,
    /// A tone that ends.
    Once,
    /// A cadence that it cannot make of what it has.
    Cadence,
    /// A frequency beyond what it allows.
    Frequency(Hertz),
    /// A time beyond what it allows.
    Time {
        /// What it is.
        time: Millis,
        /// The longest that is allowed.
        most: Millis,
    },
    /// A number beyond what it allows.
    Number(u32),
    /// No on time at all.
    Silent,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tone => f.write_str("call progress tones"),
            Self::UserTone => f.write_str("user defined tones"),
            Self::Pattern => f.write_str("ringing patterns"),
            Self::SecondPattern => f.write_str("more than one ringing pattern"),
            Self::Kind => f.write_str("a tone of this kind"),
            Self::SecondOfKind => f.write_str("a second tone of this kind"),
            Self::SeveralVoices => f.write_str("different frequencies in different on times"),
            Self::Components { most } => write!(f, "more than {most} components"),
            Self::Modulation => f.write_str("a modulated component"),
            Self::ModulationBeside => f.write_str("a modulated component beside another"),
            Self::Pairs { most } => write!(f, "more than {most} on and off times"),
            Self::LeadAndCycle => f.write_str("a start that is not repeated before a cycle"),
            Self::BurstAfterCycle => f.write_str("a burst after a cyclic cadence"),
            Self::Once => f.write_str("a tone that ends"),
            Self::Cadence => f.write_str("this cadence"),
            Self::Frequency(frequency) => write!(f, "{frequency}"),
            Self::Time { time, most } => write!(f, "{time}, only up to {most}"),
            Self::Number(number) => write!(f, "number {number}"),
            Self::Silent => f.write_str("a tone that never sounds"),
        }
    }
}
