//! G.722: 7 kHz speech and tones at 64 kbit/s, ITU-T G.722 (09/2012), mode 1.
//!
//! A quadrature mirror filter parts samples of 16 kHz into two sub-bands of 8 kHz; adaptive
//! differential PCM codes a signal of the lower in six bits, of the higher in two, which make a byte:
//! the higher sub-band's bits are the most significant. Two samples make one code.
//!
//! RTP counts G.722 in 8 kHz for historical reasons (RFC 3551, 4.5.2): one tick is one code. What is
//! decoded comes 22 samples, 1.375 ms, after what was coded.
//!
//! Codes and samples are those of ffmpeg and spandsp, of whatever signal. In two places these agree
//! with each other and not with the Recommendation, as ITU-T G.191 has it in C: they do not limit the
//! encoder's sub-bands to 15 bits (LOWT, HIGHT), which changes codes of signals that jump between more
//! than 20 706 and less than -20 706, and they saturate the predictor's sum and not every addition of
//! it (FILTEZ), which only codes show that no encoder sends. A decoder of either kind plays codes of
//! the other. Samples that pass full scale saturate; spandsp lets them wrap.
//!
//! ```
//! use ringsmith::codec::g722::{Decoder, Encoder};
//!
//! let mut codes = Vec::new();
//! Encoder::new().encode(&[0; 320], &mut codes); // 20 ms
//! assert_eq!(codes.len(), 160);
//!
//! let mut samples = Vec::new();
//! Decoder::new().decode(&codes, &mut samples);
//! assert_eq!(samples.len(), 320);
//! ```

mod arithmetic;
mod band;
mod higher;
mod lower;
mod qmf;

use crate::units::SampleRate;

use higher::Higher;
use lower::Lower;
use qmf::Qmf;

/// The rate of the samples, the only one that G.722 has.
pub const RATE: SampleRate = SampleRate::WIDEBAND;

/// Samples to codes. A plain value: a clone goes on where the original was.
#[derive(Clone, Debug)]
pub struct Encoder {
    qmf: Qmf,
    lower: Lower,
    higher: Higher,
    /// A sample that waits for the other of its pair.
    waiting: Option<i16>,
}

impl Encoder {
    /// An encoder after a reset, as the Recommendation defines it.
    #[must_use]
    pub const fn new() -> Self {
        Self { qmf: Qmf::new(), lower: Lower::new(), higher: Higher::new(), waiting: None }
    }

    /// Appends the codes of `samples`, of 16 kHz and 16 bits, to `codes`: one for every two samples.
    ///
    /// An odd last sample waits for the next call, so that samples give the same codes in whatever
    /// pieces they come. [`finish`](Self::finish) gives the code of one that waits.
    pub fn encode(&mut self, samples: &[i16], codes: &mut Vec<u8>) {
        let mut rest = samples;
        if let (Some(earlier), [later, others @ ..]) = (self.waiting, samples) {
            codes.push(self.code([earlier, *later]));
            self.waiting = None;
            rest = others;
        }
        let (pairs, odd) = rest.as_chunks();
        codes.extend(pairs.iter().map(|&pair| self.code(pair)));
        self.waiting = odd.first().copied().or(self.waiting);
    }

    /// Appends the code of a sample that waits, followed by one of silence; nothing if none waits.
    ///
    /// The encoder goes on from there. The last 22 samples are still in the filters then: who wants
    /// to hear them encodes as many zeros before.
    pub fn finish(&mut self, codes: &mut Vec<u8>) {
        if let Some(earlier) = self.waiting.take() {
            codes.push(self.code([earlier, 0]));
        }
    }

    fn code(&mut self, pair: [i16; 2]) -> u8 {
        let [xl, xh] = self.qmf.part(pair);
        (self.higher.encode(xh) << 6) | self.lower.encode(xl)
    }
}

impl Default for Encoder {
    fn default() -> Self {
        Self::new()
    }
}

/// Codes to samples. A plain value: a clone goes on where the original was.
#[derive(Clone, Debug)]
pub struct Decoder {
    lower: Lower,
    higher: Higher,
    qmf: Qmf,
}

impl Decoder {
    /// A decoder after a reset, as the Recommendation defines it.
    #[must_use]
    pub const fn new() -> Self {
        Self { lower: Lower::new(), higher: Higher::new(), qmf: Qmf::new() }
    }

    /// Appends the samples of `codes`, of 16 kHz and 16 bits, to `samples`: two for every code.
    ///
    /// Any bytes are codes; codes give the same samples in whatever pieces they come.
    pub fn decode(&mut self, codes: &[u8], samples: &mut Vec<i16>) {
        samples.reserve(2 * codes.len());
        for &code in codes {
            samples.extend(self.pair(code));
        }
    }

    fn pair(&mut self, code: u8) -> [i16; 2] {
        let (rl, rh) = (self.lower.decode(code & 0x3F), self.higher.decode(code >> 6));
        self.qmf.join([rl, rh])
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}
