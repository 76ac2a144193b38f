//! Scripts from their text: frequencies, sections, segments.

use std::collections::HashMap;

use crate::diagnostic::Span;
use crate::model::{Component, Voice};
use crate::notation::settings::{Cursor, Number, Value};
use crate::notation::tonescript::cadence::{Section, Segment, Time};
use crate::notation::tonescript::problem::ToneScriptProblem;
use crate::notation::tonescript::{
    Findings, LONGEST_SCRIPT, MOST_FREQUENCIES, MOST_SECTIONS, MOST_SEGMENTS,
};
use crate::text::excerpt;
use crate::units::{DbM0, Hertz, SampleRate};

/// A fault that has been reported.
#[derive(Debug)]
pub(super) struct Reported;

/// Sections, and the voices that their segments name by index.
pub(super) struct Script {
    pub(super) sections: Vec<Section>,
    pub(super) voices: Vec<Voice>,
}

/// Reads the scripts of a text.
pub(super) struct ScriptReader<'f> {
    pub(super) rate: SampleRate,
    pub(super) findings: &'f mut Findings,
}

/// The frequencies of a script and what its segments have made of them.
struct Frequencies {
    components: Vec<(Option<Component>, Span)>,
    used: Vec<bool>,
    /// Lists of their indices that segments sound.
    combinations: HashMap<Vec<usize>, usize>,
    in_order: Vec<Vec<usize>>,
}

impl ScriptReader<'_> {
    /// A script of a tone: frequencies, then sections whose segments say which of them sound.
    pub(super) fn tone(&mut self, value: &Value<'_>) -> Result<Script, Reported> {
        self.check_length(value);
        let mut cursor = Cursor::new(value);
        let components = self.frequency_list(&mut cursor)?;
        self.expect(&mut cursor, ';', "`,` and a frequency, or `;` and a section")?;
        let mut frequencies = Frequencies {
            used: vec![false; components.len()],
            components,
            combinations: HashMap::new(),
            in_order: Vec::new(),
        };
        let sections = self.sections(&mut cursor, Some(&mut frequencies))?;
        for (place, (_, span)) in frequencies.components.iter().enumerate() {
            if !frequencies.used[place] {
                let problem = ToneScriptProblem::UnusedFrequency(place + 1);
                self.findings.report(*span, problem);
            }
        }
        let voice = |places: &Vec<usize>| {
            let components = places.iter().map(|&place| frequencies.components[place].0);
            Voice::new(components.collect::<Option<Vec<_>>>()?).ok()
        };
        let all = frequencies.components.iter().all(|(component, _)| component.is_some());
        let voices: Option<Vec<_>> = frequencies.in_order.iter().map(voice).collect();
        let voices = voices.filter(|_| all).ok_or(Reported)?;
        Ok(Script { sections, voices })
    }

    /// A script of a cadence: sections whose segments have no frequencies. All sound voice 0.
    pub(super) fn cadence(&mut self, value: &Value<'_>) -> Result<Vec<Section>, Reported> {
        self.check_length(value);
        self.sections(&mut Cursor::new(value), None)
    }

    /// A script of frequencies that sound together.
    pub(super) fn voice(&mut self, value: &Value<'_>) -> Result<Voice, Reported> {
        self.check_length(value);
        let mut cursor = Cursor::new(value);
        let components = self.frequency_list(&mut cursor)?;
        cursor.eat(';');
        self.expect_end(&mut cursor, "`,` and a frequency, or the end")?;
        let components: Option<Vec<_>> = components.into_iter().map(|it| it.0).collect();
        Voice::new(components.ok_or(Reported)?).map_err(|_| {
            let most = Voice::MAX_COMPONENTS;
            self.report(value.span, ToneScriptProblem::TooManyComponents { most })
        })
    }

    /// One frequency in hertz.
    pub(super) fn single_frequency(&mut self, value: &Value<'_>) -> Result<Hertz, Reported> {
        let mut cursor = Cursor::new(value);
        let number = self.number(&mut cursor, "a frequency in Hz")?;
        self.expect_end(&mut cursor, "the end")?;
        self.hertz(number).ok_or(Reported)
    }

    fn check_length(&mut self, value: &Value<'_>) {
        let length = value.text.chars().count();
        if length > LONGEST_SCRIPT {
            self.findings.report(value.span, ToneScriptProblem::LongScript(length));
        }
    }

    fn frequency_list(
        &mut self,
        cursor: &mut Cursor<'_>,
    ) -> Result<Vec<(Option<Component>, Span)>, Reported> {
        let mut components = Vec::new();
        cursor.peek();
        let start = cursor.at();
        loop {
            components.push(self.frequency(cursor)?);
            if !cursor.eat(',') {
                break;
            }
        }
        if components.len() > MOST_FREQUENCIES {
            let problem = ToneScriptProblem::TooManyFrequencies(components.len());
            self.findings.report(cursor.span_from(start), problem);
        }
        Ok(components)
    }

    /// `FREQUENCY@LEVEL`; no component where either cannot be played.
    fn frequency(
        &mut self,
        cursor: &mut Cursor<'_>,
    ) -> Result<(Option<Component>, Span), Reported> {
        cursor.peek();
        let start = cursor.at();
        let frequency = self.number(cursor, "a frequency in Hz")?;
        let mut frequency = self.hertz(frequency);
        while cursor.peek() == Some('*') {
            let modulation = cursor.at();
            cursor.eat('*');
            self.number(cursor, "a frequency in Hz")?;
            let span = cursor.span_from(modulation);
            self.findings.report(span, ToneScriptProblem::Modulation);
            frequency = None;
        }
        self.expect(cursor, '@', "`@` and a level in dBm")?;
        let Some(level) = cursor.signed_number() else {
            return Err(self.syntax(cursor, "a level in dBm"));
        };
        let component = frequency.zip(self.level(level));
        let component = component.map(|(frequency, level)| Component::new(frequency, level));
        Ok((component, cursor.span_from(start)))
    }

    fn hertz(&mut self, number: Number<'_>) -> Option<Hertz> {
        let (millihertz, exact) = number.units(3);
        self.check_fineness(number, exact, ("frequency", "0.001 Hz"), ("1 Hz", 0));
        let unplayable = ToneScriptProblem::Unplayable {
            what: "frequency",
            found: excerpt(number.text),
            expected: "one that the sampling rate carries",
        };
        let problem = match u32::try_from(millihertz).map(Hertz::from_millihertz) {
            Ok(Some(frequency)) if self.rate.carries(frequency) => return Some(frequency),
            Ok(Some(frequency)) => ToneScriptProblem::AboveNyquist { frequency, rate: self.rate },
            Ok(None) => ToneScriptProblem::ZeroFrequency,
            Err(_) => unplayable,
        };
        self.findings.report(number.span, problem);
        None
    }

    fn level(&mut self, number: Number<'_>) -> Option<DbM0> {
        let (hundredths, exact) = number.units(2);
        self.check_fineness(number, exact, ("level", "0.01 dB"), ("0.1 dB", 1));
        let level = i32::try_from(hundredths).ok().and_then(DbM0::from_hundredths);
        if level.is_none() {
            let (what, expected) = ("level", "-200 to 60 dBm");
            let found = excerpt(number.text);
            let problem = ToneScriptProblem::Unplayable { what, found, expected };
            self.findings.report(number.span, problem);
        }
        level
    }

    /// Reports a number that is finer than it is kept, else one finer than the vendor states.
    fn check_fineness(
        &mut self,
        number: Number<'_>,
        exact: bool,
        (what, kept): (&'static str, &'static str),
        (step, places): (&'static str, usize),
    ) {
        let found = || excerpt(number.text);
        if !exact {
            let problem = ToneScriptProblem::TooFine { what, found: found(), step: kept };
            self.findings.report(number.span, problem);
        } else if !number.units(places).1 {
            let problem = ToneScriptProblem::FineNumber { what, found: found(), step };
            self.findings.report(number.span, problem);
        }
    }

    fn sections(
        &mut self,
        cursor: &mut Cursor<'_>,
        mut frequencies: Option<&mut Frequencies>,
    ) -> Result<Vec<Section>, Reported> {
        let mut sections = Vec::new();
        cursor.peek();
        let start = cursor.at();
        loop {
            sections.push(self.section(cursor, frequencies.as_deref_mut())?);
            // Some write a semicolon at the end, too.
            if !cursor.eat(';') || cursor.peek().is_none() {
                break;
            }
        }
        self.expect_end(cursor, "`;` and a section, or the end")?;
        if sections.len() > MOST_SECTIONS {
            let problem = ToneScriptProblem::TooManySections(sections.len());
            self.findings.report(cursor.span_from(start), problem);
        }
        Ok(sections)
    }

    /// `LENGTH(SEGMENT,...)`.
    fn section(
        &mut self,
        cursor: &mut Cursor<'_>,
        mut frequencies: Option<&mut Frequencies>,
    ) -> Result<Section, Reported> {
        let here = cursor.here();
        let start = cursor.at();
        let length = if cursor.peek() == Some('(') {
            self.findings.report(here, ToneScriptProblem::MissingLength);
            Time::Ever
        } else {
            self.time(cursor, "the length of a section in s, or `*`")?
        };
        self.expect(cursor, '(', "`(` and a segment")?;
        let mut segments = Vec::new();
        loop {
            segments.push(self.segment(cursor, frequencies.as_deref_mut())?);
            if !cursor.eat(',') {
                break;
            }
        }
        self.expect(cursor, ')', "`,` and a segment, or `)`")?;
        let span = cursor.span_from(start);
        if segments.len() > MOST_SEGMENTS {
            self.findings.report(span, ToneScriptProblem::TooManySegments(segments.len()));
        }
        Ok(Section { length, segments, span })
    }

    /// `ON/OFF` of a cadence, `ON/OFF/FREQUENCIES` of a tone.
    fn segment(
        &mut self,
        cursor: &mut Cursor<'_>,
        frequencies: Option<&mut Frequencies>,
    ) -> Result<Segment, Reported> {
        cursor.peek();
        let start = cursor.at();
        let on = self.time(cursor, "an on time in s, or `*`")?;
        self.expect(cursor, '/', "`/` and an off time")?;
        let off = self.time(cursor, "an off time in s, or `*`")?;
        let slash = cursor.peek().map(|_| cursor.at());
        let voice = match (cursor.eat('/'), frequencies) {
            (true, Some(frequencies)) => self.combination(cursor, frequencies)?,
            (false, Some(_)) => {
                let span = cursor.span_from(start);
                self.findings.report(span, ToneScriptProblem::MissingComponents);
                return Err(Reported);
            }
            (false, None) => Some(0),
            (true, None) => {
                cursor.word(|c| c.is_ascii_digit() || c == '+');
                let span = cursor.span_from(slash.unwrap_or(start));
                self.findings.report(span, ToneScriptProblem::ComponentsInCadence);
                Some(0)
            }
        };
        let span = cursor.span_from(start);
        if let (None, Time::Ms(on), Time::Ms(off)) = (voice, on, off)
            && on.checked_add(off).is_none()
        {
            // Both are one silence.
            let found = format!("{on} ms and {off} ms");
            return Err(self.unplayable_time(span, found));
        }
        Ok(Segment { on, off, voice, span })
    }

    /// `1+2`: the index of the voice; none for `0`.
    fn combination(
        &mut self,
        cursor: &mut Cursor<'_>,
        frequencies: &mut Frequencies,
    ) -> Result<Option<usize>, Reported> {
        const EXPECTED: &str = "the number of a frequency, or 0 for none";
        let mut places = Vec::new();
        cursor.peek();
        let start = cursor.at();
        loop {
            cursor.peek();
            let number_start = cursor.at();
            let digits = cursor.word(|c| c.is_ascii_digit());
            if digits.is_empty() {
                return Err(self.syntax(cursor, EXPECTED));
            }
            let count = frequencies.components.len();
            let number = digits.parse::<usize>().ok().filter(|&number| number <= count);
            let Some(number) = number else {
                let number = excerpt(digits);
                let problem = ToneScriptProblem::UnknownComponent { number, count };
                return Err(self.report(cursor.span_from(number_start), problem));
            };
            // Nothing beside something is something.
            if let Some(place) = number.checked_sub(1) {
                frequencies.used[place] = true;
                places.push(place);
            }
            if !cursor.eat('+') {
                break;
            }
        }
        let most = Voice::MAX_COMPONENTS;
        if places.len() > most {
            let problem = ToneScriptProblem::TooManyComponents { most };
            return Err(self.report(cursor.span_from(start), problem));
        }
        if places.is_empty() {
            return Ok(None);
        }
        let next = frequencies.in_order.len();
        let voice = *frequencies.combinations.entry(places).or_insert_with_key(|places| {
            frequencies.in_order.push(places.clone());
            next
        });
        Ok(Some(voice))
    }

    fn time(&mut self, cursor: &mut Cursor<'_>, expected: &'static str) -> Result<Time, Reported> {
        if cursor.eat('*') {
            return Ok(Time::Ever);
        }
        let number = self.number(cursor, expected)?;
        let (ms, exact) = number.units(3);
        let (what, found) = ("time", excerpt(number.text));
        let Ok(ms) = u32::try_from(ms) else {
            return Err(self.unplayable_time(number.span, found));
        };
        if !exact {
            let step = "0.001 s";
            let problem = ToneScriptProblem::TooFine { what, found, step };
            self.findings.report(number.span, problem);
        }
        Ok(Time::Ms(ms))
    }

    fn unplayable_time(&mut self, span: Span, found: String) -> Reported {
        let (what, expected) = ("time", "4294967.295 s at the most");
        self.report(span, ToneScriptProblem::Unplayable { what, found, expected })
    }

    fn number<'v>(
        &mut self,
        cursor: &mut Cursor<'v>,
        expected: &'static str,
    ) -> Result<Number<'v>, Reported> {
        cursor.number().ok_or_else(|| self.syntax(cursor, expected))
    }

    fn expect(
        &mut self,
        cursor: &mut Cursor<'_>,
        mark: char,
        expected: &'static str,
    ) -> Result<(), Reported> {
        if cursor.eat(mark) { Ok(()) } else { Err(self.syntax(cursor, expected)) }
    }

    fn expect_end(
        &mut self,
        cursor: &mut Cursor<'_>,
        expected: &'static str,
    ) -> Result<(), Reported> {
        if cursor.peek().is_none() { Ok(()) } else { Err(self.syntax(cursor, expected)) }
    }

    fn syntax(&mut self, cursor: &mut Cursor<'_>, expected: &'static str) -> Reported {
        let (span, found) = (cursor.here(), cursor.peek());
        self.report(span, ToneScriptProblem::Syntax { expected, found })
    }

    fn report(&mut self, span: Span, problem: ToneScriptProblem) -> Reported {
        self.findings.report(span, problem);
        Reported
    }
}
