//! A cadence drawn over its time axis.
//!
//! Places along the axis are percentages, so that a drawing is as wide as the page leaves it room
//! for and its letters keep their size.

use crate::model::{Cadence, OnOff, Signal};
use crate::sheet::markup::Html;
use crate::sheet::spectrum;
use crate::sheet::words;

/// How long a continuous cycle is drawn.
const CONTINUOUS_MS: u64 = 3000;
/// Cycles are drawn until this time, but so many at most.
const ENOUGH_MS: u64 = 6000;
const MOST_CYCLES: u64 = 4;
/// A cycle is drawn twice where it is no longer than this.
const TWICE_MS: u64 = 10_000;

/// Heights in pixels, from the top.
const LETTERS: u32 = 11;
const TOP: u32 = 18;
const BASE: u32 = 66;
const NAMES: u32 = 80;
const AXIS: u32 = 88;
const LABELS: u32 = 103;
const HEIGHT: u32 = 108;

/// How much of a cadence is drawn: the lead and some cycles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) lead_ms: u64,
    /// One cycle; 0 where there is none.
    pub(super) cycle_ms: u64,
    /// How many of them are drawn.
    pub(super) cycles: u64,
}

impl Extent {
    pub(super) fn of(cadence: &Cadence) -> Self {
        let lead_ms = cadence.lead_ms();
        if cadence.is_continuous() {
            return Self { lead_ms, cycle_ms: CONTINUOUS_MS.max(lead_ms / 2), cycles: 1 };
        }
        let cycle_ms = cadence.cycle_ms();
        let least = if cycle_ms <= TWICE_MS { 2 } else { 1 };
        let cycles = ENOUGH_MS.checked_div(cycle_ms).map_or(0, |fit| fit.clamp(least, MOST_CYCLES));
        Self { lead_ms, cycle_ms, cycles }
    }

    pub(super) fn total_ms(self) -> u64 {
        self.lead_ms + self.cycles * self.cycle_ms
    }
}

/// What drawings that stand above each other have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    /// The time from the left to the right.
    pub(super) total_ms: u64,
    /// The level of the tallest bar, in dBm0.
    pub(super) loudest: f64,
}

impl Scale {
    /// A scale that all of these signals fit in.
    pub(super) fn of<'s>(signals: impl Iterator<Item = &'s Signal> + Clone) -> Self {
        let total = signals.clone().map(|signal| Extent::of(signal.cadence()).total_ms()).max();
        let levels = signals.flat_map(Signal::voices).map(spectrum::level);
        Self {
            total_ms: total.unwrap_or(0).max(1),
            loudest: levels.fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// A time as a part of the width: `12.345%`.
    fn percent(self, ms: u64) -> String {
        let thousandths = u128::from(ms) * 100_000 / u128::from(self.total_ms);
        format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
    }

    /// Whether a time takes so many hundredths of the width.
    fn has_room(self, ms: u64, hundredths: u64) -> bool {
        u128::from(ms) * 100 >= u128::from(self.total_ms) * u128::from(hundredths)
    }

    /// The height of a bar: 1 for the loudest, less by one for each 30 dB, but always to be seen.
    fn height(self, level: f64) -> f64 {
        const DECIBELS: f64 = 30.0;
        const LEAST: f64 = 0.2;
        (1.0 + (level - self.loudest) / DECIBELS).clamp(LEAST, 1.0) * f64::from(BASE - TOP)
    }
}

/// Draws the cadence of a signal.
pub(super) fn draw(html: &mut Html, signal: &Signal, scale: Scale) {
    let cadence = signal.cadence();
    let extent = Extent::of(cadence);
    let label = format!("Cadence: {}", words::cadence(cadence));
    let number = |ms: u64| ms.to_string();
    let attributes: &[(&str, &str)] = &[
        ("class", "timeline"),
        ("role", "img"),
        ("aria-label", &label),
        ("width", "100%"),
        ("height", &HEIGHT.to_string()),
        ("data-total", &number(scale.total_ms)),
        ("data-lead", &number(extent.lead_ms)),
        ("data-loop", &number(extent.cycles * extent.cycle_ms)),
    ];
    html.element("svg", attributes, |html| {
        let drawing = Drawing { signal, scale, extent };
        drawing.bands(html);
        drawing.bars(html);
        drawing.names(html);
        drawing.axis(html);
        let (top, bottom) = ((TOP - 4).to_string(), AXIS.to_string());
        let place: &[(&str, &str)] = &[
            ("class", "cursor"),
            ("x1", "0"),
            ("x2", "0"),
            ("y1", &top),
            ("y2", &bottom),
            ("visibility", "hidden"),
        ];
        html.element("line", place, |_| {});
    });
}

struct Drawing<'a> {
    signal: &'a Signal,
    scale: Scale,
    extent: Extent,
}

impl Drawing<'_> {
    /// Grounds of the lead and of the first cycle, and a line where each cycle begins.
    fn bands(&self, html: &mut Html) {
        let Extent { lead_ms, cycle_ms, cycles } = self.extent;
        let (top, height) = ((TOP - 4).to_string(), (AXIS - TOP + 4).to_string());
        for (class, from, length) in
            [("band lead", 0, lead_ms), ("band cycle", lead_ms, cycle_ms * cycles.min(1))]
        {
            if length > 0 {
                let (x, width) = (self.scale.percent(from), self.scale.percent(length));
                let place: &[(&str, &str)] = &[
                    ("class", class),
                    ("x", &x),
                    ("y", &top),
                    ("width", &width),
                    ("height", &height),
                ];
                html.element("rect", place, |_| {});
            }
        }
        for cycle in 0..cycles {
            let start = lead_ms + cycle * cycle_ms;
            if start > 0 {
                line(html, "start", &self.scale.percent(start), (TOP - 4, AXIS));
            }
        }
        let base = BASE.to_string();
        let end = self.scale.percent(self.extent.total_ms());
        let place: &[(&str, &str)] =
            &[("class", "base"), ("x1", "0"), ("x2", &end), ("y1", &base), ("y2", &base)];
        html.element("line", place, |_| {});
    }

    fn bars(&self, html: &mut Html) {
        let cadence = self.signal.cadence();
        let Extent { lead_ms, cycle_ms, cycles } = self.extent;
        self.pairs(html, "lead", cadence.lead(), 0);
        for cycle in 0..cycles {
            let kind = if cycle == 0 { "cycle" } else { "cycle again" };
            let start = lead_ms + cycle * cycle_ms;
            if cadence.is_continuous() {
                let voice = cadence.cycle().first().map_or(0, |pair| pair.voice);
                self.bar(html, kind, (start, cycle_ms), voice);
            } else {
                self.pairs(html, kind, cadence.cycle(), start);
            }
        }
    }

    fn pairs(&self, html: &mut Html, kind: &str, pairs: &[OnOff], mut start: u64) {
        for pair in pairs {
            if !pair.on.is_zero() {
                self.bar(html, kind, (start, pair.on.0.into()), pair.voice);
            }
            start += pair.length_ms();
        }
    }

    /// One on time: its start and length.
    fn bar(&self, html: &mut Html, kind: &str, (start, on): (u64, u64), voice: usize) {
        /// Hundredths of the width that a letter needs.
        const LETTER: u64 = 2;
        let Some(sounds) = self.signal.voices().get(voice) else { return };
        let several = self.signal.voices().len() > 1;
        let height = self.scale.height(spectrum::level(sounds));
        let class = format!("bar {kind} v{}", voice % 4);
        let (x, width) = (self.scale.percent(start), self.scale.percent(on));
        let (y, height) = (format!("{:.1}", f64::from(BASE) - height), format!("{height:.1}"));
        let place: &[(&str, &str)] =
            &[("class", &class), ("x", &x), ("y", &y), ("width", &width), ("height", &height)];
        let name = words::voice_name(voice);
        html.element("rect", place, |html| {
            let which = if several { format!(", voice {name}") } else { String::new() };
            html.leaf("title", &[], &format!("{start} to {} ms{which}", start + on));
        });
        if several && self.scale.has_room(on, LETTER) {
            let middle = self.scale.percent(start + on / 2);
            label(html, "letter", (&middle, LETTERS, "middle"), &name);
        }
    }

    /// What is played once, what is repeated.
    fn names(&self, html: &mut Html) {
        /// Hundredths of the width that the word needs on a telephone.
        const ONCE: u64 = 11;
        let Extent { lead_ms, cycle_ms, cycles } = self.extent;
        let at = |ms| self.scale.percent(ms);
        let mut name =
            |from: u64, text: &str| label(html, "name", (&at(from), NAMES, "start"), text);
        if lead_ms > 0 && self.scale.has_room(lead_ms, ONCE) {
            name(0, "once");
        }
        if self.signal.cadence().is_continuous() {
            name(lead_ms, "continuous");
        } else if cycles > 0 {
            name(lead_ms, &format!("repeats every {}", time(cycle_ms)));
        }
    }

    fn axis(&self, html: &mut Html) {
        let total = self.scale.total_ms;
        let step = step(total);
        for (place, ms) in (0..=total / step).map(|tick| tick * step).enumerate() {
            let x = self.scale.percent(ms);
            line(html, "tick", &x, (AXIS, AXIS + 4));
            let anchor = match ms {
                0 => "start",
                _ if !self.scale.has_room(total - ms, 4) => "end",
                _ => "middle",
            };
            // Every second one gives way on a narrow screen.
            let class = if place % 2 == 0 { "label" } else { "label minor" };
            label(html, class, (&x, LABELS, anchor), &time(ms));
        }
        let axis = AXIS.to_string();
        let place: &[(&str, &str)] =
            &[("class", "axis"), ("x1", "0"), ("x2", "100%"), ("y1", &axis), ("y2", &axis)];
        html.element("line", place, |_| {});
    }
}

/// An upright line from one height to another.
fn line(html: &mut Html, class: &str, x: &str, (top, bottom): (u32, u32)) {
    let (top, bottom) = (top.to_string(), bottom.to_string());
    let place: &[(&str, &str)] =
        &[("class", class), ("x1", x), ("x2", x), ("y1", &top), ("y2", &bottom)];
    html.element("line", place, |_| {});
}

/// A text at a place, which is its start, middle or end.
fn label(html: &mut Html, class: &str, (x, y, anchor): (&str, u32, &str), text: &str) {
    let y = y.to_string();
    let dx = if class == "name" { "4" } else { "0" };
    let place: &[(&str, &str)] =
        &[("class", class), ("x", x), ("y", &y), ("dx", dx), ("text-anchor", anchor)];
    html.leaf("text", place, text);
}

/// A round time of which at most ten fit.
fn step(total_ms: u64) -> u64 {
    const MOST: u64 = 10;
    let round = (0..19).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)));
    round.into_iter().find(|step| total_ms / step <= MOST).unwrap_or(u64::MAX)
}

/// `0`, `250 ms`, `1.5 s`
pub(super) fn time(ms: u64) -> String {
    match ms {
        0 => "0".to_owned(),
        1..1000 => format!("{ms} ms"),
        _ => {
            let fraction = format!("{:03}", ms % 1000);
            match fraction.trim_end_matches('0') {
                "" => format!("{} s", ms / 1000),
                fraction => format!("{}.{fraction} s", ms / 1000),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Voice;
    use crate::units::{DbM0, Hertz};

    fn signal(cadence: Cadence) -> Signal {
        Signal::new(Voice::sine(Hertz::new(425).unwrap(), DbM0::ZERO), cadence).unwrap()
    }

    fn drawn(signal: &Signal) -> String {
        let mut html = Html::default();
        draw(&mut html, signal, Scale::of([signal].into_iter()));
        html.into_string()
    }

    #[test]
    fn short_cycles_are_drawn_several_times_and_long_ones_once() {
        let cycles = |on, off| Extent::of(&Cadence::new([], [OnOff::new(on, off)]).unwrap()).cycles;
        assert_eq!([cycles(250, 250), cycles(2000, 4000), cycles(500, 15_000)], [4, 2, 1]);
        let once = Extent::of(&Cadence::new([OnOff::new(100, 50)], []).unwrap());
        assert_eq!((once.cycles, once.total_ms()), (0, 150));
    }

    #[test]
    fn every_on_time_of_the_lead_and_of_each_cycle_is_a_bar_at_its_place() {
        let cadence = Cadence::new([OnOff::new(1000, 1000)], [OnOff::new(500, 3500)]).unwrap();
        let drawn = drawn(&signal(cadence));
        // 2 s of lead and two cycles of 4 s.
        for (kind, x, width) in [
            ("lead", "0.000%", "10.000%"),
            ("cycle", "20.000%", "5.000%"),
            ("cycle again", "60.000%", "5.000%"),
        ] {
            let bar = format!(
                "class=\"bar {kind} v0\" x=\"{x}\" y=\"18.0\" width=\"{width}\" height=\"48.0\""
            );
            assert!(drawn.contains(&bar), "{bar}\n{drawn}");
        }
        assert_eq!(drawn.matches("<rect class=\"bar").count(), 3);
        assert!(drawn.contains(">repeats every 4 s<") && drawn.contains(">once<"), "{drawn}");
    }

    #[test]
    fn a_voice_that_is_ten_decibels_lower_is_a_third_less_tall() {
        let level = |hundredths| DbM0::from_hundredths(hundredths).unwrap();
        let voices = [0, -1000].map(|it| Voice::sine(Hertz::new(425).unwrap(), level(it)));
        let cycle = [OnOff::new(500, 500), OnOff::new(500, 500).with_voice(1)];
        let cadence = Cadence::new([], cycle).unwrap();
        let drawn = drawn(&Signal::with_voices(voices.to_vec(), cadence).unwrap());
        assert!(drawn.contains("v1\" x=\"16.666%\" y=\"34.0\" width=\"8.333%\" height=\"32.0\""));
        assert!(drawn.contains(">b</text>"), "{drawn}");
    }

    #[test]
    fn labels_of_the_axis_are_round_and_at_most_eleven() {
        for total in [1, 9, 10, 11, 999, 12_000, 86_400_000, u64::MAX] {
            let step = step(total);
            assert!(total / step <= 10, "{total}: {step}");
            assert!(
                ["1", "2", "5"].contains(&step.to_string().trim_end_matches('0'))
                    || total > 1 << 62
            );
        }
        assert_eq!(
            [0, 250, 1000, 1500, 12_025].map(time),
            ["0", "250 ms", "1 s", "1.5 s", "12.025 s"]
        );
    }
}
