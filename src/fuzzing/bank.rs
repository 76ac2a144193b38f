//! Players against the renderer.

use crate::bank::{Alaw, Bank, BankError, BankOptions, Code, F32, Format, MAX_FRAME, Pcm16};
use crate::bank::{Player, Ulaw};
use crate::fuzzing::draw::Draw;
use crate::model::Signal;
use crate::synth::{Kernels, RenderOptions, Renderer};
use crate::units::{Millis, SampleRate};

/// Samples that one input may ask for, so that none takes long.
const MOST: usize = 1 << 15;

/// A few signals in two banks, one that stores much and one that stores what is drawn, and a few
/// players that are told anything in any order and filled from either: what they give is what is
/// rendered and encoded at their positions, and what they say of themselves is so. A bank takes no
/// more than it may.
///
/// # Panics
/// If not.
pub(super) fn bank(data: &[u8]) {
    let mut draw = Draw::new(data);
    match draw.byte() % 4 {
        0 => play::<Pcm16>(&mut draw),
        1 => play::<F32>(&mut draw),
        2 => play::<Ulaw>(&mut draw),
        _ => play::<Alaw>(&mut draw),
    }
}

/// A code as it stands in a file.
trait Stored: Copy {
    fn append(self, bytes: &mut Vec<u8>);
}

impl Stored for u8 {
    fn append(self, bytes: &mut Vec<u8>) {
        bytes.push(self);
    }
}

impl Stored for i16 {
    fn append(self, bytes: &mut Vec<u8>) {
        bytes.extend(self.to_le_bytes());
    }
}

impl Stored for f32 {
    fn append(self, bytes: &mut Vec<u8>) {
        bytes.extend(self.to_le_bytes());
    }
}

fn play<F: Format<Code: Stored>>(draw: &mut Draw<'_>) {
    let rate = draw.rate();
    let signals: Vec<Signal> = (0..=draw.byte() % 3).map(|_| draw.signal(rate)).collect();
    let ramp = if draw.once_in(2) { Millis(draw.byte().into()) } else { Millis::ZERO };
    let render = RenderOptions { ramp };
    let much = BankOptions { render, bytes_per_signal: 1 << 16, ..BankOptions::default() };
    let drawn = BankOptions {
        render,
        longest_frame: Millis(draw.byte().into()),
        bytes_per_signal: draw.below(40_000).into(),
    };
    let banks = [compiled::<F>(&signals, rate, much), compiled::<F>(&signals, rate, drawn)];
    assert_refused::<F>(&signals, rate, Millis(draw.u32()));
    let renderer = |signal| {
        Renderer::with_kernels(signal, rate, render, Kernels::all()[0].1).expect("carried")
    };
    let renderers: Vec<_> = signals.iter().map(renderer).collect();
    let mut legs = [Leg::default(); 3];
    let mut left = MOST;
    while !draw.is_empty() && left > 0 {
        let (order, which) = (draw.byte(), draw.byte());
        let bank = &banks[usize::from(order >> 7)];
        let leg = usize::from(which) % legs.len();
        if legs[leg].is_told(order % 8, draw) {
            continue;
        }
        let count = draw.frame().min(left);
        left -= count;
        legs[leg].hears(bank, &renderers, order % 8, count);
    }
}

fn compiled<F: Format>(signals: &[Signal], rate: SampleRate, options: BankOptions) -> Bank<F> {
    let bank = Bank::<F>::compile(signals, rate, options).expect("carried, and frames are short");
    let mut stored = 0;
    for signal in 0..bank.signals() {
        let index = u16::try_from(signal).expect("a few signals");
        let bytes = bank.bytes_of(index).expect("the bank has it");
        assert!(bytes <= options.bytes_per_signal, "{bytes} bytes of signal {signal}");
        stored += bytes;
    }
    let silence = 2 * bank.longest_frame() * size_of::<Code<F>>();
    assert_eq!(bank.bytes(), stored + silence);
    bank
}

/// A longest frame that is none any more is refused, before any memory is taken for it.
fn assert_refused<F: Format>(signals: &[Signal], rate: SampleRate, frame: Millis) {
    if rate.first_sample_at(frame.0.into()) > MAX_FRAME.into() {
        let options = BankOptions { longest_frame: frame, ..BankOptions::default() };
        let error = Bank::<F>::compile(signals, rate, options).err();
        assert_eq!(error, Some(BankError::FrameTooLong));
    }
}

/// A player, and where it should be.
#[derive(Clone, Copy, Default)]
struct Leg {
    player: Player,
    signal: Option<u16>,
    position: u64,
}

impl Leg {
    /// Tells it something, unless the order is to fill a frame.
    fn is_told(&mut self, order: u8, draw: &mut Draw<'_>) -> bool {
        match order {
            0 => {
                let position = draw.position();
                self.player.seek(position);
                self.position = position;
            }
            1 => {
                // One of the bank, or one that it does not have.
                let signal = u16::from(draw.byte() % 4);
                self.player.switch(signal);
                (self.signal, self.position) = (Some(signal), 0);
            }
            2 => {
                self.player.stop();
                (self.signal, self.position) = (None, 0);
            }
            _ => return false,
        }
        true
    }

    fn hears<F: Format<Code: Stored>>(
        &mut self,
        bank: &Bank<F>,
        renderers: &[Renderer],
        order: u8,
        count: usize,
    ) {
        let renderer = self.signal.and_then(|signal| renderers.get(usize::from(signal)));
        let mut expected = Vec::new();
        match renderer {
            Some(renderer) => {
                F::ENCODING.render(renderer, self.position, count, &mut expected);
            }
            None => (0..count).for_each(|_| F::IDLE.append(&mut expected)),
        }
        // Not clean: every sample has to be written.
        let mut out = vec![dirt(bank); count];
        let mut many = [self.player; 2];
        let mut row = vec![dirt(bank); 2 * count + 1];
        let found = if order < 6 {
            bank.fill(&mut self.player, &mut out);
            &out
        } else {
            bank.frame(&mut self.player, count, &mut out)
        };
        assert_codes(found, &expected, self.position);
        let filled = bank.fill_many(&mut many, count, count + 1, &mut row);
        if count > 0 {
            assert_eq!(filled, 2);
            assert_codes(&row[..count], &expected, self.position);
            assert_codes(&row[count + 1..], &expected, self.position);
            assert_eq!(many, [self.player; 2]);
        }
        self.position = self.position.saturating_add(count as u64);
        assert_eq!((self.player.position(), self.player.signal()), (self.position, self.signal));
        let end = renderer.map_or(Some(0), |renderer| renderer.timeline().finished_at());
        let remaining = end.map(|end| end.saturating_sub(self.position));
        assert_eq!(bank.remaining(&self.player), remaining);
        assert_eq!(bank.finished(&self.player), remaining == Some(0));
    }
}

/// A code that is not silence, where the bank has one.
fn dirt<F: Format>(bank: &Bank<F>) -> Code<F> {
    let mut codes = [F::IDLE; 3];
    bank.fill(&mut Player::start(0), &mut codes);
    codes[2]
}

fn assert_codes<C: Stored>(found: &[C], expected: &[u8], position: u64) {
    let mut bytes = Vec::new();
    for code in found {
        code.append(&mut bytes);
    }
    assert_eq!(bytes.len(), expected.len(), "at {position}");
    if let Some(at) = bytes.iter().zip(expected).position(|(found, expected)| found != expected) {
        panic!("byte {at} from sample {position}: {}, expected {}", bytes[at], expected[at]);
    }
}
