//! The voices of a recording: sounds that are one, measured together.

#![expect(
    clippy::cast_precision_loss,
    reason = "a recording has fewer than 2^53 samples, and what is counted is not negative"
)]

use core::cmp::Reverse;
use core::ops::Range;

use crate::analysis::background::Background;
use crate::analysis::fit::{Fit, Fitter, Line};
use crate::analysis::prepare::Prepared;
use crate::analysis::projection::Projection;
use crate::analysis::sounds::Sound;
use crate::analysis::{MeasuredComponent, MeasuredModulation, MeasuredVoice, amplitude};

/// A sound is a voice that is known if its sines explain it nearly as well as its own do.
const EXPLAINED: f64 = 0.85;
/// And if each of its sines is as loud, within this share of the strongest (2.3 dB for that one
/// itself): two levels of one frequency are two voices.
const SAME_AMPLITUDE: f64 = 0.3;
/// Sounds are compared over so much of them.
const COMPARED_MS: f64 = 500.0;
/// A sound without sines of its own that is longer than this is not a short piece of a voice.
const LONGEST_PIECE_MS: f64 = 300.0;
/// The runs that a voice is measured in: the longest ones.
const MEASURED_RUNS: usize = 6;
/// Runs at least so long as a share of the longest count.
const LEAST_SHARE: f64 = 0.4;

/// A sound that runs of a recording share.
pub(super) struct Voice {
    pub components: Vec<MeasuredComponent>,
}

/// A sine of a voice.
struct Part {
    frequency_hz: f64,
    amplitude: f64,
}

impl Voice {
    /// Every sine: carriers and the sidebands of their modulation.
    fn parts(&self) -> Vec<Part> {
        let parts = |component: &MeasuredComponent| {
            let carrier = component.frequency_hz;
            let amplitude = amplitude(component.level_dbm0);
            let sides = component.modulation.map(|it| {
                let amplitude = amplitude * it.depth / 2.0;
                [carrier - it.frequency_hz, carrier + it.frequency_hz]
                    .map(|frequency_hz| Part { frequency_hz, amplitude })
            });
            core::iter::once(Part { frequency_hz: carrier, amplitude })
                .chain(sides.into_iter().flatten())
        };
        let parts = self.components.iter().flat_map(parts);
        parts.filter(|part| part.frequency_hz > 0.0).collect()
    }

    /// The frequencies of every sine.
    pub fn frequencies_hz(&self) -> Vec<f64> {
        self.parts().iter().map(|part| part.frequency_hz).collect()
    }

    /// Whether sines at the frequencies of this voice are as loud as its own.
    fn is_as_loud(&self, found: &Projection) -> bool {
        let parts = self.parts();
        let strongest = parts.iter().map(|part| part.amplitude).fold(0.0, f64::max);
        let differs = |(part, line): (&Part, &Line)| {
            (part.amplitude - line.amplitude).abs() > SAME_AMPLITUDE * strongest
        };
        !parts.iter().zip(&found.lines).any(differs)
    }
}

/// The voices of sounds, and which voice each of them is.
pub(super) struct Voices {
    pub voices: Vec<Voice>,
    pub of: Vec<Option<usize>>,
}

impl Voices {
    /// The longest sound of each voice founds it.
    pub fn new(recording: &Prepared, sounds: &[Sound], background: &Background) -> Self {
        let mut order: Vec<usize> = (0..sounds.len()).collect();
        order.sort_by_key(|&at| Reverse((sounds[at].fit.is_some(), sounds[at].fitted.len())));
        let mut found = Self { voices: Vec::new(), of: vec![None; sounds.len()] };
        for at in order {
            let sound = &sounds[at];
            if sound.fit.is_none() && recording.ms(sound.range.len()) > LONGEST_PIECE_MS {
                continue;
            }
            found.of[at] = found.known(recording, sound);
            let Some(fit) = sound.fit.as_ref().filter(|_| found.of[at].is_none()) else { continue };
            let components = background.without_hum(fit.components());
            if !components.is_empty() {
                found.of[at] = Some(found.voices.len());
                found.voices.push(Voice { components });
            }
        }
        found.in_order();
        found
    }

    /// The voice that explains a sound best, if one does.
    fn known(&self, recording: &Prepared, sound: &Sound) -> Option<usize> {
        let mut range = sound.fitted.clone();
        range.end = range.end.min(range.start + recording.samples_of(COMPARED_MS));
        let own = sound.fit.as_ref().map_or(1.0, Fit::tonality);
        let explained = |(at, voice): (usize, &Voice)| {
            let projection = Projection::new(recording, &range, &voice.frequencies_hz())?;
            let is_same = projection.tonality() >= EXPLAINED * own && voice.is_as_loud(&projection);
            is_same.then_some((at, projection.tonality()))
        };
        let best =
            self.voices.iter().enumerate().filter_map(explained).max_by(|a, b| a.1.total_cmp(&b.1));
        best.map(|(at, _)| at)
    }

    /// Numbers the voices in the order in which they first sound; those that no sound is are
    /// forgotten.
    pub fn in_order(&mut self) {
        let mut order: Vec<usize> = Vec::new();
        for voice in self.of.iter().flatten() {
            if !order.contains(voice) {
                order.push(*voice);
            }
        }
        let place = |voice: usize| order.iter().position(|&it| it == voice);
        self.of.iter_mut().for_each(|of| *of = of.and_then(place));
        let mut voices: Vec<_> = core::mem::take(&mut self.voices).into_iter().map(Some).collect();
        self.voices = order.iter().filter_map(|&at| voices[at].take()).collect();
    }

    /// Measures each voice in its runs, whose edges are exact now.
    pub fn measure(
        &self,
        recording: &Prepared,
        runs: &[(Range<usize>, Option<usize>)],
        background: &Background,
        fitter: &mut Fitter,
    ) -> Vec<MeasuredVoice> {
        let measured = |(at, voice): (usize, &Voice)| {
            let own = runs.iter().filter(|(_, of)| *of == Some(at)).map(|(range, _)| range);
            let mut own: Vec<&Range<usize>> = own.collect();
            own.sort_by_key(|range| Reverse(range.len()));
            let heard: usize = own.iter().map(|range| range.len()).sum();
            let longest = own.first().map_or(0, |range| range.len());
            own.truncate(MEASURED_RUNS);
            own.retain(|range| range.len() as f64 >= LEAST_SHARE * longest as f64);
            let fits = own.iter().map(|range| {
                let range = (*range).clone();
                let seconds = range.len() as f64 / recording.hertz;
                (seconds, fitter.fit(&recording.samples[range.clone()], &recording.usable[range]))
            });
            let fits: Vec<_> = fits.collect();
            let mut mean = Mean::new(voice.components.len());
            let (mut explained, mut rest) = (0.0, 0.0);
            for (seconds, fit) in &fits {
                let components = background.without_hum(fit.components());
                mean.add(&components, *seconds);
                explained += seconds * (fit.power - fit.residual);
                rest += seconds * fit.residual;
            }
            MeasuredVoice {
                components: mean.components().unwrap_or_else(|| voice.components.clone()),
                heard_ms: recording.ms(heard),
                snr_db: snr_db(explained, rest),
            }
        };
        self.voices.iter().enumerate().map(measured).collect()
    }
}

/// What sines explain, in dB over what they leave. Of a run of a few samples they may explain nothing.
fn snr_db(explained: f64, rest: f64) -> f64 {
    if rest > 0.0 { 10.0 * (explained.max(0.0) / rest).log10() } else { f64::INFINITY }
}

/// The mean of components that were found in several runs.
///
/// The variance of a frequency falls with the third power of the time that it is heard, that of a
/// level with the time (the bound of Cramér and Rao): those are the weights.
struct Mean {
    count: usize,
    sums: Vec<Sums>,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    seconds: f64,
    cubes: f64,
    frequency: f64,
    level: f64,
    modulated: f64,
    rate: f64,
    depth: f64,
}

impl Mean {
    fn new(count: usize) -> Self {
        Self { count, sums: vec![Sums::default(); count] }
    }

    /// Adds what was found in so many seconds; nothing if it is not as many components.
    fn add(&mut self, components: &[MeasuredComponent], seconds: f64) {
        if components.len() != self.count {
            return;
        }
        let cube = seconds.powi(3);
        for (sums, component) in self.sums.iter_mut().zip(components) {
            sums.seconds += seconds;
            sums.cubes += cube;
            sums.frequency += cube * component.frequency_hz;
            sums.level += seconds * component.level_dbm0;
            if let Some(modulation) = component.modulation {
                sums.modulated += cube;
                sums.rate += cube * modulation.frequency_hz;
                sums.depth += cube * modulation.depth;
            }
        }
    }

    fn components(&self) -> Option<Vec<MeasuredComponent>> {
        let component = |sums: &Sums| {
            let modulation = MeasuredModulation {
                frequency_hz: sums.rate / sums.modulated,
                depth: sums.depth / sums.modulated,
            };
            MeasuredComponent {
                frequency_hz: sums.frequency / sums.cubes,
                level_dbm0: sums.level / sums.seconds,
                modulation: (sums.modulated > sums.cubes / 2.0).then_some(modulation),
            }
        };
        let heard = self.sums.iter().all(|sums| sums.seconds > 0.0);
        heard.then(|| self.sums.iter().map(component).collect())
    }
}
