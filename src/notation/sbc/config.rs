//! The leaves that are set to the profiles and packages of a configuration.
//!
//! A configuration is built up leaf by leaf: a later value of a leaf replaces the earlier one, and
//! another generation method takes the leaves of the earlier one away, as on the device.

use std::collections::HashMap;

use crate::diagnostic::Span;
use crate::notation::near::nearest;
use crate::notation::sbc::keys::{Key, Method};
use crate::notation::sbc::lines::{self, Statement, Word};
use crate::notation::sbc::problem::{Findings, SbcProblem};
use crate::text::excerpt;

/// What a text configures.
#[derive(Default)]
pub(super) struct Config<'a> {
    pub(super) profiles: Objects<'a, Profile<'a>>,
    pub(super) packages: Objects<'a, Package<'a>>,
    pub(super) announcements: Objects<'a, Announcement<'a>>,
}

/// Objects by their names, in the order in which they came up.
pub(super) struct Objects<'a, T> {
    objects: Vec<(Word<'a>, T)>,
    places: HashMap<&'a str, usize>,
}

impl<T> Default for Objects<'_, T> {
    fn default() -> Self {
        Self { objects: Vec::new(), places: HashMap::new() }
    }
}

impl<'a, T: Default> Objects<'a, T> {
    /// The object of that name, a new one if there was none; its length is reported then.
    fn named(&mut self, name: Word<'a>, findings: &mut Findings) -> &mut T {
        let next = self.objects.len();
        let place = *self.places.entry(name.text).or_insert(next);
        if place == next {
            report_length(name, findings);
            self.objects.push((name, T::default()));
        }
        &mut self.objects[place].1
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Word<'a>, &T)> {
        self.objects.iter().map(|(name, object)| (*name, object))
    }

    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }
}

/// A tone profile as it is set.
#[derive(Default)]
pub(super) struct Profile<'a> {
    pub(super) method: Option<Method>,
    /// The value of each leaf, and the word that names it.
    leaves: HashMap<Key, (Word<'a>, Word<'a>)>,
}

impl<'a> Profile<'a> {
    /// The value of a leaf.
    pub(super) fn get(&self, key: Key) -> Option<Word<'a>> {
        self.leaves.get(&key).map(|(_, value)| *value)
    }

    /// The leaves and the words that name them.
    pub(super) fn keys(&self) -> impl Iterator<Item = (Key, Word<'a>)> {
        self.leaves.iter().map(|(key, (name, _))| (*key, *name))
    }

    fn choose(&mut self, method: Method) {
        if self.method.is_some_and(|chosen| chosen != method) {
            self.leaves.retain(|key, _| !key.is_of_method());
        }
        self.method = Some(method);
    }
}

/// A tone package as it is set.
#[derive(Default)]
pub(super) struct Package<'a> {
    pub(super) number: Option<Word<'a>>,
    /// Tone types and the profiles they play, in the order in which they came up.
    pub(super) tones: Vec<(Word<'a>, Option<Word<'a>>)>,
    places: HashMap<&'a str, usize>,
}

/// What a tone and announcement profile says of packages.
#[derive(Default)]
pub(super) struct Announcement<'a> {
    /// The package of the local ringback.
    pub(super) ringback: Option<Word<'a>>,
    /// The package of the tones.
    pub(super) tones: Option<Word<'a>>,
}

/// Reads what a text configures.
pub(super) fn read<'a>(text: &'a str, findings: &mut Findings) -> Config<'a> {
    let mut config = Config::default();
    let mut foreign: Option<(Span, usize)> = None;
    let mut unknown: Option<(Span, usize)> = None;
    let count = |lines: &mut Option<(Span, usize)>, at| lines.get_or_insert((at, 0)).1 += 1;
    lines::read(text, |statement| match statement {
        Statement::Foreign(at) => count(&mut foreign, at),
        Statement::Unknown(at) => count(&mut unknown, at),
        Statement::Delete(at) => findings.report(at, SbcProblem::Delete),
        Statement::Set(words) => set(&words, &mut config, findings),
    });
    if let Some((at, count)) = foreign {
        findings.report(at, SbcProblem::ForeignLines { count });
    }
    if let Some((at, count)) = unknown {
        findings.report(at, SbcProblem::UnknownLines { count });
    }
    config
}

fn set<'a>(words: &[Word<'a>], config: &mut Config<'a>, findings: &mut Findings) {
    let [object, rest @ ..] = words else { return };
    let [name, leaves @ ..] = rest else {
        report_value(*object, findings);
        return;
    };
    let mut words = Words { words: leaves, findings };
    if object.is("toneProfile") {
        let profile = config.profiles.named(*name, words.findings);
        set_profile(profile, &mut words);
    } else if object.is("tonePackage") {
        let package = config.packages.named(*name, words.findings);
        set_package(package, *object, &mut words);
    } else {
        let announcement = config.announcements.named(*name, words.findings);
        set_announcement(announcement, &mut words);
    }
}

/// The words of a line that are still to be read.
struct Words<'w, 'a, 'f> {
    words: &'w [Word<'a>],
    findings: &'f mut Findings,
}

impl<'a> Words<'_, 'a, '_> {
    fn next(&mut self) -> Option<Word<'a>> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(*first)
    }

    /// What stands behind `key`; reported if there is nothing.
    fn value_of(&mut self, key: Word<'a>) -> Option<Word<'a>> {
        let value = self.next();
        if value.is_none() {
            report_value(key, self.findings);
        }
        value
    }

    /// Reports a word and passes over its value: the word after it, unless that `is_known`.
    fn report_unknown(
        &mut self,
        word: Word<'a>,
        known: &[&'static str],
        is_known: impl Fn(&str) -> bool,
    ) {
        // The words of a block are unknown again in each of its leaves: millions may be compared.
        let near = self.findings.tells_more().then(|| nearest(word.text, known)).flatten();
        let key = excerpt(word.text);
        self.findings.report(word.span, SbcProblem::UnknownKey { key, near });
        if self.words.first().is_some_and(|next| !is_known(next.text)) {
            self.next();
        }
    }
}

fn set_profile<'a>(profile: &mut Profile<'a>, words: &mut Words<'_, 'a, '_>) {
    let is_method_word = |word: &str| word.eq_ignore_ascii_case("generationMethod");
    let is_known = |word: &str| {
        is_method_word(word) || Method::read(word).is_some() || Key::read(word).is_some()
    };
    while let Some(word) = words.next() {
        if is_method_word(word.text) {
            let Some(name) = words.value_of(word) else { return };
            if let Some(method) = Method::read(name.text) {
                profile.choose(method);
            } else {
                let problem = SbcProblem::UnknownMethod(excerpt(name.text));
                words.findings.report(name.span, problem);
            }
        } else if let Some(method) = Method::read(word.text) {
            profile.choose(method);
        } else if let Some(key) = Key::read(word.text) {
            if let Some(value) = words.value_of(word) {
                profile.leaves.insert(key, (word, value));
            }
        } else {
            words.report_unknown(word, &Key::NAMES, is_known);
        }
    }
}

fn set_package<'a>(package: &mut Package<'a>, object: Word<'a>, words: &mut Words<'_, 'a, '_>) {
    const KNOWN: [&str; 4] = ["packageId", "toneType", "element", "toneProfile"];
    let is_known = |word: &str| KNOWN.iter().any(|known| known.eq_ignore_ascii_case(word));
    let mut tone = None;
    while let Some(word) = words.next() {
        if !is_known(word.text) {
            words.report_unknown(word, &KNOWN, is_known);
            continue;
        }
        let Some(value) = words.value_of(word) else { return };
        if word.is("packageId") {
            package.number = Some(value);
        } else if !word.is("toneProfile") {
            let next = package.tones.len();
            let place = *package.places.entry(value.text).or_insert(next);
            if place == next {
                report_length(value, words.findings);
                package.tones.push((value, None));
            }
            tone = Some(place);
        } else if let Some(tone) = tone {
            package.tones[tone].1 = Some(value);
        } else {
            let problem = SbcProblem::MissingKey("toneType".to_owned());
            words.findings.report(object.span.to(value.span), problem);
        }
    }
}

fn set_announcement<'a>(profile: &mut Announcement<'a>, words: &mut Words<'_, 'a, '_>) {
    const BLOCKS: [&str; 3] = ["localRingBackTone", "toneAndAnnouncement", "flags"];
    /// Leaves that have no part in what sounds.
    const OTHERS: [&str; 11] = [
        "signalingTonePackageState",
        "announcementBasedTones",
        "dynamicLRBT",
        "forceLRBT",
        "useThisLrbtForEgress",
        "useThisLrbtForIngress",
        "makeInbandToneAvailable",
        "precedence",
        "announcementPackageState",
        "announcementPackage",
        "override",
    ];
    const NAMES: [&str; 2] = ["signalingTonePackage", "sigTonePackage"];
    let among = |names: &[&str], word: &str| names.iter().any(|n| n.eq_ignore_ascii_case(word));
    let is_known = |word: &str| among(&BLOCKS, word) || among(&OTHERS, word) || among(&NAMES, word);
    while let Some(word) = words.next() {
        if among(&BLOCKS, word.text) {
            continue;
        }
        if !is_known(word.text) {
            words.report_unknown(word, &NAMES, is_known);
            continue;
        }
        let Some(value) = words.value_of(word) else { return };
        if word.is("signalingTonePackage") {
            profile.ringback = Some(value);
        } else if word.is("sigTonePackage") {
            profile.tones = Some(value);
        }
    }
}

fn report_value(word: Word<'_>, findings: &mut Findings) {
    findings.report(word.span, SbcProblem::MissingValue(excerpt(word.text)));
}

fn report_length(name: Word<'_>, findings: &mut Findings) {
    let found = name.text.chars().count();
    if !(1..=super::LONGEST_NAME).contains(&found) {
        findings.report(name.span, SbcProblem::NameLength { found });
    }
}
