//! Comparisons of measurements that are made by hand: nothing is rendered and nothing measured here.

mod cadence;
mod random;
mod sound;
mod take;

use crate::model::{Cadence, Component, OnOff, Signal, Voice};
use crate::units::{DbM0, Hertz};
use crate::verify::{Check, Property, Tolerances, Verdict, verify};
use take::Take;

pub fn component(millihertz: u32, hundredths: i32) -> Component {
    let frequency = Hertz::from_millihertz(millihertz).unwrap();
    Component::new(frequency, DbM0::from_hundredths(hundredths).unwrap())
}

/// A voice of these frequencies, in Hz, at −19 dBm0 each.
pub fn voice(hertz: &[u32]) -> Voice {
    Voice::new(hertz.iter().map(|hertz| component(hertz * 1000, -1900))).unwrap()
}

pub fn pairs(times: &[(u32, u32)]) -> Vec<OnOff> {
    times.iter().map(|&(on, off)| OnOff::new(on, off)).collect()
}

/// A signal of one voice.
pub fn signal(hertz: &[u32], lead: &[(u32, u32)], cycle: &[(u32, u32)]) -> Signal {
    let cadence = Cadence::new(pairs(lead), pairs(cycle)).unwrap();
    Signal::new(voice(hertz), cadence).unwrap()
}

/// 440 and 480 Hz, 400/200/400/2000 ms.
pub fn ringback() -> Signal {
    signal(&[440, 480], &[], &[(400, 200), (400, 2000)])
}

/// The properties that failed.
pub fn failed(verdict: &Verdict) -> Vec<Property> {
    verdict.checks.iter().filter(|check| !check.passed).map(|check| check.property).collect()
}

/// The check of a property.
pub fn check(verdict: &Verdict, property: Property) -> &Check {
    let found = verdict.checks.iter().find(|check| check.property == property);
    found.unwrap_or_else(|| panic!("no check of {property} in {verdict:#?}"))
}

/// What fails of a take of one signal beside another, with the default tolerances.
pub fn failures(played: &Signal, take: Take, expected: &Signal) -> Vec<Property> {
    failed(&verify(&take.of(played), expected, &Tolerances::default()))
}
