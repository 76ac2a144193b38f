//! `indications.conf`: what is written is read again, what is not there is told; any text is
//! answered; and the files of `testdata/indications/` mean what stands beside them.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::cases;
use super::files::{assert_as_written, documented, files_in, listed, read, shown};
use super::matrix::translated;
use super::packages::assert_answered;
use crate::model::{
    Cadence, CallProgressTone, Component, Depth, Modulation, OnOff, Package, RingingPattern,
    Signal, ToneKind, ToneSet, Voice,
};
use crate::notation::Notation;
use crate::notation::indications::{self, IndicationsProblem};
use crate::units::{DbM0, Hertz, Millis};

fn level(hundredths: i32) -> DbM0 {
    DbM0::from_hundredths(hundredths).unwrap()
}

fn exact_voice() -> impl Strategy<Value = Voice> {
    let hertz = || (1..4000_u32).prop_map(|hertz| Hertz::new(hertz).unwrap());
    let plain = |hertz| Component::new(hertz, level(-1000));
    let sum =
        vec(hertz(), 1..=2).prop_map(move |all| Voice::new(all.into_iter().map(plain)).unwrap());
    let modulated = (hertz(), hertz()).prop_map(move |(carrier, frequency)| {
        let depth = Depth::from_thousandths(900).unwrap();
        let modulation = Some(Modulation { frequency, depth });
        Voice::new([Component { modulation, ..plain(carrier) }]).unwrap()
    });
    prop_oneof![3 => sum, 1 => modulated]
}

fn pairs(voices: usize) -> impl Strategy<Value = Vec<OnOff>> {
    let time = || prop_oneof![1 => Just(0), 4 => 1..=5000_u32, 1 => 1..=268_435_455_u32];
    let pair = (time(), time(), 0..voices);
    vec(pair.prop_map(|(on, off, voice)| OnOff::new(on, off).with_voice(voice)), 0..5)
}

/// Countries that the notation holds as they are.
fn countries() -> impl Strategy<Value = Vec<ToneSet>> {
    let signal = vec(exact_voice(), 1..=3).prop_flat_map(|voices| {
        let count = voices.len();
        (Just(voices), pairs(count), pairs(count)).prop_filter_map(
            "time",
            |(voices, lead, cycle)| {
                let cadence = Cadence::new(lead, cycle).ok()?;
                Some(Signal::with_voices(voices, cadence).ok()?.heard())
            },
        )
    });
    let words = select(vec!["dial", "ring", "busy", "info", "record", "dialrecall", "std"]);
    let tones = vec((words, signal), 0..5);
    let ringing = prop::option::of(pairs(1).prop_filter_map("time", |cycle| {
        Some(RingingPattern::new(0, Hertz::new(20).unwrap(), &Cadence::new([], cycle).ok()?))
    }));
    let description = prop_oneof![Just(String::new()), Just("a; b \\; c".to_owned())];
    let name = prop::option::of(select(vec!["us", "uk", "us-old", "xx_1"]));
    vec((tones, ringing, name, description), 0..4).prop_map(|sets| {
        let mut names = BTreeSet::new();
        let mut all = Vec::new();
        for (tones, ringing, name, description) in sets {
            let mut words = BTreeSet::new();
            let mut set = Vec::new();
            for (word, signal) in tones.into_iter().filter(|(word, _)| words.insert(*word)) {
                let kind = match word {
                    "dial" => Some(ToneKind::DIAL),
                    "ring" => Some(ToneKind::RINGBACK),
                    "busy" => Some(ToneKind::BUSY),
                    "info" => Some(ToneKind::SPECIAL_INFORMATION),
                    _ => None,
                };
                let id = kind.is_none().then(|| word.parse().unwrap());
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
            let set = ToneSet::new(set, Vec::new(), Vec::from_iter(ringing)).unwrap();
            all.push(match name.filter(|name| names.insert(*name)) {
                None => set,
                Some(name) => {
                    let name = name.to_owned();
                    set.in_package(Package { name, description, ..Package::default() }).unwrap()
                }
            });
        }
        all
    })
}

/// A line that is nearly right.
fn nearly() -> impl Strategy<Value = String> {
    let item = prop_oneof![
        4 => "!?M?[0-9]{1,4}([+*]M?[0-9]{1,4})?(/[0-9]{1,4})?",
        1 => "[!M+*/0-9 .|x-]{0,8}",
        1 => "\\PC{0,6}",
    ];
    let name = prop_oneof![
        select(vec![
            "dial",
            "ring",
            "ringcadence",
            "alias",
            "description",
            "x",
            "dialtone",
            "country"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    let section = select(vec![
        "[us]",
        "[uk]",
        "[general]",
        "[tones]",
        "[x](!)",
        "[y](us)",
        "[",
        ";--",
        "--;",
    ]);
    prop_oneof![
        2 => section.prop_map(str::to_owned),
        8 => (name, vec(item, 0..4)).prop_map(|(name, items)| format!("{name} = {}", items.join(","))),
        1 => Just("alias = us".to_owned()),
        1 => "\\PC{0,20}",
    ]
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn countries_that_it_holds_are_written_and_read_again(sets in countries()) {
        let text = indications::write(&sets).exact().unwrap();
        let parsed = indications::parse(&text, indications::Options::default());
        prop_assert_eq!(parsed.tones.as_ref(), Some(&sets), "{}", text);
    }

    #[test]
    fn any_lines_are_answered(lines in vec(nearly(), 0..10), strict in any::<bool>()) {
        let text = lines.join("\n");
        let options = indications::Options { strict, ..Default::default() };
        let parsed = indications::parse(&text, options);
        assert_answered(&text, &parsed);
        if let Some(sets) = parsed.tones {
            translated(&sets, Notation::Indications);
        }
    }
}

#[test]
fn files_that_can_be_played_give_the_sets_written_beside_them() {
    for file in files_in_any("indications/ok") {
        let source = read(&file);
        let parsed = indications::parse(source.text(), indications::Options::default());
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
        let strict = indications::Options { strict: true, ..Default::default() };
        let strict = listed(&indications::parse(source.text(), strict), &source);
        assert_as_written(&file, "strict", &strict);
        let sets = parsed.into_tones().unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let written = indications::write(&sets);
        assert_as_written(&file, "canonical", &written.text);
        translated(&sets, Notation::Indications);
    }
}

fn files_in_any(folder: &str) -> Vec<std::path::PathBuf> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder);
    let files = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|end| end == "conf")).collect();
    files.sort();
    files
}

#[test]
fn files_with_faults_give_the_diagnostics_written_beside_them() {
    for file in files_in("indications/bad", "conf") {
        let source = read(&file);
        let parsed = indications::parse(source.text(), indications::Options::default());
        assert!(parsed.tones.is_none(), "{} has an error", file.display());
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
    }
}

#[test]
fn every_code_of_indications_is_shown_by_a_file() {
    let page = include_str!("../../docs/indications.md");
    let mut documented = documented(page, "## Diagnostics");
    for code in ["more-problems", "too-long", "too-many-pairs", "nothing-defined"] {
        assert!(documented.remove(code), "{code} is documented");
    }
    let files = [files_in_any("indications/ok"), files_in_any("indications/bad")].concat();
    let shown = shown(&files);
    assert_eq!(shown.iter().map(String::as_str).collect::<BTreeSet<_>>(), documented);
}

fn tone(text: &str) -> Signal {
    let text = format!("[us]\ndescription = x\nt = {text}\n");
    let sets = indications::parse(&text, indications::Options::default()).into_tones().unwrap();
    sets[0].tones()[0].signal.clone()
}

/// Asterisk's sample: dial and information tone of North America, India's ring, Germany's call waiting.
#[test]
fn published_lists_are_the_signals_that_asterisk_means() {
    let voice = |hertz: &[u32]| {
        let component = |hertz: &u32| Component::new(Hertz::new(*hertz).unwrap(), level(-1000));
        Voice::new(hertz.iter().map(component)).unwrap()
    };
    let dial = Signal::new(voice(&[350, 440]), Cadence::continuous()).unwrap();
    assert_eq!(tone("350+440"), dial);
    let step = |voice| OnOff::new(330, 0).with_voice(voice);
    let voices = vec![voice(&[950]), voice(&[1400]), voice(&[1800])];
    let info = Cadence::new([step(0), step(1), step(2)], []).unwrap();
    let info = Signal::with_voices(voices, info).unwrap();
    assert_eq!(tone("!950/330,!1400/330,!1800/330,0"), info);
    assert_eq!(tone("!950/330,!1400/330,!1800/330"), info);
    let ring = tone("400*25/400,0/200,400*25/400,0/2000");
    assert_eq!(ring.cadence().cycle(), [OnOff::new(400, 200), OnOff::new(400, 2000)]);
    let modulation = ring.voices()[0].components()[0].modulation.unwrap();
    assert_eq!((modulation.frequency.millihertz(), modulation.depth.thousandths()), (25_000, 900));
    let waiting = tone("!425/200,!0/200,!425/200,!0/5000,!425/200,!0/200,!425/200,0");
    assert_eq!(waiting.cadence().lead().last(), Some(&OnOff::new(200, 0)));
    assert_eq!((waiting.cadence().lead().len(), waiting.cadence().cycle().len()), (4, 0));
    let late = tone("!100/10,425/100,!0/50");
    assert_eq!(late.cadence().cycle(), [OnOff { on: Millis(100), off: Millis(50), voice: 1 }]);
}

#[test]
fn hostile_indications_take_little() {
    let long = format!("[a]\ndescription = x\nd = {}", "1/1,".repeat(200_000));
    let aliases: Vec<_> = (0..30_000).map(|n| format!("[b{n}]\nalias = a\n")).collect();
    let chain: Vec<_> = (0..30_000).map(|n| format!("[b{n}]\nalias=b{}\n", n + 1)).collect();
    let (aliases, chain) = (aliases.concat(), chain.concat());
    let comments = ";--".repeat(300_000);
    let many = format!("[a]\ndescription=x\nd={}\n{aliases}", "1/1,2/1,".repeat(20_000));
    for text in [&long, &chain, &comments, &many] {
        let parsed = indications::parse(text, indications::Options::default());
        assert!(parsed.diagnostics.len() <= 10_001);
    }
    let parsed = indications::parse(&many, indications::Options::default());
    let problem = IndicationsProblem::TooManyPairs { limit: 10_000 };
    assert!(parsed.diagnostics.iter().any(|found| found.problem_of() == Some(&problem)));
    let parsed = indications::parse(&" ".repeat((1 << 20) + 1), indications::Options::default());
    let problem = parsed.diagnostics[0].problem_of();
    assert_eq!(problem, Some(&IndicationsProblem::TooLong { limit: 1 << 20 }));
}
