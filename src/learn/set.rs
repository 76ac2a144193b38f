//! Several learned definitions as one set of tones.

use std::collections::HashSet;

use crate::learn::{Learned, Name};
use crate::model::{CallProgressTone, RingingPattern, Selector, ToneId, ToneSet};
use crate::notation::Notation;

/// The set of these definitions, as `to` can hold them best: tones and patterns are numbered from 0
/// in their order, each by itself.
///
/// A tone has the kind that it was named, or the id. An id that a second tone would have gets a
/// number from 2. In a CPT file, which has no ids, a tone without a kind is a user defined tone,
/// for it could not be a call progress tone there. Beside the set stands how each definition is
/// asked for.
#[must_use]
pub fn tone_set(learned: &[Learned], to: Notation) -> (ToneSet, Vec<Selector>) {
    let has_types = matches!(to, Notation::Cpt | Notation::Dat | Notation::DatV1);
    let (mut tones, mut user_tones, mut patterns) = (Vec::new(), Vec::new(), Vec::new());
    let (mut ids, mut selectors) = (HashSet::new(), Vec::new());
    for one in learned {
        if let Some(frequency) = one.ringing {
            let number = place(&patterns);
            selectors.push(Selector::Pattern(number));
            patterns.push(RingingPattern::new(number, frequency, one.signal.cadence()));
            continue;
        }
        let is_user = has_types && !matches!(one.name, Some(Name::Kind(_)));
        let list = if is_user { &mut user_tones } else { &mut tones };
        let selector = if is_user { Selector::UserTone } else { Selector::Tone };
        selectors.push(selector(place(list)));
        let mut tone = tone(one, place(list));
        let id = tone.id.take().filter(|_| !has_types);
        tone.id = id.and_then(|id| free(&id, &mut ids));
        list.push(tone);
    }
    // Numbers are places and ids are free: nothing stands twice.
    (ToneSet::new(tones, user_tones, patterns).unwrap_or_default(), selectors)
}

/// The tone with the kind or the id that it was named.
fn tone(learned: &Learned, number: u32) -> CallProgressTone {
    let (id, kind) = match &learned.name {
        Some(Name::Kind(kind)) => (None, Some(*kind)),
        Some(Name::Id(id)) => (Some(id.clone()), None),
        _ => (None, None),
    };
    let signal = learned.signal.clone();
    CallProgressTone { number, id, kind, signal, default_duration: None, detection_period: None }
}

fn place<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// The id, or with the first number that makes it one of its own; `None` where that is too long.
fn free(id: &ToneId, taken: &mut HashSet<ToneId>) -> Option<ToneId> {
    let mut free = id.clone();
    for number in 2.. {
        if taken.insert(free.clone()) {
            break;
        }
        free = ToneId::new(format!("{id}-{number}")).ok()?;
    }
    Some(free)
}
