//! `ringsmith show`

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use ringsmith::model::{Cadence, CallProgressTone, Component, Entry, OnOff, ToneKind, Voice};
use ringsmith::notation::cpt;
use ringsmith::units::SampleRate;

use crate::draw::{self, Palette};
use crate::render::parse_rate;
use crate::{Failure, input};

/// Show the tones and ringing patterns of a CPT file, with their cadences drawn
#[derive(clap::Args)]
pub struct Args {
    /// A CPT ini file, `-` for standard input
    file: PathBuf,

    /// The sampling rate that has to carry every frequency
    #[arg(long, value_name = "HZ", default_value = "8000", value_parser = parse_rate)]
    rate: SampleRate,
}

/// What a row says about a tone or pattern, beside its drawing.
struct Row<'a> {
    number: u32,
    name: String,
    id: &'static str,
    voice: String,
    cadence: &'a Cadence,
    note: String,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let options = cpt::Options { rate: args.rate, ..cpt::Options::default() };
    let (_, tones) = input::read_tones(&args.file, options)?;
    let mut out = BufWriter::new(anstream::stdout().lock());
    let width = draw::terminal_width();
    let palette = Palette::default();
    let titles = ["Call progress tones", "User defined tones", "Ringing patterns"];
    let mut gap = "";
    for (kind, title) in titles.iter().enumerate() {
        let of_kind = |entry: &Entry<'_>| kind_of(*entry) == kind;
        let rows: Vec<_> = tones.entries().filter(of_kind).map(row).collect();
        if rows.is_empty() {
            continue;
        }
        writeln!(out, "{gap}{}", palette.title(title))?;
        let widest = |field: fn(&Row<'_>) -> usize| rows.iter().map(field).max().unwrap_or(0);
        let (names, ids) = (widest(|row| row.name.len()), widest(|row| row.id.len()));
        for row in &rows {
            let Row { number, name, id, voice, note, .. } = row;
            let cadence = cadence_text(row.cadence);
            let number = palette.title(&format!("#{number:<3}"));
            let label = format!("{name:names$}  {id:ids$}");
            let label = if label.trim().is_empty() { String::new() } else { format!("{label}  ") };
            writeln!(out, "\n  {number} {label}{voice}  {cadence}{note}")?;
            for line in draw::cadence(row.cadence, width.saturating_sub(8).clamp(20, 100), &palette)
            {
                writeln!(out, "       {line}")?;
            }
        }
        gap = "\n";
    }
    out.flush()?;
    Ok(())
}

const fn kind_of(entry: Entry<'_>) -> usize {
    match entry {
        Entry::Tone(_) => 0,
        Entry::UserTone(_) => 1,
        Entry::Pattern(_) => 2,
    }
}

fn row(entry: Entry<'_>) -> Row<'_> {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => Row {
            number: tone.number,
            name: tone.name(),
            id: tone.kind.and_then(ToneKind::id).unwrap_or_default(),
            voice: tone.signal.voices().first().map(voice_text).unwrap_or_default(),
            cadence: tone.signal.cadence(),
            note: duration_note(tone),
        },
        Entry::Pattern(pattern) => Row {
            number: pattern.number,
            name: String::new(),
            id: "",
            voice: pattern.frequency.to_string(),
            cadence: pattern.cadence(),
            note: String::new(),
        },
    }
}

fn duration_note(tone: &CallProgressTone) -> String {
    let default = tone.default_duration.map(|ms| format!(", default duration {ms}"));
    let detection = tone.detection_period.map(|ms| format!(", detected after {ms}"));
    default.into_iter().chain(detection).collect()
}

/// `350+440 Hz at -13 dBm0`
fn voice_text(voice: &Voice) -> String {
    let components = voice.components();
    let frequency = |component: &Component| {
        let plain = component.frequency.to_string();
        match component.modulation {
            None => plain,
            Some(modulation) => {
                let percent = f64::from(modulation.depth.thousandths()) / 10.0;
                format!("{plain} modulated by {} to {percent} %", modulation.frequency)
            }
        }
    };
    let one_level = components.iter().all(|component| component.level == components[0].level);
    if one_level {
        let frequencies: Vec<_> = components.iter().map(frequency).collect();
        return format!("{} at {}", frequencies.join(" + "), components[0].level);
    }
    let each = |component: &Component| format!("{} at {}", frequency(component), component.level);
    components.iter().map(each).collect::<Vec<_>>().join(" + ")
}

/// `once 300/300, then 1000/3000 ms`
fn cadence_text(cadence: &Cadence) -> String {
    let pairs = |pairs: &[OnOff]| {
        let pairs: Vec<_> = pairs.iter().map(|p| format!("{}/{}", p.on.0, p.off.0)).collect();
        pairs.join(" ")
    };
    let lead = pairs(cadence.lead());
    let cycle = if cadence.is_continuous() {
        "continuous".to_owned()
    } else {
        format!("{} ms", pairs(cadence.cycle()))
    };
    match (cadence.lead(), cadence.cycle()) {
        ([], _) => cycle,
        (_, []) => format!("once {lead} ms"),
        _ => format!("once {lead}, then {cycle}"),
    }
}
