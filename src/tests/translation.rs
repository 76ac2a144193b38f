//! Translations: what a text does not say of a set is told, and nothing else is.

use std::collections::BTreeSet;

use crate::diagnostic::Problem;
use crate::model::{CallProgressTone, Component, Depth, Entry, Selector, Signal, ToneSet};
use crate::notation::translation::{Loss, What};

type Codes = BTreeSet<&'static str>;

/// Checks that `losses` tell how `again`, which was read from what was written of `sets`, differs
/// from them: a loss for each difference, of its tone and kind, and no other.
pub(super) fn assert_told(sets: &[ToneSet], losses: &[Loss], again: &[ToneSet]) {
    assert_eq!(again.len(), sets.len(), "sets that are read again");
    for (place, (set, read)) in sets.iter().zip(again).enumerate() {
        let of = |entry: Option<&Selector>| -> Vec<&Loss> {
            let own = |loss: &&Loss| loss.set == place && loss.entry.as_ref() == entry;
            losses.iter().filter(own).collect()
        };
        let code = |loss: &&Loss| match loss.problem.code() {
            // A level that is not written is one that changes.
            "lost-level" => "rounded-level",
            "lost-frequency" => "rounded-frequency",
            code => code,
        };
        let codes = |losses: &[&Loss]| losses.iter().map(code).collect();
        let places = |tones: &[CallProgressTone]| {
            tones.iter().enumerate().all(|(place, tone)| usize::try_from(tone.number) == Ok(place))
        };
        let numbered = !(places(set.tones()) && places(set.user_tones()));
        // Numbers that say nothing but the places still do so afterwards.
        let still = numbered || places(read.tones()) && places(read.user_tones());
        assert!(still, "{set:?} becomes {read:?}");
        let mut found = read.entries();
        for entry in set.entries() {
            let told = of(Some(&selector(entry)));
            if told.iter().any(|loss| matches!(loss.problem.what, What::LeftOut(_))) {
                assert_eq!(told.len(), 1, "{entry} is left out and nothing else: {told:?}");
                continue;
            }
            let read = found.next().unwrap_or_else(|| panic!("{entry} is not read: {told:?}"));
            assert_differs(entry, read, numbered, &codes(&told), &told);
        }
        assert_eq!(found.next(), None, "nothing is read that was not written");
        let told: Codes = codes(&of(None));
        assert_eq!(set.package() == read.package(), told.is_empty(), "{told:?}, {set:?}, {read:?}");
    }
}

/// Checks that nothing could be written because every tone and pattern is left out.
pub(super) fn assert_nothing_left(sets: &[ToneSet], losses: &[Loss]) {
    let left_out = losses.iter().filter(|loss| matches!(loss.problem.what, What::LeftOut(_)));
    let entries: usize = sets.iter().map(|set| set.entries().count()).sum();
    assert_eq!(left_out.count(), entries, "no text, and yet something is written");
}

fn selector(entry: Entry<'_>) -> Selector {
    match entry {
        Entry::Tone(tone) => Selector::Tone(tone.number),
        Entry::UserTone(tone) => Selector::UserTone(tone.number),
        Entry::Pattern(pattern) => Selector::Pattern(pattern.number),
    }
}

/// Whether a difference in what is heard can make others: equal voices become one, and a cadence
/// of one voice without silence has no times.
const MERGES: [&str; 4] = ["rounded-frequency", "rounded-level", "rounded-depth", "rounded-time"];

fn assert_differs(
    entry: Entry<'_>,
    read: Entry<'_>,
    numbered: bool,
    told: &Codes,
    losses: &[&Loss],
) {
    let mut differs = Codes::new();
    match (entry, read) {
        (Entry::Tone(tone), Entry::Tone(read)) | (Entry::UserTone(tone), Entry::UserTone(read)) => {
            differs.extend(tone_differences(tone, read));
        }
        (Entry::UserTone(tone), Entry::Tone(read)) => {
            differs.insert("lost-section");
            differs.extend(tone_differences(tone, read));
        }
        (Entry::Pattern(one), Entry::Pattern(other)) => {
            if one.number != other.number {
                differs.insert("lost-number");
            }
            if one.frequency != other.frequency {
                differs.insert("rounded-frequency");
            }
            if one.cadence() != other.cadence() {
                differs.insert("rounded-time");
            }
        }
        _ => panic!("{entry} becomes {read}"),
    }
    let (Entry::Tone(one) | Entry::UserTone(one), Entry::Tone(other) | Entry::UserTone(other)) =
        (entry, read)
    else {
        assert_eq!(told, &differs, "{entry} becomes {read}: {losses:?}");
        return;
    };
    if numbered && one.number != other.number {
        differs.insert("lost-number");
    }
    // Which of both an id that changes with its kind is told as does not matter.
    let ids = ["lost-id", "new-id", "lost-kind"];
    let (told_ids, other_told): (Codes, Codes) = told.iter().partition(|code| ids.contains(code));
    let (ids, others): (Codes, Codes) = differs.iter().partition(|code| ids.contains(code));
    assert_eq!(told_ids.is_empty(), ids.is_empty(), "{entry} becomes {read}: {losses:?}");
    assert!(told_ids.contains("lost-kind") || !ids.contains("lost-kind"), "{entry}: {losses:?}");
    let (signal, read_signal) = (&one.signal, &other.signal);
    let heard = signal_differences(signal, read_signal, &other_told).unwrap_or_else(|| {
        let merges = other_told.iter().copied().filter(|code| MERGES.contains(code));
        let merges: Codes = merges.collect();
        assert!(!merges.is_empty(), "{entry}: {signal:?} becomes {read_signal:?}: {losses:?}");
        let heard = signal.heard();
        let kept = heard.voices() == signal.voices() && heard.cadence() == signal.cadence();
        merges.into_iter().chain((!kept).then_some("lost-voices")).collect()
    });
    let expected: Codes = others.union(&heard).copied().collect();
    assert_eq!(other_told, expected, "{entry}: {signal:?} becomes {read_signal:?}: {losses:?}");
}

fn tone_differences(tone: &CallProgressTone, read: &CallProgressTone) -> Codes {
    let mut codes = Codes::new();
    let mut differ = |differs, code| {
        if differs {
            codes.insert(code);
        }
    };
    differ(tone.kind != read.kind, "lost-kind");
    differ(tone.id != read.id && tone.id.is_some(), "lost-id");
    differ(tone.id != read.id && tone.id.is_none(), "new-id");
    differ(tone.default_duration != read.default_duration, "lost-duration");
    match (tone.detection_period, read.detection_period) {
        (Some(period), Some(read)) => differ(period != read, "rounded-time"),
        (period, read) => differ(period != read, "lost-detection"),
    }
    differ(tone.signal.swell() != read.signal.swell(), "lost-swell");
    codes
}

/// How signals differ besides their swell; `None` if they do not have the same voices and pairs.
fn signal_differences(signal: &Signal, read: &Signal, told: &Codes) -> Option<Codes> {
    if let Some(codes) = voice_differences(signal, read) {
        return Some(codes);
    }
    if told.contains("lost-end") {
        let endless = without_end(signal);
        let rest = told.iter().copied().filter(|code| *code != "lost-end").collect();
        let mut codes = signal_differences(&endless, read, &rest)?;
        codes.insert("lost-end");
        return Some(codes);
    }
    let heard = signal.heard();
    let mut codes = voice_differences(&heard, &read.heard())?;
    if heard.voices().is_empty() && read.voices() != signal.voices() {
        // Of silence a notation may keep one voice, rounded: nobody hears what of it is told.
        let told: Codes = told.iter().copied().filter(|code| VOICES.contains(code)).collect();
        codes.extend(told.iter().copied());
        return (!told.is_empty()).then_some(codes);
    }
    if heard.voices() != signal.voices() || heard.cadence() != signal.cadence() {
        codes.insert("lost-voices");
    }
    Some(codes)
}

/// The signal of a tone that ends, if it were repeated for ever: its shortest period.
fn without_end(signal: &Signal) -> Signal {
    let lead = signal.cadence().lead();
    assert!(signal.cadence().cycle().is_empty() && signal.cadence().lead_ms() >= 5000);
    let repeats = |period: usize| (period..lead.len()).all(|at| lead[at] == lead[at - period]);
    let period =
        (1..=lead.len()).find(|&period| lead.len().is_multiple_of(period) && repeats(period));
    let period = period.unwrap();
    assert!(period < lead.len() || lead[0].off.is_zero(), "a tone that is not repeated");
    let cadence = crate::model::Cadence::new([], lead[..period].iter().copied()).unwrap();
    Signal::with_voices(signal.voices().to_vec(), cadence).unwrap()
}

/// What can be told of voices.
const VOICES: [&str; 4] = ["lost-voices", "rounded-frequency", "rounded-level", "rounded-depth"];

/// The same of voices and pairs as they stand.
fn voice_differences(signal: &Signal, read: &Signal) -> Option<Codes> {
    let mut codes = Codes::new();
    let (one, other) = (signal.cadence(), read.cadence());
    let same = |one: &[_], other: &[_]| one.len() == other.len();
    if !same(one.lead(), other.lead()) || !same(one.cycle(), other.cycle()) {
        return None;
    }
    for (pair, read) in one.pairs().zip(other.pairs()) {
        if pair.voice != read.voice {
            return None;
        }
        if (pair.on, pair.off) != (read.on, read.off) {
            codes.insert("rounded-time");
        }
    }
    if signal.voices().len() != read.voices().len() {
        return None;
    }
    for (voice, read) in signal.voices().iter().zip(read.voices()) {
        if voice.components().len() != read.components().len() {
            return None;
        }
        for (component, read) in voice.components().iter().zip(read.components()) {
            codes.extend(component_differences(component, read)?);
        }
    }
    Some(codes)
}

fn component_differences(component: &Component, read: &Component) -> Option<Codes> {
    let mut codes = Codes::new();
    if component.frequency != read.frequency {
        codes.insert("rounded-frequency");
    }
    if component.level != read.level {
        codes.insert("rounded-level");
    }
    match (component.modulation, read.modulation) {
        (None, None) => {}
        (Some(one), Some(other)) => {
            if one.frequency != other.frequency {
                codes.insert("rounded-frequency");
            }
            let thousandths = Depth::thousandths;
            if thousandths(one.depth) != thousandths(other.depth) {
                codes.insert("rounded-depth");
            }
        }
        _ => return None,
    }
    Some(codes)
}
