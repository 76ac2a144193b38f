//! `ringsmith tones`

use std::io::{self, BufWriter, Write};

use ringsmith::model::{Component, Entry, OnOff, Selector, Signal};
use ringsmith::units::DbM0;
use ringsmith::world::{self, Country, Remark};
use serde_json::{Map, Value, json};

use crate::draw::{self, Palette};
use crate::{Failure, show};

/// Show the national tones of the world's countries, with their sources
///
/// Without a country all of them are listed. A country is asked for by its code in ISO 3166-1, of two
/// letters or three, or by its name in English.
#[derive(clap::Args)]
pub struct Args {
    /// Countries: de, deu, germany
    #[arg(value_name = "COUNTRY", value_parser = parse_country)]
    countries: Vec<&'static Country>,

    /// Print a JSON object for each country
    #[arg(long)]
    json: bool,

    /// Print the files themselves, in ringsmith's TOML
    #[arg(long, conflicts_with = "json", requires = "countries")]
    toml: bool,
}

/// The country that a text names.
pub fn parse_country(text: &str) -> Result<&'static Country, String> {
    world::country(text).ok_or_else(|| {
        let similar = world::similar(text).map(|near| format!("; is {near} meant?"));
        let help = similar.unwrap_or_else(|| "; `ringsmith tones` lists them".to_owned());
        format!("no country of that code or name{help}")
    })
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    let all: Vec<_> = match args.countries.as_slice() {
        [] => world::countries().iter().collect(),
        some => some.to_vec(),
    };
    if args.json {
        for country in all {
            writeln!(out, "{}", object(country))?;
        }
    } else if args.countries.is_empty() {
        list(&mut out, &all)?;
    } else {
        for (at, country) in all.into_iter().enumerate() {
            let gap = if at > 0 { "\n" } else { "" };
            if args.toml {
                write!(out, "{gap}{}", country.text())?;
            } else {
                write!(out, "{gap}")?;
                draw(&mut out, country)?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

/// Code, name and number of tones, in as many columns as the terminal has room for.
fn list(out: &mut impl Write, countries: &[&Country]) -> io::Result<()> {
    const GAP: usize = 3;
    let name = |country: &&Country| country.name().chars().count();
    let names = countries.iter().map(name).max().unwrap_or(0);
    let cell = |country: &Country| {
        let tones = country.tones().tones().len();
        format!("{}  {:names$}  {tones:>2}", country.code(), country.name())
    };
    let width = "de".len() + names + 2 * "  ".len() + "20".len();
    let columns = ((draw::terminal_width() + GAP) / (width + GAP)).max(1);
    let rows = countries.len().div_ceil(columns);
    for row in 0..rows {
        let cells: Vec<_> = countries.iter().skip(row).step_by(rows).map(|one| cell(one)).collect();
        writeln!(out, "{}", cells.join(&" ".repeat(GAP)))?;
    }
    Ok(())
}

fn draw(out: &mut impl Write, country: &Country) -> io::Result<()> {
    let palette = Palette::default();
    writeln!(out, "{}", palette.title(&country.to_string()))?;
    let columns = draw::terminal_width().clamp(20, 100);
    let note = country.note().unwrap_or_default();
    for line in show::wrapped(&note, columns) {
        writeln!(out, "{}", palette.faint(&line))?;
    }
    if let Some(levels) = country.dtmf_levels() {
        let line = format!("DTMF digits: low frequency at {}, high at {}", levels.low, levels.high);
        writeln!(out, "{}", palette.faint(&line))?;
    }
    show::write_entries(out, &country.tones(), &country.remarks(), "\n")
}

/// A country as a JSON object; what nobody states is left out.
fn object(country: &Country) -> Value {
    let (tones, remarks) = (country.tones(), country.remarks());
    let mut object = json!({ "code": country.code(), "name": country.name() });
    if let Some(note) = country.note() {
        object["note"] = note.into();
    }
    if let Some(levels) = country.dtmf_levels() {
        object["dtmf"] = json!({ "high": decibels(levels.high), "low": decibels(levels.low) });
    }
    let entries = |of: fn(&Entry<'_>) -> bool| -> Vec<Value> {
        tones.entries().filter(of).map(|entry| entry_object(entry, &remarks)).collect()
    };
    object["tones"] = entries(|entry| !matches!(entry, Entry::Pattern(_))).into();
    let patterns = entries(|entry| matches!(entry, Entry::Pattern(_)));
    if !patterns.is_empty() {
        object["patterns"] = patterns.into();
    }
    object
}

fn entry_object(entry: Entry<'_>, remarks: &[Remark]) -> Value {
    let mut object = Map::new();
    let selector = match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => {
            object.insert("number".to_owned(), tone.number.into());
            if let Some(id) = &tone.id {
                object.insert("id".to_owned(), id.as_str().into());
            }
            if let Some(kind) = tone.kind {
                object.insert("kind".to_owned(), kind.to_string().into());
            }
            let voices = voices(&tone.signal);
            object.insert("voices".to_owned(), voices);
            Selector::Tone(tone.number)
        }
        Entry::Pattern(pattern) => {
            object.insert("number".to_owned(), pattern.number.into());
            let hertz = f64::from(pattern.frequency.millihertz()) / 1000.0;
            object.insert("frequency".to_owned(), hertz.into());
            Selector::Pattern(pattern.number)
        }
    };
    let signal = entry.signal(DbM0::ZERO);
    let cadence = signal.cadence();
    object.insert("lead".to_owned(), pairs(cadence.lead()));
    let cycle = if cadence.is_continuous() {
        json!([{ "on": null, "voice": cadence.cycle()[0].voice }])
    } else {
        pairs(cadence.cycle())
    };
    object.insert("cycle".to_owned(), cycle);
    if let Some(said) = remarks.iter().find(|said| said.entry == selector) {
        object.insert("source".to_owned(), said.source.as_str().into());
        if let Some(note) = &said.note {
            object.insert("note".to_owned(), note.as_str().into());
        }
    }
    object.into()
}

/// A list of components for each voice.
fn voices(signal: &Signal) -> Value {
    let component = |component: &Component| {
        let hertz = f64::from(component.frequency.millihertz()) / 1000.0;
        let mut object = json!({ "frequency": hertz, "level": decibels(component.level) });
        if let Some(modulation) = component.modulation {
            object["modulation"] = (f64::from(modulation.frequency.millihertz()) / 1000.0).into();
            object["depth"] = (f64::from(modulation.depth.thousandths()) / 1000.0).into();
        }
        object
    };
    let voices = signal.voices().iter().map(|voice| voice.components().iter().map(component));
    voices.map(|voice| voice.collect::<Value>()).collect()
}

/// On and off times in milliseconds, and which voice sounds.
fn pairs(pairs: &[OnOff]) -> Value {
    let pair = |pair: &OnOff| json!({ "on": pair.on.0, "off": pair.off.0, "voice": pair.voice });
    pairs.iter().map(pair).collect()
}

fn decibels(level: DbM0) -> f64 {
    f64::from(level.hundredths()) / 100.0
}
