//! When a signal sounds.

use crate::model::ModelError;
use crate::units::Millis;

/// One on time and the silence after it.
///
/// `off` of zero joins the next on time directly; `on` of zero is plain silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OnOff {
    /// How long it sounds.
    pub on: Millis,
    /// How long it is silent afterwards.
    pub off: Millis,
    /// Which of the signal's voices sounds, counted from 0. A tone with one set of frequencies has
    /// only voice 0; the three steps of a special information tone are three voices.
    pub voice: usize,
}

impl OnOff {
    /// `on` ms of voice 0 and `off` ms of silence.
    #[must_use]
    pub const fn new(on: u32, off: u32) -> Self {
        Self { on: Millis(on), off: Millis(off), voice: 0 }
    }

    /// The same times with the voice of that index.
    #[must_use]
    pub const fn with_voice(self, voice: usize) -> Self {
        Self { voice, ..self }
    }

    /// The time of both halves in milliseconds.
    #[must_use]
    pub fn length_ms(&self) -> u64 {
        u64::from(self.on.0) + u64::from(self.off.0)
    }
}

/// When a signal sounds: a lead played once, then a cycle that repeats.
///
/// A pair of no time at all is an unused slot of the file it came from and is dropped. A cycle
/// without any silence, all of one voice, sounds for ever whatever its length: it is kept as the
/// one [continuous](Self::continuous) cycle, so that equal cadences compare equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cadence {
    lead: Vec<OnOff>,
    cycle: Vec<OnOff>,
}

impl Cadence {
    /// The on time that stands for "for ever" in a continuous cycle, whose length means nothing.
    const CONTINUOUS: Millis = Millis(1000);

    /// A cadence that plays `lead` once, in order, then repeats `cycle` for ever.
    ///
    /// Either may be empty: without a cycle the signal is finished after the lead.
    ///
    /// # Errors
    /// [`ModelError::EmptyCadence`] if no pair takes any time.
    pub fn new(
        lead: impl IntoIterator<Item = OnOff>,
        cycle: impl IntoIterator<Item = OnOff>,
    ) -> Result<Self, ModelError> {
        let used = |pair: &OnOff| pair.length_ms() > 0;
        let lead: Vec<_> = lead.into_iter().filter(used).collect();
        let cycle: Vec<_> = cycle.into_iter().filter(used).collect();
        if lead.is_empty() && cycle.is_empty() {
            return Err(ModelError::EmptyCadence);
        }
        Ok(Self::of_used(lead, cycle))
    }

    /// A cadence of pairs that take time.
    fn of_used(lead: Vec<OnOff>, cycle: Vec<OnOff>) -> Self {
        match unbroken_voice(&cycle) {
            Some(voice) => Self { lead, cycle: vec![Self::steady(voice)] },
            None => Self { lead, cycle },
        }
    }

    /// The pair that stands for "for ever".
    const fn steady(voice: usize) -> OnOff {
        OnOff { on: Self::CONTINUOUS, off: Millis::ZERO, voice }
    }

    /// Voice 0, from the start and for ever.
    #[must_use]
    pub fn continuous() -> Self {
        Self { lead: Vec::new(), cycle: vec![Self::steady(0)] }
    }

    /// Played once, in order (the bursts of a ringing pattern are here).
    #[must_use]
    pub fn lead(&self) -> &[OnOff] {
        &self.lead
    }

    /// Repeated for as long as the signal lasts; empty means silence follows the lead.
    #[must_use]
    pub fn cycle(&self) -> &[OnOff] {
        &self.cycle
    }

    /// Whether the cycle sounds without a pause: after the lead there is no edge any more.
    #[must_use]
    pub fn is_continuous(&self) -> bool {
        unbroken_voice(&self.cycle).is_some()
    }

    /// Whether no on time is above 0.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.pairs().all(|pair| pair.on.is_zero())
    }

    /// The length of the lead in milliseconds.
    #[must_use]
    pub fn lead_ms(&self) -> u64 {
        self.lead.iter().map(OnOff::length_ms).sum()
    }

    /// The length of one cycle in milliseconds: 0 where there is none, no meaning where it is
    /// [continuous](Self::is_continuous).
    #[must_use]
    pub fn cycle_ms(&self) -> u64 {
        self.cycle.iter().map(OnOff::length_ms).sum()
    }

    /// The lead and then one cycle, in order.
    pub fn pairs(&self) -> impl Iterator<Item = &OnOff> {
        self.lead.iter().chain(&self.cycle)
    }

    /// This cadence with voice 0 in every on time.
    #[must_use]
    pub fn with_one_voice(&self) -> Self {
        self.map_voices(|_| 0)
    }

    /// This cadence with other voices, asked for in the order of the pairs.
    pub(super) fn map_voices(&self, mut voice: impl FnMut(&OnOff) -> usize) -> Self {
        let mut map = |pairs: &[OnOff]| -> Vec<_> {
            pairs.iter().map(|pair| pair.with_voice(voice(pair))).collect()
        };
        let (lead, cycle) = (map(&self.lead), map(&self.cycle));
        Self::of_used(lead, cycle)
    }
}

/// The voice of a cycle in which nothing interrupts it.
fn unbroken_voice(cycle: &[OnOff]) -> Option<usize> {
    let voice = cycle.first()?.voice;
    cycle.iter().all(|pair| pair.off.is_zero() && pair.voice == voice).then_some(voice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unused_slots_are_dropped_wherever_they_stand() {
        let with_slots = Cadence::new(
            [OnOff::new(0, 0), OnOff::new(100, 50)],
            [OnOff::new(0, 0), OnOff::new(200, 400), OnOff::new(0, 0)],
        );
        let without = Cadence::new([OnOff::new(100, 50)], [OnOff::new(200, 400)]);
        assert_eq!(with_slots, without);
    }

    #[test]
    fn a_cycle_without_silence_is_continuous_whatever_its_length() {
        let pairs = [OnOff::new(300, 0), OnOff::new(20, 0)];
        assert_eq!(Cadence::new([], pairs), Ok(Cadence::continuous()));
        let two_voices = [OnOff::new(300, 0), OnOff::new(300, 0).with_voice(1)];
        assert!(!Cadence::new([], two_voices).unwrap().is_continuous());
        assert!(!Cadence::new(pairs, []).unwrap().is_continuous());
    }

    #[test]
    fn a_cadence_that_takes_no_time_is_refused_and_a_silent_one_is_not() {
        assert_eq!(Cadence::new([], []), Err(ModelError::EmptyCadence));
        assert_eq!(Cadence::new([OnOff::new(0, 0)], []), Err(ModelError::EmptyCadence));
        let silent = Cadence::new([], [OnOff::new(0, 500)]).unwrap();
        assert!(!silent.is_continuous() && silent.is_silent());
    }
}
