//! What is to be rendered, and how much of it.

use std::path::PathBuf;

use ringsmith::asset::Asset;
use ringsmith::model::{Entry, Voice};
use ringsmith::sink::{Coding, Container};

use crate::render::Args;
use crate::report;

/// The length of the longest file.
const LONGEST_FILE: u64 = u32::MAX as u64;

/// The files of an entry: one, or those of a device. What a device has changed is said.
pub fn plan(entry: Entry<'_>, args: &Args, voice: Option<&Voice>) -> Result<Vec<Asset>, String> {
    let signal = args.rendering.signal(entry, voice);
    let continuous = entry.default_duration();
    let said = |error: &dyn std::fmt::Display| format!("{entry}: {error}");
    let Some(device) = args.device else {
        let plain = args.plain(&entry);
        let (coding, container) = (plain.coding, plain.container);
        let place = PathBuf::from(format!("{entry}.{}", suffix(coding, container)));
        let asset = plain.asset(place, signal).map_err(|error| said(&error))?;
        if args.repeat && !matches!(container, Container::Wav | Container::Ogg) {
            report::warning(&format!(
                "{entry}: a file in {container} does not say that it repeats"
            ));
        }
        return Ok(vec![asset]);
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

/// Whether the file has room on a disk. Of a coding whose bytes are not known before, the samples count.
pub fn fits(asset: &Asset) -> Result<(), String> {
    let Asset { place, rate, recording, .. } = asset;
    if recording.bytes(*rate).unwrap_or(recording.samples) > LONGEST_FILE {
        let (place, samples) = (place.display(), recording.samples);
        return Err(format!("{place}: {samples} samples are more than the 4 GiB of a file"));
    }
    Ok(())
}
