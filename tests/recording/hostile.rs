//! Files that were made to harm, or have been harmed.

use std::time::{Duration, Instant};

use ringsmith::recording::{Channel, Recording};

use super::foreign::{LOST, run, source};
use super::peer::has;
use super::{bytes_of, chunk, format, riff, samples};

/// A generator of Marsaglia (xorshift64), so that a failure comes again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[5]
    }
}

/// Some bytes changed, a piece doubled or removed, or the end cut.
fn mutated(file: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for _ in 0..=random.below(6) {
        let reach = if random.below(2) == 0 { bytes.len() } else { bytes.len().min(200) };
        let at = random.below(reach.max(1));
        let end = (at + 1 + random.below(64)).min(bytes.len());
        match random.below(6) {
            0 => bytes.truncate(at.max(1)),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            3 => bytes[at..end].fill(0xFF),
            _ => bytes[at] = random.byte(),
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
    bytes
}

/// The same bytes with the right checksum (RFC 3533) in whatever still is a page.
fn with_ogg_checksums(mut bytes: Vec<u8>) -> Vec<u8> {
    const HEADER: usize = 27;
    let mut at = 0;
    while let Some(segments) = bytes.get(at + HEADER - 1).map(|&count| usize::from(count)) {
        let body = at + HEADER + segments;
        let lacing = bytes.get(at + HEADER..body);
        let length = lacing.map(|lacing| lacing.iter().map(|&length| usize::from(length)).sum());
        match length.map(|length: usize| body + length).filter(|&end| end <= bytes.len()) {
            Some(end) if bytes[at..].starts_with(b"OggS") => {
                bytes[at + 22..at + 26].fill(0);
                let checksum = bytes[at..end].iter().copied().fold(0, crc32);
                bytes[at + 22..at + 26].copy_from_slice(&u32::to_le_bytes(checksum));
                at = end;
            }
            _ => at += 1,
        }
    }
    bytes
}

/// The checksum of an Ogg page after one more byte.
fn crc32(sum: u32, byte: u8) -> u32 {
    let shift = |sum: u32, _| sum << 1 ^ if sum >> 31 == 0 { 0 } else { 0x04C1_1DB7 };
    (0..8).fold(sum ^ u32::from(byte) << 24, shift)
}

/// Reads so many mutations of a file.
///
/// A second each is a hundred times what the whole file takes in this profile.
fn survives(name: &str, file: &[u8], rounds: u64) {
    assert!(Recording::from_bytes(name, file, Channel::Mix).is_ok(), "{name}");
    for round in 1..=rounds {
        let bytes = mutated(file, &mut Random(round.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        // Else a changed page of an Ogg file would get no further than its checksum.
        let bytes = if round % 2 == 0 { with_ogg_checksums(bytes) } else { bytes };
        let started = Instant::now();
        if let Ok(recording) = Recording::from_bytes(name, &bytes, Channel::Mix) {
            assert!(!recording.samples.is_empty(), "{name}, round {round}");
            assert!(recording.samples.iter().all(|s| s.is_finite()), "{name}, round {round}");
        }
        let took = started.elapsed();
        assert!(took < Duration::from_secs(1), "{name}, round {round}: {took:?}");
    }
}

#[test]
fn no_mutation_of_a_wav_makes_reading_panic_or_hang() {
    let data = bytes_of(&samples(300));
    let list = chunk(*b"LIST", b"INFOISFT\x03\0\0\0abc\0");
    for (tag, bits) in [(1, 8), (1, 16), (1, 24), (3, 32), (6, 8), (7, 8), (0xFFFE, 16)] {
        let extension = [22, 16, 4, 0, 1].into_iter().flat_map(u16::to_le_bytes);
        let format = [format(tag, 2, bits), extension.collect(), vec![0; 14]].concat();
        let file = riff(&[list.clone(), chunk(*b"fmt ", &format), chunk(*b"data", &data)]);
        survives(&format!("{tag}-{bits}.wav"), &file, 2000);
    }
}

#[test]
fn no_mutation_of_a_compressed_file_makes_reading_panic_or_hang() {
    if !has("ffmpeg", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let source = source(folder.path(), &samples(6000));
    let cases: [(&str, &[&str]); 4] = [
        ("a.flac", &[]),
        ("b.ogg", &["-c:a", "libvorbis"]),
        ("c.mp3", &["-c:a", "libmp3lame"]),
        ("d.mp3", &["-c:a", "libmp3lame", "-ac", "2", "-ar", "44100"]),
    ];
    for (name, options) in cases {
        let path = folder.path().join(name).to_str().unwrap().to_owned();
        run("ffmpeg", &[&["-v", "error", "-i", source.as_str()], options, &[&path]].concat());
        survives(name, &std::fs::read(&path).unwrap(), ROUNDS);
    }
}

/// Of each compressed file, for some seconds in all; twenty times as many were read once.
const ROUNDS: u64 = 1000;
