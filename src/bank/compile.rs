//! Signals to a bank: what is worth storing, rendered and encoded once.
//!
//! A voice has a period: 440 + 480 Hz repeats after 200 samples at 8 kHz. So a run without a ramp is
//! one period, turned for as long as the run lasts, since every run starts at phase 0. A ramp changes the first and the last samples of a run: the body of a voice opens with
//! its ramp, and for each length that a run can have, the closing ramp is stored with the samples
//! before it that make any frame contiguous. What takes less memory whole is stored whole.

use core::fmt;
use core::ops::Range;
use core::sync::atomic::{AtomicU32, Ordering};

use crate::bank::Bank;
use crate::bank::format::Format;
use crate::bank::format::sealed::Compose;
use crate::bank::track::{Ending, Stored, StoredVoice, Track};
use crate::model::{Signal, Swell};
use crate::synth::{AboveNyquist, Kernels, Place, RenderOptions, Renderer, period};
use crate::units::{Millis, SampleRate};

/// The most signals of a bank.
pub const MAX_SIGNALS: usize = u16::MAX as usize;

/// The most samples of the longest frame that is had in one piece: five seconds at the highest
/// rate.
pub const MAX_FRAME: u32 = 1 << 20;

/// How a bank is compiled, apart from its rate and its encoding.
#[derive(Clone, Copy, Debug)]
pub struct BankOptions {
    /// How the signals are rendered.
    pub render: RenderOptions,
    /// The longest frame that is had in one piece, 60 ms unless said otherwise. Longer ones are put
    /// together from several.
    pub longest_frame: Millis,
    /// The most bytes of samples that are stored for one signal, 1 MiB unless said otherwise. What
    /// does not fit is synthesised whenever it is played. The tables for that come on top, stored or
    /// not: 8 KiB for each sine of each voice, a modulated component being three.
    pub bytes_per_signal: usize,
}

impl Default for BankOptions {
    fn default() -> Self {
        Self {
            render: RenderOptions::default(),
            longest_frame: Millis(60),
            bytes_per_signal: 1 << 20,
        }
    }
}

impl<F: Format> Bank<F> {
    /// Compiles these signals, whose indices are their places in the order given.
    ///
    /// # Errors
    /// [`BankError::AboveNyquist`] if the rate cannot carry a frequency of a signal,
    /// [`BankError::TooManySignals`] for more than [`MAX_SIGNALS`],
    /// [`BankError::FrameTooLong`] if the longest frame has more than
    /// [`MAX_FRAME`] samples, [`BankError::OutOfMemory`] if the system does not give what the bank takes.
    pub fn compile<'a>(
        signals: impl IntoIterator<Item = &'a Signal>,
        rate: SampleRate,
        options: BankOptions,
    ) -> Result<Self, BankError> {
        Self::with_kernels(signals, rate, options, Kernels::detect())
    }

    /// As [`compile`](Self::compile), with kernels of the caller's choice.
    ///
    /// # Errors
    /// As [`compile`](Self::compile).
    pub fn with_kernels<'a>(
        signals: impl IntoIterator<Item = &'a Signal>,
        rate: SampleRate,
        options: BankOptions,
        kernels: Kernels,
    ) -> Result<Self, BankError> {
        // At least one sample, so that silence has a period.
        let longest_frame = rate.first_sample_at(options.longest_frame.0.into()).max(1);
        let longest_frame = u32::try_from(longest_frame)
            .ok()
            .filter(|&frame| frame <= MAX_FRAME)
            .ok_or(BankError::FrameTooLong)?;
        let mut compiler =
            Compiler::<F> { memory: Vec::new(), longest_frame, rate, options, kernels };
        compiler.grow(2 * longest_frame as usize)?;
        let mut tracks = Vec::new();
        for (index, signal) in signals.into_iter().enumerate() {
            if index == MAX_SIGNALS {
                return Err(BankError::TooManySignals);
            }
            let track = compiler.track(index, signal)?;
            reserve(&mut tracks, 1)?;
            tracks.push(track);
        }
        Ok(Self {
            memory: compiler.memory.into(),
            longest_frame,
            id: next_id(),
            tracks: tracks.into(),
            rate,
            kernels,
        })
    }
}

/// A number that no other bank of this process has, and not 0. (After four thousand million banks
/// they start again.)
fn next_id() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    loop {
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        if id != 0 {
            return id;
        }
    }
}

/// Makes room for so many more. What the bank takes by the size of its signals is asked for in this way;
/// a failed allocation elsewhere ends the process.
fn reserve<T>(memory: &mut Vec<T>, more: usize) -> Result<(), BankError> {
    let refused = |_| BankError::OutOfMemory { bytes: more.saturating_mul(size_of::<T>()) };
    memory.try_reserve(more).map_err(refused)
}

/// Memory in the making.
struct Compiler<F: Format> {
    memory: Vec<F::Code>,
    longest_frame: u32,
    rate: SampleRate,
    options: BankOptions,
    kernels: Kernels,
}

/// Samples of a run of `length`.
struct Piece {
    places: Range<u64>,
    length: u64,
    /// How many of the last ones repeat for ever; 0 for none.
    turn: u64,
}

impl<F: Format> Compiler<F> {
    fn track(&mut self, index: usize, signal: &Signal) -> Result<Track, BankError> {
        // What is taken in small pieces is asked for as a whole first, and given back.
        reserve(&mut Vec::<u8>::new(), Renderer::memory_for(signal))?;
        let renderer = Renderer::with_kernels(signal, self.rate, self.options.render, self.kernels)
            .map_err(|cause| BankError::AboveNyquist { index, cause })?;
        let over = signal.swell().map_or(Millis::ZERO, Swell::over);
        let mut lengths = renderer.timeline().sounding_lengths();
        lengths.sort_unstable();
        lengths.dedup();
        let mut track = Track {
            renderer,
            settled: self.rate.first_sample_at(over.0.into()),
            opening: None,
            voices: vec![StoredVoice::default(); signal.voices().len()],
            samples: 0,
        };
        for of_voice in lengths.chunk_by(|a, b| a.0 == b.0) {
            let voice = of_voice[0].0;
            let lengths: Vec<u64> = of_voice.iter().map(|entry| entry.1).collect();
            let period = period(&signal.voices()[voice], self.rate);
            track.voices[voice] = self.voice(&mut track, voice, period, &lengths)?;
        }
        if track.settled > 0 {
            track.opening = self.opening(&mut track)?;
        }
        Ok(track)
    }

    /// Stores what runs of these lengths, in ascending order, take from a voice of this period.
    fn voice(
        &mut self,
        track: &mut Track,
        voice: usize,
        period: u64,
        lengths: &[u64],
    ) -> Result<StoredVoice, BankError> {
        let frame = u64::from(self.longest_frame);
        let ramp = self.rate.first_sample_at(self.options.render.ramp.0.into());
        // A frame goes back at most once, so a turn is at least a frame long.
        let turn = period * frame.div_ceil(period);
        let looped = Piece { places: 0..ramp + turn, length: u64::MAX, turn };
        let looped_count = looped.places.end + frame;
        let whole = |length| Piece { places: 0..length, length, turn: 0 };
        let mut stored = StoredVoice { ramp, ..StoredVoice::default() };
        if ramp == 0 {
            let longest = lengths.last().copied().unwrap_or(0);
            let piece = if longest <= looped_count { whole(longest) } else { looped };
            stored.body = self.store(track, voice, &piece)?;
            return Ok(stored);
        }
        let close = |length: u64| Piece { places: length - ramp - frame..length, length, turn: 0 };
        let is_whole = |length: u64| length <= looped_count + ramp + frame;
        if lengths.iter().any(|&length| !is_whole(length)) {
            stored.body = self.store(track, voice, &looped)?;
        }
        let finite = lengths.iter().filter(|&&length| length != u64::MAX);
        for &length in finite {
            let ending = if is_whole(length) {
                self.store(track, voice, &whole(length))?.map(Ending::Whole)
            } else if stored.body.is_some() {
                self.store(track, voice, &close(length))?.map(Ending::Close)
            } else {
                self.store(track, voice, &whole(length))?.map(Ending::Whole)
            };
            stored.by_length.extend(ending.map(|ending| (length, ending)));
        }
        Ok(stored)
    }

    /// Stores the signal as it is until its swell has settled.
    fn opening(&mut self, track: &mut Track) -> Result<Option<Stored>, BankError> {
        let count = track.settled.saturating_add(self.longest_frame.into());
        let base = self.append(&mut track.samples, count, |at, out| {
            track.renderer.render(at, out);
        })?;
        Ok(base.map(|base| Stored { base, first: 0, count: indexed(count), turn: 0 }))
    }

    /// Stores a piece of a run as it is after the swell, if there is room.
    fn store(
        &mut self,
        track: &mut Track,
        voice: usize,
        piece: &Piece,
    ) -> Result<Option<Stored>, BankError> {
        let count = piece.places.end - piece.places.start;
        let beyond = match piece.turn {
            0 => 0,
            _ => u64::from(self.longest_frame),
        };
        let place = Place { n: track.settled, k: piece.places.start, length: piece.length };
        let renderer = &track.renderer;
        let base = self.append(&mut track.samples, count + beyond, |at, out| {
            renderer.render_run(voice, place.after(at), out);
        })?;
        Ok(base.map(|base| Stored {
            base,
            first: piece.places.start,
            count: indexed(count),
            turn: indexed(piece.turn),
        }))
    }

    /// Appends `count` samples to the memory, unless the signal, which has `taken` so many, is to
    /// have no more or they could not be indexed: then nothing.
    fn append(
        &mut self,
        taken: &mut u64,
        count: u64,
        render: impl Fn(u64, &mut [<F as Compose>::Linear]),
    ) -> Result<Option<u32>, BankError> {
        let most = (self.options.bytes_per_signal / size_of::<F::Code>()) as u64;
        let base = self.memory.len();
        let end = count.saturating_add(base as u64);
        if taken.saturating_add(count) > most || u32::try_from(end).is_err() {
            return Ok(None);
        }
        *taken += count;
        self.grow(indexed(count) as usize)?;
        F::compose(self.kernels, &mut self.memory[base..], render);
        Ok(Some(indexed(base as u64)))
    }

    /// Appends silence.
    fn grow(&mut self, count: usize) -> Result<(), BankError> {
        reserve(&mut self.memory, count)?;
        self.memory.resize(self.memory.len() + count, F::IDLE);
        Ok(())
    }
}

/// A count or a place in the memory of a bank, which [`Compiler::append`] keeps within 32 bits.
fn indexed(count: u64) -> u32 {
    u32::try_from(count).expect("the memory of a bank is indexed by 32 bits")
}

/// Why signals do not make a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BankError {
    /// The rate cannot carry a frequency of a signal.
    AboveNyquist {
        /// The index of the signal.
        index: usize,
        /// The frequency and the rate.
        cause: AboveNyquist,
    },
    /// More signals than a player can tell apart.
    TooManySignals,
    /// A longest frame that is no frame any more.
    FrameTooLong,
    /// The system does not give the memory that the bank takes.
    OutOfMemory {
        /// What was asked for at last.
        bytes: usize,
    },
}

impl fmt::Display for BankError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AboveNyquist { index, cause } => write!(f, "signal {index}: {cause}"),
            Self::TooManySignals => write!(f, "a bank holds {MAX_SIGNALS} signals"),
            Self::FrameTooLong => write!(f, "the longest frame is more than {MAX_FRAME} samples"),
            Self::OutOfMemory { bytes } => write!(f, "no memory for {bytes} bytes more"),
        }
    }
}

impl std::error::Error for BankError {}
