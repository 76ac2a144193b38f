//! A JUnit XML report, on which pipelines gate: a suite for each recording, a case for each check.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use ringsmith::verify::Check;

use crate::verify::{Compared, words};

/// The report as text.
pub fn report(compared: &[Compared]) -> Result<String, String> {
    let mut report = Report::new("ringsmith verify");
    report.add_test_suites(compared.iter().map(suite));
    report.to_string().map_err(|error| error.to_string())
}

fn suite(compared: &Compared) -> TestSuite {
    let mut suite = TestSuite::new(compared.file.as_str());
    suite.add_test_cases(compared.verdict.checks.iter().map(|check| case(check, compared)));
    suite
}

fn case(check: &Check, compared: &Compared) -> TestCase {
    let status = if check.passed {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(format!(
            "measured {}, nominal {}, allowed {} ({})",
            words::measured(check),
            words::nominal(check),
            words::allowed(check),
            check.source,
        ));
        status
    };
    let mut case = TestCase::new(check.property.to_string(), status);
    case.set_classname(compared.against.as_str());
    case
}
