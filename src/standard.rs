//! Tones and ringing patterns that standards fix, so that nobody has to write them down again.
//!
//! * Distinctive ringing of North America: Telcordia GR-506-CORE, as two vendors print it.
//! * Call progress tones of North America: GR-506-CORE by way of RFC 3660.
//! * DTMF digits: ITU-T Q.23 for the frequencies, ids of the H.248 package `dg`.
//! * Special information tones: the seven codes of North America, numbered as MGCP numbers them
//!   (RFC 3660, `sit(1)` to `sit(7)`), and the one of ITU-T E.180.
//!
//! Levels that no source gives are our choice, and said where they stand.
//!
//! ```
//! use ringsmith::standard::{self, DtmfLevels, SitCode};
//!
//! assert_eq!(standard::gr506(2).unwrap().cadence().cycle_ms(), 6000);
//! assert_eq!(standard::sit(SitCode::Intercept).cadence().lead_ms(), 274 + 274 + 380);
//! let five = standard::dtmf('5', DtmfLevels::default()).unwrap();
//! assert_eq!(five.voices()[0].components().len(), 2);
//! ```

use crate::model::{
    Cadence, CallProgressTone, Component, OnOff, RingingPattern, Signal, ToneId, ToneKind, ToneSet,
    Voice,
};
use crate::units::{DbM0, Hertz};

/// The ringing frequency of North America, in hertz.
const RINGING_HERTZ: u32 = 20;

/// The nominal cadences of GR-506-CORE, in milliseconds: pattern 1 is the usual ring, 5 the ring
/// splash, which is rung once.
const GR506: [&[(u32, u32)]; 5] = [
    &[(2000, 4000)],
    &[(800, 400), (800, 4000)],
    &[(400, 200), (400, 200), (800, 4000)],
    &[(300, 200), (1000, 200), (300, 4000)],
    &[(500, 0)],
];

/// Distinctive ringing `number` of GR-506-CORE, 1 to 5, at 20 Hz; `None` for any other. Number 0,
/// which gateways ring with where nothing is asked for, is the usual ring.
#[must_use]
pub fn gr506(number: u32) -> Option<RingingPattern> {
    let place = usize::try_from(number).ok()?.saturating_sub(1);
    let pairs = GR506.get(place)?.iter().map(|&(on, off)| OnOff::new(on, off));
    let splash = place + 1 == GR506.len();
    let cadence = if splash { Cadence::new(pairs, []) } else { Cadence::new([], pairs) };
    Some(RingingPattern::new(number, hertz(RINGING_HERTZ * 1000), &cadence.ok()?))
}

/// The levels of the two frequencies of a DTMF digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DtmfLevels {
    /// Of the row frequency, 697 to 941 Hz.
    pub low: DbM0,
    /// Of the column frequency, 1209 to 1633 Hz.
    pub high: DbM0,
}

impl DtmfLevels {
    /// −11 and −9 dBm0, as European networks send them: the higher frequency is lost sooner.
    pub const EUROPE: Self = Self { low: level(-1100), high: level(-900) };
}

impl Default for DtmfLevels {
    /// −10 dBm0 both, as North American networks send them.
    fn default() -> Self {
        Self { low: level(-1000), high: level(-1000) }
    }
}

/// The digits in the order of their rows and columns (ITU-T Q.23, 1988).
const DTMF: [[char; 4]; 4] =
    [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];
const DTMF_ROWS: [u32; 4] = [697, 770, 852, 941];
const DTMF_COLUMNS: [u32; 4] = [1209, 1336, 1477, 1633];

/// The DTMF digit `0`–`9`, `A`–`D` (in either case), `*` or `#`, 100 ms long and 100 ms apart from
/// the next; `None` for any other character. 50 to 100 ms are usual for both.
#[must_use]
pub fn dtmf(digit: char, levels: DtmfLevels) -> Option<Signal> {
    let digit = digit.to_ascii_uppercase();
    let (row, column) = DTMF
        .iter()
        .enumerate()
        .find_map(|(row, digits)| Some((row, digits.iter().position(|known| *known == digit)?)))?;
    let low = Component::new(hertz(DTMF_ROWS[row] * 1000), levels.low);
    let high = Component::new(hertz(DTMF_COLUMNS[column] * 1000), levels.high);
    Some(signal(&[voice([low, high])], &[(100, 100, 0)], &[]))
}

/// A special information tone: three steps that say why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SitCode {
    /// RO′: reorder, within the local network.
    ReorderLocal,
    /// RO″: reorder, in the network between exchanges.
    ReorderInterexchange,
    /// NC′: no circuit, within the local network.
    NoCircuitLocal,
    /// NC″: no circuit, in the network between exchanges.
    NoCircuitInterexchange,
    /// IC: intercept, the number has changed.
    Intercept,
    /// VC: vacant code, there is no such number.
    VacantCode,
    /// IO: ineffective, and any other reason.
    Ineffective,
}

impl SitCode {
    /// Every code, in the order of MGCP's `sit(1)` to `sit(7)`.
    pub const ALL: [Self; 7] = [
        Self::ReorderLocal,
        Self::ReorderInterexchange,
        Self::NoCircuitLocal,
        Self::NoCircuitInterexchange,
        Self::Intercept,
        Self::VacantCode,
        Self::Ineffective,
    ];

    /// Its number, 1 to 7, as in MGCP's `sit(1)`.
    #[must_use]
    pub const fn number(self) -> usize {
        self as usize + 1
    }

    /// The first and second step, in millihertz and milliseconds. A frequency is high or low, a
    /// time is long or short, each on its own: low is not the same as short.
    const fn steps(self) -> [(u32, u32); 2] {
        const LOW: [u32; 2] = [913_800, 1_370_600];
        const HIGH: [u32; 2] = [985_200, 1_428_500];
        match self {
            Self::ReorderLocal => [(LOW[0], 274), (HIGH[1], 380)],
            Self::ReorderInterexchange => [(HIGH[0], 274), (LOW[1], 380)],
            Self::NoCircuitLocal => [(HIGH[0], 380), (HIGH[1], 380)],
            Self::NoCircuitInterexchange => [(LOW[0], 380), (LOW[1], 380)],
            Self::Intercept => [(LOW[0], 274), (LOW[1], 274)],
            Self::VacantCode => [(HIGH[0], 380), (LOW[1], 274)],
            Self::Ineffective => [(LOW[0], 380), (HIGH[1], 274)],
        }
    }
}

/// The special information tone of a code, played once: an announcement follows it.
///
/// The level is ours: −24 dBm0, that of busy and reorder.
#[must_use]
pub fn sit(code: SitCode) -> Signal {
    let third = (1_776_700, 380);
    let steps = code.steps().into_iter().chain([third]);
    let voices: Vec<_> = steps.clone().map(|(frequency, _)| sine(frequency, -2400)).collect();
    let lead: Vec<_> = steps.enumerate().map(|(step, (_, ms))| (ms, 0, step)).collect();
    signal(&voices, &lead, &[])
}

/// The special information tone of ITU-T E.180: 950, 1400 and 1800 Hz, 330 ms each, then a pause
/// of a second, for ever. The level is that of [`sit`].
#[must_use]
pub fn sit_e180() -> Signal {
    let voices = [950_000, 1_400_000, 1_800_000].map(|frequency| sine(frequency, -2400));
    signal(&voices, &[], &[(330, 0, 0), (330, 0, 1), (330, 1000, 2)])
}

/// On time, off time, and which of the voices sounds.
type Pair = (u32, u32, usize);
const STEADY: &[Pair] = &[(1000, 0, 0)];

/// The call progress tones of North America, in the order of their numbers.
///
/// Levels that GR-506 does not fix are ours: the off-hook warning at −9 dBm0 a component, the
/// loudest at which its four do not clip; call waiting and the recorder warning as quiet as busy;
/// the CPE alerting signal at the −15 dBm0 of the caller identity that it announces.
fn north_america() -> Vec<(Option<&'static str>, Option<ToneKind>, Signal)> {
    let tone = |hertz: &[u32], level, lead: &[Pair], cycle: &[Pair]| {
        let component =
            |&hertz: &u32| Component::new(self::hertz(hertz * 1000), self::level(level));
        signal(&[voice(hertz.iter().map(component))], lead, cycle)
    };
    let kind = |kind, signal| (None, Some(kind), signal);
    let named = |id, kind, signal| (Some(id), kind, signal);
    let waiting = |pulses: &[Pair]| tone(&[440], -2400, pulses, &[]);
    let stutter = [(100, 100, 0); 10];
    vec![
        kind(ToneKind::DIAL, tone(&[350, 440], -1300, &[], STEADY)),
        kind(ToneKind::RINGBACK, tone(&[440, 480], -1900, &[], &[(2000, 4000, 0)])),
        kind(ToneKind::BUSY, tone(&[480, 620], -2400, &[], &[(500, 500, 0)])),
        kind(ToneKind::REORDER, tone(&[480, 620], -2400, &[], &[(250, 250, 0)])),
        kind(ToneKind::CONFIRMATION, tone(&[350, 440], -1300, &stutter[..3], &[])),
        kind(ToneKind::STUTTER_DIAL, tone(&[350, 440], -1300, &stutter, STEADY)),
        named(
            "mgcp/l/wt1",
            Some(ToneKind::CALL_WAITING),
            waiting(&[(300, 10_000, 0), (300, 0, 0)]),
        ),
        named("mgcp/l/wt2", None, waiting(&[(100, 100, 0), (100, 0, 0)])),
        named("mgcp/l/wt3", None, waiting(&[(100, 100, 0), (100, 100, 0), (100, 0, 0)])),
        named("mgcp/l/wt4", None, waiting(&[(100, 100, 0), (300, 100, 0), (100, 0, 0)])),
        kind(
            ToneKind::OFF_HOOK_WARNING,
            tone(&[1400, 2060, 2450, 2600], -900, &[], &[(100, 100, 0)]),
        ),
        named("mgcp/l/y", None, tone(&[1400], -2400, &[], &[(500, 14_500, 0)])),
        named("ringsmith/cas", None, tone(&[2130, 2750], -1500, &[(80, 0, 0)], &[])),
    ]
}

/// Everything here as one set: the tones of North America, the special information tones
/// (`mgcp/t/sit(1)` to `(7)`, `cg/sit`), the DTMF digits (`dg/d0` to `dg/d9`, `dg/da` to `dg/dd`,
/// `dg/ds`, `dg/do`), and ringing patterns 0 to 5, of which 0 and 1 are the usual ring.
///
/// # Panics
/// Never: a test holds the numbers and ids of the set apart.
#[must_use]
pub fn tones() -> ToneSet {
    let mut tones = north_america();
    let sits = SitCode::ALL.into_iter().zip(SIT_IDS);
    tones.extend(sits.map(|(code, id)| (Some(id), None, sit(code))));
    tones.push((Some("cg/sit"), Some(ToneKind::SPECIAL_INFORMATION), sit_e180()));
    let digit = |(digit, id)| Some((Some(id), None, dtmf(digit, DtmfLevels::default())?));
    tones.extend(DTMF_IDS.into_iter().filter_map(digit));
    let numbered = |(number, (id, kind, signal)): (u32, (Option<&str>, _, _))| CallProgressTone {
        number,
        id: id.map(|id| ToneId::new(id).expect("an id of these tables is an id")),
        kind,
        signal,
        default_duration: None,
        detection_period: None,
    };
    let tones = (0..).zip(tones).map(numbered).collect();
    let patterns = (0..=5).filter_map(gr506).collect();
    ToneSet::new(tones, Vec::new(), patterns).expect("numbers and ids stand once")
}

const SIT_IDS: [&str; 7] = [
    "mgcp/t/sit(1)",
    "mgcp/t/sit(2)",
    "mgcp/t/sit(3)",
    "mgcp/t/sit(4)",
    "mgcp/t/sit(5)",
    "mgcp/t/sit(6)",
    "mgcp/t/sit(7)",
];

/// ITU-T H.248.1 Annex E.5, package `dg`.
const DTMF_IDS: [(char, &str); 16] = [
    ('0', "dg/d0"),
    ('1', "dg/d1"),
    ('2', "dg/d2"),
    ('3', "dg/d3"),
    ('4', "dg/d4"),
    ('5', "dg/d5"),
    ('6', "dg/d6"),
    ('7', "dg/d7"),
    ('8', "dg/d8"),
    ('9', "dg/d9"),
    ('A', "dg/da"),
    ('B', "dg/db"),
    ('C', "dg/dc"),
    ('D', "dg/dd"),
    ('*', "dg/ds"),
    ('#', "dg/do"),
];

fn signal(voices: &[Voice], lead: &[Pair], cycle: &[Pair]) -> Signal {
    let pairs = |pairs: &[Pair]| -> Vec<_> {
        pairs.iter().map(|&(on, off, voice)| OnOff::new(on, off).with_voice(voice)).collect()
    };
    let cadence = Cadence::new(pairs(lead), pairs(cycle)).expect("a table has times");
    Signal::with_voices(voices.to_vec(), cadence).expect("a table names its voices")
}

fn voice(components: impl IntoIterator<Item = Component>) -> Voice {
    Voice::new(components).expect("a table has one to four components")
}

fn sine(millihertz: u32, hundredths: i32) -> Voice {
    Voice::sine(hertz(millihertz), level(hundredths))
}

const fn hertz(millihertz: u32) -> Hertz {
    Hertz::from_millihertz(millihertz).expect("a table has no 0 Hz")
}

const fn level(hundredths: i32) -> DbM0 {
    DbM0::from_hundredths(hundredths).expect("a table keeps to the levels there are")
}

#[cfg(test)]
mod tests {
    use core::fmt::Write as _;

    use super::*;
    use crate::model::Entry;

    /// An entry as `testdata/standard.tsv` writes it: `350+440@-13 once 100/100 … then 2000/4000`.
    fn line(entry: Entry<'_>) -> String {
        let signal = entry.signal(DbM0::ZERO);
        let pairs = |pairs: &[OnOff]| {
            let mut line = String::new();
            let mut before = None;
            for pair in pairs {
                let voice = &signal.voices()[pair.voice];
                if before != Some(pair.voice) {
                    let sines = voice.components().iter().map(|sine| sine.frequency.to_string());
                    let sines: Vec<_> = sines.map(|text| text.replace(" Hz", "")).collect();
                    let level = voice.components()[0].level.to_string().replace(" dBm0", "");
                    write!(line, " {}@{level}", sines.join("+")).unwrap();
                    assert!(
                        voice.components().iter().all(|c| c.level == voice.components()[0].level)
                    );
                    before = Some(pair.voice);
                }
                write!(line, " {}/{}", pair.on.0, pair.off.0).unwrap();
            }
            line
        };
        let cadence = signal.cadence();
        let lead = pairs(cadence.lead());
        let lead = if lead.is_empty() { lead } else { format!(" once{lead}") };
        let cycle = match cadence.cycle() {
            [] => String::new(),
            _ if cadence.is_continuous() => pairs(cadence.cycle()).replace("1000/0", "steady"),
            cycle => pairs(cycle),
        };
        format!("{entry}{lead}{cycle}")
    }

    /// The table was typed from the sources that it names, not from the code.
    #[test]
    fn every_tone_and_pattern_is_what_its_source_prints() {
        let table = include_str!("../testdata/standard.tsv");
        let rows = table.lines().filter(|row| !row.starts_with('#'));
        let expected: Vec<_> = rows.filter_map(|row| row.split('\t').next()).collect();
        let tones = tones();
        let found: Vec<_> = tones.entries().map(line).collect();
        assert_eq!(found.len(), 13 + 8 + 16 + 6);
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected);
        }
        assert_eq!(found.len(), expected.len());
    }

    #[test]
    fn levels_of_a_digit_are_those_asked_for_and_no_other_character_is_a_digit() {
        let five = dtmf('5', DtmfLevels::EUROPE).unwrap();
        let levels: Vec<_> = five.voices()[0].components().iter().map(|sine| sine.level).collect();
        assert_eq!(levels, [level(-1100), level(-900)]);
        assert_eq!(dtmf('d', DtmfLevels::EUROPE), dtmf('D', DtmfLevels::EUROPE));
        assert_eq!(dtmf('E', DtmfLevels::default()), None);
        assert_eq!((gr506(6), gr506(u32::MAX)), (None, None));
    }

    #[test]
    fn the_set_answers_to_every_id_and_clips_nowhere() {
        let tones = tones();
        for id in ["dt", "rt", "bt", "ct", "roh", "cw", "cf", "sl", "sit", "sit(3)", "d5", "ds"] {
            assert!(tones.tone_by_id(id).is_some(), "{id}");
        }
        assert_eq!(tones.default_ringback().map(|tone| tone.number), Some(1));
        for tone in tones.tones() {
            for voice in tone.signal.voices() {
                let peak =
                    |c: &Component| 10_f64.powf(f64::from(c.level.hundredths() - 314) / 2000.0);
                let peak: f64 = voice.components().iter().map(peak).sum();
                assert!(peak < 1.0, "{} reaches {peak} of full scale", tone.name());
            }
        }
    }
}
