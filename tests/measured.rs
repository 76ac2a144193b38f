//! What was rendered is measured back: every national tone and every standard one, and what lines,
//! codecs and networks make of them.

#![cfg(feature = "cli")]
#![expect(clippy::cast_precision_loss, reason = "recordings of minutes")]

#[path = "common/peer.rs"]
mod peer;

mod heard;

use std::f64::consts::TAU;
use std::process::Command;

use heard::{Within, cadence_faults, faults, heard_ms, rendered, signals};
use rayon::prelude::*;
use ringsmith::analysis::{self, Measurement};
use ringsmith::codec::g711;
use ringsmith::model::{Cadence, Component, Depth, Modulation, OnOff, Signal, Voice};
use ringsmith::units::{DbM0, Hertz, SampleRate};

const RATE: SampleRate = SampleRate::NARROWBAND;
/// Samples of a packet of 20 ms.
const PACKET: usize = 160;

/// What the issue of a measurement is held to where nothing disturbs it: 0.1 Hz, 0.1 dB and 1 ms, and
/// a fiftieth of a modulation's depth.
const EXACT: Within = Within { hertz: 0.1, db: 0.1, ms: 1.0, depth: 0.02 };
/// In noise 20 dB below the tone. The bound of Cramér and Rao for the level of one of two components
/// over 40 ms is 0.06 dB (one standard deviation), for its frequency 0.05 Hz; four of them. An edge is
/// within a millisecond, but that two components may be at the null of their beat there.
const NOISY: Within = Within { hertz: 0.2, db: 0.25, ms: 1.5, depth: 0.05 };

/// In noise a pause has to be longer than the window of a spectrum to be told from the null of a beat.
const LEAST_PAUSE_MS: u32 = 30;

/// Joined tones shorter than this are not told apart: a spectrum is taken over 24 ms.
const LEAST_JOINED_MS: u32 = 40;

/// Whether a signal is within what a measurement can tell.
fn is_told(signal: &Signal) -> bool {
    let joined = signal.cadence().pairs().any(|it| it.on.0 < LEAST_JOINED_MS && it.off.is_zero());
    !joined && heard_ms(signal, 3) <= 120_000
}

/// A signal of which a condition made a recording, and what that has to measure as.
struct Case {
    signal: Signal,
    samples: Vec<f64>,
    within: Within,
    /// Where the recording begins in the signal, in ms.
    start_ms: f64,
}

/// Measures every `step`th signal under a condition, and asserts that nothing is wrong.
fn assert_measured(
    step: usize,
    condition: impl Fn(Case, &mut Random) -> Case + Sync,
    judge: impl Fn(&Case, &Measurement) -> Vec<String> + Sync,
) {
    let (wrong, of) = wrong(step, condition, judge);
    assert!(wrong.is_empty(), "{} of {of}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Measures every `step`th signal under a condition, and tells what is wrong, of how many.
fn wrong(
    step: usize,
    condition: impl Fn(Case, &mut Random) -> Case + Sync,
    judge: impl Fn(&Case, &Measurement) -> Vec<String> + Sync,
) -> (Vec<String>, usize) {
    let signals = signals().into_iter().filter(|(_, signal)| is_told(signal)).step_by(step);
    wrong_of(&signals.collect::<Vec<_>>(), condition, judge)
}

/// Measures signals under a condition, and tells what is wrong, of how many.
fn wrong_of(
    signals: &[(String, Signal)],
    condition: impl Fn(Case, &mut Random) -> Case + Sync,
    judge: impl Fn(&Case, &Measurement) -> Vec<String> + Sync,
) -> (Vec<String>, usize) {
    let judged = |(at, (name, signal)): (usize, &(String, Signal))| {
        let ms = heard_ms(signal, 3);
        let samples = rendered(signal, RATE, ms).iter().map(|&it| f64::from(it)).collect();
        let case = Case { signal: signal.clone(), samples, within: EXACT, start_ms: 0.0 };
        let case = condition(case, &mut Random(at as u64 + 1));
        let samples: Vec<f32> = case.samples.iter().map(|&sample| to_16_bits(sample)).collect();
        let found = analysis::measure(&samples, RATE);
        let faults = judge(&case, &found);
        faults.first().map(|fault| format!("{name}: {} faults; {fault}", faults.len()))
    };
    let cases: Vec<_> = signals.iter().enumerate().collect();
    (cases.par_iter().copied().filter_map(judged).collect(), cases.len())
}

/// Every run is in its place and sounds as it should, and so does the cadence.
fn all_of_it(case: &Case, found: &Measurement) -> Vec<String> {
    let mut wrong = faults(&case.signal, found, (case.start_ms, 0.0), case.within);
    if case.start_ms == 0.0 {
        wrong.extend(the_cadence(case, found));
    }
    wrong
}

/// The cadence is right, whatever its runs are.
fn the_cadence(case: &Case, found: &Measurement) -> Vec<String> {
    cadence_faults(&case.signal, found, heard_ms(&case.signal, 3) as f64, case.within.ms / 2.0)
}

#[expect(clippy::cast_possible_truncation, reason = "24 bits hold 16")]
fn to_16_bits(sample: f64) -> f32 {
    ((sample * 32_768.0).round().clamp(-32_768.0, 32_767.0) / 32_768.0) as f32
}

/// Marsaglia's generator.
struct Random(u64);

impl Random {
    /// Between 0 and 1.
    fn uniform(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// With a variance of 1 (Box and Muller).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (self.uniform() + 1e-18).ln()).sqrt();
        radius * (TAU * self.uniform()).cos()
    }
}

/// Adds white noise so many dB below what sounds.
fn add_noise(samples: &mut [f64], snr_db: f64, random: &mut Random) {
    let sounding = samples.iter().filter(|sample| **sample != 0.0).count().max(1);
    let power = samples.iter().map(|x| x * x).sum::<f64>() / sounding as f64;
    let deviation = (power / 10_f64.powf(snr_db / 10.0)).sqrt();
    for sample in samples {
        *sample += deviation * random.normal();
    }
}

fn through_law(samples: &mut [f64], law: fn(i16) -> i16) {
    #[expect(clippy::cast_possible_truncation, reason = "within 16 bits")]
    let coded = |sample: f64| f64::from(law((to_16_bits(sample) * 32_768.0) as i16)) / 32_768.0;
    for sample in samples {
        *sample = coded(*sample);
    }
}

fn ulaw(sample: i16) -> i16 {
    g711::ulaw_decode(g711::ulaw_encode(sample))
}

fn alaw(sample: i16) -> i16 {
    g711::alaw_decode(g711::alaw_encode(sample))
}

/// A signal whose loudest component has this level, in hundredths of a dBm0.
fn at_level(signal: &Signal, level: i32) -> Signal {
    let components = signal.voices().iter().flat_map(Voice::components);
    let loudest = components.map(|it| it.level.hundredths()).max().unwrap();
    let moved = |component: &Component| {
        let level = component.level.hundredths() - loudest + level;
        Component { level: DbM0::from_hundredths(level).unwrap(), ..*component }
    };
    let voice = |voice: &Voice| Voice::new(voice.components().iter().map(moved)).unwrap();
    let voices = signal.voices().iter().map(voice).collect();
    Signal::with_voices(voices, signal.cadence().clone()).unwrap()
}

#[test]
fn every_built_in_tone_is_measured_back() {
    assert_measured(1, |case, _| case, all_of_it);
}

#[test]
fn tones_are_measured_in_noise() {
    let noisy = |mut case: Case, random: &mut Random| {
        add_noise(&mut case.samples, 20.0, random);
        // The bell of 16 to 50 Hz starts too slowly to be placed within a millisecond in noise.
        let rings = case.signal.voices().iter().flat_map(Voice::components);
        let is_low = rings.map(|it| it.frequency.millihertz()).any(|it| it < 100_000);
        let ms = if is_low { 2.0 } else { NOISY.ms };
        Case { within: Within { ms, ..NOISY }, ..case }
    };
    let paused = |case: &Case, found: &Measurement| {
        let mut pauses = case.signal.cadence().pairs().map(|it| it.off.0);
        let is_short = pauses.any(|off| (1..LEAST_PAUSE_MS).contains(&off));
        if is_short { Vec::new() } else { all_of_it(case, found) }
    };
    assert_measured(9, noisy, paused);
}

#[test]
fn tones_are_measured_through_both_laws() {
    // A period that is few samples long meets the same steps of a law again and again, and its level
    // is theirs: 0.15 dB.
    let within = Within { db: 0.15, ms: 1.5, ..EXACT };
    for law in [ulaw, alaw] {
        let coded = |mut case: Case, _: &mut Random| {
            through_law(&mut case.samples, law);
            Case { within, ..case }
        };
        assert_measured(11, coded, all_of_it);
    }
}

#[test]
fn faint_and_clipped_tones_are_measured() {
    let faint = |case: Case, _: &mut Random| {
        let signal = at_level(&case.signal, -4500);
        let samples = rendered(&signal, RATE, heard_ms(&signal, 3));
        let samples = samples.iter().map(|&it| f64::from(it)).collect();
        // 16 bits are coarse 48 dB below full scale: their steps hide where a tone begins.
        let within = Within { ms: 1.5, db: 0.2, ..EXACT };
        Case { signal, samples, within, ..case }
    };
    assert_measured(11, faint, all_of_it);
    let clipped = |mut case: Case, _: &mut Random| {
        let from = case.signal.voices().iter().flat_map(Voice::components);
        let loudest = from.map(|it| it.level.hundredths()).max().unwrap();
        let gain = 10_f64.powf(f64::from(300 - loudest) / 2000.0);
        case.samples.iter_mut().for_each(|sample| *sample *= gain);
        let signal = at_level(&case.signal, 300);
        Case { signal, within: Within { ms: 1.5, db: 0.2, ..EXACT }, ..case }
    };
    assert_measured(11, clipped, all_of_it);
}

#[test]
fn hum_and_an_offset_are_no_part_of_a_tone() {
    let humming = |mut case: Case, _: &mut Random| {
        for (at, sample) in case.samples.iter_mut().enumerate() {
            let turn = TAU * at as f64 / 8000.0;
            let hum = 0.007 * (50.0 * turn).sin() + 0.003 * (150.0 * turn + 2.0).sin();
            *sample += hum + 0.05;
        }
        Case { within: Within { db: 0.2, hertz: 0.2, ..EXACT }, ..case }
    };
    // Hum does not divide into what is shorter than its period; nor is a ringing tone told from it.
    let long = |case: &Case, found: &Measurement| {
        let shortest = case.signal.cadence().pairs().map(|it| it.on.0).min().unwrap_or_default();
        let components = case.signal.voices().iter().flat_map(Voice::components);
        let lowest = components.map(|it| it.frequency.millihertz()).min().unwrap_or_default();
        if shortest < 100 || lowest < 250_000 { Vec::new() } else { all_of_it(case, found) }
    };
    assert_measured(11, humming, long);
}

#[test]
fn a_recording_may_begin_anywhere() {
    let begun = |mut case: Case, random: &mut Random| {
        let cadence = case.signal.cadence();
        let within = if cadence.is_continuous() { 500 } else { cadence.cycle_ms() };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cycle")]
        let start = cadence.lead_ms() + (random.uniform() * within as f64) as u64;
        let start = if cadence.cycle().is_empty() { 0 } else { start };
        case.samples.drain(..usize::try_from(start * 8).unwrap());
        Case { start_ms: start as f64, ..case }
    };
    // Where a start was not heard, three plain components may as well be a deep modulation.
    let told = |case: &Case, found: &Measurement| {
        let most = case.signal.voices().iter().map(|it| it.components().len()).max();
        if most >= Some(3) { Vec::new() } else { all_of_it(case, found) }
    };
    assert_measured(7, begun, told);
}

#[test]
fn lost_packets_do_not_change_a_cadence_that_is_heard_often_enough() {
    let lossy = |mut case: Case, random: &mut Random| {
        let ms = heard_ms(&case.signal, 12);
        let samples = rendered(&case.signal, RATE, ms.min(120_000));
        case.samples = samples.iter().map(|&it| f64::from(it)).collect();
        for packet in case.samples.chunks_mut(PACKET) {
            if random.uniform() < 0.05 {
                packet.fill(0.0);
            }
        }
        case
    };
    // Twelve cycles. A lead is heard once; a packet that is lost where two tones join moves both; and
    // what is shorter than a few packets is hit too often.
    let repeated = |case: &Case, found: &Measurement| {
        let cadence = case.signal.cadence();
        let shortest =
            cadence.pairs().flat_map(|it| [it.on.0, it.off.0]).filter(|ms| *ms > 0).min();
        let is_long = heard_ms(&case.signal, 12) > 120_000;
        let is_short = shortest.is_some_and(|ms| ms < 100) && !cadence.is_continuous();
        let joins = cadence.pairs().any(|it| it.off.is_zero());
        if !cadence.lead().is_empty() || is_short || is_long || joins {
            return Vec::new();
        }
        the_cadence(case, found)
    };
    // Losses may fall so that another cadence explains them as well: once in fifty.
    let (wrong, of) = wrong(7, lossy, repeated);
    assert!(50 * wrong.len() <= of, "{} of {of}:\n{}", wrong.len(), wrong.join("\n"));
}

/// A sentence at 8 kHz, 4 s or more; `None` where nobody can speak it.
fn speech() -> Option<Vec<f64>> {
    let lost = "no tone is measured before and after speech";
    if !(peer::has("espeak-ng", lost) && peer::has("sox", lost)) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let (spoken, raw) = (folder.path().join("spoken.wav"), folder.path().join("spoken.raw"));
    let text = "The number you have dialled is not in service. Please check it and dial again.";
    peer::output_of(Command::new("espeak-ng").args(["-v", "en", "-w"]).arg(&spoken).arg(text));
    let format = ["-r", "8000", "-b", "16", "-e", "signed", "-t", "raw"];
    peer::output_of(Command::new("sox").arg(&spoken).args(format).arg(&raw));
    let bytes = std::fs::read(raw).unwrap();
    let sample = |pair: &[u8]| f64::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
    Some(bytes.chunks_exact(2).map(sample).collect())
}

#[test]
fn speech_before_and_after_a_tone_is_none() {
    let Some(speech) = speech() else { return };
    let middle = speech.len() / 2;
    let spoken = |mut case: Case, _: &mut Random| {
        let pause = vec![0.0; 4000];
        let parts =
            [&speech[..middle], &pause, &case.samples, &vec![0.0; 24_000], &speech[middle..]];
        case.samples = parts.concat();
        case
    };
    assert_measured(60, spoken, the_cadence);
}

/// A signal that nobody defined: one or two voices of one to three components at least 20 Hz apart and
/// within 6 dB, or one that is modulated; on times of 100 to 1500 ms, off times of 60 to 2000.
fn made_up(random: &mut Random) -> Signal {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers")]
    let mut between =
        |least: u32, most: u32| least + (random.uniform() * f64::from(most - least)) as u32;
    let mut lowest = 300_000;
    let mut voices = Vec::new();
    for _ in 0..between(1, 3) {
        let mut components = Vec::new();
        let count = between(1, 4);
        for _ in 0..count {
            lowest += between(20_000, 400_000);
            let level = -800 - 100 * i32::try_from(between(0, 7)).unwrap();
            let component = Component::new(
                Hertz::from_millihertz(lowest).unwrap(),
                DbM0::from_hundredths(level - 600).unwrap(),
            );
            let modulation = (count == 1 && between(0, 3) == 0).then(|| Modulation {
                frequency: Hertz::from_millihertz(between(20_000, 50_000)).unwrap(),
                depth: Depth::from_thousandths(u16::try_from(between(200, 1000)).unwrap()).unwrap(),
            });
            components.push(Component { modulation, ..component });
        }
        lowest += 60_000;
        voices.push(Voice::new(components).unwrap());
    }
    let several = voices.len();
    let counts = [between(0, 3), between(0, 4)];
    let mut pairs = |count: u32| -> Vec<OnOff> {
        let pair = |_| {
            let pair = OnOff::new(between(100, 1500), between(60, 2000));
            pair.with_voice(between(0, 2) as usize % several)
        };
        (0..count).map(pair).collect()
    };
    let (lead, mut cycle) = (pairs(counts[0]), pairs(counts[1]));
    cycle.push(OnOff::new(400, 1700));
    Signal::with_voices(voices, Cadence::new(lead, cycle).unwrap()).unwrap()
}

#[test]
fn what_nobody_defined_is_measured_back() {
    let mut random = Random(2026);
    let signals: Vec<_> = (0..60).map(|nth| (nth.to_string(), made_up(&mut random))).collect();
    let conditions: [fn(Case, &mut Random) -> Case; 3] = [
        |case, _| case,
        |mut case, random| {
            add_noise(&mut case.samples, 20.0, random);
            Case { within: NOISY, ..case }
        },
        |mut case, _| {
            through_law(&mut case.samples, alaw);
            Case { within: Within { db: 0.15, ms: 1.5, ..EXACT }, ..case }
        },
    ];
    for condition in conditions {
        let (wrong, of) = wrong_of(&signals, condition, all_of_it);
        assert!(wrong.is_empty(), "{} of {of}:\n{}", wrong.len(), wrong.join("\n"));
    }
}
