//! Collects what is found in a text, the same way for every notation.

use core::fmt;
use core::marker::PhantomData;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Problem, Severity, Span};

/// How much a fault weighs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// The meaning is open or cannot be played.
    Error,
    /// Playable, but not what the manuals state: an error in a file that is meant for a device.
    Limit,
    /// Odd.
    Oddity,
}

/// A problem of a notation, which knows what it weighs.
pub(crate) trait Fault: Problem + Sized {
    /// How much it weighs.
    fn weight(&self) -> Weight;
}

/// So many problems that the rest is only counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoreProblems {
    /// How many are left out.
    pub left_out: usize,
    /// How many of them are errors.
    pub errors: usize,
}

impl Problem for MoreProblems {
    fn code(&self) -> &'static str {
        "more-problems"
    }
}

impl fmt::Display for MoreProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} more problems, {} of them errors", self.left_out, self.errors)
    }
}

/// What has been found, with the severity that the reader was asked for.
#[derive(Debug)]
pub(crate) struct Findings<F> {
    strict: bool,
    diagnostics: Vec<Diagnostic>,
    /// Where the first problem that is only counted stands, and the counts.
    more: Option<(Span, MoreProblems)>,
    of: PhantomData<fn(F)>,
}

impl<F: Fault> Findings<F> {
    /// Problems that are told one by one. A file of more is not a file that somebody wrote, and
    /// its problems would take many times its memory.
    pub(crate) const MOST: usize = 10_000;

    pub(crate) fn new(strict: bool) -> Self {
        Self { strict, diagnostics: Vec::new(), more: None, of: PhantomData }
    }

    /// Reports a problem at the offending text.
    pub(crate) fn report(&mut self, span: Span, problem: F) {
        self.push(span, None, problem);
    }

    /// Reports a problem that another place has to do with.
    pub(crate) fn report_with(&mut self, span: Span, related: (Span, &'static str), problem: F) {
        self.push(span, Some(related), problem);
    }

    /// Reports a problem of another kind: of one form of a file that shares the rest with others.
    pub(crate) fn report_of<G: Fault>(&mut self, span: Span, problem: G) {
        self.push(span, None, problem);
    }

    /// The same with another place that has to do with it.
    pub(crate) fn report_of_with<G: Fault>(
        &mut self,
        span: Span,
        related: (Span, &'static str),
        problem: G,
    ) {
        self.push(span, Some(related), problem);
    }

    /// Whether a further problem is told, and not only counted: whatever takes time to say of it can
    /// be left out then.
    pub(crate) const fn tells_more(&self) -> bool {
        self.diagnostics.len() < Self::MOST
    }

    fn push<G: Fault>(&mut self, span: Span, related: Option<(Span, &'static str)>, problem: G) {
        let severity = match problem.weight() {
            Weight::Error => Severity::Error,
            Weight::Limit if self.strict => Severity::Error,
            Weight::Limit | Weight::Oddity => Severity::Warning,
        };
        if !self.tells_more() {
            let none = MoreProblems { left_out: 0, errors: 0 };
            let (_, more) = self.more.get_or_insert((span, none));
            more.left_out += 1;
            more.errors += usize::from(severity == Severity::Error);
            return;
        }
        self.diagnostics.push(Diagnostic { severity, span, related, problem: Arc::new(problem) });
    }

    /// Everything found, in the order of the file; what is only counted comes last.
    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        if let Some((span, more)) = self.more {
            let severity = if more.errors > 0 { Severity::Error } else { Severity::Warning };
            let problem = Arc::new(more);
            self.diagnostics.push(Diagnostic { severity, span, related: None, problem });
        }
        self.diagnostics
    }
}
