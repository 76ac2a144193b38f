//! The tones that a recording is compared with.

use core::fmt;
use core::str::FromStr;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::learn::form::Form;
use crate::model::{Component, Entry, ModelError, Signal, ToneId, ToneKind, ToneSet, Voice};
use crate::units::{DbM0, Hertz};
use crate::{standard, world};

/// What the tones of no country are found under.
const STANDARD: &str = "standard";
/// A third of the mains of 50 Hz, in millihertz: railways and bells have it, no table.
const THIRD_OF_MAINS: u32 = 16_667;

/// What a table calls a tone or pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// A tone of a kind.
    Kind(ToneKind),
    /// A tone that is known by an id and has no kind: `record`, `mgcp/t/sit(1)`.
    Id(ToneId),
    /// The usual ringing of a country.
    Ringing,
    /// A distinctive ringing of GR-506-CORE, 1 to 5.
    Distinctive(u32),
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => kind.fmt(f),
            Self::Id(id) => id.fmt(f),
            Self::Ringing => f.write_str("ringing"),
            Self::Distinctive(number) => write!(f, "distinctive-ringing-{number}"),
        }
    }
}

/// What it is written as.
impl FromStr for Name {
    type Err = ModelError;

    /// # Errors
    /// [`ModelError::ToneId`] for what is no name of a kind and cannot be an id.
    fn from_str(words: &str) -> Result<Self, ModelError> {
        let distinctive = words.strip_prefix("distinctive-ringing-").map(str::parse);
        match (words, distinctive, ToneKind::named(words)) {
            ("ringing", ..) => Ok(Self::Ringing),
            (_, Some(Ok(number)), _) => Ok(Self::Distinctive(number)),
            (_, _, Some(kind)) => Ok(Self::Kind(kind)),
            _ => ToneId::new(words).map(Self::Id),
        }
    }
}

/// A sound that tables call by one name.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub name: Name,
    pub is_pattern: bool,
    pub form: Form,
    /// As the first of the tables has it.
    pub signal: Signal,
    /// The codes of the countries whose table has it, and `standard`.
    pub sources: Vec<&'static str>,
}

/// Every tone and pattern that is known.
pub(super) struct Tables {
    pub known: Vec<Known>,
    /// The frequencies that are no whole number of hertz.
    pub millihertz: BTreeSet<u32>,
    /// The times that are no multiple of 5 ms.
    pub milliseconds: BTreeSet<u32>,
}

/// The tables, read when they are first asked for: some twenty milliseconds.
pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(Tables::read);

impl Tables {
    fn read() -> Self {
        let mut tables = Self {
            known: Vec::new(),
            millihertz: BTreeSet::from([THIRD_OF_MAINS]),
            milliseconds: BTreeSet::new(),
        };
        let mut places = HashMap::new();
        let countries = world::countries().iter().map(|country| (country.code(), country.tones()));
        for (source, set) in countries.chain([(STANDARD, standard::tones())]) {
            tables.add(source, &set, &mut places);
        }
        tables
    }

    /// Adds the tones of a table; `places` are those of the sounds and names so far.
    fn add(
        &mut self,
        source: &'static str,
        set: &ToneSet,
        places: &mut HashMap<(Name, Form), usize>,
    ) {
        for entry in set.entries() {
            let Some(name) = name(source, entry) else { continue };
            let is_pattern = matches!(entry, Entry::Pattern(_));
            let signal = entry.signal(DbM0::ZERO).heard();
            self.add_numbers(&signal);
            let form = Form::of(&signal);
            let place = *places.entry((name.clone(), form.clone())).or_insert(self.known.len());
            match self.known.get_mut(place) {
                Some(known) if known.sources.last() == Some(&source) => {}
                Some(known) => known.sources.push(source),
                None => {
                    let sources = vec![source];
                    self.known.push(Known { name, is_pattern, form, signal, sources });
                }
            }
        }
    }

    fn add_numbers(&mut self, signal: &Signal) {
        let components = signal.voices().iter().flat_map(Voice::components);
        let frequencies = components.flat_map(Component::frequencies).map(Hertz::millihertz);
        self.millihertz.extend(frequencies.filter(|millihertz| millihertz % 1000 != 0));
        let times = signal.cadence().pairs().flat_map(|pair| [pair.on.0, pair.off.0]);
        self.milliseconds.extend(times.filter(|ms| ms % 5 != 0));
    }
}

/// What a table calls an entry; `None` for what it numbers only, and for the usual ring of North
/// America where it stands a second time.
fn name(source: &str, entry: Entry<'_>) -> Option<Name> {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => {
            let id = || tone.id.clone().map(Name::Id);
            tone.kind.map(Name::Kind).or_else(id)
        }
        Entry::Pattern(_) if source != STANDARD => Some(Name::Ringing),
        Entry::Pattern(pattern) if pattern.number > 0 => Some(Name::Distinctive(pattern.number)),
        Entry::Pattern(_) => None,
    }
}
