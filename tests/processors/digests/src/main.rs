//! A digest for each signal, rate and encoding, a line each: the same ones on every processor.
//!
//! Every tone and pattern that is built in, in every encoding at a rate of its own, by every set of
//! kernels that this processor has; a few signals at every rate, from the start and from far into
//! them, with ramps and swells, rendered and out of a bank; G.711 of every sample, and G.722. The first
//! line says which kernels were chosen.

use std::fmt::Write;

use ringsmith::bank::{Alaw, Bank, BankOptions, F32, Format, Pcm16, Player, Ulaw};
use ringsmith::codec::{Encoding, g711, g722};
use ringsmith::model::{Cadence, Component, Depth, Modulation, OnOff, Signal, Swell, Voice};
use ringsmith::notation::cpt;
use ringsmith::standard;
use ringsmith::synth::{Kernels, RenderOptions, Renderer};
use ringsmith::units::{DbM0, Hertz, Millis, SampleRate};
use ringsmith::world;
use sha2::{Digest, Sha256};

const RATES: [u32; 8] = [8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000];

fn main() {
    println!("kernels {:?}", Kernels::detect());
    for (name, kernels) in Kernels::all() {
        println!("kernels there are: {name}");
        built_in(kernels);
        at_every_rate(kernels);
    }
    banks();
    laws();
    g722();
}

fn tell(name: &str, bytes: &[u8]) {
    let digest = Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // text takes any text
        text
    });
    println!("{digest} {name}");
}

fn rate(hertz: u32) -> SampleRate {
    SampleRate::new(hertz).expect("a rate of the table")
}

/// Half a second of every signal that needs no file, at the next rate of the table and in the next
/// encoding each: its line has no name of the kernels, so all of them have the same lines.
fn built_in(kernels: Kernels) {
    let sets = world::countries().iter().map(|country| (country.code(), country.tones()));
    let vendor = include_str!("../../../../testdata/vendor/usa-13-tones.ini");
    let vendor = cpt::parse(vendor, cpt::Options::default()).into_tones().expect("it is right");
    let own = [("standard", standard::tones()), ("vendor", vendor)];
    let mut number = 0;
    for (set, tones) in own.into_iter().chain(sets) {
        for entry in tones.entries() {
            let signal = entry.signal(DbM0::ZERO);
            let rate = rate(RATES[number % RATES.len()]);
            let encoding = Encoding::ALL[number % Encoding::ALL.len()];
            number += 1;
            let Ok(renderer) =
                Renderer::with_kernels(&signal, rate, RenderOptions::default(), kernels)
            else {
                continue; // the vendor's file has tones that 8 kHz carries only
            };
            let mut bytes = Vec::new();
            encoding.render(&renderer, 0, rate.hertz() as usize / 2, &mut bytes);
            tell(&format!("{set} {entry} {} Hz {encoding}", rate.hertz()), &bytes);
        }
    }
}

/// Signals with everything that a signal can have.
fn signals() -> [(&'static str, Signal); 4] {
    let sine = |millihertz, level| {
        let frequency = Hertz::from_millihertz(millihertz).expect("it is not 0");
        Component::new(frequency, DbM0::from_hundredths(level).expect("a level"))
    };
    let modulation = Modulation {
        frequency: Hertz::new(20).expect("it is not 0"),
        depth: Depth::from_thousandths(900).expect("below 300 %"),
    };
    let voice = |components: &[Component]| Voice::new(components.iter().copied()).expect("a voice");
    let dual = voice(&[sine(440_000, -1900), sine(480_000, -1900)]);
    let special = voice(&[sine(913_800, -2400)]);
    let modulated = voice(&[Component { modulation: Some(modulation), ..sine(425_000, -1000) }]);
    let many: Vec<_> = (1..16).map(|n| sine(n * 200_001, -2500)).collect();
    let cadence = |on, off| Cadence::new([], [OnOff::new(on, off)]).expect("it sounds");
    let signal = |voice, cadence| Signal::new(voice, cadence).expect("a signal");
    let swell = Swell::new(-2000, 0, Millis(1700)).expect("within 60 dB");
    let grows = signal(voice(&many), cadence(333, 77));
    [
        ("dual", signal(dual, Cadence::continuous())),
        ("special", signal(special, cadence(330, 30))),
        ("modulated", signal(modulated, cadence(37, 13))),
        ("grows", grows.with_swell(swell)),
    ]
}

fn at_every_rate(kernels: Kernels) {
    for (name, signal) in signals() {
        for hertz in RATES {
            for ramp in [Millis::ZERO, Millis(5)] {
                let options = RenderOptions { ramp };
                let renderer = Renderer::with_kernels(&signal, rate(hertz), options, kernels);
                let renderer = renderer.expect("every rate carries it");
                for start in [0, 1 << 40, (1 << 63) - 5000] {
                    let mut bytes = Vec::new();
                    for encoding in Encoding::ALL {
                        encoding.render(&renderer, start, 2000, &mut bytes);
                    }
                    tell(&format!("{name} {hertz} Hz, ramp {ramp}, from {start}"), &bytes);
                }
            }
        }
    }
}

fn banks() {
    bank::<Pcm16>("pcm16", |code, bytes| bytes.extend(code.to_le_bytes()));
    bank::<F32>("f32", |code, bytes| bytes.extend(code.to_le_bytes()));
    bank::<Ulaw>("ulaw", |code, bytes| bytes.push(code));
    bank::<Alaw>("alaw", |code, bytes| bytes.push(code));
}

/// Three seconds in frames of 20 ms, stored and synthesised.
fn bank<F: Format>(name: &str, append: impl Fn(ringsmith::bank::Code<F>, &mut Vec<u8>))
where
    ringsmith::bank::Code<F>: Copy + Default,
{
    let signals = signals();
    for bytes_per_signal in [BankOptions::default().bytes_per_signal, 0] {
        let options = BankOptions { bytes_per_signal, ..BankOptions::default() };
        let bank =
            Bank::<F>::compile(signals.iter().map(|(_, signal)| signal), rate(8000), options);
        let bank = bank.expect("every rate carries it");
        for (index, (of, _)) in (0..).zip(&signals) {
            let mut player = Player::start(index);
            let mut frame = [Default::default(); 160];
            let mut bytes = Vec::new();
            for _ in 0..150 {
                bank.fill(&mut player, &mut frame);
                frame.iter().for_each(|&code| append(code, &mut bytes));
            }
            tell(&format!("bank {name} {of}, {bytes_per_signal} bytes a signal"), &bytes);
        }
    }
}

/// The codes of all 65 536 samples, in order.
fn laws() {
    let all = || i16::MIN..=i16::MAX;
    tell("mu-law", &all().map(g711::ulaw_encode).collect::<Vec<_>>());
    tell("A-law", &all().map(g711::alaw_encode).collect::<Vec<_>>());
}

fn g722() {
    for (name, signal) in signals() {
        let renderer = Renderer::new(&signal, SampleRate::WIDEBAND, RenderOptions::default());
        let renderer = renderer.expect("every rate carries it");
        let mut samples = vec![0; 32_000];
        renderer.render(0, &mut samples);
        let mut codes = Vec::new();
        g722::Encoder::new().encode(&samples, &mut codes);
        tell(&format!("g722 {name}"), &codes);
        let mut decoded = Vec::new();
        g722::Decoder::new().decode(&codes, &mut decoded);
        let bytes: Vec<u8> = decoded.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        tell(&format!("g722 {name}, decoded"), &bytes);
    }
}
