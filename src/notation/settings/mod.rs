//! Settings of a device: elements of XML, or lines of a name and a value.
//!
//! Adapters keep hundreds of settings of which a few are tones. A profile is a flat list of elements
//! that hold text, so it is scanned for elements that are closed right behind their text; a template
//! with parts that are no XML is read all the same, and no tree is built. A text whose first line
//! does not start with `<` is read line by line.

mod cursor;

use core::ops::Range;
use std::borrow::Cow;

use crate::diagnostic::{BYTE_ORDER_MARK, Span};

pub(super) use cursor::{Cursor, Number};

/// A text and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
}

/// The value of a setting, its entities decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) span: Span,
}

impl Value<'_> {
    /// Where a part of the value stands; the whole of it where entities moved its bytes.
    pub(super) fn span_of(&self, part: Range<usize>) -> Span {
        match self.text {
            Cow::Borrowed(_) => (self.span.start + part.start..self.span.start + part.end).into(),
            Cow::Owned(_) => self.span,
        }
    }
}

/// A value, under a name or alone on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Setting<'t> {
    pub(super) name: Option<Name<'t>>,
    pub(super) value: Value<'t>,
}

impl Setting<'_> {
    /// From the name to the end of the value.
    pub(super) fn span(&self) -> Span {
        self.name.map_or(self.value.span, |name| name.span.to(self.value.span))
    }
}

/// Everything that a text sets.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settings<'t> {
    /// In the order of the text.
    pub(super) list: Vec<Setting<'t>>,
    /// Elements that are not closed behind their text; those that hold others are among them.
    pub(super) open: Vec<Name<'t>>,
    /// Lines that set nothing; none in XML, where text between elements is nothing.
    pub(super) other_lines: Vec<Span>,
}

/// Reads a text. `is_bare` tells a line that is a value without a name.
pub(super) fn read(text: &str, is_bare: impl Fn(&str) -> bool) -> Settings<'_> {
    let first = text.trim_start_matches(BYTE_ORDER_MARK).lines().map(str::trim);
    let mut first = first.filter(|line| !line.is_empty() && !is_comment(line));
    if first.next().is_some_and(|line| line.starts_with('<')) {
        elements(text)
    } else {
        lines(text, is_bare)
    }
}

/// What may be the value of a line that is looked at alone: all of it, and what stands behind the
/// first mark between a name and a value.
pub(super) fn values(line: &str) -> impl Iterator<Item = &str> {
    let behind = ['=', ':', '>', '"'].into_iter().filter_map(|mark| Some(line.split_once(mark)?.1));
    core::iter::once(line).chain(behind).map(str::trim)
}

fn is_comment(line: &str) -> bool {
    line.starts_with('#') || line.starts_with("//")
}

/// Where a part of a text stands.
fn place(text: &str, part: &str) -> Span {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    (start..start + part.len()).into()
}

fn name_of<'t>(text: &str, name: &'t str) -> Name<'t> {
    Name { text: name, span: place(text, name) }
}

fn elements(text: &str) -> Settings<'_> {
    let mut settings = Settings::default();
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once('<') {
        if let Some(comment) = tag.strip_prefix("!--") {
            let Some((_, behind)) = comment.split_once("-->") else { break };
            rest = behind;
            continue;
        }
        rest = tag;
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.:".contains(c);
        let length = tag.find(|c| !is_part(c)).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(length);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        // A tag that is not finished before the next one starts is none.
        let Some(end) = attributes.find(['<', '>']) else { break };
        let content = &attributes[end..];
        let Some(content) = content.strip_prefix('>') else {
            rest = content;
            continue;
        };
        rest = content;
        let name = name_of(text, name);
        if attributes[..end].ends_with('/') {
            let value = Value { text: Cow::Borrowed(""), span: place(text, &content[..0]) };
            settings.list.push(Setting { name: Some(name), value });
            continue;
        }
        let (inner, behind) = content.split_at(content.find('<').unwrap_or(content.len()));
        rest = behind;
        if closes(behind, name.text) {
            let inner = inner.trim();
            let value = Value { text: decoded(inner), span: place(text, inner) };
            settings.list.push(Setting { name: Some(name), value });
        } else {
            settings.open.push(name);
        }
    }
    settings
}

/// Whether a text starts with the closing tag of this name.
fn closes(text: &str, name: &str) -> bool {
    let end = text.strip_prefix("</").and_then(|text| text.split_at_checked(name.len()));
    end.is_some_and(|(found, behind)| {
        found.eq_ignore_ascii_case(name) && behind.trim_start().starts_with('>')
    })
}

/// A text without the entities of XML; what is none of them stays as it is.
fn decoded(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 10;
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split('&');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let entity = part.split_once(';').filter(|(name, _)| name.len() <= LONGEST);
        let entity = entity.and_then(|(name, behind)| Some((entity_of(name)?, behind)));
        if let Some((character, behind)) = entity {
            decoded.push(character);
            decoded.push_str(behind);
        } else {
            decoded.push('&');
            decoded.push_str(part);
        }
    }
    Cow::Owned(decoded)
}

fn entity_of(name: &str) -> Option<char> {
    let number = |digits, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number_of = name.strip_prefix('#')?;
            match number_of.strip_prefix(['x', 'X']) {
                Some(digits) => number(digits, 16),
                None => number(number_of, 10),
            }
        }
    }
}

/// Text as it can stand in an element.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn lines(text: &str, is_bare: impl Fn(&str) -> bool) -> Settings<'_> {
    let mut settings = Settings::default();
    for line in text.trim_start_matches(BYTE_ORDER_MARK).split(['\n', '\r']) {
        let line = line.trim();
        if line.is_empty() || is_comment(line) {
            continue;
        }
        let value_of = |value: &str| place(text, value);
        if is_bare(line) {
            let value = Value { text: Cow::Borrowed(line), span: value_of(line) };
            settings.list.push(Setting { name: None, value });
            continue;
        }
        // `Name: value`, `Name = value`, a name and a value in two cells, `Name "value" ;`.
        match line.find([':', '=', '\t', '"']) {
            Some(at) if at > 0 => {
                let (name, value) = line.split_at(at);
                let value = unquoted(value.strip_prefix([':', '=', '\t']).unwrap_or(value).trim());
                let value = Value { text: Cow::Borrowed(value), span: value_of(value) };
                let name = name_of(text, name.trim_end());
                settings.list.push(Setting { name: Some(name), value });
            }
            _ => settings.other_lines.push(value_of(line)),
        }
    }
    settings
}

/// What stands between the quotation marks that a value starts with and may end without.
fn unquoted(value: &str) -> &str {
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default().trim(),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let settings = read(text, |line| line.starts_with(|c: char| c.is_ascii_digit()));
        for setting in &settings.list {
            assert_eq!(
                &text[setting.value.span.range()].is_empty(),
                &setting.value.text.is_empty()
            );
            if let Some(name) = setting.name {
                assert_eq!(&text[name.span.range()], name.text);
            }
        }
        let name = |setting: &Setting<'_>| setting.name.map_or("", |name| name.text).to_owned();
        settings.list.iter().map(|one| (name(one), one.value.text.to_string())).collect()
    }

    #[test]
    fn elements_that_hold_text_are_settings_wherever_they_stand() {
        let text = "\u{FEFF}# of a device\n<flat-profile a=\"b\">\n<!-- <A>0</A> -->\n\
                    <Dial_Tone ua=\"na\"> 1;2\n\t</dial_tone ><%php 3 < 4 %><B/><C>5<D>6</D></C>\
                    <E>&lt;7&#43;8&x;&</E><F";
        let pairs = [("Dial_Tone", "1;2"), ("B", ""), ("D", "6"), ("E", "<7+8&x;&")];
        assert_eq!(found(text), pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let open: Vec<_> = read(text, |_| false).open.iter().map(|name| name.text).collect();
        assert_eq!(open, ["flat-profile", "C"]);
    }

    #[test]
    fn lines_name_a_value_in_several_ways() {
        let text = "# no\nDial Tone: 1\r\nA = 2\rB\t3\nC   \"4\" ;\n5(6)\n\nnothing";
        let pairs = [("Dial Tone", "1"), ("A", "2"), ("B", "3"), ("C", "4"), ("", "5(6)")];
        assert_eq!(found(text), pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(read(text, |_| false).other_lines.len(), 2);
    }

    #[test]
    fn scanning_takes_time_in_proportion_to_the_text() {
        for text in ["<a", "<!--", "<a>", "<", "&", "a:\n", "</", "<a>&;"] {
            let text = "<x>".to_owned() + &text.repeat((1 << 20) / text.len());
            let settings = read(&text, |_| true);
            assert!(settings.list.len() <= 1 << 20);
        }
    }
}
