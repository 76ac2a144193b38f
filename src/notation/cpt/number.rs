//! A number of a file and what the manuals allow it to be, in the ini and compiled alike.

use crate::diagnostic::Span;
use crate::notation::cpt::problem::{CptProblem, Findings};
use crate::units::{Hertz, Millis, SampleRate};

/// A number that was read, and where to point at it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub(super) value: u32,
    pub(super) at: Span,
}

/// A range that the manuals state.
#[derive(Clone, Copy)]
pub(super) struct Range {
    /// Of what.
    pub(super) what: &'static str,
    /// Its unit, with a blank before it, or nothing.
    pub(super) unit: &'static str,
    /// From and to.
    pub(super) of: (u32, u32),
}

impl Number {
    /// The frequency of so many hertz, if the rate carries it; reported if not.
    pub(super) fn carried(self, rate: SampleRate, findings: &mut Findings) -> Option<Hertz> {
        let carried = Hertz::new(self.value).filter(|&frequency| rate.carries(frequency));
        if carried.is_none() {
            findings.report(self.at, CptProblem::AboveNyquist { frequency: self.value, rate });
        }
        carried
    }

    /// Reports the number if it is outside the range that the manuals state.
    pub(super) fn check_range(self, range: Range, findings: &mut Findings) {
        let Range { what, unit, of: (low, high) } = range;
        if !(low..=high).contains(&self.value) {
            let (found, range) = (self.value, (low, high));
            findings.report(self.at, CptProblem::OutOfRange { what, unit, found, range });
        }
    }

    /// A time in units of 10 ms.
    pub(super) fn tens_of_ms(self, findings: &mut Findings) -> Option<Millis> {
        let ms = self.value.checked_mul(10);
        if ms.is_none() {
            findings.report(self.at, CptProblem::NumberTooLarge(self.value.to_string()));
        }
        ms.map(Millis)
    }

    /// A duration in milliseconds, of which 0 says that there is none.
    pub(super) fn duration(self) -> Option<Millis> {
        Some(Millis(self.value)).filter(|ms| !ms.is_zero())
    }
}
