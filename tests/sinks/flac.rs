//! FLAC.

use std::io;
use std::path::Path;
use std::process::Command;

use ringsmith::sink::flac::{Depth, Digest, Writer};
use ringsmith::synth::I24;
use ringsmith::units::{DbM0, SampleRate};

use crate::peer::has;
use crate::{LOST, by_ffmpeg, output_of, probe, rate, renderer, ringing, text_of};

fn file(samples: &[i32], depth: Depth, rate: SampleRate, pieces: usize) -> Vec<u8> {
    let mut digest = Digest::new(depth);
    samples.chunks(pieces).for_each(|piece| digest.update(piece).unwrap());
    let mut writer = Writer::new(Vec::new(), rate, digest.summary()).unwrap();
    samples.chunks(pieces).for_each(|piece| writer.write(piece).unwrap());
    writer.finish().unwrap()
}

/// The samples as they stand in a WAV file.
fn bytes_of(samples: &[i32], depth: Depth) -> Vec<u8> {
    let length = if depth == Depth::Bits16 { 2 } else { 3 };
    samples.iter().flat_map(|sample| sample.to_le_bytes().into_iter().take(length)).collect()
}

/// From one end of the range to the other, without order.
fn noise(depth: Depth, samples: usize) -> Vec<i32> {
    let shift = if depth == Depth::Bits16 { 16 } else { 8 };
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.cast_signed() >> shift
    };
    (0..samples).map(|_| next()).collect()
}

/// A tone, one far beyond full scale, silence, noise, and the extremes in turn.
fn sounds(depth: Depth, rate: SampleRate, samples: usize) -> [Vec<i32>; 5] {
    let rendered = |renderer: ringsmith::synth::Renderer| match depth {
        Depth::Bits16 => {
            let mut found = vec![0_i16; samples];
            renderer.render(0, &mut found);
            found.into_iter().map(i32::from).collect::<Vec<i32>>()
        }
        Depth::Bits24 => {
            let mut found = vec![I24::default(); samples];
            renderer.render(0, &mut found);
            found.into_iter().map(|sample| sample.0).collect()
        }
    };
    let most = if depth == Depth::Bits16 { 32_767 } else { 8_388_607 };
    [
        rendered(ringing(rate)),
        rendered(renderer(&[1_000], DbM0::MAX, &[], rate)),
        vec![0; samples],
        noise(depth, samples),
        (0..samples).map(|n| if n % 3 == 0 { most } else { -most - 1 }).collect(),
    ]
}

fn assert_read_back(path: &Path, samples: &[i32], depth: Depth, what: &str) {
    let expected = bytes_of(samples, depth);
    // -t compares with the digest of the header; -w makes an error of what is merely odd.
    output_of(Command::new("flac").args(["-t", "-s", "-w"]).arg(path));
    let mut command = Command::new("flac");
    command.args(["-d", "-s", "-c", "--force-raw-format", "--endian=little", "--sign=signed"]);
    assert!(output_of(command.arg(path)) == expected, "flac on {what}");
    let format = if depth == Depth::Bits16 { "s16le" } else { "s32le" };
    let found = by_ffmpeg(path, format);
    let found: Vec<u8> = match depth {
        Depth::Bits16 => found,
        // ffmpeg holds 24 bits in the upper ones of 32.
        Depth::Bits24 => {
            found.chunks_exact(4).flat_map(|sample| [sample[1], sample[2], sample[3]]).collect()
        }
    };
    assert!(found == expected, "ffmpeg on {what}");
}

#[test]
fn flac_and_ffmpeg_decode_every_sample_of_both_depths() {
    if !has("flac", LOST) || !has("ffmpeg", LOST) || !has("ffprobe", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tone.flac");
    for depth in [Depth::Bits16, Depth::Bits24] {
        // Rates that a frame says by a code, in Hz, in tens of Hz, and not at all.
        for hertz in [8_000, 11_025, 65_540, 95_999] {
            // More than two blocks.
            for (sound, samples) in sounds(depth, rate(hertz), 9_001).iter().enumerate() {
                let what = format!("sound {sound}, {depth:?}, {hertz} Hz");
                let file = file(samples, depth, rate(hertz), 1_000);
                // What cannot be predicted is written as it is, with 42 bytes of header and less
                // than 20 for each of three blocks.
                let most = bytes_of(samples, depth).len() + 42 + 3 * 20;
                assert!(file.len() <= most, "{what}: {} bytes", file.len());
                std::fs::write(&path, file).unwrap();
                assert_read_back(&path, samples, depth, &what);
                let found = probe(&path, "stream=codec_name,sample_rate,channels");
                let stream = format!("codec_name=flac\nsample_rate={hertz}\nchannels=1\n");
                assert_eq!(found, stream, "{what}");
            }
        }
    }
}

/// Around the least block of the format (16), of the encoder (32), and one and two full blocks.
const LENGTHS: [usize; 9] = [1, 15, 16, 17, 31, 33, 65, 4_096, 8_193];

#[test]
fn the_header_counts_the_samples_and_a_short_last_block_makes_no_variable_blocks() {
    if !has("flac", LOST) || !has("metaflac", LOST) || !has("ffmpeg", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tone.flac");
    for length in LENGTHS {
        for samples in sounds(Depth::Bits16, rate(8_000), length) {
            std::fs::write(&path, file(&samples, Depth::Bits16, rate(8_000), 4_096)).unwrap();
            assert_read_back(&path, &samples, Depth::Bits16, &format!("{length} samples"));
        }
        let mut command = Command::new("metaflac");
        command.args(["--show-min-blocksize", "--show-max-blocksize", "--show-total-samples"]);
        let found = text_of(command.args(["--show-bps", "--show-sample-rate"]).arg(&path));
        assert_eq!(found, format!("4096\n4096\n{length}\n16\n8000\n"));
    }
}

#[test]
fn the_same_samples_give_the_same_flac_file_in_whatever_pieces() {
    let samples = noise(Depth::Bits24, 10_000);
    let once = file(&samples, Depth::Bits24, rate(48_000), samples.len());
    for pieces in [1, 160, 4_095, 4_096, 4_097] {
        assert!(file(&samples, Depth::Bits24, rate(48_000), pieces) == once, "pieces of {pieces}");
    }
}

#[test]
fn a_tone_takes_less_than_half_of_what_it_takes_in_a_wav_file() {
    let [tone, ..] = sounds(Depth::Bits16, rate(8_000), 48_000);
    let length = file(&tone, Depth::Bits16, rate(8_000), 48_000).len();
    assert!(length < 48_000, "{length} bytes");
}

#[test]
fn samples_beyond_the_depth_and_samples_that_were_not_promised_are_refused() {
    for (depth, most) in [(Depth::Bits16, 32_767), (Depth::Bits24, 8_388_607)] {
        let mut digest = Digest::new(depth);
        for sample in [most + 1, -most - 2, i32::MAX, i32::MIN] {
            let refused = digest.update(&[0, sample]).unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::InvalidInput, "{sample}");
        }
        digest.update(&[most, -most - 1]).unwrap();
        let summary = digest.summary();
        for samples in [&[most][..], &[most, -most - 1, 0], &[-most - 1, most]] {
            let mut writer = Writer::new(io::sink(), rate(8_000), summary).unwrap();
            assert!(writer.write(&[most + 1]).is_err());
            writer.write(samples).unwrap();
            let refused = writer.finish().unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::InvalidData, "{samples:?}");
        }
    }
}
