//! CPT inis and what they must mean.
//!
//! The corners where the contract leaves a choice are left out: a continuous tone gives First On alone
//! or all times zero, a burst tone has one pair that sounds, every pattern and every cadence has a pair
//! that sounds, and no frequency but an absent High Freq is 0.

use super::super::oracle::{Comp, Description, Segment};
use super::hand::Hand;
use proptest::collection::vec;
use proptest::prelude::*;

/// A CPT ini and what it must mean.
#[derive(Clone, Debug)]
pub struct IniCase {
    /// The file. It gives no errors at 8000 Hz and above; warnings it may.
    pub text: String,
    /// The ringing patterns, in the order of the file.
    pub patterns: Vec<PatternCase>,
    /// The call progress tones, in the order of the file.
    pub tones: Vec<ToneCase>,
}

/// What a `[Ringing Pattern #X]` section must mean.
#[derive(Clone, Debug)]
pub struct PatternCase {
    /// The X of its section.
    pub number: u32,
    /// The signal at the default level, 0 dBm0.
    pub meaning: Meaning,
}

/// What a `[CALL PROGRESS TONE #X]` section must mean.
#[derive(Clone, Debug)]
pub struct ToneCase {
    /// The X of its section.
    pub number: u32,
    /// The number after `Tone Type`.
    pub tone_type: u32,
    /// The signal.
    pub meaning: Meaning,
    /// The number after `Default Duration [msec]`.
    pub default_duration_ms: Option<u32>,
}

/// A signal as an ini can say it, which knows no sampling rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Played once.
    pub lead: Vec<Segment>,
    /// Repeated for ever.
    pub cycle: Vec<Segment>,
}

impl Meaning {
    /// The signal at `rate` Hz, without ramp or swell.
    pub fn at_rate(&self, rate: u32) -> Description {
        Description {
            rate,
            lead: self.lead.clone(),
            cycle: self.cycle.clone(),
            ramp_ms: 0,
            swell: None,
        }
    }
}

/// Valid CPT inis with their meaning.
pub fn cases() -> impl Strategy<Value = IniCase> {
    let patterns = prop_oneof![20 => vec(pattern(), 0..=4), 1 => vec(pattern(), 16)];
    let tones = prop_oneof![20 => vec(tone(), 0..=4), 1 => vec(tone(), 32)];
    (patterns, tones, 0..=1u32, vec(any::<u8>(), 0..200))
        .prop_filter("an empty file says nothing", |(patterns, tones, ..)| {
            !(patterns.is_empty() && tones.is_empty())
        })
        .prop_map(|(patterns, tones, first_tone, whims)| IniCase {
            text: Hand::new(whims).file(&patterns, &tones, first_tone),
            patterns: (0..)
                .zip(&patterns)
                .map(|(number, p)| PatternCase { number, meaning: p.meaning() })
                .collect(),
            tones: (first_tone..).zip(&tones).map(|(number, t)| t.case(number)).collect(),
        })
}

/// An on and an off time in 10 ms units.
pub type Pair = (u32, u32);

/// The ordinals of cadences.
pub const ORDINALS: [&str; 4] = ["First", "Second", "Third", "Fourth"];

/// A ringing pattern as written.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// In Hz.
    pub frequency: u32,
    /// Each with whether it is a burst.
    pub cadences: Vec<(Pair, bool)>,
}

/// A ringing pattern that sounds.
fn pattern() -> impl Strategy<Value = Pattern> {
    let frequency = (2..=40u32).prop_map(|fives| fives * 5);
    // Bursts first, as the manual has them, or anywhere.
    let bursts =
        prop_oneof![Just(vec![]), (1..=4usize).prop_map(|n| vec![true; n]), vec(any::<bool>(), 4)];
    (frequency, sounding_pairs(), bursts).prop_map(|(frequency, pairs, bursts)| Pattern {
        frequency,
        cadences: pairs
            .into_iter()
            .zip(bursts.into_iter().chain(std::iter::repeat(false)))
            .collect(),
    })
}

impl Pattern {
    /// The first pass plays all cadences in order, later passes the cyclic ones only.
    fn meaning(&self) -> Meaning {
        let ring =
            Comp { millihertz: u64::from(self.frequency) * 1000, centi_dbm0: 0, modulation: None };
        let segment = |&(pair, _): &(Pair, bool)| segment(pair, vec![ring.clone()]);
        Meaning {
            lead: self.cadences.iter().map(segment).collect(),
            cycle: self.cadences.iter().filter(|(_, burst)| !burst).map(segment).collect(),
        }
    }
}

/// A call progress tone as written.
#[derive(Clone, Debug)]
pub struct Tone {
    /// The number after `Tone Type`: one the manuals name or another.
    pub kind: u32,
    /// What sounds.
    pub sound: Sound,
    /// When it sounds.
    pub times: Times,
    /// In ms.
    pub default_duration: Option<u32>,
}

/// The frequency and level keys; a pair is Hz and dB below 0 dBm.
#[derive(Clone, Debug)]
pub enum Sound {
    /// High Freq is 0, with this in place of its level.
    Single { low: Pair, no_level: u32 },
    /// Two frequencies, each with its level.
    Dual { low: Pair, high: Pair },
    /// Carrier with its level, modulating frequency, AM factor in steps of 0.02.
    Modulated { carrier: Pair, modulating: u32, factor: u32 },
}

/// The time keys.
#[derive(Clone, Debug)]
pub enum Times {
    /// A detection period, or 0.
    Continuous(u32),
    /// The pairs, repeated.
    Cadence(Vec<Pair>),
    /// One pair in this slot, played once.
    Burst { slot: usize, pair: Pair },
}

/// A call progress tone that sounds.
fn tone() -> impl Strategy<Value = Tone> {
    let kind = prop_oneof![
        prop::sample::select(vec![1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 18, 23, 46]),
        1..=60u32
    ];
    let hertz = || prop_oneof![8 => 300..1980u32, 1 => 1..300u32];
    let partial = || (hertz(), 0..=31u32);
    let sound = prop_oneof![
        (partial(), prop::sample::select(vec![32, 0]))
            .prop_map(|(low, no_level)| Sound::Single { low, no_level }),
        (partial(), partial()).prop_map(|(low, high)| Sound::Dual { low, high }),
        (partial(), 1..=128u32, 1..=50u32).prop_map(|(carrier, modulating, factor)| {
            Sound::Modulated { carrier, modulating, factor }
        }),
    ];
    let times = prop_oneof![
        1 => prop_oneof![Just(0), 1..=500u32].prop_map(Times::Continuous),
        3 => sounding_pairs().prop_map(Times::Cadence),
        1 => (0..4usize, (1..=60u32, time())).prop_map(|(slot, pair)| Times::Burst { slot, pair }),
    ];
    (kind, sound, times, prop::option::of(1..=10_000u32)).prop_map(
        |(kind, sound, times, default_duration)| Tone { kind, sound, times, default_duration },
    )
}

impl Tone {
    /// What its section must mean.
    fn case(&self, number: u32) -> ToneCase {
        let component = |(hertz, below): Pair, modulation| Comp {
            millihertz: u64::from(hertz) * 1000,
            centi_dbm0: -100 * i32::try_from(below).expect("a level"),
            modulation,
        };
        let components = match self.sound {
            Sound::Single { low, .. } => vec![component(low, None)],
            Sound::Dual { low, high } => vec![component(low, None), component(high, None)],
            Sound::Modulated { carrier, modulating, factor } => {
                vec![component(carrier, Some((u64::from(modulating) * 1000, factor * 20)))]
            }
        };
        let played =
            |pairs: &[Pair]| pairs.iter().map(|&pair| segment(pair, components.clone())).collect();
        let meaning = match &self.times {
            Times::Continuous(_) => Meaning { lead: vec![], cycle: played(&[(100, 0)]) },
            Times::Cadence(pairs) => Meaning { lead: vec![], cycle: played(pairs) },
            Times::Burst { pair, .. } => Meaning { lead: played(&[*pair]), cycle: vec![] },
        };
        ToneCase {
            number,
            tone_type: self.kind,
            meaning,
            default_duration_ms: self.default_duration,
        }
    }
}

/// A segment from a pair in 10 ms units.
fn segment((on, off): Pair, components: Vec<Comp>) -> Segment {
    Segment { on_ms: u64::from(on) * 10, off_ms: u64::from(off) * 10, components }
}

/// A time in 10 ms units, short, so that a case renders at once.
fn time() -> impl Strategy<Value = u32> {
    prop_oneof![2 => Just(0), 8 => 1..=20u32, 1 => 20..=60u32]
}

/// One to four pairs of which at least one sounds; unused slots and pure silences anywhere.
fn sounding_pairs() -> impl Strategy<Value = Vec<Pair>> {
    let pair = prop_oneof![1 => Just((0, 0)), 5 => (time(), time())];
    (vec(pair, 1..=4), any::<prop::sample::Index>(), 1..=20u32).prop_map(
        |(mut pairs, which, on)| {
            if pairs.iter().all(|pair| pair.0 == 0) {
                let which = which.index(pairs.len());
                pairs[which].0 = on;
            }
            pairs
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::slice::from_ref;

    #[test]
    fn without_whims_the_file_is_plain() {
        let pattern = Pattern {
            frequency: 25,
            cadences: vec![((50, 40), true), ((0, 0), false), ((100, 300), false)],
        };
        let tone = Tone {
            kind: 3,
            sound: Sound::Single { low: (480, 24), no_level: 32 },
            times: Times::Cadence(vec![(50, 60)]),
            default_duration: Some(900),
        };
        let text = "\
[NUMBER OF CALL PROGRESS TONES]
Number of Call Progress Tones=1
[CALL PROGRESS TONE #1]
Tone Type=3
Low Freq [Hz]=480
High Freq [Hz]=0
Low Freq Level [-dBm]=24
High Freq Level [-dBm]=32
First Signal On Time [10msec]=50
First Signal Off Time [10msec]=60
Default Duration [msec]=900
[NUMBER OF DISTINCTIVE RINGING PATTERNS]
Number of Ringing Patterns=1
[Ringing Pattern #0]
Ring Type=0
Freq [Hz]=25
First Burst Ring On Time [10msec]=50
First Burst Ring Off Time [10msec]=40
Second Ring On Time [10msec]=0
Second Ring Off Time [10msec]=0
Third Ring On Time [10msec]=100
Third Ring Off Time [10msec]=300
";
        assert_eq!(Hand::new(vec![]).file(from_ref(&pattern), from_ref(&tone), 1), text);
        let times = |segments: &[Segment]| -> Vec<(u64, u64)> {
            segments.iter().map(|s| (s.on_ms, s.off_ms)).collect()
        };
        let rung = pattern.meaning();
        assert_eq!(times(&rung.lead), [(500, 400), (0, 0), (1000, 3000)]);
        assert_eq!(times(&rung.cycle), [(0, 0), (1000, 3000)]);
        assert_eq!(
            (rung.lead[0].components[0].millihertz, rung.lead[0].components[0].centi_dbm0),
            (25_000, 0)
        );
        let busy = tone.case(1).meaning;
        assert_eq!((times(&busy.lead), times(&busy.cycle)), (vec![], vec![(500, 600)]));
        assert_eq!(
            busy.cycle[0].components,
            [Comp { millihertz: 480_000, centi_dbm0: -2400, modulation: None }]
        );
    }
}
