//! Tone strings from their text.

use crate::diagnostic::Span;
use crate::model::{Cadence, Component, OnOff};
use crate::notation::grandstream::problem::GrandstreamProblem;
use crate::notation::grandstream::{
    DEFAULT_LEVEL, Findings, HIGHEST_FREQUENCY, LEVELS, LONGEST_RING, MOST_FREQUENCIES, MOST_PAIRS,
    Unit,
};
use crate::notation::settings::{Cursor, Number, Value};
use crate::text::excerpt;
use crate::units::{DbM0, Hertz, Millis, SampleRate};

/// A fault that has been reported.
#[derive(Debug)]
pub(super) struct Reported;

/// What a string says.
pub(super) struct Script {
    /// In the order of their keys.
    pub(super) components: Vec<Component>,
    pub(super) cadence: Cadence,
}

/// What a string is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Frequencies, and times that may be missing.
    Tone,
    /// Times alone.
    Ring,
}

/// Reads the strings of a text.
pub(super) struct ScriptReader<'f> {
    pub(super) rate: SampleRate,
    pub(super) findings: &'f mut Findings,
}

/// What has been read of a string.
#[derive(Default)]
struct Parts {
    /// The digit of the key, and what stands behind it; no component for 0 Hz.
    frequencies: Vec<(char, Option<Component>)>,
    pairs: Option<Vec<OnOff>>,
    /// A fault that does not stop reading.
    failed: bool,
    /// Whether a missing level has been reported.
    assumed_level: bool,
}

impl ScriptReader<'_> {
    /// `f1=FREQUENCY@LEVEL,f2=FREQUENCY@LEVEL,c=ON/OFF-ON/OFF-ON/OFF;`
    pub(super) fn read(
        &mut self,
        value: &Value<'_>,
        purpose: Use,
        unit: Unit,
    ) -> Result<Script, Reported> {
        let mut cursor = Cursor::new(value);
        let mut parts = Parts::default();
        loop {
            self.item(&mut cursor, &mut parts, purpose, unit)?;
            // Some write a comma before the end, too.
            if !cursor.eat(',') || matches!(cursor.peek(), None | Some(';')) {
                break;
            }
        }
        cursor.eat(';');
        if cursor.peek().is_some() {
            return Err(self.syntax(&mut cursor, "`,` and a key, or `;` at the end"));
        }
        self.finished(parts, value.span, purpose)
    }

    fn finished(&mut self, mut parts: Parts, span: Span, purpose: Use) -> Result<Script, Reported> {
        let count = parts.frequencies.len();
        match purpose {
            Use::Tone if count == 0 => {
                return Err(self.report(span, GrandstreamProblem::MissingFrequency));
            }
            Use::Tone if count > MOST_FREQUENCIES => {
                self.findings.report(span, GrandstreamProblem::TooManyFrequencies(count));
            }
            Use::Ring if count > 0 => {
                self.findings.report(span, GrandstreamProblem::FrequenciesInCadence);
            }
            Use::Tone | Use::Ring => {}
        }
        let pairs = match (parts.pairs, purpose) {
            (None, Use::Ring) => {
                return Err(self.report(span, GrandstreamProblem::MissingCadence));
            }
            // "In order to set a continuous ring, OFF should be zero"; telephones leave it out.
            (None, Use::Tone) => Vec::new(),
            (Some(pairs), _) => pairs,
        };
        if parts.failed {
            return Err(Reported);
        }
        parts.frequencies.sort_by_key(|(key, _)| *key);
        let components: Vec<_> = parts.frequencies.into_iter().filter_map(|it| it.1).collect();
        let cadence = if components.is_empty() && purpose == Use::Tone {
            self.findings.report(span, GrandstreamProblem::Silent);
            let silence = |pair: &OnOff| OnOff { on: Millis::ZERO, ..*pair };
            let silent: Vec<_> = pairs.iter().map(silence).collect();
            Cadence::new([], silent).or_else(|_| Cadence::new([], [OnOff::new(0, 1000)]))
        } else {
            Cadence::new([], pairs)
        };
        Ok(Script { components, cadence: cadence.unwrap_or_else(|_| Cadence::continuous()) })
    }

    fn item(
        &mut self,
        cursor: &mut Cursor<'_>,
        parts: &mut Parts,
        purpose: Use,
        unit: Unit,
    ) -> Result<(), Reported> {
        const EXPECTED: &str = "`f1=` and a frequency, or `c=` and times";
        cursor.peek();
        let start = cursor.at();
        let key = cursor.word(|c| c.is_ascii_alphanumeric()).to_ascii_lowercase();
        let is_known = |key: &str| match key.as_bytes() {
            [b'c'] => Some('c'),
            [b'f', digit @ b'1'..=b'9'] => Some(char::from(*digit)),
            _ => None,
        };
        let Some(key) = is_known(&key) else {
            let problem = GrandstreamProblem::Syntax {
                expected: EXPECTED,
                found: key.chars().next().or(cursor.peek()),
            };
            let span = if key.is_empty() { cursor.here() } else { cursor.span_from(start) };
            return Err(self.report(span, problem));
        };
        let is_second = match key {
            'c' => parts.pairs.is_some(),
            digit => parts.frequencies.iter().any(|(other, _)| *other == digit),
        };
        if is_second {
            self.findings.report(cursor.span_from(start), GrandstreamProblem::DuplicateKey(key));
            parts.failed = true;
        }
        if !cursor.eat('=') {
            return Err(self.syntax(cursor, "`=`"));
        }
        if key == 'c' {
            let pairs = self.pairs(cursor, parts, purpose, unit)?;
            parts.pairs = Some(pairs);
        } else {
            let component = self.frequency(cursor, parts)?;
            parts.frequencies.push((key, component));
        }
        Ok(())
    }

    /// `FREQUENCY@LEVEL`, of which the level may be missing. 0 Hz is no frequency.
    fn frequency(
        &mut self,
        cursor: &mut Cursor<'_>,
        parts: &mut Parts,
    ) -> Result<Option<Component>, Reported> {
        let number = cursor.number().ok_or_else(|| self.syntax(cursor, "a frequency in Hz"))?;
        let frequency = self.hertz(number, parts);
        let level = if cursor.eat('@') {
            let level =
                cursor.signed_number().ok_or_else(|| self.syntax(cursor, "a level in dBm"))?;
            // That of no frequency does not matter.
            frequency.and_then(|_| self.level(level, parts))
        } else {
            if frequency.is_some() && !parts.assumed_level {
                self.findings.report(number.span, GrandstreamProblem::AssumedLevel);
                parts.assumed_level = true;
            }
            DbM0::from_hundredths(DEFAULT_LEVEL * 100)
        };
        Ok(frequency.zip(level).map(|(frequency, level)| Component::new(frequency, level)))
    }

    fn hertz(&mut self, number: Number<'_>, parts: &mut Parts) -> Option<Hertz> {
        let (millihertz, exact) = number.units(3);
        self.check_fineness(number, exact, "frequency", "0.001 Hz");
        let unplayable = GrandstreamProblem::Unplayable {
            what: "frequency",
            found: excerpt(number.text),
            expected: "one that the sampling rate carries",
        };
        let problem = match u32::try_from(millihertz).map(Hertz::from_millihertz) {
            Ok(None) => return None,
            Ok(Some(frequency)) if self.rate.carries(frequency) => {
                if frequency.millihertz() > HIGHEST_FREQUENCY * 1000 {
                    self.out_of_range("frequency", number, "0 to 4000 Hz");
                }
                return Some(frequency);
            }
            Ok(Some(frequency)) => GrandstreamProblem::AboveNyquist { frequency, rate: self.rate },
            Err(_) => unplayable,
        };
        self.findings.report(number.span, problem);
        parts.failed = true;
        None
    }

    fn level(&mut self, number: Number<'_>, parts: &mut Parts) -> Option<DbM0> {
        let (hundredths, exact) = number.units(2);
        self.check_fineness(number, exact, "level", "0.01 dB");
        let level = i32::try_from(hundredths).ok().and_then(DbM0::from_hundredths);
        let (low, high) = LEVELS;
        match level {
            None => {
                let (what, expected) = ("level", "-200 to 60 dBm");
                let found = excerpt(number.text);
                let problem = GrandstreamProblem::Unplayable { what, found, expected };
                self.findings.report(number.span, problem);
                parts.failed = true;
            }
            Some(level) if !(low * 100..=high * 100).contains(&level.hundredths()) => {
                self.out_of_range("level", number, "-30 to 0 dBm");
            }
            Some(_) => {}
        }
        level
    }

    /// `ON/OFF-ON/OFF-ON/OFF`; a pair 0/0 is none.
    fn pairs(
        &mut self,
        cursor: &mut Cursor<'_>,
        parts: &mut Parts,
        purpose: Use,
        unit: Unit,
    ) -> Result<Vec<OnOff>, Reported> {
        let mut pairs = Vec::new();
        let mut unused = Vec::new();
        cursor.peek();
        let first = cursor.at();
        loop {
            cursor.peek();
            let start = cursor.at();
            let on = self.time(cursor, parts, "an on time", unit)?;
            if !cursor.eat('/') {
                return Err(self.syntax(cursor, "`/` and an off time"));
            }
            let off = self.time(cursor, parts, "an off time", unit)?;
            let pair = OnOff::new(on.0, off.0);
            let span = cursor.span_from(start);
            match pair.length_ms() {
                0 => unused.push(span),
                ms if ms > LONGEST_RING.into() && purpose == Use::Ring => {
                    let (what, range) = ("ring", "0 to 16000 ms for both times");
                    let found = format!("{ms} ms");
                    let problem = GrandstreamProblem::OutOfRange { what, found, range };
                    self.findings.report(span, problem);
                    pairs.push(pair);
                }
                _ => pairs.push(pair),
            }
            if !cursor.eat('-') {
                break;
            }
        }
        let count = pairs.len() + unused.len();
        if count > MOST_PAIRS {
            let problem = GrandstreamProblem::TooManyPairs(count);
            self.findings.report(cursor.span_from(first), problem);
        }
        // All of them 0/0 is continuous.
        if !pairs.is_empty() {
            for span in unused {
                self.findings.report(span, GrandstreamProblem::UnusedPair);
            }
        }
        Ok(pairs)
    }

    fn time(
        &mut self,
        cursor: &mut Cursor<'_>,
        parts: &mut Parts,
        expected: &'static str,
        unit: Unit,
    ) -> Result<Millis, Reported> {
        let number = cursor.number().ok_or_else(|| self.syntax(cursor, expected))?;
        let (ms, exact) = number.units(match unit {
            Unit::Ms => 0,
            // Tenths of 10 ms are ms.
            Unit::TenMs => 1,
        });
        self.check_fineness(number, exact, "time", "1 ms");
        if let Ok(ms) = u32::try_from(ms) {
            return Ok(Millis(ms));
        }
        let (what, expected) = ("time", "4294967295 ms at the most");
        let problem =
            GrandstreamProblem::Unplayable { what, found: excerpt(number.text), expected };
        self.findings.report(number.span, problem);
        parts.failed = true;
        Ok(Millis::ZERO)
    }

    /// Reports a number that is finer than it is kept, else one that is not whole.
    fn check_fineness(
        &mut self,
        number: Number<'_>,
        exact: bool,
        what: &'static str,
        step: &'static str,
    ) {
        let found = || excerpt(number.text);
        if !exact {
            let problem = GrandstreamProblem::TooFine { what, found: found(), step };
            self.findings.report(number.span, problem);
        } else if !number.units(0).1 {
            let problem = GrandstreamProblem::FineNumber { what, found: found() };
            self.findings.report(number.span, problem);
        }
    }

    fn out_of_range(&mut self, what: &'static str, number: Number<'_>, range: &'static str) {
        let found = excerpt(number.text);
        let problem = GrandstreamProblem::OutOfRange { what, found, range };
        self.findings.report(number.span, problem);
    }

    fn syntax(&mut self, cursor: &mut Cursor<'_>, expected: &'static str) -> Reported {
        let (span, found) = (cursor.here(), cursor.peek());
        self.report(span, GrandstreamProblem::Syntax { expected, found })
    }

    fn report(&mut self, span: Span, problem: GrandstreamProblem) -> Reported {
        self.findings.report(span, problem);
        Reported
    }
}
