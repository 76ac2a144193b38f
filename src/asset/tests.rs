//! What devices get.

use proptest::prelude::*;

use super::{Asset, Device, Remark, Wish};
use crate::codec::Encoding;
use crate::model::{Cadence, OnOff, Signal, Swell, Voice};
use crate::sink::{Coding, Container, Recording};
use crate::synth::Renderer;
use crate::tests::strategies::descriptions;
use crate::tests::{cases, signal_of};
use crate::timeline::Length;
use crate::units::{DbM0, Hertz, Millis, SampleRate};

fn sine(millihertz: u32, lead: &[OnOff], cycle: &[OnOff]) -> Signal {
    let frequency = Hertz::from_millihertz(millihertz).unwrap();
    let cadence = Cadence::new(lead.to_vec(), cycle.to_vec()).unwrap();
    Signal::new(Voice::sine(frequency, DbM0::ZERO), cadence).unwrap()
}

fn busy() -> Signal {
    sine(425_000, &[], &[OnOff::new(480, 480)])
}

/// The one file of a device, and what was said of it.
#[track_caller]
fn only(device: Device, signal: &Signal, wish: &Wish) -> (Asset, Vec<Remark>) {
    let plan = device.plan("name", signal, wish).unwrap();
    let [asset] = plan.assets.try_into().unwrap();
    (asset, plan.remarks)
}

#[track_caller]
fn refused(device: Device, signal: &Signal, wish: &Wish) -> String {
    device.plan("name", signal, wish).map(|plan| plan.assets.len()).unwrap_err().to_string()
}

/// The samples of an asset, as they are before they are coded.
fn samples(asset: &Asset) -> Vec<i16> {
    let renderer = Renderer::new(&asset.signal, asset.rate, asset.options).unwrap();
    let mut samples = vec![0; usize::try_from(asset.recording.samples).unwrap()];
    renderer.render(asset.recording.start, &mut samples);
    samples
}

/// A device that repeats the file repeats the signal: from where it begins, sample for sample.
#[cfg(feature = "vorbis")] // some devices take nothing else
#[test]
fn a_file_played_again_and_again_is_the_signal_from_where_it_begins() {
    let lead = [OnOff::new(100, 50)];
    for device in Device::ALL {
        for signal in [
            busy(),
            sine(440_000, &lead, &[OnOff::new(1000, 333)]),
            sine(913_800, &lead, &[OnOff::new(300, 0)]),
            // The cycle goes on with what the lead ends with.
            sine(440_000, &[OnOff::new(100, 0)], &[OnOff::new(100, 100)]),
        ] {
            let plan = device.plan("name", &signal, &Wish::default()).unwrap();
            for asset in plan.assets.iter().filter(|asset| asset.recording.repeat.is_some()) {
                let once = samples(asset);
                let mut longer = asset.clone();
                longer.recording.samples *= 3;
                assert!(samples(&longer) == once.repeat(3), "{device}: {:?}", asset.recording);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn what_repeats_holds_whole_cycles_whatever_the_signal(description in descriptions()) {
        let signal = signal_of(&description);
        let Ok(plan) = Device::AudiocodesPrt.plan("name", &signal, &Wish::default()) else {
            return Ok(());
        };
        let asset = &plan.assets[0];
        // A period of millihertz may take a minute of samples.
        prop_assume!(asset.recording.samples < 200_000);
        if asset.recording.repeat.is_some() {
            let once = samples(asset);
            let mut longer = asset.clone();
            longer.recording.samples *= 2;
            prop_assert!(samples(&longer) == once.repeat(2));
        }
    }
}

#[test]
fn a_lead_is_left_out_where_the_device_repeats_the_file_and_said_to_be() {
    let signal = sine(440_000, &[OnOff::new(300, 200)], &[OnOff::new(1000, 3000)]);
    let (asset, remarks) = only(Device::AudiocodesPrt, &signal, &Wish::default());
    assert_eq!((asset.recording.start, asset.recording.samples), (4_000, 32_000));
    assert_eq!(remarks, [Remark::LeadLeftOut { lead_ms: 500 }]);

    let (asset, remarks) = only(Device::Spectralink84, &signal, &Wish::default());
    assert_eq!((asset.recording.start, asset.recording.samples), (0, 68_000));
    assert_eq!(remarks, [Remark::LeadRepeats { lead_ms: 500 }]);

    let once = sine(440_000, &[OnOff::new(300, 200)], &[]);
    let (asset, remarks) = only(Device::AudiocodesPrt, &once, &Wish::default());
    assert_eq!((asset.recording.start, asset.recording.samples), (0, 4_000));
    assert_eq!(asset.recording.repeat, None);
    assert_eq!(remarks, [Remark::NotRepeated]);
    assert_eq!(only(Device::OracleSbc, &once, &Wish::default()).1, []);
}

#[test]
fn a_swell_is_left_out_where_the_device_repeats_the_file_and_said_to_be() {
    let swell = Swell::new(-1000, 0, Millis(700)).unwrap();
    let signal = sine(440_000, &[], &[OnOff::new(500, 500)]).with_swell(swell);
    let (asset, remarks) = only(Device::AudiocodesPrt, &signal, &Wish::default());
    assert_eq!((asset.recording.start, asset.recording.samples), (8_000, 8_000));
    assert_eq!(remarks, [Remark::SwellLeftOut { over_ms: 700 }]);
    assert_eq!(only(Device::OracleSbc, &signal, &Wish::default()).1, []);
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn what_is_played_to_the_end_is_as_long_as_anywhere(description in descriptions()) {
        let signal = signal_of(&description);
        let length = Length::Cycles { cycles: Length::CYCLES, continuous: None };
        let rate = SampleRate::NARROWBAND;
        if let Ok(plan) = Device::OracleSbc.plan("name", &signal, &Wish::default()) {
            let expected = length.samples(signal.cadence(), rate, 0).unwrap();
            prop_assert_eq!(plan.assets[0].recording.samples, expected);
        }
    }
}

/// 300 000 bytes are 58 of header and 299 942 samples: 39 cycles of 960 ms and not 40.
#[test]
fn a_file_is_shortened_to_the_cycles_that_the_device_has_room_for() {
    let wish = |cycles| Wish { cycles: Some(cycles), ..Wish::default() };
    let (asset, remarks) = only(Device::Spectralink84, &busy(), &wish(39));
    assert_eq!((asset.recording.samples, remarks), (39 * 7_680, vec![]));
    assert_eq!(asset.recording.bytes(asset.rate), Some(58 + 39 * 7_680));
    let (asset, remarks) = only(Device::Spectralink84, &busy(), &wish(1_000_000));
    assert_eq!(asset.recording.samples, 39 * 7_680);
    assert_eq!(remarks, [Remark::Shortened { ms: 37_440, most_bytes: 300_000 }]);
}

#[test]
fn the_last_file_that_a_device_has_room_for_is_made_and_the_next_refused() {
    let wish = |ms| Wish { duration: Some(ms), ..Wish::default() };
    // 299 942 samples are 37 492.75 ms.
    for (device, ms, next) in [
        (
            Device::Spectralink84,
            37_492,
            "spectralink-84 takes no more than 300000 bytes: these are 300002",
        ),
        // 249 999 bytes are 44 of header and 124 977 samples of two bytes.
        (Device::Snom, 15_622, "snom takes no more than 249999 bytes: these are 250012"),
    ] {
        let (asset, _) = only(device, &busy(), &wish(ms));
        assert_eq!(asset.recording.samples, 8 * ms);
        assert_eq!(refused(device, &busy(), &wish(ms + 1)), next);
    }
    let long = sine(425_000, &[], &[OnOff::new(1000, 37_000)]);
    assert_eq!(
        refused(Device::Spectralink84, &long, &Wish::default()),
        "spectralink-84 takes no more than 300000 bytes: these are 304058"
    );
}

#[test]
fn what_a_device_does_not_take_is_refused_with_what_it_takes() {
    let coding = |coding| Wish { coding: Some(coding), ..Wish::default() };
    let rate = |hertz| Wish { rate: SampleRate::new(hertz).ok(), ..Wish::default() };
    let cycles = |cycles| Wish { cycles: Some(cycles), ..Wish::default() };
    let duration = Wish { duration: Some(1000), ..Wish::default() };
    for (device, wish, message) in [
        (
            Device::Spectralink84,
            coding(Encoding::Pcm16.into()),
            "spectralink-84 takes no pcm16: its files have ulaw, alaw",
        ),
        (Device::Snom, rate(16_000), "snom takes no file of 16000 Hz: its files have 8000 Hz"),
        (
            Device::Asterisk,
            rate(48_000),
            "asterisk takes no file of 48000 Hz: its files have 8000, 16000 Hz",
        ),
        (
            Device::Android,
            rate(96_000),
            "android takes no file of 96000 Hz: its files have 15000 to 48000 Hz",
        ),
        (
            Device::Pivot,
            rate(14_999),
            "pivot takes no file of 14999 Hz: its files have 15000 to 48000 Hz",
        ),
        (
            Device::AudiocodesPrt,
            cycles(2),
            "audiocodes-prt takes one cadence and repeats it, not 2 cycles",
        ),
        (
            Device::Android,
            duration,
            "android repeats a file, which holds whole cycles: say how many",
        ),
    ] {
        assert_eq!(refused(device, &busy(), &wish), message);
    }
    let high = sine(4_000_000, &[], &[OnOff::new(100, 100)]);
    assert_eq!(
        refused(Device::Asterisk, &high, &Wish::default()),
        "4000 Hz is not below 4000 Hz, half the sampling rate"
    );
}

#[test]
fn every_wish_that_a_device_takes_is_in_its_files() {
    let alaw = Coding::Samples(Encoding::Alaw);
    let wish = Wish { coding: Some(alaw), title: Some("Bell".into()), ..Wish::default() };
    let plan = Device::CiscoIos.plan("busy", &busy(), &wish).unwrap();
    let forms: Vec<_> =
        plan.assets.iter().map(|asset| (asset.place.to_str().unwrap(), &asset.recording)).collect();
    let like = |container| Recording {
        coding: alaw,
        container,
        samples: 15_360,
        title: Some("Bell".into()),
        ..Recording::default()
    };
    assert_eq!(forms, [("busy.au", &like(Container::Au)), ("busy.wav", &like(Container::Wav))]);
}

#[test]
fn a_coding_or_a_rate_that_is_wished_for_leaves_out_the_other_files() {
    let places = |wish: Wish| -> Vec<String> {
        let plan = Device::Asterisk.plan("busy", &busy(), &wish).unwrap();
        assert_eq!(plan.assets.len(), Device::Asterisk.files(&wish));
        plan.assets.iter().map(|asset| asset.place.display().to_string()).collect()
    };
    let rate = SampleRate::new(16_000).ok();
    assert_eq!(places(Wish { rate, ..Wish::default() }), ["busy.sln16", "busy.g722"]);
    let coding = Some(Encoding::Pcm16.into());
    let linear = Wish { coding, ..Wish::default() };
    assert_eq!(places(linear), ["busy.sln", "busy.sln16", "busy.wav"]);
    assert_eq!(places(Wish { coding, rate, ..Wish::default() }), ["busy.sln16"]);
    let none =
        Wish { coding: Some(Coding::G722), rate: SampleRate::new(8_000).ok(), ..Wish::default() };
    assert!(Device::Asterisk.plan("busy", &busy(), &none).is_err());
}

#[test]
fn ringing_that_nobody_hears_is_pointed_out() {
    let bell = |millihertz| sine(millihertz, &[], &[OnOff::new(1000, 3000)]);
    for (millihertz, inaudible) in [(20_000, true), (200_000, true), (300_000, false)] {
        let (_, remarks) = only(Device::OracleSbc, &bell(millihertz), &Wish::default());
        assert_eq!(!remarks.is_empty(), inaudible, "{millihertz} mHz");
    }
}

#[test]
fn names_are_read_back_and_no_others() {
    for device in Device::ALL {
        assert_eq!(device.name().parse(), Ok(device));
        assert!(!device.codings().is_empty());
        assert_eq!(
            device.files(&Wish::default()) > 1,
            matches!(device, Device::Asterisk | Device::Freeswitch | Device::CiscoIos)
        );
    }
    let Err(error) = "nokia".parse::<Device>() else { panic!("no such device") };
    assert!(error.to_string().ends_with("cisco-ios, oracle-sbc"), "{error}");
}
