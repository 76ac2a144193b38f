//! `ringsmith show`

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use ringsmith::model::{Entry, ToneKind, ToneSet};
use ringsmith::notation::Options;
use ringsmith::units::SampleRate;

use crate::draw::{self, Palette};
use crate::render::parse_rate;
use crate::{Failure, describe, input};

/// Show tones and ringing patterns, with their cadences drawn
///
/// Without a file the built-in ones are shown: North American tones, special information tones,
/// DTMF digits, distinctive ringing 0 to 5.
#[derive(clap::Args)]
pub struct Args {
    /// A file of tones, `-` for standard input
    file: Option<PathBuf>,

    /// The sampling rate that has to carry every frequency
    #[arg(long, value_name = "HZ", default_value = "8000", value_parser = parse_rate)]
    rate: SampleRate,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let options = Options { rate: args.rate, ..Options::default() };
    let tones = input::tones_or_standard(args.file.as_deref(), options)?;
    let mut out = BufWriter::new(anstream::stdout().lock());
    let titles = ["Call progress tones", "User defined tones", "Ringing patterns"];
    let mut gap = "";
    for (kind, title) in titles.iter().enumerate() {
        let entries: Vec<_> = tones.entries().filter(|entry| kind_of(*entry) == kind).collect();
        if entries.is_empty() {
            continue;
        }
        writeln!(out, "{gap}{}", Palette::default().title(title))?;
        list(&mut out, &entries, &tones)?;
        gap = "\n";
    }
    out.flush()?;
    Ok(())
}

fn list(out: &mut impl Write, entries: &[Entry<'_>], tones: &ToneSet) -> std::io::Result<()> {
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
    }
    Ok(())
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
