//! FreeSWITCH's tone scripts, TGML: `%(2000,4000,440,480)`, alone and in the files that they stand
//! in.
//!
//! The grammar and its meaning are those of FreeSWITCH's `libs/libteletone` and `mod_tone_stream`;
//! `docs/tgml.md` in the project says how they are read, and every other rule.
//!
//! ```
//! use ringsmith::model::{OnOff, ToneKind};
//! use ringsmith::notation::tgml;
//!
//! let text = "<X-PRE-PROCESS cmd=\"set\" data=\"us-ring=%(2000,4000,440,480)\"/>";
//! let sets = tgml::parse(text, tgml::Options::default()).into_tones()?;
//! let ring = &sets[0].tones()[0];
//! assert_eq!(ring.kind, Some(ToneKind::RINGBACK));
//! assert_eq!(ring.signal.cadence().cycle(), [OnOff::new(2000, 4000)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod lines;
mod play;
mod problem;
mod script;
mod write;

pub use crate::notation::{Options, Parsed, Rejected};
pub use problem::TgmlProblem;
pub use write::write;

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Span};
use crate::model::{CallProgressTone, Package, Selector, Signal, ToneId, ToneKind, ToneSet};
use crate::notation::tgml::lines::{Entry, Line};
use crate::notation::tgml::play::Player;
use crate::notation::tgml::problem::Findings;
use crate::notation::translation::Words;
use crate::text::excerpt;
use crate::units::SampleRate;

/// The most bytes of a text.
const LONGEST: usize = 1 << 20;
/// The most pairs that repetitions may make in a text.
const MOST_PAIRS: u32 = 10_000;
/// The frequencies that libteletone adds.
const MOST_FREQUENCIES: usize = 18;
/// FreeSWITCH counts samples, 8 in a ms, in 31 bits.
const LONGEST_TIME: u32 = 268_435_455;
/// The level before the first `v=`, in hundredths of a dB.
const VOLUME: i32 = -700;

/// How much less each of so many frequencies has than one alone, in hundredths of a dB: libteletone
/// divides their sum by their number.
const SHARES: [i32; MOST_FREQUENCIES + 1] = [
    0, 0, 602, 954, 1204, 1398, 1556, 1690, 1806, 1908, 2000, 2083, 2158, 2228, 2292, 2352, 2408,
    2461, 2511,
];

/// The names of tones: the switch's variables, those of `FreeTDM`, and one for every other kind.
const WORDS: Words = Words {
    table: &[
        ("ringback", ToneKind::RINGBACK),
        ("ring", ToneKind::RINGBACK),
        ("dial", ToneKind::DIAL),
        ("busy", ToneKind::BUSY),
        ("congestion", ToneKind::CONGESTION),
        ("sit", ToneKind::SPECIAL_INFORMATION),
        ("attn", ToneKind::OFF_HOOK_WARNING),
        ("callwaiting-sas", ToneKind::CALL_WAITING),
        ("callwaiting", ToneKind::CALL_WAITING),
        ("beep", ToneKind::BEEP),
        ("stutter", ToneKind::STUTTER_DIAL),
        ("warning", ToneKind::WARNING),
        ("confirm", ToneKind::CONFIRMATION),
        ("reorder", ToneKind::REORDER),
        ("callwaiting-ring", ToneKind::CALL_WAITING_RINGBACK),
        ("comfort", ToneKind::COMFORT),
        ("hold", ToneKind::HOLD),
    ],
    others: &[],
    instead: &[],
    fits: |word| {
        let taken = word.starts_with(GENERATE) || word.starts_with(DETECT);
        lines::is_name(word) && !taken && !is_ringback_name(word)
    },
};

/// What the `tones.conf` of `FreeTDM` has before the name of a tone to play, and of one to detect.
const GENERATE: &str = "generate-";
const DETECT: &str = "detect-";

/// Whether a name that is an id is that of a ringback tone: `us-ring`, `transfer_ringback`.
fn is_ringback_name(name: &str) -> bool {
    let country = name.len() == 7 && name.as_bytes()[..2].iter().all(u8::is_ascii_lowercase);
    country && name.ends_with("-ring") || name == "transfer_ringback"
}

/// What a name says.
fn read_name(name: &str) -> (Option<ToneId>, Option<ToneKind>) {
    if is_ringback_name(name) {
        return (ToneId::new(name).ok(), Some(ToneKind::RINGBACK));
    }
    WORDS.read(name)
}

/// Whether the switch plays a tone of this kind for as long as it lasts.
fn lasts(kind: Option<ToneKind>) -> bool {
    const LASTING: [ToneKind; 6] = [
        ToneKind::RINGBACK,
        ToneKind::DIAL,
        ToneKind::BUSY,
        ToneKind::CONGESTION,
        ToneKind::REORDER,
        ToneKind::OFF_HOOK_WARNING,
    ];
    kind.is_some_and(|kind| LASTING.contains(&kind))
}

/// Reads tone scripts: a set of those before the first `[section]`, if there are any, and one for
/// each section. Never fails: what is wrong is in [`Parsed::diagnostics`].
///
/// A section is a package under its name, `[]` is none. Tones have the kind of their name, or the name
/// for an id; a script alone has neither. They are numbered by their places. Spans count bytes of
/// `text`; after 10 000 diagnostics the rest is only counted.
#[must_use]
pub fn parse(text: &str, options: Options) -> Parsed<Vec<ToneSet>> {
    let mut findings = Findings::new(options.strict);
    if text.len() > LONGEST {
        findings.report(Span::default(), TgmlProblem::TooLong { limit: LONGEST });
        let diagnostics = findings.into_sorted();
        return Parsed { tones: None, definitions: Vec::new(), diagnostics };
    }
    let mut builder = Builder::new(options.rate);
    let mut foreign: Option<(Span, usize)> = None;
    lines::read(text, |line| match line {
        Line::Section(name) => builder.sets.push(Set::new(name)),
        Line::Script(entry) => builder.script(&entry, &mut findings),
        Line::Reference(entry) => {
            findings.report(entry.span, TgmlProblem::Reference(excerpt(&entry.text)));
        }
        Line::Foreign(span) if text[span.range()].starts_with(DETECT) => {}
        Line::Foreign(span) => foreign.get_or_insert((span, 0)).1 += 1,
    });
    if let Some((span, count)) = foreign {
        findings.report(span, TgmlProblem::ForeignLines { count });
    }
    let Builder { sets, definitions, .. } = builder;
    if definitions.is_empty() {
        findings.report(Span::default(), TgmlProblem::NothingDefined);
    }
    let sets = sets.into_iter().filter(|set| !(set.implicit && set.tones.is_empty()));
    let sets: Vec<_> = sets.filter_map(Set::finish).collect();
    let diagnostics = findings.into_sorted();
    let errors = diagnostics.iter().any(Diagnostic::is_error);
    Parsed { tones: Some(sets).filter(|_| !errors), definitions, diagnostics }
}

/// A set as it is read.
struct Set {
    name: String,
    /// Whether no section has opened it.
    implicit: bool,
    /// The tones; none where a later one has the name, or where it has an error.
    tones: Vec<Option<CallProgressTone>>,
    /// The place of each name, in lower case, and where it stands.
    places: HashMap<String, (usize, Span)>,
}

impl Set {
    fn new(name: String) -> Self {
        Self { name, implicit: false, tones: Vec::new(), places: HashMap::new() }
    }

    fn finish(self) -> Option<ToneSet> {
        let tones = (0..).zip(self.tones.into_iter().flatten());
        let tones = tones.map(|(number, tone)| CallProgressTone { number, ..tone }).collect();
        let set = ToneSet::new(tones, Vec::new(), Vec::new()).ok()?;
        if self.name.is_empty() {
            return Some(set);
        }
        set.in_package(Package { name: self.name, ..Package::default() }).ok()
    }
}

struct Builder {
    player: Player,
    rate: SampleRate,
    sets: Vec<Set>,
    definitions: Vec<(Selector, Span)>,
    /// Scripts without a name.
    bare: u32,
}

impl Builder {
    fn new(rate: SampleRate) -> Self {
        let first = Set { implicit: true, ..Set::new(String::new()) };
        let (player, definitions) = (Player::new(), Vec::new());
        Self { player, rate, sets: vec![first], definitions, bare: 0 }
    }

    fn script(&mut self, entry: &Entry, findings: &mut Findings) {
        let stream = entry.text.split_once("tone_stream://").map_or(&*entry.text, |(_, it)| it);
        if stream.starts_with("path=") {
            findings.report(entry.span, TgmlProblem::Reference(excerpt(stream)));
            return;
        }
        let Some(set) = self.sets.last_mut() else { return };
        let next = set.tones.len();
        let (mut id, mut kind) = (None, None);
        if let Some((name, span)) = &entry.name {
            let word = name.strip_prefix(GENERATE).unwrap_or(name);
            (id, kind) = read_name(word);
            if id.is_none() && kind.is_none() {
                findings.report(*span, TgmlProblem::InvalidId(excerpt(name)));
            }
            let key = word.to_ascii_lowercase();
            if let Some((place, first)) = set.places.insert(key, (next, *span)) {
                let problem = TgmlProblem::DuplicateName(excerpt(name));
                findings.report_with(*span, (first, "first here"), problem);
                set.tones[place] = None;
            }
            let selector = Selector::ToneId(word.to_owned());
            self.definitions.push((selector, span.to(entry.span)));
        } else {
            self.definitions.push((Selector::Tone(self.bare), entry.span));
            self.bare += 1;
        }
        let script = script::read(&entry.text, entry.span.start, self.rate, findings).ok();
        let signal: Option<Signal> =
            script.and_then(|script| self.player.play(&script, lasts(kind), entry.span, findings));
        let tone = signal.map(|signal| CallProgressTone {
            number: 0,
            id,
            kind,
            signal,
            default_duration: None,
            detection_period: None,
        });
        set.tones.push(tone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_are_twenty_times_the_logarithm() {
        for (count, share) in SHARES.iter().enumerate().skip(1) {
            let exact = 2000.0 * f64::from(u32::try_from(count).unwrap()).log10();
            assert!((exact - f64::from(*share)).abs() <= 0.5, "{count}");
        }
    }

    /// libteletone's `scale_factor` for a `tx_level` of 0, in dB of full scale, which is 3.14 dBm0.
    /// Its 3.02 stands for the 3.01 of twice the power, so a level is 0.01 dB lower than it says.
    #[test]
    fn a_volume_is_a_level_in_dbm0() {
        let scale = 10_f64.powf(-(314.0 + 302.0) / 2000.0) * 32_767.0 * (1_414_214.0 / 1e6);
        let hundredths = 2000.0 * (scale / 32_768.0).log10() + 314.0;
        assert!((-1.1..0.0).contains(&hundredths), "{hundredths}");
    }
}
