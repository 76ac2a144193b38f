//! How well a voice explains the last hops.

use core::cell::Cell;

use super::complex::Complex;
use super::hop::Energies;
use super::plan::{HUM_ROWS, Plan};
use super::voice::{FEWEST_HOPS, Fit, Trial};
use super::{WINDOW, plan};

/// The bit of the newest hop in a set.
pub(super) const NEWEST: u8 = 1 << (WINDOW - 1);

/// The last hops of a channel.
pub(super) struct Window<'w> {
    pub plan: &'w Plan,
    pub history: &'w [[Complex; WINDOW]],
    pub energies: &'w Energies,
    /// The energy of the hops that were asked for last: most voices ask for the same.
    pub known: Cell<(u8, f32)>,
}

/// What a voice makes of a window.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Match {
    /// The hops that sound, a bit each, the newest highest.
    pub hops: u8,
    /// The share of their energy that the voice explains; 0 where it cannot be the voice.
    pub share: f32,
}

impl Match {
    /// Whether enough hops sound to tell.
    pub(super) fn is_decided(self) -> bool {
        self.hops.count_ones() >= FEWEST_HOPS
    }
}

impl Window<'_> {
    /// The voice that sounds in the window, as far as one window tells.
    pub(super) fn best(&self) -> Option<(u8, Match)> {
        if self.is_quiet_now() {
            return None;
        }
        let mut best: Option<(u8, Match)> = None;
        let share = self.plan.limits.share;
        for (voice, fit) in (0_u8..).zip(&self.plan.fits) {
            let found = self.judge(fit, share);
            let complete = found.hops.count_ones() >= fit.fewest_hops;
            if complete
                && found.share >= share
                && best.is_none_or(|best| self.beats(fit, found, best))
            {
                best = Some((voice, found));
            }
        }
        best
    }

    /// Whether a fit is to be preferred: it is better by more than its additional lines explain of
    /// anything.
    fn beats(&self, fit: &Fit, found: Match, (other, best): (u8, Match)) -> bool {
        // A line more, fitted to noise, explains two of the hundreds of dimensions of a window;
        // 0.03 is several times that, and a quarter of what a modulation of depth 0.5 leaves.
        let lines = self.plan.fits.get(usize::from(other)).map_or(0, |fit| fit.rows.len());
        match fit.rows.len() {
            more if more > lines => found.share > best.share + 0.03,
            fewer if fewer < lines => found.share > best.share - 0.03,
            _ => found.share > best.share,
        }
    }

    /// What a voice makes of the window.
    pub(super) fn judge(&self, fit: &Fit, least_share: f32) -> Match {
        let hops = self.sounding_hops(fit.floor);
        if hops & NEWEST == 0 {
            return Match { hops, share: 0.0 };
        }
        let energy = self.energy(hops);
        let count = hops.count_ones() as f32;
        let least = self.plan.limits.power * count * self.plan.hop_samples;
        let nothing = Match { hops, share: 0.0 };
        if energy < least * least_share || !self.can_explain(fit, least_share * energy) {
            return nothing;
        }
        let mut best = nothing;
        let mut components = Components::default();
        for trial in &fit.trials {
            let Some(inverse) = trial.inverse(hops) else { return nothing };
            let found = self.fit(fit, trial, inverse, hops);
            let share = found.explained / energy;
            if share > best.share {
                (best.share, components) = (share, found);
            }
            // At the right frequencies the rest is noise; no other trial would find more.
            if share > 0.97 {
                break;
            }
        }
        let loud_enough = components.explained >= least;
        if loud_enough && components.is_balanced(fit, self.plan.limits) { best } else { nothing }
    }

    /// The hops that are not far quieter than the loudest, nor below every tone.
    fn sounding_hops(&self, floor: f32) -> u8 {
        let energies = &self.energies.without_dc;
        let loudest = energies.iter().fold(0.0, |loudest: f32, &energy| loudest.max(energy));
        // A tone of the lowest level, 3 dB down.
        let lowest = self.plan.limits.power * self.plan.hop_samples * floor.min(0.5);
        let least = (loudest * floor).max(lowest);
        let bits = energies.iter().zip(0..).map(|(&energy, bit)| u8::from(energy >= least) << bit);
        bits.fold(0, |set, bit| set | bit)
    }

    /// The energy of some hops that is neither DC nor mains hum.
    fn energy(&self, hops: u8) -> f32 {
        let (known, energy) = self.known.get();
        if known == hops {
            return energy;
        }
        let energy = self.energy_without_hum(hops);
        self.known.set((hops, energy));
        energy
    }

    fn energy_without_hum(&self, hops: u8) -> f32 {
        let samples = hops.count_ones() as f32 * self.plan.hop_samples;
        let total = sum_of(hops, self.energies.raw.iter().copied());
        let power = |row: usize| {
            let turns = self.plan.hum.turns.get(row);
            let history = self.history.get(row);
            turns.zip(history).map_or(0.0, |(turns, row)| turned(row, turns, hops).power())
        };
        let hum = power(1).max(power(2));
        (total - (power(0) + 2.0 * hum) / samples.max(1.0)).max(total * 1e-6)
    }

    /// Whether a fit could explain this energy at all. Most voices are out here.
    fn can_explain(&self, fit: &Fit, energy: f32) -> bool {
        let rows = fit.rows.iter().filter_map(|&row| self.history.get(row));
        let squares: f32 = rows.flatten().map(|sum| sum.power()).sum();
        squares * fit.bound >= energy
    }

    /// The least-squares fit of the lines at the frequencies of a trial.
    fn fit(&self, fit: &Fit, trial: &Trial, inverse: &[Complex], hops: u8) -> Components {
        let size = fit.rows.len();
        let mut sums = [Complex::ZERO; Plan::MAX_LINES];
        for ((sum, &row), turns) in sums.iter_mut().zip(&fit.rows).zip(&trial.turns) {
            *sum = self.history.get(row).map_or(Complex::ZERO, |row| turned(row, turns, hops));
        }
        let mut found = Components::default();
        let products = found.powers.iter_mut().zip(&sums).zip(inverse.chunks(size));
        for ((power, sum), row) in products {
            let amplitude = row.iter().zip(&sums).fold(Complex::ZERO, |all, (&a, &b)| all + a * b);
            *power = amplitude.power();
            found.explained += 2.0 * sum.dot(amplitude) * trial.droop;
        }
        found
    }
}

/// What a fit found.
#[derive(Clone, Copy, Debug, Default)]
struct Components {
    /// The energy of all lines.
    explained: f32,
    /// The power of each, in one unit.
    powers: [f32; Plan::MAX_LINES],
}

impl Components {
    /// Whether the lines are about as loud against each other as in the voice.
    fn is_balanced(&self, fit: &Fit, limits: plan::Limits) -> bool {
        let (mut least, mut greatest) = (f32::INFINITY, 0.0_f32);
        for (power, inverse) in self.powers.iter().zip(&fit.inverse_powers) {
            let relative = power * inverse;
            (least, greatest) = (least.min(relative), greatest.max(relative));
        }
        greatest <= least * limits.twist
    }
}

fn sum_of(hops: u8, values: impl Iterator<Item = f32>) -> f32 {
    values.zip(0..).map(|(value, hop)| if hops >> hop & 1 == 1 { value } else { 0.0 }).sum()
}

/// The sum of some hops' correlations, turned to one phase.
#[inline]
fn turned(row: &[Complex; WINDOW], turns: &[Complex; WINDOW], hops: u8) -> Complex {
    let mut sum = Complex::ZERO;
    for hop in 0..WINDOW {
        let weight = f32::from(hops >> hop & 1);
        let product = row[hop] * turns[hop];
        sum.re += weight * product.re;
        sum.im += weight * product.im;
    }
    sum
}

const _: () = assert!(HUM_ROWS == 3, "`energy` knows them by their places");
