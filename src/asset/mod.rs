//! Files that are made to be played by something else: phones, gateways, media servers.
//!
//! An [`Asset`] is a file in the making: a signal, a rate, the [`Recording`] of it, and the place where
//! it is to stand. A [`Device`] knows which files it takes of a signal, and says what it changes or
//! refuses; a [`Plain`] file is for no device in particular. A file that a device repeats holds whole cycles, so that its end joins its start sample for
//! sample ([`Repeat`]).
//!
//! ```
//! use ringsmith::asset::{Device, Wish};
//! use ringsmith::standard;
//!
//! let tones = standard::tones();
//! let busy = &tones.tone_by_id("bt").ok_or("no busy tone")?.signal;
//! let plan = Device::Asterisk.plan("busy", busy, &Wish::default())?;
//! let places: Vec<_> = plan.assets.iter().map(|asset| asset.place.display().to_string()).collect();
//! assert_eq!(places, ["busy.ulaw", "busy.alaw", "busy.sln", "busy.sln16", "busy.g722", "busy.wav"]);
//!
//! let mut file = Vec::new();
//! plan.assets[0].write(&mut file, |_samples| Ok(()))?;
//! assert_eq!(file.len(), 2 * 8_000); // two cycles of a second
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod device;
mod plain;
mod plan;
mod problem;
mod rules;
mod stretch;

pub use device::{Device, UnknownDevice};
pub use plain::{Extent, Plain};
pub use plan::{Plan, Wish};
pub use problem::{Refusal, Remark};
pub use stretch::Stretch;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::codec::Encoding;
use crate::model::Signal;
use crate::sink::{Coding, Recording};
#[cfg(doc)]
use crate::synth::Repeat;
use crate::synth::{self, RenderOptions, Renderer};
use crate::units::SampleRate;

/// A file in the making. It is compiled when it is written, so that ten thousand of them take little
/// memory.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Where it is to stand, below the directory of all of them.
    pub place: PathBuf,
    /// What it plays.
    pub signal: Signal,
    /// At which rate.
    pub rate: SampleRate,
    /// How it is rendered.
    pub options: RenderOptions,
    /// Which stretch of it, in which form.
    pub recording: Recording,
}

impl Asset {
    /// Writes the file into `out`. After each piece `progress` is told how many samples it had; an
    /// error of its own ends the work.
    ///
    /// # Errors
    /// Whatever `out` or `progress` fails with, and [`io::ErrorKind::InvalidInput`] if the rate does not
    /// carry the signal or the form cannot be written.
    pub fn write(
        &self,
        out: &mut impl Write,
        progress: impl FnMut(u64) -> io::Result<()>,
    ) -> io::Result<()> {
        let renderer = Renderer::new(&self.signal, self.rate, self.options);
        let renderer = renderer.map_err(|e| io::Error::new(io::ErrorKind::InvalidInput, e))?;
        self.recording.write(&renderer, out, progress)
    }

    /// The same file, below `folder`.
    #[must_use]
    pub fn below(self, folder: &Path) -> Self {
        Self { place: folder.join(self.place), ..self }
    }

    /// Whether the components of a voice can add up to more than the coding holds.
    #[must_use]
    pub fn clips(&self) -> bool {
        let clipped = !matches!(self.recording.coding, Coding::Samples(Encoding::F32));
        clipped && synth::passes_full_scale(&self.signal)
    }
}

#[cfg(test)]
mod tests;
