//! Which notation a text is written in.

use core::fmt;
use std::path::Path;

use crate::model::ToneSet;
use crate::notation::{Options, Parsed, cpt, sbc};

/// The notations of whole files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Notation {
    /// An AudioCodes CPT ini.
    Cpt,
    /// ringsmith's own TOML.
    #[cfg(feature = "package")]
    Package,
    /// The configuration lines of an SBC.
    Sbc,
}

impl Notation {
    /// What a text is written in: what the extension of its name says (`.ini`, `.toml`, `.sbc`), else how its
    /// lines start. A CPT file is what nothing else is.
    #[must_use]
    pub fn of(name: &str, text: &str) -> Self {
        let extension = Path::new(name).extension();
        let is = |wanted: &str| extension.is_some_and(|found| found.eq_ignore_ascii_case(wanted));
        if is("ini") {
            return Self::Cpt;
        }
        #[cfg(feature = "package")]
        if is("toml") {
            return Self::Package;
        }
        if is("sbc") {
            return Self::Sbc;
        }
        // A lone carriage return ends a line too.
        text.split(['\n', '\r']).find_map(Self::of_line).unwrap_or(Self::Cpt)
    }

    /// What only one notation has a line of.
    fn of_line(line: &str) -> Option<Self> {
        let line = line.trim_start();
        #[cfg(feature = "package")]
        if line.starts_with("[[") {
            return Some(Self::Package);
        }
        // Words compare without case, with or without `set` or `show` and a prompt before them; what
        // `show` prints may stand in nested blocks, `profiles { media { toneProfile a { …`.
        let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
        let mut words = line.split(|c: char| c.is_whitespace() || c == '{');
        let is_sbc = words
            .any(|word| is(word, "profiles") || sbc::OBJECTS.iter().any(|object| is(word, object)));
        (is_sbc && !line.contains('=') && !line.starts_with(['[', '#', ';'])).then_some(Self::Sbc)
    }

    /// Reads a text in this notation: a set of tones, or several where a text can hold several.
    /// Never fails: what is wrong is in [`Parsed::diagnostics`].
    #[must_use]
    pub fn parse(self, text: &str, options: Options) -> Parsed<Vec<ToneSet>> {
        match self {
            Self::Cpt => cpt::parse(text, options).map(|set| vec![set]),
            #[cfg(feature = "package")]
            Self::Package => crate::notation::package::parse(text, options).map(|set| vec![set]),
            Self::Sbc => sbc::parse(text, options),
        }
    }
}

impl fmt::Display for Notation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpt => "CPT ini",
            #[cfg(feature = "package")]
            Self::Package => "ringsmith TOML",
            Self::Sbc => "SBC configuration",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_a_text_is_and_where_it_does_not_the_text_does() {
        let cpt = "# profiles media\n[Ringing Pattern #0]\nFreq [Hz]=20";
        let sbc = "% set profiles media toneProfile a make1 100";
        for (name, text, notation) in [
            ("a.ini", "[[tone]]", Notation::Cpt),
            ("a.INI", sbc, Notation::Cpt),
            ("<stdin>", cpt, Notation::Cpt),
            ("a.txt", "", Notation::Cpt),
            ("a.txt", sbc, Notation::Sbc),
            ("a.txt", "SET PROFILES MEDIA TONEPROFILE a make1 100", Notation::Sbc),
            ("a.txt", "profiles {\n media {\n  toneProfile a {\n   make1 100;", Notation::Sbc),
            ("a.txt", "tonePackage P {\n packageId 100;", Notation::Sbc),
            ("a.sbc", "configure\nset profiles media tonePackage P packageId 100", Notation::Sbc),
        ] {
            assert_eq!(Notation::of(name, text), notation, "{name}: {text}");
        }
        #[cfg(feature = "package")]
        for (name, text) in [("a.toml", ""), ("a.Toml", sbc), ("-", "name = 'x'\n[[tone]]")] {
            assert_eq!(Notation::of(name, text), Notation::Package, "{name}: {text}");
        }
    }
}
