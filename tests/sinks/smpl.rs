//! The samples of a WAV file that repeat.

use std::process::Command;

use ringsmith::codec::Encoding;
use ringsmith::sink::{smpl, wav};

use crate::peer::has;
use crate::{LOST, by_ffmpeg, decoded, rate, ringing, text_of};

/// libsndfile prints a loop with both its ends, of which the last belongs to it.
#[test]
fn libsndfile_finds_the_loop_after_an_even_and_an_odd_number_of_bytes() {
    if !has("sndfile-info", LOST) || !has("ffmpeg", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for encoding in
        [Encoding::Pcm16, Encoding::Pcm24, Encoding::F32, Encoding::Ulaw, Encoding::Alaw]
    {
        for samples in [1_000_usize, 1_001] {
            let what = format!("{samples} samples of {encoding}");
            let (first, period) = (200, samples as u64 - 200);
            let at = rate(8_000);
            let mut file = wav::header_before(encoding, at, samples as u64, smpl::LENGTH).unwrap();
            let begin = file.len();
            encoding.render(&ringing(at), 0, samples, &mut file);
            let expected = decoded(encoding, &file[begin..]);
            file.resize(file.len() + wav::padding(encoding, samples as u64), 0);
            file.extend(smpl::chunk(at, smpl::Loop::new(first, period).unwrap()));
            let path = folder.path().join("loop.wav");
            std::fs::write(&path, &file).unwrap();

            let found = text_of(Command::new("sndfile-info").arg(&path));
            let lines: Vec<String> = found
                .lines()
                .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            let last = samples - 1;
            for expected in [
                format!("RIFF : {}", file.len() - 8),
                format!("Frames : {samples}"),
                "Period : 125000 nsec".to_owned(),
                "Midi Note : 60".to_owned(),
                "Loop Count : 1".to_owned(),
                format!("Cue ID : 0 Type : 0 Start : 200 End : {last} Fraction : 0 Count : 0"),
            ] {
                assert!(lines.contains(&expected), "{what}: no {expected:?} in\n{found}");
            }
            let format = match encoding {
                Encoding::Pcm24 => "s24le",
                Encoding::F32 => "f32le",
                _ => "s16le",
            };
            assert!(by_ffmpeg(&path, format) == expected, "ffmpeg on {what}");
        }
    }
}
