//! What a compiled file says of itself.

use core::fmt;

/// The header of a compiled file, but for what follows from the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The layout of its records.
    pub version: Version,
    /// Whose tones they are.
    pub vendor: HeaderText,
    /// The first number of the vendor's version.
    pub high_version: u32,
    /// The second number of the vendor's version.
    pub low_version: u32,
    /// What the version is.
    pub description: HeaderText,
    /// When the file was made: `2019\11\11 14:41:4` in files in use.
    pub date: HeaderText,
}

impl Default for Header {
    /// A version 3 file by ringsmith, without a date, so that equal sets are equal bytes.
    fn default() -> Self {
        let text = |text| HeaderText::new(text).expect("ASCII, and short");
        Self {
            version: Version::V3,
            vendor: text("ringsmith"),
            high_version: 1,
            low_version: 0,
            description: text("Call progress tones"),
            date: text(""),
        }
    }
}

/// The layout of the records: the vendor's compiler offers both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// The first one: two on and off times, no form, no duration.
    V1,
    /// The one of device versions from 4.5 on.
    V3,
}

impl Version {
    /// The number in the file.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::V1 => 1,
            Self::V3 => 3,
        }
    }
}

/// A text of a header: up to 255 characters of ASCII, none of them NUL, which ends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct HeaderText(String);

impl HeaderText {
    /// The most characters: a place has 256 bytes, and the last one is NUL.
    pub const LONGEST: usize = 255;

    /// This text; `None` if it is too long or holds anything else than ASCII.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let fits = text.len() <= Self::LONGEST && text.bytes().all(|b| b.is_ascii() && b != 0);
        fits.then_some(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
