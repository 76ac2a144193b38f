//! Tone and cadence scripts of analogue telephone adapters and telephones: Sipura, Linksys, Cisco
//! SPA and ATA.
//!
//! A tone script names frequencies and then, section by section, which of them sound when; a cadence
//! script does without frequencies. The vendor's guides give the grammar (Cisco, *SPA100 Series
//! Administration Guide*: `CadScript`, `FreqScript`, `ToneScript`) and the settings with their defaults
//! (*ATA 191 and 192 Administration Guide*). They are read from a profile in XML, from lines, and
//! bare. `docs/tonescript.md` in the project has every rule and what was decided.
//!
//! ```
//! use ringsmith::model::OnOff;
//! use ringsmith::notation::tonescript;
//!
//! let profile = "<flat-profile>
//!   <Ring_Back_Tone>440@-19,480@-19;*(2/4/1+2)</Ring_Back_Tone>
//!   <Ring4_Cadence>60(.3/.2,1/.2,.3/4)</Ring4_Cadence>
//!   <Ring_Frequency>20</Ring_Frequency>
//! </flat-profile>";
//!
//! let set = tonescript::parse(profile, tonescript::Options::default()).into_tones()?;
//! assert_eq!(set.tones()[0].signal.cadence().cycle(), [OnOff::new(2000, 4000)]);
//! assert_eq!(set.pattern(4).unwrap().cadence().cycle()[1], OnOff::new(1000, 200));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cadence;
mod names;
mod problem;
mod script;
mod sections;
mod write;

pub use crate::notation::{Options, Parsed, Rejected};
pub use problem::ToneScriptProblem;
pub use write::write;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::findings;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{
    Cadence, CallProgressTone, OnOff, RingingPattern, Selector, Signal, ToneId, ToneKind, ToneSet,
    Voice,
};
use crate::notation::settings::{self, Name, Setting, Value};
use crate::notation::tonescript::cadence::{Course, Section, Trouble, Use};
use crate::notation::tonescript::names::{Role, WORDS};
use crate::notation::tonescript::script::{Reported, ScriptReader};
use crate::text::excerpt;
use crate::units::{DbM0, Hertz, Millis};

type Findings = findings::Findings<ToneScriptProblem>;

/// The most bytes of a text.
const LONGEST: usize = 1 << 20;
/// The most pairs that the scripts of a text make together.
const MOST_PAIRS: u32 = 10_000;
/// Frequencies of a script: `F1` to `F6`.
const MOST_FREQUENCIES: usize = 6;
/// Sections of a script: `S1[;S2]`.
const MOST_SECTIONS: usize = 2;
/// Segments of a section: `j = 1 to 6`.
const MOST_SEGMENTS: usize = 6;
/// "A mini-script of up to 127 characters".
const LONGEST_SCRIPT: usize = 127;
/// `Ring_Frequency`: "Valid values are 10-100 (Hz)".
const RING_FREQUENCIES: (u32, u32) = (10, 100);
/// Ringing cadences: 8 of the ATA 190 series, 9 of the SPA2102 and SPA3102.
const RINGS: (u32, u32) = (1, 9);
/// The length of every ringing cadence that is repeated: as long as it rings.
const RING_LENGTH: Millis = Millis(60_000);
/// The default of `Ring_Frequency`.
const DEFAULT_RING_FREQUENCY: u32 = 20;
/// The default of `CWT_Frequency`, `440@-10`, in Hz and hundredths of a dBm.
const DEFAULT_CALL_WAITING: (u32, i32) = (440, -1000);

/// Whether a line is one that this notation alone has: with a tone or a cadence script, or the start
/// of a flat profile.
pub(super) fn is_line(line: &str) -> bool {
    let is_script = |value| names::is_tone_script(value) || names::is_cadence_script(value);
    line.starts_with("<flat-profile") || settings::values(line).any(is_script)
}

/// Reads tone and cadence scripts. Never fails: what is wrong is in [`Parsed::diagnostics`].
///
/// Tones are numbered by their place, ringing patterns by their setting: pattern 1 is
/// `Ring1_Cadence`. Of a text beyond 1 MiB nothing is read. Spans count bytes of `text`; after 10 000 diagnostics
/// the rest is only counted.
#[must_use]
pub fn parse(text: &str, options: Options) -> Parsed {
    let mut findings = Findings::new(options.strict);
    let mut set = None;
    let mut definitions = Vec::new();
    if text.len() > LONGEST {
        findings.report(Span::default(), ToneScriptProblem::TooLong { limit: LONGEST });
    } else {
        let settings = Sorted::of(text, &mut findings);
        let reader = ScriptReader { rate: options.rate, findings: &mut findings };
        let mut builder = Builder {
            reader,
            pairs_left: MOST_PAIRS,
            definitions: Vec::new(),
            defined: 0,
            tones: Vec::new(),
            patterns: Vec::new(),
        };
        builder.read(&settings);
        definitions = core::mem::take(&mut builder.definitions);
        set = Some(builder.into_set());
    }
    let diagnostics = findings.into_sorted();
    let errors = diagnostics.iter().any(Diagnostic::is_error);
    Parsed { tones: set.filter(|_| !errors), definitions, diagnostics }
}

/// A tone or pattern of a text.
struct Entry<'t> {
    role: Role,
    /// The name as a device has it.
    name: Option<String>,
    setting: Setting<'t>,
}

/// The settings of a text that have to do with tones.
#[derive(Default)]
struct Sorted<'t> {
    entries: Vec<Entry<'t>>,
    ring_frequency: Option<Value<'t>>,
    call_waiting: Option<Value<'t>>,
}

impl<'t> Sorted<'t> {
    fn of(text: &'t str, findings: &mut Findings) -> Self {
        let is_bare = |line: &str| names::is_tone_script(line) || names::is_cadence_script(line);
        let settings = settings::read(text, is_bare);
        for open in &settings.open {
            if Role::of(open.text, "").is_some() {
                findings.report(open.span, ToneScriptProblem::Unclosed(excerpt(open.text)));
            }
        }
        let mut sorted = Self::default();
        if let Some(first) = settings.other_lines.first() {
            let count = settings.other_lines.len();
            findings.report(*first, ToneScriptProblem::ForeignLines { count });
        }
        let mut known: HashMap<String, Setting<'t>> = HashMap::new();
        for setting in settings.list {
            let Some(name) = setting.name else {
                sorted.add_bare(setting);
                continue;
            };
            let device_name = name.text.split_whitespace().collect::<Vec<_>>().join("_");
            let Some(role) = Role::of(&device_name, &setting.value.text) else {
                continue;
            };
            let key = match role {
                Role::Ring(number) => names::cadence("ring", number),
                Role::CallWaiting(number) => names::cadence("cwt", number),
                _ => device_name.to_ascii_lowercase(),
            };
            match known.get(&key) {
                Some(first) => findings.report_with(
                    name.span,
                    (first.span(), "first here"),
                    repeated(name, first.value.text == setting.value.text),
                ),
                None if setting.value.text.is_empty() => {
                    findings.report(setting.span(), ToneScriptProblem::EmptyScript);
                }
                None => {
                    known.insert(key, setting.clone());
                    sorted.add(role, device_name, setting);
                }
            }
        }
        sorted.number_bare();
        sorted
    }

    fn add(&mut self, role: Role, name: String, setting: Setting<'t>) {
        match role {
            Role::RingFrequency => self.ring_frequency = Some(setting.value),
            Role::CallWaitingFrequency => self.call_waiting = Some(setting.value),
            _ => self.entries.push(Entry { role, name: Some(name), setting }),
        }
    }

    /// A script without a name. The number of a cadence comes later.
    fn add_bare(&mut self, setting: Setting<'t>) {
        let is_tone = names::is_tone_script(&setting.value.text);
        let role = if is_tone { Role::Tone } else { Role::Ring(0) };
        self.entries.push(Entry { role, name: None, setting });
    }

    /// Gives cadences without a name the numbers from 1 on that no other has.
    fn number_bare(&mut self) {
        let of_name = |entry: &Entry<'_>| match entry.role {
            Role::Ring(number) if entry.name.is_some() => Some(number),
            _ => None,
        };
        let taken: HashSet<_> = self.entries.iter().filter_map(of_name).collect();
        let mut free = (1..).filter(|number| !taken.contains(number));
        for entry in self.entries.iter_mut().filter(|entry| entry.name.is_none()) {
            if let Role::Ring(number) = &mut entry.role {
                *number = free.next().expect("there are more numbers than lines");
            }
        }
    }
}

fn repeated(name: Name<'_>, same: bool) -> ToneScriptProblem {
    let name = excerpt(name.text);
    if same {
        ToneScriptProblem::RepeatedSetting(name)
    } else {
        ToneScriptProblem::DuplicateSetting(name)
    }
}

/// What the settings come down to.
struct Builder<'f> {
    reader: ScriptReader<'f>,
    pairs_left: u32,
    definitions: Vec<(Selector, Span)>,
    /// Tones that are defined, read or not.
    defined: u32,
    tones: Vec<CallProgressTone>,
    patterns: Vec<RingingPattern>,
}

impl Builder<'_> {
    fn into_set(self) -> ToneSet {
        let set = ToneSet::new(self.tones, Vec::new(), self.patterns);
        set.expect("numbers and ids come from names that are told apart")
    }

    fn read(&mut self, settings: &Sorted<'_>) {
        let entries = &settings.entries;
        if entries.is_empty() {
            self.reader.findings.report(Span::default(), ToneScriptProblem::NothingDefined);
        }
        let first = |is: fn(&Role) -> bool| entries.iter().find(|entry| is(&entry.role));
        let call_waiting = if let Some(value) = &settings.call_waiting {
            self.reader.voice(value).ok()
        } else {
            let first = first(|role| matches!(role, Role::CallWaiting(_)));
            self.assume(first, names::CALL_WAITING_FREQUENCY, "440 Hz at -10 dBm");
            let (hertz, hundredths) = DEFAULT_CALL_WAITING;
            let sine = Hertz::new(hertz).zip(DbM0::from_hundredths(hundredths));
            sine.map(|(frequency, level)| Voice::sine(frequency, level))
        };
        let frequency = if let Some(value) = &settings.ring_frequency {
            self.ring_frequency(value)
        } else {
            let first = first(|role| matches!(role, Role::Ring(_)));
            self.assume(first, names::RING_FREQUENCY, "20 Hz");
            Hertz::new(DEFAULT_RING_FREQUENCY)
        };
        for entry in entries {
            match entry.role {
                Role::Ring(number) => self.pattern(number, frequency, &entry.setting),
                Role::CallWaiting(number) => {
                    self.call_waiting(number, call_waiting.as_ref(), &entry.setting);
                }
                _ => self.tone(entry),
            }
        }
    }

    /// Reports a default that is taken for what no setting says, if anything needs it.
    fn assume(&mut self, first: Option<&Entry<'_>>, setting: &'static str, default: &'static str) {
        if let Some(entry) = first {
            let problem = ToneScriptProblem::AssumedFrequency { setting, default };
            self.reader.findings.report(entry.setting.span(), problem);
        }
    }

    fn ring_frequency(&mut self, value: &Value<'_>) -> Option<Hertz> {
        let frequency = self.reader.single_frequency(value).ok()?;
        let (low, high) = RING_FREQUENCIES;
        if !(low * 1000..=high * 1000).contains(&frequency.millihertz()) {
            let problem = ToneScriptProblem::RingFrequency(frequency);
            self.reader.findings.report(value.span, problem);
        }
        Some(frequency)
    }

    fn pattern(&mut self, number: u32, frequency: Option<Hertz>, setting: &Setting<'_>) {
        let (low, high) = RINGS;
        if !(low..=high).contains(&number)
            && let Some(name) = setting.name
        {
            self.reader.findings.report(name.span, ToneScriptProblem::RingNumber(number));
        }
        self.definitions.push((Selector::Pattern(number), setting.span()));
        let sections = self.reader.cadence(&setting.value);
        let cadence = sections.and_then(|it| self.cadence(&it, Use::Ring, setting.value.span));
        if let (Ok((cadence, _)), Some(frequency)) = (cadence, frequency) {
            self.patterns.push(RingingPattern::new(number, frequency, &cadence));
        }
    }

    /// A call waiting tone: a cadence of its own, and the frequencies of all.
    fn call_waiting(&mut self, number: u32, voice: Option<&Voice>, setting: &Setting<'_>) {
        let id = ToneId::new(names::cadence("CWT", number)).ok();
        self.define_tone(setting);
        let sections = self.reader.cadence(&setting.value);
        let (Ok(sections), Some(voice)) = (sections, voice) else { return };
        let signal = self.signal(&sections, std::slice::from_ref(voice), setting.value.span);
        if let Ok(signal) = signal {
            self.add(id, Some(ToneKind::CALL_WAITING), signal);
        }
    }

    fn tone(&mut self, entry: &Entry<'_>) {
        let (setting, name) = (&entry.setting, entry.name.as_deref());
        let (id, kind) = name.map_or((None, None), |name| WORDS.read(name));
        if let (Some(name), None, None) = (name, &id, kind) {
            let problem = ToneScriptProblem::InvalidId(excerpt(name));
            self.reader.findings.report(setting.name.map_or(setting.span(), |it| it.span), problem);
        }
        self.define_tone(setting);
        let Ok(script) = self.reader.tone(&setting.value) else { return };
        if let Ok(signal) = self.signal(&script.sections, &script.voices, setting.value.span) {
            self.add(id, kind, signal);
        }
    }

    fn define_tone(&mut self, setting: &Setting<'_>) {
        self.definitions.push((Selector::Tone(self.defined), setting.span()));
        self.defined += 1;
    }

    fn add(&mut self, id: Option<ToneId>, kind: Option<ToneKind>, signal: Signal) {
        self.tones.push(CallProgressTone {
            number: u32::try_from(self.tones.len()).unwrap_or(u32::MAX),
            id,
            kind,
            signal,
            default_duration: None,
            detection_period: None,
        });
    }

    /// The signal of sections whose segments name these voices, each voice once and in the order in
    /// which it first sounds.
    fn signal(
        &mut self,
        sections: &[Section],
        voices: &[Voice],
        span: Span,
    ) -> Result<Signal, Reported> {
        let (cadence, sounding) = self.cadence(sections, Use::Tone, span)?;
        let mut places: HashMap<&Voice, usize> = HashMap::new();
        let mut heard: Vec<Voice> = Vec::new();
        let place = |&voice: &usize| {
            *places.entry(&voices[voice]).or_insert_with_key(|voice| {
                heard.push((*voice).clone());
                heard.len() - 1
            })
        };
        let mut by_index = vec![0; voices.len()];
        let in_order: Vec<_> = sounding.iter().map(place).collect();
        for (voice, place) in sounding.iter().zip(in_order) {
            by_index[*voice] = place;
        }
        let pair = |pair: &OnOff| match pair.on.0 {
            0 => pair.with_voice(0),
            _ => pair.with_voice(by_index[pair.voice]),
        };
        let pairs = |pairs: &[OnOff]| pairs.iter().map(pair).collect::<Vec<_>>();
        let cadence = Cadence::new(pairs(cadence.lead()), pairs(cadence.cycle()));
        if heard.is_empty() {
            self.reader.findings.report(span, ToneScriptProblem::Silent);
        }
        let signal = cadence.and_then(|cadence| Signal::with_voices(heard, cadence));
        Ok(signal.expect("the same pairs, and every voice that they name"))
    }

    /// The cadence of sections, and the voices that sound in it in the order in which they first do.
    fn cadence(
        &mut self,
        sections: &[Section],
        purpose: Use,
        span: Span,
    ) -> Result<(Cadence, Vec<usize>), Reported> {
        let findings = &mut *self.reader.findings;
        let mut report = |span, problem| {
            findings.report(span, problem);
            Reported
        };
        let course = cadence::lay(sections, purpose, &mut self.pairs_left);
        let Course { lead, cycle, unreachable, empty } =
            course.map_err(|trouble| match trouble {
                Trouble::NoTime(span) => report(span, ToneScriptProblem::NoCadence),
                Trouble::TooManyPairs(span) => {
                    report(span, ToneScriptProblem::TooManyPairs { limit: MOST_PAIRS })
                }
            })?;
        for span in unreachable {
            report(span, ToneScriptProblem::Unreachable);
        }
        for span in empty {
            report(span, ToneScriptProblem::EmptySection);
        }
        let mut known = HashSet::new();
        let sounding = lead.iter().chain(&cycle).filter(|pair| !pair.on.is_zero());
        let sounding = sounding.map(|pair| pair.voice).filter(|voice| known.insert(*voice));
        let sounding = sounding.collect();
        let cadence = Cadence::new(lead, cycle);
        let cadence = cadence.map_err(|_| report(span, ToneScriptProblem::NoCadence))?;
        Ok((cadence, sounding))
    }
}
