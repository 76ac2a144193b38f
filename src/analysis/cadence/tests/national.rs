//! Cadences of national networks and their rules, one by one.

use super::*;

/// Cycles of one voice: United States, United Kingdom, Germany, Italy, Japan, Spain, Brazil, and
/// distinctive ringing 1 to 4 of GR-506-CORE.
const CYCLES: &[&[(f64, f64)]] = &[
    &[(2000.0, 4000.0)],
    &[(500.0, 500.0)],
    &[(250.0, 250.0)],
    &[(400.0, 200.0), (400.0, 2000.0)],
    &[(400.0, 350.0), (225.0, 525.0)],
    &[(200.0, 200.0), (200.0, 5000.0)],
    &[(200.0, 200.0), (600.0, 1000.0)],
    &[(400.0, 100.0), (250.0, 100.0), (150.0, 14_000.0)],
    &[(125.0, 125.0), (125.0, 625.0)],
    &[(200.0, 200.0), (200.0, 200.0), (200.0, 600.0)],
    &[(250.0, 250.0), (750.0, 250.0)],
    &[(800.0, 400.0), (800.0, 4000.0)],
    &[(400.0, 200.0), (400.0, 200.0), (800.0, 4000.0)],
    &[(300.0, 200.0), (1000.0, 200.0), (300.0, 4000.0)],
];

fn length_ms(cycle: &[(f64, f64)]) -> f64 {
    cycle.iter().map(|(on, off)| on + off).sum()
}

fn one_voice(cycle: &[(f64, f64)]) -> Vec<Pair> {
    cycle.iter().map(|&(on, off)| (0, on, off)).collect()
}

#[test]
fn a_cycle_heard_from_its_beginning_is_told_as_it_is_played() {
    for cycle in CYCLES {
        let played = Played::cycle(cycle);
        for heard in [2.0, 2.3, 3.0, 3.7] {
            let told = played.told(0.0, heard * length_ms(cycle));
            assert_told(&told, &[], &one_voice(cycle), &[]);
            assert!((told.cycles_heard - heard).abs() < 1e-9, "{told:?}");
            assert!((told.cycle_ms() - length_ms(cycle)).abs() < 1e-9, "{told:?}");
        }
    }
}

#[test]
fn silence_before_the_tone_changes_nothing_but_where_it_begins() {
    for cycle in CYCLES {
        // Short of every off time, and longer than all.
        for before in [30.0, 20_000.0] {
            let told = Played::cycle(cycle).told(-before, 3.0 * length_ms(cycle));
            assert_told(&told, &[], &one_voice(cycle), &[]);
        }
    }
}

#[test]
fn a_cycle_heard_from_its_middle_begins_after_its_longest_silence() {
    let played = Played::cycle(&[(400.0, 200.0), (400.0, 2000.0)]);
    let cycle = one_voice(&[(400.0, 200.0), (400.0, 2000.0)]);
    for from in [100.0, 700.0, 800.0] {
        let told = played.told(from, from + 9000.0);
        assert_told(&told, &[], &cycle, &[Doubt::BeginsWithin]);
    }
    // In its long silence, and in the short one: there the first run is whole, but not the first.
    assert_told(&played.told(1500.0, 9000.0), &[], &cycle, &[]);
    assert_told(&played.told(450.0, 9000.0), &[], &cycle, &[Doubt::BeginsWithin]);
}

#[test]
fn a_cycle_of_one_run_begins_nowhere_else() {
    let played = Played::cycle(&[(1000.0, 4000.0)]);
    for from in [0.0, 300.0, 1000.0, 2500.0] {
        let told = played.told(from, from + 12_000.0);
        assert_told(&told, &[], &[(0, 1000.0, 4000.0)], &[]);
    }
}

#[test]
fn an_order_that_only_the_whole_recording_tells_is_kept() {
    // Its longest silence does not come last: the first run at once, or after more silence.
    let cycle = [(0, 300.0, 900.0), (0, 500.0, 200.0)];
    let played = Played::new(&[], &cycle);
    assert_told(&played.told(0.0, 6000.0), &[], &cycle, &[]);
    assert_told(&played.told(-1000.0, 6000.0), &[], &cycle, &[]);
    let turned = [(0, 500.0, 200.0), (0, 300.0, 900.0)];
    assert_told(&played.told(-100.0, 6000.0), &[], &turned, &[Doubt::BeginsWithin]);
}

#[test]
fn a_stutter_dial_tone_is_a_lead_and_a_continuous_tone() {
    let mut lead = vec![(0, 100.0, 100.0); 10];
    let played = Played::new(&lead, &[(0, f64::INFINITY, 0.0)]);
    let told = played.told(0.0, 6000.0);
    let steady = [(0, f64::INFINITY, 0.0)];
    assert_told(&told, &lead, &steady, &[Doubt::StillSounding]);
    assert!(told.is_continuous() && (told.lead_ms() - 2000.0).abs() < 1e-9);
    // Heard from within the lead.
    lead.truncate(7);
    lead[0].1 = 40.0;
    assert_told(&played.told(660.0, 6000.0), &lead, &steady, &[Doubt::StillSounding]);
}

#[test]
fn a_tone_that_fills_the_recording_is_continuous() {
    let told = Played::new(&[], &[(3, f64::INFINITY, 0.0)]).told(0.0, 2000.0);
    assert_told(&told, &[], &[(3, f64::INFINITY, 0.0)], &[Doubt::StillSounding]);
    assert!(told.is_continuous());
}

#[test]
fn a_tone_heard_once_is_a_lead_that_may_be_more() {
    let told = Played::cycle(&[(1400.0, 15_000.0)]).told(-200.0, 5000.0);
    let doubts = [Doubt::HeardOnce, Doubt::LastSilenceCut];
    assert_told(&told, &[(0, 1400.0, 3600.0)], &[], &doubts);
    assert_eq!((told.lead[0].on.unwrap().count, told.lead[0].off.count), (1, 0));
    // Its beginning was not heard: the on time is the least that it can be.
    let told = Played::cycle(&[(1400.0, 15_000.0)]).told(200.0, 5000.0);
    assert_eq!(told.lead[0].on.unwrap().count, 0);
}

#[test]
fn bursts_before_ringing_are_its_lead() {
    let lead = [(0, 500.0, 500.0), (0, 500.0, 4000.0)];
    let cycle = [(0, 1000.0, 200.0), (0, 300.0, 4000.0)];
    let told = Played::new(&lead, &cycle).told(0.0, 5500.0 + 5500.0 + 5600.0);
    assert_told(&told, &lead, &cycle, &[]);
    assert!((told.lead_ms() - 5500.0).abs() < 1e-9);
}

#[test]
fn the_record_tone_has_a_longer_first_sound() {
    let (lead, cycle) = ([(0, 1000.0, 15_000.0)], [(0, 360.0, 15_000.0)]);
    let told = Played::new(&lead, &cycle).told(-500.0, 48_000.0);
    assert_told(&told, &lead, &cycle, &[]);
}

#[test]
fn special_information_repeats_or_is_heard_once() {
    let steps = [(0, 330.0, 0.0), (1, 330.0, 0.0), (2, 330.0, 1000.0)];
    let played = Played::new(&[], &steps);
    assert_told(&played.told(0.0, 5000.0), &[], &steps, &[]);
    // From its second step.
    assert_told(&played.told(400.0, 5000.0), &[], &steps, &[Doubt::BeginsWithin]);
    let doubts = [Doubt::HeardOnce, Doubt::LastSilenceCut];
    assert_told(&played.told(-50.0, 1990.0), &steps, &[], &doubts);
    // With speech at once after it.
    let (heard, _) = played.heard(0.0, 1000.0);
    let told = infer(&heard, 990.0).unwrap();
    assert_told(&told, &[steps[0], steps[1], (2, 330.0, 0.0)], &[], &doubts);
}

#[test]
fn voices_are_told_apart_where_times_are_not() {
    // Australian congestion tone: every second sound is 10 dB lower.
    let cycle = [(0, 375.0, 375.0), (1, 375.0, 375.0)];
    assert_told(&Played::new(&[], &cycle).told(0.0, 3300.0), &[], &cycle, &[]);
    assert_told(&Played::new(&[], &cycle).told(-900.0, 3300.0), &[], &cycle, &[]);
}

#[test]
fn silence_after_four_cycles_leaves_the_cycle_and_after_three_a_lead() {
    let pair = (0, 500.0, 500.0);
    let told = Played::new(&[pair; 4], &[]).told_finished(9000.0);
    assert_told(&told, &[], &[pair], &[Doubt::Stopped]);
    assert!((told.cycles_heard - 4.0).abs() < 1e-9, "{told:?}");
    let told = Played::new(&[pair; 3], &[]).told_finished(9000.0);
    assert_told(&told, &[pair, pair, (0, 500.0, 6500.0)], &[], &[Doubt::Stopped]);
    assert_eq!(told.lead[2].off.count, 0);
}

#[test]
fn ringing_that_stops_within_a_cycle_is_still_that_ringing() {
    let cycle = [(0, 400.0, 200.0), (0, 400.0, 2000.0)];
    let mut lead = cycle.repeat(5);
    lead.pop();
    let told = Played::new(&lead, &[]).told_finished(5.0 * 3000.0);
    assert_told(&told, &[], &cycle, &[Doubt::Stopped]);
}

#[test]
fn the_times_of_a_cycle_are_medians_of_those_heard_whole() {
    let heard = |start_ms: f64, end_ms: f64| Heard {
        voice: 0,
        start_ms,
        end_ms,
        cut_start: start_ms <= 0.0,
        cut_end: false,
    };
    let runs =
        [heard(0.0, 300.0), heard(800.0, 1299.0), heard(1801.0, 2302.0), heard(2801.0, 3301.0)];
    let told = infer(&runs, 3500.0).unwrap();
    let on = told.cycle[0].on.unwrap();
    assert_eq!((on.ms, on.jitter_ms, on.count), (500.0, 1.0, 3), "{told:?}");
    let off = told.cycle[0].off;
    assert_eq!((off.ms, off.jitter_ms, off.count), (500.0, 2.0, 3), "{told:?}");
}

#[test]
fn an_edge_moved_by_a_lost_packet_is_outvoted() {
    for cycle in CYCLES {
        let played = Played::cycle(cycle);
        let (heard, until) = played.heard(-50.0, 3.6 * length_ms(cycle));
        for moved in 0..heard.len() {
            for by in [-20.0, 20.0, 40.0] {
                let mut heard = heard.clone();
                if !heard[moved].cut_end {
                    heard[moved].end_ms += by;
                }
                let told = infer(&heard, until).unwrap();
                assert_eq!(told.cycle.len(), cycle.len(), "run {moved} by {by} ms: {told:?}");
                assert!(told.lead.is_empty(), "run {moved} by {by} ms: {told:?}");
            }
        }
    }
}

#[test]
fn two_tones_of_other_lengths_are_no_cycle() {
    let lead = [(0, 1000.0, 4000.0), (0, 700.0, 2300.0)];
    let told = Played::new(&lead, &[]).told_finished(8000.0);
    assert_told(&told, &lead, &[], &[Doubt::HeardOnce, Doubt::LastSilenceCut]);
}

#[test]
fn nothing_heard_is_no_cadence() {
    assert_eq!(infer(&[], 1000.0), None);
}

impl Played {
    /// What is told from a recording of a lead after which it is silent.
    fn told_finished(&self, to_ms: f64) -> MeasuredCadence {
        let rest = [(0, 1.0, 1.0)];
        let far = Self { lead: self.lead.clone(), cycle: rest.to_vec() };
        let (mut heard, _) = far.heard(0.0, to_ms);
        heard.truncate(self.lead.len());
        infer(&heard, to_ms).unwrap()
    }
}
