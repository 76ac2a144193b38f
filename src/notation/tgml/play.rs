//! What a script plays, as a signal.

use std::collections::HashMap;

use crate::diagnostic::Span;
use crate::model::{Cadence, Component, OnOff, Signal, Voice};
use crate::notation::tgml::problem::{Findings, TgmlProblem as Problem};
use crate::notation::tgml::script::{Loops, Script, Step};
use crate::notation::tgml::{MOST_PAIRS, SHARES, VOLUME};
use crate::units::{DbM0, Hertz, Millis};

/// Plays the scripts of a text, whose repetitions are limited together.
pub(super) struct Player {
    /// Pairs that repetitions may still make.
    left: u32,
    /// Steps that `L=` may still repeat: a script may set much and play little.
    steps_left: usize,
}

/// The times of a tone that has none, in ms at 8 kHz: 2000 and 500 samples.
const OWN_TIMES: (Millis, Millis) = (Millis(250), Millis(63));

/// What a script has played so far.
struct Played {
    voices: Vec<Voice>,
    places: HashMap<Voice, usize>,
    pairs: Vec<OnOff>,
    volume: i32,
    duration: Option<Millis>,
    wait: Option<Millis>,
    repeat: u32,
    told: bool,
}

impl Player {
    pub(super) const fn new() -> Self {
        Self { left: MOST_PAIRS, steps_left: 1_000_000 }
    }

    /// The signal of a script; `lasts` is whether it repeats where it does not say.
    pub(super) fn play(
        &mut self,
        script: &Script,
        lasts: bool,
        span: Span,
        findings: &mut Findings,
    ) -> Option<Signal> {
        let mut played = Played {
            voices: Vec::new(),
            places: HashMap::new(),
            pairs: Vec::new(),
            volume: VOLUME,
            duration: None,
            wait: None,
            repeat: 1,
            told: false,
        };
        let default = if lasts && !script.stream { Loops::Endless } else { Loops::Times(1) };
        let loops = script.loops.unwrap_or(default);
        let mut enough = true;
        let sounds = script.steps.iter().any(|step| matches!(step, Step::Tone(..)));
        let passes = if sounds { script.passes.max(1) } else { 0 };
        for pass in 0..passes {
            if pass > 0 {
                let left = self.steps_left.checked_sub(script.steps.len());
                enough &= left.is_some();
                self.steps_left = left.unwrap_or(0);
            }
            enough = enough
                && script
                    .steps
                    .iter()
                    .all(|step| played.step(step, pass > 0, &mut self.left, findings));
            if !enough {
                break;
            }
        }
        let once = u32::try_from(played.pairs.len()).unwrap_or(u32::MAX);
        if let Loops::Times(times @ 2..) = loops {
            let more = once.checked_mul(times - 1);
            let left = more.and_then(|more| self.left.checked_sub(more));
            enough &= left.is_some();
            self.left = left.unwrap_or(self.left);
        }
        if !enough {
            findings.report(span, Problem::TooManyPairs { limit: MOST_PAIRS });
            return None;
        }
        let pairs = played.pairs;
        let cadence = match loops {
            Loops::Endless => Cadence::new([], pairs),
            Loops::Times(times) => {
                Cadence::new(pairs.repeat(usize::try_from(times).unwrap_or(usize::MAX)), [])
            }
        };
        let Ok(cadence) = cadence else {
            findings.report(span, Problem::NoCadence);
            return None;
        };
        if played.voices.is_empty() {
            findings.report(span, Problem::Silent);
        }
        Signal::with_voices(played.voices, cadence).ok()
    }
}

impl Played {
    /// Whether there is room for what a step plays.
    fn step(&mut self, step: &Step, again: bool, left: &mut u32, findings: &mut Findings) -> bool {
        match step {
            Step::Volume(volume) => self.volume = *volume,
            Step::Duration(time) => self.duration = Some(*time),
            Step::Wait(time) => self.wait = Some(*time),
            Step::Repeat(times) => self.repeat = *times,
            Step::Tone(frequencies, times, span) => {
                let own = (self.duration.unwrap_or(OWN_TIMES.0), self.wait.unwrap_or(OWN_TIMES.1));
                let told = self.duration.is_some() && self.wait.is_some();
                if times.is_none() && !told && !core::mem::replace(&mut self.told, true) {
                    findings.report(*span, Problem::DefaultTimes);
                }
                // `l=` is for the next tone alone: libteletone counts it down.
                let count = core::mem::replace(&mut self.repeat, 1);
                let Some(rest) = left.checked_sub(count - u32::from(!again)) else { return false };
                *left = rest;
                let pair = self.pair(frequencies, times.unwrap_or(own));
                let count = usize::try_from(count).unwrap_or(usize::MAX);
                if pair.length_ms() > 0 {
                    self.pairs.extend(std::iter::repeat_n(pair, count));
                }
            }
        }
        true
    }

    fn pair(&mut self, frequencies: &[Hertz], (on, off): (Millis, Millis)) -> OnOff {
        let silence = OnOff { off, ..OnOff::new(0, 0) };
        if on.is_zero() {
            return silence;
        }
        let level = self.volume - SHARES.get(frequencies.len()).copied().unwrap_or(0);
        let level = DbM0::from_hundredths(level).unwrap_or(DbM0::MIN);
        let components = frequencies.iter().map(|frequency| Component::new(*frequency, level));
        let Ok(voice) = Voice::new(components) else { return silence };
        let next = self.voices.len();
        let place = *self.places.entry(voice.clone()).or_insert(next);
        if place == next {
            self.voices.push(voice);
        }
        OnOff { on, off, voice: place }
    }
}
