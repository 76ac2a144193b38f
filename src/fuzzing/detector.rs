//! Tones heard in frames.

use std::collections::HashSet;

use crate::codec::g711;
use crate::detector::{Detector, Event, Kind, Options, Plan};
use crate::fuzzing::draw::Draw;
use crate::model::Signal;
use crate::synth::{RenderOptions, Renderer};
use crate::units::{DbM0, Millis, SampleRate};

/// Samples of one input.
const MOST: usize = 12_000;

/// A few signals and something to hear, tones of them and noise and silence: the events are the same
/// whatever the frames, and after a reset; each is of a voice or a signal of the plan, not later than
/// what was fed, and a voice ends only if it began. Frames of G.711 are heard as their samples.
///
/// # Panics
/// If not.
pub(super) fn detector(data: &[u8]) {
    let mut draw = Draw::new(data);
    let rate = [8000, 16_000, 11_025, 48_000][usize::from(draw.byte() % 4)];
    let rate = SampleRate::new(rate).expect("a rate within the range");
    let signals: Vec<Signal> = (0..=draw.byte() % 3).map(|_| draw.signal(rate)).collect();
    let options = options(&mut draw);
    let Ok(plan) = Plan::new(&signals, rate, options) else { return };
    let sizes: Vec<usize> = (0..draw.byte() % 8).map(|_| draw.frame()).collect();
    let samples = recording(&mut draw, &signals, rate);

    let mut detector = Detector::new(&plan);
    let mut whole = Vec::new();
    detector.feed(&plan, &samples, |event| whole.push(event));
    assert_events(&plan, &signals, &whole, samples.len() as u64);
    detector.reset();
    assert_eq!(in_frames(&plan, &mut detector, &samples, &sizes), whole, "{sizes:?}");

    let codes: Vec<u8> = samples.iter().map(|sample| g711::alaw_encode(*sample)).collect();
    let linear: Vec<i16> = codes.iter().map(|code| g711::alaw_decode(*code)).collect();
    let (mut of_codes, mut of_samples) = (Vec::new(), Vec::new());
    Detector::new(&plan).feed_alaw(&plan, &codes, |event| of_codes.push(event));
    Detector::new(&plan).feed(&plan, &linear, |event| of_samples.push(event));
    assert_eq!(of_codes, of_samples);
}

fn options(draw: &mut Draw<'_>) -> Options {
    if !draw.once_in(4) {
        return Options::default();
    }
    Options {
        least_level: DbM0::from_hundredths(draw.within(-7000..=0)).expect("within the range"),
        least_share: draw.u16(),
        frequency_tolerance: draw.u16(),
        twist: draw.u16(),
        continuous: Millis(draw.u32()),
    }
}

/// Stretches of the signals, of bytes as they come, and of one value.
fn recording(draw: &mut Draw<'_>, signals: &[Signal], rate: SampleRate) -> Vec<i16> {
    let mut samples = Vec::new();
    while !draw.is_empty() && samples.len() < MOST {
        let (kind, from) = (draw.byte(), samples.len());
        let count = usize::from(draw.byte()) * 40;
        match signals.get(usize::from(kind % 5)) {
            Some(signal) => {
                let renderer = Renderer::new(signal, rate, RenderOptions::default());
                let position = draw.u16().into();
                samples.resize(from + count, 0);
                renderer.expect("carried").render(position, &mut samples[from..]);
            }
            None if kind % 2 == 0 => {
                let (noise, _) = draw.bytes(64).as_chunks();
                let noise = noise.iter().map(|bytes| i16::from_le_bytes(*bytes));
                samples.extend(noise.cycle().take(count));
            }
            None => samples.resize(from + count, draw.u16().cast_signed()),
        }
    }
    samples.truncate(MOST);
    samples
}

fn in_frames(plan: &Plan, detector: &mut Detector, samples: &[i16], sizes: &[usize]) -> Vec<Event> {
    let mut events = Vec::new();
    super::codec::in_pieces(samples, sizes, |frame| {
        detector.feed(plan, frame, |event| events.push(event));
    });
    events
}

fn assert_events(plan: &Plan, signals: &[Signal], events: &[Event], fed: u64) {
    let mut sounding = HashSet::new();
    for event in events {
        assert!(event.at <= fed, "{event:?} of {fed} samples");
        match event.kind {
            Kind::On(voice) => {
                assert!(voice < plan.voices().len() && sounding.insert(voice), "{event:?}");
            }
            Kind::Off(voice) => assert!(sounding.remove(&voice), "{event:?}"),
            Kind::Recognised(signal) | Kind::Lost(signal) => {
                assert!(signal < signals.len(), "{event:?}");
            }
        }
    }
}
