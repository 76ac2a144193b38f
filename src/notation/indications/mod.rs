//! Asterisk's `indications.conf`: the tones of countries.
//!
//! Each section is a country, each entry a tone: a list of items `[!]f1[+f2|*f2][/ms]`. The grammar
//! and its meaning are those of `main/indications.c` and `main/config.c` of Asterisk;
//! `docs/indications.md` in the project says how they are read, and every other rule.
//!
//! ```
//! use ringsmith::model::OnOff;
//! use ringsmith::notation::indications;
//!
//! let text = "[us]\ndescription = United States\nring = 440+480/2000,0/4000\n";
//! let sets = indications::parse(text, indications::Options::default()).into_tones()?;
//! assert_eq!(sets[0].package().unwrap().name, "us");
//! assert_eq!(sets[0].tones()[0].signal.cadence().cycle(), [OnOff::new(2000, 4000)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod country;
mod lines;
mod list;
mod problem;
mod write;

pub use crate::notation::{Options, Parsed, Rejected};
pub use problem::IndicationsProblem;
pub use write::write;

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Span};
use crate::model::{Depth, ToneKind, ToneSet};
use crate::notation::indications::country::Countries;
use crate::notation::indications::lines::Line;
use crate::notation::indications::problem::Findings;
use crate::notation::translation::Words;
use crate::text::excerpt;
use crate::units::{DbM0, Hertz};

/// The most bytes of a text.
const LONGEST: usize = 1 << 20;
/// The most pairs that aliases may repeat.
const MOST_PAIRS: u32 = 10_000;
/// What Asterisk keeps of the name of a country.
const LONGEST_COUNTRY: usize = 15;
/// What Asterisk keeps of a description.
const LONGEST_DESCRIPTION: usize = 39;
/// Asterisk counts samples, 8 in a ms, in 31 bits.
const LONGEST_TIME: u32 = 268_435_455;
/// The level of every component: an amplitude of 7219, where 32 768 is full scale.
const LEVEL: DbM0 = DbM0::from_hundredths(-1000).expect("a level");
/// The depth that is meant by `*`.
const DEPTH: Depth = Depth::from_thousandths(900).expect("a depth");
/// What a bell is rung with: the file does not say.
const RINGING: Hertz = Hertz::new(20).expect("a frequency");
/// The section of a set that is no package, alone or with a number behind it: `tones-2`.
const NO_PACKAGE: &str = "tones";
/// The names of entries that are no tone.
const NO_TONES: [&str; 3] = ["description", "ringcadence", "alias"];
/// The names of DAHDI's tables, and Asterisk's in their place.
const DAHDI_NAMES: [(&str, &str); 4] = [
    ("dialtone", "dial"),
    ("ringtone", "ring"),
    ("callwait", "callwaiting"),
    ("recordtone", "record"),
];

/// The frequency of each MIDI note in hertz, without its fraction, as Asterisk plays it.
const MIDI: [u16; 128] = [
    8, 8, 9, 9, 10, 10, 11, 12, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 27, 29, 30, 32,
    34, 36, 38, 41, 43, 46, 48, 51, 55, 58, 61, 65, 69, 73, 77, 82, 87, 92, 97, 103, 110, 116, 123,
    130, 138, 146, 155, 164, 174, 184, 195, 207, 220, 233, 246, 261, 277, 293, 311, 329, 349, 369,
    391, 415, 440, 466, 493, 523, 554, 587, 622, 659, 698, 739, 783, 830, 880, 932, 987, 1046,
    1108, 1174, 1244, 1318, 1396, 1479, 1567, 1661, 1760, 1864, 1975, 2093, 2217, 2349, 2489, 2637,
    2793, 2959, 3135, 3322, 3520, 3729, 3951, 4186, 4434, 4698, 4978, 5274, 5587, 5919, 6271, 6644,
    7040, 7458, 7902, 8372, 8869, 9397, 9956, 10548, 11175, 11839, 12543,
];

/// The names of tones. Asterisk asks for the first seven; the rest so that every kind has a name.
const WORDS: Words = Words {
    table: &[
        ("dial", ToneKind::DIAL),
        ("ring", ToneKind::RINGBACK),
        ("busy", ToneKind::BUSY),
        ("congestion", ToneKind::CONGESTION),
        ("info", ToneKind::SPECIAL_INFORMATION),
        ("callwaiting", ToneKind::CALL_WAITING),
        ("stutter", ToneKind::STUTTER_DIAL),
        ("warning", ToneKind::WARNING),
        ("confirm", ToneKind::CONFIRMATION),
        ("reorder", ToneKind::REORDER),
        ("offhookwarning", ToneKind::OFF_HOOK_WARNING),
        ("callwaitingring", ToneKind::CALL_WAITING_RINGBACK),
        ("comfort", ToneKind::COMFORT),
        ("hold", ToneKind::HOLD),
        ("beep", ToneKind::BEEP),
    ],
    // DAHDI's names, which Asterisk does not ask for.
    others: &[
        ("dialtone", ToneKind::DIAL),
        ("ringtone", ToneKind::RINGBACK),
        ("callwait", ToneKind::CALL_WAITING),
    ],
    // What North America calls reorder is played as congestion.
    instead: &[(ToneKind::REORDER, ToneKind::CONGESTION)],
    fits: |word| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
        let is_tone = !NO_TONES.iter().any(|name| name.eq_ignore_ascii_case(word));
        !word.is_empty() && word.bytes().all(plain) && is_tone
    },
};

/// Whether a section of this name is a set that is no package.
fn is_no_package(name: &str) -> bool {
    let Some(start) = name.get(..NO_PACKAGE.len()) else { return false };
    let rest = &name[NO_PACKAGE.len()..];
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    start.eq_ignore_ascii_case(NO_PACKAGE)
        && (rest.is_empty() || rest.strip_prefix('-').is_some_and(number))
}

/// Whether a line is one that this notation alone has: what a country is called or takes its tones
/// from, or a list of items, under the name of a tone or with marks that no number has.
pub(super) fn is_line(line: &str) -> bool {
    const OTHERS: [&str; 4] = ["ringcadence", "dialrecall", "record", "recordtone"];
    const COUNTRY: [&str; 3] = ["country", "description", "alias"];
    let Some((name, value)) = line.split_once('=') else { return false };
    let name = name.trim();
    let is = |word: &str| word.eq_ignore_ascii_case(name);
    let value = value.strip_prefix('>').unwrap_or(value).split(';').next().unwrap_or_default();
    if COUNTRY.into_iter().any(is) {
        // A text in quotation marks is TOML's.
        return !value.trim_start().starts_with(['"', '\'']);
    }
    let item = |c: char| c.is_ascii_digit() || "!+*-,/M".contains(c) || c.is_whitespace();
    let is_list = value.contains(|c: char| c.is_ascii_digit()) && value.chars().all(item);
    let known = WORDS.table.iter().chain(WORDS.others).map(|(word, _)| *word).chain(OTHERS);
    let marked = value.contains(['!', '+', '*', '/']) && !name.contains(char::is_whitespace);
    is_list && (marked || known.into_iter().any(is))
}

/// The text with nothing but blanks in the sections of other countries, so that what is wrong there
/// does not matter and every place stays where it is; the text itself if it has no such country.
pub(super) fn only(text: &str, country: &str) -> String {
    // The section that each line stands in, by its place among the names: a name may be long and
    // have many lines.
    let mut names = vec![String::new()];
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut wanted = HashSet::from(["general".to_owned(), country.to_ascii_lowercase()]);
    let is_country = |name: &str| name.eq_ignore_ascii_case(country);
    for line in text.split_inclusive(['\n', '\r']) {
        let visible = line.split(';').next().unwrap_or_default().trim();
        let section = &names[names.len() - 1];
        if let Some((name, _)) = visible.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            names.push(name.trim().to_ascii_lowercase());
        } else if is_country(section)
            && let Some((name, target)) = visible.split_once('=')
            && name.trim().eq_ignore_ascii_case("alias")
        {
            wanted.insert(target.trim_start_matches('>').trim().to_ascii_lowercase());
        }
        lines.push((names.len() - 1, line));
    }
    if !names.iter().any(|name| is_country(name)) {
        return text.to_owned();
    }
    let is_kept: Vec<_> =
        names.iter().map(|name| name.is_empty() || wanted.contains(name)).collect();
    let blank = |c: char| if matches!(c, '\n' | '\r') { c } else { ' ' };
    let mut kept = String::with_capacity(text.len());
    for (section, line) in lines {
        if is_kept[section] {
            kept.push_str(line);
        } else {
            let blanks = line.chars().flat_map(|c| core::iter::repeat_n(blank(c), c.len_utf8()));
            kept.extend(blanks);
        }
    }
    kept
}

/// Reads an `indications.conf`: a set for each country, in the order of the text. Never fails: what
/// is wrong is in [`Parsed::diagnostics`].
///
/// A set is a package under the name of its section. Tones have the kind of their name, or the name
/// for an id, and are numbered by their places. `ringcadence` is ringing pattern 0. A country that is
/// an alias of another has equal tones. Spans count bytes of `text`; after 10 000 diagnostics the
/// rest is only counted.
#[must_use]
pub fn parse(text: &str, options: Options) -> Parsed<Vec<ToneSet>> {
    let mut findings = Findings::new(options.strict);
    if text.len() > LONGEST {
        findings.report(Span::default(), IndicationsProblem::TooLong { limit: LONGEST });
        let diagnostics = findings.into_sorted();
        return Parsed { tones: None, definitions: Vec::new(), diagnostics };
    }
    let mut countries = Countries::new(options.rate);
    lines::read(text, |line| match line {
        Line::Section(name, rest) => countries.open(name, rest, &mut findings),
        Line::Entry(name, value) => countries.entry(name, value, &mut findings),
        Line::Directive(line) => {
            findings.report(line.span, IndicationsProblem::Include(excerpt(line.text)));
        }
        Line::Other(line) => {
            findings.report(line.span, IndicationsProblem::UnknownLine(excerpt(line.text)));
        }
    });
    let (sets, definitions) = countries.finish(&mut findings);
    let diagnostics = findings.into_sorted();
    let errors = diagnostics.iter().any(Diagnostic::is_error);
    Parsed { tones: Some(sets).filter(|_| !errors), definitions, diagnostics }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tempered scale on 440 Hz, note 69.
    #[test]
    fn midi_notes_are_those_of_the_tempered_scale() {
        for (note, hertz) in (0_i32..).zip(MIDI) {
            let exact = 440.0 * 2_f64.powf(f64::from(note - 69) / 12.0);
            assert!((exact - 0.5 - f64::from(hertz)).abs() <= 0.5 + 1e-9, "note {note}");
        }
    }

    /// 7219 of 32 768 in decibels below full scale, which is 3.14 dBm0.
    #[test]
    fn the_level_is_that_of_asterisk_s_amplitude() {
        let hundredths = 2000.0 * (7219.0_f64 / 32_768.0).log10() + 314.0;
        assert!((hundredths - f64::from(LEVEL.hundredths())).abs() < 0.5, "{hundredths}");
    }
}
