//! What is found in a recording.

use core::ops::Range;

use crate::analysis::MeasuredCadence;
use crate::units::SampleRate;

/// Everything that was found in a recording.
///
/// Times are milliseconds from its first sample. Nothing is rounded to what a notation can hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// Samples a second.
    pub rate: SampleRate,
    /// The length of the recording.
    pub length_ms: f64,
    /// What lies below the tones.
    pub background: Background,
    /// The sounds that it is made of, in the order in which they first sound.
    pub voices: Vec<MeasuredVoice>,
    /// When something sounds, in order; between two runs it is silent.
    pub runs: Vec<Run>,
    /// The order in the runs; `None` where no tone sounds.
    pub cadence: Option<MeasuredCadence>,
}

/// What lies below the tones of a recording.
#[derive(Clone, Debug, PartialEq)]
pub struct Background {
    /// The mean of the samples, where full scale is 1.
    pub dc: f64,
    /// The level of the noise in the silences and below the tones; `None` where there is none that
    /// could be told from rounding.
    pub noise_dbm0: Option<f64>,
    /// Mains hum at 50 or 60 Hz, if it is heard.
    pub hum: Option<MeasuredComponent>,
    /// Samples at the ends of the scale.
    pub clipped_samples: usize,
    /// Stretches in ms during which a tone was lost and then went on: packets that were replaced by
    /// silence.
    pub lost_ms: Vec<Range<f64>>,
}

/// A sound of steady components, as all its runs together measure.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasuredVoice {
    /// Its components, in the order of their frequencies; one at least.
    pub components: Vec<MeasuredComponent>,
    /// How long it was heard in all.
    pub heard_ms: f64,
    /// The power of its components over that of everything else while it sounds, in dB; infinite
    /// where nothing else was found, minus infinite where so little was heard that they explain nothing.
    pub snr_db: f64,
}

/// A sine, amplitude-modulated or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasuredComponent {
    /// The frequency; the carrier's, where it is modulated.
    pub frequency_hz: f64,
    /// The level of the sine; the unmodulated carrier's, where it is modulated.
    pub level_dbm0: f64,
    /// The modulation, if any.
    pub modulation: Option<MeasuredModulation>,
}

/// An amplitude modulation: the carrier is multiplied by `1 + depth·sin(2π·frequency·t + φ)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasuredModulation {
    /// How often the level swings.
    pub frequency_hz: f64,
    /// How far it swings; 1 is 100 %.
    pub depth: f64,
}

/// A stretch that sounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// When it begins. Where it begins with the recording, it may have begun before.
    pub start_ms: f64,
    /// When it ends. Where it ends with the recording, it may have gone on.
    pub end_ms: f64,
    /// What sounds.
    pub content: Content,
    /// Whether it begins with the recording.
    pub cut_start: bool,
    /// Whether it ends with the recording.
    pub cut_end: bool,
}

/// What sounds during a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// One of the [voices](Measurement::voices), by its index.
    Voice(usize),
    /// Something that is no sum of a few steady sines: speech, music, noise.
    Other,
}
