//! The oracle against values worked out by hand or by another program, and against a more naive timeline.

use super::super::strategies::{descriptions, sample_indices};
use super::*;
use proptest::prelude::*;

/// An unmodulated component.
fn tone(millihertz: u64, centi_dbm0: i32) -> Comp {
    Comp { millihertz, centi_dbm0, modulation: None }
}

/// A segment of one component, or of none.
fn segment(on_ms: u64, off_ms: u64, component: &Comp) -> Segment {
    Segment { on_ms, off_ms, components: vec![component.clone()] }
}

/// A bare cadence: no ramp, no swell.
fn bare(rate: u32, lead: Vec<Segment>, cycle: Vec<Segment>) -> Description {
    Description { rate, lead, cycle, ramp_ms: 0, swell: None }
}

/// One component for ever.
fn continuous(rate: u32, component: &Comp) -> Description {
    bare(rate, vec![], vec![segment(1000, 0, component)])
}

/// Whether `value` prints as `decimal` does, to 1e-40.
fn is(value: &Exact, decimal: &str) -> bool {
    let places =
        u32::try_from(decimal.len() - decimal.find('.').expect("a point") - 1).expect("short");
    let digits: BigInt = decimal.replace('.', "").parse().expect("a number");
    let scale = BigInt::from(10).pow(places);
    let difference = (&value.0 * &scale - (digits << FRACTION)) * BigInt::from(10).pow(40);
    *difference.magnitude() < *(scale << FRACTION).magnitude()
}

#[test]
fn the_constants_have_their_printed_digits() {
    let oracle = Oracle::new(continuous(8000, &tone(1, 0)));
    assert!(is(&Exact(oracle.pi), "3.14159265358979323846264338327950288419716939937510582097"));
    assert!(is(&Exact(oracle.ln_10), "2.30258509299404568401799145468436420760110148862877297603"));
}

#[test]
fn full_scale_at_a_twelfth_of_the_rate_has_exact_values() {
    let mut oracle = Oracle::new(continuous(48_000, &tone(4_000_000, 314)));
    for (n, expected) in
        [(0, 0), (1, 16384), (3, 32767), (6, 0), (7, -16384), (9, -32768), (13, 16384)]
    {
        assert_eq!(oracle.i16_at(n), expected, "sample {n}");
    }
    assert_eq!(oracle.value(1).0, BigInt::from(16384) << FRACTION);
    assert_eq!(oracle.value(9).0, BigInt::from(-32768) << FRACTION);
    assert_eq!(oracle.i24_at(1), 0x40_0000);
    assert_eq!((oracle.i24_at(3), oracle.i24_at(9)), (0x7f_ffff, -0x80_0000));
    assert_eq!((oracle.f32_at(1), oracle.f32_at(3), oracle.f32_at(9)), (0.5, 1.0, -1.0));
    assert_eq!(oracle.f32_at(6).to_bits(), 0);
}

#[test]
fn zero_dbm0_peaks_3_14_db_below_full_scale() {
    // A quarter of a period at 8 kHz.
    let mut oracle = Oracle::new(continuous(8000, &tone(2_000_000, 0)));
    assert!(is(&oracle.value(1), "22827.0576143816692889547555391289360749550686"));
    assert_eq!((oracle.i16_at(1), oracle.i16_at(3)), (22827, -22827));
    assert_eq!(oracle.i24_at(1), 5_843_727); // 22827.0576... * 256 = 5843726.749...
}

/// Computed with mpmath 1.3 at 60 digits (90 for the last) from the formula.
#[test]
fn values_agree_with_another_arithmetic() {
    let dial = vec![tone(350_000, -1300), tone(440_000, -1300)];
    let dial = Segment { on_ms: 1, off_ms: 0, components: dial };
    assert!(is(
        &value(&bare(8000, vec![], vec![dial]), 5),
        "10059.5727151164334196109563474464725035265950"
    ));

    let swinging = Comp { modulation: Some((33_333, 820)), ..tone(1_776_700, -750) };
    let pair = Segment { on_ms: 1, off_ms: 0, components: vec![tone(985_200, -2025), swinging] };
    assert!(is(
        &value(&bare(44_100, vec![], vec![pair]), 123_456),
        "-15938.8278369369916905176068229597640927861713"
    ));

    // 10 ms own 111 samples (110.25 rounded up), 3 ms of ramp are 34.
    let ramped =
        Description { ramp_ms: 3, ..bare(11_025, vec![segment(10, 0, &tone(400_000, 0))], vec![]) };
    assert!(is(&value(&ramped, 20), "-14864.5796866255694706987838370289980885844752"));
    assert!(is(&value(&ramped, 100), "-3577.67971854116733403703182127267070066934610"));
    assert!(!is(&value(&ramped, 110), "0.0"));
    assert!(is(&value(&ramped, 111), "0.0"));

    let swell = Some(Swell { from_centi_db: -3000, to_centi_db: 200, over_ms: 700 });
    let growing = Description { swell, ..continuous(48_000, &tone(1_400_000, -500)) };
    assert!(is(&value(&growing, 4801), "125.228167659365604627970196113682520008329166"));
    assert!(is(&value(&growing, 40_000), "-13995.2469673895830040541408841102768558759783"));

    let fractional = continuous(192_000, &tone(1_004_001, -1000));
    assert!(is(
        &value(&fractional, u64::MAX / 2),
        "4580.09442615543012934113333821751915075373884"
    ));
}

#[test]
fn rounding_goes_to_the_nearest_and_saturates() {
    let thousandths = |t: i64| Exact((BigInt::from(t) << FRACTION) / 1000);
    for (t, expected) in [
        (499, 0),
        (501, 1),
        (-499, 0),
        (-501, -1),
        (32_767_499, 32_767),
        (32_767_501, 32_767),
        (-32_768_501, -32_768),
    ] {
        assert_eq!(thousandths(t).to_i16(), expected, "{t}/1000");
    }
    assert_eq!(
        (thousandths(1).to_i24(), thousandths(-2).to_i24(), thousandths(40_000_000).to_i24()),
        (0, -1, 0x7f_ffff)
    );
    let ratio = |n: i64, d: i64| Exact((BigInt::from(n) << (FRACTION + 15)) / d);
    for (n, d, expected) in [
        (1, 3, 1.0 / 3.0),
        (-1, 10, -0.1),
        (5, 1, 5.0),
        (16_777_217, 1, 16_777_216.0),
        (16_777_219, 1, 16_777_220.0),
        // Up into the next binade.
        (33_554_431, 2, 16_777_216.0),
    ] {
        let nearest: f32 = expected;
        assert_eq!(ratio(n, d).to_f32().to_bits(), nearest.to_bits(), "{n}/{d}");
    }
    // 2.5 and 3.5 times the least subnormal.
    for (halves, expected) in [(5, 2), (7, 4)] {
        let tiny = Exact(BigInt::from(halves) << (FRACTION + 15 - 150));
        assert_eq!(tiny.to_f32().to_bits(), expected);
    }
    for (halves, expected) in [(1, 0), (3, 2), (-1, 0), (-3, -2)] {
        let tie = Exact(BigInt::from(halves) << (FRACTION - 1));
        assert_eq!(tie.to_i16(), expected, "{halves}/2");
    }
}

#[test]
#[should_panic(expected = "too near a tie to tell")]
fn a_value_its_error_could_push_over_a_tie_is_not_rounded() {
    Exact((BigInt::from(1) << (FRACTION - 1)) + 1).to_i16();
}

#[test]
fn neighbours_with_the_same_components_are_one_segment() {
    let (a, b) = (tone(440_000, 0), tone(480_000, 0));
    let spans = |lead: Vec<Segment>, cycle: Vec<Segment>, until: u128| {
        let mut oracle = Oracle::new(bare(8000, lead, cycle));
        let mut spans: Vec<(u128, u128)> = Vec::new();
        let mut n = 0;
        while n < until {
            match oracle.run_at(n) {
                Some(run) => {
                    n = run.end;
                    spans.push((run.start / 8, run.end / 8));
                }
                None => n += 8,
            }
        }
        spans
    };
    let (on, skip, rest) = (segment(10, 0, &a), segment(0, 0, &b), segment(0, 5, &b));
    // Joined in the lead, across unused slots and across the join to the cycle; silence after.
    assert_eq!(spans(vec![on.clone(), skip.clone(), on.clone()], vec![], 800), [(0, 20)]);
    assert_eq!(
        spans(vec![on.clone(), on.clone()], vec![segment(5, 20, &a)], 400),
        [(0, 25), (45, 50)]
    );
    // Across the wrap: only what touches it, every time.
    let around = vec![segment(3, 0, &a), segment(4, 0, &b), segment(2, 0, &a)];
    assert_eq!(spans(vec![], around, 200), [(0, 3), (3, 7), (7, 12), (12, 16), (16, 21), (21, 25)]);
    // Off time with no on time is silence; a cycle of it is silence for ever.
    assert_eq!(
        spans(vec![on.clone(), rest.clone(), on.clone()], vec![rest, skip.clone()], 800),
        [(0, 10), (15, 25)]
    );
    // A cycle that never pauses nor changes never ends, and swallows the end of the lead.
    let endless = spans(vec![segment(1, 1, &a), on.clone()], vec![skip, on.clone(), on], 800);
    assert_eq!(endless, [(0, 1), (2, u128::MAX / 8)]);
}

#[test]
fn edges_are_where_segments_begin_and_end() {
    // 10 ms on, 15 ms off at 11 025 Hz: 0, 110.25, 275.625, 385.875, 551.25, 661.5, 826.875, ...
    let mut oracle = Oracle::new(bare(11_025, vec![], vec![segment(10, 15, &tone(440_000, 0))]));
    assert_eq!(oracle.edges(827), [0, 111, 276, 386, 552, 662, 827]);
    assert_eq!(oracle.edges(27_562_500).last(), Some(&27_562_500), "at 2 500 000 ms");
    assert_eq!(Oracle::new(continuous(8000, &tone(1, 0))).edges(u64::MAX), [0]);
}

/// What sounds in each of the first `until` milliseconds.
fn picture(d: &Description, until: usize) -> Vec<Option<&[Comp]>> {
    let mut picture = Vec::new();
    for segment in d.lead.iter().chain(d.cycle.iter().cycle()) {
        picture.extend((0..segment.on_ms).map(|_| Some(&segment.components[..])));
        picture.extend((0..segment.off_ms).map(|_| None));
        if picture.len() > until {
            break;
        }
    }
    picture.resize(until, None);
    picture
}

proptest! {
    #![proptest_config(crate::tests::cases(200))]

    /// Sample n sounds in millisecond floor(1000 n/rate); its segment began where the picture last changed.
    #[test]
    fn the_walk_agrees_with_a_picture_of_single_milliseconds(d in descriptions(), n in 0u64..80_000) {
        let rate = u64::from(d.rate);
        let ms = usize::try_from(n * 1000 / rate).unwrap();
        // No finite segment of these signals lasts five seconds.
        let picture = picture(&d, ms + 5000);
        let expected = picture[ms].map(|components| {
            let began = ms - picture[..ms].iter().rev().take_while(|other| **other == picture[ms]).count();
            let lasts = picture[ms..].iter().position(|other| *other != picture[ms]);
            let sample = |ms: usize| (ms as u128 * u128::from(rate)).div_ceil(1000);
            let end = lasts.map_or(u128::MAX, |lasts| sample(ms + lasts));
            Run { start: sample(began), end, components: components.to_vec() }
        });
        prop_assert_eq!(Oracle::new(d).run_at(u128::from(n)), expected);
    }

    /// An oracle asked for one far sample knows what one that came from the start knows.
    #[test]
    fn jumping_agrees_with_walking(d in descriptions(), jumps in prop::collection::vec(0u64..300_000, 5)) {
        let mut jumping = Oracle::new(d.clone());
        let (laid, whole) = (Oracle::new(d.clone()).walk(0, 400), duration(&d.cycle) * 390);
        for n in jumps.into_iter().map(u128::from).filter(|n| n * 1000 < whole * u128::from(d.rate)) {
            let plain = laid.iter().find(|r| (r.start..r.end).contains(&n));
            let jumped = jumping.run_at(n);
            prop_assert_eq!(jumped.as_ref().map(|r| r.start), plain.map(|r| r.start));
            if let (Some(jumped), Some(plain)) = (jumped, plain) {
                prop_assert!(jumped.end == plain.end || jumped.end == u128::MAX);
            }
        }
    }

    /// Nothing overflows and nothing is too near a tie, however far out.
    #[test]
    fn every_sample_can_be_told(d in descriptions(), n in sample_indices()) {
        let value = value(&d, n);
        let size = f64::from(value.to_f32()) * 32768.0;
        prop_assert!((size.clamp(-32768.0, 32767.0) - f64::from(value.to_i16())).abs() < 0.51);
        prop_assert!((size.clamp(-32768.0, 32767.998) - f64::from(value.to_i24()) / 256.0).abs() < 0.01);
    }
}
