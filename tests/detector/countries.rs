//! The national tones, as the engine renders them.

use ringsmith::detector::{Options, Plan};
use ringsmith::model::Signal;
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::SampleRate;
use ringsmith::world;

use crate::heard::{plan, recognised};
use crate::sound::{add_noise, linear};

/// The tones of a country that can be listened for, by their names.
fn country(key: &str) -> Vec<(String, Signal)> {
    let tones = world::country(key).unwrap().tones();
    let tones = tones.tones().iter().chain(tones.user_tones());
    let listened =
        |signal: &Signal| Plan::new([signal], SampleRate::NARROWBAND, Options::default()).is_ok();
    let named = tones.map(|tone| (tone.name(), tone.signal.clone()));
    named.filter(|(_, signal)| listened(signal)).collect()
}

fn render(signal: &Signal, ms: u64) -> Vec<f64> {
    let renderer = Renderer::new(signal, SampleRate::NARROWBAND, RenderOptions::default()).unwrap();
    let mut samples = vec![0_i16; ms as usize * 8];
    renderer.render(0, &mut samples);
    samples.into_iter().map(f64::from).collect()
}

#[test]
fn dial_ringback_busy_and_congestion_are_recognised_in_noise() {
    // Not Australia: its congestion differs from busy in the level of every other burst alone.
    for code in ["us", "de", "gb", "fr", "it", "jp", "es", "pl", "se"] {
        let tones = country(code);
        let signals: Vec<_> = tones.iter().map(|(_, signal)| signal.clone()).collect();
        let plan = plan(&signals);
        for (name, signal) in &tones {
            if !["dial", "ringback", "busy", "congestion"].contains(&name.as_str()) {
                continue;
            }
            let mut samples = render(signal, 3 * signal.cadence().cycle_ms() + 6000);
            add_noise(&mut samples, -45.0, 1);
            let found = recognised(&plan, &linear(&samples));
            // The last: Spain's congestion begins like its busy, 200/200 three times, and is taken for
            // it until the third silence is longer.
            let found = found.last().map(|&found| &tones[found]);
            // Japan's busy and congestion are one signal: whichever is named, it is right.
            let alike = found.is_some_and(|(_, other)| other.heard() == signal.heard());
            assert!(alike, "{code} {name}: {found:?}");
        }
    }
}
