//! The page of two files: what was before, what is after.

use crate::model::{Entry, Signal, ToneSet};
use crate::sheet::entry;
use crate::sheet::frame::{self, Frame};
use crate::sheet::markup::Html;
use crate::sheet::page::title;
use crate::sheet::pairs::{Change, Pair, changes, pair};
use crate::sheet::sound::Sounds;
use crate::sheet::source::Listing;
use crate::sheet::timeline::Scale;
use crate::sheet::words;
use crate::sheet::{Heard, Subject};

/// A page of what is different between two files: what was added, what was removed, and what has
/// changed, told in words, with both drawings above each other.
///
/// Packages are the same by their names; those that are left, and other sets, by their order. Which
/// entries are the same, `docs/sheet.md` in the project says. Of two files one of which has errors,
/// only their lines are shown.
#[must_use]
pub fn comparison(before: &Subject<'_>, after: &Subject<'_>, heard: &Heard) -> String {
    let listings = [before, after].map(|it| Listing::new(it.source, it.parsed));
    let faulty = before.parsed.tones.is_none() || after.parsed.tones.is_none();
    let sets = if faulty { Vec::new() } else { set_pairs(before, after) };
    let mut sounds = Sounds::default();
    let mut told = Vec::new();
    for (old, new) in &sets {
        for pair in pair(old.1, new.1) {
            told.push(Told::new(pair, (old.0, new.0), &mut sounds, heard));
        }
    }
    let titles = [before, after].map(|it| title(it, &it.sets()));
    let found = listings.iter().filter_map(|listing| {
        Some(format!("{} has {}.", listing.name(), frame::findings(listing)?))
    });
    let about = (!faulty).then(|| summary(&told)).into_iter().chain(found);
    let frame = Frame {
        title: format!("{} → {}", titles[0], titles[1]),
        about: about.collect(),
        heard,
        sounds: &sounds,
        rings: told.iter().any(|it| it.pair.sort() == 2),
        lists: !told.is_empty(),
        compares: true,
    };
    frame::write(&frame, |html| {
        if faulty {
            html.own("<section class=\"found\" aria-label=\"Errors\">");
            html.own("<h2>These files are not compared</h2><p>Of a file with errors it is not ");
            html.own("certain what it means. What is wrong stands below its line.</p></section>");
        } else {
            for listing in &listings {
                frame::write_findings(html, listing);
            }
            write_told(html, &listings, &told);
        }
        for (listing, subject) in listings.iter().zip([before, after]) {
            frame::write_file(html, listing, subject.parsed.tones.is_none());
        }
    })
}

/// A set with its place in its file.
type Placed<'a> = (usize, &'a ToneSet);

/// The sets that are the same one, an empty one beside a set that has no counterpart.
fn set_pairs<'a>(before: &Subject<'a>, after: &Subject<'a>) -> Vec<(Placed<'a>, Placed<'a>)> {
    static NOTHING: std::sync::OnceLock<ToneSet> = std::sync::OnceLock::new();
    let nothing = NOTHING.get_or_init(ToneSet::default);
    let name = |set: &ToneSet| set.package().map(|package| package.name.clone());
    let old = before.sets();
    let mut rest = after.sets();
    let mut pairs: Vec<(Placed<'a>, Option<Placed<'a>>)> = Vec::new();
    for one in old {
        let same = rest.iter().position(|other| name(one.1) == name(other.1));
        pairs.push((one, same.map(|at| rest.remove(at))));
    }
    let mut rest = rest.into_iter();
    let mut all: Vec<_> = pairs
        .into_iter()
        .map(|(one, other)| (one, other.or_else(|| rest.next()).unwrap_or((0, nothing))))
        .collect();
    all.extend(rest.map(|other| ((0, nothing), other)));
    all
}

/// Two entries and what there is to say of them.
struct Told<'a> {
    pair: Pair<'a>,
    /// The places of their sets.
    sets: (usize, usize),
    changes: Vec<Change>,
    sounds: [Option<usize>; 2],
}

impl<'a> Told<'a> {
    fn new(pair: Pair<'a>, sets: (usize, usize), sounds: &mut Sounds, heard: &Heard) -> Self {
        let mut add = |entry| entry::add_sound(sounds, entry, heard);
        let (changes, sounds) = match pair {
            Pair::Both(a, b) => match changes(a, b) {
                changes if changes.is_empty() => (changes, [add(b), None]),
                changes => (changes, [add(a), add(b)]),
            },
            Pair::Removed(a) => (Vec::new(), [add(a), None]),
            Pair::Added(b) => (Vec::new(), [None, add(b)]),
        };
        Self { pair, sets, changes, sounds }
    }

    /// One word for it.
    fn state(&self) -> &'static str {
        match self.pair {
            Pair::Removed(_) => "removed",
            Pair::Added(_) => "added",
            Pair::Both(..) if self.changes.is_empty() => "unchanged",
            Pair::Both(..) => "changed",
        }
    }

    /// The entry as it is now, or as it was last.
    fn entry(&self) -> Entry<'a> {
        match self.pair {
            Pair::Both(_, now) | Pair::Added(now) => now,
            Pair::Removed(last) => last,
        }
    }
}

fn summary(told: &[Told<'_>]) -> String {
    let number = |state: &str| told.iter().filter(|it| it.state() == state).count();
    let states = ["changed", "added", "removed", "unchanged"].map(|state| (number(state), state));
    let parts: Vec<_> = states
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, state)| format!("{number} {state}"))
        .collect();
    match told {
        [] => "Neither file holds anything.".to_owned(),
        _ if number("unchanged") == told.len() => {
            format!("Nothing is different: {}.", parts.join(", "))
        }
        _ => format!("{}.", parts.join(", ")),
    }
}

fn write_told(html: &mut Html, listings: &[Listing<'_>; 2], told: &[Told<'_>]) {
    for (sort, title) in entry::TITLES.into_iter().enumerate() {
        let entries: Vec<_> = told.iter().filter(|it| it.pair.sort() == sort).collect();
        if entries.is_empty() {
            continue;
        }
        html.element("section", &[("class", "entries"), ("aria-label", title)], |html| {
            html.leaf("h2", &[], title);
            for told in entries {
                write_one(html, listings, told);
            }
        });
    }
}

fn write_one(html: &mut Html, listings: &[Listing<'_>; 2], told: &Told<'_>) {
    let (state, entry) = (told.state(), told.entry());
    let search = frame::search_text(entry, &[state, &entry::name(entry)]);
    let class = format!("entry {state}");
    let attributes: &[(&str, &str)] =
        &[("class", &class), ("tabindex", "-1"), ("data-search", &search), ("data-state", state)];
    html.element("article", attributes, |html| {
        html.element("div", &[("class", "head")], |html| {
            html.element("h3", &[], |html| {
                html.leaf("span", &[("class", "number")], &format!("#{}", entry::number(entry)));
                html.text(&format!(" {} ", entry::name(entry)));
                html.leaf("span", &[("class", "state")], state);
            });
            html.leaf("p", &[("class", "words")], &frame::with_minus(&words::entry(entry)));
        });
        if !told.changes.is_empty() {
            write_changes(html, &told.changes);
        }
        write_tracks(html, told);
        write_lines(html, listings, told);
    });
}

fn write_changes(html: &mut Html, changes: &[Change]) {
    html.own("<table class=\"changes\"><thead><tr><th scope=\"col\">What</th>");
    html.own("<th scope=\"col\">Before</th><th scope=\"col\">After</th>");
    html.own("<th scope=\"col\">Difference</th></tr></thead><tbody>");
    for change in changes {
        html.element("tr", &[], |html| {
            html.leaf("th", &[("scope", "row")], change.what);
            html.element("td", &[], |html| {
                html.leaf("del", &[], &frame::with_minus(&change.before));
            });
            html.element("td", &[], |html| {
                html.leaf("ins", &[], &frame::with_minus(&change.after));
            });
            html.leaf("td", &[], change.note.as_deref().unwrap_or_default());
        });
    }
    html.own("</tbody></table>");
}

/// Both drawings on one scale, the earlier one above.
fn write_tracks(html: &mut Html, told: &Told<'_>) {
    let entries: Vec<_> = match told.pair {
        Pair::Both(_, only) if told.changes.is_empty() => vec![("", only, told.sounds[0])],
        Pair::Both(a, b) => vec![("Before", a, told.sounds[0]), ("After", b, told.sounds[1])],
        Pair::Removed(a) => vec![("Before", a, told.sounds[0])],
        Pair::Added(b) => vec![("After", b, told.sounds[1])],
    };
    let signals: Vec<Signal> = entries.iter().map(|(_, entry, _)| entry::signal(*entry)).collect();
    let scale = Scale::of(signals.iter());
    for (when, entry, sound) in entries {
        let called = match when {
            "" => entry::title(entry),
            when => format!("{}, {}", entry::title(entry), when.to_lowercase()),
        };
        if !when.is_empty() {
            html.leaf("h4", &[("class", "when")], when);
        }
        entry::write_track(html, entry, scale, sound, &called);
    }
}

/// The lines of both, those of what is unchanged left out.
fn write_lines(html: &mut Html, listings: &[Listing<'_>; 2], told: &Told<'_>) {
    if told.state() == "unchanged" {
        return;
    }
    html.element("div", &[("class", "details both")], |html| {
        let [before, after] = listings;
        if let Pair::Both(entry, _) | Pair::Removed(entry) = told.pair {
            entry::write_source(html, before, told.sets.0, entry);
        }
        if let Pair::Both(_, entry) | Pair::Added(entry) = told.pair {
            entry::write_source(html, after, told.sets.1, entry);
        }
    });
}
