//! What sounds in any samples.

use crate::analysis::{Content, MeasuredComponent, Measurement, measure};
use crate::fuzzing::draw::Draw;
use crate::model::Signal;
use crate::synth::{RenderOptions, Renderer};
use crate::units::SampleRate;
use crate::verify::{Tolerances, verify};

/// Samples of one input: measuring takes the longer the more there are.
const MOST: usize = 12_000;

/// Any samples at any rate, numbers or not: what is found lies in the recording, consists of numbers,
/// and is the same the second time. Whatever is found is verified and learned from without a fault,
/// and what was learned can be played.
///
/// # Panics
/// If not.
pub(super) fn analysis(data: &[u8]) {
    let mut draw = Draw::new(data);
    let rate = draw.rate();
    let signal = draw.signal(rate);
    let samples = samples(&mut draw, &signal, rate);
    let found = measure(&samples, rate);
    assert_found(&found, rate);
    // Floats are compared by what is printed: no number is not equal to itself.
    assert_eq!(format!("{:?}", measure(&samples, rate)), format!("{found:?}"));
    let tolerances = [Tolerances::precise(), Tolerances::e180(), Tolerances::strict()];
    for tolerances in tolerances {
        for check in verify(&found, &signal, &tolerances).checks {
            assert!(!check.least.is_nan() && !check.most.is_nan(), "{check:?}");
        }
    }
    #[cfg(feature = "package")]
    if let Some(learned) = crate::learn::learn(&found) {
        // What a telephone channel does not carry may be heard all the same.
        let highest = SampleRate::new(192_000).expect("the highest rate");
        let renderer = Renderer::new(&learned.signal, highest, RenderOptions::default());
        assert!(renderer.is_ok(), "{:?}", learned.signal);
        let confidence = learned.confidence();
        // A sum of as many floats as there are candidates, each off by an epsilon at the most.
        let rounding = learned.candidates.iter().map(|_| f64::EPSILON).sum::<f64>();
        assert!((0.0..=1.0 + rounding).contains(&confidence), "{confidence}");
    }
}

/// Stretches of the signal, of any floats, of any 16-bit samples, and of silence.
fn samples(draw: &mut Draw<'_>, signal: &Signal, rate: SampleRate) -> Vec<f32> {
    let renderer = Renderer::new(signal, rate, RenderOptions::default()).expect("carried");
    let mut samples = Vec::new();
    while !draw.is_empty() && samples.len() < MOST {
        let (kind, from) = (draw.byte(), samples.len());
        let count = usize::from(draw.byte()) * 32;
        match kind % 8 {
            0 => samples.resize(from + count, 0.0),
            1 => {
                let (floats, _) = draw.bytes(count).as_chunks();
                samples.extend(floats.iter().map(|bytes| f32::from_le_bytes(*bytes)));
            }
            2 => {
                let (shorts, _) = draw.bytes(count).as_chunks();
                let sample = |bytes: &[u8; 2]| f32::from(i16::from_le_bytes(*bytes)) / 32_768.0;
                samples.extend(shorts.iter().map(sample));
            }
            3 => {
                let value = f32::from_bits(draw.u32());
                samples.resize(from + count, value);
            }
            _ => {
                samples.resize(from + count, 0.0_f32);
                renderer.render(draw.u16().into(), &mut samples[from..]);
            }
        }
    }
    samples.truncate(MOST);
    samples
}

fn assert_found(found: &Measurement, rate: SampleRate) {
    let half = f64::from(rate.hertz()) / 2.0;
    let assert_component = |component: &MeasuredComponent| {
        assert!((0.0..=half).contains(&component.frequency_hz), "{component:?} at {rate}");
        assert!(component.level_dbm0.is_finite(), "{component:?}");
        if let Some(modulation) = component.modulation {
            assert!(modulation.frequency_hz.is_finite() && modulation.depth.is_finite());
        }
    };
    found.background.hum.iter().for_each(assert_component);
    assert!(found.background.dc.is_finite(), "{:?}", found.background);
    for voice in &found.voices {
        assert!(!voice.components.is_empty() && !voice.snr_db.is_nan(), "{voice:?}");
        voice.components.iter().for_each(assert_component);
    }
    let mut before = 0.0;
    for run in &found.runs {
        assert!(before <= run.start_ms && run.start_ms <= run.end_ms, "{:?}", found.runs);
        before = run.end_ms;
        if let Content::Voice(voice) = run.content {
            assert!(voice < found.voices.len(), "{run:?}");
        }
    }
    assert!(before <= found.length_ms, "{:?} of {} ms", found.runs, found.length_ms);
    for lost in &found.background.lost_ms {
        assert!(0.0 <= lost.start && lost.start <= lost.end && lost.end <= found.length_ms);
    }
    let Some(cadence) = &found.cadence else { return };
    for pair in cadence.lead.iter().chain(&cadence.cycle) {
        assert!(pair.voice < found.voices.len(), "{pair:?}");
        assert!(pair.length_ms() >= 0.0, "{pair:?}");
    }
}
