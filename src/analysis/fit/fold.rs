//! Three lines as a carrier and its modulation.

use core::f64::consts::PI;

use super::{Fit, wrapped};
use crate::analysis::{MeasuredComponent, MeasuredModulation, level_dbm0};

/// The fastest modulation: that of a North American dial tone, 600 Hz by 120 Hz, with room.
const FASTEST_HZ: f64 = 150.0;
/// The slowest, in reciprocals of the stretch: what swings less often is no modulation but a change.
const SLOWEST_CELLS: f64 = 1.5;
/// The deepest, with room for noise: 300 %.
const DEEPEST: f64 = 3.3;
/// The deepest that generators of tones make: 100 %, with room.
const DEEPEST_USUAL: f64 = 1.05;
/// How far the phase of a modulation is from that of plain sines at the most, in radians: where a
/// start is a millisecond off, a modulation of 60 Hz is off by 0.4.
const TOGETHER: f64 = 0.5;
/// How much sidebands may differ beyond noise: 1 dB.
const UNEQUAL: f64 = 0.12;
/// How far their phases may be off beyond noise, in radians.
const ASKEW: f64 = 0.2;
/// How far the carrier may be off their middle beyond noise, in reciprocals of the stretch.
const OFF_CENTRE_CELLS: f64 = 0.05;
/// A component that is so much weaker than the strongest, in dB, is none: codecs leave lines between
/// those of a tone. Those of libvorbis at its usual quality are 39 dB below it. In the national
/// tables the components of a tone are equally strong.
const RESIDUE_DB: f64 = 35.0;
/// Deviations that noise reaches: once in 16 000.
const SIGMAS: f64 = 4.0;

/// Three lines that are an amplitude modulation, by their places in a fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Modulation {
    pub lower: usize,
    pub carrier: usize,
    pub upper: usize,
}

/// The lines of a fit as components.
pub(super) fn components(fit: &Fit) -> Vec<MeasuredComponent> {
    let found = modulations(fit);
    let is_sideband = |place| found.iter().any(|m| m.lower == place || m.upper == place);
    let strongest =
        fit.lines.iter().map(|line| level_dbm0(line.amplitude)).fold(f64::MIN, f64::max);
    (0..fit.lines.len())
        .filter(|&place| !is_sideband(place))
        .map(|place| MeasuredComponent {
            frequency_hz: fit.lines[place].frequency_hz,
            level_dbm0: level_dbm0(fit.lines[place].amplitude),
            modulation: found.iter().find(|m| m.carrier == place).map(|m| m.measured(fit)),
        })
        .filter(|component| component.level_dbm0 >= strongest - RESIDUE_DB)
        .collect()
}

/// The modulations among the lines of a fit; no line is part of two.
///
/// Where lines can be put together in two ways, the most power is taken first.
pub(super) fn modulations(fit: &Fit) -> Vec<Modulation> {
    let count = fit.lines.len();
    let mut all = Vec::new();
    for lower in 0..count {
        for upper in lower + 2..count {
            let candidates = (lower + 1..upper).map(|carrier| Modulation { lower, carrier, upper });
            all.extend(candidates.filter(|candidate| candidate.holds(fit)));
        }
    }
    all.sort_by(|a, b| b.power(fit).total_cmp(&a.power(fit)));
    let mut taken: Vec<Modulation> = Vec::new();
    for candidate in all {
        if taken.iter().all(|other| candidate.places().iter().all(|p| !other.places().contains(p)))
        {
            taken.push(candidate);
        }
    }
    taken
}

impl Modulation {
    fn places(self) -> [usize; 3] {
        [self.lower, self.carrier, self.upper]
    }

    fn power(self, fit: &Fit) -> f64 {
        self.places().iter().map(|&place| fit.lines[place].amplitude.powi(2)).sum()
    }

    /// The modulation as it is measured.
    fn measured(self, fit: &Fit) -> MeasuredModulation {
        let [lower, carrier, upper] = self.places().map(|place| fit.lines[place]);
        MeasuredModulation {
            frequency_hz: (upper.frequency_hz - lower.frequency_hz) / 2.0,
            depth: (lower.amplitude + upper.amplitude) / carrier.amplitude,
        }
    }

    /// Whether the outer lines are sidebands of the middle one.
    fn holds(self, fit: &Fit) -> bool {
        let modulation = self.measured(fit);
        (SLOWEST_CELLS / fit.span_s..=FASTEST_HZ).contains(&modulation.frequency_hz)
            && modulation.depth <= DEEPEST
            && self.is_centred(fit)
            && self.is_balanced(fit)
            && self.is_in_phase(fit)
            && !self.starts_together(fit)
    }

    /// Whether the three are plain sines that start together in phase 0: a sum of such is a carrier
    /// whose modulation starts at its greatest, where a modulation by definition starts at 0. Up to a
    /// depth of 100 % a modulation is the likelier, however it starts; deeper ones are rare.
    fn starts_together(self, fit: &Fit) -> bool {
        let [lower, upper] = [self.lower, self.upper].map(|place| fit.lines[place].phase);
        // Half of the difference turns by half a turn where one of them turns by a whole one.
        let start = wrapped(upper - lower).abs() / 2.0;
        self.measured(fit).depth > DEEPEST_USUAL && start < TOGETHER
    }

    fn is_centred(self, fit: &Fit) -> bool {
        let [lower, carrier, upper] = self.places().map(|place| fit.lines[place].frequency_hz);
        let [a, b, c] = self.places().map(|place| fit.deviations[place].frequency_hz);
        let deviation = (a / 2.0).hypot(c / 2.0).hypot(b);
        (lower.midpoint(upper) - carrier).abs()
            <= OFF_CENTRE_CELLS / fit.span_s + SIGMAS * deviation
    }

    fn is_balanced(self, fit: &Fit) -> bool {
        let [lower, upper] = [self.lower, self.upper].map(|place| fit.lines[place].amplitude);
        let [a, b] = [self.lower, self.upper].map(|place| fit.deviations[place].amplitude);
        (lower - upper).abs() <= UNEQUAL * lower.max(upper) + SIGMAS * a.hypot(b)
    }

    /// The sum of the sidebands' phases is twice the carrier's, at any instant; where the lines were
    /// fitted, noise shifts it least.
    fn is_in_phase(self, fit: &Fit) -> bool {
        let [lower, carrier, upper] =
            self.places().map(|place| fit.lines[place].phase_at(fit.centre_s));
        // The phase of a line is as sure, in radians, as its amplitude in proportion.
        let [a, b, c] =
            self.places().map(|place| fit.deviations[place].amplitude / fit.lines[place].amplitude);
        let deviation = a.hypot(c).hypot(2.0 * b);
        // More than a right angle says nothing: half of all phases would pass.
        let askew = (ASKEW + SIGMAS * deviation).min(PI / 2.0);
        wrapped(lower + upper - 2.0 * carrier).abs() <= askew
    }
}
