//! Where in the spectrum a line stands out of the noise.

use core::f64::consts::{LN_2, TAU};
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use super::evidence::Evidence;
use super::len_f64;
use super::solver::Wave;

/// How often noise alone may be taken for a line.
const FALSE_ALARM: f64 = 1e-5;
/// The floor is the median over this many cells, a cell being the reciprocal of the stretch.
const FLOOR_CELLS: usize = 128;
/// The main lobe of the Hann window, from null to null, in cells.
const LOBE_CELLS: f64 = 4.0;
/// Peaks this far below the strongest, as power, wait until it is subtracted: they may be its
/// sidelobes or products of the gaps between the usable samples.
const NEXT_ROUND: f64 = 0.1;
/// So many peaks are taken at a time.
const PEAKS_AT_A_TIME: usize = 4;

/// Hann-windowed spectra; keeps its plans and scratch.
#[derive(Default)]
pub(super) struct Spectrum {
    plan: Option<Arc<dyn RealToComplex<f64>>>,
    planner: Option<RealFftPlanner<f64>>,
    input: Vec<f64>,
    output: Vec<Complex<f64>>,
    scratch: Vec<Complex<f64>>,
    /// The power of every bin.
    power: Vec<f64>,
    /// The noise below every stretch of `FLOOR_CELLS` cells.
    floors: Vec<f64>,
    sorted: Vec<f64>,
    /// The sum of the window over the samples that count.
    gain: f64,
}

impl Spectrum {
    /// The lines of `residual` with at least the amplitude `weakest`, strongest first, no two of
    /// them within one lobe.
    pub fn lines(&mut self, residual: &[f64], evidence: &Evidence, weakest: f64) -> Vec<Wave> {
        self.transform(residual, evidence);
        let size = self.input.len();
        let bins_a_cell = len_f64(size) / len_f64(residual.len());
        self.measure_floors(bins_a_cell);
        let least = (weakest * self.gain / 2.0).powi(2);
        let mut found: Vec<Wave> = Vec::new();
        for bin in self.peaks(bins_a_cell, least) {
            let wave = self.wave(bin, evidence);
            let apart = LOBE_CELLS * TAU / len_f64(residual.len());
            if found.iter().all(|other| (other.step - wave.step).abs() >= apart) {
                found.push(wave);
            }
            if found.len() == PEAKS_AT_A_TIME {
                break;
            }
        }
        found
    }

    /// Computes the power of every bin, zero-padded to at least twice the length.
    fn transform(&mut self, residual: &[f64], evidence: &Evidence) {
        let size = (2 * residual.len()).next_power_of_two().max(64);
        let plan = self.plan(size);
        self.input.clear();
        self.gain = 0.0;
        let turn = TAU / (len_f64(residual.len()) + 1.0);
        for (place, &value) in residual.iter().enumerate() {
            let window = 0.5 - 0.5 * (turn * (len_f64(place) + 1.0)).cos();
            self.input.push(value * window);
            self.gain += if evidence.is_lost(place) { 0.0 } else { window };
        }
        self.input.resize(size, 0.0);
        self.output.resize(size / 2 + 1, Complex::default());
        self.scratch.resize(plan.get_scratch_len(), Complex::default());
        // The lengths are the plan's own, so that it cannot fail; if it did, there are no peaks.
        let done = plan.process_with_scratch(&mut self.input, &mut self.output, &mut self.scratch);
        self.power.clear();
        if done.is_ok() {
            self.power.extend(self.output.iter().map(Complex::norm_sqr));
        }
    }

    fn plan(&mut self, size: usize) -> Arc<dyn RealToComplex<f64>> {
        match &self.plan {
            Some(plan) if plan.len() == size => Arc::clone(plan),
            _ => {
                let planner = self.planner.get_or_insert_with(RealFftPlanner::new);
                let plan = planner.plan_fft_forward(size);
                self.plan = Some(Arc::clone(&plan));
                plan
            }
        }
    }

    /// The median power of the bins, stretch by stretch: that of the noise, as long as lines fill
    /// less than half of it.
    fn measure_floors(&mut self, bins_a_cell: f64) {
        let width = floor_width(bins_a_cell);
        self.floors.clear();
        for bins in self.power.chunks(width) {
            // A short rest belongs to the stretch before it.
            if bins.len() < width / 2 && !self.floors.is_empty() {
                break;
            }
            self.sorted.clear();
            self.sorted.extend_from_slice(bins);
            let middle = self.sorted.len() / 2;
            let (_, median, _) = self.sorted.select_nth_unstable_by(middle, f64::total_cmp);
            self.floors.push(*median);
        }
    }

    /// The bins whose power is a maximum, above `least` and above what noise reaches.
    fn peaks(&self, bins_a_cell: f64, least: f64) -> Vec<usize> {
        let power = &self.power;
        let cells = len_f64(power.len()) / bins_a_cell;
        // The power of noise has an exponential distribution, whose median is ln 2 of its mean.
        let above_median = (cells / FALSE_ALARM).ln() / LN_2;
        let width = floor_width(bins_a_cell);
        let floor = |bin: usize| self.floors[(bin / width).min(self.floors.len() - 1)];
        let mut peaks: Vec<usize> = (1..power.len().saturating_sub(1))
            .filter(|&bin| power[bin] >= power[bin - 1] && power[bin] > power[bin + 1])
            .filter(|&bin| power[bin] > least && power[bin] > above_median * floor(bin))
            .collect();
        peaks.sort_by(|&a, &b| power[b].total_cmp(&power[a]));
        if let Some(&first) = peaks.first() {
            peaks.retain(|&bin| power[bin] >= NEXT_ROUND * power[first]);
        }
        peaks
    }

    /// The sine at a peak: its frequency by the parabola through the logarithms of three bins.
    fn wave(&self, bin: usize, evidence: &Evidence) -> Wave {
        let [left, peak, right] =
            [bin - 1, bin, bin + 1].map(|bin| self.power[bin].max(f64::MIN_POSITIVE).ln());
        let curve = left - 2.0 * peak + right;
        let shift = if curve < 0.0 { 0.5 * (left - right) / curve } else { 0.0 };
        let turn = TAU / len_f64(self.input.len());
        let step = turn * (len_f64(bin) + shift.clamp(-0.5, 0.5));
        // The phase at the centre: the spectrum counts from the first sample.
        let value = self.output[bin] * 2.0 / self.gain.max(f64::MIN_POSITIVE);
        let centred = value * Complex::from_polar(1.0, turn * len_f64(bin) * evidence.centre());
        Wave { step, cosine: centred.re, sine: -centred.im }
    }
}

fn floor_width(bins_a_cell: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "2 to 4, or 64")]
    let bins = bins_a_cell.ceil() as usize;
    FLOOR_CELLS * bins
}
