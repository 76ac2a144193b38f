//! WAV files made by hand and by hound.

use std::io::Cursor;

use hound::{SampleFormat, WavSpec, WavWriter};
use ringsmith::codec::{Encoding, g711};
use ringsmith::recording::{Channel, Coding, Fault, Format, Recording, RecordingError, WavError};
use ringsmith::sink::wav;
use ringsmith::units::SampleRate;

use super::{assert_same, bytes_of, chunk, format, read, riff, samples, scaled};

/// What hound writes with every sample in turn.
fn hound<S: hound::Sample>(spec: WavSpec, samples: impl IntoIterator<Item = S>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
    samples.into_iter().for_each(|sample| writer.write_sample(sample).unwrap());
    writer.finalize().unwrap();
    bytes.into_inner()
}

#[test]
fn what_hound_writes_comes_in_exactly_in_every_width() {
    let samples = samples(500);
    for (bits, coding) in [
        (8, Coding::Unsigned8),
        (16, Coding::Signed16),
        (24, Coding::Signed24),
        (32, Coding::Signed32),
    ] {
        // The upper bits of the samples, or the samples above zeros.
        let value = |&sample: &i16| {
            if bits < 16 { i32::from(sample) >> 8 } else { i32::from(sample) << (bits - 16) }
        };
        let spec = WavSpec {
            channels: 1,
            sample_rate: 11_025,
            bits_per_sample: bits,
            sample_format: SampleFormat::Int,
        };
        let found = read(&hound(spec, samples.iter().map(value))).unwrap();
        let expected: Vec<i16> =
            samples.iter().map(|&s| if bits < 16 { s >> 8 << 8 } else { s }).collect();
        assert_same(&found.samples, &scaled(&expected), &coding.to_string());
        assert_eq!((found.rate.hertz(), found.channels, found.fault), (11_025, 1, None));
        assert_eq!(found.format, Format::Wav(coding));
    }
    let spec = WavSpec {
        channels: 1,
        sample_rate: 8000,
        bits_per_sample: 32,
        sample_format: SampleFormat::Float,
    };
    let floats = scaled(&samples);
    let found = read(&hound(spec, floats.iter().copied())).unwrap();
    assert_same(&found.samples, &floats, "float");
}

#[test]
fn a_channel_is_chosen_by_its_number_or_mixed() {
    let samples = samples(300);
    let (left, right) = samples.split_at(samples.len() / 2);
    let right = &right[..left.len()];
    let spec = WavSpec {
        channels: 2,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let file = hound(spec, left.iter().zip(right).flat_map(|(&left, &right)| [left, right]));
    let channel = |channel| Recording::from_bytes("", &file, channel).unwrap();
    assert_same(&channel(Channel::Number(1)).samples, &scaled(left), "left");
    assert_same(&channel(Channel::Number(2)).samples, &scaled(right), "right");
    let mean = |(left, right): (&f32, &f32)| (left + right) / 2.0;
    let means: Vec<f32> = scaled(left).iter().zip(&scaled(right)).map(mean).collect();
    assert_same(&channel(Channel::Mix).samples, &means, "mix");
    assert_eq!(channel(Channel::Mix).channels, 2);
    assert!(matches!(read(&file), Err(RecordingError::SeveralChannels { channels: 2 })));
}

/// Our own header and every code: what is rendered can be read back.
#[test]
fn codes_of_g711_are_decoded_as_our_codec_does() {
    let codes: Vec<u8> = (0..=255).collect();
    for (encoding, decode) in
        [(Encoding::Ulaw, g711::ulaw_decode as fn(u8) -> i16), (Encoding::Alaw, g711::alaw_decode)]
    {
        let expected: Vec<f32> =
            codes.iter().map(|&code| f32::from(decode(code)) / 32_768.0).collect();
        let header = wav::header(encoding, SampleRate::NARROWBAND, 256).unwrap();
        let file = [header, codes.clone()].concat();
        assert_same(&read(&file).unwrap().samples, &expected, encoding.name());
        let raw = Recording::from_raw(&codes, SampleRate::NARROWBAND, encoding, 1, Channel::Only);
        let raw = raw.unwrap();
        assert_same(&raw.samples, &expected, encoding.name());
        assert_eq!(raw.format, Format::Raw(encoding));
    }
}

/// The reader of symphonia, which nothing of ours is in, agrees about every code.
#[test]
fn codes_of_g711_are_decoded_as_symphonia_does() {
    let codes: Vec<u8> = (0..=255).collect();
    for tag in [6, 7] {
        // It wants the length of an extension, which is 0.
        let long_format = [format(tag, 1, 8), vec![0, 0]].concat();
        let file = riff(&[chunk(*b"fmt ", &long_format), chunk(*b"data", &codes)]);
        let found = read(&file).unwrap();
        assert_same(&found.samples, &by_symphonia(&file), &found.format.to_string());
    }
}

/// The samples of a mono WAV file.
fn by_symphonia(file: &[u8]) -> Vec<f32> {
    use symphonia::core::codecs::audio::AudioDecoderOptions;
    use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
    use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
    use symphonia::default::formats::WavReader;
    let source = Box::new(Cursor::new(file.to_vec()));
    let source = MediaSourceStream::new(source, MediaSourceStreamOptions::default());
    let mut reader = WavReader::try_new(source, FormatOptions::default()).unwrap();
    let track = reader.first_track(TrackType::Audio).unwrap();
    let parameters = track.codec_params.as_ref().unwrap().audio().unwrap();
    let codecs = symphonia::default::get_codecs();
    let mut decoder =
        codecs.make_audio_decoder(parameters, &AudioDecoderOptions::default()).unwrap();
    let (mut samples, mut packet) = (Vec::new(), Vec::new());
    while let Some(next) = reader.next_packet().unwrap() {
        decoder.decode(&next).unwrap().copy_to_vec_interleaved::<f32>(&mut packet);
        samples.append(&mut packet);
    }
    samples
}

#[test]
fn other_chunks_are_passed_over_whatever_their_length() {
    let samples = samples(50);
    let data = chunk(*b"data", &bytes_of(&samples));
    let list = chunk(*b"LIST", b"INFOISFT\x03\0\0\0abc\0");
    let odd = chunk(*b"odd ", &[1, 2, 3]);
    let file = riff(&[
        list,
        odd,
        chunk(*b"fmt ", &format(1, 1, 16)),
        chunk(*b"fact", &[0; 4]),
        data.clone(),
        chunk(*b"cue ", &[9; 30]),
    ]);
    assert_same(&read(&file).unwrap().samples, &scaled(&samples), "chunks");
    // A wrong length of the whole says nothing.
    let mut wrong = file.clone();
    wrong[4..8].copy_from_slice(&20_u32.to_le_bytes());
    assert_same(&read(&wrong).unwrap().samples, &scaled(&samples), "wrong RIFF length");
    // So does a tag before it.
    let tagged = [b"ID3\x04\0\0\0\0\0\x02!!".as_slice(), &file].concat();
    assert_same(&read(&tagged).unwrap().samples, &scaled(&samples), "ID3");
}

#[test]
fn an_extensible_format_is_read_by_its_sub_format() {
    const GUID: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
    let extensible = |tag: u16, bits: u16, valid: u16| {
        let words = [22, valid, 4, 0, tag].into_iter().flat_map(u16::to_le_bytes);
        [format(0xFFFE, 1, bits), words.collect(), GUID.to_vec()].concat()
    };
    let samples = samples(50);
    let file =
        |format: Vec<u8>, data: &[u8]| riff(&[chunk(*b"fmt ", &format), chunk(*b"data", data)]);
    let found = read(&file(extensible(1, 16, 16), &bytes_of(&samples))).unwrap();
    assert_same(&found.samples, &scaled(&samples), "16 bits");
    // 20 bits in 24, at their upper end.
    let wide: Vec<u8> =
        samples.iter().flat_map(|s| [0, s.to_le_bytes()[0], s.to_le_bytes()[1]]).collect();
    let found = read(&file(extensible(1, 24, 20), &wide)).unwrap();
    assert_same(&found.samples, &scaled(&samples), "20 bits in 24");
    let floats: Vec<u8> = scaled(&samples).iter().flat_map(|s| s.to_le_bytes()).collect();
    let found = read(&file(extensible(3, 32, 32), &floats)).unwrap();
    assert_same(&found.samples, &scaled(&samples), "float");
    let found = read(&file(extensible(7, 8, 8), &[0xFF; 10])).unwrap();
    assert_eq!(found.format, Format::Wav(Coding::Ulaw));
}

#[test]
fn a_truncated_file_gives_what_is_there_and_says_so() {
    let samples = samples(100);
    let file = riff(&[chunk(*b"fmt ", &format(1, 1, 16)), chunk(*b"data", &bytes_of(&samples))]);
    // An odd byte is half a sample.
    for missing in [1, 2, 3, 100] {
        let found = read(&file[..file.len() - missing]).unwrap();
        let whole = samples.len() - missing.div_ceil(2);
        assert_same(&found.samples, &scaled(&samples[..whole]), "truncated");
        assert_eq!(found.fault, Some(Fault::Truncated));
    }
    assert_eq!(read(&file).unwrap().fault, None);
}

/// ffmpeg and sox into a pipe, and a recorder that was killed.
#[test]
fn a_length_that_was_never_known_is_that_of_the_file() {
    let samples = samples(100);
    let file = riff(&[chunk(*b"fmt ", &format(1, 1, 16)), chunk(*b"data", &bytes_of(&samples))]);
    for (riff, data) in [(u32::MAX, u32::MAX), (0x7FFF_F024, 0x7FFF_F000), (0, 0), (36, 0)] {
        let mut unknown = file.clone();
        unknown[4..8].copy_from_slice(&riff.to_le_bytes());
        unknown[40..44].copy_from_slice(&data.to_le_bytes());
        let found = read(&unknown).unwrap();
        assert_same(&found.samples, &scaled(&samples), &format!("{data:#x}"));
        assert_eq!(found.fault, None);
    }
}

#[test]
fn what_cannot_be_read_says_what_it_is() {
    let wav = |format: &[u8], data: &[u8]| riff(&[chunk(*b"fmt ", format), chunk(*b"data", data)]);
    let error = |bytes: &[u8]| read(bytes).unwrap_err();
    let wav_error = |bytes: &[u8]| match error(bytes) {
        RecordingError::Wav(error) => error,
        other => panic!("{other}"),
    };
    assert_eq!(wav_error(&wav(&format(2, 1, 4), &[0; 9])), WavError::Coding { tag: 2, bits: 4 });
    assert_eq!(wav_error(&wav(&format(1, 1, 64), &[0; 9])), WavError::Coding { tag: 1, bits: 64 });
    assert_eq!(wav_error(&riff(&[chunk(*b"data", &[0; 9])])), WavError::NoFormat);
    assert_eq!(wav_error(&riff(&[chunk(*b"fmt ", &[1, 0])])), WavError::NoFormat);
    assert_eq!(wav_error(&riff(&[chunk(*b"fmt ", &format(1, 1, 16))])), WavError::NoData);
    assert!(matches!(error(&wav(&format(1, 1, 16), &[0])), RecordingError::Empty));
    assert!(matches!(error(&wav(&format(1, 0, 16), &[0; 9])), RecordingError::Empty));
    for hertz in [0, 7999, 192_001, u32::MAX] {
        let mut slow = format(1, 1, 16);
        slow[4..8].copy_from_slice(&hertz.to_le_bytes());
        let found = error(&wav(&slow, &[0; 9]));
        assert!(matches!(found, RecordingError::Rate { hertz: h } if h == hertz), "{found}");
    }
    for unknown in
        [b"".as_slice(), b"ID3", b"RIFF", b"RIFX....WAVE", b"[Call progress]", &[0xFF; 99]]
    {
        assert!(matches!(error(unknown), RecordingError::Unknown), "{unknown:?}");
    }
    let missing = Recording::open("no such file", Channel::Only);
    assert!(matches!(missing, Err(RecordingError::Io(_))));
}

#[test]
fn more_samples_than_the_longest_recording_are_refused() {
    let rate = SampleRate::NARROWBAND;
    let bytes = vec![0xFF; Recording::LONGEST + 1];
    let raw = |bytes| Recording::from_raw(bytes, rate, Encoding::Ulaw, 1, Channel::Only);
    assert!(matches!(raw(&bytes), Err(RecordingError::TooLong)));
    assert_eq!(raw(&bytes[1..]).unwrap().samples.len(), Recording::LONGEST);
}
