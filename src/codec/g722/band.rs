//! What both sub-bands have in common: the scale factor that follows the signal (block 3) and the
//! predictor of two poles and six zeros (block 4). Encoder and decoder run it on the same codes, so
//! they have the same state.
//!
//! Names are those of the Recommendation without their last letter, which says the sub-band: `nb`
//! for NBL and NBH.

use super::arithmetic::{multiply, saturate};

/// How the scale factor of a sub-band is limited.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    /// The greatest logarithmic scale factor.
    pub(super) greatest: i16,
    /// The integer part of the logarithm that stands for the scale factor of the table itself.
    pub(super) exponent: i16,
}

/// The state of a sub-band.
#[derive(Clone, Debug)]
pub(super) struct Band {
    /// NB, the scale factor's logarithm to the base 2, in 1/2048.
    nb: i16,
    /// DET, the scale factor of the quantizer.
    det: i16,
    /// S, the prediction of the next signal.
    s: i16,
    /// SZ, the part of it that the zeros give.
    sz: i16,
    /// A1 and A2, the coefficients of the poles, in 1/16384.
    a: [i16; 2],
    /// B1 to B6, the coefficients of the zeros, in 1/16384.
    b: [i16; 6],
    /// D1 to D6, the latest quantized differences, the newest first.
    d: [i16; 6],
    /// P1 and P2, the latest partially reconstructed signals: without the part of the poles.
    p: [i16; 2],
    /// RLT1, the latest reconstructed signal.
    r: i16,
}

/// 2048 times the powers of two with exponents 0/32 to 31/32 (table ILB).
const ILB: [i16; 32] = [
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
];

impl Band {
    /// The state after a reset: everything is zero but the scale factor, which has its least value.
    pub(super) const fn new(scale: Scale) -> Self {
        Self {
            nb: 0,
            det: scale.linear(0),
            s: 0,
            sz: 0,
            a: [0; 2],
            b: [0; 6],
            d: [0; 6],
            p: [0; 2],
            r: 0,
        }
    }

    /// DET, the scale factor of the quantizer.
    pub(super) const fn det(&self) -> i16 {
        self.det
    }

    /// S, the prediction of the next signal.
    pub(super) const fn s(&self) -> i16 {
        self.s
    }

    /// Takes the quantized difference `d` between the signal and its prediction, whose code weighs
    /// `w` in the logarithm of the scale factor: both are ready for the next signal then.
    pub(super) fn adapt(&mut self, d: i16, w: i16, scale: Scale) {
        // Block 3: LOGSC and SCALE.
        self.nb = (multiply(self.nb, 32_512) + w).clamp(0, scale.greatest);
        self.det = scale.linear(self.nb);
        // Block 4. PARREC and RECONS:
        let p = d.saturating_add(self.sz);
        let r = self.s.saturating_add(d);
        self.update_zeros(d);
        self.update_poles(p);
        // FILTEZ, FILTEP and PREDIC:
        self.sz = self.zeros();
        let twice = |r: i16| r.saturating_add(r);
        let sp = multiply(self.a[0], twice(r)).saturating_add(multiply(self.a[1], twice(self.r)));
        self.s = sp.saturating_add(self.sz);
        self.r = r;
    }

    /// UPZERO: every coefficient leaks, and grows where its difference has the sign of the newest.
    fn update_zeros(&mut self, d: i16) {
        let step = if d == 0 { 0 } else { 128 };
        for (b, &earlier) in self.b.iter_mut().zip(&self.d) {
            let step = if (d ^ earlier) < 0 { -step } else { step };
            *b = multiply(*b, 32_640).saturating_add(step);
        }
        self.d.copy_within(..5, 1);
        self.d[0] = d;
    }

    /// UPPOL2 and UPPOL1: the coefficients of the poles, kept where the filter is stable.
    fn update_poles(&mut self, p: i16) {
        let like_last = (p ^ self.p[0]) >= 0;
        let like_one_before = (p ^ self.p[1]) >= 0;
        let first = saturate(4 * i32::from(self.a[0]));
        let first = if like_last { saturate(-i32::from(first)) } else { first };
        let step = if like_one_before { 128 } else { -128 };
        let second = (first >> 7) + step + multiply(self.a[1], 32_512);
        let second = second.clamp(-12_288, 12_288);
        let step = if like_last { 192 } else { -192 };
        let most = 15_360 - second;
        self.a = [(multiply(self.a[0], 32_640) + step).clamp(-most, most), second];
        self.p = [p, self.p[0]];
    }

    /// FILTEZ: the part of the prediction that the zeros give.
    ///
    /// Each addition would saturate; implementations in use saturate the sum, and their samples are
    /// what is wanted here: see the module.
    fn zeros(&self) -> i16 {
        let products = self.b.iter().zip(&self.d).map(|(&b, &d)| multiply(b, d.saturating_add(d)));
        saturate(products.map(i32::from).sum())
    }
}

impl Scale {
    /// SCALE: the scale factor of a logarithm.
    const fn linear(self, nb: i16) -> i16 {
        let fraction = ILB[((nb.cast_unsigned() >> 6) & 31) as usize];
        let down = self.exponent - (nb >> 11);
        let scaled = if down < 0 { fraction << -down } else { fraction >> down };
        scaled << 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_the_zeros_saturates_and_not_every_addition() {
        let mut band = Band::new(Scale { greatest: 18_432, exponent: 8 });
        band.b = [-16_384, 0, 0, 0, 32_000, 32_000];
        band.d = [16_384, 0, 0, 0, 16_384, 16_384];
        // 31 999 + 31 999 passes 32 767 on the way; what is taken from it again leaves more still.
        assert_eq!(band.zeros(), 32_767);
        band.b[0] = -32_768;
        assert_eq!(band.zeros(), 31_231);
    }
}
