//! The lines of a voice's spectrum, from its components, and how they are drawn.
//!
//! A sine is one line. A modulated one, `(1 + m·sin(gt))·sin(ft)`, is three: `sin(ft)` itself and
//! `m/2·(cos((f−g)t) − cos((f+g)t))`. Lines of one frequency add with their phases; a line below
//! 0 Hz or above half the sampling rate is heard where the samples put it.

use std::collections::BTreeMap;

use crate::model::{Component, Voice};
use crate::sheet::markup::Html;
use crate::sheet::sound::RATE;
use crate::units::DbM0;

/// One line of a spectrum.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Line {
    /// Its frequency in thousandths of a hertz, up to half the sampling rate.
    millihertz: u64,
    /// Its level in dBm0.
    level: f64,
}

/// The amplitudes of the sine and the cosine of one frequency.
type Phases = (f64, f64);

/// The level below which a line is none, in dBm0.
const LEAST: f64 = -120.0;

/// The lines of a voice by their frequency.
fn lines(voice: &Voice) -> Vec<Line> {
    let mut sums: BTreeMap<u64, Phases> = BTreeMap::new();
    for component in voice.components() {
        for (frequency, (sine, cosine)) in parts(component) {
            let (heard, turned) = folded(frequency);
            let sum = sums.entry(heard).or_default();
            sum.0 += if turned { -sine } else { sine };
            sum.1 += cosine;
        }
    }
    let line = |(millihertz, (sine, cosine)): (u64, Phases)| Line {
        millihertz,
        level: 20.0 * f64::hypot(sine, cosine).log10(),
    };
    sums.into_iter().map(line).filter(|line| line.level >= LEAST).collect()
}

/// The frequencies of a component in thousandths of a hertz, which may be below 0.
fn parts(component: &Component) -> Vec<(i64, Phases)> {
    let amplitude = 10_f64.powf(decibels(component.level) / 20.0);
    let carrier = i64::from(component.frequency.millihertz());
    let mut parts = vec![(carrier, (amplitude, 0.0))];
    if let Some(modulation) = component.modulation {
        let swing = i64::from(modulation.frequency.millihertz());
        let side = amplitude * f64::from(modulation.depth.thousandths()) / 2000.0;
        parts.push((carrier - swing, (0.0, side)));
        parts.push((carrier + swing, (0.0, -side)));
    }
    parts
}

/// Where a frequency is heard, and whether its sine is turned over there.
fn folded(millihertz: i64) -> (u64, bool) {
    let turn = i64::from(RATE.hertz()) * 1000;
    let within = millihertz.rem_euclid(turn);
    let turned = within * 2 > turn;
    ((if turned { turn - within } else { within }).unsigned_abs(), turned)
}

/// The level of a whole voice in dBm0: that of a sine of the same power, which is the power of its
/// lines.
pub(super) fn level(voice: &Voice) -> f64 {
    let power = |line: Line| 10_f64.powf(line.level / 10.0);
    10.0 * lines(voice).into_iter().map(power).sum::<f64>().max(1e-20).log10()
}

fn decibels(level: DbM0) -> f64 {
    f64::from(level.hundredths()) / 100.0
}

/// A level as people read it: `−16.94`, with a minus of the width of a digit.
pub(super) fn shown(decibels: f64) -> String {
    let text = format!("{decibels:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
}

/// A frequency without its unit: `913.8`.
fn hertz(millihertz: u64) -> String {
    let text = format!("{}.{:03}", millihertz / 1000, millihertz % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Pixels from the top.
const TOP: f64 = 16.0;
const BOTTOM: f64 = 106.0;
const HEIGHT: u32 = 128;
/// Hundredths of the width.
const LEFT: f64 = 12.0;
const RIGHT: f64 = 97.0;
/// Decibels from the top to the bottom.
const SPAN: f64 = 50.0;

/// The axes of a drawing.
struct Axes {
    /// Hertz at the right end.
    highest: f64,
    /// dBm0 at the top.
    loudest: f64,
}

impl Axes {
    fn of(lines: &[Line]) -> Self {
        const ENDS: [f64; 6] = [100.0, 500.0, 1000.0, 2000.0, 3000.0, 4000.0];
        let highest = lines.iter().map(|line| frequency(*line)).fold(0.0, f64::max);
        let loudest = lines.iter().map(|line| line.level).fold(LEAST, f64::max);
        let end = ENDS.into_iter().find(|end| *end > highest * 1.04);
        Self { highest: end.unwrap_or(4000.0), loudest: (loudest / 10.0).ceil() * 10.0 }
    }

    fn x(&self, hertz: f64) -> f64 {
        LEFT + (RIGHT - LEFT) * hertz / self.highest
    }

    fn y(&self, decibels: f64) -> f64 {
        TOP + (BOTTOM - TOP) * ((self.loudest - decibels) / SPAN).clamp(0.0, 1.0)
    }
}

fn frequency(line: Line) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a frequency has 23 bits")]
    let millihertz = line.millihertz as f64;
    millihertz / 1000.0
}

/// Draws the spectrum of a voice, on axes that hold those of all `voices`.
pub(super) fn draw(html: &mut Html, voice: &Voice, voices: &[Voice], title: &str) {
    let axes = Axes::of(&voices.iter().flat_map(lines).collect::<Vec<_>>());
    let lines = lines(voice);
    let said: Vec<_> = lines.iter().map(|line| words(*line)).collect();
    let label = format!("{title}: {}", said.join("; "));
    let height = HEIGHT.to_string();
    let attributes: &[(&str, &str)] = &[
        ("class", "spectrum"),
        ("role", "img"),
        ("aria-label", &label),
        ("width", "100%"),
        ("height", &height),
    ];
    html.element("svg", attributes, |html| {
        draw_axes(html, &axes);
        for line in &lines {
            let x = percent(axes.x(frequency(*line)));
            upright(html, "peak", &x, (axes.y(line.level), BOTTOM), Some(&words(*line)));
        }
        draw_labels(html, &axes, &lines);
    });
}

fn words(line: Line) -> String {
    format!("{} Hz at {} dBm0", hertz(line.millihertz), shown(line.level))
}

fn draw_axes(html: &mut Html, axes: &Axes) {
    for below in 0..=5_u8 {
        let level = axes.loudest - 10.0 * f64::from(below);
        let y = format!("{:.1}", axes.y(level));
        let (left, right) = (percent(LEFT), percent(RIGHT));
        let class = if below == 5 { "axis" } else { "grid" };
        let place: &[(&str, &str)] =
            &[("class", class), ("x1", &left), ("x2", &right), ("y1", &y), ("y2", &y)];
        html.element("line", place, |_| {});
        if below % 2 == 0 {
            let y = axes.y(level) + 4.0;
            text(html, "label", (LEFT - 1.5, y, "end"), &shown(level));
        }
    }
    for quarter in 0..=4_u8 {
        let hertz = axes.highest * f64::from(quarter) / 4.0;
        upright(html, "tick", &percent(axes.x(hertz)), (BOTTOM, BOTTOM + 4.0), None);
        let unit = if quarter == 4 { " Hz" } else { "" };
        let anchor = if quarter == 4 { "end" } else { "middle" };
        let x = if quarter == 4 { 100.0 } else { axes.x(hertz) };
        text(html, "label", (x, BOTTOM + 18.0, anchor), &format!("{hertz}{unit}"));
    }
}

/// The frequencies of the lines. Of neighbours the left one has its label to the left and the right
/// one to the right; one between two has it where it is the loudest of the three.
fn draw_labels(html: &mut Html, axes: &Axes, lines: &[Line]) {
    /// Hundredths of the width that a label needs.
    const ROOM: f64 = 11.0;
    let lines: Vec<_> = lines.iter().filter(|line| line.level > axes.loudest - SPAN).collect();
    let place = |line: &Line| axes.x(frequency(*line));
    for (at, line) in lines.iter().enumerate() {
        let is_near = |other: &&&Line| (place(other) - place(line)).abs() < ROOM;
        let before = at.checked_sub(1).and_then(|at| lines.get(at)).filter(is_near);
        let after = lines.get(at + 1).filter(is_near);
        let (x, anchor) = match (before, after) {
            (None, Some(_)) => (place(line) + 0.5, "end"),
            (Some(_), None) => (place(line) - 0.5, "start"),
            (Some(a), Some(b)) if line.level < a.level.max(b.level) => continue,
            _ => (place(line), "middle"),
        };
        let y = axes.y(line.level) - 4.0;
        text(html, "value", (x, y, anchor), &hertz(line.millihertz));
    }
}

fn percent(hundredths: f64) -> String {
    format!("{hundredths:.2}%")
}

fn upright(html: &mut Html, class: &str, x: &str, (top, bottom): (f64, f64), title: Option<&str>) {
    let (top, bottom) = (format!("{top:.1}"), format!("{bottom:.1}"));
    let place: &[(&str, &str)] =
        &[("class", class), ("x1", x), ("x2", x), ("y1", &top), ("y2", &bottom)];
    html.element("line", place, |html| {
        if let Some(title) = title {
            html.leaf("title", &[], title);
        }
    });
}

fn text(html: &mut Html, class: &str, (x, y, anchor): (f64, f64, &str), text: &str) {
    let (x, y) = (percent(x), format!("{y:.1}"));
    let place: &[(&str, &str)] = &[("class", class), ("x", &x), ("y", &y), ("text-anchor", anchor)];
    html.leaf("text", place, text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Depth, Modulation};
    use crate::units::Hertz;

    fn component(hertz: u32, level: i32, modulated: Option<(u32, u16)>) -> Component {
        let modulation = modulated.map(|(frequency, depth)| Modulation {
            frequency: Hertz::new(frequency).unwrap(),
            depth: Depth::from_thousandths(depth).unwrap(),
        });
        let level = DbM0::from_hundredths(level).unwrap();
        Component { modulation, ..Component::new(Hertz::new(hertz).unwrap(), level) }
    }

    fn found(components: &[Component]) -> Vec<(u64, String)> {
        let lines = lines(&Voice::new(components.iter().copied()).unwrap());
        lines.into_iter().map(|line| (line.millihertz / 1000, shown(line.level))).collect()
    }

    fn expected(lines: &[(u64, &str)]) -> Vec<(u64, String)> {
        lines.iter().map(|(hertz, level)| (*hertz, (*level).to_owned())).collect()
    }

    #[test]
    fn a_modulated_carrier_has_two_side_lines_half_its_depth_below() {
        // 20·log10(0.9/2) = -6.94 dB, 20·log10(1/2) = -6.02 dB.
        let lines = found(&[component(400, -1000, Some((16, 900)))]);
        assert_eq!(lines, expected(&[(384, "−16.94"), (400, "−10"), (416, "−16.94")]));
        let lines = found(&[component(400, 0, Some((25, 1000)))]);
        assert_eq!(lines, expected(&[(375, "−6.02"), (400, "0"), (425, "−6.02")]));
    }

    #[test]
    fn lines_of_one_frequency_add_with_their_phases() {
        // Twice the same sine is 6.02 dB more; a side line is a quarter turn off its neighbour.
        let twice = [component(440, -2000, None), component(440, -2000, None)];
        assert_eq!(found(&twice), expected(&[(440, "−13.98")]));
        let beside = [component(400, 0, Some((25, 2000))), component(425, 0, None)];
        assert_eq!(found(&beside), expected(&[(375, "0"), (400, "0"), (425, "3.01")]));
    }

    #[test]
    fn what_the_rate_does_not_carry_is_drawn_where_it_is_heard() {
        let lines = found(&[component(3900, 0, Some((200, 2000)))]);
        assert_eq!(lines, expected(&[(3700, "0"), (3900, "3.01")]).into_iter().collect::<Vec<_>>());
        let lines = found(&[component(100, 0, Some((300, 1000)))]);
        assert_eq!(lines, expected(&[(100, "0"), (200, "−6.02"), (400, "−6.02")]));
    }

    #[test]
    fn a_voice_that_nobody_hears_is_drawn_without_a_line() {
        let mut html = Html::default();
        let voice = Voice::new([component(440, -20_000, None)]).unwrap();
        draw(&mut html, &voice, core::slice::from_ref(&voice), "Spectrum");
        let drawn = html.into_string();
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
        assert!(!drawn.contains("peak") && drawn.contains(">−120<"), "{drawn}");
    }

    #[test]
    fn the_level_of_a_voice_is_that_of_all_its_power() {
        let level = |components: &[Component]| {
            shown(level(&Voice::new(components.iter().copied()).unwrap()))
        };
        assert_eq!(level(&[component(440, -1900, None), component(480, -1900, None)]), "−15.99");
        assert_eq!(level(&[component(440, -2000, None), component(440, -2000, None)]), "−13.98");
        assert_eq!(level(&[component(400, 0, Some((16, 1000)))]), "1.76");
    }
}
