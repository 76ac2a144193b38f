//! What is listened for, compiled.

use core::f64::consts::TAU;
use core::fmt;

use super::cadence::Rhythm;
use super::voice::{Fit, Grid, Line, Trial, lines};
use crate::model::{Signal, Voice};
use crate::units::{DbM0, Hertz, Millis, SampleRate};

/// Rows before those of the tones: DC and the two mains frequencies.
pub(super) const HUM_ROWS: usize = 3;
/// The frequencies of those rows.
const HUM_HZ: [f64; HUM_ROWS] = [0.0, 50.0, 60.0];

/// What counts as a tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The lowest level of a tone, all its components together.
    pub least_level: DbM0,
    /// The share of the energy that a voice has to hold, in thousandths. The share to go on is
    /// three quarters of it.
    pub least_share: u16,
    /// How far the frequencies of a tone may be off, all by the same factor, in thousandths; at
    /// most 50.
    pub frequency_tolerance: u16,
    /// How far the levels of components may differ from what they are in the signal, one against
    /// the other, in hundredths of a dB.
    pub twist: u16,
    /// How long a continuous tone has to sound to be recognised. It is longer where another signal
    /// of the plan holds the same voice for longer.
    pub continuous: Millis,
}

impl Default for Options {
    /// −40 dBm0, a share of 80 %, 1.5 % off, a twist of 8 dB, 600 ms.
    fn default() -> Self {
        Self {
            least_level: DbM0::from_hundredths(-4_000).unwrap_or(DbM0::ZERO),
            least_share: 800,
            frequency_tolerance: 15,
            twist: 800,
            continuous: Millis(600),
        }
    }
}

/// Signals to listen for, compiled: shared by the detectors of every channel.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) rate: SampleRate,
    /// Samples of a hop.
    pub(super) hop: usize,
    /// The same for arithmetic.
    pub(super) hop_samples: f32,
    /// Half the hop, rounded up to whole vectors: the length of a table.
    pub(super) stride: usize,
    /// Of each row, the cosines of the second half of a hop, counted from its middle, and then the
    /// negated sines.
    pub(super) tables: Vec<f32>,
    /// What turns each hop's correlation with a mains frequency to the phase of the first.
    pub(super) hum: Trial,
    pub(super) fits: Vec<Fit>,
    pub(super) rhythms: Vec<Rhythm>,
    pub(super) limits: Limits,
    voices: Vec<Voice>,
}

/// The options as the decisions need them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The least power of a tone, as the mean of squared samples.
    pub power: f32,
    pub share: f32,
    /// The greatest ratio of powers, each over what it is in the voice.
    pub twist: f32,
}

impl Plan {
    /// The most lines of a voice: its components, and two sidebands for each modulated one.
    pub const MAX_LINES: usize = 8;
    /// The most voices of a plan.
    pub const MAX_VOICES: usize = 64;
    /// The lowest frequency that is told from hum.
    pub const LOWEST: Hertz = Hertz::new(200).unwrap();
    /// The shortest on time that is heard, and the shortest silence within a signal that is not
    /// bridged.
    pub const SHORTEST: Millis = Millis(60);

    /// Compiles these signals for samples at this rate. Levels matter only within a voice, swells
    /// not at all.
    ///
    /// # Errors
    /// [`PlanError`] for a signal that cannot be heard, or not this way.
    pub fn new<'s>(
        signals: impl IntoIterator<Item = &'s Signal>,
        rate: SampleRate,
        options: Options,
    ) -> Result<Self, PlanError> {
        let mut voices = Voices { rate, known: Vec::new() };
        let mut rhythms = Vec::new();
        for (index, signal) in signals.into_iter().enumerate() {
            let places = voices.places(index, signal)?;
            rhythms.push(Rhythm::new(index, signal.cadence(), &places)?);
        }
        if rhythms.is_empty() {
            return Err(PlanError::NoSignal);
        }
        super::cadence::settle(&mut rhythms, options.continuous);
        Ok(Self::of(voices, rhythms, options))
    }

    /// The sounds of the signals, each once, in the order in which they first sound.
    #[must_use]
    pub fn voices(&self) -> &[Voice] {
        &self.voices
    }

    /// Samples a second.
    #[must_use]
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// The frequencies that a hop is correlated with.
    pub(super) fn rows(&self) -> usize {
        self.tables.len() / (2 * self.stride)
    }

    fn of(voices: Voices, rhythms: Vec<Rhythm>, options: Options) -> Self {
        let rate = voices.rate;
        // Even, so that it can be folded: 440 samples at 44.1 kHz.
        let hop = usize::try_from(rate.hertz() / 200 * 2).unwrap_or(80);
        let tolerance = f64::from(options.frequency_tolerance.min(50)) / 1000.0;
        let grid = Grid { rate: f64::from(rate.hertz()), hop: hop as f64, tolerance };
        let mut frequencies = HUM_HZ.to_vec();
        let mut fits = Vec::new();
        for (_, lines) in &voices.known {
            let rows = lines.iter().map(|line| row_of(&mut frequencies, line.hz)).collect();
            fits.push(Fit::new(lines, rows, grid, voices.is_modulation_of(lines)));
        }
        let stride = (hop / 2).next_multiple_of(8);
        let hum = HUM_HZ.map(|hz| Line { hz, amplitude: 1.0 });
        Self {
            rate,
            hop,
            hop_samples: hop as f32,
            stride,
            tables: frequencies.iter().flat_map(|&hz| table(hz, grid, stride)).collect(),
            hum: Trial::new(&hum, grid, 1.0),
            fits,
            rhythms,
            limits: Limits::new(options),
            voices: voices.known.into_iter().map(|(voice, _)| voice).collect(),
        }
    }
}

impl Limits {
    fn new(options: Options) -> Self {
        // A sine that just reaches full scale has +3.14 dBm0 (ITU-T G.711), and the power of half
        // its amplitude's square.
        const FULL_SCALE: f64 = 314.0;
        let level = f64::from(options.least_level.hundredths());
        let power = 32_768.0_f64.powi(2) / 2.0 * 10_f64.powf((level - FULL_SCALE) / 1000.0);
        Self {
            power: power as f32,
            share: f32::from(options.least_share) / 1000.0,
            twist: 10_f64.powf(f64::from(options.twist) / 1000.0) as f32,
        }
    }
}

/// The row of a frequency, a new one where there is none.
fn row_of(frequencies: &mut Vec<f64>, hz: f64) -> usize {
    let known = frequencies.iter().position(|&known| (known - hz).abs() < 1e-6);
    known.unwrap_or_else(|| {
        frequencies.push(hz);
        frequencies.len() - 1
    })
}

/// The cosines of half a hop from its middle on, and the negated sines, with zeros up to the stride.
fn table(hz: f64, grid: Grid, stride: usize) -> Vec<f32> {
    let mut table = vec![0.0; 2 * stride];
    let (cosines, sines) = table.split_at_mut(stride);
    for (n, (cosine, sine)) in cosines.iter_mut().zip(sines).enumerate() {
        let n = n as f64 + 0.5;
        if n < grid.hop / 2.0 {
            let angle = TAU * hz * n / grid.rate;
            (*cosine, *sine) = (angle.cos() as f32, -angle.sin() as f32);
        }
    }
    table
}

/// The voices of the signals so far, with their lines.
struct Voices {
    rate: SampleRate,
    known: Vec<(Voice, Vec<Line>)>,
}

impl Voices {
    /// The index of each voice of a signal among all; `None` where it never sounds.
    fn places(&mut self, signal: usize, of: &Signal) -> Result<Vec<Option<usize>>, PlanError> {
        let sounds = |voice| of.cadence().pairs().any(|p| p.voice == voice && !p.on.is_zero());
        let voices = of.voices().iter().enumerate();
        voices.map(|(at, v)| sounds(at).then(|| self.place(signal, v)).transpose()).collect()
    }

    fn place(&mut self, signal: usize, voice: &Voice) -> Result<usize, PlanError> {
        let same = |(known, _): &(Voice, _)| sounds_as(known, voice);
        if let Some(known) = self.known.iter().position(same) {
            return Ok(known);
        }
        let lines = lines(voice);
        if lines.len() > Plan::MAX_LINES {
            return Err(PlanError::TooManyLines { signal, count: lines.len() });
        }
        let lowest = f64::from(Plan::LOWEST.millihertz()) / 1000.0;
        let highest = f64::from(self.rate.hertz()) / 2.0;
        if let Some(line) = lines.iter().find(|line| line.hz < lowest || line.hz >= highest) {
            return Err(PlanError::OutOfBand { signal, hz: line.hz, lowest, highest });
        }
        if self.known.len() == Plan::MAX_VOICES {
            return Err(PlanError::TooManyVoices { signal });
        }
        self.known.push((voice.clone(), lines));
        Ok(self.known.len() - 1)
    }

    /// Whether these lines can be taken for others of the plan in a short while: they are modulated,
    /// or are the carrier of a voice that is.
    fn is_modulation_of(&self, lines: &[Line]) -> bool {
        let modulated = |voice: &Voice| voice.components().iter().any(|c| c.modulation.is_some());
        let has = |others: &[Line], line: &Line| {
            others.iter().any(|other| (other.hz - line.hz).abs() < 1e-6)
        };
        self.known
            .iter()
            .any(|(voice, others)| modulated(voice) && lines.iter().all(|line| has(others, line)))
    }
}

/// Whether two voices sound the same to a detector: the same frequencies in the same modulation.
fn sounds_as(a: &Voice, b: &Voice) -> bool {
    let key = |voice: &Voice| {
        let mut key: Vec<_> =
            voice.components().iter().map(|c| (c.frequency, c.modulation)).collect();
        key.sort_unstable();
        key
    };
    key(a) == key(b)
}

/// Why signals cannot be listened for. `signal` is the place of the signal in what was given.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PlanError {
    /// No signal at all.
    NoSignal,
    /// A signal that never sounds.
    Silent {
        /// Which.
        signal: usize,
    },
    /// A frequency that is hum, or not below half the rate; a sideband's where it is modulated.
    OutOfBand {
        /// Which signal.
        signal: usize,
        /// The frequency in Hz.
        hz: f64,
        /// The lowest that is heard.
        lowest: f64,
        /// Half the rate, the first that is not.
        highest: f64,
    },
    /// A voice with more than [`Plan::MAX_LINES`] sines.
    TooManyLines {
        /// Which signal.
        signal: usize,
        /// How many, sidebands included.
        count: usize,
    },
    /// More than [`Plan::MAX_VOICES`] voices.
    TooManyVoices {
        /// The signal that has the first too many.
        signal: usize,
    },
    /// A signal that is played once, with more on and off times than are remembered.
    TooManyTimes {
        /// Which signal.
        signal: usize,
        /// How many.
        count: usize,
    },
    /// An on time or a silence below [`Plan::SHORTEST`].
    TooShort {
        /// Which signal.
        signal: usize,
        /// How long it is.
        ms: Millis,
    },
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSignal => f.write_str("no signal to listen for"),
            Self::Silent { signal } => write!(f, "signal {signal} never sounds"),
            Self::OutOfBand { signal, hz, lowest, highest } => {
                write!(f, "signal {signal}: {hz} Hz is not from {lowest} to below {highest} Hz")
            }
            Self::TooManyLines { signal, count } => {
                let most = Plan::MAX_LINES;
                write!(f, "signal {signal}: {count} sines in a voice, of {most} that are fitted")
            }
            Self::TooManyVoices { signal } => {
                write!(f, "signal {signal}: more than {} voices in all", Plan::MAX_VOICES)
            }
            Self::TooManyTimes { signal, count } => {
                write!(f, "signal {signal}: {count} on and off times, played once, are too many")
            }
            Self::TooShort { signal, ms } => {
                write!(f, "signal {signal}: {ms} is shorter than {}", Plan::SHORTEST)
            }
        }
    }
}

impl std::error::Error for PlanError {}
