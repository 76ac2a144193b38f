//! What is to be rendered, and how much of it.

use std::path::PathBuf;

use ringsmith::asset::{Asset, Stretch};
use ringsmith::model::{Entry, Signal, Voice};
use ringsmith::sink::{Coding, Container, Recording};
use ringsmith::synth::{self, RenderOptions};
use ringsmith::timeline::Length;
use ringsmith::units::{Millis, SampleRate};

use crate::render::Args;
use crate::report;

/// The length of the longest file.
const LONGEST_FILE: u64 = u32::MAX as u64;

/// The files of an entry: one, or those of a device. What a device has changed is said.
pub fn plan(entry: Entry<'_>, args: &Args, voice: Option<&Voice>) -> Result<Vec<Asset>, String> {
    let signal = args.rendering.signal(entry, voice);
    let continuous = entry.default_duration();
    let said = |error: &dyn std::fmt::Display| format!("{entry}: {error}");
    let options = RenderOptions { ramp: Millis(args.rendering.ramp) };
    let Some(device) = args.device else {
        let (coding, container) = args.form.of(args.output.as_deref());
        let rate = args.form.rate.unwrap_or(coding.rate());
        synth::carried(&signal, rate).map_err(|error| said(&error))?;
        let title = Some(args.title.clone().unwrap_or_else(|| entry.to_string()));
        let like = Recording { coding, container, title, ..Recording::default() };
        let extent = args.rendering.extent(continuous, args.repeat);
        let recording = stretch(&signal, rate, options, &extent, like).map_err(|e| said(&e))?;
        if args.repeat && !matches!(container, Container::Wav | Container::Ogg) {
            report::warning(&format!(
                "{entry}: a file in {container} does not say that it repeats"
            ));
        }
        recording.check(rate).map_err(|error| said(&error))?;
        let place = PathBuf::from(format!("{entry}.{}", suffix(coding, container)));
        return Ok(vec![Asset { place, signal, rate, options, recording }]);
    };
    let wish = args.wish(continuous);
    let plan = device.plan(&entry.to_string(), &signal, &wish).map_err(|error| said(&error))?;
    for remark in &plan.remarks {
        report::warning(&said(remark));
    }
    Ok(plan.assets)
}

/// What follows the dot of a file's name.
pub fn suffix(coding: Coding, container: Container) -> &'static str {
    if coding == Coding::G722 { coding.name() } else { container.name() }
}

/// How much of a signal goes into a file.
pub struct Extent {
    /// The first sample.
    pub start: u64,
    /// So many milliseconds from there.
    pub duration: Option<u64>,
    /// The lead and so many cycles, where no duration is said.
    pub cycles: Option<u64>,
    /// Whether it is whole cycles, and the file says that they repeat.
    pub repeat: bool,
    /// How long a continuous tone sounds, where its file says so.
    pub continuous: Option<Millis>,
}

/// The samples to render, in a recording like this one.
pub fn stretch(
    signal: &Signal,
    rate: SampleRate,
    options: RenderOptions,
    extent: &Extent,
    like: Recording,
) -> Result<Recording, String> {
    let Extent { start, duration, continuous, .. } = *extent;
    let cycles = extent.cycles.unwrap_or(Length::CYCLES);
    if extent.repeat {
        let stretch = Stretch::new(signal, rate, options, cycles, continuous);
        let stretch = stretch.map_err(|error| error.to_string())?;
        return Ok(stretch.looping(like));
    }
    let length = duration.map_or(Length::Cycles { cycles, continuous }, Length::Millis);
    let samples = length.samples(signal.cadence(), rate, start);
    let samples = samples.map_err(|error| error.to_string())?;
    Ok(Recording { start, samples, ..like })
}

/// Whether the file has room on a disk. Of a coding whose bytes are not known before, the samples count.
pub fn fits(asset: &Asset) -> Result<(), String> {
    let Asset { place, rate, recording, .. } = asset;
    if recording.bytes(*rate).unwrap_or(recording.samples) > LONGEST_FILE {
        let (place, samples) = (place.display(), recording.samples);
        return Err(format!("{place}: {samples} samples are more than the 4 GiB of a file"));
    }
    Ok(())
}
