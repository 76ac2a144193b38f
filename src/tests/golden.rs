//! The vendor's distinctive ringing examples: digests of their samples, edges spelled out.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::diagnostic::Source;
use crate::model::ToneSet;
use crate::notation::cpt;
use crate::synth::{RenderOptions, Renderer};
use crate::units::{DbM0, SampleRate};

fn vendor(name: &str) -> ToneSet {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/vendor").join(name);
    let source = Source::from_bytes(name, std::fs::read(path).unwrap());
    cpt::parse(source.text(), cpt::Options::default()).into_tones().unwrap()
}

/// The first samples of a pattern at 8 kHz and 0 dBm0, and the borders of its runs among them.
fn samples_and_borders(tones: &ToneSet, number: u32, seconds: usize) -> (Vec<i16>, Vec<u64>) {
    let signal = tones.pattern(number).unwrap().signal(DbM0::ZERO);
    let rate = SampleRate::NARROWBAND;
    let renderer = Renderer::new(&signal, rate, RenderOptions::default()).unwrap();
    let mut samples = vec![0; 8000 * seconds];
    renderer.render(0, &mut samples);
    let runs = renderer.timeline().runs_from(0).map(|run| run.samples.start);
    let borders = runs.take_while(|&start| start < samples.len() as u64).collect();
    (samples, borders)
}

fn digest(samples: &[i16]) -> String {
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    format!("{:x}", Sha256::digest(bytes))
}

/// Three bursts of 300/300 ms, then 1000/3000 ms for ever, at 25 Hz.
///
/// The digests here and below are those that `testdata/golden.py` prints: made with mpmath at 60
/// digits, from the formula alone.
#[test]
fn three_bursts_and_a_cycle_at_25_hz() {
    let tones = vendor("distinctive-ringing-burst.ini");
    let (samples, borders) = samples_and_borders(&tones, 0, 10);
    assert_eq!(
        borders,
        [0, 2400, 4800, 7200, 9600, 12_000, 14_400, 22_400, 46_400, 54_400, 78_400],
    );
    assert_eq!(
        digest(&samples),
        "db926eba231b6d1a287e206f7a9a9d47784a30050ab5a534502c947534b663a0"
    );
}

#[test]
fn gr_506_patterns_at_20_hz() {
    let tones = vendor("distinctive-ringing-gr506.ini");
    let expected: [(u32, &[u64], &str); 3] = [
        (
            1,
            &[0, 16_000, 48_000, 64_000],
            "2ea31f02919be4adf5ce8af20729f5653b7d070c1e7090ad9e11006dcf78abac",
        ),
        (
            2,
            &[0, 6400, 9600, 16_000, 48_000, 54_400, 57_600, 64_000],
            "685b59bacc4f76d5798fa221d51d1070e9461827839a582220aa221c713c1934",
        ),
        (
            3,
            &[0, 3200, 4800, 8000, 9600, 16_000, 48_000, 51_200, 52_800, 56_000, 57_600, 64_000],
            "ddd1aa50fa1d2ae18a041d0c1bdd837dc51ac95abf46954a0aeed6c9c2fc0f47",
        ),
    ];
    for (number, expected_borders, expected_digest) in expected {
        let (samples, borders) = samples_and_borders(&tones, number, 12);
        assert_eq!(borders, expected_borders, "pattern {number}");
        assert_eq!(digest(&samples), expected_digest, "pattern {number}");
    }
}
