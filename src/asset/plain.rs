//! A file that is made for no device in particular.

use std::path::PathBuf;

use crate::asset::{Asset, Refusal, Stretch};
use crate::model::Signal;
use crate::sink::{Coding, Container, Recording};
use crate::synth::{self, RenderOptions};
use crate::timeline::{Length, TooFar};
use crate::units::{Millis, SampleRate};

/// How much of a signal goes into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So much of it.
    From {
        /// The first sample.
        start: u64,
        /// How much from there on.
        length: Length,
    },
    /// Whole cycles, of which the file says that they repeat where its container can
    /// ([`Stretch::looping`]).
    Loop {
        /// How many at least, [`Length::CYCLES`] where nothing is said.
        cycles: Option<u64>,
        /// How long a continuous tone sounds at least, [`Length::CONTINUOUS`] where nothing is said.
        continuous: Option<Millis>,
    },
}

impl Extent {
    /// So much of `signal`, in a recording of the form of `like`.
    ///
    /// # Errors
    /// [`TooFar`] if it does not end before [`Length::LAST_SAMPLE`].
    pub fn recording(
        self,
        signal: &Signal,
        rate: SampleRate,
        options: RenderOptions,
        like: Recording,
    ) -> Result<Recording, TooFar> {
        match self {
            Self::From { start, length } => {
                let samples = length.samples(signal.cadence(), rate, start)?;
                Ok(Recording { start, samples, ..like })
            }
            Self::Loop { cycles, continuous } => {
                let cycles = cycles.unwrap_or(Length::CYCLES);
                Ok(Stretch::new(signal, rate, options, cycles, continuous)?.looping(like))
            }
        }
    }
}

/// What is wished for of a file that is made for no device in particular.
///
/// ```
/// use ringsmith::asset::{Extent, Plain};
/// use ringsmith::sink;
/// use ringsmith::standard;
/// use ringsmith::synth::RenderOptions;
/// use ringsmith::timeline::Length;
///
/// let tones = standard::tones();
/// let busy = &tones.tone_by_id("bt").ok_or("no busy tone")?.signal;
/// let (coding, container) = sink::form(None, None, Some("busy.au".as_ref()));
/// let plain = Plain {
///     coding,
///     container,
///     rate: coding.rate(),
///     extent: Extent::From { start: 0, length: Length::Millis(500) },
///     options: RenderOptions::default(),
///     title: None,
/// };
/// let mut file = Vec::new();
/// plain.asset("busy.au".into(), busy.clone())?.write(&mut file, |_samples| Ok(()))?;
/// assert_eq!(file.len(), 32 + 2 * 4_000); // the header of an AU file, and 500 ms of 16 bits
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Plain {
    /// How samples are coded.
    pub coding: Coding,
    /// What stands around them.
    pub container: Container,
    /// At which rate.
    pub rate: SampleRate,
    /// How much of the signal.
    pub extent: Extent,
    /// How it is rendered.
    pub options: RenderOptions,
    /// The title, told in an Ogg.
    pub title: Option<String>,
}

impl Plain {
    /// The file of `signal`, to stand at `place`.
    ///
    /// # Errors
    /// [`Refusal::AboveNyquist`] if the rate does not carry the signal, [`Refusal::TooFar`] if the file
    /// ends further out than a signal goes, [`Refusal::Unwritable`] if the container does not hold it.
    pub fn asset(&self, place: PathBuf, signal: Signal) -> Result<Asset, Refusal> {
        let Self { coding, container, rate, extent, options, ref title } = *self;
        synth::carried(&signal, rate)?;
        let like = Recording { coding, container, title: title.clone(), ..Recording::default() };
        let recording = extent.recording(&signal, rate, options, like)?;
        recording.check(rate)?;
        Ok(Asset { place, signal, rate, options, recording })
    }
}
