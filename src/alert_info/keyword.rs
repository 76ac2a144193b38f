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

/// The number in the name of a ring, and whether it is distinctive ringing: `Bellcore-dr2`,
/// `Bellcore-r2` (Sipura), `ring5`, `Ringer3`, `ringtone-2`, `MyMelody2`, `3`.
///
/// What starts like distinctive ringing but has no plain number is a problem; `dr10` is ten.
pub(super) fn ring(name: &str) -> (Option<(u32, bool)>, Option<AlertInfoProblem>) {
    let name = name.trim();
    let after = |prefix: &str| {
        let (start, rest) = name.split_at_checked(prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then_some(rest)
    };
    let number = |digits: &str| -> Option<Result<u32, AlertInfoProblem>> {
        // `parse` would take a sign.
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().map_err(|_| AlertInfoProblem::RingTooLarge(excerpt(name))))
    };
    if let Some(rest) = after("Bellcore-dr") {
        return match number(rest) {
            Some(Ok(number)) => (Some((number, true)), None),
            Some(Err(problem)) => (None, Some(problem)),
            // With a suffix it is the name of a file.
            None if rest.contains('.') => (None, None),
            None => (None, Some(AlertInfoProblem::MalformedRinging(excerpt(name)))),
        };
    }
    let bellcore = after("Bellcore-r").and_then(number).map(|read| (read, true));
    let others = ["ringtone", "ringer", "ring", "MyMelody", ""].into_iter().find_map(|prefix| {
        let rest = after(prefix)?;
        let rest = if prefix.is_empty() { rest } else { rest.trim_start_matches(['-', '_', ' ']) };
        Some((number(rest)?, false))
    });
    match bellcore.or(others) {
        Some((Ok(number), bellcore)) => (Some((number, bellcore)), None),
        Some((Err(problem), _)) => (None, Some(problem)),
        None => (None, None),
    }
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
