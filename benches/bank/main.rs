//! The bank against the speed of memory and against what others do.
//!
//! `cargo bench --bench bank --features bench-spandsp` compares, row by row, work that was checked
//! to have the same result. Criterion gives each contender's own statistics; the table at the end
//! lets the contenders of a row take turns, so that its ratios hold on a machine whose speed
//! changes by the minute.

mod contenders;
mod gateway;
#[cfg(feature = "bench-spandsp")]
mod spandsp;
mod table;

use std::time::{Duration, Instant};

use criterion::Criterion;

/// One way to do the work of a row.
struct Contender {
    name: String,
    run: Box<dyn FnMut()>,
}

/// Work, and those who do it: ours first.
struct Row {
    work: String,
    /// What a time is divided by, and what that is called.
    units: usize,
    unit: &'static str,
    contenders: Vec<Contender>,
    /// What is done before every piece of work and not timed.
    between: Option<Box<dyn FnMut()>>,
}

impl Row {
    fn new(work: impl Into<String>, units: usize, unit: &'static str) -> Self {
        Self { work: work.into(), units, unit, contenders: Vec::new(), between: None }
    }

    fn after(mut self, between: impl FnMut() + 'static) -> Self {
        self.between = Some(Box::new(between));
        self
    }

    fn with(mut self, name: impl Into<String>, run: impl FnMut() + 'static) -> Self {
        self.contenders.push(Contender { name: name.into(), run: Box::new(run) });
        self
    }
}

/// What it takes to do the work so many times.
fn time(work: &mut dyn FnMut(), repeat: u64, between: &mut Option<Box<dyn FnMut()>>) -> Duration {
    let mut timed = |count| {
        let start = Instant::now();
        for _ in 0..count {
            work();
        }
        start.elapsed()
    };
    let Some(between) = between else {
        return timed(repeat);
    };
    let mut sum = Duration::ZERO;
    for _ in 0..repeat {
        between();
        sum += timed(1);
    }
    sum
}

fn main() {
    let mut rows = contenders::rows();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if has("--table") {
        // With a part of the names of the rows that are wanted, or alone.
        let part = arguments.iter().find(|argument| !argument.starts_with('-'));
        rows.retain(|row| part.is_none_or(|part| row.work.contains(part)));
        table::print(&mut rows);
        return;
    }
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
        .configure_from_args();
    for row in &mut rows {
        let mut group = criterion.benchmark_group(&row.work);
        for contender in &mut row.contenders {
            group.bench_function(&contender.name, |bencher| {
                bencher.iter_custom(|count| time(&mut contender.run, count, &mut row.between));
            });
        }
        group.finish();
    }
    criterion.final_summary();
    if has("--bench") && !has("--test") {
        table::print(&mut rows);
    }
}
