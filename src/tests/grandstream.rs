//! Tone strings of Grandstream devices: files, what is written and read again, text that nobody wrote.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::cases;
use super::matrix::translated;
use super::packages::{assert_answered, wide};
use super::tonescript::{assert_codes_shown, assert_read, assert_refused, settings};
use crate::diagnostic::Source;
use crate::model::{
    Cadence, CallProgressTone, Component, OnOff, RingingPattern, Signal, ToneId, ToneKind, ToneSet,
    Voice,
};
use crate::notation::grandstream::{self, GrandstreamProblem};
use crate::notation::{Notation, Options};
use crate::units::{DbM0, Hertz};

#[test]
fn strings_that_can_be_played_give_the_set_written_beside_them() {
    assert_read("grandstream/ok", grandstream::parse, grandstream::write, Notation::Grandstream);
}

#[test]
fn strings_with_faults_give_the_diagnostics_written_beside_them() {
    assert_refused("grandstream/bad", grandstream::parse);
}

#[test]
fn every_code_of_the_page_is_shown_by_a_file() {
    let page = include_str!("../../docs/grandstream.md");
    assert_codes_shown(page, ["grandstream/ok", "grandstream/bad"]);
}

fn component() -> impl Strategy<Value = Component> {
    (1..4_000_u32, -30..=0_i32).prop_map(|(hertz, dbm)| {
        let level = DbM0::from_hundredths(dbm * 100).unwrap();
        Component::new(Hertz::new(hertz).unwrap(), level)
    })
}

fn cadence() -> impl Strategy<Value = Cadence> {
    let time = || prop_oneof![1 => Just(0), 3 => 1..=8000_u32];
    let pairs = vec((time(), time()), 1..=3);
    pairs.prop_filter_map("some time", |pairs| {
        Cadence::new([], pairs.into_iter().map(|(on, off)| OnOff::new(on, off))).ok()
    })
}

/// Sets that an adapter's file holds exactly.
fn exact_sets() -> impl Strategy<Value = ToneSet> {
    let tones = vec((vec(component(), 1..=2), cadence()), 0..=3);
    (tones, vec(cadence(), 0..5)).prop_filter_map("a tone that sounds", |(tones, rings)| {
        let names = [
            (None, Some(ToneKind::DIAL)),
            (None, Some(ToneKind::BUSY)),
            (Some("Prompt_Tone"), None),
        ];
        let tone = |(place, (components, cadence)): (usize, (Vec<Component>, Cadence))| {
            let (id, kind) = names[place];
            let signal = Signal::new(Voice::new(components).unwrap(), cadence).unwrap().heard();
            (!signal.voices().is_empty()).then_some(CallProgressTone {
                number: u32::try_from(place).unwrap(),
                id: id.map(|id| ToneId::new(id).unwrap()),
                kind,
                signal,
                default_duration: None,
                detection_period: None,
            })
        };
        let tones: Option<Vec<_>> = tones.into_iter().enumerate().map(tone).collect();
        let frequency = Hertz::new(20).unwrap();
        let ring = |(number, cadence)| RingingPattern::new(number, frequency, &cadence);
        ToneSet::new(tones?, Vec::new(), (0..).zip(rings).map(ring).collect()).ok()
    })
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn what_a_file_holds_is_written_without_a_loss(set in exact_sets()) {
        let text = grandstream::write(&set).exact().unwrap();
        let strict = Options { strict: true, ..wide() };
        let again = grandstream::parse(&text, strict).tones;
        prop_assert_eq!(again, Some(set), "{}", text);
    }
}

/// A string that is nearly right.
fn script() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        6 => select(vec![
            "f1=440@-19", "f2=480@-19", "f1=", "f2=0", ",", ";", "c=0/0", "c=2000/4000", "-", "100/100",
            "c=", "/", "@", ".", " ", "f3=1@1", "37.5", "&#44;",
        ]).prop_map(str::to_owned),
        1 => any::<u64>().prop_map(|n| n.to_string()),
        1 => "\\PC{0,3}",
    ];
    vec(part, 0..9).prop_map(|parts| parts.concat())
}

const NAMES: [&str; 7] =
    ["P4000", "P4040", "P346", "Busy Tone", "Ring Tone 2", "x", "System Ring Cadence"];

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn any_strings_are_answered(text in settings(NAMES.to_vec(), script()), strict in any::<bool>()) {
        let parsed = grandstream::parse(&text, Options { strict, ..Options::default() });
        assert_answered(&text, &parsed);
        if let Some(set) = parsed.tones {
            translated(&[set], Notation::Grandstream);
        }
    }

    #[test]
    fn any_bytes_are_answered_as_strings(bytes in vec(any::<u8>(), 0..200)) {
        let source = Source::from_bytes("bytes", bytes);
        assert_answered(source.text(), &grandstream::parse(source.text(), Options::default()));
    }
}

#[test]
fn hostile_strings_take_little() {
    let most = (1 << 20) - 100;
    let many = |part: &str| part.repeat(most / part.len());
    for text in [
        format!("P4000=f1=440@-19,c=1/1{}", many("-1/1")),
        format!("P4000={}", many("f1=1@1,")),
        many("P4000=f1=1@1\n"),
        many("f1=1@1,c=1/1\n"),
        many("<P4000>"),
    ] {
        let parsed = grandstream::parse(&text, Options::default());
        assert!(parsed.diagnostics.len() <= 10_001);
    }
    let parsed = grandstream::parse(&" ".repeat((1 << 20) + 1), Options::default());
    let problem = parsed.diagnostics[0].problem_of();
    assert_eq!(problem, Some(&GrandstreamProblem::TooLong { limit: 1 << 20 }));
}

/// Values that are in use, by hand.
#[test]
fn strings_in_use_sound_as_their_devices_play_them() {
    let cycle = |text: &str, id: &str| {
        let set = grandstream::parse(text, Options::default()).into_tones().unwrap();
        set.tone_by_id(id).unwrap().signal.cadence().cycle().to_vec()
    };
    let adapter = include_str!("../../testdata/grandstream/ok/adapter.cfg");
    assert_eq!(cycle(adapter, "rt"), [OnOff::new(2000, 4000)]);
    assert_eq!(cycle(adapter, "cf"), [OnOff::new(100, 100); 3]);
    assert_eq!(cycle(adapter, "dt"), Cadence::continuous().cycle());
    let telephone = include_str!("../../testdata/grandstream/ok/telephone.cfg");
    assert_eq!(cycle(telephone, "rt"), [OnOff::new(2000, 4000)]);
    assert_eq!(cycle(telephone, "cw"), [OnOff::new(250, 5250)]);
    assert_eq!(cycle(telephone, "dt"), Cadence::continuous().cycle());
    let page = include_str!("../../testdata/grandstream/ok/page.cfg");
    assert_eq!(cycle(page, "bt"), [OnOff::new(500, 500)]);
    let page = include_str!("../../testdata/grandstream/ok/page-of-telephone.cfg");
    assert_eq!(cycle(page, "bt"), [OnOff::new(375, 375)]);
    let set = grandstream::parse(adapter, Options::default()).into_tones().unwrap();
    let level = |hundredths| DbM0::from_hundredths(hundredths).unwrap();
    let hertz = |hertz| Hertz::new(hertz).unwrap();
    let busy = [Component::new(hertz(480), level(-2100)), Component::new(hertz(620), level(-2100))];
    assert_eq!(set.tone_by_id("bt").unwrap().signal.voices()[0].components(), busy);
    assert_eq!(set.pattern(10).unwrap().cadence().cycle().len(), 2);
}
