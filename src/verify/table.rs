//! The limits of standards for the signals that they name.

use crate::model::{OnOff, Signal, Voice};
use crate::standard;
use crate::verify::{Limits, Source, Table};

/// What is allowed of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PairLimits {
    pub on: Limits,
    /// `None` where silence follows for ever.
    pub off: Option<Limits>,
}

/// Minimum and maximum of an on time and of the off time after it, in milliseconds.
type MinMax = ((f64, f64), (f64, f64));

/// Minima and maxima of distinctive ringing 1 to 5 (GR-506-CORE, as two vendors print it); their
/// nominals are those of [`standard::gr506`].
const GR506: [&[MinMax]; 5] = [
    &[((1800.0, 2200.0), (3600.0, 4400.0))],
    &[((630.0, 1025.0), (315.0, 525.0)), ((630.0, 1025.0), (3475.0, 4400.0))],
    &[
        ((315.0, 525.0), (145.0, 525.0)),
        ((315.0, 525.0), (145.0, 525.0)),
        ((630.0, 1025.0), (2975.0, 4400.0)),
    ],
    &[
        ((200.0, 525.0), (145.0, 525.0)),
        ((800.0, 1100.0), (145.0, 525.0)),
        ((200.0, 525.0), (2975.0, 4400.0)),
    ],
    &[((450.0, 550.0), (0.0, 0.0))],
];

/// The frequencies of the special information tone of ITU-T E.180/Q.35, each ±50 Hz.
const E180_SIT_HZ: [u32; 3] = [950, 1400, 1800];

/// What a standard allows of the pairs of a signal, in order; `None` if it does not name it.
///
/// No signal that a standard names has both a lead and a cycle, so a pair's index is enough.
pub(super) fn times(table: Table, signal: &Signal) -> Option<Vec<PairLimits>> {
    match table {
        Table::Gr506 => gr506(signal),
        Table::E180 => e180(signal),
    }
}

fn gr506(signal: &Signal) -> Option<Vec<PairLimits>> {
    let is = |number| standard::gr506(number).is_some_and(|it| it.cadence() == signal.cadence());
    let (_, rows) = (1..).zip(GR506).find(|(number, _)| is(*number))?;
    let limits = |nominal: u32, (least, most)| Limits {
        nominal: f64::from(nominal),
        least,
        most,
        source: Source::Gr506,
    };
    let pairs = signal.cadence().pairs().zip(rows).map(|(pair, (on, off))| PairLimits {
        on: limits(pair.on.0, *on),
        off: (!signal.cadence().cycle().is_empty()).then(|| limits(pair.off.0, *off)),
    });
    Some(pairs.collect())
}

/// The special information tone: steps of 330 ± 70 ms, up to 30 ms apart, then 1000 ± 250 ms.
fn e180(signal: &Signal) -> Option<Vec<PairLimits>> {
    let hertz = |voice: &Voice| match voice.components() {
        [only] if only.frequency.millihertz().is_multiple_of(1000) => {
            only.frequency.millihertz() / 1000
        }
        _ => 0,
    };
    let cadence = signal.cadence();
    let pairs = if cadence.lead().is_empty() { cadence.cycle() } else { cadence.lead() };
    let only_these = cadence.pairs().count() == pairs.len() && pairs.len() == E180_SIT_HZ.len();
    let steps = pairs.iter().all(|pair| pair.on.0 == 330);
    if !(only_these && steps && signal.voices().iter().map(hertz).eq(E180_SIT_HZ)) {
        return None;
    }
    let limits = |nominal, least, most| Limits { nominal, least, most, source: Source::E180 };
    let off = |pair: &OnOff| match pair.off.0 {
        1000 => Some(limits(1000.0, 750.0, 1250.0)),
        0 => Some(limits(0.0, 0.0, 30.0)),
        _ => None,
    };
    let on = limits(330.0, 260.0, 400.0);
    Some(pairs.iter().map(|pair| PairLimits { on, off: off(pair) }).collect())
}

/// What ITU-T E.180/Q.35 allows of the frequency of a single tone; `None` for one that it does not
/// name.
#[expect(clippy::float_cmp, reason = "whole hertz are exact in f64")]
pub(super) fn e180_frequency(nominal_hz: f64) -> Option<Limits> {
    let limits = |least, most| Limits { nominal: nominal_hz, least, most, source: Source::E180 };
    let is_sit = E180_SIT_HZ.iter().any(|hz| f64::from(*hz) == nominal_hz);
    match nominal_hz {
        400.0..=450.0 => Some(limits(400.0, 450.0)),
        _ if is_sit => Some(limits(nominal_hz - 50.0, nominal_hz + 50.0)),
        _ => None,
    }
}
