//! `ringsmith render`

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::{fs, io};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use ringsmith::alert_info::{AlertInfo, Profile};
use ringsmith::asset::{Asset, Device};
use ringsmith::model::{Entry, Selector, ToneSet};
use ringsmith::notation::{Notation, Options, voice};
use ringsmith::standard;
use ringsmith::units::{DbM0, SampleRate};
use ringsmith::world::Country;

use crate::alert::profile_parser;
use crate::form::Form;
use crate::job;
use crate::output::{Amount, Target};
use crate::progress::Progress;
use crate::tones::parse_country;
use crate::{Failure, alert, batch, input, interrupt, report};

/// Render ringing patterns and tones into audio files, sample-exact
///
/// Without a selector everything in the file is rendered, as pattern-N.wav and tone-N-NAME.wav.
/// The default length is the lead and two cycles; for a continuous tone its Default Duration, else
/// 3000 ms. One file holds at most 4 GiB; raw samples to standard output are unlimited.
#[derive(clap::Args)]
pub struct Args {
    /// Files of tones, `-` for standard input; several are rendered into directories of their names.
    /// Without one the built-in tones and patterns are there to select from
    #[arg(value_name = "FILE")]
    #[arg(required_unless_present_any = ["patterns", "tones", "alert", "country"])]
    files: Vec<PathBuf>,

    /// Only the tone package of this name, where a file holds several
    #[arg(long, value_name = "NAME", requires = "files")]
    package: Option<String>,

    /// The notation of the files, where their names and texts do not tell
    #[arg(long, value_name = "NOTATION", value_parser = input::notation_parser())]
    from: Option<Notation>,

    /// The built-in tones of this country instead of a file (see `ringsmith tones`)
    #[arg(long, value_name = "CC", conflicts_with = "files", value_parser = parse_country)]
    country: Option<&'static Country>,

    /// Render the ringing pattern with this number (may be repeated)
    #[arg(long = "pattern", value_name = "N", value_parser = parse_pattern)]
    patterns: Vec<u32>,

    /// Render a tone: its number, user and its number, or the id of its kind, such as bt (may be
    /// repeated)
    #[arg(long = "tone", value_name = "ID")]
    tones: Vec<Selector>,

    /// Render what a SIP Alert-Info header value selects: '<Bellcore-dr2>' (see `ringsmith alert`)
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    alert: Option<String>,

    /// Whose reading of --alert is meant
    #[arg(long, default_value = "auto", requires = "alert", value_parser = profile_parser())]
    profile: Profile,

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

    /// Render this many milliseconds
    #[arg(long, value_name = "MS", conflicts_with = "cycles", value_parser = parse_whole::<u64>)]
    #[arg(allow_hyphen_values = true)]
    pub duration: Option<u64>,

    /// Render the lead and this many cycles (a continuous tone has none and keeps its length)
    #[arg(long, value_name = "N")]
    pub cycles: Option<u64>,

    /// Start at this sample of the signal; the length counts from here
    #[arg(long, value_name = "SAMPLE", default_value_t = 0, value_parser = parse_whole::<u64>)]
    #[arg(allow_hyphen_values = true)]
    pub start: u64,

    /// Raised-cosine ramp inside both edges of every on time
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = parse_whole::<u32>)]
    #[arg(allow_hyphen_values = true)]
    pub ramp: u32,

    /// Level of ringing patterns, which a file gives none
    #[arg(long, value_name = "DBM0", default_value = "0", allow_hyphen_values = true)]
    pub level: DbM0,

    /// Ring with these frequencies instead of the ringing frequency, which nobody hears:
    /// 440+480@-19
    #[arg(long, value_name = "F+F@L")]
    voice: Option<String>,

    /// A file (for one selection), a directory (write a slash behind a new one), or `-` for standard
    /// output
    #[arg(short, long, value_name = "FILE|DIR|-")]
    pub output: Option<PathBuf>,
}

impl Args {
    /// The country whose tones are rendered: what is said, else what the header names, if there is
    /// no file.
    fn country(&self) -> Option<&'static Country> {
        let named = || alert::named_country(&AlertInfo::parse(self.alert.as_deref()?));
        self.country.or_else(|| named().filter(|_| self.files.is_empty()))
    }

    /// The rate that the tones of a file have to suit.
    fn rate(&self) -> SampleRate {
        let usual = || self.form.of(self.output.as_deref()).0.rate();
        self.form.rate.unwrap_or_else(usual)
    }

    /// Whether anything is selected, so that not everything is rendered.
    fn selects(&self) -> bool {
        !self.patterns.is_empty() || !self.tones.is_empty() || self.alert.is_some()
    }
}

/// A whole number from 0.
fn parse_whole<T: FromStr>(text: &str) -> Result<T, String> {
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
    let voice = args.voice.as_deref().map(|text| voice::parse(text, args.level)).transpose();
    let voice = voice.map_err(|error| Failure::Trouble(format!("--voice: {error}")))?;
    let sets = read_all(args)?;
    let mut selected = Vec::new();
    for (folder, tones) in &sets {
        let entries = select(tones, args).map_err(Failure::Trouble)?;
        selected.extend(entries.into_iter().map(|entry| (folder, entry)));
    }
    let amount = match selected.len() {
        1 if args.device.is_some_and(|device| device.files() > 1) => Amount::Many,
        1 if !args.selects() => Amount::OneByChance,
        1 => Amount::One,
        _ => Amount::Many,
    };
    let target = Target::of(args.output.as_deref(), amount).map_err(Failure::Trouble)?;
    let mut assets = Vec::new();
    for (folder, entry) in &selected {
        let planned = job::plan(entry, args, voice.as_ref()).map_err(Failure::Trouble)?;
        assets.extend(planned.into_iter().map(|asset| asset.below(folder)));
    }
    job::fits(&assets, &target).map_err(Failure::Trouble)?;
    let patterns = selected.iter().any(|(_, entry)| matches!(entry, Entry::Pattern(_)));
    warn(&assets, patterns, args);
    write(&assets, &target, &args.files)
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

/// Says what may not be meant: a signal that clips, an option that nothing is left to use.
fn warn(assets: &[Asset], patterns: bool, args: &Args) {
    if assets.is_empty() {
        report::warning("there is nothing to render");
    }
    for asset in assets.iter().filter(|asset| asset.clips()) {
        let name = asset.place.display();
        report::warning(&format!("{name}: the components together pass full scale and clip"));
    }
    if !patterns && (args.voice.is_some() || args.level != DbM0::ZERO) {
        report::warning("--level and --voice are for ringing patterns; tones keep their own");
    }
}

/// The tones of every file, each with the directory that its output goes to below that of `-o`:
/// that directory itself for one file, one of the file's name for several.
fn read_all(args: &Args) -> Result<Vec<(PathBuf, ToneSet)>, Failure> {
    let options = Options { rate: args.rate(), ..Options::default() };
    if args.files.is_empty() {
        let tones = args.country().map_or_else(standard::tones, Country::tones);
        return Ok(vec![(PathBuf::new(), tones)]);
    }
    let mut sets: Vec<(PathBuf, ToneSet)> = Vec::new();
    let mut faulty = false;
    for file in &args.files {
        let folder = match args.files.len() {
            1 => PathBuf::new(),
            _ => directory(&file.file_stem().unwrap_or_default().to_string_lossy()),
        };
        match input::read_sets(file, args.from, options, args.package.as_deref()) {
            Ok(found) => add_sets(&mut sets, &folder, found),
            Err(Failure::Faulty) => faulty = true,
            Err(failure) => return Err(failure),
        }
    }
    let mut folders = HashSet::new();
    if let Some((twice, _)) = sets.iter().find(|(folder, _)| !folders.insert(folder)) {
        let message =
            format!("two sets would both be rendered into a directory {}", twice.display());
        return Err(Failure::Trouble(message));
    }
    if faulty { Err(Failure::Faulty) } else { Ok(sets) }
}

/// Adds the sets of one file: several packages have a directory of their names each.
fn add_sets(sets: &mut Vec<(PathBuf, ToneSet)>, folder: &Path, found: Vec<ToneSet>) {
    let several = found.len() > 1;
    for set in found {
        let name = set.package().filter(|_| several).map(|package| package.name.as_str());
        let name = name.map(directory).unwrap_or_default();
        sets.push((folder.join(name), set));
    }
}

/// The directory of a name that somebody else has given: below where it is put, and no other place.
pub fn directory(name: &str) -> PathBuf {
    const LONGEST: usize = 60;
    let safe = |c: char| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '-' };
    let name: String = name.chars().take(LONGEST).map(safe).collect();
    // `.` and `..` are places of their own.
    let dots = name.chars().all(|c| c == '.');
    PathBuf::from(if dots { "-".repeat(name.len()) } else { name })
}

/// What the selectors ask for, each once; everything if there are none.
fn select<'a>(tones: &'a ToneSet, args: &Args) -> Result<Vec<Entry<'a>>, String> {
    let patterns = args.patterns.iter().map(|&number| Selector::Pattern(number));
    let selectors: Vec<_> = patterns.chain(args.tones.iter().cloned()).collect();
    if !args.selects() {
        return Ok(tones.entries().collect());
    }
    let mut entries = Vec::new();
    if let Some(value) = &args.alert {
        entries.push(alert::entry(value, args.profile, tones, args.country())?);
    }
    for selector in selectors {
        let entry = tones.select(&selector).map_err(|error| error.to_string())?;
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    Ok(entries)
}
