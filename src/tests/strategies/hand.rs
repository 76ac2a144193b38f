//! Writes a CPT ini as hands and vendor tools write it.
//!
//! Every spelling that real files show turns up somewhere, while a failing case shrinks to a plain file.

use super::ini::{ORDINALS, Pair, Pattern, Sound, Times, Tone};
use std::fmt::Display;

/// Whoever types the file. Whims decide spelling; without them the file is plain.
pub struct Hand {
    whims: Vec<u8>,
    next: usize,
    newline: &'static str,
    text: String,
}

impl Hand {
    /// A hand with these whims, used over and over.
    pub fn new(whims: Vec<u8>) -> Self {
        Self { whims, next: 0, newline: "\n", text: String::new() }
    }

    /// One of the choices; the first is the plain one and the likeliest.
    fn whim<T: Copy>(&mut self, choices: &[T]) -> T {
        let Some(&whim) = self.whims.get(self.next % self.whims.len().max(1)) else {
            return choices[0];
        };
        self.next += 1;
        // Half of the time plain.
        let whim = usize::from(whim);
        if whim < 128 { choices[0] } else { choices[whim % choices.len()] }
    }

    /// The whole file, its sections in the order of every real one.
    pub fn file(mut self, patterns: &[Pattern], tones: &[Tone], first_tone: u32) -> String {
        self.newline = self.whim(&["\n", "\r\n"]);
        let mark = self.whim(&["", "\u{feff}"]);
        self.text.push_str(mark);
        if !tones.is_empty() {
            self.section("NUMBER OF CALL PROGRESS TONES");
            self.entry("Number of Call Progress Tones", tones.len());
        }
        for (number, tone) in (first_tone..).zip(tones) {
            self.section(&format!("CALL PROGRESS TONE #{number}"));
            self.tone(tone);
        }
        if !patterns.is_empty() {
            self.section("NUMBER OF DISTINCTIVE RINGING PATTERNS");
            let key = self
                .whim(&["Number of Ringing Patterns", "Number of Distinctive Ringing Patterns"]);
            self.entry(key, patterns.len());
        }
        for (number, pattern) in patterns.iter().enumerate() {
            self.section(&format!("Ringing Pattern #{number}"));
            self.entry("Ring Type", number);
            self.entry("Freq [Hz]", pattern.frequency);
            for (ordinal, &((on, off), burst)) in ORDINALS.iter().zip(&pattern.cadences) {
                let burst = if burst { "Burst " } else { "" };
                self.time(&format!("{ordinal} {burst}Ring On Time [10msec]"), on);
                self.time(&format!("{ordinal} {burst}Ring Off Time [10msec]"), off);
            }
        }
        if self.whim(&[false, true]) {
            self.text.truncate(self.text.trim_end_matches(['\r', '\n']).len());
        }
        self.text
    }

    /// The entries of a call progress tone.
    fn tone(&mut self, tone: &Tone) {
        self.entry("Tone Type", tone.kind);
        let modulated = matches!(tone.sound, Sound::Modulated { .. });
        if modulated || self.whim(&[false, true]) {
            self.entry("Tone Modulation Type", u32::from(modulated));
        }
        let form = match tone.times {
            Times::Continuous(_) => self.whim(&[Some(1), None]),
            Times::Cadence(_) => self.whim(&[None, Some(2)]),
            Times::Burst { .. } => Some(3),
        };
        if let Some(form) = form {
            self.entry("Tone Form", form);
        }
        match tone.sound {
            Sound::Single { low, no_level } => self.partials(low, (0, no_level)),
            Sound::Dual { low, high } => self.partials(low, high),
            Sound::Modulated { carrier: (hertz, level), modulating, factor } => {
                self.entry("Carrier Freq [Hz]", hertz);
                self.entry("Modulation Freq [Hz]", modulating);
                self.level("Signal Level [-dBm]", level);
                let key = self.whim(&["AM Factor [steps of 0.02]", "AM Factor [in steps of 0.02]"]);
                self.entry(key, factor);
            }
        }
        let duration_first = self.whim(&[false, true]);
        if let (Some(duration), true) = (tone.default_duration, duration_first) {
            self.entry("Default Duration [msec]", duration);
        }
        match &tone.times {
            Times::Continuous(on) => {
                self.time("First Signal On Time [10msec]", *on);
                // The other times are left out, or written as zeros in so many slots.
                if let Some(slots) = self.whim(&[None, Some(1), Some(2), Some(4)]) {
                    self.time("First Signal Off Time [10msec]", 0);
                    self.pairs(&[(0, 0); 4][..slots], 1);
                }
            }
            Times::Cadence(pairs) => self.pairs(pairs, 0),
            Times::Burst { slot, pair } => {
                let mut pairs = [(0, 0); 4];
                pairs[*slot] = *pair;
                let last = self.whim(&[*slot, 3]);
                self.pairs(&pairs[..=last], 0);
            }
        }
        if let (Some(duration), false) = (tone.default_duration, duration_first) {
            self.entry("Default Duration [msec]", duration);
        }
    }

    /// The four keys of an unmodulated tone.
    fn partials(&mut self, low: Pair, high: Pair) {
        self.entry("Low Freq [Hz]", low.0);
        self.entry("High Freq [Hz]", high.0);
        self.level("Low Freq Level [-dBm]", low.1);
        let key = self.whim(&["High Freq Level [-dBm]", "High Freq Level"]);
        self.level(key, high.1);
    }

    /// On and off times of a tone from slot `first` on.
    fn pairs(&mut self, pairs: &[Pair], first: usize) {
        for (ordinal, &(on, off)) in ORDINALS.iter().zip(pairs).skip(first) {
            self.time(&format!("{ordinal} Signal On Time [10msec]"), on);
            self.time(&format!("{ordinal} Signal Off Time [10msec]"), off);
        }
    }

    /// A level, often with what it stands for behind it.
    fn level(&mut self, key: &str, below: u32) {
        let note = match below {
            32 => " (use 32 only if a single tone is required)".to_owned(),
            _ => format!(" (-{below}dbm)"),
        };
        let note = self.whim(&["", &note]);
        self.entry(key, format_args!("{below}{note}"));
    }

    /// A time, now and then with a fraction that reading drops.
    fn time(&mut self, key: &str, value: u32) {
        let fraction = self.whim(&["", "", "", "", "", "", ".5"]);
        self.entry(key, format_args!("{value}{fraction}"));
    }

    /// A section line.
    fn section(&mut self, name: &str) {
        self.interlude();
        let name = self.spelled(name);
        self.line(&format!("[{name}]"));
    }

    /// A key with its value.
    fn entry(&mut self, key: &str, value: impl Display) {
        self.interlude();
        let unit = self.whim(&["[10msec]", "[10 msec]"]);
        let fourth = self.whim(&["Fourth", "Forth"]);
        let key = self.spelled(&key.replace("[10msec]", unit).replace("Fourth", fourth));
        let equals = self.whim(&["=", " = ", " =", "= ", "  =\t"]);
        let note = self.whim(&[
            "",
            "; as measured",
            " ; was =20",
            "\t;[Hz] 350+440",
            " (1 = continuous)",
            ";",
            " (see #2; p. 7)",
        ]);
        self.line(&format!("{key}{equals}{value}{note}"));
    }

    /// A name in some spelling that compares equal.
    fn spelled(&mut self, name: &str) -> String {
        let blank = self.whim(&[" ", "  ", "\t", " \t "]);
        let name = match self.whim(&['=', 'l', 'u', '~']) {
            'l' => name.to_lowercase(),
            'u' => name.to_uppercase(),
            '~' => name
                .char_indices()
                .map(
                    |(i, c)| {
                        if i % 2 == 0 { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() }
                    },
                )
                .collect(),
            _ => name.to_owned(),
        };
        // One run of blanks differs; which one, the name's length decides.
        let nth = name.len() % name.matches(' ').count().max(1);
        match name.match_indices(' ').nth(nth) {
            Some((at, _)) => format!("{}{blank}{}", &name[..at], &name[at + 1..]),
            None => name,
        }
    }

    /// What may stand between lines: nothing, blank lines, comments that look like entries.
    fn interlude(&mut self) {
        let lines: &[&str] = self.whim(&[
            &[][..],
            &[""],
            &["# dial tone"],
            &["## CPTWizard 2.0", ""],
            &["; r\u{e9}pondeur, fran\u{e7}ais"],
            &["#Freq [Hz]=99", ";[Ringing Pattern #99]"],
            &["   ", "\t"],
            &["#", ";"],
        ]);
        for line in lines {
            self.line(line);
        }
    }

    /// A line, perhaps with trailing blanks.
    fn line(&mut self, line: &str) {
        let blanks = self.whim(&["", " ", "\t", "   "]);
        self.text.extend([line, blanks, self.newline]);
    }
}
