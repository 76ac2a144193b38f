//! Every notation into every other and back: what a text does not say is told, what is told is not
//! said, and what was read from a written text is written again without a loss.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::cases;
use super::files::documented;
use super::strategies::sets::{plausible_sets, sets};
use super::translation::{assert_nothing_left, assert_told};
use crate::diagnostic::Problem;
use crate::model::ToneSet;
use crate::notation::translation::{Loss, What};
use crate::notation::{Document, Notation, Options};
use crate::units::SampleRate;

/// Sets that gateways have, and sets that nobody has.
fn any_sets() -> impl Strategy<Value = ToneSet> {
    prop_oneof![2 => plausible_sets(), 1 => sets()]
}

/// Writes sets and reads them again; `None` if nothing of them could be written. Checks that the
/// losses tell the difference, and that what is read again is written without one.
pub(super) fn translated(
    sets: &[ToneSet],
    notation: Notation,
) -> Option<(Vec<ToneSet>, Vec<Loss>)> {
    let sets = if notation.holds_several() { sets } else { &sets[..sets.len().min(1)] };
    let written = notation.write(sets);
    let left_out = |loss: &&Loss| matches!(loss.problem.what, What::LeftOut(_));
    let entries: usize = sets.iter().map(|set| set.entries().count()).sum();
    if written.losses.iter().filter(left_out).count() == entries {
        assert_nothing_left(sets, &written.losses);
        return None;
    }
    let again = read_again(&written.text, notation);
    assert_told(sets, &written.losses, &again);
    let settled = notation.write(&again);
    // An id that stands for a kind, such as `rt`, gives way to the notation's own word for it, and a
    // reorder tone to congestion where that was left out.
    let code = |loss: &Loss| loss.problem.code();
    let ids = settled.losses.iter().all(|loss| ["lost-id", "lost-kind"].contains(&code(loss)));
    assert!(ids, "{notation}: {:?}\n{}", settled.losses, shown(&written.text));
    let last = read_again(&settled.text, notation);
    assert_told(&again, &settled.losses, &last);
    assert_eq!(notation.write(&last).losses, [], "{notation}: {}", shown(&settled.text));
    Some((again, written.losses))
}

fn read_again(bytes: &[u8], notation: Notation) -> Vec<ToneSet> {
    let rate = SampleRate::new(192_000).unwrap();
    let document = Document::in_notation("text", bytes.to_vec(), notation);
    let parsed = document.parse(Options { rate, ..Options::default() });
    let errors: Vec<_> = parsed.diagnostics.iter().map(ToString::to_string).collect();
    parsed.tones.unwrap_or_else(|| panic!("{notation}: {errors:?}\n{}", shown(bytes)))
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// From one notation into another and back: the same sets if nothing was lost on the way.
fn assert_there_and_back(sets: &[ToneSet], one: Notation, other: Notation) {
    let Some((there, lost_there)) = translated(sets, other) else { return };
    let Some((back, lost_back)) = translated(&there, one) else { return };
    if lost_there.is_empty() && lost_back.is_empty() {
        assert_eq!(back, sets[..back.len()], "{one} to {other} and back");
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn every_set_is_told_in_every_notation_but_for_its_losses(sets in vec(any_sets(), 1..3)) {
        for notation in Notation::ALL {
            translated(&sets, *notation);
        }
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn what_one_notation_says_is_told_in_every_other_and_back(sets in vec(any_sets(), 1..3)) {
        for one in Notation::ALL {
            let Some((sets, _)) = translated(&sets, *one) else { continue };
            for other in Notation::ALL {
                assert_there_and_back(&sets, *one, *other);
            }
        }
    }
}

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

/// The files of `testdata/` that can be played, of every notation, in order.
pub(super) fn playable_files() -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        /// What stands beside files.
        const BESIDE: [&str; 6] =
            ["diagnostics", "canonical", "strict", "model", "listing", "messages"];
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_beside =
                path.extension().is_some_and(|it| BESIDE.iter().any(|kind| it == *kind));
            if path.is_dir() {
                below(&path, found);
            } else if (folder.ends_with("ok") || folder.ends_with("vendor")) && !is_beside {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    below(&testdata(""), &mut found);
    found.sort();
    found
}

/// A file in the notation that its folder says.
pub(super) fn document_of(path: &Path) -> Document {
    let name = path.display().to_string();
    let bytes = fs::read(path).unwrap();
    match notation_of(path) {
        Some(notation) => Document::in_notation(name, bytes, notation),
        None => Document::new(name, bytes),
    }
}

/// The codes that docs/convert.md lists, each told of some file or generated set.
#[test]
fn every_loss_of_the_documentation_is_told_and_every_one_told_is_documented() {
    let documented = documented(include_str!("../../docs/convert.md"), "## Losses");
    let mut told = BTreeSet::new();
    let mut runner = TestRunner::new_with_rng(
        ProptestConfig::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    for _ in 0..2000 {
        let sets = vec(any_sets(), 1..3).new_tree(&mut runner).unwrap().current();
        for notation in Notation::ALL {
            told.extend(notation.write(&sets).losses.iter().map(|loss| loss.problem.code()));
        }
    }
    let dat = document_of(&testdata("dat/ok/us-version-1.dat"));
    let sets = dat.parse(Options::default()).into_tones().unwrap();
    let told_there = dat.translate(&sets, Notation::Cpt).losses;
    told.extend(told_there.iter().map(|loss| loss.problem.code()));
    assert_eq!(told, documented);
}

/// The notation that the folder of a file says; what the file itself says elsewhere.
fn notation_of(path: &Path) -> Option<Notation> {
    let folder = path.parent()?.parent()?.file_name()?.to_str()?;
    match folder {
        "indications" => Some(Notation::Indications),
        "tgml" => Some(Notation::Tgml),
        "tonescript" => Some(Notation::ToneScript),
        "grandstream" => Some(Notation::Grandstream),
        "dat" => Some(Notation::Dat),
        _ => None,
    }
}

#[test]
fn every_file_is_told_in_every_notation_and_back() {
    let mut notations = BTreeSet::new();
    for path in playable_files() {
        let name = path.display().to_string();
        let found = Notation::of_file(&name, &fs::read(&path).unwrap());
        let document = document_of(&path);
        let notation = document.notation();
        let Ok(sets) = document.parse(Options::default()).into_tones() else {
            panic!("{name} as {notation}");
        };
        let is_empty = sets.iter().all(|set| set.entries().next().is_none());
        assert!(found == notation || is_empty, "{name} is taken for {found}");
        notations.insert(notation);
        for other in Notation::ALL {
            assert_there_and_back(&sets, notation, *other);
        }
    }
    // Files of both versions of the compiled form are one notation to read.
    assert_eq!(notations.len() + 1, Notation::ALL.len(), "a file of each: {notations:?}");
}

#[test]
fn what_is_written_is_known_for_its_notation_under_any_name() {
    let document = Document::open(testdata("vendor/usa-13-tones.ini")).unwrap();
    let usa = document.parse(Options::default()).into_tones().unwrap();
    let germany = [crate::world::country("de").unwrap().tones()];
    for notation in Notation::ALL {
        for sets in [&usa[..], &germany[..]] {
            let written = notation.write(sets).text;
            let known = if notation.is_compiled() { Notation::Dat } else { *notation };
            assert_eq!(Notation::of_file("tones.txt", &written), known, "{}", shown(&written));
        }
    }
}
