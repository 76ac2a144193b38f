//! Least squares: the sines and the constant that leave the least of the samples.

use core::f64::consts::{PI, TAU};

use super::evidence::Evidence;
use super::len_f64;
use super::system::System;

/// Samples that are worked on at a time: the columns of 16 lines over them stay in the cache.
const BLOCK: usize = 64;
/// The frequency of a line moves by at most half a cell at a time.
const FARTHEST_CELLS: f64 = 0.5;

/// `cosine · cos(step · n) + sine · sin(step · n)`, `n` in samples from the centre of the stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wave {
    /// Radians a sample.
    pub step: f64,
    pub cosine: f64,
    pub sine: f64,
}

impl Wave {
    pub fn amplitude(&self) -> f64 {
        self.cosine.hypot(self.sine)
    }

    /// The phase of the sine at the centre.
    pub fn phase(&self) -> f64 {
        self.cosine.atan2(self.sine)
    }
}

/// A sum of waves and a constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Model {
    pub constant: f64,
    pub waves: Vec<Wave>,
}

/// How far a refinement goes.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Effort {
    /// Until the next line can be found.
    Rough,
    /// Until nothing moves.
    Full,
}

/// How sure a wave is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Certainty {
    /// Standard deviation in radians a sample.
    pub step: f64,
    /// Standard deviation.
    pub amplitude: f64,
    /// The square of the amplitude over its variance.
    pub proof: f64,
}

/// Refines models; keeps its scratch.
#[derive(Default)]
pub(super) struct Solver {
    /// The derivatives of the model by its parameters (the constant; of every wave its cosine,
    /// sine and frequency), for a block of samples, and the residual in the end.
    columns: Vec<[f64; BLOCK]>,
    residual: Vec<f64>,
    system: System,
    trial: System,
}

impl Solver {
    /// What the last model leaves of the samples; 0 where they do not contradict it.
    pub fn residual(&self) -> &[f64] {
        &self.residual
    }

    /// Moves the model to where it leaves the least; the sum of the squares that it leaves.
    ///
    /// Gauss and Newton's steps, damped as Levenberg has it where they lead astray.
    pub fn refine(&mut self, model: &mut Model, evidence: &Evidence, effort: Effort) -> f64 {
        let (rounds, settled) = match effort {
            Effort::Rough => (4, 1e-2),
            Effort::Full => (15, 1e-9),
        };
        self.pass(model, evidence);
        *model = moved(model, &self.system.solution_of_levels(), evidence);
        let mut cost = self.pass(model, evidence);
        let mut damping = 0.0;
        for _ in 0..rounds {
            let trial = moved(model, &self.system.solution(damping), evidence);
            core::mem::swap(&mut self.system, &mut self.trial);
            let trial_cost = self.pass(&trial, evidence);
            if trial_cost < cost {
                let gain = cost - trial_cost;
                (*model, cost) = (trial, trial_cost);
                damping *= 0.1;
                if gain <= settled * cost {
                    break;
                }
            } else {
                core::mem::swap(&mut self.system, &mut self.trial);
                damping = (damping * 10.0_f64).max(1e-3);
                if damping > 1e3 || effort == Effort::Full && trial_cost <= cost * (1.0 + settled) {
                    break;
                }
            }
        }
        self.pass(model, evidence)
    }

    /// The sum of the squares that a model leaves.
    pub fn cost(&mut self, model: &Model, evidence: &Evidence) -> f64 {
        self.pass(model, evidence)
    }

    /// How sure the waves of a refined model are, if what it leaves is white noise.
    pub fn certainties(&mut self, model: &Model, evidence: &Evidence) -> Vec<Certainty> {
        let cost = self.pass(model, evidence);
        let free = evidence.count().saturating_sub(1 + 3 * model.waves.len()).max(1);
        let variance = (cost / len_f64(free)).max(f64::MIN_POSITIVE);
        let half = half_length(evidence);
        let factors = self.system.factors();
        let certainty = |(place, wave): (usize, &Wave)| {
            let covariance = factors.covariance(1 + 3 * place);
            let ([cos, sin, step], cross) = (covariance.diagonal, covariance.first_two);
            let amplitude = wave.amplitude().max(f64::MIN_POSITIVE);
            let (c, s) = (wave.cosine / amplitude, wave.sine / amplitude);
            let along = cos * c * c + sin * s * s + 2.0 * cross * c * s;
            let determinant = (cos * sin - cross * cross).max(f64::MIN_POSITIVE);
            let square = sin * wave.cosine.powi(2) + cos * wave.sine.powi(2)
                - 2.0 * cross * wave.cosine * wave.sine;
            Certainty {
                step: (step * variance).sqrt() / half,
                amplitude: (along * variance).sqrt(),
                proof: square / (determinant * variance),
            }
        };
        model.waves.iter().enumerate().map(certainty).collect()
    }

    /// Computes the residual and the normal equations of a model; the sum of its squares.
    fn pass(&mut self, model: &Model, evidence: &Evidence) -> f64 {
        let unknowns = 1 + 3 * model.waves.len();
        self.columns.resize(unknowns + 1, [0.0; BLOCK]);
        self.system.clear(unknowns);
        self.residual.clear();
        let mut cost = 0.0;
        let mut start = 0;
        while start < evidence.len() {
            let count = BLOCK.min(evidence.len() - start);
            self.fill_columns(model, evidence, start);
            self.weigh(model.constant, evidence, start);
            cost += self.system.add(&self.columns);
            self.residual.extend_from_slice(&self.columns[unknowns][..count]);
            start += count;
        }
        cost
    }

    /// Fills the columns for the block at `start`; the last holds the model's waves.
    fn fill_columns(&mut self, model: &Model, evidence: &Evidence, start: usize) {
        let half = half_length(evidence);
        let first = len_f64(start) - evidence.centre();
        self.columns[0] = [1.0; BLOCK];
        let last = self.columns.len() - 1;
        let mut sum = [0.0; BLOCK];
        for (wave, columns) in model.waves.iter().zip(self.columns[1..last].chunks_mut(3)) {
            let [cosines, sines, slopes] = columns else { continue };
            rotate(wave.step, first, cosines, sines);
            for place in 0..BLOCK {
                let (cos, sin) = (cosines[place], sines[place]);
                sum[place] += wave.cosine * cos + wave.sine * sin;
                let from_centre = (first + len_f64(place)) / half;
                slopes[place] = from_centre * (wave.sine * cos - wave.cosine * sin);
            }
        }
        self.columns[last] = sum;
    }

    /// Turns the last column into the residual, and clears the rows of samples that do not bind.
    fn weigh(&mut self, constant: f64, evidence: &Evidence, start: usize) {
        let last = self.columns.len() - 1;
        for place in 0..BLOCK {
            let value = self.columns[last][place] + constant;
            let sample = start + place;
            if sample < evidence.len() && evidence.binds(sample, value) {
                self.columns[last][place] = evidence.sample(sample) - value;
            } else {
                for column in &mut self.columns {
                    column[place] = 0.0;
                }
            }
        }
    }
}

/// The cosines and sines of a block whose first sample is `first` from the centre.
///
/// A rotation a sample: after 64 of them it is off by some 1e-15.
fn rotate(step: f64, first: f64, cosines: &mut [f64; BLOCK], sines: &mut [f64; BLOCK]) {
    let (turn_sin, turn_cos) = step.sin_cos();
    let (mut sin, mut cos) = (step * first).sin_cos();
    for (cosine, sine) in cosines.iter_mut().zip(sines) {
        (*cosine, *sine) = (cos, sin);
        (cos, sin) = (cos * turn_cos - sin * turn_sin, sin * turn_cos + cos * turn_sin);
    }
}

/// The model after a step of its parameters; frequencies stay between 0 and half the rate.
fn moved(model: &Model, step: &[f64], evidence: &Evidence) -> Model {
    let half = half_length(evidence);
    let cell = TAU / len_f64(evidence.len());
    let farthest = FARTHEST_CELLS * cell;
    let lowest = (0.25 * cell).min(PI / 2.0);
    let move_wave = |(wave, step): (&Wave, &[f64])| Wave {
        cosine: wave.cosine + step[0],
        sine: wave.sine + step[1],
        step: (wave.step + (step[2] / half).clamp(-farthest, farthest)).clamp(lowest, PI - lowest),
    };
    Model {
        constant: model.constant + step[0],
        waves: model.waves.iter().zip(step[1..].chunks(3)).map(move_wave).collect(),
    }
}

/// Half the length of the stretch: the unit in which the columns of frequencies count samples, so
/// that all columns are of one order.
fn half_length(evidence: &Evidence) -> f64 {
    (len_f64(evidence.len()) / 2.0).max(1.0)
}
