//! Players in memory of the caller's.

use core::ffi::CStr;

use crate::bank::Player;
use crate::capi::any_bank::with_bank;
use crate::capi::bank::RingsmithBank;
use crate::capi::edge;
use crate::capi::status::{Fault, RingsmithStatus, answer};

/// A place in a signal of a bank: what a leg keeps between two frames.
///
/// A plain value of 32 bytes: keep it where you like, in arrays too, copy it by assignment, and
/// just forget it. `ringsmith_player_start` or `ringsmith_player_stop` sets it up; until then it is
/// not to be used. It belongs to no bank: used with another one (after a reload, say) it goes on
/// with the signal of the same index at the same position.
///
/// One thread at a time may use a player.
#[repr(C)]
pub struct RingsmithPlayer {
    /// Not for programs.
    pub opaque: [u64; 4],
}

/// The index that stands for no signal.
pub const RINGSMITH_NO_SIGNAL: u16 = 65535;

/// What remains of a signal that never ends.
pub const RINGSMITH_ENDLESS: u64 = u64::MAX;

// An array of the one is an array of the other.
const _: () = assert!(size_of::<RingsmithPlayer>() == size_of::<Player>());
const _: () = assert!(align_of::<RingsmithPlayer>() == align_of::<Player>());

const NO_PLAYER: &CStr = c"`player` is NULL";

/// Sets a player to the first sample of the signal with this index, whatever it was before. A bank
/// without such a signal plays silence. Takes effect with the next frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_player_start(
    player: *mut RingsmithPlayer,
    signal: u16,
) -> RingsmithStatus {
    // SAFETY: `player` is NULL or memory for one, by the duty of the caller.
    answer(unsafe { edge::write(player.cast::<Player>(), NO_PLAYER, Player::start(signal)) })
}

/// Sets a player to silence, whatever it was before. Takes effect with the next frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_player_stop(player: *mut RingsmithPlayer) -> RingsmithStatus {
    // SAFETY: `player` is NULL or memory for one, by the duty of the caller.
    answer(unsafe { edge::write(player.cast::<Player>(), NO_PLAYER, Player::idle()) })
}

/// Goes on with the first sample of another signal, from the next frame on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_player_switch(
    player: *mut RingsmithPlayer,
    signal: u16,
) -> RingsmithStatus {
    // SAFETY: `player` is NULL or was set up, by the duty of the caller.
    let player = unsafe { edge::exclusive(player.cast::<Player>(), NO_PLAYER) };
    answer(player.map(|player| player.switch(signal)))
}

/// Goes on with sample `position` of the signal, counted from 0; above 2^63 counts as 2^63. Costs
/// the same for every position.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_player_seek(
    player: *mut RingsmithPlayer,
    position: u64,
) -> RingsmithStatus {
    // SAFETY: `player` is NULL or was set up, by the duty of the caller.
    let player = unsafe { edge::exclusive(player.cast::<Player>(), NO_PLAYER) };
    answer(player.map(|player| player.seek(position)))
}

/// The sample of the signal that comes next; for silence, how much of it was given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_player_position(
    player: *const RingsmithPlayer,
    position: *mut u64,
) -> RingsmithStatus {
    // SAFETY: `player` is NULL or was set up, `position` NULL or the place of a number, by the duty
    // of the caller.
    answer(unsafe { read(player, Player::position, position) })
}

/// The index of the signal; `RINGSMITH_NO_SIGNAL` if the player is stopped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_player_signal(
    player: *const RingsmithPlayer,
    signal: *mut u16,
) -> RingsmithStatus {
    let index = |player: &Player| player.signal().unwrap_or(RINGSMITH_NO_SIGNAL);
    // SAFETY: `player` is NULL or was set up, `signal` NULL or the place of a number, by the duty
    // of the caller.
    answer(unsafe { read(player, index, signal) })
}

/// How many samples are left before there is only silence: `RINGSMITH_ENDLESS` for a signal that
/// never ends, 0 for one that is finished, for a stopped player, and for a signal that the bank
/// does not have.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_player_remaining(
    player: *const RingsmithPlayer,
    bank: *const RingsmithBank,
    samples: *mut u64,
) -> RingsmithStatus {
    // SAFETY: `bank` is NULL or the caller holds a reference to it, by its duty.
    let bank = match unsafe { edge::shared(bank, c"`bank` is NULL") } {
        Ok(bank) => bank,
        Err(fault) => return answer(Err(fault)),
    };
    let left = |player: &Player| {
        with_bank!(&bank.bank, bank => bank.remaining(player)).unwrap_or(RINGSMITH_ENDLESS)
    };
    // SAFETY: `player` is NULL or was set up, `samples` NULL or the place of a number, by the duty
    // of the caller.
    answer(unsafe { read(player, left, samples) })
}

/// Whether there is only silence any more, until the player is told otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_player_finished(
    player: *const RingsmithPlayer,
    bank: *const RingsmithBank,
    finished: *mut bool,
) -> RingsmithStatus {
    let mut left = 0;
    // SAFETY: the duties are the same, and `left` is the place of a number.
    let status = unsafe { ringsmith_player_remaining(player, bank, &raw mut left) };
    if status != RingsmithStatus::Ok {
        return status;
    }
    // SAFETY: `finished` is NULL or the place of a bool, by the duty of the caller.
    answer(unsafe { edge::write(finished, c"`finished` is NULL", left == 0) })
}

/// Writes what `ask` says of a player.
///
/// # Safety
/// `player` is null or was set up, `out` null or the place of a `T`.
unsafe fn read<T>(
    player: *const RingsmithPlayer,
    ask: impl FnOnce(&Player) -> T,
    out: *mut T,
) -> Result<(), Fault> {
    // SAFETY: `player` is null or was set up.
    let player = unsafe { edge::shared(player.cast::<Player>(), NO_PLAYER) }?;
    // SAFETY: `out` is null or the place of a `T`.
    unsafe { edge::write(out, c"the place of the result is NULL", ask(player)) }
}
