//! What is printed of measurements made by hand.

use ringsmith::analysis::{
    Background, Content, Doubt, MeasuredCadence, MeasuredComponent, MeasuredModulation,
    MeasuredOnOff, MeasuredVoice, Measurement, Run, Times,
};
use ringsmith::recording::{Coding, Fault, Format, Recording};
use ringsmith::units::SampleRate;

use super::{Measured, json, words};

/// Two seconds of silence in which nothing was found.
fn nothing() -> Measured {
    let background = Background {
        dc: 0.0,
        noise_dbm0: None,
        hum: None,
        clipped_samples: 0,
        lost_ms: Vec::new(),
    };
    let rate = SampleRate::NARROWBAND;
    Measured {
        name: "busy.wav".to_owned(),
        recording: Recording {
            rate,
            channels: 1,
            samples: vec![0.0; 16_000],
            format: Format::Wav(Coding::Ulaw),
            fault: None,
        },
        measurement: Measurement {
            rate,
            length_ms: 2000.0,
            background,
            voices: Vec::new(),
            runs: Vec::new(),
            cadence: None,
        },
    }
}

fn component(frequency_hz: f64, level_dbm0: f64) -> MeasuredComponent {
    MeasuredComponent { frequency_hz, level_dbm0, modulation: None }
}

fn run(start_ms: f64, end_ms: f64, content: Content) -> Run {
    Run { start_ms, end_ms, content, cut_start: start_ms <= 0.0, cut_end: end_ms >= 2000.0 }
}

fn times(ms: f64, jitter_ms: f64, count: usize) -> Times {
    Times { ms, jitter_ms, count }
}

/// 350 + 440 Hz, 500 ms on and off, with speech at the end, as a recording would have it.
fn busy() -> Measured {
    let mut measured = nothing();
    let found = &mut measured.measurement;
    found.voices.push(MeasuredVoice {
        components: vec![component(350.000_4, -13.018), component(440.012_34, -12.9)],
        heard_ms: 1000.0,
        snr_db: 38.25,
    });
    found.runs = vec![
        run(0.0, 500.125, Content::Voice(0)),
        run(1000.0, 1500.0, Content::Voice(0)),
        run(1800.0, 2000.0, Content::Other),
    ];
    found.cadence = Some(MeasuredCadence {
        lead: Vec::new(),
        cycle: vec![MeasuredOnOff {
            voice: 0,
            on: Some(times(500.06, 0.0625, 2)),
            off: times(499.94, 0.0, 1),
        }],
        cycles_heard: 1.5,
        doubts: vec![Doubt::Stopped],
    });
    measured
}

/// The page as it comes out of a pipe.
fn page(measured: &Measured) -> String {
    anstream::adapter::strip_str(&words::page(measured, 43)).to_string()
}

#[test]
fn a_page_has_title_table_cadence_drawing_and_doubts() {
    let expected = "\
busy.wav: 2.000 s at 8000 Hz, WAV, G.711 mu-law
                 Hz     dBm0       SNR     heard  modulated
  █ a        350.00   -13.02   38.2 dB    1.00 s
             440.01   -12.90
  500/500 ms, 1.5 cycles heard, jitter 0.1 ms
  ██████████··········██████████······≈≈≈≈
  0         500 ms    1 s       1.5 s     2 s
  silent after some cycles: it was played so often, or stopped
";
    assert_eq!(page(&busy()), expected);
}

#[test]
fn voices_have_marks_of_their_own_and_take_turns_in_words() {
    let mut measured = busy();
    let found = &mut measured.measurement;
    let modulation = Some(MeasuredModulation { frequency_hz: 25.0, depth: 0.9 });
    let second = MeasuredComponent { modulation, ..component(1400.0, -20.0) };
    let snr_db = f64::INFINITY;
    found.voices.push(MeasuredVoice { components: vec![second], heard_ms: 330.0, snr_db });
    found.runs[1].content = Content::Voice(1);
    let cadence = found.cadence.as_mut().unwrap();
    let pair = cadence.cycle[0];
    cadence.lead.push(MeasuredOnOff { voice: 1, on: Some(times(330.0, 0.0, 1)), off: pair.off });
    cadence.cycle.push(MeasuredOnOff { voice: 1, ..pair });
    let page = page(&measured);
    for line in [
        "  ▒ b       1400.00   -20.00  > 100 dB    0.33 s  by 25.00 Hz to 90.0 %",
        "  once b 330/500, then a 500/500 b 500/500 ms, 1.5 cycles heard, jitter 0.1 ms",
        "  ██████████··········▒▒▒▒▒▒▒▒▒▒······≈≈≈≈",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}\nis not in\n{page}");
    }
}

#[test]
fn a_tone_without_an_end_is_continuous() {
    let mut measured = busy();
    let cadence = measured.measurement.cadence.as_mut().unwrap();
    cadence.cycle[0].on = None;
    cadence.cycle[0].off = times(0.0, 0.0, 0);
    assert!(page(&measured).contains("\n  continuous\n"), "{}", page(&measured));
    let cycle = &json::object(&measured)["cadence"]["cycle"][0];
    assert!(cycle["on_ms"].is_null() && cycle["off_count"] == 0, "{cycle}");
}

#[test]
fn a_background_is_told_where_it_disturbs_and_nowhere_else() {
    let mut measured = nothing();
    let last = |measured: &Measured| page(measured).lines().skip(4).map(str::to_owned).collect();
    let background = &mut measured.measurement.background;
    background.noise_dbm0 = Some(-80.0);
    background.dc = 0.0009;
    let found: Vec<String> = last(&measured);
    assert!(found.is_empty(), "{found:?}");
    let background = &mut measured.measurement.background;
    background.noise_dbm0 = Some(-40.04);
    background.dc = -0.012;
    background.hum = Some(component(50.0, -30.0));
    background.clipped_samples = 1;
    background.lost_ms = vec![120.0..140.0, 400.0..440.0];
    measured.recording.fault = Some(Fault::Truncated);
    let found: Vec<String> = last(&measured);
    let expected = [
        "  the file ends before its samples do",
        "  noise at -40.0 dBm0",
        "  hum of 50.0 Hz at -30.0 dBm0",
        "  offset of -1.2 %",
        "  1 sample at the ends of the scale",
        "  2 gaps of lost packets, 60 ms in all, the first at 0.12 s",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_name_cannot_command_the_terminal() {
    let mut measured = nothing();
    measured.name = "a\u{1b}[31m.wav".to_owned();
    let page = words::page(&measured, 80);
    assert!(!page.contains("\u{1b}[31m"), "{page:?}");
}

#[test]
fn numbers_in_json_are_rounded_and_nothing_is_infinite() {
    let mut measured = busy();
    measured.measurement.voices[0].snr_db = f64::INFINITY;
    let object = json::object(&measured);
    let voice = &object["voices"][0];
    assert!(voice["snr_db"].is_null());
    assert_eq!(voice["components"][1]["frequency_hz"], 440.012);
    assert_eq!(voice["components"][0]["level_dbm0"], -13.02);
    assert!(voice["components"][0]["modulation"].is_null());
    assert_eq!(object["runs"][0]["end_ms"], 500.13);
    assert_eq!(object["runs"][2]["content"], "other");
    assert!(object["runs"][2]["voice"].is_null());
    let pair = &object["cadence"]["cycle"][0];
    assert_eq!((&pair["on_ms"], &pair["on_jitter_ms"]), (&500.06.into(), &0.06.into()));
    assert_eq!(object["cadence"]["doubts"][0], "stopped");
    assert_eq!(object["rate"], 8000);
    assert_eq!(object.to_string().lines().count(), 1);
}

/// Runs that a measurement should not hold have to be drawn all the same.
#[test]
fn runs_beyond_the_recording_and_short_ones_do_not_break_the_drawing() {
    for (start, end) in [(1999.9, 2000.0), (5000.0, 1e12), (-5.0, -1.0), (f64::NAN, f64::NAN)] {
        for width in [0, 1, 80] {
            let mut measured = nothing();
            measured.measurement.runs = vec![run(start, end, Content::Other)];
            let palette = crate::draw::Palette::default();
            let [blocks, _] = super::drawing::timeline(&measured.measurement, width, &palette);
            let blocks = anstream::adapter::strip_str(&blocks).to_string();
            assert_eq!(blocks.chars().count(), width, "{start}..{end}");
            assert_eq!(blocks.contains('≈'), width > 0, "{start}..{end}");
        }
    }
}
