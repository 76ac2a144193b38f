//! What a SIP `Alert-Info` header asks a gateway to ring with.
//!
//! A header never fails a call: every value has a reading, at worst the default. Nothing is ever
//! fetched. About four in ten of the values in use break the grammar of RFC 3261 (no brackets, no
//! scheme), so the reader takes what is between brackets if there are any, and otherwise what
//! stands before the first `;`.

use crate::model::{RingingPattern, ToneSet};

/// What a header value asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Selection {
    /// The distinctive ringing with this number.
    Ring(u32),
    /// Nothing that is known here: the usual ringing.
    #[default]
    Default,
}

impl Selection {
    /// The ringing pattern of `tones` that this selects: the one with the number asked for, pattern
    /// 0 if nothing was asked for or there is none with it, `None` if there is no pattern 0 either.
    #[must_use]
    pub fn pattern(self, tones: &ToneSet) -> Option<&RingingPattern> {
        let asked = match self {
            Self::Ring(number) => tones.pattern(number),
            Self::Default => None,
        };
        asked.or_else(|| tones.pattern(0))
    }
}

/// Reads a header value as AudioCodes gateways do: `<Bellcore-drN>` or `<http://…/Bellcore-drN>`
/// is distinctive ringing N.
///
/// Case does not count, nor do missing brackets, a slash at the end, or parameters; `Bellcore-rN`
/// (Sipura's names) and `;info=Bellcore-drN` are read too. N is a whole number: `dr10` is ten. Of
/// several values, the first that names a ringing counts.
#[must_use]
pub fn audiocodes(value: &str) -> Selection {
    values(value).find_map(ringing).map_or(Selection::Default, Selection::Ring)
}

/// The parts between the commas that stand neither in brackets nor in quotes.
fn values(header: &str) -> impl Iterator<Item = &str> {
    let (mut bracketed, mut quoted) = (false, false);
    header.split(move |c| {
        match c {
            '"' => quoted = !quoted,
            '<' if !quoted => bracketed = true,
            '>' if !quoted => bracketed = false,
            _ => {}
        }
        c == ',' && !bracketed && !quoted
    })
}

/// The number of the distinctive ringing that one value names.
fn ringing(value: &str) -> Option<u32> {
    let value = value.trim();
    let bracketed = value.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    let (target, parameters) = bracketed.or_else(|| value.split_once(';')).unwrap_or((value, ""));
    let last = target.trim().trim_end_matches('/').rsplit('/').next();
    let infos = parameters.split(';').filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("info").then(|| value.trim().trim_matches('"'))
    });
    last.into_iter().chain(infos).find_map(bellcore)
}

/// N of `Bellcore-drN` or `Bellcore-rN`.
fn bellcore(name: &str) -> Option<u32> {
    let after = |prefix: &str| {
        let (start, rest) = name.split_at_checked(prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then_some(rest)
    };
    let digits = after("Bellcore-dr").or_else(|| after("Bellcore-r"))?;
    // `parse` would take a sign.
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cadence;
    use crate::units::Hertz;

    #[test]
    fn a_bellcore_name_is_read_wherever_it_stands() {
        for (value, number) in [
            ("<Bellcore-dr1>", 1),
            ("<Bellcore-dr2>", 2),
            ("<Bellcore-dr5>", 5),
            ("<Bellcore-dr10>", 10),
            ("<bellcore-DR3>", 3),
            ("Bellcore-dr4", 4),
            (" Bellcore-dr1;x-line-id=1", 1),
            ("<http://127.0.0.1/Bellcore-dr2>", 2),
            ("<http://127.0.0.1/Bellcore-dr4>;info=other", 4),
            ("http://127.0.0.1/Bellcore-dr1", 1),
            ("127.0.0.1/Bellcore-dr2", 2),
            ("<file://Bellcore-dr1>", 1),
            ("<file://Bellcore-dr1/>", 1),
            ("Bellcore-r2", 2),
            ("Bellcore-r3", 3),
            ("<http://www.notused.com>;info=Bellcore-dr3;x-line-id=0", 3),
            ("<http://www.notused.com>; Info = \"Bellcore-dr3\"", 3),
            ("<urn:alert:priority:high>, <Bellcore-dr2>, <Bellcore-dr4>", 2),
            ("<http://host/a,Bellcore-dr9,b>, <Bellcore-dr2>", 2),
        ] {
            assert_eq!(audiocodes(value), Selection::Ring(number), "{value:?}");
        }
    }

    #[test]
    fn anything_else_is_the_default() {
        for value in [
            "",
            "<>",
            "<",
            ",,;=",
            "<Bellcore-BusyVerify>",
            "<Bellcore-dr>",
            "<Bellcore-dr2b>",
            "<Bellcore-dr-2>",
            "<Bellcore-dr+2>",
            "<Bellcore-dr4294967296>",
            "<xBellcore-dr2>",
            "<Bellcore-dr2/x>",
            "<urn:alert:service:call-waiting>",
            "<http://127.0.0.1/Ringer3>",
            "Bellcoré-dr2",
            "alert-internal",
            "1",
        ] {
            assert_eq!(audiocodes(value), Selection::Default, "{value:?}");
        }
    }

    #[test]
    fn a_ringing_that_the_file_does_not_hold_is_pattern_0() {
        let pattern =
            |number| RingingPattern::new(number, Hertz::new(25).unwrap(), &Cadence::continuous());
        let tones = ToneSet::new(Vec::new(), Vec::new(), vec![pattern(2), pattern(0)]).unwrap();
        let selected = |selection: Selection| selection.pattern(&tones).map(|p| p.number);
        assert_eq!(selected(Selection::Ring(2)), Some(2));
        assert_eq!(selected(Selection::Ring(1)), Some(0));
        assert_eq!(selected(Selection::Default), Some(0));
        assert_eq!(Selection::Default.pattern(&ToneSet::default()), None);
    }
}
