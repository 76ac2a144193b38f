//! The media path: a thread that sends a packet to every leg each 20 ms.
//!
//! Its clock is one instant, the start, to which it adds whole slots of a millisecond: it never adds
//! up its own delays. A leg belongs to one of the twenty slots, so that thousands of packets do not
//! leave in one burst.

use std::collections::HashMap;
use std::net::UdpSocket;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use ringsmith::bank::Player;
use ringsmith::codec::g722;

use crate::lateness::Lateness;
use crate::rtp::{HEADER, Numbering};
use crate::sdp::{Codec, Offer};
use crate::tones::Banks;

/// Of 20 ms, in slots.
const SLOTS: usize = 20;
const SLOT: Duration = Duration::from_millis(1);
/// The longest payload: 20 ms of L16 at 16 kHz.
const PAYLOAD: usize = 640;

/// A leg, by the number that signalling gave it.
pub type Leg = u64;

/// What signalling tells the thread.
#[derive(Debug, PartialEq, Eq)]
pub enum Order {
    /// A leg comes, silent.
    Start(Leg, Offer),
    /// It plays the signal of this index from its start.
    Play(Leg, u16),
    /// No packets until the next signal.
    Silence(Leg),
    /// A leg goes.
    End(Leg),
}

/// What the thread did.
#[derive(Default)]
pub struct Report {
    pub lateness: Lateness,
    /// Packets that the system did not take: of a leg that is gone, ICMP told so.
    pub refused: u64,
    /// The most legs at once.
    pub legs: usize,
}

struct Stream {
    leg: Leg,
    offer: Offer,
    numbering: Numbering,
    player: Player,
    /// G.722 codes one sample after the other: each leg has an encoder of its own.
    encoder: g722::Encoder,
    codes: Vec<u8>,
    /// Whether the last 20 ms were sent.
    is_sending: bool,
}

impl Stream {
    fn new(leg: Leg, offer: Offer) -> Self {
        Self {
            leg,
            offer,
            numbering: Numbering::new(offer.payload_type),
            player: Player::idle(),
            encoder: g722::Encoder::new(),
            codes: Vec::new(),
            is_sending: false,
        }
    }

    /// The next packet, in the front of `packet`; `None` in silence.
    fn next<'p>(
        &mut self,
        banks: &Banks,
        packet: &'p mut [u8; HEADER + PAYLOAD],
    ) -> Option<&'p [u8]> {
        let ticks = self.offer.codec.ticks();
        if self.player.signal().is_none() {
            self.numbering.advance(ticks);
            self.is_sending = false;
            return None;
        }
        let (header, payload) = packet.split_first_chunk_mut().expect("it is longer than a header");
        self.numbering.write(!self.is_sending, header);
        self.numbering.advance(ticks);
        self.is_sending = true;
        let length = self.payload(banks, payload);
        Some(&packet[..HEADER + length])
    }

    /// Fills the payload and says how long it is.
    fn payload(&mut self, banks: &Banks, payload: &mut [u8]) -> usize {
        let mut samples = [0; 320];
        match self.offer.codec {
            Codec::Pcmu => {
                banks.ulaw.fill(&mut self.player, &mut payload[..160]);
                160
            }
            Codec::Pcma => {
                banks.alaw.fill(&mut self.player, &mut payload[..160]);
                160
            }
            Codec::L16 => {
                banks.narrow.fill(&mut self.player, &mut samples[..160]);
                network_order(&samples[..160], payload)
            }
            Codec::WideL16 => {
                banks.wide.fill(&mut self.player, &mut samples);
                network_order(&samples, payload)
            }
            Codec::G722 => {
                banks.wide.fill(&mut self.player, &mut samples);
                self.codes.clear();
                self.encoder.encode(&samples, &mut self.codes);
                payload[..self.codes.len()].copy_from_slice(&self.codes);
                self.codes.len()
            }
        }
    }
}

/// Big-endian, as RFC 3551 has L16; says how many bytes.
fn network_order(samples: &[i16], payload: &mut [u8]) -> usize {
    for (sample, bytes) in samples.iter().zip(payload.as_chunks_mut().0) {
        *bytes = sample.to_be_bytes();
    }
    2 * samples.len()
}

/// All legs, by slot.
#[derive(Default)]
struct Legs {
    slots: [Vec<Stream>; SLOTS],
    slot_of: HashMap<Leg, usize>,
}

impl Legs {
    fn follow(&mut self, order: &Order) {
        match *order {
            Order::Start(leg, offer) => {
                let emptiest = (0..SLOTS).min_by_key(|&slot| self.slots[slot].len()).unwrap_or(0);
                self.slots[emptiest].push(Stream::new(leg, offer));
                self.slot_of.insert(leg, emptiest);
            }
            Order::Play(leg, signal) => self.change(leg, |player| player.switch(signal)),
            Order::Silence(leg) => self.change(leg, Player::stop),
            Order::End(leg) => {
                if let Some(slot) = self.slot_of.remove(&leg) {
                    self.slots[slot].retain(|stream| stream.leg != leg);
                }
            }
        }
    }

    fn change(&mut self, leg: Leg, change: impl FnOnce(&mut Player)) {
        let Some(&slot) = self.slot_of.get(&leg) else { return };
        if let Some(stream) = self.slots[slot].iter_mut().find(|stream| stream.leg == leg) {
            change(&mut stream.player);
        }
    }
}

/// Sends until nobody is left who could give an order.
pub fn run(orders: &Receiver<Order>, banks: &Banks, socket: &UdpSocket) -> Report {
    let mut report = Report::default();
    let mut legs = Legs::default();
    let mut packet = [0; HEADER + PAYLOAD];
    let mut due = Instant::now();
    for slot in (0..SLOTS).cycle() {
        due += SLOT;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        loop {
            match orders.try_recv() {
                Ok(order) => legs.follow(&order),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return report,
            }
        }
        report.legs = report.legs.max(legs.slot_of.len());
        for stream in &mut legs.slots[slot] {
            let to = stream.offer.to;
            let Some(bytes) = stream.next(banks, &mut packet) else { continue };
            report.refused += u64::from(socket.send_to(bytes, to).is_err());
            report.lateness.record(Instant::now().saturating_duration_since(due));
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tones;
    use ringsmith::model::{Entry, Voice};
    use ringsmith::synth::{RenderOptions, Renderer};
    use ringsmith::units::{DbM0, Hertz, SampleRate};

    fn offer(codec: Codec) -> Offer {
        Offer { to: "127.0.0.1:9".parse().unwrap(), codec, payload_type: 96 }
    }

    fn busy() -> (Banks, u16, Vec<i16>) {
        let set = tones::load(None, Some("de")).unwrap();
        let voice = Voice::sine(Hertz::new(440).unwrap(), DbM0::ZERO);
        let banks = Banks::compile(&set, &voice).unwrap();
        let tone = set.tone_by_id("bt").unwrap();
        let index = tones::index_of(&set, Entry::Tone(tone)).unwrap();
        let renderer =
            Renderer::new(&tone.signal, SampleRate::WIDEBAND, RenderOptions::default()).unwrap();
        let mut samples = vec![0; 16_000];
        renderer.render(0, &mut samples);
        (banks, index, samples)
    }

    #[test]
    fn packets_hold_the_samples_that_are_rendered_one_after_the_other() {
        let (banks, index, samples) = busy();
        let mut stream = Stream::new(1, offer(Codec::WideL16));
        stream.player.switch(index);
        let mut packet = [0; HEADER + PAYLOAD];
        let mut sent = Vec::new();
        for at in 0..50 {
            let bytes = stream.next(&banks, &mut packet).unwrap();
            assert_eq!(bytes[1] >> 7 == 1, at == 0, "only the first is marked");
            sent.extend(bytes[HEADER..].as_chunks().0.iter().map(|&two| i16::from_be_bytes(two)));
        }
        assert_eq!(sent, samples);
    }

    #[test]
    fn g722_is_coded_without_a_seam() {
        let (banks, index, samples) = busy();
        let mut stream = Stream::new(1, offer(Codec::G722));
        stream.player.switch(index);
        let mut packet = [0; HEADER + PAYLOAD];
        let mut sent = Vec::new();
        for _ in 0..50 {
            sent.extend_from_slice(&stream.next(&banks, &mut packet).unwrap()[HEADER..]);
        }
        let mut whole = Vec::new();
        g722::Encoder::new().encode(&samples, &mut whole);
        assert_eq!(sent, whole);
    }

    #[test]
    fn silence_sends_nothing_while_time_goes_on() {
        let (banks, index, _) = busy();
        let mut stream = Stream::new(1, offer(Codec::Pcma));
        let mut packet = [0; HEADER + PAYLOAD];
        let mut number = |stream: &mut Stream| {
            let bytes = stream.next(&banks, &mut packet)?;
            let timestamp = u32::from_be_bytes(bytes[4..8].try_into().unwrap());
            let sequence = u16::from_be_bytes(bytes[2..4].try_into().unwrap());
            Some((bytes[1] >> 7, sequence, timestamp))
        };
        stream.player.switch(index);
        let (_, sequence, timestamp) = number(&mut stream).unwrap();
        stream.player.stop();
        assert_eq!(number(&mut stream), None);
        assert_eq!(number(&mut stream), None);
        stream.player.switch(index);
        let expected = (1, sequence.wrapping_add(1), timestamp.wrapping_add(3 * 160));
        assert_eq!(number(&mut stream), Some(expected));
    }

    #[test]
    fn legs_are_spread_evenly_and_leave_nothing_behind() {
        let mut legs = Legs::default();
        for leg in 0..1000 {
            legs.follow(&Order::Start(leg, offer(Codec::Pcmu)));
        }
        assert!(legs.slots.iter().all(|slot| slot.len() == 1000 / SLOTS));
        for leg in 0..1000 {
            legs.follow(&Order::End(leg));
        }
        legs.follow(&Order::Play(3, 0));
        assert!(legs.slots.iter().all(Vec::is_empty) && legs.slot_of.is_empty());
    }
}
