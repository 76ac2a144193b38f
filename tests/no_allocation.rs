//! Filling frames allocates nothing: every call of the allocator is counted.

mod media;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use media::Media;
use ringsmith::bank::{Alaw, F32, Format, Pcm16, Ulaw};
use ringsmith::detector::{Detector, Options, Plan};
use ringsmith::model::{Cadence, OnOff, Signal, Voice};
use ringsmith::units::{DbM0, Hertz, Millis, SampleRate};

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

#[test]
fn a_detector_allocates_nothing_once_it_is_made() {
    let voice = Voice::sine(Hertz::new(425).unwrap(), DbM0::ZERO);
    let busy = Signal::new(voice, Cadence::new([], [OnOff::new(480, 480)]).unwrap()).unwrap();
    let plan = Plan::new([&busy], SampleRate::NARROWBAND, Options::default()).unwrap();
    let sine = |n: f64| (8000.0 * (n * 425.0 / 8000.0 * std::f64::consts::TAU).sin()).round();
    #[expect(clippy::cast_possible_truncation, reason = "within 8000")]
    let sample = |n: u32| if n % 7680 < 3840 { sine(f64::from(n)) as i16 } else { 0 };
    let samples: Vec<i16> = (0..24_000).map(sample).collect();
    let codes = vec![0xFF_u8; 8000];
    let mut detector = Detector::new(&plan);
    let (mut events, before) = (0, CALLS.get());
    samples.chunks(157).for_each(|frame| detector.feed(&plan, frame, |_| events += 1));
    detector.feed_ulaw(&plan, &codes, |_| events += 1);
    detector.reset();
    assert_eq!(CALLS.get() - before, 0);
    // Four times on and off, the last cut short: recognised, and then lost.
    assert_eq!(events, 10);
}

/// Otherwise the tests above could not fail.
#[test]
fn the_counter_counts() {
    let before = CALLS.get();
    drop(std::hint::black_box(vec![0_u8; 100]));
    assert_eq!(CALLS.get() - before, 2);
}
