//! Speech is no tone: false alarms on sentences that espeak-ng speaks.
//!
//! `./check` installs espeak-ng. Where it is missing the tests fail in CI; elsewhere they say so and
//! pass.

use std::f64::consts::PI;
use std::process::Command;

use ringsmith::detector::{Kind, Options, Plan};
use ringsmith::model::Signal;
use ringsmith::units::SampleRate;

use crate::heard::{germany, hear, north_america};
use crate::sound::{SECOND, add, add_noise, amplitude, linear};

/// What is said, by language: announcements, and sentences of long vowels, whose harmonics are
/// steadiest.
const SENTENCES: [(&str, &str); 8] = [
    (
        "en-us",
        "Hello, nobody can take your call at the moment, so please leave a message after the \
      tone. Our moon moved slowly over the mountain, and the lonely wolf howled all night.",
    ),
    (
        "en-gb",
        "The number you have dialled has not been recognised. Please check and try again. \
      We all know you owe him more money than you own.",
    ),
    (
        "de",
        "Leider sind zurzeit alle Plätze belegt. Bitte haben Sie einen Augenblick Geduld. \
      Die Nummer hat sich geändert: null sieben eins eins, vier zwei null neun.",
    ),
    (
        "fr",
        "Le cabinet est fermé pour le moment. Veuillez laisser un message ou rappeler lundi \
      matin. Nous nous souvenons tous de la nouvelle lune.",
    ),
    (
        "es",
        "En este momento no podemos atenderle. Por favor, deje su mensaje después de la señal. \
      Mi mamá me mima mucho y yo la amo.",
    ),
    (
        "it",
        "Al momento non siamo in ufficio. Lasciate un messaggio dopo il segnale acustico. \
      Una luna nuova illumina il muro.",
    ),
    ("pl", "Prosimy zostawić wiadomość po sygnale. Oddzwonimy najszybciej, jak to możliwe."),
    ("ru", "Сейчас никто не может ответить. Пожалуйста, оставьте сообщение после сигнала."),
];

/// Whether espeak-ng is there.
///
/// # Panics
/// If it is not, and this is CI.
fn can_speak() -> bool {
    let found = Command::new("espeak-ng").arg("--version").output().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "espeak-ng is not installed");
    if !found {
        eprintln!("SKIPPED: espeak-ng is not installed, so nobody has spoken to the detector");
    }
    found
}

/// A sentence at 8 kHz and an effective level of −20 dBm0.
fn speak(voice: &str, [pitch, speed]: [u32; 2], sentence: &str) -> Vec<f64> {
    let mut command = Command::new("espeak-ng");
    command.args(["--stdout", "-v", voice, "-p", &pitch.to_string(), "-s", &speed.to_string()]);
    let wav = command.arg(sentence).output().unwrap().stdout;
    // Written to a pipe: 16 bits, mono, 22 050 Hz, a header of 44 bytes.
    assert_eq!(wav.get(24..28), Some(&22_050_u32.to_le_bytes()[..]), "{voice}");
    let bytes = wav[44..].chunks_exact(2);
    let spoken: Vec<_> = bytes.map(|b| f64::from(i16::from_le_bytes([b[0], b[1]]))).collect();
    let mut narrow = to_8_khz(&spoken);
    let power = narrow.iter().map(|x| x * x).sum::<f64>() / narrow.len() as f64;
    let gain = amplitude(-20.0) / (2.0 * power).sqrt();
    for x in &mut narrow {
        *x *= gain;
    }
    narrow
}

/// Samples at 22 050 Hz at 8 kHz: a low-pass filter of 3.6 kHz, a sine over its argument under a
/// raised cosine of ±32 samples, evaluated where it is wanted.
fn to_8_khz(samples: &[f64]) -> Vec<f64> {
    const REACH: f64 = 32.0;
    let cutoff = 2.0 * 3600.0 / 22_050.0;
    let count = samples.len() * 8000 / 22_050;
    let at = |n: usize| {
        let centre = n as f64 * 22_050.0 / 8000.0;
        let first = (centre - REACH).max(0.0) as usize;
        let near = samples.iter().enumerate().skip(first).take(2 * REACH as usize);
        near.map(|(m, x)| {
            let t = m as f64 - centre;
            let window = if t.abs() < REACH { 0.5 + 0.5 * (PI * t / REACH).cos() } else { 0.0 };
            let arc = PI * cutoff * t;
            x * window * cutoff * if t == 0.0 { 1.0 } else { arc.sin() / arc }
        })
        .sum()
    };
    (0..count).map(at).collect()
}

/// All sentences in these variants of each language's voice, at these pitches and speeds.
fn corpus(variants: &[&str], manners: &[[u32; 2]]) -> Vec<f64> {
    let mut samples = Vec::new();
    for (language, sentence) in SENTENCES {
        for variant in variants {
            for &manner in manners {
                samples.extend(speak(&format!("{language}{variant}"), manner, sentence));
            }
        }
    }
    samples
}

fn plan(signals: &[Signal], least_share: u16) -> Plan {
    let options = Options { least_share, ..Options::default() };
    Plan::new(signals, SampleRate::NARROWBAND, options).unwrap()
}

/// How often a voice is on, and a signal recognised.
fn alarms(plan: &Plan, samples: &[i16]) -> [usize; 2] {
    let heard = hear(plan, samples, 160);
    let count = |is: fn(Kind) -> bool| heard.iter().filter(|(_, event)| is(event.kind)).count();
    [count(|kind| matches!(kind, Kind::On(_))), count(|kind| matches!(kind, Kind::Recognised(_)))]
}

#[test]
fn no_signal_is_recognised_in_minutes_of_speech_and_hardly_a_tone_heard() {
    if !can_speak() {
        return;
    }
    let speech = linear(&corpus(&["", "+f2"], &[[50, 160]]));
    let minutes = speech.len() / (60 * SECOND);
    assert!(minutes >= 2, "{minutes} minutes of speech");
    for (name, signals) in [("North America", north_america()), ("Germany", germany())] {
        let [on, recognised] = alarms(&plan(&signals, 800), &speech);
        assert_eq!(recognised, 0, "{name}: a vowel has no cadence");
        // The hour of `roc` has none at the default's 80 %, and 5 to 8 at 75 %: a chance of a few
        // percent in these minutes even at that. One allows for another version of espeak-ng.
        assert!(on <= 1, "{name}: {on} tones in {minutes} minutes");
    }
}

/// Bursts of 500 ms of a tone of −20 dBm0, one a second.
const BURSTS: usize = 20;

/// The share of bursts of which both edges are heard within 25 ms, in percent.
fn detected(plan: &Plan, tones: &[f64], noise: f64, speech: &[f64]) -> f64 {
    let each = if tones.len() == 2 { -23.0 } else { -20.0 };
    let (mut right, mut all) = (0_u32, 0_u32);
    for (seed, off) in [(1, 0.985), (2, 0.995), (3, 1.0), (4, 1.005), (5, 1.015)] {
        let tones: Vec<_> = tones.iter().map(|hz| hz * off).collect();
        let mut samples = vec![0.0; BURSTS * SECOND];
        let place = |burst| [burst * 1000 + 100 + burst % 10, burst * 1000 + 600 + burst * 3 % 10];
        (0..BURSTS).for_each(|burst| add(&mut samples, place(burst), &tones, each));
        add_noise(&mut samples, noise, seed);
        samples.iter_mut().zip(speech).for_each(|(sample, spoken)| *sample += spoken);
        let heard = hear(plan, &linear(&samples), 160);
        for burst in 0..BURSTS {
            let [on, off] = place(burst).map(|ms| ms as u64 * 8);
            let near = |at: u64, is: fn(Kind) -> bool| {
                let edges = heard.iter().filter(|(_, event)| is(event.kind));
                edges.filter(|(_, event)| event.at.abs_diff(at) <= 200).count() == 1
            };
            let (begins, ends) = (|k| matches!(k, Kind::On(_)), |k| matches!(k, Kind::Off(_)));
            right += u32::from(near(on, begins) && near(off, ends));
            all += 1;
        }
    }
    100.0 * f64::from(right) / f64::from(all)
}

/// Prints the table of `docs/detector.md`.
#[test]
#[ignore = "takes a minute, and prints a table"]
fn roc() {
    assert!(can_speak(), "there is no table without speech");
    let manners = [20, 50, 80].map(|pitch| [120, 150, 180].map(|speed| [pitch, speed]));
    let variants = ["", "+f2", "+f4", "+m3", "+m7", "+f5"];
    let spoken = corpus(&variants, manners.as_flattened());
    let hours = spoken.len() as f64 / (3600 * SECOND) as f64;
    let speech = linear(&spoken);
    let quieter = |db: f64| -> Vec<f64> {
        let gain = 10_f64.powf(-db / 20.0);
        spoken.iter().take(BURSTS * SECOND).map(|x| x * gain).collect()
    };
    let (under_20, under_10) = (quieter(20.0), quieter(10.0));
    println!("{hours:.2} hours of speech; percent detected with noise at 20, 10, 7, 5 dB SNR,");
    println!("and with speech 20 and 10 dB below the tone");
    println!("| plan | share | on an hour | recognised | 20 | 10 | 7 | 5 | speech 20 | 10 |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    let plans = [("us", north_america(), &[480.0, 620.0][..]), ("de", germany(), &[425.0][..])];
    for (name, signals, tones) in plans {
        for share in [500, 600, 650, 700, 750, 800, 850, 900, 950] {
            let plan = plan(&signals, share);
            let [on, recognised] = alarms(&plan, &speech).map(|count| count as f64 / hours);
            print!("| {name} | {} % | {on:.1} | {recognised:.1} |", share / 10);
            for noise in [-40.0, -30.0, -27.0, -25.0] {
                print!(" {:.0} |", detected(&plan, tones, noise, &[]));
            }
            for speech in [&under_20, &under_10] {
                print!(" {:.0} |", detected(&plan, tones, -60.0, speech));
            }
            println!();
        }
    }
}
