//! The AudioCodes Call Progress Tones (CPT) file: one hand-edited ini for the tones and ringing
//! patterns of a gateway.
//!
//! The manuals describe it as a Windows ini with `[CALL PROGRESS TONE #X]`, `[USER DEFINED TONE
//! #X]` and `[Ringing Pattern #X]` sections; real files stray from the manuals in spelling,
//! comments and ranges. The reader is strict where a tone could not be played or has two meanings,
//! lenient where real files stray, and reports everything it finds. `docs/cpt.md` in the project
//! holds the facts and every rule that this module adds to them. [`dat`] is the compiled form.
//!
//! ```
//! use ringsmith::model::OnOff;
//! use ringsmith::notation::cpt;
//!
//! let parsed = cpt::parse("
//! [Ringing Pattern #0]
//! Ring Type=0
//! Freq [Hz]=25
//! First Burst Ring On Time [10msec]=30
//! First Burst Ring Off Time [10msec]=30
//! Second Ring On Time [10msec]=100
//! Second Ring Off Time [10msec]=300
//! ", cpt::Options::default());
//!
//! let tones = parsed.tones.expect("no errors");
//! let cadence = tones.pattern(0).unwrap().cadence();
//! assert_eq!(cadence.lead(), [OnOff::new(300, 300)]);
//! assert_eq!(cadence.cycle(), [OnOff::new(1000, 3000)]);
//! // One warning: no section says how many patterns there are.
//! assert_eq!(parsed.diagnostics[0].code(), "missing-count");
//! ```

pub mod dat;
mod fields;
mod fitted;
mod limits;
mod lines;
mod names;
mod number;
mod problem;
mod ringing;
mod tone;
mod voice;
mod write;

pub use crate::notation::{Options, Parsed, Rejected};
pub use names::Unit;
pub use problem::CptProblem;
pub use write::write;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Span};
use crate::model::{CallProgressTone, RingingPattern, Selector, ToneSet};
use crate::notation::cpt::fields::Fields;
use crate::notation::cpt::lines::Section;
use crate::notation::cpt::names::{Kind, SectionName, count_key};
use crate::notation::cpt::problem::Findings;
use crate::text::excerpt;
use crate::units::SampleRate;

/// Reads a CPT file. Never fails: what is wrong is in [`Parsed::diagnostics`].
///
/// Spans count bytes of `text`, which may start with a byte order mark. After 10 000 diagnostics
/// the rest is only counted, in a last one.
#[must_use]
pub fn parse(text: &str, options: Options) -> Parsed {
    let mut findings = Findings::new(options.strict);
    if let Some((at, problem)) = not_an_ini(text) {
        findings.report((at..at).into(), problem);
        let diagnostics = findings.into_sorted();
        return Parsed { tones: None, definitions: Vec::new(), diagnostics };
    }
    let mut reader = Reader::new(options.rate, findings);
    for section in lines::sections(text, &mut reader.findings) {
        reader.read(&section);
    }
    reader.finish()
}

/// What gives a file away that is no text, and where it stands.
fn not_an_ini(text: &str) -> Option<(usize, CptProblem)> {
    // The magic words of compiled files and the marks of UTF-16 are not UTF-8, so they were read
    // as Latin-1.
    const COMPILED: [&str; 3] =
        ["\u{BD}V\u{BD}V", "\u{A5}\u{A5}\u{A5}\u{A5}", "\u{AA}\u{AA}\0\u{3}"];
    const UTF_16: [&str; 2] = ["\u{FF}\u{FE}", "\u{FE}\u{FF}"];
    let starts = |marks: &[&str]| marks.iter().any(|mark| text.starts_with(mark));
    if starts(&COMPILED) {
        Some((0, CptProblem::CompiledDat))
    } else if starts(&UTF_16) {
        Some((0, CptProblem::Utf16))
    } else {
        text.find('\0').map(|at| (at, CptProblem::Binary))
    }
}

/// What has been read so far.
struct Reader {
    rate: SampleRate,
    findings: Findings,
    tones: Vec<CallProgressTone>,
    user_tones: Vec<CallProgressTone>,
    patterns: Vec<RingingPattern>,
    definitions: Vec<(Selector, Span)>,
    /// The headers of definitions by their number, the first where there are two.
    headers: HashMap<(Kind, u32), Span>,
    /// The headers of definitions in the order of the file.
    sections: HashMap<Kind, Vec<Span>>,
    counts: HashMap<Kind, (u32, Span)>,
    /// What has a count, readable or not.
    counted: HashSet<Kind>,
}

impl Reader {
    fn new(rate: SampleRate, findings: Findings) -> Self {
        Self {
            rate,
            findings,
            tones: Vec::new(),
            user_tones: Vec::new(),
            patterns: Vec::new(),
            definitions: Vec::new(),
            headers: HashMap::new(),
            sections: HashMap::new(),
            counts: HashMap::new(),
            counted: HashSet::new(),
        }
    }

    fn read(&mut self, section: &Section<'_>) {
        let name = section.name;
        match SectionName::read(name.text) {
            None => {
                let problem = CptProblem::UnknownSection(excerpt(name.text));
                self.findings.report(name.span, problem);
            }
            Some(SectionName::Unnumbered(kind)) => {
                self.sections.entry(kind).or_default().push(name.span);
                self.findings.report(name.span, CptProblem::MissingSectionNumber);
            }
            Some(SectionName::Count(kind)) => self.read_count(kind, section),
            Some(SectionName::Definition(kind, number)) => {
                self.sections.entry(kind).or_default().push(name.span);
                if let Some(&first) = self.headers.get(&(kind, number)) {
                    let problem = CptProblem::DuplicateSection(excerpt(name.text));
                    self.findings.report_with(name.span, (first, "first here"), problem);
                } else {
                    self.headers.insert((kind, number), name.span);
                }
                self.read_definition(kind, number, section);
            }
        }
    }

    fn read_count(&mut self, kind: Kind, section: &Section<'_>) {
        let read = |key: &str| count_key(kind, key);
        let fields = Fields::collect(section, read, &mut self.findings);
        let Some(field) = fields.get(()) else { return };
        self.counted.insert(kind);
        let Some(stated) = field.number(&mut self.findings) else { return };
        match self.counts.get(&kind) {
            None => {
                self.counts.insert(kind, (stated.value, stated.at));
            }
            Some(&(first, span)) => {
                let key = kind.count_key().to_owned();
                let problem = if first == stated.value {
                    CptProblem::DuplicateKey(key)
                } else {
                    CptProblem::ConflictingKey(key)
                };
                self.findings.report_with(stated.at, (span, "first here"), problem);
            }
        }
    }

    fn read_definition(&mut self, kind: Kind, number: u32, section: &Section<'_>) {
        let (rate, findings) = (self.rate, &mut self.findings);
        let selector = match kind {
            Kind::Pattern => {
                self.patterns.extend(ringing::read(section, number, rate, findings));
                Selector::Pattern(number)
            }
            Kind::Tone => {
                self.tones.extend(tone::read(section, kind, number, rate, findings));
                Selector::Tone(number)
            }
            Kind::UserTone => {
                self.user_tones.extend(tone::read(section, kind, number, rate, findings));
                Selector::UserTone(number)
            }
        };
        self.definitions.push((selector, section.span()));
    }

    fn finish(mut self) -> Parsed {
        if self.sections.is_empty() {
            self.findings.report(Span::default(), CptProblem::NothingDefined);
        }
        for kind in Kind::ALL {
            self.check_count(kind);
        }
        self.check_limits();
        let diagnostics = self.findings.into_sorted();
        let tones = if diagnostics.iter().any(Diagnostic::is_error) {
            None
        } else {
            ToneSet::new(self.tones, self.user_tones, self.patterns).ok()
        };
        Parsed { tones, definitions: self.definitions, diagnostics }
    }

    fn check_count(&mut self, kind: Kind) {
        let sections = self.sections.get(&kind).map_or(&[] as &[Span], Vec::as_slice);
        let found = sections.len();
        match self.counts.get(&kind) {
            Some(&(stated, span)) if stated as usize != found => {
                self.findings
                    .report(span, CptProblem::CountMismatch { what: kind.plural(), stated, found });
            }
            None if found > 0 && !self.counted.contains(&kind) => {
                let problem = CptProblem::MissingCount(kind.count_header());
                self.findings.report(sections[0], problem);
            }
            _ => {}
        }
    }

    /// What the manuals allow in a whole file.
    fn check_limits(&mut self) {
        let none = Vec::new();
        let [tones, patterns] =
            [Kind::Tone, Kind::Pattern].map(|kind| self.sections.get(&kind).unwrap_or(&none));
        limits::check_count(Kind::Pattern, patterns, &mut self.findings);
        limits::check_count(Kind::Tone, tones, &mut self.findings);
        let place = |number| self.headers.get(&(Kind::Tone, number)).copied();
        limits::check_frequencies(&self.tones, place, &mut self.findings);
    }
}
