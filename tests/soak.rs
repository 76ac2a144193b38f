//! A gateway's day: 50 000 legs that start, stop and switch while banks are replaced, against a clock
//! that only counts ticks.
//!
//! Plain `cargo test` plays ten minutes, `RINGSMITH_SOAK=day` all 24 hours; docs/long-runs.md says
//! what that took.

mod counting;

use std::io::{Write, stderr};
use std::sync::{Arc, Weak};
use std::time::Instant;

use ringsmith::bank::{Bank, BankOptions, Pcm16, Player, Ulaw};
use ringsmith::codec::g711;
use ringsmith::model::{Cadence, Component, OnOff, Signal, Voice};
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::{DbM0, Hertz, Millis, SampleRate};

const RATE: SampleRate = SampleRate::NARROWBAND;
const FRAME: usize = 160;
const SECOND: u64 = 50;
const LEGS: u64 = 50_000;
/// Legs that last the whole day and are filled in every tick: each signal in each encoding.
const LASTING: u64 = 2 * SIGNALS;
/// Of the other legs, those that are filled in a tick.
const DRAWN: u64 = 8;
const SIGNALS: u64 = 5;
/// Where the last frame begins that positions are promised for.
const LAST: u64 = 1 << 63;

/// `SplitMix64`, with a seed that is always the same.
struct Draw(u64);

impl Draw {
    /// A number below `limit`, which is small: the remainder's bias does not matter here.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap()
}

fn signal(hertz: &[u32], level: i32, cadence: Cadence) -> Signal {
    let level = DbM0::from_hundredths(level).unwrap();
    let component = |&hertz: &u32| Component::new(Hertz::new(hertz).unwrap(), level);
    Signal::new(Voice::new(hertz.iter().map(component)).unwrap(), cadence).unwrap()
}

/// Dial tone, ringing, busy, one whose edges lie in the middle of frames, one that ends.
fn tones(level: i32) -> Vec<Signal> {
    let cycle = |on, off| Cadence::new([], [OnOff::new(on, off)]).unwrap();
    let once = Cadence::new([OnOff::new(330, 330), OnOff::new(5001, 0)], []).unwrap();
    vec![
        signal(&[350, 440], level, Cadence::continuous()),
        signal(&[440, 480], level, cycle(2000, 4000)),
        signal(&[480, 620], level, cycle(500, 500)),
        signal(&[425], level, cycle(333, 777)),
        signal(&[950], level, once),
    ]
}

/// What a load of a tone file leaves: a bank for each encoding, and what they are judged by.
struct Load {
    ulaw: Bank<Ulaw>,
    /// With ramps, so that ends of runs are stored too.
    pcm16: Bank<Pcm16>,
    plain: Vec<Renderer>,
    ramped: Vec<Renderer>,
}

impl Load {
    fn new(level: i32) -> Self {
        let signals = tones(level);
        let ramped = RenderOptions { ramp: Millis(4) };
        let renderers = |options| {
            let compile = |signal| Renderer::new(signal, RATE, options).unwrap();
            signals.iter().map(compile).collect()
        };
        let options = BankOptions::default();
        Self {
            ulaw: Bank::compile(&signals, RATE, options).unwrap(),
            pcm16: Bank::compile(&signals, RATE, BankOptions { render: ramped, ..options })
                .unwrap(),
            plain: renderers(RenderOptions::default()),
            ramped: renderers(ramped),
        }
    }

    /// Fills a frame of `player` and compares it with what is rendered at `position`; the encoding
    /// is that of leg `leg`.
    fn play(&self, leg: u64, player: &mut Player, position: u64) {
        let renderers = if is_ulaw(leg) { &self.plain } else { &self.ramped };
        let signal = player.signal();
        let mut samples = [0; FRAME];
        if let Some(signal) = signal {
            renderers[usize::from(signal)].render(position, &mut samples);
        }
        if is_ulaw(leg) {
            let mut codes = [0; FRAME];
            self.ulaw.fill(player, &mut codes);
            let expected = samples.map(g711::ulaw_encode);
            assert_eq!(codes, expected, "leg {leg}, signal {signal:?}, position {position}");
        } else {
            let mut codes = [0; FRAME];
            self.pcm16.fill(player, &mut codes);
            assert_eq!(codes, samples, "leg {leg}, signal {signal:?}, position {position}");
        }
    }
}

fn is_ulaw(leg: u64) -> bool {
    leg.is_multiple_of(2)
}

/// A leg as the gateway sees it: a player, and ticks of the clock.
#[derive(Clone, Copy)]
struct Leg {
    player: Player,
    /// The tick in which it was last told what to play.
    since: u64,
    /// The tick up to which it has played.
    played: u64,
}

/// The sample that is due `ticks` after a start.
fn due(ticks: u64) -> u64 {
    ticks * FRAME as u64
}

#[derive(Default)]
struct Figures {
    frames: u64,
    starts: u64,
    stops: u64,
    switches: u64,
    reloads: u64,
}

struct Gateway {
    legs: Vec<Leg>,
    draw: Draw,
    current: Arc<Load>,
    figures: Figures,
}

impl Gateway {
    fn new() -> Self {
        let leg = |leg| {
            let lasting = leg < LASTING;
            let signal = u16::try_from(leg / 2 % SIGNALS).unwrap();
            let player = if lasting { Player::start(signal) } else { Player::idle() };
            Leg { player, since: 0, played: 0 }
        };
        Self {
            legs: (0..LEGS).map(leg).collect(),
            draw: Draw(50_000),
            current: Arc::new(Load::new(Self::level(0))),
            figures: Figures::default(),
        }
    }

    /// Every third reload brings the tones that there are already.
    fn level(reload: u64) -> i32 {
        [-1900, -3000, -3000][index(reload % 3)]
    }

    /// Plays one frame of a leg, after what it missed since its last turn.
    fn play(&mut self, number: u64, tick: u64) {
        let leg = &mut self.legs[index(number)];
        assert_eq!(leg.player.position(), due(leg.played - leg.since), "leg {number} has drifted");
        let position = due(tick - leg.since);
        if leg.played != tick {
            leg.player.seek(position);
        }
        self.current.play(number, &mut leg.player, position);
        leg.played = tick + 1;
        assert_eq!(leg.player.position(), due(leg.played - leg.since), "leg {number}");
        self.figures.frames += 1;
    }

    /// Tells a leg, none of those that last, to do something else from this tick on.
    fn tell(&mut self, tick: u64) {
        let number = LASTING + self.draw.below(LEGS - LASTING);
        let signal = u16::try_from(self.draw.below(SIGNALS)).unwrap();
        let stops = self.draw.below(3) == 0;
        let leg = &mut self.legs[index(number)];
        let count = match (leg.player.signal(), stops) {
            (None, _) => {
                leg.player = Player::start(signal);
                &mut self.figures.starts
            }
            (Some(_), true) => {
                leg.player.stop();
                &mut self.figures.stops
            }
            (Some(_), false) => {
                leg.player.switch(signal);
                &mut self.figures.switches
            }
        };
        *count += 1;
        (leg.since, leg.played) = (tick, tick);
        self.play(number, tick);
    }

    /// Puts another bank in the place of the present one, in the middle of a tick that still plays
    /// from that.
    fn reload(&mut self, tick: u64) {
        self.figures.reloads += 1;
        let next = Arc::new(Load::new(Self::level(self.figures.reloads)));
        let in_tick = self.current.clone();
        let replaced: Weak<Load> = Arc::downgrade(&std::mem::replace(&mut self.current, next));
        // A copy, so that the leg plays the same frame once more: from the new bank.
        let mut player = self.legs[0].player;
        in_tick.play(0, &mut player, due(tick));
        drop(in_tick);
        assert!(replaced.upgrade().is_none(), "a bank is kept that nobody plays from");
    }

    fn tick(&mut self, tick: u64) {
        self.tell(tick);
        self.tell(tick);
        for number in 0..LASTING {
            self.play(number, tick);
        }
        for _ in 0..DRAWN {
            let number = LASTING + self.draw.below(LEGS - LASTING);
            // One that has had its frame of this tick already has it no second time.
            if self.legs[index(number)].played <= tick {
                self.play(number, tick);
            }
        }
    }

    /// Plays a frame of every leg.
    fn play_all(&mut self, tick: u64) {
        for number in 0..LEGS {
            if self.legs[index(number)].played <= tick {
                self.play(number, tick);
            }
        }
    }

    #[expect(
        clippy::explicit_write,
        reason = "the harness keeps the text of `eprintln!`, in memory that is counted here"
    )]
    fn report(&self, hour: u64, began: Instant) {
        let Figures { frames, starts, stops, switches, reloads } = self.figures;
        let (bytes, seconds) = (counting::in_use(), began.elapsed().as_secs());
        writeln!(
            stderr(),
            "hour {hour}: {frames} frames, {starts} starts, {stops} stops, {switches} switches, \
             {reloads} reloads, {bytes} bytes, {seconds} s"
        )
        .unwrap();
    }
}

#[test]
fn a_day_of_legs_drifts_by_nothing_and_keeps_nothing() {
    let day = std::env::var("RINGSMITH_SOAK").is_ok_and(|length| length == "day");
    // Six reloads an hour, so that every hour ends with the tones that it began with.
    let (hours, hour) = if day { (24, 3600 * SECOND) } else { (2, 300 * SECOND) };
    let began = Instant::now();
    let mut gateway = Gateway::new();
    let mut in_use = None;
    for tick in 0..hours * hour {
        if tick > 0 && tick.is_multiple_of(hour / 6) {
            gateway.reload(tick);
        }
        gateway.tick(tick);
        if (tick + 1).is_multiple_of(hour) {
            gateway.play_all(tick);
            let before = *in_use.get_or_insert(counting::in_use());
            assert!(before > 0, "it is counted");
            assert_eq!(
                counting::in_use(),
                before,
                "bytes in use at tick {tick}, and after an hour"
            );
            if day {
                gateway.report((tick + 1) / hour, began);
            }
        }
    }
    let Figures { starts, stops, switches, reloads, .. } = gateway.figures;
    assert_eq!(reloads, hours * 6 - 1);
    assert!(starts > 0 && stops > 0 && switches > 0);
    for leg in &gateway.legs[..index(LASTING)] {
        assert_eq!(leg.player.position(), due(hours * hour));
    }
}

#[test]
fn frames_up_to_the_last_sample_are_those_of_the_renderer() {
    let load = Load::new(-1900);
    for number in 0..LASTING {
        let start = LAST - due(1000) - number;
        let mut player = Player::start(u16::try_from(number / 2).unwrap());
        player.seek(start);
        for tick in 0..=1000 {
            let position = start + due(tick);
            assert_eq!(player.position(), position);
            load.play(number, &mut player, position);
        }
        // The last frame began below 2^63 or at it and may end beyond.
        assert_eq!(player.position(), LAST + FRAME as u64 - number);
    }
}

#[test]
fn a_seek_beyond_the_last_sample_is_one_to_it() {
    let load = Load::new(-1900);
    for (asked, position) in [
        (LAST - 1, LAST - 1),
        (LAST, LAST),
        (LAST + 1, LAST),
        (u64::MAX - 1, LAST),
        (u64::MAX, LAST),
    ] {
        for number in 0..LASTING {
            let mut player = Player::start(u16::try_from(number / 2).unwrap());
            player.seek(asked);
            assert_eq!(player.position(), position, "asked for {asked}");
            load.play(number, &mut player, position);
            assert_eq!(player.position(), position + FRAME as u64);
        }
    }
}

#[test]
fn what_ends_has_ended_at_the_last_sample_and_what_does_not_never_does() {
    // 330 ms twice and 5001 ms, at 8 samples to the ms.
    const END: u64 = 45_288;
    let bank = Load::new(-1900).ulaw;
    for (position, remaining) in
        [(0, END), (END - 1, 1), (END, 0), (LAST - 1, 0), (LAST, 0), (u64::MAX, 0)]
    {
        for signal in 0..SIGNALS {
            let ends = signal == 4;
            let mut player = Player::start(u16::try_from(signal).unwrap());
            player.seek(position);
            assert_eq!(bank.remaining(&player), ends.then_some(remaining), "at {position}");
            assert_eq!(bank.finished(&player), ends && remaining == 0, "at {position}");
        }
    }
}
