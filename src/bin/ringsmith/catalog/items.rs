//! A plan, to the files that it makes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ringsmith::asset::{Asset, Device};
use ringsmith::diagnostic::Span;
use ringsmith::model::{CallProgressTone, Entry, Selector};
use ringsmith::text::excerpt;

use super::faults::Faults;
use super::forms::{self, Form};
use super::manifest;
use super::plan::{Block, Choice, Plan};
use super::problem::PlanProblem;
use super::sources::{Origin, Reader, Source};
use crate::selection::directory;

/// The most files of a catalog: about a kilobyte of memory is kept for each.
const MOST: usize = 1_000_000;

/// A file of the catalog.
pub struct Item {
    pub asset: Asset,
    /// Its place below the directory of the catalog, with slashes.
    pub place: String,
    pub subject: Arc<Subject>,
    pub device: Option<Device>,
    /// What is to be said of it.
    pub remarks: Vec<String>,
}

/// What a file plays.
pub struct Subject {
    pub origin: Arc<Origin>,
    /// The line of its definition, where that is known.
    pub line: Option<usize>,
    /// The name that `render` gives its file.
    pub name: String,
    pub kind: Option<String>,
    pub id: Option<String>,
    /// The number of a ringing pattern, or else of a tone.
    pub pattern: Option<u32>,
    pub tone: Option<u32>,
}

/// All files of a plan, by their places, and what is to be said of the plan.
#[derive(Default)]
pub struct Items {
    pub files: Vec<Item>,
    /// Tones and patterns that a country does not have, of those that all are asked for.
    pub not_there: usize,
    /// Combinations of rates, encodings, containers and devices that do not go together.
    pub unfit: usize,
    /// Files that a device does not take: an example for each reason, and how many.
    pub refused: BTreeMap<String, (String, usize)>,
}

/// Where a file is asked for, from the source to the form.
type Places = Vec<Span>;

/// The files of a plan. What is wrong is in `faults`, and what cannot be read has been told.
pub fn of(plan: &Plan, reader: &mut Reader<'_>, faults: &mut Faults) -> Items {
    let mut maker =
        Maker { faults, places: Vec::new(), known: HashMap::new(), made: Items::default() };
    for block in plan.blocks.iter().filter(|block| !block.faulty) {
        let before = maker.made.files.len();
        let (forms, unfit) = forms::of(block, maker.faults);
        maker.made.unfit += unfit;
        let rates = forms.iter().map(Form::lowest_rate);
        let Some(rate) = rates.min_by_key(|rate| rate.hertz()) else { continue };
        let sources = reader.read(block, rate);
        let faults_before = maker.faults.count();
        maker.add(block, &forms, &sources);
        let nothing = maker.made.files.len() == before && maker.faults.count() == faults_before;
        if nothing && !sources.is_empty() {
            maker.faults.report(block.span, PlanProblem::NothingToRender);
        }
    }
    let mut made = maker.made;
    made.files.sort_by(|one, other| one.place.cmp(&other.place));
    made
}

struct Maker<'f> {
    faults: &'f mut Faults,
    /// Where each file is asked for.
    places: Vec<Places>,
    /// The files by their places, without case: some disks do not tell it.
    known: HashMap<String, usize>,
    made: Items,
}

impl Maker<'_> {
    /// Adds the files of a `[[render]]`, unless they are too many.
    fn add(&mut self, block: &Block, forms: &[Form], sources: &[Source]) {
        let asked: Vec<_> = sources.iter().map(|source| (source, wanted(block, source))).collect();
        let entries: usize = asked.iter().map(|(_, wanted)| wanted.len()).sum();
        let each: usize = forms.iter().map(Form::count).sum();
        if entries.saturating_mul(each).saturating_add(self.made.files.len()) > MOST {
            self.faults.report(block.span, PlanProblem::TooMany { most: MOST, what: "files" });
            return;
        }
        let (mut missing, mut seen) = (Vec::new(), HashSet::new());
        for (source, wanted) in asked {
            for wanted in wanted {
                match wanted {
                    Wanted::Entry(entry, span) => {
                        seen.insert(span);
                        self.add_entry(block, forms, source, (&entry, span));
                    }
                    Wanted::NotThere(span, problem) => missing.push((source, span, problem)),
                }
            }
        }
        for (source, span, problem) in missing {
            if source.is_named {
                self.faults.report_with(span, (source.span, "asked of this"), problem);
            } else if seen.contains(&span) {
                self.made.not_there += 1;
            } else if let PlanProblem::NotThere { asked, .. } = problem {
                let (of, available) = ("any country".to_owned(), Vec::new());
                self.faults.report(span, PlanProblem::NotThere { asked, of, available });
            }
        }
    }

    fn add_entry(
        &mut self,
        block: &Block,
        forms: &[Form],
        source: &Source,
        (entry, span): (&Entry<'_>, Span),
    ) {
        let signal = match (entry, &block.voice) {
            (Entry::Pattern(pattern), Some(voice)) => pattern.voiced(voice.value.clone()),
            _ => entry.signal(block.level),
        };
        let subject = Arc::new(subject(entry, source));
        let folder = block.folder.as_deref().map(directory).unwrap_or_default();
        let folder = folder.join(&source.folder);
        for form in forms {
            let device = form.device();
            let folder = folder.join(device.map(Device::name).unwrap_or_default());
            let (assets, remarks) = match form.files(entry, &signal, block) {
                Ok(files) => files,
                Err(why) => {
                    let place = text(&folder.join(entry.to_string()));
                    if source.is_named && span != block.span {
                        let problem = PlanProblem::CannotBeMade { place, why };
                        self.faults.report_with(span, (source.span, "asked of this"), problem);
                    } else {
                        self.made.refused.entry(why).or_insert((place, 0)).1 += 1;
                    }
                    continue;
                }
            };
            let places: Places = [source.span, span].into_iter().chain(form.spans()).collect();
            for asset in assets {
                let asset = asset.below(&folder);
                let mut remarks = remarks.clone();
                if asset.clips() {
                    remarks.push("the components together pass full scale and clip".to_owned());
                }
                let place = text(&asset.place);
                let item = Item { asset, place, subject: Arc::clone(&subject), device, remarks };
                self.add_item(item, block, &places);
            }
        }
    }

    /// Adds a file, or reports that there is one in its place.
    fn add_item(&mut self, item: Item, block: &Block, places: &Places) {
        let first = item.place.split('/').next().unwrap_or_default();
        if first.eq_ignore_ascii_case(manifest::NAME) {
            let problem = PlanProblem::ReservedPlace(first.to_owned());
            self.faults.report(places[0], problem);
            return;
        }
        let (all, next) = (&self.places, self.made.files.len());
        let known = *self.known.entry(item.place.to_lowercase()).or_insert(next);
        if known == next {
            self.places.push(places.clone());
            self.made.files.push(item);
            return;
        }
        // The first choice in which the two differ; the whole tables if they are chosen alike.
        let mut pairs = all[known].iter().zip(places);
        let differing = pairs.rfind(|(one, other)| one != other);
        let (first, second) = differing.map_or((block.span, block.span), |(a, b)| (*a, *b));
        let problem = PlanProblem::SameFile(item.place);
        self.faults.report_with(second, (first, "and of this"), problem);
    }
}

/// A path with slashes.
fn text(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn subject(entry: &Entry<'_>, source: &Source) -> Subject {
    let of_tone = |tone: &CallProgressTone| {
        let kind = tone.kind.map(|kind| kind.to_string());
        (kind, tone.id.as_ref().map(ToString::to_string))
    };
    let ((kind, id), selector) = match entry {
        Entry::Tone(tone) => (of_tone(tone), Selector::Tone(tone.number)),
        Entry::UserTone(tone) => (of_tone(tone), Selector::UserTone(tone.number)),
        Entry::Pattern(pattern) => ((None, None), Selector::Pattern(pattern.number)),
    };
    let (pattern, tone) = match selector {
        Selector::Pattern(number) => (Some(number), None),
        Selector::Tone(number) | Selector::UserTone(number) => (None, Some(number)),
        _ => (None, None),
    };
    Subject {
        origin: Arc::clone(&source.origin),
        line: source.lines.get(&selector).copied(),
        name: entry.to_string(),
        kind,
        id,
        pattern,
        tone,
    }
}

/// What a `[[render]]` asks of a source, and where.
enum Wanted<'s> {
    Entry(Entry<'s>, Span),
    NotThere(Span, PlanProblem),
}

fn wanted<'s>(block: &Block, source: &'s Source) -> Vec<Wanted<'s>> {
    if block.tones.is_none() && block.patterns.is_none() {
        return source.set.entries().map(|entry| Wanted::Entry(entry, block.span)).collect();
    }
    let mut wanted = Vec::new();
    for (choice, of_patterns) in [(&block.tones, false), (&block.patterns, true)] {
        match choice {
            None => {}
            Some(Choice::All) => {
                let is_pattern = |entry: &Entry<'_>| matches!(entry, Entry::Pattern(_));
                let all = source.set.entries().filter(|entry| is_pattern(entry) == of_patterns);
                wanted.extend(all.map(|entry| Wanted::Entry(entry, block.span)));
            }
            Some(Choice::These(these)) => {
                wanted.extend(these.iter().map(|it| match source.set.select(&it.value) {
                    Ok(entry) => Wanted::Entry(entry, it.span),
                    Err(error) => Wanted::NotThere(
                        it.span,
                        PlanProblem::NotThere {
                            asked: asked(&it.value),
                            of: source.origin.name().to_owned(),
                            available: error.available,
                        },
                    ),
                }));
            }
        }
    }
    wanted
}

fn asked(selector: &Selector) -> String {
    match selector {
        Selector::ToneId(id) => format!("tone `{}`", excerpt(id)),
        known => known.to_string(),
    }
}

/// The directories of the files, each once, in order.
pub fn folders(items: &[Item]) -> Vec<PathBuf> {
    let folders = items.iter().filter_map(|item| item.asset.place.parent());
    let folders: std::collections::BTreeSet<_> = folders.collect();
    folders.into_iter().map(Path::to_owned).collect()
}
