//! What came of it, as a table.

use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};
use ringsmith::analysis::{Content, MeasuredVoice, Measurement};
use ringsmith::model::Signal;
use ringsmith::text::printable;
use ringsmith::verify::{Check, Unit};

use crate::describe::decimal;
use crate::draw::{self, Palette};
use crate::verify::Compared;

/// How many runs are told before the line is long enough.
const MOST_RUNS: usize = 12;

/// The table of a recording, both cadences, and the verdict.
pub fn write(out: &mut impl Write, compared: &Compared, expected: &Signal) -> io::Result<()> {
    let palette = Palette::default();
    let Compared { file, against, measurement, verdict } = compared;
    let title = format!("{} against {}", printable(file), printable(against));
    writeln!(out, "{}\n", palette.title(&title))?;
    table(out, &verdict.checks)?;
    for voice in &verdict.strangers {
        writeln!(out, "\nalso heard: {}", sound(voice))?;
    }
    let columns = draw::terminal_width().saturating_sub(10).clamp(20, 100);
    let nominal = draw::cadence(expected.cadence(), columns, &palette);
    writeln!(out)?;
    for (at, line) in nominal.iter().enumerate() {
        writeln!(out, "{}{line}", if at == 0 { "nominal   " } else { "          " })?;
    }
    writeln!(out, "heard     {}", heard(measurement))?;
    let style = style(verdict.passed());
    writeln!(out, "\nverdict: {style}{verdict}{style:#}")
}

fn style(passed: bool) -> Style {
    let colour = if passed { AnsiColor::Green } else { AnsiColor::Red };
    colour.on_default().bold()
}

fn table(out: &mut impl Write, checks: &[Check]) -> io::Result<()> {
    let head = ["property", "nominal", "allowed", "measured", "source"].map(str::to_owned);
    let rows: Vec<_> = checks.iter().map(row).collect();
    let widest = |column: usize| {
        let cells = std::iter::once(&head).chain(&rows).map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: [usize; 5] = std::array::from_fn(widest);
    let line = |row: &[String; 5]| {
        let [property, nominal, allowed, measured, source] = row;
        let [first, second, third, fourth, last] = widths;
        let values = format!("{nominal:>second$}  {allowed:>third$}  {measured:>fourth$}");
        format!("{property:first$}  {values}  {source:last$}")
    };
    writeln!(out, "{}", Palette::default().faint(line(&head).trim_end()))?;
    for (row, check) in rows.iter().zip(checks) {
        let style = style(check.passed);
        let result = if check.passed { "PASS" } else { "FAIL" };
        writeln!(out, "{}  {style}{result}{style:#}", line(row))?;
    }
    Ok(())
}

fn row(check: &Check) -> [String; 5] {
    [
        check.property.to_string(),
        nominal(check),
        allowed(check),
        measured(check),
        check.source.to_string(),
    ]
}

/// What the definition asks for: `440.00 Hz`.
pub fn nominal(check: &Check) -> String {
    let number = number(check.nominal, check.unit);
    match check.unit {
        Unit::Count | Unit::Ratio => number,
        unit => format!("{number} {unit}"),
    }
}

/// What is allowed: `437.80 to 442.20`.
pub fn allowed(check: &Check) -> String {
    let [least, most] = [check.least, check.most].map(|value| number(value, check.unit));
    if least == most { least } else { format!("{least} to {most}") }
}

/// What was measured; what was only heard in part is at least so much.
pub fn measured(check: &Check) -> String {
    match check.measured {
        None => "not heard".to_owned(),
        Some(value) if check.count == 0 => format!("at least {}", number(value, check.unit)),
        Some(value) => number(value, check.unit),
    }
}

fn number(value: f64, unit: Unit) -> String {
    decimal(value, unit.decimals())
}

/// `1400.02 Hz at -19.0 dBm0`
fn sound(voice: &MeasuredVoice) -> String {
    let component = |it: &ringsmith::analysis::MeasuredComponent| {
        format!("{:.2} Hz at {} dBm0", it.frequency_hz, decimal(it.level_dbm0, 1))
    };
    voice.components.iter().map(component).collect::<Vec<_>>().join(" + ")
}

/// The runs and the silences between them: `400.0/200.1 400.0/1999.9 ms`.
fn heard(measurement: &Measurement) -> String {
    let runs = &measurement.runs;
    let until = runs.iter().skip(1).map(|next| next.start_ms).chain([measurement.length_ms]);
    let times = runs.iter().zip(until).take(MOST_RUNS).map(|(run, until)| {
        let what = if run.content == Content::Other { "other " } else { "" };
        let (on, off) = (run.end_ms - run.start_ms, until - run.end_ms);
        format!("{what}{on:.1}/{off:.1}")
    });
    let times: Vec<_> = times.collect();
    match runs.len() {
        0 => "nothing".to_owned(),
        count if count > MOST_RUNS => format!("{} … ms, {count} runs", times.join(" ")),
        _ => format!("{} ms", times.join(" ")),
    }
}
