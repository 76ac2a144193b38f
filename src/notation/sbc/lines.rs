//! Configuration lines to the leaves that they set.

use crate::diagnostic::Span;

/// A word of a line and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
}

impl Word<'_> {
    pub(super) fn is(&self, keyword: &str) -> bool {
        self.text.eq_ignore_ascii_case(keyword)
    }
}

/// What a line or a part of a block comes down to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Statement<'a> {
    /// An object of `profiles media`, its name and what is set in it, from the object's word on.
    Set(Vec<Word<'a>>),
    /// The removal of such an object or of something in it.
    Delete(Span),
    /// A line that configures something else.
    Foreign(Span),
    /// A line that is none of this language.
    Unknown(Span),
}

/// The objects that have to do with tones.
pub(in crate::notation) const OBJECTS: [&str; 3] =
    ["toneProfile", "tonePackage", "toneAndAnnouncementProfile"];
/// Commands that change nothing in a configuration.
const COMMANDS: [&str; 9] =
    ["configure", "config", "commit", "exit", "end", "quit", "top", "up", "yes"];

/// Hands every statement of a text to `each`, in order.
pub(super) fn read<'a>(text: &'a str, mut each: impl FnMut(Statement<'a>)) {
    let mut block = Block::default();
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let tokens = without_prompt(tokens(line, at));
        at += line.len();
        if let Some(Token::Word(first)) = tokens.first().copied() {
            read_line(first, &tokens, &mut block, &mut each);
        } else if !tokens.is_empty() {
            block.read(&tokens, &mut each);
        }
    }
    block.close(&mut each);
}

fn read_line<'a>(
    first: Word<'a>,
    tokens: &[Token<'a>],
    block: &mut Block<'a>,
    each: &mut impl FnMut(Statement<'a>),
) {
    let last = tokens.last().map_or(first.span, Token::span);
    let line = first.span.to(last);
    let rest = &tokens[1..];
    let is_command = |keyword: &str| first.is(keyword) && !rest.iter().any(Token::is_mark);
    if is_command("set") {
        block.close(each);
        each(object(words(rest)).map_or(Statement::Foreign(line), Statement::Set));
    } else if is_command("delete") {
        block.close(each);
        each(object(words(rest)).map_or(Statement::Foreign(line), |_| Statement::Delete(line)));
    } else if first.is("show") {
        block.close(each);
        block.open(rest, line, each);
    } else if COMMANDS.iter().any(|command| first.is(command)) && rest.len() < 2 {
        block.close(each);
    } else if block.is_open() || tokens.iter().any(Token::is_mark) {
        block.read(tokens, each);
    } else {
        each(Statement::Unknown(line));
    }
}

/// The words from the object on, if they name one that has to do with tones.
fn object(mut words: Vec<Word<'_>>) -> Option<Vec<Word<'_>>> {
    for keyword in ["profiles", "media"] {
        if words.first().is_some_and(|word| word.is(keyword)) {
            words.remove(0);
        }
    }
    let first = words.first()?;
    OBJECTS.iter().any(|object| first.is(object)).then_some(words)
}

/// A block of `show`: words and braces, in which a semicolon ends a leaf.
#[derive(Default)]
struct Block<'a> {
    open: bool,
    /// The words of the blocks that are open, outermost first.
    path: Vec<Word<'a>>,
    /// The length of the path before each open brace.
    levels: Vec<usize>,
    /// The words since the last mark.
    pending: Vec<Word<'a>>,
}

impl<'a> Block<'a> {
    /// Deeper than any configuration: what stands deeper is not kept.
    const DEEPEST: usize = 32;

    const fn is_open(&self) -> bool {
        self.open
    }

    /// Starts what `show` prints: its first words are the path of all the rest.
    fn open(&mut self, tokens: &[Token<'a>], line: Span, each: &mut impl FnMut(Statement<'a>)) {
        self.open = true;
        // The object and its name; what follows on the same line is its contents already.
        let until_mark = tokens.iter().take_while(|token| !token.is_mark()).count();
        let mut named = words(&tokens[..until_mark]);
        if named.first().is_some_and(|word| word.is("configuration")) {
            named.remove(0);
        }
        if named.iter().all(|word| word.is("profiles") || word.is("media")) {
            self.read(&tokens[until_mark..], each);
            return;
        }
        let Some(shown) = object(named) else {
            each(Statement::Foreign(line));
            return;
        };
        let path = shown.len().min(2);
        let skipped = until_mark - shown.len() + path;
        self.path = shown[..path].to_vec();
        self.read(&tokens[skipped..], each);
    }

    fn read(&mut self, tokens: &[Token<'a>], each: &mut impl FnMut(Statement<'a>)) {
        self.open = true;
        for token in tokens {
            match *token {
                Token::Word(word) => self.pending.push(word),
                Token::Semicolon(_) => self.leaf(each),
                Token::Open(_) => {
                    self.levels.push(self.path.len());
                    if self.path.len() + self.pending.len() <= Self::DEEPEST {
                        self.path.append(&mut self.pending);
                    }
                    self.pending.clear();
                }
                Token::Close(_) => {
                    self.leaf(each);
                    if let Some(length) = self.levels.pop() {
                        self.path.truncate(length);
                    }
                    self.open = !self.levels.is_empty() || !self.path.is_empty();
                }
            }
        }
    }

    fn leaf(&mut self, each: &mut impl FnMut(Statement<'a>)) {
        let (Some(first), Some(last)) = (self.pending.first(), self.pending.last()) else { return };
        let span = first.span.to(last.span);
        let words = self.path.iter().chain(&self.pending).copied().collect();
        self.pending.clear();
        each(object(words).map_or(Statement::Foreign(span), Statement::Set));
    }

    fn close(&mut self, each: &mut impl FnMut(Statement<'a>)) {
        self.leaf(each);
        *self = Self::default();
    }
}

#[derive(Clone, Copy, Debug)]
enum Token<'a> {
    Word(Word<'a>),
    Open(Span),
    Close(Span),
    Semicolon(Span),
}

impl Token<'_> {
    const fn span(&self) -> Span {
        match self {
            Self::Word(word) => word.span,
            Self::Open(span) | Self::Close(span) | Self::Semicolon(span) => *span,
        }
    }

    const fn is_mark(&self) -> bool {
        !matches!(self, Self::Word(_))
    }
}

fn words<'a>(tokens: &[Token<'a>]) -> Vec<Word<'a>> {
    let word = |token: &Token<'a>| match token {
        Token::Word(word) => Some(*word),
        _ => None,
    };
    tokens.iter().filter_map(word).collect()
}

/// The words and marks of a line; none of a comment or of what the device answers in brackets.
fn tokens(line: &str, at: usize) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = line.trim_start_matches(['\u{feff}', ' ', '\t']);
    if rest.starts_with(['#', '!', '[']) {
        return tokens;
    }
    loop {
        rest = rest.trim_start();
        let start = at + line.len() - rest.len();
        let Some(first) = rest.chars().next() else { return tokens };
        let mark = Span { start, end: start + 1 };
        let length = match first {
            '{' | '}' | ';' => {
                tokens.push(match first {
                    '{' => Token::Open(mark),
                    '}' => Token::Close(mark),
                    _ => Token::Semicolon(mark),
                });
                1
            }
            '"' => {
                let inner = &rest[1..];
                let length = inner.find('"').unwrap_or(inner.trim_end().len());
                let span = Span { start: start + 1, end: start + 1 + length };
                tokens.push(Token::Word(Word { text: &inner[..length], span }));
                (length + 2).min(rest.len())
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || "{};\"".contains(c);
                let length = rest.find(ends).unwrap_or(rest.len());
                let span = Span { start, end: start + length };
                tokens.push(Token::Word(Word { text: &rest[..length], span }));
                length
            }
        };
        // The end of a quotation that is not closed may fall inside a character of the line end.
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// The line without the prompt that a session has copied with it: `%`, `admin@sbc%`, `admin@sbc>`.
fn without_prompt(mut tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    if let Some(Token::Word(word)) = tokens.first() {
        let host = word.text.strip_suffix(['%', '>']);
        if host.is_some_and(|host| host.is_empty() || host.contains('@')) {
            tokens.remove(0);
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        read(text, |statement| {
            found.push(match statement {
                Statement::Set(words) => {
                    let words: Vec<_> = words.iter().map(|word| word.text).collect();
                    format!("set {}", words.join("|"))
                }
                Statement::Delete(span) => format!("delete {}", &text[span.range()]),
                Statement::Foreign(span) => format!("foreign {}", &text[span.range()]),
                Statement::Unknown(span) => format!("unknown {}", &text[span.range()]),
            });
        });
        found
    }

    #[test]
    fn lines_of_a_session_and_of_a_file_set_the_same_leaves() {
        let text = "configure\n\
            admin@sbc01% set profiles media toneProfile \"my dial\" make1 -1\r\n\
            % SET Profiles MEDIA tonepackage LMSD packageId 128\n\
            # set profiles media toneProfile a make1 1\n\
            ! set profiles media toneProfile a make1 1\n\n\
            [ok][2026-11-25 10:00:00]\n\
            set addressContext default zone Z\n\
            delete profiles media toneProfile a\n\
            hello world\n\
            commit\nexit";
        assert_eq!(
            read_all(text),
            [
                "set toneProfile|my dial|make1|-1",
                "set tonepackage|LMSD|packageId|128",
                "foreign set addressContext default zone Z",
                "delete delete profiles media toneProfile a",
                "unknown hello world",
            ]
        );
    }

    #[test]
    fn a_block_sets_the_leaves_that_its_braces_spell_out() {
        let text = "show profiles media tonePackage DEFAULT packageId 1; element busy { \
            toneProfile defBusy; } element dial {\n toneProfile defDial;\n}\n\
            profiles {\n media {\n toneProfile x {\n make1 5;\n generationMethod {\n singleTone \
            {\n tone1Frequency 440;\n }\n }\n }\n }\n other { thing 5; }\n}\n";
        let leaves = [
            "set tonePackage|DEFAULT|packageId|1",
            "set tonePackage|DEFAULT|element|busy|toneProfile|defBusy",
            "set tonePackage|DEFAULT|element|dial|toneProfile|defDial",
        ];
        assert_eq!(read_all(text)[..3], leaves);
        let nested = &text[text.find("profiles {").unwrap()..];
        assert_eq!(
            read_all(nested),
            [
                "set toneProfile|x|make1|5",
                "set toneProfile|x|generationMethod|singleTone|tone1Frequency|440",
                "foreign thing 5",
            ]
        );
    }
}
