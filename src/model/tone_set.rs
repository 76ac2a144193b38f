//! A file's worth of tones and ringing patterns, and how one of them is asked for.

use core::fmt;
use core::str::FromStr;

use crate::model::{CallProgressTone, ModelError, RingingPattern, Signal, ToneId, ToneKind};
use crate::units::{DbM0, Millis};

/// The call progress tones, user defined tones and ringing patterns of one gateway, each kind in
/// the order of its file and with numbers of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ToneSet {
    tones: Vec<CallProgressTone>,
    user_tones: Vec<CallProgressTone>,
    patterns: Vec<RingingPattern>,
    package: Option<Package>,
}

/// What a signaling tone package says of its set of tones as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Package {
    /// Its name; may be empty. A country's set has its code.
    pub name: String,
    /// What it is in words; empty where nobody says so.
    pub description: String,
    /// The number that a softswitch knows it by: 100 to 248 for an administrator's own, on an SBC.
    pub number: Option<u8>,
    /// The tone that callers hear where nothing else is asked for, or something that is not there.
    pub default_ringback: Option<ToneId>,
}

impl ToneSet {
    /// A set of these tones, user defined tones and ringing patterns.
    ///
    /// # Errors
    /// [`ModelError::DuplicateNumber`] if two of one kind share a number,
    /// [`ModelError::DuplicateId`] if two tones share an id.
    pub fn new(
        tones: Vec<CallProgressTone>,
        user_tones: Vec<CallProgressTone>,
        patterns: Vec<RingingPattern>,
    ) -> Result<Self, ModelError> {
        no_number_twice(tones.iter().map(|tone| tone.number))?;
        no_number_twice(user_tones.iter().map(|tone| tone.number))?;
        no_number_twice(patterns.iter().map(|pattern| pattern.number))?;
        let mut ids = std::collections::HashSet::new();
        for id in tones.iter().chain(&user_tones).filter_map(|tone| tone.id.as_ref()) {
            if !ids.insert(id) {
                return Err(ModelError::DuplicateId { id: id.to_string() });
            }
        }
        Ok(Self { tones, user_tones, patterns, package: None })
    }

    /// The same set as a signaling tone package.
    ///
    /// # Errors
    /// [`ModelError::UnknownRingback`] if the default ringback is not the id of one of its tones.
    pub fn in_package(self, package: Package) -> Result<Self, ModelError> {
        match &package.default_ringback {
            Some(id) if self.tone_with_id(id).is_none() => {
                Err(ModelError::UnknownRingback { id: id.to_string() })
            }
            _ => Ok(Self { package: Some(package), ..self }),
        }
    }

    /// The same set, no package any more.
    #[must_use]
    pub fn without_package(self) -> Self {
        Self { package: None, ..self }
    }

    /// What the package says of the whole set, if it is one.
    #[must_use]
    pub fn package(&self) -> Option<&Package> {
        self.package.as_ref()
    }

    /// The tone that callers hear where nothing else is asked for: a package's default ringback;
    /// of a set that is no package, the first ringback tone.
    #[must_use]
    pub fn default_ringback(&self) -> Option<&CallProgressTone> {
        match &self.package {
            Some(package) => self.tone_with_id(package.default_ringback.as_ref()?),
            None => self.tones.iter().find(|tone| tone.kind == Some(ToneKind::RINGBACK)),
        }
    }

    /// The tone that a network asks for by `id`. A softswitch compares the ids of a package as
    /// strings, so there a tone that has an id answers to it alone, and one without to the own id of
    /// its kind. Of any other set it is [`tone_by_id`](Self::tone_by_id).
    #[must_use]
    pub fn configured_tone(&self, id: &str) -> Option<&CallProgressTone> {
        if self.package.is_none() {
            return self.tone_by_id(id);
        }
        let same = |own: &str| own.eq_ignore_ascii_case(id);
        let answers = |tone: &&CallProgressTone| match &tone.id {
            Some(own) => same(own.as_str()),
            None => tone.kind.and_then(ToneKind::id).is_some_and(same),
        };
        self.tones.iter().find(answers)
    }

    /// The tone that a network asks for by `id`, else the default ringback.
    #[must_use]
    pub fn tone_or_ringback(&self, id: &str) -> Option<&CallProgressTone> {
        self.configured_tone(id).or_else(|| self.default_ringback())
    }

    fn tone_with_id(&self, id: &ToneId) -> Option<&CallProgressTone> {
        self.tones.iter().find(|tone| tone.id.as_ref() == Some(id))
    }

    /// The set with only what the selectors ask for, in the order that it has. A default ringback
    /// that is not among it goes.
    ///
    /// # Errors
    /// [`UnknownSelector`] if the set does not hold what one asks for.
    pub fn only(&self, selectors: &[Selector]) -> Result<Self, UnknownSelector> {
        let wanted: Result<Vec<_>, _> = selectors.iter().map(|it| self.select(it)).collect();
        let wanted = wanted?;
        let mut set = Self::default();
        for entry in self.entries().filter(|entry| wanted.contains(entry)) {
            match entry {
                Entry::Tone(tone) => set.tones.push(tone.clone()),
                Entry::UserTone(tone) => set.user_tones.push(tone.clone()),
                Entry::Pattern(pattern) => set.patterns.push(pattern.clone()),
            }
        }
        let keeps = |id: &ToneId| set.tone_with_id(id).is_some();
        set.package = self.package.clone().map(|package| Package {
            default_ringback: package.default_ringback.filter(keeps),
            ..package
        });
        Ok(set)
    }

    /// The call progress tones, in the order of the file.
    #[must_use]
    pub fn tones(&self) -> &[CallProgressTone] {
        &self.tones
    }

    /// The user defined tones, in the order of the file.
    #[must_use]
    pub fn user_tones(&self) -> &[CallProgressTone] {
        &self.user_tones
    }

    /// The ringing patterns, in the order of the file.
    #[must_use]
    pub fn patterns(&self) -> &[RingingPattern] {
        &self.patterns
    }

    /// The ringing pattern with this number.
    #[must_use]
    pub fn pattern(&self, number: u32) -> Option<&RingingPattern> {
        self.patterns.iter().find(|pattern| pattern.number == number)
    }

    /// The call progress tone with this number.
    #[must_use]
    pub fn tone(&self, number: u32) -> Option<&CallProgressTone> {
        self.tones.iter().find(|tone| tone.number == number)
    }

    /// The user defined tone with this number.
    #[must_use]
    pub fn user_tone(&self, number: u32) -> Option<&CallProgressTone> {
        self.user_tones.iter().find(|tone| tone.number == number)
    }

    /// The call progress tone that `id` asks for, compared without case.
    ///
    /// A tone with that id comes first, then one whose id has it for its bare name; then the first
    /// tone of a kind: the kind whose own id it is (`bt`, `cg/bt`), the kind of that name (`busy`),
    /// a kind that answers to it besides (`mgcp/l/bz`).
    #[must_use]
    pub fn tone_by_id(&self, id: &str) -> Option<&CallProgressTone> {
        let same = |text: &str| text.eq_ignore_ascii_case(id);
        let answers = |text: &&str| same(text) || text.rsplit('/').next().is_some_and(same);
        let find = |fits: &dyn Fn(&CallProgressTone) -> bool| self.tones.iter().find(|t| fits(t));
        let has_id =
            |fits: &dyn Fn(&ToneId) -> bool| find(&|tone| tone.id.as_ref().is_some_and(fits));
        let ids = |tone: &CallProgressTone| tone.kind.map_or(&[] as &[&str], ToneKind::ids);
        has_id(&|own| same(own.as_str()))
            .or_else(|| has_id(&|own| own.answers_to(id)))
            .or_else(|| find(&|tone| ids(tone).first().is_some_and(answers)))
            .or_else(|| find(&|tone| tone.kind.is_some_and(|kind| same(&kind.to_string()))))
            .or_else(|| find(&|tone| ids(tone).iter().any(answers)))
    }

    /// Everything in the set: tones, then user defined tones, then ringing patterns.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let tones = self.tones.iter().map(Entry::Tone);
        let user_tones = self.user_tones.iter().map(Entry::UserTone);
        tones.chain(user_tones).chain(self.patterns.iter().map(Entry::Pattern))
    }

    /// What `selector` asks for.
    ///
    /// # Errors
    /// [`UnknownSelector`] if the set does not hold it.
    pub fn select(&self, selector: &Selector) -> Result<Entry<'_>, UnknownSelector> {
        let found = match selector {
            Selector::Pattern(number) => self.pattern(*number).map(Entry::Pattern),
            Selector::Tone(number) => self.tone(*number).map(Entry::Tone),
            Selector::UserTone(number) => self.user_tone(*number).map(Entry::UserTone),
            Selector::ToneId(id) => {
                let own = |tone: &&CallProgressTone| {
                    tone.id.as_ref().is_some_and(|own| own.answers_to(id))
                };
                let user_tone = || self.user_tones.iter().find(own).map(Entry::UserTone);
                self.tone_by_id(id).map(Entry::Tone).or_else(user_tone)
            }
        };
        let is_pattern = |entry: &Entry<'_>| matches!(entry, Entry::Pattern(_));
        let wanted = matches!(selector, Selector::Pattern(_));
        found.ok_or_else(|| UnknownSelector {
            selector: selector.clone(),
            available: self
                .entries()
                .filter(|entry| is_pattern(entry) == wanted)
                .map(|entry| entry.to_string())
                .collect(),
        })
    }
}

fn no_number_twice(numbers: impl Iterator<Item = u32>) -> Result<(), ModelError> {
    let mut seen = std::collections::HashSet::new();
    for number in numbers {
        if !seen.insert(number) {
            return Err(ModelError::DuplicateNumber { number });
        }
    }
    Ok(())
}

/// One member of a [`ToneSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry<'a> {
    /// A call progress tone.
    Tone(&'a CallProgressTone),
    /// A user defined tone.
    UserTone(&'a CallProgressTone),
    /// A ringing pattern.
    Pattern(&'a RingingPattern),
}

impl Entry<'_> {
    /// What it plays. `level` is that of a ringing pattern, which has none of its own; a tone keeps
    /// its levels.
    #[must_use]
    pub fn signal(&self, level: DbM0) -> Signal {
        match self {
            Self::Tone(tone) | Self::UserTone(tone) => tone.signal.clone(),
            Self::Pattern(pattern) => pattern.signal(level),
        }
    }

    /// How long a gateway generates it when nothing else is said, if its file says so.
    #[must_use]
    pub fn default_duration(&self) -> Option<Millis> {
        match self {
            Self::Tone(tone) | Self::UserTone(tone) => tone.default_duration,
            Self::Pattern(_) => None,
        }
    }
}

impl fmt::Display for Entry<'_> {
    /// Writes the entry as a file is named after it: `tone-3-busy`, `user-tone-0-tone`,
    /// `pattern-2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tone(tone) => write!(f, "tone-{}-{}", tone.number, file_name(&tone.name())),
            Self::UserTone(tone) => {
                write!(f, "user-tone-{}-{}", tone.number, file_name(&tone.name()))
            }
            Self::Pattern(pattern) => write!(f, "pattern-{}", pattern.number),
        }
    }
}

/// A name as it can stand in a file's: `cg/cw` is `cg-cw`, `sit(1)` is `sit-1`.
fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let name: String = name.chars().map(plain).collect();
    name.trim_matches('-').to_owned()
}

/// How a member of a set is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Selector {
    /// A ringing pattern by its number.
    Pattern(u32),
    /// A call progress tone by its number.
    Tone(u32),
    /// A user defined tone by its number.
    UserTone(u32),
    /// A tone by its own id, or the first of a kind by the kind's id or name: see
    /// [`ToneSet::tone_by_id`]. A user defined tone answers to an id of its own.
    ToneId(String),
}

impl FromStr for Selector {
    type Err = core::convert::Infallible;

    /// Reads how a tone is asked for: `3` a number, `user3` a user defined tone's number, a name
    /// that an [`Entry`] prints (`tone-3-busy`, `pattern-2`), anything else an id.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |digits: &str| {
            let only_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse().ok().filter(|_| only_digits)
        };
        let numbered = |prefix| text.strip_prefix(prefix).and_then(number);
        let named = |prefix| number(text.strip_prefix(prefix)?.split('-').next()?);
        let read = numbered("").or_else(|| named("tone-")).map(Self::Tone);
        let read = read
            .or_else(|| numbered("user").or_else(|| named("user-tone-")).map(Self::UserTone))
            .or_else(|| named("pattern-").map(Self::Pattern));
        Ok(read.unwrap_or_else(|| Self::ToneId(text.to_owned())))
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pattern(number) => write!(f, "ringing pattern {number}"),
            Self::Tone(number) => write!(f, "tone {number}"),
            Self::UserTone(number) => write!(f, "user defined tone {number}"),
            Self::ToneId(id) => write!(f, "tone `{id}`"),
        }
    }
}

/// A selector that a set does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSelector {
    /// What was asked for.
    pub selector: Selector,
    /// What there is of that kind.
    pub available: Vec<String>,
}

impl fmt::Display for UnknownSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not there", self.selector)?;
        match self.available.as_slice() {
            [] => f.write_str(", and no other is"),
            available => write!(f, "; there are {}", available.join(", ")),
        }
    }
}

impl std::error::Error for UnknownSelector {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cadence, Voice};
    use crate::units::Hertz;

    fn tone(number: u32, id: Option<&str>, kind: Option<ToneKind>) -> CallProgressTone {
        let voice = Voice::sine(Hertz::new(425).unwrap(), DbM0::ZERO);
        CallProgressTone {
            number,
            id: id.map(|id| id.parse().unwrap()),
            kind,
            signal: Signal::new(voice, Cadence::continuous()).unwrap(),
            default_duration: None,
            detection_period: None,
        }
    }

    fn set(tones: Vec<CallProgressTone>) -> ToneSet {
        ToneSet::new(tones, Vec::new(), Vec::new()).unwrap()
    }

    #[test]
    fn an_id_of_a_tone_s_own_counts_before_the_ids_of_kinds() {
        let tones = set(vec![
            tone(0, None, Some(ToneKind::REORDER)),
            tone(1, None, Some(ToneKind::CALL_WAITING)),
            tone(2, Some("mgcp/sst/cw"), None),
            tone(3, Some("rt"), None),
            tone(4, None, Some(ToneKind::RINGBACK)),
        ]);
        let found = |id| tones.tone_by_id(id).map(|tone| tone.number);
        for (id, number) in [
            ("rt", 3),
            ("cg/rt", 4),
            ("ringback", 4),
            ("mgcp/sst/cw", 2),
            ("cw", 2),
            ("cg/cw", 1),
            ("ct", 0),
            ("mgcp/l/ro", 0),
        ] {
            assert_eq!(found(id), Some(number), "{id}");
        }
        assert_eq!(found("bt"), None);
    }

    #[test]
    fn a_package_answers_to_the_ids_that_it_configures_and_to_no_kind() {
        let tones = set(vec![tone(0, Some("ring"), Some(ToneKind::RINGBACK))]);
        assert_eq!(tones.configured_tone("rt").map(|tone| tone.number), Some(0));
        assert_eq!(tones.default_ringback().map(|tone| tone.number), Some(0));
        let package = Package { name: "P".to_owned(), ..Package::default() };
        let packaged = tones.clone().in_package(package.clone()).unwrap();
        assert_eq!(packaged.configured_tone("rt"), None);
        assert_eq!(packaged.configured_tone("RING").map(|tone| tone.number), Some(0));
        let unnamed = set(vec![tone(0, None, Some(ToneKind::BUSY))]).in_package(package.clone());
        assert_eq!(unnamed.unwrap().configured_tone("bt").map(|tone| tone.number), Some(0));
        assert_eq!(packaged.default_ringback(), None);
        let ringback = |id: &str| Package { default_ringback: id.parse().ok(), ..package.clone() };
        let packaged = tones.clone().in_package(ringback("ring")).unwrap();
        assert_eq!(packaged.default_ringback().map(|tone| tone.number), Some(0));
        let unknown = ModelError::UnknownRingback { id: "rt".to_owned() };
        assert_eq!(tones.in_package(ringback("rt")), Err(unknown));
    }

    #[test]
    fn no_id_stands_for_two_tones() {
        let twice = vec![tone(0, Some("rt"), None), tone(1, Some("RT"), None)];
        let error = ModelError::DuplicateId { id: "RT".to_owned() };
        assert_eq!(ToneSet::new(twice, Vec::new(), Vec::new()), Err(error));
    }

    #[test]
    fn a_tone_is_asked_for_by_number_by_id_and_by_the_name_that_is_printed() {
        for (text, expected) in [
            ("3", Selector::Tone(3)),
            ("tone-3-call-waiting", Selector::Tone(3)),
            ("user3", Selector::UserTone(3)),
            ("user-tone-3-tone", Selector::UserTone(3)),
            ("pattern-2", Selector::Pattern(2)),
            ("bt", Selector::ToneId("bt".to_owned())),
            ("+3", Selector::ToneId("+3".to_owned())),
            ("3-bt", Selector::ToneId("3-bt".to_owned())),
            ("4294967296", Selector::ToneId("4294967296".to_owned())),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }
}
