//! Hears call progress tones as they come in: when a tone begins and ends, and which signal its
//! cadence makes it.
//!
//! A [`Plan`] is compiled once from the signals that may be heard and shared by every channel; a
//! [`Detector`] is the small state of one channel, which is fed frames of any size and allocates
//! nothing once it is made. What it reports does not depend on the size of the frames.
//!
//! ```
//! use ringsmith::detector::{Detector, Kind, Options, Plan};
//! use ringsmith::model::{Cadence, OnOff, Signal, Voice};
//! use ringsmith::units::{DbM0, Hertz, SampleRate};
//!
//! let voice = Voice::sine(Hertz::new(425).ok_or("not 0")?, DbM0::ZERO);
//! let busy = Signal::new(voice, Cadence::new([], [OnOff::new(480, 480)])?)?;
//! let plan = Plan::new([&busy], SampleRate::NARROWBAND, Options::default())?;
//!
//! let mut detector = Detector::new(&plan);
//! let mut heard = Vec::new();
//! for frame in 0..150_u32 {
//!     let sample = |n: u32| match n % 7680 {
//!         0..3840 => (8000.0 * (f64::from(n) * 425.0 / 8000.0 * std::f64::consts::TAU).sin()) as i16,
//!         _ => 0,
//!     };
//!     let frame: Vec<i16> = (frame * 160..(frame + 1) * 160).map(sample).collect();
//!     detector.feed(&plan, &frame, |event| heard.push(event.kind));
//! }
//! assert_eq!(heard[..4], [Kind::On(0), Kind::Off(0), Kind::On(0), Kind::Off(0)]);
//! assert_eq!(heard[4], Kind::Recognised(0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it decides
//!
//! Sound is divided into hops of 10 ms. Every hop is correlated with each frequency of the plan,
//! and the last six hops together are judged: a voice sounds where its frequencies, fitted by least
//! squares, hold most of the energy. Hops that are far quieter than the others are left out, so that
//! a lost packet or the silence before the tone does not count against it. DC and mains hum do not
//! count either.
//!
//! # When it reports
//!
//! [`Kind::On`] comes at most 70 ms after a tone begins, or 90 ms where it is modulated;
//! [`Kind::Off`] at most 70 ms after it ends. Holes of up to 40 ms are bridged: packets that were
//! replaced by silence. `docs/detector.md` in the project has what was measured.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "counts of samples and hops, ms of a cadence, and what 24 bits are enough for"
)]

mod cadence;
mod complex;
mod edge;
mod hop;
mod judge;
mod plan;
#[cfg(test)]
mod tests;
mod voice;

pub use plan::{Options, Plan, PlanError};

use core::cell::Cell;

use crate::codec::g711;
use complex::Complex;

/// Hops of 10 ms that are judged together: with 60 ms, components 16 Hz apart, such as a carrier and
/// its sidebands, are all but orthogonal.
const WINDOW: usize = 6;

/// Something that was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// When, in samples from the first one that was fed: the edge as it is estimated, for
    /// [`Kind::On`] and [`Kind::Off`]; when it was known, for the others.
    pub at: u64,
    /// What.
    pub kind: Kind,
}

/// What was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A voice begins, by its index in [`Plan::voices`].
    On(usize),
    /// A voice ends.
    Off(usize),
    /// What sounds is this signal, by its place in what the plan was made of.
    Recognised(usize),
    /// The signal does not go on as its cadence says. A signal that is played once, which is
    /// recognised when it is over, is not reported as lost.
    Lost(usize),
}

/// What one channel has heard so far.
///
/// It belongs to the plan it was made for. Fed with another, it reports nothing of meaning.
#[derive(Clone, Debug)]
pub struct Detector {
    /// The samples of a hop that is not complete yet.
    pending: Box<[i16]>,
    filled: usize,
    /// Of each row of the plan, the last hops' correlations, the newest last.
    history: Box<[[Complex; WINDOW]]>,
    energies: hop::Energies,
    /// Samples of all complete hops.
    position: u64,
    edges: edge::Edges,
    tracker: cadence::Tracker,
}

impl Detector {
    /// A channel that has heard nothing. Allocates; nothing else of it does.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self {
            pending: vec![0; plan.hop].into(),
            filled: 0,
            history: vec![[Complex::ZERO; WINDOW]; plan.rows()].into(),
            energies: hop::Energies::default(),
            position: 0,
            edges: edge::Edges::default(),
            tracker: cadence::Tracker::default(),
        }
    }

    /// Forgets what was heard: the next sample is sample 0 of a new call.
    pub fn reset(&mut self) {
        self.filled = 0;
        self.history.fill([Complex::ZERO; WINDOW]);
        self.energies = hop::Energies::default();
        self.position = 0;
        self.edges = edge::Edges::default();
        self.tracker = cadence::Tracker::default();
    }

    /// The size of this state in bytes, with what it holds on the heap.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&*self.pending) + size_of_val(&*self.history)
    }

    /// Hears a frame of 16-bit samples, of any size, and reports what it makes known.
    pub fn feed(&mut self, plan: &Plan, frame: &[i16], mut report: impl FnMut(Event)) {
        let mut rest = frame;
        while !rest.is_empty() {
            rest = self.feed_part(plan, rest, &mut report);
        }
    }

    /// [`feed`](Self::feed) of a frame in mu-law.
    pub fn feed_ulaw(&mut self, plan: &Plan, frame: &[u8], report: impl FnMut(Event)) {
        self.feed_decoded(plan, frame, g711::ulaw_decode, report);
    }

    /// [`feed`](Self::feed) of a frame in A-law.
    pub fn feed_alaw(&mut self, plan: &Plan, frame: &[u8], report: impl FnMut(Event)) {
        self.feed_decoded(plan, frame, g711::alaw_decode, report);
    }

    fn feed_decoded(
        &mut self,
        plan: &Plan,
        frame: &[u8],
        decode: impl Fn(u8) -> i16,
        mut report: impl FnMut(Event),
    ) {
        let mut linear = [0; 160];
        for codes in frame.chunks(linear.len()) {
            let samples = &mut linear[..codes.len()];
            for (sample, &code) in samples.iter_mut().zip(codes) {
                *sample = decode(code);
            }
            self.feed(plan, samples, &mut report);
        }
    }

    /// Takes what fits the current hop, straight from the frame where all of it is there.
    fn feed_part<'f>(
        &mut self,
        plan: &Plan,
        frame: &'f [i16],
        report: &mut impl FnMut(Event),
    ) -> &'f [i16] {
        let wanted = self.pending.len() - self.filled;
        let Some((now, rest)) = frame.split_at_checked(wanted) else {
            self.pending[self.filled..][..frame.len()].copy_from_slice(frame);
            self.filled += frame.len();
            return &[];
        };
        if self.filled == 0 {
            plan.correlate(now, &mut self.history, &mut self.energies);
        } else {
            self.pending[self.filled..].copy_from_slice(now);
            self.filled = 0;
            plan.correlate(&self.pending, &mut self.history, &mut self.energies);
        }
        self.position += self.pending.len() as u64;
        self.decide(plan, report);
        rest
    }

    fn decide(&mut self, plan: &Plan, report: &mut impl FnMut(Event)) {
        let now = self.position;
        let (history, energies) = (&*self.history, &self.energies);
        let heard = judge::Window { plan, history, energies, known: Cell::new((0, 0.0)) };
        let tracker = &mut self.tracker;
        self.edges.advance(&heard, now, &mut |event: Event| {
            report(event);
            tracker.edge(plan, event, now, report);
        });
        tracker.tick(plan, now, report);
    }
}
