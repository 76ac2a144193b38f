//! When the voices sound.

use super::take::{Take, run};
use super::{check, failed, failures, ringback, signal, voice};
use crate::analysis::{Content, MeasuredVoice, Measurement};
use crate::model::{Cadence, OnOff, Signal};
use crate::standard;
use crate::units::DbM0;
use crate::verify::Property::{ExtraRuns, Heard, Interruptions, MissingRuns, OffTime, OnTime};
use crate::verify::{Part, Place, Property, Source, Tolerance, Tolerances, verify};

const fn cycle(pair: usize) -> Place {
    Place { part: Part::Cycle, pair }
}

const fn lead(pair: usize) -> Place {
    Place { part: Part::Lead, pair }
}

/// What fails of three cycles of the ringback once their measurement has been changed.
fn after(change: impl FnOnce(&mut Measurement)) -> Vec<Property> {
    let mut measurement = Take::first_ms(9000.0).of(&ringback());
    change(&mut measurement);
    failed(&verify(&measurement, &ringback(), &Tolerances::default()))
}

/// A sound that the ringback does not have.
fn stranger() -> MeasuredVoice {
    Take::first_ms(1000.0).of(&signal(&[1400], &[], &[(500, 500)])).voices.remove(0)
}

#[test]
fn a_time_fails_just_beyond_its_tolerance() {
    // 5 % of 400 ms is 20 ms; of 200 ms the 10 ms that are the least.
    for (on, off, expected) in [
        (419, 209, vec![]),
        (421, 209, vec![OnTime(cycle(0))]),
        (379, 200, vec![OnTime(cycle(0))]),
        (400, 211, vec![OffTime(cycle(0))]),
        (400, 189, vec![OffTime(cycle(0))]),
    ] {
        let played = signal(&[440, 480], &[], &[(on, off), (400, 2000)]);
        let failures = failures(&played, Take::first_ms(9000.0), &ringback());
        assert_eq!(failures, expected, "{on}/{off}");
    }
}

#[test]
fn a_place_has_one_check_that_shows_the_worst_of_its_repetitions() {
    let mut measurement = Take::first_ms(9000.0).of(&ringback());
    measurement.runs[2].end_ms += 25.0;
    let verdict = verify(&measurement, &ringback(), &Tolerances::default());
    assert_eq!(failed(&verdict), [OnTime(cycle(0)), OffTime(cycle(0))]);
    let on = check(&verdict, OnTime(cycle(0)));
    assert_eq!((on.measured, on.nominal, on.count), (Some(425.0), 400.0, 3));
    assert_eq!(on.property.to_string(), "on time, cycle 1");
}

#[test]
fn a_recording_may_begin_and_end_anywhere() {
    for from in (0..3000).step_by(50) {
        for to in (from + 6000..from + 9000).step_by(350) {
            let take = Take::between(f64::from(from), f64::from(to));
            assert_eq!(failures(&ringback(), take, &ringback()), [], "from {from} to {to} ms");
        }
    }
}

#[test]
fn the_last_time_is_only_judged_as_not_longer_than() {
    // The third on time is cut, then the one before the long silence goes on for too long.
    assert_eq!(failures(&ringback(), Take::first_ms(3200.0), &ringback()), []);
    let long = signal(&[440, 480], &[(400, 200), (400, 2000), (700, 0)], &[]);
    let failures_of_long = failures(&long, Take::first_ms(3500.0), &ringback());
    assert_eq!(failures_of_long, [OnTime(cycle(0))]);
    let stopped = signal(&[440, 480], &[(400, 200), (400, 2000), (400, 200), (400, 3000)], &[]);
    assert_eq!(
        failures(&stopped, Take::first_ms(8000.0), &ringback()),
        [OffTime(cycle(1))],
        "silent for longer than the cadence is"
    );
}

#[test]
fn a_recording_too_short_for_a_cycle_is_not_heard_long_enough() {
    for length in [300.0, 900.0, 2500.0] {
        assert_eq!(failures(&ringback(), Take::first_ms(length), &ringback()), [Heard], "{length}");
    }
    let verdict =
        verify(&Take::first_ms(900.0).of(&ringback()), &ringback(), &Tolerances::default());
    let heard = check(&verdict, Heard);
    assert_eq!((heard.measured, heard.nominal), (Some(2.0), 4.0));
    let nothing = Take::first_ms(0.0).of(&ringback());
    assert!(!verify(&nothing, &ringback(), &Tolerances::default()).passed());
}

#[test]
fn a_run_that_was_left_out_is_missing_and_nothing_else_is_wrong() {
    for left_out in 1..5 {
        let without = |it: &mut Measurement| {
            it.runs.remove(left_out);
        };
        assert_eq!(after(without), [MissingRuns], "run {left_out}");
    }
}

#[test]
fn a_run_too_many_is_extra_and_nothing_else_is_wrong() {
    let click = |it: &mut Measurement| it.runs.insert(2, run(Content::Voice(0), 2000.0, 2050.0));
    assert_eq!(after(click), [ExtraRuns]);
    let digit = |it: &mut Measurement| {
        it.voices.push(stranger());
        it.runs.insert(2, run(Content::Voice(1), 2000.0, 2100.0));
    };
    assert_eq!(after(digit), [ExtraRuns]);
    let digit_before = |it: &mut Measurement| {
        it.voices.push(stranger());
        it.runs.insert(0, run(Content::Voice(1), 50.0, 150.0));
    };
    assert_eq!(after(digit_before), [ExtraRuns]);
}

#[test]
fn speech_before_and_after_is_no_fault_and_hides_the_edge_that_it_touches() {
    let mut measurement = Take::between(0.0, 9000.0).of(&ringback());
    for run in &mut measurement.runs {
        (run.start_ms, run.end_ms) = (run.start_ms + 1000.0, run.end_ms + 1000.0);
        run.cut_start = false;
    }
    measurement.length_ms += 3000.0;
    // The speaker's words end with the first tone and begin 500 ms after the last.
    measurement.runs[0].start_ms += 150.0;
    measurement.voices.push(stranger());
    measurement.runs.insert(0, run(Content::Other, 200.0, 1150.0));
    measurement.runs.insert(0, run(Content::Voice(1), 100.0, 180.0));
    measurement.runs.push(run(Content::Other, 8500.0, 11_500.0));
    let verdict = verify(&measurement, &ringback(), &Tolerances::default());
    assert!(verdict.passed(), "{verdict:#?}");
    measurement.runs.insert(4, run(Content::Other, 3000.0, 3500.0));
    let verdict = verify(&measurement, &ringback(), &Tolerances::default());
    assert_eq!(failed(&verdict), [ExtraRuns], "speech amid the tone");
}

#[test]
fn a_lead_has_to_be_heard_and_is_told_from_the_cycle() {
    let stutter = signal(&[350, 440], &[(100, 100), (100, 100), (150, 100)], &[(1000, 0)]);
    assert_eq!(failures(&stutter, Take::first_ms(3000.0), &stutter), []);
    let slow = signal(&[350, 440], &[(100, 100), (100, 100), (190, 100)], &[(1000, 0)]);
    assert_eq!(failures(&slow, Take::first_ms(3000.0), &stutter), [OnTime(lead(2))]);
    assert_eq!(failures(&stutter, Take::between(800.0, 3000.0), &stutter), [Heard]);
    let short = signal(&[350, 440], &[(100, 100), (150, 100)], &[(1000, 0)]);
    assert_eq!(failures(&short, Take::first_ms(3000.0), &stutter), [Heard]);
}

#[test]
fn a_continuous_tone_sounds_to_the_end_without_a_gap() {
    let dial = signal(&[350, 440], &[], &[(1000, 0)]);
    assert_eq!(failures(&dial, Take::first_ms(3000.0), &dial), []);
    assert_eq!(failures(&dial, Take::between(500.0, 3000.0), &dial), []);
    let busy = signal(&[350, 440], &[], &[(500, 500)]);
    let verdict = verify(&Take::first_ms(3000.0).of(&busy), &dial, &Tolerances::default());
    assert_eq!(failed(&verdict), [Interruptions]);
    // Between three runs twice, and once after the last.
    assert_eq!(check(&verdict, Interruptions).measured, Some(3.0));
    let ended = signal(&[350, 440], &[(2000, 1000)], &[]);
    assert_eq!(failures(&ended, Take::first_ms(2500.0), &dial), [Interruptions]);
    let mut spoken = Take::first_ms(2500.0).of(&ended);
    spoken.runs.push(run(Content::Other, 2305.0, 2800.0));
    assert!(verify(&spoken, &dial, &Tolerances::default()).passed());
}

#[test]
fn a_finished_signal_stays_silent() {
    let splash = signal(&[440], &[(100, 100), (100, 100)], &[]);
    assert_eq!(failures(&splash, Take::first_ms(3000.0), &splash), []);
    let again = signal(&[440], &[(100, 100), (100, 100), (100, 100)], &[]);
    assert_eq!(failures(&again, Take::first_ms(3000.0), &splash), [ExtraRuns]);
    let repeated = signal(&[440], &[], &[(100, 100), (100, 100)]);
    assert_eq!(failures(&repeated, Take::first_ms(3000.0), &splash), [ExtraRuns]);
}

#[test]
fn on_times_that_join_are_one_run_in_the_first_cycle_and_across_the_others() {
    // The last 100 ms of a cycle join the first 300 of the next.
    let joining = signal(&[440], &[], &[(300, 200), (150, 400), (100, 0)]);
    assert_eq!(failures(&joining, Take::first_ms(5000.0), &joining), []);
    assert_eq!(failures(&joining, Take::between(1200.0, 5000.0), &joining), []);
    let longer = signal(&[440], &[], &[(300, 200), (150, 400), (150, 0)]);
    let failures = failures(&longer, Take::first_ms(5000.0), &joining);
    assert_eq!(failures, [OnTime(cycle(2))]);
}

#[test]
fn voices_take_their_turns_in_the_order_of_the_cadence() {
    let turns = |order: [usize; 3]| {
        let step = |voice| OnOff::new(330, 0).with_voice(voice);
        let [first, second, third] = order.map(step);
        let last = OnOff { off: crate::units::Millis(1000), ..third };
        let cadence = Cadence::new([], [first, second, last]).unwrap();
        let voices = vec![voice(&[950]), voice(&[1400]), voice(&[1800])];
        Signal::with_voices(voices, cadence).unwrap()
    };
    let sit = turns([0, 1, 2]);
    assert_eq!(failures(&sit, Take::first_ms(6000.0), &sit), []);
    assert!(!failures(&turns([1, 0, 2]), Take::first_ms(6000.0), &sit).is_empty());
}

#[test]
fn distinctive_ringing_has_the_minima_and_maxima_of_gr_506() {
    let ring = standard::gr506(2).unwrap().signal(DbM0::ZERO);
    let tolerances = Tolerances::default().for_ringing(false);
    let against = |on: u32, off: u32, tolerances: &Tolerances| {
        let cadence = Cadence::new([], [OnOff::new(on, off), OnOff::new(800, 4000)]).unwrap();
        let played = Signal::new(ring.voices()[0].clone(), cadence).unwrap();
        verify(&Take::first_ms(13_000.0).of(&played), &ring, tolerances)
    };
    assert_eq!(failed(&against(631, 316, &tolerances)), []);
    assert_eq!(failed(&against(1024, 524, &tolerances)), []);
    assert_eq!(failed(&against(629, 316, &tolerances)), [OnTime(cycle(0))]);
    let verdict = against(800, 526, &tolerances);
    assert_eq!(failed(&verdict), [OffTime(cycle(0))]);
    let off = check(&verdict, OffTime(cycle(0)));
    assert_eq!((off.least, off.most, off.source), (315.0, 525.0, Source::Gr506));
    let asked = Tolerance::around(0.1, 0.0, Source::Asked);
    let asked = Tolerances { time: asked, ..tolerances };
    assert_eq!(failed(&against(700, 400, &asked)), [OnTime(cycle(0))]);
    for number in 1..=5 {
        let ring = standard::gr506(number).unwrap().signal(DbM0::ZERO);
        let verdict = verify(
            &Take::first_ms(15_000.0).of(&ring),
            &ring,
            &Tolerances::default().for_ringing(false),
        );
        assert!(verdict.passed(), "{number}: {verdict:#?}");
        assert!(verdict.checks.iter().any(|check| check.source == Source::Gr506), "{number}");
    }
}

#[test]
fn the_special_information_tone_has_the_limits_of_e_180() {
    let sit = standard::sit_e180();
    let tolerances = Tolerances::e180();
    let played = {
        let step = |on, off, voice| OnOff::new(on, off).with_voice(voice);
        let cadence = Cadence::new([], [step(261, 0, 0), step(399, 29, 1), step(330, 1249, 2)]);
        Signal::with_voices(sit.voices().to_vec(), cadence.unwrap()).unwrap()
    };
    let times = |tolerances: &Tolerances| {
        let failed = failed(&verify(&Take::first_ms(6000.0).of(&played), &sit, tolerances));
        failed.into_iter().filter(|it| matches!(it, OnTime(_) | OffTime(_))).count()
    };
    assert_eq!(times(&tolerances), 0);
    assert_eq!(times(&Tolerances::default()), 4);
}
