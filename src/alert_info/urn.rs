//! The URNs of RFC 7462: what an alert is about, without saying how it sounds.

use core::fmt;

use crate::alert_info::problem::AlertInfoProblem;
use crate::text::excerpt;

/// An alert URN: a category and one or more parts, `source:internal`, in lower case.
///
/// RFC 7462, 7: `urn:alert:<category>:<indication>[:<part>...]`, compared without case. A part that
/// names its provider (`vip@example.com`) is private, and so is everything behind it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlertUrn(String);

/// The registered categories with their registered indications, the default first (RFC 7462, 8.2;
/// the country of a locale is any ISO 3166-1 alpha-2 code).
const REGISTERED: [(&str, &[&str]); 6] = [
    (
        "service",
        &["normal", "call-waiting", "forward", "recall:callback", "recall:hold", "recall:transfer"],
    ),
    ("source", &["unclassified", "internal", "external", "friend", "family"]),
    ("priority", &["normal", "low", "high"]),
    ("duration", &["normal", "short", "long"]),
    ("delay", &["none", "yes"]),
    ("locale", &["default", "country"]),
];

impl AlertUrn {
    /// The most bytes of a URN. Registered ones have up to 35.
    pub const LONGEST: usize = 255;

    /// The URN of a text such as `urn:alert:source:internal` or `source:internal`; `None` if it is
    /// not of the shape `category:indication`, with letters, digits and hyphens in each part and at
    /// most one provider, `@` and a domain, behind it, or longer than [`LONGEST`](Self::LONGEST).
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        if text.len() > Self::LONGEST {
            return None;
        }
        let lower = text.trim().to_ascii_lowercase();
        let parts = lower.strip_prefix("urn:alert:").unwrap_or(&lower);
        let shaped = parts.split(':').count() >= 2 && parts.split(':').all(is_part);
        shaped.then(|| Self(parts.to_owned()))
    }

    /// Reads the target of a header value that starts with `urn:`, and says what is odd about it.
    /// `None` if it is ignored.
    pub(super) fn read(target: &str) -> (Option<Self>, Option<AlertInfoProblem>) {
        let is_alert =
            target.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("urn:alert:"));
        let Some(urn) = Self::new(target).filter(|_| is_alert) else {
            return (None, Some(AlertInfoProblem::MalformedUrn(excerpt(target))));
        };
        // RFC 8433 prints `urn:alert:country:xa`, Alcatel sends `urn:alert:tone:internal`.
        let known = match urn.category() {
            "country" => Some(Self(format!("locale:{}", urn.0))),
            "tone" => Some(Self(urn.0.replacen("tone:", "source:", 1))).filter(Self::is_registered),
            _ => None,
        };
        if let Some(read) = known {
            let problem =
                AlertInfoProblem::UrnReadAs { found: excerpt(target), read: read.0.clone() };
            return (Some(read), Some(problem));
        }
        if !REGISTERED.iter().any(|(category, _)| *category == urn.category()) {
            return (None, Some(AlertInfoProblem::UnknownCategory(excerpt(target))));
        }
        let problem =
            (!urn.is_registered()).then(|| AlertInfoProblem::UnknownIndication(excerpt(target)));
        (Some(urn), problem)
    }

    /// The category: `source`.
    #[must_use]
    pub fn category(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// Category and parts without `urn:alert:` before them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this says what `other` says, or more: it is the same or goes on behind it.
    #[must_use]
    pub fn says(&self, other: &Self) -> bool {
        self.0.strip_prefix(&other.0).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }

    /// Whether category and indication are registered (RFC 7462, 8.2), or the start of what is.
    #[must_use]
    pub fn is_registered(&self) -> bool {
        let indication = &self.0[self.category().len() + 1..];
        let of_category = REGISTERED.iter().find(|(category, _)| *category == self.category());
        of_category.is_some_and(|(_, indications)| {
            indications.iter().any(|known| match *known {
                "country" => indication.strip_prefix("country:").is_some_and(|code| {
                    code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic())
                }),
                known => indication == known || known.starts_with(&format!("{indication}:")),
            })
        })
    }
}

/// A part: letters, digits and hyphens, perhaps with a provider (RFC 7462, 7: `alert-label`,
/// `private-name`).
fn is_part(part: &str) -> bool {
    let label = |text: &str| {
        let ends = !text.is_empty() && !text.starts_with('-') && !text.ends_with('-');
        ends && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    match part.split_once('@') {
        None => label(part),
        Some((name, provider)) => label(name) && provider.split('.').all(label),
    }
}

impl fmt::Display for AlertUrn {
    /// Writes the whole URN: `urn:alert:source:internal`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "urn:alert:{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(target: &str) -> Option<String> {
        AlertUrn::read(target).0.map(|urn| urn.as_str().to_owned())
    }

    fn code(target: &str) -> Option<&'static str> {
        use crate::diagnostic::Problem;
        AlertUrn::read(target).1.map(|problem| problem.code())
    }

    #[test]
    fn a_registered_urn_is_read_without_case_and_without_a_word() {
        for (target, urn) in [
            ("urn:alert:source:internal", "source:internal"),
            ("URN:Alert:Source:INTERNAL", "source:internal"),
            ("urn:alert:service:recall:transfer", "service:recall:transfer"),
            ("urn:alert:service:recall", "service:recall"),
            ("urn:alert:locale:country:de", "locale:country:de"),
        ] {
            assert_eq!((read(target).as_deref(), code(target)), (Some(urn), None), "{target}");
        }
    }

    #[test]
    fn what_is_not_registered_is_read_as_far_as_it_means_something() {
        for (target, urn, problem) in [
            ("urn:alert:country:xa", Some("locale:country:xa"), "urn-read-as"),
            ("urn:alert:tone:internal", Some("source:internal"), "urn-read-as"),
            ("urn:alert:tone:loud", None, "unknown-urn-category"),
            ("urn:alert:source:boss", Some("source:boss"), "unknown-urn-indication"),
            (
                "urn:alert:source:friend@a.example",
                Some("source:friend@a.example"),
                "unknown-urn-indication",
            ),
            ("urn:alert:locale:country:deu", Some("locale:country:deu"), "unknown-urn-indication"),
            ("urn:alert:category-a:part-a1:part-a2", None, "unknown-urn-category"),
            ("urn:alert:distinctive@foo:short-long-short", None, "unknown-urn-category"),
            ("urn:alert:source", None, "malformed-urn"),
            ("urn:alert:source:", None, "malformed-urn"),
            ("urn:alert:source:a b", None, "malformed-urn"),
            ("urn:alert:source:-a", None, "malformed-urn"),
            ("urn:service:sos:fire", None, "malformed-urn"),
        ] {
            assert_eq!((read(target).as_deref(), code(target)), (urn, Some(problem)), "{target}");
        }
    }

    #[test]
    fn a_urn_says_what_it_goes_on_behind() {
        let urn = |text: &str| AlertUrn::new(text).unwrap();
        assert!(urn("service:recall:hold").says(&urn("service:recall")));
        assert!(!urn("service:recall").says(&urn("service:recall:hold")));
        assert!(!urn("service:recaller").says(&urn("service:recall")));
    }
}
