//! Filling frames allocates nothing: every call of the allocator is counted.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use ringsmith::bank::{Alaw, Bank, BankOptions, F32, Format, Pcm16, Player, Ulaw};
use ringsmith::model::{Cadence, Component, Depth, Modulation, OnOff, Signal, Swell, Voice};
use ringsmith::synth::RenderOptions;
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

/// Everything that a frame can come from: a loop, silence, a run stored whole, ramps, a swell, the
/// kernels, and edges a millisecond apart.
fn signals() -> Vec<Signal> {
    let sine = |millihertz| Component::new(Hertz::from_millihertz(millihertz).unwrap(), DbM0::ZERO);
    let voice = |steps: &[u32]| Voice::new(steps.iter().copied().map(sine)).unwrap();
    let ringing = || Cadence::new([OnOff::new(300, 300)], [OnOff::new(2000, 4000)]).unwrap();
    let modulated = Component {
        modulation: Some(Modulation {
            frequency: Hertz::from_millihertz(33_333).unwrap(),
            depth: Depth::MAX,
        }),
        ..sine(440_000)
    };
    let swell = Swell::new(-3000, 0, Millis(60_000)).unwrap();
    vec![
        Signal::new(voice(&[350_000, 440_000]), Cadence::continuous()).unwrap(),
        Signal::new(voice(&[440_000, 480_000]), ringing()).unwrap(),
        Signal::new(voice(&[913_800]), ringing()).unwrap(),
        Signal::new(voice(&[440_001]), Cadence::continuous()).unwrap(),
        Signal::new(Voice::new([modulated]).unwrap(), ringing()).unwrap(),
        Signal::new(voice(&[1_400_001]), ringing()).unwrap().with_swell(swell),
        Signal::new(voice(&[1_000_000]), Cadence::new([], [OnOff::new(1, 1)]).unwrap()).unwrap(),
        Signal::new(voice(&[25_000]), Cadence::new([OnOff::new(9, 1)], []).unwrap()).unwrap(),
    ]
}

/// Allocations while players of every signal do everything that players do.
fn allocations<F: Format>(ramp: Millis) -> u64 {
    let options = BankOptions {
        render: RenderOptions { ramp },
        bytes_per_signal: 100_000,
        ..BankOptions::default()
    };
    let rate = SampleRate::new(11_025).unwrap();
    let bank = Bank::<F>::compile(&signals(), rate, options).unwrap();
    let mut out = vec![F::IDLE; 9 * 1000];
    let mut players = [Player::idle(); 9];
    let before = CALLS.get();
    for position in [0, 1 << 20, 1 << 40, 1 << 62, u64::MAX] {
        for (signal, player) in (0..).zip(&mut players) {
            player.switch(signal);
            player.seek(position);
        }
        for size in [1, 160, 220, 1000] {
            for _ in 0..200 {
                bank.fill_many(&mut players, size, 1000, &mut out);
                for player in &mut players {
                    bank.frame(player, size, &mut out);
                    bank.fill(player, &mut out[..size]);
                    std::hint::black_box((bank.remaining(player), bank.finished(player)));
                }
            }
        }
        players.iter_mut().for_each(Player::stop);
        bank.fill_many(&mut players, 160, 160, &mut out);
    }
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
