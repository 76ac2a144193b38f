//! One bank, many threads; and another bank in its place while they play.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};

use arc_swap::ArcSwap;
use ringsmith::bank::{Bank, BankOptions, Pcm16, Player, Ulaw};
use ringsmith::model::{Cadence, Component, OnOff, Signal, Voice};
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::{DbM0, Hertz, SampleRate};

const RATE: SampleRate = SampleRate::NARROWBAND;
const FRAME: usize = 160;

fn signal(hertz: &[u32], level: i32, on: u32, off: u32) -> Signal {
    let level = DbM0::from_hundredths(level).unwrap();
    let component = |&hertz: &u32| Component::new(Hertz::new(hertz).unwrap(), level);
    let voice = Voice::new(hertz.iter().map(component)).unwrap();
    Signal::new(voice, Cadence::new([], [OnOff::new(on, off)]).unwrap()).unwrap()
}

fn tones(level: i32) -> Vec<Signal> {
    vec![
        signal(&[350, 440], level, 1000, 0),
        signal(&[440, 480], level, 2000, 4000),
        signal(&[480, 620], level, 500, 500),
        signal(&[425], level, 333, 777),
    ]
}

fn frame_of(signal: &Signal, position: u64) -> [i16; FRAME] {
    let renderer = Renderer::new(signal, RATE, RenderOptions::default()).unwrap();
    let mut samples = [0; FRAME];
    renderer.render(position, &mut samples);
    samples
}

#[test]
fn eight_threads_of_a_hundred_thousand_players_share_a_bank() {
    const PLAYERS: u64 = 100_000;
    const TICKS: u64 = 4;
    let signals = tones(-1900);
    let bank = Bank::<Ulaw>::compile(&signals, RATE, BankOptions::default()).unwrap();
    let renderers: Vec<Renderer> = signals
        .iter()
        .map(|signal| Renderer::new(signal, RATE, RenderOptions::default()).unwrap())
        .collect();
    std::thread::scope(|scope| {
        for thread in 0..8_u64 {
            let (bank, renderers) = (&bank, &renderers);
            scope.spawn(move || {
                let place = |i: u64| (i % 4, i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20);
                let mut players: Vec<Player> = (thread..thread + PLAYERS)
                    .map(|i| {
                        let (signal, position) = place(i);
                        let mut player = Player::start(u16::try_from(signal).unwrap());
                        player.seek(position);
                        player
                    })
                    .collect();
                let mut out = vec![0; players.len() * FRAME];
                for tick in 0..TICKS {
                    assert_eq!(bank.fill_many(&mut players, FRAME, FRAME, &mut out), players.len());
                    // Every hundred and first, so that every signal has its turn.
                    for i in (0..PLAYERS).step_by(101) {
                        let (signal, position) = place(thread + i);
                        let mut expected = [0; FRAME];
                        let renderer = &renderers[usize::try_from(signal).unwrap()];
                        renderer.render(position + tick * FRAME as u64, &mut expected);
                        let expected = expected.map(ringsmith::codec::g711::ulaw_encode);
                        let row = usize::try_from(i).unwrap() * FRAME;
                        assert_eq!(out[row..row + FRAME], expected, "player {i}, tick {tick}");
                    }
                }
            });
        }
    });
}

/// The media threads load the present bank once a tick, without a lock; the players go on in it
/// where they are. A bank that was replaced goes when the last tick in it is over, not before and
/// not never.
#[test]
fn a_reload_while_players_run_changes_the_bank_and_nothing_else() {
    let quiet = tones(-3000);
    let loud = tones(-1000);
    let compile = |signals| Bank::<Pcm16>::compile(signals, RATE, BankOptions::default()).unwrap();
    let current = ArcSwap::from_pointee(compile(&quiet));
    let over = AtomicBool::new(false);
    let ticks = AtomicUsize::new(0);
    let mut replaced: Vec<Weak<Bank<Pcm16>>> = Vec::new();
    std::thread::scope(|scope| {
        for thread in 0..4_u16 {
            let (current, over, ticks, quiet, loud) = (&current, &over, &ticks, &quiet, &loud);
            scope.spawn(move || {
                let mut players: Vec<Player> = (0..1000).map(|i| Player::start(i % 4)).collect();
                let mut out = vec![0; players.len() * FRAME];
                while !over.load(Ordering::Relaxed) {
                    let position = players[0].position();
                    let bank = current.load();
                    bank.fill_many(&mut players, FRAME, FRAME, &mut out);
                    drop(bank);
                    ticks.fetch_add(1, Ordering::Relaxed);
                    // All frames of a tick are of one bank, at the position that is due.
                    let is_of = |set: &[Signal]| {
                        (0..4).all(|signal| {
                            let row = (signal + 4 * usize::from(thread)) * FRAME;
                            out[row..row + FRAME] == frame_of(&set[signal], position)
                        })
                    };
                    assert!(is_of(quiet) || is_of(loud), "a tick at {position} is of neither bank");
                }
            });
        }
        for reload in 0..200 {
            let next = compile(if reload % 2 == 0 { &loud } else { &quiet });
            let before = ticks.load(Ordering::Relaxed);
            replaced.push(Arc::downgrade(&current.swap(Arc::new(next))));
            while ticks.load(Ordering::Relaxed) < before + 4 {
                std::thread::yield_now();
            }
        }
        over.store(true, Ordering::Relaxed);
    });
    assert!(replaced.iter().all(|bank| bank.upgrade().is_none()));
    assert_eq!(Arc::strong_count(&current.load_full()), 2);
}
