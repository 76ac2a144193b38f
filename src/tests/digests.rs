//! The samples that the files of `testdata/` stand for: `testdata/digests.tsv` has a line `file, what,
//! SHA-256` for every tone and pattern of every file in `ok/`.
//!
//! A digest is of the first two seconds at 8 kHz, in 16 bits, least byte first; a pattern has 0 dBm0.
//! They are of the samples that the oracle computes, with which the test compares what the engine
//! renders; `RINGSMITH_BLESS=1` writes them anew.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::assert_same;
use super::matrix::{document_of, playable_files};
use super::oracle::{Comp, Description, Oracle, Segment};
use crate::model::{Component, OnOff, Signal};
use crate::notation::Options;
use crate::synth::{RenderOptions, Renderer};
use crate::units::{DbM0, SampleRate};

const SAMPLES: usize = 16_000;

/// The oracle's description of a signal.
fn description_of(signal: &Signal) -> Description {
    let comp = |component: &Component| Comp {
        millihertz: component.frequency.millihertz().into(),
        centi_dbm0: component.level.hundredths(),
        modulation: component.modulation.map(|modulation| {
            (modulation.frequency.millihertz().into(), modulation.depth.thousandths().into())
        }),
    };
    let segment = |pair: &OnOff| Segment {
        on_ms: pair.on.0.into(),
        off_ms: pair.off.0.into(),
        components: match signal.voices().get(pair.voice) {
            Some(voice) => voice.components().iter().map(comp).collect(),
            None => Vec::new(),
        },
    };
    assert_eq!(signal.swell(), None, "these notations have no swell");
    Description {
        rate: 8000,
        lead: signal.cadence().lead().iter().map(segment).collect(),
        cycle: signal.cadence().cycle().iter().map(segment).collect(),
        ramp_ms: 0,
        swell: None,
    }
}

fn rendered(signal: &Signal) -> Vec<i16> {
    let renderer = Renderer::new(signal, SampleRate::NARROWBAND, RenderOptions::default()).unwrap();
    let mut samples = vec![0; SAMPLES];
    renderer.render(0, &mut samples);
    samples
}

fn computed(signal: &Signal) -> Vec<i16> {
    let mut oracle = Oracle::new(description_of(signal));
    (0..SAMPLES as u64).map(|n| oracle.i16_at(n)).collect()
}

/// The digest of the oracle's samples, which are the engine's.
fn digest(signal: &Signal, what: &str) -> String {
    let samples = computed(signal);
    assert_same(&rendered(signal), &samples, what);
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    format!("{:x}", Sha256::digest(bytes))
}

#[test]
fn every_file_sounds_as_the_oracle_computed_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut known = HashMap::new();
    let mut found = String::new();
    for path in playable_files() {
        let sets = document_of(&path).parse(Options::default()).into_tones().unwrap();
        let name = path.strip_prefix(&root).unwrap().display();
        for (at, set) in sets.iter().enumerate() {
            let set_name = set.package().map_or("", |package| &package.name);
            let set_name = if sets.len() > 1 { format!("{at} {set_name} ") } else { String::new() };
            for entry in set.entries() {
                let signal = entry.signal(DbM0::ZERO);
                if signal.swell().is_some() {
                    continue;
                }
                let what = format!("{name}\t{set_name}{entry}");
                let new = || digest(&signal, &what);
                let digest = known.entry(signal.clone()).or_insert_with(new);
                writeln!(found, "{what}\t{digest}").unwrap();
            }
        }
    }
    let path = root.join("digests.tsv");
    if std::env::var_os("RINGSMITH_BLESS").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.lines().count(), expected.lines().count(), "tones and patterns");
    assert!(known.len() > 150, "{} different signals", known.len());
}
