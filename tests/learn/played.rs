//! Signals as recordings, and what is heard of them.

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
