//! `ringsmith render`

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;
use std::{fs, io};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use ringsmith::asset::{Asset, Device, Extent, Plain, Wish};
use ringsmith::model::Entry;
use ringsmith::sink::{self, Container};
use ringsmith::units::{Millis, SampleRate};

use crate::form::Form;
use crate::output::{Amount, Target};
use crate::progress::Progress;
use crate::selection::{Rendering, Selection};
use crate::{Failure, batch, interrupt, job, report};

/// Render ringing patterns and tones into audio files, sample-exact
///
/// Without a selector everything in the file is rendered, several files into directories of their
/// names, as pattern-N.wav and tone-N-NAME.wav.
/// The default length is the lead and two cycles; for a continuous tone its Default Duration, else
/// 3000 ms. One file holds at most 4 GiB; raw samples to standard output are unlimited.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub selection: Selection,

    #[command(flatten)]
    pub form: Form,

    /// Make the files that this device takes, and say what was changed for it
    #[arg(long = "for", value_name = "DEVICE", value_parser = device_parser())]
    #[arg(conflicts_with_all = ["container", "start", "repeat"])]
    pub device: Option<Device>,

    /// Whole cycles, and the loop told in the file: a player of WAV loops repeats it from where the
    /// cycle starts, one of Ogg as a whole
    #[arg(long = "loop", conflicts_with_all = ["duration", "start"])]
    pub repeat: bool,

    /// The title of an Ogg file, which has the name of the file where nothing is said
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,

    #[command(flatten)]
    pub rendering: Rendering,

    /// A file (for one selection), a directory (write a slash behind a new one), or `-` for standard
    /// output
    #[arg(short, long, value_name = "FILE|DIR|-")]
    pub output: Option<PathBuf>,
}

impl Args {
    /// What a device is asked for.
    pub fn wish(&self, continuous: Option<Millis>) -> Wish {
        Wish {
            coding: self.form.encoding,
            rate: self.form.rate,
            duration: self.rendering.duration,
            cycles: self.rendering.cycles,
            continuous,
            options: self.rendering.options(),
            title: self.title.clone(),
        }
    }

    /// What is asked for of the file of an entry, where no device is meant.
    pub fn plain(&self, entry: &Entry<'_>) -> Plain {
        let (coding, container) = self.form.of(self.output.as_deref());
        let Rendering { start, cycles, .. } = self.rendering;
        let continuous = entry.default_duration();
        let extent = if self.repeat {
            Extent::Loop { cycles, continuous }
        } else {
            Extent::From { start, length: self.rendering.length(continuous) }
        };
        Plain {
            coding,
            container,
            rate: self.form.rate.unwrap_or(coding.rate()),
            extent,
            options: self.rendering.options(),
            title: Some(self.title.clone().unwrap_or_else(|| entry.to_string())),
        }
    }

    /// The rate that the tones of a file have to suit.
    fn rate(&self) -> SampleRate {
        let usual = || self.form.of(self.output.as_deref()).0.rate();
        self.form.rate.unwrap_or_else(usual)
    }
}

/// A whole number from 0.
pub fn parse_whole<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "expected a whole number from 0 that fits".to_owned())
}

/// The number of a ringing pattern, alone or as `show` and `render` print it: `2`, `pattern-2`.
pub fn parse_pattern(text: &str) -> Result<u32, String> {
    let number = text.strip_prefix("pattern-").unwrap_or(text);
    number.parse().map_err(|_| "expected the number of a ringing pattern".to_owned())
}

fn device_parser() -> impl TypedValueParser<Value = Device> {
    PossibleValuesParser::new(Device::ALL.map(Device::name)).try_map(|name| name.parse::<Device>())
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let voice = args.rendering.voice()?;
    let sets = args.selection.read_all(args.rate())?;
    let selected = args.selection.select_from(&sets)?;
    let target = target(args, selected.len())?;
    let (mut assets, mut refused) = (Vec::new(), false);
    for (folder, entry) in &selected {
        match job::plan(*entry, args, voice.as_ref()) {
            Ok(planned) => assets.extend(planned.into_iter().map(|asset| asset.below(folder))),
            // What a device does not take of one signal keeps it from no other.
            Err(message) if args.device.is_some() && selected.len() > 1 => {
                report::trouble(&message);
                refused = true;
            }
            Err(message) => return Err(Failure::Trouble(message)),
        }
    }
    let unlimited = |asset: &&Asset| {
        matches!(target, Target::Standard) && asset.recording.container == Container::Raw
    };
    let limited = assets.iter().filter(|asset| !unlimited(asset));
    limited.clone().try_for_each(job::fits).map_err(Failure::Trouble)?;
    warn(&assets);
    if !selected.iter().any(|(_, entry)| matches!(entry, Entry::Pattern(_))) {
        args.rendering.warn_without_patterns();
    }
    write(&assets, &target, &args.selection.files)?;
    if refused { Err(Failure::Reported) } else { Ok(()) }
}

/// Where so many signals go.
fn target(args: &Args, signals: usize) -> Result<Target, Failure> {
    let several = args.device.map(|device| (device, device.files(&args.wish(None))));
    let several = several.filter(|(_, files)| *files > 1);
    let amount = match signals {
        1 if several.is_some() => Amount::Many,
        1 if !args.selection.selects() => Amount::OneByChance,
        1 => Amount::One,
        _ => Amount::Many,
    };
    let target = Target::of(args.output.as_deref(), amount).map_err(|message| {
        Failure::Trouble(several.map_or(message, |(device, files)| {
            format!("{device} takes {files} files of a signal: name a directory for them with -o")
        }))
    })?;
    if let Target::File(path) = &target {
        let (_, container) = args.form.of(Some(path));
        let named = sink::form(None, None, Some(path)).1;
        let known = path.extension().is_some();
        if args.device.is_none() && known && named != container {
            let path = path.display();
            report::warning(&format!(
                "{path}: this is a file in {container}, whatever its name says"
            ));
        }
    }
    Ok(target)
}

/// Writes every file to its place.
fn write(assets: &[Asset], target: &Target, read: &[PathBuf]) -> Result<(), Failure> {
    interrupt::listen();
    let progress = Progress::new(assets.iter().map(|asset| asset.recording.samples).sum());
    match target {
        Target::Standard => {
            let mut out = io::stdout().lock();
            for asset in assets {
                asset.write(&mut out, |samples| progress.advance(samples))?;
            }
            progress.finish();
            Ok(())
        }
        Target::File(path) => batch::write(assets, &progress, read, |_| path.clone()),
        Target::Directory(root) => {
            let folders: BTreeSet<_> =
                assets.iter().filter_map(|asset| asset.place.parent()).collect();
            for folder in folders.into_iter().map(|folder| root.join(folder)) {
                let made = fs::create_dir_all(&folder);
                made.map_err(|error| Failure::Trouble(format!("{}: {error}", folder.display())))?;
            }
            batch::write(assets, &progress, read, |asset| root.join(&asset.place))
        }
    }
}

/// Says what may not be meant.
fn warn(assets: &[Asset]) {
    if assets.is_empty() {
        report::warning("there is nothing to render");
    }
    for asset in assets.iter().filter(|asset| asset.clips()) {
        let name = asset.place.display();
        report::warning(&format!("{name}: the components together pass full scale and clip"));
    }
}
