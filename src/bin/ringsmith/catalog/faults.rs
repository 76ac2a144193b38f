//! What is found in a plan.

use std::collections::HashSet;
use std::sync::Arc;

use ringsmith::diagnostic::{Diagnostic, MoreProblems, Problem, Severity, Span};

use super::problem::PlanProblem;

/// Faults that are told one by one: a plan of more is not one that somebody wrote.
const MOST: usize = 10_000;

/// Collects what is found in a plan.
#[derive(Default)]
pub struct Faults {
    found: Vec<Diagnostic>,
    /// What has been told of which places: a value that is wrong for every country is wrong once.
    told: HashSet<(Span, Option<Span>, &'static str)>,
    /// The lines that are no TOML, in order: what was made of them is no value of anybody's.
    broken: Vec<Span>,
    left_out: usize,
}

impl Faults {
    /// Reports that the text is no TOML at `span`.
    pub fn report_syntax(&mut self, text: &str, span: Span, message: String) {
        let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
        self.push(span, None, PlanProblem::Syntax(message));
        self.broken.push(Span { start, end });
    }

    /// Reports a problem at the offending text.
    pub fn report(&mut self, span: Span, problem: PlanProblem) {
        self.push(span, None, problem);
    }

    /// Reports a problem that another place has to do with.
    pub fn report_with(&mut self, span: Span, related: (Span, &'static str), problem: PlanProblem) {
        self.push(span, Some(related), problem);
    }

    fn push(&mut self, span: Span, related: Option<(Span, &'static str)>, problem: PlanProblem) {
        let counts = self.broken.is_empty() || {
            let touches = |line: &Span| line.start <= span.end && span.start <= line.end;
            !problem.is_absence() && !self.broken.iter().any(touches)
        };
        let key = (span, related.map(|(span, _)| span), problem.code());
        if !counts || !self.told.insert(key) {
            return;
        }
        if self.found.len() >= MOST {
            self.left_out += 1;
            return;
        }
        let severity = problem.severity();
        self.found.push(Diagnostic { severity, span, related, problem: Arc::new(problem) });
    }

    /// How many there are by now.
    pub fn count(&self) -> usize {
        self.found.len() + self.left_out
    }

    /// Whether any of them keeps the plan from being carried out.
    pub fn any_error(&self) -> bool {
        self.left_out > 0 || self.found.iter().any(Diagnostic::is_error)
    }

    /// Everything found, in the order of the plan.
    pub fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|diagnostic| diagnostic.span);
        if let (Some(last), 1..) = (self.found.last(), self.left_out) {
            let problem = Arc::new(MoreProblems { left_out: self.left_out, errors: self.left_out });
            let span = last.span;
            self.found.push(Diagnostic { severity: Severity::Error, span, related: None, problem });
        }
        self.found
    }
}
