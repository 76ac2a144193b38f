//! What a writer takes down on its way.

use crate::diagnostic::Severity;
use crate::model::{Cadence, CallProgressTone, Component, Entry, Selector, Signal, ToneSet, Voice};
use crate::notation::translation::{Loss, LossProblem, Unfit, What};
use crate::units::Millis;

/// Collects the losses of a writer.
pub(crate) struct Losses {
    notation: &'static str,
    left_out: Severity,
    set: usize,
    /// Whether a number of a tone says more than its place.
    numbered: bool,
    entry: Option<(Selector, String)>,
    list: Vec<Loss>,
    /// Where the losses of the current entry start.
    start: usize,
}

impl Losses {
    /// Of a notation with its article, `a CPT file`. `left_out` is how much it weighs if a tone or
    /// pattern cannot be held at all.
    pub(crate) const fn new(notation: &'static str, left_out: Severity) -> Self {
        Self {
            notation,
            left_out,
            set: 0,
            numbered: false,
            entry: None,
            list: Vec::new(),
            start: 0,
        }
    }

    /// What follows is of this set as a whole, which is this one of several.
    pub(crate) fn of_set(&mut self, place: usize, set: &ToneSet) {
        (self.set, self.entry, self.start) = (place, None, self.list.len());
        let by_place = |tones: &[CallProgressTone]| {
            let places = 0..u32::try_from(tones.len()).unwrap_or(u32::MAX);
            tones.iter().map(|tone| tone.number).eq(places)
        };
        self.numbered = !(by_place(set.tones()) && by_place(set.user_tones()));
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

    /// The number of a tone that a reader numbers by its place. Where numbers say nothing but the
    /// places of the set's tones, what is left out before it does not change what is said.
    pub(crate) fn lose_number(&mut self, number: u32, place: u32) {
        let to = place;
        if to != number && self.numbered {
            self.lose(What::Number { from: number, to });
        }
    }

    /// The number of a tone where a notation writes it: its own, or its place where the numbers of
    /// the set say nothing else and some are left out.
    pub(crate) fn number_of(&self, tone: &CallProgressTone, place: usize) -> u32 {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        if self.numbered { tone.number } else { place }
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

    /// The cadence that a tone has if it does not end: of one that ends only because a device gives
    /// it a limit, which is what at least 5 s of the same on and off times are. That it ends is lost.
    pub(crate) fn without_end(&mut self, cadence: &Cadence) -> Option<Cadence> {
        const LIMIT: u64 = 5000;
        let lead = cadence.lead();
        if !cadence.cycle().is_empty() || cadence.lead_ms() < LIMIT {
            return None;
        }
        let repeats = |period: &usize| {
            lead.len().is_multiple_of(*period) && lead[*period..] == lead[..lead.len() - period]
        };
        let period = (1..=lead.len() / 2).find(repeats);
        let period = period.or_else(|| (lead.len() == 1 && lead[0].off.is_zero()).then_some(1))?;
        self.lose(What::End(Millis(u32::try_from(cadence.lead_ms()).unwrap_or(u32::MAX))));
        Cadence::new([], lead[..period].iter().copied()).ok()
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
