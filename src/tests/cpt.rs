//! What a CPT file holds of any set: the rest is told, and nothing else is.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::cases;
use super::strategies::sets::sets;
use super::translation::assert_told;
use crate::diagnostic::{Problem, Severity};
use crate::model::{
    Cadence, CallProgressTone, Component, Depth, Modulation, OnOff, Package, RingingPattern,
    Signal, ToneKind, ToneSet, Voice,
};
use crate::notation::cpt;
use crate::notation::translation::{Loss, Unfit, What};
use crate::units::{DbM0, Hertz, Millis, SampleRate};

/// A rate that carries every frequency of a generated set.
pub(super) fn wide() -> cpt::Options {
    cpt::Options { rate: SampleRate::new(192_000).unwrap(), ..cpt::Options::default() }
}

/// Sets that an ini holds exactly: whole hertz, whole dB, steps of 10 ms, up to four pairs.
pub(super) fn exact_sets() -> impl Strategy<Value = ToneSet> {
    let tones = |kind: bool| vec((any::<u32>(), exact_tone(kind)), 0..4);
    (tones(true), tones(false), vec(exact_pattern(), 0..4)).prop_map(|(tones, user, patterns)| {
        let numbered = |tones: Vec<(u32, CallProgressTone)>| {
            let tones = tones.into_iter().enumerate().map(|(place, (number, tone))| {
                let place = u32::try_from(place).unwrap();
                CallProgressTone { number: number & !3 | place, ..tone }
            });
            tones.collect::<Vec<_>>()
        };
        let pattern = |(place, (frequency, cadence)): (u32, (u32, Cadence))| {
            RingingPattern::new(place * 7, Hertz::new(frequency).unwrap(), &cadence)
        };
        let patterns = (0..).zip(patterns).map(pattern).collect();
        ToneSet::new(numbered(tones), numbered(user), patterns).unwrap()
    })
}

/// A time in whole steps, short or as long as fits.
fn exact_ms() -> impl Strategy<Value = u32> {
    prop_oneof![2 => Just(0), 6 => (1..500_u32).prop_map(|n| n * 10), 1 => Just(4_294_967_290)]
}

pub(super) fn exact_pairs(most: usize) -> impl Strategy<Value = Vec<OnOff>> {
    let pair = (exact_ms(), exact_ms())
        .prop_filter_map("some time", |(on, off)| (on > 0 || off > 0).then(|| OnOff::new(on, off)));
    vec(pair, 1..=most)
}

fn exact_tone(kind: bool) -> impl Strategy<Value = CallProgressTone> {
    let level = || prop_oneof![5 => 0..=31, 1 => 33..=200_i32];
    let sine = move || {
        (1..96_000_u32, level()).prop_map(|(hertz, below)| {
            let level = DbM0::from_hundredths(below * -100).unwrap();
            Component::new(Hertz::new(hertz).unwrap(), level)
        })
    };
    let modulated = (sine(), 1..200_u32, 0..=150_u16).prop_map(|(component, hertz, factor)| {
        let depth = Depth::from_thousandths(factor * 20).unwrap();
        let modulation = Some(Modulation { frequency: Hertz::new(hertz).unwrap(), depth });
        vec![Component { modulation, ..component }]
    });
    let sound = prop_oneof![3 => vec(sine(), 1..=2), 1 => modulated];
    let ms = || prop::option::of(1..1_000_000_u32);
    (sound, exact_pairs(4), 0..3, any::<Option<u32>>(), ms(), prop::option::of(1..999_u32))
        .prop_map(move |(sound, pairs, shape, tone_type, duration, period)| {
            let cadence = match shape {
                0 => Cadence::continuous(),
                1 => Cadence::new([], pairs).unwrap(),
                _ => Cadence::new(pairs, []).unwrap(),
            };
            let continuous = cadence.is_continuous() && cadence.lead().is_empty();
            let tone_type = if kind { Some(tone_type.unwrap_or(3)) } else { tone_type };
            CallProgressTone {
                number: 0,
                id: None,
                kind: tone_type.map(ToneKind::from_number),
                signal: Signal::new(Voice::new(sound).unwrap(), cadence).unwrap(),
                default_duration: duration.map(Millis),
                detection_period: period.filter(|_| continuous).map(|n| Millis(n * 10)),
            }
        })
}

fn exact_pattern() -> impl Strategy<Value = (u32, Cadence)> {
    (1..=1000_u32, exact_pairs(4), vec(any::<bool>(), 4)).prop_map(|(frequency, pairs, bursts)| {
        let played: Vec<_> = pairs.into_iter().zip(bursts).collect();
        let cyclic = played.iter().position(|(_, burst)| !burst);
        let late = cyclic.is_some_and(|first| played[first..].iter().any(|(_, burst)| *burst));
        let pairs = |keep: fn(bool) -> bool| {
            played.iter().filter(move |(_, burst)| keep(*burst)).map(|(pair, _)| *pair)
        };
        let lead: Vec<_> = if late { pairs(|_| true).collect() } else { pairs(|b| b).collect() };
        (frequency, Cadence::new(lead, pairs(|burst| !burst)).unwrap())
    })
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn what_an_ini_does_not_hold_is_told_and_the_rest_is_read_again(set in sets()) {
        let written = cpt::write(&set);
        let parsed = cpt::parse(&written.text, wide());
        // A file of nothing is empty, and a reader asks for something.
        let nothing = written.text.is_empty().then(ToneSet::default);
        let errors: Vec<_> = parsed.diagnostics.iter().map(ToString::to_string).collect();
        let again = parsed.tones.or(nothing);
        prop_assert!(again.is_some(), "{}\n{errors:?}", written.text);
        assert_told(&[set], &written.losses, &[again.unwrap()]);
    }

    #[test]
    fn what_an_ini_can_hold_is_written_without_a_loss(set in exact_sets()) {
        let written = cpt::write(&set);
        prop_assert_eq!(&written.losses, &vec![]);
        if !written.text.is_empty() {
            let parsed = cpt::parse(&written.text, wide());
            let errors: Vec<_> = parsed.diagnostics.iter().map(ToString::to_string).collect();
            prop_assert_eq!(parsed.tones.as_ref(), Some(&set), "{}\n{:?}", written.text, errors);
        }
    }
}

/// Every loss that `write` can tell of these sets: a strategy that reaches one no more would leave
/// the property above without a case.
#[test]
fn the_sets_reach_every_loss_of_an_ini() {
    let (codes, kept) = reached(&|set| cpt::write(set).losses);
    let expected = [
        "left-out",
        "lost-detection",
        "lost-end",
        "lost-id",
        "lost-package",
        "lost-swell",
        "lost-voices",
        "rounded-depth",
        "rounded-frequency",
        "rounded-level",
        "rounded-time",
    ];
    assert_eq!(codes, BTreeSet::from(expected));
    assert!(kept.0 > 500 && kept.1 > 50, "{kept:?} entries were written, and without a loss");
}

/// The codes of the losses of 2000 sets, how many entries were written and how many of them
/// without a loss.
pub(super) fn reached(
    losses: &dyn Fn(&ToneSet) -> Vec<Loss>,
) -> (BTreeSet<&'static str>, (usize, usize)) {
    let mut runner = TestRunner::new(cases(1));
    let mut codes = BTreeSet::new();
    let (mut written, mut exact) = (0, 0);
    for _ in 0..2000 {
        let set = sets().new_tree(&mut runner).unwrap().current();
        let losses = losses(&set);
        for entry in set.entries() {
            let name = entry.to_string();
            let own = |loss: &&Loss| loss.entry.is_some() && loss.problem.entry == name;
            let told: BTreeSet<_> =
                losses.iter().filter(own).map(|loss| loss.problem.code()).collect();
            written += usize::from(!told.contains("left-out"));
            exact += usize::from(told.is_empty());
        }
        codes.extend(losses.iter().map(|loss| loss.problem.code()));
    }
    (codes, (written, exact))
}

fn hundredths(level: i32) -> DbM0 {
    DbM0::from_hundredths(level).unwrap()
}

fn tone(components: Vec<Component>, cadence: Cadence) -> CallProgressTone {
    CallProgressTone {
        number: 0,
        id: None,
        kind: Some(ToneKind::BUSY),
        signal: Signal::new(Voice::new(components).unwrap(), cadence).unwrap(),
        default_duration: None,
        detection_period: None,
    }
}

fn whats(tone: CallProgressTone) -> Vec<What> {
    let set = ToneSet::new(vec![tone], Vec::new(), Vec::new()).unwrap();
    let whats: Vec<_> = cpt::write(&set).losses.into_iter().map(|loss| loss.problem.what).collect();
    whats
}

#[test]
fn numbers_become_the_nearest_that_an_ini_has() {
    let hertz = |millihertz| Hertz::from_millihertz(millihertz).unwrap();
    let busy = Cadence::new([], [OnOff::new(375, 375)]).unwrap();
    let low = Component::new(hertz(913_800), hundredths(-3200));
    let high = Component::new(hertz(400_000), hundredths(150));
    assert_eq!(
        whats(tone(vec![low, high], busy)),
        [
            What::Level { from: hundredths(-3200), to: hundredths(-3100) },
            What::Frequency { from: hertz(913_800), to: hertz(914_000) },
            What::Level { from: hundredths(150), to: DbM0::ZERO },
            What::Time { from: Millis(375), to: Millis(380) },
            What::Time { from: Millis(375), to: Millis(370) },
        ],
    );
    let depth = |thousandths| Depth::from_thousandths(thousandths).unwrap();
    let modulated = |thousandths| {
        let modulation = Modulation { frequency: hertz(25_000), depth: depth(thousandths) };
        let component = Component::new(hertz(400_000), hundredths(-3200));
        tone(vec![Component { modulation: Some(modulation), ..component }], Cadence::continuous())
    };
    assert_eq!(whats(modulated(905)), [What::Depth { from: depth(905), to: depth(900) }]);
    assert_eq!(whats(modulated(1)), [What::Depth { from: depth(1), to: depth(20) }]);
    assert_eq!(whats(modulated(3000)), []);
}

#[test]
fn what_an_ini_cannot_hold_is_left_out_and_not_counted() {
    let sine = |hertz| Component::new(Hertz::new(hertz).unwrap(), hundredths(-1000));
    let pairs = |count| vec![OnOff::new(100, 100); count];
    let left_out = |unfit| vec![What::LeftOut(unfit)];
    let steady = Cadence::continuous;
    let three = tone(vec![sine(950), sine(1400), sine(1800)], steady());
    assert_eq!(whats(three.clone()), left_out(Unfit::Components { most: 2 }));
    let five = Cadence::new([], pairs(5)).unwrap();
    assert_eq!(whats(tone(vec![sine(425)], five)), left_out(Unfit::Pairs { most: 4 }));
    let stutter = Cadence::new(pairs(3), [OnOff::new(1000, 0)]).unwrap();
    assert_eq!(whats(tone(vec![sine(425)], stutter)), left_out(Unfit::LeadAndCycle));
    let no_kind = CallProgressTone { kind: None, ..tone(vec![sine(425)], steady()) };
    assert_eq!(whats(no_kind.clone()), left_out(Unfit::Kind));
    let modulation = Modulation {
        frequency: Hertz::new(25).unwrap(),
        depth: Depth::from_thousandths(500).unwrap(),
    };
    let beside = vec![sine(425), Component { modulation: Some(modulation), ..sine(400) }];
    assert_eq!(whats(tone(beside, steady())), left_out(Unfit::ModulationBeside));

    let good = CallProgressTone { number: 7, ..tone(vec![sine(425)], steady()) };
    let package = Package { name: "P".to_owned(), ..Package::default() };
    let set = ToneSet::new(vec![three, good], vec![no_kind], Vec::new()).unwrap();
    let written = cpt::write(&set.in_package(package.clone()).unwrap());
    let told: Vec<_> = written.losses.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "warning[lost-package]: a CPT file has no place for what makes it a package, `P`",
            "warning[left-out]: tone-0-busy: left out, a CPT file cannot hold more than 2 components",
        ]
    );
    assert_eq!(written.losses[1].severity, Severity::Warning);
    let again = cpt::parse(&written.text, cpt::Options::default());
    assert!(again.diagnostics.is_empty(), "{:?}", again.diagnostics);
    assert_eq!(again.tones.unwrap().tones()[0].number, 7);
}
