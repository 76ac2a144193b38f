//! Text from outside: made safe to print, short enough to recognise, its escapes undone.

use core::fmt::Write as _;

/// The text without what could steer a terminal.
pub fn printable(text: &str) -> String {
    text.chars().map(printable_char).collect()
}

/// Control characters steer a terminal; so do those that turn the direction of writing or end a
/// line (Unicode 15, bidirectional formatting, U+2028 and U+2029).
fn printable_char(c: char) -> char {
    let steers = c.is_control()
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}')
        || matches!(c, '\u{2066}'..='\u{2069}');
    if steers { char::REPLACEMENT_CHARACTER } else { c }
}

/// Enough of a text to recognise it by, safe to print.
#[must_use]
pub fn excerpt(text: &str) -> String {
    const MOST: usize = 48;
    shortened(text, MOST)
}

/// The first `most` characters of a text, safe to print.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let mut shortened: String = text.chars().take(most).map(printable_char).collect();
    if text.chars().nth(most).is_some() {
        shortened.push('…');
    }
    shortened
}

/// A text with its percent-encoding (RFC 3986 section 2.1) undone. A `%` without two hexadecimal
/// digits stays as it is, and so does an escape whose byte is not part of UTF-8.
pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escape = match tail {
            [high, low, tail @ ..] if *first == b'%' => {
                hex(*high).zip(hex(*low)).map(|(high, low)| (high << 4 | low, tail))
            }
            _ => None,
        };
        let (byte, tail) = escape.unwrap_or((*first, tail));
        bytes.push(byte);
        rest = tail;
    }
    let mut decoded = String::with_capacity(bytes.len());
    for part in bytes.utf8_chunks() {
        decoded.push_str(part.valid());
        // The text was UTF-8, so these bytes were escapes.
        for byte in part.invalid() {
            let _ = write!(decoded, "%{byte:02X}");
        }
    }
    decoded
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
