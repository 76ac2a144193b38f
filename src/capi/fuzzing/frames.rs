//! Players told and filled.

use core::ffi::c_void;
use core::ptr;

use super::world::{Held, Leg, World};
use super::{assert_status, either};
use crate::capi::bank::RingsmithBank;
use crate::capi::fill::{
    RingsmithFrame, ringsmith_bank_fill, ringsmith_bank_fill_many, ringsmith_bank_frame,
};
use crate::capi::player::{
    RINGSMITH_NO_SIGNAL, RingsmithPlayer, ringsmith_player_finished, ringsmith_player_position,
    ringsmith_player_remaining, ringsmith_player_seek, ringsmith_player_signal,
    ringsmith_player_start, ringsmith_player_stop, ringsmith_player_switch,
};
use crate::capi::status::RingsmithStatus;
use crate::fuzzing::Draw;

const OK: RingsmithStatus = RingsmithStatus::Ok;

/// What lies in a buffer before a call, and after one that fails.
const DIRT: u8 = 0x5A;

impl World {
    pub(super) fn tell(&mut self, draw: &mut Draw<'_>) {
        let leg = &mut self.legs[usize::from(draw.byte() % 3)];
        let player = &raw mut leg.player;
        // SAFETY: the player is set up.
        let status = unsafe {
            match draw.byte() % 4 {
                0 => {
                    let signal = u16::from(draw.byte() % 32);
                    leg.go_to(Some(signal), 0);
                    ringsmith_player_start(player, signal)
                }
                1 => {
                    leg.go_to(None, 0);
                    ringsmith_player_stop(player)
                }
                2 => {
                    let signal = draw.u16();
                    leg.go_to(Some(signal).filter(|it| *it != RINGSMITH_NO_SIGNAL), 0);
                    ringsmith_player_switch(player, signal)
                }
                _ => {
                    let position = if draw.once_in(8) { draw.u64() } else { draw.position() };
                    leg.go_to(leg.signal, position.min(1 << 63));
                    ringsmith_player_seek(player, position)
                }
            }
        };
        assert_status(status, OK);
        leg.assert_place();
    }

    pub(super) fn play(&mut self, draw: &mut Draw<'_>, left: &mut usize) {
        let (which, leg, order) = (draw.byte(), usize::from(draw.byte() % 3), draw.byte());
        let count = draw.frame().min(*left);
        let Some(held) = self.bank_at(which) else { return };
        *left -= count;
        let wrong = (order / 4 % 8).min(3);
        let bank = held.bank;
        let mut frame = Frame::new(held, &self.legs[leg], count, wrong);
        let leg = &mut self.legs[leg];
        match order % 4 {
            0 => frame.borrowed(bank, leg),
            1 => frame.with_others(bank, leg, usize::from(order) + 1),
            _ => frame.filled(bank, leg),
        }
        leg.assert_place();
        leg.assert_end(bank);
    }
}

/// A frame that is asked for.
struct Frame {
    count: usize,
    sample_bytes: usize,
    expected: Vec<u8>,
    room: Vec<u64>,
    /// Where in the room it goes: nowhere aligned, if that is what is wrong.
    offset: usize,
    /// One byte less than it takes, if that is what is wrong.
    bytes: usize,
    status: RingsmithStatus,
}

impl Frame {
    fn new(held: &Held, leg: &Leg, count: usize, wrong: u8) -> Self {
        let sample_bytes = usize::from(held.encoding.bytes_per_sample());
        let expected = held.rendered(leg.signal, leg.position, count);
        let bytes = expected.len();
        let is_misaligned = wrong == 1 && sample_bytes > 1 && count > 0;
        let is_short = wrong == 2 && count > 0;
        let short = either(!is_short, RingsmithStatus::ShortBuffer);
        Self {
            count,
            sample_bytes,
            room: vec![u64::from_ne_bytes([DIRT; 8]); 2 * bytes.div_ceil(8) + 64],
            offset: usize::from(is_misaligned),
            bytes: bytes - usize::from(is_short),
            status: if is_misaligned { RingsmithStatus::Misaligned } else { short },
            expected,
        }
    }

    fn place(&mut self) -> *mut c_void {
        self.room.as_mut_ptr().cast::<u8>().wrapping_add(self.offset).cast()
    }

    fn bytes(&self) -> Vec<u8> {
        self.room.iter().flat_map(|word| word.to_ne_bytes()).collect()
    }

    /// The frame and nothing beside it, or nothing at all.
    fn assert_written(&self) {
        let bytes = self.bytes();
        let written = if self.status == OK { self.expected.len() } else { 0 };
        assert!(bytes[..written] == self.expected[..written], "another frame");
        assert!(bytes[written..].iter().all(|byte| *byte == DIRT), "written beside the frame");
    }

    fn advance(&self, leg: &mut Leg) {
        if self.status == OK {
            leg.position += self.count as u64;
        }
    }

    fn filled(&mut self, bank: *const RingsmithBank, leg: &mut Leg) {
        let (place, player) = (self.place(), &raw mut leg.player);
        // SAFETY: the bank is held, the player set up, and the room has more than those bytes.
        let status = unsafe { ringsmith_bank_fill(bank, player, self.count, place, self.bytes) };
        assert_status(status, self.status);
        self.assert_written();
        self.advance(leg);
    }

    fn borrowed(&mut self, bank: *const RingsmithBank, leg: &mut Leg) {
        let (place, player) = (self.place(), &raw mut leg.player);
        let mut frame = RingsmithFrame { samples: ptr::null(), bytes: usize::MAX };
        // SAFETY: the bank is held, the player set up, the room has more than those bytes, and the
        // frame is read before the room is used or the bank released.
        unsafe {
            let (count, bytes) = (self.count, self.bytes);
            let out = &raw mut frame;
            assert_status(
                ringsmith_bank_frame(bank, player, count, place, bytes, out),
                self.status,
            );
            if self.status == OK {
                assert_eq!(frame.bytes, self.expected.len());
                let found = core::slice::from_raw_parts(frame.samples.cast::<u8>(), frame.bytes);
                assert!(found == self.expected, "another frame");
            } else {
                assert!(frame.samples.is_null() && frame.bytes == usize::MAX);
            }
        }
        self.advance(leg);
    }

    /// Two players at the same place, with some bytes between their frames.
    fn with_others(&mut self, bank: *const RingsmithBank, leg: &mut Leg, gap: usize) {
        let copy = |player: &RingsmithPlayer| RingsmithPlayer { opaque: player.opaque };
        let mut players = [copy(&leg.player), copy(&leg.player)];
        let gap = gap % 32;
        let stride = self.expected.len() + gap;
        let is_odd = !stride.is_multiple_of(self.sample_bytes);
        let needed = stride + self.expected.len();
        let bytes = needed - (self.expected.len() - self.bytes);
        let status = if is_odd { RingsmithStatus::Misaligned } else { self.status };
        let place = self.place();
        // SAFETY: the bank is held, the players set up, and the room has more than those bytes.
        let found = unsafe {
            let players = players.as_mut_ptr();
            ringsmith_bank_fill_many(bank, players, 2, self.count, place, bytes, stride)
        };
        assert_status(found, status);
        if found == OK {
            let bytes = self.bytes();
            assert!(bytes[..self.expected.len()] == self.expected, "another first frame");
            let second = &bytes[stride..][..self.expected.len()];
            assert!(second == self.expected, "another second frame");
            let between = &bytes[self.expected.len()..stride];
            assert!(between.iter().all(|byte| *byte == DIRT), "written between the frames");
            leg.position += self.count as u64;
            leg.player = copy(&players[1]);
        }
    }
}

impl Leg {
    fn go_to(&mut self, signal: Option<u16>, position: u64) {
        (self.signal, self.position) = (signal, position);
    }

    fn assert_place(&self) {
        let (mut position, mut signal) = (0, 0);
        let player = &raw const self.player;
        // SAFETY: the player is set up, and the places outlive the calls.
        unsafe {
            assert_status(ringsmith_player_position(player, &raw mut position), OK);
            assert_status(ringsmith_player_signal(player, &raw mut signal), OK);
        }
        assert_eq!(signal, self.signal.unwrap_or(RINGSMITH_NO_SIGNAL));
        assert_eq!(position, self.position);
    }

    fn assert_end(&self, bank: *const RingsmithBank) {
        let (mut left, mut finished) = (1, true);
        let player = &raw const self.player;
        // SAFETY: the player is set up, the bank held, and the places outlive the calls.
        unsafe {
            assert_status(ringsmith_player_remaining(player, bank, &raw mut left), OK);
            assert_status(ringsmith_player_finished(player, bank, &raw mut finished), OK);
        }
        assert_eq!(finished, left == 0);
    }
}

/// NULL where something has to be, one pointer at a time.
pub(super) fn without_pointers(bank: *const RingsmithBank, place: &mut u64, flag: &mut bool) {
    const NULL: RingsmithStatus = RingsmithStatus::NullPointer;
    let (place, flag) = (ptr::from_mut(place), ptr::from_mut(flag));
    let nobody = ptr::null_mut();
    let mut player = RingsmithPlayer { opaque: [0; 4] };
    let mut frame = RingsmithFrame { samples: ptr::null(), bytes: 0 };
    let out = place.cast::<c_void>();
    // SAFETY: NULL is answered, not followed; the places outlive the calls, and the player is set up
    // by the first of them.
    unsafe {
        let player = &raw mut player;
        assert_status(ringsmith_player_start(player, 0), OK);
        assert_status(ringsmith_player_start(nobody, 0), NULL);
        assert_status(ringsmith_player_stop(nobody), NULL);
        assert_status(ringsmith_player_seek(nobody, 1), NULL);
        assert_status(ringsmith_player_position(nobody, place), NULL);
        assert_status(ringsmith_player_position(player, ptr::null_mut()), NULL);
        assert_status(ringsmith_player_finished(player, ptr::null(), flag), NULL);
        assert_status(ringsmith_bank_fill(ptr::null(), player, 1, out, 8), NULL);
        assert_status(ringsmith_bank_fill(bank, nobody, 1, out, 8), NULL);
        assert_status(ringsmith_bank_fill(bank, player, 1, ptr::null_mut(), 8), NULL);
        let none = ptr::null_mut();
        assert_status(ringsmith_bank_frame(bank, player, 1, out, 8, none), NULL);
        let frame = &raw mut frame;
        assert_status(ringsmith_bank_frame(bank, player, 1, ptr::null_mut(), 8, frame), NULL);
        assert_status(ringsmith_bank_fill_many(bank, nobody, 1, 1, out, 8, 8), NULL);
    }
}
