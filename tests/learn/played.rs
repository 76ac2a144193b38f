//! Signals as recordings, and what is heard of them.

use core::f64::consts::TAU;

use ringsmith::model::{Cadence, Component, OnOff, Signal, Voice};
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::{DbM0, Hertz, SampleRate};

/// The samples of a signal's first milliseconds at 8 kHz, full scale 1.
pub fn rendered(signal: &Signal, ms: u64) -> Vec<f32> {
    let rate = SampleRate::NARROWBAND;
    let renderer = Renderer::new(signal, rate, RenderOptions::default()).unwrap();
    let mut samples = vec![0_i16; usize::try_from(rate.first_sample_at(ms)).unwrap()];
    renderer.render(0, &mut samples);
    samples.iter().map(|&sample| f32::from(sample) / 32_768.0).collect()
}

/// A sine at -10 dBm0 in this cycle.
pub fn sine_signal(hertz: u32, cycle: &[OnOff]) -> Signal {
    let voice = Voice::sine(Hertz::new(hertz).unwrap(), DbM0::from_hundredths(-1000).unwrap());
    Signal::new(voice, Cadence::new([], cycle.to_vec()).unwrap()).unwrap()
}

/// The signal as a clock that is 100 ppm fast plays it, with noise `snr_db` below its loudest
/// voice; the sines are those of the standard library, not the engine's.
pub fn disturbed(signal: &Signal, ms: u64, snr_db: f64) -> Vec<f32> {
    const CLOCK: f64 = 1.0 + 1e-4;
    // A fast clock gets further in the same time.
    let soundings = soundings(signal, ms + 1000);
    let power = |it: &Sounding| it.2.iter().map(|one| amplitude(one).powi(2) / 2.0).sum::<f64>();
    let loudest = soundings.iter().map(power).fold(0.0, f64::max);
    let deviation = (loudest / 10_f64.powf(snr_db / 10.0)).sqrt();
    let mut state = 1;
    let mut samples: Vec<f64> = (0..ms * 8).map(|_| deviation * normal(&mut state)).collect();
    for (start, end, sines) in &soundings {
        let end_of_all = samples.len();
        let at = |ms: u64| ((ms as f64 * 8.0 / CLOCK).ceil() as usize).min(end_of_all);
        let range = at(*start)..at(*end);
        for (from_start, sample) in samples[range].iter_mut().enumerate() {
            let t = from_start as f64 * CLOCK / 8000.0;
            *sample += sines.iter().map(|one| sine(one, t)).sum::<f64>();
        }
    }
    samples.iter().map(|&sample| sample as f32).collect()
}

#[expect(clippy::approx_constant, reason = "decibels, not the ratio of a circle")]
fn amplitude(component: &Component) -> f64 {
    10_f64.powf((f64::from(component.level.hundredths()) / 100.0 - 3.14) / 20.0)
}

fn sine(component: &Component, t: f64) -> f64 {
    let turn = |frequency: Hertz| (f64::from(frequency.millihertz()) / 1000.0 * t * TAU).sin();
    let swing = component.modulation.map_or(0.0, |modulation| {
        f64::from(modulation.depth.thousandths()) / 1000.0 * turn(modulation.frequency)
    });
    amplitude(component) * (1.0 + swing) * turn(component.frequency)
}

/// A number of a normal distribution, nearly: twelve uniform ones (Knuth's MMIX generator).
fn normal(state: &mut u64) -> f64 {
    let mut uniform = || {
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..12).map(|_| uniform()).sum::<f64>() - 6.0
}

/// Something that sounds: from when to when in ms from the first sound, and what.
pub type Sounding = (u64, u64, Vec<Component>);

/// What is heard of a signal during the first milliseconds; what joins is one.
pub fn soundings(signal: &Signal, until_ms: u64) -> Vec<Sounding> {
    let cadence = signal.cadence();
    let mut heard: Vec<Sounding> = Vec::new();
    let (mut at, mut silence) = (0, 0);
    let endless = cadence.is_continuous();
    let cycle = cadence.cycle().iter().cycle().take(if endless { 1 } else { usize::MAX });
    for pair in cadence.lead().iter().chain(cycle) {
        if at >= until_ms + silence {
            break;
        }
        let last = endless && std::ptr::eq(pair, &raw const cadence.cycle()[0]);
        let on = if last { until_ms } else { u64::from(pair.on.0) };
        if on > 0 {
            let mut sines = signal.voices()[pair.voice].components().to_vec();
            sines.sort_unstable();
            match heard.last_mut() {
                None => (silence, heard) = (at, vec![(at, at + on, sines)]),
                Some(last) if last.1 == at && last.2 == sines => last.1 += on,
                _ => heard.push((at, at + on, sines)),
            }
        }
        at += on + u64::from(pair.off.0);
    }
    heard.retain(|sounding| sounding.0 < until_ms + silence);
    let shifted = |(start, end, sines): Sounding| {
        (start - silence, end.min(until_ms + silence) - silence, sines)
    };
    heard.into_iter().map(shifted).collect()
}
