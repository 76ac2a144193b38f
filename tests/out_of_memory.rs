//! A bank for which there is not enough memory is refused, however much there is: an allocator with a
//! budget. What is below a page is always given: what the library asks for in small pieces, it asks for
//! as a whole first.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

use ringsmith::bank::{Bank, BankError, BankOptions, F32, Format, Ulaw};
use ringsmith::model::{Cadence, Component, Depth, Modulation, OnOff, Signal, Voice};
use ringsmith::synth::RenderOptions;
use ringsmith::units::{DbM0, Hertz, Millis, SampleRate};

/// Smaller pieces are given beyond the budget.
const PAGE: usize = 4096;

static IN_USE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static BUDGET: AtomicUsize = AtomicUsize::new(usize::MAX);

/// The system's allocator, as far as the budget goes.
struct Budgeted;

#[expect(unsafe_code, reason = "an allocator is unsafe to implement")]
// SAFETY: every call that is not refused goes to `System`, unchanged; a refusal is a null pointer, which
// an allocator may always give.
unsafe impl GlobalAlloc for Budgeted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let size = layout.size();
        let after = IN_USE.fetch_add(size, Ordering::SeqCst) + size;
        if size >= PAGE && after > BUDGET.load(Ordering::SeqCst) {
            IN_USE.fetch_sub(size, Ordering::SeqCst);
            return ptr::null_mut();
        }
        PEAK.fetch_max(after, Ordering::SeqCst);
        // SAFETY: the caller keeps the contract of `alloc`, which is that of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Ordering::SeqCst);
        // SAFETY: `pointer` came from `alloc` above, and so from `System`, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Budgeted = Budgeted;

fn component(millihertz: u32) -> Component {
    Component::new(Hertz::from_millihertz(millihertz).unwrap(), DbM0::ZERO)
}

/// Stored and synthesised ones, of one sine and of many, of two times and of hundreds.
fn signals() -> Vec<Signal> {
    let dial = Voice::new([component(350_000), component(440_000)]).unwrap();
    let many = Voice::new((1..30).map(|n| component(n * 100_000))).unwrap();
    let modulation = Modulation {
        frequency: Hertz::new(20).unwrap(),
        depth: Depth::from_thousandths(900).unwrap(),
    };
    let modulated = Voice::new([Component { modulation: Some(modulation), ..component(425_000) }]);
    let endless = Voice::new([component(440_001)]).unwrap(); // a period of minutes: never stored
    let busy = Cadence::new([], [OnOff::new(500, 500)]).unwrap();
    let pairs = (0..400).map(|n| OnOff::new(20 + n % 7, 30));
    let long = Cadence::new([], pairs).unwrap();
    vec![
        Signal::new(dial.clone(), Cadence::continuous()).unwrap(),
        Signal::new(many, busy.clone()).unwrap(),
        Signal::new(modulated.unwrap(), busy).unwrap(),
        Signal::new(endless, Cadence::continuous()).unwrap(),
        Signal::new(dial, long).unwrap(),
    ]
}

/// The bank of the signals with no more than `budget` bytes beyond those in use.
fn within<F: Format>(signals: &[Signal], budget: usize, ramp: Millis) -> Result<usize, BankError> {
    let options = BankOptions { render: RenderOptions { ramp }, ..BankOptions::default() };
    let before = IN_USE.load(Ordering::SeqCst);
    PEAK.store(before, Ordering::SeqCst);
    BUDGET.store(before.saturating_add(budget), Ordering::SeqCst);
    let bank = Bank::<F>::compile(signals, SampleRate::NARROWBAND, options);
    BUDGET.store(usize::MAX, Ordering::SeqCst);
    let taken = PEAK.load(Ordering::SeqCst) - before;
    drop(bank?);
    assert_eq!(IN_USE.load(Ordering::SeqCst), before, "nothing is kept");
    Ok(taken)
}

fn assert_refused_below_what_it_takes<F: Format>(ramp: Millis) {
    let signals = signals();
    let taken = within::<F>(&signals, usize::MAX, ramp).unwrap();
    assert!(taken > 64 * PAGE, "{taken} bytes are worth a test");
    let mut refused = 0;
    for budget in (0..taken).step_by(PAGE / 2) {
        match within::<F>(&signals, budget, ramp) {
            Ok(_) => {}
            Err(BankError::OutOfMemory { bytes }) => {
                assert!(bytes > 0);
                refused += 1;
            }
            Err(other) => panic!("{other} with {budget} bytes"),
        }
    }
    assert!(refused > 32, "only {refused} budgets were too small");
    assert!(within::<F>(&signals, taken + PAGE, ramp).is_ok(), "what it took is enough");
}

/// One test: the budget is that of the whole process.
#[test]
fn a_bank_is_refused_with_any_amount_of_memory_that_is_not_enough() {
    assert_refused_below_what_it_takes::<Ulaw>(Millis::ZERO);
    assert_refused_below_what_it_takes::<F32>(Millis(4));
}
