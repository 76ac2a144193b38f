//! What a definition cannot say about where it is from, in comments before it.

use std::path::Path;

use ringsmith::learn::{Candidate, Learned, Name};
use ringsmith::model::Signal;
use ringsmith::notation::Notation;
use ringsmith::text::printable;

use crate::describe;
use crate::learn::Lesson;

/// So many candidates are listed.
const MOST_CANDIDATES: usize = 6;
/// And so many sources of one.
const MOST_SOURCES: usize = 12;
/// A runner-up that is less probable is not worth a line, unless it is the only one.
const LEAST: f64 = 0.005;

/// How a comment begins; `None` in a compiled file, which has none.
pub fn mark(notation: Notation) -> Option<&'static str> {
    match notation {
        _ if notation.is_compiled() => None,
        // A hash sign is a comment there only since Asterisk reads templates.
        Notation::Indications => Some(";"),
        _ => Some("#"),
    }
}

/// The text with a block of comments before it; `None` where it can have none.
pub fn commented(text: &[u8], notation: Notation, lessons: &[Lesson]) -> Option<Vec<u8>> {
    let mark = mark(notation)?;
    let mut commented = Vec::new();
    for lesson in lessons {
        for line in naming(lesson).into_iter().chain(remarks(lesson)) {
            commented.extend_from_slice(format!("{mark} {line}\n").as_bytes());
        }
    }
    commented.push(b'\n');
    commented.extend_from_slice(text);
    Some(commented)
}

/// The name and the runners-up, a line each.
pub fn naming(lesson: &Lesson) -> Vec<String> {
    let Lesson { file, learned, .. } = lesson;
    let stem = Path::new(file).file_stem().map_or(file.as_str().into(), |it| it.to_string_lossy());
    let name = learned.name.as_ref().map_or_else(|| "unknown".to_owned(), Name::to_string);
    let confidence = learned.confidence();
    let head = format!("{}: {name}, confidence {confidence:.2}", printable(&stem));
    let worthy = |(at, one): &(usize, &Candidate)| *at == 0 || one.confidence >= LEAST;
    let candidates = learned.candidates.iter().enumerate().filter(worthy).take(MOST_CANDIDATES);
    let lines = candidates.map(|(_, one)| format!("  {}", candidate(one, learned)));
    std::iter::once(head).chain(lines).collect()
}

fn remarks(lesson: &Lesson) -> impl Iterator<Item = String> {
    lesson.remarks.iter().map(|remark| format!("  {}", printable(remark)))
}

/// `0.86 busy of 44 tables: ad, al, ar …`, and what they play where that is something else.
fn candidate(candidate: &Candidate, learned: &Learned) -> String {
    let Candidate { name, sources, signal, distance, confidence } = candidate;
    let shown: Vec<_> = sources.iter().take(MOST_SOURCES).copied().collect();
    let more = if sources.len() > MOST_SOURCES { ", …" } else { "" };
    let count = sources.len();
    let tables = if count == 1 { "table" } else { "tables" };
    let is_same = *distance == 0.0 && signal.cadence() == learned.signal.cadence();
    let plays = if is_same { String::new() } else { format!("; {}", words(signal)) };
    format!("{confidence:.2} {name} of {count} {tables}: {}{more}{plays}", shown.join(", "))
}

/// `425 Hz  480/480 ms`, without levels, which do not count.
fn words(signal: &Signal) -> String {
    let voices = signal.voices().iter().map(|voice| {
        let components = voice.components().iter().map(|one| match one.modulation {
            None => one.frequency.to_string(),
            Some(modulation) => format!("{} by {}", one.frequency, modulation.frequency),
        });
        components.collect::<Vec<_>>().join(" + ")
    });
    let voices: Vec<_> = voices.collect();
    format!("{}  {}", voices.join(", "), describe::cadence(signal.cadence()))
}
