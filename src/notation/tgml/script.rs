//! A script to what it sets and plays, as libteletone's `teletone_run` takes it.

use crate::diagnostic::Span;
use crate::notation::tgml::lines::STREAM;
use crate::notation::tgml::problem::{Findings, TgmlProblem as Problem};
use crate::notation::tgml::{LONGEST_TIME, MOST_FREQUENCIES};
use crate::text::excerpt;
use crate::units::{Hertz, Millis, SampleRate};

/// A fault that has been reported.
pub(super) struct Reported;

/// A script that has been read.
#[derive(Default)]
pub(super) struct Script {
    /// What it does, in order.
    pub(super) steps: Vec<Step>,
    /// How often all of it is played to make the sound, `L=`; 0 stands for once.
    pub(super) passes: u32,
    /// How often the sound is played; `None` where nothing is said.
    pub(super) loops: Option<Loops>,
    /// Whether it is a `tone_stream://`.
    pub(super) stream: bool,
}

/// How often a sound is played.
#[derive(Clone, Copy)]
pub(super) enum Loops {
    /// For ever.
    Endless,
    /// So many times, 1 at the least.
    Times(u32),
}

/// A step of a script.
pub(super) enum Step {
    /// The level of the tones from here on, in hundredths of a dB.
    Volume(i32),
    /// The on time of tones that have none.
    Duration(Millis),
    /// The off time of tones that have none.
    Wait(Millis),
    /// How often the next tone is played.
    Repeat(u32),
    /// Frequencies, and the on and off time.
    Tone(Vec<Hertz>, Option<(Millis, Millis)>, Span),
}

/// Reads a script that stands at byte `at`.
pub(super) fn read(
    text: &str,
    at: usize,
    rate: SampleRate,
    findings: &mut Findings,
) -> Result<Script, Reported> {
    let mut reader = Reader { rate, findings, failed: false, script: Script::default() };
    reader.read(text, at);
    if reader.failed { Err(Reported) } else { Ok(reader.script) }
}

struct Reader<'f> {
    rate: SampleRate,
    findings: &'f mut Findings,
    failed: bool,
    script: Script,
}

/// The bytes of `text`, which starts at byte `at`, without blanks around them.
fn span(text: &str, at: usize) -> Span {
    let start = at + (text.len() - text.trim_start().len());
    Span { start, end: start + text.trim().len() }
}

impl Reader<'_> {
    fn fail(&mut self, span: Span, problem: Problem) {
        self.findings.report(span, problem);
        self.failed = true;
    }

    fn read(&mut self, text: &str, at: usize) {
        let (mut body, mut start) = (text, at);
        if let Some(place) = text.find(STREAM) {
            self.script.stream = true;
            (body, start) = (&text[place + STREAM.len()..], at + place + STREAM.len());
        }
        if let Some(place) = body.to_ascii_lowercase().find(";loops=") {
            let behind = place + ";loops=".len();
            if !self.script.stream {
                let span = (start + place..start + behind).into();
                self.findings.report(span, Problem::LoopsWithoutStream);
            }
            self.loops(&body[behind..], start + behind);
            body = &body[..place];
        } else if let Some((script, loops)) = body.split_once('|') {
            self.loops(loops, start + script.len() + 1);
            body = script;
        }
        // What stands in braces before the stream comes last and wins.
        let before = &text[..text.len().min(start - at).saturating_sub(STREAM.len())];
        if self.script.stream
            && let Some(place) = before.find("loops=")
        {
            let value = &before[place + "loops=".len()..];
            let end = value.find([',', '}']).unwrap_or(value.len());
            self.loops(&value[..end], at + place + "loops=".len());
        }
        for segment in body.split(';') {
            self.segment(segment, start);
            start += segment.len() + 1;
        }
    }

    fn loops(&mut self, text: &str, at: usize) {
        let number = text.trim_start();
        let signed = number.strip_prefix('-').unwrap_or(number);
        let digits = signed.bytes().take_while(u8::is_ascii_digit).count();
        let length = number.len() - signed.len() + digits;
        let place = span(number, at + (text.len() - number.len()));
        if digits == 0 {
            self.fail(place, Problem::NotANumber(excerpt(number)));
            return;
        }
        let rest = &number[length..];
        if !rest.trim().is_empty() {
            let at = at + (text.len() - rest.len());
            self.findings.report(span(rest, at), Problem::AfterLoops(excerpt(rest.trim())));
        }
        let times = signed[..digits].parse().unwrap_or(u32::MAX);
        let endless = number.starts_with('-') && times > 0;
        self.script.loops = Some(if endless { Loops::Endless } else { Loops::Times(times.max(1)) });
    }

    fn segment(&mut self, segment: &str, at: usize) {
        let text = segment.trim_start_matches([' ', '\r', '\n']);
        let at = at + (segment.len() - text.len());
        let mut characters = text.char_indices();
        match (characters.next(), characters.next()) {
            (Some((_, letter)), Some((place, '='))) => {
                self.setting(letter, &text[place + 1..], at + place + 1, at);
            }
            _ => self.tones(text, at),
        }
    }

    fn setting(&mut self, letter: char, value: &str, at: usize, start: usize) {
        let whole = Span { start, end: start + letter.len_utf8() + 1 };
        match letter {
            'v' => {
                let Some(volume) = self.decimal(value, at, 2) else { return };
                if let Ok(volume @ -6300..=0) = i32::try_from(volume) {
                    self.script.steps.push(Step::Volume(volume));
                } else {
                    let problem = Problem::Volume(excerpt(value.trim()));
                    self.findings.report(span(value, at), problem);
                }
            }
            'd' => {
                if let Some(time) = self.time(value, at) {
                    self.script.steps.push(Step::Duration(time));
                }
            }
            'w' => {
                if let Some(time) = self.time(value, at) {
                    self.script.steps.push(Step::Wait(time));
                }
            }
            'l' => match self.decimal(value, at, 0) {
                Some(..0) => self.fail(span(value, at), Problem::Endless),
                Some(times) => {
                    let times = u32::try_from(times).unwrap_or(u32::MAX);
                    self.script.steps.push(Step::Repeat(times.max(1)));
                }
                None => {}
            },
            'L' => match self.decimal(value, at, 0) {
                // The first one holds.
                Some(1..) if self.script.passes > 0 => {
                    let problem = Problem::IgnoredLoops(excerpt(value.trim()));
                    self.findings.report(span(value, at), problem);
                }
                Some(times @ 1..) => {
                    self.script.passes = u32::try_from(times).unwrap_or(u32::MAX);
                }
                Some(_) => {
                    let problem = Problem::IgnoredLoops(excerpt(value.trim()));
                    self.findings.report(span(value, at), problem);
                }
                None => {}
            },
            '>' | '<' => self.findings.report(whole, Problem::Decay),
            // The step of a change, which is reported already.
            '+' => {}
            'c' | 'r' => self.findings.report(whole, Problem::UnusedSetting(letter)),
            _ => self.findings.report(whole, Problem::UnknownSetting(letter)),
        }
    }

    fn tones(&mut self, text: &str, at: usize) {
        let mut rest = text;
        let mut unknown = false;
        while let Some(character) = rest.chars().next() {
            let here = at + (text.len() - rest.len());
            let after = &rest[character.len_utf8()..];
            let digit = digit(character);
            let mut end = rest.len() - after.len();
            if let Some(inner) = after.strip_prefix('(') {
                let Some(length) = inner.find(')') else {
                    let place = Span { start: here, end: here + rest.trim_end().len() };
                    self.fail(place, Problem::Unclosed);
                    return;
                };
                end += length + 2;
                let place = Span { start: here, end: here + end };
                let inner_at = here + character.len_utf8() + 1;
                match digit {
                    _ if character == '%' => self.tone(&inner[..length], inner_at, place),
                    Some(pair) => self.digit(character, pair, &inner[..length], inner_at, place),
                    None => unknown |= self.unknown(character, here, unknown),
                }
            } else if let Some(pair) = digit {
                let place = Span { start: here, end: here + 1 };
                self.script.steps.push(Step::Tone(pair.to_vec(), None, place));
            } else if !matches!(character, ' ' | '\r' | '\n') {
                unknown |= self.unknown(character, here, unknown);
            }
            rest = &rest[end..];
        }
    }

    /// Reports the first unknown character of a segment.
    fn unknown(&mut self, character: char, at: usize, told: bool) -> bool {
        if !told {
            let place = Span { start: at, end: at + character.len_utf8() };
            self.findings.report(place, Problem::UnknownCharacter(character));
        }
        true
    }

    fn digit(&mut self, character: char, pair: [Hertz; 2], inner: &str, at: usize, place: Span) {
        let Some((on, off)) = inner.split_once(',').filter(|(_, off)| !off.contains(',')) else {
            self.fail(place, Problem::DigitTimes(character));
            return;
        };
        let off_at = at + on.len() + 1;
        if let (Some(on), Some(off)) = (self.time(on, at), self.time(off, off_at)) {
            self.script.steps.push(Step::Tone(pair.to_vec(), Some((on, off)), place));
        }
    }

    /// `on,off,f1,f2…`.
    fn tone(&mut self, inner: &str, mut at: usize, place: Span) {
        let mut times = [None; 2];
        let mut frequencies = Vec::new();
        let (mut count, mut ended, mut wrong) = (0_usize, false, false);
        for (index, part) in inner.split(',').enumerate() {
            if let Some(time) = times.get_mut(index) {
                *time = self.time(part, at);
            } else {
                count += 1;
                match self.frequency(part, at) {
                    Ok(Some(frequency)) if !ended => frequencies.push(frequency),
                    Ok(Some(_)) => {
                        self.findings.report(span(part, at), Problem::AfterZero);
                        break;
                    }
                    Ok(None) => ended = true,
                    Err(Reported) => wrong = true,
                }
                if frequencies.len() > MOST_FREQUENCIES {
                    let found = inner.split(',').count() - times.len();
                    self.fail(place, Problem::TooManyFrequencies(found));
                    return;
                }
            }
            at += part.len() + 1;
        }
        let [Some(on), Some(off)] = times else {
            if !inner.contains(',') {
                self.fail(place, Problem::MissingFrequency);
            }
            return;
        };
        if count == 0 {
            self.fail(place, Problem::MissingFrequency);
        } else if frequencies.is_empty() && !wrong {
            self.findings.report(place, Problem::ZeroFrequency);
        } else if !wrong {
            self.script.steps.push(Step::Tone(frequencies, Some((on, off)), place));
        }
    }

    /// A frequency; `None` for 0 Hz.
    fn frequency(&mut self, text: &str, at: usize) -> Result<Option<Hertz>, Reported> {
        let number = self.decimal(text, at, 3).ok_or(Reported)?;
        if number == 0 {
            return Ok(None);
        }
        if number < 0 {
            self.fail(span(text, at), Problem::Negative(excerpt(text.trim())));
            return Err(Reported);
        }
        let frequency = u32::try_from(number).ok().and_then(Hertz::from_millihertz);
        let Some(frequency) = frequency else {
            self.fail(span(text, at), Problem::TooLarge(excerpt(text.trim())));
            return Err(Reported);
        };
        if !self.rate.carries(frequency) {
            let problem = Problem::AboveNyquist { frequency, rate: self.rate };
            self.fail(span(text, at), problem);
            return Err(Reported);
        }
        Ok(Some(frequency))
    }

    /// A time in ms. A fraction is cut off, as `atoi` does.
    fn time(&mut self, text: &str, at: usize) -> Option<Millis> {
        let number = text.trim();
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            let found = excerpt(number);
            let negative = number.strip_prefix('-').is_some_and(|rest| {
                !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit())
            });
            let problem =
                if negative { Problem::Negative(found) } else { Problem::NotANumber(found) };
            self.fail(span(text, at), problem);
            return None;
        }
        if fraction.bytes().any(|byte| byte != b'0') {
            self.findings.report(span(text, at), Problem::Fraction(excerpt(number)));
        }
        let time = whole.parse().ok().filter(|time| *time <= LONGEST_TIME);
        if time.is_none() {
            self.fail(span(text, at), Problem::TooLarge(excerpt(number)));
        }
        time.map(Millis)
    }

    /// A decimal number in units of `10^-places`, at the ends of 64 bits where it lies beyond.
    fn decimal(&mut self, text: &str, at: usize, places: usize) -> Option<i64> {
        let number = text.trim();
        let (sign, digits) = match number.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", number.strip_prefix('+').unwrap_or(number)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !plain(whole) || !plain(fraction) {
            self.fail(span(text, at), Problem::NotANumber(excerpt(number)));
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > places {
            self.fail(span(text, at), Problem::TooFine(excerpt(number)));
            return None;
        }
        let end = if sign.is_empty() { i64::MAX } else { i64::MIN };
        Some(format!("{sign}{whole}{fraction:0<places$}").parse().unwrap_or(end))
    }
}

/// The frequencies of a DTMF digit (ITU-T Q.23). libteletone has 859 Hz for the third row; 852 is
/// what it means.
fn digit(character: char) -> Option<[Hertz; 2]> {
    const ROWS: [(&str, u32); 4] = [("123A", 697), ("456B", 770), ("789C", 852), ("*0#D", 941)];
    const COLUMNS: [u32; 4] = [1209, 1336, 1477, 1633];
    let find = |(digits, row): &(&str, u32)| Some((digits.find(character)?, *row));
    let (column, row) = ROWS.iter().find_map(find)?;
    Some([Hertz::new(row)?, Hertz::new(COLUMNS[column])?])
}
