//! The rows of the table. What a contender gives is compared before it is timed.

use std::hint::black_box;
use std::rc::Rc;

use ringsmith::bank::{Alaw, Bank, BankOptions, Code, F32, Format, Pcm16, Player, Ulaw};
use ringsmith::codec::g711;
use ringsmith::model::{Cadence, Component, OnOff, Signal, Voice};
use ringsmith::synth::{Kernels, RenderOptions, Renderer, Sample};
use ringsmith::units::{DbM0, Hertz, SampleRate};

use crate::{Row, gateway};

pub const CHANNELS: usize = 1000;
const DIAL: u16 = 0;
const RINGBACK: u16 = 1;
/// Per tone: its name, and how long a media server's buffer of it is, in milliseconds.
const TONES: [(&str, u16, u64); 2] = [("dial", DIAL, 10_000), ("ringback", RINGBACK, 6_000)];

pub fn narrowband() -> SampleRate {
    SampleRate::NARROWBAND
}

fn voice(hertz: &[u32]) -> Voice {
    let level = DbM0::from_hundredths(-1900).unwrap();
    let component = |&hertz: &u32| Component::new(Hertz::new(hertz).unwrap(), level);
    Voice::new(hertz.iter().map(component)).unwrap()
}

/// US dial and US ringback.
fn signals() -> [Signal; 2] {
    let ringing = Cadence::new([], [OnOff::new(2000, 4000)]).unwrap();
    [
        Signal::new(voice(&[350, 440]), Cadence::continuous()).unwrap(),
        Signal::new(voice(&[440, 480]), ringing).unwrap(),
    ]
}

pub fn renderer(signal: u16, rate: SampleRate) -> Renderer {
    let signal = &signals()[usize::from(signal)];
    Renderer::new(signal, rate, RenderOptions::default()).unwrap()
}

pub fn bank<F: Format>(rate: SampleRate) -> Rc<Bank<F>> {
    Rc::new(Bank::compile(&signals(), rate, BankOptions::default()).unwrap())
}

/// Legs that began at different times within a minute.
pub fn players(signal: u16, count: usize) -> Vec<Player> {
    (0..count as u64)
        .map(|i| {
            let mut player = Player::start(signal);
            player.seek(i * 160 * 7919 % (60 * 8000));
            player
        })
        .collect()
}

/// A bank's format and how its samples are had without a bank.
trait Reference: Format<Code: PartialEq> {
    fn reference(renderer: &Renderer, position: u64, out: &mut [Code<Self>]);
}

impl Reference for Pcm16 {
    fn reference(renderer: &Renderer, position: u64, out: &mut [i16]) {
        renderer.render(position, out);
    }
}

impl Reference for F32 {
    fn reference(renderer: &Renderer, position: u64, out: &mut [f32]) {
        renderer.render(position, out);
    }
}

fn encoded(renderer: &Renderer, position: u64, out: &mut [u8], encode: fn(i16) -> u8) {
    let mut samples = vec![0; out.len()];
    renderer.render(position, &mut samples);
    for (code, sample) in out.iter_mut().zip(samples) {
        *code = encode(sample);
    }
}

impl Reference for Ulaw {
    fn reference(renderer: &Renderer, position: u64, out: &mut [u8]) {
        encoded(renderer, position, out, g711::ulaw_encode);
    }
}

impl Reference for Alaw {
    fn reference(renderer: &Renderer, position: u64, out: &mut [u8]) {
        encoded(renderer, position, out, g711::alaw_encode);
    }
}

/// Every row.
pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    let wideband = SampleRate::new(48_000).unwrap();
    for tone in TONES {
        rows.push(narrowband_row(tone));
    }
    for tone in TONES {
        rows.push(gateway::row(tone));
    }
    for (name, tone, _) in TONES {
        rows.push(copied_row::<Ulaw>(
            &format!("mu-law fill, {name}"),
            tone,
            narrowband(),
            CHANNELS,
        ));
    }
    for (name, tone, _) in TONES {
        rows.push(copied_row::<F32>(&format!("48 kHz f32 fill, {name}"), tone, wideband, CHANNELS));
    }
    for (name, tone, _) in TONES {
        rows.push(
            Row::new(format!("frame borrowed, {name}"), CHANNELS, "frame")
                .with("i16", borrowed::<Pcm16>(tone))
                .with("f32", borrowed::<F32>(tone))
                .with("mu-law", borrowed::<Ulaw>(tone))
                .with("A-law", borrowed::<Alaw>(tone)),
        );
    }
    for (name, tone, _) in TONES {
        rows.push(hour_row(name, tone));
        rows.push(fresh_hour_row(name, tone));
    }
    for count in [1, 2, 4, 8] {
        rows.push(synthesis_row(count));
    }
    rows.push(g711_row());
    for count in [1, 10, 100, 1000, 10_000, 100_000] {
        let work = format!("{count} players, i16 ringback");
        rows.push(copied_row::<Pcm16>(&work, RINGBACK, narrowband(), count));
    }
    rows
}

/// A tick of `bank.fill_many`, checked for a hundred ticks.
fn filling<F: Reference>(
    bank: Rc<Bank<F>>,
    tone: u16,
    frame: usize,
    count: usize,
) -> impl FnMut() + 'static {
    let renderer = renderer(tone, bank.rate());
    let mut players = players(tone, count);
    let mut out = vec![F::IDLE; count * frame];
    let mut expected = vec![F::IDLE; frame];
    for tick in 0..100 {
        let before = players[tick * 7 % count].position();
        bank.fill_many(&mut players, frame, frame, &mut out);
        F::reference(&renderer, before, &mut expected);
        let row = tick * 7 % count * frame;
        assert!(out[row..row + frame] == expected[..], "tick {tick}");
    }
    move || {
        bank.fill_many(&mut players, frame, frame, &mut out);
        black_box(&mut out);
    }
}

/// The same frames from the same amount of memory, their places known beforehand.
fn copying<F: Reference>(
    rate: SampleRate,
    tone: u16,
    frame: usize,
    count: usize,
) -> impl FnMut() + 'static {
    let renderer = renderer(tone, rate);
    // A period of ringback is a quarter of a period of dial tone.
    let period = usize::try_from(rate.hertz()).unwrap() / if tone == DIAL { 10 } else { 40 };
    let mut memory = vec![F::IDLE; frame + period + frame];
    F::reference(&renderer, 0, &mut memory[frame..]);
    let places: Vec<usize> = players(tone, count)
        .iter()
        .map(|player| {
            let run = renderer.timeline().run_at(player.position());
            let k = usize::try_from(player.position() - run.samples.start).unwrap();
            run.voice.map_or(0, |_| frame + k % period)
        })
        .collect();
    let mut out = vec![F::IDLE; count * frame];
    move || {
        for (row, &place) in out.chunks_exact_mut(frame).zip(&places) {
            row.copy_from_slice(&memory[place..place + frame]);
        }
        black_box(&mut out);
    }
}

fn copied_row<F: Reference>(work: &str, tone: u16, rate: SampleRate, count: usize) -> Row {
    let frame = usize::try_from(rate.hertz() / 50).unwrap();
    Row::new(work, count, "frame")
        .with("bank", filling::<F>(bank(rate), tone, frame, count))
        .with("memcpy", copying::<F>(rate, tone, frame, count))
}

fn narrowband_row((name, tone, buffer_ms): (&str, u16, u64)) -> Row {
    let row = copied_row::<Pcm16>(&format!("i16 fill, {name}"), tone, narrowband(), CHANNELS)
        .with("looped buffer per channel", gateway::looping_back_to_back(tone, buffer_ms))
        .with("direct synthesis", synthesising::<i16>(tone));
    #[cfg(feature = "bench-spandsp")]
    let row = row.with("spandsp tone_gen", spandsp(tone));
    row
}

fn synthesising<S: Sample + 'static>(tone: u16) -> impl FnMut() + 'static {
    let renderer = renderer(tone, narrowband());
    let mut positions: Vec<u64> = players(tone, CHANNELS).iter().map(Player::position).collect();
    let mut out = vec![S::default(); CHANNELS * 160];
    move || {
        for (position, row) in positions.iter_mut().zip(out.chunks_exact_mut(160)) {
            renderer.render(*position, row);
            *position += 160;
        }
        black_box(&mut out);
    }
}

/// Its samples differ from the right ones: they have to be of the same loudness.
#[cfg(feature = "bench-spandsp")]
fn spandsp(tone: u16) -> impl FnMut() + 'static {
    use crate::spandsp::Tone;

    let make = || match tone {
        DIAL => Tone::new([350, 440], -19, 1000, 0),
        _ => Tone::new([440, 480], -19, 2000, 4000),
    };
    let energy = |samples: &[i16]| samples.iter().map(|&s| f64::from(s).powi(2)).sum::<f64>();
    let (mut ours, mut theirs) = ([0; 8000], [0; 8000]);
    renderer(tone, narrowband()).render(0, &mut ours);
    make().fill(&mut theirs);
    let ratio = energy(&theirs) / energy(&ours);
    assert!((0.8..1.25).contains(&ratio), "within 1 dB: {ratio}");

    let mut tones: Vec<Tone> = (0..CHANNELS).map(|_| make()).collect();
    // As far apart as the players.
    let mut skipped = vec![0; 160 * 300];
    for (i, tone) in tones.iter_mut().enumerate() {
        tone.fill(&mut skipped[..=160 * (i * 7919 % 300)]);
    }
    let mut out = vec![0; CHANNELS * 160];
    move || {
        for (tone, row) in tones.iter_mut().zip(out.chunks_exact_mut(160)) {
            tone.fill(row);
        }
        black_box(&mut out);
    }
}

/// Frames wherever the players are: nearly all lie inside a run, and an edge makes one dearer.
fn borrowed<F: Reference>(tone: u16) -> impl FnMut() + 'static {
    let bank = bank::<F>(narrowband());
    let renderer = renderer(tone, narrowband());
    let mut players = players(tone, CHANNELS);
    let mut scratch = vec![F::IDLE; 160];
    let mut expected = scratch.clone();
    for player in &mut players {
        F::reference(&renderer, player.position(), &mut expected);
        assert!(bank.frame(player, 160, &mut scratch) == expected);
    }
    move || {
        for player in &mut players {
            black_box(bank.frame(player, 160, &mut scratch));
        }
    }
}

fn hour_row(name: &str, tone: u16) -> Row {
    const SAMPLES: usize = 3600 * 8000;
    let bank = bank::<Pcm16>(narrowband());
    let reference = renderer(tone, narrowband());
    let mut out = vec![1_i16; SAMPLES];
    bank.fill(&mut Player::start(tone), &mut out);
    let mut expected = vec![0; SAMPLES];
    reference.render(0, &mut expected);
    assert!(out == expected);
    let (mut zeroed, mut synthesised) = (expected.clone(), expected);
    Row::new(format!("an hour of {name}, i16"), SAMPLES, "sample")
        .with("bank", move || {
            bank.fill(&mut Player::start(tone), &mut out);
            black_box(&mut out);
        })
        .with("memset", move || {
            zeroed.fill(0);
            black_box(&mut zeroed);
        })
        .with("direct synthesis", move || {
            reference.render(0, &mut synthesised);
            black_box(&mut synthesised);
        })
}

/// The same into memory that the system has just given: what a program pays that renders an hour
/// and has no buffer yet.
fn fresh_hour_row(name: &str, tone: u16) -> Row {
    const SAMPLES: usize = 3600 * 8000;
    let bank = bank::<Pcm16>(narrowband());
    let mut expected = vec![0; SAMPLES];
    renderer(tone, narrowband()).render(0, &mut expected);
    let hour = move || {
        let mut out = vec![0; SAMPLES];
        bank.fill(&mut Player::start(tone), &mut out);
        out
    };
    assert!(hour() == expected);
    Row::new(format!("an hour of {name} into fresh memory, i16"), SAMPLES, "sample")
        .with("bank", move || {
            black_box(hour());
        })
        .with("memset", || {
            // Zeroed by the system page by page as it is touched, and then set.
            let mut out = vec![0_i16; SAMPLES];
            out.fill(black_box(0));
            black_box(out);
        })
}

/// Rendering without a period, in blocks of half a second.
fn synthesis_row(components: usize) -> Row {
    const SAMPLES: usize = 4000;
    let hertz = [350, 440, 480, 620, 697, 1209, 1400, 2060];
    let signal = Signal::new(voice(&hertz[..components]), Cadence::continuous()).unwrap();
    let mut row = Row::new(format!("synthesis, {components} components"), SAMPLES, "sample");
    let mut expected = vec![0_i16; SAMPLES];
    let render = |kernels| {
        Renderer::with_kernels(&signal, narrowband(), RenderOptions::default(), kernels).unwrap()
    };
    render(Kernels::detect()).render(0, &mut expected);
    for (name, kernels) in Kernels::all().into_iter().rev() {
        let renderer = render(kernels);
        let mut out = vec![0_i16; SAMPLES];
        renderer.render(0, &mut out);
        assert!(out == expected, "{name}");
        row = row.with(format!("i16 {name}"), move || {
            renderer.render(0, &mut out);
            black_box(&mut out);
        });
    }
    let renderer = render(Kernels::detect());
    let mut out = vec![0_f32; SAMPLES];
    row.with("f32", move || {
        renderer.render(0, &mut out);
        black_box(&mut out);
    })
}

/// Four thousand samples of dial tone to mu-law and A-law.
fn g711_row() -> Row {
    const SAMPLES: usize = 4000;
    let mut samples = vec![0; SAMPLES];
    renderer(DIAL, narrowband()).render(0, &mut samples);
    let samples: Rc<[i16]> = samples.into();
    let kernels = Kernels::detect();
    let expected: Vec<u8> = samples.iter().map(|&s| g711::ulaw_encode(s)).collect();
    let mut codes = vec![0; SAMPLES];
    g711::ulaw_encode_block(kernels, &samples, &mut codes);
    assert!(codes == expected);
    let expected: Vec<u8> = samples.iter().map(|&s| g711::alaw_encode(s)).collect();
    g711::alaw_encode_block(kernels, &samples, &mut codes);
    assert!(codes == expected);
    let block = |encode: fn(Kernels, &[i16], &mut [u8])| {
        let (samples, mut codes) = (samples.clone(), vec![0; SAMPLES]);
        move || {
            encode(kernels, &samples, &mut codes);
            black_box(&mut codes);
        }
    };
    let each = |encode: fn(i16) -> u8| {
        let (samples, mut codes) = (samples.clone(), vec![0; SAMPLES]);
        move || {
            for (sample, code) in samples.iter().zip(&mut codes) {
                *code = encode(*sample);
            }
            black_box(&mut codes);
        }
    };
    Row::new("G.711 encoding", SAMPLES, "sample")
        .with("mu-law block", block(g711::ulaw_encode_block))
        .with("A-law block", block(g711::alaw_encode_block))
        .with("mu-law one by one", each(g711::ulaw_encode))
        .with("A-law one by one", each(g711::alaw_encode))
}
