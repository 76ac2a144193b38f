//! Everything that can be odd about an Alert-Info header. Nothing is an error: a header never fails
//! a call.

use core::fmt;

use crate::diagnostic::Problem;
use crate::diagnostic::findings::{Fault, Weight};

/// Something odd in an Alert-Info header.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AlertInfoProblem {
    /// A value without brackets round it.
    NoBrackets(String),
    /// A value in which nothing stands where a URI is due.
    NoTarget,
    /// A `<` that nothing closes.
    UnclosedBracket,
    /// Text before a bracket.
    BeforeBracket,
    /// Text between a bracket or a quoted string and the next separator.
    StrayText,
    /// `\;` for `;`.
    EscapedSemicolon,
    /// A quoted string that does not end.
    UnclosedQuote,
    /// `=` and a value, but no name.
    NamelessParameter,
    /// A line of a SIP message that is not this header.
    OtherHeader(String),
    /// No scheme, so it is no URI.
    NoScheme(String),
    /// A URN of another shape than `urn:alert:category:indication`.
    MalformedUrn(String),
    /// A URN of a category that is not registered.
    UnknownCategory(String),
    /// An indication that is not registered in its category.
    UnknownIndication(String),
    /// A URN that is not registered but has a known meaning.
    UrnReadAs {
        /// As it stands in the header.
        found: String,
        /// As it is read.
        read: String,
    },
    /// `Bellcore-dr` without a plain number behind it.
    MalformedRinging(String),
    /// The number of a ring that does not fit.
    RingTooLarge(String),
    /// Seconds that are no whole number.
    BadDelay(String),
    /// A URI that says nothing here.
    UriIgnored(String),
    /// A value that the profile does not read.
    NotOfProfile {
        /// The value.
        value: String,
        /// The profile.
        profile: &'static str,
    },
}

/// What is found in a header.
pub(super) type Findings = crate::diagnostic::findings::Findings<AlertInfoProblem>;

impl Fault for AlertInfoProblem {
    fn weight(&self) -> Weight {
        Weight::Oddity
    }
}

impl Problem for AlertInfoProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::NoBrackets(_) => "no-brackets",
            Self::NoTarget => "no-target",
            Self::UnclosedBracket => "unclosed-bracket",
            Self::BeforeBracket => "text-before-bracket",
            Self::StrayText => "stray-text",
            Self::EscapedSemicolon => "escaped-semicolon",
            Self::UnclosedQuote => "unclosed-quote",
            Self::NamelessParameter => "nameless-parameter",
            Self::OtherHeader(_) => "other-header",
            Self::NoScheme(_) => "no-scheme",
            Self::MalformedUrn(_) => "malformed-urn",
            Self::UnknownCategory(_) => "unknown-urn-category",
            Self::UnknownIndication(_) => "unknown-urn-indication",
            Self::UrnReadAs { .. } => "urn-read-as",
            Self::MalformedRinging(_) => "malformed-ringing",
            Self::RingTooLarge(_) => "ring-too-large",
            Self::BadDelay(_) => "bad-delay",
            Self::UriIgnored(_) => "uri-ignored",
            Self::NotOfProfile { .. } => "not-of-profile",
        }
    }

    fn help(&self) -> Option<String> {
        let text = match self {
            Self::NoBrackets(target) if target.contains(':') => {
                return Some(format!("RFC 3261 has brackets round it: <{target}>"));
            }
            Self::NoBrackets(_) => {
                "devices read it, but a strict SIP parser may drop the header: RFC 3261 has a URI in \
                 brackets"
            }
            Self::UnclosedBracket => "close it with > before the parameters",
            Self::EscapedSemicolon => "a dialplan's backslash has no place in the header",
            Self::NoScheme(_) => {
                "devices read it, but a strict SIP parser may drop the header: a URI has a scheme"
            }
            Self::MalformedUrn(_) => {
                "RFC 7462 has urn:alert:category:indication, such as urn:alert:source:internal"
            }
            Self::UnknownCategory(_) => {
                "registered are service, source, priority, duration, delay and locale"
            }
            Self::MalformedRinging(_) => "distinctive ringing 2 is Bellcore-dr2",
            Self::BadDelay(_) => "seconds are a whole number from 0",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for AlertInfoProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBrackets(target) => write!(f, "`{target}` has no brackets round it"),
            Self::NoTarget => f.write_str("nothing stands where RFC 3261 has a URI in brackets"),
            Self::UnclosedBracket => f.write_str("this bracket is not closed"),
            Self::BeforeBracket => f.write_str("text before the bracket means nothing"),
            Self::StrayText => f.write_str("this text means nothing here, expected `;` or `,`"),
            Self::EscapedSemicolon => f.write_str("`\\;` is read as `;`"),
            Self::UnclosedQuote => f.write_str("this quoted string does not end"),
            Self::NamelessParameter => f.write_str("a parameter without a name is passed over"),
            Self::OtherHeader(name) => {
                write!(f, "`{name}` is not Alert-Info: the line is passed over")
            }
            Self::NoScheme(target) => write!(f, "`{target}` is no URI"),
            Self::MalformedUrn(urn) => write!(f, "`{urn}` is no alert URN and is ignored"),
            Self::UnknownCategory(urn) => {
                write!(f, "the category of `{urn}` is not registered, so it is ignored")
            }
            Self::UnknownIndication(urn) => {
                write!(f, "`{urn}` is not registered: only what it is a kind of can count")
            }
            Self::UrnReadAs { found, read } => {
                write!(f, "`{found}` is not registered; it is read as urn:alert:{read}")
            }
            Self::MalformedRinging(name) => {
                write!(f, "`{name}` names no distinctive ringing, expected a number at its end")
            }
            Self::RingTooLarge(name) => {
                write!(f, "the number in `{name}` is too large, expected 0 to {}", u32::MAX)
            }
            Self::BadDelay(found) => {
                write!(f, "`{found}` is no time to answer after, expected whole seconds")
            }
            Self::UriIgnored(uri) => write!(f, "`{uri}` is nothing that could be played"),
            Self::NotOfProfile { value, profile } => {
                write!(f, "`{value}` is nothing that the profile {profile} reads")
            }
        }
    }
}
