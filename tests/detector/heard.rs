//! Plans and what is heard with them.

use ringsmith::detector::{Detector, Event, Kind, Options, Plan};
use ringsmith::model::{Cadence, Component, OnOff, Signal, Voice};
use ringsmith::units::{DbM0, Hertz, SampleRate};

/// A signal of plain sines, all of one level, in a cycle of on and off times.
pub fn signal(tones: &[u32], cycle: &[[u32; 2]]) -> Signal {
    let component = |&hz: &u32| Component::new(Hertz::new(hz).unwrap(), DbM0::ZERO);
    let voice = Voice::new(tones.iter().map(component)).unwrap();
    let cycle = cycle.iter().map(|&[on, off]| OnOff::new(on, off));
    Signal::new(voice, Cadence::new([], cycle).unwrap()).unwrap()
}

/// The cadences of [`north_america`] that sound for ever.
pub const DIAL: usize = 0;
pub const RINGBACK: usize = 1;
pub const BUSY: usize = 2;
pub const REORDER: usize = 3;

/// Dial, ringback, busy, reorder, call waiting, and the three frequencies of special information.
pub fn north_america() -> Vec<Signal> {
    vec![
        signal(&[350, 440], &[[1000, 0]]),
        signal(&[440, 480], &[[2000, 4000]]),
        signal(&[480, 620], &[[500, 500]]),
        signal(&[480, 620], &[[250, 250]]),
        signal(&[440], &[[300, 10_000]]),
        signal(&[950], &[[330, 1000]]),
        signal(&[1400], &[[330, 1000]]),
        signal(&[1800], &[[330, 1000]]),
    ]
}

/// Germany's: one frequency in five cadences.
pub fn germany() -> Vec<Signal> {
    vec![
        signal(&[425], &[[1000, 0]]),
        signal(&[425], &[[1000, 4000]]),
        signal(&[425], &[[480, 480]]),
        signal(&[425], &[[240, 240]]),
        signal(&[425], &[[200, 200], [200, 5000]]),
    ]
}

pub fn plan(signals: &[Signal]) -> Plan {
    Plan::new(signals, SampleRate::NARROWBAND, Options::default()).unwrap()
}

/// What is reported when fed in frames of so many samples, each with how many were fed by then.
pub fn hear(plan: &Plan, samples: &[i16], frame: usize) -> Vec<(u64, Event)> {
    let mut detector = Detector::new(plan);
    let (mut fed, mut heard) = (0, Vec::new());
    for frame in samples.chunks(frame) {
        fed += frame.len() as u64;
        detector.feed(plan, frame, |event| heard.push((fed, event)));
    }
    heard
}

/// The kinds alone.
pub fn kinds(plan: &Plan, samples: &[i16]) -> Vec<Kind> {
    hear(plan, samples, 160).into_iter().map(|(_, event)| event.kind).collect()
}

/// The signals that are recognised, in order.
pub fn recognised(plan: &Plan, samples: &[i16]) -> Vec<usize> {
    let signal = |kind| match kind {
        Kind::Recognised(signal) => Some(signal),
        _ => None,
    };
    kinds(plan, samples).into_iter().filter_map(signal).collect()
}
