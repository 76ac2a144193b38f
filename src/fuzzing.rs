//! Bodies of the fuzz targets, each with an oracle. No part of the interface.
//!
//! They live here so that every build of the tests compiles them, and the tests below run them.

use crate::alert_info::{AlertInfo, Profile};
use crate::control::{Command, ControlOptions, ToneControl};
use crate::diagnostic::{Diagnostic, Source};
use crate::model::ToneSet;
use crate::notation::translation::{Loss, What};
use crate::notation::{Document, Notation, Options};
use crate::standard;

/// A header that is written reads as itself; every diagnostic stands inside the text; a selection
/// is the same the second time.
///
/// # Panics
/// If not.
pub fn alert_info(data: &[u8]) {
    let source = Source::from_bytes("Alert-Info", data.to_vec());
    let header = AlertInfo::parse(source.text());
    let written = header.to_string();
    let again = AlertInfo::parse(&written);
    let bare = |header: &AlertInfo| -> Vec<String> {
        header.values().iter().map(|value| format!("{value}")).collect()
    };
    assert_eq!(bare(&again), bare(&header), "{written:?}");
    assert_eq!(again.to_string(), written);
    for profile in Profile::ALL {
        let selection = header.select(profile);
        let rewritten = again.select(profile);
        assert_eq!(rewritten.action, selection.action, "{written:?}, {profile}");
        assert_eq!(rewritten.answer_after, selection.answer_after);
        for diagnostic in &selection.diagnostics {
            assert!(source.text().get(diagnostic.span.range()).is_some(), "{diagnostic:?}");
            assert!(!diagnostic.is_error(), "a header never fails a call");
        }
    }
}

/// Any responses in any order: what the leg says it plays is what it was told to play, a tone starts
/// only at a 180 and never over itself, and a 183 or 200 always ends in silence.
///
/// # Panics
/// If not.
pub fn tone_control(data: &[u8]) {
    let (kind, data) = data.split_first().unwrap_or((&0, &[]));
    let tones = if kind % 8 == 0 { ToneSet::default() } else { standard::tones() };
    let mut leg = ToneControl::new(&tones, ControlOptions { accept_alert_info: true });
    let mut heard = None;
    for line in data.split(|byte| *byte == b'\n') {
        let [first, header @ ..] = line else { continue };
        let status = [100, 180, 180, 180, 181, 183, 199, 200, 486][usize::from(*first) % 9];
        let header = AlertInfo::parse(&String::from_utf8_lossy(header));
        let decision = leg.response(status, Some(&header));
        match decision.command {
            Command::Play(tone) => {
                assert!(status == 180 && heard != Some(tone.number), "{decision}");
                heard = Some(tone.number);
            }
            Command::Keep(tone) => assert_eq!(tone.map(|tone| tone.number), heard),
            Command::Stop => {
                assert!(heard.is_some(), "{decision}");
                heard = None;
            }
        }
        assert!(!matches!(status, 183 | 200) || heard.is_none(), "{decision}");
        assert_eq!(leg.playing().map(|tone| tone.number), heard);
    }
}

/// Any file in a notation is answered: diagnostics and definitions stand inside the text. What can be
/// played is written in the same notation and read again, and that is then written without a loss but
/// for ids and kinds.
///
/// # Panics
/// If not.
pub fn notation(notation: Notation, data: &[u8]) {
    let document = Document::in_notation("fuzz", data.to_vec(), notation);
    let parsed = document.parse(Options::default());
    let text = document.source().text();
    let spans = parsed.diagnostics.iter().map(|diagnostic| diagnostic.span);
    for span in spans.chain(parsed.definitions.iter().map(|(_, span)| *span)) {
        assert!(text.get(span.range()).is_some(), "{span:?} of {} bytes", text.len());
    }
    let errors = parsed.diagnostics.iter().any(Diagnostic::is_error);
    let Some(sets) = parsed.tones else {
        assert!(errors, "no tones, and nothing says why");
        return;
    };
    assert!(!errors, "errors, and tones all the same");
    let written = notation.write(&sets);
    let again = Document::in_notation("written", written.text, notation);
    let Some(read) = again.parse(Options::default()).tones else {
        // What is left out may be everything, and a notation may have no word for nothing.
        let entries: usize = sets.iter().map(|set| set.entries().count()).sum();
        let left_out = |loss: &&Loss| matches!(loss.problem.what, What::LeftOut(_));
        let left_out = written.losses.iter().filter(left_out).count();
        assert_eq!(left_out, entries, "not read again: {}", again.source().text());
        return;
    };
    if written.losses.is_empty() {
        assert_eq!(read, sets, "{}", again.source().text());
    }
    // An id that stands for a kind gives way to the notation's own word for it, and a reorder tone to
    // congestion where that was left out.
    let settled = notation.write(&read);
    let is_id = |loss: &Loss| matches!(loss.problem.what, What::Id { .. } | What::Kind { .. });
    assert!(settled.losses.iter().all(is_id), "{:?}: {}", settled.losses, again.source().text());
    let is_same = settled.losses.is_empty();
    let last = Document::in_notation("settled", settled.text, notation).parse(Options::default());
    assert!(last.tones.is_some(), "{}", again.source().text());
    assert!(!is_same || last.tones.as_ref() == Some(&read), "{}", again.source().text());
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    /// Every file of `testdata/`, in every notation: most of them are wrong in it.
    #[test]
    fn every_file_passes_in_every_notation() {
        fn below(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { below(&path, found) } else { found.push(path) }
            }
        }
        let mut found = Vec::new();
        below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"), &mut found);
        assert!(found.len() > 200, "the files are found");
        for path in found {
            let bytes = fs::read(path).unwrap();
            for each in Notation::ALL {
                notation(*each, &bytes);
            }
        }
    }

    #[test]
    fn the_seeds_pass() {
        for row in include_str!("../testdata/alert-info.tsv").lines() {
            let value = row.split('\t').next().unwrap_or_default();
            alert_info(value.as_bytes());
            tone_control(format!("\u{1}\u{1}{value}\n\u{5}{value}").as_bytes());
        }
    }
}
