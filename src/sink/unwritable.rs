//! What keeps a recording from being written.

use core::fmt;
use core::ops::RangeInclusive;

use crate::sink::{Coding, Container};
use crate::units::SampleRate;

/// What keeps a [`Recording`](crate::sink::Recording) from being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unwritable {
    /// The container has no such samples.
    NotHeld {
        /// How they are coded.
        coding: Coding,
        /// What was to hold them.
        container: Container,
    },
    /// The library was built without this container.
    NotBuilt {
        /// The container.
        container: Container,
    },
    /// The coding has other rates.
    Rate {
        /// The coding.
        coding: Coding,
        /// The rate that was asked for.
        rate: SampleRate,
    },
    /// The container has other rates.
    ContainerRate {
        /// The container.
        container: Container,
        /// The rate that was asked for.
        rate: SampleRate,
    },
    /// More samples than the lengths in the file can say.
    TooLong {
        /// How many were asked for.
        samples: u64,
        /// What was to hold them.
        container: Container,
    },
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHeld { coding, container } => {
                let held = Coding::ALL.into_iter().filter(|&coding| container.holds(coding));
                let held = held.map(Coding::name).collect::<Vec<_>>().join(", ");
                write!(f, "a file in {container} holds no {coding}; it holds {held}")
            }
            Self::NotBuilt { container } => {
                write!(f, "this build of ringsmith writes no {container}")
            }
            Self::Rate { coding, rate } => {
                write!(f, "{coding} is made of samples at ")?;
                rather_than(f, &coding.rates(), *rate)
            }
            Self::ContainerRate { container, rate } => {
                write!(f, "a file in {container} has samples at ")?;
                rather_than(f, &container.rates(), *rate)
            }
            Self::TooLong { samples, container } => {
                write!(f, "{samples} samples are more than the 4 GiB of a file in {container}")
            }
        }
    }
}

/// `15000 to 192000 Hz, not at 8000 Hz`
fn rather_than(
    f: &mut fmt::Formatter<'_>,
    rates: &RangeInclusive<u32>,
    rate: SampleRate,
) -> fmt::Result {
    write!(f, "{} ", rates.start())?;
    if rates.start() != rates.end() {
        write!(f, "to {} ", rates.end())?;
    }
    write!(f, "Hz, not at {} Hz", rate.hertz())
}

impl std::error::Error for Unwritable {}
