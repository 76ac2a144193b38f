//! Where bytes go: WAV and raw files, and the parts of .au, FLAC and Ogg Vorbis; without seeking.

pub mod au;
#[cfg(feature = "flac")]
pub mod flac;
#[cfg(feature = "vorbis")]
pub mod ogg;
pub mod smpl;
pub mod wav;

use std::io::{self, Write};

use crate::codec::Encoding;
use crate::synth::Renderer;

/// What stands around the samples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Container {
    /// RIFF WAVE.
    #[default]
    Wav,
    /// Nothing.
    Raw,
}

/// A stretch of a signal and the form it is written in.
#[derive(Clone, Copy, Debug)]
pub struct Recording {
    /// How samples are written.
    pub encoding: Encoding,
    /// What stands around them.
    pub container: Container,
    /// The first sample.
    pub start: u64,
    /// The number of samples.
    pub samples: u64,
}

impl Recording {
    /// Renders the stretch into `out`, in pieces of bounded size. After each piece `progress` is
    /// told how many samples it had; an error of its own ends the work.
    ///
    /// # Errors
    /// Whatever `out` or `progress` fails with, and [`io::ErrorKind::InvalidInput`] with a [`wav::TooLong`] if
    /// the container cannot hold so many samples.
    pub fn write(
        &self,
        renderer: &Renderer,
        out: &mut impl Write,
        mut progress: impl FnMut(u64) -> io::Result<()>,
    ) -> io::Result<()> {
        const AT_ONCE: u32 = 1 << 16;
        let mut bytes = match self.container {
            Container::Raw => Vec::new(),
            Container::Wav => {
                let rate = renderer.timeline().rate();
                wav::header(self.encoding, rate, self.samples)
                    .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?
            }
        };
        let mut done = 0;
        while done < self.samples {
            let now = u32::try_from(self.samples - done).unwrap_or(AT_ONCE).min(AT_ONCE);
            let position = self.start.saturating_add(done);
            self.encoding.render(renderer, position, now as usize, &mut bytes);
            out.write_all(&bytes)?;
            bytes.clear();
            done += u64::from(now);
            progress(now.into())?;
        }
        if self.container == Container::Wav {
            bytes.resize(bytes.len() + wav::padding(self.encoding, self.samples), 0);
        }
        out.write_all(&bytes)?;
        out.flush()
    }
}
