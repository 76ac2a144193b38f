//! What a signal sounds like.

use core::str::FromStr;

use crate::model::{Cadence, ModelError};
use crate::units::{DbM0, Hertz, Millis, UnitError, parse_decimal};

/// The depth of an amplitude modulation in thousandths: 1000 is 100 %.
///
/// A CPT file counts in steps of 0.02 up to 1.0; an SBC's modulation index goes to 300 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Depth(u16);

impl Depth {
    /// The greatest depth, 300 %.
    pub const MAX: Self = Self(3000);

    /// A depth of `thousandths`; `None` above 3000.
    #[must_use]
    pub const fn from_thousandths(thousandths: u16) -> Option<Self> {
        if thousandths <= Self::MAX.0 { Some(Self(thousandths)) } else { None }
    }

    /// This depth in thousandths.
    #[must_use]
    pub const fn thousandths(self) -> u16 {
        self.0
    }
}

impl FromStr for Depth {
    type Err = UnitError;

    /// Reads a plain decimal number, 1 being 100 %: `0.5`, `3`.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let thousandths = parse_decimal(text, 3).ok_or(UnitError::NotANumber)?;
        let depth = u16::try_from(thousandths).ok().and_then(Self::from_thousandths);
        depth.ok_or(UnitError::Depth)
    }
}

/// An amplitude modulation: the carrier is multiplied by `1 + depth·sin(2π·frequency·t)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Modulation {
    /// How often the level swings.
    pub frequency: Hertz,
    /// How far it swings.
    pub depth: Depth,
}

/// One sine of a voice, amplitude-modulated or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Component {
    /// The frequency; the carrier's, where it is modulated.
    pub frequency: Hertz,
    /// The level of the sine; the unmodulated carrier's, where it is modulated.
    pub level: DbM0,
    /// The modulation, if any.
    pub modulation: Option<Modulation>,
}

impl Component {
    /// A plain sine.
    #[must_use]
    pub const fn new(frequency: Hertz, level: DbM0) -> Self {
        Self { frequency, level, modulation: None }
    }

    /// Every frequency that has to lie below half the sampling rate.
    pub fn frequencies(&self) -> impl Iterator<Item = Hertz> {
        [Some(self.frequency), self.modulation.map(|m| m.frequency)].into_iter().flatten()
    }
}

/// What is heard during an on time: a sum of one or more components, each of which starts at
/// phase 0 with the on time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Voice(Vec<Component>);

impl Voice {
    /// The most components of a voice. Real tones have one to four.
    pub const MAX_COMPONENTS: usize = 64;

    /// The sum of these components.
    ///
    /// # Errors
    /// [`ModelError::NoComponent`] for none, [`ModelError::TooManyComponents`] for more than
    /// [`MAX_COMPONENTS`](Self::MAX_COMPONENTS).
    pub fn new(components: impl IntoIterator<Item = Component>) -> Result<Self, ModelError> {
        let components: Vec<_> = components.into_iter().collect();
        match components.len() {
            0 => Err(ModelError::NoComponent),
            1..=Self::MAX_COMPONENTS => Ok(Self(components)),
            count => Err(ModelError::TooManyComponents { count }),
        }
    }

    /// One plain sine.
    #[must_use]
    pub fn sine(frequency: Hertz, level: DbM0) -> Self {
        Self(vec![Component::new(frequency, level)])
    }

    /// The components, one at least.
    #[must_use]
    pub fn components(&self) -> &[Component] {
        &self.0
    }
}

/// A gain that grows or falls with the signal's own time: linear in dB from `from` to `to` over
/// the first `over`, `to` from then on.
///
/// The gain adds to the level of every component. Time runs from the start of the signal, through
/// silences and cycles alike: handset warning tones grow louder the longer they go unheard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Swell {
    from: i32,
    to: i32,
    over: Millis,
}

impl Swell {
    /// The greatest gain or loss, in hundredths of a dB.
    const LIMIT: i32 = 6_000;

    /// A gain from `from` to `to`, both in hundredths of a dB, reached after `over`.
    ///
    /// # Errors
    /// [`ModelError::SwellOutOfRange`] outside ±60 dB.
    pub fn new(from: i32, to: i32, over: Millis) -> Result<Self, ModelError> {
        if from.abs() > Self::LIMIT || to.abs() > Self::LIMIT {
            return Err(ModelError::SwellOutOfRange);
        }
        Ok(Self { from, to, over })
    }

    /// The gain at the start, in hundredths of a dB.
    #[must_use]
    pub const fn from_hundredths(&self) -> i32 {
        self.from
    }

    /// The gain at the end, in hundredths of a dB.
    #[must_use]
    pub const fn to_hundredths(&self) -> i32 {
        self.to
    }

    /// How long the gain takes from one to the other.
    #[must_use]
    pub const fn over(&self) -> Millis {
        self.over
    }
}

/// Everything that decides the samples: a cadence, the voice of each on time, and a swell if any.
///
/// This is what a ringing pattern and a call progress tone come down to, and what the engine
/// renders.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signal {
    voices: Vec<Voice>,
    cadence: Cadence,
    swell: Option<Swell>,
}

impl Signal {
    /// A signal of one voice.
    ///
    /// # Errors
    /// [`ModelError::UnknownVoice`] if the cadence asks for another voice than 0.
    pub fn new(voice: Voice, cadence: Cadence) -> Result<Self, ModelError> {
        Self::with_voices(vec![voice], cadence)
    }

    /// A signal of one voice, in a cadence that is known to ask for no other.
    pub(super) fn of_one_voice(voice: Voice, cadence: Cadence) -> Self {
        Self { voices: vec![voice], cadence, swell: None }
    }

    /// A signal whose on times name one of `voices` by its index.
    ///
    /// # Errors
    /// [`ModelError::UnknownVoice`] if the cadence asks for a voice that is not there.
    pub fn with_voices(voices: Vec<Voice>, cadence: Cadence) -> Result<Self, ModelError> {
        let sounding = cadence.pairs().filter(|pair| !pair.on.is_zero());
        let highest = sounding.map(|pair| pair.voice).max();
        match highest {
            Some(voice) if voice >= voices.len() => Err(ModelError::UnknownVoice { voice }),
            _ => Ok(Self { voices, cadence, swell: None }),
        }
    }

    /// The same signal with a swell.
    #[must_use]
    pub fn with_swell(self, swell: Swell) -> Self {
        Self { swell: Some(swell), ..self }
    }

    /// The signal with nothing in it that is not heard: no swell, each voice once, in the order in
    /// which they first sound, and silence of voice 0. Equal sounds of a notation that has no list of
    /// voices are equal signals of this form.
    #[must_use]
    pub fn heard(&self) -> Self {
        let mut voices: Vec<Voice> = Vec::new();
        let mut place = |voice: &Voice| {
            voices.iter().position(|known| known == voice).unwrap_or_else(|| {
                voices.push(voice.clone());
                voices.len() - 1
            })
        };
        let cadence = self.cadence.map_voices(|pair| match self.voices.get(pair.voice) {
            Some(voice) if !pair.on.is_zero() => place(voice),
            _ => 0,
        });
        Self { voices, cadence, swell: None }
    }

    /// The voices, in the order of their indices.
    #[must_use]
    pub fn voices(&self) -> &[Voice] {
        &self.voices
    }

    /// When the voices sound.
    #[must_use]
    pub fn cadence(&self) -> &Cadence {
        &self.cadence
    }

    /// The swell, if any.
    #[must_use]
    pub fn swell(&self) -> Option<&Swell> {
        self.swell.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_depth_is_read_at_its_resolution_and_within_its_range() {
        for (text, thousandths) in [("0", 0), ("0.5", 500), ("0.001", 1), ("3", 3000)] {
            assert_eq!(text.parse::<Depth>().map(Depth::thousandths), Ok(thousandths), "{text}");
        }
        for text in ["-0.001", "3.001", "99999"] {
            assert_eq!(text.parse::<Depth>(), Err(UnitError::Depth), "{text}");
        }
        assert_eq!("0.0001".parse::<Depth>(), Err(UnitError::NotANumber));
    }
}
