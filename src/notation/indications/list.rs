//! A list of items to a signal, as Asterisk's `ast_playtones_start` takes it.

use std::collections::HashMap;

use crate::model::{Cadence, Component, Modulation, OnOff, Signal, Voice};
use crate::notation::indications::lines::Text;
use crate::notation::indications::problem::{Findings, IndicationsProblem as Problem};
use crate::notation::indications::{DEPTH, LEVEL, LONGEST_TIME, MIDI};
use crate::text::excerpt;
use crate::units::{Hertz, Millis, SampleRate};

/// The lowest frequency that is taken for a sound: below it, beside a higher one, modulation is
/// meant.
const AUDIBLE: u64 = 100;

/// A fault that has been reported.
pub(super) struct Reported;

/// An item of a list.
struct Item {
    /// Whether it has a `!`.
    once: bool,
    /// What sounds; nothing in silence.
    voice: Option<Voice>,
    /// `0+0`: a silence that is no off time of what stands before it.
    apart: bool,
    /// How long; `None` for ever.
    time: Option<u32>,
}

/// Reads the list of a tone.
pub(super) fn read(
    value: Text<'_>,
    rate: SampleRate,
    findings: &mut Findings,
) -> Result<Signal, Reported> {
    let mut failed = false;
    let mut course = Course::default();
    let mut endless = None;
    let separator = if value.text.contains('|') { '|' } else { ',' };
    let mut at = 0;
    for part in value.text.split(separator) {
        let text = Text::of(part, value.span.start + at);
        at += part.len() + 1;
        let is_last = at > value.text.len();
        if text.text.is_empty() {
            if is_last && at > 1 {
                findings.report(text.span, Problem::TrailingComma);
            } else {
                findings.report(text.span, Problem::EmptyItem);
                failed = true;
            }
            continue;
        }
        if let Some(item) = endless {
            findings.report_with(text.span, (item, "this never ends"), Problem::Unreachable);
            break;
        }
        let Ok(item) = read_item(text, rate, findings) else {
            failed = true;
            continue;
        };
        if item.once && course.repeats {
            findings.report(text.span, Problem::LateOnce);
        }
        if item.time.is_none() {
            endless = Some(text.span);
        }
        course.push(item);
    }
    if failed {
        return Err(Reported);
    }
    if course.places.is_empty() {
        findings.report(value.span, Problem::Silent);
    }
    course.signal().ok_or(Reported)
}

/// The items that have been read, as a lead and a cycle.
#[derive(Default)]
struct Course {
    places: HashMap<Voice, usize>,
    voices: Vec<Voice>,
    lead: Vec<OnOff>,
    cycle: Vec<OnOff>,
    /// Whether an item without `!` was there.
    repeats: bool,
}

impl Course {
    fn push(&mut self, item: Item) {
        self.repeats |= !item.once;
        let voice = item.voice.map(|voice| {
            let next = self.voices.len();
            let place = *self.places.entry(voice.clone()).or_insert(next);
            if place == next {
                self.voices.push(voice);
            }
            place
        });
        let Some(time) = item.time else {
            // What was to be repeated is played once: the cycle is never reached again.
            self.lead.append(&mut self.cycle);
            let steady = voice.map(|voice| OnOff::new(1000, 0).with_voice(voice));
            self.cycle.extend(steady);
            return;
        };
        let part = if self.repeats { &mut self.cycle } else { &mut self.lead };
        match (voice, part.last_mut()) {
            (Some(voice), _) => part.push(OnOff::new(time, 0).with_voice(voice)),
            (None, Some(last)) if !item.apart && !last.on.is_zero() && last.off.is_zero() => {
                last.off = Millis(time);
            }
            (None, _) => part.push(OnOff::new(0, time)),
        }
    }

    fn signal(self) -> Option<Signal> {
        let silence = self.lead.is_empty() && self.cycle.is_empty();
        let cycle = if silence { vec![OnOff::new(0, 1000)] } else { self.cycle };
        let cadence = Cadence::new(self.lead, cycle).ok()?;
        Signal::with_voices(self.voices, cadence).ok()
    }
}

fn read_item(text: Text<'_>, rate: SampleRate, findings: &mut Findings) -> Result<Item, Reported> {
    let once = text.text.starts_with('!');
    let mut scan = Scan { text: if once { text.from(1) } else { text }, at: 0 };
    let midi = scan.eat('M');
    let Some(first) = scan.number() else {
        findings.report(text.span, Problem::NotANumber(excerpt(scan.rest())));
        return Err(Reported);
    };
    let (modulated, second) = match scan.second(midi) {
        Some((modulated, second)) => (modulated, Some(second)),
        None => (false, None),
    };
    let time = scan.behind("/");
    let rest = scan.text.from(scan.at);
    if !rest.text.is_empty() {
        let more = rest.text.split('+').skip(1);
        let mut numbers = more.filter(|part| !part.bytes().all(|byte| byte.is_ascii_digit()));
        let adds = second.is_some() && !modulated && time.is_none() && rest.text.starts_with('+');
        if !(adds && numbers.next().is_none() && !rest.text.ends_with('+')) {
            findings.report(rest.span, Problem::Unread(excerpt(rest.text)));
            return Err(Reported);
        }
        findings.report(rest.span, Problem::ThirdFrequency(excerpt(rest.text)));
    }
    let time = time.unwrap_or(0);
    let Some(time) = u32::try_from(time).ok().filter(|time| *time <= LONGEST_TIME) else {
        let problem = Problem::TooLarge { found: time.to_string(), most: LONGEST_TIME };
        findings.report(text.span, problem);
        return Err(Reported);
    };
    let mut reader = Reader { text, rate, midi, findings };
    let numbers = [Some(first), second].into_iter().flatten();
    let hertz = numbers.map(|number| reader.hertz(number)).collect::<Result<Vec<_>, _>>()?;
    let voice = reader.voice(&hertz, modulated)?;
    let apart = second.is_some() && voice.is_none();
    Ok(Item { once, voice, apart, time: (time > 0).then_some(time) })
}

/// The numbers of an item, as `sscanf` takes them: blanks may stand before a number.
struct Scan<'a> {
    text: Text<'a>,
    at: usize,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        &self.text.text[self.at..]
    }

    fn eat(&mut self, mark: char) -> bool {
        let found = self.rest().starts_with(mark);
        self.at += usize::from(found);
        found
    }

    /// A whole number, at the end of 64 bits where it lies beyond.
    fn number(&mut self) -> Option<u64> {
        let rest = self.rest();
        let text = rest.trim_start();
        let length = text.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return None;
        }
        self.at += rest.len() - text.len() + length;
        Some(text[..length].parse().unwrap_or(u64::MAX))
    }

    /// The number behind `marks`; if there is none, nothing is read.
    fn behind(&mut self, marks: &str) -> Option<u64> {
        let start = self.at;
        let number = marks.chars().all(|mark| self.eat(mark)).then(|| self.number()).flatten();
        if number.is_none() {
            self.at = start;
        }
        number
    }

    /// The second frequency, and whether it modulates the first.
    fn second(&mut self, midi: bool) -> Option<(bool, u64)> {
        let (sum, product) = if midi { ("+M", "*M") } else { ("+", "*") };
        let added = self.behind(sum).map(|number| (false, number));
        added.or_else(|| self.behind(product).map(|number| (true, number)))
    }
}

/// What the numbers of an item mean.
struct Reader<'a, 'f> {
    text: Text<'a>,
    rate: SampleRate,
    midi: bool,
    findings: &'f mut Findings,
}

impl Reader<'_, '_> {
    fn report(&mut self, problem: Problem) -> Reported {
        self.findings.report(self.text.span, problem);
        Reported
    }

    /// A frequency; `None` for 0 Hz.
    fn hertz(&mut self, number: u64) -> Result<Option<Hertz>, Reported> {
        let hertz = if self.midi {
            let note = usize::try_from(number).ok().and_then(|note| MIDI.get(note));
            let Some(hertz) = note else { return Err(self.report(Problem::MidiNote(number))) };
            u64::from(*hertz)
        } else {
            number
        };
        if hertz == 0 {
            return Ok(None);
        }
        let frequency = u32::try_from(hertz).ok().and_then(Hertz::new);
        match frequency.filter(|frequency| self.rate.carries(*frequency)) {
            Some(frequency) => Ok(Some(frequency)),
            None => Err(self.report(Problem::AboveNyquist { hertz, rate: self.rate })),
        }
    }

    fn voice(
        &mut self,
        hertz: &[Option<Hertz>],
        modulated: bool,
    ) -> Result<Option<Voice>, Reported> {
        if modulated {
            let [Some(carrier), Some(modulation)] = *hertz else {
                return Err(self.report(Problem::ZeroFrequency));
            };
            let modulation = Some(Modulation { frequency: modulation, depth: DEPTH });
            let component = Component { modulation, ..Component::new(carrier, LEVEL) };
            return Ok(Voice::new([component]).ok());
        }
        let frequencies: Vec<_> = hertz.iter().copied().flatten().collect();
        let whole = |frequency: &Hertz| u64::from(frequency.millihertz() / 1000);
        if let [one, other] = frequencies.as_slice() {
            let (low, high) = (whole(one.min(other)), whole(one.max(other)));
            if low < AUDIBLE && high >= AUDIBLE {
                self.report(Problem::SubAudio { carrier: high, modulation: low });
            }
        }
        Ok(Voice::new(frequencies.into_iter().map(|hertz| Component::new(hertz, LEVEL))).ok())
    }
}
