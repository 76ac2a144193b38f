//! Readers take memory in proportion to what they read: four times the text, four times the bytes
//! and the calls of the allocator, counted on the thread that reads.

mod hostile;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use hostile::{Reader, TO_ALL};
use ringsmith::notation::{Document, Notation};

/// Most readers refuse more than four times as much; a reader that sees 64 KiB and 256 KiB is done
/// with every shape in seconds.
const LONG: usize = 1 << 18;
/// Two doublings less: a table that grows by doubling is then as full as that of the long text, and
/// what is in proportion is four times as much, not two or eight times.
const SHORT: usize = LONG / 4;
/// Four times, and a quarter more: a number that has one more digit in the long text may cost a call
/// more to write, and the header of a compiled file is a hundredth of the short one. What is fixed
/// makes it less (diagnostics beyond 10 000 are only counted). What grows with the square makes
/// sixteen times as much, and is told when it is a twelfth of what the short text takes.
const MOST_TIMES: f64 = 5.0;

thread_local! {
    static TAKEN: Cell<Taken> = const { Cell::new(Taken { in_use: 0, most: 0, calls: 0 }) };
}

/// What a thread has taken.
#[derive(Clone, Copy, Debug)]
struct Taken {
    in_use: usize,
    most: usize,
    calls: usize,
}

fn count(more: usize, less: usize) {
    let Taken { in_use, most, calls } = TAKEN.get();
    // Old bytes and new ones may be in use at once. What another thread took counts for nothing.
    let both = in_use + more;
    let taken = Taken {
        in_use: both.saturating_sub(less),
        most: most.max(both),
        calls: calls + usize::from(more > 0),
    };
    TAKEN.set(taken);
}

/// The system's allocator, which counts what each thread takes.
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

/// What reading a text takes, besides the text.
fn taken(read: &dyn Fn(Vec<u8>), text: Vec<u8>) -> (usize, usize) {
    let before = TAKEN.get();
    TAKEN.set(Taken { most: before.in_use, ..before });
    read(text);
    let after = TAKEN.get();
    (after.most - before.in_use, after.calls - before.calls)
}

#[test]
fn memory_is_in_proportion_to_the_text_however_hostile() {
    for reader in Reader::all() {
        let name = reader.name();
        let read = |text| {
            reader.read(text);
        };
        assert_in_proportion(&format!("{name}, what it is made for"), &read, |n| reader.valid(n));
        let (found, plays) = reader.read(reader.valid(SHORT));
        assert!(found > 50 && plays, "{name}: {found} found");
        for shape in TO_ALL.iter().chain(hostile::to(reader)) {
            let name = format!("{name}, {:?}", shape.1);
            assert_in_proportion(&name, &read, |length| hostile::hostile(*shape, length));
        }
    }
}

/// The name of a section may be most of the text, and have many lines.
#[test]
fn one_country_is_found_in_memory_that_is_in_proportion_to_the_text() {
    let read = |text| {
        let document = Document::in_notation("text", text, Notation::Indications);
        drop(document.with_only("a"));
    };
    let text = |length: usize| {
        let lines = "b=1\n".repeat(length / 128);
        format!("[a]\n[{}]\n{lines}", "x".repeat(length - lines.len())).into_bytes()
    };
    assert_in_proportion("one country", &read, text);
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred megabytes")]
fn assert_in_proportion(name: &str, read: &dyn Fn(Vec<u8>), text: impl Fn(usize) -> Vec<u8>) {
    let (short, long) = (taken(read, text(SHORT)), taken(read, text(LONG)));
    for (what, short, long) in [("bytes", short.0, long.0), ("calls", short.1, long.1)] {
        // Nothing at all may be taken.
        let times = long as f64 / short.max(1) as f64;
        let told = format!("{name}: {what} {short}, then {long}");
        assert!(times <= MOST_TIMES, "{told}: {times:.2} times as many");
    }
}
