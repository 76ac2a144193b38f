//! Sounds of the tests' own making: sines, noise, and what a line does to them.

use std::f64::consts::TAU;

/// A second at 8 kHz.
pub const SECOND: usize = 8000;

/// The amplitude of a sine of this level in dBm0: +3.14 dBm0 is full scale.
pub fn amplitude(level: f64) -> f64 {
    32_768.0 * 10_f64.powf((100.0 * level - 314.0) / 2000.0)
}

/// Adds sines of this level each, in Hz, to the samples from `from` to below `to`, in ms.
pub fn add(samples: &mut [f64], [from, to]: [usize; 2], tones: &[f64], level: f64) {
    let (from, to) = (from * 8, (to * 8).min(samples.len()));
    for (n, sample) in samples[from..to].iter_mut().enumerate() {
        for hz in tones {
            *sample += amplitude(level) * (TAU * hz * n as f64 / 8000.0).sin();
        }
    }
}

/// A generator of repeatable noise: Knuth's constants for 64 bits, the high bits used.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Adds white noise of this level: uniform, of which the power is a third of the peak's square.
pub fn add_noise(samples: &mut [f64], level: f64, seed: u64) {
    let mut random = Random(seed);
    let peak = amplitude(level) * 1.5_f64.sqrt();
    for sample in samples {
        *sample += peak * (2.0 * random.next() - 1.0);
    }
}

/// Replaces one packet of 20 ms in twenty by silence, never two in a row.
pub fn lose_packets(samples: &mut [f64], seed: u64) {
    let mut random = Random(seed);
    let mut lost = false;
    for packet in samples.chunks_mut(160) {
        lost = !lost && random.next() < 0.05;
        if lost {
            packet.fill(0.0);
        }
    }
}

/// What 16 bits make of it.
pub fn linear(samples: &[f64]) -> Vec<i16> {
    samples.iter().map(|sample| sample.round() as i16).collect()
}
