//! One signal to render: what, how long, where to.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ringsmith::codec::Encoding;
use ringsmith::model::{Component, Entry, Signal, Voice};
use ringsmith::sink::{Container, Recording};
use ringsmith::synth::{self, RenderOptions, Renderer};
use ringsmith::units::{Millis, SampleRate};

use crate::output::Target;
use crate::progress::Progress;
use crate::render::Args;

/// The length of the longest file.
const LONGEST_FILE: u64 = u32::MAX as u64;

/// A signal with its length and place. It is compiled when its turn comes, so that a file of ten
/// thousand tones takes no more memory than one.
pub struct Job {
    /// Below the directory of `-o`.
    pub place: PathBuf,
    pub recording: Recording,
    pub is_pattern: bool,
    signal: Signal,
    rate: SampleRate,
    options: RenderOptions,
}

impl Job {
    pub fn plan(
        folder: &Path,
        entry: Entry<'_>,
        args: &Args,
        voice: Option<&Voice>,
        target: &Target,
    ) -> Result<Self, String> {
        let signal = args.form.signal(entry, voice);
        synth::carried(&signal, args.rate).map_err(|error| format!("{entry}: {error}"))?;
        let recording = Recording {
            encoding: args.encoding,
            container: args.container.into(),
            start: args.form.start,
            samples: args.form.samples(&signal, entry.default_duration(), args.rate)?,
        };
        let suffix = match recording.container {
            Container::Raw => "raw",
            _ => "wav",
        };
        let bytes =
            u128::from(recording.samples) * u128::from(recording.encoding.bytes_per_sample());
        let unlimited = matches!(target, Target::Standard) && suffix == "raw";
        if bytes > LONGEST_FILE.into() && !unlimited {
            let samples = recording.samples;
            return Err(format!("{entry}: {samples} samples are more than the 4 GiB of a file"));
        }
        let options = RenderOptions { ramp: Millis(args.form.ramp) };
        let place = folder.join(format!("{entry}.{suffix}"));
        let is_pattern = matches!(entry, Entry::Pattern(_));
        Ok(Self { place, recording, is_pattern, signal, rate: args.rate, options })
    }

    /// Whether the components of a voice can add up to more than the encoding holds.
    pub fn clips(&self) -> bool {
        self.recording.encoding != Encoding::F32 && passes_full_scale(&self.signal)
    }

    pub fn write(&self, out: &mut impl Write, progress: &Progress) -> io::Result<()> {
        let renderer = Renderer::new(&self.signal, self.rate, self.options);
        let renderer = renderer.map_err(io::Error::other)?;
        self.recording.write(&renderer, out, |samples| progress.advance(samples))
    }
}

/// Whether the components of a voice can add up to more than full scale.
pub fn passes_full_scale(signal: &Signal) -> bool {
    let peak = |component: &Component| {
        let below_full_scale = f64::from(component.level.hundredths() - 314) / 2000.0;
        let swing = component.modulation.map_or(0, |m| m.depth.thousandths());
        10_f64.powf(below_full_scale) * (1.0 + f64::from(swing) / 1000.0)
    };
    let loud = |voice: &Voice| voice.components().iter().map(peak).sum::<f64>() > 1.0;
    signal.voices().iter().any(loud)
}
