//! Samples to bytes.

pub mod g711;
pub mod g722;

use core::fmt;
use core::str::FromStr;

use crate::codec::g711::Law;
use crate::synth::{I24, Renderer, Sample};

/// How a sample is written: linear or G.711, always least byte first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// Linear, 16 bits.
    #[default]
    Pcm16,
    /// Linear, 24 bits in three bytes.
    Pcm24,
    /// IEEE 754 single precision, full scale ±1, not clipped.
    F32,
    /// G.711 mu-law of the 16-bit sample.
    Ulaw,
    /// G.711 A-law of the 16-bit sample.
    Alaw,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; 5] = [Self::Pcm16, Self::Pcm24, Self::F32, Self::Ulaw, Self::Alaw];

    /// Bytes that a sample takes.
    #[must_use]
    pub const fn bytes_per_sample(self) -> u8 {
        match self {
            Self::Pcm16 => 2,
            Self::Pcm24 => 3,
            Self::F32 => 4,
            Self::Ulaw | Self::Alaw => 1,
        }
    }

    /// The name that the command line knows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcm16 => "pcm16",
            Self::Pcm24 => "pcm24",
            Self::F32 => "f32",
            Self::Ulaw => "ulaw",
            Self::Alaw => "alaw",
        }
    }

    /// Appends to `bytes` the `count` samples of a signal from `position` on.
    pub fn render(self, renderer: &Renderer, position: u64, count: usize, bytes: &mut Vec<u8>) {
        match self {
            Self::Pcm16 => append(renderer, position, count, bytes, i16::to_le_bytes),
            Self::Pcm24 => append(renderer, position, count, bytes, i24_bytes),
            Self::F32 => append(renderer, position, count, bytes, f32::to_le_bytes),
            Self::Ulaw => append_codes(Law::Ulaw, renderer, position, count, bytes),
            Self::Alaw => append_codes(Law::Alaw, renderer, position, count, bytes),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Encoding {
    type Err = UnknownEncoding;

    fn from_str(text: &str) -> Result<Self, UnknownEncoding> {
        Self::ALL.into_iter().find(|encoding| encoding.name() == text).ok_or(UnknownEncoding)
    }
}

/// A name that is no [`Encoding`]'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownEncoding;

impl fmt::Display for UnknownEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Encoding::ALL.map(Encoding::name).join(", ");
        write!(f, "expected an encoding: {names}")
    }
}

impl std::error::Error for UnknownEncoding {}

/// Samples rendered and encoded at a time.
const AT_ONCE: usize = 4096;

fn append_codes(law: Law, renderer: &Renderer, position: u64, count: usize, bytes: &mut Vec<u8>) {
    let before = bytes.len();
    bytes.resize(before + count, 0);
    law.render(renderer, position, &mut bytes[before..]);
}

fn append<S: Sample, const N: usize>(
    renderer: &Renderer,
    position: u64,
    count: usize,
    bytes: &mut Vec<u8>,
    bytes_of: impl Fn(S) -> [u8; N],
) {
    let mut samples = [S::default(); AT_ONCE];
    bytes.reserve(count * N);
    let mut done = 0;
    while done < count {
        let now = &mut samples[..AT_ONCE.min(count - done)];
        renderer.render(position.saturating_add(done as u64), now);
        bytes.extend(now.iter().flat_map(|&sample| bytes_of(sample)));
        done += now.len();
    }
}

fn i24_bytes(sample: I24) -> [u8; 3] {
    let [low, middle, high, _] = sample.0.to_le_bytes();
    [low, middle, high]
}
