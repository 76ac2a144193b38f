//! What is wrong with a text, and where.
//!
//! A diagnostic is a value: a [`Problem`] with its numbers, a severity and a span. Its text is made
//! once, in `Display`; line and column are worked out when somebody asks.

pub(crate) mod findings;

pub use findings::MoreProblems;

use core::any::Any;
use core::fmt;
use core::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::{fs, io};

/// Bytes of a text, from `start` up to `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The bytes as a range.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// From the start of this span to the end of the other.
    #[must_use]
    pub const fn to(self, end: Self) -> Self {
        Self { start: self.start, end: end.end }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// Whether a text can be used in spite of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It means something and can be played, but something about it is odd.
    Warning,
    /// Its meaning is open, or cannot be played.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A kind of fault, with its numbers. `Display` says what is wrong and what was expected, in one
/// sentence without a full stop.
pub trait Problem: Any + fmt::Display + fmt::Debug + Send + Sync {
    /// The stable name of the kind: lower case with hyphens, never reused for another kind.
    fn code(&self) -> &'static str;

    /// What to do about it, where there is something to say.
    fn help(&self) -> Option<String> {
        None
    }
}

/// A problem at a place.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Whether the text can be used in spite of it.
    pub severity: Severity,
    /// The offending text.
    pub span: Span,
    /// Another place that has to do with it, and in what way.
    pub related: Option<(Span, &'static str)>,
    /// What is wrong.
    pub problem: Arc<dyn Problem>,
}

impl Diagnostic {
    /// The stable name of the problem's kind.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// The problem with its numbers, if it is of this notation.
    ///
    /// ```
    /// use ringsmith::notation::cpt::{self, CptProblem};
    ///
    /// let parsed = cpt::parse("[Ringing Pattern #0]\nFreq [Hz]=0", cpt::Options::default());
    /// let problem = parsed.diagnostics.last().unwrap().problem_of::<CptProblem>();
    /// assert_eq!(problem, Some(&CptProblem::ZeroFrequency));
    /// ```
    #[must_use]
    pub fn problem_of<P: Problem>(&self) -> Option<&P> {
        let problem: &dyn Any = &*self.problem;
        problem.downcast_ref()
    }

    /// Whether the text cannot be used.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// This diagnostic in one line, with the place it has in `source`:
    /// `tones.ini:12:9: error[zero-frequency]: …`.
    #[must_use]
    pub fn one_line(&self, source: &Source) -> String {
        let at = source.position(self.span.start);
        format!("{}:{}:{}: {self}", source.name(), at.line, at.column)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code(), self.problem)
    }
}

/// A place in a text as people count: from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// What a text of Unicode may start with, and which says nothing.
pub(crate) const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// A text to read, with the name that diagnostics call it by.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    line_starts: OnceLock<Vec<usize>>,
    /// How many characters start before each block of the text.
    character_sums: OnceLock<Vec<usize>>,
}

impl Source {
    /// A text under a name.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            line_starts: OnceLock::new(),
            character_sums: OnceLock::new(),
        }
    }

    /// The bytes of a file under its name.
    ///
    /// A UTF-8 byte order mark is dropped. What is not UTF-8 is read as Latin-1, in which every
    /// byte is a character: the files of this field were written on Windows, and only their
    /// comments stray from ASCII.
    #[must_use]
    pub fn from_bytes(name: impl Into<String>, mut bytes: Vec<u8>) -> Self {
        const MARK: &[u8] = b"\xEF\xBB\xBF";
        let marks = bytes.chunks_exact(MARK.len()).take_while(|chunk| *chunk == MARK).count();
        bytes.drain(..marks * MARK.len());
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| error.as_bytes().iter().copied().map(char::from).collect());
        Self::new(name, text)
    }

    /// The contents of a file, under its path; see [`from_bytes`](Self::from_bytes).
    ///
    /// # Errors
    /// Whatever reading the file fails with.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        Ok(Self::from_bytes(path.display().to_string(), fs::read(path)?))
    }

    /// The name that diagnostics call it by, usually a path.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte of the text.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset);
        let characters = self.characters_before(offset) - self.characters_before(starts[line - 1]);
        Position { line, column: characters + 1 }
    }

    /// The bytes of the line that holds this byte, without its line end.
    #[must_use]
    pub fn line_span(&self, offset: usize) -> Span {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset);
        let start = starts[line - 1];
        let end = starts.get(line).copied().unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches(['\r', '\n']);
        Span { start, end: start + text.len() }
    }

    /// How many characters start before a byte of the text.
    fn characters_before(&self, offset: usize) -> usize {
        /// Places are asked for by the thousand, perhaps all in one line of megabytes.
        const BLOCK: usize = 1024;
        let bytes = &self.text.as_bytes()[..offset.min(self.text.len())];
        let count = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        let sums = self.character_sums.get_or_init(|| {
            let mut sum = 0;
            let mut next = |block| {
                sum += count(block);
                sum
            };
            core::iter::once(0).chain(self.text.as_bytes().chunks(BLOCK).map(&mut next)).collect()
        });
        let block = bytes.len() / BLOCK;
        sums[block] + count(&bytes[block * BLOCK..])
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let ends_line = |at: &usize| match bytes[*at] {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            let ends = (0..bytes.len()).filter(ends_line);
            core::iter::once(0).chain(ends.map(|at| at + 1)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_and_column_count_characters_from_one() {
        let source = Source::new("a", "one\r\nzwölf = 12\n\nlast");
        let at = |text: &str| source.position(source.text().find(text).unwrap());
        assert_eq!(at("one"), Position { line: 1, column: 1 });
        assert_eq!(at("12"), Position { line: 2, column: 9 });
        assert_eq!(at("last"), Position { line: 4, column: 1 });
        assert_eq!(source.position(source.text().len()), Position { line: 4, column: 5 });
        let line = source.line_span(source.text().find("12").unwrap());
        assert_eq!(&source.text()[line.range()], "zwölf = 12");
    }

    #[test]
    fn columns_count_characters_however_long_the_line_is() {
        let text = format!("ü\n{}x", "aöz".repeat(2000));
        let source = Source::new("a", &*text);
        assert_eq!(source.position(text.len() - 1), Position { line: 2, column: 6001 });
        assert_eq!(source.position(text.len()), Position { line: 2, column: 6002 });
        for (at, (offset, _)) in text[3..].char_indices().enumerate() {
            assert_eq!(source.position(3 + offset), Position { line: 2, column: at + 1 });
        }
        let marks = Source::from_bytes("a", "\u{FEFF}\u{FEFF}[A]".into());
        assert_eq!(marks.text(), "[A]");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_as_latin_1() {
        let source = Source::from_bytes("a", b"# fran\xE7ais\nFreq=20".to_vec());
        assert_eq!(source.text(), "# français\nFreq=20");
        let marked = Source::from_bytes("a", b"\xEF\xBB\xBF[A]".to_vec());
        assert_eq!(marked.text(), "[A]");
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        let source = Source::new("a", "one\rtwo\r\nthree\nfour");
        for (line, word) in (1..).zip(["one", "two", "three", "four"]) {
            let at = source.text().find(word).unwrap();
            assert_eq!(source.position(at), Position { line, column: 1 });
            assert_eq!(&source.text()[source.line_span(at).range()], word);
        }
    }
}
