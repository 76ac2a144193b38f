//! Sun's audio files.

use std::process::Command;

use ringsmith::codec::Encoding;
use ringsmith::sink::au;

use crate::peer::has;
use crate::{LOST, by_ffmpeg, decoded, output_of, probe, rate, ringing, text_of};

/// The formats of ffmpeg and sox in which nothing is lost of an encoding.
fn formats(encoding: Encoding) -> (&'static str, [&'static str; 4]) {
    match encoding {
        Encoding::Pcm24 => ("s24le", ["-e", "signed", "-b", "24"]),
        Encoding::F32 => ("f32le", ["-e", "float", "-b", "32"]),
        _ => ("s16le", ["-e", "signed", "-b", "16"]),
    }
}

#[test]
fn sox_and_ffmpeg_read_every_encoding_with_its_rate_and_its_samples() {
    const SAMPLES: usize = 1001;
    if !has("sox", LOST) || !has("ffmpeg", LOST) || !has("ffprobe", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (encoding, codec) in [
        (Encoding::Pcm16, "pcm_s16be"),
        (Encoding::Pcm24, "pcm_s24be"),
        (Encoding::F32, "pcm_f32be"),
        (Encoding::Ulaw, "pcm_mulaw"),
        (Encoding::Alaw, "pcm_alaw"),
    ] {
        // With the number of samples, and with one that the header cannot say.
        for (hertz, said) in [(8_000, SAMPLES as u64), (11_025, SAMPLES as u64), (8_000, u64::MAX)]
        {
            let what = format!("{encoding} at {hertz} Hz, {said} samples");
            let mut samples = Vec::new();
            encoding.render(&ringing(rate(hertz)), 0, SAMPLES, &mut samples);
            let expected = decoded(encoding, &samples);
            au::to_big_endian(encoding, &mut samples);
            let mut file = au::header(encoding, rate(hertz), said).to_vec();
            file.append(&mut samples);
            let path = folder.path().join("tone.au");
            std::fs::write(&path, file).unwrap();

            let (ffmpeg, sox) = formats(encoding);
            let found = probe(&path, "stream=codec_name,sample_rate,channels");
            let stream = format!("codec_name={codec}\nsample_rate={hertz}\nchannels=1\n");
            assert_eq!(found, stream, "{what}");
            assert!(by_ffmpeg(&path, ffmpeg) == expected, "ffmpeg on {what}");

            for (option, value) in [("-r", hertz.to_string()), ("-c", "1".into())] {
                let found = text_of(Command::new("sox").args(["--info", option]).arg(&path));
                assert_eq!(found.trim(), value, "{what}");
            }
            // -D: no dither.
            let mut command = Command::new("sox");
            command.arg("-D").arg(&path).args(["-t", "raw"]).args(sox).args(["-L", "-"]);
            let found = output_of(&mut command);
            if encoding == Encoding::F32 {
                assert_floats_of_sox(&found, &expected);
            } else {
                assert!(found == expected, "sox on {what}");
            }
        }
    }
}

/// sox keeps floats in steps of 2⁻³¹ and writes them in steps of 2⁻²⁴: one comes back to within
/// half of that.
fn assert_floats_of_sox(found: &[u8], expected: &[u8]) {
    assert_eq!(found.len(), expected.len());
    let number = |bytes: &[u8]| f64::from(f32::from_le_bytes(bytes.try_into().unwrap()));
    for (n, (found, expected)) in found.chunks_exact(4).zip(expected.chunks_exact(4)).enumerate() {
        let difference = (number(found) - number(expected)).abs();
        assert!(difference <= 2.0_f64.powi(-25), "sample {n} is {difference} off");
    }
}
