//! When a voice begins and ends.

use ringsmith::codec::g711;
use ringsmith::detector::{Detector, Kind};
use ringsmith::model::{Cadence, Component, Depth, Modulation, Signal, Voice};
use ringsmith::units::{DbM0, Hertz};

use crate::heard::{germany, hear, kinds, north_america, plan, signal};
use crate::sound::{Random, SECOND, add, add_noise, linear, lose_packets};

/// Bursts of 500 ms, a second apart, each at another place of the detector's hops; in ms.
const BURSTS: [[usize; 2]; 5] =
    [[100, 600], [1103, 1607], [2106, 2601], [3109, 3604], [4102, 4609]];

fn bursts(tones: &[f64], level: f64) -> Vec<f64> {
    let mut samples = vec![0.0; 5 * SECOND];
    for burst in BURSTS {
        add(&mut samples, burst, tones, level);
    }
    samples
}

/// Hears the bursts ms by ms, and asserts that each edge is reported in time, within `accuracy` ms
/// of where it is.
fn assert_heard(case: &str, signals: &[Signal], samples: &[f64], [late, accuracy]: [f64; 2]) {
    let heard = hear(&plan(signals), &linear(samples), 8);
    let edge = |kind| matches!(kind, Kind::On(_) | Kind::Off(_));
    let edges: Vec<_> = heard.iter().filter(|(_, event)| edge(event.kind)).collect();
    assert_eq!(edges.len(), 10, "{case}: {edges:?}");
    for ((fed, event), place) in edges.into_iter().zip(BURSTS.as_flattened()) {
        let place = *place as f64;
        let (at, known) = (event.at as f64 / 8.0, *fed as f64 / 8.0);
        assert!((at - place).abs() <= accuracy, "{case}: {:?} at {at}, not {place}", event.kind);
        assert!(known <= place + late, "{case}: {:?} of {place} known at {known}", event.kind);
    }
}

/// What the documentation promises, in ms, and an edge that is off by less than a hop of 10 ms.
const PROMISED: [f64; 2] = [70.0, 10.0];

#[test]
fn edges_are_reported_in_time_at_every_level_and_frequency_that_is_allowed() {
    // 3 dB above the lowest level, -37 dBm0 for both components: at that level itself, a window that
    // is full to two thirds is too quiet yet.
    for level in [-40.0, -30.0, -13.0, -3.0] {
        for off in [0.985, 0.995, 1.0, 1.007, 1.015] {
            for tones in [[350.0, 440.0], [440.0, 480.0], [480.0, 620.0]] {
                let case = format!("{tones:?} times {off} at {level}");
                let samples = bursts(&tones.map(|hz| hz * off), level);
                assert_heard(&case, &north_america(), &samples, PROMISED);
            }
            for hz in [950.0, 1400.0, 1800.0] {
                let samples = bursts(&[hz * off], level + 3.0);
                assert_heard(&format!("{hz} times {off}"), &north_america(), &samples, PROMISED);
            }
        }
    }
}

#[test]
fn edges_are_reported_in_time_through_noise_hum_dc_and_twist() {
    let tones = [480.0, 620.0];
    let mut noisy = bursts(&tones, -23.0);
    add_noise(&mut noisy, -40.0, 1);
    assert_heard("noise at 20 dB", &north_america(), &noisy, PROMISED);
    for mains in [50.0, 60.0] {
        let mut humming = bursts(&tones, -23.0);
        add(&mut humming, [0, 5000], &[mains], -30.0);
        for sample in &mut humming {
            *sample += 1000.0;
        }
        assert_heard("hum and DC", &north_america(), &humming, PROMISED);
    }
    let mut twisted = bursts(&tones[..1], -20.0);
    for (sample, other) in twisted.iter_mut().zip(bursts(&tones[1..], -26.0)) {
        *sample += other;
    }
    assert_heard("twist of 6 dB", &north_america(), &twisted, PROMISED);
}

#[test]
fn lost_packets_do_not_end_a_tone() {
    for seed in 0..20 {
        let mut samples = vec![0.0; 4 * SECOND];
        add(&mut samples, [0, 4000], &[350.0, 440.0], -16.0);
        add_noise(&mut samples, -36.0, seed);
        lose_packets(&mut samples, seed);
        let kinds = kinds(&plan(&north_america()), &linear(&samples));
        assert_eq!(kinds, [Kind::On(0), Kind::Recognised(0)], "seed {seed}");
    }
}

#[test]
fn a_hole_of_40_ms_is_bridged_and_a_silence_of_70_ms_is_not() {
    for begin in 1000..1010 {
        for (hole, edges) in [(40, 1), (70, 3)] {
            let mut samples = vec![0.0; 2 * SECOND];
            add(&mut samples, [0, 2000], &[425.0], -10.0);
            samples[begin * 8..(begin + hole) * 8].fill(0.0);
            let kinds = kinds(&plan(&germany()), &linear(&samples));
            let edge = |kind: &&Kind| matches!(kind, Kind::On(_) | Kind::Off(_));
            assert_eq!(kinds.iter().filter(edge).count(), edges, "{hole} ms at {begin}: {kinds:?}");
        }
    }
}

#[test]
fn neighbours_in_one_plan_are_told_apart() {
    let sets: [&[u32]; 8] =
        [&[350, 440], &[400, 450], &[440, 480], &[425], &[440], &[400], &[400, 425], &[480, 620]];
    let signals: Vec<_> = sets.iter().map(|set| signal(set, &[[5000, 5000]])).collect();
    for (voice, set) in sets.iter().enumerate() {
        let tones: Vec<_> = set.iter().map(|&hz| f64::from(hz)).collect();
        let mut samples = vec![0.0; SECOND];
        add(&mut samples, [203, 804], &tones, -20.0);
        add_noise(&mut samples, -40.0, 5);
        let kinds = kinds(&plan(&signals), &linear(&samples));
        assert_eq!(kinds, [Kind::On(voice), Kind::Off(voice)], "{set:?}");
    }
}

#[test]
fn a_modulated_tone_is_told_from_its_carrier() {
    for (swing, depth) in [(16, 900), (25, 900), (33, 850), (25, 500)] {
        let hz = |hz| Hertz::new(hz).unwrap();
        let carrier = Component::new(hz(400), DbM0::ZERO);
        let depth_of = Depth::from_thousandths(depth).unwrap();
        let modulation = Some(Modulation { frequency: hz(swing), depth: depth_of });
        let voice = Voice::new([Component { modulation, ..carrier }]).unwrap();
        let modulated = Signal::new(voice, Cadence::continuous()).unwrap();
        let plan = plan(&[signal(&[400], &[[1000, 0]]), modulated]);
        let part = f64::from(depth) / 1000.0;
        for voice in [0, 1] {
            let mut samples = vec![0.0; 2 * SECOND];
            add(&mut samples, [303, 1304], &[400.0], -20.0);
            for (n, sample) in samples[303 * 8..1304 * 8].iter_mut().enumerate() {
                let phase = std::f64::consts::TAU * f64::from(swing) * n as f64 / 8000.0;
                *sample *= if voice == 1 { 1.0 + part * phase.sin() } else { 1.0 };
            }
            add_noise(&mut samples, -40.0, 5);
            let heard = hear(&plan, &linear(&samples), 8);
            let expected =
                [Kind::On(voice), Kind::Recognised(voice), Kind::Off(voice), Kind::Lost(voice)];
            let kinds: Vec<_> = heard.iter().map(|(_, event)| event.kind).collect();
            assert_eq!(kinds, expected, "{swing} Hz, depth {depth}: {heard:?}");
            assert!(heard[0].0 <= (303 + 90) * 8, "{swing} Hz: {heard:?}");
        }
    }
}

#[test]
fn events_do_not_depend_on_the_frames() {
    let mut samples = bursts(&[480.0, 620.0], -23.0);
    add(&mut samples, [640, 1050], &[350.0, 440.0], -20.0);
    add_noise(&mut samples, -35.0, 9);
    lose_packets(&mut samples, 4);
    let (samples, plan) = (linear(&samples), plan(&north_america()));
    let events = |frame| -> Vec<_> {
        hear(&plan, &samples, frame).into_iter().map(|(_, event)| event).collect()
    };
    let whole = events(samples.len());
    assert!(whole.len() > 10, "{whole:?}");
    for frame in [1, 7, 79, 80, 81, 160, 7919] {
        assert_eq!(events(frame), whole, "frames of {frame}");
    }
    let mut random = Random(3);
    let mut detector = Detector::new(&plan);
    let (mut rest, mut heard) = (&samples[..], Vec::new());
    while !rest.is_empty() {
        let (frame, after) = rest.split_at(((random.next() * 500.0) as usize).min(rest.len()));
        detector.feed(&plan, frame, |event| heard.push(event));
        rest = after;
    }
    assert_eq!(heard, whole, "frames of any size");
}

#[test]
fn codes_of_g711_are_heard_as_what_they_stand_for() {
    let plan = plan(&north_america());
    let samples = linear(&bursts(&[440.0, 480.0], -30.0));
    let ulaw: Vec<_> = samples.iter().map(|&sample| g711::ulaw_encode(sample)).collect();
    let alaw: Vec<_> = samples.iter().map(|&sample| g711::alaw_encode(sample)).collect();
    let (mut detector, mut heard) = (Detector::new(&plan), [Vec::new(), Vec::new()]);
    ulaw.chunks(333).for_each(|frame| detector.feed_ulaw(&plan, frame, |e| heard[0].push(e)));
    detector.reset();
    alaw.chunks(333).for_each(|frame| detector.feed_alaw(&plan, frame, |e| heard[1].push(e)));
    for heard in heard {
        let edge = |kind| matches!(kind, Kind::On(1) | Kind::Off(1));
        assert_eq!(heard.iter().filter(|event| edge(event.kind)).count(), 10, "{heard:?}");
    }
}

#[test]
fn nothing_is_heard_in_noise_and_in_the_loudest_and_quietest_samples() {
    let plan = plan(&north_america());
    for level in [-60.0, -30.0, 0.0] {
        let mut samples = vec![0.0; 60 * SECOND];
        add_noise(&mut samples, level, 11);
        assert_eq!(kinds(&plan, &linear(&samples)), [], "noise of {level} dBm0");
    }
    for extreme in [i16::MIN, i16::MAX, -1, 0, 1] {
        assert_eq!(kinds(&plan, &vec![extreme; SECOND]), [], "{extreme}");
    }
}
