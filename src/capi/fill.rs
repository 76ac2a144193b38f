//! The media path: frames for players. Nothing here allocates, waits or panics; should the library
//! be wrong about that, `extern "C"` ends the process rather than to unwind into C.

use core::ffi::{CStr, c_void};

use crate::bank::{Bank, Code, Format, Player};
use crate::capi::any_bank::with_bank;
use crate::capi::bank::RingsmithBank;
use crate::capi::edge;
use crate::capi::player::RingsmithPlayer;
use crate::capi::status::{Fault, RingsmithStatus, answer};

/// A frame where it lies.
#[repr(C)]
pub struct RingsmithFrame {
    /// The samples, in the encoding of the bank.
    pub samples: *const c_void,
    /// How many bytes they are.
    pub bytes: usize,
}

const NO_BANK: &CStr = c"`bank` is NULL";
const NO_PLAYER: &CStr = c"`player` is NULL";

/// Fills `out` with the next `samples` samples of a player, any number of them.
///
/// `out` has `out_bytes` bytes, aligned for the samples of the bank's encoding. If it is too short,
/// nothing is written and the player stays where it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_fill(
    bank: *const RingsmithBank,
    player: *mut RingsmithPlayer,
    samples: usize,
    out: *mut c_void,
    out_bytes: usize,
) -> RingsmithStatus {
    let work = || {
        // SAFETY: `bank` is NULL or the caller holds a reference to it, by its duty.
        let bank = unsafe { edge::shared(bank, NO_BANK) }?;
        // SAFETY: `player` is NULL or was set up and is the caller's alone, by its duty.
        let player = unsafe { edge::exclusive(player.cast::<Player>(), NO_PLAYER) }?;
        with_bank!(&bank.bank, bank => {
            // SAFETY: `out` is NULL or has `out_bytes` bytes that nobody else uses, by the duty of
            // the caller; they are numbers, written before they are read.
            let out = unsafe { edge::buffer(out, out_bytes, samples, c"`out` is NULL") }?;
            bank.fill(player, out);
        });
        Ok(())
    };
    answer(work())
}

/// The next `samples` samples of a player, without a copy if they lie within one run of the bank
/// and are no more than its `longest_frame`; otherwise they are put together in `scratch`.
///
/// `scratch` has `scratch_bytes` bytes, aligned for the samples of the bank's encoding, and room
/// for the whole frame. If it is too short, nothing is written and the player stays where it is.
///
/// `frame->samples` is valid until the bank is released for the last time or `scratch` is used
/// again. It is only to be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_frame(
    bank: *const RingsmithBank,
    player: *mut RingsmithPlayer,
    samples: usize,
    scratch: *mut c_void,
    scratch_bytes: usize,
    frame: *mut RingsmithFrame,
) -> RingsmithStatus {
    let work = || {
        // SAFETY: `bank` is NULL or the caller holds a reference to it, by its duty.
        let bank = unsafe { edge::shared(bank, NO_BANK) }?;
        // SAFETY: `player` is NULL or was set up and is the caller's alone, by its duty.
        let player = unsafe { edge::exclusive(player.cast::<Player>(), NO_PLAYER) }?;
        edge::check(frame, c"`frame` is NULL")?;
        let found = with_bank!(&bank.bank, bank => {
            // SAFETY: `scratch` is NULL or has `scratch_bytes` bytes that nobody else uses, by the
            // duty of the caller; they are numbers, written before they are read.
            let scratch =
                unsafe { edge::buffer(scratch, scratch_bytes, samples, c"`scratch` is NULL") }?;
            let frame = bank.frame(player, samples, scratch);
            RingsmithFrame { samples: frame.as_ptr().cast(), bytes: size_of_val(frame) }
        });
        // SAFETY: `frame` is the place of a frame, by the duty of the caller.
        unsafe { edge::write(frame, c"`frame` is NULL", found) }
    };
    answer(work())
}

/// Fills a frame of `samples` samples for each of `count` players: the first one's at `out`, each
/// next one's `stride_bytes` bytes later. What lies between the frames (the headers of packets, say)
/// is left as it is, but nobody else may write there while the call runs.
///
/// `stride_bytes` is a multiple of the bytes of a sample and at least a frame. `out` has `out_bytes`
/// bytes, aligned for the samples of the bank's encoding; the last frame needs no gap after it. If
/// it is too short for all of them, nothing is written and the players stay where they are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_bank_fill_many(
    bank: *const RingsmithBank,
    players: *mut RingsmithPlayer,
    count: usize,
    samples: usize,
    out: *mut c_void,
    out_bytes: usize,
    stride_bytes: usize,
) -> RingsmithStatus {
    let work = || {
        // SAFETY: `bank` is NULL or the caller holds a reference to it, by its duty.
        let bank = unsafe { edge::shared(bank, NO_BANK) }?;
        // SAFETY: `players` is NULL or has `count` of them that were set up and are the caller's
        // alone, by its duty.
        let players =
            unsafe { edge::array(players.cast::<Player>(), count, c"`players` is NULL") }?;
        with_bank!(&bank.bank, bank => {
            let (stride, needed) = layout(bank, count, samples, stride_bytes)?;
            // SAFETY: `out` is NULL or has `out_bytes` bytes that nobody else uses, by the duty of
            // the caller; they are numbers, written before they are read.
            let out = unsafe { edge::buffer(out, out_bytes, needed, c"`out` is NULL") }?;
            bank.fill_many(players, samples, stride, out);
        });
        Ok(())
    };
    answer(work())
}

/// The stride of `count` frames and their length with all that lies between them, in samples.
fn layout<F: Format>(
    _: &Bank<F>,
    count: usize,
    samples: usize,
    stride_bytes: usize,
) -> Result<(usize, usize), Fault> {
    const MISALIGNED: Fault =
        Fault(RingsmithStatus::Misaligned, c"`stride_bytes` is no multiple of a sample");
    const TOO_SMALL: Fault =
        Fault(RingsmithStatus::WrongSize, c"`stride_bytes` is less than a frame");
    const TOO_LONG: Fault =
        Fault(RingsmithStatus::ShortBuffer, c"the buffer is too short for the frames");
    let size = size_of::<Code<F>>();
    if !stride_bytes.is_multiple_of(size) {
        return Err(MISALIGNED);
    }
    let stride = stride_bytes / size;
    if stride < samples {
        return Err(TOO_SMALL);
    }
    let Some(gaps) = count.checked_sub(1) else {
        return Ok((stride, 0));
    };
    let needed = stride.checked_mul(gaps).and_then(|before| before.checked_add(samples));
    needed.map(|needed| (stride, needed)).ok_or(TOO_LONG)
}
