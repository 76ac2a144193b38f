//! Finding the signals of a bank.

use core::ffi::c_char;

use crate::capi::any_bank::with_bank;
use crate::capi::bank::RingsmithBank;
use crate::capi::edge;
use crate::capi::status::{Fault, RingsmithStatus, answer};
use crate::model::{Entry, ToneSet};

/// What a signal of a bank is. The name lives as long as the bank.
#[repr(C)]
pub struct RingsmithSignalInfo {
    /// As a file is named after it: "tone-3-busy", "user-tone-0-tone", "pattern-2".
    pub name: *const c_char,
    /// Bytes of samples that are stored for it.
    pub bytes: usize,
    /// The length in milliseconds of what is played once, before the cycle.
    pub lead_ms: u64,
    /// The length in milliseconds of one cycle: 0 if there is none, no meaning if it is continuous.
    pub cycle_ms: u64,
    /// How long a gateway plays it when nothing else is said, in milliseconds; 0 if the file does
    /// not say.
    pub default_duration_ms: u32,
    /// 1 if it sounds without a pause after the lead, 0 if not.
    pub continuous: u32,
}

/// The index of the ringing pattern with this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_pattern(
    bank: *const RingsmithBank,
    number: u32,
    signal: *mut u16,
) -> RingsmithStatus {
    // SAFETY: the duties are those of `find`.
    unsafe { find(bank, signal, |tones| tones.pattern(number).map(Entry::Pattern)) }
}

/// The index of the call progress tone with this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_tone(
    bank: *const RingsmithBank,
    number: u32,
    signal: *mut u16,
) -> RingsmithStatus {
    // SAFETY: the duties are those of `find`.
    unsafe { find(bank, signal, |tones| tones.tone(number).map(Entry::Tone)) }
}

/// The index of the user defined tone with this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_user_tone(
    bank: *const RingsmithBank,
    number: u32,
    signal: *mut u16,
) -> RingsmithStatus {
    // SAFETY: the duties are those of `find`.
    unsafe { find(bank, signal, |tones| tones.user_tone(number).map(Entry::UserTone)) }
}

/// The index of the first call progress tone of a kind, by the kind's id in H.248 ("bt") or its
/// name ("busy"); case does not count.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_tone_by_id(
    bank: *const RingsmithBank,
    id: *const c_char,
    signal: *mut u16,
) -> RingsmithStatus {
    // SAFETY: `id` is NULL or ends with a zero byte, by the duty of the caller.
    let id = match unsafe { edge::text(id, c"`id` is NULL") } {
        Ok(id) => id.to_str().unwrap_or_default(),
        Err(fault) => return answer(Err(fault)),
    };
    // SAFETY: the duties are those of `find`.
    unsafe { find(bank, signal, |tones| tones.tone_by_id(id).map(Entry::Tone)) }
}

/// What the signal with this index is. `size` is `sizeof *info`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_signal_info(
    bank: *const RingsmithBank,
    signal: u16,
    info: *mut RingsmithSignalInfo,
    size: usize,
) -> RingsmithStatus {
    let write = || {
        // SAFETY: `bank` is NULL or the caller holds a reference to it, by its duty.
        let bank = unsafe { edge::shared(bank, c"`bank` is NULL") }?;
        edge::structure::<RingsmithSignalInfo>(size)?;
        let found = bank.signal_info(signal).ok_or(NO_SIGNAL)?;
        // SAFETY: `info` is NULL or has `size` bytes, by the duty of the caller.
        unsafe { edge::write(info, c"`info` is NULL", found) }
    };
    answer(write())
}

const NO_SIGNAL: Fault = Fault(RingsmithStatus::NotFound, c"the bank has no such signal");

/// Writes the index of the signal that `pick` finds among the tones of a bank.
///
/// # Safety
/// `bank` is null or a reference that the caller holds, `signal` null or the place of a number.
pub(super) unsafe fn find(
    bank: *const RingsmithBank,
    signal: *mut u16,
    pick: impl FnOnce(&ToneSet) -> Option<Entry<'_>>,
) -> RingsmithStatus {
    let write = || {
        // SAFETY: `bank` is null or a reference that the caller holds.
        let bank = unsafe { edge::shared(bank, c"`bank` is NULL") }?;
        let index = pick(&bank.tones).and_then(|entry| index_of(&bank.tones, entry));
        // SAFETY: `signal` is null or the place of a number.
        unsafe { edge::write(signal, c"`signal` is NULL", index.ok_or(NO_SIGNAL)?) }
    };
    answer(write())
}

/// The place of one of its entries among all of them.
pub(super) fn index_of(tones: &ToneSet, entry: Entry<'_>) -> Option<u16> {
    let same = |other: Entry<'_>| match (other, entry) {
        (Entry::Tone(a), Entry::Tone(b)) | (Entry::UserTone(a), Entry::UserTone(b)) => {
            a.number == b.number
        }
        (Entry::Pattern(a), Entry::Pattern(b)) => a.number == b.number,
        _ => false,
    };
    u16::try_from(tones.entries().position(same)?).ok()
}

impl RingsmithBank {
    fn signal_info(&self, signal: u16) -> Option<RingsmithSignalInfo> {
        let bytes = with_bank!(&self.bank, bank => bank.bytes_of(signal))?;
        let (cadence, duration) = match self.tones.entries().nth(signal.into())? {
            Entry::Tone(tone) | Entry::UserTone(tone) => {
                (tone.signal.cadence(), tone.default_duration)
            }
            Entry::Pattern(pattern) => (pattern.cadence(), None),
        };
        Some(RingsmithSignalInfo {
            name: self.name(signal)?.as_ptr(),
            bytes,
            lead_ms: cadence.lead_ms(),
            cycle_ms: cadence.cycle_ms(),
            default_duration_ms: duration.map_or(0, |ms| ms.0),
            continuous: cadence.is_continuous().into(),
        })
    }
}
