//! Bodies of the fuzz targets, each with an oracle. No part of the interface.
//!
//! They live here so that every build of the tests compiles them, and the tests below run them.

use crate::alert_info::{AlertInfo, Profile};
use crate::control::{Command, ControlOptions, ToneControl};
use crate::diagnostic::Source;
use crate::model::ToneSet;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_pass() {
        for row in include_str!("../testdata/alert-info.tsv").lines() {
            let value = row.split('\t').next().unwrap_or_default();
            alert_info(value.as_bytes());
            tone_control(format!("\u{1}\u{1}{value}\n\u{5}{value}").as_bytes());
        }
    }
}
