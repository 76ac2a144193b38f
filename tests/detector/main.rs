//! The detector hears what is played: national tones, through what lines do to them; and it hears
//! nothing in speech.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "samples, and counts far below 2^52"
)]

mod sound;

use ringsmith::codec::g711;
use ringsmith::detector::{Detector, Event, Kind, Options, Plan};
use ringsmith::model::{Cadence, Component, Modulation, OnOff, Signal, Voice};
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::{DbM0, Hertz, SampleRate};
use ringsmith::world;
use sound::{SECOND, add, add_noise, linear, lose_packets};

/// A signal of plain sines in a cycle of on and off times.
fn signal(tones: &[u32], cycle: &[[u32; 2]]) -> Signal {
    let component = |&hz: &u32| Component::new(Hertz::new(hz).unwrap(), DbM0::ZERO);
    let voice = Voice::new(tones.iter().map(component)).unwrap();
    let cycle = cycle.iter().map(|&[on, off]| OnOff::new(on, off));
    Signal::new(voice, Cadence::new([], cycle).unwrap()).unwrap()
}

fn plan_of(signals: &[Signal]) -> Plan {
    Plan::new(signals, SampleRate::NARROWBAND, Options::default()).unwrap()
}

/// The tones of a country that can be listened for, by their ids.
fn country(key: &str) -> (Vec<String>, Vec<Signal>) {
    let tones = world::country(key).unwrap().tones();
    let tones = tones.tones().iter().chain(tones.user_tones());
    let listened = tones.filter(|tone| {
        Plan::new([&tone.signal], SampleRate::NARROWBAND, Options::default()).is_ok()
    });
    listened.map(|tone| (tone.name(), tone.signal.clone())).unzip()
}

fn render(signal: &Signal, samples: usize) -> Vec<f64> {
    let renderer = Renderer::new(signal, SampleRate::NARROWBAND, RenderOptions::default()).unwrap();
    let mut out = vec![0_i16; samples];
    renderer.render(0, &mut out);
    out.into_iter().map(f64::from).collect()
}

/// What is reported, and after which sample, when fed in frames of 20 ms.
fn hear(plan: &Plan, samples: &[i16]) -> Vec<(u64, Event)> {
    hear_in(plan, samples, 160)
}

fn hear_in(plan: &Plan, samples: &[i16], frame: usize) -> Vec<(u64, Event)> {
    let mut detector = Detector::new(plan);
    let (mut fed, mut heard) = (0, Vec::new());
    for frame in samples.chunks(frame) {
        fed += frame.len() as u64;
        detector.feed(plan, frame, |event| heard.push((fed, event)));
    }
    heard
}

fn recognised(heard: &[(u64, Event)]) -> Vec<usize> {
    let signal = |(_, event): &(u64, Event)| match event.kind {
        Kind::Recognised(signal) => Some(signal),
        _ => None,
    };
    heard.iter().filter_map(signal).collect()
}

#[test]
fn every_tone_of_every_country_is_recognised_as_one_that_sounds_alike() {
    let mut missed = Vec::new();
    let mut count = 0;
    for country_of in world::countries() {
        let (names, signals) = country(country_of.code());
        if signals.is_empty() {
            continue;
        }
        let plan = plan_of(&signals);
        for (played, signal) in signals.iter().enumerate() {
            count += 1;
            let ms = signal.cadence().lead_ms() + 2 * signal.cadence().cycle_ms() + 4000;
            let samples = render(signal, ms as usize * 8);
            let heard = hear(&plan, &linear(&samples));
            let found = recognised(&heard);
            if found.first() != Some(&played) {
                let found: Vec<_> = found.iter().map(|&found| &names[found]).collect();
                missed.push(format!("{} {}: {found:?}", country_of.code(), names[played]));
            }
        }
    }
    eprintln!("{count} tones, {} otherwise:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn debug_edges() {
    let plan = plan_of(&[signal(&[480, 620], &[[500, 500]]), signal(&[480, 620], &[[250, 250]])]);
    for (name, noise, loss) in
        [("clean", None, false), ("noise", Some(-40.0), false), ("loss", Some(-40.0), true)]
    {
        let mut samples = vec![0.0; 4 * SECOND];
        for second in 0..4 {
            add(&mut samples, [second * 1000 + 300, second * 1000 + 800], &[480.0, 620.0], -20.0);
        }
        if let Some(level) = noise {
            add_noise(&mut samples, level, 1);
        }
        if loss {
            lose_packets(&mut samples, 3);
        }
        for (fed, event) in hear(&plan, &linear(&samples)) {
            eprintln!(
                "{name}: at {} ms fed {} ms {:?}",
                event.at as f64 / 8.0,
                fed / 8,
                event.kind
            );
        }
    }
}
