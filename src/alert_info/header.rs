//! Header text to values with parameters, each with its span. Knows the grammar, not its meaning;
//! never fails.
//!
//! RFC 3261, 25.1: `alert-param = LAQUOT absoluteURI RAQUOT *( SEMI generic-param )`, values
//! separated by commas. Real headers leave out the brackets, write blanks round `=` and `;`, and
//! carry the `\;` of a dialplan that escaped it; all of that is read and reported.

use core::fmt;

use crate::alert_info::problem::{AlertInfoProblem, Findings};
use crate::diagnostic::Span;
use crate::text::excerpt;

/// One value of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// What stands between the brackets, or where they are missing before the first `;`, without
    /// the blanks around it. Empty where there is none.
    pub target: String,
    /// Where that stands.
    pub span: Span,
    /// The parameters, in order.
    pub parameters: Vec<Parameter>,
}

/// A parameter of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, which is compared without case.
    pub name: String,
    /// Its value without quotes and their escapes; `None` where there is no `=`.
    pub value: Option<String>,
    /// Where it stands.
    pub span: Span,
}

impl Parameter {
    /// Whether this is the parameter of that name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

impl fmt::Display for Value {
    /// Writes the value with brackets, as RFC 3261 has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.target)?;
        self.parameters.iter().try_for_each(|parameter| write!(f, ";{parameter}"))
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.value {
            None => Ok(()),
            Some(value) if !value.is_empty() && value.chars().all(is_token) => {
                write!(f, "={value}")
            }
            Some(value) => {
                let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
                write!(f, "=\"{escaped}\"")
            }
        }
    }
}

/// Whether a character may stand in a token (RFC 3261, 25.1).
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-.!%*_+`'~".contains(c)
}

/// Scheme and rest of a URI. A host with a port, `phone:8080/x.wav`, is none.
pub(super) fn scheme(target: &str) -> Option<(&str, &str)> {
    /// Behind these a digit is a user or a number.
    const NUMBERED: [&str; 4] = ["sip", "sips", "cid", "tel"];
    let (scheme, rest) = target.split_once(':')?;
    let shaped = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let after_port = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let port = after_port.len() < rest.len()
        && (after_port.is_empty() || after_port.starts_with(['/', '?', '#']))
        && !NUMBERED.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    (shaped && !port).then_some((scheme, rest))
}

/// Reads every value of a text that may hold several header lines.
pub(super) fn values(text: &str, findings: &mut Findings) -> Vec<Value> {
    let mut lexer = Lexer { text, at: 0, unclosed: 0, findings };
    let mut values = Vec::new();
    lexer.line_start();
    while let Some(c) = lexer.next_char() {
        match c {
            ',' => lexer.at += 1,
            END_OF_LINE => {
                lexer.at += lexer.line_end();
                lexer.line_start();
            }
            c if c.is_whitespace() => lexer.skip(c),
            _ => values.push(lexer.value()),
        }
    }
    values
}

/// What a line end is read as that no continuation follows.
const END_OF_LINE: char = '\n';

struct Lexer<'a, 'f> {
    text: &'a str,
    at: usize,
    /// Up to here no `>` stands.
    unclosed: usize,
    findings: &'f mut Findings,
}

impl Lexer<'_, '_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// The next character. A line end before a blank (RFC 3261, 7.3.1: folding) is a blank.
    fn next_char(&self) -> Option<char> {
        let c = self.rest().chars().next()?;
        let folded = || self.rest()[self.line_end()..].starts_with([' ', '\t']);
        match c {
            '\r' | '\n' if folded() => Some(' '),
            '\r' | '\n' => Some(END_OF_LINE),
            c => Some(c),
        }
    }

    /// The bytes of the line end that stands here, if one does.
    fn line_end(&self) -> usize {
        let rest = self.rest();
        if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\r', '\n'])) }
    }

    /// Passes what [`next_char`](Self::next_char) gave.
    fn skip(&mut self, c: char) {
        let line_end = self.line_end();
        self.at += if line_end > 0 { line_end } else { c.len_utf8() };
    }

    fn skip_blanks(&mut self) {
        while let Some(c) = self.next_char().filter(|c| c.is_whitespace() && *c != END_OF_LINE) {
            self.skip(c);
        }
    }

    /// Passes the name of the header at the start of a line, and whole lines of a SIP message that
    /// are another header or its first line.
    fn line_start(&mut self) {
        while let Some((name, after)) = self.header_name() {
            if name.eq_ignore_ascii_case("Alert-Info") {
                self.at = after;
                return;
            }
            let span = (self.at..self.at + name.len()).into();
            self.findings.report(span, AlertInfoProblem::OtherHeader(excerpt(name)));
            while let Some(c) = self.next_char().filter(|c| *c != END_OF_LINE) {
                self.skip(c);
            }
            self.at += self.line_end();
        }
    }

    /// The name of a header that starts here, and where what it says starts; the version of SIP for
    /// the first line of a message.
    fn header_name(&self) -> Option<(&str, usize)> {
        const VERSION: &str = "SIP/2.0";
        let line = self.rest().lines().next()?;
        let first = line.starts_with(VERSION) || line.trim_end().ends_with(" SIP/2.0");
        if first {
            let end = if line.starts_with(VERSION) { VERSION.len() } else { line.find(' ')? };
            return Some((&line[..end], self.at + line.len()));
        }
        let after = line.trim_start_matches(is_token);
        let name = &line[..line.len() - after.len()];
        let said = after.trim_start_matches([' ', '\t']).strip_prefix(':')?;
        // `http:` and `urn:` go on at once; only the header itself may do so.
        let named = name.eq_ignore_ascii_case("Alert-Info")
            || (!name.is_empty() && (said.is_empty() || said.starts_with([' ', '\t'])));
        named.then(|| (name, self.at + line.len() - said.len()))
    }

    /// Whether a separator stands here: `;`, or `\;`, which a dialplan leaked.
    fn semicolon(&self) -> Option<usize> {
        let rest = self.rest();
        if rest.starts_with(';') { Some(1) } else { rest.starts_with("\\;").then_some(2) }
    }

    fn value(&mut self) -> Value {
        let mut value = match self.next_char() {
            Some('<') => self.bracketed(),
            _ if self.starts_parameter() => {
                let span = (self.at..self.at).into();
                self.findings.report(span, AlertInfoProblem::NoTarget);
                let parameters = self.parameter().into_iter().collect();
                Value { target: String::new(), span, parameters }
            }
            _ => self.bare(),
        };
        self.parameters(&mut value.parameters);
        value
    }

    /// Whether `name =` stands here where a value is due: parameters without one.
    fn starts_parameter(&self) -> bool {
        let rest = self.rest().trim_start_matches(is_token);
        rest.len() < self.rest().len() && rest.trim_start_matches([' ', '\t']).starts_with('=')
    }

    /// The `>` of this line from here on.
    fn close(&mut self) -> Option<usize> {
        if self.at < self.unclosed {
            return None;
        }
        let mut ahead =
            Lexer { text: self.text, at: self.at, unclosed: 0, findings: self.findings };
        while let Some(c) = ahead.next_char() {
            match c {
                '>' => return Some(ahead.at),
                END_OF_LINE => break,
                c => ahead.skip(c),
            }
        }
        // Not looked for again, or a line of many `<` would take its square.
        self.unclosed = ahead.at;
        None
    }

    /// A target in brackets. Without the closing one it is read as if there were none.
    fn bracketed(&mut self) -> Value {
        let open = self.at;
        self.at += 1;
        let Some(close) = self.close() else {
            self.findings.report((open..open + 1).into(), AlertInfoProblem::UnclosedBracket);
            return self.bare();
        };
        let mut target = String::new();
        let (_, span) = trimmed(self.text, self.at, close);
        while let Some(c) = self.next_char().filter(|_| self.at < close) {
            target.push(c);
            self.skip(c);
        }
        self.at = close + 1;
        let target = target.trim().to_owned();
        if target.is_empty() {
            self.findings.report((open..self.at).into(), AlertInfoProblem::NoTarget);
        } else if scheme(&target).is_none() {
            self.findings.report(span, AlertInfoProblem::NoScheme(excerpt(&target)));
        }
        Value { target, span, parameters: Vec::new() }
    }

    /// A target without brackets: up to `;`, `,` or the end of the line, quotes respected. Text
    /// before a bracket is a display name, which means nothing.
    fn bare(&mut self) -> Value {
        let start = self.at;
        let mut target = String::new();
        let mut quoted = false;
        while let Some(c) = self.next_char() {
            match c {
                END_OF_LINE => break,
                '"' => quoted = !quoted,
                '<' if !quoted && self.close().is_none() => {
                    let span = (self.at..self.at + 1).into();
                    self.findings.report(span, AlertInfoProblem::UnclosedBracket);
                }
                ',' if !quoted => break,
                _ if !quoted && self.semicolon().is_some() => break,
                '<' if !quoted => {
                    let (_, span) = trimmed(self.text, start, self.at);
                    self.findings.report(span, AlertInfoProblem::BeforeBracket);
                    return self.bracketed();
                }
                _ => {}
            }
            if !matches!(c, '<' | '>') {
                target.push(c);
            }
            self.skip(c);
        }
        let (_, span) = trimmed(self.text, start, self.at);
        if target.trim().is_empty() {
            self.findings.report(span, AlertInfoProblem::NoTarget);
        } else if !self.text[..start].ends_with('<') {
            self.findings.report(span, AlertInfoProblem::NoBrackets(excerpt(target.trim())));
        }
        let target = target.trim();
        let inner = target.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let target = inner.filter(|inner| !inner.contains('"')).map_or(target, str::trim);
        Value { target: target.to_owned(), span, parameters: Vec::new() }
    }

    /// Every parameter up to the next value.
    fn parameters(&mut self, parameters: &mut Vec<Parameter>) {
        loop {
            self.skip_blanks();
            if let Some(length) = self.semicolon() {
                if length > 1 {
                    let span = (self.at..self.at + length).into();
                    self.findings.report(span, AlertInfoProblem::EscapedSemicolon);
                }
                self.at += length;
                parameters.extend(self.parameter());
                continue;
            }
            match self.next_char() {
                None | Some(',' | END_OF_LINE) => return,
                Some(_) => {
                    let start = self.at;
                    self.up_to_separator("");
                    let (_, span) = trimmed(self.text, start, self.at);
                    self.findings.report(span, AlertInfoProblem::StrayText);
                }
            }
        }
    }

    /// One parameter; `None` for the nothing between two separators.
    fn parameter(&mut self) -> Option<Parameter> {
        self.skip_blanks();
        let start = self.at;
        // A backslash at its end would make `\;` of what is written behind it.
        let name = self.up_to_separator("=");
        let name = name.trim_end_matches(|c: char| c == '\\' || c.is_whitespace()).to_owned();
        let mut value = None;
        if self.rest().starts_with('=') {
            self.at += 1;
            self.skip_blanks();
            value = Some(match self.next_char() {
                Some('"') => self.quoted(),
                _ => self.up_to_separator(""),
            });
        }
        let (_, span) = trimmed(self.text, start, self.at);
        if name.is_empty() {
            if value.is_some() {
                self.findings.report(span, AlertInfoProblem::NamelessParameter);
            }
            return None;
        }
        Some(Parameter { name, value, span })
    }

    /// Text up to `;`, `,`, the end of the line or a character of `besides`, without the blanks
    /// around it.
    fn up_to_separator(&mut self, besides: &str) -> String {
        let mut text = String::new();
        while let Some(c) = self.next_char() {
            if matches!(c, ',' | END_OF_LINE) || besides.contains(c) || self.semicolon().is_some() {
                break;
            }
            text.push(c);
            self.skip(c);
        }
        text.trim().to_owned()
    }

    /// A quoted string, in which a backslash stands before what it does not end with.
    fn quoted(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.next_char().filter(|c| *c != END_OF_LINE) {
            self.skip(c);
            match c {
                '"' => return text,
                '\\' => {
                    if let Some(c) = self.next_char().filter(|c| *c != END_OF_LINE) {
                        text.push(c);
                        self.skip(c);
                    }
                }
                c => text.push(c),
            }
        }
        self.findings.report((start..self.at).into(), AlertInfoProblem::UnclosedQuote);
        text
    }
}

/// The text from `from` up to `to` without the blanks around it, and where that stands.
fn trimmed(text: &str, from: usize, to: usize) -> (&str, Span) {
    let part = &text[from..to];
    let start = from + (part.len() - part.trim_start().len());
    let part = part.trim();
    (part, (start..start + part.len()).into())
}
