//! Tone scripts: what is written is read again, what is not there is told; any text is answered; and
//! the files of `testdata/tgml/` mean what stands beside them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::cases;
use super::files::{assert_as_written, documented, listed, read, shown};
use super::matrix::translated;
use super::packages::assert_answered;
use crate::model::{
    Cadence, CallProgressTone, Component, OnOff, Package, Signal, ToneKind, ToneSet, Voice,
};
use crate::notation::Notation;
use crate::notation::tgml::{self, TgmlProblem};
use crate::units::{DbM0, Hertz};

/// 20·log10 of the number of components, in hundredths of a dB.
fn share(components: usize) -> i32 {
    [0, 0, 602, 954, 1204][components]
}

/// Sets that scripts hold as they are.
fn held() -> impl Strategy<Value = Vec<ToneSet>> {
    let hertz =
        (1..4_000_000_u32).prop_map(|millihertz| Hertz::from_millihertz(millihertz).unwrap());
    let voice = (vec(hertz, 1..=4), -6300..=0).prop_map(|(hertz, volume)| {
        let level = DbM0::from_hundredths(volume - share(hertz.len())).unwrap();
        Voice::new(hertz.into_iter().map(|hertz| Component::new(hertz, level))).unwrap()
    });
    let time = || prop_oneof![1 => Just(0), 4 => 1..=5000_u32, 1 => 1..=268_435_455_u32];
    let pairs = vec((time(), time(), 0..3_usize), 1..5);
    let signal =
        (vec(voice, 3), pairs, 0..3_usize).prop_filter_map("time", |(voices, pairs, end)| {
            let pair =
                |&(on, off, voice): &(u32, u32, usize)| OnOff::new(on, off).with_voice(voice);
            let pairs: Vec<_> = pairs.iter().map(pair).collect();
            let cadence = match end {
                0 => Cadence::new([], pairs),
                times => Cadence::new(pairs.repeat(times), []),
            };
            Some(Signal::with_voices(voices, cadence.ok()?).ok()?.heard())
        });
    let word =
        select(vec!["ringback", "dial", "busy", "sit", "us-ring", "transfer_ringback", "x", ""]);
    let name = prop::option::of(select(vec!["us", "uk-2"]));
    vec((vec((word, signal), 0..4), name), 0..3).prop_map(|sets| {
        let set = |(tones, name): (Vec<(&str, Signal)>, Option<&str>)| {
            let mut words = BTreeSet::new();
            let mut set = Vec::new();
            let fresh = |word: &str| word.is_empty() || words.insert(word.to_owned());
            let mut fresh = fresh;
            for (word, signal) in tones.into_iter().filter(|(word, _)| fresh(word)) {
                let kind = match word {
                    "ringback" | "us-ring" | "transfer_ringback" => Some(ToneKind::RINGBACK),
                    "dial" => Some(ToneKind::DIAL),
                    "busy" => Some(ToneKind::BUSY),
                    "sit" => Some(ToneKind::SPECIAL_INFORMATION),
                    _ => None,
                };
                let named = ["us-ring", "transfer_ringback", "x"].contains(&word);
                let id = named.then(|| word.parse().unwrap());
                let number = u32::try_from(set.len()).unwrap();
                let (default_duration, detection_period) = (None, None);
                set.push(CallProgressTone {
                    number,
                    id,
                    kind,
                    signal,
                    default_duration,
                    detection_period,
                });
            }
            let set = ToneSet::new(set, Vec::new(), Vec::new()).unwrap();
            match name {
                None => set,
                Some(name) => {
                    let name = name.to_owned();
                    set.in_package(Package { name, ..Package::default() }).unwrap()
                }
            }
        };
        sets.into_iter().map(set).collect()
    })
}

/// A line that is nearly right.
fn nearly() -> impl Strategy<Value = String> {
    let name = select(vec![
        "",
        "ringback=",
        "us-ring=",
        "x => ",
        "tone_stream://",
        "b=tone_stream://",
        "{loops=3}tone_stream://",
        "<a data=\"x=",
    ]);
    let segment = prop_oneof![
        4 => "%\\([0-9]{1,4},[0-9]{1,4}(,[0-9]{1,4}(\\.[0-9])?){0,3}\\)",
        2 => "[vdwlLcr><+x]=-?[0-9]{1,3}",
        1 => "[0-9A-D*#]{1,4}(\\([0-9]{1,3},[0-9]{1,3}\\))?",
        1 => "loops=-?[0-9]{1,2}",
        1 => "[%(),;=|0-9 &ü.-]{0,8}",
    ];
    prop_oneof![
        9 => (name, vec(segment, 0..5)).prop_map(|(name, all)| name.to_owned() + &all.join(";")),
        1 => "\\[[a-z]{0,3}\\]",
        1 => "\\PC{0,20}",
    ]
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn sets_that_it_holds_are_written_and_read_again(sets in held()) {
        let text = tgml::write(&sets).exact().unwrap();
        let parsed = tgml::parse(&text, tgml::Options::default());
        prop_assert_eq!(parsed.tones.as_ref(), Some(&sets), "{}", text);
    }

    #[test]
    fn any_lines_are_answered(lines in vec(nearly(), 0..8), strict in any::<bool>()) {
        let text = lines.join("\n");
        let parsed = tgml::parse(&text, tgml::Options { strict, ..Default::default() });
        assert_answered(&text, &parsed);
        if let Some(sets) = parsed.tones {
            let written = tgml::write(&sets);
            let again = tgml::parse(&written.text, tgml::Options::default());
            prop_assert_eq!(again.tones.as_ref(), Some(&sets), "{}\n{}", text, written.text);
        }
    }
}

fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/tgml").join(folder);
    let files = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let is_text = |path: &PathBuf| {
        path.extension().is_some_and(|end| ["txt", "xml", "conf"].iter().any(|own| end == *own))
    };
    let mut files: Vec<_> = files.filter(is_text).collect();
    files.sort();
    files
}

#[test]
fn files_that_can_be_played_give_the_sets_written_beside_them() {
    for file in files("ok") {
        let source = read(&file);
        let parsed = tgml::parse(source.text(), tgml::Options::default());
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
        let strict = tgml::Options { strict: true, ..Default::default() };
        let strict = listed(&tgml::parse(source.text(), strict), &source);
        assert_as_written(&file, "strict", &strict);
        let sets = parsed.into_tones().unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let written = tgml::write(&sets);
        assert_as_written(&file, "canonical", &written.text);
        translated(&sets, Notation::Tgml);
    }
}

#[test]
fn files_with_faults_give_the_diagnostics_written_beside_them() {
    for file in files("bad") {
        let source = read(&file);
        let parsed = tgml::parse(source.text(), tgml::Options::default());
        assert!(parsed.tones.is_none(), "{} has an error", file.display());
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
    }
}

#[test]
fn every_code_of_tone_scripts_is_shown_by_a_file() {
    let mut documented = documented(include_str!("../../docs/tgml.md"), "## Diagnostics");
    for code in ["more-problems", "too-long", "nothing-defined"] {
        assert!(documented.remove(code), "{code} is documented");
    }
    let shown = shown(&[files("ok"), files("bad")].concat());
    assert_eq!(shown.iter().map(String::as_str).collect::<BTreeSet<_>>(), documented);
}

/// FreeSWITCH's vars.xml: the ring of North America and the special information tone.
#[test]
fn published_scripts_are_the_signals_that_freeswitch_means() {
    let text = include_str!("../../testdata/tgml/ok/vars.xml");
    let sets = tgml::parse(text, tgml::Options::default()).into_tones().unwrap();
    let voice = |millihertz: &[u32], level| {
        let level = DbM0::from_hundredths(level).unwrap();
        let one = |&hertz: &u32| Component::new(Hertz::from_millihertz(hertz).unwrap(), level);
        Voice::new(millihertz.iter().map(one)).unwrap()
    };
    let ring = Cadence::new([], [OnOff::new(2000, 4000)]).unwrap();
    let ring = Signal::new(voice(&[440_000, 480_000], -1302), ring).unwrap();
    assert_eq!(sets[0].tone_by_id("us-ring").unwrap().signal, ring);
    let steps = [(274, 0), (274, 1), (380, 2)];
    let steps = steps.map(|(on, voice)| OnOff::new(on, 0).with_voice(voice));
    let voices = [913_800, 1_370_600, 1_776_700].map(|hertz| voice(&[hertz], -700));
    let sit = Signal::with_voices(voices.to_vec(), Cadence::new(steps, []).unwrap()).unwrap();
    let sit_tone = sets[0].tones().iter().find(|t| t.kind == Some(ToneKind::SPECIAL_INFORMATION));
    assert_eq!(sit_tone.unwrap().signal, sit);
}

#[test]
fn hostile_scripts_take_little() {
    let digits = format!("a=tone_stream://{}", "1".repeat(500_000));
    let segments = format!("a=%(1,1,440){}", ";".repeat(500_000));
    let passes = "a=L=999999999;v=-1;%(0,0,440)".to_owned();
    let lines = "a=%(1,1,1)\n".repeat(90_000);
    let settings = format!("a=L=9999;%(1,1,440);{}", "v=-1;".repeat(200_000));
    for text in [&digits, &segments, &passes, &lines, &settings] {
        let parsed = tgml::parse(text, tgml::Options::default());
        assert!(parsed.diagnostics.len() <= 10_001);
    }
    let parsed = tgml::parse(&" ".repeat((1 << 20) + 1), tgml::Options::default());
    let problem = parsed.diagnostics[0].problem_of();
    assert_eq!(problem, Some(&TgmlProblem::TooLong { limit: 1 << 20 }));
}
