//! A sample in its bytes.

use core::fmt;

use crate::codec::{Encoding, g711};

/// How a sample is written in a WAV file or a raw one, least byte first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Coding {
    /// Linear, 8 bits, 128 for zero.
    Unsigned8,
    /// Linear, 16 bits.
    Signed16,
    /// Linear, 24 bits.
    Signed24,
    /// Linear, 32 bits.
    Signed32,
    /// IEEE 754 single precision.
    Float32,
    /// IEEE 754 double precision.
    Float64,
    /// G.711 mu-law.
    Ulaw,
    /// G.711 A-law.
    Alaw,
}

impl Coding {
    /// The bytes of a sample.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::Unsigned8 | Self::Ulaw | Self::Alaw => 1,
            Self::Signed16 => 2,
            Self::Signed24 => 3,
            Self::Signed32 | Self::Float32 => 4,
            Self::Float64 => 8,
        }
    }

    /// The sample of as many bytes as it has, where full scale is 1. No number, and no finite one,
    /// is 0.
    #[expect(clippy::cast_possible_truncation, reason = "a sample has the precision of f32")]
    pub(super) fn sample(self, bytes: &[u8]) -> f32 {
        let linear16 = |sample: i16| f32::from(sample) / 32_768.0;
        // Through f64, which holds them exactly.
        let linear32 = |sample: i32| (f64::from(sample) / 2_147_483_648.0) as f32;
        let finite = |sample: f32| if sample.is_finite() { sample } else { 0.0 };
        match (self, bytes) {
            (Self::Unsigned8, &[byte]) => (f32::from(byte) - 128.0) / 128.0,
            (Self::Ulaw, &[code]) => linear16(g711::ulaw_decode(code)),
            (Self::Alaw, &[code]) => linear16(g711::alaw_decode(code)),
            (Self::Signed16, &[a, b]) => linear16(i16::from_le_bytes([a, b])),
            (Self::Signed24, &[a, b, c]) => linear32(i32::from_le_bytes([0, a, b, c])),
            (Self::Signed32, _) => linear32(i32::from_le_bytes(exact(bytes))),
            (Self::Float32, _) => finite(f32::from_le_bytes(exact(bytes))),
            (Self::Float64, _) => finite(f64::from_le_bytes(exact(bytes)) as f32),
            _ => 0.0,
        }
    }
}

/// The bytes as an array; zeros if they are not as many.
fn exact<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().unwrap_or([0; N])
}

impl From<Encoding> for Coding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Pcm16 => Self::Signed16,
            Encoding::Pcm24 => Self::Signed24,
            Encoding::F32 => Self::Float32,
            Encoding::Ulaw => Self::Ulaw,
            Encoding::Alaw => Self::Alaw,
        }
    }
}

impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsigned8 => "8-bit linear",
            Self::Signed16 => "16-bit linear",
            Self::Signed24 => "24-bit linear",
            Self::Signed32 => "32-bit linear",
            Self::Float32 => "32-bit float",
            Self::Float64 => "64-bit float",
            Self::Ulaw => "G.711 mu-law",
            Self::Alaw => "G.711 A-law",
        })
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the samples are exact")]
mod tests {
    use super::*;

    #[test]
    fn every_16_bit_sample_is_its_32768th() {
        for sample in i16::MIN..=i16::MAX {
            let found = Coding::Signed16.sample(&sample.to_le_bytes());
            assert_eq!(f64::from(found) * 32_768.0, f64::from(sample));
        }
    }

    #[test]
    fn every_width_has_the_same_full_scale() {
        let codings: [(Coding, &[u8], &[u8]); 5] = [
            (Coding::Unsigned8, &[0], &[192]),
            (Coding::Signed24, &[0, 0, 0x80], &[0, 0, 0x40]),
            (Coding::Signed32, &[0, 0, 0, 0x80], &[0, 0, 0, 0x40]),
            (Coding::Float32, &(-1.0_f32).to_le_bytes(), &0.5_f32.to_le_bytes()),
            (Coding::Float64, &(-1.0_f64).to_le_bytes(), &0.5_f64.to_le_bytes()),
        ];
        for (coding, lowest, half) in codings {
            assert_eq!(coding.sample(lowest), -1.0, "{coding}");
            assert_eq!(coding.sample(half), 0.5, "{coding}");
            assert_eq!(lowest.len(), coding.bytes());
        }
    }

    #[test]
    fn what_is_no_finite_number_is_silence() {
        for float in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(Coding::Float32.sample(&float.to_le_bytes()), 0.0);
            assert_eq!(Coding::Float64.sample(&f64::from(float).to_le_bytes()), 0.0);
        }
        // Too large for an f32.
        assert_eq!(Coding::Float64.sample(&1e300_f64.to_le_bytes()), 0.0);
    }
}
