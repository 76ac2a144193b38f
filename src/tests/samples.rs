//! Every sample against the oracle: all of what the model can say, and all of what a CPT file can.

use proptest::prelude::*;

use super::oracle::{Description, Oracle};
use super::strategies::ini::{self, IniCase, Meaning};
use super::strategies::{descriptions, sample_indices};
use super::{assert_same, cases, component_of, signal_of};
use crate::diagnostic::Source;
use crate::model::{Cadence, Signal, Voice};
use crate::notation::cpt;
use crate::synth::{I24, Kernels, RenderOptions, Renderer, Sample};
use crate::units::{DbM0, Millis, SampleRate};

fn renderer_of(description: &Description, kernels: Kernels) -> Renderer {
    let rate = SampleRate::new(description.rate).unwrap();
    let ramp = Millis(u32::try_from(description.ramp_ms).unwrap());
    let options = RenderOptions { ramp };
    Renderer::with_kernels(&signal_of(description), rate, options, kernels).unwrap()
}

fn rendered<S: Sample>(renderer: &Renderer, position: u64, count: usize) -> Vec<S> {
    let mut samples = vec![S::default(); count];
    renderer.render(position, &mut samples);
    samples
}

/// Compares `count` samples from `position` on, in all three kinds of sample.
fn assert_samples(renderer: &Renderer, oracle: &mut Oracle, position: u64, count: usize) {
    let short: Vec<i16> = rendered(renderer, position, count);
    let long: Vec<I24> = rendered(renderer, position, count);
    let float: Vec<f32> = rendered(renderer, position, count);
    for (n, ((short, long), float)) in (position..).zip(short.iter().zip(&long).zip(&float)) {
        let exact = oracle.value(n);
        assert_eq!(*short, exact.to_i16(), "16-bit sample {n}");
        assert_eq!(long.0, exact.to_i24(), "24-bit sample {n}");
        assert_eq!(float.to_bits(), exact.to_f32().to_bits(), "float sample {n}");
    }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn every_sample_is_the_correctly_rounded_one(description in descriptions()) {
        let mut oracle = Oracle::new(description.clone());
        let renderer = renderer_of(&description, Kernels::detect());
        assert_samples(&renderer, &mut oracle, 0, 3000);
        // Around the first edges, where runs, ramps and phases start.
        for edge in oracle.edges(200_000).into_iter().take(12) {
            assert_samples(&renderer, &mut oracle, edge.saturating_sub(40), 80);
        }
    }

    #[test]
    fn any_position_can_be_rendered_without_what_came_before(
        description in descriptions(),
        position in sample_indices(),
    ) {
        let mut oracle = Oracle::new(description.clone());
        let renderer = renderer_of(&description, Kernels::detect());
        assert_samples(&renderer, &mut oracle, position, 100);
    }

    #[test]
    fn a_partition_into_blocks_changes_no_sample(
        description in descriptions(),
        sizes in prop::collection::vec(
            prop_oneof![Just(1_usize), Just(80), Just(160), Just(511), Just(7919), 1..2000_usize],
            1..20,
        ),
    ) {
        let renderer = renderer_of(&description, Kernels::detect());
        let total = 40_000;
        let whole: Vec<i16> = rendered(&renderer, 0, total);
        let whole_float: Vec<f32> = rendered(&renderer, 0, total);
        let mut position = 0;
        for size in sizes.into_iter().cycle() {
            let size = size.min(total - position);
            if size == 0 {
                break;
            }
            // A dirty buffer: every sample has to be written.
            let mut block = vec![i16::MAX; size];
            renderer.render(position as u64, &mut block);
            let what = format!("block of {size} at {position}");
            assert_same(&block, &whole[position..position + size], &what);
            let mut block = vec![f32::NAN; size];
            renderer.render(position as u64, &mut block);
            assert_same(&block, &whole_float[position..position + size], &what);
            position += size;
        }
    }

    #[test]
    fn every_level_of_kernels_gives_the_same_samples(description in descriptions()) {
        let plain = renderer_of(&description, Kernels::all()[0].1);
        let expected: Vec<i16> = rendered(&plain, 0, 5000);
        let expected_long: Vec<I24> = rendered(&plain, 0, 5000);
        let expected_float: Vec<f32> = rendered(&plain, 0, 5000);
        for (name, kernels) in Kernels::all() {
            let renderer = renderer_of(&description, kernels);
            assert_same(&rendered::<i16>(&renderer, 0, 5000), &expected, name);
            assert_same(&rendered::<I24>(&renderer, 0, 5000), &expected_long, name);
            assert_same(&rendered::<f32>(&renderer, 0, 5000), &expected_float, name);
        }
    }

    /// The definition decides every sample here, where otherwise it decides one in billions.
    #[test]
    fn the_definition_rounds_as_the_oracle_does(description in descriptions()) {
        let renderer = renderer_of(&description, Kernels::detect()).doubting_everything();
        assert_samples(&renderer, &mut Oracle::new(description), 0, 200);
    }

    #[test]
    fn a_file_plays_what_it_says(case in ini::cases(), rate in prop::sample::select(vec![8_000_u32, 11_025, 16_000])) {
        assert_case(&case, rate);
    }
}

/// Reads the file, compares every sample of every definition, and reads back what is written.
fn assert_case(case: &IniCase, rate: u32) {
    let parsed = cpt::parse(&case.text, cpt::Options::default());
    let tones = parsed.into_tones().unwrap_or_else(|error| panic!("{error}\n{}", case.text));
    // What is not ASCII stands in comments: as Latin-1 the file means the same.
    let latin_1: Option<Vec<u8>> = case.text.chars().map(|c| u8::try_from(c).ok()).collect();
    if let Some(bytes) = latin_1 {
        let source = Source::from_bytes("latin-1", bytes);
        let parsed = cpt::parse(source.text(), cpt::Options::default());
        assert_eq!(parsed.into_tones().unwrap(), tones);
    }
    let again = cpt::parse(&cpt::write(&tones).exact().unwrap(), cpt::Options::default());
    assert_eq!(again.into_tones().unwrap(), tones, "written and read again");

    assert_eq!(tones.patterns().len(), case.patterns.len());
    for expected in &case.patterns {
        let pattern = tones.pattern(expected.number).unwrap();
        assert_signal(&pattern.signal(DbM0::ZERO), &expected.meaning, rate);
    }
    assert_eq!(tones.tones().len(), case.tones.len());
    for expected in &case.tones {
        let tone = tones.tone(expected.number).unwrap();
        assert_eq!(tone.kind.unwrap().number(), expected.tone_type);
        assert_eq!(tone.default_duration.map(|ms| ms.0), expected.default_duration_ms);
        assert_signal(&tone.signal, &expected.meaning, rate);
    }
}

/// Compares the lead and two cycles, at most five seconds.
fn assert_signal(signal: &Signal, meaning: &Meaning, rate: u32) {
    let description = meaning.at_rate(rate);
    let mut oracle = Oracle::new(description);
    let rate = SampleRate::new(rate).unwrap();
    let renderer = Renderer::new(signal, rate, RenderOptions::default()).unwrap();
    let segments = meaning.lead.iter().chain(&meaning.cycle).chain(&meaning.cycle);
    let ms: u64 = segments.map(|segment| segment.on_ms + segment.off_ms).sum();
    let count = rate.first_sample_at(ms.clamp(20, 5000));
    let samples: Vec<i16> = rendered(&renderer, 0, usize::try_from(count).unwrap());
    for (n, sample) in (0..).zip(samples) {
        assert_eq!(sample, oracle.i16_at(n), "sample {n} of {meaning:?}");
    }
}

#[test]
fn no_level_of_kernels_that_this_machine_has_is_skipped() {
    let names: Vec<_> = Kernels::all().into_iter().map(|(name, _)| name).collect();
    let flags = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let has = |flag: &str| flags.split_whitespace().any(|word| word == flag);
    assert_eq!(names[0], "scalar");
    if cfg!(target_arch = "x86_64") {
        assert!(names.contains(&"sse2"));
        for (flag, name) in [("sse4_2", "sse4.2"), ("avx2", "avx2"), ("avx512_vbmi2", "avx512")] {
            assert_eq!(has(flag), names.contains(&name), "{name} of {names:?}");
        }
    }
    if cfg!(target_arch = "aarch64") {
        assert!(names.contains(&"neon"));
    }
}

/// A level so high that most samples saturate, and one so low that none is heard.
#[test]
fn samples_saturate_and_vanish_where_they_should() {
    for hundredths in [6_000, 314, -20_000] {
        let comp =
            super::oracle::Comp { millihertz: 1_000_000, centi_dbm0: hundredths, modulation: None };
        let segment =
            super::oracle::Segment { on_ms: 1, off_ms: 0, components: vec![comp.clone()] };
        let description = Description {
            rate: 8000,
            lead: Vec::new(),
            cycle: vec![segment],
            ramp_ms: 0,
            swell: None,
        };
        let voice = Voice::new([component_of(&comp)]).unwrap();
        let signal = Signal::new(voice, Cadence::continuous()).unwrap();
        let rate = SampleRate::NARROWBAND;
        let renderer = Renderer::new(&signal, rate, RenderOptions::default()).unwrap();
        assert_samples(&renderer, &mut Oracle::new(description), 0, 64);
    }
}
