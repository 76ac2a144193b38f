//! G.722 as two other implementations compute it, code for code and sample for sample, both ways:
//! ffmpeg's and spandsp's. `./check` installs both.

#![cfg(feature = "package")]

#[path = "common/peer.rs"]
mod peer;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use peer::{has, output_of, with_spandsp};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use ringsmith::codec::g722::{Decoder, Encoder, RATE};
use ringsmith::model::ToneSet;
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::DbM0;
use ringsmith::world::Country;
use ringsmith::{standard, world};

const LOST: &str = "nobody else has coded G.722 like us";

/// Another implementation.
enum Peer {
    Ffmpeg,
    /// `peers/g722.c`, built.
    Spandsp(PathBuf),
}

impl Peer {
    fn name(&self) -> &'static str {
        match self {
            Self::Ffmpeg => "ffmpeg",
            Self::Spandsp(_) => "spandsp",
        }
    }

    fn encode(&self, folder: &Path, samples: &[i16]) -> Vec<u8> {
        let file = folder.join("samples");
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        fs::write(&file, bytes).unwrap();
        match self {
            Self::Ffmpeg => {
                let from = ["-f", "s16le", "-ar", "16000", "-ac", "1"];
                ffmpeg(&from, &file, &["-c:a", "g722", "-f", "g722"])
            }
            Self::Spandsp(program) => output_of(Command::new(program).arg("encode").arg(file)),
        }
    }

    fn decode(&self, folder: &Path, codes: &[u8]) -> Vec<i16> {
        let file = folder.join("codes");
        fs::write(&file, codes).unwrap();
        let bytes = match self {
            Self::Ffmpeg => ffmpeg(&["-f", "g722"], &file, &["-f", "s16le"]),
            Self::Spandsp(program) => output_of(Command::new(program).arg("decode").arg(file)),
        };
        bytes.as_chunks().0.iter().map(|&pair| i16::from_le_bytes(pair)).collect()
    }
}

fn ffmpeg(from: &[&str], file: &Path, to: &[&str]) -> Vec<u8> {
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error"]).args(from).arg("-i").arg(file);
    output_of(command.args(to).arg("-"))
}

/// The peers that are here, with a folder for what is given to them.
fn peers() -> (tempfile::TempDir, Vec<Peer>) {
    let folder = tempfile::tempdir().unwrap();
    let spandsp = with_spandsp("peers/g722.c", folder.path(), LOST).map(Peer::Spandsp);
    let ffmpeg = has("ffmpeg", LOST).then_some(Peer::Ffmpeg);
    (folder, spandsp.into_iter().chain(ffmpeg).collect())
}

fn encoded(samples: &[i16]) -> Vec<u8> {
    let mut codes = Vec::new();
    let mut encoder = Encoder::new();
    encoder.encode(samples, &mut codes);
    encoder.finish(&mut codes);
    codes
}

fn decoded(codes: &[u8]) -> Vec<i16> {
    let mut samples = Vec::new();
    Decoder::new().decode(codes, &mut samples);
    samples
}

fn assert_same<T: PartialEq + core::fmt::Debug>(what: &str, ours: &[T], theirs: &[T]) {
    let first = ours.iter().zip(theirs).position(|(one, other)| one != other);
    if let Some(at) = first {
        let both = ours.iter().zip(theirs);
        let differing = both.filter(|(one, other)| one != other).count();
        let (total, ours, theirs) = (ours.len(), &ours[at], &theirs[at]);
        panic!("{what}: {differing} of {total} differ, first at {at}: {ours:?}, theirs {theirs:?}");
    }
    assert_eq!(ours.len(), theirs.len(), "{what}");
}

/// Numbers that look random, the same ones every time: `SplitMix64`.
fn random(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// The first second of every tone and pattern that the program knows without a file, each once.
fn tones() -> Vec<i16> {
    let mut known = HashSet::new();
    let sets = [standard::tones()].into_iter().chain(world::countries().iter().map(Country::tones));
    let mut render = |set: ToneSet| -> Vec<i16> {
        let signals = set.entries().map(|entry| entry.signal(DbM0::ZERO));
        let rendered = signals.map(|signal| {
            let mut samples = vec![0; 16_000];
            Renderer::new(&signal, RATE, RenderOptions::default()).unwrap().render(0, &mut samples);
            samples
        });
        rendered.filter(|samples| known.insert(samples.clone())).flatten().collect()
    };
    sets.flat_map(&mut render).collect()
}

fn noise(bits: u32) -> Vec<i16> {
    let mut next = random(u64::from(bits));
    (0..200_000).map(|_| i16::try_from(next().cast_signed() >> (64 - bits)).unwrap()).collect()
}

/// The greatest magnitude that the filters keep within 15 bits whatever the signal is: the
/// coefficients of a phase add up to 6482 without their signs, and 2 · 6482 · 20 706 / 2^14 is the
/// last below 2^14. Beyond it the Recommendation and its users part: see `codec::g722`.
const KEPT: i16 = 20_706;

/// A height of either sign in turn, from every sample to every thousandth.
fn squares(height: i16) -> Vec<i16> {
    let half_periods = (1..64).chain([100, 250, 1000]);
    let square = |half| move |n| if n / half % 2 == 0 { height } else { -height };
    half_periods.flat_map(|half| (0..4000).map(square(half))).collect()
}

/// A height whose sign is that of a number that looks random.
fn extremes(height: i16) -> Vec<i16> {
    let mut next = random(7);
    (0..200_000).map(|_| if next() & 1 == 0 { height } else { -height }).collect()
}

/// One sample of each height, far from the next.
fn impulses() -> Vec<i16> {
    let heights = [1, -1, 100, i16::MAX, i16::MIN];
    let impulse = |height| (0..4000).map(move |n| if n == 17 { height } else { 0 });
    heights.into_iter().flat_map(impulse).collect()
}

fn signals() -> Vec<(&'static str, Vec<i16>)> {
    vec![
        ("silence", vec![0; 32_000]),
        ("tones", tones()),
        ("noise of 16 bits", noise(16)),
        ("noise of 12 bits", noise(12)),
        ("noise of 3 bits", noise(3)),
        ("impulses", impulses()),
        ("squares", squares(KEPT)),
        ("extremes", extremes(KEPT)),
        ("full squares", squares(i16::MAX)),
        ("full extremes", extremes(i16::MAX)),
    ]
}

/// Codes that no encoder sends. Pairs of codes, each held for some time, let the coefficients of the
/// zeros grow until their sum saturates.
fn foreign_codes() -> Vec<(&'static str, Vec<u8>)> {
    let mut next = random(1);
    let bytes = (0..400_000).map(|_| next().to_le_bytes()[0]).collect();
    let held = (0..=255).flat_map(|code| [code; 1000]).collect();
    let pair = |n: u16| n.wrapping_mul(40_503).to_le_bytes().repeat(24);
    vec![
        ("random bytes", bytes),
        ("every byte held", held),
        ("pairs held", (0..20_000).flat_map(pair).collect()),
    ]
}

#[test]
fn every_signal_has_the_codes_of_ffmpeg_and_spandsp() {
    let (folder, peers) = peers();
    for (name, samples) in signals() {
        let ours = encoded(&samples);
        for peer in &peers {
            let theirs = peer.encode(folder.path(), &samples);
            assert_same(&format!("codes of {}, {name}", peer.name()), &ours, &theirs);
        }
    }
}

#[test]
fn every_code_has_the_samples_of_ffmpeg_and_spandsp() {
    let (folder, peers) = peers();
    let coded = signals().into_iter().map(|(name, samples)| (name, encoded(&samples)));
    for (name, codes) in coded.chain(foreign_codes()) {
        let ours = decoded(&codes);
        for peer in &peers {
            let mut theirs = peer.decode(folder.path(), &codes);
            if let Peer::Spandsp(_) = peer {
                saturate_as(&ours, &mut theirs);
            }
            assert_same(&format!("samples of {}, {name}", peer.name()), &ours, &theirs);
        }
    }
}

/// Where a sample passes full scale, spandsp's decoder keeps its 16 low bits, whatever they make;
/// G.191 and ffmpeg saturate. Puts full scale there.
fn saturate_as(ours: &[i16], theirs: &mut [i16]) {
    let clipped = |sample| sample == i16::MAX || sample == i16::MIN;
    for (&sample, wrapped) in ours.iter().zip(theirs) {
        *wrapped = if clipped(sample) { sample } else { *wrapped };
    }
}

/// Signals in pieces of these lengths.
fn pieces() -> impl Strategy<Value = (Vec<i16>, Vec<usize>)> {
    let samples = proptest::collection::vec(any::<i16>(), 0..700);
    (samples, proptest::collection::vec(0..50_usize, 0..100))
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(722),
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn samples_in_any_pieces_have_the_same_codes((samples, lengths) in pieces()) {
        let (mut encoder, mut codes) = (Encoder::new(), Vec::new());
        let mut rest = &samples[..];
        for length in lengths.into_iter().chain([usize::MAX]) {
            let (now, later) = rest.split_at(length.min(rest.len()));
            encoder.encode(now, &mut codes);
            rest = later;
        }
        prop_assert_eq!(codes.len(), samples.len() / 2, "an odd sample waits");
        encoder.finish(&mut codes);
        encoder.finish(&mut codes);
        let mut padded = samples.clone();
        padded.resize(samples.len().next_multiple_of(2), 0);
        prop_assert_eq!(codes, encoded(&padded));
    }

    #[test]
    fn any_bytes_in_any_pieces_have_the_same_samples(
        codes: Vec<u8>,
        lengths in proptest::collection::vec(0..30_usize, 0..50),
    ) {
        let (mut decoder, mut samples) = (Decoder::new(), Vec::new());
        let mut rest = &codes[..];
        for length in lengths.into_iter().chain([usize::MAX]) {
            let (now, later) = rest.split_at(length.min(rest.len()));
            decoder.decode(now, &mut samples);
            rest = later;
        }
        prop_assert_eq!(samples, decoded(&codes));
    }
}

/// What drives the predictors, scale factors and filters to their limits: tests check for overflow.
#[test]
fn no_codes_and_no_samples_are_too_wild() {
    let pairs: Vec<u8> = (0..=u16::MAX).flat_map(|pair| pair.to_le_bytes().repeat(12)).collect();
    let samples = decoded(&pairs);
    assert_eq!(samples.len(), 2 * pairs.len());
    let codes = encoded(&samples);
    assert_eq!(codes.len(), pairs.len());
    let wild = [squares(i16::MAX), extremes(i16::MIN + 1)].concat();
    assert_eq!(decoded(&encoded(&wild)).len(), wild.len());
}

/// The quality that 64 kbit/s are for: the tone comes back 22 samples later, with little noise.
#[test]
fn a_tone_is_heard_through_the_codec_22_samples_later() {
    let dial = standard::tones();
    let signal = dial.tone_by_id("dt").unwrap().signal.clone();
    let mut samples = vec![0; 16_000];
    Renderer::new(&signal, RATE, RenderOptions::default()).unwrap().render(0, &mut samples);
    let heard = decoded(&encoded(&samples));
    let power = |sum: f64, x: i16| sum + f64::from(x) * f64::from(x);
    let signal = samples[..8000].iter().copied().fold(0.0, power);
    let error_at = |delay: usize| -> f64 {
        let differences = samples[..8000].iter().zip(&heard[delay..]);
        differences.map(|(&x, &y)| (f64::from(x) - f64::from(y)).powi(2)).sum()
    };
    let best = (0..100).min_by(|&one, &other| error_at(one).total_cmp(&error_at(other)));
    assert_eq!(best, Some(22));
    let decibels = 10.0 * (signal / error_at(22)).log10();
    // Measured: 30.5 dB, two components of −13 dBm0.
    assert!(decibels > 30.0, "signal to noise {decibels} dB");
}
