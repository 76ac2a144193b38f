//! The voice of a command line: `440+480@-19`.

use core::fmt;

use crate::model::{Component, ModelError, Voice};
use crate::units::{DbM0, Hertz, UnitError};

/// Reads `F[@L]+F[@L]…`: frequencies in hertz, levels in dBm0.
///
/// A frequency without a level of its own takes that of the next one that has one, so
/// `440+480@-19` is two components at −19 dBm0; if none follows, `default`.
///
/// # Errors
/// [`VoiceError`] with the part that could not be read.
pub fn parse(text: &str, default: DbM0) -> Result<Voice, VoiceError> {
    let mut level = default;
    let mut components = Vec::new();
    for part in text.split('+').rev() {
        // `+` is also a sign, behind an `@`; levels above 0 are written without it.
        let (frequency, own_level) = match part.split_once('@') {
            Some((frequency, own_level)) => (frequency, Some(own_level)),
            None => (part, None),
        };
        let wrong = |error| VoiceError::Part { part: part.trim().to_owned(), error };
        if let Some(own_level) = own_level {
            level = own_level.trim().parse::<DbM0>().map_err(wrong)?;
        }
        let frequency: Hertz = frequency.trim().parse().map_err(wrong)?;
        components.push(Component::new(frequency, level));
    }
    components.reverse();
    Voice::new(components).map_err(VoiceError::Voice)
}

/// Why a text is no voice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VoiceError {
    /// A part that is not a frequency with or without a level.
    Part {
        /// The part.
        part: String,
        /// What is wrong with it.
        error: UnitError,
    },
    /// Components that make no voice.
    Voice(ModelError),
}

impl fmt::Display for VoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part { part, error } => write!(f, "`{part}`: {error}, as in 440+480@-19"),
            Self::Voice(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for VoiceError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(parts: &[(u32, i32)]) -> Voice {
        let component = |&(millihertz, hundredths): &(u32, i32)| {
            let frequency = Hertz::from_millihertz(millihertz).unwrap();
            Component::new(frequency, DbM0::from_hundredths(hundredths).unwrap())
        };
        Voice::new(parts.iter().map(component)).unwrap()
    }

    #[test]
    fn a_level_holds_for_the_frequencies_before_it_that_have_none() {
        let read = |text| parse(text, DbM0::ZERO).unwrap();
        assert_eq!(read("440+480@-19"), voice(&[(440_000, -1900), (480_000, -1900)]));
        assert_eq!(read("350@-13+440@-15.5"), voice(&[(350_000, -1300), (440_000, -1550)]));
        assert_eq!(read("913.8@-10 + 425"), voice(&[(913_800, -1000), (425_000, 0)]));
        assert_eq!(read("425"), voice(&[(425_000, 0)]));
    }

    #[test]
    fn what_is_no_voice_is_refused_by_its_part() {
        for (text, part) in [("", ""), ("440+", ""), ("440+x@-19", "x@-19"), ("0@-3", "0@-3")] {
            match parse(text, DbM0::ZERO) {
                Err(VoiceError::Part { part: found, .. }) => assert_eq!(found, part, "{text:?}"),
                other => panic!("{text:?} gave {other:?}"),
            }
        }
        let many = vec!["425"; Voice::MAX_COMPONENTS + 1].join("+");
        assert!(matches!(parse(&many, DbM0::ZERO), Err(VoiceError::Voice(_))));
    }
}
