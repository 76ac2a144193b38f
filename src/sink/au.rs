//! Sun's audio files, `.au` or `.snd`: six 32-bit numbers, an annotation, the samples.
//!
//! Everything in the file is written greatest byte first, the samples as well: what
//! [`Encoding`] makes has to pass [`to_big_endian`]. Cisco's IOS takes music on hold and prompts in
//! this form, mu-law at 8000 Hz.
//!
//! Source: Sun's `<audio/au.h>` and the manual page `au(4)` of Solaris, which fix the
//! numbers of the encodings, the size that means "unknown", and an annotation in whole multiples
//! of eight bytes that a zero byte ends.

use crate::codec::Encoding;
use crate::units::SampleRate;

/// Bytes of a header: six numbers of 32 bits and the shortest annotation, which is empty.
///
/// Readers exist that want no less than an annotation; sox and ffmpeg write one too.
pub const HEADER: u32 = 32;

/// The number of bytes that says nothing of it: the samples go on to the end of the file.
const UNKNOWN: u32 = u32::MAX;

/// The header of a mono file of `samples` samples.
///
/// From 4 GiB of samples on, which its 32 bits cannot say, their number is left open as for a
/// stream, and they go on to the end of the file.
#[must_use]
pub fn header(encoding: Encoding, rate: SampleRate, samples: u64) -> [u8; HEADER as usize] {
    let bytes = samples.checked_mul(encoding.bytes_per_sample().into());
    let bytes = bytes.and_then(|bytes| u32::try_from(bytes).ok()).unwrap_or(UNKNOWN);
    let numbers = [HEADER, bytes, number_of(encoding), rate.hertz(), 1];
    let mut header = [0; HEADER as usize];
    let (magic, rest) = header.split_at_mut(4);
    magic.copy_from_slice(b".snd");
    for (field, number) in rest.chunks_exact_mut(4).zip(numbers) {
        field.copy_from_slice(&number.to_be_bytes());
    }
    header
}

/// Turns samples that stand least byte first, as [`Encoding::render`] writes them, into the order
/// of this file, in place. What follows the last whole sample stays as it is.
pub fn to_big_endian(encoding: Encoding, samples: &mut [u8]) {
    let length = usize::from(encoding.bytes_per_sample());
    if length > 1 {
        samples.chunks_exact_mut(length).for_each(<[u8]>::reverse);
    }
}

/// `AUDIO_AU_ENCODING_...` of `<audio/au.h>`.
const fn number_of(encoding: Encoding) -> u32 {
    match encoding {
        Encoding::Ulaw => 1,
        Encoding::Pcm16 => 3,
        Encoding::Pcm24 => 4,
        Encoding::F32 => 6,
        Encoding::Alaw => 27,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_its_six_numbers_and_an_empty_annotation() {
        let rate = SampleRate::new(11_025).unwrap();
        let found = header(Encoding::Pcm24, rate, 0x0001_0203);
        let expected =
            b".snd\0\0\0\x20\0\x03\x06\x09\0\0\0\x04\0\0\x2b\x11\0\0\0\x01\0\0\0\0\0\0\0\0";
        assert_eq!(&found, expected);
    }

    #[test]
    fn a_size_that_32_bits_cannot_say_is_left_open() {
        let size_of = |samples| {
            let header = header(Encoding::Pcm16, SampleRate::NARROWBAND, samples);
            u32::from_be_bytes(header[8..12].try_into().unwrap())
        };
        assert_eq!(size_of((1 << 31) - 1), 0xFFFF_FFFE);
        assert_eq!(size_of(1 << 31), 0xFFFF_FFFF);
        assert_eq!(size_of(u64::MAX), 0xFFFF_FFFF);
    }

    #[test]
    fn the_bytes_of_each_sample_are_turned_and_no_others() {
        let turned = |encoding| {
            let mut bytes = [1, 2, 3, 4, 5, 6, 7];
            to_big_endian(encoding, &mut bytes);
            bytes
        };
        assert_eq!(turned(Encoding::Pcm16), [2, 1, 4, 3, 6, 5, 7]);
        assert_eq!(turned(Encoding::Pcm24), [3, 2, 1, 6, 5, 4, 7]);
        assert_eq!(turned(Encoding::F32), [4, 3, 2, 1, 5, 6, 7]);
        assert_eq!(turned(Encoding::Ulaw), [1, 2, 3, 4, 5, 6, 7]);
    }
}
