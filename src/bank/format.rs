//! The encodings that a bank keeps its samples in.

use core::fmt::Debug;

use crate::codec::{Encoding, g711};
use crate::synth::{Kernels, Sample};

/// An encoding that a bank can hold: [`Pcm16`], [`F32`], [`Ulaw`] or [`Alaw`].
pub trait Format: sealed::Compose + Debug + Send + Sync + 'static {
    /// The same encoding where it is a value.
    const ENCODING: Encoding;
    /// What silence is.
    const IDLE: Self::Code;
}

/// 16-bit linear samples; silence is 0.
#[derive(Clone, Copy, Debug)]
pub struct Pcm16;

/// `f32` samples, full scale ±1, not clipped; silence is 0.0.
#[derive(Clone, Copy, Debug)]
pub struct F32;

/// G.711 mu-law codes of the 16-bit samples; silence is 0xFF.
#[derive(Clone, Copy, Debug)]
pub struct Ulaw;

/// G.711 A-law codes of the 16-bit samples; silence is 0xD5.
#[derive(Clone, Copy, Debug)]
pub struct Alaw;

impl Format for Pcm16 {
    const ENCODING: Encoding = Encoding::Pcm16;
    const IDLE: i16 = 0;
}

impl Format for F32 {
    const ENCODING: Encoding = Encoding::F32;
    const IDLE: f32 = 0.0;
}

impl Format for Ulaw {
    const ENCODING: Encoding = Encoding::Ulaw;
    const IDLE: u8 = g711::ULAW_SILENCE;
}

impl Format for Alaw {
    const ENCODING: Encoding = Encoding::Alaw;
    const IDLE: u8 = g711::ALAW_SILENCE;
}

pub(crate) mod sealed {
    use super::{Debug, Kernels, Sample};
    use crate::bank::stream::Plain;

    pub trait Compose {
        /// A stored sample.
        type Code: Plain + Debug + PartialEq + Send + Sync + 'static;
        /// What the engine renders before it is encoded.
        type Linear: Sample;

        /// Fills `codes` with what `render` gives for it. `render` is told how many samples come
        /// before the ones it is asked for. Allocates nothing.
        fn compose(
            kernels: Kernels,
            codes: &mut [Self::Code],
            render: impl Fn(u64, &mut [Self::Linear]),
        );
    }
}

impl sealed::Compose for Pcm16 {
    type Code = i16;
    type Linear = i16;

    fn compose(_: Kernels, codes: &mut [i16], render: impl Fn(u64, &mut [i16])) {
        render(0, codes);
    }
}

impl sealed::Compose for F32 {
    type Code = f32;
    type Linear = f32;

    fn compose(_: Kernels, codes: &mut [f32], render: impl Fn(u64, &mut [f32])) {
        render(0, codes);
    }
}

impl sealed::Compose for Ulaw {
    type Code = u8;
    type Linear = i16;

    fn compose(kernels: Kernels, codes: &mut [u8], render: impl Fn(u64, &mut [i16])) {
        in_blocks(codes, render, |samples, codes| {
            g711::ulaw_encode_block(kernels, samples, codes);
        });
    }
}

impl sealed::Compose for Alaw {
    type Code = u8;
    type Linear = i16;

    fn compose(kernels: Kernels, codes: &mut [u8], render: impl Fn(u64, &mut [i16])) {
        in_blocks(codes, render, |samples, codes| {
            g711::alaw_encode_block(kernels, samples, codes);
        });
    }
}

/// Renders and encodes by way of a small buffer on the stack.
fn in_blocks(
    codes: &mut [u8],
    render: impl Fn(u64, &mut [i16]),
    encode: impl Fn(&[i16], &mut [u8]),
) {
    const AT_ONCE: usize = 512;
    let mut samples = [0; AT_ONCE];
    for (block, codes) in (0..).zip(codes.chunks_mut(AT_ONCE)) {
        let samples = &mut samples[..codes.len()];
        render(block * AT_ONCE as u64, samples);
        encode(samples, codes);
    }
}
