//! Words and numbers that devices give a meaning, whichever vendor began with it.

use crate::alert_info::problem::AlertInfoProblem;
use crate::text::excerpt;

/// A word that says something about the alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keyword {
    /// As it stands in the header.
    pub(super) word: String,
    pub(super) effect: Effect,
}

/// What a word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It names a kind of call; a device may have a ring for it.
    Names,
    /// The call is answered at once.
    Answers,
    /// The call rings and is then answered, after a time that the device knows.
    RingsAndAnswers,
    /// It is shown, not heard.
    Silent,
}

/// Words, blanks and hyphens left out: `Auto Answer` is `autoanswer`.
const ANSWERS: [&str; 5] =
    ["alertautoanswer", "autoanswer", "intercom", "directintercom", "alertintercom"];
const RINGS_AND_ANSWERS: [&str; 2] = ["ringanswer", "alertringanswer"];
const SILENT: [&str; 2] = ["visual", "silent"];
/// Kinds of calls, with or without `alert-` before them.
const NAMES: [&str; 10] = [
    "internal",
    "external",
    "normal",
    "group",
    "priority",
    "emergency",
    "acd",
    "family",
    "friend",
    "default",
];

impl Keyword {
    /// The word as a keyword, known or not: what stands behind `info=`.
    pub(super) fn any(word: &str) -> Self {
        Self::known(word).unwrap_or_else(|| Self { word: word.to_owned(), effect: Effect::Names })
    }

    /// The word if it is one with a known meaning.
    pub(super) fn known(word: &str) -> Option<Self> {
        let key: String = word
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let is = |words: &[&str]| words.contains(&key.as_str());
        let plain = key.strip_prefix("alert").unwrap_or(&key);
        let is_community = || {
            let number = plain.strip_prefix("community");
            number.is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
        };
        let effect = if is(&ANSWERS) {
            Effect::Answers
        } else if is(&RINGS_AND_ANSWERS) {
            Effect::RingsAndAnswers
        } else if is(&SILENT) {
            Effect::Silent
        } else if NAMES.contains(&plain) || is_community() {
            Effect::Names
        } else {
            return None;
        };
        Some(Self { word: word.to_owned(), effect })
    }
}

/// A ring by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ring {
    /// The name that holds the number.
    pub(super) name: String,
    pub(super) number: u32,
    pub(super) kind: RingKind,
}

/// Whose numbers they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RingKind {
    /// Distinctive ringing, which has the same cadences everywhere: `Bellcore-dr2`, `Bellcore-r2`.
    Distinctive,
    /// The device's own: `ring5`, `Ringer3`, `ringtone-2`, `MyMelody2`, `3`.
    Device,
}

/// Where a name stands, which decides what it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is all there is, or the value of a parameter.
    Whole,
    /// Behind the last slash of a URI whose host says nothing.
    DummyTail,
    /// Behind the last slash of any other URI, where a number or `ring2` may be a real file.
    Tail,
}

/// The ring that a name holds the number of, if it does.
///
/// # Errors
/// What starts like distinctive ringing but has no plain number behind it (`dr10` is ten), and a
/// number that is too large.
pub(super) fn ring(name: &str, place: Place) -> Result<Option<Ring>, AlertInfoProblem> {
    let name = name.trim();
    let after = |prefix: &str| {
        let (start, rest) = name.split_at_checked(prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then_some(rest)
    };
    // `parse` would take a sign.
    let plain = |digits: &&str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let numbered = |digits: &str, kind| {
        let number = digits.parse().map_err(|_| AlertInfoProblem::RingTooLarge(excerpt(name)))?;
        Ok(Some(Ring { name: name.to_owned(), number, kind }))
    };
    if let Some(rest) = after("Bellcore-dr") {
        return match rest {
            digits if plain(&digits) => numbered(digits, RingKind::Distinctive),
            // With a suffix it is the name of a file.
            rest if rest.contains('.') => Ok(None),
            _ => Err(AlertInfoProblem::MalformedRinging(excerpt(name))),
        };
    }
    if let Some(digits) = after("Bellcore-r").filter(plain) {
        return numbered(digits, RingKind::Distinctive);
    }
    let own = ["ringtone", "ringer", "ring", "MyMelody"]
        .into_iter()
        .find_map(|prefix| Some(after(prefix)?.trim_start_matches(['-', '_', ' '])).filter(plain));
    let digits = match place {
        Place::Whole => own.or(Some(name).filter(plain)),
        Place::DummyTail => own,
        Place::Tail => None,
    };
    digits.map_or(Ok(None), |digits| numbered(digits, RingKind::Device))
}

/// Whether a device knows a call progress tone by this name: `Bellcore-BusyVerify`,
/// `Cisco-ZipZip`.
pub(super) fn is_tone_name(name: &str) -> bool {
    ["bellcore-", "cisco-"].iter().any(|maker| {
        let rest = name.get(maker.len()..).filter(|_| {
            name.get(..maker.len()).is_some_and(|start| start.eq_ignore_ascii_case(maker))
        });
        rest.is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_alphabetic())
                && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
    })
}
