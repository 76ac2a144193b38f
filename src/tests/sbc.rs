//! The configuration lines of an SBC: files, what is written and read again, text that nobody wrote,
//! and the samples of tones that step.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::files::{assert_as_written, files_in, listed, read};
use super::oracle::{Comp, Description, Oracle, Segment};
use super::packages::{assert_answered, assert_shown, wide};
use super::strategies::sets::sets;
use super::translation::{assert_nothing_left, assert_told};
use super::{assert_same, cases};
use crate::diagnostic::MoreProblems;
use crate::diagnostic::Source;
use crate::model::{
    Cadence, CallProgressTone, Component, Depth, Modulation, OnOff, Package, Signal, ToneId,
    ToneKind, ToneSet, Voice,
};
use crate::notation::package;
use crate::notation::sbc::{self, SbcProblem};
use crate::synth::{RenderOptions, Renderer};
use crate::units::{DbM0, Hertz, SampleRate};

fn in_toml(sets: &[ToneSet]) -> String {
    sets.iter().map(package::write).collect::<Vec<_>>().join("\n# another package\n")
}

#[test]
fn sbc_files_that_can_be_played_give_the_packages_written_beside_them() {
    for file in files_in("packages/ok", "sbc") {
        let source = read(&file);
        let parsed = sbc::parse(source.text(), sbc::Options::default());
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
        let strict = sbc::Options { strict: true, ..sbc::Options::default() };
        let strict = listed(&sbc::parse(source.text(), strict), &source);
        assert_as_written(&file, "strict", &strict);
        let sets = parsed.into_tones().unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        assert_as_written(&file, "model", &in_toml(&sets));
        let written = sbc::write(&sets);
        let again = sbc::parse(&written.text, sbc::Options::default()).into_tones().unwrap();
        assert_told(&sets, &written.losses, &again);
        let losses = written.losses.iter().map(|loss| format!("# {loss}\n"));
        let lines = losses.collect::<String>() + &written.text;
        assert_as_written(&file, "canonical", &lines);
    }
}

#[test]
fn sbc_files_with_faults_give_the_diagnostics_written_beside_them() {
    for file in files_in("packages/bad", "sbc") {
        let source = read(&file);
        let parsed = sbc::parse(source.text(), sbc::Options::default());
        assert!(parsed.tones.is_none(), "{} has an error", file.display());
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
    }
}

/// A file that shows the limit would be as long as the limit.
#[test]
fn every_code_of_the_sbc_notation_is_shown_by_a_file() {
    assert_shown("## Diagnostics of the SBC's lines", "sbc", &["more-problems"]);
}

fn plain_component() -> impl Strategy<Value = Component> {
    (1..4_000_u32, -50..=3_i32).prop_map(|(hertz, dbm0)| {
        let level = DbM0::from_hundredths(dbm0 * 100).unwrap();
        Component::new(Hertz::new(hertz).unwrap(), level)
    })
}

fn modulated_voice() -> impl Strategy<Value = Voice> {
    (plain_component(), 1..4_000_u32, 0..=300_u16).prop_map(|(component, hertz, percent)| {
        let frequency = Hertz::new(hertz).unwrap();
        let depth = Depth::from_thousandths(percent * 10).unwrap();
        let modulation = Some(Modulation { frequency, depth });
        Voice::new([Component { modulation, ..component }]).unwrap()
    })
}

/// Signals that three pairs, their repetitions and one method can make.
fn signal() -> impl Strategy<Value = Signal> {
    let plain = vec(plain_component(), 1..=3).prop_map(|all| Voice::new(all).unwrap());
    let voices = prop_oneof![
        1 => modulated_voice().prop_map(|voice| vec![voice]),
        3 => vec(plain, 1..=3),
    ];
    let time = || prop_oneof![1 => Just(0), 3 => 1..=8000_u32];
    let times = prop_oneof![2 => Just(1), 1 => 2..=5_usize];
    let pairs = vec((time(), time(), times, 0..3_usize), 1..=3);
    (voices, pairs, 0..5_u8).prop_filter_map("some time", |(voices, pairs, shape)| {
        let laid: Vec<_> = pairs
            .iter()
            .flat_map(|&(on, off, times, voice)| {
                let voice = if on == 0 { 0 } else { voice % voices.len() };
                std::iter::repeat_n(OnOff::new(on, off).with_voice(voice), times)
            })
            .collect();
        let cadence = match shape {
            0 | 1 => Cadence::new([], laid),
            2 => Cadence::new(laid, []),
            3 => Cadence::new(laid.repeat(3), []),
            _ => {
                let steady = OnOff::new(1000, 0).with_voice(pairs[0].3 % voices.len());
                let fits = if pairs.len() == 3 { Vec::new() } else { laid };
                Cadence::new(fits, [steady])
            }
        };
        Some(normal(&voices, &cadence.ok()?))
    })
}

/// The voices in the order in which they sound, equal ones once.
fn normal(voices: &[Voice], cadence: &Cadence) -> Signal {
    let mut told: Vec<Voice> = Vec::new();
    let mut place = |pair: &OnOff| {
        if pair.on.is_zero() {
            return *pair;
        }
        let voice = &voices[pair.voice];
        let place = told.iter().position(|other| other == voice).unwrap_or_else(|| {
            told.push(voice.clone());
            told.len() - 1
        });
        pair.with_voice(place)
    };
    let lead: Vec<_> = cadence.lead().iter().map(&mut place).collect();
    let cycle: Vec<_> = cadence.cycle().iter().map(&mut place).collect();
    Signal::with_voices(told, Cadence::new(lead, cycle).unwrap()).unwrap()
}

/// Packages that the lines can hold.
fn packages() -> impl Strategy<Value = ToneSet> {
    let id = select(vec!["rt", "ring", "bt", "ct", "cmft", "cr", "dial", "x/y", "call{1}"]);
    let tones = vec((id, signal()), 1..5);
    let name =
        prop_oneof![Just("LMSD"), Just("our tones"), Just("{;}"), Just("a name of 23 characters")];
    (tones, prop::option::weighted(0.8, (name, 100..=248_u8))).prop_map(|(tones, named)| {
        let mut set: Vec<CallProgressTone> = Vec::new();
        for (id, signal) in tones {
            let id: ToneId = id.parse().unwrap();
            if set.iter().all(|tone| tone.id.as_ref() != Some(&id)) {
                set.push(CallProgressTone {
                    number: u32::try_from(set.len()).unwrap(),
                    kind: ToneKind::named(id.as_str()),
                    id: Some(id),
                    signal,
                    default_duration: None,
                    detection_period: None,
                });
            }
        }
        let ids = || set.iter().filter_map(|tone| tone.id.clone());
        let default_ringback =
            ["ring", "rt"].iter().find_map(|name| ids().find(|id| id.as_str() == *name));
        let (name, number) = named.unzip();
        let package = Package {
            name: name.unwrap_or_default().to_owned(),
            number,
            default_ringback,
            ..Package::default()
        };
        ToneSet::new(set, Vec::new(), Vec::new()).unwrap().in_package(package).unwrap()
    })
}

fn assert_again(set: &ToneSet, text: &str) {
    let parsed = sbc::parse(text, wide());
    let errors: Vec<_> = parsed.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(parsed.tones.as_deref(), Some(std::slice::from_ref(set)), "{text}\n{errors:?}");
    assert_eq!(sbc::write(std::slice::from_ref(set)).exact().as_deref(), Ok(text));
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn a_package_that_the_lines_can_hold_is_written_and_read_again(set in packages()) {
        assert_again(&set, &sbc::write(std::slice::from_ref(&set)).exact().unwrap());
    }

    /// Most sets of all kinds have something that the lines cannot say.
    #[test]
    fn what_the_lines_do_not_say_of_sets_is_told(sets in vec(sets(), 1..3)) {
        let written = sbc::write(&sets);
        let parsed = sbc::parse(&written.text, wide());
        let errors: Vec<_> = parsed.diagnostics.iter().map(ToString::to_string).collect();
        if written.text.is_empty() {
            assert_nothing_left(&sets, &written.losses);
            return Ok(());
        }
        let Some(again) = parsed.tones else { panic!("{}\n{errors:?}", written.text) };
        assert_told(&sets, &written.losses, &again);
    }
}

/// A line that is nearly right.
fn line() -> impl Strategy<Value = String> {
    let start = select(vec![
        "set profiles media toneProfile a",
        "set profiles media toneProfile b",
        "set profiles media tonePackage p",
        "show profiles media tonePackage p",
        "set profiles media toneAndAnnouncementProfile t localRingBackTone",
        "% set",
        "}",
        "toneProfile a {",
    ]);
    let key = select(vec![
        "make1",
        "break1",
        "make2",
        "break2",
        "make3",
        "repeat",
        "repeat1",
        "generationMethod",
        "singleTone",
        "compositeTone",
        "modulatedTone",
        "tone1Frequency",
        "tone1Power",
        "tone2Frequency",
        "tone2Power",
        "tone2Apply",
        "carrierFrequency",
        "toneType",
        "toneProfile",
        "packageId",
        "signalingTonePackage",
        "\"",
        "{",
        ";",
    ]);
    let value = prop_oneof![
        3 => (-1..500_i64).prop_map(|n| n.to_string()),
        3 => select(vec!["a", "b", "p", "rt", "singleTone", "dualTone", "-1", "0", "440", "\"a b\"", "defBusy"])
            .prop_map(str::to_owned),
        1 => any::<i64>().prop_map(|n| n.to_string()),
        1 => "\\PC{0,8}",
    ];
    let pair = (key, value).prop_map(|(key, value)| format!(" {key} {value}"));
    prop_oneof![
        8 => (start, vec(pair, 0..5)).prop_map(|(start, pairs)| start.to_owned() + &pairs.concat()),
        1 => "\\PC{0,40}",
    ]
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn any_lines_are_answered_and_what_is_accepted_can_be_told_in_toml(
        lines in vec(line(), 0..10),
        playable in any::<bool>(),
        strict in any::<bool>(),
    ) {
        let start = if playable {
            "set profiles media toneProfile a make1 5 generationMethod singleTone \
             tone1Frequency 440 tone1Power -9\n"
        } else {
            ""
        };
        let text = start.to_owned() + &lines.join("\n");
        let parsed = sbc::parse(&text, sbc::Options { strict, ..Default::default() });
        assert_answered(&text, &parsed);
        for set in parsed.tones.unwrap_or_default() {
            let again = package::parse(&package::write(&set), package::Options::default());
            prop_assert_eq!(again.tones.as_ref(), Some(&set));
            if let Ok(lines) = sbc::write(std::slice::from_ref(&set)).exact() {
                assert_again(&set, &lines);
            }
        }
    }

    #[test]
    fn any_bytes_are_answered_as_lines(bytes in vec(any::<u8>(), 0..200)) {
        let source = Source::from_bytes("bytes", bytes);
        assert_answered(source.text(), &sbc::parse(source.text(), sbc::Options::default()));
    }
}

/// Nesting, long lines, repetitions without end and a dump of something else take little, and the
/// last is one diagnostic.
#[test]
fn hostile_lines_take_little() {
    let nested = "a {".repeat(200_000) + &"b 1;".repeat(50_000);
    let long = "set profiles media toneProfile a ".to_owned() + &"make1 ".repeat(200_000);
    let keys = "set profiles media toneProfile a ".to_owned() + &"made 1 ".repeat(200_000);
    for text in [&nested, &long, &keys] {
        let parsed = sbc::parse(text, sbc::Options::default());
        assert!(parsed.tones.is_none() && parsed.diagnostics.len() <= 10_001);
    }
    let parsed = sbc::parse(&keys, sbc::Options::default());
    assert!(parsed.diagnostics.last().unwrap().problem_of::<MoreProblems>().is_some());
    let profile = |n| {
        format!(
            "set profiles media toneProfile p{n} make1 1 break1 1 repeat1 9999 repeat 4000000000 \
             generationMethod singleTone tone1Frequency 440 tone1Power -9\n"
        )
    };
    let many: String = (0..2000).map(profile).collect();
    let parsed = sbc::parse(&many, sbc::Options::default());
    let limits = parsed.diagnostics.iter().filter(|d| d.code() == "too-many-pairs");
    assert_eq!(limits.count(), 2000);
    let dump = "set addressContext default zone Z\nnonsense\n".repeat(100_000);
    let parsed = sbc::parse(&dump, sbc::Options::default());
    let problems: Vec<&SbcProblem> =
        parsed.diagnostics.iter().map(|d| d.problem_of().unwrap()).collect();
    let foreign = &SbcProblem::ForeignLines { count: 100_000 };
    let unknown = &SbcProblem::UnknownLines { count: 100_000 };
    assert_eq!(problems, [&SbcProblem::NothingDefined, foreign, unknown]);
}

fn segment(on_ms: u64, off_ms: u64, comps: &[(u64, i32)]) -> Segment {
    let comp = |&(hertz, dbm0): &(u64, i32)| Comp {
        millihertz: hertz * 1000,
        centi_dbm0: dbm0 * 100,
        modulation: None,
    };
    Segment { on_ms, off_ms, components: comps.iter().map(comp).collect() }
}

/// From the text of a file to the samples, at two rates, over the cycle and a half.
fn assert_plays(signal: &Signal, cycle: &[Segment]) {
    for hertz in [8_000, 11_025] {
        let description = Description {
            rate: hertz,
            lead: Vec::new(),
            cycle: cycle.to_vec(),
            ramp_ms: 0,
            swell: None,
        };
        let mut oracle = Oracle::new(description);
        let rate = SampleRate::new(hertz).unwrap();
        let renderer = Renderer::new(signal, rate, RenderOptions::default()).unwrap();
        let ms: u64 = cycle.iter().map(|segment| segment.on_ms + segment.off_ms).sum();
        let count = rate.first_sample_at(ms * 3 / 2);
        let mut samples = vec![0_i16; usize::try_from(count).unwrap()];
        renderer.render(0, &mut samples);
        let expected: Vec<_> = (0..count).map(|n| oracle.i16_at(n)).collect();
        assert_same(&samples, &expected, &format!("at {hertz} Hz"));
    }
}

#[test]
fn a_special_information_tone_plays_its_three_steps() {
    let steps = [
        segment(330, 0, &[(950, -13)]),
        segment(330, 0, &[(1400, -13)]),
        segment(330, 1000, &[(1800, -13)]),
    ];
    let lines = include_str!("../../testdata/packages/ok/sit-lines.sbc");
    let sets = sbc::parse(lines, sbc::Options::default()).into_tones().unwrap();
    assert_plays(&sets[0].tone_by_id("sit").unwrap().signal, &steps);
    let toml = include_str!("../../testdata/packages/ok/special-information.toml");
    let set = package::parse(toml, package::Options::default()).into_tones().unwrap();
    assert_plays(&set.tone_by_id("sit").unwrap().signal, &steps);
}

#[test]
fn a_composite_tone_plays_each_component_in_its_make_periods() {
    let periods = [
        segment(200, 100, &[(350, -13), (440, -13)]),
        segment(200, 100, &[(350, -13)]),
        segment(200, 2000, &[(350, -13), (440, -20), (620, -26)]),
    ];
    let lines = include_str!("../../testdata/packages/ok/composite-lines.sbc");
    let sets = sbc::parse(lines, sbc::Options::default()).into_tones().unwrap();
    assert_plays(&sets[0].tone_by_id("composite").unwrap().signal, &periods);
    let toml = include_str!("../../testdata/packages/ok/composite.toml");
    let set = package::parse(toml, package::Options::default()).into_tones().unwrap();
    assert_plays(&set.tone_by_id("composite").unwrap().signal, &periods);
}

/// What the vendor states of -1 and 0, and what is decided about repetitions.
#[test]
fn sentinels_and_repetitions_are_decoded() {
    let cadence = |set: &ToneSet, id: &str| {
        let cadence = set.tone_by_id(id).unwrap().signal.cadence().clone();
        (cadence.lead().to_vec(), cadence.cycle().to_vec())
    };
    let parse = |text| sbc::parse(text, sbc::Options::default()).into_tones().unwrap().remove(0);
    let set = parse(include_str!("../../testdata/packages/ok/sentinels.sbc"));
    let steady = Cadence::continuous().cycle().to_vec();
    for (id, lead, cycle) in [
        ("dial", vec![], steady.clone()),
        ("default", vec![], vec![OnOff::new(250, 500)]),
        ("joined", vec![], vec![OnOff::new(250, 0), OnOff::new(100, 50)]),
        ("once", vec![OnOff::new(400, 0)], vec![]),
        ("twice", vec![OnOff::new(100, 100), OnOff::new(100, 0)], vec![]),
    ] {
        assert_eq!(cadence(&set, id), (lead, cycle), "{id}");
    }
    let set = parse(include_str!("../../testdata/packages/ok/repeats.sbc"));
    let both = [OnOff::new(50, 50), OnOff::new(50, 50), OnOff::new(200, 300)].repeat(2);
    for (id, lead, cycle) in [
        ("stutter", vec![OnOff::new(100, 100); 10], steady),
        ("confirmation", vec![OnOff::new(100, 100); 3], vec![]),
        ("forEver", vec![], vec![OnOff::new(100, 100)]),
        ("both", both, vec![]),
    ] {
        assert_eq!(cadence(&set, id), (lead, cycle), "{id}");
    }
}
