//! Playing on the default sound card.

use std::path::PathBuf;

use ringsmith::model::{Component, Entry, Signal, ToneSet, Voice};
use ringsmith::synth::{Renderer, passes_full_scale};
use ringsmith::units::SampleRate;

use super::device::{Device, Part};
use super::{Args, pipe};
use crate::{Failure, interrupt, report};

/// Loudspeakers give, and people hear, next to nothing below 100 Hz; in millihertz.
const AUDIBLE: u32 = 100_000;

pub fn run(args: &Args) -> Result<(), Failure> {
    let voice = args.rendering.voice()?;
    let device = Device::open().map_err(|error| pipe::instead_of(&error))?;
    let sets = args.selection.read_all(device.rate())?;
    let entries = entries(args, &sets)?;
    if !entries.iter().any(|entry| matches!(entry, Entry::Pattern(_))) {
        args.rendering.warn_without_patterns();
    }
    let part = |entry| part(entry, args, voice.as_ref(), device.rate());
    let parts: Result<Vec<_>, _> = entries.into_iter().map(part).collect();
    let parts = parts.map_err(Failure::Trouble)?;
    interrupt::listen();
    device.play(parts)
}

/// The selected signals; without a selector the only one that there is.
fn entries<'a>(args: &Args, sets: &'a [(PathBuf, ToneSet)]) -> Result<Vec<Entry<'a>>, Failure> {
    let selected = args.selection.select_from(sets)?;
    let count = selected.len();
    if count == 0 {
        report::warning("there is nothing to play");
    }
    if count > 1 && !args.selection.selects() {
        return Err(Failure::Trouble(format!(
            "there are {count} signals: select what to play with --pattern or --tone"
        )));
    }
    Ok(selected.into_iter().map(|(_, entry)| entry).collect())
}

fn part(
    entry: Entry<'_>,
    args: &Args,
    voice: Option<&Voice>,
    rate: SampleRate,
) -> Result<Part, String> {
    let signal = args.rendering.signal(entry, voice);
    let start = args.rendering.start;
    let length = args.rendering.length(entry.default_duration());
    let samples = length.samples(signal.cadence(), rate, start);
    let samples = samples.map_err(|error| format!("{entry}: {error}"))?;
    warn(entry, &signal);
    let renderer = Renderer::new(&signal, rate, args.rendering.options());
    let renderer = renderer.map_err(|error| format!("{entry}: {error}"))?;
    Ok(Part { name: entry.to_string(), renderer, start, samples })
}

/// Says what nobody hears, and what a sound card clips.
fn warn(entry: Entry<'_>, signal: &Signal) {
    let mut components = signal.voices().iter().flat_map(Voice::components);
    let too_low = |component: &Component| component.frequency.millihertz() < AUDIBLE;
    if matches!(entry, Entry::Pattern(_)) && components.all(too_low) {
        report::warning(&format!(
            "{entry}: nobody hears a ringing frequency: give it a voice, --voice 440+480@-19"
        ));
    }
    if passes_full_scale(signal) {
        report::warning(&format!("{entry}: the components together pass full scale and clip"));
    }
}
