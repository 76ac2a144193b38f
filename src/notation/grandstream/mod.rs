//! Tone strings of Grandstream adapters and telephones.
//!
//! A string names up to two frequencies and up to three on and off times that repeat for ever:
//! `f1=440@-19,f2=480@-19,c=2000/4000;`. Settings are known by P numbers, and by the names of the
//! device's pages. Adapters count times in ms, telephones in 10 ms, and the number of a setting tells
//! which. `docs/grandstream.md` in the project has every rule and what was decided.
//!
//! ```
//! use ringsmith::model::OnOff;
//! use ringsmith::notation::grandstream;
//!
//! let text = "P4001=f1=440@-19,f2=480@-19,c=2000/4000;\nP348 = f1=480,f2=620,c=50/50;\n";
//!
//! let set = grandstream::parse(text, grandstream::Options::default()).into_tones()?;
//! assert_eq!(set.tone_by_id("rt").unwrap().signal.cadence().cycle(), [OnOff::new(2000, 4000)]);
//! assert_eq!(set.tone_by_id("bt").unwrap().signal.cadence().cycle(), [OnOff::new(500, 500)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod names;
mod problem;
mod script;
mod write;

pub use crate::notation::{Options, Parsed, Rejected};
pub use names::Unit;
pub use problem::GrandstreamProblem;
pub use write::write;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::findings;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{
    CallProgressTone, RingingPattern, Selector, Signal, ToneId, ToneKind, ToneSet, Voice,
};
use crate::notation::grandstream::names::{Holds, is_cadence, is_script, longest_time, row_of};
use crate::notation::grandstream::script::{ScriptReader, Use};
use crate::notation::settings::{self, Setting};
use crate::text::excerpt;
use crate::units::Hertz;

type Findings = findings::Findings<GrandstreamProblem>;

/// The most bytes of a text.
const LONGEST: usize = 1 << 20;
/// `f1` and `f2`.
const MOST_FREQUENCIES: usize = 2;
/// "Up to three cadences are supported."
const MOST_PAIRS: usize = 3;
/// The highest frequency that the vendor states, in Hz.
const HIGHEST_FREQUENCY: u32 = 4000;
/// The levels that the vendor states, in dBm.
const LEVELS: (i32, i32) = (-30, 0);
/// "Cadence on+off value range (0, 16000) milliseconds", of a ring.
const LONGEST_RING: u32 = 16_000;
/// The level of a frequency without one, in dBm: that of an adapter's dial tone.
const DEFAULT_LEVEL: i32 = -13;
/// The frequency of every ring, in Hz: another setting has it.
const RING_FREQUENCY: u32 = 20;
/// A time of so many units is in ms.
const LONG_TIME: u64 = 1000;
/// The same in a busy or reorder tone.
const LONG_BUSY: u64 = 100;

/// Whether a line is one that this notation alone has: with a string of a tone or a cadence.
pub(super) fn is_line(line: &str) -> bool {
    settings::values(line).any(names::is_script)
}

/// Reads tone strings. Never fails: what is wrong is in [`Parsed::diagnostics`].
///
/// Tones are numbered by their place. Ringing pattern 0 is the system's ring, patterns 1 to 10 are
/// the distinctive ones; all ring with 20 Hz. Of a text beyond 1 MiB nothing is read. Spans count
/// bytes of `text`; after 10 000 diagnostics the rest is only counted.
#[must_use]
pub fn parse(text: &str, options: Options) -> Parsed {
    let mut findings = Findings::new(options.strict);
    let mut set = None;
    let mut definitions = Vec::new();
    if text.len() > LONGEST {
        findings.report(Span::default(), GrandstreamProblem::TooLong { limit: LONGEST });
    } else {
        let entries = entries(text, &mut findings);
        let assumed = assumed_unit(&entries, &mut findings);
        let reader = ScriptReader { rate: options.rate, findings: &mut findings };
        let mut builder = Builder { reader, assumed, tones: Vec::new(), patterns: Vec::new() };
        for entry in &entries {
            let selector = match entry.role {
                Role::Tone { number, .. } => Selector::Tone(number),
                Role::Ring(number) => Selector::Pattern(number),
            };
            definitions.push((selector, entry.setting.span()));
            builder.read(entry);
        }
        set = Some(builder.into_set());
    }
    let diagnostics = findings.into_sorted();
    let errors = diagnostics.iter().any(Diagnostic::is_error);
    Parsed { tones: set.filter(|_| !errors), definitions, diagnostics }
}

/// What a setting is.
enum Role {
    Tone { number: u32, id: Option<ToneId>, kind: Option<ToneKind> },
    Ring(u32),
}

/// A tone or pattern of a text.
struct Entry<'t> {
    role: Role,
    /// `None` where nothing tells.
    unit: Option<Unit>,
    setting: Setting<'t>,
}

/// The settings of a text that are tones and rings.
fn entries<'t>(text: &'t str, findings: &mut Findings) -> Vec<Entry<'t>> {
    let settings = settings::read(text, is_script);
    for open in settings.open.iter().filter(|name| row_of(**name).is_some()) {
        findings.report(open.span, GrandstreamProblem::Unclosed(excerpt(open.text)));
    }
    if let Some(first) = settings.other_lines.first() {
        let count = settings.other_lines.len();
        findings.report(*first, GrandstreamProblem::ForeignLines { count });
    }
    let mut sorter = Sorter { findings, entries: Vec::new(), tones: 0, known: HashMap::new() };
    settings.list.into_iter().for_each(|setting| sorter.take(setting));
    let mut entries = sorter.entries;
    number_bare(&mut entries);
    if entries.is_empty() {
        findings.report(Span::default(), GrandstreamProblem::NothingDefined);
    }
    entries
}

/// Gives cadences without a name the numbers from 1 on that no other has.
fn number_bare(entries: &mut [Entry<'_>]) {
    let of_name = |entry: &Entry<'_>| match entry.role {
        Role::Ring(number) if entry.setting.name.is_some() => Some(number),
        _ => None,
    };
    let taken: HashSet<_> = entries.iter().filter_map(of_name).collect();
    let mut free = (1..).filter(|number| !taken.contains(number));
    for entry in entries.iter_mut().filter(|entry| entry.setting.name.is_none()) {
        if let Role::Ring(number) = &mut entry.role {
            *number = free.next().expect("there are more numbers than lines");
        }
    }
}

/// Takes the settings one by one.
struct Sorter<'f, 't> {
    findings: &'f mut Findings,
    entries: Vec<Entry<'t>>,
    tones: u32,
    /// By the name of the setting that it is.
    known: HashMap<String, Setting<'t>>,
}

impl<'t> Sorter<'_, 't> {
    fn take(&mut self, setting: Setting<'t>) {
        let Some(name) = setting.name else {
            let role =
                if is_cadence(&setting.value.text) { Role::Ring(0) } else { self.tone(None, None) };
            let unit = matches!(role, Role::Ring(_)).then_some(Unit::Ms);
            self.entries.push(Entry { role, unit, setting });
            return;
        };
        let row = row_of(name);
        if row.is_none() && !is_script(&setting.value.text) {
            return;
        }
        let device_name = name.text.split_whitespace().collect::<Vec<_>>().join("_");
        let key = row.map_or_else(
            || device_name.to_ascii_lowercase(),
            |(row, _)| format!("P{}", row.number),
        );
        if let Some(first) = self.known.get(&key) {
            let is_same = first.value.text == setting.value.text;
            let told = excerpt(name.text);
            let problem = if is_same {
                GrandstreamProblem::RepeatedSetting(told)
            } else {
                GrandstreamProblem::DuplicateSetting(told)
            };
            self.findings.report_with(name.span, (first.span(), "first here"), problem);
            return;
        }
        if setting.value.text.is_empty() {
            self.findings.report(setting.span(), GrandstreamProblem::EmptyScript);
            return;
        }
        let role = match row.map(|(row, _)| row.holds) {
            Some(Holds::Ring(number)) => Role::Ring(number),
            Some(Holds::Kind(kind)) => self.tone(None, Some(kind)),
            Some(Holds::Id(id)) => self.tone(ToneId::new(id).ok(), None),
            None if is_cadence(&setting.value.text) => {
                let problem = GrandstreamProblem::UnknownSetting(excerpt(name.text));
                self.findings.report(setting.span(), problem);
                return;
            }
            None => {
                let id = ToneId::new(device_name.as_str()).ok();
                if id.is_none() {
                    let problem = GrandstreamProblem::InvalidId(excerpt(name.text));
                    self.findings.report(name.span, problem);
                }
                let kind = id.as_ref().and_then(|id| ToneKind::named(id.as_str()));
                self.tone(id, kind)
            }
        };
        self.known.insert(key, setting.clone());
        let unit = row.and_then(|(_, unit)| unit);
        self.entries.push(Entry { role, unit, setting });
    }

    fn tone(&mut self, id: Option<ToneId>, kind: Option<ToneKind>) -> Role {
        self.tones += 1;
        Role::Tone { number: self.tones - 1, id, kind }
    }
}

/// What times count that nothing tells: ms where one of them is so long that 10 ms would make it ten
/// seconds or more, one second in a busy or reorder tone.
fn assumed_unit(entries: &[Entry<'_>], findings: &mut Findings) -> Unit {
    let untold = entries.iter().filter(|entry| entry.unit.is_none());
    let timed = untold.map(|entry| (entry, longest_time(&entry.setting.value.text)));
    let timed: Vec<_> = timed.filter(|(_, time)| *time > 0).collect();
    let is_long = |(entry, time): &(&Entry<'_>, u64)| match entry.role {
        Role::Tone { kind: Some(ToneKind::BUSY | ToneKind::REORDER), .. } => *time >= LONG_BUSY,
        _ => *time >= LONG_TIME,
    };
    let unit = if timed.iter().any(is_long) { Unit::Ms } else { Unit::TenMs };
    if let Some((first, _)) = timed.first() {
        findings.report(first.setting.value.span, GrandstreamProblem::AssumedUnit(unit));
    }
    unit
}

/// What the settings come down to.
struct Builder<'f> {
    reader: ScriptReader<'f>,
    assumed: Unit,
    tones: Vec<CallProgressTone>,
    patterns: Vec<RingingPattern>,
}

impl Builder<'_> {
    fn into_set(self) -> ToneSet {
        let set = ToneSet::new(self.tones, Vec::new(), self.patterns);
        set.expect("numbers and ids come from names that are told apart")
    }

    fn read(&mut self, entry: &Entry<'_>) {
        let purpose = match entry.role {
            Role::Tone { .. } => Use::Tone,
            Role::Ring(_) => Use::Ring,
        };
        let unit = entry.unit.unwrap_or(self.assumed);
        let Ok(script) = self.reader.read(&entry.setting.value, purpose, unit) else { return };
        match &entry.role {
            Role::Ring(number) => {
                let frequency = Hertz::new(RING_FREQUENCY).expect("above 0 Hz");
                self.patterns.push(RingingPattern::new(*number, frequency, &script.cadence));
            }
            Role::Tone { number, id, kind } => {
                let voices = Voice::new(script.components).into_iter().collect();
                let signal = Signal::with_voices(voices, script.cadence);
                self.tones.push(CallProgressTone {
                    number: *number,
                    id: id.clone(),
                    kind: *kind,
                    signal: signal.expect("one voice, or nothing that sounds"),
                    default_duration: None,
                    detection_period: None,
                });
            }
        }
    }
}
