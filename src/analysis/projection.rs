//! Sines of known frequencies in a stretch of samples: their amplitudes and phases.

#![expect(
    clippy::cast_precision_loss,
    reason = "a recording has fewer than 2^53 samples, and what is counted is not negative"
)]

use core::f64::consts::TAU;
use core::ops::Range;

use crate::analysis::fit::Line;
use crate::analysis::prepare::Prepared;

/// What sines of given frequencies explain of a stretch, by linear least squares over its usable
/// samples, with a constant.
pub(super) struct Projection {
    /// The sines; their phases refer to the first sample of the stretch.
    pub lines: Vec<Line>,
    constant: f64,
    origin: usize,
    hertz: f64,
    /// Mean square of the usable samples.
    pub power: f64,
    /// Mean square of what the sines leave of them.
    pub residual: f64,
}

impl Projection {
    /// For a range of a recording; `None` where so few samples are usable that any frequencies
    /// would explain them.
    pub fn new(recording: &Prepared, range: &Range<usize>, frequencies_hz: &[f64]) -> Option<Self> {
        let unknowns = 2 * frequencies_hz.len() + 1;
        let usable: Vec<usize> = range.clone().filter(|&at| recording.usable[at]).collect();
        if usable.len() < 3 * unknowns {
            return None;
        }
        let mut system = System::new(unknowns);
        let mut row = vec![0.0; unknowns];
        let mut power = 0.0;
        let seconds = |at: usize| (at - range.start) as f64 / recording.hertz;
        for &at in &usable {
            fill(&mut row, frequencies_hz, seconds(at));
            system.add(&row, recording.samples[at]);
            power += recording.samples[at] * recording.samples[at];
        }
        let solution = system.solve()?;
        let mut residual = 0.0;
        for &at in &usable {
            fill(&mut row, frequencies_hz, seconds(at));
            let explained: f64 = row.iter().zip(&solution).map(|(a, b)| a * b).sum();
            residual += (recording.samples[at] - explained).powi(2);
        }
        let line = |(place, &frequency_hz): (usize, &f64)| {
            let (sine, cosine) = (solution[2 * place + 1], solution[2 * place + 2]);
            Line { frequency_hz, amplitude: sine.hypot(cosine), phase: cosine.atan2(sine) }
        };
        Some(Self {
            lines: frequencies_hz.iter().enumerate().map(line).collect(),
            constant: solution[0],
            origin: range.start,
            hertz: recording.hertz,
            power: power / usable.len() as f64,
            residual: residual / usable.len() as f64,
        })
    }

    /// The share of the power that the sines explain.
    pub fn tonality(&self) -> f64 {
        if self.power > 0.0 { 1.0 - self.residual / self.power } else { 0.0 }
    }

    /// What the sines foretell for a range of the recording.
    pub fn predict(&self, range: Range<usize>) -> Vec<f64> {
        let value = |at: usize| {
            let seconds = (at as f64 - self.origin as f64) / self.hertz;
            self.constant + self.lines.iter().map(|line| line.at(seconds)).sum::<f64>()
        };
        range.map(value).collect()
    }
}

/// A row of the system: the constant, then sine and cosine of each frequency.
fn fill(row: &mut [f64], frequencies_hz: &[f64], seconds: f64) {
    row[0] = 1.0;
    for (pair, frequency_hz) in row[1..].chunks_exact_mut(2).zip(frequencies_hz) {
        let (sine, cosine) = (TAU * frequency_hz * seconds).sin_cos();
        (pair[0], pair[1]) = (sine, cosine);
    }
}

/// Normal equations.
struct System {
    unknowns: usize,
    matrix: Vec<f64>,
    right: Vec<f64>,
}

impl System {
    fn new(unknowns: usize) -> Self {
        Self { unknowns, matrix: vec![0.0; unknowns * unknowns], right: vec![0.0; unknowns] }
    }

    fn add(&mut self, row: &[f64], sample: f64) {
        for (at, a) in row.iter().enumerate() {
            self.right[at] += a * sample;
            let line = &mut self.matrix[at * self.unknowns..][..=at];
            line.iter_mut().zip(row).for_each(|(sum, b)| *sum += a * b);
        }
    }

    /// Cholesky's method; `None` where frequencies cannot be told apart.
    fn solve(mut self) -> Option<Vec<f64>> {
        let n = self.unknowns;
        let most = (0..n).map(|at| self.matrix[at * n + at]).fold(0.0, f64::max);
        for column in 0..n {
            for row in column..n {
                let dot: f64 = (0..column)
                    .map(|k| self.matrix[row * n + k] * self.matrix[column * n + k])
                    .sum();
                let rest = self.matrix[row * n + column] - dot;
                if row == column {
                    if rest <= 1e-9 * most {
                        return None;
                    }
                    self.matrix[row * n + row] = rest.sqrt();
                } else {
                    self.matrix[row * n + column] = rest / self.matrix[column * n + column];
                }
            }
        }
        for row in 0..n {
            let dot: f64 = (0..row).map(|k| self.matrix[row * n + k] * self.right[k]).sum();
            self.right[row] = (self.right[row] - dot) / self.matrix[row * n + row];
        }
        for row in (0..n).rev() {
            let dot: f64 = (row + 1..n).map(|k| self.matrix[k * n + row] * self.right[k]).sum();
            self.right[row] = (self.right[row] - dot) / self.matrix[row * n + row];
        }
        Some(self.right)
    }
}
