//! Numbers, from their text: nothing passes through a float, so a number is what is written or it
//! is reported.

use std::borrow::Cow;

use crate::diagnostic::Span;
use crate::model::{Depth, ModelError, Swell};
use crate::notation::package::context::Context;
use crate::notation::package::problem::PackageProblem;
use crate::text::excerpt;
use crate::units::{DbM0, Hertz, Millis};

/// A number as it is written, and where.
pub(super) struct Number<'n> {
    pub(super) text: Cow<'n, str>,
    pub(super) span: Span,
}

/// Why a text is no number of units of `10^-places`.
#[derive(Debug, PartialEq, Eq)]
enum Trouble {
    NotPlain,
    TooFine,
}

impl Number<'_> {
    /// A frequency in hertz that the rate carries.
    pub(super) fn frequency(&self, context: &mut Context) -> Option<Hertz> {
        let millihertz = self.units(3, "0.001 Hz", context)?;
        let problem = match u32::try_from(millihertz) {
            Ok(millihertz) => match Hertz::from_millihertz(millihertz) {
                Some(frequency) if context.rate.carries(frequency) => return Some(frequency),
                Some(frequency) => PackageProblem::AboveNyquist { frequency, rate: context.rate },
                None => PackageProblem::ZeroFrequency,
            },
            Err(_) if millihertz < 0 => PackageProblem::NegativeNumber(excerpt(&self.text)),
            Err(_) => self.unplayable("frequency", "one that the sampling rate carries"),
        };
        context.report(self.span, problem);
        None
    }

    /// A level in dBm0.
    pub(super) fn level(&self, context: &mut Context) -> Option<DbM0> {
        let hundredths = self.units(2, "0.01 dB", context)?;
        let level = i32::try_from(hundredths).ok().and_then(DbM0::from_hundredths);
        if level.is_none() {
            context.report(self.span, self.unplayable("level", "-200 to 60 dBm0"));
        }
        level
    }

    /// A depth of modulation, of which 1 is 100 %.
    pub(super) fn depth(&self, context: &mut Context) -> Option<Depth> {
        let thousandths = self.units(3, "0.001", context)?;
        let depth = u16::try_from(thousandths).ok().and_then(Depth::from_thousandths);
        if depth.is_none() {
            context.report(self.span, self.unplayable("depth", "0 to 3, of which 1 is 100 %"));
        }
        depth
    }

    /// A gain in hundredths of a dB that a swell can have.
    pub(super) fn gain(&self, context: &mut Context) -> Option<i32> {
        let hundredths = self.units(2, "0.01 dB", context)?;
        let gain = i32::try_from(hundredths).map_err(|_| ModelError::SwellOutOfRange);
        let gain = gain.and_then(|gain| Swell::new(gain, 0, Millis::ZERO));
        if gain.is_err() {
            context.report(self.span, self.unplayable("gain", "-60 to 60 dB"));
        }
        gain.ok().map(|gain| gain.from_hundredths())
    }

    /// A whole number from 0 to `most`.
    pub(super) fn whole(&self, most: u32, context: &mut Context) -> Option<u32> {
        let whole = self.units(0, "1", context)?;
        let found = || excerpt(&self.text);
        let problem = match u32::try_from(whole) {
            Ok(whole) if whole <= most => return Some(whole),
            _ if whole < 0 => PackageProblem::NegativeNumber(found()),
            _ => PackageProblem::NumberTooLarge { found: found(), most },
        };
        context.report(self.span, problem);
        None
    }

    pub(super) fn unplayable(&self, what: &'static str, expected: &'static str) -> PackageProblem {
        PackageProblem::Unplayable { what, found: excerpt(&self.text), expected }
    }

    /// The number in units of `10^-places`; at the ends of 64 bits where it lies beyond.
    fn units(&self, places: usize, step: &'static str, context: &mut Context) -> Option<i64> {
        let found = || excerpt(&self.text);
        let problem = match units(&self.text, places) {
            Ok(units) => return Some(units),
            Err(Trouble::NotPlain) => PackageProblem::NotANumber(found()),
            Err(Trouble::TooFine) => PackageProblem::TooFine { found: found(), step },
        };
        context.report(self.span, problem);
        None
    }
}

fn units(text: &str, places: usize) -> Result<i64, Trouble> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return Err(Trouble::NotPlain);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > places {
        return Err(Trouble::TooFine);
    }
    let size = format!("{whole}{fraction:0<places$}").parse().unwrap_or(i64::MAX);
    Ok(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_exact_or_refused() {
        for (text, expected) in [
            ("440", Ok(440_000)),
            ("913.8", Ok(913_800)),
            ("+0.001", Ok(1)),
            ("-19.5000", Ok(-19_500)),
            ("0.0001", Err(Trouble::TooFine)),
            ("nan", Err(Trouble::NotPlain)),
            ("-inf", Err(Trouble::NotPlain)),
            ("1e3", Err(Trouble::NotPlain)),
            ("", Err(Trouble::NotPlain)),
            ("4.", Ok(4_000)),
            (".4", Err(Trouble::NotPlain)),
            ("--4", Err(Trouble::NotPlain)),
            ("99999999999999999999", Ok(i64::MAX)),
            ("-99999999999999999999", Ok(-i64::MAX)),
        ] {
            assert_eq!(units(text, 3), expected, "{text:?}");
        }
    }
}
