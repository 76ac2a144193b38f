//! A cadence as blocks over a time axis.

use clap::builder::styling::{AnsiColor, Style};
use ringsmith::model::{Cadence, OnOff};

const ONCE: char = '▒';
const REPEATED: char = '█';
pub const SILENT: char = '·';

/// How long a continuous signal is drawn, in milliseconds.
const CONTINUOUS_MS: u64 = 1000;

/// Styles; the stream they are written to takes them out again where they have no place.
pub struct Palette {
    title: Style,
    once: Style,
    repeated: Style,
    faint: Style,
}

impl Default for Palette {
    fn default() -> Self {
        Self {
            title: Style::new().bold(),
            once: AnsiColor::Yellow.on_default(),
            repeated: AnsiColor::Green.on_default(),
            faint: Style::new().dimmed(),
        }
    }
}

impl Palette {
    pub fn title(&self, text: &str) -> String {
        paint(self.title, text)
    }

    pub fn faint(&self, text: &str) -> String {
        paint(self.faint, text)
    }
}

pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Columns of the terminal, 80 where there is none.
pub fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into())
}

/// The lines of a drawing `width` columns wide: blocks, what is played once and what is repeated,
/// and the time axis.
pub fn cadence(cadence: &Cadence, width: usize, palette: &Palette) -> Vec<String> {
    let lead_ms = cadence.lead_ms();
    let continuous = cadence.is_continuous();
    let cycle_ms = if continuous { CONTINUOUS_MS.max(lead_ms / 2) } else { cadence.cycle_ms() };
    let scale = Scale { total_ms: lead_ms + cycle_ms, columns: width };
    let lead = blocks(cadence.lead(), ONCE, scale);
    // Both have a column at least, however short one is beside the other.
    let split = match (lead_ms, cycle_ms) {
        (0, _) => 0,
        (_, 0) => width,
        _ => scale.column_of(lead_ms).clamp(1, width - 1),
    };
    let cycle = if continuous {
        vec![REPEATED; width - split]
    } else {
        blocks(cadence.cycle(), REPEATED, Scale { total_ms: cycle_ms, columns: width - split })
    };
    let mut columns = lead;
    columns.truncate(split);
    columns.resize(split, SILENT);
    columns.extend(cycle.into_iter().take(width - split));
    columns.resize(width, SILENT);

    let mut lines = vec![paint_blocks(&columns, palette)];
    let repeats = if continuous { "continuous" } else { "repeats" };
    match (cadence.lead().is_empty(), cadence.cycle().is_empty()) {
        (true, _) => {}
        (false, true) => lines.push(paint(palette.faint, &bracket(width, "once"))),
        (false, false) => {
            let both = bracket(split, "once") + &bracket(width - split, repeats);
            lines.push(paint(palette.faint, &both));
        }
    }
    if !continuous || lead_ms > 0 {
        lines.push(paint(palette.faint, &axis(scale)));
    }
    lines
}

/// Milliseconds to columns.
#[derive(Clone, Copy)]
pub struct Scale {
    pub total_ms: u64,
    pub columns: usize,
}

impl Scale {
    /// The column that an instant is nearest to the start of.
    pub fn column_of(self, ms: u64) -> usize {
        let columns = u128::from(ms) * self.columns as u128;
        let total = u128::from(self.total_ms.max(1));
        usize::try_from((columns + total / 2) / total).unwrap_or(self.columns)
    }
}

/// A column each; an on time has one at least, however short it is.
fn blocks(pairs: &[OnOff], on: char, scale: Scale) -> Vec<char> {
    let mut columns = vec![SILENT; scale.columns];
    let mut at = 0;
    for pair in pairs {
        let start = scale.column_of(at).min(scale.columns.saturating_sub(1));
        let end = scale.column_of(at + u64::from(pair.on.0)).max(start + 1).min(scale.columns);
        if !pair.on.is_zero() && start < end {
            columns[start..end].fill(on);
        }
        at += pair.length_ms();
    }
    columns
}

fn paint_blocks(columns: &[char], palette: &Palette) -> String {
    let runs = columns.chunk_by(|a, b| a == b).map(|run| {
        let style = match run[0] {
            ONCE => palette.once,
            REPEATED => palette.repeated,
            _ => palette.faint,
        };
        paint(style, &run.iter().collect::<String>())
    });
    runs.collect()
}

/// `└ once ──┘`, or as much of it as fits.
fn bracket(width: usize, label: &str) -> String {
    match width {
        0 => String::new(),
        1 => "╵".to_owned(),
        _ => {
            let room = width - 2;
            let text = if room >= label.len() + 2 { format!(" {label} ") } else { String::new() };
            format!("└{text}{}┘", "─".repeat(room - text.len()))
        }
    }
}

/// Labels at round times, far enough apart to be read.
pub fn axis(scale: Scale) -> String {
    // The longest label and a blank.
    let apart = label(scale.total_ms).len().max(label(scale.total_ms / 7).len()).max(8) + 1;
    let most = (scale.columns / apart).max(1) as u64;
    let steps = (0..).flat_map(|power| [1, 2, 5].map(|step| step * 10_u64.pow(power)));
    let step = steps.take(48).find(|step| scale.total_ms / step <= most).unwrap_or(u64::MAX);
    let mut line = String::new();
    let mut ms = 0;
    while ms <= scale.total_ms {
        let column = scale.column_of(ms);
        let label = label(ms);
        if (ms > 0 && column <= line.chars().count()) || column + label.len() > scale.columns + 6 {
            break;
        }
        line.extend(std::iter::repeat_n(' ', column - line.chars().count()));
        line.push_str(&label);
        ms += step;
    }
    line
}

/// `0`, `250 ms`, `1.5 s`
fn label(ms: u64) -> String {
    match ms {
        0 => "0".to_owned(),
        1..1000 => format!("{ms} ms"),
        _ => {
            let (whole, thousandths) = (ms / 1000, ms % 1000);
            let fraction = format!("{thousandths:03}");
            match fraction.trim_end_matches('0') {
                "" => format!("{whole} s"),
                fraction => format!("{whole}.{fraction} s"),
            }
        }
    }
}
