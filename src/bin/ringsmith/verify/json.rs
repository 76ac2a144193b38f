//! What came of it, for programs: `docs/verify.md` describes the object.

use ringsmith::verify::Check;
use serde_json::{Value, json};

use crate::verify::Compared;

/// A recording as a JSON object.
pub fn object(compared: &Compared) -> Value {
    let verdict = &compared.verdict;
    json!({
        "file": compared.file,
        "against": compared.against,
        "passed": verdict.passed(),
        "checks": verdict.checks.iter().map(check).collect::<Vec<_>>(),
    })
}

fn check(check: &Check) -> Value {
    let rounded = |value: f64| (value * 1e4).round() / 1e4;
    json!({
        "property": check.property.name(),
        "place": check.property.place(),
        "unit": check.unit.to_string(),
        "nominal": rounded(check.nominal),
        "least": rounded(check.least),
        "most": rounded(check.most),
        "measured": check.measured.map(rounded),
        "count": check.count,
        "source": check.source.to_string(),
        "passed": check.passed,
    })
}
