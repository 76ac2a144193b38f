//! Ogg Vorbis (RFC 3533, Vorbis I): the ring tones of handsets on Android, which loop without a gap
//! if the file says so.
//!
//! What decides whether a loop is seamless is that a decoder gives as many samples as were
//! written. Vorbis codes whole blocks; the granule position of the last page says how many of their
//! samples count, and here it is the number of samples, exactly.
//!
//! Vorbis is lossy. What is decoded of telephone tones from 0 to -40 dBm0, steady and in bursts,
//! differs from what was written by an error at least 36 dB below the tone from 32 kHz on, and 28 dB
//! below that; of the error, 38 dB below the tone, a part is a level that is 0.1 dB too high.
//! The ends are hardly worse than the middle (34 and 28 dB in the first and the last 10 ms): the
//! encoder goes on beyond both by linear prediction, so a steady tone neither fades nor clicks
//! where a loop joins. In the 10 ms before a burst there is an echo of it, 33 dB down or more.
//!
//! The same samples give the same bytes, in whatever pieces they are written: the encoder gets
//! blocks of one size (it predicts what precedes the first sample from as much as it has by
//! then). It calculates in floats, so that another compiler or processor may give other bytes.

use core::fmt;
use core::num::{NonZeroU8, NonZeroU32};
use core::ops::RangeInclusive;
use std::io::{self, Write};

use vorbis_rs::{
    VorbisBitrateManagementStrategy, VorbisEncoder, VorbisEncoderBuilder, VorbisError,
};

use crate::sink::Coding;
use crate::units::SampleRate;

/// Samples that the encoder gets at once; what libvorbis recommends.
const BLOCK: usize = 1024;

/// The highest, from -0.2 on.
///
/// Files are 15 % larger than with 0.7 and 5 % larger than with 0.9, as they begin with four
/// kilobytes of tables. What is lost of the tones that fare worst, four weak components in bursts
/// of 100 ms at 48 kHz, is 27 dB below them with 0.7, 31 dB with 0.9 and 37 dB with 1.
const QUALITY: f32 = 1.0;

/// Bytes of Vorbis that a page holds at least.
///
/// ffmpeg (5.1) reckons where a stream ends from the page before the last: a file with all its sound
/// in one page has up to a block more or less for it, which oggdec and symphonia have not. With
/// pages as short as this, every file of 2000 samples or more that is not silent has two. Each page
/// costs 28 bytes or more.
const PAGE: u16 = 128;

/// What a file says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tags<'a> {
    /// The title by which handsets list and find it, as the comment `TITLE`; none if it is empty.
    pub title: &'a str,
    /// Whether it repeats until it is stopped: the comment `ANDROID_LOOP=true`, which Android's
    /// ring tone player looks for.
    pub looped: bool,
}

impl Tags<'_> {
    /// The serial number of the stream: FNV-1a of its tags and rate.
    ///
    /// RFC 3533 wants the serial numbers within a file to differ, and random ones would make every
    /// file new. So two files with titles of their own may be joined one after the other, as
    /// Ogg provides for; two of the same title and rate are told apart by no reader.
    fn serial(&self, rate: SampleRate) -> i32 {
        const OFFSET: u32 = 0x811c_9dc5;
        const PRIME: u32 = 0x0100_0193;
        let parameters = rate.hertz().to_le_bytes();
        let all = self.title.bytes().chain([u8::from(self.looped)]).chain(parameters);
        all.fold(OFFSET, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(PRIME)).cast_signed()
    }
}

/// Writes a mono stream as its samples come, without seeking.
///
/// A writer that is dropped before [`finish`](Self::finish) leaves a file that is whole as far as
/// blocks were full, and loses its errors.
pub struct Writer<W: Write> {
    encoder: VorbisEncoder<W>,
    /// The samples of a block that is not full yet.
    block: Vec<f32>,
}

impl<W: Write> Writer<W> {
    /// The rates that tones survive at, in hertz.
    ///
    /// Below 15 000 Hz the encoder (aoTuV with Lancer's changes) has tables of its own with which
    /// it loses components from a sixth of the rate on: a sine of 1400 Hz at 8 kHz comes back
    /// 12 dB down in as much noise. libvorbis does not do so; the fault is known
    /// (<https://github.com/xiph/vorbis/issues/102>), and a decoder cannot mend it.
    pub const RATES: RangeInclusive<u32> = Coding::Vorbis.rates();

    /// Begins a file: its headers are written at once.
    ///
    /// # Errors
    /// Whatever `out` fails with, and [`io::ErrorKind::InvalidInput`]: with a [`RateTooLow`] if the
    /// rate is not one of [`RATES`](Self::RATES), and if the title has a NUL character.
    pub fn new(out: W, rate: SampleRate, tags: &Tags<'_>) -> io::Result<Self> {
        let too_low = || io::Error::new(io::ErrorKind::InvalidInput, RateTooLow { rate });
        let hertz =
            NonZeroU32::new(rate.hertz()).filter(|hertz| Self::RATES.contains(&hertz.get()));
        let hertz = hertz.ok_or_else(too_low)?;
        let serial = tags.serial(rate);
        let mut builder = VorbisEncoderBuilder::new_with_serial(hertz, NonZeroU8::MIN, out, serial);
        builder.minimum_page_data_size(Some(PAGE));
        builder.bitrate_management_strategy(VorbisBitrateManagementStrategy::QualityVbr {
            target_quality: QUALITY,
        });
        if !tags.title.is_empty() {
            builder.comment_tag("TITLE", tags.title).map_err(io_error)?;
        }
        if tags.looped {
            builder.comment_tag("ANDROID_LOOP", "true").map_err(io_error)?;
        }
        let encoder = builder.build().map_err(io_error)?;
        Ok(Self { encoder, block: Vec::with_capacity(BLOCK) })
    }

    /// Appends samples; full scale is 1, and what lies beyond is clipped to it, as decoders do.
    ///
    /// # Errors
    /// Whatever the output fails with, and [`io::ErrorKind::InvalidInput`] if a sample is not a
    /// number; then none of them is written.
    pub fn write(&mut self, samples: &[f32]) -> io::Result<()> {
        // The encoder makes indices of what it is given.
        if samples.iter().any(|sample| sample.is_nan()) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a sample is not a number"));
        }
        let mut rest = samples;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(BLOCK - self.block.len()));
            self.block.extend(now.iter().map(|sample| sample.clamp(-1.0, 1.0)));
            if self.block.len() == BLOCK {
                self.encode_block()?;
            }
            rest = later;
        }
        Ok(())
    }

    /// Ends the file after the last sample and gives back the output, which is not flushed.
    ///
    /// # Errors
    /// Whatever the output fails with.
    pub fn finish(mut self) -> io::Result<W> {
        self.encode_block()?;
        self.encoder.finish().map_err(io_error)
    }

    /// Encodes what is in the block; to the encoder, a block of no samples would be the end.
    fn encode_block(&mut self) -> io::Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        self.encoder.encode_audio_block([&self.block]).map_err(io_error)?;
        self.block.clear();
        Ok(())
    }
}

impl<W: Write> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("waiting", &self.block.len()).finish_non_exhaustive()
    }
}

fn io_error(error: VorbisError) -> io::Error {
    match error {
        VorbisError::Io(error) => error,
        VorbisError::InvalidCommentString(_) => {
            io::Error::new(io::ErrorKind::InvalidInput, "a title has no NUL characters")
        }
        error => io::Error::other(error),
    }
}

/// A rate at which Vorbis would lose the higher components of a tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateTooLow {
    /// The rate that was asked for.
    pub rate: SampleRate,
}

impl fmt::Display for RateTooLow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let least = Writer::<io::Sink>::RATES.start();
        write!(f, "Ogg Vorbis keeps tones from {least} Hz on, not at {}", self.rate)
    }
}

impl std::error::Error for RateTooLow {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Something that is neither silent nor periodic.
    fn noise(samples: u32) -> Vec<f32> {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f32::from((state >> 16).to_le_bytes()[0]) / 256.0 - 0.5
        };
        (0..samples).map(|_| next()).collect()
    }

    fn written(samples: &[f32], pieces: usize, tags: &Tags<'_>) -> Vec<u8> {
        let rate = SampleRate::new(16_000).unwrap();
        let mut writer = Writer::new(Vec::new(), rate, tags).unwrap();
        for piece in samples.chunks(pieces) {
            writer.write(piece).unwrap();
        }
        writer.finish().unwrap()
    }

    /// Serial number, flags and granule position of every page, whose checksums hold.
    fn pages(file: &[u8]) -> Vec<(u32, u8, u64)> {
        let (mut rest, mut pages) = (file, Vec::new());
        while !rest.is_empty() {
            assert_eq!(&rest[..5], b"OggS\0");
            let segments = &rest[27..27 + usize::from(rest[26])];
            let length =
                27 + segments.len() + segments.iter().copied().map(usize::from).sum::<usize>();
            let granule = u64::from_le_bytes(rest[6..14].try_into().unwrap());
            let serial = u32::from_le_bytes(rest[14..18].try_into().unwrap());
            pages.push((serial, rest[5], granule));
            rest = &rest[length..];
        }
        pages
    }

    #[test]
    fn the_same_samples_give_the_same_bytes_in_whatever_pieces() {
        let tags = Tags { title: "Ringing", looped: true };
        // Not a multiple of a block; its first blocks decide what the encoder predicts.
        let samples = noise(20_011);
        let once = written(&samples, samples.len(), &tags);
        for pieces in [1, 80, 160, 1023, 1024, 1025, 7919] {
            assert!(written(&samples, pieces, &tags) == once, "pieces of {pieces}");
        }
    }

    #[test]
    fn the_last_page_counts_every_sample_and_is_marked_as_the_last() {
        for samples in [0, 1, 63, 64, 255, 256, 1023, 1024, 1025, 2048, 10_000] {
            let pages = pages(&written(&noise(samples), 333, &Tags::default()));
            let (_, flags, granule) = pages.last().unwrap();
            assert_eq!((*granule, flags & 4), (samples.into(), 4), "{samples} samples");
            let ends = pages.iter().filter(|(_, flags, _)| flags & 4 != 0).count();
            assert_eq!(ends, 1, "{samples} samples");
        }
    }

    #[test]
    fn streams_of_different_titles_rates_or_loops_have_serial_numbers_of_their_own() {
        let rates = [16_000, 48_000].map(|hertz| SampleRate::new(hertz).unwrap());
        let mut serials = Vec::new();
        for title in ["", "Busy", "Ringing"] {
            for looped in [false, true] {
                serials.extend(rates.map(|rate| Tags { title, looped }.serial(rate)));
            }
        }
        serials.sort_unstable();
        serials.dedup();
        assert_eq!(serials.len(), 12);
        let tags = Tags { title: "Busy", looped: true };
        let expected = tags.serial(rates[0]).cast_unsigned();
        for (serial, _, _) in pages(&written(&noise(5000), 5000, &tags)) {
            assert_eq!(serial, expected);
        }
    }

    #[test]
    fn a_rate_that_loses_tones_is_refused_before_anything_is_written() {
        for hertz in [8_000, 11_025, 14_999] {
            let rate = SampleRate::new(hertz).unwrap();
            let mut out = Vec::new();
            let refused = Writer::new(&mut out, rate, &Tags::default()).unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::InvalidInput);
            let expected = format!("Ogg Vorbis keeps tones from 15000 Hz on, not at {hertz} Hz");
            assert_eq!(refused.to_string(), expected);
            assert!(out.is_empty());
        }
        for hertz in [15_000, 192_000] {
            let rate = SampleRate::new(hertz).unwrap();
            assert!(Writer::new(io::sink(), rate, &Tags::default()).is_ok(), "{hertz} Hz");
        }
    }

    #[test]
    fn a_title_with_nul_and_samples_that_are_no_numbers_are_refused() {
        let rate = SampleRate::new(16_000).unwrap();
        let tags = Tags { title: "Ring\0ing", looped: false };
        let refused = Writer::new(io::sink(), rate, &tags).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidInput);
        let mut writer = Writer::new(Vec::new(), rate, &Tags::default()).unwrap();
        let refused = writer.write(&[0.0, f32::NAN]).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidInput);
        writer.write(&[0.5; 3000]).unwrap();
        let file = writer.finish().unwrap();
        assert!(file == written(&[0.5; 3000], 3000, &Tags::default()));
    }

    #[test]
    fn what_lies_beyond_full_scale_is_written_as_full_scale() {
        let loud = [f32::INFINITY, -700.0, 1.5, f32::NEG_INFINITY].repeat(1000);
        let clipped = [1.0, -1.0, 1.0, -1.0].repeat(1000);
        let tags = Tags::default();
        assert!(written(&loud, 4000, &tags) == written(&clipped, 4000, &tags));
    }

    #[test]
    fn an_output_that_fails_is_reported() {
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let rate = SampleRate::new(16_000).unwrap();
        let kind_of = |room| {
            let mut writer = Writer::new(Full(room), rate, &Tags::default())?;
            writer.write(&noise(20_000))?;
            writer.finish().map(|_| ())
        };
        for room in [0, 100, 6_000] {
            let failed = kind_of(room).map_err(|error| error.kind());
            assert_eq!(failed, Err(io::ErrorKind::StorageFull), "room for {room} bytes");
        }
        assert!(kind_of(1 << 20).is_ok());
    }
}
