//! Which notation a text is written in.

use std::path::Path;

use crate::notation::{Notation, sbc};

/// What a text is written in: what the extension of its name says, else what its lines tell.
pub(super) fn notation_of(name: &str, text: &str) -> Notation {
    let extension = Path::new(name).extension();
    let is = |wanted: &str| extension.is_some_and(|found| found.eq_ignore_ascii_case(wanted));
    if is("ini") {
        return Notation::Cpt;
    }
    #[cfg(feature = "package")]
    if is("toml") {
        return Notation::Package;
    }
    if is("sbc") {
        return Notation::Sbc;
    }
    // A lone carriage return ends a line too.
    text.split(['\n', '\r']).find_map(of_line).unwrap_or(Notation::Cpt)
}

/// What only one notation has a line of.
fn of_line(line: &str) -> Option<Notation> {
    let line = line.trim_start();
    #[cfg(feature = "package")]
    if line.starts_with("[[") {
        return Some(Notation::Package);
    }
    // Words compare without case, with or without `set` or `show` and a prompt before them; what
    // `show` prints may stand in nested blocks, `profiles { media { toneProfile a { …`.
    let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
    let mut words = line.split(|c: char| c.is_whitespace() || c == '{');
    let is_sbc = words
        .any(|word| is(word, "profiles") || sbc::OBJECTS.iter().any(|object| is(word, object)));
    (is_sbc && !line.contains('=') && !line.starts_with(['[', '#', ';'])).then_some(Notation::Sbc)
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
