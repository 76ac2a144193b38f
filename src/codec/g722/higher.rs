//! The higher sub-band, 4000 to 8000 Hz, in two bits a sample.

use super::arithmetic::{limit, magnitude, multiply};
use super::band::{Band, Scale};

const SCALE: Scale = Scale { greatest: 22_528, exponent: 10 };

/// The decision level of the quantizer, in 1/512 of the scale factor (table Q2).
const Q2: i16 = 564;

/// The values of the codes (table QM2): great and small, negative, then positive.
const QM2: [i16; 4] = [-7408, -1616, 7408, 1616];

/// What the codes weigh in the logarithm of the scale factor (table WH by way of RH2).
const WH: [i16; 4] = [798, -214, 798, -214];

/// The state of the higher sub-band.
#[derive(Clone, Debug)]
pub(super) struct Higher(Band);

impl Higher {
    pub(super) const fn new() -> Self {
        Self(Band::new(SCALE))
    }

    /// The code IH of a signal XH.
    pub(super) fn encode(&mut self, xh: i16) -> u8 {
        let ih = quantize(xh.saturating_sub(self.0.s()), self.0.det());
        self.adapt(ih);
        ih
    }

    /// The signal RH that a code IH of two bits stands for.
    pub(super) fn decode(&mut self, ih: u8) -> i16 {
        let predicted = self.0.s();
        let d = self.adapt(ih);
        // Blocks 5 and 6: RECONS and LIMIT.
        limit(i32::from(predicted) + i32::from(d))
    }

    /// Blocks 2, 3 and 4: INVQAH, whose quantized difference is returned, and what follows it.
    fn adapt(&mut self, ih: u8) -> i16 {
        let ih = usize::from(ih & 3);
        let d = multiply(self.0.det(), QM2[ih]);
        self.0.adapt(d, WH[ih], SCALE);
        d
    }
}

/// Block 1, QUANTH: the sign of a difference, and whether it is great.
fn quantize(difference: i16, det: i16) -> u8 {
    let is_small = magnitude(difference) < multiply(Q2 << 3, det);
    (u8::from(difference >= 0) << 1) | u8::from(is_small)
}
