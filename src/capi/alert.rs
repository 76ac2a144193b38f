//! What a SIP `Alert-Info` header asks for.

use core::ffi::{c_char, c_void};

use crate::alert_info::{Action, AlertInfo, AnswerAfter, Profile};
use crate::capi::bank::RingsmithBank;
use crate::capi::edge;
use crate::capi::player::RINGSMITH_NO_SIGNAL;
use crate::capi::select::{find, index_of};
use crate::capi::status::{Fault, RingsmithStatus, answer, guarded};

/// Whose reading of an `Alert-Info` header is meant.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingsmithProfile {
    /// Told from each value: the first one that means something to anybody.
    Auto = 0,
    /// AudioCodes gateways: `<Bellcore-drN>` or `<http://.../Bellcore-drN>` is ringing pattern N.
    AudioCodes = 1,
    /// SBCs (3GPP2 X.S0025-0): `<http:/LMSD/tone?sig-id=ID>` and `<http:/null>`, in a 180 only.
    Lmsd = 2,
    /// Handsets: the title of a ring tone, a file on the phone, or one in the network.
    Handset = 3,
    /// RFC 7462: alert URNs, and a URL to play.
    Rfc7462 = 4,
}

impl RingsmithProfile {
    const ALL: [(Self, Profile); 5] = [
        (Self::Auto, Profile::Auto),
        (Self::AudioCodes, Profile::AudioCodes),
        (Self::Lmsd, Profile::Lmsd),
        (Self::Handset, Profile::Handset),
        (Self::Rfc7462, Profile::Rfc7462),
    ];

    fn from_number(number: i32) -> Option<Profile> {
        let named = Self::ALL.into_iter().find(|(profile, _)| *profile as i32 == number);
        named.map(|(_, profile)| profile)
    }
}

/// What a header asks for.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingsmithAction {
    /// Nothing that is known: the usual ring, the usual tone.
    Default = 0,
    /// Ring with a pattern.
    Ring = 1,
    /// Play a tone.
    Tone = 2,
    /// Play nothing; stop what is played.
    Stop = 3,
    /// Play a ring tone or a file that is on the device.
    File = 4,
    /// Play what is at a URL, which is not fetched here.
    Url = 5,
}

impl RingsmithAction {
    const fn of(action: &Action) -> Self {
        match action {
            Action::Default => Self::Default,
            Action::Ring(_) => Self::Ring,
            Action::Tone(_) => Self::Tone,
            Action::Stop => Self::Stop,
            Action::File(_) => Self::File,
            Action::Url(_) => Self::Url,
        }
    }
}

/// What a header comes down to for one profile and one bank.
#[repr(C)]
pub struct RingsmithSelection {
    /// A `RINGSMITH_ACTION_...`.
    pub action: i32,
    /// What of the bank sounds: what was asked for, or what the profile plays in its place.
    /// `RINGSMITH_NO_SIGNAL` if nothing does.
    pub signal: u16,
    /// 0.
    pub reserved: u16,
    /// 1 if the call is answered without anybody's doing, 0 if not.
    pub answers: u32,
    /// After how many seconds; `UINT32_MAX` if after it has rung for a time that the device knows.
    pub answer_after_s: u32,
}

/// The index of the ringing pattern that a SIP `Alert-Info` header asks for, as AudioCodes gateways
/// read it: `<Bellcore-drN>` or `<http://.../Bellcore-drN>` is pattern N; any other value, a pattern
/// that the file does not hold, and no header at all are pattern 0.
///
/// `value` has `length` bytes and needs no zero byte at its end. NULL with a length of 0 stands for
/// no header. `RINGSMITH_STATUS_NOT_FOUND` if there is no pattern 0 either. Reading a header is no
/// part of the media path: it allocates.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_alert_info(
    bank: *const RingsmithBank,
    value: *const c_char,
    length: usize,
    signal: *mut u16,
) -> RingsmithStatus {
    // SAFETY: the duties are those of `header`.
    let header = match unsafe { header(value, length) } {
        Ok(header) => header,
        Err(fault) => return answer(Err(fault)),
    };
    let selection = header.select(Profile::AudioCodes);
    // SAFETY: the duties are those of `find`.
    unsafe { find(bank, signal, |tones| selection.entry(tones)) }
}

/// What a SIP `Alert-Info` header asks for, and what of the bank that is.
///
/// `profile` is a `RINGSMITH_PROFILE_...`. `value` has `length` bytes: a header's value, or several
/// header lines; NULL with a length of 0 stands for no header. `size` is `sizeof *selection`. Every
/// header has an answer, at worst `RINGSMITH_ACTION_DEFAULT`. Reading a header is no part of the
/// media path: it allocates.
///
/// A pattern that the file does not hold is pattern 0, and so is the default, but with
/// `RINGSMITH_PROFILE_LMSD`, in which it is nothing. A tone that is not configured is the default
/// ringback.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_select(
    bank: *const RingsmithBank,
    profile: i32,
    value: *const c_char,
    length: usize,
    selection: *mut RingsmithSelection,
    size: usize,
) -> RingsmithStatus {
    guarded(|| {
        // SAFETY: `bank` is NULL or the caller holds a reference to it, by its duty.
        let bank = unsafe { edge::shared(bank, c"`bank` is NULL") }?;
        // SAFETY: the duties are those of `header`.
        let header = unsafe { header(value, length) }?;
        edge::structure::<RingsmithSelection>(size)?;
        let unknown =
            Fault(RingsmithStatus::InvalidArgument, c"`profile` is no RINGSMITH_PROFILE_...");
        let selected = header.select(RingsmithProfile::from_number(profile).ok_or(unknown)?);
        let entry = selected.entry(&bank.tones);
        let found = RingsmithSelection {
            action: RingsmithAction::of(&selected.action) as i32,
            signal: entry
                .and_then(|entry| index_of(&bank.tones, entry))
                .unwrap_or(RINGSMITH_NO_SIGNAL),
            reserved: 0,
            answers: selected.answer_after.is_some().into(),
            answer_after_s: match selected.answer_after {
                Some(AnswerAfter::Seconds(seconds)) => seconds,
                Some(AnswerAfter::Ringing) => u32::MAX,
                None => 0,
            },
        };
        // SAFETY: `selection` is NULL or has `size` bytes, by the duty of the caller.
        Ok(unsafe { edge::write(selection, c"`selection` is NULL", found) }?)
    })
}

/// The header of so many bytes.
///
/// # Safety
/// `value` is null or has `length` bytes that nobody changes meanwhile.
unsafe fn header(value: *const c_char, length: usize) -> Result<AlertInfo, Fault> {
    // SAFETY: the duty of the caller.
    let value = unsafe { edge::bytes(value.cast::<c_void>(), length, c"`value` is NULL") }?;
    Ok(AlertInfo::parse(&String::from_utf8_lossy(value)))
}
