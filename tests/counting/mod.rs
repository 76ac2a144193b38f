//! An allocator that keeps count of what each thread takes.

#![allow(dead_code, reason = "no test needs all of it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static TAKEN: Cell<Taken> = const { Cell::new(Taken { in_use: 0, most: 0, calls: 0 }) };
}

/// What a thread has taken. What it gave back of another thread's makes it less.
#[derive(Clone, Copy, Debug)]
struct Taken {
    in_use: isize,
    most: isize,
    calls: usize,
}

fn count(more: usize, less: usize) {
    let Taken { in_use, most, calls } = TAKEN.get();
    // Old bytes and new ones may be in use at once.
    let both = in_use + more.cast_signed();
    let in_use = both - less.cast_signed();
    TAKEN.set(Taken { in_use, most: most.max(both), calls: calls + usize::from(more > 0) });
}

/// The system's allocator, which counts.
struct Counting;

#[expect(unsafe_code, reason = "an allocator is unsafe to implement")]
// SAFETY: every call goes to `System`, unchanged; counting touches a thread-local value that needs
// no allocation and no destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller keeps the contract of `alloc`, which is that of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: `pointer` came from `System` by one of the calls here, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        // SAFETY: `pointer` came from `System` by one of the calls here, with this layout, and the
        // caller keeps the contract of `realloc`, which is that of `System`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The bytes that this thread has in use.
pub fn in_use() -> isize {
    TAKEN.get().in_use
}

/// The most bytes that some work has in use at once, and the calls of the allocator that it makes.
pub fn taken(work: impl FnOnce()) -> (isize, usize) {
    let before = TAKEN.get();
    TAKEN.set(Taken { most: before.in_use, ..before });
    work();
    let after = TAKEN.get();
    (after.most - before.in_use, after.calls - before.calls)
}
