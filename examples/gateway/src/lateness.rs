//! How late packets were: counted, not kept.

use std::fmt;
use std::time::Duration;

const STEP: Duration = Duration::from_micros(10);

/// Counts of packets by lateness, in steps of 10 µs up to 100 ms; what is later is in the last one.
pub struct Lateness {
    counts: Box<[u64]>,
    packets: u64,
    latest: Duration,
}

impl Default for Lateness {
    fn default() -> Self {
        Self { counts: vec![0; 10_000].into(), packets: 0, latest: Duration::ZERO }
    }
}

impl Lateness {
    /// A packet left this long after its instant.
    pub fn record(&mut self, late: Duration) {
        let step = late.as_micros() / STEP.as_micros();
        let last = self.counts.len() - 1;
        self.counts[usize::try_from(step).unwrap_or(last).min(last)] += 1;
        self.packets += 1;
        self.latest = self.latest.max(late);
    }

    /// No packet of this part of them was later: the upper end of the step, so never too good.
    pub fn percentile(&self, hundredths: u64) -> Duration {
        let within = (self.packets * hundredths).div_ceil(10_000);
        let mut seen = 0;
        let step = self.counts.iter().position(|count| {
            seen += count;
            seen >= within
        });
        let step = step.map_or(0, |step| step + 1);
        (STEP * u32::try_from(step).unwrap_or(u32::MAX)).min(self.latest)
    }
}

impl fmt::Display for Lateness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |late: Duration| late.as_secs_f64() * 1000.0;
        write!(
            f,
            "{} packets; late by p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms, at most {:.2} ms",
            self.packets,
            milliseconds(self.percentile(5000)),
            milliseconds(self.percentile(9900)),
            milliseconds(self.percentile(9990)),
            milliseconds(self.latest),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_never_better_than_the_packets_were() {
        let mut lateness = Lateness::default();
        for micros in 1..=1000 {
            lateness.record(Duration::from_micros(micros));
        }
        assert_eq!(lateness.percentile(5000), Duration::from_micros(510));
        assert_eq!(lateness.percentile(9900), Duration::from_millis(1));
        assert_eq!(lateness.percentile(10_000), Duration::from_millis(1));
        lateness.record(Duration::from_secs(5));
        assert_eq!(lateness.percentile(9900), Duration::from_millis(1));
        let told = lateness.to_string();
        assert!(
            told.starts_with("1001 packets;") && told.ends_with("at most 5000.00 ms"),
            "{told}"
        );
    }
}
