//! FLAC (RFC 9639): linear samples, smaller than in a WAV file and not a bit different.
//!
//! A FLAC file begins with the number of its samples and their MD5 digest. So that nothing has to be
//! patched afterwards, and a pipe takes the file, the samples are gone through twice: once through a
//! [`Digest`], once through a [`Writer`], which holds one block of them. A signal renders to the
//! same samples each time.
//!
//! The samples are exact; how well they are compressed is found out in floats, so that another
//! processor may give other bytes for the same samples.

use core::fmt;
use core::ops::RangeInclusive;
use std::io::{self, Write};

use flacenc::bitsink::ByteSink;
use flacenc::component::{BitRepr, Frame, Stream, StreamInfo};
use flacenc::config;
use flacenc::error::{Verified, Verify};
use flacenc::source::{Fill, FrameBuf};
use md5::Md5;
use md5::digest::Digest as _;

use crate::sink::Container;
use crate::units::SampleRate;

/// Samples that are compressed together; the last block may be shorter.
const BLOCK: usize = 4096;

/// The most samples that the header can count: its field has 36 bits.
const MOST: u64 = (1 << 36) - 1;

/// Bits of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 16 bits.
    Bits16,
    /// 24 bits.
    Bits24,
}

impl Depth {
    const fn bits(self) -> u8 {
        match self {
            Self::Bits16 => 16,
            Self::Bits24 => 24,
        }
    }

    fn holds(self, sample: i32) -> bool {
        // What is left of a sign-extended sample is its sign.
        matches!(sample >> (self.bits() - 1), 0 | -1)
    }

    /// The samples, if all of them have this depth.
    fn checked(self, samples: &[i32]) -> io::Result<&[i32]> {
        match samples.iter().find(|sample| !self.holds(**sample)) {
            None => Ok(samples),
            Some(sample) => {
                let bits = self.bits();
                let what = format!("the sample {sample} does not fit {bits} bits");
                Err(io::Error::new(io::ErrorKind::InvalidInput, what))
            }
        }
    }
}

/// What the header of a file says of its samples; made by a [`Digest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    depth: Depth,
    samples: u64,
    md5: [u8; 16],
}

/// Goes through the samples of a file before it is written.
#[derive(Clone)]
pub struct Digest {
    depth: Depth,
    samples: u64,
    md5: Md5,
}

impl Digest {
    /// Before the first sample.
    #[must_use]
    pub fn new(depth: Depth) -> Self {
        Self { depth, samples: 0, md5: Md5::new() }
    }

    /// Takes samples, sign-extended.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] if a sample has more bits than were said; then none is taken.
    pub fn update(&mut self, samples: &[i32]) -> io::Result<()> {
        let length = usize::from(self.depth.bits() / 8);
        for samples in self.depth.checked(samples)?.chunks(BLOCK) {
            // As they would stand in a WAV file (RFC 9639, 8.2).
            let bytes =
                samples.iter().flat_map(|sample| sample.to_le_bytes().into_iter().take(length));
            self.md5.update(bytes.collect::<Vec<u8>>());
            self.samples += samples.len() as u64;
        }
        Ok(())
    }

    /// After the last sample.
    #[must_use]
    pub fn summary(self) -> Summary {
        let Self { depth, samples, md5 } = self;
        Summary { depth, samples, md5: md5.finalize().into() }
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Digest").field("samples", &self.samples).finish_non_exhaustive()
    }
}

/// Writes a mono file as its samples come for the second time, without seeking.
///
/// A writer that is dropped before [`finish`](Self::finish) leaves a file without its last samples.
pub struct Writer<W: Write> {
    out: W,
    promised: Summary,
    written: Digest,
    predicting: Verified<config::Encoder>,
    /// flacenc 0.5.1 finds no good Rice parameter for the residuals of some 24-bit blocks (a sine
    /// clipped at full scale): one file of three had 800 megabytes. Such a block is not predicted.
    verbatim: Verified<config::Encoder>,
    info: StreamInfo,
    frame: FrameBuf,
    frames: usize,
    /// The samples of a block that is not full yet.
    block: Vec<i32>,
}

impl<W: Write> Writer<W> {
    /// The rates that flacenc writes, in hertz; the format goes beyond 192 kHz.
    pub const RATES: RangeInclusive<u32> = Container::Flac.rates();

    /// Begins a file of the samples that the summary is of: its header is written at once.
    ///
    /// # Errors
    /// Whatever `out` fails with, and [`io::ErrorKind::InvalidInput`] if the rate is not one of
    /// [`RATES`](Self::RATES), or if the samples are more than the 2³⁶ − 1 that a header can count:
    /// two weeks at 48 kHz.
    pub fn new(mut out: W, rate: SampleRate, summary: Summary) -> io::Result<Self> {
        if !Self::RATES.contains(&rate.hertz()) {
            let what = format!("FLAC is written up to {} Hz, not at {rate}", Self::RATES.end());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        let samples = usize::try_from(summary.samples).ok().filter(|_| summary.samples <= MOST);
        let samples = samples.ok_or_else(|| {
            let what = format!("{} samples are more than FLAC can count", summary.samples);
            io::Error::new(io::ErrorKind::InvalidInput, what)
        })?;
        let mut info = StreamInfo::new(rate.hertz() as usize, 1, summary.depth.bits().into())
            .map_err(failed)?;
        // The last block, which may be shorter, does not count for the least (RFC 9639, 8.2);
        // flacenc would count it, and readers take the file for one of variable blocks then.
        info.set_block_sizes(BLOCK, BLOCK).map_err(failed)?;
        // Unknown before they are written.
        info.set_frame_sizes(0, 0).map_err(failed)?;
        info.set_total_samples(samples);
        info.set_md5_digest(&summary.md5);
        let mut header = ByteSink::new();
        Stream::with_stream_info(info.clone()).write(&mut header).map_err(failed)?;
        out.write_all(header.as_slice())?;
        let verified =
            |config: config::Encoder| config.into_verified().map_err(|(_, why)| failed(why));
        let mut verbatim = config::Encoder::default();
        verbatim.subframe_coding.use_fixed = false;
        verbatim.subframe_coding.use_lpc = false;
        Ok(Self {
            out,
            promised: summary,
            written: Digest::new(summary.depth),
            predicting: verified(config::Encoder::default())?,
            verbatim: verified(verbatim)?,
            info,
            frame: FrameBuf::with_size(1, BLOCK).map_err(failed)?,
            frames: 0,
            block: Vec::with_capacity(BLOCK),
        })
    }

    /// Appends samples, sign-extended.
    ///
    /// # Errors
    /// Whatever the output fails with, and [`io::ErrorKind::InvalidInput`] if a sample has more bits
    /// than were said; then none of them is written.
    pub fn write(&mut self, samples: &[i32]) -> io::Result<()> {
        self.written.update(samples)?;
        let mut rest = samples;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(BLOCK - self.block.len()));
            self.block.extend_from_slice(now);
            if self.block.len() == BLOCK {
                self.encode_block()?;
            }
            rest = later;
        }
        Ok(())
    }

    /// Ends the file and gives back the output, which is not flushed.
    ///
    /// # Errors
    /// Whatever the output fails with, and [`io::ErrorKind::InvalidData`] if these were not the
    /// samples that the summary is of: a decoder would report the file as damaged.
    pub fn finish(mut self) -> io::Result<W> {
        if !self.block.is_empty() {
            self.encode_block()?;
        }
        if self.written.summary() != self.promised {
            let what = "the samples are not those that the header of the file was made of";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(self.out)
    }

    fn encoded(&self, config: &Verified<config::Encoder>) -> io::Result<Frame> {
        flacenc::encode_fixed_size_frame(config, &self.frame, self.frames, &self.info)
            .map_err(failed)
    }

    fn encode_block(&mut self) -> io::Result<()> {
        self.frame.fill_interleaved(&self.block).map_err(failed)?;
        let mut frame = self.encoded(&self.predicting)?;
        if frame.count_bits() > self.block.len() * usize::from(self.promised.depth.bits()) {
            frame = self.encoded(&self.verbatim)?;
        }
        let mut bytes = ByteSink::new();
        frame.write(&mut bytes).map_err(failed)?;
        self.out.write_all(bytes.as_slice())?;
        self.frames += 1;
        self.block.clear();
        Ok(())
    }
}

impl<W: Write> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("promised", &self.promised).finish_non_exhaustive()
    }
}

/// A failure of the encoder itself, which nothing that passed the checks here brings about.
fn failed(error: impl fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_or_a_number_of_samples_that_cannot_be_said_is_refused_before_anything_is_written() {
        let summary = |samples| Summary { depth: Depth::Bits16, samples, md5: [0; 16] };
        let refused = |hertz, samples| {
            let mut out = Vec::new();
            let rate = SampleRate::new(hertz).unwrap();
            let result = Writer::new(&mut out, rate, summary(samples)).map(|_| ());
            let refused = result.map_err(|error| error.kind());
            assert_eq!(refused.is_ok(), !out.is_empty(), "{hertz} Hz, {samples} samples");
            refused
        };
        assert_eq!(refused(96_000, MOST), Ok(()));
        assert_eq!(refused(96_000, MOST + 1), Err(io::ErrorKind::InvalidInput));
        assert_eq!(refused(96_001, 1), Err(io::ErrorKind::InvalidInput));
        assert_eq!(refused(192_000, u64::MAX), Err(io::ErrorKind::InvalidInput));
    }
}
