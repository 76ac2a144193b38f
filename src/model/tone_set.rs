//! A file's worth of tones and ringing patterns, and how one of them is asked for.

use core::fmt;
use core::str::FromStr;

use crate::model::{CallProgressTone, ModelError, RingingPattern};

/// The call progress tones, user defined tones and ringing patterns of one gateway, each kind in
/// the order of its file and with numbers of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToneSet {
    tones: Vec<CallProgressTone>,
    user_tones: Vec<CallProgressTone>,
    patterns: Vec<RingingPattern>,
}

impl ToneSet {
    /// A set of these tones, user defined tones and ringing patterns.
    ///
    /// # Errors
    /// [`ModelError::DuplicateNumber`] if two of one kind share a number.
    pub fn new(
        tones: Vec<CallProgressTone>,
        user_tones: Vec<CallProgressTone>,
        patterns: Vec<RingingPattern>,
    ) -> Result<Self, ModelError> {
        no_number_twice(tones.iter().map(|tone| tone.number))?;
        no_number_twice(user_tones.iter().map(|tone| tone.number))?;
        no_number_twice(patterns.iter().map(|pattern| pattern.number))?;
        Ok(Self { tones, user_tones, patterns })
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

    /// The first call progress tone whose kind has this id (`bt`) or name (`busy`), compared
    /// without case. Where several kinds share an id, the kind whose own id it is comes first.
    #[must_use]
    pub fn tone_by_id(&self, id: &str) -> Option<&CallProgressTone> {
        let of_kind = |rank: usize| {
            self.tones.iter().find(move |tone| {
                let own = tone.kind.and_then(|kind| kind.ids().get(rank).copied());
                own.is_some_and(|own| own.eq_ignore_ascii_case(id))
            })
        };
        let named = || self.tones.iter().find(|tone| tone.name().eq_ignore_ascii_case(id));
        of_kind(0).or_else(named).or_else(|| of_kind(1))
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
            Selector::ToneId(id) => self.tone_by_id(id).map(Entry::Tone),
        };
        found.ok_or_else(|| UnknownSelector {
            selector: selector.clone(),
            available: self.entries().map(|entry| entry.to_string()).collect(),
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

impl fmt::Display for Entry<'_> {
    /// Writes the entry as a file is named after it: `tone-3-busy`, `user-tone-0-tone`,
    /// `pattern-2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tone(tone) => write!(f, "tone-{}-{}", tone.number, tone.name()),
            Self::UserTone(tone) => write!(f, "user-tone-{}-{}", tone.number, tone.name()),
            Self::Pattern(pattern) => write!(f, "pattern-{}", pattern.number),
        }
    }
}

/// How a member of a set is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Selector {
    /// A ringing pattern by its number.
    Pattern(u32),
    /// A call progress tone by its number.
    Tone(u32),
    /// A user defined tone by its number.
    UserTone(u32),
    /// The first call progress tone of a kind, by the kind's id or name.
    ToneId(String),
}

impl FromStr for Selector {
    type Err = core::convert::Infallible;

    /// Reads how a tone is asked for: `3` a number, `user3` a user defined tone's number, anything
    /// else an id.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number_after = |prefix| text.strip_prefix(prefix).and_then(|rest| rest.parse().ok());
        Ok(match (number_after(""), number_after("user")) {
            (Some(number), _) => Self::Tone(number),
            (None, Some(number)) => Self::UserTone(number),
            (None, None) => Self::ToneId(text.to_owned()),
        })
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
    /// What there is.
    pub available: Vec<String>,
}

impl fmt::Display for UnknownSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not in the file", self.selector)?;
        match self.available.as_slice() {
            [] => f.write_str(", which holds nothing to play"),
            available => write!(f, "; it holds {}", available.join(", ")),
        }
    }
}

impl std::error::Error for UnknownSelector {}
