//! Sets of tones: whatever the model holds, the corners that no notation has words for included.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::model::{
    Cadence, CallProgressTone, Component, Depth, Modulation, OnOff, Package, RingingPattern,
    Signal, Swell, ToneId, ToneKind, ToneSet, Voice,
};
use crate::units::{DbM0, Hertz, Millis};

/// Sets of up to four tones, user defined tones and ringing patterns each, some of them packages.
pub fn sets() -> impl Strategy<Value = ToneSet> {
    let tones = || vec((any::<u32>(), tone()), 0..4);
    let patterns = vec((any::<u32>(), frequency(), cadence()), 0..4);
    let name = prop_oneof![Just("LMSD".to_owned()), any::<String>()];
    let description = prop_oneof![Just(String::new()), any::<String>()];
    let package =
        prop::option::of((name, description, any::<Option<u8>>(), any::<Option<Index>>()));
    (tones(), tones(), patterns, package, any::<bool>()).prop_map(
        |(tones, user_tones, patterns, package, numbered)| {
            let mut ids = HashSet::new();
            let mut tones_of = |tones| distinct(tones, numbered, &mut ids);
            let (tones, user_tones) = (tones_of(tones), tones_of(user_tones));
            let mut numbers = Numbers::new(numbered);
            let pattern = |(number, frequency, cadence): (u32, Hertz, Cadence)| {
                RingingPattern::new(numbers.next(number), frequency, &cadence)
            };
            let patterns = patterns.into_iter().map(pattern).collect();
            let ids: Vec<_> = tones.iter().filter_map(|tone| tone.id.clone()).collect();
            let set = ToneSet::new(tones, user_tones, patterns).unwrap();
            let Some((name, description, number, ringback)) = package else { return set };
            let default_ringback =
                ringback.filter(|_| !ids.is_empty()).map(|index| index.get(&ids).clone());
            set.in_package(Package { name, description, number, default_ringback }).unwrap()
        },
    )
}

/// Gives numbers out once each: the place, or what is asked for.
struct Numbers {
    taken: HashSet<u32>,
    place: u32,
    numbered: bool,
}

impl Numbers {
    fn new(numbered: bool) -> Self {
        Self { taken: HashSet::new(), place: 0, numbered }
    }

    fn next(&mut self, asked: u32) -> u32 {
        let mut number = if self.numbered { asked } else { self.place };
        self.place += 1;
        while !self.taken.insert(number) {
            number = number.wrapping_add(1);
        }
        number
    }
}

/// The tones with numbers and ids that no other has.
fn distinct(
    tones: Vec<(u32, CallProgressTone)>,
    numbered: bool,
    ids: &mut HashSet<ToneId>,
) -> Vec<CallProgressTone> {
    let mut numbers = Numbers::new(numbered);
    let one = |(number, tone): (u32, CallProgressTone)| CallProgressTone {
        number: numbers.next(number),
        id: tone.id.clone().filter(|id| ids.insert(id.clone())),
        ..tone
    };
    tones.into_iter().map(one).collect()
}

fn tone() -> impl Strategy<Value = CallProgressTone> {
    let kind = prop_oneof![
        3 => (1..=20u32).prop_map(Some),
        1 => any::<u32>().prop_map(Some),
        2 => Just(None),
    ];
    let swell = prop::option::weighted(0.3, (-6000..=6000, -6000..=6000, any::<u32>()));
    let ms = || prop::option::weighted(0.3, any::<u32>());
    (prop::option::of(id()), any::<bool>(), kind, signal(), swell, ms(), ms()).prop_map(
        |(id, named, kind, signal, swell, default_duration, detection_period)| {
            let told = id.as_ref().and_then(|id: &ToneId| ToneKind::named(id.as_str()));
            let swell = swell.map(|(from, to, over)| Swell::new(from, to, Millis(over)).unwrap());
            CallProgressTone {
                number: 0,
                kind: if named { told } else { kind.map(ToneKind::from_number) },
                id,
                signal: match swell {
                    Some(swell) => signal.with_swell(swell),
                    None => signal,
                },
                default_duration: default_duration.map(Millis),
                detection_period: detection_period.map(Millis),
            }
        },
    )
}

fn id() -> impl Strategy<Value = ToneId> {
    let known = select(vec!["rt", "bt", "ct", "cmft", "cr", "cg/cw", "mgcp/sst/cw", "ring", "x"]);
    prop_oneof![
        3 => known.prop_map(|id| id.parse().unwrap()),
        1 => "\\PC{1,10}".prop_filter_map("an id", |text| ToneId::new(text).ok()),
    ]
}

/// A signal with voices that some pair sounds, that none sounds, that are equal, or none at all.
fn signal() -> impl Strategy<Value = Signal> {
    let voices = vec(voice(), 1..=3).prop_flat_map(|pool| vec(select(pool), 0..=4));
    (voices, cadence(), any::<bool>()).prop_map(|(voices, cadence, one)| {
        let sounds = !cadence.is_silent();
        let voices = match voices.as_slice() {
            [first, ..] if one => vec![first.clone()],
            [] if sounds => vec![Voice::sine(Hertz::new(425).unwrap(), DbM0::ZERO)],
            all => all.to_vec(),
        };
        if one && voices.len() == 1 {
            return Signal::new(voices[0].clone(), cadence.with_one_voice()).unwrap();
        }
        let heard = |pair: &OnOff| match pair.on.0 {
            0 => *pair,
            _ => pair.with_voice(pair.voice % voices.len()),
        };
        let pairs = |pairs: &[OnOff]| pairs.iter().map(heard).collect::<Vec<_>>();
        let cadence = Cadence::new(pairs(cadence.lead()), pairs(cadence.cycle())).unwrap();
        Signal::with_voices(voices, cadence).unwrap()
    })
}

/// A cadence of any shape, with runs of equal pairs; a tenth of them silent.
fn cadence() -> impl Strategy<Value = Cadence> {
    let time = || {
        prop_oneof![
            3 => select(vec![0, 100, 330, 2000]),
            1 => any::<u32>(),
        ]
    };
    let pair = (time(), time(), 0..5_usize, prop_oneof![4 => Just(1), 1 => 2..20_usize]);
    let pairs = || vec(pair.clone(), 0..5);
    (pairs(), pairs(), 0..10).prop_map(|(lead, cycle, silent)| {
        let laid = |pairs: Vec<(u32, u32, usize, usize)>| {
            let one = |(on, off, voice, times)| {
                let on = if silent == 0 { 0 } else { on };
                std::iter::repeat_n(OnOff::new(on, off).with_voice(voice), times)
            };
            pairs.into_iter().flat_map(one).collect::<Vec<_>>()
        };
        Cadence::new(laid(lead), laid(cycle)).unwrap_or_else(|_| Cadence::continuous())
    })
}

fn voice() -> impl Strategy<Value = Voice> {
    vec(component(), 1..=4).prop_map(|components| Voice::new(components).unwrap())
}

fn component() -> impl Strategy<Value = Component> {
    let level = prop_oneof![(-50..=3).prop_map(|db| db * 100), -20_000..=6_000];
    let modulation = prop::option::weighted(0.3, (frequency(), 0..=3_000_u16));
    (frequency(), level, modulation).prop_map(|(frequency, level, modulation)| Component {
        frequency,
        level: DbM0::from_hundredths(level).unwrap(),
        modulation: modulation.map(|(frequency, depth)| Modulation {
            frequency,
            depth: Depth::from_thousandths(depth).unwrap(),
        }),
    })
}

/// A frequency that 192 kHz carry.
fn frequency() -> impl Strategy<Value = Hertz> {
    let millihertz = prop_oneof![
        (1..4_000_u32).prop_map(|hertz| hertz * 1000),
        (1..40_000_u32).prop_map(|tenths| tenths * 100),
        1..96_000_000_u32,
    ];
    millihertz.prop_map(|millihertz| Hertz::from_millihertz(millihertz).unwrap())
}

/// Sets as gateways have them: tones of kinds in the order of the file, with frequencies, levels and
/// times that most notations hold and some round.
pub fn plausible_sets() -> impl Strategy<Value = ToneSet> {
    let tones = vec(plausible_tone(), 1..6);
    let patterns = vec((select(vec![20, 25, 30]), plausible_cadence()), 0..3);
    let package = prop::option::of(select(vec!["us", "de", "LMSD"]));
    (tones, patterns, package).prop_map(|(tones, patterns, package)| {
        let mut ids = HashSet::new();
        let tones = tones.into_iter().enumerate().map(|(place, tone)| CallProgressTone {
            number: u32::try_from(place).unwrap(),
            id: tone.id.clone().filter(|id| ids.insert(id.clone())),
            ..tone
        });
        let tones = tones.collect();
        let pattern = |(number, (hertz, cadence)): (usize, (u32, Cadence))| {
            let number = u32::try_from(number).unwrap();
            RingingPattern::new(number, Hertz::new(hertz).unwrap(), &cadence)
        };
        let patterns = patterns.into_iter().enumerate().map(pattern).collect();
        let set = ToneSet::new(tones, Vec::new(), patterns).unwrap();
        let Some(name) = package else { return set };
        set.in_package(Package { name: name.to_owned(), ..Package::default() }).unwrap()
    })
}

fn plausible_tone() -> impl Strategy<Value = CallProgressTone> {
    let kind = prop_oneof![9 => (1..=9_u32).prop_map(Some), 3 => (15..=18_u32).prop_map(Some), 1 => Just(None)];
    let id = prop::option::weighted(0.2, select(vec!["rt", "bt", "record", "dialrecall", "nu"]));
    let voices = vec(plausible_voice(), 1..3);
    (kind, id, voices, plausible_cadence(), 0..4_usize).prop_map(
        |(kind, id, voices, cadence, step)| {
            // The second voice, if any, sounds in every second or third on time.
            let other = |at: usize| usize::from(step > 1 && at % step == 1) % voices.len();
            let pairs = cadence.pairs().enumerate().map(|(at, pair)| pair.with_voice(other(at)));
            let pairs: Vec<_> = pairs.collect();
            let (lead, cycle) = pairs.split_at(cadence.lead().len());
            let cadence = Cadence::new(lead.to_vec(), cycle.to_vec()).unwrap();
            CallProgressTone {
                number: 0,
                id: id.map(|id| id.parse().unwrap()),
                kind: kind.map(ToneKind::from_number),
                signal: Signal::with_voices(voices, cadence).unwrap().heard(),
                default_duration: None,
                detection_period: None,
            }
        },
    )
}

fn plausible_voice() -> impl Strategy<Value = Voice> {
    let frequency = prop_oneof![
        6 => select(vec![350_000, 400_000, 425_000, 440_000, 480_000, 620_000, 1_400_000]),
        1 => select(vec![913_800, 1_776_700, 16_667, 2_600_000]),
    ];
    let level = prop_oneof![5 => (-30..=0).prop_map(|db| db * 100), 1 => -3_500..=300];
    let depth = select(vec![900_u16, 1000, 250]);
    let modulation = prop::option::weighted(0.2, (select(vec![16, 25, 50]), depth));
    let component = (frequency, level, modulation).prop_map(|(frequency, level, modulation)| {
        let modulation = modulation.map(|(hertz, depth)| Modulation {
            frequency: Hertz::new(hertz).unwrap(),
            depth: Depth::from_thousandths(depth).unwrap(),
        });
        Component {
            frequency: Hertz::from_millihertz(frequency).unwrap(),
            level: DbM0::from_hundredths(level).unwrap(),
            modulation,
        }
    });
    vec(component, 1..=3).prop_map(|components| Voice::new(components).unwrap())
}

fn plausible_cadence() -> impl Strategy<Value = Cadence> {
    let time = || prop_oneof![6 => select(vec![100, 200, 250, 500, 2000, 4000]), 2 => Just(0), 1 => select(vec![375, 333, 60_000])];
    let pair = (time(), time()).prop_map(|(on, off)| OnOff::new(on, off));
    let lead = prop_oneof![3 => Just(Vec::new()), 1 => vec(pair.clone(), 1..4)];
    (lead, vec(pair, 0..4)).prop_map(|(lead, cycle)| {
        Cadence::new(lead, cycle).unwrap_or_else(|_| Cadence::continuous())
    })
}
