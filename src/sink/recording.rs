//! A stretch of a signal as a file.

use std::io::{self, Write};

use crate::codec::{Encoding, g722};
#[cfg(feature = "flac")]
use crate::sink::flac;
#[cfg(feature = "vorbis")]
use crate::sink::ogg;
use crate::sink::{Coding, Container, Unwritable, au, smpl, wav};
#[cfg(feature = "flac")]
use crate::synth::I24;
use crate::synth::{Renderer, Repeat, Sample};
use crate::units::SampleRate;

/// A stretch of a signal and the form it is written in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recording {
    /// How the samples are coded.
    pub coding: Coding,
    /// What stands around them.
    pub container: Container,
    /// The first sample.
    pub start: u64,
    /// The number of samples.
    pub samples: u64,
    /// The stretch of the signal that a player repeats for ever. It is told in the file where that
    /// holds it and its container can say so: a `smpl` chunk of a WAV, `ANDROID_LOOP=true` of an Ogg
    /// that repeats as a whole.
    pub repeat: Option<Repeat>,
    /// The title, told in an Ogg.
    pub title: Option<String>,
}

impl Recording {
    /// Whether the file can be written at `rate`.
    ///
    /// # Errors
    /// What keeps it from being written.
    pub fn check(&self, rate: SampleRate) -> Result<(), Unwritable> {
        let Self { coding, container, samples, .. } = *self;
        if !container.holds(coding) {
            return Err(Unwritable::NotHeld { coding, container });
        }
        let missing = match container {
            Container::Ogg => !cfg!(feature = "vorbis"),
            Container::Flac => !cfg!(feature = "flac"),
            _ => false,
        };
        if missing {
            return Err(Unwritable::NotBuilt { container });
        }
        if !coding.rates().contains(&rate.hertz()) {
            return Err(Unwritable::Rate { coding, rate });
        }
        if !container.rates().contains(&rate.hertz()) {
            return Err(Unwritable::ContainerRate { container, rate });
        }
        let limit = u64::from(u32::MAX);
        match self.bytes(rate) {
            Some(bytes) if container != Container::Raw && bytes > limit => {
                Err(Unwritable::TooLong { samples, container })
            }
            _ => Ok(()),
        }
    }

    /// The bytes of the file, where they do not depend on what the samples are; the greatest number
    /// where they pass it.
    #[must_use]
    pub fn bytes(&self, rate: SampleRate) -> Option<u64> {
        let samples = self.coding.bytes(self.samples).unwrap_or(u64::MAX);
        let around = match (self.container, self.coding) {
            (Container::Raw, _) => 0,
            (Container::Au, _) => au::HEADER.into(),
            (Container::Wav, Coding::Samples(encoding)) => {
                let header = wav::header(encoding, rate, 0).map_or(0, |header| header.len());
                let padding = wav::padding(encoding, self.samples);
                (header + padding + self.chunk(rate).len()) as u64
            }
            _ => return None,
        };
        Some(samples.saturating_add(around))
    }

    /// Renders the stretch into `out`, in pieces of bounded size. After each piece `progress` is
    /// told how many samples it had; an error of its own ends the work.
    ///
    /// # Errors
    /// Whatever `out` or `progress` fails with, and [`io::ErrorKind::InvalidInput`] with an
    /// [`Unwritable`] if [`check`](Self::check) refuses it.
    pub fn write(
        &self,
        renderer: &Renderer,
        out: &mut impl Write,
        progress: impl FnMut(u64) -> io::Result<()>,
    ) -> io::Result<()> {
        let rate = renderer.timeline().rate();
        self.check(rate).map_err(invalid)?;
        match (self.container, self.coding) {
            #[cfg(feature = "vorbis")]
            (Container::Ogg, _) => self.write_ogg(renderer, out, progress)?,
            #[cfg(feature = "flac")]
            (Container::Flac, Coding::Samples(Encoding::Pcm24)) => {
                self.write_flac::<I24>(flac::Depth::Bits24, renderer, out, progress)?;
            }
            #[cfg(feature = "flac")]
            (Container::Flac, _) => {
                self.write_flac::<i16>(flac::Depth::Bits16, renderer, out, progress)?;
            }
            (_, Coding::G722) => self.write_g722(renderer, out, progress)?,
            (_, Coding::Samples(encoding)) => {
                self.write_plain(encoding, renderer, out, progress)?;
            }
            (container, coding) => return Err(invalid(Unwritable::NotHeld { coding, container })),
        }
        out.flush()
    }

    /// Writes samples that are coded each for itself, and what stands around them.
    fn write_plain(
        &self,
        encoding: Encoding,
        renderer: &Renderer,
        out: &mut impl Write,
        mut progress: impl FnMut(u64) -> io::Result<()>,
    ) -> io::Result<()> {
        let rate = renderer.timeline().rate();
        let after = self.chunk(rate);
        let mut bytes = match self.container {
            Container::Wav => {
                let after = if after.is_empty() { 0 } else { smpl::LENGTH };
                wav::header_before(encoding, rate, self.samples, after).map_err(invalid)?
            }
            Container::Au => au::header(encoding, rate, self.samples).to_vec(),
            _ => Vec::new(),
        };
        for (position, count) in self.pieces() {
            let before = bytes.len();
            encoding.render(renderer, position, count, &mut bytes);
            if self.container == Container::Au {
                au::to_big_endian(encoding, &mut bytes[before..]);
            }
            out.write_all(&bytes)?;
            bytes.clear();
            progress(count as u64)?;
        }
        if self.container == Container::Wav {
            bytes.resize(bytes.len() + wav::padding(encoding, self.samples), 0);
        }
        bytes.extend(after);
        out.write_all(&bytes)
    }

    fn write_g722(
        &self,
        renderer: &Renderer,
        out: &mut impl Write,
        mut progress: impl FnMut(u64) -> io::Result<()>,
    ) -> io::Result<()> {
        let (mut encoder, mut codes) = (g722::Encoder::default(), Vec::new());
        self.each_piece(renderer, &mut |samples: &[i16]| {
            encoder.encode(samples, &mut codes);
            out.write_all(&codes)?;
            codes.clear();
            progress(samples.len() as u64)
        })?;
        encoder.finish(&mut codes);
        out.write_all(&codes)
    }

    #[cfg(feature = "vorbis")]
    fn write_ogg(
        &self,
        renderer: &Renderer,
        out: &mut impl Write,
        mut progress: impl FnMut(u64) -> io::Result<()>,
    ) -> io::Result<()> {
        let whole = Some(Repeat { first: 0, period: self.samples });
        let tags = ogg::Tags {
            title: self.title.as_deref().unwrap_or_default(),
            looped: self.samples > 0 && self.repeat_within() == whole,
        };
        let mut writer = ogg::Writer::new(out, renderer.timeline().rate(), &tags)?;
        self.each_piece(renderer, &mut |samples: &[f32]| {
            writer.write(samples)?;
            progress(samples.len() as u64)
        })?;
        writer.finish().map(drop)
    }

    /// Writes a FLAC file of samples of type `S`: they are rendered twice, once for their digest, which
    /// stands before them.
    #[cfg(feature = "flac")]
    fn write_flac<S: Sample + Into<i32>>(
        &self,
        depth: flac::Depth,
        renderer: &Renderer,
        out: &mut impl Write,
        mut progress: impl FnMut(u64) -> io::Result<()>,
    ) -> io::Result<()> {
        let numbers =
            |samples: &[S]| samples.iter().map(|&sample| sample.into()).collect::<Vec<i32>>();
        let mut digest = flac::Digest::new(depth);
        self.each_piece(renderer, &mut |samples: &[S]| {
            digest.update(&numbers(samples))?;
            progress(0)
        })?;
        let rate = renderer.timeline().rate();
        let mut writer = flac::Writer::new(out, rate, digest.summary())?;
        self.each_piece(renderer, &mut |samples: &[S]| {
            writer.write(&numbers(samples))?;
            progress(samples.len() as u64)
        })?;
        writer.finish().map(drop)
    }

    /// Renders the stretch piece by piece.
    fn each_piece<S: Sample>(
        &self,
        renderer: &Renderer,
        take: &mut impl FnMut(&[S]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut samples = Vec::new();
        for (position, count) in self.pieces() {
            samples.resize(count, S::default());
            renderer.render(position, &mut samples);
            take(&samples)?;
        }
        Ok(())
    }

    /// The positions and lengths of pieces of bounded size.
    fn pieces(&self) -> impl Iterator<Item = (u64, usize)> + use<> {
        const AT_ONCE: usize = 1 << 16;
        let Self { start, samples, .. } = *self;
        let pieces = (0..samples).step_by(AT_ONCE);
        pieces.map(move |done| {
            let left = usize::try_from(samples - done).unwrap_or(AT_ONCE);
            (start.saturating_add(done), left.min(AT_ONCE))
        })
    }

    /// The stretch that repeats, counted from the first sample of the file, if it lies in it.
    fn repeat_within(&self) -> Option<Repeat> {
        let repeat = self.repeat?;
        let first = repeat.first.checked_sub(self.start)?;
        let repeat = Repeat { first, ..repeat };
        (repeat.end(1) <= self.samples).then_some(repeat)
    }

    /// What stands behind the samples of a WAV.
    fn chunk(&self, rate: SampleRate) -> Vec<u8> {
        let repeat = self.repeat_within().filter(|_| self.container == Container::Wav);
        let told = repeat.and_then(|repeat| smpl::Loop::new(repeat.first, repeat.period));
        told.map_or(Vec::new(), |told| smpl::chunk(rate, told).to_vec())
    }
}

fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}
