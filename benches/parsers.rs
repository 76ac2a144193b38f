//! Every reader's time is in proportion to the text: four times the text takes four times as long.
//!
//! What is found is asserted before anything is timed, and so is the proportion, where the shortest of
//! several runs is taken; the ratios are printed. Texts have 256 KiB and 1 MiB, as much as most readers
//! take; CPT files, SBC lines and headers have 1 MiB and 4 MiB.

#[path = "../tests/hostile/mod.rs"]
mod hostile;

use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hostile::{Reader, TO_ALL};
use ringsmith::notation::Notation;

/// What is in proportion takes four times as long for four times the text, what grows with its square
/// sixteen times: eight lies as far from the one as from the other.
const MOST_TIMES: f64 = 8.0;
/// Other work on the machine only makes a run longer.
const RUNS: usize = 3;

/// The length of the longer text.
fn long(reader: Reader) -> usize {
    match reader {
        Reader::File(Notation::Cpt | Notation::Sbc) | Reader::AlertInfo => 4 << 20,
        Reader::File(_) => 1 << 20,
    }
}

fn shortest(reader: Reader, text: &[u8]) -> Duration {
    let run = |_| {
        let text = text.to_vec();
        let start = Instant::now();
        reader.read(text);
        start.elapsed()
    };
    (0..RUNS).map(run).min().unwrap_or_default()
}

fn assert_in_proportion(reader: Reader, shape: &str, [short, long]: [&[u8]; 2]) {
    // The first touch of memory is not the reader's time.
    shortest(reader, long);
    let [short, long] = [short, long].map(|text| shortest(reader, text));
    let times = long.as_secs_f64() / short.as_secs_f64().max(1e-4);
    println!("{} {shape:?}: {long:?}, {times:.2} times as long", reader.name());
    assert!(times <= MOST_TIMES, "{} {shape:?}: {times:.2} times as long", reader.name());
}

fn parsers(criterion: &mut Criterion) {
    // `cargo bench -- --test` passes both.
    let is_timed = std::env::args().all(|argument| argument != "--test");
    for reader in Reader::all() {
        let texts = [long(reader) / 4, long(reader)].map(|length| reader.valid(length));
        let [(short, _), (found, _)] = texts.clone().map(|text| reader.read(text));
        // Longer numbers make it less than four times as many, by a tenth at the most.
        assert!(found * 10 > short * 36, "{}: {short} and {found} are found", reader.name());
        if is_timed {
            assert_in_proportion(reader, "valid", [&texts[0], &texts[1]]);
            for shape in TO_ALL.iter().chain(hostile::to(reader)) {
                let lengths = [long(reader) / 4, long(reader)];
                let texts = lengths.map(|length| hostile::hostile(*shape, length));
                assert_in_proportion(reader, shape.1, [&texts[0], &texts[1]]);
            }
        }
        let mut group = criterion.benchmark_group("parsers");
        group.sample_size(10);
        for text in &texts {
            group.throughput(Throughput::Bytes(text.len() as u64));
            let id = BenchmarkId::new(reader.name(), text.len());
            group.bench_with_input(id, text, |bencher, text| {
                bencher.iter_with_large_drop(|| reader.read(text.clone()));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, parsers);
criterion_main!(benches);
