//! How much faster than real time recordings are measured, on one core. What is found is asserted
//! before it is timed; the throughput in samples a second over 8000 is the ratio to real time.

use std::f64::consts::TAU;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ringsmith::analysis;
use ringsmith::units::SampleRate;

const RATE: SampleRate = SampleRate::NARROWBAND;
const SECONDS: usize = 20;

/// Sines of these frequencies and an amplitude of a tenth, on and off for so many ms; noise 30 dB
/// below one of them where there is noise.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "seconds")]
fn recording(hertz: &[f64], (on, off): (usize, usize), noise: f64) -> Vec<f32> {
    let mut random = 1_u64;
    let mut normal = || {
        let mut uniform = || {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (random >> 11) as f64 / (1_u64 << 53) as f64
        };
        (0..12).map(|_| uniform()).sum::<f64>() - 6.0
    };
    let sample = |n: usize| {
        let sounds = n % ((on + off) * 8) < on * 8;
        let sine = |hertz: &f64| 0.1 * (TAU * hertz * n as f64 / 8000.0).sin();
        let tone = if sounds { hertz.iter().map(sine).sum() } else { 0.0 };
        (tone + noise * normal()) as f32
    };
    (0..SECONDS * 8000).map(sample).collect()
}

/// A voice that glides: what is hardest to tell from a tone.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "seconds")]
fn glide() -> Vec<f32> {
    let sample = |n: usize| {
        let seconds = n as f64 / 8000.0;
        let pitch = TAU * (120.0 * seconds + 20.0 * (2.0 * seconds).sin());
        (1..12).map(|nth| 0.1 / f64::from(nth) * (f64::from(nth) * pitch).sin()).sum::<f64>() as f32
    };
    (0..SECONDS * 8000).map(sample).collect()
}

fn measure(c: &mut Criterion) {
    let mut group = c.benchmark_group("measure");
    group.throughput(Throughput::Elements((SECONDS * 8000) as u64)).sample_size(10);
    for (name, samples, voices) in [
        ("busy, 480 + 620 Hz", recording(&[480.0, 620.0], (500, 500), 0.0), 1),
        ("busy in noise", recording(&[480.0, 620.0], (500, 500), 0.002_2), 1),
        ("dial, 350 + 440 Hz", recording(&[350.0, 440.0], (1000, 0), 0.0), 1),
        ("digits' length, 697 + 1209 Hz", recording(&[697.0, 1209.0], (50, 50), 0.0), 1),
        ("a gliding voice", glide(), 0),
    ] {
        let found = analysis::measure(&samples, RATE);
        assert_eq!(found.voices.len(), voices, "{name}: {:?}", found.voices);
        group.bench_function(name, |b| b.iter(|| analysis::measure(black_box(&samples), RATE)));
    }
    group.finish();
}

criterion_group!(benches, measure);
criterion_main!(benches);
