//! Values drawn from the bytes of an input.

use crate::model::{
    Cadence, Component, Depth, Modulation, OnOff, Signal, Swell, Voice as ModelVoice,
};
use crate::units::{DbM0, Hertz, Millis, SampleRate};

/// What is drawn about an input that is a file, any file: it is drawn from its last bytes.
pub(super) fn at_end(data: &[u8]) -> Draw<'_> {
    Draw::new(&data[data.len().saturating_sub(16)..])
}

/// The rates of telephony and of its recordings.
const RATES: [u32; 8] = [8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000];

/// Bytes that are taken from the front. When they are used up, zeros: every input is a case, and a
/// longer one goes on where a shorter one ends.
pub(crate) struct Draw<'a> {
    rest: &'a [u8],
}

impl<'a> Draw<'a> {
    pub(crate) const fn new(data: &'a [u8]) -> Self {
        Self { rest: data }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The bytes that are left.
    pub(crate) const fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// At most `count` bytes.
    pub(crate) fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (now, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        now
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.bytes(1).first().copied().unwrap_or(0)
    }

    pub(crate) fn u16(&mut self) -> u16 {
        u16::from_le_bytes(self.array())
    }

    pub(crate) fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    pub(crate) fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    /// A number below `limit`, which is not 0, of two bytes.
    pub(crate) fn below(&mut self, limit: u16) -> u16 {
        self.u16() % limit
    }

    /// A number of a range that has at most 65 536 of them.
    pub(crate) fn within(&mut self, range: core::ops::RangeInclusive<i32>) -> i32 {
        range.start() + i32::from(self.u16()) % (range.end() - range.start() + 1)
    }

    /// One of these, of which there is one at least and at most 256.
    #[cfg(any(feature = "capi", feature = "recording"))]
    pub(crate) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::from(self.byte()) % choices.len()]
    }

    /// Once in so many times.
    pub(crate) fn once_in(&mut self, times: u8) -> bool {
        self.byte() % times == 1
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut array = [0; N];
        let bytes = self.bytes(N);
        array[..bytes.len()].copy_from_slice(bytes);
        array
    }

    pub(crate) fn rate(&mut self) -> SampleRate {
        let hertz = match self.byte() % 10 {
            8.. => 8000 + self.u32() % 184_001,
            known => RATES[usize::from(known)],
        };
        SampleRate::new(hertz).expect("a rate within the range")
    }

    /// Sample indices at every distance, up to 2⁶³.
    pub(crate) fn position(&mut self) -> u64 {
        const LAST: u64 = 1 << 63;
        match self.byte() % 4 {
            0 => self.u16().into(),
            1 => self.u32().into(),
            2 => self.u64() % LAST,
            _ => LAST - u64::from(self.u16()),
        }
    }

    /// A size of a frame: those of telephony, one sample, none, and beyond the longest frame.
    pub(crate) fn frame(&mut self) -> usize {
        match self.byte() % 8 {
            0 => 1,
            1 => 80,
            2 | 3 => 160,
            4 => 480,
            5 => self.byte().into(),
            6 => self.below(3000).into(),
            _ => 0,
        }
    }

    /// A signal whose frequencies a rate carries.
    pub(crate) fn signal(&mut self, rate: SampleRate) -> Signal {
        let voices: Vec<_> = (0..=self.byte() % 3).map(|_| self.voice(rate)).collect();
        let lead = self.pairs(4, voices.len());
        let cycle = self.pairs(5, voices.len());
        let cadence = Cadence::new(lead, cycle).unwrap_or_else(|_| Cadence::continuous());
        let signal = Signal::with_voices(voices, cadence).expect("only voices that it has");
        if !self.once_in(4) {
            return signal;
        }
        let (from, to) = (self.within(-6000..=6000), self.within(-6000..=6000));
        let over = Millis(self.time());
        signal.with_swell(Swell::new(from, to, over).expect("within 60 dB"))
    }

    fn pairs(&mut self, most: u8, voices: usize) -> Vec<OnOff> {
        let count = self.byte() % most;
        let pair = |_| {
            let (on, off) = (self.time(), self.time());
            OnOff::new(on, off).with_voice(usize::from(self.byte()) % voices)
        };
        (0..count).map(pair).collect()
    }

    /// Milliseconds: none often enough to join stretches, some, and any.
    fn time(&mut self) -> u32 {
        match self.byte() {
            0..64 => 0,
            some @ 64..224 => u32::from(some) - 63,
            224..248 => u32::from(self.below(4000)),
            _ => self.u32(),
        }
    }

    pub(crate) fn voice(&mut self, rate: SampleRate) -> ModelVoice {
        let most = ModelVoice::MAX_COMPONENTS;
        let count = match self.byte() {
            255 => most,
            few => usize::from(few) % 4 + 1,
        };
        let components: Vec<_> = (0..count).map(|_| self.component(rate)).collect();
        ModelVoice::new(components).expect("one component at least and not too many")
    }

    fn component(&mut self, rate: SampleRate) -> Component {
        let frequency = self.frequency(rate);
        let level = match self.byte() % 4 {
            0 => self.within(-20_000..=6_000),
            1 => 314,
            _ => -i32::from(self.byte() % 32) * 100,
        };
        let modulation = self.once_in(4).then(|| Modulation {
            frequency: self.frequency(rate),
            depth: Depth::from_thousandths(self.below(3001)).expect("at most 300 %"),
        });
        let level = DbM0::from_hundredths(level).expect("a level within the range");
        Component { frequency, level, modulation }
    }

    /// Whole hertz, tenths, thousandths, and what is just below half the rate.
    fn frequency(&mut self, rate: SampleRate) -> Hertz {
        let half = rate.hertz() * 500;
        let millihertz = match self.byte() % 8 {
            0..5 => u32::from(self.below(4000)) * 1000,
            5 => u32::from(self.below(40_000)) * 100,
            6 => self.u32(),
            _ => half - 1 - u32::from(self.byte()),
        };
        Hertz::from_millihertz(millihertz % (half - 1) + 1).expect("above 0")
    }
}
