//! From the text of a header to samples, for each of the products that `docs/what-to-play.md` has a
//! chapter on. What must sound is spelled out here and judged by the oracle.

use super::assert_same;
use super::oracle::{Comp, Description, Oracle, Segment};
use crate::alert_info::{AlertInfo, Profile};
use crate::codec::{Encoding, g711};
use crate::control::{Command, ControlOptions, ToneControl};
use crate::diagnostic::Source;
use crate::handset::{Series, Wishes, choose, read_folder};
use crate::model::{Entry, Signal, ToneSet};
use crate::notation::cpt;
use crate::sink::{Container, Recording};
use crate::standard;
use crate::synth::{RenderOptions, Renderer};
use crate::units::{DbM0, SampleRate};

fn segment(on_ms: u64, off_ms: u64, hertz: &[u64], centi_dbm0: i32) -> Segment {
    let comp = |&hertz: &u64| Comp { millihertz: hertz * 1000, centi_dbm0, modulation: None };
    Segment { on_ms, off_ms, components: hertz.iter().map(comp).collect() }
}

/// Compares three seconds from the start, and one around a place far into the signal.
#[track_caller]
fn assert_sounds(signal: &Signal, lead: Vec<Segment>, cycle: Vec<Segment>) {
    let rate = SampleRate::NARROWBAND;
    let description = Description { rate: rate.hertz(), lead, cycle, ramp_ms: 0, swell: None };
    let mut oracle = Oracle::new(description);
    let renderer = Renderer::new(signal, rate, RenderOptions::default()).unwrap();
    for (from, count) in [(0, 24_000), (1 << 40, 8000)] {
        let mut found = vec![0_i16; count];
        renderer.render(from, &mut found);
        let expected: Vec<_> = (from..).take(count).map(|n| oracle.value(n).to_i16()).collect();
        assert_same(&found, &expected, "samples");
    }
}

fn read_cpt(text: &str) -> ToneSet {
    let source = Source::new("a", text);
    cpt::parse(source.text(), cpt::Options::default()).into_tones().unwrap()
}

#[test]
fn a_gateway_rings_with_the_pattern_that_bellcore_dr2_names() {
    let tones = read_cpt(include_str!("../../testdata/vendor/distinctive-ringing-gr506.ini"));
    let selected = |header: &str| {
        let selection = AlertInfo::parse(header).select(Profile::AudioCodes);
        selection.entry(&tones).unwrap().signal(DbM0::ZERO)
    };
    let ring = |on, off| segment(on, off, &[20], 0);
    assert_sounds(&selected("<Bellcore-dr2>"), vec![], vec![ring(800, 400), ring(800, 4000)]);
    assert_sounds(
        &selected("<http://127.0.0.1/Bellcore-dr3>"),
        vec![],
        vec![ring(400, 200), ring(400, 200), ring(800, 4000)],
    );
    assert_sounds(&selected("<Bellcore-dr9>"), vec![], vec![ring(2000, 4000)]);
}

#[test]
fn a_splash_is_rung_once_where_no_file_is_given() {
    let tones = standard::tones();
    let selection = AlertInfo::parse("<Bellcore-dr5>").select(Profile::AudioCodes);
    let signal = selection.entry(&tones).unwrap().signal(DbM0::ZERO);
    assert_sounds(&signal, vec![segment(500, 0, &[20], 0)], vec![]);
}

#[cfg(feature = "package")]
#[test]
fn an_sbc_plays_the_tones_of_its_package_until_it_is_told_to_stop() {
    use crate::notation::package;

    let text = include_str!("../../testdata/packages/ok/lmsd.toml");
    let tones = package::parse(text, package::Options::default()).into_tones().unwrap();
    let mut leg = ToneControl::new(&tones, ControlOptions { accept_alert_info: true });
    let mut told = |status, header: Option<&str>| {
        let header = header.map(AlertInfo::parse);
        match leg.response(status, header.as_ref()).command {
            Command::Play(tone) => Some(tone.signal.clone()),
            Command::Keep(_) | Command::Stop => None,
        }
    };
    let comfort = told(180, Some("<http:/LMSD/tone?sig-id=cmft>")).unwrap();
    let tone = |on, off| segment(on, off, &[950], -2000);
    let cycle = vec![tone(650, 325), tone(325, 1300), tone(1400, 2600)];
    assert_sounds(&comfort, vec![], cycle);
    // Not configured: the default ringback of the package.
    let ringback = told(180, Some("<http:/LMSD/tone?sig-id=wt>")).unwrap();
    assert_sounds(&ringback, vec![], vec![segment(2000, 4000, &[440, 480], -1900)]);
    assert_eq!(told(180, Some("<http:/null>")), None);
    assert_eq!(leg.playing(), None);
}

/// A ring tone that ringsmith made, under a title, is what the header names and sounds as made.
#[test]
fn a_handset_rings_with_the_file_whose_title_the_header_names() {
    let tones = standard::tones();
    let Some(Entry::Pattern(pattern)) =
        AlertInfo::parse("<Bellcore-dr2>").select(Profile::Auto).entry(&tones)
    else {
        panic!("dr2 is built in")
    };
    let voice = crate::notation::voice::parse("440+480@-19", DbM0::ZERO).unwrap();
    let rate = SampleRate::NARROWBAND;
    let renderer = Renderer::new(&pattern.voiced(voice), rate, RenderOptions::default()).unwrap();
    let recording = Recording {
        coding: Encoding::Ulaw.into(),
        container: Container::Wav,
        samples: 48_000,
        ..Recording::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Bell Phone.wav");
    recording.write(&renderer, &mut std::fs::File::create(&path).unwrap(), |_| Ok(())).unwrap();

    for (series, header) in [
        (Series::Pivot, "<localhost/Bell Phone>"),
        (Series::Versity, "<file://BellPhone.ogg>"),
        (Series::Series84, "<ftp://localhost/bell phone.wav>"),
    ] {
        let header = AlertInfo::parse(header);
        let alert_info = header.ring_tone();
        let library = read_folder(folder.path()).unwrap().library;
        let wishes = Wishes { alert_info, ..Wishes::default() };
        let choice = choose(&library, series, &wishes);
        let found = choice.ring_tone().unwrap_or_else(|| panic!("{header}: {choice}"));
        assert_eq!(found.file, path);
    }

    // The last 48 000 bytes are the samples; what they must be is spelled out.
    let bytes = std::fs::read(&path).unwrap();
    let components = [440, 480];
    let cycle = vec![segment(800, 400, &components, -1900), segment(800, 4000, &components, -1900)];
    let description =
        Description { rate: rate.hertz(), lead: vec![], cycle, ramp_ms: 0, swell: None };
    let mut oracle = Oracle::new(description);
    let expected: Vec<_> =
        (0..48_000).map(|n| g711::ulaw_encode(oracle.value(n).to_i16())).collect();
    assert_same(&bytes[bytes.len() - 48_000..], &expected, "codes");
}

#[test]
fn a_special_information_tone_steps_through_its_frequencies() {
    let tones = standard::tones();
    let Some(tone) = tones.tone_by_id("mgcp/t/sit(6)") else { panic!("VC is built in") };
    let step = |millihertz, on_ms| Segment {
        on_ms,
        off_ms: 0,
        components: vec![Comp { millihertz, centi_dbm0: -2400, modulation: None }],
    };
    let lead = vec![step(985_200, 380), step(1_370_600, 274), step(1_776_700, 380)];
    assert_sounds(&Entry::Tone(tone).signal(DbM0::ZERO), lead, vec![]);
}
