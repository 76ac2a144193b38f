//! The notations of whole files: their names, and what each of them reads and writes.

use core::fmt;
use core::str::FromStr;

use crate::diagnostic::Severity;
use crate::model::ToneSet;
use crate::notation::translation::{Losses, What, Written};
use crate::notation::{Options, Parsed, cpt, detect, sbc};
use crate::notation::{cpt::dat, grandstream, indications, tgml, tonescript};

/// The notations of whole files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Notation {
    /// An AudioCodes CPT ini.
    Cpt,
    /// A CPT file compiled for a device: the one that is no text.
    Dat,
    /// A CPT file compiled in the first version of its layout.
    DatV1,
    /// ringsmith's own TOML.
    #[cfg(feature = "package")]
    Package,
    /// The configuration lines of an SBC.
    Sbc,
    /// Asterisk's `indications.conf`.
    Indications,
    /// FreeSWITCH's TGML strings.
    Tgml,
    /// The tone and cadence scripts of Cisco and Sipura adapters.
    ToneScript,
    /// Grandstream's strings.
    Grandstream,
}

impl Notation {
    /// Every notation.
    pub const ALL: &[Self] = &[
        Self::Cpt,
        Self::Dat,
        Self::DatV1,
        #[cfg(feature = "package")]
        Self::Package,
        Self::Sbc,
        Self::Indications,
        Self::Tgml,
        Self::ToneScript,
        Self::Grandstream,
    ];

    /// The name that the command line gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cpt => "audiocodes",
            Self::Dat => "dat",
            Self::DatV1 => "dat-v1",
            #[cfg(feature = "package")]
            Self::Package => "toml",
            Self::Sbc => "sbc",
            Self::Indications => "asterisk",
            Self::Tgml => "freeswitch",
            Self::ToneScript => "tonescript",
            Self::Grandstream => "grandstream",
        }
    }

    /// Other names that it answers to.
    #[must_use]
    pub const fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Cpt => &["cpt", "ini"],
            Self::Dat => &["dat-v3"],
            Self::DatV1 => &[],
            #[cfg(feature = "package")]
            Self::Package => &["ringsmith"],
            Self::Sbc => &["ribbon", "sonus"],
            Self::Indications => &["indications"],
            Self::Tgml => &["tgml"],
            Self::ToneScript => &["cisco", "sipura", "linksys"],
            Self::Grandstream => &[],
        }
    }

    /// What a file is written in: a compiled one starts with a number that no text has, whatever its
    /// name; else see [`of`](Self::of).
    #[must_use]
    pub fn of_file(name: &str, bytes: &[u8]) -> Self {
        if dat::is_compiled(bytes) {
            return Self::Dat;
        }
        Self::of(name, &String::from_utf8_lossy(bytes))
    }

    /// What a text is written in: what its lines tell, unless the extension of its name is `.toml`, or
    /// is `.ini` or `.sbc` and some line agrees or none tells. A CPT file is what nothing else is.
    #[must_use]
    pub fn of(name: &str, text: &str) -> Self {
        detect::notation_of(name, text)
    }

    /// The layout of a compiled file.
    pub(super) const fn compiled_version(self) -> Option<dat::Version> {
        match self {
            Self::Dat => Some(dat::Version::V3),
            Self::DatV1 => Some(dat::Version::V1),
            _ => None,
        }
    }

    /// A text in it, with an article.
    pub(crate) const fn described(self) -> &'static str {
        match self {
            Self::Cpt => "a CPT file",
            Self::Dat | Self::DatV1 => "a compiled CPT file",
            #[cfg(feature = "package")]
            Self::Package => "a TOML file",
            Self::Sbc => "an SBC configuration",
            Self::Indications => "an indications.conf",
            Self::Tgml => "a TGML script",
            Self::ToneScript => "a tone script",
            Self::Grandstream => "a Grandstream file",
        }
    }

    /// Whether it is no text.
    #[must_use]
    pub const fn is_compiled(self) -> bool {
        self.compiled_version().is_some()
    }

    /// Whether a file can hold several sets of tones.
    #[must_use]
    pub const fn holds_several(self) -> bool {
        matches!(self, Self::Sbc | Self::Indications | Self::Tgml)
    }

    /// Reads a text in this notation: a set of tones, or several where a text can hold several.
    /// Never fails: what is wrong is in [`Parsed::diagnostics`]. A compiled file is no text: there
    /// [`Document`](crate::notation::Document) reads bytes.
    #[must_use]
    pub fn parse(self, text: &str, options: Options) -> Parsed<Vec<ToneSet>> {
        match self {
            Self::Cpt => cpt::parse(text, options).map(|set| vec![set]),
            Self::Dat | Self::DatV1 => {
                dat::parse(text.as_bytes(), options).map(|file| vec![file.tones])
            }
            #[cfg(feature = "package")]
            Self::Package => crate::notation::package::parse(text, options).map(|set| vec![set]),
            Self::Sbc => sbc::parse(text, options),
            Self::Indications => indications::parse(text, options),
            Self::Tgml => tgml::parse(text, options),
            Self::ToneScript => tonescript::parse(text, options).map(|set| vec![set]),
            Self::Grandstream => grandstream::parse(text, options).map(|set| vec![set]),
        }
    }

    /// Writes sets of tones in this notation. Where a file [holds](Self::holds_several) one set, it
    /// is the first, and the others are lost.
    #[must_use]
    pub fn write(self, sets: &[ToneSet]) -> Written<Vec<u8>> {
        let first = sets.first().cloned().unwrap_or_default();
        let mut written = match self {
            Self::Sbc => sbc::write(sets).map(String::into_bytes),
            Self::Indications => indications::write(sets).map(String::into_bytes),
            Self::Cpt => cpt::write(&first).map(String::into_bytes),
            Self::Dat | Self::DatV1 => {
                let version = self.compiled_version().unwrap_or(dat::Version::V3);
                dat::write(&first, &dat::Header { version, ..dat::Header::default() })
            }
            #[cfg(feature = "package")]
            Self::Package => exact(crate::notation::package::write(&first)),
            Self::Tgml => tgml::write(sets).map(String::into_bytes),
            Self::ToneScript => tonescript::write(&first).map(String::into_bytes),
            Self::Grandstream => grandstream::write(&first).map(String::into_bytes),
        };
        if !self.holds_several() {
            let mut losses = Losses::new(self.described(), Severity::Warning);
            for (place, set) in sets.iter().enumerate().skip(1) {
                losses.of_set(place, set);
                losses.lose(What::OtherSet);
            }
            written.losses.extend(losses.into_losses());
        }
        written
    }
}

/// What a notation writes that holds everything.
#[cfg(feature = "package")]
fn exact(text: String) -> Written<Vec<u8>> {
    Written { text: text.into_bytes(), losses: Vec::new() }
}

impl fmt::Display for Notation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpt => "AudioCodes CPT ini",
            Self::Dat => "AudioCodes CPT file, compiled",
            Self::DatV1 => "AudioCodes CPT file, compiled in version 1",
            #[cfg(feature = "package")]
            Self::Package => "ringsmith TOML, which holds everything",
            Self::Sbc => "Ribbon SBC configuration lines",
            Self::Indications => "Asterisk indications.conf",
            Self::Tgml => "FreeSWITCH TGML strings",
            Self::ToneScript => "Cisco and Sipura tone and cadence scripts",
            Self::Grandstream => "Grandstream tone strings",
        })
    }
}

/// A name that no notation has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownNotation;

impl fmt::Display for UnknownNotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Notation::ALL.iter().map(|notation| notation.name()).collect();
        write!(f, "expected {}", names.join(", "))
    }
}

impl std::error::Error for UnknownNotation {}

impl FromStr for Notation {
    type Err = UnknownNotation;

    /// Reads a name or another one that it answers to, whatever its case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is = |name: &str| name.eq_ignore_ascii_case(text);
        let named =
            |notation: &Self| is(notation.name()) || notation.aliases().iter().any(|name| is(name));
        Self::ALL.iter().copied().find(named).ok_or(UnknownNotation)
    }
}
