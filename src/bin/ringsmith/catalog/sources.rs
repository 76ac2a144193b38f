//! Whose tones: countries and files.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ringsmith::diagnostic::Source as Text;
use ringsmith::diagnostic::Span;
use ringsmith::model::{Selector, ToneSet};
use ringsmith::notation::{Options, package};
use ringsmith::units::SampleRate;
use ringsmith::world::{self, Country};

use super::plan::{Block, Countries};
use crate::selection::directory;
use crate::{Failure, input, report};

/// A set of tones and where it is from.
pub struct Source {
    pub origin: Arc<Origin>,
    /// The directory of its files.
    pub folder: PathBuf,
    pub set: ToneSet,
    /// The lines that its entries are defined in.
    pub lines: HashMap<Selector, usize>,
    /// Where the plan names it.
    pub span: Span,
    /// Whether the plan names it alone, and not as one of all.
    pub is_named: bool,
}

/// Where a set of tones is from.
pub struct Origin {
    /// The code of its country, if it is a country's.
    pub country: Option<&'static str>,
    /// The file: as the plan names it, or the country's own in `tones/`.
    pub file: String,
    /// The package, where the file has several.
    pub package: Option<String>,
}

impl Origin {
    /// What people call it.
    pub fn name(&self) -> &str {
        self.country.unwrap_or(&self.file)
    }
}

/// Reads the sets of tones of `[[render]]`s.
pub struct Reader<'a> {
    /// The plan, for messages.
    plan: &'a Text,
    /// Paths of files are from here.
    folder: &'a Path,
    /// Whether faults of files are told in JSON.
    json: bool,
    /// The files whose faults have been told.
    told: HashSet<PathBuf>,
    /// The worst that has happened.
    failure: Option<Failure>,
}

impl<'a> Reader<'a> {
    pub fn new(plan: &'a Text, folder: &'a Path, json: bool) -> Self {
        Self { plan, folder, json, told: HashSet::new(), failure: None }
    }

    /// What kept a file from being read, which has been told.
    pub fn into_failure(self) -> Option<Failure> {
        self.failure
    }

    /// The sets of a `[[render]]`, for files of this rate and higher ones.
    pub fn read(&mut self, block: &Block, rate: SampleRate) -> Vec<Source> {
        let options = Options { rate, ..Options::default() };
        let mut sources = match &block.countries {
            Countries::None => Vec::new(),
            Countries::All(span) => {
                let all = world::countries().iter();
                all.map(|country| of_country(country, *span, false)).collect()
            }
            Countries::Named(named) => {
                named.iter().map(|named| of_country(named.value, named.span, true)).collect()
            }
        };
        for file in &block.files {
            match self.read_file(&file.value, options) {
                Ok(found) => {
                    let of = |source| Source { span: file.span, ..source };
                    sources.extend(found.into_iter().map(of));
                }
                Err(failure) => self.note(failure, file.span),
            }
        }
        sources
    }

    /// Tells what is to be told, with the place that asks for it, and keeps what it means for the exit
    /// status.
    fn note(&mut self, failure: Failure, asked: Span) {
        let failure = match failure {
            Failure::Trouble(message) => {
                let (plan, at) = (self.plan.name(), self.plan.position(asked.start));
                report::trouble(&format!("{plan}:{}:{}: {message}", at.line, at.column));
                Failure::Reported
            }
            other => other,
        };
        if !matches!(self.failure, Some(Failure::Reported)) {
            self.failure = Some(failure);
        }
    }

    fn read_file(&mut self, name: &str, options: Options) -> Result<Vec<Source>, Failure> {
        let path = self.folder.join(name);
        let found = input::find(&path, None, options, None)?;
        if self.told.insert(path.clone()) {
            found.tell(self.json)?;
        }
        let sets = found.numbered_sets(None)?;
        let places = found.places();
        let stem = directory(&path.file_stem().unwrap_or_default().to_string_lossy());
        let several = sets.len() > 1;
        let source = |(index, set): (usize, ToneSet)| {
            let package = set.package().filter(|_| several).map(|it| it.name.clone());
            let folder = stem.join(package.as_deref().map(directory).unwrap_or_default());
            let own = places.iter().filter(|((of, _), _)| *of == index);
            let lines = own.map(|((_, it), span)| (it.clone(), found.line(span.start))).collect();
            let origin = Origin { country: None, file: name.to_owned(), package };
            let (origin, span) = (Arc::new(origin), Span::default());
            Source { origin, folder, set, lines, span, is_named: true }
        };
        Ok(sets.into_iter().map(source).collect())
    }
}

fn of_country(country: &'static Country, span: Span, is_named: bool) -> Source {
    let parsed = package::parse(country.text(), Options::default());
    let file = format!("tones/{}.toml", country.code());
    let text = Text::new(file.as_str(), country.text());
    let line = |(selector, span): (Selector, Span)| (selector, text.position(span.start).line);
    Source {
        lines: parsed.definitions.into_iter().map(line).collect(),
        origin: Arc::new(Origin { country: Some(country.code()), file, package: None }),
        folder: PathBuf::from(country.code()),
        set: parsed.tones.unwrap_or_default(),
        span,
        is_named,
    }
}
