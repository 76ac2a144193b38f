//! The slow oracle: what every sample must be, straight from the definitions, sharing no code with the engine.
//!
//! Numbers are integers that count units of 2^-256, so every rounding is plain integer arithmetic and
//! the error is counted, not hoped for. One multiplication, division or series step errs by a unit or
//! two; a sine or a power takes at most 80 steps, a sample a few dozen of those, and no factor exceeds
//! 2^30, so a value is right to far better than [`DOUBT`] (2^-200).
//!
//! A rounding whose outcome that error could change panics instead of guessing. It cannot happen by an
//! exact tie: `2*sin` and `4*w` are algebraic integers, a depth is in thousandths and a level a power of
//! ten, so while every level is above -170 dBm0 a value holds far too many factors of two to lie midway
//! between two neighbours of any output format.

#[cfg(test)]
mod tests;

use num_bigint::{BigInt, Sign};
use std::collections::HashMap;
use std::ops::Range;

/// A signal to judge: its components, its cadence and its shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Samples per second.
    pub rate: u32,
    /// Played once.
    pub lead: Vec<Segment>,
    /// Repeated for ever after the lead; silence follows a lead whose cycle is empty.
    pub cycle: Vec<Segment>,
    /// Raised cosine inside both edges of every on-segment, in ms; 0 for none.
    pub ramp_ms: u64,
    /// A level change over the signal's own time.
    pub swell: Option<Swell>,
}

/// An on time with what sounds in it, and the silence after it. 0/0 is an unused slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// On time in ms.
    pub on_ms: u64,
    /// Off time in ms; 0 joins the next segment directly.
    pub off_ms: u64,
    /// What sounds during the on time.
    pub components: Vec<Comp>,
}

/// One component: a carrier, perhaps amplitude-modulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comp {
    /// Carrier frequency in mHz.
    pub millihertz: u64,
    /// Level in hundredths of a dBm0.
    pub centi_dbm0: i32,
    /// Modulating frequency in mHz and depth in thousandths.
    pub modulation: Option<(u64, u32)>,
}

/// A level that moves linearly in dB, then stays. It is added to every component's level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swell {
    /// Hundredths of a dB at the first sample of the signal.
    pub from_centi_db: i32,
    /// Hundredths of a dB from `over_ms` on.
    pub to_centi_db: i32,
    /// How long the change takes.
    pub over_ms: u64,
}

/// An on-segment as it sounds: neighbours with the same components and no gap are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its first sample, where every phase is 0.
    pub start: u128,
    /// The sample after its last; `u128::MAX` when it never ends.
    pub end: u128,
    /// What sounds.
    pub components: Vec<Comp>,
}

/// Binary digits after the point of [`Exact`].
const FRACTION: u32 = 256;
/// No error reaches 2^DOUBT units, 2^-200.
const DOUBT: u32 = 56;

/// The value of one sample in units of 2^-256; a full scale sine peaks at 32768.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact(pub BigInt);

impl Exact {
    /// `i16`: nearest, ties to even, saturating.
    pub fn to_i16(&self) -> i16 {
        let (low, high) = (BigInt::from(i16::MIN), BigInt::from(i16::MAX));
        let nearest = round_half_even(&self.0, FRACTION).clamp(low, high);
        i16::try_from(nearest).expect("clamped")
    }

    /// `i24`: of 256 times the value, nearest, ties to even, saturating.
    pub fn to_i24(&self) -> i32 {
        let (low, high) = (BigInt::from(-0x80_0000), BigInt::from(0x7f_ffff));
        let nearest = round_half_even(&self.0, FRACTION - 8).clamp(low, high);
        i32::try_from(nearest).expect("clamped")
    }

    /// `f32`: nearest to the value over 32768, ties to even, not clipped. Zero is +0.
    pub fn to_f32(&self) -> f32 {
        // A sum that cancels exactly comes out within the error of zero; nothing else comes that near.
        if self.0.magnitude().bits() <= u64::from(DOUBT) {
            return 0.0;
        }
        let size = BigInt::from(self.0.magnitude().clone());
        let point = i64::from(FRACTION) + 15;
        // 2^top <= size < 2^(top + 1); a significand has 24 digits, subnormals fewer.
        let top = i64::try_from(size.bits()).expect("short") - 1 - point;
        let last = (top - 23).max(-149);
        let digits = round_half_even(&size, u32::try_from(point + last).expect("at least 122"));
        let digits = u32::try_from(digits).expect("24 digits");
        // An exponent field of e and an implied leading 1 make adjacent binades adjacent integers.
        let bits = (u32::try_from(last + 149).expect("not negative") << 23) + digits;
        let size = f32::from_bits(bits);
        assert!(size.is_finite(), "beyond f32");
        if self.0 < BigInt::ZERO { -size } else { size }
    }
}

/// The integer nearest to `value / 2^shift`, ties to even.
///
/// # Panics
/// When `value` is nearer to a tie than its error, and not exactly there.
fn round_half_even(value: &BigInt, shift: u32) -> BigInt {
    let floor = value >> shift;
    let beyond_tie = value - (&floor << shift) - (BigInt::from(1) << (shift - 1));
    let distance = beyond_tie.magnitude().bits();
    assert!(
        distance == 0 || distance > u64::from(DOUBT),
        "{value} / 2^{shift} is too near a tie to tell"
    );
    let odd = floor.bit(0);
    match beyond_tie.sign() {
        Sign::Minus => floor,
        Sign::NoSign => floor + u32::from(odd),
        Sign::Plus => floor + 1,
    }
}

/// The number 1.
fn one() -> BigInt {
    BigInt::from(1) << FRACTION
}

/// The product of two numbers.
fn times(a: &BigInt, b: &BigInt) -> BigInt {
    (a * b) >> FRACTION
}

/// `sum of sign^i / ((2i+1) n^(2i+1))`: arctan(1/n) for sign -1, artanh(1/n) for sign +1.
fn inverse_tangent(n: u32, sign: i32) -> BigInt {
    let (mut power, mut sum) = (one() / n, BigInt::ZERO);
    for i in 0..130 {
        sum += &power / (2 * i + 1);
        power = power / n / n * sign;
    }
    sum
}

/// `sin(a * quarter turn)` for `a = numerator/denominator` in 0..=1, by its power series.
fn quarter_sine(numerator: u128, denominator: u128, pi: &BigInt) -> BigInt {
    // The rational sines must be exact, not merely near. There are no others (Niven).
    if numerator == denominator {
        return one();
    }
    if 3 * numerator == denominator {
        return one() >> 1;
    }
    let x = pi * numerator / (2 * denominator);
    let squared = times(&x, &x);
    // x (1 - x²/(2·3) (1 - x²/(4·5) (1 - ...))); (pi/2)^69/69! is below 2^-280.
    let mut series = one();
    for k in (2..=68).rev().step_by(2) {
        series = one() - times(&squared, &series) / (k * (k + 1));
    }
    times(&x, &series)
}

/// `10^(numerator/denominator)`.
fn power_of_ten(numerator: i128, denominator: i128, ln_10: &BigInt) -> BigInt {
    let whole = numerator.div_euclid(denominator);
    let y = ln_10 * numerator.rem_euclid(denominator) / denominator;
    // 1 + y/1 (1 + y/2 (1 + y/3 (1 + ...))); y < 2.31, and y^80/80! is below 2^-290.
    let mut series = one();
    for k in (1..=80).rev() {
        series = one() + times(&y, &series) / k;
    }
    let scale = BigInt::from(10).pow(u32::try_from(whole.unsigned_abs()).expect("a level"));
    if whole < 0 { series / scale } else { series * scale }
}

/// Total of on and off times, in ms.
fn duration(segments: &[Segment]) -> u128 {
    segments.iter().map(|s| u128::from(s.on_ms) + u128::from(s.off_ms)).sum()
}

/// The judge of one [`Description`]. It remembers sines and levels, so periodic signals go fast.
#[derive(Debug)]
pub struct Oracle {
    description: Description,
    pi: BigInt,
    ln_10: BigInt,
    sines: HashMap<(u128, u128), BigInt>,
    powers: HashMap<(i128, i128), BigInt>,
    runs: Vec<Run>,
    /// The samples for which `runs` is complete.
    known: Range<u128>,
}

impl Oracle {
    /// An oracle that has not been asked anything yet.
    pub fn new(description: Description) -> Self {
        Self {
            description,
            // Machin: pi = 16 arctan(1/5) - 4 arctan(1/239).
            pi: 16 * inverse_tangent(5, -1) - 4 * inverse_tangent(239, -1),
            // ln 10 = 3 ln 2 + ln 5/4 = 6 artanh(1/3) + 2 artanh(1/9).
            ln_10: 6 * inverse_tangent(3, 1) + 2 * inverse_tangent(9, 1),
            sines: HashMap::new(),
            powers: HashMap::new(),
            runs: Vec::new(),
            known: 0..0,
        }
    }

    /// Sample `n` as linear 16 bits.
    pub fn i16_at(&mut self, n: u64) -> i16 {
        self.value(n).to_i16()
    }

    /// Sample `n` as linear 24 bits.
    pub fn i24_at(&mut self, n: u64) -> i32 {
        self.value(n).to_i24()
    }

    /// Sample `n` as a 32-bit float.
    pub fn f32_at(&mut self, n: u64) -> f32 {
        self.value(n).to_f32()
    }

    /// The value of sample `n` before any rounding to an output format.
    pub fn value(&mut self, n: u64) -> Exact {
        let n = u128::from(n);
        let Some(run) = self.run_at(n) else {
            return Exact(BigInt::ZERO);
        };
        let k = n - run.start;
        let whole_turn = 1000 * u128::from(self.description.rate);
        let mut sum = BigInt::ZERO;
        for c in &run.components {
            let amplitude = self.power_of_ten(i128::from(c.centi_dbm0) - 314, 2000) << 15;
            let mut x = times(&amplitude, &self.sine(u128::from(c.millihertz) * k, whole_turn));
            if let Some((millihertz, permille)) = c.modulation {
                let modulating = self.sine(u128::from(millihertz) * k, whole_turn);
                x = times(&x, &(one() + modulating * permille / 1000));
            }
            sum += x;
        }
        if let Some(w) = self.ramp(&run, n) {
            sum = times(&sum, &w);
        }
        if let Some(factor) = self.swell(n) {
            sum = times(&sum, &factor);
        }
        Exact(sum)
    }

    /// Every sample index up to `until` at which an on-segment begins or ends.
    pub fn edges(&mut self, until: u64) -> Vec<u64> {
        let (mut edges, mut n) = (Vec::new(), 0);
        while n <= until {
            self.learn(u128::from(n));
            let all = self.runs.iter().flat_map(|r| [r.start, r.end]);
            let known = all.filter(|e| self.known.contains(e));
            edges.extend(known.filter_map(|e| u64::try_from(e).ok()));
            let Ok(next) = u64::try_from(self.known.end) else {
                break;
            };
            n = next;
        }
        edges.retain(|&e| e <= until);
        edges.dedup();
        edges
    }

    /// The on-segment that sample `n` belongs to.
    pub fn run_at(&mut self, n: u128) -> Option<Run> {
        self.learn(n);
        self.runs.iter().find(|r| (r.start..r.end).contains(&n)).cloned()
    }

    /// Sees to it that `runs` is right around sample `n`.
    fn learn(&mut self, n: u128) {
        if self.known.contains(&n) {
            return;
        }
        let d = &self.description;
        let used: Vec<&Segment> = d.cycle.iter().filter(|s| s.on_ms + s.off_ms > 0).collect();
        if used.iter().all(|s| s.on_ms == 0) {
            // Nothing sounds after the lead.
            self.runs = self.walk(0, 0);
            self.known = 0..u128::MAX;
        } else if used
            .iter()
            .all(|s| s.off_ms == 0 && s.on_ms > 0 && s.components == used[0].components)
        {
            // The last segment never ends.
            self.runs = self.walk(0, 1);
            self.runs.last_mut().expect("it sounds").end = u128::MAX;
            self.known = 0..u128::MAX;
        } else {
            // No segment spans a whole pass of the cycle, so one that touches this pass began after the
            // start of the pass before, and one that touches the eighth from here ends in the ninth.
            let (lead, cycle) = (duration(&d.lead), duration(&d.cycle));
            let pass = (n * 1000 / u128::from(d.rate)).saturating_sub(lead) / cycle;
            let from = if pass == 0 { 0 } else { self.first_sample_at(lead + pass * cycle) };
            self.known = from..self.first_sample_at(lead + (pass + 8) * cycle);
            self.runs = self.walk(pass.saturating_sub(1), pass + 9);
        }
    }

    /// Lays the segments out one after another, from pass `first` of the cycle (the lead goes with
    /// pass 0) to before pass `end`.
    fn walk(&self, first: u128, end: u128) -> Vec<Run> {
        let d = &self.description;
        let mut laid: Vec<(u128, u128, &[Comp])> = Vec::new();
        let (mut now, lead) = match first {
            0 => (0, &d.lead[..]),
            _ => (duration(&d.lead) + first * duration(&d.cycle), &[][..]),
        };
        let passes = (first..end).flat_map(|_| &d.cycle);
        for segment in lead.iter().chain(passes) {
            if segment.on_ms > 0 {
                let off_at = now + u128::from(segment.on_ms);
                match laid.last_mut() {
                    Some(last) if last.1 == now && last.2 == segment.components => last.1 = off_at,
                    _ => laid.push((now, off_at, &segment.components)),
                }
            }
            now += u128::from(segment.on_ms) + u128::from(segment.off_ms);
        }
        let run = |&(on_at, off_at, components): &(u128, u128, &[Comp])| Run {
            start: self.first_sample_at(on_at),
            end: self.first_sample_at(off_at),
            components: components.to_vec(),
        };
        laid.iter().map(run).collect()
    }

    /// The first sample at or after an instant in ms.
    fn first_sample_at(&self, ms: u128) -> u128 {
        (ms * u128::from(self.description.rate)).div_ceil(1000)
    }

    /// `w(j) = (1 - cos(pi*(j+0.5)/R))/2` near an edge; `None` away from edges.
    fn ramp(&mut self, run: &Run, n: u128) -> Option<BigInt> {
        let nominal = self.first_sample_at(u128::from(self.description.ramp_ms));
        let samples = nominal.min((run.end - run.start) / 2);
        let j = (n - run.start).min(run.end - 1 - n);
        // cos a = sin(a + quarter turn), and pi*(j+0.5)/R is (2j+1)/(4R) of a turn.
        (j < samples).then(|| (one() - self.sine(2 * j + 1 + samples, 4 * samples)) >> 1)
    }

    /// The factor by which the swell moves sample `n`.
    fn swell(&mut self, n: u128) -> Option<BigInt> {
        let Swell { from_centi_db, to_centi_db, over_ms } = self.description.swell?;
        let (from, to) = (i128::from(from_centi_db), i128::from(to_centi_db));
        // t = n/rate and over, both in units of 1/(1000*rate) s.
        let t = i128::try_from(n * 1000).expect("below 2^73");
        let over = i128::from(over_ms) * i128::from(self.description.rate);
        Some(if t < over {
            self.power_of_ten(from * over + (to - from) * t, 2000 * over)
        } else {
            self.power_of_ten(to, 2000)
        })
    }

    /// `sin(2*pi*numerator/denominator)`, remembered. Folding by integers keeps all symmetries exact.
    fn sine(&mut self, numerator: u128, denominator: u128) -> BigInt {
        // In units of 1/denominator of a quarter turn.
        let mut angle = numerator % denominator * 4;
        let negative = angle >= 2 * denominator;
        if negative {
            angle -= 2 * denominator;
        }
        if angle > denominator {
            angle = 2 * denominator - angle;
        }
        let pi = &self.pi;
        let entry = self.sines.entry((angle, denominator));
        let sine = entry.or_insert_with(|| quarter_sine(angle, denominator, pi));
        if negative { -&*sine } else { sine.clone() }
    }

    /// `10^(numerator/denominator)`, remembered.
    fn power_of_ten(&mut self, numerator: i128, denominator: i128) -> BigInt {
        let ln_10 = &self.ln_10;
        let entry = self.powers.entry((numerator, denominator));
        entry.or_insert_with(|| power_of_ten(numerator, denominator, ln_10)).clone()
    }
}

/// The value of sample `n` of `description`, for a single question.
pub fn value(description: &Description, n: u64) -> Exact {
    Oracle::new(description.clone()).value(n)
}
