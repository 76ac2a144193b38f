//! Which signals of which files are meant, and how they are rendered: what `render` and `play` share.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ringsmith::alert_info::{AlertInfo, Profile};
use ringsmith::model::{Entry, Selector, Signal, ToneSet, Voice};
use ringsmith::notation::{Notation, Options, voice};
use ringsmith::standard;
use ringsmith::synth::RenderOptions;
use ringsmith::timeline::Length;
use ringsmith::units::{DbM0, Millis, SampleRate};
use ringsmith::world::Country;

use crate::alert::profile_parser;
use crate::render::{parse_pattern, parse_whole};
use crate::tones::parse_country;
use crate::{Failure, alert, input, report};

/// Which signals are meant.
#[derive(clap::Args)]
pub struct Selection {
    /// Files of tones, `-` for standard input.
    /// Without one the built-in tones and patterns are there to select from
    #[arg(value_name = "FILE")]
    #[arg(required_unless_present_any = ["patterns", "tones", "alert", "country"])]
    pub files: Vec<PathBuf>,

    /// Only the tone package of this name, where a file holds several
    #[arg(long, value_name = "NAME", requires = "files")]
    package: Option<String>,

    /// The notation of the files, where their names and texts do not tell
    #[arg(long, value_name = "NOTATION", value_parser = input::notation_parser())]
    from: Option<Notation>,

    /// The built-in tones of this country instead of a file (see `ringsmith tones`)
    #[arg(long, value_name = "CC", conflicts_with = "files", value_parser = parse_country)]
    country: Option<&'static Country>,

    /// The ringing pattern with this number (may be repeated)
    #[arg(long = "pattern", value_name = "N", value_parser = parse_pattern)]
    patterns: Vec<u32>,

    /// A tone: its number, user and its number, or the id of its kind, such as bt (may be
    /// repeated)
    #[arg(long = "tone", value_name = "ID")]
    tones: Vec<Selector>,

    /// What a SIP Alert-Info header value selects: '<Bellcore-dr2>' (see `ringsmith alert`)
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    alert: Option<String>,

    /// Whose reading of --alert is meant
    #[arg(long, default_value = "auto", requires = "alert", value_parser = profile_parser())]
    profile: Profile,
}

/// How they are rendered, and how much of them.
#[derive(clap::Args)]
pub struct Rendering {
    /// This many milliseconds
    #[arg(long, value_name = "MS", conflicts_with = "cycles", value_parser = parse_whole::<u64>)]
    #[arg(allow_hyphen_values = true)]
    pub duration: Option<u64>,

    /// The lead and this many cycles (a continuous tone has none and keeps its length)
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
    pub voice: Option<String>,
}

impl Selection {
    /// The country whose tones are meant: what is said, else what the header names, if there is
    /// no file.
    fn country(&self) -> Option<&'static Country> {
        let named = || alert::named_country(&AlertInfo::parse(self.alert.as_deref()?));
        self.country.or_else(|| named().filter(|_| self.files.is_empty()))
    }

    /// Whether anything is selected, so that not everything is meant.
    pub fn selects(&self) -> bool {
        !self.patterns.is_empty() || !self.tones.is_empty() || self.alert.is_some()
    }

    /// What the selectors ask for in each of the sets, with its directory.
    pub fn select_from<'a>(
        &self,
        sets: &'a [(PathBuf, ToneSet)],
    ) -> Result<Vec<(&'a PathBuf, Entry<'a>)>, Failure> {
        let mut selected = Vec::new();
        for (folder, tones) in sets {
            let entries = self.select(tones).map_err(Failure::Trouble)?;
            selected.extend(entries.into_iter().map(|entry| (folder, entry)));
        }
        Ok(selected)
    }

    /// The tones of every file, each with the directory that its output goes to below that of `-o`:
    /// that directory itself for one file, one of the file's name for several.
    pub fn read_all(&self, rate: SampleRate) -> Result<Vec<(PathBuf, ToneSet)>, Failure> {
        let options = Options { rate, ..Options::default() };
        if self.files.is_empty() {
            let tones = self.country().map_or_else(standard::tones, Country::tones);
            return Ok(vec![(PathBuf::new(), tones)]);
        }
        let mut sets: Vec<(PathBuf, ToneSet)> = Vec::new();
        let mut faulty = false;
        for file in &self.files {
            let folder = match self.files.len() {
                1 => PathBuf::new(),
                _ => directory(&file.file_stem().unwrap_or_default().to_string_lossy()),
            };
            match input::read_sets(file, self.from, options, self.package.as_deref()) {
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

    /// What the selectors ask for, each once; everything if there are none.
    fn select<'a>(&self, tones: &'a ToneSet) -> Result<Vec<Entry<'a>>, String> {
        let patterns = self.patterns.iter().map(|&number| Selector::Pattern(number));
        let selectors: Vec<_> = patterns.chain(self.tones.iter().cloned()).collect();
        if !self.selects() {
            return Ok(tones.entries().collect());
        }
        let mut entries = Vec::new();
        if let Some(value) = &self.alert {
            entries.push(alert::entry(value, self.profile, tones, self.country())?);
        }
        for selector in selectors {
            let entry = tones.select(&selector).map_err(|error| error.to_string())?;
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        Ok(entries)
    }
}

impl Rendering {
    /// The voice that patterns ring with, if one is given.
    pub fn voice(&self) -> Result<Option<Voice>, Failure> {
        let voice = self.voice.as_deref().map(|text| voice::parse(text, self.level)).transpose();
        voice.map_err(|error| Failure::Trouble(format!("--voice: {error}")))
    }

    /// The signal of a pattern or tone, with `voice` if it is a pattern.
    pub fn signal(&self, entry: Entry<'_>, voice: Option<&Voice>) -> Signal {
        match (entry, voice) {
            (Entry::Pattern(pattern), Some(voice)) => pattern.voiced(voice.clone()),
            _ => entry.signal(self.level),
        }
    }

    /// How much of a signal is meant, from the start on.
    pub fn length(&self, continuous: Option<Millis>) -> Length {
        Length::asked(self.duration, self.cycles, continuous)
    }

    /// How it is rendered.
    pub fn options(&self) -> RenderOptions {
        RenderOptions { ramp: Millis(self.ramp) }
    }

    /// Says that options have nothing to change where no ringing pattern is selected.
    pub fn warn_without_patterns(&self) {
        if self.voice.is_some() || self.level != DbM0::ZERO {
            report::warning("--level and --voice are for ringing patterns; tones keep their own");
        }
    }
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
