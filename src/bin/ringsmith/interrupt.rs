//! Ctrl-C and a polite request to end: what is half-written is removed.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit status after an interruption, as shells count it.
pub const STATUS: u8 = 130;

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// From now on an interruption is noted instead of ending the program; a second one ends it.
pub fn listen() {
    let note = || {
        if REQUESTED.swap(true, Ordering::Relaxed) {
            process::exit(STATUS.into());
        }
    };
    // Where no handler can be set, an interruption ends the program at once, as before.
    let _ = ctrlc::set_handler(note);
}

/// Whether there was one.
pub fn requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}
