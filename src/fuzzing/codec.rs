//! Samples to codes and back.

use crate::codec::g711;
use crate::codec::g722;
use crate::fuzzing::draw::Draw;
use crate::synth::{I24, Kernels};

/// The codes of any samples are those of ITU-T G.191's loops with every set of kernels, from any
/// place on; what was coded once is coded as itself, and a greater sample never decodes to a lesser
/// one.
///
/// # Panics
/// If not.
pub(super) fn g711(data: &[u8]) {
    let (offset, data) = data.split_first().unwrap_or((&0, &[]));
    let (samples, _) = data.as_chunks();
    let samples: Vec<i16> = samples.iter().map(|bytes| i16::from_le_bytes(*bytes)).collect();
    let ulaw: Vec<u8> = samples.iter().map(|sample| ulaw_compress(*sample)).collect();
    let alaw: Vec<u8> = samples.iter().map(|sample| alaw_compress(*sample)).collect();
    for (sample, (ulaw, alaw)) in samples.iter().zip(ulaw.iter().zip(&alaw)) {
        assert_eq!(g711::ulaw_encode(*sample), *ulaw, "mu-law of {sample}");
        assert_eq!(g711::alaw_encode(*sample), *alaw, "A-law of {sample}");
    }
    let from = usize::from(*offset).min(samples.len());
    let mut codes = vec![0; samples.len() - from];
    for (name, kernels) in Kernels::all() {
        g711::ulaw_encode_block(kernels, &samples[from..], &mut codes);
        assert_eq!(codes, ulaw[from..], "mu-law, {name}");
        g711::alaw_encode_block(kernels, &samples[from..], &mut codes);
        assert_eq!(codes, alaw[from..], "A-law, {name}");
    }
    assert_steps(&samples, g711::ulaw_encode, g711::ulaw_decode);
    assert_steps(&samples, g711::alaw_encode, g711::alaw_decode);
    for &code in data {
        // Mu-law has two codes of zero, of which one is that of a sample.
        let again = g711::ulaw_encode(g711::ulaw_decode(code));
        assert_eq!(again, if code == 0x7F { g711::ULAW_SILENCE } else { code });
        assert_eq!(g711::alaw_encode(g711::alaw_decode(code)), code);
    }
}

fn assert_steps(samples: &[i16], encode: impl Fn(i16) -> u8, decode: impl Fn(u8) -> i16) {
    let coded = |sample| decode(encode(sample));
    for pair in samples.windows(2) {
        let (least, most) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
        assert!(coded(least) <= coded(most), "{least} and {most}");
        assert_eq!(coded(coded(least)), coded(least), "{least}");
    }
}

/// `ulaw_compress` of ITU-T G.191, which looks for the segment bit by bit.
fn ulaw_compress(sample: i16) -> u8 {
    let magnitude = if sample < 0 { !sample } else { sample };
    let magnitude = ((magnitude >> 2) + 33).min(0x1FFF);
    let (mut segment, mut above) = (1, magnitude >> 6);
    while above != 0 {
        segment += 1;
        above >>= 1;
    }
    let step = 0xF - (magnitude >> segment & 0xF);
    let code = (8 - segment) << 4 | step | if sample < 0 { 0 } else { 0x80 };
    u8::try_from(code).expect("a sign, a segment and a step")
}

/// `alaw_compress` of ITU-T G.191.
fn alaw_compress(sample: i16) -> u8 {
    let mut magnitude = if sample < 0 { !sample } else { sample } >> 4;
    if magnitude > 15 {
        let mut segment = 1;
        while magnitude > 16 + 15 {
            magnitude >>= 1;
            segment += 1;
        }
        magnitude += (segment << 4) - 16;
    }
    let code = magnitude | if sample < 0 { 0 } else { 0x80 };
    u8::try_from(code).expect("a sign, a segment and a step") ^ 0x55
}

/// Any samples have one code for every two, any bytes two samples each, and both are the same in
/// whatever pieces they come, those of one sample included.
///
/// # Panics
/// If not.
pub(super) fn g722(data: &[u8]) {
    let mut draw = Draw::new(data);
    let sizes: Vec<usize> = (0..draw.byte() % 16).map(|_| draw.byte().into()).collect();
    let data = draw.rest();
    let (samples, _) = data.as_chunks();
    let samples: Vec<i16> = samples.iter().map(|bytes| i16::from_le_bytes(*bytes)).collect();

    let mut whole = Vec::new();
    let mut encoder = g722::Encoder::new();
    encoder.encode(&samples, &mut whole);
    encoder.finish(&mut whole);
    assert_eq!(whole.len(), samples.len().div_ceil(2));
    let (mut encoder, mut codes) = (g722::Encoder::new(), Vec::new());
    in_pieces(&samples, &sizes, |piece| {
        encoder.encode(piece, &mut codes);
        // A copy goes on where the original was.
        encoder = encoder.clone();
    });
    encoder.finish(&mut codes);
    assert_eq!(codes, whole, "codes in pieces of {sizes:?}");

    // What an encoder sends, and what none does.
    for codes in [&whole[..], data] {
        let mut whole = Vec::new();
        g722::Decoder::new().decode(codes, &mut whole);
        assert_eq!(whole.len(), 2 * codes.len());
        let (mut decoder, mut samples) = (g722::Decoder::new(), Vec::new());
        in_pieces(codes, &sizes, |piece| decoder.decode(piece, &mut samples));
        assert_eq!(samples, whole, "samples in pieces of {sizes:?}");
    }
}

/// Pieces of these sizes, and what is left.
pub(super) fn in_pieces<T>(whole: &[T], sizes: &[usize], mut take: impl FnMut(&[T])) {
    let mut rest = whole;
    for &size in sizes {
        let (now, later) = rest.split_at(size.min(rest.len()));
        take(now);
        rest = later;
    }
    take(rest);
}

/// Any finite values below 2³¹ in magnitude, with any doubt, are rounded to the same bits and are
/// doubtful alike with every set of kernels.
///
/// # Panics
/// If not.
pub(super) fn quantise(data: &[u8]) {
    /// Bits of the results, and whether any is doubtful.
    type Results = ([Vec<u32>; 3], [bool; 3]);
    let mut draw = Draw::new(data);
    let bound = f64::from(draw.byte()) * 1e-9;
    let (numbers, _) = draw.rest().as_chunks();
    let float = |bytes: &[u8; 8]| f64::from_le_bytes(*bytes);
    let in_range = |value: &f64| value.abs() < f64::from(1_u32 << 31);
    let values: Vec<f64> = numbers.iter().map(float).filter(in_range).take(512).collect();
    let results = |kernels: Kernels| -> Results {
        let (mut short, mut long) = (vec![-1; values.len()], vec![I24(-1); values.len()]);
        let mut float = vec![f32::NAN; values.len()];
        let doubts = [
            kernels.quantise_i16(&values, bound, &mut short),
            kernels.quantise_i24(&values, bound, &mut long),
            kernels.quantise_f32(&values, bound, &mut float),
        ];
        for (value, (short, long)) in values.iter().zip(short.iter().zip(&long)) {
            // Rounding moves by half at the most, and saturates.
            let exact = value.clamp(f64::from(i16::MIN), f64::from(i16::MAX));
            assert!((f64::from(*short) - exact).abs() <= 0.5, "{value} to {short}");
            let exact = (value * 256.0).clamp(-8_388_608.0, 8_388_607.0);
            assert!((f64::from(long.0) - exact).abs() <= 0.5, "{value} to {long:?}");
        }
        let bits = [
            short.into_iter().map(|sample: i16| sample.cast_unsigned().into()).collect(),
            long.into_iter().map(|sample| sample.0.cast_unsigned()).collect(),
            float.into_iter().map(f32::to_bits).collect(),
        ];
        (bits, doubts)
    };
    let levels = Kernels::all();
    let expected = results(levels[0].1);
    for (name, kernels) in levels {
        assert!(results(kernels) == expected, "{name}: {values:?}");
    }
}
