//! Audio files, read and written.

use crate::codec::Encoding;
#[cfg(feature = "flac")]
use crate::codec::g711;
use crate::fuzzing::draw;
#[cfg(feature = "flac")]
use crate::fuzzing::draw::Draw;
use crate::recording::{Channel, Format, Recording};

/// What is in a file, whatever its bytes: an error, or samples that are numbers, at a rate that the
/// engine has, of a channel that the file has. WAV and raw samples are no more than there are bytes.
///
/// # Panics
/// If not.
pub(super) fn recording(data: &[u8]) {
    let mut draw = draw::at_end(data);
    let channel = match draw.byte() % 4 {
        0 => Channel::Only,
        1 => Channel::Mix,
        2 => Channel::Number(draw.byte().into()),
        _ => Channel::Number(1),
    };
    let name = draw.one_of(&["fuzz", "fuzz.mp3", "fuzz.wav"]);
    let (rate, encoding) = (draw.rate(), draw.one_of(&Encoding::ALL));
    let channels = usize::from(draw.byte());
    if let Ok(found) = Recording::from_raw(data, rate, encoding, channels, channel) {
        assert_recording(&found);
        let frame = channels * usize::from(encoding.bytes_per_sample());
        assert_eq!(found.samples.len(), data.len() / frame);
    }
    let Ok(found) = Recording::from_bytes(name, data, channel) else { return };
    assert_recording(&found);
    if matches!(found.format, Format::Wav(_)) {
        assert!(found.samples.len() <= data.len(), "{}", found.samples.len());
    }
    let again = Recording::from_bytes(name, data, channel).ok();
    assert!(again == Some(found), "another recording the second time");
}

/// The most bytes in use at once while a file is read: samples of WAV and raw samples are four bytes
/// of at least one byte each, and there are three recordings at most. What is compressed may be long
/// without many bytes: then it is the longest recording twice, in vectors that grow by doubling, and
/// the packet that is being decoded.
pub(super) fn memory(data: &[u8]) -> usize {
    const COMPRESSED: [&[u8]; 2] = [b"fLaC", b"OggS"];
    let has = |what: &[u8]| data.windows(what.len()).any(|bytes| bytes == what);
    let plain = 3 * 2 * 4 * data.len() + (1 << 20);
    let is_compressed = COMPRESSED.into_iter().any(has) || !has(b"RIFF");
    if is_compressed { plain + 4 * 4 * Recording::LONGEST } else { plain }
}

fn assert_recording(found: &Recording) {
    assert!(!found.samples.is_empty() && found.samples.len() <= Recording::LONGEST);
    assert!(found.samples.iter().all(|sample| sample.is_finite()));
    assert!(found.channels > 0);
}

/// What a signal is written to, as WAV, FLAC or bare samples of every encoding, is read back to the
/// same samples, and is as long as was said.
///
/// # Panics
/// If not.
#[cfg(feature = "flac")]
pub(super) fn sink(data: &[u8]) {
    use crate::sink::{Coding, Container, Recording as Sink};
    use crate::synth::{RenderOptions, Renderer};

    let mut draw = Draw::new(data);
    let rate = draw.rate();
    let signal = draw.signal(rate);
    let container = draw.one_of(&[Container::Wav, Container::Flac, Container::Raw, Container::Au]);
    let encoding = draw.one_of(&Encoding::ALL);
    let (start, samples) = (draw.position(), draw.below(6000).into());
    let coding = Coding::Samples(encoding);
    let repeat = None;
    let file = Sink { coding, container, start, samples, repeat, title: None };
    let renderer = Renderer::new(&signal, rate, RenderOptions::default()).expect("carried");
    let mut bytes = Vec::new();
    let written = file.write(&renderer, &mut bytes, |_| Ok(()));
    if let Err(refusal) = file.check(rate) {
        assert!(written.is_err() && bytes.is_empty(), "{refusal}");
        return;
    }
    written.expect("memory takes everything");
    assert!(file.bytes(rate).is_none_or(|said| said == bytes.len() as u64));
    if samples == 0 || container == Container::Au {
        return;
    }
    if container == Container::Flac && has_sync_inside(&bytes, samples) {
        return;
    }
    let only = Channel::Only;
    let read = match container {
        Container::Raw => Recording::from_raw(&bytes, rate, encoding, 1, only),
        _ => Recording::from_bytes("written", &bytes, only),
    };
    let read = read.unwrap_or_else(|error| panic!("{file:?} at {rate}: {error}"));
    assert_eq!((read.rate, read.fault), (rate, None));
    let mut expected = Vec::new();
    let count = usize::try_from(samples).expect("a few");
    encoding.render(&renderer, start, count, &mut expected);
    let codes = expected.chunks(encoding.bytes_per_sample().into());
    assert_eq!(read.samples.len(), codes.len());
    for (n, (sample, code)) in read.samples.iter().zip(codes).enumerate() {
        let linear = |value: i16| f32::from(value) / 32_768.0;
        let expected = match (encoding, code) {
            (Encoding::F32, &[a, b, c, d]) => f32::from_le_bytes([a, b, c, d]),
            // Exact: 24 bits are what a float has.
            (Encoding::Pcm24, &[a, b, c]) => i32_over_full_scale(i32::from_le_bytes([0, a, b, c])),
            (Encoding::Pcm16, &[a, b]) => linear(i16::from_le_bytes([a, b])),
            (Encoding::Ulaw, &[code]) => linear(g711::ulaw_decode(code)),
            (Encoding::Alaw, &[code]) => linear(g711::alaw_decode(code)),
            (encoding, _) => unreachable!("{encoding} has other codes"),
        };
        assert_eq!(sample.to_bits(), expected.to_bits(), "sample {n}: {sample}, {expected}");
    }
}

/// Whether two bytes inside a frame of FLAC look like the start of one. symphonia 0.6.1 may lose the frame
/// then, which flac and ffmpeg read (`sync-codes-inside-a-flac-frame`).
#[cfg(feature = "flac")]
fn has_sync_inside(file: &[u8], samples: u64) -> bool {
    let is_sync = |two: &&[u8]| two[0] == 0xFF && two[1] & 0xFC == 0xF8;
    let frames = samples.div_ceil(4096);
    file.windows(2).filter(is_sync).count() as u64 > frames
}

#[cfg(feature = "flac")]
#[expect(clippy::cast_precision_loss, reason = "the low eight bits are 0")]
fn i32_over_full_scale(sample: i32) -> f32 {
    sample as f32 / 2_147_483_648.0
}
