//! A bank against a buffer in every channel: tick after tick, and as in a gateway, where other work
//! lies between two ticks.

use std::hint::black_box;

use ringsmith::bank::{Pcm16, Player};

use crate::Row;
use crate::contenders::{CHANNELS, bank, narrowband, players, renderer};

const FRAME: usize = 160;

/// More than the caches hold, twice a last level of 32 MB.
const OTHER_MEMORY: usize = 64 << 20;

/// What FreeSWITCH's tone stream keeps for a channel: the whole tone in a buffer of the channel's
/// own, read in a loop. As `switch_buffer_read_loop`, without what stands around it there.
struct LoopedBuffer {
    data: Box<[i16]>,
    head: usize,
    used: usize,
}

impl LoopedBuffer {
    fn read(&mut self, frame: &mut [i16]) {
        if self.used == 0 {
            self.head = 0;
            self.used = self.data.len();
        }
        frame.copy_from_slice(&self.data[self.head..self.head + frame.len()]);
        self.head += frame.len();
        self.used -= frame.len();
    }
}

/// What a leg has besides its tone, of which a tick needs nothing.
struct Leg<T> {
    tone: T,
    _rest: [u8; 2000],
}

/// A leg for each player, in the players' order. Calls come and go, so that is not the order of
/// their memory.
fn legs<T>(players: &[Player], tone: impl Fn(Player) -> T) -> Vec<Box<Leg<T>>> {
    let mut legs: Vec<_> = (0..players.len())
        .map(|i| i * 389 % players.len())
        .map(|i| (i, Box::new(Leg { tone: tone(players[i]), _rest: [0; 2000] })))
        .collect();
    legs.sort_by_key(|leg| leg.0);
    legs.into_iter().map(|(_, leg)| leg).collect()
}

/// Legs with a buffer of so many milliseconds each.
#[expect(clippy::vec_box, reason = "each is allocated on its own, as channels are")]
fn looping(tone: u16, ms: u64) -> Vec<Box<Leg<LoopedBuffer>>> {
    let length = usize::try_from(narrowband().first_sample_at(ms)).unwrap();
    assert_eq!(length % FRAME, 0, "no frame lies across the end");
    let mut data = vec![0; length];
    renderer(tone, narrowband()).render(0, &mut data);
    legs(&players(tone, CHANNELS), |player| {
        let head = usize::try_from(player.position()).unwrap() % length;
        LoopedBuffer { data: data.clone().into(), head, used: length - head }
    })
}

/// One tick right after the other, every channel's frame to its place in one buffer: what the last
/// tick left in the caches, and what the processor has fetched ahead, is there for the next.
pub fn looping_back_to_back(tone: u16, ms: u64) -> impl FnMut() + 'static {
    let mut channels = looping(tone, ms);
    let mut out = vec![0; CHANNELS * FRAME];
    let mut tick = move || {
        for (channel, row) in channels.iter_mut().zip(out.chunks_exact_mut(FRAME)) {
            channel.tone.read(row);
        }
        let mut first = [0; FRAME];
        first.copy_from_slice(&black_box(&mut out)[..FRAME]);
        first
    };
    let mut expected = [0; FRAME];
    renderer(tone, narrowband()).render(0, &mut expected);
    assert_eq!(tick(), expected);
    move || {
        tick();
    }
}

/// A tick puts a frame for every leg into one packet, which is sent and used for the next leg.
/// Before every tick other memory than theirs is read, so neither contender finds its own in a
/// cache.
pub fn row((name, tone, buffer_ms): (&str, u16, u64)) -> Row {
    let bank = bank::<Pcm16>(narrowband());
    let mut array = players(tone, CHANNELS);
    let mut in_legs = legs(&array, |player| player);
    let mut channels = looping(tone, buffer_ms);
    // For as long as it takes every buffer to begin anew.
    for tick in 0..buffer_ms / 20 {
        for (i, channel) in channels.iter_mut().enumerate() {
            let (mut frame, mut from_leg, mut from_channel) = ([1; FRAME], [2; FRAME], [3; FRAME]);
            bank.fill(&mut array[i], &mut frame);
            bank.fill(&mut in_legs[i].tone, &mut from_leg);
            channel.tone.read(&mut from_channel);
            assert!(frame == from_leg && frame == from_channel, "channel {i}, tick {tick}");
        }
    }
    let other = vec![1_u8; OTHER_MEMORY];
    let same_bank = bank.clone();
    let (mut packet, mut packet_of_leg, mut packet_of_channel) =
        ([0; FRAME], [0; FRAME], [0; FRAME]);
    Row::new(format!("i16 fill after other work, {name}"), CHANNELS, "frame")
        .after(move || {
            let sum: u64 = other.iter().step_by(64).copied().map(u64::from).sum();
            black_box(sum);
        })
        .with("bank", move || {
            for player in &mut array {
                bank.fill(player, &mut packet);
                black_box(&mut packet);
            }
        })
        .with("bank, players in legs", move || {
            for leg in &mut in_legs {
                same_bank.fill(&mut leg.tone, &mut packet_of_leg);
                black_box(&mut packet_of_leg);
            }
        })
        .with("looped buffer per channel", move || {
            for leg in &mut channels {
                leg.tone.read(&mut packet_of_channel);
                black_box(&mut packet_of_channel);
            }
        })
}
