//! How much memory a piece of work takes: an allocator that keeps count, for the fuzz targets.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use ringsmith::fuzzing::Target;

static IN_USE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, which counts the bytes that are in use, of the whole process.
struct Counting;

fn taken(bytes: usize) {
    let now = IN_USE.fetch_add(bytes, Ordering::Relaxed) + bytes;
    MOST.fetch_max(now, Ordering::Relaxed);
}

fn given_back(bytes: usize) {
    IN_USE.fetch_sub(bytes, Ordering::Relaxed);
}

#[expect(unsafe_code, reason = "an allocator is unsafe to implement")]
// SAFETY: every call goes to `System`, unchanged; counting touches two integers that need no
// allocation.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: the caller keeps the contract of `alloc`, which is that of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: the caller keeps the contract of `alloc_zeroed`, which is that of `System`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        given_back(layout.size());
        // SAFETY: `pointer` came from `System` by one of the calls here, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // The old bytes and the new ones may be in use at once.
        taken(size);
        given_back(layout.size());
        // SAFETY: `pointer` came from `System` by one of the calls here, with this layout, and the
        // caller keeps the contract of `realloc`, which is that of `System`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs a target on some bytes, on the only thread that allocates meanwhile.
///
/// # Panics
/// If the target does, if it takes more memory than it may, or if a second run leaves more in use
/// than the first one did: tables that are made once and the text of a last failure may stay.
pub fn run(target: &Target, data: &[u8]) {
    let before = IN_USE.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    (target.run)(data);
    let taken = MOST.load(Ordering::Relaxed).saturating_sub(before);
    let allowed = (target.memory)(data);
    let (name, length) = (target.name, data.len());
    assert!(taken <= allowed, "{name}: {taken} bytes for {length}, {allowed} allowed");
    let kept = IN_USE.load(Ordering::Relaxed);
    if kept != before {
        (target.run)(data);
        let leaked = IN_USE.load(Ordering::Relaxed).wrapping_sub(kept);
        assert!(leaked == 0, "{name}: {} bytes are never given back", leaked.cast_signed());
    }
}
