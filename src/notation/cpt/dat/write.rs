//! A set to the bytes of a compiled file.

use crate::diagnostic::Severity;
use crate::model::{CallProgressTone, Entry, RingingPattern, ToneSet};
use crate::notation::Notation;
use crate::notation::cpt::dat::header::{Header, HeaderText, Version};
use crate::notation::cpt::dat::layout::{
    AC_VERSION, BYTES, FILE_TYPE, FILE_TYPE_VALUE, FIRST_COUNT, HIGH_VERSION, LENGTH, LOW_VERSION,
    Magic, NO_DURATION, OFFSET, OFFSET_VALUE, RING_FREQUENCY, RING_SIZE, RING_TYPE, TEXTS,
    ToneLayout, cadence,
};
use crate::notation::cpt::dat::link::SILENCE;
use crate::notation::cpt::dat::problem::TextField;
use crate::notation::cpt::fitted::{self, Sound};
use crate::notation::cpt::names::PAIRS;
use crate::notation::cpt::ringing::late_burst;
use crate::notation::cpt::tone::Form;
use crate::notation::translation::{Losses, Unfit, What, Written};
use crate::units::Millis;

/// Writes a set as a compiled CPT file with this header.
///
/// What is written was worked out from files, not from a document of the vendor: see `docs/dat.md`.
/// Read again, the bytes give the set, but for the losses. Numbers are rounded as in
/// [an ini](crate::notation::cpt::write). What was never seen in a file is left out: modulated
/// tones, user defined tones, bursts after a cyclic cadence; and so is what a version has no place
/// for: in version 1 a third pair, a tone that ends and a default duration.
///
/// Equal sets and headers give equal bytes. More tones than fit into
/// [`LONGEST`](super::LONGEST) bytes are written but not read.
#[must_use]
pub fn write(tones: &ToneSet, header: &Header) -> Written<Vec<u8>> {
    let mut losses = Losses::new(Notation::Dat.described(), Severity::Error);
    losses.of_set(0, tones);
    if let Some(package) = tones.package() {
        losses.lose(What::Package(package.clone()));
    }
    let layout = ToneLayout::of(header.version);
    let (mut tone_records, mut ring_records) = (Vec::new(), Vec::new());
    for entry in tones.entries() {
        losses.of_entry(entry);
        let written = match entry {
            Entry::Tone(tone) => {
                let place = tone_records.len();
                tone_record(tone, place, layout, &mut losses).map(|r| tone_records.push(r))
            }
            Entry::UserTone(_) => Err(Unfit::UserTone),
            Entry::Pattern(pattern) => {
                ring_record(pattern, &mut losses).map(|record| ring_records.push(record))
            }
        };
        if let Err(unfit) = written {
            losses.leave_out(unfit);
        }
    }
    let magic = match header.version {
        Version::V1 if ring_records.is_empty() => Magic::Tones,
        Version::V1 => Magic::TonesAndRinging,
        Version::V3 => Magic::Three,
    };
    let mut file = head(magic, header);
    put_records(&mut file, &tone_records);
    if magic != Magic::Tones {
        put_records(&mut file, &ring_records);
    }
    Written { text: finished(file), losses: losses.into_losses() }
}

/// The words of the header but its length.
fn head(magic: Magic, header: &Header) -> Vec<u32> {
    let mut words = vec![0; FIRST_COUNT];
    words[0] = magic.word();
    words[OFFSET] = OFFSET_VALUE;
    words[FILE_TYPE] = FILE_TYPE_VALUE;
    words[AC_VERSION] = header.version.number();
    words[HIGH_VERSION] = header.high_version;
    words[LOW_VERSION] = header.low_version;
    for (field, start) in TEXTS {
        let text: &HeaderText = match field {
            TextField::Vendor => &header.vendor,
            TextField::Description => &header.description,
            TextField::Date => &header.date,
        };
        for (word, bytes) in words[start..].iter_mut().zip(text.as_str().as_bytes().chunks(BYTES)) {
            let mut padded = [0; BYTES];
            padded[..bytes.len()].copy_from_slice(bytes);
            *word = u32::from_be_bytes(padded);
        }
    }
    words
}

fn put_records(file: &mut Vec<u32>, records: &[Vec<u32>]) {
    file.push(u32::try_from(records.len()).unwrap_or(u32::MAX));
    file.extend(records.iter().flatten());
}

/// The bytes of the words, with the length and the checksum.
fn finished(mut words: Vec<u32>) -> Vec<u8> {
    words[LENGTH] = u32::try_from(words.len() * BYTES).unwrap_or(u32::MAX);
    let mut bytes: Vec<u8> = words.into_iter().flat_map(u32::to_be_bytes).collect();
    let sum = bytes.iter().fold(0, |sum: u32, byte| sum.wrapping_add((*byte).into()));
    bytes.extend(sum.to_be_bytes());
    bytes
}

/// The record of the tone that is written in this place.
fn tone_record(
    tone: &CallProgressTone,
    place: usize,
    layout: &ToneLayout,
    losses: &mut Losses,
) -> Result<Vec<u32>, Unfit> {
    let numbers = fitted::tone(tone, losses)?;
    let mut record = vec![0; layout.size];
    record[layout.tone_type] = numbers.tone_type.ok_or(Unfit::Kind)?;
    let Sound::Regular { low, high } = numbers.sound else { return Err(Unfit::Modulation) };
    for ((frequency, level), places) in
        [(low, [layout.low, layout.low_level]), (high, [layout.high, layout.high_level])]
    {
        record[places[0]] = frequency;
        record[places[1]] = layout.levels_from.map_or(level, |from| from.wrapping_sub(level));
    }
    match layout.form {
        Some(form) => record[form] = numbers.form.number(),
        None if numbers.form == Form::Burst => return Err(Unfit::Once),
        None => {}
    }
    if numbers.pairs.len() > layout.pairs.len() {
        return Err(Unfit::Pairs { most: layout.pairs.len() });
    }
    for (&(on, off), places) in numbers.pairs.iter().zip(layout.pairs) {
        (record[places[0]], record[places[1]]) = (on, off);
    }
    let has_place = |duration: &u32| layout.default_duration.is_some() && *duration != NO_DURATION;
    let duration = numbers.default_duration.filter(has_place);
    if let Some(at) = layout.default_duration {
        record[at] = duration.unwrap_or(NO_DURATION);
    }
    if let (Some(lost), None) = (numbers.default_duration, duration) {
        losses.lose(What::DefaultDuration(Millis(lost)));
    }
    losses.lose_number(tone.number, u32::try_from(place).unwrap_or(u32::MAX));
    Ok(record)
}

/// The record of a ringing pattern.
fn ring_record(pattern: &RingingPattern, losses: &mut Losses) -> Result<Vec<u32>, Unfit> {
    let numbers = fitted::pattern(pattern, losses)?;
    let mut rings = numbers.rings;
    if late_burst(&rings).is_some() {
        return Err(Unfit::BurstAfterCycle);
    }
    let bursts = rings.iter().filter(|(_, burst)| *burst).count();
    if bursts > 0 {
        let cyclic = &rings[bursts..];
        if cyclic.is_empty() {
            // Bursts end in silence, which takes a place of its own.
            rings.push((SILENCE, false));
        } else if cyclic.iter().all(|((on, _), _)| *on == 0) {
            // Silence that is repeated after bursts is read as their end.
            return Err(Unfit::Cadence);
        }
    }
    if rings.len() > PAIRS {
        return Err(Unfit::Pairs { most: PAIRS - 1 });
    }
    let mut record = vec![0; RING_SIZE];
    record[RING_TYPE] = pattern.number;
    record[RING_FREQUENCY] = numbers.frequency;
    for (place, ((on, off), _)) in rings.iter().enumerate() {
        let next = if place + 1 == rings.len() { bursts } else { place + 1 };
        let link = u32::try_from(next).unwrap_or(u32::MAX);
        for (word, value) in cadence(place).into_iter().zip([*on, *off, link]) {
            record[word] = value;
        }
    }
    Ok(record)
}
