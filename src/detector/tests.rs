//! What a plan refuses, in words.

use crate::detector::{Options, Plan, PlanError};
use crate::model::{Cadence, Component, OnOff, Signal, Voice};
use crate::units::{DbM0, Hertz, SampleRate};

fn tone(hertz: &[u32], cycle: &[OnOff]) -> Signal {
    let component = |hertz: &u32| Component::new(Hertz::new(*hertz).unwrap(), DbM0::ZERO);
    let voice = Voice::new(hertz.iter().map(component)).unwrap();
    let cadence = match cycle {
        [] => Cadence::continuous(),
        cycle => Cadence::new([], cycle.to_vec()).unwrap(),
    };
    Signal::new(voice, cadence).unwrap()
}

fn refusal(signals: &[Signal]) -> PlanError {
    let plan = Plan::new(signals, SampleRate::NARROWBAND, Options::default());
    plan.map(|_| ()).expect_err("a plan that cannot be")
}

#[test]
fn what_cannot_be_heard_is_refused_with_its_signal_and_the_limit() {
    let busy = tone(&[480, 620], &[OnOff::new(500, 500)]);
    assert_eq!(refusal(&[]).to_string(), "no signal to listen for");
    for (signal, words) in [
        (tone(&[440], &[OnOff::new(0, 500)]), "signal 1 never sounds"),
        (tone(&[100], &[]), "signal 1: 100 Hz is not from 200 to below 4000 Hz"),
        (tone(&[4000], &[]), "signal 1: 4000 Hz is not from 200 to below 4000 Hz"),
        (tone(&[440], &[OnOff::new(30, 500)]), "signal 1: 30 ms is shorter than 60 ms"),
    ] {
        assert_eq!(refusal(&[busy.clone(), signal]).to_string(), words);
    }
}

#[test]
fn a_plan_has_as_many_voices_as_its_limit_says_and_no_more() {
    let count = u32::try_from(Plan::MAX_VOICES).unwrap();
    let signals: Vec<_> = (0..=count).map(|at| tone(&[300 + 40 * at], &[])).collect();
    let plan = |signals| Plan::new(signals, SampleRate::NARROWBAND, Options::default());
    let full = plan(&signals[..Plan::MAX_VOICES]).unwrap();
    assert_eq!((full.voices().len(), full.rate()), (Plan::MAX_VOICES, SampleRate::NARROWBAND));
    let words = format!("signal {count}: more than {count} voices in all");
    assert_eq!(refusal(&signals).to_string(), words);
}
