//! What a bank keeps of one signal, and where a sample of it is found.

use crate::bank::player::Stretch;
use crate::synth::Renderer;
use crate::timeline::Run;

/// A signal of a bank.
#[derive(Clone, Debug)]
pub(super) struct Track {
    pub(super) renderer: Renderer,
    /// The first sample from which on the swell, if any, changes nothing.
    pub(super) settled: u64,
    /// The signal's own samples up to `settled` and the longest frame beyond, runs and silences
    /// alike.
    pub(super) opening: Option<Stored>,
    /// Per voice.
    pub(super) voices: Vec<StoredVoice>,
    /// Samples stored for this signal.
    pub(super) samples: u64,
}

/// Samples in the bank's memory, in the order of their places in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    /// Where the first one is.
    pub(super) base: u32,
    /// Its place in the run.
    pub(super) first: u64,
    /// How many there are, without those that only make frames contiguous.
    pub(super) count: u32,
    /// How many of the last ones are repeated for ever; 0 for none.
    pub(super) turn: u32,
}

/// What is stored of a voice.
#[derive(Clone, Debug, Default)]
pub(super) struct StoredVoice {
    /// The start of a run, up to where its closing ramp would begin.
    pub(super) body: Option<Stored>,
    /// The samples of a ramp at the end of a run.
    pub(super) ramp: u64,
    /// With a ramp, what is stored of runs of a length: in ascending order.
    pub(super) by_length: Vec<(u64, Ending)>,
}

/// How runs of one length are stored.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ending {
    /// All of it.
    Whole(Stored),
    /// The closing ramp, and before it as much as the longest frame may need; the rest is the
    /// voice's body.
    Close(Stored),
}

/// Where a sample comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    /// From memory.
    Memory(Stretch),
    /// Silence for this many samples.
    Silence(u64),
    /// From the kernels, this many samples.
    Synthesis(u64),
}

impl Stored {
    /// What is stored from place `k` of the run on, up to `end` at the most.
    fn stretch(&self, k: u64, end: u64) -> Stretch {
        let within = k - self.first;
        let count = u64::from(self.count);
        let index = match within.checked_sub(count) {
            Some(over) if self.turn > 0 => {
                let turn = u64::from(self.turn);
                count - turn + over % turn
            }
            _ => within,
        };
        let index = u32::try_from(index).expect("below the count");
        Stretch {
            at: self.base + index,
            left: u32::try_from(end - k).unwrap_or(u32::MAX),
            wrap: match self.turn {
                0 => u32::MAX,
                _ => self.base + self.count,
            },
            back: self.turn,
        }
    }

    /// The place after the last one that is stored; `u64::MAX` for a loop.
    fn end(&self) -> u64 {
        match self.turn {
            0 => self.first + u64::from(self.count),
            _ => u64::MAX,
        }
    }
}

impl Track {
    /// Where the sample at `position` comes from, and those after it: `frame` of them if they can
    /// be had in one piece. At least one.
    pub(super) fn source(&self, position: u64, frame: u64) -> Source {
        if let Some(opening) = &self.opening
            && (position < self.settled || position.saturating_add(frame) <= opening.end())
        {
            return Source::Memory(opening.stretch(position, opening.end()));
        }
        let run = self.renderer.timeline().run_at(position);
        let left = run.samples.end - position;
        match run.voice {
            None => Source::Silence(left),
            Some(_) if position < self.settled => {
                Source::Synthesis(left.min(self.settled - position))
            }
            Some(voice) => self.voices[voice]
                .stretch(&run, position, frame)
                .map_or(Source::Synthesis(left), Source::Memory),
        }
    }
}

impl StoredVoice {
    /// The stored samples of `run` from `position` on.
    fn stretch(&self, run: &Run, position: u64, frame: u64) -> Option<Stretch> {
        let k = position - run.samples.start;
        if self.ramp == 0 || run.is_endless() {
            let end = if run.is_endless() { u64::MAX } else { run.samples.end - run.samples.start };
            return self.body.map(|body| body.stretch(k, end));
        }
        let length = run.samples.end - run.samples.start;
        let found = self.by_length.binary_search_by_key(&length, |entry| entry.0);
        match self.by_length[found.ok()?].1 {
            Ending::Whole(whole) => Some(whole.stretch(k, length)),
            Ending::Close(close) => {
                let ramp_start = length - self.ramp;
                if k >= close.first && k + frame > ramp_start {
                    return Some(close.stretch(k, length));
                }
                self.body.map(|body| body.stretch(k, ramp_start))
            }
        }
    }
}
