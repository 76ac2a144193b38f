//! Which signal the on and off times make.

use ringsmith::detector::Kind;

use crate::heard::{
    BUSY, DIAL, REORDER, RINGBACK, germany, kinds, north_america, plan, recognised,
};
use crate::sound::{SECOND, add, add_noise, linear, lose_packets};

/// A tone in on and off times, from ms `from` on, for so many passes.
fn played(tones: &[f64], [on, off]: [usize; 2], from: usize, passes: usize) -> Vec<f64> {
    let end = from + (on + off) * passes;
    let mut samples = vec![0.0; (end + 1000) * 8];
    for pass in 0..passes {
        let begin = from + pass * (on + off);
        add(&mut samples, [begin, begin + on], tones, -23.0);
    }
    samples
}

#[test]
fn busy_and_reorder_differ_by_their_cadence_alone() {
    let plan = plan(&north_america());
    for (times, expected) in [([500, 500], BUSY), ([250, 250], REORDER)] {
        for seed in 0..10 {
            let mut samples = played(&[480.0, 620.0], times, 233, 8);
            add_noise(&mut samples, -40.0, seed);
            assert_eq!(recognised(&plan, &linear(&samples)), [expected], "seed {seed}");
        }
    }
    let ringing = linear(&played(&[440.0, 480.0], [2000, 4000], 233, 3));
    assert_eq!(recognised(&plan, &ringing), [RINGBACK]);
    let dial = linear(&played(&[350.0, 440.0], [3000, 0], 233, 1));
    assert_eq!(recognised(&plan, &dial), [DIAL]);
}

#[test]
fn a_cadence_is_recognised_through_lost_packets() {
    // An edge within a lost packet is off by up to 20 ms, which the tolerance of 500 ms (65 ms)
    // takes in and that of 250 ms (40 ms) does while only one edge of a stretch is lost.
    let plan = plan(&north_america());
    for seed in 0..20 {
        let mut samples = played(&[480.0, 620.0], [500, 500], 233, 10);
        lose_packets(&mut samples, seed);
        let found = recognised(&plan, &linear(&samples));
        assert_eq!(found.first(), Some(&BUSY), "seed {seed}");
    }
}

#[test]
fn one_frequency_in_five_cadences_is_five_signals() {
    let plan = plan(&germany());
    let cadences: [&[[usize; 2]]; 5] = [
        &[[9000, 0]],
        &[[1000, 4000], [1000, 4000], [1000, 4000]],
        &[[480, 480], [480, 480], [480, 480]],
        &[[240, 240], [240, 240], [240, 240]],
        &[[200, 200], [200, 5000], [200, 200], [200, 5000]],
    ];
    for (signal, cadence) in cadences.iter().enumerate() {
        let mut samples = vec![0.0; 30 * SECOND];
        let mut at = 117;
        for [on, off] in *cadence {
            add(&mut samples, [at, at + on], &[425.0], -20.0);
            at += on + off;
        }
        assert_eq!(recognised(&plan, &linear(&samples)), [signal], "{cadence:?}");
    }
}

#[test]
fn a_signal_that_stops_is_lost_and_another_is_recognised() {
    let plan = plan(&north_america());
    let mut samples = played(&[480.0, 620.0], [500, 500], 100, 3);
    samples.extend(played(&[480.0, 620.0], [250, 250], 1000, 6));
    let told: Vec<_> = kinds(&plan, &linear(&samples))
        .into_iter()
        .filter(|kind| matches!(kind, Kind::Recognised(_) | Kind::Lost(_)))
        .collect();
    let (busy, reorder) = (BUSY, REORDER);
    let expected =
        [Kind::Recognised(busy), Kind::Lost(busy), Kind::Recognised(reorder), Kind::Lost(reorder)];
    assert_eq!(told, expected);
}
