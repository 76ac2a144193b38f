//! What the gateway can play, and which of it a header asks for.

use std::path::Path;

use ringsmith::alert_info::{AlertInfo, Profile};
use ringsmith::bank::{Alaw, Bank, BankError, BankOptions, Format, Pcm16, Ulaw};
use ringsmith::model::{Entry, Signal, ToneSet, Voice};
use ringsmith::notation::{Document, Options};
use ringsmith::standard;
use ringsmith::units::{DbM0, SampleRate};
use ringsmith::world;

/// The tones in every encoding that a caller may ask for. A signal has the same index in each.
pub struct Banks {
    pub ulaw: Bank<Ulaw>,
    pub alaw: Bank<Alaw>,
    pub narrow: Bank<Pcm16>,
    /// For L16 at 16 kHz, and for the encoders of G.722.
    pub wide: Bank<Pcm16>,
}

impl Banks {
    /// Compiles every entry of a set; ringing patterns, which no loudspeaker carries, with `voice`.
    ///
    /// # Errors
    /// If a tone is above half the sampling rate.
    pub fn compile(set: &ToneSet, voice: &Voice) -> Result<Self, BankError> {
        let signal = |entry: Entry<'_>| match entry {
            Entry::Pattern(pattern) => pattern.voiced(voice.clone()),
            entry => entry.signal(DbM0::ZERO),
        };
        let signals: Vec<Signal> = set.entries().map(signal).collect();
        Ok(Self {
            ulaw: bank(&signals, SampleRate::NARROWBAND)?,
            alaw: bank(&signals, SampleRate::NARROWBAND)?,
            narrow: bank(&signals, SampleRate::NARROWBAND)?,
            wide: bank(&signals, SampleRate::WIDEBAND)?,
        })
    }
}

fn bank<F: Format>(signals: &[Signal], rate: SampleRate) -> Result<Bank<F>, BankError> {
    Bank::compile(signals, rate, BankOptions::default())
}

/// The tones of a file, of a country, or those of the standards.
///
/// # Errors
/// In words, where the file cannot be read or played.
pub fn load(file: Option<&Path>, country: Option<&str>) -> Result<ToneSet, String> {
    if let Some(path) = file {
        let document =
            Document::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let parsed = document.parse(Options::default());
        for diagnostic in &parsed.diagnostics {
            eprintln!("{}", diagnostic.one_line(document.source()));
        }
        let sets = parsed.tones.ok_or_else(|| format!("{}: not played", path.display()))?;
        return match <[ToneSet; 1]>::try_from(sets) {
            Ok([set]) => Ok(set),
            Err(sets) => Err(format!("{}: {} sets of tones", path.display(), sets.len())),
        };
    }
    match country {
        Some(key) => {
            let country = world::country(key).ok_or_else(|| format!("{key}: no such country"))?;
            Ok(country.tones())
        }
        None => Ok(standard::tones()),
    }
}

/// The signal that a caller's `Alert-Info` selects by a profile, as an index into the banks; what the
/// set has for an INVITE without the header otherwise: a ringing pattern, a ringback.
pub fn selected(set: &ToneSet, profile: Profile, alert_info: Option<&str>) -> Option<u16> {
    let selection = AlertInfo::parse(alert_info.unwrap_or_default()).select(profile);
    let entry = selection.entry(set);
    let ringback = || set.default_ringback().or_else(|| set.tone_by_id("rt")).map(Entry::Tone);
    index_of(set, entry.or_else(ringback)?)
}

/// The index of an entry in the banks.
pub fn index_of(set: &ToneSet, entry: Entry<'_>) -> Option<u16> {
    set.entries().position(|of| of == entry)?.try_into().ok()
}
