//! Forms, distances and names of signals that were not recorded.

use crate::learn::form::Form;
use crate::learn::tables::{Name, TABLES};
use crate::model::{Cadence, ModelError, OnOff, Signal, ToneKind, Voice};
use crate::units::{DbM0, Hertz};

fn form(lead: &[OnOff], cycle: &[OnOff]) -> Form {
    let voices = [425, 400].map(|hertz| Voice::sine(Hertz::new(hertz).unwrap(), DbM0::ZERO));
    let cadence = Cadence::new(lead.to_vec(), cycle.to_vec()).unwrap();
    Form::of(&Signal::with_voices(voices.to_vec(), cadence).unwrap())
}

#[test]
fn the_same_sound_has_one_form_however_it_is_written() {
    let pair = OnOff::new;
    let plain = form(&[], &[pair(500, 250)]);
    for other in [
        form(&[], &[pair(500, 250), pair(500, 250)]),
        form(&[pair(500, 250)], &[pair(500, 250)]),
        form(&[], &[pair(300, 0), pair(200, 250)]),
        form(&[], &[pair(500, 200), pair(0, 50)]),
        form(&[], &[pair(0, 250), pair(500, 0)]),
        form(&[pair(0, 3000)], &[pair(500, 250)]),
    ] {
        assert_eq!(plain, other);
    }
    assert_ne!(plain, form(&[pair(500, 200)], &[pair(500, 250)]));
    let ended = form(&[pair(100, 100), pair(100, 900)], &[]);
    assert_eq!(ended, form(&[pair(100, 100), pair(100, 0)], &[]));
    let two = form(&[pair(200, 0).with_voice(1)], &[pair(100, 0), pair(200, 0).with_voice(1)]);
    assert_eq!(two, form(&[], &[pair(200, 0).with_voice(1), pair(100, 0)]));
}

#[test]
fn a_cycle_that_begins_with_silence_keeps_it_after_the_lead() {
    let pair = OnOff::new;
    let heard = form(&[pair(100, 50)], &[pair(0, 200), pair(300, 0)]);
    assert_eq!(heard, form(&[pair(100, 250)], &[pair(300, 200)]));
}

#[test]
fn every_tone_of_a_table_sounds_and_has_a_source() {
    assert!(TABLES.known.len() > 500, "{}", TABLES.known.len());
    for known in &TABLES.known {
        assert!(!(known.form.lead.is_empty() && known.form.cycle.is_empty()), "{known:?}");
        assert!(!known.sources.is_empty());
    }
    assert!(TABLES.millihertz.contains(&913_800) && TABLES.milliseconds.contains(&274));
}

#[test]
fn every_name_in_the_tables_is_read_as_itself() {
    for known in &TABLES.known {
        assert_eq!(known.name.to_string().parse(), Ok(known.name.clone()));
    }
    assert_eq!("busy".parse(), Ok(Name::Kind(ToneKind::named("busy").unwrap())));
    assert_eq!("distinctive-ringing-4".parse(), Ok(Name::Distinctive(4)));
    assert_eq!("no id".parse::<Name>(), Err(ModelError::ToneId));
}
