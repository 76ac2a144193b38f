//! Where signals repeat themselves.

use proptest::prelude::*;

use super::strategies::descriptions;
use super::{assert_same, cases, signal_of};
use crate::model::{Cadence, OnOff, Signal, Swell, Voice};
use crate::synth::{RenderOptions, Renderer, Repeat};
use crate::units::{DbM0, Hertz, Millis, SampleRate};

/// The samples of `signal` in `range`.
fn samples(renderer: &Renderer, from: u64, count: usize) -> Vec<i16> {
    let mut samples = vec![0; count];
    renderer.render(from, &mut samples);
    samples
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn from_the_repeat_on_every_sample_comes_again_after_the_period(
        description in descriptions(),
        at in any::<prop::sample::Index>(),
        times in 1..1000_u64,
    ) {
        let rate = SampleRate::new(description.rate).unwrap();
        let signal = signal_of(&description);
        let options = RenderOptions { ramp: Millis(u32::try_from(description.ramp_ms).unwrap()) };
        let renderer = Renderer::new(&signal, rate, options).unwrap();
        let Some(repeat) = Repeat::of(&signal, rate, options) else {
            prop_assert!(renderer.timeline().finished_at().is_some());
            return Ok(());
        };
        // Both ends of the stretch, and somewhere in it.
        let within = at.index(usize::try_from(repeat.period).unwrap()) as u64;
        for from in [repeat.first, repeat.first + within, repeat.end(1).saturating_sub(300)] {
            let again = from + times * repeat.period;
            let expected = samples(&renderer, from, 600);
            assert_same(&samples(&renderer, again, 600), &expected, &format!("{repeat:?} from {from}"));
        }
    }
}

fn us_ringback_with(cadence: Cadence) -> Signal {
    let component = |hertz| {
        let frequency = Hertz::new(hertz).unwrap();
        crate::model::Component::new(frequency, DbM0::from_hundredths(-1900).unwrap())
    };
    Signal::new(Voice::new([component(440), component(480)]).unwrap(), cadence).unwrap()
}

/// Where it repeats, in samples: worked out by hand.
#[test]
fn a_repeat_is_as_short_as_whole_cycles_and_whole_samples_allow() {
    let once = [OnOff::new(100, 100)];
    let ringing = [OnOff::new(2000, 4000)];
    // The cycle goes on with what the lead ends with: the loop starts where that has ended.
    let joined = [OnOff::new(100, 0)];
    let odd = [OnOff::new(1, 2)];
    for (lead, cycle, hertz, expected) in [
        (&[][..], &ringing[..], 8_000, Some((0, 48_000))),
        (&once, &ringing, 8_000, Some((1_600, 48_000))),
        (&joined, &ringing, 8_000, Some((16_800, 48_000))),
        (&once, &[], 8_000, None),
        // 3 ms are 33.075 samples: 40 of them are 1323.
        (&[], &odd, 11_025, Some((0, 1_323))),
        (&once, &odd, 11_025, Some((2_205, 1_323))),
    ] {
        let signal = us_ringback_with(Cadence::new(lead.to_vec(), cycle.to_vec()).unwrap());
        let rate = SampleRate::new(hertz).unwrap();
        let repeat = Repeat::of(&signal, rate, RenderOptions::default());
        assert_eq!(repeat.map(|r| (r.first, r.period)), expected, "{lead:?} {cycle:?} {hertz}");
    }
    // 440 + 480 Hz are back after 25 ms, which is no whole number of samples at 11 025 Hz: after 50 ms.
    let steady = us_ringback_with(Cadence::continuous());
    for (hertz, period) in [(8_000, 200), (11_025, 2_205), (44_100, 2_205)] {
        let rate = SampleRate::new(hertz).unwrap();
        let ramp = RenderOptions { ramp: Millis(10) };
        let repeat = Repeat::of(&steady, rate, ramp);
        let first = rate.first_sample_at(10);
        assert_eq!(repeat, Some(Repeat { first, period }), "{hertz}");
    }
}

#[test]
fn a_swell_repeats_from_the_first_cycle_after_it() {
    let swelling = us_ringback_with(Cadence::new([], [OnOff::new(100, 200)]).unwrap())
        .with_swell(Swell::new(-1000, 0, Millis(650)).unwrap());
    let repeat = Repeat::of(&swelling, SampleRate::NARROWBAND, RenderOptions::default());
    assert_eq!(repeat, Some(Repeat { first: 7_200, period: 2_400 }));
}
