//! Marks and numbers of a value, from left to right.

use crate::diagnostic::Span;
use crate::notation::settings::Value;

/// A place in a value.
pub(in crate::notation) struct Cursor<'v> {
    value: &'v Value<'v>,
    at: usize,
}

impl<'v> Cursor<'v> {
    pub(in crate::notation) fn new(value: &'v Value<'v>) -> Self {
        Self { value, at: 0 }
    }

    /// Where the next character stands.
    pub(in crate::notation) fn at(&self) -> usize {
        self.at
    }

    /// What has not been read yet.
    pub(in crate::notation) fn rest(&self) -> &'v str {
        &self.value.text[self.at..]
    }

    /// The next character behind blanks.
    pub(in crate::notation) fn peek(&mut self) -> Option<char> {
        self.at = self.value.text.len() - self.rest().trim_start().len();
        self.rest().chars().next()
    }

    /// Reads a character, behind blanks, if it is the next one.
    pub(in crate::notation) fn eat(&mut self, mark: char) -> bool {
        let is_next = self.peek() == Some(mark);
        if is_next {
            self.at += mark.len_utf8();
        }
        is_next
    }

    /// Reads a word of these characters, behind blanks; it may be empty.
    pub(in crate::notation) fn word(&mut self, is_part: impl Fn(char) -> bool) -> &'v str {
        self.peek();
        let rest = self.rest();
        let word = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// Reads a decimal number without a sign: `2`, `0.5`, `.5`, `5.`.
    pub(in crate::notation) fn number(&mut self) -> Option<Number<'v>> {
        self.number_after(0)
    }

    /// Reads a decimal number that may have a sign.
    pub(in crate::notation) fn signed_number(&mut self) -> Option<Number<'v>> {
        self.peek();
        self.number_after(usize::from(self.rest().starts_with(['-', '+'])))
    }

    /// The number behind a sign of so many bytes.
    fn number_after(&mut self, sign: usize) -> Option<Number<'v>> {
        self.peek();
        let start = self.at;
        let digits = &self.rest()[sign..];
        let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
        let digits = &digits[..end];
        let points = digits.matches('.').count();
        if points > 1 || digits.len() == points {
            return None;
        }
        let text = &self.rest()[..sign + end];
        self.at += text.len();
        Some(Number { text, span: self.span_from(start) })
    }

    /// From a place to this one.
    pub(in crate::notation) fn span_from(&self, start: usize) -> Span {
        self.value.span_of(start..self.at)
    }

    /// The next character; an empty place at the end.
    pub(in crate::notation) fn here(&mut self) -> Span {
        let length = self.peek().map_or(0, char::len_utf8);
        self.value.span_of(self.at..self.at + length)
    }
}

/// A decimal number as it is written, and where.
#[derive(Clone, Copy, Debug)]
pub(in crate::notation) struct Number<'v> {
    pub(in crate::notation) text: &'v str,
    pub(in crate::notation) span: Span,
}

impl Number<'_> {
    /// The number in units of `10^-places`, what is finer cut off, and whether nothing was; at the
    /// ends of 64 bits where it lies beyond.
    pub(in crate::notation) fn units(&self, places: usize) -> (i64, bool) {
        let digits = self.text.trim_start_matches(['-', '+']);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let kept = &fraction[..fraction.len().min(places)];
        let size: i64 = format!("0{whole}{kept:0<places$}").parse().unwrap_or(i64::MAX);
        let units = if self.text.starts_with('-') { -size } else { size };
        (units, kept.len() == fraction.len())
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn a_number_is_read_from_its_text() {
        for (text, places, expected) in [
            ("440", 3, Some((440_000, true))),
            (".38x", 3, Some((380, true))),
            ("5.", 3, Some((5_000, true))),
            ("-19.55", 1, Some((-195, false))),
            ("+3", 2, Some((300, true))),
            ("0.0009", 3, Some((0, false))),
            ("99999999999999999999", 3, Some((i64::MAX, true))),
            (".", 3, None),
            ("-", 3, None),
            ("1.2.3", 3, None),
            ("x", 3, None),
        ] {
            let value = Value { text: Cow::Borrowed(text), span: (0..text.len()).into() };
            let found = Cursor::new(&value).signed_number().map(|number| number.units(places));
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
