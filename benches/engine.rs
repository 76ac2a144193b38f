//! How fast files are read, signals compiled and samples made. Every group asserts its results
//! before it times them.

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ringsmith::codec::Encoding;
use ringsmith::model::{Signal, ToneSet};
use ringsmith::notation::cpt;
use ringsmith::sink::{Container, Recording};
use ringsmith::synth::{Kernels, RenderOptions, Renderer};
use ringsmith::units::{DbM0, SampleRate};

const SECOND: usize = 8000;

fn vendor_text() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/vendor/usa-13-tones.ini");
    std::fs::read_to_string(path).expect("testdata is there")
}

fn usa() -> ToneSet {
    cpt::parse(&vendor_text(), cpt::Options::default()).into_tones().expect("no errors")
}

fn renderer(signal: &Signal, kernels: Kernels) -> Renderer {
    let options = RenderOptions::default();
    Renderer::with_kernels(signal, SampleRate::NARROWBAND, options, kernels).expect("below 4 kHz")
}

/// The signals that are timed, by name.
fn signals() -> [(&'static str, Signal); 4] {
    let tones = usa();
    let tone = |id| tones.tone_by_id(id).expect("a tone of the set").signal.clone();
    let ringing = tones.pattern(0).expect("a pattern of the set").signal(DbM0::ZERO);
    [("dial", tone("dt")), ("ringback", tone("rt")), ("hold", tone("ht")), ("ringing", ringing)]
}

fn parse(c: &mut Criterion) {
    let text = vendor_text();
    let tones = usa();
    assert_eq!((tones.tones().len(), tones.patterns().len()), (13, 3));
    let mut group = c.benchmark_group("parse");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("usa-13-tones", |b| {
        b.iter(|| cpt::parse(black_box(&text), cpt::Options::default()));
    });
    group.finish();
}

fn compile(c: &mut Criterion) {
    let mut group = c.benchmark_group("compile");
    for (name, signal) in signals() {
        let compiled = renderer(&signal, Kernels::detect());
        assert_eq!(compiled.timeline().run_at(0).voice, Some(0), "{name} starts with a sound");
        group.bench_function(name, |b| b.iter(|| renderer(black_box(&signal), Kernels::detect())));
    }
    group.finish();
}

/// One second of each signal into a buffer.
fn render(c: &mut Criterion) {
    let mut group = c.benchmark_group("render");
    group.throughput(Throughput::Elements(SECOND as u64));
    for (name, signal) in signals() {
        let renderer = renderer(&signal, Kernels::detect());
        let mut samples = vec![0_i16; SECOND];
        renderer.render(0, &mut samples);
        let mut again = vec![0_i16; SECOND];
        for (block, out) in (0..).zip(again.chunks_mut(160)) {
            renderer.render(block * 160, out);
        }
        assert!(samples == again, "{name} in blocks of 160");
        group.bench_function(BenchmarkId::new("i16", name), |b| {
            b.iter(|| renderer.render(black_box(0), &mut samples));
        });
        let short = samples.clone();
        let mut samples = vec![0_f32; SECOND];
        renderer.render(0, &mut samples);
        let close = |(a, b): (&i16, &f32)| (f32::from(*a) - b * 32_768.0).abs() <= 0.501;
        assert!(short.iter().zip(&samples).all(close), "{name}: 16 bits are the rounded float");
        group.bench_function(BenchmarkId::new("f32", name), |b| {
            b.iter(|| renderer.render(black_box(0), &mut samples));
        });
    }
    group.finish();
}

/// The kernels of every level that this machine has, on a dial tone.
fn kernels(c: &mut Criterion) {
    let [(_, dial), ..] = signals();
    let expected = {
        let mut samples = vec![0_i16; SECOND];
        renderer(&dial, Kernels::all()[0].1).render(0, &mut samples);
        samples
    };
    let mut group = c.benchmark_group("kernels");
    group.throughput(Throughput::Elements(SECOND as u64));
    for (name, kernels) in Kernels::all() {
        let renderer = renderer(&dial, kernels);
        let mut samples = vec![0_i16; SECOND];
        renderer.render(0, &mut samples);
        assert!(samples == expected, "{name}");
        group.bench_function(name, |b| b.iter(|| renderer.render(black_box(0), &mut samples)));
    }
    group.finish();
}

/// An hour of samples as a WAV file in memory: what `ringsmith render` does, without the disk.
fn hour(c: &mut Criterion) {
    const HOUR: u64 = 3600 * SECOND as u64;
    let mut group = c.benchmark_group("hour");
    group.throughput(Throughput::Elements(HOUR)).sample_size(10);
    for (name, signal) in signals() {
        let renderer = renderer(&signal, Kernels::detect());
        let recording = Recording {
            coding: Encoding::Pcm16.into(),
            container: Container::Wav,
            samples: HOUR,
            ..Recording::default()
        };
        let mut file = Vec::with_capacity(44 + 2 * 3600 * SECOND);
        recording.write(&renderer, &mut file, |_| Ok(())).expect("memory takes everything");
        assert_eq!(file.len(), 44 + 2 * 3600 * SECOND);
        for second in [0, 1234, 3599] {
            let mut samples = vec![0_i16; SECOND];
            renderer.render((second * SECOND) as u64, &mut samples);
            let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
            let found = &file[44 + 2 * second * SECOND..][..bytes.len()];
            assert!(found == bytes, "second {second} of {name}");
        }
        group.bench_function(name, |b| {
            b.iter(|| {
                file.clear();
                recording.write(&renderer, &mut file, |_| Ok(())).expect("memory takes everything");
            });
        });
    }
    group.finish();
}

criterion_group!(benches, parse, compile, render, kernels, hour);
criterion_main!(benches);
