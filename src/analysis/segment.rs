//! A recording, divided where it falls silent and where its spectrum changes.
//!
//! What comes out are stretches that may be one sound each, with ends that are a few milliseconds
//! off: fitting tells what they are, and edges are placed with what was found.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a recording has fewer than 2^53 samples, and what is counted is not negative"
)]

use core::ops::Range;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use crate::analysis::level_dbm0;
use crate::analysis::prepare::Prepared;

/// The step in which the power of a recording is followed.
const HOP_MS: f64 = 2.5;
/// Power is taken over so many steps: 5 ms, in which a 20 Hz tone that passes through zero falls by
/// 15 dB and no faster one falls below a noise 20 dB below it.
const POWER_HOPS: usize = 2;
/// 20 ms, a period of 50 Hz.
const PERIOD_HOPS: usize = 8;
/// The quietest 5 ms of hum are so much below its mean at the most, in dB, and those of noise less.
const SWING_DB: f64 = 15.0;
/// What sounds is so much louder than the quietest moments, in dB. The power of 5 ms of noise at
/// 8 kHz, 40 samples, varies by 1 dB (one standard deviation).
const ABOVE_FLOOR_DB: f64 = 6.0;
/// The quietest moments: this share of those that are not digital silence.
const FLOOR_SHARE: f64 = 0.02;
/// A recording whose loudest moment is not so much above its quietest ones has no silence but a
/// digital one, in dB.
const LEAST_RANGE_DB: f64 = 9.0;
/// Nothing below sounds, in dBm0: 15 dB below the quietest tone that is looked for.
const LEAST_LEVEL_DBM0: f64 = -60.0;
/// A silence that is shorter is the null of a beat or a modulation: at a depth of 100 % and 16 Hz
/// the envelope is less than a tenth for 9 ms.
const LEAST_SILENCE_MS: f64 = 10.0;
/// What is so much quieter than what sounds next to it is its echo: codecs that look at blocks of
/// samples put noise about its edges. libvorbis at its usual quality puts it 31 dB below a tone, for
/// 40 ms; GSM full rate 35 dB, for 200 ms. In dB.
const ECHO_DB: f64 = 25.0;
/// An echo is so much quieter for each ms that lies between it and the sound, in dB: after 200 ms,
/// 45 dB.
const ECHO_DB_PER_MS: f64 = 0.1;
/// The gate is off by less than this.
const TIGHTENED_MS: f64 = 10.0;
/// What sounds for less is a click.
const LEAST_SOUND_MS: f64 = 7.0;

/// The window of a spectrum. Its main lobe is 4/24 ms = 167 Hz wide.
const WINDOW_MS: f64 = 24.0;
/// The step from one spectrum to the next.
const STEP_MS: f64 = 4.0;
/// Spectra of one sound have at least this cosine between them.
const ALIKE: f64 = 0.5;
/// So many spectra in succession that are not alike are another sound.
const CONFIRMED: usize = 3;
/// So many of the quietest moments are looked at.
const LOOKED_AT: usize = 32;
/// Two lines of a spectrum hold this share of a tone's power; of white noise, whose bins are
/// independent and exponentially distributed, ten of 129 hold 0.31 on average.
const PEAKED: f64 = 0.8;
/// The harmonics of the mains that are heard as hum lie below, in Hz.
const HUM_HZ: f64 = 200.0;
/// A moment that is so much quieter than its sound says nothing, in dB: the null of a beat.
const NULL_DB: f64 = 12.0;

/// The stretches of a recording that sound, in order.
pub(super) fn stretches(recording: &Prepared) -> Vec<Range<usize>> {
    let spectra = Spectra::new(recording);
    let sounding = sounding(&spectra);
    let mut tight: Vec<_> =
        (0..sounding.len()).map(|at| tightened(recording, &sounding, at)).collect();
    apart(&mut tight);
    tight.into_iter().flat_map(|range| spectra.split(range)).collect()
}

/// Two ranges whose ends were both moved into a short silence between them meet half-way.
fn apart(ranges: &mut [Range<usize>]) {
    for at in 1..ranges.len() {
        let (end, start) = (ranges[at - 1].end, ranges[at].start);
        if end > start {
            ranges[at - 1].end = usize::midpoint(start, end);
            ranges[at].start = ranges[at - 1].end;
        }
    }
}

/// A range that sounds with its ends where the power changes most, which is within a millisecond or
/// two for what is not slower than 100 Hz.
fn tightened(recording: &Prepared, sounding: &[Range<usize>], at: usize) -> Range<usize> {
    let range = &sounding[at];
    let reach = recording.samples_of(TIGHTENED_MS);
    let middle = usize::midpoint(range.start, range.end);
    let earliest = at.checked_sub(1).map_or(0, |before| sounding[before].end);
    let latest = sounding.get(at + 1).map_or(recording.samples.len(), |after| after.start);
    let start = range.start.saturating_sub(reach).max(earliest)..(range.start + reach).min(middle);
    let end = range.end.saturating_sub(reach).max(middle)..(range.end + reach).min(latest);
    let found = change_of_power(recording, &start)..change_of_power(recording, &end);
    let is_usual = range.start > 0 || !start.is_empty();
    let start = if is_usual && start.start < range.start { found.start } else { range.start };
    let end = if range.end < recording.samples.len() { found.end } else { range.end };
    start..end.max(start + 1)
}

/// The sample of a range at which the power changes most: where the recording is most likely if it is
/// noise of one power before and of another behind.
fn change_of_power(recording: &Prepared, range: &Range<usize>) -> usize {
    let least = mean_square(LEAST_LEVEL_DBM0 - 15.0);
    let samples = &recording.samples[range.clone()];
    let total: f64 = samples.iter().map(|x| x * x).sum();
    let cost = |sum: f64, count: usize| match count {
        0 => 0.0,
        count => count as f64 * (sum / count as f64 + least).ln(),
    };
    let mut before = 0.0;
    let mut best = (f64::INFINITY, 0);
    for at in 0..=samples.len() {
        let sum = cost(before, at) + cost((total - before).max(0.0), samples.len() - at);
        if sum < best.0 {
            best = (sum, at);
        }
        before += samples.get(at).map_or(0.0, |x| x * x);
    }
    range.start + best.1
}

/// Where a recording is not silent.
fn sounding(spectra: &Spectra<'_>) -> Vec<Range<usize>> {
    let recording = spectra.recording;
    let hop = recording.samples_of(HOP_MS);
    let powers = powers(recording, hop, POWER_HOPS);
    let threshold = threshold(spectra, &powers, hop);
    let echoes = echoes(&powers);
    let mut found: Vec<Range<usize>> = Vec::new();
    let gap = (LEAST_SILENCE_MS / HOP_MS) as usize;
    for at in (0..powers.len()).filter(|&at| powers[at] > threshold.max(echoes[at])) {
        match found.last_mut() {
            Some(last) if at - last.end < gap => last.end = at + 1,
            _ => found.push(at..at + 1),
        }
    }
    let length = recording.samples.len();
    let to_samples = |hops: Range<usize>| {
        // The power of a step includes that of the next: what sounds begins within it.
        let start = (hops.start * hop).min(length);
        start..((hops.end + POWER_HOPS - 1) * hop).min(length)
    };
    let least = recording.samples_of(LEAST_SOUND_MS);
    found.into_iter().map(to_samples).filter(|range| range.len() >= least).collect()
}

/// The mean square of so many steps from each one on.
fn powers(recording: &Prepared, hop: usize, hops: usize) -> Vec<f64> {
    let sums: Vec<f64> =
        recording.samples.chunks(hop).map(|chunk| chunk.iter().map(|x| x * x).sum()).collect();
    let mean = |at: usize| {
        let end = (at + hops).min(sums.len());
        let samples = (end * hop).min(recording.samples.len()) - at * hop;
        sums[at..end].iter().sum::<f64>() / samples as f64
    };
    (0..sums.len()).map(mean).collect()
}

/// The mean square that echoes may have at each step: of what sounds before and of what will.
fn echoes(powers: &[f64]) -> Vec<f64> {
    let fade = ratio(-ECHO_DB_PER_MS * HOP_MS);
    let follow = |echo: &mut f64, power: &f64| {
        *echo = (*echo * fade).max(power * ratio(-ECHO_DB));
        Some(*echo)
    };
    let after = powers.iter().scan(0.0, follow);
    let mut echoes: Vec<f64> = powers.iter().rev().scan(0.0, follow).collect();
    echoes.reverse();
    echoes.iter_mut().zip(after).for_each(|(echo, after)| *echo = echo.max(after));
    echoes
}

/// The mean square above which a recording sounds.
fn threshold(spectra: &Spectra<'_>, powers: &[f64], hop: usize) -> f64 {
    let recording = spectra.recording;
    let is_flat = |at: usize| {
        let range = at * hop..((at + POWER_HOPS) * hop).min(recording.samples.len());
        recording.flat_within(&range) > 0
    };
    let mut moving: Vec<usize> = (0..powers.len()).filter(|&at| !is_flat(at)).collect();
    moving.sort_by(|&a, &b| powers[a].total_cmp(&powers[b]));
    let least = mean_square(LEAST_LEVEL_DBM0);
    let Some(&loudest) = moving.last() else { return least };
    let quiet = &moving[..=(moving.len() as f64 * FLOOR_SHARE) as usize];
    let floor = powers[quiet[quiet.len() - 1]];
    let floor = steady(recording, floor, hop);
    if powers[loudest] < floor * ratio(LEAST_RANGE_DB) || is_tonal(spectra, quiet, loudest, hop) {
        return least;
    }
    (floor * ratio(ABOVE_FLOOR_DB)).max(least)
}

/// The power of the quietest moments, taken over a period of 50 Hz where that is not much more:
/// within it the power of hum swings from nothing to twice its mean.
fn steady(recording: &Prepared, floor: f64, hop: usize) -> f64 {
    let is_flat = |at: usize| {
        recording.flat_within(&(at * hop..((at + PERIOD_HOPS) * hop).min(recording.samples.len())))
            > 0
    };
    let powers = powers(recording, hop, PERIOD_HOPS);
    let mut powers: Vec<f64> =
        (0..powers.len()).filter(|&at| !is_flat(at)).map(|at| powers[at]).collect();
    if powers.is_empty() {
        return floor;
    }
    let at = (powers.len() as f64 * FLOOR_SHARE) as usize;
    let longer = *powers.select_nth_unstable_by(at, f64::total_cmp).1;
    if (floor..floor * ratio(SWING_DB)).contains(&longer) { longer } else { floor }
}

/// Whether the quietest moments of a recording, each a step, are part of a tone and no noise: they
/// sound as the loudest moment does (the null of a beat or of a modulation, a quieter step of a
/// tone), or their power stands at a few frequencies above those of hum.
fn is_tonal(spectra: &Spectra<'_>, quiet: &[usize], loudest: usize, hop: usize) -> bool {
    let loudest = spectra.about(loudest * hop);
    let is_tonal = |&&at: &&usize| {
        let spectrum = spectra.about(at * hop);
        spectrum.likeness(&loudest) >= ALIKE || spectra.has_peaks(&spectrum)
    };
    let looked_at = quiet.iter().step_by(quiet.len().div_ceil(LOOKED_AT));
    // In a real silence those next to a tone may sound like it, and some of noise have peaks.
    10 * looked_at.clone().filter(is_tonal).count() > 9 * looked_at.len()
}

/// The mean square of a sine of this level.
fn mean_square(dbm0: f64) -> f64 {
    ratio(dbm0 - level_dbm0(1.0)) / 2.0
}

/// The ratio of powers that so many dB are.
fn ratio(db: f64) -> f64 {
    10_f64.powf(db / 10.0)
}

/// Short spectra of a recording.
struct Spectra<'a> {
    recording: &'a Prepared,
    transform: Arc<dyn RealToComplex<f64>>,
    window: Vec<f64>,
}

/// The power of each frequency, with their sum.
#[derive(Clone)]
struct Spectrum {
    powers: Vec<f64>,
    sum: f64,
}

impl Spectrum {
    /// The cosine between two spectra: 1 where they have one shape.
    fn likeness(&self, other: &Self) -> f64 {
        let dot = |a: &Self, b: &Self| -> f64 {
            a.powers.iter().zip(&b.powers).map(|(a, b)| a * b).sum()
        };
        let norm = (dot(self, self) * dot(other, other)).sqrt();
        if norm > 0.0 { dot(self, other) / norm } else { 0.0 }
    }

    /// Moves towards another one: the last dozen counts.
    fn follow(&mut self, other: &Self) {
        const SHARE: f64 = 1.0 / 12.0;
        for (own, other) in self.powers.iter_mut().zip(&other.powers) {
            *own += SHARE * (other - *own);
        }
        self.sum += SHARE * (other.sum - self.sum);
    }
}

impl<'a> Spectra<'a> {
    fn new(recording: &'a Prepared) -> Self {
        let count = recording.samples_of(WINDOW_MS);
        let hann =
            |n: usize| (core::f64::consts::PI * (n as f64 + 0.5) / count as f64).sin().powi(2);
        let transform = RealFftPlanner::new().plan_fft_forward(count.next_power_of_two());
        Self { recording, transform, window: (0..count).map(hann).collect() }
    }

    /// The spectrum of the window that starts at a sample.
    fn at(&self, start: usize) -> Spectrum {
        let mut samples = self.transform.make_input_vec();
        let mut bins = self.transform.make_output_vec();
        let windowed = self.recording.samples[start..].iter().zip(&self.window);
        for (place, (sample, weight)) in samples.iter_mut().zip(windowed) {
            *place = sample * weight;
        }
        // The lengths are those that the transform made.
        let done = self.transform.process(&mut samples, &mut bins);
        debug_assert!(done.is_ok());
        let powers: Vec<f64> = bins.iter().map(Complex::norm_sqr).collect();
        let sum = powers.iter().sum();
        Spectrum { powers, sum }
    }

    /// The spectrum of the window about a sample.
    fn about(&self, middle: usize) -> Spectrum {
        let last = self.recording.samples.len().saturating_sub(self.window.len());
        self.at(middle.saturating_sub(self.window.len() / 2).min(last))
    }

    /// Whether most of a spectrum's power stands in a few lines above [`HUM_HZ`].
    fn has_peaks(&self, spectrum: &Spectrum) -> bool {
        let bin_hz = self.recording.hertz / (2 * (spectrum.powers.len() - 1)) as f64;
        let mut powers = spectrum.powers[(HUM_HZ / bin_hz) as usize..].to_vec();
        powers.sort_by(|a, b| b.total_cmp(a));
        // A line is four bins wide at most, or five where the transform is longer than the window.
        let peaks: f64 = powers.iter().take(2 * 5).sum();
        peaks > PEAKED * spectrum.sum
    }

    /// A stretch divided where its spectrum becomes another.
    fn split(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let (window, step) = (self.window.len(), self.recording.samples_of(STEP_MS));
        if range.len() < 2 * window {
            return vec![range];
        }
        let mut stretches = Vec::new();
        let mut start = range.start;
        let mut sound = self.at(start);
        let mut other = 0;
        let mut at = start + step;
        while at + window <= range.end {
            let spectrum = self.at(at);
            let is_null = spectrum.sum < sound.sum / ratio(NULL_DB);
            if is_null || spectrum.likeness(&sound) >= ALIKE {
                other = 0;
                if !is_null {
                    sound.follow(&spectrum);
                }
                at += step;
                continue;
            }
            other += 1;
            if other == CONFIRMED {
                // The first of them was half of one sound and half of the other.
                let middle = at - (CONFIRMED - 1) * step + window / 2;
                stretches.push(start..middle);
                start = middle;
                other = 0;
                at = start.max(at);
                if at + window > range.end {
                    break;
                }
                sound = self.at(at);
            }
            at += step;
        }
        stretches.push(start..range.end);
        stretches
    }
}
