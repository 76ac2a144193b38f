//! What the voices sound like.

use super::take::Take;
use super::{check, component, failed, failures, ringback, signal, voice};
use crate::analysis::{MeasuredModulation, Measurement};
use crate::model::{Cadence, Component, Depth, Modulation, Signal, Swell, Voice};
use crate::units::{Hertz, Millis};
use crate::verify::Property::{
    ExtraComponents, Frequency, Level, ModulationDepth, ModulationRate, Twist,
    Voice as VoiceProperty,
};
use crate::verify::{Source, Tolerance, Tolerances, verify};

/// Two cycles of the ringback.
fn measured() -> Measurement {
    Take::first_ms(6000.0).of(&ringback())
}

/// What fails of the ringback once its measurement has been changed.
fn after(change: impl FnOnce(&mut Measurement)) -> Vec<crate::verify::Property> {
    let mut measurement = measured();
    change(&mut measurement);
    failed(&verify(&measurement, &ringback(), &Tolerances::default()))
}

#[test]
fn what_was_asked_for_passes_and_every_check_says_by_whose_limits() {
    let verdict = verify(&measured(), &ringback(), &Tolerances::default());
    assert!(verdict.passed(), "{verdict:#?}");
    assert_eq!(verdict.to_string(), "within tolerance");
    let frequency = check(&verdict, Frequency { voice: 0, component: 1 });
    // 0.5 % of 480 Hz.
    assert_eq!((frequency.least, frequency.most), (480.0 - 2.4, 480.0 + 2.4));
    assert_eq!((frequency.measured, frequency.source), (Some(480.0), Source::Default));
}

#[test]
fn a_frequency_fails_just_beyond_its_tolerance() {
    // 0.5 % of 440 Hz is 2.2 Hz.
    let frequency = Frequency { voice: 0, component: 0 };
    for (off_hz, fails) in [(2.19, false), (2.21, true), (-2.19, false), (-2.21, true)] {
        let failures = after(|it| it.voices[0].components[0].frequency_hz += off_hz);
        assert_eq!(failures, if fails { vec![frequency] } else { vec![] }, "{off_hz} Hz");
    }
}

#[test]
fn a_level_fails_just_beyond_its_tolerance_and_the_twist_beyond_its_own() {
    let both = |off_db: f64| {
        after(|it| it.voices[0].components.iter_mut().for_each(|it| it.level_dbm0 += off_db))
    };
    assert_eq!(both(1.49), []);
    assert_eq!(both(-1.51), [Level { voice: 0, component: 0 }, Level { voice: 0, component: 1 }]);
    let apart = |off_db: f64| {
        after(|it| {
            it.voices[0].components[0].level_dbm0 -= off_db;
            it.voices[0].components[1].level_dbm0 += off_db;
        })
    };
    // Twice 0.99 dB is within the 2 dB of twist, and twice 1.01 is not.
    assert_eq!(apart(0.99), []);
    assert_eq!(apart(1.01), [Twist { voice: 0, component: 1 }]);
}

#[test]
fn a_component_that_is_not_there_fails_and_so_does_one_too_many() {
    assert_eq!(
        after(|it| {
            it.voices[0].components.pop();
        }),
        [Frequency { voice: 0, component: 1 }]
    );
    let with = |hertz: f64, level: f64| {
        after(|it| {
            let mut extra = it.voices[0].components[0];
            (extra.frequency_hz, extra.level_dbm0) = (hertz, level);
            it.voices[0].components.push(extra);
        })
    };
    // 20 dB below the strongest, −19 dBm0, is where the line is drawn.
    assert_eq!(with(920.0, -38.9), [ExtraComponents { voice: 0 }]);
    assert_eq!(with(920.0, -39.1), []);
}

#[test]
fn a_modulation_is_compared_in_rate_and_depth_and_one_too_many_fails() {
    let modulated = |depth| {
        let depth = Depth::from_thousandths(depth).unwrap();
        let modulation = Some(Modulation { frequency: Hertz::new(25).unwrap(), depth });
        let voice = Voice::new([Component { modulation, ..component(400_000, -1000) }]).unwrap();
        Signal::new(voice, Cadence::continuous()).unwrap()
    };
    let (rate, depth) =
        (ModulationRate { voice: 0, component: 0 }, ModulationDepth { voice: 0, component: 0 });
    let against = |heard: Option<(f64, f64)>| {
        let mut measurement = Take::first_ms(3000.0).of(&modulated(900));
        let heard = heard.map(|(frequency_hz, depth)| MeasuredModulation { frequency_hz, depth });
        measurement.voices[0].components[0].modulation = heard;
        failed(&verify(&measurement, &modulated(900), &Tolerances::default()))
    };
    // 2 % of 25 Hz is 0.5 Hz.
    assert_eq!(against(Some((25.49, 0.81))), []);
    assert_eq!(against(Some((25.51, 0.9))), [rate]);
    assert_eq!(against(Some((25.0, 0.79))), [depth]);
    assert_eq!(against(None), [depth]);
    let flutter = |it: &mut Measurement| {
        let flutter = MeasuredModulation { frequency_hz: 16.0, depth: 0.2 };
        it.voices[0].components[0].modulation = Some(flutter);
    };
    assert_eq!(after(flutter), [depth]);
}

#[test]
fn another_voice_is_named_and_the_cadence_is_judged_by_it() {
    let played = signal(&[620], &[], &[(400, 200), (400, 2000)]);
    let verdict = verify(&Take::first_ms(6000.0).of(&played), &ringback(), &Tolerances::default());
    assert_eq!(failed(&verdict), [VoiceProperty { voice: 0 }]);
    let heard_hz = verdict.strangers[0].components[0].frequency_hz;
    assert!((heard_hz - 620.0).abs() < f64::EPSILON, "{heard_hz} Hz");
    assert_eq!(verdict.to_string(), format!("1 of {} checks failed", verdict.checks.len()));
}

#[test]
fn voices_that_differ_in_level_alone_are_told_apart() {
    let quiet = Voice::new([component(425_000, -2900)]).unwrap();
    let alternating =
        [(375, 0), (375, 1)].map(|(ms, voice)| crate::model::OnOff::new(ms, 375).with_voice(voice));
    let cadence = Cadence::new([], alternating).unwrap();
    let expected = Signal::with_voices(vec![voice(&[425]), quiet], cadence).unwrap();
    assert_eq!(failures(&expected, Take::first_ms(6000.0), &expected), []);
    let even = signal(&[425], &[], &[(375, 375)]);
    let failures = failures(&even, Take::first_ms(6000.0), &expected);
    assert!(failures.contains(&VoiceProperty { voice: 1 }), "{failures:?}");
}

#[test]
fn the_level_of_a_swelling_tone_is_right_anywhere_within_the_swell() {
    let plain = signal(&[440], &[], &[(500, 500)]);
    let swelling = plain.clone().with_swell(Swell::new(-2000, 0, Millis(5000)).unwrap());
    let level = Level { voice: 0, component: 0 };
    for (off_db, fails) in [(0.0, false), (-20.0, false), (1.6, true), (-21.6, true)] {
        let mut measurement = Take::first_ms(4000.0).of(&plain);
        measurement.voices[0].components[0].level_dbm0 += off_db;
        let failures = failed(&verify(&measurement, &swelling, &Tolerances::default()));
        assert_eq!(failures, if fails { vec![level] } else { vec![] }, "{off_db} dB");
    }
}

#[test]
fn a_voice_that_was_measured_in_parts_is_judged_by_the_worst_that_lasts() {
    let split = |share: f64| {
        after(|it| {
            let mut part = it.voices[0].clone();
            part.heard_ms *= share;
            part.components[0].frequency_hz += 3.0;
            it.voices.push(part);
        })
    };
    assert_eq!(split(0.5), [Frequency { voice: 0, component: 0 }]);
    assert_eq!(split(0.05), []);
}

#[test]
fn a_level_that_is_not_asked_for_is_not_judged() {
    let mut measurement = measured();
    measurement.voices[0].components.iter_mut().for_each(|it| it.level_dbm0 -= 30.0);
    let tolerances = Tolerances::default().for_ringing(false);
    let verdict = verify(&measurement, &ringback(), &tolerances);
    assert!(verdict.passed(), "{verdict:#?}");
    assert!(!verdict.checks.iter().any(|check| matches!(check.property, Level { .. })));
}

#[test]
fn the_sets_of_tolerances_differ_as_their_sources_do() {
    let tone = |hertz| signal(&[hertz], &[], &[(500, 500)]);
    let with = |heard: f64, level: f64, tolerances: &Tolerances| {
        let mut measurement = Take::first_ms(3000.0).of(&tone(425));
        let heard_component = &mut measurement.voices[0].components[0];
        (heard_component.frequency_hz, heard_component.level_dbm0) = (heard, level);
        failed(&verify(&measurement, &tone(425), tolerances))
    };
    let (frequency, level) =
        (Frequency { voice: 0, component: 0 }, Level { voice: 0, component: 0 });
    assert_eq!(with(449.9, -14.9, &Tolerances::e180()), []);
    assert_eq!(with(450.1, -4.9, &Tolerances::e180()), [frequency, level]);
    // 0.5 % of 425 Hz is 2.125 Hz.
    assert_eq!(with(427.1, -17.6, &Tolerances::precise()), []);
    assert_eq!(with(427.2, -17.4, &Tolerances::precise()), [frequency, level]);
    // 1.8 % is 7.65 Hz.
    assert_eq!(with(432.6, -19.0, &Tolerances::dtmf()), []);
    assert_eq!(with(432.7, -19.0, &Tolerances::dtmf()), [frequency]);
    // 0.1 % is 0.425 Hz.
    assert_eq!(with(425.42, -19.29, &Tolerances::strict()), []);
    assert_eq!(with(425.43, -19.31, &Tolerances::strict()), [frequency, level]);
    let asked = Tolerance::around(0.0, 1.0, Source::Asked);
    let tolerances = Tolerances { frequency: asked, ..Tolerances::e180() };
    assert_eq!(with(426.1, -10.0, &tolerances), [frequency]);
}
