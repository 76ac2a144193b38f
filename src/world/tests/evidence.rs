//! An independent reader of what the tables of `testdata/world.tsv` print: it shares no code with
//! the package and no notation of the library.

use crate::model::{OnOff, Signal};

/// What sounds: frequencies with the frequency that modulates each, in millihertz, 0 for none.
pub(super) type Sound = Vec<(u32, u32)>;

/// On time, off time, and what sounds in between.
pub(super) type Step = (u32, u32, Sound);

/// A tone without its levels: what is played once, and what is repeated. A cycle that never ends has
/// the one step of no time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub lead: Vec<Step>,
    pub cycle: Vec<Step>,
}

/// A sound or silence for some time, or for ever.
type Piece = (Sound, Option<u32>);

impl Reading {
    fn of_pieces(mut lead: Vec<Piece>, mut cycle: Vec<Piece>) -> Self {
        // What never ends keeps everything behind it from being heard.
        if let Some(at) = lead.iter().position(|(_, ms)| ms.is_none()) {
            cycle = vec![lead[at].clone()];
            lead.truncate(at);
        } else if let Some(at) = cycle.iter().position(|(_, ms)| ms.is_none()) {
            lead.extend(cycle[..at].iter().cloned());
            cycle = vec![cycle[at].clone()];
        }
        if let [(sound, None)] = cycle.as_slice() {
            let steady = (1, 0, sound.clone());
            let cycle = if sound.is_empty() { Vec::new() } else { vec![steady] };
            return Self { lead: steps(lead), cycle }.tidied();
        }
        Self { lead: steps(lead), cycle: steps(cycle) }.tidied()
    }

    /// The one form of equal readings.
    fn tidied(mut self) -> Self {
        if self.cycle.iter().all(|(on, ..)| *on == 0) {
            self.cycle.clear();
        }
        let steady = |(_, off, sound): &Step| *off == 0 && *sound == self.cycle[0].2;
        if !self.cycle.is_empty() && self.cycle.iter().all(steady) {
            self.cycle = vec![(0, 0, self.cycle.swap_remove(0).2)];
        }
        let length = self.cycle.len();
        let period = |n: &usize| {
            length.is_multiple_of(*n) && self.cycle.chunks(*n).all(|part| *part == self.cycle[..*n])
        };
        if let Some(shortest) = (1..=length).find(period) {
            self.cycle.truncate(shortest);
        }
        self
    }

    pub(super) fn of_signal(signal: &Signal) -> Self {
        let pieces = |pairs: &[OnOff]| -> Vec<Piece> {
            let sounding = |pair: &OnOff| -> Sound {
                let components = signal.voices()[pair.voice].components();
                let modulating = |component: &crate::model::Component| match component.modulation {
                    Some(modulation) => modulation.frequency.millihertz(),
                    None => 0,
                };
                components.iter().map(|one| (one.frequency.millihertz(), modulating(one))).collect()
            };
            let both = |pair: &OnOff| {
                let on = (sounding(pair), Some(pair.on.0));
                [on, (Vec::new(), Some(pair.off.0))]
            };
            pairs.iter().flat_map(both).collect()
        };
        let cadence = signal.cadence();
        Self::of_pieces(pieces(cadence.lead()), pieces(cadence.cycle()))
    }

    /// Whether nothing is heard.
    pub(super) fn is_silent(&self) -> bool {
        self.lead.iter().chain(&self.cycle).all(|(_, _, sound)| sound.is_empty())
    }
}

/// Sounds and silences to steps; one that goes on is one.
fn steps(pieces: Vec<Piece>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (sound, ms) in pieces {
        let ms = ms.expect("what never ends has been taken out");
        match steps.last_mut() {
            _ if ms == 0 => {}
            Some(last) if sound.is_empty() => last.1 += ms,
            Some(last) if last.1 == 0 && last.2 == sound => last.0 += ms,
            _ if sound.is_empty() => steps.push((0, ms, sound)),
            _ => steps.push((ms, 0, sound)),
        }
    }
    steps
}

/// `425.5` in millihertz.
fn millihertz(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 {
        return None;
    }
    format!("{whole}{fraction:0<3}").parse().ok()
}

/// `400`, `400+450`, `400*25`; 0 is silence.
fn sound(text: &str) -> Option<Sound> {
    let component = |text: &str| match text.split_once('*') {
        Some((carrier, modulating)) => Some((millihertz(carrier)?, millihertz(modulating)?)),
        None => Some((millihertz(text)?, 0)),
    };
    let sound: Sound = text.split('+').map(component).collect::<Option<_>>()?;
    if sound == [(0, 0)] {
        return Some(Vec::new());
    }
    sound.iter().all(|(frequency, _)| *frequency > 0).then_some(sound)
}

/// What Asterisk and DAHDI write: pieces parted by commas, those with a `!` played once.
pub(super) fn listed(text: &str) -> Option<Reading> {
    let (mut lead, mut cycle) = (Vec::new(), Vec::new());
    for piece in text.split(',').filter(|piece| !piece.is_empty()) {
        let once = piece.strip_prefix('!');
        let (frequencies, ms) = match once.unwrap_or(piece).split_once('/') {
            Some((frequencies, ms)) => (frequencies, Some(ms.parse().ok()?)),
            None => (once.unwrap_or(piece), None),
        };
        let into = if once.is_some() { &mut lead } else { &mut cycle };
        into.push((sound(frequencies)?, ms));
    }
    Some(Reading::of_pieces(lead, cycle))
}

/// A piece of what spandsp's set says, or several that come together.
enum Item {
    Piece(Vec<String>, Option<u32>),
    Group(Vec<Item>, Times),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Endless,
    Often(usize),
}

/// What spandsp's set says: a reading for each alternative. `None` for what is no whole number of
/// milliseconds, and for what cannot be understood.
///
/// Where no repetition is stated, what ends in silence is repeated, and everything else comes once.
pub(super) fn described(text: &str) -> Option<Vec<Reading>> {
    let text = without_brackets(text);
    let text = match text.split_once("/interrupted at ") {
        // So many interruptions a minute: on and off for half of one each.
        Some((before, rest)) => {
            let per_minute: u32 = rest.split(' ').next()?.parse().ok()?;
            let half = 30_000 / per_minute;
            format!("{before}/{half} 0/{half})*")
        }
        None => text,
    };
    let text = text.replace(" || ", "|").replace('(', " ( ").replace(')', " )");
    let mut words: Vec<&str> = text.split_whitespace().rev().collect();
    let items = items(&mut words, false)?.0;
    let alternatives = items.iter().map(alternatives).max()?;
    (0..alternatives).map(|choice| reading(&items, choice)).collect()
}

/// Without tolerances in brackets and levels behind an `@`.
fn without_brackets(text: &str) -> String {
    let mut kept = String::new();
    let (mut bracket, mut level) = (false, false);
    for c in text.chars() {
        match c {
            '[' => bracket = true,
            ']' => bracket = false,
            '@' => level = true,
            '0'..='9' | '-' | '.' if level => {}
            _ if bracket => {}
            _ => {
                level = false;
                kept.push(c);
            }
        }
    }
    kept.split_whitespace().collect::<Vec<_>>().join(" ").replace(" /", "/")
}

fn items(words: &mut Vec<&str>, inside: bool) -> Option<(Vec<Item>, Times)> {
    let mut items = Vec::new();
    while let Some(word) = words.pop() {
        if word == "(" {
            let (group, times) = self::items(words, true)?;
            items.push(Item::Group(group, times));
        } else if let Some(times) = word.strip_prefix(')') {
            let times = match times.strip_prefix('x') {
                Some(often) => Times::Often(often.parse().ok()?),
                None if times == "*" => Times::Endless,
                None => Times::Often(1),
            };
            return inside.then_some((items, times));
        } else {
            let (frequencies, ms) = match word.split_once('/') {
                Some((frequencies, ms)) => {
                    (frequencies, Some(ms.strip_suffix("x1").unwrap_or(ms).parse().ok()?))
                }
                None => (word, None),
            };
            items.push(Item::Piece(frequencies.split('|').map(str::to_owned).collect(), ms));
        }
    }
    (!inside).then_some((items, Times::Often(1)))
}

fn alternatives(item: &Item) -> usize {
    match item {
        Item::Piece(frequencies, _) => frequencies.len(),
        Item::Group(items, _) => items.iter().map(alternatives).max().unwrap_or(1),
    }
}

fn pieces(items: &[Item], choice: usize) -> Option<Vec<Piece>> {
    let mut all = Vec::new();
    for item in items {
        match item {
            Item::Piece(frequencies, ms) => {
                let chosen = frequencies.get(choice).or(frequencies.last())?;
                all.push((sound(chosen)?, *ms));
            }
            Item::Group(group, Times::Often(often)) => {
                let group = pieces(group, choice)?;
                all.extend((0..*often).flat_map(|_| group.iter().cloned()));
            }
            Item::Group(_, Times::Endless) => return None,
        }
    }
    Some(all)
}

fn reading(items: &[Item], choice: usize) -> Option<Reading> {
    if let [before @ .., Item::Group(group, Times::Endless)] = items {
        return Some(Reading::of_pieces(pieces(before, choice)?, pieces(group, choice)?));
    }
    let all = pieces(items, choice)?;
    let counted = matches!(items, [Item::Group(..)]);
    let ends_silent = all.last().is_some_and(|(sound, ms)| sound.is_empty() && ms.is_some());
    let (lead, cycle) = if ends_silent && !counted { (Vec::new(), all) } else { (all, Vec::new()) };
    Some(Reading::of_pieces(lead, cycle))
}
