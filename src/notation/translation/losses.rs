//! What a writer takes down on its way.

use crate::diagnostic::Severity;
use crate::model::{CallProgressTone, Component, Entry, Selector, Signal, Voice};
use crate::notation::translation::{Loss, LossProblem, Unfit, What};

/// Collects the losses of a writer.
pub(crate) struct Losses {
    notation: &'static str,
    left_out: Severity,
    set: usize,
    entry: Option<(Selector, String)>,
    list: Vec<Loss>,
    /// Where the losses of the current entry start.
    start: usize,
}

impl Losses {
    /// Of a notation with its article, `a CPT file`. `left_out` is how much it weighs if a tone or
    /// pattern cannot be held at all.
    pub(crate) const fn new(notation: &'static str, left_out: Severity) -> Self {
        Self { notation, left_out, set: 0, entry: None, list: Vec::new(), start: 0 }
    }

    /// What follows is of this set as a whole.
    pub(crate) fn of_set(&mut self, set: usize) {
        (self.set, self.entry, self.start) = (set, None, self.list.len());
    }

    /// What follows is of this tone or pattern.
    pub(crate) fn of_entry(&mut self, entry: Entry<'_>) {
        let selector = match entry {
            Entry::Tone(tone) => Selector::Tone(tone.number),
            Entry::UserTone(tone) => Selector::UserTone(tone.number),
            Entry::Pattern(pattern) => Selector::Pattern(pattern.number),
        };
        self.entry = Some((selector, entry.to_string()));
        self.start = self.list.len();
    }

    /// What follows is again of the current set as a whole.
    pub(crate) fn of_whole_set(&mut self) {
        (self.entry, self.start) = (None, self.list.len());
    }

    /// The number of a tone that a reader numbers by its place.
    pub(crate) fn lose_number(&mut self, number: u32, place: usize) {
        let to = u32::try_from(place).unwrap_or(u32::MAX);
        if to != number {
            self.lose(What::Number { from: number, to });
        }
    }

    /// Takes a loss down, once for each tone or pattern.
    pub(crate) fn lose(&mut self, what: What) {
        if self.list[self.start..].iter().any(|loss| loss.problem.what == what) {
            return;
        }
        let severity = match what {
            What::LeftOut(_) => self.left_out,
            _ => Severity::Warning,
        };
        let (entry, name) = self.entry.clone().unzip();
        let name = name.unwrap_or_default();
        let problem = LossProblem { notation: self.notation, entry: name, what };
        self.list.push(Loss { set: self.set, entry, severity, problem });
    }

    /// Leaves the current tone or pattern out: that is then its only loss.
    pub(crate) fn leave_out(&mut self, unfit: Unfit) {
        self.list.truncate(self.start);
        self.lose(What::LeftOut(unfit));
    }

    /// The signal without what is never heard: no swell, and each voice once, where it first
    /// sounds. What goes is lost.
    pub(crate) fn plain_signal(&mut self, signal: &Signal) -> Signal {
        if signal.swell().is_some() {
            self.lose(What::Swell);
        }
        let heard = signal.heard();
        if heard.voices() != signal.voices() || heard.cadence() != signal.cadence() {
            self.lose(What::UnusedVoices);
        }
        heard
    }

    /// The components of the one voice that a signal has, `most` at the most.
    pub(crate) fn one_voice(signal: &Signal, most: usize) -> Result<&[Component], Unfit> {
        match signal.voices() {
            [] => Err(Unfit::Silent),
            [voice] => Self::components(voice, most),
            _ => Err(Unfit::SeveralVoices),
        }
    }

    /// The components of a voice, `most` at the most.
    pub(crate) fn components(voice: &Voice, most: usize) -> Result<&[Component], Unfit> {
        match voice.components() {
            components if components.len() <= most => Ok(components),
            _ => Err(Unfit::Components { most }),
        }
    }

    /// Default duration and detection period, where there is no place for either.
    pub(crate) fn lose_durations(&mut self, tone: &CallProgressTone) {
        if let Some(duration) = tone.default_duration {
            self.lose(What::DefaultDuration(duration));
        }
        if let Some(period) = tone.detection_period {
            self.lose(What::DetectionPeriod(period));
        }
    }

    /// Everything lost, in the order of the sets.
    pub(crate) fn into_losses(self) -> Vec<Loss> {
        self.list
    }
}
