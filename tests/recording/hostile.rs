//! Files that were made to harm, or have been harmed.

use std::time::{Duration, Instant};

use ringsmith::recording::{Channel, Recording};

use super::foreign::{has, run, source};
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
    for _ in 0..1 + random.below(6) {
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

/// Reads so many mutations of a file.
///
/// A second each is a hundred times what the whole file takes in this profile.
fn survives(name: &str, file: &[u8], rounds: u64) {
    assert!(Recording::from_bytes(name, file, Channel::Mix).is_ok(), "{name}");
    for round in 1..=rounds {
        let bytes = mutated(file, &mut Random(round.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
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
    let list = chunk(b"LIST", b"INFOISFT\x03\0\0\0abc\0");
    for (tag, bits) in [(1, 8), (1, 16), (1, 24), (3, 32), (6, 8), (7, 8), (0xFFFE, 16)] {
        let extension = [22, 16, 4, 0, 1].into_iter().flat_map(u16::to_le_bytes);
        let format = [format(tag, 2, bits), extension.collect(), vec![0; 14]].concat();
        let file = riff(&[list.clone(), chunk(b"fmt ", &format), chunk(b"data", &data)]);
        survives(&format!("{tag}-{bits}.wav"), &file, 2000);
    }
}

#[test]
fn no_mutation_of_a_compressed_file_makes_reading_panic_or_hang() {
    if !has("ffmpeg") {
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

/// Of each compressed file: some seconds in all.
const ROUNDS: u64 = 1500;
