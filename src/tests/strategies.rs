//! Random cases for the tests: CPT inis with what they must mean, and signals richer than an ini can say.

mod hand;
pub mod ini;
pub mod sets;

use super::oracle::{Comp, Description, Segment, Swell};
use proptest::collection::vec;
use proptest::prelude::*;

/// The rates telephony and its recordings use.
pub const RATES: [u32; 8] = [8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000];

/// Signals of mostly up to four components a segment, sometimes of all that fit, with ramps and swells, at any rate.
///
/// Times are in single ms. The upper sideband of a modulation may lie above half the rate.
pub fn descriptions() -> impl Strategy<Value = Description> {
    let rate = prop_oneof![3 => prop::sample::select(&RATES[..]), 1 => 8000..=192_000u32];
    rate.prop_flat_map(|rate| {
        // Few sets to choose from, so that equal neighbours are common.
        let set = prop_oneof![
            9 => vec(component(rate), 1..=4),
            1 => vec(component(rate), 5..=64),
        ];
        let sets = vec(set, 1..=3);
        let slots = |most| vec((short_ms(), short_ms(), any::<prop::sample::Index>()), 0..=most);
        let ramp_ms = prop_oneof![Just(0), 0..=20u64];
        (Just(rate), sets, slots(3), slots(4), ramp_ms, prop::option::weighted(0.3, swell()))
    })
    .prop_map(|(rate, sets, lead, cycle, ramp_ms, swell)| {
        let segments = |slots: Vec<(u64, u64, prop::sample::Index)>| {
            let segment = |(on_ms, off_ms, set): (u64, u64, prop::sample::Index)| Segment {
                on_ms,
                off_ms,
                components: set.get(&sets).clone(),
            };
            slots.into_iter().map(segment).collect()
        };
        let (mut lead, mut cycle): (Vec<Segment>, Vec<Segment>) = (segments(lead), segments(cycle));
        // All times zero means continuous to an ini and nothing to a cadence: stay clear of it.
        if cycle.iter().all(|s| s.on_ms + s.off_ms == 0) {
            cycle.clear();
        }
        if lead.iter().chain(&cycle).all(|s| s.on_ms == 0) {
            lead.push(Segment { on_ms: 10, off_ms: 0, components: sets[0].clone() });
        }
        Description { rate, lead, cycle, ramp_ms, swell }
    })
}

/// Sample indices at every distance: the first second or so, the first hours, and up to 2^63.
pub fn sample_indices() -> impl Strategy<Value = u64> {
    prop_oneof![0..50_000u64, 0..1u64 << 32, 0..1u64 << 63, (1u64 << 63) - 1000..=1 << 63]
}

/// An on or off time in single ms, zero often enough to join segments.
fn short_ms() -> impl Strategy<Value = u64> {
    prop_oneof![4 => Just(0), 8 => 1..=60u64, 1 => 60..=400u64]
}

/// A level change over part of a second.
fn swell() -> impl Strategy<Value = Swell> {
    let hundredths = || prop_oneof![3 => -3000..=600, 1 => -6000..=6000];
    (hundredths(), hundredths(), prop_oneof![4 => 1..=500u64, 1 => Just(0)]).prop_map(
        |(from_centi_db, to_centi_db, over_ms)| Swell { from_centi_db, to_centi_db, over_ms },
    )
}

/// A component a signal at `rate` Hz may have.
fn component(rate: u32) -> impl Strategy<Value = Comp> {
    let half = u64::from(rate) * 500;
    let carrier = prop_oneof![
        4 => (20..=3000u64).prop_map(|hertz| hertz * 1000),
        2 => (3000..=20_000u64).prop_map(|tenths| tenths * 100),
        2 => 1..half,
        1 => half - 2000..half,
    ];
    let level = prop_oneof![3 => (-31..=0).prop_map(|dbm0| dbm0 * 100), 3 => -6000..=314, 1 => Just(314), 1 => -11_000..=-6000, 1 => 314..=1000];
    let modulating = prop_oneof![(1..=128u64).prop_map(|hertz| hertz * 1000), 1..=200_000u64];
    let modulation = prop::option::weighted(
        0.3,
        (modulating, prop_oneof![3 => 1..=1000u32, 1 => 1000..=3000u32]),
    );
    (carrier, level, modulation).prop_map(move |(millihertz, centi_dbm0, modulation)| Comp {
        millihertz,
        centi_dbm0,
        modulation: modulation.filter(|(modulating, _)| *modulating < half),
    })
}
