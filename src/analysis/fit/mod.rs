//! The sines of a stretch of samples.
//!
//! A sum of sines and a constant is fitted by least squares to the samples that were neither lost
//! nor clipped. The spectrum of what is left tells where a further sine stands; then the
//! frequencies, levels and phases of all of them are refined together, until the spectrum holds no
//! line that stands out of the noise. The estimates of that procedure have the least variance that
//! any can have (Cramér and Rao) wherever the sines are resolved.

mod evidence;
mod fold;
mod products;
mod solver;
mod spectrum;
mod system;
#[cfg(test)]
mod tests;

use core::f64::consts::{PI, TAU};

use crate::analysis::MeasuredComponent;
use evidence::Evidence;
use solver::{Effort, Model, Solver, Wave};
use spectrum::Spectrum;

/// The longest part of a stretch that is fitted, in seconds: its middle. The clocks of two devices
/// drift apart over longer times, and nothing is gained.
const LONGEST_S: f64 = 4.0;
/// And in samples, so that high rates cost no more than they are worth: 1.4 s at 192 kHz.
const LONGEST_SAMPLES: usize = 1 << 18;
/// Four modulated components are twelve lines; the rest is for products of distortion.
const MOST_LINES: usize = 16;
/// What sixteen lines leave of a tone at most, as a share of its power; the stretch is no tone if they
/// leave more, and has no lines: they would only draw the outline of a voice.
const UNEXPLAINED: f64 = 0.03;
/// So many lines leave no more than this share of a tone: two modulated components are six. What
/// has as many and is explained no better is a voice, and given up early, as it takes longest.
const ENOUGH_LINES: usize = 8;
const UNEXPLAINED_YET: f64 = 0.2;
/// A line this far below the strongest is not told from what G.711 adds, whose loudest products lie
/// 40 dB below a tone; dropping a little more keeps noise out too.
const WEAKEST_RATIO: f64 = 0.012_6; // -38 dB
/// The amplitude of -75 dBm0, four steps of a 16-bit sample.
const WEAKEST: f64 = 1.2e-4;
/// Two lines closer than this many reciprocals of the stretch are one: half of the main lobe of a
/// spectrum. At a half, the noise that libvorbis puts under a tone at 44.1 kHz divided it.
const CLOSEST_CELLS: f64 = 1.0;
/// Lines this close can stand for one another, so that each has to prove itself.
const CROWDED_CELLS: f64 = 2.5;
/// The square of a crowded line's amplitude over its variance that it needs: with two degrees of
/// freedom noise exceeds it once in 160 000.
const CROWDED_PROOF: f64 = 24.0;

/// Finds the sines of stretches of samples; keeps its plans and scratch between them.
pub(super) struct Fitter {
    hertz: f64,
    spectrum: Spectrum,
    solver: Solver,
}

/// A sine: `amplitude · sin(2π · frequency_hz · t + phase)`, `t` in seconds from the first sample of
/// the stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    pub frequency_hz: f64,
    /// Full scale is 1.
    pub amplitude: f64,
    /// From −π to π.
    pub phase: f64,
}

/// The standard deviations of a line's estimates, if what is left without the lines is white noise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Deviation {
    pub frequency_hz: f64,
    pub amplitude: f64,
}

/// The sines of a stretch, and what is left without them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fit {
    /// The sines that count as parts of the tone, in the order of their frequencies.
    pub lines: Vec<Line>,
    /// How sure they are, in the same order.
    pub deviations: Vec<Deviation>,
    /// The mean of the samples, as the fit has it; full scale is 1.
    pub constant: f64,
    /// Mean square of the usable samples without their mean.
    pub power: f64,
    /// Mean square of what is left of them without the lines.
    pub residual: f64,
    /// The middle of the part that was fitted, in seconds from the first sample of the stretch:
    /// phases are surest there.
    pub centre_s: f64,
    /// The length of that part.
    pub span_s: f64,
}

impl Fitter {
    /// For samples at `hertz` a second.
    pub fn new(hertz: f64) -> Self {
        Self { hertz, spectrum: Spectrum::default(), solver: Solver::default() }
    }

    /// The sines of `samples`, of which those that are not `usable` (lost, clipped) say nothing,
    /// except that a tone that reached the end of the scale may have gone further.
    ///
    /// Of a stretch of more than 4 s, or 2^18 samples, the middle is fitted. A stretch with fewer
    /// than 16 usable samples has no lines. A sample that is no number or beyond 100 is not usable,
    /// and neither is one past the end of `usable`.
    pub fn fit(&mut self, samples: &[f64], usable: &[bool]) -> Fit {
        let part = middle(samples.len().min(usable.len()), self.hertz);
        let evidence = Evidence::new(&samples[part.clone()], &usable[part.clone()]);
        if evidence.count() < 16 {
            return Fit::default();
        }
        let model = self.grown(&evidence);
        self.finished(&model, &evidence, part.start)
    }

    /// The model with every line that the spectrum shows; with none, if it shows too many.
    fn grown(&mut self, evidence: &Evidence) -> Model {
        let mut model = Model { constant: evidence.mean(), waves: Vec::new() };
        let mut cost = self.solver.refine(&mut model, evidence, Effort::Rough);
        // A round may add what is then dropped as a duplicate, so that rounds are counted too.
        for _ in 0..MOST_LINES {
            let weakest = WEAKEST.max(WEAKEST_RATIO * strongest(&model.waves));
            let mut found = self.spectrum.lines(self.solver.residual(), evidence, weakest);
            found.truncate(MOST_LINES - model.waves.len());
            if found.is_empty() {
                break;
            }
            let mut trial = model.clone();
            trial.waves.extend(found);
            let better = self.solver.refine(&mut trial, evidence, Effort::Rough);
            // A part in ten thousand of what is left: the search has come to its end.
            let is_better = better < cost * (1.0 - 1e-4);
            if !is_better {
                break;
            }
            cost = better;
            model = trial;
            if drop_duplicates(&mut model.waves, evidence.len()) {
                cost = self.solver.refine(&mut model, evidence, Effort::Rough);
            }
            if model.waves.len() >= ENOUGH_LINES && cost > UNEXPLAINED_YET * evidence.energy() {
                return Model { constant: evidence.mean(), waves: Vec::new() };
            }
        }
        if model.waves.len() == MOST_LINES && cost > UNEXPLAINED * evidence.energy() {
            return Model { constant: evidence.mean(), waves: Vec::new() };
        }
        self.pruned(&mut model, evidence);
        self.solver.refine(&mut model, evidence, Effort::Full);
        model
    }

    /// Drops the lines that are too weak to be one, or that the noise explains as well.
    fn pruned(&mut self, model: &mut Model, evidence: &Evidence) {
        while let Some(place) = self.needless(model, evidence) {
            model.waves.remove(place);
            self.solver.refine(model, evidence, Effort::Rough);
        }
    }

    /// The line that is to be dropped next.
    fn needless(&mut self, model: &Model, evidence: &Evidence) -> Option<usize> {
        let waves = &model.waves;
        let weakest = WEAKEST.max(WEAKEST_RATIO * strongest(waves));
        let (place, wave) =
            waves.iter().enumerate().min_by(|a, b| a.1.amplitude().total_cmp(&b.1.amplitude()))?;
        if wave.amplitude() < weakest {
            return Some(place);
        }
        let reach = CROWDED_CELLS * TAU / len_f64(evidence.len());
        let certainties = self.solver.certainties(model, evidence);
        (0..waves.len())
            .filter(|&place| is_crowded(waves, place, reach))
            .map(|place| (place, certainties[place].proof))
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .filter(|&(_, proof)| proof < CROWDED_PROOF)
            .map(|(place, _)| place)
    }

    /// What the model says about the stretch, of which `start` samples come before the fitted part.
    fn finished(&mut self, model: &Model, evidence: &Evidence, start: usize) -> Fit {
        let centre = len_f64(start) + evidence.centre();
        let certainties = self.solver.certainties(model, evidence);
        let mut found: Vec<_> = model
            .waves
            .iter()
            .zip(certainties)
            .map(|(&wave, certainty)| (wave, self.line(wave, centre), self.deviation(certainty)))
            .collect();
        found.sort_by(|a, b| a.1.frequency_hz.total_cmp(&b.1.frequency_hz));
        let mut fit = Fit {
            lines: found.iter().map(|&(_, line, _)| line).collect(),
            deviations: found.iter().map(|&(_, _, deviation)| deviation).collect(),
            constant: model.constant,
            power: evidence.power(),
            residual: 0.0,
            centre_s: centre / self.hertz,
            span_s: len_f64(evidence.len()) / self.hertz,
        };
        let kept = products::genuine(&fit, self.hertz);
        let kept_waves = retained(&found, &kept).map(|(wave, _, _)| wave).collect();
        let tone = Model { constant: model.constant, waves: kept_waves };
        fit.residual = self.solver.cost(&tone, evidence) / len_f64(evidence.count());
        (fit.lines, fit.deviations) = retained(&found, &kept).map(|(_, l, d)| (l, d)).unzip();
        fit
    }

    /// A wave about the sample `centre` as a line from sample 0.
    fn line(&self, wave: Wave, centre: f64) -> Line {
        Line {
            frequency_hz: wave.step * self.hertz / TAU,
            amplitude: wave.amplitude(),
            phase: wrapped(wave.phase() - wave.step * centre),
        }
    }

    fn deviation(&self, certainty: solver::Certainty) -> Deviation {
        Deviation {
            frequency_hz: certainty.step * self.hertz / TAU,
            amplitude: certainty.amplitude,
        }
    }
}

impl Fit {
    /// The share of the power that the lines explain, from 0 to 1.
    pub fn tonality(&self) -> f64 {
        if self.power > 0.0 { (1.0 - self.residual / self.power).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// The lines as components, in the order of their frequencies: two sidebands about a carrier
    /// are its modulation.
    ///
    /// Three lines at equal distances of at most 150 Hz, the outer two equally strong and in the
    /// phases that an amplitude modulation gives them, *are* an amplitude modulation: no measurement
    /// can tell them from three components that happen to be so.
    pub fn components(&self) -> Vec<MeasuredComponent> {
        fold::components(self)
    }
}

impl Line {
    /// The value `seconds` after the first sample of the stretch.
    pub fn at(&self, seconds: f64) -> f64 {
        self.amplitude * self.phase_at(seconds).sin()
    }

    /// The phase `seconds` after the first sample of the stretch, not reduced.
    fn phase_at(&self, seconds: f64) -> f64 {
        TAU * self.frequency_hz * seconds + self.phase
    }
}

/// The part of a stretch of `len` samples that is fitted.
fn middle(len: usize, hertz: f64) -> core::ops::Range<usize> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    let longest = ((LONGEST_S * hertz) as usize).min(LONGEST_SAMPLES);
    let start = len.saturating_sub(longest) / 2;
    start..start + len.min(longest)
}

fn strongest(waves: &[Wave]) -> f64 {
    waves.iter().map(Wave::amplitude).fold(0.0, f64::max)
}

/// Whether another wave is within `reach` radians a sample of that at `place`.
fn is_crowded(waves: &[Wave], place: usize, reach: f64) -> bool {
    let step = waves[place].step;
    waves.iter().enumerate().any(|(other, wave)| other != place && (wave.step - step).abs() < reach)
}

/// Drops the weaker of every two waves that are too close to be told apart in `len` samples; whether
/// there were any.
fn drop_duplicates(waves: &mut Vec<Wave>, len: usize) -> bool {
    let before = waves.len();
    let closest = CLOSEST_CELLS * TAU / len_f64(len);
    waves.sort_by(|a, b| b.amplitude().total_cmp(&a.amplitude()));
    let mut kept: Vec<Wave> = Vec::with_capacity(before);
    for &wave in waves.iter() {
        if kept.iter().all(|other| (other.step - wave.step).abs() >= closest) {
            kept.push(wave);
        }
    }
    *waves = kept;
    waves.len() < before
}

/// Those of `items` whose place in `kept` is true.
fn retained<'a, T: Copy>(items: &'a [T], kept: &'a [bool]) -> impl Iterator<Item = T> + 'a {
    items.iter().zip(kept).filter(|(_, kept)| **kept).map(|(item, _)| *item)
}

/// An angle between −π and π.
fn wrapped(angle: f64) -> f64 {
    let turned = angle.rem_euclid(TAU);
    if turned > PI { turned - TAU } else { turned }
}

#[expect(clippy::cast_precision_loss, reason = "no stretch has 2^53 samples")]
fn len_f64(len: usize) -> f64 {
    len as f64
}
