//! G.711 mu-law and A-law of 16-bit samples, as ITU-T G.191's `ulaw_compress`, `alaw_compress` and
//! their expansions compute them, for every one of the 65 536 inputs.

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
