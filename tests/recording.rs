//! Recordings of all kinds, made by hand, by hound, sox and ffmpeg, come in as they are.

#![cfg(feature = "cli")]

#[path = "recording/foreign.rs"]
mod foreign;
#[path = "recording/hostile.rs"]
mod hostile;
#[path = "common/peer.rs"]
mod peer;
#[path = "recording/wav.rs"]
mod wav;

use ringsmith::recording::{Channel, Recording, RecordingError};

/// Reads the only channel of a file.
fn read(bytes: &[u8]) -> Result<Recording, RecordingError> {
    Recording::from_bytes("", bytes, Channel::Only)
}

/// Samples of 16 bits that no two conversions could confuse: both ends, small ones of both signs,
/// then a sine with a bit of everything.
fn samples(count: u32) -> Vec<i16> {
    let ends = [i16::MIN, i16::MAX, 0, 1, -1, 2, -2, 255, -256];
    let sine = (0..count).map(|n| sine_sample(f64::from(n) / 8000.0));
    ends.into_iter().chain(sine).collect()
}

/// 440 Hz at half of full scale, at an instant in seconds.
#[expect(clippy::cast_possible_truncation, reason = "at most half of full scale")]
fn sine_sample(seconds: f64) -> i16 {
    (16_384.0 * (core::f64::consts::TAU * 440.0 * seconds).sin()).round() as i16
}

/// What samples of 16 bits are where full scale is 1.
fn scaled(samples: &[i16]) -> Vec<f32> {
    samples.iter().map(|&sample| f32::from(sample) / 32_768.0).collect()
}

fn bytes_of(samples: &[i16]) -> Vec<u8> {
    samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

/// A chunk with its padding.
fn chunk(id: [u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    let padding = &[0][..body.len() % 2];
    [id.as_slice(), &length, body, padding].concat()
}

/// A WAV file of these chunks.
fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    chunk(*b"RIFF", &[b"WAVE".as_slice(), &chunks.concat()].concat())
}

/// The first sixteen bytes of a format chunk at 8 kHz.
fn format(tag: u16, channels: u16, bits: u16) -> Vec<u8> {
    let align = channels * bits.div_ceil(8);
    let words = [tag, channels].into_iter();
    let mut bytes: Vec<u8> = words.flat_map(u16::to_le_bytes).collect();
    bytes.extend([8000, 8000 * u32::from(align)].into_iter().flat_map(u32::to_le_bytes));
    bytes.extend([align, bits].into_iter().flat_map(u16::to_le_bytes));
    bytes
}

/// Fails at the first sample that differs.
fn assert_same(found: &[f32], expected: &[f32], case: &str) {
    assert_eq!(found.len(), expected.len(), "{case}: number of samples");
    let differs = |n: &usize| found[*n].to_bits() != expected[*n].to_bits();
    if let Some(n) = (0..found.len()).find(differs) {
        panic!("{case}: sample {n} is {}, expected {}", found[n], expected[n]);
    }
}
