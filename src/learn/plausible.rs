//! The roundest number within the uncertainty of a measurement.

use crate::learn::tables::TABLES;
use crate::model::Depth;
use crate::units::{DbM0, Hertz, Millis};

/// Two clocks differ by so much: 100 parts in a million.
const CLOCK: f64 = 1e-4;
/// What a frequency is uncertain by besides, in Hz: twice what was measured at 20 dB of noise.
const FREQUENCY_HZ: f64 = 0.15;
/// And by this over the length of the longest run in seconds: 0.1 Hz in a second, 1 Hz in 100 ms.
const FREQUENCY_CELLS: f64 = 0.1;
/// What a time is uncertain by without noise, in ms: two edges of two samples each at 8 kHz.
const TIME_MS: f64 = 0.3;
/// What noise of 20 dB below the tone adds, in ms; of 40 dB a tenth of it.
const TIME_NOISE_MS: f64 = 1.2;
/// The most that the jitter of the repetitions adds, in ms: lost packets move single edges further,
/// and their median not at all.
const JITTER_MS: f64 = 3.0;
/// What a level is uncertain by, in dB.
const LEVEL_DB: f64 = 0.15;
/// What a depth of modulation is uncertain by.
const DEPTH: f64 = 0.02;

/// How exact the times of a voice are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sharpness {
    /// The power of the voice over that of everything else, in dB.
    pub snr_db: f64,
    /// Half the distance of the repetitions from each other, in ms.
    pub jitter_ms: f64,
    /// How many repetitions there were.
    pub count: usize,
}

/// The frequency that is meant by `hz`, of which the longest run lasts `longest_s`.
///
/// The nearest whole number of hertz, or frequency of a table that is none (913.8 Hz); where
/// neither is within the uncertainty, the nearest tenth. At most 4 294 967 Hz.
pub(super) fn frequency(hz: f64, longest_s: f64) -> Option<Hertz> {
    let within = FREQUENCY_HZ + CLOCK * hz + FREQUENCY_CELLS / longest_s.max(0.01);
    let tables = TABLES.millihertz.iter().map(|&millihertz| f64::from(millihertz) / 1000.0);
    let value = nearest(hz, tables.chain([hz.round().max(1.0)]), within);
    let value = value.unwrap_or_else(|| (hz * 10.0).round().max(1.0) / 10.0);
    Hertz::from_millihertz(whole(value * 1000.0))
}

/// The level that is meant by `dbm0`: whole dB within 0.15 dB, else tenths.
pub(super) fn level(dbm0: f64) -> DbM0 {
    let value = nearest(dbm0, [dbm0.round()], LEVEL_DB);
    let hundredths = value.unwrap_or_else(|| (dbm0 * 10.0).round() / 10.0) * 100.0;
    let (lowest, highest) = (DbM0::MIN.hundredths(), DbM0::MAX.hundredths());
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and is clamped")]
    let hundredths = (hundredths.round() as i32).clamp(lowest, highest);
    DbM0::from_hundredths(hundredths).unwrap_or(DbM0::ZERO)
}

/// The depth that is meant by `depth`, 1 being 100 %: a multiple of 0.05 within 0.02, else of 0.01.
pub(super) fn depth(depth: f64) -> Depth {
    let value = nearest(depth, [(depth * 20.0).round() / 20.0], DEPTH);
    let thousandths = whole(value.unwrap_or_else(|| (depth * 100.0).round() / 100.0) * 1000.0);
    let thousandths = u16::try_from(thousandths).unwrap_or(u16::MAX);
    Depth::from_thousandths(thousandths).unwrap_or(Depth::MAX)
}

/// The time that is meant by `ms`: a multiple of 10 ms within the uncertainty; else the nearest
/// multiple of 5 ms or time of a table (274 ms) within it; else the nearest whole ms.
pub(super) fn time(ms: f64, sharpness: Sharpness) -> Millis {
    let within = TIME_MS + CLOCK * ms + sharpness.uncertainty_ms();
    let multiple = |step: f64| (ms / step).round() * step;
    let used = |value: &f64| *value > 0.0;
    let tables = TABLES.milliseconds.iter().map(|&ms| f64::from(ms));
    let tens = nearest(ms, [multiple(10.0)].into_iter().filter(used), within);
    let fives = || nearest(ms, tables.chain([multiple(5.0)]).filter(used), within);
    Millis(whole(tens.or_else(fives).unwrap_or(ms)))
}

impl Sharpness {
    /// What noise and jitter add to the uncertainty of a time.
    fn uncertainty_ms(self) -> f64 {
        let noise_ms = TIME_NOISE_MS * 10_f64.powf((20.0 - self.snr_db.max(10.0)) / 20.0);
        let count = u32::try_from(self.count.max(1)).unwrap_or(u32::MAX);
        noise_ms + (self.jitter_ms / f64::from(count).sqrt()).min(JITTER_MS)
    }
}

/// The value that is nearest to what was measured, if any is within the uncertainty.
fn nearest(measured: f64, values: impl IntoIterator<Item = f64>, within: f64) -> Option<f64> {
    let distance = |value: &f64| (value - measured).abs();
    let near = values.into_iter().filter(|value| distance(value) <= within);
    near.min_by(|one, other| distance(one).total_cmp(&distance(other)))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn whole(value: f64) -> u32 {
    value.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLEAN: Sharpness = Sharpness { snr_db: 80.0, jitter_ms: 0.1, count: 3 };

    #[test]
    fn a_frequency_is_whole_or_a_table_s_and_only_else_in_tenths() {
        for (hz, longest_s, millihertz) in [
            (425.02, 1.0, 425_000),
            // A clock off by 100 ppm.
            (2600.26, 1.0, 2_600_000),
            (913.82, 0.274, 913_800),
            (985.17, 0.38, 985_200),
            (383.32, 2.0, 383_330),
            (733.52, 2.0, 733_500),
            // 50 ms tell no tenths.
            (733.52, 0.05, 734_000),
            (16.66, 2.0, 16_667),
        ] {
            let found = frequency(hz, longest_s).unwrap().millihertz();
            assert_eq!(found, millihertz, "{hz} Hz for {longest_s} s");
        }
        assert_eq!(frequency(0.01, 1.0).unwrap().millihertz(), 100);
    }

    #[test]
    fn a_time_is_in_tens_where_they_are_near_and_in_its_own_milliseconds_elsewhere() {
        let noisy = Sharpness { snr_db: 20.0, ..CLEAN };
        for (ms, sharpness, meant) in [
            (499.8, CLEAN, 500),
            (375.1, CLEAN, 375),
            (274.2, CLEAN, 274),
            (332.9, CLEAN, 333),
            (741.1, CLEAN, 741),
            (4000.5, CLEAN, 4000),
            (498.7, noisy, 500),
            (376.2, noisy, 375),
            (0.2, CLEAN, 0),
        ] {
            assert_eq!(time(ms, sharpness), Millis(meant), "{ms} ms");
        }
    }

    #[test]
    fn levels_and_depths_are_round_where_that_is_near() {
        for (dbm0, hundredths) in
            [(-12.9, -1300), (-13.4, -1340), (2.87, 300), (-999.0, -20_000), (999.0, 6000)]
        {
            assert_eq!(level(dbm0).hundredths(), hundredths, "{dbm0} dBm0");
        }
        for (value, thousandths) in [(0.89, 900), (0.985, 1000), (0.025, 30), (9.0, 3000)] {
            assert_eq!(depth(value).thousandths(), thousandths, "{value}");
        }
    }
}
