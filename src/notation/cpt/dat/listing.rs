//! A compiled file as a text with a line for every word, and where the words stand in it.

use core::fmt::Write;

use crate::diagnostic::Span;
use crate::notation::cpt::dat::LONGEST;
use crate::notation::cpt::dat::layout::{self, BYTES, Layout, TEXT_WORDS, TEXTS};

/// Lists a file: a line for every 32-bit word, with the number of the word, its byte offset in
/// hexadecimal, what it is (where that is known), and its value in hexadecimal and decimal. Bytes
/// that make no whole word have a line too. Of a file that is longer than [`LONGEST`], what stands
/// before that is listed.
///
/// Word `n` stands in line `n + 1`, and every line is as long as the others: the spans of
/// [`parse`](super::parse) are those of this text.
#[must_use]
pub fn listing(bytes: &[u8]) -> String {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let words = words(bytes);
    let layout = Layout::of(&words);
    let mut text = String::with_capacity(LINE * bytes.len().div_ceil(BYTES));
    for (word, bytes) in bytes.chunks(BYTES).enumerate() {
        let in_text = |at: usize| (at..at + TEXT_WORDS).contains(&word);
        let field = TEXTS.iter().find(|(_, at)| in_text(*at));
        let name = match field {
            Some((field, _)) => format!("{field}: {}", readable(bytes)),
            None => layout::name(layout.as_ref(), word),
        };
        let name = if bytes.len() < BYTES { "no whole word".to_owned() } else { name };
        let hex: String = bytes.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let decimal = words.get(word).map_or_else(|| "-".to_owned(), u32::to_string);
        writeln!(text, "{word:>6}  {:06x}  {name:<NAME$}{hex:<HEX$}  {decimal:>10}", word * BYTES)
            .expect("a string takes everything");
    }
    text
}

/// Characters for what a word is; the longest says `pattern 18723: off time 4`.
const NAME: usize = 34;
/// Digits of a word.
const HEX: usize = 8;
/// Where the digits of a word start.
const COLUMN: usize = 6 + 2 + 6 + 2 + NAME;
/// Bytes of a line, its end included.
const LINE: usize = COLUMN + HEX + 2 + 10 + 1;

/// The whole words of a file.
pub(super) fn words(bytes: &[u8]) -> Vec<u32> {
    let (words, _) = bytes.as_chunks::<BYTES>();
    words.iter().map(|word| u32::from_be_bytes(*word)).collect()
}

/// The bytes of a text, with a full stop for what is no character.
fn readable(bytes: &[u8]) -> String {
    let readable = |byte: &u8| if (b' '..=b'~').contains(byte) { char::from(*byte) } else { '.' };
    bytes.iter().map(readable).collect()
}

/// The places of words in the listing of a file.
#[derive(Clone, Copy)]
pub(super) struct Places {
    /// How many lines there are.
    lines: usize,
}

impl Places {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { lines: bytes.len().min(LONGEST).div_ceil(BYTES) }
    }

    /// The digits of a word; of one behind the end, those of the last one.
    pub(super) fn word(self, word: usize) -> Span {
        match self.lines.checked_sub(1) {
            None => Span::default(),
            Some(last) => {
                let start = word.min(last) * LINE + COLUMN;
                (start..start + HEX).into()
            }
        }
    }
}
