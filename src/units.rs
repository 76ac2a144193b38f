//! The field's units as types, with their only conversions.

use core::fmt;
use core::num::NonZeroU32;
use core::str::FromStr;

/// A frequency above 0 Hz, exact to one millihertz.
///
/// Special information tones need tenths of a hertz (913.8 Hz); millihertz leave room and keep
/// phase arithmetic in integers. Notations write 0 Hz for an absent component, so 0 is no value
/// of this type: readers decode it at the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hertz(NonZeroU32);

impl Hertz {
    /// The frequency of `hertz` Hz; `None` for 0 and above 4 294 967 Hz.
    #[must_use]
    pub const fn new(hertz: u32) -> Option<Self> {
        match hertz.checked_mul(1000) {
            Some(millihertz) => Self::from_millihertz(millihertz),
            None => None,
        }
    }

    /// The frequency of `millihertz` thousandths of a hertz; `None` for 0.
    #[must_use]
    pub const fn from_millihertz(millihertz: u32) -> Option<Self> {
        match NonZeroU32::new(millihertz) {
            Some(value) => Some(Self(value)),
            None => None,
        }
    }

    /// This frequency in thousandths of a hertz.
    #[must_use]
    pub const fn millihertz(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for Hertz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, i64::from(self.millihertz()), 3)?;
        f.write_str(" Hz")
    }
}

impl FromStr for Hertz {
    type Err = UnitError;

    /// Reads a plain decimal number of hertz: `440`, `913.8`.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let millihertz = parse_decimal(text, 3).ok_or(UnitError::NotANumber)?;
        u32::try_from(millihertz).ok().and_then(Self::from_millihertz).ok_or(UnitError::Frequency)
    }
}

/// A level in dBm0, exact to 0.01 dB, from −200 to +60.
///
/// A sine that just reaches full scale of a 16-bit sample has +3.14 dBm0, the load capacity of
/// A-law (ITU-T G.711); the same scale serves every encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DbM0(i32);

impl DbM0 {
    /// 0 dBm0, the level of a ringing pattern unless an option says otherwise.
    pub const ZERO: Self = Self(0);
    /// The lowest level: far below the last bit of any encoding.
    pub const MIN: Self = Self(-20_000);
    /// The highest level: far into saturation.
    pub const MAX: Self = Self(6_000);

    /// The level of `hundredths` hundredths of a dBm0; `None` outside −200.00..=60.00 dBm0.
    #[must_use]
    pub const fn from_hundredths(hundredths: i32) -> Option<Self> {
        if hundredths >= Self::MIN.0 && hundredths <= Self::MAX.0 {
            Some(Self(hundredths))
        } else {
            None
        }
    }

    /// This level in hundredths of a dBm0.
    #[must_use]
    pub const fn hundredths(self) -> i32 {
        self.0
    }
}

impl fmt::Display for DbM0 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, i64::from(self.0), 2)?;
        f.write_str(" dBm0")
    }
}

impl FromStr for DbM0 {
    type Err = UnitError;

    /// Reads a plain decimal number of dBm0: `-19`, `3.14`, `+3`.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let hundredths = parse_decimal(text, 2).ok_or(UnitError::NotANumber)?;
        i32::try_from(hundredths).ok().and_then(Self::from_hundredths).ok_or(UnitError::Level)
    }
}

/// A duration in whole milliseconds, up to 49 days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u32);

impl Millis {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// Whether this is no time at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}

/// A sampling rate from 8 000 to 192 000 Hz, in whole hertz.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SampleRate(u32);

impl SampleRate {
    /// 8 000 Hz, the rate of narrowband telephony.
    pub const NARROWBAND: Self = Self(8_000);
    /// 16 000 Hz, the rate of wideband telephony.
    pub const WIDEBAND: Self = Self(16_000);

    /// The rate of `hertz` samples a second.
    ///
    /// # Errors
    /// [`UnitError::SampleRate`] outside 8 000..=192 000.
    pub const fn new(hertz: u32) -> Result<Self, UnitError> {
        if hertz >= 8_000 && hertz <= 192_000 {
            Ok(Self(hertz))
        } else {
            Err(UnitError::SampleRate)
        }
    }

    /// Samples a second.
    #[must_use]
    pub const fn hertz(self) -> u32 {
        self.0
    }

    /// Whether a sine of this frequency can be told from its aliases: it lies below half the rate.
    #[must_use]
    pub const fn carries(self, frequency: Hertz) -> bool {
        (frequency.millihertz() as u64) * 2 < (self.0 as u64) * 1000
    }

    /// First sample at or after the instant `ms` milliseconds from the start of the signal;
    /// `u64::MAX` where that does not fit.
    ///
    /// Convert instants, never durations: a segment is the difference of its two boundaries, so
    /// nothing accumulates however long the cadence runs. This is the engine's only conversion
    /// from time to samples.
    #[must_use]
    pub fn first_sample_at(self, ms: u64) -> u64 {
        let scaled = u128::from(ms) * u128::from(self.0);
        u64::try_from(scaled.div_ceil(1000)).unwrap_or(u64::MAX)
    }

    /// The whole millisecond during which sample `sample` sounds: the largest `ms` whose
    /// [`first_sample_at`](Self::first_sample_at) is not after it.
    #[must_use]
    pub fn millisecond_of(self, sample: u64) -> u64 {
        // Whole seconds apart, so that nothing leaves 64 bits.
        let rate = u64::from(self.0);
        sample / rate * 1000 + sample % rate * 1000 / rate
    }
}

impl Default for SampleRate {
    /// [`NARROWBAND`](Self::NARROWBAND).
    fn default() -> Self {
        Self::NARROWBAND
    }
}

impl fmt::Display for SampleRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} Hz", self.0)
    }
}

/// A number that is not a value of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnitError {
    /// The text is not a plain decimal number with the unit's resolution.
    NotANumber,
    /// Not above 0 Hz, or too high for any rate.
    Frequency,
    /// Outside −200..=60 dBm0.
    Level,
    /// Outside 8 000..=192 000 Hz.
    SampleRate,
    /// Outside 0..=3, which is 300 %.
    Depth,
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "expected a plain decimal number",
            Self::Frequency => "expected a frequency above 0 Hz",
            Self::Level => "expected a level from -200 to 60 dBm0",
            Self::SampleRate => "expected a sampling rate from 8000 to 192000 Hz",
            Self::Depth => "expected a depth of modulation from 0 to 3",
        })
    }
}

impl std::error::Error for UnitError {}

/// Writes `value / 10^places` with no trailing zeros: 913800 in thousandths is `913.8`.
fn write_decimal(f: &mut fmt::Formatter<'_>, value: i64, places: usize) -> fmt::Result {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if value < 0 { "-" } else { "" };
    match fraction.trim_end_matches('0') {
        "" => write!(f, "{sign}{whole}"),
        fraction => write!(f, "{sign}{whole}.{fraction}"),
    }
}

/// Reads a decimal number into whole units of `10^-places`; `None` if it is not one, if it is
/// finer than that, or if it leaves 64 bits.
pub(crate) fn parse_decimal(text: &str, places: usize) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let fraction = fraction.trim_end_matches('0');
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || fraction.len() > places {
        return None;
    }
    let value: i64 = format!("{whole}{fraction:0<places$}").parse().ok()?;
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_text_round_trips_at_the_unit_s_resolution() {
        for (text, millihertz) in [("440", 440_000), ("913.8", 913_800), ("0.001", 1)] {
            let frequency: Hertz = text.parse().unwrap();
            assert_eq!(frequency.millihertz(), millihertz);
            assert_eq!(frequency.to_string(), format!("{text} Hz"));
        }
        for (text, hundredths) in [("-19", -1900), ("3.14", 314), ("-0.5", -50), ("0", 0)] {
            let level: DbM0 = text.parse().unwrap();
            assert_eq!(level.hundredths(), hundredths);
            assert_eq!(level.to_string(), format!("{text} dBm0"));
        }
    }

    #[test]
    fn text_that_is_no_plain_decimal_is_refused() {
        for text in ["", "-", ".", "1e3", "4 40", "440Hz", "1.0001", "+-3", "nan", "inf"] {
            assert_eq!(text.parse::<Hertz>(), Err(UnitError::NotANumber), "{text:?}");
        }
        assert_eq!("0".parse::<Hertz>(), Err(UnitError::Frequency));
        assert_eq!("-440".parse::<Hertz>(), Err(UnitError::Frequency));
        assert_eq!("-200.01".parse::<DbM0>(), Err(UnitError::Level));
        assert_eq!("99999999999999999999".parse::<DbM0>(), Err(UnitError::NotANumber));
    }

    #[test]
    fn a_rate_outside_the_engine_s_range_is_refused() {
        for hertz in [0, 7_999, 192_001, 1_000_000_000] {
            assert_eq!(SampleRate::new(hertz), Err(UnitError::SampleRate));
        }
        assert_eq!(SampleRate::new(11_025).unwrap().hertz(), 11_025);
    }

    #[test]
    fn an_instant_owns_the_first_sample_not_before_it() {
        let rate = SampleRate::new(11_025).unwrap();
        // 1 ms is 11.025 samples: sample 11 sounds before it, sample 12 after.
        assert_eq!(rate.first_sample_at(1), 12);
        assert_eq!(rate.millisecond_of(11), 0);
        assert_eq!(rate.millisecond_of(12), 1);
        // 40 ms are exactly 441 samples.
        assert_eq!(rate.first_sample_at(40), 441);
        assert_eq!(rate.first_sample_at(u64::MAX), u64::MAX);
    }

    #[test]
    fn the_millisecond_of_a_sample_is_the_last_one_that_starts_not_after_it() {
        for hertz in [8_000, 11_025, 44_100, 192_000] {
            let rate = SampleRate::new(hertz).unwrap();
            for sample in (0..5_000).chain((1 << 63)..(1 << 63) + 500) {
                let ms = rate.millisecond_of(sample);
                assert!(rate.first_sample_at(ms) <= sample, "{hertz} Hz, sample {sample}");
                assert!(rate.first_sample_at(ms + 1) > sample, "{hertz} Hz, sample {sample}");
            }
        }
    }
}
