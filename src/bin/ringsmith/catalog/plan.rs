//! A plan: what is to be made, read from TOML.

use ringsmith::asset::Device;
use ringsmith::diagnostic::Span;
use ringsmith::model::{Selector, Voice};
use ringsmith::notation::near::nearest;
use ringsmith::notation::package::document;
use ringsmith::notation::voice;
use ringsmith::sink::{Coding, Container};
use ringsmith::synth::RenderOptions;
use ringsmith::text::excerpt;
use ringsmith::units::{DbM0, Millis, SampleRate};
use ringsmith::world::{self, Country};
use toml::de::DeTable;

use super::faults::Faults;
use super::problem::{Name, PlanProblem};
use super::value::{Placed, Table, Value};

/// The longest plan that is read, in bytes.
pub const LONGEST: usize = 1 << 20;

/// The keys of the whole plan.
const KEYS: [&str; 2] = ["title", "render"];
/// The keys of a `[[render]]`.
const BLOCK_KEYS: [&str; 15] = [
    "countries",
    "files",
    "tones",
    "patterns",
    "rates",
    "encodings",
    "containers",
    "devices",
    "folder",
    "voice",
    "level",
    "ramp",
    "duration",
    "cycles",
    "loop",
];

/// What is to be made.
#[derive(Default)]
pub struct Plan {
    pub title: Option<String>,
    pub blocks: Vec<Block>,
}

/// A `[[render]]`: everything in it with everything else in it.
pub struct Block {
    /// Its header.
    pub span: Span,
    /// Whether something is wrong with it, so that the rest of it may not be what is meant.
    pub faulty: bool,
    pub countries: Countries,
    /// Files of tones, by their paths from the plan.
    pub files: Vec<Placed<String>>,
    /// The tones and ringing patterns of each; everything where neither is said.
    pub tones: Option<Choice<Selector>>,
    pub patterns: Option<Choice<Selector>>,
    pub forms: Forms,
    /// A directory for all of it.
    pub folder: Option<String>,
    /// What ringing patterns sound like, and how loud they are.
    pub voice: Option<Placed<Voice>>,
    pub level: DbM0,
    pub options: RenderOptions,
    pub extent: Extent,
}

/// Whose tones.
pub enum Countries {
    None,
    All(Span),
    Named(Vec<Placed<&'static Country>>),
}

/// Which of those that are there.
pub enum Choice<T> {
    All,
    These(Vec<Placed<T>>),
}

/// In which forms; what is usual where a list is not there.
#[derive(Default)]
pub struct Forms {
    pub rates: Option<Vec<Placed<SampleRate>>>,
    pub encodings: Option<Vec<Placed<Coding>>>,
    pub containers: Option<Vec<Placed<Container>>>,
    pub devices: Option<Vec<Placed<Device>>>,
}

/// How much of a signal.
#[derive(Default)]
pub struct Extent {
    pub duration: Option<Placed<u64>>,
    pub cycles: Option<Placed<u64>>,
    pub repeat: Option<Placed<bool>>,
}

impl Extent {
    /// Whether the files say that they repeat.
    pub fn repeats(&self) -> bool {
        self.repeat.as_ref().is_some_and(|repeat| repeat.value)
    }
}

/// Reads a plan. Never fails: what is wrong is in `faults`.
pub fn read(text: &str, faults: &mut Faults) -> Plan {
    if text.len() > LONGEST {
        faults.report(Span::default(), PlanProblem::TooLong(LONGEST));
        return Plan::default();
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return read_file(document.get_ref(), faults);
    }
    drop((document, errors));
    let (mut found, mended) = document::mend(text);
    found.extend(document::faults_of(&mended, 0..mended.len()));
    found.sort_by_key(|fault| fault.span);
    for fault in found {
        faults.report_syntax(text, fault.span, fault.message);
    }
    let (document, _) = DeTable::parse_recoverable(&mended);
    read_file(document.get_ref(), faults)
}

fn read_file(document: &DeTable<'_>, faults: &mut Faults) -> Plan {
    let file = Table::open(document, (&KEYS, &[]), faults);
    let title = file.get("title").and_then(|value| value.text("a text", faults));
    let title = title.map(str::to_owned);
    let Some(blocks) = file.get("render") else {
        faults.report(Span::default(), PlanProblem::NothingPlanned);
        return Plan { title, blocks: Vec::new() };
    };
    let mut read = Vec::new();
    for value in blocks.each() {
        match value.as_table() {
            Some(entries) => read.push(read_block(value.span, entries, faults)),
            None => value.report_type("a table for each [[render]]", faults),
        }
    }
    Plan { title, blocks: read }
}

fn read_block(span: Span, entries: &DeTable<'_>, faults: &mut Faults) -> Block {
    let before = faults.count();
    let table = Table::open(entries, (&BLOCK_KEYS, &KEYS), faults);
    let countries = read_countries(table, faults);
    let files = table.list("files", faults, |value, faults| {
        value.text("the path of a file of tones", faults).map(str::to_owned)
    });
    if matches!(countries, Countries::None) && files.is_none() {
        faults.report(span, PlanProblem::MissingSource);
    }
    let level = table.get("level").and_then(|value| value.number(str::parse::<DbM0>, faults));
    let level = level.unwrap_or(DbM0::ZERO);
    let ramp = table.get("ramp").and_then(|value| value.whole(faults)).unwrap_or(0);
    let folder = table.get("folder").and_then(|value| value.text("a name", faults));
    let block = Block {
        span,
        faulty: false,
        countries,
        files: files.unwrap_or_default(),
        tones: read_choice(table, "tones", read_tone, faults),
        patterns: read_choice(table, "patterns", read_pattern, faults),
        forms: read_forms(table, faults),
        folder: folder.map(str::to_owned),
        voice: read_voice(table, level, faults),
        level,
        options: RenderOptions { ramp: Millis(ramp) },
        extent: Extent {
            duration: placed(table, "duration", faults, Value::whole),
            cycles: placed(table, "cycles", faults, Value::whole),
            repeat: placed(table, "loop", faults, Value::yes_or_no),
        },
    };
    check(table, &block, faults);
    Block { faulty: faults.count() > before, ..block }
}

/// Reports keys that do not go together, and such that have no use.
fn check(table: Table<'_, '_>, block: &Block, faults: &mut Faults) {
    let repeats = block.extent.repeats();
    for (key, other, conflict) in [
        ("cycles", "duration", true),
        ("duration", "loop", repeats),
        ("containers", "devices", true),
        ("loop", "devices", repeats),
    ] {
        if let (Some(one), Some(two), true) = (table.get(key), table.get(other), conflict) {
            let problem = PlanProblem::ConflictingKeys { key, other };
            faults.report_with(one.span, (two.span, "here"), problem);
        }
    }
    if block.tones.is_some() && block.patterns.is_none() {
        for key in ["voice", "level"] {
            if let Some(value) = table.get(key) {
                faults.report(value.span, PlanProblem::UnusedKey(key));
            }
        }
    }
}

/// What `read` makes of a key, and where it stands.
fn placed<'t, 'i, T>(
    table: Table<'t, 'i>,
    key: &str,
    faults: &mut Faults,
    read: fn(Value<'t, 'i>, &mut Faults) -> Option<T>,
) -> Option<Placed<T>> {
    let value = table.get(key)?;
    Some(Placed { span: value.span, value: read(value, faults)? })
}

fn read_countries(table: Table<'_, '_>, faults: &mut Faults) -> Countries {
    if let Some(value) = table.get("countries").filter(|value| value.as_text() == Some("all")) {
        return Countries::All(value.span);
    }
    let named = table.list("countries", faults, |value, faults| {
        let text = value.text("the code or the name of a country", faults)?;
        let country = world::country(text);
        if country.is_none() {
            let help = world::similar(text).map(|near| format!("did you mean {near}?"));
            let help = help.or_else(|| Some("`ringsmith tones` lists the countries".to_owned()));
            let problem =
                PlanProblem::UnknownName { what: Name::Country, found: excerpt(text), help };
            faults.report(value.span, problem);
        }
        country
    });
    named.map_or(Countries::None, Countries::Named)
}

fn read_choice(
    table: Table<'_, '_>,
    key: &'static str,
    read: fn(Value<'_, '_>, &mut Faults) -> Option<Selector>,
    faults: &mut Faults,
) -> Option<Choice<Selector>> {
    if table.get(key)?.as_text() == Some("all") {
        return Some(Choice::All);
    }
    table.list(key, faults, read).map(Choice::These)
}

/// `"bt"`, `"user3"`, or a number.
fn read_tone(value: Value<'_, '_>, faults: &mut Faults) -> Option<Selector> {
    if value.as_number().is_some() {
        return value.whole(faults).map(Selector::Tone);
    }
    let text = value.text("the id or the number of a tone", faults)?;
    text.parse().ok()
}

fn read_pattern(value: Value<'_, '_>, faults: &mut Faults) -> Option<Selector> {
    value.whole(faults).map(Selector::Pattern)
}

fn read_forms(table: Table<'_, '_>, faults: &mut Faults) -> Forms {
    let rate = |text: &str| {
        const EXPECTED: &str = "a sampling rate from 8000 to 192000 Hz";
        let hertz = text.parse().map_err(|_| EXPECTED)?;
        SampleRate::new(hertz).map_err(|_| EXPECTED)
    };
    Forms {
        rates: table.list("rates", faults, |value, faults| value.number(rate, faults)),
        encodings: table.list("encodings", faults, |value, faults| {
            read_name(value, Name::Encoding, &Coding::ALL.map(|it| (it.name(), it)), faults)
        }),
        containers: table.list("containers", faults, |value, faults| {
            read_name(value, Name::Container, &Container::ALL.map(|it| (it.name(), it)), faults)
        }),
        devices: table.list("devices", faults, |value, faults| {
            read_name(value, Name::Device, &Device::ALL.map(|it| (it.name(), it)), faults)
        }),
    }
}

fn read_name<T: Copy>(
    value: Value<'_, '_>,
    what: Name,
    known: &[(&'static str, T)],
    faults: &mut Faults,
) -> Option<T> {
    let text = value.text("a name in quotation marks", faults)?;
    let found = known.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        let help = nearest(text, &names).map(|near| format!("did you mean `{near}`?"));
        let help = help.unwrap_or_else(|| format!("there are {}", names.join(", ")));
        let problem = PlanProblem::UnknownName { what, found: excerpt(text), help: Some(help) };
        faults.report(value.span, problem);
    }
    found.map(|(_, value)| *value)
}

fn read_voice(table: Table<'_, '_>, level: DbM0, faults: &mut Faults) -> Option<Placed<Voice>> {
    let value = table.get("voice")?;
    let text = value.text("frequencies, as in \"440+480@-19\"", faults)?;
    match voice::parse(text, level) {
        Ok(voice) => Some(Placed { span: value.span, value: voice }),
        Err(error) => {
            faults.report(value.span, PlanProblem::BadVoice(error.to_string()));
            None
        }
    }
}
