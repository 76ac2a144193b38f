//! G.711 mu-law and A-law of 16-bit samples, as ITU-T G.191's `ulaw_compress`, `alaw_compress` and
//! their expansions compute them, for every one of the 65 536 inputs.

use fearless_simd::{Simd, dispatch};
use fearless_simd_macros::simd;

use crate::synth::{Kernels, Renderer};

/// The mu-law code of silence.
pub const ULAW_SILENCE: u8 = 0xFF;

/// The A-law code of silence.
pub const ALAW_SILENCE: u8 = 0xD5;

/// The mu-law code of a 16-bit sample.
///
/// Negative samples are complemented, not negated, before they lose their two low bits: encoders
/// that negate differ in hundreds of inputs.
#[must_use]
pub fn ulaw_encode(sample: i16) -> u8 {
    const BIAS: u16 = 33;
    let magnitude = (complement_if_negative(sample) >> 2) + BIAS;
    let magnitude = magnitude.min(0x1FFF);
    // With the bias the leading one stands in bit 5 or above: its place is the segment.
    let segment = 10 - magnitude.leading_zeros();
    let step = low_nibble(magnitude >> (segment + 1));
    let code = (narrow(segment) << 4) | step;
    let sign = if sample < 0 { 0x80 } else { 0 };
    !(code | sign)
}

/// The 16-bit sample in the middle of a mu-law code's interval.
#[must_use]
pub fn ulaw_decode(code: u8) -> i16 {
    let code = !code;
    let segment = (code >> 4) & 7;
    let magnitude = ((i16::from(code & 0x0F) << 3) + 0x84) << segment;
    let magnitude = magnitude - 0x84;
    if code & 0x80 == 0 { magnitude } else { -magnitude }
}

/// The A-law code of a 16-bit sample.
#[must_use]
pub fn alaw_encode(sample: i16) -> u8 {
    let magnitude = complement_if_negative(sample) >> 4;
    // Segments 0 and 1 share their step; above, the leading one's place is the segment.
    let segment = 12 - (magnitude | 0x0F).leading_zeros();
    let shift = segment.saturating_sub(1);
    let code = (narrow(segment) << 4) | low_nibble(magnitude >> shift);
    let sign = if sample < 0 { 0 } else { 0x80 };
    (code | sign) ^ 0x55
}

/// The 16-bit sample in the middle of an A-law code's interval.
#[must_use]
pub fn alaw_decode(code: u8) -> i16 {
    let code = code ^ 0x55;
    let segment = (code >> 4) & 7;
    let step = i16::from(code & 0x0F) << 4;
    let magnitude = match segment {
        0 => step + 0x08,
        _ => (step + 0x108) << (segment - 1),
    };
    if code & 0x80 == 0 { -magnitude } else { magnitude }
}

/// The mu-law codes of `samples`: what [`ulaw_encode`] gives for each, several at a time.
///
/// # Panics
/// If the lengths differ.
pub fn ulaw_encode_block(kernels: Kernels, samples: &[i16], codes: &mut [u8]) {
    assert_eq!(samples.len(), codes.len(), "a code for every sample");
    dispatch!(kernels.level(), simd => ulaw_block(simd, samples, codes));
}

/// The A-law codes of `samples`: what [`alaw_encode`] gives for each, several at a time.
///
/// # Panics
/// If the lengths differ.
pub fn alaw_encode_block(kernels: Kernels, samples: &[i16], codes: &mut [u8]) {
    assert_eq!(samples.len(), codes.len(), "a code for every sample");
    dispatch!(kernels.level(), simd => alaw_block(simd, samples, codes));
}

/// One of the two laws of G.711.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Law {
    /// Mu-law.
    Ulaw,
    /// A-law.
    Alaw,
}

impl Law {
    /// Fills `codes` with those of the 16-bit samples of a signal from `position` on, as
    /// [`Renderer::render`] fills samples. Allocates nothing.
    pub fn render(self, renderer: &Renderer, position: u64, codes: &mut [u8]) {
        /// Samples rendered and encoded at a time.
        const AT_ONCE: usize = 4096;
        let encode = match self {
            Self::Ulaw => ulaw_encode_block,
            Self::Alaw => alaw_encode_block,
        };
        let mut samples = [0; AT_ONCE];
        let mut position = position;
        for codes in codes.chunks_mut(AT_ONCE) {
            let samples = &mut samples[..codes.len()];
            renderer.render(position, samples);
            encode(renderer.kernels(), samples, codes);
            position = position.saturating_add(codes.len() as u64);
        }
    }
}

#[simd]
fn ulaw_block<S: Simd>(_: S, samples: &[i16], codes: &mut [u8]) {
    for (sample, code) in samples.iter().zip(codes) {
        // With the bias, 33 to 8191: exponents 5 to 12 are segments 0 to 7.
        let magnitude = (i32::from(complement_if_negative(*sample)) >> 2) + 33;
        let segment_and_step = leading_five_bits(magnitude.min(0x1FFF)) - (5 << 4);
        let sign = i32::from(*sample >> 15) & 0x80;
        *code = low_byte(!(segment_and_step | sign));
    }
}

#[simd]
fn alaw_block<S: Simd>(_: S, samples: &[i16], codes: &mut [u8]) {
    for (sample, code) in samples.iter().zip(codes) {
        let magnitude = i32::from(complement_if_negative(*sample)) >> 4;
        // From 16 on, exponents 4 to 10 are segments 1 to 7; below, the magnitude is the code.
        let above = leading_five_bits(magnitude) - (3 << 4);
        let segment_and_step = if magnitude < 16 { magnitude } else { above };
        let sign = !i32::from(*sample >> 15) & 0x80;
        *code = low_byte((segment_and_step | sign) ^ 0x55);
    }
}

/// The place of the leading one of a number below 2²⁴, times 16, plus the four bits after it: they
/// stand next to each other in a floating-point number, and every instruction set converts to one,
/// while few count leading zeros in several numbers at a time.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "what is not inlined into a vector function is compiled for the baseline"
)]
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers below 2^24 are exact, and only those are asked about"
)]
fn leading_five_bits(value: i32) -> i32 {
    (value as f32).to_bits().cast_signed().wrapping_shr(19) - (127 << 4)
}

#[expect(
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    reason = "the low eight bits are meant"
)]
const fn low_byte(value: i32) -> u8 {
    value as u8
}

const fn complement_if_negative(sample: i16) -> u16 {
    (sample ^ (sample >> 15)).cast_unsigned()
}

const fn low_nibble(value: u16) -> u8 {
    (value & 0x0F) as u8
}

#[expect(clippy::cast_possible_truncation, reason = "a segment is 0 to 7")]
const fn narrow(segment: u32) -> u8 {
    segment as u8
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    fn digest_of_all_inputs(encode: fn(i16) -> u8) -> String {
        let codes: Vec<u8> = (i16::MIN..=i16::MAX).map(encode).collect();
        format!("{:x}", Sha256::digest(&codes))
    }

    /// SHA-256 of the 65 536 codes of G.191's own functions, in the order of their inputs.
    #[test]
    fn every_input_has_the_code_of_g191() {
        assert_eq!(
            digest_of_all_inputs(ulaw_encode),
            "90c29de505fb68e766118303bd552a16005dcf810873698bee1d8f3b247ce28c"
        );
        assert_eq!(
            digest_of_all_inputs(alaw_encode),
            "38488f6fd710f4686360edc4d38639f96c491595ef93f8eb8d62d5e07ca6ce7b"
        );
    }

    #[test]
    fn a_block_has_the_codes_of_its_samples_on_every_level() {
        let samples: Vec<i16> = (i16::MIN..=i16::MAX).collect();
        let ulaw: Vec<u8> = samples.iter().map(|&s| ulaw_encode(s)).collect();
        let alaw: Vec<u8> = samples.iter().map(|&s| alaw_encode(s)).collect();
        for (name, kernels) in Kernels::all() {
            let mut codes = vec![0; samples.len()];
            ulaw_encode_block(kernels, &samples, &mut codes);
            assert!(codes == ulaw, "mu-law, {name}");
            alaw_encode_block(kernels, &samples, &mut codes);
            assert!(codes == alaw, "A-law, {name}");
            // Odd starts and lengths: the ends of a vector loop.
            for (from, count) in [(0, 0), (1, 1), (3, 7), (5, 63), (40_000, 65), (65_000, 129)] {
                let part = from..from + count;
                let mut codes = vec![0; count];
                ulaw_encode_block(kernels, &samples[part.clone()], &mut codes);
                assert_eq!(codes, ulaw[part.clone()], "mu-law, {name}, {part:?}");
                alaw_encode_block(kernels, &samples[part.clone()], &mut codes);
                assert_eq!(codes, alaw[part.clone()], "A-law, {name}, {part:?}");
            }
        }
    }

    #[test]
    fn every_code_decodes_as_another_implementation_decodes_it() {
        for code in 0..=u8::MAX {
            let foreign = audio_codec_algorithms::decode_ulaw(code);
            assert_eq!(ulaw_decode(code), foreign, "mu-law {code:#04x}");
            let foreign = audio_codec_algorithms::decode_alaw(code);
            assert_eq!(alaw_decode(code), foreign, "A-law {code:#04x}");
        }
    }

    #[test]
    fn coding_what_was_coded_changes_nothing() {
        for sample in i16::MIN..=i16::MAX {
            let once = ulaw_decode(ulaw_encode(sample));
            assert_eq!(ulaw_decode(ulaw_encode(once)), once, "mu-law of {sample}");
            let once = alaw_decode(alaw_encode(sample));
            assert_eq!(alaw_decode(alaw_encode(once)), once, "A-law of {sample}");
        }
    }

    #[test]
    fn silence_is_the_code_of_zero() {
        assert_eq!(ulaw_encode(0), ULAW_SILENCE);
        assert_eq!(alaw_encode(0), ALAW_SILENCE);
        assert_eq!(ulaw_decode(ULAW_SILENCE), 0);
    }
}
