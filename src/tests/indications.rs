//! `indications.conf`: what is written is read again, what is not there is told; any text is
//! answered; and the files of `testdata/indications/` mean what stands beside them.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::cases;
use super::files::{assert_as_written, documented, files_in, listed, read, shown};
use super::packages::{assert_answered, wide};
use super::strategies::sets::sets;
use crate::model::{
    Cadence, CallProgressTone, Component, Depth, Entry, Modulation, OnOff, Package, RingingPattern,
    Selector, Signal, ToneKind, ToneSet, Voice,
};
use crate::notation::indications::{self, IndicationsProblem};
use crate::notation::translation::{What, Written};
use crate::units::{DbM0, Hertz, Millis};

fn level(hundredths: i32) -> DbM0 {
    DbM0::from_hundredths(hundredths).unwrap()
}

/// The sets of a text differ from those it was written from in what is told to be lost, and in
/// nothing else. `fitted` is what becomes of the signal of a tone.
pub(super) fn assert_told(
    sets: &[ToneSet],
    written: &Written,
    again: &[ToneSet],
    fitted: impl Fn(&Signal) -> Signal,
) {
    let text = &written.text;
    assert_eq!(again.len(), sets.len(), "{text}");
    if written.losses.is_empty() {
        assert_eq!(again, sets, "{text}");
    }
    for (place, (set, found)) in sets.iter().zip(again).enumerate() {
        let of = |entry: Option<&Selector>| -> Vec<&What> {
            let losses = written.losses.iter();
            let of = losses.filter(|loss| loss.set == place && loss.entry.as_ref() == entry);
            of.map(|loss| &loss.problem.what).collect()
        };
        let lost = of(None).iter().any(|what| matches!(what, What::Package(_)));
        assert_eq!(lost, set.package() != found.package(), "{text}");
        let mut tones = found.tones().iter();
        let mut patterns = found.patterns().iter();
        for entry in set.entries() {
            let selector = match entry {
                Entry::Tone(tone) => Selector::Tone(tone.number),
                Entry::UserTone(tone) => Selector::UserTone(tone.number),
                Entry::Pattern(pattern) => Selector::Pattern(pattern.number),
            };
            let losses = of(Some(&selector));
            let has = |fits: &dyn Fn(&What) -> bool| losses.iter().any(|what| fits(what));
            if has(&|what| matches!(what, What::LeftOut(_))) {
                assert_eq!(losses.len(), 1, "{entry}");
                continue;
            }
            match entry {
                Entry::UserTone(_) => panic!("{entry} is written"),
                Entry::Tone(tone) => {
                    let found = tones.next().expect("it is written");
                    let told = has(&|what| matches!(what, What::Number { .. }));
                    assert_eq!(told, tone.number != found.number, "{entry}\n{text}");
                    let kind = has(&|what| matches!(what, What::Kind { .. }));
                    assert_eq!(kind, tone.kind != found.kind, "{entry}\n{text}");
                    let id = has(&|what| matches!(what, What::Id(_) | What::NewId(_)));
                    let new = kind && tone.id.is_none();
                    assert_eq!(id || new && tone.id != found.id, tone.id != found.id, "{text}");
                    let told = has(&|what| matches!(what, What::DefaultDuration(_)));
                    assert_eq!(told, tone.default_duration.is_some());
                    let told = has(&|what| matches!(what, What::DetectionPeriod(_)));
                    assert_eq!(told, tone.detection_period.is_some());
                    assert_eq!(found.default_duration.or(found.detection_period), None);
                    assert_eq!(found.signal, fitted(&tone.signal), "{entry}\n{text}");
                    let sound = has(&|what| {
                        matches!(
                            what,
                            What::Swell
                                | What::UnusedVoices
                                | What::Frequency { .. }
                                | What::Level { .. }
                                | What::NoLevel { .. }
                                | What::Depth { .. }
                        )
                    });
                    assert_eq!(sound, tone.signal != found.signal, "{entry}\n{text}");
                }
                Entry::Pattern(pattern) => {
                    let found = patterns.next().expect("it is written");
                    let told = has(&|what| matches!(what, What::Number { .. }));
                    assert_eq!(told, pattern.number != found.number);
                    let told = has(&|what| matches!(what, What::Frequency { .. }));
                    assert_eq!(told, pattern.frequency != found.frequency);
                    assert_eq!(pattern.cadence(), found.cadence());
                }
            }
        }
        assert!(tones.next().is_none() && patterns.next().is_none(), "{text}");
    }
}

/// Whole hertz, -10 dBm0, a depth of 90 %.
fn fitted(signal: &Signal) -> Signal {
    let whole =
        |frequency: Hertz| Hertz::new(((frequency.millihertz() + 500) / 1000).max(1)).unwrap();
    let component = |component: &Component| Component {
        frequency: whole(component.frequency),
        level: level(-1000),
        modulation: component.modulation.map(|modulation| Modulation {
            frequency: whole(modulation.frequency),
            depth: Depth::from_thousandths(900).unwrap(),
        }),
    };
    let voices = signal.voices().iter();
    let voices = voices.map(|voice| Voice::new(voice.components().iter().map(component)).unwrap());
    Signal::with_voices(voices.collect(), signal.cadence().clone()).unwrap().heard()
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
    fn what_is_not_written_is_told(sets in vec(sets(), 0..3)) {
        let written = indications::write(&sets);
        let parsed = indications::parse(&written.text, wide());
        let errors: Vec<_> = parsed.diagnostics.iter().map(ToString::to_string).collect();
        let again = parsed.tones.unwrap_or_else(|| panic!("{}\n{errors:?}", written.text));
        assert_told(&sets, &written, &again, fitted);
    }

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
            let written = indications::write(&sets);
            let again = indications::parse(&written.text, indications::Options::default());
            assert_told(&sets, &written, &again.tones.unwrap(), fitted);
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
        let again = indications::parse(&written.text, indications::Options::default());
        assert_told(&sets, &written, &again.into_tones().unwrap(), fitted);
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
