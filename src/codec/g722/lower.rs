//! The lower sub-band, 0 to 4000 Hz, in six bits a sample. The scale factor and the predictor follow
//! the four most significant of them only, so that the other two may be lost on the way.

use super::arithmetic::{limit, magnitude, multiply};
use super::band::{Band, Scale};

const SCALE: Scale = Scale { greatest: 18_432, exponent: 8 };

/// The decision levels of the quantizer, in 1/512 of the scale factor (table Q6 from 1 on).
const Q6: [u16; 29] = [
    35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023,
    1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
];

/// The codes of the 30 intervals that negative differences fall into (table ILN from 1 on).
const ILN: [u8; 30] = [
    63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10,
    9, 8, 7, 6, 5, 4,
];

/// The same for positive differences (table ILP from 1 on).
const ILP: [u8; 30] = [
    61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38,
    37, 36, 35, 34, 33, 32,
];

/// The values of the 6-bit codes, in 1/4096 of the scale factor over 8 (table QM6). The encoder
/// never sends the first four: they are for what a line makes of other codes.
const QM6: [i16; 64] = [
    -136, -136, -136, -136, -24_808, -21_904, -19_008, -16_704, -14_984, -13_512, -12_280, -11_192,
    -10_232, -9_360, -8_576, -7_856, -7_192, -6_576, -6_000, -5_456, -4_944, -4_464, -4_008,
    -3_576, -3_168, -2_776, -2_400, -2_032, -1_688, -1_360, -1_040, -728, 24_808, 21_904, 19_008,
    16_704, 14_984, 13_512, 12_280, 11_192, 10_232, 9_360, 8_576, 7_856, 7_192, 6_576, 6_000,
    5_456, 4_944, 4_464, 4_008, 3_576, 3_168, 2_776, 2_400, 2_032, 1_688, 1_360, 1_040, 728, 432,
    136, -432, -136,
];

/// The values of the codes without their two least bits (table QM4).
const QM4: [i16; 16] = [
    0, -20_456, -12_896, -8_968, -6_288, -4_240, -2_584, -1_200, 20_456, 12_896, 8_968, 6_288,
    4_240, 2_584, 1_200, 0,
];

/// What those codes weigh in the logarithm of the scale factor (table WL by way of RL42).
const WL: [i16; 16] =
    [-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60];

/// The state of the lower sub-band.
#[derive(Clone, Debug)]
pub(super) struct Lower(Band);

impl Lower {
    pub(super) const fn new() -> Self {
        Self(Band::new(SCALE))
    }

    /// The code IL of a signal XL.
    pub(super) fn encode(&mut self, xl: i16) -> u8 {
        let il = quantize(xl.saturating_sub(self.0.s()), self.0.det());
        self.adapt(il);
        il
    }

    /// The signal RL that a code IL of six bits stands for.
    pub(super) fn decode(&mut self, il: u8) -> i16 {
        // Blocks 5 and 6: INVQBL, RECONS and LIMIT.
        let difference = multiply(self.0.det(), QM6[usize::from(il & 0x3F)]);
        let rl = limit(i32::from(self.0.s()) + i32::from(difference));
        self.adapt(il);
        rl
    }

    /// Blocks 2, 3 and 4: INVQAL, and what follows the quantized difference.
    fn adapt(&mut self, il: u8) {
        let ril = usize::from((il >> 2) & 0x0F);
        let d = multiply(self.0.det(), QM4[ril]);
        self.0.adapt(d, WL[ril], SCALE);
    }
}

/// Block 1, QUANTL: the code of the interval that a difference lies in.
fn quantize(difference: i16, det: i16) -> u8 {
    let (magnitude, det) = (magnitude(difference).cast_unsigned(), det.cast_unsigned());
    // All levels are compared, several at a time: they are ready before the difference is.
    let is_below = |&level: &u16| u16::from(high_half(level << 4, det) <= magnitude);
    let interval = usize::from(Q6.iter().map(is_below).sum::<u16>());
    if difference < 0 { ILN[interval] } else { ILP[interval] }
}

const fn high_half(a: u16, b: u16) -> u16 {
    ((a as u32 * b as u32) >> 16) as u16
}
