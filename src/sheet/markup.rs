//! HTML, written so that text from a file cannot become markup.
//!
//! Tags and attribute names are literals of this program, by their type; every other text passes
//! through [`escaped`]. There is no way in for markup that somebody else has written.

use core::fmt::Write as _;

use crate::text::printable;

/// Names of attributes with their values.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

/// A piece of a page.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// An element with what `inside` writes.
    pub(super) fn element(
        &mut self,
        tag: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.open(tag, attributes);
        inside(self);
        self.close(tag);
    }

    /// An element with a text.
    pub(super) fn leaf(&mut self, tag: &'static str, attributes: Attributes<'_>, text: &str) {
        self.element(tag, attributes, |html| html.text(text));
    }

    /// A start tag; also all of an element that HTML closes itself, such as `input`.
    pub(super) fn open(&mut self, tag: &'static str, attributes: Attributes<'_>) {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push('>');
    }

    fn close(&mut self, tag: &'static str) {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
    }

    /// A text, escaped.
    pub(super) fn text(&mut self, text: &str) {
        self.0.push_str(&escaped(text));
    }

    /// Markup of this program's own.
    pub(super) fn own(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    /// JSON inside a `script` element, where entities mean nothing: whatever could end the element
    /// or a line of a script is written as an escape of JSON.
    pub(super) fn json(&mut self, json: &str) {
        for c in json.chars() {
            match c {
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                    let _ = write!(self.0, "\\u{:04x}", u32::from(c));
                }
                c => self.0.push(c),
            }
        }
    }

    /// The finished markup.
    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// A text that is only text, in an element as in an attribute. Blanks stay; other control
/// characters, and what turns the direction of writing, become U+FFFD.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in printable(&text.replace('\t', "    ")).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_element_or_the_attribute_that_it_stands_in() {
        let hostile = "</p><script>alert(1)</script>\" onload='x' ]]> --> &amp; \u{2028}\u{202E}\0";
        let mut html = Html::default();
        html.leaf("p", &[("title", hostile)], hostile);
        let page = html.into_string();
        assert_eq!(page.matches('<').count(), 2, "{page}");
        assert_eq!(page.matches('>').count(), 2, "{page}");
        assert_eq!(page.matches('"').count(), 2, "{page}");
        assert!(!page.contains(['\'', '\u{2028}', '\u{202E}', '\0']), "{page}");
        assert!(page.contains("&amp;amp;"), "{page}");
    }

    #[test]
    fn json_cannot_end_the_script_that_it_stands_in_and_stays_the_same_value() {
        let value = serde_json::json!("</script><!-- & ]]> \u{2028}");
        let mut html = Html::default();
        html.json(&value.to_string());
        let text = html.into_string();
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
