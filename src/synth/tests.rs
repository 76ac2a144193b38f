//! The two things that exactness rests on: the bound on the error of the fast evaluation, and a
//! rounding that the definition takes over in time.

use proptest::prelude::*;

use super::fixed::Fixed;
use super::kernels::BLOCK;
use super::sample::sealed::Quantise;
use super::*;
use crate::model::{Cadence, Depth, Modulation, OnOff};
use crate::tests::cases;
use crate::tests::oracle::Description;
use crate::tests::signal_of;
use crate::tests::strategies::{descriptions, sample_indices};
use crate::units::DbM0;

fn renderer_of(description: &Description) -> Renderer {
    let rate = SampleRate::new(description.rate).unwrap();
    let ramp = Millis(u32::try_from(description.ramp_ms).unwrap());
    Renderer::new(&signal_of(description), rate, RenderOptions { ramp }).unwrap()
}

/// `value` as a fixed-point number, without rounding: it has at most 24 whole bits and is cut 256
/// places after the point.
fn fixed(value: f64) -> Fixed {
    let bits = value.to_bits();
    let exponent = i32::try_from(bits >> 52 & 0x7FF).unwrap() - 1075;
    let significand = bits & ((1 << 52) - 1) | 1 << 52;
    let magnitude = match exponent {
        _ if value == 0.0 => Fixed::ZERO,
        0.. => Fixed::from_integer(significand << exponent),
        -126..0 => Fixed::ratio(significand.into(), 1 << -exponent),
        _ => {
            let rest = Fixed::ratio(1, 1 << (-exponent - 126).min(126));
            Fixed::ratio(significand.into(), 1 << 126).multiply(rest)
        }
    };
    if value < 0.0 { magnitude.negate() } else { magnitude }
}

proptest! {
    #![proptest_config(cases(200))]

    /// The bound is a promise about the worst case; what it is compared with here is off by at
    /// most 2^-53 of a step more, from the cut of a value to fixed point.
    #[test]
    fn the_fast_value_is_within_its_bound_of_the_definition(
        description in descriptions(),
        position in sample_indices(),
    ) {
        let renderer = renderer_of(&description);
        for run in renderer.timeline.runs_from(position).take(4) {
            let Some(voice) = run.voice.map(|voice| &renderer.voices[voice]) else { continue };
            let n = run.samples.start.max(position);
            let length = if run.is_endless() { u64::MAX } else { run.samples.end - run.samples.start };
            let place = Place { n, k: n - run.samples.start, length };
            let count = usize::try_from(run.samples.end - n).unwrap_or(BLOCK).min(BLOCK);
            let mut values = [0.0; BLOCK];
            voice.oscillators.values(renderer.kernels, place.k, &mut values[..count]);
            renderer.envelope.apply(place, &mut values[..count]);
            for (i, value) in (0..).zip(&values[..count]).step_by(37) {
                let exact = voice.definition.value(&renderer.envelope, place.after(i));
                let error = exact.add(fixed(*value).negate()).to_f64().abs();
                prop_assert!(error <= voice.bound, "{error:e} above {:e}", voice.bound);
            }
        }
    }
}

/// Just inside and just outside the bound around a tie, at both ends of the range and at zero.
#[test]
fn a_value_is_doubtful_exactly_where_its_bound_reaches_a_tie() {
    let bound = 1e-9;
    for whole in [-32_768.0, -1.0, 0.0, 1.0, 32_766.0] {
        let tie: f64 = whole + 0.5;
        for (value, doubtful) in [
            (tie - 2e-9, false),
            (tie - 0.5e-9, true),
            (tie, true),
            (tie + 0.5e-9, true),
            (tie + 2e-9, false),
            (whole, false),
        ] {
            assert_eq!(i16::is_doubtful(value, bound), doubtful, "{value:?} in 16 bits");
            assert_eq!(I24::is_doubtful(value / 256.0, bound / 256.0), doubtful, "{value:?}");
        }
    }
    // Far outside, nothing is in doubt: it saturates.
    assert!(!i16::is_doubtful(32_767.5, bound) && !i16::is_doubtful(1e6, bound));
    // Half-way between two neighbours of f32 near full scale, which are 2^-24 apart.
    let between = 32_768.0 * (1.0 - 1.5 * (0.5_f64).powi(24));
    assert!(f32::is_doubtful(between, 1e-9) && !f32::is_doubtful(between + 1e-4, 1e-9));
}

/// Values to 256 places, each on one side of a tie by less than any floating-point number shows.
#[test]
fn the_definition_rounds_the_last_digit() {
    let hair = Fixed::ratio(1, 1 << 100);
    for whole in [0_u64, 1, 2, 1000] {
        let tie = Fixed::from_integer(whole).add(Fixed::ratio(1, 2));
        let (below, above) = (tie.add(hair.negate()), tie.add(hair));
        let whole = i16::try_from(whole).unwrap();
        assert_eq!((i16::exactly(&below), i16::exactly(&above)), (whole, whole + 1));
        assert_eq!(
            (i16::exactly(&below.negate()), i16::exactly(&above.negate())),
            (-whole, -whole - 1)
        );
        assert_eq!(i16::exactly(&tie), whole + whole % 2, "a tie goes to the even one");
    }
    assert_eq!(i16::exactly(&Fixed::from_integer(40_000)), i16::MAX);
    assert_eq!(i16::exactly(&Fixed::from_integer(40_000).negate()), i16::MIN);
    let fine = Fixed::ratio(3, 512).add(hair);
    assert_eq!(I24::exactly(&fine), I24(2));
    assert_eq!(I24::exactly(&fine.add(hair.negate()).add(hair.negate())), I24(1));
    // 1 + 2^-24 lies half-way between 1 and its upper neighbour.
    let between = Fixed::from_integer(32_768).add(Fixed::ratio(1, 512));
    let bits = |value: Fixed| f32::exactly(&value).to_bits();
    assert_eq!(bits(between.add(hair)), 1.0_f32.next_up().to_bits());
    assert_eq!(bits(between.add(hair.negate())), 1.0_f32.to_bits());
}

/// What a compiled signal may take grows with its pairs of times and with its partials, each apart.
#[test]
fn the_memory_that_is_asked_for_is_that_of_the_parts() {
    let tone = |components: &[Component], pairs: usize| {
        let cadence = Cadence::new([], vec![OnOff::new(100, 100); pairs]).unwrap();
        Signal::new(Voice::new(components.to_vec()).unwrap(), cadence).unwrap()
    };
    let sine = Component::new(Hertz::new(400).unwrap(), DbM0::ZERO);
    let depth = Depth::from_thousandths(500).unwrap();
    let modulation = Some(Modulation { frequency: Hertz::new(20).unwrap(), depth });
    let modulated = Component { modulation, ..sine };
    let memory = |components: &[Component], pairs| Renderer::memory_for(&tone(components, pairs));
    let table = 2 * BLOCK * size_of::<f64>();
    assert_eq!(memory(&[sine], 9) - memory(&[sine], 1), 8 * 256);
    assert_eq!(memory(&[sine, sine], 4) - memory(&[sine], 4), table);
    assert_eq!(memory(&[sine, modulated], 4) - memory(&[sine], 4), 3 * table);
    for components in [&[sine][..], &[modulated], &[sine, modulated, sine]] {
        let signal = tone(components, 1);
        let renderer = Renderer::new(&signal, SampleRate::NARROWBAND, RenderOptions::default());
        let compiled = renderer.unwrap().voices;
        let tables: usize = compiled.iter().map(|it| it.oscillators.table_bytes()).sum();
        let asked: usize = signal.voices().iter().map(Oscillators::table_bytes_for).sum();
        assert_eq!(asked, tables);
    }
}

/// Two components at -6.02 dBm0 below full scale just fit; a modulation and a swell add to them.
#[test]
fn full_scale_is_passed_where_everything_adds_up_to_more() {
    let at = |hundredths: i32| DbM0::from_hundredths(hundredths).unwrap();
    let over_full_scale = 314; // 0 dBm0 is 3.14 dB below full scale
    let passes = |hundredths: i32, thousandths: u16, swell: Option<(i32, i32)>| {
        let depth = Depth::from_thousandths(thousandths).unwrap();
        let modulation = Modulation { frequency: Hertz::new(20).unwrap(), depth };
        let modulation = (thousandths > 0).then_some(modulation);
        let hertz = [400, 450].map(|hertz| Hertz::new(hertz).unwrap());
        let level = at(hundredths + over_full_scale);
        let voice = hertz.map(|frequency| Component { frequency, level, modulation });
        let voice = Voice::new(voice.to_vec()).unwrap();
        let signal = Signal::new(voice, Cadence::continuous()).unwrap();
        let over = Millis(1000);
        let swell = swell.map(|(from, to)| Swell::new(from, to, over).unwrap());
        passes_full_scale(&swell.into_iter().fold(signal, Signal::with_swell))
    };
    assert!(!passes(-603, 0, None) && passes(-602, 0, None));
    assert!(!passes(-955, 500, None) && passes(-954, 500, None)); // 3.52 dB more
    assert!(
        !passes(-603 - 500, 0, Some((-2000, 500))) && passes(-602 - 500, 0, Some((500, -2000)))
    );
    assert!(
        !passes(-603 + 500, 0, Some((-2000, -500))) && passes(-602 + 500, 0, Some((-500, -500)))
    );
}
