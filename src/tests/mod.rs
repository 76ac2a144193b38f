//! What several modules do together, judged by files and by an oracle that shares no code with
//! the engine.

mod bank;
mod cpt;
mod dat;
#[cfg(feature = "package")]
mod digests;
mod exhaustive;
mod files;
mod golden;
#[cfg(feature = "package")]
mod grandstream;
#[cfg(feature = "package")]
mod indications;
#[cfg(feature = "package")]
mod matrix;
pub(crate) mod oracle;
#[cfg(feature = "package")]
mod packages;
mod products;
mod repeat;
mod samples;
#[cfg(feature = "package")]
mod sbc;
pub(crate) mod strategies;
mod text;
#[cfg(feature = "package")]
mod tgml;
mod timeline;
#[cfg(feature = "package")]
mod tonescript;
mod translation;

use proptest::test_runner::{Config as ProptestConfig, RngSeed};

use crate::model::{Cadence, Component, Depth, Modulation, OnOff, Signal, Swell, Voice};
use crate::units::{DbM0, Hertz, Millis};
use oracle::{Comp, Description, Segment};

/// So many cases, the same ones every time: a failure comes back until it is mended.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(0x7269_6e67), ..ProptestConfig::default() }
}

/// Fails with the first sample that differs.
#[track_caller]
fn assert_same<T: PartialEq + core::fmt::Debug>(found: &[T], expected: &[T], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}: number of samples");
    let pairs = found.iter().zip(expected).enumerate();
    if let Some((n, (found, expected))) = pairs.clone().find(|(_, (a, b))| a != b) {
        panic!("{what}: sample {n} is {found:?}, expected {expected:?}");
    }
}

/// The engine's signal for the oracle's description.
pub(crate) fn signal_of(description: &Description) -> Signal {
    let segments = || description.lead.iter().chain(&description.cycle);
    let mut palette: Vec<&[Comp]> = Vec::new();
    for segment in segments().filter(|segment| segment.on_ms > 0) {
        if !palette.contains(&segment.components.as_slice()) {
            palette.push(&segment.components);
        }
    }
    let pair = |segment: &Segment| {
        let voice = palette.iter().position(|voice| *voice == segment.components);
        let ms = |time: u64| u32::try_from(time).unwrap();
        OnOff::new(ms(segment.on_ms), ms(segment.off_ms)).with_voice(voice.unwrap_or(0))
    };
    let cadence =
        Cadence::new(description.lead.iter().map(pair), description.cycle.iter().map(pair))
            .unwrap();
    let voices = palette.iter().map(|comps| Voice::new(comps.iter().map(component_of)).unwrap());
    let signal = Signal::with_voices(voices.collect(), cadence).unwrap();
    match &description.swell {
        None => signal,
        Some(swell) => {
            let over = Millis(u32::try_from(swell.over_ms).unwrap());
            signal.with_swell(Swell::new(swell.from_centi_db, swell.to_centi_db, over).unwrap())
        }
    }
}

fn component_of(comp: &Comp) -> Component {
    let hertz =
        |millihertz: u64| Hertz::from_millihertz(u32::try_from(millihertz).unwrap()).unwrap();
    Component {
        frequency: hertz(comp.millihertz),
        level: DbM0::from_hundredths(comp.centi_dbm0).unwrap(),
        modulation: comp.modulation.map(|(millihertz, thousandths)| Modulation {
            frequency: hertz(millihertz),
            depth: Depth::from_thousandths(u16::try_from(thousandths).unwrap()).unwrap(),
        }),
    }
}
