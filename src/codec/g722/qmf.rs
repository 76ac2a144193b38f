//! The quadrature mirror filters that part a signal into two sub-bands of half its rate, and join
//! them.
//!
//! The Recommendation has signals of 14 bits in and out; samples of 16 bits are taken and given
//! instead, as every implementation in use does and as G.191's own does: the sub-bands, of 15 bits,
//! lose nothing by it.

use super::arithmetic::saturate;

/// H0, H2 to H22 of the 24 coefficients, in 1/8192. The filter is symmetrical, so that the odd ones
/// are these in reverse.
const EVEN: [i16; 12] = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];
const ODD: [i16; 12] = [-11, 53, -156, 362, -805, 3876, 951, -210, 32, 12, -11, 3];

/// The latest twelve of every other sample, the newest first.
type Phase = [i16; 12];

/// The delay line of a filter, by phases.
#[derive(Clone, Debug)]
pub(super) struct Qmf {
    even: Phase,
    odd: Phase,
}

impl Qmf {
    pub(super) const fn new() -> Self {
        Self { even: [0; 12], odd: [0; 12] }
    }

    /// Transmit: two samples, the earlier first, to the signals XL and XH of the sub-bands.
    ///
    /// LOWT and HIGHT would limit both to 15 bits. Implementations in use do not, and their codes are
    /// what is wanted here: see the module.
    pub(super) fn part(&mut self, [earlier, later]: [i16; 2]) -> [i16; 2] {
        let [a, b] = self.accumulate(later, earlier);
        // At most 25 928 in magnitude, so that nothing is cut.
        [saturate((a + b) >> 14), saturate((a - b) >> 14)]
    }

    /// Receive: the signals RL and RH of the sub-bands to two samples, the earlier first.
    pub(super) fn join(&mut self, [rl, rh]: [i16; 2]) -> [i16; 2] {
        // Both are limited to 15 bits, so these are exact.
        let [c, d] = self.accumulate(rl - rh, rl + rh);
        // SELECT; a full scale of 15 bits becomes one of 16.
        [saturate(c >> 11), saturate(d >> 11)]
    }

    /// ACCUMA and ACCUMB, ACCUMC and ACCUMD: what the even and the odd coefficients give.
    fn accumulate(&mut self, even: i16, odd: i16) -> [i32; 2] {
        self.even.copy_within(..11, 1);
        self.even[0] = even;
        self.odd.copy_within(..11, 1);
        self.odd[0] = odd;
        [dot(&EVEN, &self.even), dot(&ODD, &self.odd)]
    }
}

/// At most 6482 · 2¹⁵ in magnitude, so no sum overflows.
fn dot(coefficients: &Phase, signals: &Phase) -> i32 {
    coefficients.iter().zip(signals).map(|(&h, &x)| i32::from(h) * i32::from(x)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odd_coefficients_are_the_even_ones_in_reverse() {
        let mut reversed = EVEN;
        reversed.reverse();
        assert_eq!(ODD, reversed);
        assert_eq!(EVEN.iter().map(|&h| i32::from(h)).sum::<i32>(), 4096);
    }

    /// The step responses overshoot, and 2 · 6482 · 2¹⁵ / 2¹⁴ is the most that any signal gives.
    #[test]
    fn full_scale_passes_15_bits_and_keeps_16() {
        let (mut qmf, mut greatest) = (Qmf::new(), [0; 2]);
        for n in 0..200 {
            let earlier = if n / 20 % 2 == 0 { i16::MAX } else { i16::MIN };
            // First low frequencies, then high ones.
            let later = if n < 100 { earlier } else { !earlier };
            let parts = qmf.part([earlier, later]);
            greatest = [greatest[0].max(parts[0]), greatest[1].max(parts[1])];
        }
        assert!(greatest.iter().all(|x| (16_384..=25_928).contains(x)), "{greatest:?}");
    }

    #[test]
    fn samples_out_saturate() {
        let mut qmf = Qmf::new();
        let loudest: Vec<i16> = (0..60).flat_map(|_| qmf.join([16_383, 16_383])).collect();
        assert!(loudest[24..].iter().any(|&x| x == i16::MAX || x == i16::MIN), "{loudest:?}");
        let step: Vec<i16> = (0..60).flat_map(|_| qmf.join([-16_384, -16_384])).collect();
        assert!(step.contains(&i16::MIN), "{step:?}");
    }
}
