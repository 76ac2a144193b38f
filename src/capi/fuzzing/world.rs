//! What a program holds, and what it should see of it.

use core::ptr;

use crate::bank::MAX_FRAME;
use crate::capi::any_bank::RingsmithEncoding;
use crate::capi::bank::{
    RingsmithBank, RingsmithBankInfo, RingsmithBankOptions, ringsmith_bank_release,
    ringsmith_bank_retain,
};
use crate::capi::fuzzing::assert_status;
use crate::capi::player::{RingsmithPlayer, ringsmith_player_stop};
use crate::capi::status::RingsmithStatus;
use crate::capi::tones::{RingsmithTones, ringsmith_tones_diagnostics, ringsmith_tones_free};
use crate::codec::Encoding;
use crate::fuzzing::Draw;
use crate::model::{Entry, Signal, ToneSet};
use crate::notation::{Document, Options, voice};
use crate::synth::{RenderOptions, Renderer};
use crate::units::{DbM0, Millis, SampleRate};

/// The most tones and the most banks at a time.
const MOST: usize = 3;

/// Tones that are held, and what was parsed again without C.
pub(super) struct Loaded {
    pub tones: *mut RingsmithTones,
    set: Option<ToneSet>,
}

impl Loaded {
    pub fn new(tones: *mut RingsmithTones, text: Vec<u8>, rate: u32, strict: bool) -> Self {
        let rate = SampleRate::new(rate).expect("the call took it");
        let parsed = Document::new("<memory>", text).parse(Options { strict, rate });
        // SAFETY: the tones are held.
        let count = unsafe { ringsmith_tones_diagnostics(tones) };
        assert_eq!(count, parsed.diagnostics.len());
        let set = parsed.tones.and_then(|sets| <[ToneSet; 1]>::try_from(sets).ok());
        Self { tones, set: set.map(|[set]| set) }
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        // SAFETY: given back once, and not used any more.
        unsafe { ringsmith_tones_free(self.tones) };
    }
}

/// A bank to which so many references are held, and what it plays.
pub(super) struct Held {
    pub bank: *const RingsmithBank,
    pub encoding: Encoding,
    pub renderers: Vec<Renderer>,
    references: u32,
    set: ToneSet,
    rate: u32,
}

impl Held {
    /// What compiling has to answer, and what the bank then is.
    pub fn expected(
        loaded: &Loaded,
        rate: u32,
        encoding: i32,
        options: &RingsmithBankOptions,
    ) -> (RingsmithStatus, Option<Self>) {
        if options.size != size_of::<RingsmithBankOptions>() {
            return (RingsmithStatus::WrongSize, None);
        }
        let level = DbM0::from_hundredths(options.pattern_level);
        let voice = match options.voice {
            text if text.is_null() => Some(None),
            // SAFETY: one of the literals that were drawn.
            text => unsafe { core::ffi::CStr::from_ptr(text) }
                .to_str()
                .ok()
                .and_then(|text| voice::parse(text, level.unwrap_or(DbM0::ZERO)).ok())
                .map(Some),
        };
        let known = RingsmithEncoding::from_number(encoding).map(encoding_of);
        let (Some(level), Some(voice), Some(encoding), Ok(at), 0) =
            (level, voice, known, SampleRate::new(rate), options.reserved)
        else {
            return (RingsmithStatus::InvalidArgument, None);
        };
        let Some(set) = &loaded.set else { return (RingsmithStatus::Rejected, None) };
        let signal = |entry: Entry<'_>| -> Signal {
            match (entry, &voice) {
                (Entry::Pattern(pattern), Some(voice)) => pattern.voiced(voice.clone()),
                (entry, _) => entry.signal(level),
            }
        };
        let ramp = RenderOptions { ramp: Millis(options.ramp_ms) };
        let renderer = |signal: Signal| Renderer::new(&signal, at, ramp);
        let renderers: Result<Vec<_>, _> = set.entries().map(signal).map(renderer).collect();
        let frame = at.first_sample_at(options.longest_frame_ms.into());
        match renderers {
            Ok(renderers) if frame <= MAX_FRAME.into() => {
                let set = set.clone();
                let bank = ptr::null();
                let held = Self { bank, encoding, renderers, references: 1, set, rate };
                (RingsmithStatus::Ok, Some(held))
            }
            _ => (RingsmithStatus::NotCompiled, None),
        }
    }

    pub fn signals(&self) -> usize {
        self.renderers.len()
    }

    /// As a file is named after the signal.
    pub fn name(&self, signal: u16) -> Option<String> {
        self.set.entries().nth(signal.into()).map(|entry| entry.to_string())
    }

    pub fn assert_info(&self, info: &RingsmithBankInfo) {
        assert_eq!(info.rate, self.rate);
        assert_eq!(usize::try_from(info.signals), Ok(self.signals()));
        assert_eq!(info.sample_bytes, u32::from(self.encoding.bytes_per_sample()));
    }

    /// The codes of a stretch of a signal, in the order of the machine; silence of what is none.
    pub fn rendered(&self, signal: Option<u16>, position: u64, count: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Some(renderer) = signal.and_then(|signal| self.renderers.get(usize::from(signal))) {
            self.encoding.render(renderer, position, count, &mut bytes);
        } else {
            let idle = match self.encoding {
                Encoding::Ulaw => 0xFF,
                Encoding::Alaw => 0xD5,
                _ => 0,
            };
            bytes.resize(count * usize::from(self.encoding.bytes_per_sample()), idle);
        }
        if cfg!(target_endian = "big") {
            let size = self.encoding.bytes_per_sample().into();
            bytes.chunks_mut(size).for_each(<[u8]>::reverse);
        }
        bytes
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        for _ in 0..if self.bank.is_null() { 0 } else { self.references } {
            // SAFETY: each reference is given back once, and not used any more.
            unsafe { ringsmith_bank_release(self.bank) };
        }
    }
}

const fn encoding_of(encoding: RingsmithEncoding) -> Encoding {
    match encoding {
        RingsmithEncoding::Pcm16 => Encoding::Pcm16,
        RingsmithEncoding::F32 => Encoding::F32,
        RingsmithEncoding::Ulaw => Encoding::Ulaw,
        RingsmithEncoding::Alaw => Encoding::Alaw,
    }
}

/// A player, and where it should be.
pub(super) struct Leg {
    pub player: RingsmithPlayer,
    pub signal: Option<u16>,
    pub position: u64,
}

/// Everything that is held.
pub(super) struct World {
    tones: Vec<Loaded>,
    banks: Vec<Held>,
    pub legs: [Leg; 3],
}

impl World {
    pub fn new() -> Self {
        let leg = || {
            let mut player = RingsmithPlayer { opaque: [u64::MAX; 4] };
            // SAFETY: the place outlives the call.
            let status = unsafe { ringsmith_player_stop(&raw mut player) };
            assert_status(status, RingsmithStatus::Ok);
            Leg { player, signal: None, position: 0 }
        };
        Self { tones: Vec::new(), banks: Vec::new(), legs: [leg(), leg(), leg()] }
    }

    pub fn tones_at(&self, which: u8) -> Option<&Loaded> {
        self.tones.get(usize::from(which) % MOST)
    }

    pub fn bank_at(&self, which: u8) -> Option<&Held> {
        self.banks.get(usize::from(which) % MOST)
    }

    /// In the place of the oldest, if there are enough.
    pub fn keep_tones(&mut self, loaded: Loaded) {
        self.tones.insert(0, loaded);
        self.tones.truncate(MOST);
    }

    /// In the place of the oldest, if there are enough.
    pub fn keep_bank(&mut self, held: Held) {
        self.banks.insert(0, held);
        self.banks.truncate(MOST);
    }

    /// Frees tones; banks of them live on.
    pub fn free(&mut self, draw: &mut Draw<'_>) {
        let which = usize::from(draw.byte()) % MOST;
        if which < self.tones.len() {
            self.tones.remove(which);
        }
    }

    pub fn retain_or_release(&mut self, draw: &mut Draw<'_>) {
        let which = usize::from(draw.byte()) % MOST;
        let Some(held) = self.banks.get_mut(which) else { return };
        if draw.once_in(2) {
            // SAFETY: a reference to it is held.
            let status = unsafe { ringsmith_bank_retain(held.bank) };
            assert_status(status, RingsmithStatus::Ok);
            held.references += 1;
        } else if held.references > 1 {
            held.references -= 1;
            // SAFETY: given back once; another reference is still held.
            unsafe { ringsmith_bank_release(held.bank) };
        } else {
            self.banks.remove(which);
        }
    }
}
