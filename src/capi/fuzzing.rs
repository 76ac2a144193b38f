//! A fuzz target: any calls in any order, as a program may make them that keeps its duties. No part of
//! the interface.

mod frames;
mod world;

use core::ffi::{CStr, c_void};
use core::mem::MaybeUninit;
use core::ptr;

use crate::capi::alert::{
    RingsmithProfile, RingsmithSelection, ringsmith_bank_alert_info, ringsmith_bank_select,
};
use crate::capi::bank::{
    RingsmithBankInfo, RingsmithBankOptions, ringsmith_bank_compile, ringsmith_bank_info,
    ringsmith_bank_options_init, ringsmith_bank_release, ringsmith_bank_retain,
};
use crate::capi::player::RINGSMITH_NO_SIGNAL;
use crate::capi::select::{
    RingsmithSignalInfo, ringsmith_bank_pattern, ringsmith_bank_signal_info, ringsmith_bank_tone,
    ringsmith_bank_tone_by_id, ringsmith_bank_user_tone,
};
use crate::capi::status::{RingsmithStatus, ringsmith_last_error};
use crate::capi::tones::{
    RingsmithDiagnostic, ringsmith_tones_diagnostic, ringsmith_tones_diagnostics,
    ringsmith_tones_free, ringsmith_tones_load, ringsmith_tones_parse,
};
use crate::fuzzing::Draw;
use world::{Held, Loaded, World};

/// Files to parse, beside any bytes.
const FILES: [&[u8]; 5] = [
    include_bytes!("../../testdata/vendor/uk.ini"),
    include_bytes!("../../testdata/vendor/am-tones.ini"),
    include_bytes!("../../testdata/vendor/distinctive-ringing-burst.ini"),
    include_bytes!("../../testdata/bad/zero-frequency.ini"),
    include_bytes!("../../testdata/bad/burst-mismatch.ini"),
];

/// Samples that one input may ask for, and calls that it may make.
const MOST: (usize, usize) = (1 << 14, 200);

/// Tones are parsed, banks compiled, retained and released, players told and filled, with sizes,
/// numbers and pointers that are right and wrong: every status is the one that the header says, what
/// comes out is what the renderer gives, a failed call writes nothing, and no call finds a fault of the
/// library. What is held in the end is given back.
///
/// # Panics
/// If not.
pub(crate) fn calls(data: &[u8]) {
    let mut draw = Draw::new(data);
    let mut world = World::new();
    let mut left = MOST.0;
    for _ in 0..MOST.1 {
        if draw.is_empty() {
            break;
        }
        match draw.byte() % 16 {
            0 | 1 => world.parse(&mut draw),
            2 | 3 => world.compile(&mut draw),
            4 => world.free(&mut draw),
            5 => world.retain_or_release(&mut draw),
            6 => world.look(&mut draw),
            7 => world.select(&mut draw),
            8 | 9 => world.tell(&mut draw),
            10 => without_pointers(&world),
            _ => world.play(&mut draw, &mut left),
        }
    }
}

fn last_error() -> String {
    // SAFETY: the text is never NULL and is copied before the next call.
    unsafe { CStr::from_ptr(ringsmith_last_error()) }.to_string_lossy().into_owned()
}

/// The answer is this one, and a failure has a text of one line.
#[track_caller]
fn assert_status(found: RingsmithStatus, expected: RingsmithStatus) {
    assert_eq!(found, expected, "{}", last_error());
    if found != RingsmithStatus::Ok {
        let text = last_error();
        assert!(!text.is_empty() && !text.contains('\n'), "{text:?}");
    }
}

/// Of every failure that is drawn, one at a time.
fn either(is_right: bool, failure: RingsmithStatus) -> RingsmithStatus {
    if is_right { RingsmithStatus::Ok } else { failure }
}

impl World {
    fn parse(&mut self, draw: &mut Draw<'_>) {
        let text = if let Some(file) = FILES.get(usize::from(draw.byte() % 8)) {
            file.to_vec()
        } else {
            let length = usize::from(draw.below(1000));
            draw.bytes(length).to_vec()
        };
        let rate = if draw.once_in(8) { draw.u32() } else { 8000 };
        let reading = if draw.once_in(8) { i32::from(draw.byte()) - 1 } else { 0 };
        let name = if draw.once_in(2) { c"a file".as_ptr() } else { ptr::null() };
        let is_right = (8000..=192_000).contains(&rate) && (0..=1).contains(&reading);
        let (mut tones, length) = (ptr::dangling_mut(), text.len());
        // SAFETY: the text, the name and the place of the result outlive the call.
        let status = unsafe {
            let text = text.as_ptr().cast::<c_void>();
            ringsmith_tones_parse(text, length, name, rate, reading, &raw mut tones)
        };
        assert_status(status, either(is_right, RingsmithStatus::InvalidArgument));
        assert_eq!(tones.is_null(), !is_right, "NULL after a failure, and only then");
        if is_right {
            self.keep_tones(Loaded::new(tones, text, rate, reading == 1));
        }
    }

    fn compile(&mut self, draw: &mut Draw<'_>) {
        let mut options = MaybeUninit::<RingsmithBankOptions>::uninit();
        // SAFETY: the place outlives the call, which sets every option.
        let mut options = unsafe {
            let size = size_of::<RingsmithBankOptions>();
            assert_status(
                ringsmith_bank_options_init(options.as_mut_ptr(), size),
                RingsmithStatus::Ok,
            );
            options.assume_init()
        };
        let which = draw.byte();
        let Some(loaded) = self.tones_at(which) else { return };
        let encoding = i32::from(draw.byte() % 5);
        let rate = if draw.once_in(4) { draw.u32() % 200_000 } else { 8000 };
        options.ramp_ms = u32::from(draw.byte() % 8);
        options.longest_frame_ms = if draw.once_in(8) { draw.u32() } else { 20 };
        options.bytes_per_signal = draw.u16().into();
        options.pattern_level = draw.within(-20_100..=6_100);
        options.reserved = u32::from(draw.once_in(16));
        options.size += usize::from(draw.once_in(16));
        if draw.once_in(4) {
            options.voice = draw.one_of(&[c"440+480@-19", c"440@x", c"90000", c"\xFF"]).as_ptr();
        }
        let (expected, held) = Held::expected(loaded, rate, encoding, &options);
        let mut bank = ptr::dangling();
        // SAFETY: the tones are held, and the options and the place of the result outlive the call.
        let status = unsafe {
            let options = &raw const options;
            ringsmith_bank_compile(loaded.tones, rate, encoding, options, &raw mut bank)
        };
        assert_status(status, expected);
        assert_eq!(bank.is_null(), held.is_none(), "NULL after a failure, and only then");
        if let Some(mut held) = held {
            held.bank = bank;
            self.keep_bank(held);
        }
    }

    fn look(&mut self, draw: &mut Draw<'_>) {
        let (which, index, wrong) = (draw.byte(), draw.u16(), usize::from(draw.once_in(4)));
        if let Some(loaded) = self.tones_at(which) {
            let mut found = MaybeUninit::<RingsmithDiagnostic>::uninit();
            let index = usize::from(index) % 8;
            // SAFETY: the tones are held, the place has the size, and the texts are read while they are.
            unsafe {
                let count = ringsmith_tones_diagnostics(loaded.tones);
                let size = size_of::<RingsmithDiagnostic>() + wrong;
                let status =
                    ringsmith_tones_diagnostic(loaded.tones, index, found.as_mut_ptr(), size);
                let present = either(index < count, RingsmithStatus::NotFound);
                assert_status(
                    status,
                    if wrong == 0 { present } else { RingsmithStatus::WrongSize },
                );
                if status == RingsmithStatus::Ok {
                    let found = found.assume_init();
                    assert!(found.line > 0 && found.column > 0 && found.reserved == 0);
                    assert!(!CStr::from_ptr(found.message).is_empty());
                    assert!(!CStr::from_ptr(found.code).is_empty());
                }
            }
        }
        let Some(held) = self.bank_at(which) else { return };
        let mut found = MaybeUninit::<RingsmithBankInfo>::uninit();
        let mut signal = MaybeUninit::<RingsmithSignalInfo>::uninit();
        let index = index % 32;
        // SAFETY: the bank is held, the places have their sizes, and the name is read while it is.
        unsafe {
            let size = size_of::<RingsmithBankInfo>() + wrong;
            let status = ringsmith_bank_info(held.bank, found.as_mut_ptr(), size);
            assert_status(status, either(wrong == 0, RingsmithStatus::WrongSize));
            if wrong == 0 {
                held.assert_info(&found.assume_init());
            }
            let size = size_of::<RingsmithSignalInfo>();
            let status = ringsmith_bank_signal_info(held.bank, index, signal.as_mut_ptr(), size);
            let is_there = usize::from(index) < held.signals();
            assert_status(status, either(is_there, RingsmithStatus::NotFound));
            if is_there {
                let name = CStr::from_ptr(signal.assume_init().name);
                assert_eq!(name.to_str().ok(), held.name(index).as_deref());
            }
        }
    }

    fn select(&mut self, draw: &mut Draw<'_>) {
        let Some(held) = self.bank_at(draw.byte()) else { return };
        let number = u32::from(draw.byte() % 16);
        let length = usize::from(draw.byte() % 64);
        let header = draw.bytes(length);
        let before = 0xABCD;
        let mut signal = before;
        // SAFETY: the bank is held, the header and the place of the result outlive the calls.
        unsafe {
            let place = &raw mut signal;
            let mut calls = vec![
                ringsmith_bank_pattern(held.bank, number, place),
                ringsmith_bank_tone(held.bank, number, place),
                ringsmith_bank_user_tone(held.bank, number, place),
                ringsmith_bank_tone_by_id(held.bank, c"bt".as_ptr(), place),
            ];
            calls.push(ringsmith_bank_alert_info(
                held.bank,
                header.as_ptr().cast(),
                header.len(),
                place,
            ));
            let found = calls.contains(&RingsmithStatus::Ok);
            let known = [RingsmithStatus::Ok, RingsmithStatus::NotFound];
            assert!(calls.iter().all(|status| known.contains(status)), "{calls:?}");
            assert_eq!(found, signal != before, "{calls:?}");
            assert!(!found || usize::from(signal) < held.signals());
        }
        let profile = i32::from(draw.byte() % 6);
        let mut selection = MaybeUninit::<RingsmithSelection>::uninit();
        let (value, place) = (header.as_ptr().cast(), selection.as_mut_ptr());
        let size = size_of::<RingsmithSelection>();
        // SAFETY: the bank is held, the header and the place of the result outlive the call, which
        // writes the result if it succeeds.
        unsafe {
            let status =
                ringsmith_bank_select(held.bank, profile, value, header.len(), place, size);
            if profile > RingsmithProfile::Rfc7462 as i32 {
                assert_status(status, RingsmithStatus::InvalidArgument);
                return;
            }
            assert_status(status, RingsmithStatus::Ok);
            let signal = selection.assume_init().signal;
            assert!(signal == RINGSMITH_NO_SIGNAL || usize::from(signal) < held.signals());
        }
    }
}

/// NULL where something has to be, one pointer at a time, is answered with a status.
fn without_pointers(world: &World) {
    const NULL: RingsmithStatus = RingsmithStatus::NullPointer;
    let (mut number, mut place, mut flag) = (0_u16, 0_u64, false);
    let mut tones = ptr::null_mut();
    let bank = world.bank_at(0).map_or(ptr::null(), |held| held.bank);
    // SAFETY: NULL is answered, not followed; the places outlive the calls.
    unsafe {
        ringsmith_tones_free(ptr::null_mut());
        ringsmith_bank_release(ptr::null());
        assert_eq!(ringsmith_tones_diagnostics(ptr::null()), 0);
        let null = ptr::null();
        let parsed = ringsmith_tones_parse(ptr::null(), 1, null, 8000, 0, &raw mut tones);
        assert_status(parsed, NULL);
        assert!(tones.is_null());
        assert_status(ringsmith_tones_load(null, 8000, 0, &raw mut tones), NULL);
        let nowhere = ptr::null_mut();
        assert_status(ringsmith_tones_parse(ptr::null(), 0, null, 8000, 0, nowhere), NULL);
        assert_status(
            ringsmith_bank_compile(ptr::null(), 8000, 0, ptr::null(), ptr::null_mut()),
            NULL,
        );
        assert_status(ringsmith_bank_retain(ptr::null()), NULL);
        assert_status(ringsmith_bank_pattern(ptr::null(), 0, &raw mut number), NULL);
        assert_status(ringsmith_bank_tone_by_id(bank, null, &raw mut number), NULL);
        let header = ringsmith_bank_alert_info(bank, null, 5, &raw mut number);
        assert_status(header, NULL);
        let size = size_of::<RingsmithSelection>();
        assert_status(ringsmith_bank_select(bank, 0, null, 0, ptr::null_mut(), size), NULL);
    }
    frames::without_pointers(bank, &mut place, &mut flag);
}
