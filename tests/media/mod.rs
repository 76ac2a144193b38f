//! Everything that a media loop may do, for the tests that watch one.

use ringsmith::bank::{Bank, BankOptions, Code, Format, Player};
use ringsmith::model::{Cadence, Component, Depth, Modulation, OnOff, Signal, Swell, Voice};
use ringsmith::synth::RenderOptions;
use ringsmith::units::{DbM0, Hertz, Millis, SampleRate};

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

/// A bank of all of them, some stored and some synthesised.
pub fn bank<F: Format>(ramp: Millis) -> Bank<F> {
    let options = BankOptions {
        render: RenderOptions { ramp },
        bytes_per_signal: 100_000,
        ..BankOptions::default()
    };
    Bank::compile(&signals(), SampleRate::new(11_025).unwrap(), options).unwrap()
}

/// What a media loop has: a bank, a player more than signals, and room for a frame each.
pub struct Media<'a, F: Format> {
    bank: &'a Bank<F>,
    players: [Player; 9],
    out: Vec<Code<F>>,
}

impl<'a, F: Format> Media<'a, F> {
    pub fn new(bank: &'a Bank<F>) -> Self {
        Self { bank, players: [Player::idle(); 9], out: vec![F::IDLE; 9 * 1000] }
    }

    /// Players of every signal do everything that players do.
    pub fn run(&mut self) {
        let Self { bank, players, out } = self;
        for position in [0, 1 << 20, 1 << 40, 1 << 62, u64::MAX] {
            for (signal, player) in (0..).zip(&mut *players) {
                player.switch(signal);
                player.seek(position);
            }
            for size in [1, 160, 220, 1000] {
                for _ in 0..200 {
                    bank.fill_many(players, size, 1000, out);
                    for player in &mut *players {
                        bank.frame(player, size, out);
                        bank.fill(player, &mut out[..size]);
                        std::hint::black_box((bank.remaining(player), bank.finished(player)));
                    }
                }
            }
            players.iter_mut().for_each(Player::stop);
            bank.fill_many(players, 160, 160, out);
        }
    }
}
