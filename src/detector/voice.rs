//! A voice compiled for its least-squares fit.

use core::f64::consts::TAU;

use super::WINDOW;
use super::complex::{Complex, Double, inverse, single, turn};
use crate::model::Voice;

/// How far apart in Hz the frequencies are that are tried for the highest component. A tone half as
/// far from the nearest keeps (sin(πx)/(πx))² = 0.93 of its energy over 60 ms (x = 2.5·0.06).
const STEP_HZ: f64 = 5.0;
/// The fewest hops of a window that are judged.
pub(super) const FEWEST_HOPS: u32 = 4;
/// What is added to the diagonal, relative to it: sidebands closer than the window resolves would
/// otherwise leave the matrix next to singular.
const LOADING: f64 = 1e-3;

/// A sine of a voice: a component, or a sideband of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    pub hz: f64,
    /// The level within the voice, as an amplitude of any unit.
    pub amplitude: f64,
}

/// The sines of a voice: its components, and two sidebands for each that is modulated.
pub(super) fn lines(voice: &Voice) -> Vec<Line> {
    let mut lines = Vec::new();
    for component in voice.components() {
        let hz = f64::from(component.frequency.millihertz()) / 1000.0;
        let amplitude = 10_f64.powf(f64::from(component.level.hundredths()) / 2000.0);
        lines.push(Line { hz, amplitude });
        if let Some(modulation) = component.modulation.filter(|m| m.depth.thousandths() > 0) {
            let swing = f64::from(modulation.frequency.millihertz()) / 1000.0;
            let amplitude = amplitude * f64::from(modulation.depth.thousandths()) / 2000.0;
            lines.push(Line { hz: hz - swing, amplitude });
            lines.push(Line { hz: hz + swing, amplitude });
        }
    }
    lines
}

/// A voice as it is looked for.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    /// The row of the plan of each line.
    pub rows: Vec<usize>,
    /// One over the power of each line in the voice.
    pub inverse_powers: Vec<f32>,
    /// Hops with less than this share of the loudest one's energy do not belong to the tone.
    pub floor: f32,
    /// The fewest hops that have to sound.
    pub fewest_hops: u32,
    /// No fit explains more than this times the sum of the squared correlations of the hops.
    pub bound: f32,
    /// The frequencies that are tried: the nominal ones first.
    pub trials: Vec<Trial>,
}

/// The lines of a voice at frequencies that are all off by the same factor.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    /// Of each line, what turns each hop's correlation to the phase of the first.
    pub turns: Vec<[Complex; WINDOW]>,
    /// The inverse of the matrix of the lines' correlations with each other, for each set of hops
    /// that is judged (see [`set_index`]), one after the other.
    inverses: Vec<Complex>,
    /// One over the share of its energy that a tone at these frequencies shows in correlations with
    /// the nominal ones.
    pub droop: f32,
}

impl Trial {
    /// The inverse matrix for a set of hops; `None` for a set that is not judged.
    pub(super) fn inverse(&self, set: u8) -> Option<&[Complex]> {
        let size = self.turns.len() * self.turns.len();
        self.inverses.get(set_index(set)? * size..)?.get(..size)
    }
}

/// The sets of hops that are judged, a bit each, the oldest hop lowest: four hops at least.
fn sets() -> impl Iterator<Item = u8> {
    (0..1_u8 << WINDOW).filter(|set| set.count_ones() >= FEWEST_HOPS)
}

/// The place of each set among those that are judged.
const SET_INDICES: [Option<u8>; 1 << WINDOW] = {
    let mut indices = [None; 1 << WINDOW];
    let (mut set, mut next) = (0_usize, 0);
    while set < indices.len() {
        if set.count_ones() >= FEWEST_HOPS {
            indices[set] = Some(next);
            next += 1;
        }
        set += 1;
    }
    indices
};

fn set_index(set: u8) -> Option<usize> {
    SET_INDICES.get(usize::from(set)).copied().flatten().map(usize::from)
}

/// What a fit is compiled for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    /// Samples a second.
    pub rate: f64,
    /// Samples of a hop.
    pub hop: f64,
    /// How far frequencies may be off, as a factor.
    pub tolerance: f64,
}

impl Fit {
    /// Compiles the lines of a voice, which lie in these rows of the plan.
    pub(super) fn new(lines: &[Line], rows: Vec<usize>, grid: Grid, modulated: bool) -> Self {
        let highest = lines.iter().fold(0.0, |highest: f64, line| line.hz.max(highest));
        let steps = (highest * grid.tolerance / STEP_HZ).ceil().max(1.0);
        let mut scales = vec![1.0];
        let mut step = 1.0;
        while step <= steps && grid.tolerance > 0.0 {
            scales
                .extend([1.0 - grid.tolerance * step / steps, 1.0 + grid.tolerance * step / steps]);
            step += 1.0;
        }
        let trials: Vec<_> = scales.iter().map(|&scale| Trial::new(lines, grid, scale)).collect();
        let bound = trials.iter().map(Trial::bound).fold(0.0, f32::max);
        let inverse_power = |line: &Line| (1.0 / (line.amplitude * line.amplitude)) as f32;
        Self {
            rows,
            inverse_powers: lines.iter().map(inverse_power).collect(),
            floor: floor(lines, grid) as f32,
            fewest_hops: if modulated { FEWEST_HOPS + 1 } else { FEWEST_HOPS },
            bound,
            trials,
        }
    }
}

/// The least share of the loudest hop's energy that a hop of these lines has, less 3 dB; at most
/// 0.3, so that a hop counts if the tone fills a third of it.
///
/// Lines beat: 440 + 480 Hz fall silent every 25 ms, and a hop around that moment is quiet.
fn floor(lines: &[Line], grid: Grid) -> f64 {
    let radians = TAU * grid.hop / grid.rate;
    // The mean power of a hop centred at `t` hops: the squares, and every pair's beat.
    let power = |t: f64| -> f64 {
        let mut power = 0.0;
        for a in lines {
            for b in lines {
                let beat = (a.hz - b.hz) * radians;
                let blurred = if beat == 0.0 { 1.0 } else { (beat / 2.0).sin() / (beat / 2.0) };
                power += a.amplitude * b.amplitude * blurred * (beat * t).cos();
            }
        }
        power
    };
    // 100 hops are a second; a fifth of a hop is fine enough for beats that a hop does not blur.
    let powers = || (0..500).map(|t| power(f64::from(t) / 5.0));
    let loudest = powers().fold(0.0, f64::max);
    let quietest = powers().fold(loudest, f64::min).max(0.0);
    (quietest / loudest / 2.0).clamp(0.001, 0.3)
}

impl Trial {
    pub(super) fn new(lines: &[Line], grid: Grid, scale: f64) -> Self {
        let radians = TAU / grid.rate;
        let turns_of = |line: &Line| {
            let step = line.hz * scale * radians * grid.hop;
            let mut turns = [Complex::ZERO; WINDOW];
            for (turned, hop) in turns.iter_mut().zip(0..) {
                *turned = single(turn(-step * f64::from(hop)));
            }
            turns
        };
        let mut inverses = Vec::new();
        for set in sets() {
            let matrix = correlations(lines, grid, scale, set);
            inverses.extend(inverse(matrix, lines.len()).into_iter().map(single));
        }
        let kept = |line: &Line| {
            let half = (scale - 1.0) * line.hz * radians * grid.hop / 2.0;
            if half == 0.0 { 1.0 } else { (half.sin() / half).powi(2) }
        };
        let kept = lines.iter().map(kept).sum::<f64>() / lines.len() as f64;
        Self {
            turns: lines.iter().map(turns_of).collect(),
            inverses,
            droop: (1.0 / kept.max(0.1)) as f32,
        }
    }

    /// The most that any set of hops explains, over the sum of the hops' squared correlations: by
    /// Cauchy and Schwarz over the hops, and the trace in place of the largest eigenvalue.
    fn bound(&self) -> f32 {
        let size = self.turns.len();
        let of_set = |set: u8| {
            let matrix = self.inverse(set).unwrap_or_default();
            let trace: f32 = matrix.iter().step_by(size + 1).map(|value| value.re).sum();
            2.0 * self.droop * trace * set.count_ones() as f32
        };
        sets().map(of_set).fold(0.0, f32::max)
    }
}

/// How the lines correlate with each other over a set of hops.
///
/// A line runs at its nominal frequency within a hop and at the scaled one from hop to hop, which
/// is what turned correlations with the nominal one amount to.
fn correlations(lines: &[Line], grid: Grid, scale: f64, set: u8) -> Vec<Double> {
    let radians = TAU / grid.rate;
    let mut matrix = Vec::with_capacity(lines.len() * lines.len());
    for (i, a) in lines.iter().enumerate() {
        for (j, b) in lines.iter().enumerate() {
            let step = (b.hz - a.hz) * radians;
            let hops = (0_u8..WINDOW as u8).filter(|hop| set >> hop & 1 == 1);
            let across = hops.fold([0.0; 2], |[re, im], hop| {
                let [x, y] = turn(step * scale * grid.hop * f64::from(hop));
                [re + x, im + y]
            });
            let loading = if i == j { 1.0 + LOADING } else { 1.0 };
            let within = sum_of_cosines(step, grid.hop) * loading;
            matrix.push(across.map(|part| part * within));
        }
    }
    matrix
}

/// The sum of `cos(step·n)` over the samples of a hop, counted from its middle.
fn sum_of_cosines(step: f64, count: f64) -> f64 {
    let half = step / 2.0;
    if half == 0.0 { count } else { (half * count).sin() / half.sin() }
}
