//! What every part of the reader needs to know and to say.

use crate::diagnostic::{Diagnostic, Span};
use crate::notation::Options;
use crate::notation::package::problem::{Findings, PackageProblem};
use crate::units::{DbM0, SampleRate};

/// The most pairs that `times` may make in a file, so that a short file stays a small set.
pub(super) const MOST_REPEATED: u32 = 10_000;

/// A fault that has been reported.
pub(super) struct Reported;

/// What holds for a whole file, and what is found in it.
pub(super) struct Context {
    pub(super) rate: SampleRate,
    /// The level of components that have none of their own.
    pub(super) level: Option<DbM0>,
    /// How many pairs `times` may still make.
    repeats_left: u32,
    findings: Findings,
    /// The lines that are no TOML, in order: what was made of them is no value of anybody's.
    broken: Vec<Span>,
}

impl Context {
    pub(super) fn new(options: Options) -> Self {
        Self {
            rate: options.rate,
            level: None,
            repeats_left: MOST_REPEATED,
            findings: Findings::new(options.strict),
            broken: Vec::new(),
        }
    }

    /// Reports that the text is no TOML at `span`.
    pub(super) fn report_syntax(&mut self, text: &str, span: Span, message: String) {
        let before = text.get(..span.start).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let after = text.get(span.end..).unwrap_or_default();
        let end = after.find('\n').map_or(text.len(), |at| span.end + at);
        if self.broken.last().is_none_or(|last| last.end <= start) {
            self.broken.push(Span { start, end });
        }
        self.findings.report(span, PackageProblem::Syntax(message));
    }

    /// Whether the text is TOML throughout.
    pub(super) fn is_whole(&self) -> bool {
        self.broken.is_empty()
    }

    /// Reports a problem at the offending text.
    pub(super) fn report(&mut self, span: Span, problem: PackageProblem) {
        if self.counts(span, &problem) {
            self.findings.report(span, problem);
        }
    }

    /// Reports a problem that another place has to do with.
    pub(super) fn report_with(
        &mut self,
        span: Span,
        related: (Span, &'static str),
        problem: PackageProblem,
    ) {
        if self.counts(span, &problem) {
            self.findings.report_with(span, related, problem);
        }
    }

    /// Whether a problem is one of the text, and not of what was made of a broken line.
    fn counts(&self, span: Span, problem: &PackageProblem) -> bool {
        if self.is_whole() {
            return true;
        }
        let next = self.broken.partition_point(|line| line.end < span.start);
        let touches = self.broken.get(next).is_some_and(|line| line.start <= span.end);
        !touches && !problem.is_absence() && span.start < span.end
    }

    /// Takes `pairs` off what `times` may still make; reports it if there is not that much left.
    pub(super) fn may_repeat(&mut self, pairs: u32, span: Span) -> bool {
        let left = self.repeats_left.checked_sub(pairs);
        match left {
            Some(left) => self.repeats_left = left,
            None => {
                self.report(span, PackageProblem::TooManyPairs { limit: MOST_REPEATED });
            }
        }
        left.is_some()
    }

    /// Everything found, in the order of the file.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.findings.into_sorted()
    }
}
