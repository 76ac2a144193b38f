use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::handset::audio::WavEncoding;
use crate::tests::cases;

macro_rules! ring_tone {
    ($name:literal) => {
        include_bytes!(concat!("../../../testdata/ringtones/", $name)).as_slice()
    };
}

const OGG: &[u8] = ring_tone!("bell.ogg");
const WAV: &[u8] = ring_tone!("chime.wav");
const MP3: &[u8] = ring_tone!("harp.mp3");
const FILES: [&[u8]; 6] =
    [OGG, WAV, MP3, ring_tone!("utf-16.mp3"), ring_tone!("id3v1.mp3"), ring_tone!("piped.wav")];

fn title(bytes: &[u8]) -> Option<String> {
    read(bytes).unwrap().title
}

/// An ID3 tag of these frames before the audio of an MP3.
fn tagged(version: u8, flags: u8, frames: &[u8]) -> Vec<u8> {
    let audio = &MP3[10 + usize::from(MP3[9])..];
    let length = u8::try_from(frames.len()).unwrap();
    assert!(length < 0x80);
    [&[b'I', b'D', b'3', version, 0, flags, 0, 0, 0, length], frames, audio].concat()
}

/// A frame `TIT2` of version 2.3 or 2.4.
fn title_frame(flags: u8, body: &[u8]) -> Vec<u8> {
    let length = u8::try_from(body.len()).unwrap();
    [b"TIT2".as_slice(), &[0, 0, 0, length, 0, flags], body].concat()
}

#[test]
fn every_version_and_encoding_of_an_id3_title_is_read() {
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
    let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    for (case, version, flags, frames, expected) in [
        ("2.2", 2, 0, b"TT2\0\0\x05\0B\xF6ll".to_vec(), Some("Böll")),
        ("another frame first", 2, 0, b"TP1\0\0\x02\0XTT2\0\0\x02\0B".to_vec(), Some("B")),
        ("Latin-1", 3, 0, title_frame(0, b"\0B\xF6ll\0"), Some("Böll")),
        (
            "little-endian",
            3,
            0,
            title_frame(0, &[b"\x01\xFF\xFE", &little("Böl")[..]].concat()),
            Some("Böl"),
        ),
        (
            "big-endian",
            3,
            0,
            title_frame(0, &[b"\x01\xFE\xFF", &utf_16("Böl")[..]].concat()),
            Some("Böl"),
        ),
        ("UTF-16BE", 4, 0, title_frame(0, &[b"\x02", &utf_16("Bö\0x")[..]].concat()), Some("Bö")),
        ("UTF-8, the first of two", 4, 0, title_frame(0, "\x03Bö\0x".as_bytes()), Some("Bö")),
        ("no such encoding", 4, 0, title_frame(0, b"\x04B"), None),
        ("compressed", 3, 0, title_frame(0x80, b"\0\0\0\x01x"), None),
        ("compressed", 4, 0, title_frame(0x09, b"\0\0\0\x01x"), None),
        ("encrypted", 4, 0, title_frame(0x04, b"\0x"), None),
        ("grouped", 3, 0, title_frame(0x20, b"\x07\0Bell"), Some("Bell")),
        ("with its length", 4, 0, title_frame(0x01, b"\0\0\0\x05\x03Bell"), Some("Bell")),
        ("tag unsynchronised", 3, 0x80, b"TIT2\0\0\0\x05\0\0\x01\xFF\0\xFEB\0".to_vec(), Some("B")),
        ("frame unsynchronised", 4, 0, title_frame(2, b"\x01\xFF\0\xFEB\0"), Some("B")),
        (
            "extended header",
            3,
            0x40,
            [&[0, 0, 0, 6, 0, 0, 0, 0, 0, 0], &title_frame(0, b"\0B")[..]].concat(),
            Some("B"),
        ),
        (
            "extended header",
            4,
            0x40,
            [&[0, 0, 0, 6, 1, 0], &title_frame(0, b"\0B")[..]].concat(),
            Some("B"),
        ),
        ("2.2 compressed", 2, 0x40, b"TT2\0\0\x02\0B".to_vec(), None),
        ("padding", 3, 0, vec![0; 20], None),
        ("a frame longer than the tag", 3, 0, b"TIT2\0\0\x01\0\0\0\0B".to_vec(), None),
        ("blank", 3, 0, title_frame(0, b"\0  "), None),
    ] {
        let bytes = tagged(version, flags, &frames);
        assert_eq!(title(&bytes).as_deref(), expected, "{case} in ID3v2.{version}");
    }
}

#[test]
fn a_wav_takes_its_title_from_info_and_else_from_id3() {
    let chunk = |id: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        [id.as_slice(), &length, body, &vec![0; body.len() % 2]].concat()
    };
    let id3 = [b"ID3\x03\0\0\0\0\0\x0F".as_slice(), &title_frame(0, b"\0Tag!")].concat();
    let info = [b"INFO".as_slice(), &chunk(b"IART", b"odd"), &chunk(b"INAM", b"Info\0")].concat();
    let wav = |chunks: &[Vec<u8>]| [&WAV[..38], &chunks.concat(), &WAV[WAV.len() - 808..]].concat();
    let (id3, info) = (chunk(b"id3 ", &id3), chunk(b"LIST", &info));
    let other_list = chunk(b"LIST", b"adtlINAM\x02\0\0\0X\0");
    assert_eq!(title(&wav(&[])), None);
    assert_eq!(title(&wav(core::slice::from_ref(&id3))).as_deref(), Some("Tag!"));
    assert_eq!(title(&wav(&[id3, other_list, info])).as_deref(), Some("Info"));
}

#[test]
fn the_audio_of_a_wav_is_what_its_format_chunk_says() {
    let wav = read(WAV).unwrap().wav;
    let encoding = WavEncoding::Ulaw;
    assert_eq!(wav, Some(WavAudio { encoding, hertz: 8000, channels: 1, file_bytes: 890 }));
    let mut bytes = WAV.to_vec();
    // The format tag, the channels and the rate stand at the start of the first chunk.
    bytes[20..28].copy_from_slice(&[0xFE, 0xFF, 0x02, 0x01, 0x44, 0xAC, 0x00, 0x80]);
    let other = WavAudio {
        encoding: WavEncoding::Other(0xFFFE),
        hertz: 0x8000_AC44,
        channels: 0x0102,
        file_bytes: 890,
    };
    assert_eq!(read(&bytes).unwrap().wav, Some(other));
    for file in [OGG, MP3] {
        assert_eq!(read(file).unwrap().wav, None);
    }
}

#[test]
fn an_ogg_or_a_wav_that_is_cut_anywhere_is_noticed() {
    for (name, file) in [("ogg", OGG), ("wav", WAV)] {
        assert!(!read(file).unwrap().cut_short);
        for length in 0..file.len() {
            let found = read(&file[..length]);
            assert!(!found.is_ok_and(|content| !content.cut_short), "{name} cut to {length}");
        }
    }
}

#[test]
fn an_ogg_that_is_cut_in_a_later_page_plays_as_far_as_it_goes() {
    let last_page = OGG.windows(4).rposition(|window| window == b"OggS").unwrap();
    let longer = [OGG, &OGG[last_page..]].concat();
    assert!(!read(&longer).unwrap().cut_short);
    let content = read(&longer[..longer.len() - 1]).unwrap();
    assert_eq!((content.title.as_deref(), content.cut_short), (Some("Bell Phone"), true));
    // What is no page does not belong to the file's audio.
    assert!(!read(&[OGG, b"appended"].concat()).unwrap().cut_short);
}

#[test]
fn an_mp3_that_is_cut_inside_a_frame_is_noticed() {
    // Frames of 72 bytes: 8 kbit/s at 8 kHz.
    for length in MP3.len() - 71..MP3.len() {
        assert!(read(&MP3[..length]).unwrap().cut_short, "cut to {length}");
    }
    assert!(!read(MP3).unwrap().cut_short);
    assert!(!read(&[MP3, b"TAG", &[0; 125]].concat()).unwrap().cut_short);
}

#[test]
fn what_is_no_ring_tone_is_called_by_its_name() {
    for (start, name) in [
        (b"fLaC".as_slice(), "FLAC"),
        (b"\0\0\0\x20ftypM4A ", "MP4"),
        (b"FORM\0\0\0\0AIFF", "AIFF"),
        (b"\xFF\xF1\x50\x80", "AAC"),
        (b"RF64\xFF\xFF\xFF\xFFWAVE", "a WAV of a rare kind"),
    ] {
        let found = read(&[start, &[0; 64]].concat());
        assert_eq!(found, Err(RingToneProblem::OtherFormat { found: name }));
    }
    // UTF-16 text starts much as a frame does.
    for text in [b"\xFF\xFEB\0e\0l\0l\0".as_slice(), b"\xFF", b"\xFF\xFB", b"ID", b"Bell"] {
        assert_eq!(read(text), Err(RingToneProblem::NotAudio), "{text:?}");
    }
}

/// A file with some bytes changed, cut out or put in, mostly near the start, where the tags are.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let place =
        prop_oneof![(0..200_usize).boxed(), any::<Index>().prop_map(|i| i.index(4000)).boxed()];
    let byte = prop_oneof![select(&[0, 0x7F, 0x80, 0xFF][..]), any::<u8>()];
    let damage = (place, byte, 0..4_u8);
    (select(&FILES[..]), proptest::collection::vec(damage, 1..6)).prop_map(|(file, damages)| {
        let mut bytes = file.to_vec();
        for (place, byte, kind) in damages {
            let place = place.min(bytes.len());
            match kind {
                0 => bytes.insert(place, byte),
                1 => bytes.truncate(place.max(4)),
                _ => bytes.splice(place..(place + 1).min(bytes.len()), [byte]).for_each(drop),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn no_damaged_file_panics(bytes in damaged()) {
        if let Ok(content) = read(&bytes) {
            prop_assert!(content.title.unwrap_or_default().len() <= 2 * bytes.len());
        }
    }
}
