//! Bytes to a header and a set.

use core::ops::Range;
use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Span};
use crate::model::{CallProgressTone, OnOff, RingingPattern, Selector, Signal, ToneKind, ToneSet};
use crate::notation::cpt::dat::header::{Header, HeaderText, Version};
use crate::notation::cpt::dat::layout::{
    AC_VERSION, BYTES, FILE_TYPE, FILE_TYPE_VALUE, FIRST_COUNT, HIGH_VERSION, LENGTH, LOW_VERSION,
    Layout, Magic, NO_DURATION, OFFSET, OFFSET_VALUE, RING_FREQUENCY, RING_TYPE, Records,
    TEXT_WORDS, TEXTS, ToneLayout, cadence,
};
use crate::notation::cpt::dat::link::{self, Course};
use crate::notation::cpt::dat::listing::{Places, words};
use crate::notation::cpt::dat::problem::{DatProblem, TextField};
use crate::notation::cpt::dat::{Compiled, LONGEST};
use crate::notation::cpt::limits;
use crate::notation::cpt::names::{Kind, PAIRS};
use crate::notation::cpt::number::Number;
use crate::notation::cpt::problem::Findings;
use crate::notation::cpt::ringing::{self, Ring};
use crate::notation::cpt::tone::{Form, course};
use crate::notation::cpt::voice;
use crate::notation::{Options, Parsed};
use crate::units::SampleRate;

/// Reads a compiled CPT file. Never fails: what is wrong is in [`Parsed::diagnostics`], with spans
/// of the file's [`listing`](super::listing).
///
/// A file longer than [`LONGEST`] is not read.
#[must_use]
pub fn parse(bytes: &[u8], options: Options) -> Parsed<Compiled> {
    let mut findings = Findings::new(options.strict);
    let places = Places::of(bytes);
    if bytes.len() > LONGEST {
        findings.report_of(places.word(0), DatProblem::TooLong { limit: LONGEST });
        let diagnostics = findings.into_sorted();
        return Parsed { tones: None, definitions: Vec::new(), diagnostics };
    }
    let (rate, words) = (options.rate, words(bytes));
    let mut reader = Reader { bytes, words, places, rate, findings, definitions: Vec::new() };
    let compiled = reader.read();
    let diagnostics = reader.findings.into_sorted();
    let errors = diagnostics.iter().any(Diagnostic::is_error);
    Parsed { tones: compiled.filter(|_| !errors), definitions: reader.definitions, diagnostics }
}

struct Reader<'b> {
    bytes: &'b [u8],
    words: Vec<u32>,
    places: Places,
    rate: SampleRate,
    findings: Findings,
    definitions: Vec<(Selector, Span)>,
}

impl Reader<'_> {
    /// What the file holds; `None` only if something in it is an error.
    fn read(&mut self) -> Option<Compiled> {
        let first = self.words.first().copied();
        let Some(magic) = first.and_then(Magic::of) else {
            self.report(0, DatProblem::UnknownMagic(first));
            return None;
        };
        let is_whole = self.check_header(magic);
        let Some(layout) = Layout::of(&self.words) else {
            let (words, expected) = (self.words.len(), FIRST_COUNT + 2);
            self.report(words, DatProblem::Truncated { words, expected });
            return None;
        };
        let header = self.header(magic.version());
        if !is_whole {
            return None;
        }
        self.check_sum();
        self.check_end(&layout)?;
        let tones = self.tones(&layout);
        let patterns = self.patterns(layout.patterns.as_ref());
        if self.definitions.is_empty() {
            self.report(FIRST_COUNT, DatProblem::NothingDefined);
        }
        let tones = ToneSet::new(tones, Vec::new(), patterns).ok()?;
        Some(Compiled { header, tones })
    }

    fn report(&mut self, word: usize, problem: DatProblem) {
        self.findings.report_of(self.places.word(word), problem);
    }

    /// A word and where it stands.
    fn number(&self, word: usize) -> Number {
        Number { value: self.words[word], at: self.places.word(word) }
    }

    /// The words of the header that say how the rest is to be read, as far as they are there.
    /// Returns whether the file is as long as it says: if it is not, nobody knows where it ends.
    fn check_header(&mut self, magic: Magic) -> bool {
        let found = |word: usize| self.words.get(word).copied();
        let expected = magic.version().number();
        let bytes = (self.words.len() - 1) * BYTES;
        let length = found(LENGTH).filter(|stated| usize::try_from(*stated) != Ok(bytes));
        let wrong = [
            found(OFFSET)
                .filter(|offset| *offset != OFFSET_VALUE)
                .map(|offset| (OFFSET, DatProblem::WrongOffset(offset))),
            length.map(|stated| (LENGTH, DatProblem::WrongLength { stated, found: bytes })),
            found(FILE_TYPE)
                .filter(|found| *found != FILE_TYPE_VALUE)
                .map(|found| (FILE_TYPE, DatProblem::WrongFileType(found))),
            found(AC_VERSION)
                .filter(|found| *found != expected)
                .map(|found| (AC_VERSION, DatProblem::WrongVersion { found, expected })),
        ];
        for (word, problem) in wrong.into_iter().flatten() {
            self.report(word, problem);
        }
        let rest = self.bytes.len() % BYTES;
        if rest > 0 {
            self.report(self.words.len(), DatProblem::PartialWord { bytes: rest });
        }
        rest == 0 && length.is_none()
    }

    /// The last word has to be the sum of all bytes before it.
    fn check_sum(&mut self) {
        let Some((&found, words)) = self.words.split_last() else { return };
        let bytes = &self.bytes[..words.len() * BYTES];
        let expected = bytes.iter().fold(0, |sum: u32, byte| sum.wrapping_add((*byte).into()));
        if found != expected {
            self.report(words.len(), DatProblem::WrongChecksum { found, expected });
        }
    }

    fn header(&mut self, version: Version) -> Header {
        let [vendor, description, date] = TEXTS.map(|(field, word)| self.text(field, word));
        Header {
            version,
            vendor,
            high_version: self.words[HIGH_VERSION],
            low_version: self.words[LOW_VERSION],
            description,
            date,
        }
    }

    /// A text of the header up to its NUL.
    fn text(&mut self, field: TextField, word: usize) -> HeaderText {
        let bytes = &self.bytes[word * BYTES..(word + TEXT_WORDS) * BYTES];
        let end = bytes.iter().position(|byte| *byte == 0);
        let (mut text, behind) = bytes.split_at(end.unwrap_or(bytes.len()));
        let after = behind.iter().position(|byte| *byte != 0);
        let foreign = text.iter().position(|byte| !byte.is_ascii());
        if end.is_none() {
            self.report(word + TEXT_WORDS - 1, DatProblem::UnterminatedText(field));
            text = &text[..HeaderText::LONGEST];
        }
        if let Some(after) = after {
            self.report(word + (text.len() + after) / BYTES, DatProblem::AfterText(field));
        }
        if let Some(foreign) = foreign {
            self.report(word + foreign / BYTES, DatProblem::NotAscii(field));
        }
        let character = |byte: &u8| if byte.is_ascii() { char::from(*byte) } else { '?' };
        let text: String = text.iter().map(character).collect();
        HeaderText::new(text).unwrap_or_default()
    }

    /// That the records are as many as are counted, and end at the checksum; `None` if not.
    fn check_end(&mut self, layout: &Layout) -> Option<()> {
        let kinds = [
            (Some(&layout.tones), Kind::Tone.plural()),
            (layout.patterns.as_ref(), Kind::Pattern.plural()),
        ];
        for (records, what) in kinds {
            if let Some(Records { count_at, stated, count: most, .. }) =
                records.filter(|records| !records.is_whole())
            {
                let problem = DatProblem::CountTooLarge { what, stated: *stated, most: *most };
                self.report(*count_at, problem);
                return None;
            }
        }
        if layout.magic == Magic::TonesAndRinging && layout.patterns.is_none() {
            self.report(layout.end(), DatProblem::MissingCount);
            return None;
        }
        let words = layout.checksum - layout.end();
        if words > 0 {
            self.report(layout.end(), DatProblem::LeftOver { words });
        }
        Some(())
    }

    fn define(&mut self, selector: Selector, record: &Range<usize>) {
        let span = self.places.word(record.start).to(self.places.word(record.end - 1));
        self.definitions.push((selector, span));
    }

    fn tones(&mut self, layout: &Layout) -> Vec<CallProgressTone> {
        let mut tones = Vec::new();
        let mut starts = Vec::new();
        for (number, record) in (0..).zip(layout.tones.iter()) {
            self.define(Selector::Tone(number), &record);
            starts.push(self.places.word(record.start));
            tones.extend(self.tone(number, layout.magic.version(), record));
        }
        limits::check_count(Kind::Tone, &starts, &mut self.findings);
        let place = |number| starts.get(usize::try_from(number).ok()?).copied();
        limits::check_frequencies(&tones, place, &mut self.findings);
        tones
    }

    /// The tone of a record; `None` if something in it is an error.
    fn tone(
        &mut self,
        number: u32,
        version: Version,
        record: Range<usize>,
    ) -> Option<CallProgressTone> {
        let layout = ToneLayout::of(version);
        for word in (0..layout.size).filter(|word| !layout.is_known(*word)) {
            let value = self.words[record.start + word];
            if value != 0 && value != NO_DURATION {
                self.report(record.start + word, DatProblem::UnknownWord { word, value });
            }
        }
        let word = |word: usize| self.number(record.start + word);
        let [tone_type, low, high, low_level, high_level] =
            [layout.tone_type, layout.low, layout.high, layout.low_level, layout.high_level]
                .map(word);
        let (form, duration) = (layout.form.map(word), layout.default_duration.map(word));
        let pairs: Vec<_> = layout.pairs.iter().map(|pair| pair.map(word)).collect();

        let (rate, findings) = (self.rate, &mut self.findings);
        let mut sine = |frequency, level| {
            let level = |findings: &mut Findings| level_of(layout, level, findings);
            voice::component(frequency, level, rate, findings)
        };
        let (low_sine, high_sine) = (sine(low, low_level), sine(high, high_level));
        let time = |number: Number, findings: &mut Findings| number.tens_of_ms(findings);
        let times: Vec<_> =
            pairs.iter().map(|&[on, off]| (time(on, findings), time(off, findings))).collect();
        let times: Option<Vec<_>> = times.into_iter().map(|(on, off)| on.zip(off)).collect();
        // 0 stands for no form: the times decide, as they do in an ini without `Tone Form`.
        let given = form.filter(|form| form.value != 0);
        let form = match given {
            None => Some(None),
            Some(form) => Form::read(form, findings).map(Some),
        };
        let plain = match (low_sine, high_sine) {
            (Ok(low_sine), Ok(high_sine)) => voice::plain(low_sine, high_sine, low.at, findings),
            _ => None,
        };
        let (times, form) = (times?, form?);
        let form = form.unwrap_or_else(|| Form::of_times(&times));
        let at = given.unwrap_or(tone_type).at;
        let (cadence, detection_period) = course(form, &times, at, findings);
        let default_duration =
            duration.filter(|number| number.value != NO_DURATION).and_then(Number::duration);
        Some(CallProgressTone {
            number,
            id: None,
            kind: Some(ToneKind::from_number(tone_type.value)),
            signal: Signal::new(plain?, cadence).expect("a tone's cadence has only voice 0"),
            default_duration,
            detection_period,
        })
    }

    fn patterns(&mut self, records: Option<&Records>) -> Vec<RingingPattern> {
        let mut patterns = Vec::new();
        let mut starts = Vec::new();
        let mut first: HashMap<u32, Span> = HashMap::new();
        for record in records.into_iter().flat_map(Records::iter) {
            let Number { value: ring_type, at } = self.number(record.start + RING_TYPE);
            self.define(Selector::Pattern(ring_type), &record);
            starts.push(at);
            if let Some(&related) = first.get(&ring_type) {
                let problem = DatProblem::DuplicateRingType(ring_type);
                self.findings.report_of_with(at, (related, "first here"), problem);
            } else {
                first.insert(ring_type, at);
            }
            patterns.extend(self.pattern(ring_type, &record));
        }
        limits::check_count(Kind::Pattern, &starts, &mut self.findings);
        patterns
    }

    /// The ringing pattern of a record; `None` if something in it is an error.
    fn pattern(&mut self, ring_type: u32, record: &Range<usize>) -> Option<RingingPattern> {
        let start = record.start;
        let frequency = self.number(start + RING_FREQUENCY);
        let frequency = ringing::frequency(frequency, self.rate, &mut self.findings);
        let numbers: [[Number; 3]; PAIRS] =
            core::array::from_fn(|place| cadence(place).map(|word| self.number(start + word)));
        let course = link::follow(&numbers.map(|cadence| cadence.map(|number| number.value)));
        let course = match course {
            Ok(course) => course,
            Err((place, problem)) => {
                self.findings.report_of(numbers[place][2].at, problem);
                return None;
            }
        };
        let Course { lead, cycle, reached, assumed_end } = course;
        if let Some(place) = assumed_end {
            self.findings.report_of(numbers[place][2].at, DatProblem::AssumedEnd);
        }
        for (place, unused) in numbers.iter().enumerate().skip(reached) {
            if let Some(number) = unused.iter().find(|number| number.value != 0) {
                let problem = DatProblem::UnusedCadence { cadence: place };
                self.findings.report_of(number.at, problem);
            }
        }
        let mut rings = Vec::new();
        let mut readable = true;
        for (place, &[on, off, _]) in numbers.iter().enumerate().take(cycle.end) {
            let times = [on, off].map(|number| number.tens_of_ms(&mut self.findings));
            let [Some(on_time), Some(off_time)] = times else {
                readable = false;
                continue;
            };
            let pair = OnOff::new(on_time.0, off_time.0);
            if pair.length_ms() > 0 {
                rings.push(Ring { pair, burst: lead.contains(&place), at: on.at });
            }
        }
        let at = self.places.word(start);
        let cadence = readable.then(|| ringing::cadence(&rings, at, &mut self.findings));
        Some(RingingPattern::new(ring_type, frequency?, &cadence?))
    }
}

/// A level as an ini has it.
fn level_of(layout: &ToneLayout, stored: Number, findings: &mut Findings) -> Option<Number> {
    let Some(from) = layout.levels_from else { return Some(stored) };
    // As signed numbers, what is above that would be a level above 0 dBm.
    if stored.value.cast_signed() > from.cast_signed() {
        findings.report_of(stored.at, DatProblem::LevelTooHigh(stored.value));
        return None;
    }
    Some(Number { value: from.wrapping_sub(stored.value), ..stored })
}
