//! Lines to sections and entries, without comments. Knows nothing of tones; never fails.

use crate::diagnostic::{BYTE_ORDER_MARK, Span};

/// A piece of the text and where it stands, without the blanks around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
}

impl<'a> Text<'a> {
    /// `part`, which starts at byte `at`, without the blanks around it.
    pub(super) fn of(part: &'a str, at: usize) -> Self {
        let text = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        Self { text, span: (start..start + text.len()).into() }
    }

    pub(super) fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// From byte `from` of this piece on.
    pub(super) fn from(&self, from: usize) -> Self {
        Self::of(&self.text[from..], self.span.start + from)
    }
}

/// What a line holds.
pub(super) enum Line<'a> {
    /// `[name]`, and what stands behind it.
    Section(Text<'a>, Text<'a>),
    /// `name = value` or `name => value`.
    Entry(Text<'a>, Text<'a>),
    /// `#include` and its like.
    Directive(Text<'a>),
    /// Anything else.
    Other(Text<'a>),
}

/// Hands every line to `each`, in order, without its comments.
pub(super) fn read<'a>(text: &'a str, mut each: impl FnMut(Line<'a>)) {
    let body = text.trim_start_matches(BYTE_ORDER_MARK);
    let mut at = text.len() - body.len();
    let mut depth = 0;
    for line in body.split_inclusive(['\n', '\r']) {
        visible(line, at, &mut depth, |part| {
            if !part.text.is_empty() {
                each(read_line(part));
            }
        });
        at += line.len();
    }
}

/// The parts of a line that are no comment. `depth` is how many block comments are open: Asterisk
/// nests them.
fn visible<'a>(line: &'a str, at: usize, depth: &mut usize, mut each: impl FnMut(Text<'a>)) {
    let bytes = line.as_bytes();
    let opens =
        |here: usize| bytes[here..].starts_with(b";--") && bytes.get(here + 3) != Some(&b'-');
    let (mut start, mut here) = (0, 0);
    while here < bytes.len() {
        if *depth > 0 && bytes[here..].starts_with(b"--;") {
            *depth -= 1;
            here += 3;
            start = here;
        } else if opens(here) && (*depth > 0 || here == 0 || bytes[here - 1] != b'\\') {
            if *depth == 0 {
                each(Text::of(&line[start..here], at + start));
            }
            *depth += 1;
            here += 3;
        } else if *depth == 0 && bytes[here] == b';' && (here == 0 || bytes[here - 1] != b'\\') {
            each(Text::of(&line[start..here], at + start));
            return;
        } else {
            here += 1;
        }
    }
    if *depth == 0 {
        each(Text::of(&line[start..], at + start));
    }
}

fn read_line(line: Text<'_>) -> Line<'_> {
    let at = line.span.start;
    if line.text.starts_with('#') {
        return Line::Directive(line);
    }
    if let Some(inner) = line.text.strip_prefix('[') {
        let Some(end) = inner.find(']') else { return Line::Other(line) };
        let name = Text::of(&inner[..end], at + 1);
        return Line::Section(name, line.from(end + 2));
    }
    let Some((name, value)) = line.text.split_once('=') else { return Line::Other(line) };
    let behind = name.len() + 1 + usize::from(value.starts_with('>'));
    Line::Entry(Text::of(name, at), line.from(behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out_wherever_they_stand() {
        let text = "\u{FEFF}; a\n[us] ; b\n dial => 350+440 ;-- c\n [x] ;-- d --; --; busy=1\n\
            description = a\\;b ; c\n;--- e\n#include \"f\"\nword\n";
        let mut found = Vec::new();
        read(text, |line| {
            found.push(match line {
                Line::Section(name, rest) => format!("[{}]{}", name.text, rest.text),
                Line::Entry(name, value) => {
                    assert_eq!(&text[value.span.range()], value.text);
                    format!("{}={}", name.text, value.text)
                }
                Line::Directive(line) => format!("#{}", line.text),
                Line::Other(line) => format!("?{}", line.text),
            });
        });
        assert_eq!(
            found,
            ["[us]", "dial=350+440", "busy=1", "description=a\\;b", "##include \"f\"", "?word"]
        );
    }
}
