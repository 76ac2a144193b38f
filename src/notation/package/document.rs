//! A text that is TOML in most places: what can be read of it, and what is wrong with the rest.
//!
//! A bracket that is not closed swallows everything behind it. A header starts a line with one or
//! two brackets and a name, which a list never does, so each table is looked at on its own: a fault
//! in one of them hides nothing in the others.

use core::ops::Range;

use toml::de::DeTable;

use crate::diagnostic::Span;
use crate::notation::near::nearest;
use crate::text::excerpt;

/// A place that is no TOML, and in which way.
pub struct Fault {
    /// Where it is.
    pub span: Span,
    /// What a reader of TOML says of it.
    pub message: String,
}

/// A key that is none of a table's.
pub struct Stray {
    /// Where it is.
    pub span: Span,
    /// Enough of it to recognise it by.
    pub key: String,
    /// What may be meant, as a clause.
    pub help: Option<String>,
}

/// The keys of a table that are none of `keys`. `elsewhere` are keys of the text as a whole, which
/// stand where `whole` says: `file stands before the first [[table]]`.
pub fn strays<'t>(
    entries: &'t DeTable<'_>,
    (keys, elsewhere): (&'t [&'static str], &'t [&'static str]),
    whole: &'t str,
) -> impl Iterator<Item = Stray> + 't {
    let strays = entries.keys().filter(|key| !keys.contains(&key.get_ref().as_ref()));
    strays.map(move |key| {
        let name = key.get_ref().as_ref();
        let help = if elsewhere.contains(&name) {
            Some(format!("`{name}` of the whole {whole}"))
        } else {
            nearest(name, keys).map(|near| format!("did you mean `{near}`?"))
        };
        Stray { span: key.span().into(), key: excerpt(name), help }
    })
}

/// Every fault of a text, the first of a line only, and the text with what is wrong blanked out.
#[must_use]
pub fn mend(text: &str) -> (Vec<Fault>, String) {
    let mut faults = Vec::new();
    let mut mended = text.as_bytes().to_vec();
    for table in tables(text) {
        let found = faults_of(text, table.clone());
        if found.is_empty() {
            continue;
        }
        let kept = keep(text, table.clone(), &found);
        mended[table.clone()].copy_from_slice(&kept);
        faults.extend(found);
    }
    // Only whole lines or what follows a line end has been replaced, byte by byte.
    (faults, String::from_utf8_lossy(&mended).into_owned())
}

/// The faults of a text as a whole, the first of a line only.
#[must_use]
pub fn faults_of(text: &str, table: Range<usize>) -> Vec<Fault> {
    let part = text[table.clone()].trim_end();
    let (_, errors) = DeTable::parse_recoverable(part);
    let mut faults: Vec<Fault> = Vec::new();
    let mut errors: Vec<_> = errors
        .into_iter()
        .map(|error| (error.span().unwrap_or(part.len()..part.len()), error))
        .collect();
    errors.sort_by_key(|(span, _)| span.start);
    let mut line_end = 0;
    for (span, error) in errors {
        if !faults.is_empty() && span.start <= line_end {
            continue;
        }
        line_end = part[span.start..].find('\n').map_or(part.len(), |at| span.start + at);
        let span = Span { start: table.start + span.start, end: table.start + span.end };
        faults.push(Fault { span, message: error.message().to_owned() });
    }
    faults
}

/// The bytes of a table without its faults: without the lines that have one, if that is enough;
/// else its header, if that is one.
fn keep(text: &str, table: Range<usize>, faults: &[Fault]) -> Vec<u8> {
    let part = &text[table.clone()];
    let mut without_lines = part.as_bytes().to_vec();
    for fault in faults {
        let at = fault.span.start - table.start;
        let start = part[..at].rfind('\n').map_or(0, |at| at + 1);
        let end = part[at..].find('\n').map_or(part.len(), |length| at + length);
        without_lines[start..end].fill(b' ');
    }
    let reads = |bytes: &[u8]| {
        core::str::from_utf8(bytes).is_ok_and(|part| DeTable::parse_recoverable(part).1.is_empty())
    };
    if reads(&without_lines) {
        return without_lines;
    }
    let header = part.find('\n').unwrap_or(part.len());
    let header = if reads(&part.as_bytes()[..header]) { header } else { 0 };
    let mut bytes = part.as_bytes().to_vec();
    let body = bytes[header..].iter_mut().filter(|byte| **byte != b'\n');
    body.for_each(|byte| *byte = b' ');
    bytes
}

/// The text from each header up to the next one.
fn tables(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && is_header(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts[1..].iter().copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn is_header(line: &str) -> bool {
    let line = line.trim_start();
    let name = line.strip_prefix("[[").or_else(|| line.strip_prefix('['));
    name.is_some_and(|name| name.trim_start().starts_with(|c: char| c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_hides_nothing_in_another_table() {
        let text = "a = 1\n[[b]]\nc = [[1,\n  [2],\nd = 2\n[[e]]\nf = 3\ng = \"\n[h\ni = ü\n";
        let (faults, mended) = mend(text);
        assert_eq!(mended.len(), text.len());
        let kept: Vec<_> = mended.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(kept, ["a = 1", "[[b]]", "[[e]]", "f = 3"]);
        // A header that is broken takes the table with it.
        let lines = faults.iter().map(|fault| text[..fault.span.start].matches('\n').count() + 1);
        assert_eq!(lines.collect::<Vec<_>>(), [5, 8, 9]);
    }
}
