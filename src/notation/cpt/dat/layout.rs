//! Which word of a compiled file is what.

use core::ops::Range;

use crate::notation::cpt::dat::header::Version;
use crate::notation::cpt::dat::problem::TextField;
use crate::notation::cpt::names::PAIRS;

/// Bytes of a word.
pub(super) const BYTES: usize = 4;

/// The words of the header.
pub(super) const OFFSET: usize = 1;
pub(super) const LENGTH: usize = 2;
pub(super) const FILE_TYPE: usize = 3;
pub(super) const AC_VERSION: usize = 4;
pub(super) const HIGH_VERSION: usize = 69;
pub(super) const LOW_VERSION: usize = 70;
/// The first word behind the header, which its second word names.
pub(super) const FIRST_COUNT: usize = 199;
/// What the second word has to be.
pub(super) const OFFSET_VALUE: u32 = 199;
/// The file type of call progress tones.
pub(super) const FILE_TYPE_VALUE: u32 = 1;

/// Words of a text.
pub(super) const TEXT_WORDS: usize = 64;

/// The texts of the header and their first words.
pub(super) const TEXTS: [(TextField, usize); 3] =
    [(TextField::Vendor, 5), (TextField::Description, 71), (TextField::Date, 135)];

/// The default duration of a tone that has none.
pub(super) const NO_DURATION: u32 = 0xFFFF_FFFE;

/// The first word of a file, which says what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Magic {
    /// Version 1, tones only.
    Tones,
    /// Version 1, tones and ringing patterns.
    TonesAndRinging,
    /// Version 3.
    Three,
}

impl Magic {
    pub(super) const ALL: [Self; 3] = [Self::Tones, Self::TonesAndRinging, Self::Three];

    pub(super) const fn word(self) -> u32 {
        match self {
            Self::Tones => 0xBD56_BD56,
            Self::TonesAndRinging => 0xA5A5_A5A5,
            Self::Three => 0xAAAA_0003,
        }
    }

    pub(super) fn of(word: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|magic| magic.word() == word)
    }

    pub(super) const fn version(self) -> Version {
        match self {
            Self::Tones | Self::TonesAndRinging => Version::V1,
            Self::Three => Version::V3,
        }
    }
}

/// The words of a tone's record, counted from its start.
pub(super) struct ToneLayout {
    pub(super) size: usize,
    pub(super) tone_type: usize,
    pub(super) low: usize,
    pub(super) high: usize,
    pub(super) low_level: usize,
    pub(super) high_level: usize,
    /// What a level is subtracted from, if it is not stored as it is written in an ini.
    pub(super) levels_from: Option<u32>,
    pub(super) form: Option<usize>,
    /// On and off time of each pair.
    pub(super) pairs: &'static [[usize; 2]],
    pub(super) default_duration: Option<usize>,
}

impl ToneLayout {
    pub(super) const fn of(version: Version) -> &'static Self {
        const V1: ToneLayout = ToneLayout {
            size: 9,
            tone_type: 0,
            low: 1,
            high: 2,
            low_level: 3,
            high_level: 4,
            levels_from: Some(32),
            form: None,
            pairs: &[[5, 6], [7, 8]],
            default_duration: None,
        };
        const V3: ToneLayout = ToneLayout {
            size: 148,
            tone_type: 0,
            low: 4,
            high: 12,
            low_level: 5,
            high_level: 13,
            levels_from: None,
            form: Some(44),
            pairs: &[[48, 49], [56, 57], [64, 65], [72, 73]],
            default_duration: Some(112),
        };
        match version {
            Version::V1 => &V1,
            Version::V3 => &V3,
        }
    }

    /// Whether it is known what a word of the record is.
    pub(super) fn is_known(&self, word: usize) -> bool {
        let single = [self.tone_type, self.low, self.high, self.low_level, self.high_level];
        let optional = [self.form, self.default_duration];
        single.contains(&word)
            || optional.contains(&Some(word))
            || self.pairs.iter().flatten().any(|time| *time == word)
    }

    /// What a word of the record is, if that is known.
    pub(super) fn name(&self, word: usize) -> Option<String> {
        let names = [
            (Some(self.tone_type), "type"),
            (Some(self.low), "low frequency"),
            (Some(self.high), "high frequency"),
            (Some(self.low_level), "low level"),
            (Some(self.high_level), "high level"),
            (self.form, "form"),
            (self.default_duration, "default duration"),
        ];
        if let Some((_, name)) = names.iter().find(|(at, _)| *at == Some(word)) {
            return Some((*name).to_owned());
        }
        let pair = self.pairs.iter().position(|pair| pair.contains(&word))?;
        let half = if self.pairs[pair][0] == word { "on" } else { "off" };
        Some(format!("{half} time {}", pair + 1))
    }
}

/// The words of a ringing pattern's record.
pub(super) const RING_SIZE: usize = 2 + PAIRS * 3;
pub(super) const RING_TYPE: usize = 0;
pub(super) const RING_FREQUENCY: usize = 1;

/// The words of a cadence of a ringing pattern: on time, off time, link.
pub(super) const fn cadence(place: usize) -> [usize; 3] {
    [2 + place * 3, 3 + place * 3, 4 + place * 3]
}

/// A count and its records.
#[derive(Clone, Debug)]
pub(super) struct Records {
    /// The word that counts them.
    pub(super) count_at: usize,
    /// What it says.
    pub(super) stated: u32,
    /// As many of them as there is room for.
    pub(super) count: usize,
    pub(super) size: usize,
}

impl Records {
    /// The records that a word counts, up to the word `end`.
    fn at(words: &[u32], count_at: usize, size: usize, end: usize) -> Self {
        let stated = words[count_at];
        let room = (end - count_at - 1) / size;
        let count = usize::try_from(stated).map_or(room, |stated| stated.min(room));
        Self { count_at, stated, count, size }
    }

    /// Whether as many as are stated are there.
    pub(super) fn is_whole(&self) -> bool {
        usize::try_from(self.stated) == Ok(self.count)
    }

    /// The word behind the last record.
    pub(super) const fn end(&self) -> usize {
        self.count_at + 1 + self.count * self.size
    }

    /// The words of each record.
    pub(super) fn iter(&self) -> impl Iterator<Item = Range<usize>> {
        let (start, size) = (self.count_at + 1, self.size);
        (0..self.count).map(move |place| start + place * size..start + (place + 1) * size)
    }

    /// The record of a word and which of its words it is.
    fn find(&self, word: usize) -> Option<(usize, usize)> {
        let within = word.checked_sub(self.count_at + 1)?;
        let found = (within / self.size, within % self.size);
        (found.0 < self.count).then_some(found)
    }
}

/// Where everything stands in a file whose first word is known and that has a header.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) magic: Magic,
    pub(super) tones: Records,
    /// `None` if the file has none or it is not known where they start.
    pub(super) patterns: Option<Records>,
    /// The word of the checksum, the last one.
    pub(super) checksum: usize,
}

impl Layout {
    pub(super) fn of(words: &[u32]) -> Option<Self> {
        let magic = words.first().copied().and_then(Magic::of)?;
        let checksum = words.len().checked_sub(1).filter(|last| *last > FIRST_COUNT)?;
        let size = ToneLayout::of(magic.version()).size;
        let tones = Records::at(words, FIRST_COUNT, size, checksum);
        let has_patterns = magic != Magic::Tones && tones.is_whole() && tones.end() < checksum;
        let patterns = has_patterns.then(|| Records::at(words, tones.end(), RING_SIZE, checksum));
        Some(Self { magic, tones, patterns, checksum })
    }

    /// The word behind the last record.
    pub(super) fn end(&self) -> usize {
        self.patterns.as_ref().map_or(self.tones.end(), Records::end)
    }

    /// What a word behind the header is; empty where nobody knows.
    fn name(&self, word: usize) -> String {
        if word == self.checksum {
            return "checksum".to_owned();
        }
        if word == self.tones.count_at {
            return "number of tones".to_owned();
        }
        if let Some((tone, word)) = self.tones.find(word) {
            let name = ToneLayout::of(self.magic.version()).name(word).unwrap_or_default();
            return format!("tone {tone}: {name}").trim_end_matches(": ").to_owned();
        }
        let Some(patterns) = &self.patterns else { return String::new() };
        if word == patterns.count_at {
            return "number of ringing patterns".to_owned();
        }
        patterns.find(word).map_or_else(String::new, |(pattern, word)| {
            let name = match word {
                RING_TYPE => "ring type".to_owned(),
                RING_FREQUENCY => "frequency".to_owned(),
                other => {
                    let (place, half) = ((other - 2) / 3, (other - 2) % 3);
                    format!("{} {}", ["on time", "off time", "link"][half], place + 1)
                }
            };
            format!("pattern {pattern}: {name}")
        })
    }
}

/// What a word is; empty where nobody knows. `layout` is that of the file, if it has one.
pub(super) fn name(layout: Option<&Layout>, word: usize) -> String {
    let fixed = match word {
        0 => "magic number",
        OFFSET => "offset of the first count",
        LENGTH => "length in bytes",
        FILE_TYPE => "file type",
        AC_VERSION => "version of the layout",
        HIGH_VERSION => "high version",
        LOW_VERSION => "low version",
        _ => "",
    };
    match layout {
        Some(layout) if fixed.is_empty() => layout.name(word),
        _ => fixed.to_owned(),
    }
}
