//! What standards call the sounds of a recording: digits and special information.
//!
//! The tables are typed here from the standards, not taken from what the project renders with.

use core::fmt;

use crate::analysis::{Content, MeasuredVoice, Measurement, Run};
use crate::standard::SitCode;

/// A digit that was dialled with two tones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Digit {
    /// `0` to `9`, `A` to `D`, `*` or `#`.
    pub digit: char,
    /// When it begins, in ms from the start of the recording.
    pub start_ms: f64,
    /// When it ends.
    pub end_ms: f64,
}

/// A special information tone: three rising tones in succession.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SitHeard {
    /// Which one it is.
    pub tone: SitTone,
    /// When the first of the three begins, in ms from the start of the recording.
    pub start_ms: f64,
    /// When the third ends.
    pub end_ms: f64,
}

/// The special information tones that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SitTone {
    /// One of the seven codes of North America.
    Code(SitCode),
    /// That of ITU-T E.180, which says nothing but that information follows.
    E180,
}

impl fmt::Display for SitTone {
    /// Writes the name that the standard gives it and what it says: `IC, intercept`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::E180 => "of ITU-T E.180",
            Self::Code(SitCode::ReorderLocal) => "RO', reorder in the local network",
            Self::Code(SitCode::ReorderInterexchange) => "RO\", reorder between exchanges",
            Self::Code(SitCode::NoCircuitLocal) => "NC', no circuit in the local network",
            Self::Code(SitCode::NoCircuitInterexchange) => "NC\", no circuit between exchanges",
            Self::Code(SitCode::Intercept) => "IC, intercept",
            Self::Code(SitCode::VacantCode) => "VC, vacant code",
            Self::Code(SitCode::Ineffective) => "IO, ineffective",
        })
    }
}

/// Rows and columns of the keypad in Hz (ITU-T Q.23).
const DTMF_HZ: ([f64; 4], [f64; 4]) =
    ([697.0, 770.0, 852.0, 941.0], [1209.0, 1336.0, 1477.0, 1633.0]);
const KEYPAD: [[char; 4]; 4] =
    [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];
/// How far a frequency may be off: the widest that Q.24, table A-1, asks a receiver to take. The
/// nearest two, 697 and 770 Hz, are 10 % apart.
const DTMF_SHARE: f64 = 0.018;
/// The level of the column over that of the row in dB (Q.24, table A-1, AT&T).
const DTMF_TWIST_DB: core::ops::RangeInclusive<f64> = -8.0..=4.0;
/// A receiver takes digits of 40 ms and none of 23 or 24 ms (Q.24, table A-1); here the least is
/// what it need not take, and 1 ms for the edges.
const DTMF_LEAST_MS: f64 = 25.0;
/// An interruption up to this length does not end a digit (Q.24, table A-1).
const DTMF_BREAK_MS: f64 = 10.0;

/// The frequencies of register signalling in system R1, in Hz (ITU-T Q.320).
const MF_HZ: [f64; 6] = [700.0, 900.0, 1100.0, 1300.0, 1500.0, 1700.0];
/// The signal of two of them, by the index of the higher and then of the lower.
const MF_DIGITS: [&str; 6] = ["", "1", "23", "456", "7890", "CA*B#"];
/// What an R1 receiver takes (Q.323): 1.5 % and 5 Hz, and a difference of levels of 6 dB.
const MF_SHARE: f64 = 0.015;
const MF_HZ_MORE: f64 = 5.0;
const MF_TWIST_DB: f64 = 6.0;

/// The first and second frequency of special information in Hz, low and high, and the third
/// (RFC 3660, `sit(1)` to `sit(7)`).
const SIT_HZ: ([f64; 2], [f64; 2], f64) = ([913.8, 985.2], [1370.6, 1428.5], 1776.7);
/// How long the first two sound in ms, short and long; the third is long.
const SIT_MS: [f64; 2] = [274.0, 380.0];
/// How far a frequency may be off. Low and high are 7.8 % and 4.2 % apart.
const SIT_SHARE: f64 = 0.015;
/// How far a time may be off. Short and long are 39 % apart, so 302 to 342 ms are neither.
const SIT_TIME_SHARE: f64 = 0.1;
/// ITU-T E.180: 950, 1400 and 1800 Hz, each within 50 Hz, for 330 ms each within 70 ms.
const E180_HZ: [f64; 3] = [950.0, 1400.0, 1800.0];
const E180_OFF_HZ: f64 = 50.0;
const E180_MS: f64 = 330.0;
const E180_OFF_MS: f64 = 70.0;
/// The longest silence between two of the three. E.180 allows 30 ms; two edges are heard to 1 ms,
/// and one of them may lie in a lost packet of 20 ms.
const SIT_GAP_MS: f64 = 50.0;

/// The key that this voice is the sound of; `None` if of none.
///
/// Two components and no more, neither modulated, within 1.8 % of a row and a column of ITU-T Q.23,
/// the column from 8 dB below to 4 dB above the row (ITU-T Q.24, table A-1).
#[must_use]
pub fn dtmf_digit(voice: &MeasuredVoice) -> Option<char> {
    let ([low_hz, high_hz], twist_db) = pair(voice)?;
    let near = |hz: f64, nominal: &f64| (hz - nominal).abs() <= DTMF_SHARE * nominal;
    let row = DTMF_HZ.0.iter().position(|nominal| near(low_hz, nominal))?;
    let column = DTMF_HZ.1.iter().position(|nominal| near(high_hz, nominal))?;
    DTMF_TWIST_DB.contains(&twist_db).then_some(KEYPAD[row][column])
}

/// The R1 register signal that this voice is the sound of; `None` if of none.
///
/// `0` to `9`, and as is usual `*` for KP, `#` for ST, `A`, `B` and `C` for ST′, ST″ and ST‴.
/// Two components and no more, neither modulated, within 1.5 % and 5 Hz of those of ITU-T Q.320 and
/// within 6 dB of each other (ITU-T Q.323). Both systems take some sounds, such as 697 and 1477 Hz:
/// key 3, and within the tolerance of signal 7.
#[must_use]
pub fn mf_digit(voice: &MeasuredVoice) -> Option<char> {
    let (hz, twist_db) = pair(voice)?;
    let [low, high] = hz.map(|hz| {
        MF_HZ.iter().position(|nominal| (hz - nominal).abs() <= MF_SHARE * nominal + MF_HZ_MORE)
    });
    let digit = MF_DIGITS[high?].chars().nth(low?)?;
    (twist_db.abs() <= MF_TWIST_DB).then_some(digit)
}

/// The digits of the keypad that were dialled, in order.
///
/// Runs shorter than 25 ms are none; a digit that is interrupted for up to 10 ms is one.
#[must_use]
pub fn digits(measurement: &Measurement) -> Vec<Digit> {
    let mut digits: Vec<Digit> = Vec::new();
    for run in &measurement.runs {
        let Some(digit) = voice(measurement, run).and_then(dtmf_digit) else { continue };
        match digits.last_mut() {
            Some(last) if last.digit == digit && run.start_ms - last.end_ms <= DTMF_BREAK_MS => {
                last.end_ms = run.end_ms;
            }
            _ => digits.push(Digit { digit, start_ms: run.start_ms, end_ms: run.end_ms }),
        }
    }
    digits.retain(|digit| digit.end_ms - digit.start_ms >= DTMF_LEAST_MS);
    digits
}

/// The special information tones that were heard, in order.
///
/// Three runs in succession, each of one component, no more than 50 ms apart. One of the seven
/// codes if frequencies are within 1.5 % and times within 10 % of it; else that of ITU-T E.180 if
/// they are within 50 Hz and 70 ms of that.
#[must_use]
pub fn sit(measurement: &Measurement) -> Vec<SitHeard> {
    let mut heard = Vec::new();
    let mut runs = measurement.runs.as_slice();
    while let [first, second, third, rest @ ..] = runs {
        let tone = sit_tone(measurement, [first, second, third]);
        heard.extend(tone.map(|tone| SitHeard {
            tone,
            start_ms: first.start_ms,
            end_ms: third.end_ms,
        }));
        runs = if tone.is_some() { rest } else { &runs[1..] };
    }
    heard
}

/// The special information tone that three runs are.
fn sit_tone(measurement: &Measurement, runs: [&Run; 3]) -> Option<SitTone> {
    let gaps = [runs[1].start_ms - runs[0].end_ms, runs[2].start_ms - runs[1].end_ms];
    if gaps.iter().any(|&gap| gap > SIT_GAP_MS) {
        return None;
    }
    let mut steps = [(0.0, 0.0); 3];
    for (step, run) in steps.iter_mut().zip(runs) {
        let [component] = voice(measurement, run)?.components.as_slice() else { return None };
        *step = (component.frequency_hz, run.end_ms - run.start_ms);
    }
    let e180 = |(&(hz, ms), nominal_hz): (&(f64, f64), f64)| {
        (hz - nominal_hz).abs() <= E180_OFF_HZ && (ms - E180_MS).abs() <= E180_OFF_MS
    };
    sit_code(steps)
        .map(SitTone::Code)
        .or_else(|| steps.iter().zip(E180_HZ).all(e180).then_some(SitTone::E180))
}

/// The code of three steps, each a frequency in Hz and a time in ms.
fn sit_code([first, second, third]: [(f64, f64); 3]) -> Option<SitCode> {
    let near = |value: f64, nominal: f64, share: f64| (value - nominal).abs() <= share * nominal;
    let choose = |value: f64, choices: [f64; 2], share: f64| {
        choices.iter().position(|&nominal| near(value, nominal, share))
    };
    if !near(third.0, SIT_HZ.2, SIT_SHARE) || !near(third.1, SIT_MS[1], SIT_TIME_SHARE) {
        return None;
    }
    let high = [choose(first.0, SIT_HZ.0, SIT_SHARE)?, choose(second.0, SIT_HZ.1, SIT_SHARE)?];
    let long = [first.1, second.1].map(|ms| choose(ms, SIT_MS, SIT_TIME_SHARE));
    // Low, high: 0, 1. Short, long: 0, 1.
    match (high, [long[0]?, long[1]?]) {
        ([0, 1], [0, 1]) => Some(SitCode::ReorderLocal),
        ([1, 0], [0, 1]) => Some(SitCode::ReorderInterexchange),
        ([1, 1], [1, 1]) => Some(SitCode::NoCircuitLocal),
        ([0, 0], [1, 1]) => Some(SitCode::NoCircuitInterexchange),
        ([0, 0], [0, 0]) => Some(SitCode::Intercept),
        ([1, 0], [1, 0]) => Some(SitCode::VacantCode),
        ([0, 1], [1, 0]) => Some(SitCode::Ineffective),
        _ => None,
    }
}

/// The frequencies of a voice of two components, the lower first, and the level of the higher over
/// that of the lower in dB; `None` of any other.
fn pair(voice: &MeasuredVoice) -> Option<([f64; 2], f64)> {
    let [low, high] = voice.components.as_slice() else { return None };
    if low.modulation.is_some() || high.modulation.is_some() {
        return None;
    }
    Some(([low.frequency_hz, high.frequency_hz], high.level_dbm0 - low.level_dbm0))
}

/// The voice of a run; `None` where it has none.
fn voice<'a>(measurement: &'a Measurement, run: &Run) -> Option<&'a MeasuredVoice> {
    match run.content {
        Content::Voice(index) => measurement.voices.get(index),
        Content::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Background, MeasuredComponent, MeasuredModulation};
    use crate::units::SampleRate;

    fn sounds(components: &[(f64, f64)]) -> MeasuredVoice {
        let components = components.iter().map(|&(frequency_hz, level_dbm0)| MeasuredComponent {
            frequency_hz,
            level_dbm0,
            modulation: None,
        });
        MeasuredVoice { components: components.collect(), heard_ms: 100.0, snr_db: 40.0 }
    }

    /// What is found where these voices sound one after the other, each so long, after a silence.
    fn recording(runs: &[(MeasuredVoice, f64, f64)]) -> Measurement {
        let mut at_ms = 0.0;
        let mut heard = Vec::new();
        for (index, &(_, before_ms, ms)) in runs.iter().enumerate() {
            let start_ms = at_ms + before_ms;
            at_ms = start_ms + ms;
            let content = Content::Voice(index);
            heard.push(Run { start_ms, end_ms: at_ms, content, cut_start: false, cut_end: false });
        }
        Measurement {
            rate: SampleRate::NARROWBAND,
            length_ms: at_ms,
            background: Background {
                dc: 0.0,
                noise_dbm0: None,
                hum: None,
                clipped_samples: 0,
                lost_ms: Vec::new(),
            },
            voices: runs.iter().map(|(voice, ..)| voice.clone()).collect(),
            runs: heard,
            cadence: None,
        }
    }

    fn three(steps: [(f64, f64); 3], gap_ms: f64) -> Measurement {
        recording(&steps.map(|(hz, ms)| (sounds(&[(hz, -24.0)]), gap_ms, ms)))
    }

    #[test]
    fn every_key_has_its_row_and_its_column() {
        let rows = [(697.0, "123A"), (770.0, "456B"), (852.0, "789C"), (941.0, "*0#D")];
        for (row_hz, keys) in rows {
            for (column_hz, key) in [1209.0, 1336.0, 1477.0, 1633.0].into_iter().zip(keys.chars()) {
                for off in [0.983, 1.0, 1.017] {
                    let voice = sounds(&[(row_hz * off, -9.0), (column_hz * off, -7.0)]);
                    assert_eq!(dtmf_digit(&voice), Some(key), "{off}");
                }
            }
        }
    }

    #[test]
    fn what_no_receiver_takes_is_no_digit() {
        let (row, column) = ((770.0, -9.0), (1336.0, -9.0));
        assert_eq!(dtmf_digit(&sounds(&[row, column])), Some('5'));
        for components in [
            &[(770.0 * 1.019, -9.0), column][..],
            &[row, (1336.0 * 0.981, -9.0)],
            &[row, (1336.0, -4.9)],
            &[row, (1336.0, -17.1)],
            &[row],
            &[row, column, (1500.0, -20.0)],
            &[(440.0, -9.0), (480.0, -9.0)],
            &[(f64::NAN, -9.0), (f64::INFINITY, f64::NAN)],
            &[],
        ] {
            assert_eq!(dtmf_digit(&sounds(components)), None, "{components:?}");
        }
        let mut modulated = sounds(&[row, column]);
        modulated.components[0].modulation =
            Some(MeasuredModulation { frequency_hz: 20.0, depth: 0.5 });
        assert_eq!(dtmf_digit(&modulated), None);
    }

    #[test]
    fn every_register_signal_of_r1_has_two_of_six_frequencies() {
        // ITU-T Q.320, table 1: in hundreds of hertz.
        let signals = [
            (7, 9, '1'),
            (7, 11, '2'),
            (9, 11, '3'),
            (7, 13, '4'),
            (9, 13, '5'),
            (11, 13, '6'),
            (7, 15, '7'),
            (9, 15, '8'),
            (11, 15, '9'),
            (13, 15, '0'),
            (11, 17, '*'),
            (15, 17, '#'),
        ];
        for (low, high, signal) in signals {
            let [low_hz, high_hz] = [low, high].map(|hundreds| 100.0 * f64::from(hundreds));
            let voice = sounds(&[(low_hz * 1.01, -7.0), (high_hz * 0.99, -9.0)]);
            assert_eq!(mf_digit(&voice), Some(signal));
        }
        assert_eq!(mf_digit(&sounds(&[(700.0, -7.0), (900.0, -13.5)])), None);
        assert_eq!(mf_digit(&sounds(&[(700.0, -7.0), (705.0, -7.0)])), None);
    }

    #[test]
    fn a_sound_may_be_a_key_and_a_register_signal() {
        let three = sounds(&[(697.0, -9.0), (1477.0, -9.0)]);
        assert_eq!((dtmf_digit(&three), mf_digit(&three)), (Some('3'), Some('7')));
    }

    #[test]
    fn a_digit_is_one_though_it_is_interrupted_and_two_though_it_is_the_same() {
        let five = || sounds(&[(770.0, -9.0), (1336.0, -9.0)]);
        let found = digits(&recording(&[
            (five(), 10.0, 30.0),
            (five(), 9.0, 30.0),
            (five(), 40.0, 50.0),
            (sounds(&[(425.0, -9.0)]), 5.0, 50.0),
            // Too short for a digit.
            (five(), 20.0, 24.0),
        ]));
        let times: Vec<_> =
            found.iter().map(|digit| (digit.digit, digit.start_ms, digit.end_ms)).collect();
        assert_eq!(times, [('5', 10.0, 79.0), ('5', 119.0, 169.0)]);
    }

    #[test]
    fn each_code_is_told_by_high_and_low_and_long_and_short() {
        use SitCode::{
            Ineffective, Intercept, NoCircuitInterexchange, NoCircuitLocal, ReorderInterexchange,
            ReorderLocal, VacantCode,
        };
        let codes = [
            (ReorderLocal, (913.8, 274.0), (1428.5, 380.0)),
            (ReorderInterexchange, (985.2, 274.0), (1370.6, 380.0)),
            (NoCircuitLocal, (985.2, 380.0), (1428.5, 380.0)),
            (NoCircuitInterexchange, (913.8, 380.0), (1370.6, 380.0)),
            (Intercept, (913.8, 274.0), (1370.6, 274.0)),
            (VacantCode, (985.2, 380.0), (1370.6, 274.0)),
            (Ineffective, (913.8, 380.0), (1428.5, 274.0)),
        ];
        for (code, first, second) in codes {
            for (hz, ms, gap) in [(1.0, 1.0, 0.0), (1.014, 0.91, 20.0), (0.986, 1.09, 4.0)] {
                let off = |step: (f64, f64)| (step.0 * hz, step.1 * ms);
                let found = sit(&three([off(first), off(second), off((1776.7, 380.0))], gap));
                let tones: Vec<_> = found.iter().map(|heard| heard.tone).collect();
                assert_eq!(tones, [SitTone::Code(code)], "{hz} {ms}");
            }
        }
    }

    #[test]
    fn the_tone_of_e_180_is_no_code() {
        let steps = [(950.0, 330.0), (1400.0, 330.0), (1800.0, 330.0)];
        let found = sit(&three(steps, 10.0));
        let heard = SitHeard { tone: SitTone::E180, start_ms: 10.0, end_ms: 1020.0 };
        assert_eq!(found, [heard]);
        // Where its tolerances reach into those of the codes, the times tell.
        let edge = [(985.0, 330.0), (1371.0, 330.0), (1776.0, 330.0)];
        assert_eq!(sit(&three(edge, 0.0))[0].tone, SitTone::E180);
    }

    #[test]
    fn three_tones_that_are_none_are_not_found() {
        for steps in [
            [(1800.0, 330.0), (1400.0, 330.0), (950.0, 330.0)],
            [(950.0, 330.0), (1400.0, 330.0), (1860.0, 330.0)],
            [(950.0, 330.0), (1400.0, 250.0), (1800.0, 330.0)],
            // High and short, high and short is no code, and too short for E.180.
            [(985.2, 250.0), (1428.5, 250.0), (1776.7, 380.0)],
        ] {
            assert_eq!(sit(&three(steps, 0.0)), [], "{steps:?}");
        }
        let apart = three([(950.0, 330.0), (1400.0, 330.0), (1800.0, 330.0)], 60.0);
        assert_eq!(sit(&apart), []);
    }

    #[test]
    fn every_repetition_of_special_information_is_found() {
        let steps = [(950.0, 330.0), (1400.0, 330.0), (1800.0, 330.0)];
        let voices = steps.map(|(hz, ms)| (sounds(&[(hz, -24.0)]), 0.0, ms));
        let mut twice = Vec::from(voices.clone());
        twice.push((sounds(&[(425.0, -10.0)]), 1000.0, 300.0));
        twice.extend(voices);
        let starts: Vec<_> = sit(&recording(&twice)).iter().map(|heard| heard.start_ms).collect();
        assert_eq!(starts, [0.0, 2290.0]);
    }
}
