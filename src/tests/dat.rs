//! Compiled CPT files: files and what stands beside them, sets that are written and read again,
//! and bytes that nobody compiled.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::cases;
use super::cpt::{exact_pairs, exact_sets, reached, wide};
use super::files::{assert_as_written, documented, files_in, listed, shown};
use super::strategies::sets::sets;
use super::translation::assert_told;
use crate::diagnostic::{Severity, Source};
use crate::model::{
    Cadence, CallProgressTone, Component, OnOff, RingingPattern, Signal, ToneSet, Voice,
};
use crate::notation::Parsed;
use crate::notation::cpt::dat::{self, Compiled, DatProblem, Header, HeaderText, Version};
use crate::notation::cpt::{self, CptProblem};
use crate::notation::translation::{Unfit, What};
use crate::units::{DbM0, Hertz, Millis};

fn of_version(version: Version) -> Header {
    Header { version, ..Header::default() }
}

fn read(path: &PathBuf) -> (Vec<u8>, Source) {
    let bytes = fs::read(path).unwrap();
    let listing = dat::listing(&bytes);
    (bytes, Source::new(path.file_name().unwrap().to_string_lossy(), listing))
}

#[test]
fn compiled_files_give_the_ini_written_beside_them() {
    for file in files_in("dat/ok", "dat") {
        let (bytes, source) = read(&file);
        // A listing has a line of 71 characters for each word: two are enough.
        if file.to_string_lossy().contains("canonical-") {
            assert_as_written(&file, "listing", source.text());
        }
        let parsed = dat::parse(&bytes, cpt::Options::default());
        assert_answered(&bytes, &parsed);
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
        let strict = cpt::Options { strict: true, ..cpt::Options::default() };
        let strict = listed(&dat::parse(&bytes, strict), &source);
        assert_as_written(&file, "strict", &strict);
        let compiled = parsed.into_tones().unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let ini = cpt::write(&compiled.tones).exact().unwrap();
        assert_as_written(&file, "canonical", &ini);
        if !ini.is_empty() {
            let again = cpt::parse(&ini, cpt::Options::default()).into_tones().unwrap();
            assert_eq!(again, compiled.tones, "{}", file.display());
        }
        let written = match dat::write(&compiled.tones, &compiled.header).exact() {
            Ok(written) => written,
            Err(losses) => {
                // Four bursts leave no place for the silence that has to follow them.
                let full = |what: &What| *what == What::LeftOut(Unfit::Pairs { most: 3 });
                assert!(losses.iter().all(|loss| full(&loss.problem.what)), "{losses:?}");
                assert!(file.ends_with("oddities.dat"), "{}: {losses:?}", file.display());
                continue;
            }
        };
        let again = dat::parse(&written, cpt::Options::default()).into_tones().unwrap();
        assert_eq!(again, compiled, "{}", file.display());
        if file.to_string_lossy().contains("canonical-") {
            assert_eq!(written, bytes, "{}", file.display());
        }
    }
}

#[test]
fn compiled_files_with_faults_give_the_diagnostics_written_beside_them() {
    for file in files_in("dat/bad", "dat") {
        let (bytes, source) = read(&file);
        let parsed = dat::parse(&bytes, cpt::Options::default());
        assert_answered(&bytes, &parsed);
        assert!(parsed.tones.is_none(), "{} has an error", file.display());
        let lines = parsed.diagnostics.iter().map(|d| d.one_line(&source) + "\n");
        assert_as_written(&file, "messages", &lines.collect::<String>());
        assert_as_written(&file, "diagnostics", &listed(&parsed, &source));
    }
}

/// A file that shows the limits would be as long as the limits.
#[test]
fn every_code_of_compiled_files_is_shown_by_a_file() {
    let mut documented = documented(include_str!("../../docs/dat.md"), "## Diagnostics");
    for code in ["too-long", "more-problems"] {
        assert!(documented.remove(code), "{code} is documented");
    }
    let folders = ["dat/ok", "dat/bad"];
    let files: Vec<_> = folders.iter().flat_map(|folder| files_in(folder, "dat")).collect();
    let shown = shown(&files);
    assert_eq!(shown.iter().map(String::as_str).collect::<BTreeSet<_>>(), documented);
}

/// The UK tones, whose ini and compiled file somebody has published side by side: a busy tone in
/// the second pair, 37.5 cut to 37, a level for a tone that is not there.
#[test]
fn a_compiled_file_is_what_its_ini_says() {
    let tone = |number: u32, kind: u32, sines: [u32; 4], times: [u32; 4]| {
        let [low, high, low_level, high_level] = sines;
        let [on1, off1, on2, off2] = times;
        format!(
            "[CALL PROGRESS TONE #{number}]\nTone Type={kind}\nLow Freq [Hz]={low}\n\
             High Freq [Hz]={high}\nLow Freq Level [-dBm]={low_level}\n\
             High Freq Level [-dBm]={high_level}\nFirst Signal On Time [10msec]={on1}\n\
             First Signal Off Time [10msec]={off1}\nSecond Signal On Time [10msec]={on2}.5\n\
             Second Signal Off Time [10msec]={off2}.5\n"
        )
    };
    let tones = [
        tone(0, 1, [350, 440, 14, 14], [500, 0, 0, 0]),
        tone(1, 2, [400, 450, 10, 10], [40, 20, 40, 200]),
        tone(2, 3, [400, 0, 10, 32], [0, 0, 37, 37]),
        tone(3, 4, [400, 0, 15, 32], [40, 35, 22, 52]),
        tone(4, 7, [400, 0, 19, 19], [500, 0, 0, 0]),
    ];
    let ring = |number: u32, times: [u32; 4]| {
        let [on1, off1, on2, off2] = times;
        format!(
            "[Ringing Pattern #{number}]\nRing Type={number}\nFreq [Hz]=20\n\
             First Ring On Time [10msec]={on1}\nFirst Ring Off Time [10msec]={off1}\n\
             Second Ring On Time [10msec]={on2}\nSecond Ring Off Time [10msec]={off2}\n"
        )
    };
    let rings = [ring(0, [40, 20, 40, 200]), ring(1, [40, 260, 40, 260])];
    let ini = tones.concat() + &rings.concat();
    let expected = cpt::parse(&ini, cpt::Options::default()).into_tones().unwrap();
    let three = include_bytes!("../../testdata/dat/ok/uk-version-3.dat");
    let compiled = dat::parse(three, cpt::Options::default()).into_tones().unwrap();
    assert_eq!(compiled.tones, expected);
    let one = include_bytes!("../../testdata/dat/ok/uk-tones-version-1.dat");
    let compiled = dat::parse(one, cpt::Options::default()).into_tones().unwrap();
    assert_eq!(compiled.tones.tones(), expected.tones());
}

#[test]
fn the_us_file_of_2006_holds_its_published_values() {
    let bytes = include_bytes!("../../testdata/dat/ok/us-version-1.dat");
    let Compiled { tones, header } =
        dat::parse(bytes, cpt::Options::default()).into_tones().unwrap();
    assert_eq!((header.version, header.date.as_str()), (Version::V1, r"2026\1\2 3:4:5"));
    assert_eq!((header.high_version, header.low_version), (1, 2));
    let signal = |sines: &[(u32, i32)], cadence: Cadence| {
        let sine = |&(hertz, level): &(u32, i32)| {
            let level = DbM0::from_hundredths(level * 100).unwrap();
            Component::new(Hertz::new(hertz).unwrap(), level)
        };
        Signal::new(Voice::new(sines.iter().map(sine)).unwrap(), cadence).unwrap()
    };
    let cycle = |pairs: &[(u32, u32)]| {
        Cadence::new([], pairs.iter().map(|&(on, off)| OnOff::new(on, off))).unwrap()
    };
    let expected = [
        (1, signal(&[(350, -13), (440, -13)], Cadence::continuous())),
        (2, signal(&[(440, -19), (480, -19)], cycle(&[(2000, 4000)]))),
        (3, signal(&[(480, -24), (620, -24)], cycle(&[(500, 500)]))),
        (7, signal(&[(480, -24), (620, -24)], cycle(&[(250, 250)]))),
        (8, signal(&[(350, -20), (440, -20)], cycle(&[(100, 100), (100, 100)]))),
        (9, signal(&[(440, -20)], cycle(&[(300, 5000)]))),
        (15, signal(&[(350, -13), (480, -13)], Cadence::continuous())),
        (16, signal(&[(1400, 0), (2600, 0)], cycle(&[(100, 100)]))),
        (17, signal(&[(440, -19), (480, -19)], cycle(&[(1200, 400), (400, 4000)]))),
        (23, signal(&[(1400, -15)], cycle(&[(400, 5000)]))),
    ];
    assert_eq!(tones.tones().len(), expected.len());
    for (tone, (kind, signal)) in tones.tones().iter().zip(expected) {
        assert_eq!((tone.kind.unwrap().number(), &tone.signal), (kind, &signal));
    }
    assert_eq!(tones.tones()[0].detection_period, Some(Millis(3000)));
    let burst = Cadence::new([OnOff::new(500, 500); 2], [OnOff::new(1000, 3000)]).unwrap();
    let rings = [cycle(&[(2000, 4000)]), cycle(&[(1000, 500), (1000, 3000)]), burst];
    for (number, cadence) in (0..).zip(rings) {
        let pattern = tones.pattern(number).unwrap();
        assert_eq!(pattern, &RingingPattern::new(number, Hertz::new(30).unwrap(), &cadence));
    }
}

/// What must hold of the answer to any bytes.
fn assert_answered(bytes: &[u8], parsed: &Parsed<Compiled>) {
    let listing = dat::listing(bytes);
    assert_eq!(listing.lines().count(), bytes.len().div_ceil(4));
    for diagnostic in &parsed.diagnostics {
        let text = listing.get(diagnostic.span.range());
        let text = text.unwrap_or_else(|| panic!("{diagnostic} of no text"));
        assert!(text.is_empty() == bytes.is_empty() && !text.contains('\n'), "{diagnostic}");
    }
    for (selector, span) in &parsed.definitions {
        assert!(listing.get(span.range()).is_some(), "{selector} of no text");
    }
    let errors = parsed.diagnostics.iter().any(|d| d.severity == Severity::Error);
    assert_eq!(parsed.tones.is_none(), errors, "{:?}", parsed.diagnostics);
}

/// Bytes of good files, some of them changed; the checksum and the length mended or not.
fn nearly_right() -> impl Strategy<Value = Vec<u8>> {
    let files = files_in("dat/ok", "dat").into_iter().map(|file| fs::read(file).unwrap());
    let file = select(files.collect::<Vec<_>>());
    let word = prop_oneof![
        4 => 0..60_u32,
        1 => select(vec![0xFFFF_FFFF, 0xFFFF_FFFE, 199, 32, 33, 4000, 0xA5A5_A5A5, 0x7FFF_FFFF]),
        1 => any::<u32>(),
    ];
    // Mostly behind the header, where the records are.
    let place = prop_oneof![1 => any::<Index>().prop_map(Ok), 6 => any::<Index>().prop_map(Err)];
    let cut = prop_oneof![6 => Just(0), 1 => 1..900_usize];
    (file, vec((place, word), 0..6), cut, prop::bool::weighted(0.9)).prop_map(
        |(mut bytes, changes, cut, mended)| {
            for (place, word) in changes {
                let words = bytes.len() / 4;
                let at = match place {
                    Ok(any) => any.index(words),
                    Err(behind) => 199 + behind.index(words - 199),
                };
                bytes[at * 4..at * 4 + 4].copy_from_slice(&word.to_be_bytes());
            }
            bytes.truncate(bytes.len().saturating_sub(cut));
            if mended && bytes.len() > 16 {
                let end = bytes.len() / 4 * 4 - 4;
                bytes.truncate(end);
                bytes[8..12].copy_from_slice(&u32::try_from(end).unwrap().to_be_bytes());
                let sum: u32 = bytes.iter().map(|byte| u32::from(*byte)).sum();
                bytes.extend(sum.to_be_bytes());
            }
            bytes
        },
    )
}

/// Sets that a compiled file holds exactly: of an ini's, tones that are not modulated and patterns
/// whose bursts come first and leave a place for what follows.
fn exact(version: Version) -> impl Strategy<Value = ToneSet> {
    let patterns = vec((exact_pairs(4), 0..=4_usize, 1..1000_u32, any::<u32>()), 0..4);
    (exact_sets(), patterns).prop_map(move |(set, patterns)| {
        let most = if version == Version::V1 { 2 } else { 4 };
        let fits = |tone: &&CallProgressTone| {
            let cadence = tone.signal.cadence();
            let plain = tone.signal.voices()[0].components()[0].modulation.is_none();
            plain
                && cadence.pairs().count() <= most
                && (version == Version::V3 || cadence.lead().is_empty())
        };
        let tones = (0..).zip(set.tones().iter().filter(fits)).map(|(number, tone)| {
            let default_duration = tone.default_duration.filter(|_| version == Version::V3);
            CallProgressTone { number, default_duration, ..tone.clone() }
        });
        let pattern =
            |(place, (pairs, bursts, hertz, number)): (u32, (Vec<OnOff>, usize, u32, u32))| {
                let (lead, cycle) = pairs.split_at(bursts.min(pairs.len()));
                let silent = cycle.iter().all(|pair| pair.on.is_zero());
                let lead =
                    if silent && !lead.is_empty() { &lead[..lead.len().min(3)] } else { lead };
                let cycle = if silent && !lead.is_empty() { &[] } else { cycle };
                let cadence = Cadence::new(lead.to_vec(), cycle.to_vec()).unwrap();
                RingingPattern::new(number & !3 | place, Hertz::new(hertz).unwrap(), &cadence)
            };
        let patterns = (0..).zip(patterns).map(pattern).collect();
        ToneSet::new(tones.collect(), Vec::new(), patterns).unwrap()
    })
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn what_a_compiled_file_does_not_hold_is_told_and_the_rest_is_read_again(
        set in sets(),
        version in select(vec![Version::V1, Version::V3]),
    ) {
        let written = dat::write(&set, &of_version(version));
        let parsed = dat::parse(&written.text, wide());
        let errors: Vec<_> = parsed.diagnostics.iter().map(ToString::to_string).collect();
        prop_assert!(parsed.tones.is_some(), "{:?}\n{}", errors, dat::listing(&written.text));
        let again = parsed.tones.unwrap();
        prop_assert_eq!(again.header, of_version(version));
        assert_told(&[set], &written.losses, &[again.tones]);
    }

    #[test]
    fn what_a_compiled_file_can_hold_is_written_without_a_loss(
        (version, set) in select(vec![Version::V1, Version::V3])
            .prop_flat_map(|version| (Just(version), exact(version))),
    ) {
        let written = dat::write(&set, &of_version(version));
        prop_assert_eq!(&written.losses, &vec![]);
        let parsed = dat::parse(&written.text, wide());
        let errors: Vec<_> = parsed.diagnostics.iter().map(ToString::to_string).collect();
        let again = parsed.tones.map(|compiled| compiled.tones);
        prop_assert_eq!(again.as_ref(), Some(&set), "{:?}", errors);
    }

    /// What is accepted is written again, and then it is the same.
    #[test]
    fn bytes_that_are_nearly_right_are_answered(bytes in nearly_right()) {
        let parsed = dat::parse(&bytes, cpt::Options::default());
        assert_answered(&bytes, &parsed);
        if let Some(compiled) = parsed.tones {
            let ini = cpt::write(&compiled.tones);
            prop_assert_eq!(&ini.losses, &vec![]);
            let written = dat::write(&compiled.tones, &compiled.header);
            // Four bursts leave no place for what follows them.
            let full = |what: &What| *what == What::LeftOut(Unfit::Pairs { most: 3 });
            if written.losses.iter().all(|loss| !full(&loss.problem.what)) {
                prop_assert_eq!(&written.losses, &vec![]);
                let again = dat::parse(&written.text, cpt::Options::default());
                prop_assert_eq!(again.tones, Some(compiled));
            }
        }
    }

    #[test]
    fn any_bytes_are_answered_as_a_compiled_file(
        magic in prop::option::of(select(vec![0xBD56_BD56_u32, 0xA5A5_A5A5, 0xAAAA_0003])),
        bytes in vec(any::<u8>(), 0..1200),
    ) {
        let magic = magic.map(u32::to_be_bytes).into_iter().flatten();
        let bytes: Vec<_> = magic.chain(bytes).collect();
        assert_answered(&bytes, &dat::parse(&bytes, cpt::Options::default()));
    }
}

#[test]
fn the_sets_reach_every_loss_of_a_compiled_file() {
    let (codes, kept) = reached(&|set| dat::write(set, &of_version(Version::V1)).losses);
    let expected = [
        "left-out",
        "lost-detection",
        "lost-duration",
        "lost-end",
        "lost-id",
        "lost-number",
        "lost-package",
        "lost-swell",
        "lost-voices",
        "rounded-frequency",
        "rounded-level",
        "rounded-time",
    ];
    assert_eq!(codes, BTreeSet::from(expected));
    assert!(kept.0 > 500 && kept.1 > 50, "{kept:?} entries were written, and without a loss");
}

/// What an ini says comes back from a compiled file, but for what is told.
#[test]
fn an_ini_is_compiled_and_read_again() {
    for file in ["ok", "vendor"].iter().flat_map(|folder| files_in(folder, "ini")) {
        let source = super::files::read(&file);
        let tones = cpt::parse(source.text(), cpt::Options::default()).into_tones().unwrap();
        for version in [Version::V1, Version::V3] {
            let written = dat::write(&tones, &of_version(version));
            let again = dat::parse(&written.text, cpt::Options::default()).into_tones().unwrap();
            assert_told(std::slice::from_ref(&tones), &written.losses, &[again.tones]);
        }
    }
}

#[test]
fn what_was_never_seen_in_a_compiled_file_is_left_out() {
    let india = include_str!("../../testdata/vendor/am-tones.ini");
    let tones = cpt::parse(india, cpt::Options::default()).into_tones().unwrap();
    let lost = dat::write(&tones, &Header::default()).losses;
    let told = lost[0].to_string();
    assert!(told.starts_with("error[left-out]: tone-0-"), "{told}");
    assert!(told.ends_with("left out, a compiled CPT file cannot hold a modulated component"));
    let late = include_str!("../../testdata/ok/burst-after-cyclic.ini");
    let tones = cpt::parse(late, cpt::Options::default()).into_tones().unwrap();
    let lost = dat::write(&tones, &Header::default()).losses;
    assert_eq!(lost[0].problem.what, What::LeftOut(Unfit::BurstAfterCycle));
    let bursts = include_str!("../../testdata/ok/all-burst.ini");
    let tones = cpt::parse(bursts, cpt::Options::default()).into_tones().unwrap();
    assert_eq!(dat::write(&tones, &Header::default()).losses, []);
}

#[test]
fn a_file_cut_short_anywhere_is_answered() {
    for whole in [
        include_bytes!("../../testdata/dat/ok/us-version-1.dat").as_slice(),
        include_bytes!("../../testdata/dat/ok/canonical-version-3.dat"),
    ] {
        for end in 0..whole.len() {
            let parsed = dat::parse(&whole[..end], cpt::Options::default());
            assert!(parsed.tones.is_none(), "{end} bytes");
            assert_answered(&whole[..end], &parsed);
        }
    }
}

/// As many records as fit, all of them wrong in every word, and one byte too many.
#[test]
fn hostile_compiled_files_take_little() {
    let mut bytes = include_bytes!("../../testdata/dat/ok/uk-version-3.dat").to_vec();
    bytes.resize(1 << 20, 0xA5);
    bytes[796..800].copy_from_slice(&1769_u32.to_be_bytes());
    let parsed = dat::parse(&bytes, cpt::Options::default());
    assert!(parsed.tones.is_none() && parsed.diagnostics.len() <= 10_001);
    bytes.push(0);
    let parsed = dat::parse(&bytes, cpt::Options::default());
    let problem = parsed.diagnostics[0].problem_of::<DatProblem>();
    assert_eq!(problem, Some(&DatProblem::TooLong { limit: 1 << 20 }));
    assert_eq!(dat::listing(&bytes).lines().count(), 1 << 18);
}

#[test]
fn meaning_is_checked_as_in_an_ini() {
    let bytes = include_bytes!("../../testdata/dat/bad/meaning.dat");
    let parsed = dat::parse(bytes, cpt::Options::default());
    let ini = |problem| parsed.diagnostics.iter().any(|d| d.problem_of() == Some(&problem));
    assert!(ini(CptProblem::ZeroFrequency));
    assert!(ini(CptProblem::Unplayable { what: "level", found: 201, limit: 200 }));
    // In version 1 a level is 32 less what is stored.
    let level = DatProblem::LevelTooHigh(33);
    assert!(parsed.diagnostics.iter().any(|d| d.problem_of() == Some(&level)));
}

#[test]
fn a_compiled_file_is_told_by_its_first_word() {
    let whole = include_bytes!("../../testdata/dat/ok/us-version-1.dat");
    assert!(dat::is_compiled(whole) && dat::is_compiled(&whole[..4]));
    assert!(!dat::is_compiled(&whole[..3]) && !dat::is_compiled(b"[CALL PROGRESS TONE #0]"));
}

#[test]
fn a_header_holds_only_what_can_be_written() {
    assert_eq!(HeaderText::new("x".repeat(255)).unwrap().as_str().len(), 255);
    assert_eq!(HeaderText::new("x".repeat(256)), None);
    assert_eq!(HeaderText::new("café"), None);
    assert_eq!(HeaderText::new("a\0b"), None);
    let header = Header { vendor: HeaderText::new("x".repeat(255)).unwrap(), ..Header::default() };
    let bytes = dat::write(&ToneSet::default(), &header).text;
    let parsed = dat::parse(&bytes, cpt::Options::default());
    assert_eq!(parsed.tones.unwrap().header, header);
}
