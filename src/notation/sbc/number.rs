//! Whole numbers and their ranges.

use core::fmt::Display;

use crate::notation::sbc::lines::Word;
use crate::notation::sbc::problem::{Findings, SbcProblem};
use crate::text::excerpt;

/// A fault that has been reported.
pub(super) struct Reported;

/// From and to.
pub(super) type Range = (i64, i64);

/// A whole number: reported outside the range that the vendor states, refused outside what can be
/// played or kept.
pub(super) fn read(
    value: Word<'_>,
    what: impl Display,
    stated: Range,
    possible: Range,
    findings: &mut Findings,
) -> Result<i64, Reported> {
    let within = |found: i64, (low, high): Range| (low..=high).contains(&found);
    let (what, found) = (what.to_string(), excerpt(value.text));
    let problem = match whole(value.text) {
        None => SbcProblem::NotANumber(found),
        Some(number) if within(number, possible) => {
            if !within(number, stated) {
                let problem = SbcProblem::OutOfRange { what, found, range: stated };
                findings.report(value.span, problem);
            }
            return Ok(number);
        }
        Some(number) if number < 0 && possible.0 == 0 => SbcProblem::NegativeNumber(found),
        Some(_) => SbcProblem::Unplayable { what, found, range: possible },
    };
    findings.report(value.span, problem);
    Err(Reported)
}

/// The number of a text, at the ends of 64 bits where it lies beyond.
fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let end = if digits.len() == text.len() { i64::MAX } else { i64::MIN };
    plain.then(|| text.parse().unwrap_or(end))
}
