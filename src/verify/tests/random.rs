//! Random signals, and one property of them changed.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::take::Take;
use super::{component, failed};
use crate::analysis::Measurement;
use crate::model::{Cadence, Component, Depth, Modulation, OnOff, Signal, Voice};
use crate::units::{Hertz, Millis};
use crate::verify::{Part, Place, Property, Tolerances, verify};

/// On and off times, each more than twice 5 % and twice 10 ms from all others, so that one that is
/// off by twice its tolerance is not another.
const TIMES_MS: [u32; 8] = [100, 150, 230, 350, 520, 780, 1200, 1800];

/// Frequencies that are further apart than one is looked for.
const HERTZ: [u32; 8] = [350, 425, 500, 620, 950, 1400, 1800, 2600];

fn times(count: usize) -> impl Strategy<Value = Vec<(u32, u32)>> {
    let order = || Just(TIMES_MS.to_vec()).prop_shuffle();
    (order(), order()).prop_map(move |(on, off)| on.into_iter().zip(off).take(count).collect())
}

fn voices() -> impl Strategy<Value = Vec<Voice>> {
    let component = |hertz: u32| {
        let modulation = prop::option::weighted(0.3, (10_u32..30, 300_u16..1000));
        (0..1000_u32, -3000..=-500_i32, modulation).prop_map(move |(off, level, modulation)| {
            let modulation = modulation.map(|(hertz, depth)| Modulation {
                frequency: Hertz::new(hertz).unwrap(),
                depth: Depth::from_thousandths(depth).unwrap(),
            });
            Component { modulation, ..component(hertz * 1000 + off, level) }
        })
    };
    let components: Vec<_> = HERTZ.into_iter().map(component).collect();
    let order = Just((0..HERTZ.len()).collect::<Vec<_>>()).prop_shuffle();
    (components, order, 1..=2_usize, 1..=3_usize).prop_map(|(all, order, voices, components)| {
        let picked: Vec<_> = order.into_iter().map(|index| all[index]).collect();
        let voice = |its: &[Component]| {
            let mut its = its.to_vec();
            its.sort_by_key(|it| it.frequency);
            Voice::new(its).unwrap()
        };
        picked.chunks(components).take(voices).map(voice).collect()
    })
}

/// A lead of up to two pairs and a cycle of one to three, the voices in turn.
fn signals() -> impl Strategy<Value = Signal> {
    let cadence = (0..=2_usize, 1..=3_usize, times(5), any::<bool>());
    (voices(), cadence).prop_map(|(voices, (lead, cycle, times, joined))| {
        let several = voices.len() > 1;
        let pair = |(index, (on, off)): (usize, &(u32, u32))| {
            // The last of the lead and of the cycle keep their silence, so that no voice joins itself.
            let last = index + 1 == lead || index + 1 == lead + cycle;
            let off = if joined && several && !last { 0 } else { *off };
            OnOff::new(*on, off).with_voice(index % voices.len())
        };
        let pairs: Vec<_> = times.iter().take(lead + cycle).enumerate().map(pair).collect();
        let cadence = Cadence::new(pairs[..lead].to_vec(), pairs[lead..].to_vec()).unwrap();
        Signal::with_voices(voices, cadence).unwrap().heard()
    })
}

/// The lead and so many cycles.
#[expect(clippy::cast_precision_loss, reason = "some seconds")]
fn length_ms(signal: &Signal, cycles: f64) -> f64 {
    signal.cadence().lead_ms() as f64 + cycles * signal.cadence().cycle_ms() as f64
}

/// The signal with other times at a place.
fn with_times(signal: &Signal, place: Place, change: impl Fn(&mut OnOff)) -> Signal {
    let mut lead = signal.cadence().lead().to_vec();
    let mut cycle = signal.cadence().cycle().to_vec();
    match place.part {
        Part::Lead => change(&mut lead[place.pair]),
        Part::Cycle => change(&mut cycle[place.pair]),
    }
    let cadence = Cadence::new(lead, cycle).unwrap();
    Signal::with_voices(signal.voices().to_vec(), cadence).unwrap()
}

/// Twice what is tolerated of a time, and a little more, so that it is in whole milliseconds.
fn twice_ms(ms: u32) -> u32 {
    (ms / 10).max(20) + 1
}

/// Some place of a signal's cadence, and its pair.
fn place(signal: &Signal, pick: usize) -> (Place, OnOff) {
    let lead = signal.cadence().lead().len();
    let pick = pick % (lead + signal.cadence().cycle().len());
    let place = match pick.checked_sub(lead) {
        None => Place { part: Part::Lead, pair: pick },
        Some(pair) => Place { part: Part::Cycle, pair },
    };
    (place, *signal.cadence().pairs().nth(pick).unwrap())
}

fn judge(measurement: &Measurement, expected: &Signal) -> Vec<Property> {
    failed(&verify(measurement, expected, &Tolerances::default()))
}

/// What fails once a component has been changed that `pick` tells, and which component that is.
fn after(
    signal: &Signal,
    pick: usize,
    change: impl Fn(&mut crate::analysis::MeasuredComponent),
) -> (Vec<Property>, usize, usize) {
    let mut measurement = Take::first_ms(length_ms(signal, 3.0)).of(signal);
    let voice = pick % measurement.voices.len();
    let components = &mut measurement.voices[voice].components;
    let component = pick / 2 % components.len();
    change(&mut components[component]);
    (judge(&measurement, signal), voice, component)
}

fn config() -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(0x7269_6e67);
    ProptestConfig { cases: 200, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_was_played_from_the_start_passes(signal in signals(), cycles in 1.0..4.0_f64) {
        let take = Take::first_ms(length_ms(&signal, cycles));
        prop_assert_eq!(judge(&take.of(&signal), &signal), []);
    }

    #[test]
    fn what_was_played_from_within_a_cycle_passes(signal in signals(), from in 0.0..1.0_f64) {
        let cycle = signal.cadence().cycle().to_vec();
        let cadence = Cadence::new([], cycle).unwrap();
        let signal = Signal::with_voices(signal.voices().to_vec(), cadence).unwrap().heard();
        let take = Take::between(length_ms(&signal, from), length_ms(&signal, from + 2.0));
        prop_assert_eq!(judge(&take.of(&signal), &signal), []);
    }

    #[test]
    fn an_on_time_off_by_twice_its_tolerance_fails_alone(signal in signals(), pick: usize) {
        let (place, pair) = place(&signal, pick);
        let played = with_times(&signal, place, |it| it.on = Millis(pair.on.0 + twice_ms(pair.on.0)));
        let take = Take::first_ms(length_ms(&played, 3.0));
        prop_assert_eq!(judge(&take.of(&played), &signal), [Property::OnTime(place)]);
    }

    #[test]
    fn an_off_time_off_by_twice_its_tolerance_fails_alone(signal in signals(), pick: usize) {
        let (place, pair) = place(&signal, pick);
        let off = pair.off.0 + twice_ms(pair.off.0);
        let played = with_times(&signal, place, |it| it.off = Millis(off));
        let take = Take::first_ms(length_ms(&played, 3.0));
        prop_assert_eq!(judge(&take.of(&played), &signal), [Property::OffTime(place)]);
    }

    #[test]
    fn a_frequency_off_by_twice_its_tolerance_fails_alone(signal in signals(), pick: usize) {
        let (failed, voice, component) = after(&signal, pick, |it| it.frequency_hz *= 1.01);
        prop_assert_eq!(failed, [Property::Frequency { voice, component }]);
    }

    #[test]
    fn a_modulation_off_by_twice_its_tolerance_fails_alone(signal in signals(), pick: usize) {
        let mut measurement = Take::first_ms(length_ms(&signal, 3.0)).of(&signal);
        let mut expected = Vec::new();
        for (voice, its) in measurement.voices.iter_mut().enumerate() {
            for (component, it) in its.components.iter_mut().enumerate() {
                let Some(modulation) = &mut it.modulation else { continue };
                if pick.is_multiple_of(2) {
                    modulation.depth -= 0.2;
                    expected.push(Property::ModulationDepth { voice, component });
                } else {
                    // 2 % of 30 Hz is 0.6 Hz.
                    modulation.frequency_hz -= 1.2;
                    expected.push(Property::ModulationRate { voice, component });
                }
            }
        }
        prop_assert_eq!(judge(&measurement, &signal), expected);
    }

    #[test]
    fn a_level_off_by_twice_its_tolerance_fails_with_the_twist_that_it_makes(
        signal in signals(),
        pick: usize,
    ) {
        let (failed, voice, component) = after(&signal, pick, |it| it.level_dbm0 -= 3.0);
        prop_assert!(failed.contains(&Property::Level { voice, component }), "{failed:?}");
        let others = |it: &Property| match it {
            Property::Level { voice: v, component: c } => (*v, *c) != (voice, component),
            Property::Twist { voice: v, .. } => *v != voice,
            _ => true,
        };
        prop_assert!(!failed.iter().any(others), "{failed:?}");
    }

    #[test]
    fn a_run_that_was_left_out_fails_alone(signal in signals(), pick: usize) {
        let mut measurement = Take::first_ms(length_ms(&signal, 4.0)).of(&signal);
        // One of the middle: a run that is missing at the start or the end was not recorded.
        let inner = measurement.runs.len() - 2;
        prop_assume!(inner > 0);
        let at = 1 + pick % inner;
        // A short run and the silence after it, in a long silence, are within what a silence may be
        // off by before it holds a run: 3.4 of its tolerances of 5 % and 10 ms at least.
        let silence = measurement.runs[at].start_ms - measurement.runs[at - 1].end_ms;
        let hidden = measurement.runs[at + 1].start_ms - measurement.runs[at].start_ms;
        prop_assume!(hidden > 3.5 * (silence * 0.05).max(10.0));
        measurement.runs.remove(at);
        let failed = judge(&measurement, &signal);
        let lead_unheard = failed.iter().all(|it| matches!(it, Property::MissingRuns | Property::Heard));
        prop_assert!(failed.contains(&Property::MissingRuns) && lead_unheard, "{failed:?}");
    }

    #[test]
    fn no_measurement_is_a_panic(
        signal in signals(),
        runs in prop::collection::vec((0..5_usize, any::<f64>(), any::<f64>()), 0..12),
        value: f64,
    ) {
        let mut measurement = Take::first_ms(length_ms(&signal, 1.0)).of(&signal);
        for (voice, start, end) in runs {
            measurement.runs.push(super::take::run(crate::analysis::Content::Voice(voice), start, end));
        }
        measurement.voices[0].components[0].frequency_hz = value;
        let _ = judge(&measurement, &signal);
    }
}
