//! The configuration lines of a Ribbon (Sonus) SBC Core that have to do with tones.
//!
//! A tone profile says what sounds and when, a tone package gives profiles to tone types, and a
//! network asks for a tone by its type: for the LMSD tones they are named `rt`, `bt`, `ct`, `cmft`
//! and `cr`. The vendor publishes the words and their ranges, but not what repetitions repeat:
//! `docs/packages.md` in the project says how they are read, and every other rule.
//!
//! ```
//! use ringsmith::model::OnOff;
//! use ringsmith::notation::sbc;
//!
//! let parsed = sbc::parse("
//! set profiles media toneProfile lmsdRing make1 2000 break1 4000
//! set profiles media toneProfile lmsdRing generationMethod dualTone tone1Frequency 440 \
//! tone1Power -19 tone2Frequency 480 tone2Power -19
//! set profiles media tonePackage LMSD packageId 128 toneType rt toneProfile lmsdRing
//! ", sbc::Options::default());
//!
//! let packages = parsed.into_tones()?;
//! let ringback = packages[0].default_ringback().unwrap();
//! assert_eq!(ringback.signal.cadence().cycle(), [OnOff::new(2000, 4000)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod config;
mod keys;
mod lines;
mod number;
mod problem;
mod profile;
mod write;

pub use crate::notation::{Options, Parsed, Rejected};
pub(super) use lines::OBJECTS;
pub use problem::SbcProblem;
pub use write::write;

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Span};
use crate::model::{CallProgressTone, Package, Selector, Signal, ToneId, ToneKind, ToneSet};
use crate::notation::near::nearest;
use crate::notation::sbc::config::Config;
use crate::notation::sbc::lines::Word;
use crate::notation::sbc::problem::Findings;
use crate::notation::sbc::profile::Reader;
use crate::text::excerpt;

/// The most pairs that repetitions make of all tone types together.
const MOST_PAIRS: u32 = 100_000;
/// The most characters of the name of a package, profile or tone type.
const LONGEST_NAME: usize = 23;
/// The numbers of an administrator's own packages.
const OWN_PACKAGES: (i64, i64) = (100, 248);
/// The device's own package and its number.
const DEFAULT_PACKAGE: (&str, &str) = ("DEFAULT", "1");
/// The tone types that are a default ringback, the first that is there.
const RINGBACKS: [&str; 2] = ["ring", "rt"];
/// The profiles that a device has of its own.
const SEEDED: [&str; 15] = [
    "defBusy",
    "defCallWaiting1",
    "defCallWaiting2",
    "defCallWaiting3",
    "defCallWaiting4",
    "defCpeAlerting",
    "defDial",
    "defReorder",
    "defRing",
    "defSit1",
    "defSit2",
    "defSit3",
    "fccBusy",
    "fccDial",
    "fccRingback",
];

/// Reads configuration lines: a set for each tone package, in the order of the text. Never fails:
/// what is wrong is in [`Parsed::diagnostics`].
///
/// Without any package there is one set, a package of no name, in which each profile is a tone under
/// its own name. [`Parsed::definitions`] has the tone types of all packages. Spans count bytes of
/// `text`; after 10 000 diagnostics the rest is only counted.
#[must_use]
pub fn parse(text: &str, options: Options) -> Parsed<Vec<ToneSet>> {
    let mut findings = Findings::new(options.strict);
    let config = config::read(text, &mut findings);
    let mut reader = Reader::new(options.rate, &mut findings);
    let signals =
        config.profiles.iter().map(|(name, profile)| reader.signal(name, profile)).collect();
    let mut builder = Builder {
        config: &config,
        signals,
        findings,
        definitions: Vec::new(),
        pairs_left: MOST_PAIRS,
        comparisons_left: 100,
    };
    let sets = builder.sets();
    builder.check_announcements();
    let mut definitions = builder.definitions;
    definitions.sort_by_key(|(_, span)| *span);
    let diagnostics = builder.findings.into_sorted();
    let errors = diagnostics.iter().any(Diagnostic::is_error);
    Parsed { tones: Some(sets).filter(|_| !errors), definitions, diagnostics }
}

/// What a configuration comes down to.
struct Builder<'c, 'a> {
    config: &'c Config<'a>,
    /// The signal of each profile; none where it has an error.
    signals: Vec<Option<Signal>>,
    findings: Findings,
    definitions: Vec<(Selector, Span)>,
    /// Pairs that tone types may still take from profiles that repeat: each has its own copy.
    pairs_left: u32,
    /// Unknown profiles that are still compared with the known ones, which takes its time.
    comparisons_left: usize,
}

impl<'a> Builder<'_, 'a> {
    fn sets(&mut self) -> Vec<ToneSet> {
        let config = self.config;
        if config.packages.is_empty() {
            if config.profiles.is_empty() {
                self.findings.report(Span::default(), SbcProblem::NothingDefined);
                return Vec::new();
            }
            let tones: Vec<_> =
                config.profiles.iter().map(|(name, _)| (name, Some(name))).collect();
            return vec![self.set(&tones, String::new(), None)];
        }
        let mut numbers: HashMap<u8, Span> = HashMap::new();
        let mut sets = Vec::new();
        for (name, package) in config.packages.iter() {
            let number =
                package.number.and_then(|value| self.package_id(name, value, &mut numbers));
            if package.number.is_none() {
                self.findings.report(name.span, SbcProblem::MissingPackageId);
            }
            if package.tones.is_empty() {
                self.findings.report(name.span, SbcProblem::EmptyPackage);
            }
            sets.push(self.set(&package.tones, name.text.to_owned(), number));
        }
        sets
    }

    fn package_id(
        &mut self,
        name: Word<'a>,
        value: Word<'a>,
        numbers: &mut HashMap<u8, Span>,
    ) -> Option<u8> {
        let (own_name, own_number) = DEFAULT_PACKAGE;
        let is_default = name.text == own_name && value.text == own_number;
        let stated = if is_default { (0, u8::MAX.into()) } else { OWN_PACKAGES };
        let kept = (0, u8::MAX.into());
        let number = number::read(value, "packageId", stated, kept, &mut self.findings).ok()?;
        let number = u8::try_from(number).ok()?;
        if let Some(&first) = numbers.get(&number) {
            let problem = SbcProblem::DuplicatePackageId(number);
            self.findings.report_with(value.span, (first, "first here"), problem);
        }
        numbers.entry(number).or_insert(value.span);
        Some(number)
    }

    /// The set of these tone types, each with the profile that it plays.
    fn set(
        &mut self,
        types: &[(Word<'a>, Option<Word<'a>>)],
        name: String,
        number: Option<u8>,
    ) -> ToneSet {
        let mut tones: Vec<CallProgressTone> = Vec::new();
        let mut ids: HashMap<ToneId, Span> = HashMap::new();
        for &(tone_type, profile) in types {
            let span = profile.map_or(tone_type.span, |profile| hull(tone_type.span, profile.span));
            let selector = Selector::ToneId(tone_type.text.to_owned());
            self.definitions.push((selector, span));
            let id = self.id(tone_type, &mut ids);
            let signal = self.signal_of(tone_type, profile);
            if let (Some(id), Some(signal)) = (id, signal) {
                let number = u32::try_from(tones.len()).unwrap_or(u32::MAX);
                tones.push(CallProgressTone {
                    number,
                    kind: ToneKind::named(id.as_str()),
                    id: Some(id),
                    signal,
                    default_duration: None,
                    detection_period: None,
                });
            }
        }
        let ids = tones.iter().filter_map(|tone| tone.id.as_ref());
        let default_ringback =
            ringback_of(&ids.map(ToneId::as_str)).and_then(|id| ToneId::new(id).ok());
        ToneSet::new(tones, Vec::new(), Vec::new())
            .and_then(|set| {
                set.in_package(Package { name, number, default_ringback, ..Package::default() })
            })
            .expect("numbers are places, ids are told apart, and the ringback is one of them")
    }

    /// The id of a tone type that no other has.
    fn id(&mut self, tone_type: Word<'a>, ids: &mut HashMap<ToneId, Span>) -> Option<ToneId> {
        let Ok(id) = ToneId::new(tone_type.text) else {
            let problem = SbcProblem::InvalidId(excerpt(tone_type.text));
            self.findings.report(tone_type.span, problem);
            return None;
        };
        if let Some(&first) = ids.get(&id) {
            let problem = SbcProblem::DuplicateId(id.to_string());
            self.findings.report_with(tone_type.span, (first, "first here"), problem);
            return None;
        }
        ids.insert(id.clone(), tone_type.span);
        Some(id)
    }

    fn signal_of(&mut self, tone_type: Word<'a>, profile: Option<Word<'a>>) -> Option<Signal> {
        let Some(profile) = profile else {
            let problem = SbcProblem::MissingKey("toneProfile".to_owned());
            self.findings.report(tone_type.span, problem);
            return None;
        };
        if let Some(place) = self.config.profiles.place(profile.text) {
            let pairs = self.signals[place].as_ref().map_or(0, |it| it.cadence().pairs().count());
            // The three that are written cost no more than the line that names them.
            let more = u32::try_from(pairs.saturating_sub(3)).unwrap_or(u32::MAX);
            let Some(left) = self.pairs_left.checked_sub(more) else {
                let problem = SbcProblem::TooManyPairs { limit: MOST_PAIRS };
                self.findings.report(profile.span, problem);
                return None;
            };
            self.pairs_left = left;
            return self.signals[place].clone();
        }
        let name = excerpt(profile.text);
        let problem = if SEEDED.contains(&profile.text) {
            SbcProblem::SeededProfile(name)
        } else {
            let near = self.near_profile(profile.text);
            SbcProblem::UnknownProfile { name, near }
        };
        self.findings.report(profile.span, problem);
        None
    }

    /// The profile that may be meant, among the first hundreds.
    fn near_profile(&mut self, name: &str) -> Option<String> {
        const MOST: usize = 200;
        self.comparisons_left = self.comparisons_left.checked_sub(1)?;
        let names = self.config.profiles.iter().map(|(name, _)| name.text);
        let known: Vec<_> = names.take(MOST).chain(SEEDED).collect();
        nearest(name, &known).map(excerpt)
    }

    fn check_announcements(&mut self) {
        for (_, profile) in self.config.announcements.iter() {
            for name in [profile.ringback, profile.tones].into_iter().flatten() {
                let is_known = self.config.packages.place(name.text).is_some();
                if !is_known && name.text != DEFAULT_PACKAGE.0 {
                    let problem = SbcProblem::UnknownPackage(excerpt(name.text));
                    self.findings.report(name.span, problem);
                }
            }
            if let (Some(ringback), Some(tones)) = (profile.ringback, profile.tones)
                && ringback.text != tones.text
            {
                let (at, related) = (ringback.span, (tones.span, "the package of the tones"));
                let (ringback, tones) = (excerpt(ringback.text), excerpt(tones.text));
                let problem = SbcProblem::RingbackElsewhere { ringback, tones };
                self.findings.report_with(at, related, problem);
            }
        }
    }
}

/// The tone of type `ring`, else `rt`, among these.
fn ringback_of<'i>(ids: &(impl Iterator<Item = &'i str> + Clone)) -> Option<&'i str> {
    let named = |name: &str| ids.clone().find(|id| id.eq_ignore_ascii_case(name));
    RINGBACKS.into_iter().find_map(named)
}

/// The bytes from the first to the last of two places.
fn hull(one: Span, other: Span) -> Span {
    Span { start: one.start.min(other.start), end: one.end.max(other.end) }
}
