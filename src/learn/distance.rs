//! How far what was heard is from a tone of a table.

use crate::analysis::{Content, Doubt, MeasuredCadence, Measurement};
use crate::learn::form::{Form, Sine, Step};

/// Frequencies that differ by this share are at distance 1: exchanges keep to 1 % or so.
const FREQUENCY_SHARE: f64 = 0.01;
/// And no less than this, in Hz.
const FREQUENCY_HZ: f64 = 2.0;
/// Ringing at frequencies that differ by so much, in Hz: tables seldom say which they are.
const RINGING_HZ: f64 = 20.0;
/// Times that differ by this share are at distance 1 (ITU-T E.180 lets cadences vary by 10 %).
const TIME_SHARE: f64 = 0.1;
/// And this besides, in ms.
const TIME_MS: f64 = 5.0;
/// Depths of modulation that differ by so much.
const DEPTH: f64 = 0.25;
/// What it costs that a cycle begins elsewhere.
const TURNED: f64 = 0.5;
/// What it costs that the table goes on where the recording ends.
const GOES_ON: f64 = 0.7;

/// What was heard, and what the recording does not tell of it.
pub(super) struct Heard<'a> {
    pub form: &'a Form,
    pub is_pattern: bool,
    doubts: &'a [Doubt],
    /// How often a tone sounded.
    runs: usize,
    /// How long it was silent after the last sound, in ms.
    silence_ms: f64,
    /// How long the last sound was heard, in ms.
    sounding_ms: f64,
}

impl<'a> Heard<'a> {
    pub fn new(form: &'a Form, is_pattern: bool, measurement: &'a Measurement) -> Self {
        let doubts = measurement.cadence.as_ref().map_or(&[][..], |cadence| &cadence.doubts);
        let last_run = measurement.runs.last();
        Self {
            form,
            is_pattern,
            doubts,
            runs: measurement.runs.iter().filter(|run| run.content != Content::Other).count(),
            silence_ms: measurement.cadence.as_ref().map_or(0.0, last_silence_ms),
            sounding_ms: last_run.map_or(0.0, |run| run.end_ms - run.start_ms),
        }
    }

    fn doubts(&self, doubt: Doubt) -> bool {
        self.doubts.contains(&doubt)
    }

    /// The distance from a tone of a table: 0 is equal, 1 is as far as exchanges stray; `None`
    /// where they are not alike. Levels do not count: the line between has its own.
    pub fn distance(&self, known: &Form) -> Option<f64> {
        if self.form.is_continuous() {
            self.continuous(known)
        } else if self.form.cycle.is_empty() {
            self.once(known, self.form.lead.len())
        } else {
            self.cyclic(known)
        }
    }

    /// A tone that still sounded at the end: it is continuous, or longer than was heard.
    fn continuous(&self, known: &Form) -> Option<f64> {
        let count = self.form.lead.len() + 1;
        let pairs = self.pairs(known, count)?;
        let (heard, last) = *pairs.last()?;
        let before = rms(pairs[..count - 1].iter().map(|pair| self.step(*pair)), 0.0)?;
        let voice = self.voice(&heard.sines, &last.sines)?;
        let extra = match last.on {
            None if known.is_continuous() && known.lead.len() + 1 == count => 0.0,
            Some(on) if ms(on) >= self.sounding_ms => GOES_ON,
            _ => return None,
        };
        Some(before.hypot(voice).hypot(extra))
    }

    /// `count` steps that were heard once, or a few times before it stopped.
    fn once(&self, known: &Form, count: usize) -> Option<f64> {
        let pairs = self.pairs(known, count)?;
        let (heard, last) = *pairs.last()?;
        let before = rms(pairs[..count - 1].iter().map(|pair| self.step(*pair)), 0.0)?;
        let voice = self.voice(&heard.sines, &last.sines)?;
        let on = match (heard.on, last.on) {
            (Some(heard), Some(on)) if self.doubts(Doubt::StillSounding) && on >= heard => GOES_ON,
            (Some(heard), Some(on)) => time(heard, on),
            (Some(_), None) if self.doubts(Doubt::StillSounding) => GOES_ON,
            _ => return None,
        };
        let ends = known.cycle.is_empty() && known.lead.len() == count;
        let silent =
            ms(last.off) * (1.0 + TIME_SHARE) >= self.silence_ms || self.doubts(Doubt::Stopped);
        let extra = if ends {
            0.0
        } else if silent || self.doubts(Doubt::StillSounding) {
            GOES_ON
        } else {
            return None;
        };
        Some(before.hypot(voice).hypot(on).hypot(extra))
    }

    /// What was heard again: lead and cycle have the same steps.
    fn cyclic(&self, known: &Form) -> Option<f64> {
        let same = |one: &[Step], other: &[Step]| one.len() == other.len();
        let alike = same(&self.form.lead, &known.lead) && same(&self.form.cycle, &known.cycle);
        if known.cycle.is_empty() && self.doubts(Doubt::Stopped) {
            // It stopped: perhaps it is played so often and no more.
            return self.once(known, self.runs).filter(|_| known.lead.len() == self.runs);
        }
        if !alike || known.is_continuous() {
            return None;
        }
        let turns = if self.form.lead.is_empty() { known.cycle.len() } else { 1 };
        let turned = |by: usize| {
            let leads = self.form.lead.iter().zip(&known.lead);
            let cycle = known.cycle.iter().cycle().skip(by);
            let steps = leads.chain(self.form.cycle.iter().zip(cycle));
            let extra = if by == 0 || self.doubts(Doubt::BeginsWithin) { 0.0 } else { TURNED };
            rms(steps.map(|pair| self.step(pair)), extra)
        };
        (0..turns).filter_map(turned).min_by(f64::total_cmp)
    }

    /// The first `count` steps beside those of a table; `None` where it has fewer.
    fn pairs<'k>(&self, known: &'k Form, count: usize) -> Option<Vec<(&'a Step, &'k Step)>> {
        let pairs: Vec<_> = self.form.first_steps(count).zip(known.first_steps(count)).collect();
        (pairs.len() == count).then_some(pairs)
    }

    fn step(&self, (heard, known): (&Step, &Step)) -> Option<[f64; 2]> {
        let voice = self.voice(&heard.sines, &known.sines)?;
        let on = time(heard.on?, known.on?);
        Some([voice, on.hypot(time(heard.off, known.off))])
    }

    /// The greatest distance of a sine from its like.
    fn voice(&self, heard: &[Sine], known: &[Sine]) -> Option<f64> {
        if heard.len() != known.len() {
            return None;
        }
        let distances = heard.iter().zip(known).map(|(heard, known)| self.sine(*heard, *known));
        distances.collect::<Option<Vec<_>>>().map(|all| all.into_iter().fold(0.0, f64::max))
    }

    fn sine(&self, heard: Sine, known: Sine) -> Option<f64> {
        let least = if self.is_pattern { RINGING_HZ } else { FREQUENCY_HZ };
        let carrier = frequency(heard.millihertz, known.millihertz, least);
        let modulation = match (heard.modulation, known.modulation) {
            (None, None) => 0.0,
            (Some(heard), Some(known)) => {
                let depth = (f64::from(heard.1) - f64::from(known.1)).abs() / 1000.0;
                frequency(heard.0, known.0, FREQUENCY_HZ).hypot(depth / DEPTH)
            }
            _ => return None,
        };
        Some(carrier.hypot(modulation))
    }
}

/// How long it was silent after the last sound of what was heard once.
fn last_silence_ms(cadence: &MeasuredCadence) -> f64 {
    cadence.lead.last().map_or(0.0, |pair| pair.off.ms)
}

/// The root of the mean square of what the steps are off by in voice and in time, with what it
/// costs besides.
fn rms(steps: impl Iterator<Item = Option<[f64; 2]>>, extra: f64) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0.0_f64);
    for step in steps {
        let [voice, times] = step?;
        sum += voice * voice + times * times;
        count += 1.0;
    }
    Some((sum / count.max(1.0)).sqrt().hypot(extra))
}

fn time(heard: u64, known: u64) -> f64 {
    (ms(heard) - ms(known)).abs() / (TIME_SHARE * ms(known) + TIME_MS)
}

fn frequency(heard: u32, known: u32, least_hz: f64) -> f64 {
    let (heard, known) = (f64::from(heard) / 1000.0, f64::from(known) / 1000.0);
    (heard - known).abs() / (FREQUENCY_SHARE * known).max(least_hz)
}

#[expect(clippy::cast_precision_loss, reason = "a step has at most 2^40 ms")]
fn ms(whole: u64) -> f64 {
    whole as f64
}
