//! What a recording holds, measured without any code of the engine.

#![expect(clippy::cast_precision_loss, reason = "recordings of seconds")]

/// The level of a full scale sine, in dBm0.
pub const FULL_SCALE: f64 = 314.0 / 100.0;

/// An on time: its first sample and the first after it.
pub type Run = (usize, usize);

/// Where a recording sounds. Silence is a stretch of at least `gap` zero samples: a sine has one or
/// two in a row where it crosses zero slowly.
pub fn runs(samples: &[i16], gap: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for at in (0..samples.len()).filter(|&at| samples[at] != 0) {
        match runs.last_mut() {
            Some(run) if at - run.1 < gap => run.1 = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    runs
}

/// Frequency in hertz and level in dBm0 of the component nearest to `about`, within 3 Hz of it.
///
/// The spectrum under a Blackman-Harris window (side lobes 92 dB down, main lobe 4 bins wide either
/// side: components have to be 4 / duration hertz apart) is climbed to its peak by golden section.
pub fn component(samples: &[i16], rate: f64, about: f64) -> (f64, f64) {
    let count = samples.len() as f64;
    let window = |n: usize| {
        let turn = core::f64::consts::TAU * (n as f64 + 0.5) / count;
        0.35875 - 0.48829 * turn.cos() + 0.14128 * (2.0 * turn).cos() - 0.01168 * (3.0 * turn).cos()
    };
    let weights: Vec<f64> = (0..samples.len()).map(window).collect();
    let total: f64 = weights.iter().sum();
    let amplitude = |frequency: f64| {
        let (mut re, mut im) = (0.0, 0.0);
        for (n, (&sample, weight)) in samples.iter().zip(&weights).enumerate() {
            let phase = core::f64::consts::TAU * frequency * n as f64 / rate;
            re += f64::from(sample) * weight * phase.cos();
            im += f64::from(sample) * weight * phase.sin();
        }
        2.0 * (re * re + im * im).sqrt() / total
    };
    let (mut low, mut high) = (about - 3.0, about + 3.0);
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    while high - low > 1e-3 {
        let (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
        if amplitude(left) > amplitude(right) { high = right } else { low = left }
    }
    let frequency = f64::midpoint(low, high);
    (frequency, 20.0 * (amplitude(frequency) / 32768.0).log10() + FULL_SCALE)
}
