//! Every ringing frequency that the manuals allow, over its whole period.

use super::oracle::{Comp, Description, Oracle, Segment};
use super::signal_of;
use crate::synth::{RenderOptions, Renderer};
use crate::units::SampleRate;

#[test]
fn every_ringing_frequency_is_exact_over_its_whole_period() {
    for rate in [8_000_u32, 16_000] {
        for frequency in (10..=200).step_by(5) {
            let comp = Comp { millihertz: frequency * 1000, centi_dbm0: 0, modulation: None };
            let description = Description {
                rate,
                lead: Vec::new(),
                cycle: vec![Segment { on_ms: 1000, off_ms: 0, components: vec![comp] }],
                ramp_ms: 0,
                swell: None,
            };
            let sample_rate = SampleRate::new(rate).unwrap();
            let signal = signal_of(&description);
            let renderer = Renderer::new(&signal, sample_rate, RenderOptions::default()).unwrap();
            // A multiple of 5 Hz repeats after a fifth of a second at the latest; two of them.
            let mut samples = vec![0_i16; rate as usize * 2 / 5];
            renderer.render(0, &mut samples);
            let mut oracle = Oracle::new(description);
            for (n, sample) in (0..).zip(samples) {
                let expected = oracle.i16_at(n);
                assert_eq!(sample, expected, "sample {n} of {frequency} Hz at {rate} Hz");
            }
        }
    }
}
