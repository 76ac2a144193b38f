//! What sounds in a recording, in the definition's voices.

use crate::analysis::{Content, Measurement, Run};
use crate::verify::voices::Matched;

/// Two runs that are closer than this touch: the edges of speech are no more exact.
const TOUCHING_MS: f64 = 10.0;
/// Two runs of one voice that are closer than this are one, within what is known of edges.
const JOINED_MS: f64 = 1.0;

/// A stretch that sounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sound {
    pub who: Who,
    pub start_ms: f64,
    pub end_ms: f64,
    /// Whether it may have begun before.
    pub cut_start: bool,
    /// Whether it may have gone on.
    pub cut_end: bool,
}

impl Sound {
    pub fn length_ms(&self) -> f64 {
        self.end_ms - self.start_ms
    }
}

/// What sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// A voice of the definition.
    Voice(usize),
    /// A tone that the definition does not have.
    Stranger,
    /// No tone: speech, music, noise.
    Other,
}

/// What sounds from the first tone that can be the definition's to the last.
#[derive(Debug)]
pub(super) struct Recording {
    pub sounds: Vec<Sound>,
    /// How long it is silent after the last of them: to the end, or to what follows.
    pub silence_ms: f64,
    /// How many tones sound before or after that have nothing to do with it. Those beside speech do
    /// not count: speech is full of short tones.
    pub outside: usize,
    /// The definition's voices that were not heard, for which a stranger may stand in.
    missing: Vec<bool>,
}

impl Recording {
    /// The runs of a measurement.
    pub fn new(measurement: &Measurement, matched: &Matched<'_>) -> Self {
        let missing: Vec<_> =
            (0..matched.asked.len()).map(|voice| matched.is_missing(voice)).collect();
        let stands_in = missing.contains(&true);
        let all = sounds(&measurement.runs, matched);
        let may_be = |sound: &Sound| match sound.who {
            Who::Voice(_) => true,
            Who::Stranger => stands_in,
            Who::Other => false,
        };
        let first = all.iter().position(may_be).unwrap_or(all.len());
        let last = all.iter().rposition(may_be).map_or(first, |last| last + 1);
        let (before, after) = (&all[..first], &all[last..]);
        let silent_until = after.first().map_or(measurement.length_ms, |next| next.start_ms);
        let silent_from = all[..last].last().map_or(silent_until, |sound| sound.end_ms);
        Self {
            silence_ms: (silent_until - silent_from).max(0.0),
            outside: strangers(before) + strangers(after),
            sounds: all[first..last].to_vec(),
            missing,
        }
    }

    /// Whether a sound can be this voice: it is, or neither has another to be.
    pub fn can_be(&self, sound: &Sound, voice: usize) -> bool {
        match sound.who {
            Who::Voice(heard) => heard == voice,
            Who::Stranger => self.missing.get(voice).copied().unwrap_or(false),
            Who::Other => false,
        }
    }

    /// The time between a sound and the next one, or the one after `extra` more, if there is one.
    pub fn gap_after_ms(&self, sound: usize, extra: usize) -> Option<f64> {
        let next = self.sounds.get(sound + 1 + extra)?;
        Some((next.start_ms - self.sounds.get(sound)?.end_ms).max(0.0))
    }

    /// Whether something that is no tone comes next.
    pub fn other_follows(&self, sound: usize) -> bool {
        self.sounds.get(sound + 1).is_some_and(|next| next.who == Who::Other)
    }
}

/// How many strangers there are, unless they sound with speech.
fn strangers(sounds: &[Sound]) -> usize {
    let is = |who| move |sound: &&Sound| sound.who == who;
    if sounds.iter().any(|sound| sound.who == Who::Other) {
        return 0;
    }
    sounds.iter().filter(is(Who::Stranger)).count()
}

/// The runs as sounds; those of one voice that join are one.
fn sounds(runs: &[Run], matched: &Matched<'_>) -> Vec<Sound> {
    let mut sounds: Vec<Sound> = Vec::new();
    for run in runs {
        let who = match run.content {
            Content::Voice(voice) => {
                matched.of_measured.get(voice).copied().flatten().map_or(Who::Stranger, Who::Voice)
            }
            Content::Other => Who::Other,
        };
        let Run { start_ms, end_ms, cut_start, cut_end, .. } = *run;
        let mut sound = Sound { who, start_ms, end_ms, cut_start, cut_end };
        match sounds.last_mut() {
            Some(last) if last.who == who && start_ms - last.end_ms < JOINED_MS => {
                (last.end_ms, last.cut_end) = (end_ms, cut_end);
                continue;
            }
            Some(last) if start_ms - last.end_ms < TOUCHING_MS => {
                last.cut_end |= who == Who::Other;
                sound.cut_start |= last.who == Who::Other;
            }
            _ => {}
        }
        sounds.push(sound);
    }
    sounds
}
