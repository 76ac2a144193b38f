//! A bar on a terminal, for work that takes long.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::interrupt;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done sooner draws nothing.
const PATIENCE: Duration = Duration::from_millis(600);

/// How much of the work is done, in samples. Draws on standard error, and only on a terminal.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: AtomicBool,
}

impl Progress {
    pub fn new(samples: u64) -> Self {
        Self::counting(samples, "samples")
    }

    /// The same in another unit, of which there are so many.
    pub fn counting(total: u64, unit: &str) -> Self {
        Self::drawn(total, &format!("{{human_pos}} of {{human_len}} {unit}"))
    }

    /// The same in bytes, with how many are done in a second.
    pub fn of_bytes(total: u64) -> Self {
        Self::drawn(total, "{decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}")
    }

    fn drawn(total: u64, counts: &str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        let template = format!("{{bar:40}} {{percent:>3}} %  {counts}, {{eta}} left");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        Self { bar, started: Instant::now(), shown: AtomicBool::new(false) }
    }

    /// Counts samples that are written; an interruption ends the work that reports them.
    pub fn advance(&self, samples: u64) -> io::Result<()> {
        self.bar.inc(samples);
        if self.started.elapsed() > PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if interrupt::requested() { Err(io::Error::other("interrupted")) } else { Ok(()) }
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
