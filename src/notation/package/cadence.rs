//! `lead` and `cycle` to a cadence, and the voices of its on times.

use std::collections::HashMap;

use crate::diagnostic::Span;
use crate::model::{Cadence, OnOff, Voice};
use crate::notation::package::context::Context;
use crate::notation::package::problem::PackageProblem;
use crate::notation::package::value::{Table, Value};
use crate::notation::package::voice;
use crate::units::Millis;

const EXPECTED_PAIRS: &str = "a list of pairs such as [[2000, 4000]]";
const EXPECTED_PAIR: &str = "[on, off] in ms, or { on = 330, off = 0, ... }";
/// What a cycle is that never ends.
const CONTINUOUS: &str = "continuous";
const TONE_PAIR_KEYS: [&str; 5] = ["on", "off", "components", "voice", "times"];
const PATTERN_PAIR_KEYS: [&str; 3] = ["on", "off", "times"];

/// Where the voices of on times come from.
pub(super) enum Palette {
    /// A ringing pattern has none.
    Pattern,
    /// What the tone says of them is wrong. What its pairs say is read for its faults.
    Unread,
    /// The tone lists them.
    Listed(Vec<Voice>),
    /// The tone's own, if it has one, and then those of its pairs, equal ones once.
    Collected(Collected),
}

/// The voices that a tone and its pairs give, in the order of the file.
#[derive(Default)]
pub(super) struct Collected {
    voices: Vec<Voice>,
    indices: HashMap<Voice, usize>,
    /// Whether the first one is the tone's own.
    has_own: bool,
    /// Whether an on time sounds the tone's own.
    own_sounds: bool,
}

impl Collected {
    pub(super) fn new(own: Option<Voice>) -> Self {
        let mut collected = Self { has_own: own.is_some(), ..Self::default() };
        if let Some(voice) = own {
            collected.index_of(voice);
        }
        collected
    }

    fn index_of(&mut self, voice: Voice) -> usize {
        let next = self.voices.len();
        *self.indices.entry(voice).or_insert_with_key(|voice| {
            self.voices.push(voice.clone());
            next
        })
    }
}

impl Palette {
    /// The voices, in the order of their indices.
    pub(super) fn into_voices(self) -> Vec<Voice> {
        match self {
            Self::Pattern | Self::Unread => Vec::new(),
            Self::Listed(voices) => voices,
            Self::Collected(collected) => collected.voices,
        }
    }

    /// Whether the tone's own components are for nothing.
    pub(super) fn has_unused(&self) -> bool {
        matches!(self, Self::Collected(c) if c.has_own && !c.own_sounds)
    }

    fn pair_keys(&self) -> &'static [&'static str] {
        match self {
            Self::Pattern => &PATTERN_PAIR_KEYS,
            _ => &TONE_PAIR_KEYS,
        }
    }

    /// The voice of an on time that names none.
    fn default_voice(&mut self, span: Span, context: &mut Context) -> Option<usize> {
        match self {
            Self::Pattern | Self::Unread => {}
            Self::Listed(voices) => {
                if voices.is_empty() {
                    let problem = PackageProblem::UnknownVoice { found: 0, voices: 0 };
                    context.report(span, problem);
                    return None;
                }
            }
            Self::Collected(collected) => {
                if !collected.has_own {
                    context.report(span, PackageProblem::MissingComponents);
                    return None;
                }
                collected.own_sounds = true;
            }
        }
        Some(0)
    }

    /// The voice of a pair in braces.
    fn voice_of(
        &mut self,
        pair: &Table<'_, '_>,
        sounds: bool,
        context: &mut Context,
    ) -> Option<usize> {
        let (components, voice) = (pair.get("components"), pair.get("voice"));
        match (self, components, voice) {
            (Self::Pattern, ..) => Some(0),
            (Self::Unread, components, voice) => {
                components.and_then(|components| voice::read(components, context));
                voice.and_then(|voice| voice.whole(u32::MAX, context));
                Some(0)
            }
            (Self::Listed(_), Some(components), _) => {
                let (key, other) = ("components", "voices");
                context.report(components.span, PackageProblem::ConflictingKeys { key, other });
                None
            }
            (Self::Collected(_), _, Some(voice)) => {
                let (key, other) = ("voice", "voices");
                context.report(voice.span, PackageProblem::ConflictingKeys { key, other });
                None
            }
            (Self::Listed(voices), None, Some(voice)) => {
                listed_voice(voice, voices.len(), sounds, context)
            }
            (Self::Collected(collected), Some(components), None) => {
                let voice = voice::read(components, context)?;
                if sounds {
                    return Some(collected.index_of(voice));
                }
                context.report(components.span, PackageProblem::UnusedComponents);
                Some(0)
            }
            (palette, _, _) if sounds => palette.default_voice(pair.span, context),
            _ => Some(0),
        }
    }
}

/// A voice by its number. A silence may name one that is not there.
fn listed_voice(
    value: Value<'_, '_>,
    voices: usize,
    sounds: bool,
    context: &mut Context,
) -> Option<usize> {
    let found = value.whole(u32::MAX, context)?;
    let voice = usize::try_from(found).ok();
    if sounds && voice.is_none_or(|voice| voice >= voices) {
        let found = u64::from(found);
        context.report(value.span, PackageProblem::UnknownVoice { found, voices });
        return None;
    }
    voice
}

/// Reads the cadence of a tone or pattern; `None` if something in it is an error.
pub(super) fn read(
    table: &Table<'_, '_>,
    palette: &mut Palette,
    context: &mut Context,
) -> Option<Cadence> {
    let lead = table.get("lead");
    let cycle = table.get("cycle");
    let continuous = cycle.filter(|cycle| cycle.as_text() == Some(CONTINUOUS));
    let lead_pairs = lead.map_or(Some(Vec::new()), |lead| read_pairs(lead, palette, context));
    let cycle_pairs = match (continuous, cycle) {
        (None, Some(cycle)) => read_pairs(cycle, palette, context)?,
        (None, None) if lead.is_some() => Vec::new(),
        (at, _) => {
            let span = at.map_or(table.span, |at| at.span);
            palette.default_voice(span, context)?;
            Cadence::continuous().cycle().to_vec()
        }
    };
    let at = cycle.or(lead).map_or(table.span, |at| at.span);
    let Ok(cadence) = Cadence::new(lead_pairs?, cycle_pairs) else {
        context.report(at, PackageProblem::NoCadence);
        return None;
    };
    if cadence.is_silent() {
        context.report(at, PackageProblem::Silent);
    }
    Some(cadence)
}

fn read_pairs(
    value: Value<'_, '_>,
    palette: &mut Palette,
    context: &mut Context,
) -> Option<Vec<OnOff>> {
    let Some(items) = value.as_list() else {
        value.report_type(EXPECTED_PAIRS, context);
        return None;
    };
    let mut pairs = Vec::new();
    let mut whole = true;
    for item in items {
        match read_pair(item, palette, context) {
            Some((pair, times)) => pairs.extend(core::iter::repeat_n(pair, times)),
            None => whole = false,
        }
    }
    whole.then_some(pairs)
}

/// A pair and how often it comes.
fn read_pair(
    value: Value<'_, '_>,
    palette: &mut Palette,
    context: &mut Context,
) -> Option<(OnOff, usize)> {
    if let Some(entries) = value.as_table() {
        let keys = (palette.pair_keys(), &[] as &[_]);
        let table = Table::open(value.span, entries, keys, context);
        return read_pair_table(&table, palette, context);
    }
    let times: Vec<_> = value.as_list().into_iter().flatten().take(3).collect();
    let [on, off] = times.as_slice() else {
        value.report_type(EXPECTED_PAIR, context);
        return None;
    };
    let (on, off) = (on.whole(u32::MAX, context), off.whole(u32::MAX, context));
    let (on, off) = (on?, off?);
    let voice = if on == 0 { Some(0) } else { palette.default_voice(value.span, context) };
    Some((OnOff::new(on, off).with_voice(voice?), 1))
}

fn read_pair_table(
    table: &Table<'_, '_>,
    palette: &mut Palette,
    context: &mut Context,
) -> Option<(OnOff, usize)> {
    if table.get("off").is_none() {
        table.required("on", context);
    }
    let on = table.whole("on", u32::MAX, context);
    let off = table.whole("off", u32::MAX, context);
    let times = table.optional("times", |times| read_count(times, context));
    // What sounds is read even where the times are wrong.
    let sounds = !matches!(on, Ok(None | Some(0)));
    let voice = palette.voice_of(table, sounds, context);
    let (on, off) = (on.ok()?.unwrap_or(0), off.ok()?.unwrap_or(0));
    let pair = OnOff { on: Millis(on), off: Millis(off), voice: voice? };
    Some((pair, usize::try_from(times.ok()?.unwrap_or(1)).ok()?))
}

/// How often a pair comes, 1 at least.
fn read_count(value: Value<'_, '_>, context: &mut Context) -> Option<u32> {
    let count = value.whole(u32::MAX, context)?;
    let Some(more) = count.checked_sub(1) else {
        let (what, expected) = ("times", "1 or more");
        let problem = PackageProblem::Unplayable { what, found: count.to_string(), expected };
        context.report(value.span, problem);
        return None;
    };
    context.may_repeat(more, value.span).then_some(count)
}
