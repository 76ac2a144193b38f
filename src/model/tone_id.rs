//! The id that a tone is asked by.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use crate::model::ModelError;

/// The id of a tone: a name, in a namespace or in none, such as `rt`, `cg/cw`, `mgcp/sst/cw`.
///
/// Several standards give out ids, and some mean different tones by the same name: `cw` is call
/// waiting in ITU-T H.248.1 (`cg/cw`) and caller waiting in MGCP (`mgcp/sst/cw`, RFC 3660). The
/// namespace is what stands before the last slash. Case does not count when ids are compared.
#[derive(Clone, Debug)]
pub struct ToneId(String);

impl ToneId {
    /// The most bytes of an id, so that it fits into the name of a file.
    pub const LONGEST: usize = 64;

    /// The id that `text` writes.
    ///
    /// # Errors
    /// [`ModelError::ToneId`] if it is empty, longer than [`LONGEST`](Self::LONGEST), starts or ends
    /// with a slash, has two in a row, or holds a blank, a control character, a quotation mark, a
    /// backslash or one of `<>;,`, which SIP headers give a meaning.
    pub fn new(text: impl Into<String>) -> Result<Self, ModelError> {
        let text = text.into();
        let fits = |c: char| !(c.is_whitespace() || c.is_control() || "<>;,\"'\\".contains(c));
        let parts_fit = text.split('/').all(|part| !part.is_empty());
        if parts_fit && text.chars().all(fits) && text.len() <= Self::LONGEST {
            Ok(Self(text))
        } else {
            Err(ModelError::ToneId)
        }
    }

    /// The id as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the last slash.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        Some(self.0.rsplit_once('/')?.0)
    }

    /// What stands behind the last slash.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Whether somebody who asks for `asked` means this id: the same one, or its bare name.
    #[must_use]
    pub fn answers_to(&self, asked: &str) -> bool {
        self.0.eq_ignore_ascii_case(asked) || self.name().eq_ignore_ascii_case(asked)
    }
}

impl PartialEq for ToneId {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for ToneId {}

impl Hash for ToneId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.bytes().for_each(|byte| state.write_u8(byte.to_ascii_lowercase()));
    }
}

impl fmt::Display for ToneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ToneId {
    type Err = ModelError;

    fn from_str(text: &str) -> Result<Self, ModelError> {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ToneId {
        text.parse().unwrap()
    }

    #[test]
    fn an_id_is_told_apart_by_its_namespace_and_found_by_its_bare_name() {
        let (waiting, caller) = (id("cg/cw"), id("mgcp/sst/cw"));
        assert_ne!(waiting, caller);
        assert_eq!((waiting.namespace(), waiting.name()), (Some("cg"), "cw"));
        assert_eq!((caller.namespace(), caller.name()), (Some("mgcp/sst"), "cw"));
        assert_eq!((id("rt").namespace(), id("rt").name()), (None, "rt"));
        assert!(caller.answers_to("CW") && caller.answers_to("MGCP/sst/cw"));
        assert!(!caller.answers_to("cg/cw") && !caller.answers_to("sst/cw"));
    }

    #[test]
    fn ids_that_differ_in_case_are_one() {
        let hash = |id: &ToneId| {
            let mut state = std::hash::DefaultHasher::new();
            id.hash(&mut state);
            state.finish()
        };
        assert_eq!(id("CMFT"), id("cmft"));
        assert_eq!(hash(&id("CMFT")), hash(&id("cmft")));
    }

    #[test]
    fn what_a_header_could_not_carry_is_no_id() {
        for text in ["", "a b", "/rt", "cg/", "cg//rt", "a>b", "a;b", "a,b", "a\"b", "a\nb"] {
            assert_eq!(ToneId::new(text), Err(ModelError::ToneId), "{text:?}");
        }
        assert_eq!(ToneId::new("x".repeat(65)), Err(ModelError::ToneId));
        assert!(ToneId::new("sit(1)").is_ok() && ToneId::new("Bellcore-BusyVerify").is_ok());
    }
}
