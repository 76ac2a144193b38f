//! Compiling banks, counting references to them, and what is in them.

use core::ffi::c_char;
use core::ptr;
use std::ffi::CString;
use std::sync::Arc;

use crate::bank::{BankError, BankOptions};
use crate::capi::any_bank::{AnyBank, RingsmithEncoding, with_bank};
use crate::capi::edge;
use crate::capi::status::{Failure, RingsmithStatus, answer, c_text, guarded};
use crate::capi::tones::{RingsmithTones, invalid, no_memory, room, sample_rate};
use crate::model::{Entry, Signal, ToneSet, Voice};
use crate::notation::voice;
use crate::synth::RenderOptions;
use crate::units::{DbM0, Millis};

/// The tones and ringing patterns of a file, compiled for a rate and an encoding. Nothing in it
/// changes: any number of threads may fill frames from it at once, without a lock.
pub struct RingsmithBank {
    pub(super) bank: AnyBank,
    /// Their entries, in order, are the signals of the bank.
    pub(super) tones: ToneSet,
    /// Per signal, its name for C.
    names: Box<[CString]>,
}

/// How a bank is compiled. `ringsmith_bank_options_init` sets the defaults.
#[repr(C)]
pub struct RingsmithBankOptions {
    /// `sizeof (RingsmithBankOptions)`: tells the library which fields the program knows.
    pub size: usize,
    /// The most bytes of samples that are stored for one signal, 1 MiB unless changed. What does
    /// not fit is synthesised whenever it is played. The tables for that come on top, stored or not:
    /// 8 KiB for each sine, a modulated component being three.
    pub bytes_per_signal: usize,
    /// Rings with other frequencies in the cadences of the patterns, as in "440+480@-19"; NULL,
    /// the default, rings with the ringing frequency, which a loudspeaker does not carry. It is
    /// read during the call only.
    pub voice: *const c_char,
    /// The level of ringing patterns, to which a file gives none, in hundredths of a dBm0: -20000
    /// to 6000, 0 unless changed.
    pub pattern_level: i32,
    /// The length of the raised-cosine ramp inside both edges of every on time, in milliseconds: 0
    /// unless changed. It moves no edge.
    pub ramp_ms: u32,
    /// The longest frame that is had without a copy, in milliseconds, 60 unless changed.
    pub longest_frame_ms: u32,
    /// 0.
    pub reserved: u32,
}

/// What a bank is.
#[repr(C)]
pub struct RingsmithBankInfo {
    /// Bytes of samples that are stored.
    pub bytes: usize,
    /// The most samples of a frame that `ringsmith_bank_frame` gives without a copy.
    pub longest_frame: usize,
    /// The sampling rate in hertz.
    pub rate: u32,
    /// A `RINGSMITH_ENCODING_...`.
    pub encoding: i32,
    /// Bytes of one sample.
    pub sample_bytes: u32,
    /// How many signals there are, with indices from 0.
    pub signals: u32,
}

/// Sets every option to its default. `size` is `sizeof *options`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_options_init(
    options: *mut RingsmithBankOptions,
    size: usize,
) -> RingsmithStatus {
    let defaults = RingsmithBankOptions::defaults();
    let write = || {
        edge::structure::<RingsmithBankOptions>(size)?;
        // SAFETY: `options` is NULL or has `size` bytes, by the duty of the caller.
        unsafe { edge::write(options, c"`options` is NULL", defaults) }
    };
    answer(write())
}

/// Compiles all the tones and patterns of a file for a sampling rate in hertz, 8000 to 192000, and
/// a `RINGSMITH_ENCODING_...`. `options` may be NULL: all defaults.
///
/// `RINGSMITH_STATUS_REJECTED` if the file has errors, `RINGSMITH_STATUS_NOT_COMPILED` if the rate
/// cannot carry a frequency or the longest frame is beyond 1048576 samples,
/// `RINGSMITH_STATUS_OUT_OF_MEMORY` if the system does not give the memory. `*bank` has one
/// reference, to be given back with `ringsmith_bank_release`; it is NULL after a failure. The
/// tones may be freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_compile(
    tones: *const RingsmithTones,
    rate: u32,
    encoding: i32,
    options: *const RingsmithBankOptions,
    bank: *mut *const RingsmithBank,
) -> RingsmithStatus {
    guarded(|| {
        // SAFETY: `bank` is NULL or points to a pointer, by the duty of the caller.
        unsafe { edge::write(bank, c"`bank` is NULL", ptr::null()) }?;
        // SAFETY: `tones` is NULL or from this library and not freed, by the duty of the caller.
        let tones = unsafe { edge::shared(tones, c"`tones` is NULL") }?;
        let defaults = RingsmithBankOptions::defaults();
        let options = if options.is_null() {
            &defaults
        } else {
            // Only the size is looked at before it is known that there is more.
            // SAFETY: `options` has a size at least, by the duty of the caller.
            let size = unsafe { edge::shared(options.cast::<usize>(), c"") }?;
            edge::structure::<RingsmithBankOptions>(*size)?;
            // SAFETY: `options` has that size, by the duty of the caller.
            unsafe { edge::shared(options, c"") }?
        };
        let encoding = RingsmithEncoding::from_number(encoding)
            .ok_or_else(|| invalid("`encoding` is no RINGSMITH_ENCODING_..."))?;
        let rate = sample_rate(rate)?;
        let level = DbM0::from_hundredths(options.pattern_level)
            .ok_or_else(|| invalid("`pattern_level` is not from -20000 to 6000"))?;
        if options.reserved != 0 {
            return Err(invalid("`reserved` is not 0"));
        }
        // SAFETY: `voice` is NULL or ends with a zero byte, by the duty of the caller.
        let voice = unsafe { options.voice(level) }?;
        let tones = tones.playable()?;
        let signal = |entry: Entry<'_>| signal_of(entry, level, voice.as_ref());
        let mut signals = room(tones.entries().count())?;
        signals.extend(tones.entries().map(signal));
        let compiled = AnyBank::compile(encoding, &signals, rate, options.for_bank())
            .map_err(|error| not_compiled(error, tones))?;
        let mut names = room(tones.entries().count())?;
        names.extend(tones.entries().map(|entry| c_text(entry.to_string())));
        let (tones, names) = (tones.clone(), names.into_boxed_slice());
        let whole = Arc::new(RingsmithBank { bank: compiled, tones, names });
        // SAFETY: `bank` as above.
        Ok(unsafe { edge::write(bank, c"`bank` is NULL", Arc::into_raw(whole)) }?)
    })
}

/// Takes one more reference to a bank: for another thread, say, that is to keep it while this one
/// puts a newer bank in its place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_retain(bank: *const RingsmithBank) -> RingsmithStatus {
    let retain = || {
        edge::check(bank, c"`bank` is NULL")?;
        // SAFETY: not NULL, as just checked; from `Arc::into_raw` in `ringsmith_bank_compile`, and
        // the caller holds a reference to it, by its duty.
        unsafe { Arc::increment_strong_count(bank) };
        Ok(())
    };
    answer(retain())
}

/// Gives a reference back; NULL is nothing to give back. The last one frees the bank, and with it
/// every borrowed frame. Every reference is to be given back once, and not to be used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_release(bank: *const RingsmithBank) {
    if !bank.is_null() {
        // SAFETY: not NULL, as just checked; from `Arc::into_raw` in `ringsmith_bank_compile`, and
        // the caller gives away a reference that it holds, by its duty.
        unsafe { Arc::decrement_strong_count(bank) };
    }
}

/// What a bank is. `size` is `sizeof *info`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_info(
    bank: *const RingsmithBank,
    info: *mut RingsmithBankInfo,
    size: usize,
) -> RingsmithStatus {
    let write = || {
        // SAFETY: `bank` is NULL or the caller holds a reference to it, by its duty.
        let bank = unsafe { edge::shared(bank, c"`bank` is NULL") }?;
        edge::structure::<RingsmithBankInfo>(size)?;
        // SAFETY: `info` is NULL or has `size` bytes, by the duty of the caller.
        unsafe { edge::write(info, c"`info` is NULL", bank.info()) }
    };
    answer(write())
}

impl RingsmithBank {
    /// The name of the signal with this index.
    pub(super) fn name(&self, signal: u16) -> Option<&CString> {
        self.names.get(usize::from(signal))
    }

    fn info(&self) -> RingsmithBankInfo {
        const ENOUGH: &str = "a bank holds fewer than 65536 signals";
        with_bank!(&self.bank, bank => RingsmithBankInfo {
            bytes: bank.bytes(),
            longest_frame: bank.longest_frame(),
            rate: bank.rate().hertz(),
            encoding: self.bank.encoding() as i32,
            sample_bytes: self.bank.encoding().sample_bytes(),
            signals: u32::try_from(bank.signals()).expect(ENOUGH),
        })
    }
}

impl RingsmithBankOptions {
    fn defaults() -> Self {
        let options = BankOptions::default();
        Self {
            size: size_of::<Self>(),
            bytes_per_signal: options.bytes_per_signal,
            voice: ptr::null(),
            pattern_level: DbM0::ZERO.hundredths(),
            ramp_ms: options.render.ramp.0,
            longest_frame_ms: options.longest_frame.0,
            reserved: 0,
        }
    }

    fn for_bank(&self) -> BankOptions {
        BankOptions {
            render: RenderOptions { ramp: Millis(self.ramp_ms) },
            longest_frame: Millis(self.longest_frame_ms),
            bytes_per_signal: self.bytes_per_signal,
        }
    }

    /// The voice of the patterns, if they are to have another one.
    ///
    /// # Safety
    /// `voice` is null or ends with a zero byte.
    unsafe fn voice(&self, level: DbM0) -> Result<Option<Voice>, Failure> {
        if self.voice.is_null() {
            return Ok(None);
        }
        // SAFETY: not null, so it ends with a zero byte, by the duty of the caller.
        let text = unsafe { edge::text(self.voice, c"`voice` is NULL") }?;
        let text = text.to_str().map_err(|_| invalid("`voice` is not UTF-8"))?;
        let voice = voice::parse(text, level);
        voice.map(Some).map_err(|error| invalid(format!("`voice`: {error}")))
    }
}

/// What an entry sounds like; `level` and `voice` are those of ringing patterns.
fn signal_of(entry: Entry<'_>, level: DbM0, voice: Option<&Voice>) -> Signal {
    match (entry, voice) {
        (Entry::Tone(tone) | Entry::UserTone(tone), _) => tone.signal.clone(),
        (Entry::Pattern(pattern), Some(voice)) => pattern.voiced(voice.clone()),
        (Entry::Pattern(pattern), None) => pattern.signal(level),
    }
}

fn not_compiled(error: BankError, tones: &ToneSet) -> Failure {
    let text = match error {
        BankError::AboveNyquist { index, cause } => match tones.entries().nth(index) {
            Some(entry) => format!("{entry}: {cause}"),
            None => cause.to_string(),
        },
        BankError::OutOfMemory { bytes } => return no_memory(bytes),
        other => other.to_string(),
    };
    Failure::new(RingsmithStatus::NotCompiled, text)
}

/// Threads may share what C holds only as a pointer.
const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<RingsmithBank>();
};
