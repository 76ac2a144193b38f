//! `[[tone]]`, `[[user-tone]]` and `[[pattern]]` to tones and ringing patterns.

use crate::model::{CallProgressTone, RingingPattern, Signal, Swell, ToneId, ToneKind};
use crate::notation::near::nearest;
use crate::notation::package::cadence::{self, Collected, Palette};
use crate::notation::package::context::{Context, Reported};
use crate::notation::package::problem::PackageProblem;
use crate::notation::package::value::{Table, Value};
use crate::notation::package::voice;
use crate::text::excerpt;
use crate::units::Millis;

pub(super) const TONE_KEYS: [&str; 12] = [
    "number",
    "id",
    "kind",
    "components",
    "voices",
    "lead",
    "cycle",
    "swell",
    "default-duration",
    "detection-period",
    "source",
    "note",
];
pub(super) const PATTERN_KEYS: [&str; 6] =
    ["number", "frequency", "lead", "cycle", "source", "note"];
const SWELL_KEYS: [&str; 3] = ["from", "to", "over"];
/// The kind of a tone whose id sounds like one but that is none.
pub(super) const NO_KIND: &str = "none";

/// Reads the tone of a table; `None` if something in it is an error.
pub(super) fn read_tone(
    table: &Table<'_, '_>,
    number: u32,
    context: &mut Context,
) -> Option<CallProgressTone> {
    let id = read_id(table, context);
    let kind = read_kind(table, context);
    let signal = read_signal(table, context);
    let default_duration = table.whole("default-duration", u32::MAX, context);
    let detection_period = table.whole("detection-period", u32::MAX, context);
    let id = id.ok()?;
    let kind = match kind? {
        Kind::Unsaid => id.as_ref().and_then(|id| ToneKind::named(id.as_str())),
        Kind::Said(kind) => kind,
    };
    Some(CallProgressTone {
        number,
        id,
        kind,
        signal: signal?,
        default_duration: default_duration.ok()?.map(Millis),
        detection_period: detection_period.ok()?.map(Millis),
    })
}

/// Reads the ringing pattern of a table; `None` if something in it is an error.
pub(super) fn read_pattern(
    table: &Table<'_, '_>,
    number: u32,
    context: &mut Context,
) -> Option<RingingPattern> {
    let frequency = table.required("frequency", context);
    let frequency = frequency.and_then(|value| value.number(context)?.frequency(context));
    let cadence = cadence::read(table, &mut Palette::Pattern, context);
    Some(RingingPattern::new(number, frequency?, &cadence?))
}

fn read_id(table: &Table<'_, '_>, context: &mut Context) -> Result<Option<ToneId>, Reported> {
    table.optional("id", |value| {
        let text = value.text("an id such as \"rt\"", context)?;
        let id = ToneId::new(text).ok();
        if id.is_none() {
            context.report(value.span, PackageProblem::InvalidId(excerpt(text)));
        }
        id
    })
}

enum Kind {
    Unsaid,
    Said(Option<ToneKind>),
}

fn read_kind(table: &Table<'_, '_>, context: &mut Context) -> Option<Kind> {
    let Some(value) = table.get("kind") else { return Some(Kind::Unsaid) };
    let Some(text) = value.as_text() else {
        let number = value.whole(u32::MAX, context)?;
        return Some(Kind::Said(Some(ToneKind::from_number(number))));
    };
    let kind = ToneKind::named(text);
    if kind.is_some() || text == NO_KIND {
        return Some(Kind::Said(kind));
    }
    let kinds = (0..64).map(ToneKind::from_number).filter(|kind| kind.id().is_some());
    let names: Vec<String> = kinds.map(|kind| kind.to_string()).collect();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let near = nearest(text, &known).map(str::to_owned);
    context.report(value.span, PackageProblem::UnknownKind { found: excerpt(text), near });
    None
}

fn read_signal(table: &Table<'_, '_>, context: &mut Context) -> Option<Signal> {
    let palette = read_palette(table, context);
    let readable = palette.is_some();
    let mut palette = palette.unwrap_or(Palette::Unread);
    let cadence = cadence::read(table, &mut palette, context);
    let swell = table.optional("swell", |value| read_swell(value, context));
    let cadence = cadence.filter(|_| readable)?;
    let unused = palette.has_unused() && !cadence.is_silent();
    if let Some(own) = table.get("components").filter(|_| unused) {
        context.report(own.span, PackageProblem::UnusedComponents);
    }
    let signal = Signal::with_voices(palette.into_voices(), cadence);
    let signal = signal.expect("every pair that sounds has been given a voice of the palette");
    Some(match swell.ok()? {
        Some(swell) => signal.with_swell(swell),
        None => signal,
    })
}

fn read_palette(table: &Table<'_, '_>, context: &mut Context) -> Option<Palette> {
    let own = table.optional("components", |value| voice::read(value, context));
    let Some(voices) = table.get("voices") else {
        return Some(Palette::Collected(Collected::new(own.ok()?)));
    };
    if table.get("components").is_some() {
        let (key, other) = ("voices", "components");
        context.report(voices.span, PackageProblem::ConflictingKeys { key, other });
        return None;
    }
    let Some(items) = voices.as_list() else {
        voices.report_type("a list of components such as [\"440@-19\", \"480@-19\"]", context);
        return None;
    };
    let read: Vec<_> = items.map(|item| voice::read(item, context)).collect();
    read.into_iter().collect::<Option<_>>().map(Palette::Listed)
}

fn read_swell(value: Value<'_, '_>, context: &mut Context) -> Option<Swell> {
    let Some(entries) = value.as_table() else {
        value.report_type("{ from = -20, to = 0, over = 5000 }", context);
        return None;
    };
    let table = Table::open(value.span, entries, (&SWELL_KEYS, &[]), context);
    let mut gain = |key| {
        let value = table.required(key, context)?;
        value.number(context)?.gain(context)
    };
    let (from, to) = (gain("from"), gain("to"));
    let over = table.required("over", context);
    let over = over.and_then(|over| over.whole(u32::MAX, context));
    Swell::new(from?, to?, Millis(over?)).ok()
}
