//! `ringsmith show`

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use ringsmith::model::{Entry, Selector, ToneKind, ToneSet};
use ringsmith::notation::{Notation, Options};
use ringsmith::standard;
use ringsmith::text::printable;
use ringsmith::units::SampleRate;
use ringsmith::world::{Country, Remark};

use crate::draw::{self, Palette};
use crate::form::parse_rate;
use crate::tones::parse_country;
use crate::{Failure, describe, input};

/// Show tones and ringing patterns, with their cadences drawn
///
/// Without a file the built-in ones are shown: North American tones, special information tones,
/// DTMF digits, distinctive ringing 0 to 5.
#[derive(clap::Args)]
pub struct Args {
    /// A file of tones, `-` for standard input
    file: Option<PathBuf>,

    /// Only the tone package of this name, where a file holds several
    #[arg(long, value_name = "NAME", requires = "file")]
    package: Option<String>,

    /// The notation of the file, where its name and text do not tell
    #[arg(long, value_name = "NOTATION", value_parser = input::notation_parser())]
    from: Option<Notation>,

    /// The built-in tones of this country instead of a file (see `ringsmith tones`)
    #[arg(long, value_name = "CC", conflicts_with = "file", value_parser = parse_country)]
    country: Option<&'static Country>,

    /// The sampling rate that has to carry every frequency
    #[arg(long, value_name = "HZ", default_value = "8000", value_parser = parse_rate)]
    rate: SampleRate,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let options = Options { rate: args.rate, ..Options::default() };
    let sets = match (&args.file, args.country) {
        (Some(file), _) => input::read_sets(file, args.from, options, args.package.as_deref())?,
        (None, Some(country)) => vec![country.tones()],
        (None, None) => vec![standard::tones()],
    };
    let mut out = BufWriter::new(anstream::stdout().lock());
    for (at, tones) in sets.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write_set(&mut out, tones)?;
    }
    out.flush()?;
    Ok(())
}

fn write_set(out: &mut impl Write, tones: &ToneSet) -> io::Result<()> {
    let palette = Palette::default();
    let mut gap = "";
    if let Some(package) = tones.package().filter(|package| !package.name.is_empty()) {
        let number = package.number.map(|number| format!(" ({number})")).unwrap_or_default();
        let description = match package.description.as_str() {
            "" => String::new(),
            text => format!(": {}", printable(text)),
        };
        let title = format!("Tone package {}{number}{description}", printable(&package.name));
        writeln!(out, "{}", palette.title(&title))?;
        gap = "\n";
    }
    write_entries(out, tones, &[], gap)
}

/// The entries of a set under their titles, each with what is said of it below. The first title has
/// `gap` before it.
pub fn write_entries(
    out: &mut impl Write,
    tones: &ToneSet,
    remarks: &[Remark],
    mut gap: &str,
) -> io::Result<()> {
    let palette = Palette::default();
    let titles = ["Call progress tones", "User defined tones", "Ringing patterns"];
    for (kind, title) in titles.iter().enumerate() {
        let entries: Vec<_> = tones.entries().filter(|entry| kind_of(*entry) == kind).collect();
        if entries.is_empty() {
            continue;
        }
        writeln!(out, "{gap}{}", palette.title(title))?;
        list(out, &entries, tones, remarks)?;
        gap = "\n";
    }
    Ok(())
}

fn list(
    out: &mut impl Write,
    entries: &[Entry<'_>],
    tones: &ToneSet,
    remarks: &[Remark],
) -> io::Result<()> {
    let palette = Palette::default();
    let columns = draw::terminal_width().saturating_sub(8).clamp(20, 100);
    let labels: Vec<_> = entries.iter().map(|entry| label(*entry, tones)).collect();
    let widest = |field: fn(&Label) -> usize| labels.iter().map(field).max().unwrap_or(0);
    let (names, ids) = (widest(|label| label.name.len()), widest(|label| label.id.len()));
    for (entry, label) in entries.iter().zip(&labels) {
        let Label { number, name, id } = label;
        let number = palette.title(&format!("#{number:<3}"));
        let label = format!("{name:names$}  {id:ids$}");
        let label = if label.trim().is_empty() { String::new() } else { format!("{label}  ") };
        writeln!(out, "\n  {number} {label}{}", describe::entry(*entry))?;
        for line in draw::cadence(describe::cadence_of(*entry), columns, &palette) {
            writeln!(out, "       {line}")?;
        }
        let selector = selector(*entry);
        let said = remarks.iter().find(|remark| remark.entry == selector);
        for text in said.into_iter().flat_map(|said| [Some(&said.source), said.note.as_ref()]) {
            for line in wrapped(text.map_or("", |text| text), columns) {
                writeln!(out, "       {}", palette.faint(&line))?;
            }
        }
    }
    Ok(())
}

fn selector(entry: Entry<'_>) -> Selector {
    match entry {
        Entry::Tone(tone) => Selector::Tone(tone.number),
        Entry::UserTone(tone) => Selector::UserTone(tone.number),
        Entry::Pattern(pattern) => Selector::Pattern(pattern.number),
    }
}

/// The lines of a text, broken between words.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

const fn kind_of(entry: Entry<'_>) -> usize {
    match entry {
        Entry::Tone(_) => 0,
        Entry::UserTone(_) => 1,
        Entry::Pattern(_) => 2,
    }
}

/// What an entry is asked for by.
struct Label {
    number: u32,
    name: String,
    id: &'static str,
}

fn label(entry: Entry<'_>, tones: &ToneSet) -> Label {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => {
            let is_default = tones.package().is_some() && tones.default_ringback() == Some(tone);
            let own = tone.kind.and_then(ToneKind::id).filter(|_| tone.id.is_none());
            Label {
                number: tone.number,
                name: tone.name(),
                id: if is_default { "default ringback" } else { own.unwrap_or_default() },
            }
        }
        Entry::Pattern(pattern) => Label { number: pattern.number, name: String::new(), id: "" },
    }
}
