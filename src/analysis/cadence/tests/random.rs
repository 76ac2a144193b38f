//! Cadences at random, blurred and cut at random, and input that no recording gives.

use proptest::prelude::*;

use super::*;
use crate::tests::cases;

/// Times of which no two are alike: they differ by 60 ms at least, which is more than an edge
/// strays, and by a tenth.
const ON_MS: [f64; 9] = [20.0, 90.0, 170.0, 260.0, 400.0, 600.0, 950.0, 1600.0, 3000.0];
const OFF_MS: [f64; 8] = [30.0, 100.0, 190.0, 300.0, 480.0, 1000.0, 2200.0, 5000.0];

prop_compose! {
    fn pair()(
        voice in 0_usize..3,
        on in proptest::sample::select(&ON_MS[..]),
        off in proptest::sample::select(&OFF_MS[..]),
        joins in prop::bool::weighted(0.15),
    ) -> Pair {
        (voice, on, if joins { 0.0 } else { off })
    }
}

prop_compose! {
    fn played()(
        lead in prop::collection::vec(pair(), 0..5),
        cycle in prop::collection::vec(pair(), 1..5),
    ) -> Played {
        separated(Played { lead, cycle })
    }
}

/// The same with a silence between equal voices that join: they would be one run.
fn separated(mut played: Played) -> Played {
    let Played { lead, cycle } = &mut played;
    let first = cycle[0].0;
    let next: Vec<usize> = lead.iter().chain(&*cycle).skip(1).map(|pair| pair.0).collect();
    let next = next.into_iter().chain([first]);
    for (pair, next) in lead.iter_mut().chain(cycle).zip(next) {
        if pair.0 == next && pair.2 < 1.0 {
            pair.2 = 30.0;
        }
    }
    played
}

/// The same with nothing shorter than edges stray.
fn longer(mut played: Played) -> Played {
    for (_, on, off) in played.lead.iter_mut().chain(&mut played.cycle) {
        (*on, *off) = (on.max(90.0), off.max(100.0));
    }
    played
}

/// The shortest cycle that, repeated, is this cycle repeated.
fn primitive(cycle: &[Pair]) -> &[Pair] {
    let repeats = |&length: &usize| {
        cycle.len().is_multiple_of(length)
            && cycle.iter().zip(cycle.iter().cycle().skip(length)).all(|(a, b)| a == b)
    };
    let length = (1..=cycle.len()).find(repeats).unwrap_or(cycle.len());
    &cycle[..length]
}

fn length_ms(pairs: &[Pair]) -> f64 {
    pairs.iter().map(|(_, on, off)| on + off).sum()
}

/// A number for every edge.
fn mixed(seed: u64, edge: usize) -> u32 {
    let mixed = (seed ^ edge as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 31).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    u32::try_from(mixed >> 32).unwrap_or_default()
}

/// A number from −1 to 1 for every edge.
fn chance(seed: u64, edge: usize) -> f64 {
    f64::from(mixed(seed, edge)) / f64::from(u32::MAX) * 2.0 - 1.0
}

/// Moves the edges that are not ends of the recording; a join stays one edge.
fn blur(heard: &mut [Heard], by_ms: impl Fn(usize) -> f64) {
    for index in 0..heard.len() {
        if !heard[index].cut_start {
            let joins = index > 0 && heard[index].start_ms - heard[index - 1].end_ms < 1.0;
            heard[index].start_ms += by_ms(2 * index);
            if joins {
                heard[index - 1].end_ms = heard[index].start_ms;
            }
        }
        if !heard[index].cut_end {
            heard[index].end_ms += by_ms(2 * index + 1);
        }
    }
}

/// Whether two pairs are the same within `slack_ms` and 0.5 %.
fn same(told: Pair, played: Pair, slack_ms: f64) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= slack_ms + 0.005 * b;
    told.0 == played.0 && near(told.1, played.1) && near(told.2, played.2)
}

/// Whether `told` is `played`, begun anywhere in it.
fn turned(told: &[Pair], played: &[Pair], slack_ms: f64) -> bool {
    told.len() == played.len()
        && (0..played.len()).any(|turn| {
            let played = played.iter().cycle().skip(turn);
            told.iter().zip(played).all(|(&told, &played)| same(told, played, slack_ms))
        })
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn the_cycle_heard_is_the_cycle_played(
        played in played(),
        (begin, cycles) in (-0.3..1.0_f64, 2.3..4.0_f64),
        seed in any::<u64>(),
    ) {
        let lead_ms = length_ms(&played.lead);
        let cycle = primitive(&played.cycle).to_vec();
        let from = begin * (lead_ms + length_ms(&cycle));
        let to = from.max(lead_ms) + cycles * length_ms(&cycle);
        let (mut heard, until) = played.heard(from, to);
        // Less than a blur of the first run may have been heard.
        heard.retain(|run| run.end_ms - run.start_ms > 2.0);
        blur(&mut heard, |edge| chance(seed, edge));
        let told = infer(&heard, until).unwrap();
        // Of what was heard hardly more than twice there may be another explanation as simple: a
        // lead may look like a cycle that has not been repeated.
        let lead_runs = heard.iter().filter(|run| run.start_ms + 2.0 < lead_ms - from).count();
        let as_simple = told.lead.len() + told.cycle.len() <= lead_runs + cycle.len();
        // A median of times that are wrong by 2 ms at most.
        let same_cycle = turned(&pairs(&told.cycle), &cycle, 2.5);
        prop_assert!(same_cycle || as_simple && cycles < 3.0, "{told:?} of {heard:?}");
        // What is told of the lead and the cycle accounts for all that was heard after the first.
        let runs = pairs(&told.lead).into_iter().chain(pairs(&told.cycle).into_iter().cycle());
        if !told.doubts.contains(&Doubt::BeginsWithin) && heard.len() > 2 {
            let whole = heard.windows(2).skip(1).map(|two| {
                let off = two[1].start_ms - two[0].end_ms;
                (two[0].voice, two[0].end_ms - two[0].start_ms, off)
            });
            for (run, heard) in runs.skip(1).zip(whole) {
                prop_assert!(same(run, heard, 4.5), "{run:?} for {heard:?} in {told:?}");
            }
        }
    }

    #[test]
    fn lost_packets_do_not_change_the_cycle(
        played in played().prop_map(longer),
        cycles in 5.0..9.0_f64,
        seed in any::<u64>(),
    ) {
        let cycle = primitive(&played.cycle).to_vec();
        let to = length_ms(&played.lead) + cycles * length_ms(&cycle);
        let (mut heard, until) = played.heard(-100.0, to);
        // Of every ten runs one has an edge that is 20 ms late or early.
        let moves = |edge: usize| edge % 20 == mixed(!seed, edge / 20) as usize % 20;
        // Nothing is told of a place that most of its repetitions get wrong.
        let wrong = |place: usize| (place..heard.len()).step_by(cycle.len()).filter(|run| {
            (2 * run..2 * run + 3).any(moves)
        }).count();
        let lead = played.lead.len();
        let repetitions = (heard.len() - lead) / cycle.len();
        prop_assume!((lead..lead + cycle.len()).all(|place| 3 * wrong(place) <= repetitions));
        blur(&mut heard, |edge| {
            let by = chance(seed, edge);
            if moves(edge) { 20.0_f64.copysign(by) } else { by }
        });
        let told = infer(&heard, until).unwrap();
        prop_assert!(turned(&pairs(&told.cycle), &cycle, 2.5), "{told:?} of {heard:?}");
    }

    #[test]
    fn no_input_makes_it_panic(
        runs in prop::collection::vec(
            (0_usize..3, any::<f64>(), any::<f64>(), any::<bool>(), any::<bool>()),
            0..12,
        ),
        near in prop::collection::vec((0_usize..2, 0.0..500.0_f64, 0.0..500.0_f64), 0..40),
        until in any::<f64>(),
    ) {
        let far = runs.into_iter().map(|(voice, start_ms, end_ms, cut_start, cut_end)| {
            Heard { voice, start_ms, end_ms, cut_start, cut_end }
        });
        let near = near.into_iter().map(|(voice, start_ms, end_ms)| {
            Heard { voice, start_ms, end_ms, cut_start: false, cut_end: false }
        });
        for heard in [far.collect::<Vec<_>>(), near.collect()] {
            for until in [until, 600.0, f64::NAN, f64::INFINITY] {
                let told = infer(&heard, until);
                let all = told.iter().flat_map(|told| told.lead.iter().chain(&told.cycle));
                for pair in all {
                    prop_assert!(pair.off.ms >= 0.0, "{pair:?}");
                    prop_assert!(pair.on.is_none_or(|on| on.ms > 0.0), "{pair:?}");
                }
            }
        }
    }
}

#[test]
fn the_time_it_takes_does_not_grow_with_the_square_of_the_runs() {
    let mut state = 1_u32;
    let mut draw = move |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % below
    };
    let mut recording = |voices: u32, most: u32| {
        let mut at_ms = 0.0;
        let mut heard = Vec::new();
        for _ in 0..10_000 {
            let (on, off) = (100 + draw(most), 100 + draw(most));
            let end_ms = at_ms + f64::from(on);
            let voice = draw(voices) as usize;
            heard.push(Heard { voice, start_ms: at_ms, end_ms, cut_start: false, cut_end: false });
            at_ms = end_ms + f64::from(off);
        }
        heard
    };
    // All alike, as like as edges stray, and all different.
    for (voices, most) in [(1, 1), (1, 5), (1, 20), (1, 40), (2, 1), (3, 3000)] {
        let heard = recording(voices, most);
        let begun = std::time::Instant::now();
        assert!(infer(&heard, 1e9).is_some());
        let took = begun.elapsed();
        // Far more than it takes unoptimised on a busy machine; the square would take minutes.
        assert!(took.as_secs_f64() < 20.0, "{voices} voices, times {most} ms apart: {took:?}");
    }
}
