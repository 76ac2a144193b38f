//! What a gateway pays to listen: 10 000 channels, a frame of 20 ms at 8 kHz each, one after the
//! other, so that no channel's state is in the cache when its turn comes. Results are asserted
//! before they are timed; a ratio below 1 to the 20 ms of the frames is real time on one core.

use std::f64::consts::TAU;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ringsmith::detector::{Detector, Kind, Options, Plan};
use ringsmith::model::{Cadence, Component, OnOff, Signal, Voice};
use ringsmith::units::{DbM0, Hertz, SampleRate};

const CHANNELS: usize = 10_000;
const FRAME: usize = 160;
/// Frames that are fed over and over: a second.
const FRAMES: usize = 50;
const SECONDS: f64 = 1.0;

fn signal(tones: &[u32], on: u32, off: u32) -> Signal {
    let component = |&hz: &u32| Component::new(Hertz::new(hz).expect("not 0"), DbM0::ZERO);
    let voice = Voice::new(tones.iter().map(component)).expect("one to two components");
    let cadence = Cadence::new([], [OnOff::new(on, off)]).expect("takes time");
    Signal::new(voice, cadence).expect("one voice")
}

fn plan(signals: &[Signal]) -> Plan {
    Plan::new(signals, SampleRate::NARROWBAND, Options::default()).expect("can be heard")
}

fn north_america() -> Plan {
    plan(&[
        signal(&[350, 440], 1000, 0),
        signal(&[440, 480], 2000, 4000),
        signal(&[480, 620], 500, 500),
        signal(&[480, 620], 250, 250),
        signal(&[440], 300, 10_000),
        signal(&[950], 330, 1000),
        signal(&[1400], 330, 1000),
        signal(&[1800], 330, 1000),
    ])
}

fn germany() -> Plan {
    plan(&[
        signal(&[425], 1000, 0),
        signal(&[425], 1000, 4000),
        signal(&[425], 480, 480),
        signal(&[425], 240, 240),
    ])
}

/// A second of sines, or of noise where there are none.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "16 bits")]
fn sound(tones: &[f64]) -> Vec<i16> {
    let mut random = 1_u64;
    let mut noise = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (random >> 33) as f64 / f64::from(1 << 31) * 4000.0 - 2000.0
    };
    let sines = |n: usize| tones.iter().map(move |hz| (TAU * hz * n as f64 / 8000.0).sin());
    let sample = |n| if tones.is_empty() { noise() } else { 2000.0 * sines(n).sum::<f64>() };
    (0..FRAMES * FRAME).map(sample).map(|value| value as i16).collect()
}

fn listen(c: &mut Criterion) {
    let sounds = [("busy us", vec![480.0, 620.0]), ("busy de", vec![425.0]), ("noise", vec![])];
    let mut group = c.benchmark_group("10000 channels, 20 ms");
    group.throughput(Throughput::Elements(CHANNELS as u64)).sample_size(20);
    for (country, plan) in [("us", north_america()), ("de", germany())] {
        for (name, tones) in &sounds {
            let samples = sound(tones);
            let mut first = Detector::new(&plan);
            let mut heard = Vec::new();
            first.feed(&plan, &samples, |event| heard.push(event.kind));
            let expected = name.ends_with(country);
            assert_eq!(matches!(heard.first(), Some(Kind::On(_))), expected, "{country} {name}");
            let mut channels = vec![first; CHANNELS];
            let mut frames = samples.chunks(FRAME).cycle();
            let mut round = || {
                let frame = frames.next().unwrap_or_default();
                for channel in &mut channels {
                    channel.feed(&plan, frame, |event| heard.push(event.kind));
                }
            };
            let start = Instant::now();
            (0..FRAMES).for_each(|_| round());
            let ratio = start.elapsed().as_secs_f64() / SECONDS;
            println!("{country} plan, {name}: {ratio:.2} of real time on one core");
            group.bench_function(BenchmarkId::new(country, name), |b| b.iter(&mut round));
        }
    }
    group.finish();
}

criterion_group!(benches, listen);
criterion_main!(benches);
