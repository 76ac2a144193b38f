//! Lines of FreeSWITCH's files to names and the scripts that they stand for.

use crate::diagnostic::{BYTE_ORDER_MARK, Span};

/// What a line holds.
pub(super) enum Line {
    /// `[name]`.
    Section(String),
    /// A script, under a name or alone.
    Script(Entry),
    /// A name for another variable, which is not looked up.
    Reference(Entry),
    /// A line about something else.
    Foreign(Span),
}

/// A script and where it stands. `text` is as long as the span.
pub(super) struct Entry {
    pub(super) name: Option<(String, Span)>,
    pub(super) text: String,
    pub(super) span: Span,
}

/// What a script in a file of FreeSWITCH starts with.
pub(super) const STREAM: &str = "tone_stream://";

/// Hands every line that is not empty to `each`, in order.
pub(super) fn read(text: &str, mut each: impl FnMut(Line)) {
    let body = text.trim_start_matches(BYTE_ORDER_MARK);
    let mut at = text.len() - body.len();
    let mut comment = false;
    for line in body.split_inclusive(['\n', '\r']) {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let line = line.trim();
        // FreeSWITCH reads its preprocessor's lines before it knows of comments.
        let preprocessed = line.contains("<X-PRE-PROCESS");
        let commented = comment || line.starts_with("<!--");
        if commented {
            comment = !line.contains("-->");
        }
        if line.is_empty() || line.starts_with(['#', ';']) || commented && !preprocessed {
            continue;
        }
        if preprocessed || line.starts_with('<') {
            if let Some(found) = tag(line, start) {
                each(found);
            }
        } else if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            each(Line::Section(name.to_owned()));
        } else {
            let span = Span { start, end: start + line.len() };
            each(entry(line, start, false).unwrap_or(Line::Foreign(span)));
        }
    }
}

/// The value of an attribute and where it starts.
fn attribute<'a>(tag: &'a str, name: &str, at: usize) -> Option<(&'a str, usize)> {
    let start = tag.find(name)? + name.len();
    let value = &tag[start..];
    Some((&value[..value.find('"')?], at + start))
}

/// `data="name=script"`, `data="script"`, or `name="name" value="script"`.
fn tag(line: &str, at: usize) -> Option<Line> {
    if let Some((data, start)) = attribute(line, " data=\"", at) {
        return entry(data, start, true);
    }
    let (value, start) = attribute(line, " value=\"", at)?;
    let (name, name_at) = attribute(line, " name=\"", at)?;
    named((name, name_at), value, start, true)
}

fn entry(text: &str, at: usize, xml: bool) -> Option<Line> {
    if let Some((name, value)) = text.split_once('=')
        && is_name(name.trim())
    {
        let behind = name.len() + 1 + usize::from(value.starts_with('>'));
        return named((name, at), &text[behind..], at + behind, xml);
    }
    is_script(text).then(|| Line::Script(script(None, text, at, xml)))
}

fn named(name: (&str, usize), value: &str, at: usize, xml: bool) -> Option<Line> {
    let (text, start) = name;
    let start = start + (text.len() - text.trim_start().len());
    let text = text.trim();
    let name = Some((text.to_owned(), Span { start, end: start + text.len() }));
    let reference = value.trim().starts_with("${") || value.trim().starts_with("$${");
    let rings = text.ends_with("ring") || text.ends_with("ringback");
    if is_script(value) {
        Some(Line::Script(script(name, value, at, xml)))
    } else if reference && rings {
        Some(Line::Reference(script(name, value, at, xml)))
    } else {
        None
    }
}

fn script(name: Option<(String, Span)>, text: &str, at: usize, xml: bool) -> Entry {
    let start = at + (text.len() - text.trim_start().len());
    let text = text.trim();
    let span = Span { start, end: start + text.len() };
    let text = if xml && text.contains('&') { unescaped(text) } else { text.to_owned() };
    Entry { name, text, span }
}

/// The text with the entities of XML undone and blanks before them, so that nothing moves.
fn unescaped(text: &str) -> String {
    let entities = [
        ("&lt;", "   <"),
        ("&gt;", "   >"),
        ("&quot;", "     \""),
        ("&apos;", "     '"),
        ("&amp;", "    &"),
    ];
    entities.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}

fn is_script(text: &str) -> bool {
    text.contains("%(") || text.contains(STREAM)
}

/// Whether a text can be the name of a tone: no setting, and nothing that a script has.
pub(super) fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
    let is_setting = text.len() == 1 && "crdvwlL".contains(text);
    !text.is_empty() && text.bytes().all(plain) && !is_setting
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_found_in_the_lines_that_freeswitch_has_them_in() {
        let text = "<!-- a\n<X-PRE-PROCESS cmd=\"set\" data=\"us-ring=%(2000,4000,440,480)\"/>\n\
            <param name=\"x\" value=\"%(1,1,1)\"/> -->\n\
            <param name=\"tone-spec\" value=\"%(1000, 0, 640)\"/>\n\
            <action application=\"playback\" data=\"tone_stream://v=-7;&gt;=2;%(1,2,3)\"/>\n\
            <action application=\"set\" data=\"ringback=${us-ring}\"/>\n\
            <X-PRE-PROCESS cmd=\"set\" data=\"domain=a\"/>\n\
            [us]\ngenerate-dial => v=-7;%(1000,0,350,440)\n# %(\nother = 5\nv=-7;%(1,2,3)\n\
            {loops=10}tone_stream://%(1,2,3)\n";
        let mut found = Vec::new();
        read(text, |line| {
            found.push(match line {
                Line::Section(name) => format!("[{name}]"),
                Line::Script(entry) => {
                    assert_eq!(entry.text.len(), entry.span.end - entry.span.start);
                    let name = entry.name.map_or_else(String::new, |(name, span)| {
                        assert_eq!(&text[span.range()], name);
                        name
                    });
                    format!("{name} {}", entry.text)
                }
                Line::Reference(entry) => format!("ref {}", entry.name.unwrap().0),
                Line::Foreign(span) => format!("foreign {}", &text[span.range()]),
            });
        });
        assert_eq!(
            found,
            [
                "us-ring %(2000,4000,440,480)",
                "tone-spec %(1000, 0, 640)",
                " tone_stream://v=-7;   >=2;%(1,2,3)",
                "ref ringback",
                "[us]",
                "generate-dial v=-7;%(1000,0,350,440)",
                "foreign other = 5",
                " v=-7;%(1,2,3)",
                " {loops=10}tone_stream://%(1,2,3)",
            ]
        );
    }
}
