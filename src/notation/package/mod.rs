//! A signaling tone package, or any other set of tones, in TOML: ringsmith's own notation, which
//! can say everything that the model can hold.
//!
//! A package is a named set of tones under the ids that a network asks for them by, with a default
//! ringback. `docs/packages.md` in the project is the reference of every key.
//!
//! ```
//! use ringsmith::model::OnOff;
//! use ringsmith::notation::package;
//!
//! let parsed = package::parse(r#"
//! name = "LMSD"
//! package-id = 128
//! default-ringback = "rt"
//!
//! [[tone]]
//! id = "rt"
//! components = "440+480@-19"
//! cycle = [[2000, 4000]]
//! "#, package::Options::default());
//!
//! let tones = parsed.into_tones()?;
//! assert_eq!(tones.package().unwrap().name, "LMSD");
//! let ringback = tones.configured_tone("rt").unwrap();
//! assert_eq!(ringback.signal.cadence().cycle(), [OnOff::new(2000, 4000)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cadence;
mod context;
#[doc(hidden)]
pub mod document;
mod number;
mod problem;
mod tone;
mod value;
mod voice;
mod write;

pub use crate::notation::{Options, Parsed, Rejected};
pub use problem::PackageProblem;
pub use write::write;

use std::collections::HashMap;

use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Span};
use crate::model::{CallProgressTone, Package, RingingPattern, Selector, ToneId, ToneSet};
use crate::notation::package::context::Context;
use crate::notation::package::tone::{PATTERN_KEYS, TONE_KEYS, read_pattern, read_tone};
use crate::notation::package::value::{Table, Value};
use crate::text::excerpt;

/// The longest text that is read, in bytes: that of several thousand tones.
const LONGEST: usize = 1 << 20;
/// The keys of the whole file.
const KEYS: [&str; 11] = [
    "name",
    "description",
    "package-id",
    "default-ringback",
    "level",
    "tone",
    "user-tone",
    "pattern",
    "source",
    "note",
    "dtmf",
];

/// Keys for people: where values are from, and what is to be said of them.
const COMMENTARY: [&str; 2] = ["source", "note"];

/// Reads a set of tones. Never fails: what is wrong is in [`Parsed::diagnostics`].
///
/// Spans count bytes of `text`. A text that is no TOML somewhere is read as far as it is. More than
/// 1 MiB are not read, and after 10 000 diagnostics the rest is only counted.
#[must_use]
pub fn parse(text: &str, options: Options) -> Parsed {
    let mut context = Context::new(options);
    if text.len() > LONGEST {
        context.report(Span::default(), PackageProblem::TooLong { limit: LONGEST });
        let diagnostics = context.into_diagnostics();
        return Parsed { tones: None, definitions: Vec::new(), diagnostics };
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Reader::new(context).read(document.get_ref());
    }
    drop((document, errors));
    let (mut faults, mended) = document::mend(text);
    faults.extend(document::faults_of(&mended, 0..mended.len()));
    faults.sort_by_key(|fault| fault.span);
    for fault in faults {
        context.report_syntax(text, fault.span, fault.message);
    }
    let (document, _) = DeTable::parse_recoverable(&mended);
    Reader::new(context).read(document.get_ref())
}

/// What people say about a file or a definition: no part of what is read.
fn check_commentary(table: &Table<'_, '_>, context: &mut Context) {
    for key in COMMENTARY {
        if let Some(value) = table.get(key) {
            value.text("a text in quotation marks", context);
        }
    }
}

/// Which array of tables a definition stands in.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Tone,
    UserTone,
    Pattern,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Tone, Self::UserTone, Self::Pattern];

    const fn key(self) -> &'static str {
        match self {
            Self::Tone => "tone",
            Self::UserTone => "user-tone",
            Self::Pattern => "pattern",
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Tone => "a tone for each [[tone]]",
            Self::UserTone => "a tone for each [[user-tone]]",
            Self::Pattern => "a ringing pattern for each [[pattern]]",
        }
    }

    const fn selector(self, number: u32) -> Selector {
        match self {
            Self::Tone => Selector::Tone(number),
            Self::UserTone => Selector::UserTone(number),
            Self::Pattern => Selector::Pattern(number),
        }
    }
}

/// What has been read so far.
struct Reader {
    context: Context,
    tones: Vec<CallProgressTone>,
    user_tones: Vec<CallProgressTone>,
    patterns: Vec<RingingPattern>,
    definitions: Vec<(Selector, Span)>,
    /// Where a number was given first.
    numbers: HashMap<(Kind, u32), Span>,
    /// Where an id was given first, and whether to a `[[tone]]`.
    ids: HashMap<ToneId, (Span, bool)>,
    package: Option<Package>,
}

impl Reader {
    fn new(context: Context) -> Self {
        Self {
            context,
            tones: Vec::new(),
            user_tones: Vec::new(),
            patterns: Vec::new(),
            definitions: Vec::new(),
            numbers: HashMap::new(),
            ids: HashMap::new(),
            package: None,
        }
    }

    fn read(mut self, document: &DeTable<'_>) -> Parsed {
        let file = Table::open(Span::default(), document, (&KEYS, &[]), &mut self.context);
        let level = file.get("level");
        self.context.level =
            level.and_then(|value| value.number(&mut self.context)?.level(&mut self.context));
        if level.is_some() && self.context.level.is_none() {
            // One fault is enough: what lacks a level of its own is not told so.
            self.context.level = Some(crate::units::DbM0::ZERO);
        }
        for kind in Kind::ALL {
            let Some(value) = file.get(kind.key()) else { continue };
            let Some(items) = value.as_list() else {
                value.report_type(kind.expected(), &mut self.context);
                continue;
            };
            for (place, item) in (0..).zip(items) {
                self.read_definition(kind, place, item);
            }
        }
        self.read_package(&file);
        check_commentary(&file, &mut self.context);
        if Kind::ALL.iter().all(|kind| file.get(kind.key()).is_none()) {
            self.context.report(Span::default(), PackageProblem::NothingDefined);
        }
        self.finish()
    }

    fn read_definition(&mut self, kind: Kind, place: u32, value: Value<'_, '_>) {
        let context = &mut self.context;
        let Some(entries) = value.as_table() else {
            value.report_type(kind.expected(), context);
            return;
        };
        let keys: &[_] = if kind == Kind::Pattern { &PATTERN_KEYS } else { &TONE_KEYS };
        let table = Table::open(value.span, entries, (keys, &KEYS), context);
        check_commentary(&table, context);
        let said = table.whole("number", u32::MAX, context);
        let number = said.as_ref().ok().copied().flatten().unwrap_or(place);
        if said.is_ok() {
            let at = table.get("number").map_or(table.span, |value| value.span);
            if let Some(&first) = self.numbers.get(&(kind, number)) {
                let problem = PackageProblem::DuplicateNumber(number);
                context.report_with(at, (first, "first here"), problem);
            } else {
                self.numbers.insert((kind, number), at);
            }
        }
        match kind {
            Kind::Pattern => self.patterns.extend(read_pattern(&table, number, context)),
            Kind::UserTone => self.user_tones.extend(read_tone(&table, number, context)),
            Kind::Tone => {
                if table.get("id").or(table.get("kind")).is_none() {
                    context.report(table.span, PackageProblem::MissingId);
                }
                self.tones.extend(read_tone(&table, number, context));
            }
        }
        self.note_id(kind, &table);
        self.definitions.push((kind.selector(number), table.whole_span()));
    }

    /// Keeps the id of a tone; reports it if another tone has it.
    fn note_id(&mut self, kind: Kind, table: &Table<'_, '_>) {
        if kind == Kind::Pattern {
            return;
        }
        let Some(value) = table.get("id") else { return };
        let Some(id) = value.as_text().and_then(|text| ToneId::new(text).ok()) else { return };
        if let Some((first, _)) = self.ids.get(&id) {
            let problem = PackageProblem::DuplicateId(id.to_string());
            self.context.report_with(value.span, (*first, "first here"), problem);
        } else {
            self.ids.insert(id, (value.span, kind == Kind::Tone));
        }
    }

    /// What the file says of the whole set, if it makes it a package.
    fn read_package(&mut self, file: &Table<'_, '_>) {
        let context = &mut self.context;
        let name = file.optional("name", |value| value.text("a name in quotation marks", context));
        let description =
            file.optional("description", |value| value.text("a text in quotation marks", context));
        let number = file.whole("package-id", u8::MAX.into(), context);
        let ringback = file.optional("default-ringback", |value| {
            let text = value.text("the id of a tone", context)?;
            let id = ToneId::new(text).ok();
            let known = id.filter(|id| self.ids.get(id).is_some_and(|(_, is_tone)| *is_tone));
            if known.is_none() {
                context.report(value.span, PackageProblem::UnknownRingback(excerpt(text)));
            }
            known
        });
        let (Ok(name), Ok(description), Ok(number), Ok(default_ringback)) =
            (name, description, number, ringback)
        else {
            return;
        };
        let told = name.or(description).is_some() || number.is_some();
        if !told && default_ringback.is_none() {
            return;
        }
        self.package = Some(Package {
            name: name.unwrap_or_default().to_owned(),
            description: description.unwrap_or_default().to_owned(),
            number: number.and_then(|number| u8::try_from(number).ok()),
            default_ringback,
        });
    }

    fn finish(mut self) -> Parsed {
        self.definitions.sort_by_key(|(_, span)| span.start);
        let diagnostics = self.context.into_diagnostics();
        let tones = if diagnostics.iter().any(Diagnostic::is_error) {
            None
        } else {
            let set = ToneSet::new(self.tones, self.user_tones, self.patterns);
            match self.package {
                None => set.ok(),
                Some(package) => set.and_then(|set| set.in_package(package)).ok(),
            }
        };
        Parsed { tones, definitions: self.definitions, diagnostics }
    }
}
