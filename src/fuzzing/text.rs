//! Notations, headers and names.

use crate::alert_info::{AlertInfo, Profile};
use crate::control::{Command, ControlOptions, ToneControl};
use crate::diagnostic::{Diagnostic, Source};
use crate::fuzzing::draw;
use crate::handset::{Library, RingTone, content};
use crate::model::{Component, ToneSet};
use crate::notation::translation::{Loss, What};
use crate::notation::{Document, Notation, Options, voice as voice_text};
use crate::standard;
use crate::units::{DbM0, Hertz, UnitError};

/// A header that is written reads as itself; every diagnostic stands inside the text; a selection
/// is the same the second time.
///
/// # Panics
/// If not.
pub(super) fn alert_info(data: &[u8]) {
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
pub(super) fn tone_control(data: &[u8]) {
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
pub(super) fn notation(notation: Notation, data: &[u8]) {
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

/// A file in whatever notation it tells, written in the one that its last bytes name: every entry is
/// read again there, or said to be left out.
///
/// # Panics
/// If not.
pub(super) fn convert(data: &[u8]) {
    let to = Notation::ALL[usize::from(draw::at_end(data).byte()) % Notation::ALL.len()];
    let document = Document::new("fuzz", data.to_vec());
    let Some(sets) = document.parse(Options::default()).tones else { return };
    let written = document.translate(&sets, to);
    let again = Document::in_notation("written", written.text, to).parse(Options::default());
    // Of several sets a notation of one takes the first.
    let sets = if to.holds_several() { &sets[..] } else { sets.get(..1).unwrap_or_default() };
    let entries: usize = sets.iter().map(|set| set.entries().count()).sum();
    let left_out = |loss: &&Loss| matches!(loss.problem.what, What::LeftOut(_));
    let left_out = written.losses.iter().filter(left_out).count();
    match again.tones {
        None => assert_eq!(left_out, entries, "not read again as {to}: {:?}", again.diagnostics),
        Some(read) => {
            let read: usize = read.iter().map(|set| set.entries().count()).sum();
            assert!(read + left_out >= entries, "{read} and {left_out} of {entries} as {to}");
        }
    }
}

/// The voice of a command line is the same from its canonical text, and so are the units in it.
///
/// # Panics
/// If not.
pub(super) fn voice(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(level) = text.parse::<DbM0>() {
        assert_eq!(bare(&level).parse(), Ok::<DbM0, UnitError>(level), "{text}");
    }
    if let Ok(frequency) = text.parse::<Hertz>() {
        assert_eq!(bare(&frequency).parse(), Ok::<Hertz, UnitError>(frequency), "{text}");
    }
    let Ok(voice) = voice_text::parse(text, DbM0::ZERO) else { return };
    let component = |it: &Component| format!("{}@{}", bare(&it.frequency), bare(&it.level));
    let written: Vec<_> = voice.components().iter().map(component).collect();
    let written = written.join("+");
    assert_eq!(voice_text::parse(&written, DbM0::MIN).as_ref(), Ok(&voice), "{text}: {written}");
}

/// A number without its unit.
fn bare(value: &impl ToString) -> String {
    let text = value.to_string();
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// Whatever a ring tone file holds, its title is found by a reference to it, and its audio is said to
/// be as long as the file is.
///
/// # Panics
/// If not.
pub(super) fn handset(data: &[u8]) {
    let name = String::from_utf8_lossy(draw::at_end(data).rest());
    let Ok(found) = content::read(data) else { return };
    if let Some(wav) = found.wav {
        assert_eq!(wav.file_bytes, data.len() as u64);
    }
    let ring_tone = RingTone::new(name.as_ref(), found.format, found.title.as_deref());
    let library = Library::new([ring_tone.clone()]);
    let title = &ring_tone.title;
    let has_key = !crate::handset::title_key(title).is_empty();
    assert_eq!(library.find(title).is_some(), has_key, "{title:?}");
}
