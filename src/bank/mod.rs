//! Tones compiled once and played by the thousand: the real-time door.
//!
//! A [`Bank`] holds signals at one rate in one encoding, in memory that nothing changes any more:
//! a period of each voice, already encoded, and what makes any frame contiguous. A [`Player`] is a
//! place in one of its signals: a plain value of 32 bytes, one for each leg. Any number of threads
//! fill frames from one bank at once.
//!
//! Filling a frame allocates nothing, takes no lock, never waits and never panics, and its cost does
//! not depend on the position. Inside a run it is a comparison and a copy; at an edge, a division
//! and a binary search among the runs of the cadence. The samples are those of
//! [`Renderer::render`](crate::synth::Renderer::render), encoded.
//!
//! ```
//! use ringsmith::bank::{Bank, BankOptions, Player, Ulaw};
//! use ringsmith::model::{Cadence, OnOff, Signal, Voice};
//! use ringsmith::units::{DbM0, Hertz, SampleRate};
//!
//! let busy = Signal::new(
//!     Voice::sine(Hertz::new(425).unwrap(), DbM0::ZERO),
//!     Cadence::new([], [OnOff::new(480, 480)])?,
//! )?;
//! let bank = Bank::<Ulaw>::compile([&busy], SampleRate::NARROWBAND, BankOptions::default())?;
//!
//! let mut player = Player::start(0);
//! let mut packet = [0; 160];
//! bank.fill(&mut player, &mut packet);
//! assert_eq!(packet[..4], [0xFF, 0xA2, 0x94, 0x8D]);
//!
//! // The next packet without a copy: it lies inside the on time.
//! let borrowed = bank.frame(&mut player, 160, &mut packet);
//! assert_eq!(borrowed.len(), 160);
//! assert_eq!(player.position(), 320);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compile;
mod format;
mod many;
mod player;
pub(crate) mod stream;
mod track;

pub use compile::{BankError, BankOptions, MAX_FRAME, MAX_SIGNALS};
pub use format::{Alaw, F32, Format, Pcm16, Ulaw};
pub use player::Player;

use core::fmt;

use crate::bank::format::sealed::Compose;
use crate::bank::player::Stretch;
use crate::bank::track::{Source, Track};
use crate::synth::Kernels;
use crate::timeline::Timeline;
use crate::units::SampleRate;

/// A stored sample of an encoding: `i16`, `f32`, or `u8` for both laws of G.711.
pub type Code<F> = <F as Compose>::Code;

/// Signals compiled for a rate and an encoding, for any number of [players](Player) at once.
///
/// Nothing in it changes: share it behind an [`Arc`](std::sync::Arc), and to reload, put another
/// one in its place.
#[derive(Clone)]
pub struct Bank<F: Format> {
    /// Twice the longest frame of silence, then what the tracks point to.
    memory: Box<[Code<F>]>,
    longest_frame: u32,
    /// Tells players whether they have been here before.
    id: u32,
    tracks: Box<[Track]>,
    rate: SampleRate,
    kernels: Kernels,
}

impl<F: Format> Bank<F> {
    /// The sampling rate.
    #[must_use]
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// How many signals there are.
    #[must_use]
    pub fn signals(&self) -> usize {
        self.tracks.len()
    }

    /// The most samples that [`frame`](Self::frame) gives without a copy.
    #[must_use]
    pub fn longest_frame(&self) -> usize {
        self.longest_frame as usize
    }

    /// Bytes of samples that are stored, of all signals and of silence.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.memory)
    }

    /// Bytes of samples that are stored for the signal with this index: at most
    /// [`BankOptions::bytes_per_signal`]; `None` if there is no such signal.
    #[must_use]
    pub fn bytes_of(&self, signal: u16) -> Option<usize> {
        let track = self.tracks.get(usize::from(signal))?;
        let samples = usize::try_from(track.samples).unwrap_or(usize::MAX);
        Some(samples.saturating_mul(size_of::<Code<F>>()))
    }

    /// Bytes of the tables that the signal with this index would be synthesised from; `None` if there
    /// is no such signal.
    #[must_use]
    pub fn table_bytes_of(&self, signal: u16) -> Option<usize> {
        self.tracks.get(usize::from(signal)).map(|track| track.renderer.table_bytes())
    }

    /// When the voices of the signal with this index sound; `None` if there is no such signal.
    #[must_use]
    pub fn timeline(&self, signal: u16) -> Option<&Timeline> {
        let track = self.tracks.get(usize::from(signal))?;
        Some(track.renderer.timeline())
    }

    /// How many samples of `player`'s signal are left before there is only silence: 0 for an idle
    /// player and for a signal that the bank does not have, `None` for one that never ends.
    #[must_use]
    pub fn remaining(&self, player: &Player) -> Option<u64> {
        let Some(track) = self.track(player) else {
            return Some(0);
        };
        let end = track.renderer.timeline().finished_at()?;
        Some(end.saturating_sub(player.position()))
    }

    /// Whether only silence comes from `player` any more, until it is told otherwise.
    #[must_use]
    pub fn finished(&self, player: &Player) -> bool {
        self.remaining(player) == Some(0)
    }

    /// Fills `out` with the next samples of `player`, any number of them.
    #[inline]
    pub fn fill(&self, player: &mut Player, out: &mut [Code<F>]) {
        if let Some(codes) = self.next(player, out.len()) {
            copy_frame(out, codes);
        } else {
            self.compose(player, out);
        }
    }

    /// The next `count` samples of `player`: straight from the bank if they lie within one run and
    /// are no more than [`longest_frame`](Self::longest_frame), otherwise composed in `scratch`.
    /// What is synthesised is always composed.
    ///
    /// A frame is at most as long as `scratch`: if that is shorter than `count`, so is what comes
    /// back.
    #[inline]
    pub fn frame<'a>(
        &'a self,
        player: &mut Player,
        count: usize,
        scratch: &'a mut [Code<F>],
    ) -> &'a [Code<F>] {
        let count = count.min(scratch.len());
        if let Some(codes) = self.next(player, count) {
            codes
        } else {
            self.frame_anew(player, &mut scratch[..count])
        }
    }

    /// The next samples of a player that has found its place in this bank already and stays in it.
    #[inline]
    fn next(&self, player: &mut Player, count: usize) -> Option<&[Code<F>]> {
        let stretch = player.stretch;
        let fits = count <= (stretch.left.min(self.longest_frame)) as usize;
        if player.bank != self.id || !fits {
            return None;
        }
        let codes = self.memory.get(stretch.at as usize..)?.get(..count)?;
        #[expect(clippy::cast_possible_truncation, reason = "at most the longest frame")]
        player.stretch.skip(count as u32);
        player.advance(count);
        Some(codes)
    }

    /// As [`frame`](Self::frame), after the place of the player has been found.
    #[inline(never)]
    fn frame_anew<'a>(&'a self, player: &mut Player, scratch: &'a mut [Code<F>]) -> &'a [Code<F>] {
        let source = self.find(player, scratch.len());
        if let Some(codes) = self.next(player, scratch.len()) {
            codes
        } else {
            self.compose_from(source, player, scratch);
            scratch
        }
    }

    /// Fills `out` from as many runs as it takes.
    #[inline(never)]
    fn compose(&self, player: &mut Player, out: &mut [Code<F>]) {
        let source = self.find(player, out.len());
        self.compose_from(source, player, out);
    }

    /// As [`compose`](Self::compose), after the place of the player has been found to be `source`.
    fn compose_from(&self, mut source: Source, player: &mut Player, out: &mut [Code<F>]) {
        let long = size_of_val(out) >= stream::LONG;
        let mut rest = out;
        while !rest.is_empty() {
            let (now, later);
            if let (Source::Synthesis(left), Some(track)) = (source, self.track(player)) {
                (now, later) = rest.split_at_mut(clamped(left, rest.len()));
                let position = player.position();
                F::compose(self.kernels, now, |at, out| {
                    track.renderer.render(position.saturating_add(at), out);
                });
            } else {
                let left = player.stretch.left.into();
                (now, later) = rest.split_at_mut(clamped(left, rest.len()));
                let Stretch { at, wrap, back, .. } = player.stretch;
                let turn = (wrap as usize, back as usize);
                match source {
                    // What is stored of silence is a loop, too.
                    _ if long && stream::unroll(now, &self.memory, at as usize, turn) => {}
                    Source::Silence(_) => now.fill(F::IDLE),
                    _ => self.unroll(player.stretch, now),
                }
                #[expect(clippy::cast_possible_truncation, reason = "at most what is left")]
                player.stretch.skip_far(now.len() as u32);
            }
            player.advance(now.len());
            rest = later;
            if !rest.is_empty() {
                source = self.find(player, rest.len());
            }
        }
    }

    /// Fills `out`, which is no longer than what `stretch` gives, over as many turns as it takes.
    fn unroll(&self, stretch: Stretch, out: &mut [Code<F>]) {
        /// What is written already is copied in ever larger pieces, up to this many samples: the
        /// places then differ by whole cache lines, and the pieces stay in a cache.
        const AT_ONCE: usize = 1 << 14;
        let (at, wrap, turn) = (stretch.at as usize, stretch.wrap as usize, stretch.back as usize);
        let (first, rest) = out.split_at_mut(out.len().min(wrap - at));
        copy_some(first, &self.memory, at);
        let mut written = turn.min(rest.len());
        copy_some(&mut rest[..written], &self.memory, wrap - turn);
        let mut piece = written;
        while written < rest.len() {
            if written <= AT_ONCE {
                piece = written;
            }
            let count = piece.min(rest.len() - written);
            rest.copy_within(..count, written);
            written += count;
        }
    }

    /// Finds the place of `player` in this bank, with `frame` samples in one piece if they can be.
    fn find(&self, player: &mut Player, frame: usize) -> Source {
        let frame = clamped(self.longest_frame.into(), frame).max(1);
        let source = self.track(player).map_or(Source::Silence(u64::MAX), |track| {
            track.source(player.position(), frame as u64)
        });
        (player.bank, player.stretch) = match source {
            Source::Memory(stretch) => (self.id, stretch),
            Source::Silence(left) => (self.id, self.silence(left)),
            Source::Synthesis(_) => (0, Stretch::NONE),
        };
        source
    }

    fn silence(&self, left: u64) -> Stretch {
        Stretch {
            at: 0,
            left: u32::try_from(left).unwrap_or(u32::MAX),
            wrap: self.longest_frame,
            back: self.longest_frame,
        }
    }

    fn track(&self, player: &Player) -> Option<&Track> {
        self.tracks.get(usize::from(player.signal()?))
    }
}

/// Copies a frame of `count` codes. The frames of nearly every call, 20 ms of G.711 or of 16-bit
/// samples at 8 kHz, go in pieces of 80 bytes: the compiler moves a piece of a known size in place,
/// up to 128 bytes of it, where a copy of any length is a call that takes longer than the copying.
#[inline]
fn copy_frame<T: Copy>(out: &mut [T], codes: &[T]) {
    match (size_of::<T>(), out.len()) {
        (1, 160) => copy_pieces::<T, 80, 2>(out, codes),
        (2, 160) => copy_pieces::<T, 40, 4>(out, codes),
        _ => out.copy_from_slice(codes),
    }
}

/// Copies `PIECES` pieces of `COUNT` codes, if both slices are that long.
#[inline]
fn copy_pieces<T: Copy, const COUNT: usize, const PIECES: usize>(out: &mut [T], codes: &[T]) {
    let (out, _) = out.as_chunks_mut::<COUNT>();
    let (codes, _) = codes.as_chunks::<COUNT>();
    if let (Some(out), Some(codes)) =
        (out.first_chunk_mut::<PIECES>(), codes.first_chunk::<PIECES>())
    {
        for (out, codes) in out.iter_mut().zip(codes) {
            *out = *codes;
        }
    }
}

/// Fills `out` from `memory` on, which goes on for long enough.
fn copy_some<T: Copy>(out: &mut [T], memory: &[T], from: usize) {
    if let Some(codes) = memory.get(from..from + out.len()) {
        out.copy_from_slice(codes);
    }
}

/// At most `most` of a length.
fn clamped(most: u64, length: usize) -> usize {
    usize::try_from(most).map_or(length, |most| most.min(length))
}

impl<F: Format> fmt::Debug for Bank<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bank")
            .field("encoding", &F::ENCODING)
            .field("rate", &self.rate)
            .field("signals", &self.signals())
            .field("bytes", &self.bytes())
            .finish_non_exhaustive()
    }
}
