//! The page of one file.

use crate::model::{Entry, ToneSet};
use crate::sheet::entry;
use crate::sheet::frame::{self, Frame, count};
use crate::sheet::markup::Html;
use crate::sheet::sound::Sounds;
use crate::sheet::source::Listing;
use crate::sheet::timeline::Scale;
use crate::sheet::words;
use crate::sheet::{Heard, Subject};

/// The page of a file: each tone and pattern drawn, described, to be played, with its lines and what
/// is wrong with them. It needs no other file and asks for none.
///
/// Of a file with errors nothing is drawn or played: the page shows its lines with all that is wrong.
#[must_use]
pub fn page(subject: &Subject<'_>, heard: &Heard) -> String {
    let listing = Listing::new(subject.source, subject.parsed);
    let sets = subject.sets();
    let mut sounds = Sounds::default();
    let mut shown = Vec::new();
    for (place, set) in &sets {
        for entry in set.entries() {
            let sound = entry::add_sound(&mut sounds, entry, heard);
            shown.push(Shown { place: *place, set, entry, sound });
        }
    }
    let frame = Frame {
        title: title(subject, &sets),
        about: about(subject, &sets, &listing),
        heard,
        sounds: &sounds,
        rings: shown.iter().any(|it| matches!(it.entry, Entry::Pattern(_))),
        lists: !shown.is_empty(),
        compares: false,
    };
    frame::write(&frame, |html| {
        if subject.parsed.tones.is_none() {
            write_faulty(html, &listing);
            return;
        }
        frame::write_findings(html, &listing);
        for (place, set) in &sets {
            write_set(html, &listing, set, &shown, *place);
        }
        let all_placed = shown.iter().all(|it| it.lines(&listing));
        frame::write_file(html, &listing, !all_placed);
    })
}

/// An entry with what the page knows of it.
struct Shown<'a> {
    /// The place of its set in the file.
    place: usize,
    set: &'a ToneSet,
    entry: Entry<'a>,
    sound: Option<usize>,
}

impl Shown<'_> {
    fn lines(&self, listing: &Listing<'_>) -> bool {
        listing.lines(self.place, &entry::selector(self.entry)).is_some()
    }
}

/// The name of the file; the description of its one package, where it has one.
pub(super) fn title(subject: &Subject<'_>, sets: &[(usize, &ToneSet)]) -> String {
    match sets {
        [(_, set)] => match set.package() {
            Some(package) if !package.description.is_empty() => package.description.clone(),
            _ => subject.title.to_owned(),
        },
        _ => subject.title.to_owned(),
    }
}

fn about(subject: &Subject<'_>, sets: &[(usize, &ToneSet)], listing: &Listing<'_>) -> Vec<String> {
    // What a notation is called, without what is said of it.
    let notation = subject.notation.to_string();
    let notation = notation.split(',').next().unwrap_or_default();
    let title = title(subject, sets);
    let name = Some(listing.name()).filter(|name| *name != title);
    let mut about = name.into_iter().chain([notation]).collect::<Vec<_>>().join(", ");
    if subject.parsed.tones.is_some() {
        about = format!("{about}: {}", holds(sets.iter().map(|(_, set)| *set)));
    }
    let found = frame::findings(listing);
    let found = found.unwrap_or_else(|| "Nothing is wrong with it".to_owned());
    vec![format!("{about}. {found}.")]
}

/// What sets hold, in words.
pub(super) fn holds<'s>(sets: impl Iterator<Item = &'s ToneSet>) -> String {
    let (mut tones, mut user_tones, mut patterns) = (0, 0, 0);
    for set in sets {
        tones += set.tones().len();
        user_tones += set.user_tones().len();
        patterns += set.patterns().len();
    }
    let parts: Vec<_> = [
        (tones, "call progress tone"),
        (user_tones, "user defined tone"),
        (patterns, "ringing pattern"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, noun)| count(number, noun))
    .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

fn write_faulty(html: &mut Html, listing: &Listing<'_>) {
    html.element("section", &[("class", "found"), ("aria-label", "Errors")], |html| {
        html.leaf("h2", &[], "Nothing of this file is played");
        let (errors, _) = listing.counts();
        let words =
            "so its tones and patterns are not certain. What is wrong stands below its line.";
        html.leaf("p", &[], &format!("It has {}, {words}", count(errors, "error")));
    });
    frame::write_file(html, listing, true);
}

fn write_set(
    html: &mut Html,
    listing: &Listing<'_>,
    set: &ToneSet,
    shown: &[Shown<'_>],
    place: usize,
) {
    if let Some(package) = set.package().filter(|package| !package.name.is_empty()) {
        let number = package.number.map(|number| format!(" ({number})")).unwrap_or_default();
        html.leaf("p", &[("class", "package")], &format!("Tone package {}{number}", package.name));
    }
    for (sort, title) in entry::TITLES.into_iter().enumerate() {
        let is = |it: &&Shown<'_>| it.place == place && entry::sort(it.entry) == sort;
        let entries: Vec<_> = shown.iter().filter(is).collect();
        if entries.is_empty() {
            continue;
        }
        html.element("section", &[("class", "entries"), ("aria-label", title)], |html| {
            html.leaf("h2", &[], title);
            for shown in entries {
                write_entry(html, listing, shown);
            }
        });
    }
}

fn write_entry(html: &mut Html, listing: &Listing<'_>, shown: &Shown<'_>) {
    let Shown { place, set, entry, sound } = shown;
    let id = entry::id(*entry, set);
    let search = frame::search_text(*entry, &[id.unwrap_or_default(), &entry::name(*entry)]);
    let attributes: &[(&str, &str)] =
        &[("class", "entry"), ("tabindex", "-1"), ("data-search", &search)];
    html.element("article", attributes, |html| {
        write_head(html, *entry, id);
        let signal = entry::signal(*entry);
        let scale = Scale::of([&signal].into_iter());
        entry::write_track(html, *entry, scale, *sound, &entry::title(*entry));
        html.element("div", &[("class", "details")], |html| {
            entry::write_facts(html, *entry);
            entry::write_source(html, listing, *place, *entry);
        });
    });
}

/// Writes the name of an entry and what it is in one line.
fn write_head(html: &mut Html, entry: Entry<'_>, id: Option<&str>) {
    html.element("div", &[("class", "head")], |html| {
        html.element("h3", &[], |html| {
            html.leaf("span", &[("class", "number")], &format!("#{}", entry::number(entry)));
            html.text(" ");
            html.text(&entry::name(entry));
            if let Some(id) = id {
                html.text(" ");
                html.leaf("span", &[("class", "id")], id);
            }
        });
        html.leaf("p", &[("class", "words")], &frame::with_minus(&words::entry(entry)));
    });
}
