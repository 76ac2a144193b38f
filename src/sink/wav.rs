//! The RIFF WAVE header, written before the samples, whose number is known.
//!
//! Nothing is patched afterwards, so a pipe takes a WAV file as well as a disk does.

use core::fmt;

use crate::codec::Encoding;
use crate::units::SampleRate;

/// The header of a mono file of `samples` samples.
///
/// Linear encodings get the header that `hound` writes: `PCMWAVEFORMAT` for 16 bits,
/// `WAVEFORMATEXTENSIBLE` for 24 bits and float. G.711 gets tag 7 (mu-law) or 6 (A-law) in a
/// `fmt ` chunk of 18 bytes and a `fact` chunk with the number of samples, as the format asks of
/// everything that is not PCM.
///
/// A chunk of an odd number of bytes is followed by one byte of padding that its length does not
/// count: [`padding`] tells.
///
/// # Errors
/// [`TooLong`] if the file would pass the 4 GiB that its 32-bit lengths can say.
pub fn header(encoding: Encoding, rate: SampleRate, samples: u64) -> Result<Vec<u8>, TooLong> {
    header_before(encoding, rate, samples, 0)
}

/// As [`header`], for a file that goes on after the samples and their [`padding`]: with `following`
/// bytes of further chunks, such as [`smpl`](super::smpl) makes.
///
/// A chunk has an even number of bytes, padding included.
///
/// # Errors
/// As [`header`].
pub fn header_before(
    encoding: Encoding,
    rate: SampleRate,
    samples: u64,
    following: u32,
) -> Result<Vec<u8>, TooLong> {
    let mut header = match encoding {
        Encoding::Pcm16 => linear(rate, 16, hound::SampleFormat::Int),
        Encoding::Pcm24 => linear(rate, 24, hound::SampleFormat::Int),
        Encoding::F32 => linear(rate, 32, hound::SampleFormat::Float),
        Encoding::Ulaw => g711(7, rate),
        Encoding::Alaw => g711(6, rate),
    };
    let data =
        samples.checked_mul(encoding.bytes_per_sample().into()).ok_or(TooLong { samples })?;
    let around = header.len() as u64 - 8 + data % 2 + u64::from(following);
    let riff = data.saturating_add(around);
    let (Ok(riff), Ok(data)) = (u32::try_from(riff), u32::try_from(data)) else {
        return Err(TooLong { samples });
    };
    patch(&mut header, 4, riff);
    let end = header.len() - 4;
    patch(&mut header, end, data);
    if matches!(encoding, Encoding::Ulaw | Encoding::Alaw) {
        patch(&mut header, end - 8, data);
    }
    Ok(header)
}

/// Bytes of padding after the samples: 1 where they are an odd number of bytes.
#[must_use]
pub fn padding(encoding: Encoding, samples: u64) -> usize {
    usize::from(samples % 2 == 1 && encoding.bytes_per_sample() % 2 == 1)
}

/// Writes a length into its place.
fn patch(header: &mut [u8], at: usize, length: u32) {
    header[at..at + 4].copy_from_slice(&length.to_le_bytes());
}

/// A header up to and with the length of the `data` chunk, which it leaves open.
fn linear(rate: SampleRate, bits: u16, format: hound::SampleFormat) -> Vec<u8> {
    hound::WavSpec {
        channels: 1,
        sample_rate: rate.hertz(),
        bits_per_sample: bits,
        sample_format: format,
    }
    .into_header_for_infinite_file()
}

/// As [`linear`], for one byte a sample under this format tag; the last field of the `fact` chunk
/// is open too.
fn g711(tag: u16, rate: SampleRate) -> Vec<u8> {
    let mut header = Vec::with_capacity(58);
    header.extend(b"RIFF\0\0\0\0WAVEfmt ");
    header.extend(18_u32.to_le_bytes());
    header.extend(tag.to_le_bytes());
    header.extend(1_u16.to_le_bytes()); // channels
    header.extend(rate.hertz().to_le_bytes()); // samples a second
    header.extend(rate.hertz().to_le_bytes()); // bytes a second
    header.extend(1_u16.to_le_bytes()); // bytes a sample
    header.extend(8_u16.to_le_bytes()); // bits a sample
    header.extend(0_u16.to_le_bytes()); // length of the extension
    header.extend(b"fact");
    header.extend(4_u32.to_le_bytes());
    header.extend(b"\0\0\0\0data\0\0\0\0");
    header
}

/// More samples than a WAV file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// How many were asked for.
    pub samples: u64,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} samples are more than the 4 GiB that a WAV file holds", self.samples)
    }
}

impl std::error::Error for TooLong {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hound_reads_the_lengths_and_formats_it_did_not_write_itself() {
        let rate = SampleRate::new(11_025).unwrap();
        for (encoding, bits) in [(Encoding::Pcm16, 16), (Encoding::Pcm24, 24), (Encoding::F32, 32)]
        {
            let mut file = header(encoding, rate, 3).unwrap();
            file.resize(file.len() + 3 * usize::from(encoding.bytes_per_sample()), 0);
            let riff = u32::from_le_bytes(file[4..8].try_into().unwrap());
            file.resize(file.len() + padding(encoding, 3), 0);
            assert_eq!(riff as usize + 8, file.len(), "{encoding}");
            let reader = hound::WavReader::new(file.as_slice()).unwrap();
            assert_eq!(reader.spec().bits_per_sample, bits);
            assert_eq!(reader.spec().sample_rate, 11_025);
            assert_eq!(reader.len(), 3, "{encoding}");
        }
    }

    #[test]
    fn a_g711_header_is_58_bytes_with_the_samples_counted_twice() {
        let header = header(Encoding::Alaw, SampleRate::NARROWBAND, 0x0102_0305).unwrap();
        let expected =
            b"RIFF\x38\x03\x02\x01WAVEfmt \x12\0\0\0\x06\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\
            \x01\0\x08\0\0\0fact\x04\0\0\0\x05\x03\x02\x01data\x05\x03\x02\x01";
        assert_eq!(header.as_slice(), expected);
    }

    #[test]
    fn chunks_that_follow_count_for_the_file_and_not_for_the_samples() {
        for (encoding, samples) in [(Encoding::Pcm16, 3), (Encoding::Ulaw, 3), (Encoding::Alaw, 4)]
        {
            let alone = header(encoding, SampleRate::NARROWBAND, samples).unwrap();
            let mut expected = alone.clone();
            let riff = u32::from_le_bytes(alone[4..8].try_into().unwrap());
            expected[4..8].copy_from_slice(&(riff + 68).to_le_bytes());
            let found = header_before(encoding, SampleRate::NARROWBAND, samples, 68).unwrap();
            assert_eq!(found, expected, "{encoding}");
        }
        let most = u64::from(u32::MAX) - 50 - 1;
        assert!(header_before(Encoding::Ulaw, SampleRate::NARROWBAND, most, 0).is_ok());
        let refused = header_before(Encoding::Ulaw, SampleRate::NARROWBAND, most, 68);
        assert_eq!(refused, Err(TooLong { samples: most }));
    }

    #[test]
    fn the_last_length_that_fits_is_taken_and_the_next_refused() {
        for (encoding, overhead) in [(Encoding::Pcm16, 36), (Encoding::Ulaw, 50)] {
            let bytes = u64::from(encoding.bytes_per_sample());
            // Even, so that no padding is due.
            let most = (u64::from(u32::MAX) - overhead) / bytes / 2 * 2;
            assert!(header(encoding, SampleRate::NARROWBAND, most).is_ok(), "{encoding}");
            for samples in [most + 2, u64::MAX] {
                let refused = header(encoding, SampleRate::NARROWBAND, samples);
                assert_eq!(refused, Err(TooLong { samples }), "{encoding}");
            }
        }
    }
}
