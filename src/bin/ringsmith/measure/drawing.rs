//! What sounds when in a recording, over its time axis.

use clap::builder::styling::{AnsiColor, Style};
use ringsmith::analysis::{Content, Measurement};

use crate::draw::{self, Palette, SILENT, Scale, paint};

/// What is no tone: speech, music, noise.
const OTHER: char = '≈';
/// Voices, told apart where there is no colour; the first one again after the last.
const VOICES: [(char, AnsiColor); 4] = [
    ('█', AnsiColor::Green),
    ('▒', AnsiColor::Yellow),
    ('▚', AnsiColor::Cyan),
    ('▄', AnsiColor::Magenta),
];

/// The character that stands for a content, in its colour.
fn mark(content: Content) -> (char, Style) {
    match content {
        Content::Voice(voice) => {
            let (mark, colour) = VOICES[voice % VOICES.len()];
            (mark, colour.on_default())
        }
        Content::Other => (OTHER, AnsiColor::Red.on_default()),
    }
}

/// The mark of a voice, as it stands in the drawing.
pub fn legend(content: Content) -> String {
    let (mark, style) = mark(content);
    paint(style, &mark.to_string())
}

/// The whole recording on `width` columns, and its axis. A run has a column at least, however short
/// it is.
pub fn timeline(measurement: &Measurement, width: usize, palette: &Palette) -> [String; 2] {
    let total_ms = whole_ms(measurement.length_ms);
    let scale = Scale { total_ms, columns: width };
    let mut columns = vec![None; width];
    for run in &measurement.runs {
        let start = scale.column_of(whole_ms(run.start_ms)).min(width.saturating_sub(1));
        let end = scale.column_of(whole_ms(run.end_ms)).max(start + 1).min(width);
        columns[start..end].fill(Some(run.content));
    }
    let blocks = columns.chunk_by(|a, b| a == b).map(|columns| match columns[0] {
        None => palette.faint(&SILENT.to_string().repeat(columns.len())),
        Some(content) => {
            let (mark, style) = mark(content);
            paint(style, &mark.to_string().repeat(columns.len()))
        }
    });
    [blocks.collect(), palette.faint(&draw::axis(scale))]
}

/// The millisecond that an instant is nearest to.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and what is before the recording counts as its start"
)]
pub fn whole_ms(ms: f64) -> u64 {
    ms.round() as u64
}
