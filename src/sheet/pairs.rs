//! Which entries of two sets are the same one, and what is different about them.

use crate::model::{Cadence, Entry, OnOff, Signal, ToneSet};
use crate::sheet::entry::{self, sort};
use crate::sheet::spectrum::shown;
use crate::sheet::words;

/// Entries of two sets that are the same one, or one that has no counterpart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Pair<'a> {
    Both(Entry<'a>, Entry<'a>),
    Removed(Entry<'a>),
    Added(Entry<'a>),
}

/// Pairs the entries of two sets, in the order of the first; what is new comes where its kind does.
///
/// Patterns are the same by their number. Of tones the surest sign counts first: an equal id, then an
/// equal number and kind, then the kind in order, then the number.
pub(super) fn pair<'a>(before: &'a ToneSet, after: &'a ToneSet) -> Vec<Pair<'a>> {
    type Same = fn(Entry<'_>, Entry<'_>) -> bool;
    const SIGNS: [Same; 4] = [
        |a, b| id(a).is_some() && id(a) == id(b),
        |a, b| entry::number(a) == entry::number(b) && kind(a) == kind(b),
        |a, b| kind(a).is_some() && kind(a) == kind(b) && !is_pattern(a),
        |a, b| entry::number(a) == entry::number(b) && (id(a).is_none() || id(b).is_none()),
    ];
    let old: Vec<_> = before.entries().collect();
    let new: Vec<_> = after.entries().collect();
    let mut partner: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    for same in SIGNS {
        for (place, one) in old.iter().enumerate() {
            if partner[place].is_some() {
                continue;
            }
            let fits =
                |at: &usize| !taken[*at] && sort(*one) == sort(new[*at]) && same(*one, new[*at]);
            if let Some(at) = (0..new.len()).find(fits) {
                partner[place] = Some(at);
                taken[at] = true;
            }
        }
    }
    let mut pairs: Vec<_> = old
        .iter()
        .zip(partner)
        .map(|(one, at)| at.map_or(Pair::Removed(*one), |at| Pair::Both(*one, new[at])))
        .collect();
    let added = new.iter().zip(taken).filter(|(_, taken)| !taken).map(|(one, _)| Pair::Added(*one));
    pairs.extend(added);
    pairs.sort_by_key(Pair::sort);
    pairs
}

impl Pair<'_> {
    /// Its place in [`entry::TITLES`].
    pub(super) fn sort(&self) -> usize {
        match self {
            Self::Both(one, _) | Self::Removed(one) | Self::Added(one) => sort(*one),
        }
    }
}

const fn is_pattern(entry: Entry<'_>) -> bool {
    matches!(entry, Entry::Pattern(_))
}

fn id(entry: Entry<'_>) -> Option<String> {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => {
            tone.id.as_ref().map(|id| id.as_str().to_lowercase())
        }
        Entry::Pattern(_) => None,
    }
}

fn kind(entry: Entry<'_>) -> Option<String> {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => tone.kind.map(|kind| kind.to_string()),
        Entry::Pattern(_) => None,
    }
}

/// Something that is not as it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// What it is: `Cadence`.
    pub(super) what: &'static str,
    pub(super) before: String,
    pub(super) after: String,
    /// What is different about it, where that can be said shortly.
    pub(super) note: Option<String>,
}

/// What is different about two entries, in words. Their numbers are no difference of what they are,
/// but are told.
pub(super) fn changes(before: Entry<'_>, after: Entry<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut compare = |what, before: String, after: String, note| {
        if before != after {
            changes.push(Change { what, before, after, note });
        }
    };
    let unstated = || "not stated".to_owned();
    compare("Number", entry::number(before).to_string(), entry::number(after).to_string(), None);
    compare("Name", entry::name(before), entry::name(after), None);
    compare(
        "Kind",
        kind(before).unwrap_or_else(unstated),
        kind(after).unwrap_or_else(unstated),
        None,
    );
    let (old, new) = (entry::signal(before), entry::signal(after));
    let components = |entry, signal: &Signal| match entry {
        Entry::Pattern(pattern) => pattern.frequency.to_string(),
        _ => words::voices(signal.voices()),
    };
    let note = level_note(&old, &new);
    compare("Components", components(before, &old), components(after, &new), note);
    let cadence = |signal: &Signal| words::cadence(signal.cadence());
    let note = times_note(old.cadence(), new.cadence());
    compare("Cadence", cadence(&old), cadence(&new), note);
    let swell = |signal: &Signal| {
        let words = signal.swell().map(words::swell);
        words.map_or_else(|| "none".to_owned(), |it| it.trim_start_matches(", ").to_owned())
    };
    compare("Swell", swell(&old), swell(&new), None);
    let stated = |ms: Option<crate::units::Millis>| ms.map_or_else(unstated, |ms| ms.to_string());
    compare(
        "Default duration",
        stated(before.default_duration()),
        stated(after.default_duration()),
        None,
    );
    compare("Detected after", stated(detection(before)), stated(detection(after)), None);
    changes
}

fn detection(entry: Entry<'_>) -> Option<crate::units::Millis> {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => tone.detection_period,
        Entry::Pattern(_) => None,
    }
}

/// By how much the levels differ, where nothing else does and all by the same.
fn level_note(before: &Signal, after: &Signal) -> Option<String> {
    let components = |signal: &Signal| -> Vec<_> {
        signal.voices().iter().flat_map(|voice| voice.components().to_vec()).collect()
    };
    let (old, new) = (components(before), components(after));
    if old.len() != new.len() || before.voices().len() != after.voices().len() {
        return None;
    }
    let mut differences = old.iter().zip(&new).map(|(a, b)| {
        let same = (a.frequency, a.modulation) == (b.frequency, b.modulation);
        same.then(|| b.level.hundredths() - a.level.hundredths())
    });
    let first = differences.next()??;
    if first == 0 || differences.any(|other| other != Some(first)) {
        return None;
    }
    let decibels = shown(f64::from(first.abs()) / 100.0);
    let direction = if first > 0 { "louder" } else { "quieter" };
    Some(format!("{decibels} dB {direction}"))
}

/// Which times differ, where the cadences have the same shape.
fn times_note(before: &Cadence, after: &Cadence) -> Option<String> {
    /// More is no short word.
    const MOST: usize = 4;
    let same_shape = before.lead().len() == after.lead().len()
        && before.cycle().len() == after.cycle().len()
        && before.is_continuous() == after.is_continuous();
    if !same_shape {
        return None;
    }
    let mut notes = Vec::new();
    for (which, old, new) in
        [("once", before.lead(), after.lead()), ("cycle", before.cycle(), after.cycle())]
    {
        for (place, (old, new)) in (1..).zip(old.iter().zip(new)) {
            let several = before.cycle().len() + before.lead().len() > 1;
            let place = if several { format!(" {place} ({which})") } else { String::new() };
            notes.extend(time_notes(old, new, &place));
        }
    }
    (1..=MOST).contains(&notes.len()).then(|| notes.join("; "))
}

fn time_notes(old: &OnOff, new: &OnOff, place: &str) -> Vec<String> {
    let note = |name: &str, old: u32, new: u32| {
        let (by, word) = if new > old { (new - old, "longer") } else { (old - new, "shorter") };
        (old != new).then(|| format!("{name} time{place} {by} ms {word}"))
    };
    let notes = [note("on", old.on.0, new.on.0), note("off", old.off.0, new.off.0)];
    notes.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::cpt;

    fn set(text: &str) -> ToneSet {
        cpt::parse(text, cpt::Options::default()).tones.expect("a valid file")
    }

    fn tone(number: u32, kind: u32, times: (u32, u32), level: u32) -> String {
        format!(
            "[CALL PROGRESS TONE #{number}]\nTone Type={kind}\nTone Form=2\nLow Freq [Hz]=425\n\
             Low Freq Level [-dBm]={level}\nFirst Signal On Time [10msec]={}\n\
             First Signal Off Time [10msec]={}\n",
            times.0, times.1
        )
    }

    fn paired(before: &str, after: &str) -> Vec<String> {
        let (before, after) = (set(before), set(after));
        let words = |pair: &Pair<'_>| match pair {
            Pair::Both(a, b) => format!("{a} is {b}"),
            Pair::Removed(a) => format!("without {a}"),
            Pair::Added(b) => format!("with {b}"),
        };
        pair(&before, &after).iter().map(words).collect()
    }

    #[test]
    fn a_tone_that_moved_is_known_by_its_kind_and_one_of_another_kind_by_its_number() {
        let before = tone(0, 1, (10, 10), 10) + &tone(1, 3, (50, 50), 10) + &tone(2, 9, (1, 2), 5);
        let after = tone(0, 2, (10, 10), 10) + &tone(1, 1, (5, 5), 10) + &tone(2, 3, (50, 50), 10);
        assert_eq!(
            paired(&before, &after),
            [
                "tone-0-dial is tone-1-dial",
                "tone-1-busy is tone-2-busy",
                "without tone-2-call-waiting",
                "with tone-0-ringback",
            ]
        );
        assert_eq!(
            paired(&tone(4, 1, (1, 1), 9), &tone(4, 2, (1, 1), 9)),
            ["tone-4-dial is tone-4-ringback"]
        );
    }

    #[test]
    fn what_is_different_is_told_and_what_is_equal_is_not() {
        let (before, after) = (set(&tone(0, 3, (50, 50), 10)), set(&tone(0, 3, (50, 75), 13)));
        let [Pair::Both(a, b)] = pair(&before, &after)[..] else { panic!("one pair") };
        let told: Vec<_> =
            changes(a, b).into_iter().map(|it| (it.what, it.note.unwrap_or_default())).collect();
        assert_eq!(
            told,
            [
                ("Components", "3 dB quieter".to_owned()),
                ("Cadence", "off time 250 ms longer".to_owned())
            ]
        );
        assert_eq!(changes(a, a), []);
    }
}
