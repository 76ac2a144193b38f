//! Which notation a text is written in.

use std::path::Path;

use crate::notation::{Notation, grandstream, indications, sbc, tonescript};

/// What a text is written in: what the extension of its name says, unless its lines tell of others
/// only.
pub(super) fn notation_of(name: &str, text: &str) -> Notation {
    let extension = Path::new(name).extension();
    let is = |wanted: &str| extension.is_some_and(|found| found.eq_ignore_ascii_case(wanted));
    #[cfg(feature = "package")]
    if is("toml") {
        return Notation::Package;
    }
    // A lone carriage return ends a line too.
    let mut told = text.split(['\n', '\r']).filter_map(of_line);
    let named = [("ini", Notation::Cpt), ("sbc", Notation::Sbc)];
    match named.into_iter().find_map(|(extension, notation)| is(extension).then_some(notation)) {
        Some(named) => match told.next() {
            Some(first) if first != named && !told.any(|other| other == named) => first,
            _ => named,
        },
        None => told.next().unwrap_or(Notation::Cpt),
    }
}

/// What only one notation has a line of.
fn of_line(line: &str) -> Option<Notation> {
    /// So many bytes of a line are read for a sign.
    const LONGEST: usize = 2000;
    let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if line.starts_with(['#', ';']) || line.starts_with("//") {
        return None;
    }
    let line = line.get(..LONGEST).unwrap_or(line);
    #[cfg(feature = "package")]
    if line.starts_with("[[") {
        return Some(Notation::Package);
    }
    let found = [
        (is_cpt(line), Notation::Cpt),
        (is_tgml(line), Notation::Tgml),
        (grandstream::is_line(line), Notation::Grandstream),
        (tonescript::is_line(line), Notation::ToneScript),
        (indications::is_line(line), Notation::Indications),
        (is_sbc(line), Notation::Sbc),
    ];
    found.into_iter().find_map(|(is, notation)| is.then_some(notation))
}

/// A section of tones or patterns, or how many there are.
fn is_cpt(line: &str) -> bool {
    const HEADERS: [&str; 4] =
        ["[CALL PROGRESS TONE", "[USER DEFINED TONE", "[RINGING PATTERN", "[NUMBER OF "];
    let starts = |header: &str| {
        line.get(..header.len()).is_some_and(|start| start.eq_ignore_ascii_case(header))
    };
    HEADERS.into_iter().any(starts)
}

/// A script of FreeSWITCH has an address of its own, or its time and frequencies in brackets behind
/// a percent sign.
fn is_tgml(line: &str) -> bool {
    line.contains("tone_stream://") || line.contains("%(")
}

/// Words compare without case, with or without `set` or `show` and a prompt before them; what
/// `show` prints may stand in nested blocks, `profiles { media { toneProfile a { …`.
fn is_sbc(line: &str) -> bool {
    let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
    let mut words = line.split(|c: char| c.is_whitespace() || c == '{');
    let named = words
        .any(|word| is(word, "profiles") || sbc::OBJECTS.iter().any(|object| is(word, object)));
    named && !line.contains('=') && !line.starts_with('[')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_a_text_is_and_where_it_does_not_the_text_does() {
        let cpt = "# profiles media\n[Ringing Pattern #0]\nFreq [Hz]=20";
        let sbc = "% set profiles media toneProfile a make1 100";
        for (name, text, notation) in [
            ("a.ini", "nothing known", Notation::Cpt),
            ("a.ini", &format!("{sbc}\n{cpt}"), Notation::Cpt),
            ("a.INI", sbc, Notation::Sbc),
            ("a.ini", "[de]\ndescription = Germany\nfoo = 425", Notation::Indications),
            ("a.txt", "foo = 425+400", Notation::Indications),
            ("a.txt", "<Dial_Tone>350@-19;10(*/0/1)</Dial_Tone>", Notation::ToneScript),
            ("a.txt", "P4000=f1=350@-13,c=0/0;", Notation::Grandstream),
            ("a.txt", "ringback=%(2000,4000,440,480)", Notation::Tgml),
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
