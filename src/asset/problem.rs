//! What a device does not take or a file does not hold, and what was done about it.

use core::fmt;

use crate::asset::Device;
use crate::sink::{Coding, Unwritable};
use crate::synth::AboveNyquist;
use crate::timeline::TooFar;
use crate::units::{Hertz, SampleRate};

/// What was changed so that a device plays a file as it is meant, or what cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// The device repeats a file from its start, so the lead, which is played once, is left out.
    LeadLeftOut {
        /// How long it is, in milliseconds.
        lead_ms: u64,
    },
    /// The device repeats a file from its start, so it begins where the swell has ended.
    SwellLeftOut {
        /// How long the swell takes, in milliseconds.
        over_ms: u32,
    },
    /// A device that repeats the file repeats its lead too.
    LeadRepeats {
        /// How long it is, in milliseconds.
        lead_ms: u64,
    },
    /// Fewer cycles than were wished for, so that the file does not pass what the device takes.
    Shortened {
        /// What is left, in milliseconds.
        ms: u64,
        /// The most bytes of a file.
        most_bytes: u64,
    },
    /// The signal ends with its lead, so that the file is not marked to repeat; a device that repeats
    /// every file repeats it all the same.
    NotRepeated,
    /// Nobody hears so low a frequency from a telephone.
    Inaudible {
        /// The highest of the signal.
        frequency: Hertz,
    },
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeadLeftOut { lead_ms } => write!(
                f,
                "the lead of {lead_ms} ms is left out: the device repeats a file from its start"
            ),
            Self::SwellLeftOut { over_ms } => write!(
                f,
                "the swell of {over_ms} ms is left out, and its last level kept: the device repeats \
                 a file from its start"
            ),
            Self::LeadRepeats { lead_ms } => {
                write!(f, "a device that repeats the file repeats its lead of {lead_ms} ms too")
            }
            Self::Shortened { ms, most_bytes } => write!(
                f,
                "whole cycles up to {ms} ms: the device takes no more than {most_bytes} bytes"
            ),
            Self::NotRepeated => f.write_str(
                "the signal ends with its lead: what repeats the file repeats all of it",
            ),
            Self::Inaudible { frequency } => write!(
                f,
                "nobody hears {frequency} from a telephone: let it ring with a voice, such as \
                 440+480@-19"
            ),
        }
    }
}

/// Why there is no file of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The device takes no such rate.
    Rate {
        /// The device.
        device: Device,
        /// The rate that was asked for.
        rate: SampleRate,
    },
    /// The device takes no such coding.
    Coding {
        /// The device.
        device: Device,
        /// The coding that was asked for.
        coding: Coding,
    },
    /// The device repeats the file, which therefore holds whole cycles and no milliseconds.
    Duration {
        /// The device.
        device: Device,
    },
    /// The device takes one cadence and no more.
    OneCadence {
        /// The device.
        device: Device,
        /// The cycles that were asked for.
        cycles: u64,
    },
    /// Not even the lead and one cycle are short enough, or the duration that is wished for.
    TooLarge {
        /// The device.
        device: Device,
        /// The bytes of the file.
        bytes: u64,
        /// The most that the device takes.
        most_bytes: u64,
    },
    /// The signal has a frequency that the rate of a file does not carry.
    AboveNyquist(AboveNyquist),
    /// The file ends further out than a signal goes.
    TooFar,
    /// The file cannot be written.
    Unwritable(Unwritable),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rate { device, rate } => {
                write!(f, "{device} takes no file of {} Hz: ", rate.hertz())?;
                match device.rates().as_slice() {
                    [] => {
                        let any = Device::any_rate();
                        write!(f, "its files have {} to {} Hz", any.start(), any.end())
                    }
                    rates => {
                        let rates: Vec<_> = rates.iter().map(u32::to_string).collect();
                        write!(f, "its files have {} Hz", rates.join(", "))
                    }
                }
            }
            Self::Coding { device, coding } => {
                write!(f, "{device} takes no {coding}: ")?;
                let codings: Vec<_> = device.codings().into_iter().map(Coding::name).collect();
                write!(f, "its files have {}", codings.join(", "))
            }
            Self::Duration { device } => {
                write!(f, "{device} repeats a file, which holds whole cycles: say how many")
            }
            Self::OneCadence { device, cycles } => {
                write!(f, "{device} takes one cadence and repeats it, not {cycles} cycles")
            }
            Self::TooLarge { device, bytes, most_bytes } => {
                write!(f, "{device} takes no more than {most_bytes} bytes: these are {bytes}")
            }
            Self::AboveNyquist(error) => error.fmt(f),
            Self::TooFar => TooFar.fmt(f),
            Self::Unwritable(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<AboveNyquist> for Refusal {
    fn from(error: AboveNyquist) -> Self {
        Self::AboveNyquist(error)
    }
}

impl From<TooFar> for Refusal {
    fn from(_: TooFar) -> Self {
        Self::TooFar
    }
}

impl From<Unwritable> for Refusal {
    fn from(error: Unwritable) -> Self {
        Self::Unwritable(error)
    }
}
