//! What a level names: the text between the brackets of an `Alert-Info` value, or a setting.

use core::fmt;

use crate::handset::library::Format;
use crate::handset::shown;
use crate::handset::title::after_path;
use crate::text::percent_decoded;

/// What names a ring tone, by what kind of name it is. Names are without path and
/// percent-encoding, in the case in which they were written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reference {
    /// Nothing at all, as in `<>`.
    Nothing,
    /// `file://Name.ogg`: a file in the handset's own ring tone folder, by its name.
    File(String),
    /// `ftp://localhost/name.wav`: a file that was provisioned to the handset, by its name.
    Provisioned(String),
    /// `http://host/name.wav`, `https://…` or `ftp://host/…`: a file that the handset has to
    /// fetch, by its whole URL.
    Network(String),
    /// `localhost/Bell Phone` or `Bell Phone`: a ring tone, by its title.
    Title(String),
    /// A URI that names no ring tone, such as `urn:alert:source:internal`.
    Other(String),
}

/// Schemes that are followed by something else than `//`. Another word before a colon is part of a
/// title.
const OPAQUE: [&str; 7] = ["cid", "data", "mailto", "sip", "sips", "tel", "urn"];

impl Reference {
    /// Reads the text between the brackets of an `Alert-Info` value, or the name in a setting. A
    /// pair of brackets round it is taken off, and with it what follows. No text fails, and nothing
    /// is fetched.
    ///
    /// In `file://Name.ogg` the name stands where a URI has its host, so a reader of URIs would
    /// lower-case it; here it keeps its case. `file:///path/Name.ogg` is the same file: paths do
    /// not count.
    ///
    /// ```
    /// use ringsmith::handset::Reference;
    ///
    /// assert_eq!(Reference::read("file://CodeBlue.ogg"), Reference::File("CodeBlue.ogg".into()));
    /// assert_eq!(Reference::read("localhost/Bell%20Phone"), Reference::Title("Bell Phone".into()));
    /// ```
    #[must_use]
    pub fn read(target: &str) -> Self {
        let target = unbracketed(target.trim());
        let Some((scheme, rest)) = split_scheme(target) else {
            return named(target, Self::Title);
        };
        let authority = rest.strip_prefix("//").map(split_authority);
        match (scheme.as_str(), authority) {
            ("file", _) => named(rest, Self::File),
            ("ftp", Some((host, path))) if host.eq_ignore_ascii_case("localhost") => {
                named(path, Self::Provisioned)
            }
            ("ftp" | "http" | "https", Some((host, _))) if !host.is_empty() => {
                Self::Network(target.to_owned())
            }
            // `http:/LMSD/tone?sig-id=rt` means something to a session border controller.
            ("ftp" | "http" | "https", _) | (_, Some(_)) => Self::Other(target.to_owned()),
            (scheme, None) if OPAQUE.contains(&scheme) => Self::Other(target.to_owned()),
            (_, None) => named(target, Self::Title),
        }
    }

    /// The name that is looked for in the library; `None` for what no library holds.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::File(name) | Self::Provisioned(name) | Self::Title(name) => Some(name),
            Self::Nothing | Self::Network(_) | Self::Other(_) => None,
        }
    }

    /// The format that the name of a network file promises; `None` for another kind of reference,
    /// and for a URL whose path does not end in `.wav`, `.mp3` or `.ogg`.
    #[must_use]
    pub fn network_format(&self) -> Option<Format> {
        let Self::Network(url) = self else { return None };
        let (_, rest) = url.split_once("//")?;
        let (_, path) = rest.split_once('/')?;
        let path = path.split(['?', '#']).next()?;
        Format::of_name(&percent_decoded(after_path(path)))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::File(name) => write!(f, "the file `{}`", shown(name)),
            Self::Provisioned(name) => write!(f, "the provisioned file `{}`", shown(name)),
            Self::Network(url) => write!(f, "the network file {}", shown(url)),
            Self::Title(title) => write!(f, "the title `{}`", shown(title)),
            Self::Other(uri) => write!(f, "`{}`, which names no ring tone", shown(uri)),
        }
    }
}

fn unbracketed(target: &str) -> &str {
    let inside = target.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    inside.map_or(target, |(inside, _)| inside).trim()
}

/// The scheme in lower case, and what stands after its colon. RFC 3986 section 3.1: a letter, then
/// letters, digits, `+`, `-` and `.`.
fn split_scheme(target: &str) -> Option<(String, &str)> {
    let (scheme, rest) = target.split_once(':')?;
    let legal = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    legal.then(|| (scheme.to_ascii_lowercase(), rest))
}

/// The host and the path of what follows `//`. A user and a port are left out.
fn split_authority(rest: &str) -> (&str, &str) {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    (host, path)
}

/// A reference by the last name of a path, `Nothing` if there is none.
fn named(path: &str, kind: fn(String) -> Reference) -> Reference {
    // `file://Bellcore-dr1/` is in use.
    let name = percent_decoded(after_path(path.trim_end_matches(['/', '\\']))).trim().to_owned();
    if name.is_empty() { Reference::Nothing } else { kind(name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handset::title::tests::names;
    use crate::handset::title::title_key;
    use crate::tests::cases;
    use proptest::prelude::*;

    fn file(name: &str) -> Reference {
        Reference::File(name.to_owned())
    }

    fn title(name: &str) -> Reference {
        Reference::Title(name.to_owned())
    }

    #[test]
    fn the_name_after_file_keeps_its_case_wherever_it_stands() {
        for target in [
            "file://CodeBlue.ogg",
            "FILE://CodeBlue.ogg",
            "<file://CodeBlue.ogg>",
            " <file://CodeBlue.ogg>;info=x ",
            "file://CodeBlue.ogg/",
            "file:///CodeBlue.ogg",
            "file:///sdcard/Ringtones/CodeBlue.ogg",
            "file://localhost/CodeBlue.ogg",
            "file:/Ringtones/CodeBlue.ogg",
            "file:CodeBlue.ogg",
            "file://Code%42lue.ogg",
        ] {
            assert_eq!(Reference::read(target), file("CodeBlue.ogg"), "{target}");
        }
        assert_eq!(Reference::read("file://Who?.ogg"), file("Who?.ogg"));
    }

    #[test]
    fn a_file_on_localhost_is_provisioned_and_on_another_host_it_is_fetched() {
        let provisioned = Reference::Provisioned("filename.wav".to_owned());
        for target in [
            "ftp://localhost/filename.wav",
            "ftp://LocalHost/a/filename.wav",
            "ftp://user:word@localhost:21/filename.wav",
        ] {
            assert_eq!(Reference::read(target), provisioned, "{target}");
        }
        for target in [
            "http://10.225.3.12/sounds/CodeBlue.wav",
            "https://host",
            "ftp://host/x.wav",
            "HTTP://host/A%20b.wav?x=1",
            "http://localhost/x.wav",
        ] {
            assert_eq!(Reference::read(target), Reference::Network(target.to_owned()));
        }
    }

    #[test]
    fn what_has_no_scheme_is_a_title() {
        for (target, expected) in [
            ("localhost/Bell Phone", "Bell Phone"),
            ("<localhost/Bell Phone>", "Bell Phone"),
            ("Bell%20Phone.ogg", "Bell Phone.ogg"),
            ("Bell Phone", "Bell Phone"),
            ("C:\\Rings\\Bell.wav", "Bell.wav"),
            ("Note: loud", "Note: loud"),
            ("localhost:8080/Bell", "Bell"),
            ("a > b", "a > b"),
        ] {
            assert_eq!(Reference::read(target), title(expected), "{target}");
        }
    }

    #[test]
    fn what_names_no_ring_tone_is_kept_as_it_is() {
        for target in [
            "urn:alert:source:internal",
            "sip:external-ringtone@example.com",
            "http:/LMSD/tone?sig-id=rt",
            "http:/null",
            "http:///x.wav",
            "rtsp://host/x.wav",
            "cid:internal@domain",
        ] {
            assert_eq!(Reference::read(target), Reference::Other(target.to_owned()));
        }
        for target in ["", " ", "<>", "< >", "<", "/", "file://", "file:", "ftp://localhost/"] {
            let expected = if target == "<" { title("<") } else { Reference::Nothing };
            assert_eq!(Reference::read(target), expected, "{target}");
        }
    }

    #[test]
    fn the_format_of_a_network_file_is_that_of_its_path() {
        for (url, format) in [
            ("http://host/a.wav", Some(Format::Wav)),
            ("http://host/a.WAV?b=c.ogg", Some(Format::Wav)),
            ("http://host/a%2Ewav#x", Some(Format::Wav)),
            ("http://host/a.mp3", Some(Format::Mp3)),
            ("http://host/a", None),
            ("http://host.wav", None),
            ("http://host/a.wav/b", None),
            ("http://host/get?name=a.wav", None),
            ("file://a.wav", None),
        ] {
            assert_eq!(Reference::read(url).network_format(), format, "{url}");
        }
    }

    proptest! {
        #![proptest_config(cases(4000))]

        #[test]
        fn no_text_panics_and_no_name_is_empty(target in names()) {
            let reference = Reference::read(&target);
            let _ = (reference.to_string(), reference.network_format());
            prop_assert_ne!(reference.name(), Some(""));
        }

        #[test]
        fn an_encoded_title_is_read_to_its_key(title in names()) {
            let escape = |byte: u8| format!("%{byte:02x}");
            let encoded = title.bytes().map(escape).collect::<Vec<_>>().concat();
            let reference = Reference::read(&format!("<localhost/{encoded}>"));
            if !title.trim().is_empty() {
                prop_assert_eq!(title_key(reference.name().unwrap()), title_key(&title));
            }
        }
    }
}
