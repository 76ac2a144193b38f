//! Values to the nearest that a notation can write.

use core::ops::RangeInclusive;

use crate::model::{Depth, OnOff};
use crate::notation::translation::{Losses, What};
use crate::units::{DbM0, Hertz, Millis, SampleRate};

/// The nearest whole number of hertz, half a hertz up, 1 at the least. What 8 kHz carry stays below
/// 4 kHz.
pub(crate) fn whole_hertz(frequency: Hertz, losses: &mut Losses) -> u32 {
    let nearest = ((u64::from(frequency.millihertz()) + 500) / 1000).clamp(1, 4_294_967);
    let nearest = u32::try_from(nearest).expect("clamped");
    let narrowband = SampleRate::NARROWBAND;
    let carries = |hertz| Hertz::new(hertz).is_some_and(|hertz| narrowband.carries(hertz));
    let down = narrowband.carries(frequency) && !carries(nearest);
    let hertz = if down { nearest - 1 } else { nearest };
    let written = Hertz::new(hertz).expect("between 1 Hz and the highest");
    if written != frequency {
        losses.lose(What::Frequency { from: frequency, to: written });
    }
    hertz
}

/// The nearest level of `range`, in steps of `step`, both in hundredths of a dB; half a step goes
/// up. The ends of the range are whole steps.
pub(crate) fn level(
    level: DbM0,
    step: i32,
    range: RangeInclusive<i32>,
    losses: &mut Losses,
) -> DbM0 {
    let nearest = (level.hundredths() + step / 2).div_euclid(step) * step;
    let nearest = nearest.clamp(*range.start(), *range.end());
    let written = DbM0::from_hundredths(nearest).expect("a range of levels");
    if written != level {
        losses.lose(What::Level { from: level, to: written });
    }
    written
}

/// The nearest depth of `range`, in steps of `step`, both in thousandths; half a step goes up. The
/// ends of the range are whole steps.
pub(crate) fn depth(
    depth: Depth,
    step: u16,
    range: RangeInclusive<u16>,
    losses: &mut Losses,
) -> Depth {
    let nearest = (depth.thousandths() + step / 2) / step * step;
    let nearest = nearest.clamp(*range.start(), *range.end());
    let written = Depth::from_thousandths(nearest).expect("a range of depths");
    if written != depth {
        losses.lose(What::Depth { from: depth, to: written });
    }
    written
}

/// Pairs in whole steps of `step` ms.
///
/// Instants are rounded, half a step up, and times are their differences: nothing accumulates, and
/// a busy tone of 375/375 ms keeps its period in 380/370. A time above 0 keeps one step at the least.
pub(crate) fn grid(pairs: &[OnOff], step: u32, losses: &mut Losses) -> Vec<OnOff> {
    let step = u64::from(step);
    let nearest = |instant: u64| (instant + step / 2) / step * step;
    let (mut exact, mut written) = (0, 0);
    let mut fit = |time: Millis| {
        if time.is_zero() {
            return time;
        }
        exact += u64::from(time.0);
        let end = nearest(exact).max(written + step);
        let fitted = end - written;
        written = end;
        let fitted = u32::try_from(fitted).unwrap_or(u32::MAX);
        let fitted = Millis(fitted - fitted % u32::try_from(step).unwrap_or(1));
        if fitted != time {
            losses.lose(What::Time { from: time, to: fitted });
        }
        fitted
    };
    pairs.iter().map(|pair| OnOff { on: fit(pair.on), off: fit(pair.off), ..*pair }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    fn losses() -> Losses {
        Losses::new("a test", Severity::Warning)
    }

    #[test]
    fn times_are_rounded_so_that_a_cadence_keeps_its_instants() {
        let mut lost = losses();
        let pairs = [OnOff::new(375, 375), OnOff::new(4, 0), OnOff::new(4, 3), OnOff::new(10, 20)];
        let fitted = grid(&pairs, 10, &mut lost);
        let times: Vec<_> = fitted.iter().map(|pair| (pair.on.0, pair.off.0)).collect();
        // Two times that had to grow to a step are made up for by the next that can give.
        assert_eq!(times, [(380, 370), (10, 0), (10, 10), (10, 10)]);
        let told: Vec<_> =
            lost.into_losses().iter().map(|loss| loss.problem.what.clone()).collect();
        let time = |from, to| What::Time { from: Millis(from), to: Millis(to) };
        assert_eq!(told, [time(375, 380), time(375, 370), time(4, 10), time(3, 10), time(20, 10)]);
    }

    #[test]
    fn what_fits_is_kept_and_what_does_not_becomes_the_nearest() {
        let mut lost = losses();
        for (millihertz, hertz) in [
            (440_000, 440),
            (913_800, 914),
            (16_666, 17),
            (1, 1),
            (500, 1),
            (3_999_500, 3999),
            (4_000_500, 4001),
        ] {
            assert_eq!(whole_hertz(Hertz::from_millihertz(millihertz).unwrap(), &mut lost), hertz);
        }
        for (hundredths, fitted) in
            [(-1900, -1900), (-1950, -1900), (-1951, -2000), (50, 0), (-9000, -3100)]
        {
            let exact = DbM0::from_hundredths(hundredths).unwrap();
            assert_eq!(level(exact, 100, -3100..=0, &mut lost).hundredths(), fitted);
        }
        assert_eq!(lost.into_losses().len(), 6 + 4);
    }
}
