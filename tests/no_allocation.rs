//! Filling frames allocates nothing: every call of the allocator is counted.

mod media;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use media::Media;
use ringsmith::bank::{Alaw, F32, Format, Pcm16, Ulaw};
use ringsmith::units::Millis;

thread_local! {
    static CALLS: Cell<u64> = const { Cell::new(0) };
}

/// The system's allocator, which counts what it is asked for on each thread.
struct Counting;

#[expect(unsafe_code, reason = "an allocator is unsafe to implement")]
// SAFETY: every call goes to `System`, unchanged; counting touches a thread-local integer that
// needs no allocation and no destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        CALLS.set(CALLS.get() + 1);
        // SAFETY: the caller keeps the contract of `alloc`, which is that of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        CALLS.set(CALLS.get() + 1);
        // SAFETY: `pointer` came from `alloc` above, and so from `System`, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Allocations while a media loop runs.
fn allocations<F: Format>(ramp: Millis) -> u64 {
    let bank = media::bank::<F>(ramp);
    let mut media = Media::new(&bank);
    let before = CALLS.get();
    media.run();
    CALLS.get() - before
}

#[test]
fn players_allocate_nothing() {
    for ramp in [Millis::ZERO, Millis(4)] {
        assert_eq!(allocations::<Pcm16>(ramp), 0, "pcm16, ramp {ramp}");
        assert_eq!(allocations::<F32>(ramp), 0, "f32, ramp {ramp}");
        assert_eq!(allocations::<Ulaw>(ramp), 0, "mu-law, ramp {ramp}");
        assert_eq!(allocations::<Alaw>(ramp), 0, "A-law, ramp {ramp}");
    }
}

/// Otherwise the test above could not fail.
#[test]
fn the_counter_counts() {
    let before = CALLS.get();
    drop(std::hint::black_box(vec![0_u8; 100]));
    assert_eq!(CALLS.get() - before, 2);
}
