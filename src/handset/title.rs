//! When two titles are the same.

use crate::handset::library::Format;

/// What two names have in common when they mean the same ring tone.
///
/// Ignored are case, blanks (all white space), a path before the last `/` or `\`, and the file
/// extensions `.wav`, `.mp3` and `.ogg` at the end, however many. Any other extension is part of
/// the title. A name that is nothing but an extension keeps it.
///
/// Lower-casing is Unicode's, character by character, and a final sigma is a sigma; what else
/// Unicode calls equal (composed and decomposed letters, `ß` and `ss`) is not. The key of a key is
/// the key itself; no text fails.
///
/// ```
/// use ringsmith::handset::title_key;
///
/// assert_eq!(title_key("localhost/Bell Phone"), "bellphone");
/// assert_eq!(title_key("bellphone.OGG"), "bellphone");
/// assert_eq!(title_key("foo.bar"), "foo.bar");
/// ```
#[must_use]
pub fn title_key(name: &str) -> String {
    // A final sigma depends on what follows, and what follows may be an extension or nothing.
    let lower = name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase);
    let lower: String = lower.map(|c| if c == 'ς' { 'σ' } else { c }).collect();
    let mut title = after_path(&lower);
    while let Some((before, extension)) = title.rsplit_once('.') {
        if before.is_empty() || Format::of_extension(extension).is_none() {
            break;
        }
        title = before;
    }
    title.to_owned()
}

/// What stands after the last `/` or `\`.
pub(super) fn after_path(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::tests::cases;
    use crate::text::percent_decoded;
    use proptest::prelude::*;

    #[test]
    fn case_blanks_path_and_audio_extension_do_not_count() {
        for name in [
            "Bell Phone",
            "BELL PHONE",
            "bellphone.OGG",
            "localhost/Bell Phone",
            "C:\\Ring Tones\\bell phone.Wav",
            "a/b\\ b e l l\tphone\u{A0}.mp3",
            "bellphone.wav.ogg",
            "bellphone.w av",
        ] {
            assert_eq!(title_key(name), "bellphone", "{name:?}");
        }
        for (name, key) in [
            ("foo.bar", "foo.bar"),
            ("Foo.Bar.ogg", "foo.bar"),
            ("bell.flac", "bell.flac"),
            (".ogg", ".ogg"),
            (".ogg.wav", ".ogg"),
            ("ÄRGER", "ärger"),
            ("ΗΧΟΣ", "ηχοσ"),
            ("ηχος.wav", "ηχοσ"),
            ("", ""),
            ("path/", ""),
            (" \t", ""),
        ] {
            assert_eq!(title_key(name), key, "{name:?}");
        }
    }

    #[test]
    fn an_invalid_escape_stays_as_it_is() {
        for (text, decoded) in [
            ("Bell%20Phone.ogg", "Bell Phone.ogg"),
            ("Gl%C3%B6ckchen", "Glöckchen"),
            ("100%", "100%"),
            ("100% Pure", "100% Pure"),
            ("%4", "%4"),
            ("%+1", "%+1"),
            ("%%41", "%A"),
            ("%2541", "%41"),
            ("Gl%f6ckchen%20", "Gl%F6ckchen "),
            ("%C3é", "%C3é"),
            ("é%A9", "é%A9"),
        ] {
            assert_eq!(percent_decoded(text), decoded, "{text:?}");
        }
    }

    #[test]
    fn every_character_has_a_key_that_is_its_own_key() {
        for c in '\0'..=char::MAX {
            let key = title_key(&c.to_string());
            assert_eq!(title_key(&key), key, "{c:?}");
        }
    }

    /// Texts of the pieces that the rule knows, and of anything.
    pub fn names() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            prop::sample::select(
                &[
                    "/",
                    "\\",
                    ".",
                    ".wav",
                    ".OGG",
                    ". mp3",
                    " ",
                    "Bell",
                    "Σ",
                    "ς",
                    "İ",
                    "%20",
                    "%",
                    "://",
                    ":",
                    "file:",
                    "ftp:",
                    "localhost",
                    "<",
                    ">",
                    "?",
                    "#",
                    "@",
                    "http",
                ][..]
            )
            .prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(cases(4000))]

        #[test]
        fn the_key_of_a_key_is_the_key(name in names()) {
            let key = title_key(&name);
            prop_assert_eq!(title_key(&key), key);
        }

        #[test]
        fn blanks_and_a_path_never_change_the_key(name in names()) {
            let moved = format!(" /a b/{name} \t");
            prop_assert_eq!(title_key(&moved), title_key(&name));
        }

        #[test]
        fn a_text_without_a_percent_sign_is_its_own_decoding(name in names()) {
            let plain = name.replace('%', "");
            prop_assert_eq!(percent_decoded(&plain), plain);
        }
    }
}
