//! Positions far out, and the joins of leads and cycles.

use proptest::prelude::*;

use super::oracle::Oracle;
use super::strategies::{descriptions, sample_indices};
use super::{cases, signal_of};
use crate::model::{Cadence, OnOff};
use crate::timeline::{Run, Timeline};
use crate::units::SampleRate;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn the_run_of_any_sample_is_the_oracle_s(
        description in descriptions(),
        position in sample_indices(),
    ) {
        let rate = SampleRate::new(description.rate).unwrap();
        let signal = signal_of(&description);
        let timeline = Timeline::new(signal.cadence(), rate);
        let mut oracle = Oracle::new(description);
        for position in [position, position / 1000, position % 100_000] {
            let run = timeline.run_at(position);
            prop_assert!(run.samples.contains(&position), "{position} in {run:?}");
            match (oracle.run_at(position.into()), run.voice) {
                (None, None) => {}
                (Some(expected), Some(voice)) => {
                    prop_assert_eq!(u128::from(run.samples.start), expected.start);
                    let end = u64::try_from(expected.end).unwrap_or(u64::MAX);
                    prop_assert_eq!(run.samples.end, end);
                    let components = expected.components.iter().map(super::component_of);
                    prop_assert!(components.eq(signal.voices()[voice].components().iter().copied()));
                }
                (expected, found) => prop_assert!(false, "{found:?}, expected {expected:?}"),
            }
        }
    }

    #[test]
    fn runs_follow_each_other_without_a_gap(description in descriptions(), from in 0..1_000_000_u64) {
        let rate = SampleRate::new(description.rate).unwrap();
        let timeline = Timeline::new(signal_of(&description).cadence(), rate);
        let runs: Vec<Run> = timeline.runs_from(from).take(50).collect();
        for pair in runs.windows(2) {
            prop_assert_eq!(pair[0].samples.end, pair[1].samples.start);
            prop_assert_ne!(pair[0].voice, pair[1].voice, "neighbours would be one run");
        }
    }
}

/// Ten thousand hours in, an edge stands where its instant says: 375 ms are 4134.375 samples at
/// 11 025 Hz, and rounding each one up or down would be an hour off by then.
#[test]
fn ten_thousand_hours_in_no_edge_has_moved() {
    let cadence = Cadence::new([], [OnOff::new(375, 375)]).unwrap();
    let cycles = 10_000 * 3_600_000 / 750;
    for hertz in [11_025_u32, 22_050, 44_100] {
        let rate = SampleRate::new(hertz).unwrap();
        let timeline = Timeline::new(&cadence, rate);
        for cycle in [cycles - 1, cycles, cycles + 1, cycles + 2, cycles + 3] {
            // ceil(t * rate / 1000), in units of a thousandth of a sample.
            let border = |ms: u64| (ms * u64::from(hertz)).div_ceil(1000);
            let (on, off, end) =
                (border(cycle * 750), border(cycle * 750 + 375), border(cycle * 750 + 750));
            assert_eq!(timeline.run_at(on), Run { samples: on..off, voice: Some(0) });
            assert_eq!(timeline.run_at(off - 1), Run { samples: on..off, voice: Some(0) });
            assert_eq!(timeline.run_at(off), Run { samples: off..end, voice: None });
        }
    }
}

#[test]
fn a_signal_without_a_cycle_is_finished_after_its_lead() {
    let rate = SampleRate::NARROWBAND;
    let lead = Cadence::new([OnOff::new(100, 100), OnOff::new(100, 900)], []).unwrap();
    let timeline = Timeline::new(&lead, rate);
    assert_eq!(timeline.finished_at(), Some(2400));
    assert_eq!(timeline.run_at(2400), Run { samples: 2400..u64::MAX, voice: None });
    let ringing = Cadence::new([], [OnOff::new(100, 100)]).unwrap();
    assert_eq!(Timeline::new(&ringing, rate).finished_at(), None);
}

#[test]
fn a_timeline_says_its_rate() {
    let rate = SampleRate::new(11_025).unwrap();
    assert_eq!(Timeline::new(&Cadence::continuous(), rate).rate(), rate);
}

#[test]
fn a_steady_end_runs_on_from_the_last_of_the_lead() {
    let rate = SampleRate::NARROWBAND;
    let stutter =
        Cadence::new([OnOff::new(100, 100), OnOff::new(100, 0)], [OnOff::new(5, 0)]).unwrap();
    let timeline = Timeline::new(&stutter, rate);
    let steady = Run { samples: 1600..u64::MAX, voice: Some(0) };
    assert_eq!(timeline.run_at(1600), steady);
    assert_eq!(timeline.run_at(1 << 63), steady);
}
