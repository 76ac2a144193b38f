//! Tone and cadence scripts: files, what is written and read again, text that nobody wrote, and what
//! published scripts sound like.

use std::collections::BTreeSet;
use std::path::PathBuf;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::files::{assert_as_written, documented, files_in, listed, read, shown};
use super::matrix::translated;
use super::oracle::{Comp, Description, Oracle, Segment};
use super::packages::{assert_answered, wide};
use super::{assert_same, cases};
use crate::diagnostic::Source;
use crate::model::{
    Cadence, CallProgressTone, Component, Entry, OnOff, RingingPattern, Signal, ToneId, ToneKind,
    ToneSet, Voice,
};
use crate::notation::tonescript::{self, ToneScriptProblem};
use crate::notation::translation::{Unfit, What, Written};
use crate::notation::{Notation, Options, Parsed};
use crate::synth::{RenderOptions, Renderer};
use crate::units::{DbM0, Hertz, SampleRate};

/// The text, and what is not in it, as comments behind it.
pub(super) fn with_losses(written: &Written) -> String {
    let losses = written.losses.iter().map(|loss| format!("# {loss}\n"));
    written.text.clone() + &losses.collect::<String>()
}

/// Files of a folder as they must read: diagnostics, and what is written back.
pub(super) fn assert_read(
    folder: &str,
    parse: fn(&str, Options) -> Parsed,
    write: fn(&ToneSet) -> Written,
    notation: Notation,
) {
    for file in files_in(folder, "cfg") {
        let source = read(&file);
        let parsed = parse(source.text(), Options::default());
        assert_answered(source.text(), &parsed);
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
        let strict = Options { strict: true, ..Options::default() };
        assert_as_written(&file, "strict", &listed(&parse(source.text(), strict), &source));
        let set = parsed.into_tones().unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let written = write(&set);
        assert_as_written(&file, "canonical", &with_losses(&written));
        translated(&[set], notation);
    }
}

/// Files of a folder that must have an error.
pub(super) fn assert_refused(folder: &str, parse: fn(&str, Options) -> Parsed) {
    for file in files_in(folder, "cfg") {
        let source = read(&file);
        let parsed = parse(source.text(), Options::default());
        assert_answered(source.text(), &parsed);
        assert!(parsed.tones.is_none(), "{} has an error", file.display());
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
    }
}

/// The codes that a page lists, each in a file that has it; files that show limits would be as long.
pub(super) fn assert_codes_shown(page: &str, folders: [&str; 2]) {
    let mut documented = documented(page, "## Diagnostics");
    for code in ["more-problems", "too-long"] {
        assert!(documented.remove(code), "{code} is documented");
    }
    let files: Vec<PathBuf> = folders.iter().flat_map(|folder| files_in(folder, "cfg")).collect();
    let shown = shown(&files);
    assert_eq!(shown.iter().map(String::as_str).collect::<BTreeSet<_>>(), documented);
}

#[test]
fn scripts_that_can_be_played_give_the_set_written_beside_them() {
    assert_read("tonescript/ok", tonescript::parse, tonescript::write, Notation::ToneScript);
}

#[test]
fn scripts_with_faults_give_the_diagnostics_written_beside_them() {
    assert_refused("tonescript/bad", tonescript::parse);
}

#[test]
fn every_code_of_the_page_is_shown_by_a_file() {
    let page = include_str!("../../docs/tonescript.md");
    assert_codes_shown(page, ["tonescript/ok", "tonescript/bad"]);
}

fn component() -> impl Strategy<Value = Component> {
    (1..4_000_u32, -2000..=60_i32).prop_map(|(hertz, tenths)| {
        let level = DbM0::from_hundredths(tenths * 10).unwrap();
        Component::new(Hertz::new(hertz).unwrap(), level)
    })
}

/// A cadence that two sections make, and whose last section is not a ring's minute.
fn cadence() -> impl Strategy<Value = Cadence> {
    let time = || prop_oneof![1 => Just(0), 3 => 1..=5000_u32];
    let pair = (time(), time(), 0..2_usize);
    let pairs = || vec(pair.clone(), 1..=3);
    (pairs(), 1..6_usize, pairs(), 0..4_u8).prop_filter_map("some time", |parts| {
        let (lead, times, cycle, shape) = parts;
        let laid = |pairs: &[(u32, u32, usize)]| {
            let one = |&(on, off, voice): &(u32, u32, usize)| {
                OnOff::new(on, off).with_voice(if on == 0 { 0 } else { voice })
            };
            pairs.iter().filter(|pair| pair.0 + pair.1 > 0).map(one).collect::<Vec<_>>()
        };
        let (lead, cycle) = (laid(&lead).repeat(times), laid(&cycle));
        match shape {
            0 => Cadence::new([], cycle),
            1 => Cadence::new(lead, cycle),
            2 => Cadence::new(lead, []),
            _ => Cadence::new(lead, [OnOff::new(1, 0)]),
        }
        .ok()
    })
}

/// Sets that a profile holds exactly.
fn exact_sets() -> impl Strategy<Value = ToneSet> {
    let names = [
        (None, Some(ToneKind::DIAL)),
        (None, Some(ToneKind::BUSY)),
        (None, Some(ToneKind::SPECIAL_INFORMATION)),
        (None, Some(ToneKind::SPECIAL_INFORMATION)),
        (Some("Outside_Dial_Tone"), None),
        (Some("CWT3_Cadence"), Some(ToneKind::CALL_WAITING)),
    ];
    let voice = || vec(component(), 1..=3).prop_map(|all| Voice::new(all).unwrap());
    let tone = (vec(voice(), 2), cadence());
    let tones = vec(tone, 0..=names.len());
    let rings = (vec(cadence(), 0..4), 10..=100_u32);
    (tones, rings).prop_filter_map("a voice that sounds", move |(tones, (rings, hertz))| {
        let tone = |(place, (voices, cadence)): (usize, (Vec<Voice>, Cadence))| {
            let (id, kind) = names[place];
            let cadence = if place == 5 { cadence.with_one_voice() } else { cadence };
            let signal = Signal::with_voices(voices, cadence).unwrap().heard();
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
        let ring = |(number, cadence): (u32, Cadence)| {
            RingingPattern::new(number, Hertz::new(hertz).unwrap(), &cadence)
        };
        ToneSet::new(tones?, Vec::new(), (1..).zip(rings).map(ring).collect()).ok()
    })
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn what_a_profile_holds_is_written_without_a_loss(set in exact_sets()) {
        let written = tonescript::write(&set);
        translated(std::slice::from_ref(&set), Notation::ToneScript);
        // A script may be longer than 127 characters, and nothing else is in the way.
        for loss in &written.losses {
            let what = &loss.problem.what;
            let is_long = matches!(what, What::LeftOut(Unfit::Cadence));
            prop_assert!(is_long, "{loss}");
        }
        // A device takes it: nothing in it is beyond what the vendor states.
        let strict = Options { strict: true, ..wide() };
        prop_assert!(tonescript::parse(&written.text, strict).tones.is_some(), "{}", written.text);
    }
}

/// A script that is nearly right.
fn script() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        6 => select(vec![
            "440@-19", "480@-19", ",", ";", "*", "(", ")", "/", "1+2", "10(", "60(", "*/0/1", ".5/.5/1",
            "2/4", "0", "0/4/0", "@", "-", "+", ".", " ", "400*33@-19", "&#43;", "&lt;", "\"",
        ]).prop_map(str::to_owned),
        1 => any::<u64>().prop_map(|n| n.to_string()),
        1 => "\\PC{0,3}",
    ];
    vec(part, 0..9).prop_map(|parts| parts.concat())
}

pub(super) fn settings(
    names: Vec<&'static str>,
    script: impl Strategy<Value = String>,
) -> impl Strategy<Value = String> {
    let setting = (select(names), script, 0..6_u8).prop_map(|(name, script, form)| match form {
        0 => format!("{name}: {script}"),
        1 => script,
        2 => format!("{name} = \"{script}\" ;"),
        3 => format!("<{name}>{script}"),
        _ => format!("<{name} a=\"b\">{script}</{name}>"),
    });
    (any::<bool>(), vec(setting, 0..6)).prop_map(|(xml, lines)| {
        let start = if xml { "<flat-profile>\n" } else { "" };
        start.to_owned() + &lines.join("\n")
    })
}

const NAMES: [&str; 8] = [
    "Dial_Tone",
    "Ring Back Tone",
    "Ring1_Cadence",
    "CWT1_Cadence",
    "CWT_Frequency",
    "Ring_Frequency",
    "x",
    "SIT4_Tone",
];

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn any_scripts_are_answered(text in settings(NAMES.to_vec(), script()), strict in any::<bool>()) {
        let parsed = tonescript::parse(&text, Options { strict, ..Options::default() });
        assert_answered(&text, &parsed);
        if let Some(set) = parsed.tones {
            translated(&[set], Notation::ToneScript);
        }
    }

    #[test]
    fn any_bytes_are_answered_as_scripts(bytes in vec(any::<u8>(), 0..200)) {
        let source = Source::from_bytes("bytes", bytes);
        assert_answered(source.text(), &tonescript::parse(source.text(), Options::default()));
    }
}

/// Repetition without end, lists of a megabyte, and faults by the thousand.
#[test]
fn hostile_scripts_take_little() {
    let most = (1 << 20) - 100;
    let many = |part: &str| part.repeat(most / part.len());
    for text in [
        "Dial_Tone=440@-19;4294967(.001/.001/1)".to_owned(),
        format!("Dial_Tone=440@-19;*({}1/1/1)", many("1/1/1,")),
        format!("Dial_Tone=440@-19;*(1/1/1{})", many("+1")),
        format!("Dial_Tone={}440@-19;1(1/1/1)", many("1@1,")),
        format!("Dial_Tone=440@-19;{}", many("1(1/1/2);")),
        many("Dial_Tone=440@-19;1(1/1/1)\n"),
        many("<Ring1_Cadence>"),
    ] {
        let parsed = tonescript::parse(&text, Options::default());
        assert!(parsed.tones.is_none() || parsed.diagnostics.len() <= 10_001);
    }
    let parsed = tonescript::parse(&" ".repeat((1 << 20) + 1), Options::default());
    let problem = parsed.diagnostics[0].problem_of();
    assert_eq!(problem, Some(&ToneScriptProblem::TooLong { limit: 1 << 20 }));
}

fn file(name: &str) -> ToneSet {
    let path = format!("{}/testdata/tonescript/ok/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    tonescript::parse(&text, Options::default()).into_tones().unwrap()
}

/// The vendor's defaults, by hand.
#[test]
fn published_scripts_sound_as_their_guides_say() {
    let set = file("defaults.cfg");
    let cadence = |id: &str| {
        let cadence = set.tone_by_id(id).unwrap().signal.cadence();
        (cadence.lead().to_vec(), cadence.cycle().to_vec())
    };
    let pair = OnOff::new;
    // "Segment 1: On=forever", "Total Tone Length = 10s".
    assert_eq!(cadence("dt"), (vec![pair(10_000, 0)], vec![]));
    assert_eq!(cadence("rt"), (vec![], vec![pair(2000, 4000)]));
    assert_eq!(cadence("bt"), (vec![pair(500, 500); 10], vec![]));
    assert_eq!(cadence("sl"), ([vec![pair(100, 100); 10], vec![pair(10_000, 0)]].concat(), vec![]));
    assert_eq!(cadence("CWT2_Cadence").0, [pair(100, 100), pair(100, 9700)].repeat(3));
    // 20 s of 5.14 s, of which the last is cut in its silence.
    let sit = set.tone_by_id("sit").unwrap();
    let steps = [pair(380, 0), pair(380, 0).with_voice(1), pair(380, 0).with_voice(2)];
    let once = [&steps[..], &[pair(0, 4000)]].concat();
    let last = [&steps[..], &[pair(0, 3440)]].concat();
    assert_eq!(sit.signal.cadence().lead(), [once.repeat(3), last].concat());
    let voices: Vec<_> = [985, 1428, 1777]
        .map(|hertz| Voice::sine(Hertz::new(hertz).unwrap(), DbM0::from_hundredths(-1600).unwrap()))
        .into();
    assert_eq!(sit.signal.voices(), voices);
    let ring = |number| set.pattern(number).unwrap().cadence().clone();
    assert_eq!(ring(1), Cadence::new([], [pair(2000, 4000)]).unwrap());
    assert_eq!(
        ring(4),
        Cadence::new([], [pair(300, 200), pair(1000, 200), pair(300, 4000)]).unwrap()
    );
    assert_eq!(ring(5), Cadence::new([pair(500, 500)], []).unwrap());
    let bursts = file("profile.cfg").pattern(1).unwrap().cadence().clone();
    assert_eq!(bursts, Cadence::new([pair(300, 300); 3], [pair(1000, 3000)]).unwrap());
    assert_eq!(set.entries().filter(|entry| matches!(entry, Entry::Pattern(_))).count(), 9);
}

/// A set that nobody has to round is the same again.
#[test]
fn the_defaults_are_written_without_a_loss() {
    let set = file("defaults.cfg");
    let text = tonescript::write(&set).exact().unwrap();
    assert_eq!(tonescript::parse(&text, Options::default()).into_tones().unwrap(), set);
}

/// A section that is cut in its on time, sample by sample, and the silence behind it.
#[test]
fn a_tone_ends_at_the_sample_where_its_section_does() {
    let segment = |on_ms, off_ms, hertz: &[u64]| {
        let comp =
            |&hertz: &u64| Comp { millihertz: hertz * 1000, centi_dbm0: -1600, modulation: None };
        Segment { on_ms, off_ms, components: hertz.iter().map(comp).collect() }
    };
    let script = "SIT1_Tone=985@-16,1371@-16,1777@-16;1.5(.38/0/1,.274/0/2,.38/0/3,0/.1/0)";
    let set = tonescript::parse(script, Options::default()).into_tones().unwrap();
    let lead = vec![
        segment(380, 0, &[985]),
        segment(274, 0, &[1371]),
        segment(380, 0, &[1777]),
        segment(0, 100, &[]),
        segment(366, 0, &[985]),
    ];
    for hertz in [8000, 11_025] {
        let rate = SampleRate::new(hertz).unwrap();
        let description =
            Description { rate: hertz, lead: lead.clone(), cycle: vec![], ramp_ms: 0, swell: None };
        let mut oracle = Oracle::new(description);
        let signal = &set.tones()[0].signal;
        let renderer = Renderer::new(signal, rate, RenderOptions::default()).unwrap();
        let mut found = vec![0_i16; usize::try_from(rate.first_sample_at(1600)).unwrap()];
        renderer.render(0, &mut found);
        let expected: Vec<_> = (0..).take(found.len()).map(|n| oracle.i16_at(n)).collect();
        assert_same(&found, &expected, &format!("at {hertz} Hz"));
    }
}
