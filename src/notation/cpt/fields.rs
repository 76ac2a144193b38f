//! The keys of one section and the numbers behind them.

use crate::diagnostic::Span;
use crate::notation::cpt::lines::{Entry, Section, Text};
use crate::notation::cpt::names::{Half, KeyName, ORDINALS, PAIRS, Slot};
use crate::notation::cpt::number::Number;
use crate::notation::cpt::problem::{CptProblem, Findings};
use crate::text::excerpt;
use crate::units::Millis;

/// The keys of a section that it can have, each once.
#[derive(Debug)]
pub(super) struct Fields<'a, K> {
    /// Where to point when something is missing.
    pub(super) header: Span,
    fields: Vec<Field<'a, K>>,
}

/// A key of a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a, K> {
    pub(super) key: K,
    pub(super) entry: Entry<'a>,
}

/// What stands at the start of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leading {
    Nothing,
    Words,
    Negative,
    TooLarge,
    Number { value: u32, fraction: bool },
}

impl<'a, K: Copy + PartialEq> Fields<'a, K> {
    /// The keys of `section` that `read` knows. Others are reported, and so are keys that come
    /// twice, of which the first counts.
    pub(super) fn collect(
        section: &Section<'a>,
        read: impl Fn(&str) -> Option<KeyName<K>>,
        findings: &mut Findings,
    ) -> Self {
        let mut fields: Vec<Field<'a, K>> = Vec::new();
        for &entry in &section.entries {
            let Some(name) = read(entry.key.text) else {
                findings.report(entry.key.span, CptProblem::UnknownKey(excerpt(entry.key.text)));
                continue;
            };
            if let Some(found) = name.wrong_unit {
                let problem = CptProblem::WrongUnit { found: excerpt(&found), expected: name.unit };
                findings.report(entry.key.span, problem);
            }
            match fields.iter().find(|field| field.key == name.key) {
                None => fields.push(Field { key: name.key, entry }),
                Some(first) => report_twice(&first.entry, &entry, findings),
            }
        }
        Self { header: section.name.span, fields }
    }

    pub(super) fn get(&self, key: K) -> Option<&Field<'a, K>> {
        self.fields.iter().find(|field| field.key == key)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Field<'a, K>> {
        self.fields.iter()
    }

    /// The number of a key that has to be there.
    pub(super) fn required(
        &self,
        key: K,
        name: &'static str,
        help: Option<&'static str>,
        findings: &mut Findings,
    ) -> Option<Number> {
        if let Some(field) = self.get(key) {
            return field.number(findings);
        }
        findings.report(self.header, CptProblem::MissingKey { key: name, help });
        None
    }
}

impl<K> Field<'_, K> {
    /// The whole number that the value starts with, as C's `atoi` reads it.
    pub(super) fn number(&self, findings: &mut Findings) -> Option<Number> {
        let value = number(self.entry.value, self.entry.key.span, findings)?;
        Some(Number { value, at: self.span() })
    }

    /// Where to point at the value: the key, if there is none.
    pub(super) fn span(&self) -> Span {
        if self.entry.value.text.is_empty() { self.entry.key.span } else { self.entry.value.span }
    }

    /// Whether the value says nothing: it is empty or 0.
    pub(super) fn says_nothing(&self) -> bool {
        matches!(
            leading(self.entry.value.text),
            Leading::Nothing | Leading::Number { value: 0, .. }
        )
    }

    /// As [`number`](Self::number), reporting nothing.
    pub(super) fn quiet_number(&self) -> Option<u32> {
        match leading(self.entry.value.text) {
            Leading::Number { value, .. } => Some(value),
            _ => None,
        }
    }
}

/// The whole number that a value starts with; points at the key where there is no value.
fn number(value: Text<'_>, key: Span, findings: &mut Findings) -> Option<u32> {
    let first_word = || excerpt(value.text.split_whitespace().next().unwrap_or_default());
    let problem = match leading(value.text) {
        Leading::Number { value: number, fraction } => {
            if fraction {
                let (found, read) = (first_word(), number);
                findings.report(value.span, CptProblem::FractionDropped { found, read });
            }
            return Some(number);
        }
        Leading::Nothing => CptProblem::EmptyValue,
        Leading::Words => CptProblem::NotANumber(excerpt(value.text)),
        Leading::Negative => CptProblem::NegativeNumber(first_word()),
        Leading::TooLarge => CptProblem::NumberTooLarge(first_word()),
    };
    findings.report(if value.text.is_empty() { key } else { value.span }, problem);
    None
}

fn leading(value: &str) -> Leading {
    if value.is_empty() || value.starts_with([';', '#']) {
        return Leading::Nothing;
    }
    let (negative, unsigned) = match value.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, value.strip_prefix('+').unwrap_or(value)),
    };
    let end = unsigned.find(|c: char| !c.is_ascii_digit()).unwrap_or(unsigned.len());
    let (digits, rest) = unsigned.split_at(end);
    let significant = digits.trim_start_matches('0');
    match (digits, significant) {
        ("", _) => Leading::Words,
        (_, "") => Leading::Number { value: 0, fraction: is_fraction(rest) },
        _ if negative => Leading::Negative,
        _ => significant.parse().map_or(Leading::TooLarge, |value| Leading::Number {
            value,
            fraction: is_fraction(rest),
        }),
    }
}

/// Whether what follows the digits are decimals that say something; behind a comma, which may
/// stand for thousands, any digits do.
fn is_fraction(rest: &str) -> bool {
    let mark = rest.chars().next().filter(|mark| ['.', ','].contains(mark));
    let digits = rest.chars().skip(1).take_while(char::is_ascii_digit);
    match mark {
        Some(',') => digits.count() > 0,
        Some(_) => digits.into_iter().any(|digit| digit != '0'),
        None => false,
    }
}

fn report_twice(first: &Entry<'_>, second: &Entry<'_>, findings: &mut Findings) {
    let (one, other) = (first.value.text, second.value.text);
    let key = excerpt(second.key.text);
    let problem =
        if one == other || (leading(one) == leading(other) && leading(one) != Leading::Words) {
            CptProblem::DuplicateKey(key)
        } else {
            CptProblem::ConflictingKey(key)
        };
    findings.report_with(second.key.span, (first.key.span, "first here"), problem);
}

/// The on and off fields of one numbered pair.
#[derive(Debug)]
pub(super) struct PairFields<'a, 'f, K> {
    pub(super) on: Option<&'f Field<'a, K>>,
    pub(super) off: Option<&'f Field<'a, K>>,
}

/// The fields of the four pairs, of which `slot_of` knows the keys. More than four are reported.
pub(super) fn pairs<'a, 'f, K: Copy + PartialEq>(
    fields: &'f Fields<'a, K>,
    slot_of: impl Fn(K) -> Option<Slot>,
    findings: &mut Findings,
) -> [PairFields<'a, 'f, K>; PAIRS] {
    let mut pairs = [const { PairFields { on: None, off: None } }; PAIRS];
    for field in fields.iter() {
        let Some(slot) = slot_of(field.key) else {
            continue;
        };
        let Some(pair) = pairs.get_mut(slot.pair) else {
            findings.report(field.entry.key.span, CptProblem::TooManyPairs);
            continue;
        };
        let half = match slot.half {
            Half::On => &mut pair.on,
            Half::Off => &mut pair.off,
        };
        match half {
            None => *half = Some(field),
            // Two keys of one half that are not the same key: one is a burst, the other is not.
            Some(first) => {
                let related = (first.entry.key.span, "first here");
                findings.report_with(field.entry.key.span, related, CptProblem::BurstAndCyclic);
            }
        }
    }
    pairs
}

impl<K> PairFields<'_, '_, K> {
    /// On and off time, 0 where a half is missing; `None` if one cannot be read.
    pub(super) fn times(&self, findings: &mut Findings) -> Option<(Millis, Millis)> {
        let mut time = |half: Option<&Field<'_, K>>| match half {
            Some(field) => field.number(findings)?.tens_of_ms(findings),
            None => Some(Millis::ZERO),
        };
        let (on, off) = (time(self.on), time(self.off));
        Some((on?, off?))
    }

    /// Reports a half that is missing while the other one is not 0. `name` is what stands between
    /// the ordinal and the half: `Signal`, `Burst Ring`.
    pub(super) fn report_missing_half(&self, pair: usize, name: &str, findings: &mut Findings) {
        let (field, missing) = match (self.on, self.off) {
            (Some(on), None) => (on, "Off"),
            (None, Some(off)) => (off, "On"),
            _ => return,
        };
        if !field.says_nothing() {
            let key = format!("{} {name} {missing} Time [10msec]", ORDINALS[pair]);
            findings.report(field.entry.key.span, CptProblem::MissingHalf { key });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_its_leading_whole_number() {
        let whole = |value| Leading::Number { value, fraction: false };
        for (text, expected) in [
            ("14 (-14dbm)", whole(14)),
            ("300; text", whole(300)),
            ("+5", whole(5)),
            ("007", whole(7)),
            ("-0", whole(0)),
            ("20.0", whole(20)),
            ("20. And text", whole(20)),
            ("37.5", Leading::Number { value: 37, fraction: true }),
            ("37,5", Leading::Number { value: 37, fraction: true }),
            ("1,000", Leading::Number { value: 1, fraction: true }),
            ("12, then text", whole(12)),
            ("4294967295", whole(u32::MAX)),
            ("00000000000000000000012", whole(12)),
            ("4294967296", Leading::TooLarge),
            ("99999999999999999999999", Leading::TooLarge),
            ("-13", Leading::Negative),
            ("", Leading::Nothing),
            ("; 400", Leading::Nothing),
            ("(200)", Leading::Words),
            ("twenty", Leading::Words),
            ("-", Leading::Words),
        ] {
            assert_eq!(leading(text), expected, "{text:?}");
        }
    }
}
