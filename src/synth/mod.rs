//! Signals to samples, each one correctly rounded.
//!
//! The definition (`definition.rs`) evaluates the formula of a sample in 256-bit fixed point.
//! Rendering evaluates it in `f64` by rotating partials (`oscillator.rs`), whose error is bounded,
//! and rounds: where a value is so near to a tie that the bound does not decide (one 16-bit sample in
//! billions), the definition does. So the result is the correctly rounded one whatever the
//! instruction set, the block size or the position rendering starts from.

mod definition;
mod envelope;
mod fixed;
mod kernels;
mod oscillator;
mod repeat;
mod sample;

pub(crate) use envelope::Place;
pub use kernels::Kernels;
pub use repeat::Repeat;
pub(crate) use repeat::period;
pub use sample::{I24, Sample};

use core::fmt;

use crate::model::{Component, Signal, Swell, Voice};
use crate::synth::definition::{Definition, over_full_scale};
use crate::synth::envelope::{Envelope, gain_of};
use crate::synth::kernels::BLOCK;
use crate::synth::oscillator::Oscillators;
use crate::timeline::Timeline;
use crate::units::{Hertz, Millis, SampleRate};

/// How a signal is rendered, apart from its rate.
#[derive(Clone, Copy, Debug, Default)]
pub struct RenderOptions {
    /// The length of the raised-cosine ramp inside both edges of every on time, at most half of
    /// it. It moves no edge; 0, the default, leaves edges sharp.
    pub ramp: Millis,
}

/// A signal compiled for a rate: any stretch of it can be rendered, from any position.
///
/// ```
/// use ringsmith::model::{Cadence, OnOff, Signal, Voice};
/// use ringsmith::synth::{RenderOptions, Renderer};
/// use ringsmith::units::{DbM0, Hertz, SampleRate};
///
/// let busy = Signal::new(
///     Voice::sine(Hertz::new(425).unwrap(), DbM0::ZERO),
///     Cadence::new([], [OnOff::new(480, 480)])?,
/// )?;
/// let renderer = Renderer::new(&busy, SampleRate::NARROWBAND, RenderOptions::default())?;
///
/// let mut samples = [0_i16; 160];
/// renderer.render(0, &mut samples);
/// assert_eq!(samples[..4], [0, 7479, 14132, 19225]);
///
/// // The same samples from the middle: nothing depends on what was rendered before.
/// let mut later = [0_i16; 2];
/// renderer.render(2, &mut later);
/// assert_eq!(later, samples[2..4]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Renderer {
    timeline: Timeline,
    voices: Vec<CompiledVoice>,
    envelope: Envelope,
    kernels: Kernels,
}

/// A voice in both forms, and how far the fast one can be off.
#[derive(Clone, Debug)]
struct CompiledVoice {
    definition: Definition,
    oscillators: Oscillators,
    bound: f64,
}

impl Renderer {
    /// Compiles `signal` for `rate`, with the best kernels of this processor.
    ///
    /// # Errors
    /// [`AboveNyquist`] if a component or a modulation is not below half the rate.
    pub fn new(
        signal: &Signal,
        rate: SampleRate,
        options: RenderOptions,
    ) -> Result<Self, AboveNyquist> {
        Self::with_kernels(signal, rate, options, Kernels::detect())
    }

    /// As [`new`](Self::new), with kernels of the caller's choice.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_kernels(
        signal: &Signal,
        rate: SampleRate,
        options: RenderOptions,
        kernels: Kernels,
    ) -> Result<Self, AboveNyquist> {
        carried(signal, rate)?;
        let envelope = Envelope::new(options.ramp, signal.swell(), rate);
        let compile = |voice: &Voice| CompiledVoice::new(voice, &envelope, rate);
        Ok(Self {
            timeline: Timeline::new(signal.cadence(), rate),
            voices: signal.voices().iter().map(compile).collect(),
            envelope,
            kernels,
        })
    }

    /// Bytes that a renderer of `signal` takes at the most while it is compiled: its tables, and what is
    /// small beside them.
    pub(crate) fn memory_for(signal: &Signal) -> usize {
        // A pair of times becomes a few numbers for each of a few lists; the sines of one table are
        // computed beside it.
        const PAIR: usize = 256;
        const REST: usize = 1 << 16;
        let cadence = signal.cadence();
        let pairs = cadence.lead().len() + cadence.cycle().len();
        let tables: usize = signal.voices().iter().map(Oscillators::table_bytes_for).sum();
        tables + pairs * PAIR + REST
    }

    /// A renderer to which every sample is doubtful, so that the definition decides them all.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn doubting_everything(mut self) -> Self {
        for voice in &mut self.voices {
            voice.bound = f64::MAX;
        }
        self
    }

    /// Bytes of the tables of all voices.
    pub(crate) fn table_bytes(&self) -> usize {
        self.voices.iter().map(|voice| voice.oscillators.table_bytes()).sum()
    }

    /// The kernels that it renders with.
    pub(crate) fn kernels(&self) -> Kernels {
        self.kernels
    }

    /// When the voices sound.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Fills `out` with the samples from `position` on: the same ones in whatever pieces they are
    /// asked for. Allocates nothing.
    ///
    /// Positions are good up to 2⁶³; beyond, the samples are those of some position.
    pub fn render<S: Sample>(&self, position: u64, out: &mut [S]) {
        let mut rest = out;
        let mut n = position;
        for run in self.timeline.runs_from(position) {
            let left = if run.is_endless() { u64::MAX } else { run.samples.end - n };
            let count = usize::try_from(left).map_or(rest.len(), |left| left.min(rest.len()));
            let (now, later) = rest.split_at_mut(count);
            let length =
                if run.is_endless() { u64::MAX } else { run.samples.end - run.samples.start };
            match run.voice {
                None => now.fill(S::default()),
                Some(voice) => {
                    let place = Place { n, k: n - run.samples.start, length };
                    self.render_run(voice, place, now);
                }
            }
            rest = later;
            n = run.samples.end;
            if rest.is_empty() {
                return;
            }
        }
    }

    /// Renders samples of a run of the voice with this index, the first of which stands at `place`.
    pub(crate) fn render_run<S: Sample>(&self, voice: usize, place: Place, out: &mut [S]) {
        let voice = &self.voices[voice];
        let mut scratch = [0.0; BLOCK];
        for (block, out) in (0..).zip(out.chunks_mut(BLOCK)) {
            let place = place.after(block * BLOCK as u64);
            let values = &mut scratch[..out.len()];
            voice.oscillators.values(self.kernels, place.k, values);
            self.envelope.apply(place, values);
            if S::quantise(self.kernels, values, voice.bound, out) {
                self.decide(voice, place, values, out);
            }
        }
    }

    /// Rounds anew, by the definition, the samples of a block whose rounding its values leave open.
    #[cold]
    fn decide<S: Sample>(
        &self,
        voice: &CompiledVoice,
        place: Place,
        values: &[f64],
        out: &mut [S],
    ) {
        // Rounding a few again shows where to look, several at a time; looking at one after the
        // other costs as much as all the rest of the block.
        const FEW: usize = 16;
        let blocks = values.chunks(FEW).zip(out.chunks_mut(FEW));
        for (block, (values, out)) in (0..).zip(blocks) {
            if S::quantise(self.kernels, values, voice.bound, out) {
                let place = place.after(block * FEW as u64);
                self.decide_each(voice, place, values, out);
            }
        }
    }

    fn decide_each<S: Sample>(
        &self,
        voice: &CompiledVoice,
        place: Place,
        values: &[f64],
        out: &mut [S],
    ) {
        for ((i, value), out) in (0..).zip(values).zip(out) {
            let place = place.after(i);
            if !S::is_doubtful(*value, voice.bound) {
                continue;
            }
            *out = if voice.oscillators.vanishes(place.k) {
                S::default()
            } else {
                S::exactly(&voice.definition.value(&self.envelope, place))
            };
        }
    }
}

impl CompiledVoice {
    fn new(voice: &Voice, envelope: &Envelope, rate: SampleRate) -> Self {
        let oscillators = Oscillators::new(voice, rate);
        let units = oscillators.error_units() + envelope.error_units();
        let greatest = oscillators.amplitudes() * envelope.greatest_gain();
        let bound = units * greatest * f64::EPSILON / 2.0;
        Self { definition: Definition::new(voice, rate), oscillators, bound }
    }
}

/// Whether `rate` carries every frequency of `signal`, which is all that keeps it from being
/// compiled.
///
/// # Errors
/// [`AboveNyquist`] with the first component or modulation that is not below half the rate.
pub fn carried(signal: &Signal, rate: SampleRate) -> Result<(), AboveNyquist> {
    let components = signal.voices().iter().flat_map(Voice::components);
    let mut frequencies = components.flat_map(Component::frequencies);
    match frequencies.find(|&frequency| !rate.carries(frequency)) {
        Some(frequency) => Err(AboveNyquist { frequency, rate }),
        None => Ok(()),
    }
}

/// Whether the components of a voice can add up to more than full scale, where integers saturate.
#[must_use]
pub fn passes_full_scale(signal: &Signal) -> bool {
    let greatest = |swell: &Swell| swell.from_hundredths().max(swell.to_hundredths());
    let gain = i128::from(signal.swell().map_or(0, greatest));
    let peak = |component: &Component| {
        let swing = component.modulation.map_or(0, |m| m.depth.thousandths());
        gain_of(over_full_scale(component.level) + gain, 2_000) * (1.0 + f64::from(swing) / 1000.0)
    };
    let loud = |voice: &Voice| voice.components().iter().map(peak).sum::<f64>() > 1.0;
    signal.voices().iter().any(loud)
}

/// A frequency that the sampling rate cannot carry.
///
/// A tone table with 10 000 Hz at a rate of 8 kHz holds a typing error, not a sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AboveNyquist {
    /// The frequency.
    pub frequency: Hertz,
    /// The sampling rate.
    pub rate: SampleRate,
}

impl fmt::Display for AboveNyquist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = f64::from(self.rate.hertz()) / 2.0;
        write!(f, "{} is not below {half} Hz, half the sampling rate", self.frequency)
    }
}

impl std::error::Error for AboveNyquist {}

#[cfg(test)]
mod tests;
