//! A JUnit XML report, on which pipelines gate: a suite for each recording, a case for each check.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use ringsmith::verify::Check;

use crate::verify::{Compared, Unread, words};

/// The report as text. A recording that cannot be read is a suite with an error.
pub fn report(compared: &[Compared], unread: &[Unread]) -> Result<String, String> {
    let mut report = Report::new("ringsmith verify");
    report.add_test_suites(compared.iter().map(suite));
    report.add_test_suites(unread.iter().map(unread_suite));
    report.to_string().map_err(|error| error.to_string())
}

fn suite(compared: &Compared) -> TestSuite {
    let mut suite = TestSuite::new(compared.file.as_str());
    suite.add_test_cases(compared.verdict.checks.iter().map(|check| case(check, compared)));
    suite
}

fn unread_suite(unread: &Unread) -> TestSuite {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(unread.why.as_str());
    let mut suite = TestSuite::new(unread.file.as_str());
    suite.add_test_case(TestCase::new("read", status));
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
