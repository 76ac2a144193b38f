//! What players give, against rendering and encoding sample by sample.

use proptest::prelude::*;

use super::oracle::Description;
use super::signal_of;
use super::strategies::{descriptions, sample_indices};
use crate::bank::stream::LONG;
use crate::bank::{Alaw, Bank, BankOptions, Code, F32, Format, Pcm16, Player, Ulaw};
use crate::codec::g711;
use crate::model::{Cadence, Component, OnOff, Signal, Swell, Voice};
use crate::synth::{Kernels, RenderOptions, Renderer};
use crate::units::{DbM0, Hertz, Millis, SampleRate};

/// A format whose codes can be had from a renderer alone.
trait Judged: Format<Code: BitPattern> {
    fn expected(renderer: &Renderer, position: u64, count: usize) -> Vec<Code<Self>>;
}

/// Equality of what is stored: −0.0 is not 0.0.
trait BitPattern: Copy {
    fn bits(self) -> u32;
}

impl BitPattern for u8 {
    fn bits(self) -> u32 {
        self.into()
    }
}

impl BitPattern for i16 {
    fn bits(self) -> u32 {
        self.cast_unsigned().into()
    }
}

impl BitPattern for f32 {
    fn bits(self) -> u32 {
        self.to_bits()
    }
}

impl Judged for Pcm16 {
    fn expected(renderer: &Renderer, position: u64, count: usize) -> Vec<i16> {
        let mut samples = vec![0; count];
        renderer.render(position, &mut samples);
        samples
    }
}

impl Judged for F32 {
    fn expected(renderer: &Renderer, position: u64, count: usize) -> Vec<f32> {
        let mut samples = vec![0.0; count];
        renderer.render(position, &mut samples);
        samples
    }
}

impl Judged for Ulaw {
    fn expected(renderer: &Renderer, position: u64, count: usize) -> Vec<u8> {
        let samples = Pcm16::expected(renderer, position, count);
        samples.into_iter().map(g711::ulaw_encode).collect()
    }
}

impl Judged for Alaw {
    fn expected(renderer: &Renderer, position: u64, count: usize) -> Vec<u8> {
        let samples = Pcm16::expected(renderer, position, count);
        samples.into_iter().map(g711::alaw_encode).collect()
    }
}

/// Compares bit patterns; the message names the first sample that differs.
fn assert_codes<T: BitPattern>(found: &[T], expected: &[T], position: u64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what} at {position}");
    for (n, (found, expected)) in (position..).zip(found.iter().zip(expected)) {
        assert_eq!(found.bits(), expected.bits(), "{what}, sample {n}");
    }
}

/// What a bank may keep: everything, a little, nothing; and frames of one sample and of 100 ms.
fn bank_options(ramp: Millis) -> impl Strategy<Value = BankOptions> {
    let bytes = prop_oneof![
        4 => Just(1 << 20),
        1 => Just(0),
        2 => 0..20_000_usize,
        1 => 0..200_000_usize,
    ];
    let frame = prop_oneof![3 => Just(60), 1 => Just(0), 1 => Just(1), 1 => 1..=100_u32];
    (bytes, frame).prop_map(move |(bytes_per_signal, frame)| BankOptions {
        render: RenderOptions { ramp },
        longest_frame: Millis(frame),
        bytes_per_signal,
    })
}

fn ramp_of(description: &Description) -> Millis {
    Millis(u32::try_from(description.ramp_ms).unwrap())
}

/// Descriptions and ways to keep them. Half of them have whole hertz only, so that their period
/// fits.
fn cases() -> impl Strategy<Value = (Description, BankOptions)> {
    (descriptions(), any::<bool>())
        .prop_map(|(mut description, whole)| {
            let segments = description.lead.iter_mut().chain(&mut description.cycle);
            for comp in segments.flat_map(|segment| &mut segment.components) {
                if whole && comp.millihertz >= 10_000 {
                    comp.millihertz -= comp.millihertz % 10_000;
                    comp.modulation = comp.modulation.map(|(_, depth)| (10_000, depth));
                }
            }
            description
        })
        .prop_flat_map(|description| {
            let options = bank_options(ramp_of(&description));
            (Just(description), options)
        })
}

/// Sizes of frames: those of telephony, one sample, and beyond the longest frame.
fn sizes() -> impl Strategy<Value = Vec<usize>> {
    let size =
        prop_oneof![Just(1_usize), Just(80), Just(160), Just(960), Just(7919), 0..3000_usize];
    prop::collection::vec(size, 1..12)
}

fn bank_and_renderer<F: Format>(
    description: &Description,
    options: BankOptions,
) -> (Bank<F>, Renderer) {
    let rate = SampleRate::new(description.rate).unwrap();
    let signal = signal_of(description);
    let renderer = Renderer::new(&signal, rate, options.render).unwrap();
    (Bank::compile([&signal], rate, options).unwrap(), renderer)
}

/// Plays from `start` on in frames of these sizes: filled, had by reference, and many at a time.
fn assert_playing<F: Judged>(
    description: &Description,
    options: BankOptions,
    start: u64,
    sizes: &[usize],
) {
    let (bank, renderer) = bank_and_renderer::<F>(description, options);
    let total = sizes.iter().sum();
    let expected = F::expected(&renderer, start, total);
    let mut player = Player::start(0);
    player.seek(start);
    let (mut by_reference, mut row) = (player, [player; 3]);
    let mut done = 0;
    for &size in sizes {
        let position = start + done as u64;
        let expected = &expected[done..done + size];
        assert_eq!(player.position(), position);
        // Dirty buffers: every sample has to be written.
        let mut out = vec![F::expected(&renderer, 1, 1)[0]; size];
        bank.fill(&mut player, &mut out);
        assert_codes(&out, expected, position, "filled");

        let mut scratch = vec![F::IDLE; size];
        let frame = bank.frame(&mut by_reference, size, &mut scratch);
        assert_codes(frame, expected, position, "framed");

        let stride = size + 3;
        let mut out = vec![F::IDLE; 3 * stride];
        assert_eq!(bank.fill_many(&mut row, size, stride, &mut out), 3);
        for out in out.chunks(stride) {
            assert_codes(&out[..size], expected, position, "filled with others");
            assert_codes(&out[size..], &[F::IDLE; 3], position, "between the frames");
        }
        done += size;
        assert_eq!(player, by_reference);
        assert_eq!(row, [player; 3]);
    }
}

proptest! {
    #![proptest_config(crate::tests::cases(128))]

    #[test]
    fn players_give_what_is_rendered_from_the_start(
        (description, options) in cases(),
        sizes in sizes(),
    ) {
        assert_playing::<Pcm16>(&description, options, 0, &sizes);
        assert_playing::<F32>(&description, options, 0, &sizes);
        assert_playing::<Ulaw>(&description, options, 0, &sizes);
        assert_playing::<Alaw>(&description, options, 0, &sizes);
    }

    #[test]
    fn players_give_what_is_rendered_from_anywhere(
        (description, options) in cases(),
        start in sample_indices(),
        sizes in sizes(),
    ) {
        assert_playing::<Pcm16>(&description, options, start, &sizes);
        assert_playing::<F32>(&description, options, start, &sizes);
        assert_playing::<Ulaw>(&description, options, start, &sizes);
        assert_playing::<Alaw>(&description, options, start, &sizes);
    }

    #[test]
    fn a_bank_takes_no_more_than_it_may((description, options) in cases()) {
        let (bank, _) = bank_and_renderer::<F32>(&description, options);
        prop_assert!(bank.bytes_of(0) <= Some(options.bytes_per_signal));
        let silence = 2 * bank.longest_frame() * size_of::<f32>();
        prop_assert_eq!(Some(bank.bytes() - silence), bank.bytes_of(0));
    }

    /// One player among several signals and two banks of them, told something before each frame.
    #[test]
    fn a_player_does_what_it_is_told(
        descriptions in prop::collection::vec(cases(), 1..4),
        steps in prop::collection::vec((0..5_u8, sample_indices(), 0..6_u16, 0..700_usize), 1..60),
    ) {
        let rate = SampleRate::new(descriptions[0].0.rate).unwrap();
        let options = descriptions[0].1;
        // Signals made for other rates may not be possible at this one.
        let signals: Vec<Signal> = descriptions.iter().map(|case| signal_of(&case.0)).collect();
        let carried = |signal: &&Signal| Renderer::new(signal, rate, options.render).is_ok();
        let signals: Vec<&Signal> = signals.iter().filter(carried).collect();
        let renderers: Vec<Renderer> = signals
            .iter()
            .map(|signal| Renderer::new(signal, rate, options.render).unwrap())
            .collect();
        let banks = [
            Bank::<Ulaw>::compile(signals.iter().copied(), rate, options).unwrap(),
            Bank::<Ulaw>::compile(signals.iter().copied(), rate, BankOptions::default()).unwrap(),
        ];
        // Without its own ramp the second bank would play something else.
        let banks = if options.render.ramp.is_zero() { &banks[..] } else { &banks[..1] };
        let mut player = Player::idle();
        let (mut signal, mut position) = (None, 0);
        for (step, (order, sample, index, size)) in steps.into_iter().enumerate() {
            match order {
                0 => {
                    player.seek(sample);
                    position = sample;
                }
                1 => {
                    player.switch(index);
                    (signal, position) = (Some(index), 0);
                }
                2 => {
                    player.stop();
                    (signal, position) = (None, 0);
                }
                _ => {}
            }
            let bank = &banks[step % banks.len()];
            let mut out = vec![0; size];
            bank.fill(&mut player, &mut out);
            let renderer = signal.and_then(|index| renderers.get(usize::from(index)));
            let expected = renderer.map_or(vec![0xFF; size], |renderer| {
                Ulaw::expected(renderer, position, size)
            });
            assert_codes(&out, &expected, position, "filled");
            position += size as u64;
            prop_assert_eq!(player.position(), position);
            prop_assert_eq!(player.signal(), signal);
            let finished = renderer.map_or(Some(0), |renderer| renderer.timeline().finished_at());
            let remaining = finished.map(|end| end.saturating_sub(position));
            prop_assert_eq!(bank.remaining(&player), remaining);
            prop_assert_eq!(bank.finished(&player), remaining == Some(0));
        }
    }
}

fn voice(hertz: &[u32]) -> Voice {
    let component = |&hertz: &u32| Component::new(Hertz::new(hertz).unwrap(), DbM0::ZERO);
    Voice::new(hertz.iter().map(component)).unwrap()
}

/// US ringback and dial tone, a pattern of three lengths, and a special information tone whose
/// steps of tenths of a hertz are stored whole.
fn everyday_signals() -> Vec<Signal> {
    let of = |hertz: &[u32], cadence| Signal::new(voice(hertz), cadence).unwrap();
    let step = |tenths: u32| {
        let frequency = Hertz::from_millihertz(tenths * 100).unwrap();
        Voice::sine(frequency, DbM0::ZERO)
    };
    let sit = Cadence::new(
        [],
        [OnOff::new(330, 0), OnOff::new(330, 0).with_voice(1), OnOff::new(330, 1000).with_voice(2)],
    );
    let pattern = Cadence::new([OnOff::new(300, 300); 3], [OnOff::new(1000, 375)]);
    let swell = Swell::new(-2000, 0, Millis(500)).unwrap();
    vec![
        of(&[350, 440], Cadence::continuous()),
        of(&[440, 480], Cadence::new([], [OnOff::new(2000, 4000)]).unwrap()),
        of(&[25], pattern.unwrap()),
        Signal::with_voices(vec![step(9138), step(13_706), step(17_766)], sit.unwrap()).unwrap(),
        of(&[1400], Cadence::new([], [OnOff::new(375, 375)]).unwrap()).with_swell(swell),
    ]
}

/// Three frame sizes, so that frames start everywhere in a period and in a run.
fn assert_borrowed<F: Judged>(hertz: u32, ramp: Millis) {
    let rate = SampleRate::new(hertz).unwrap();
    let signals = everyday_signals();
    let options = BankOptions { render: RenderOptions { ramp }, ..BankOptions::default() };
    let bank = Bank::<F>::compile(&signals, rate, options).unwrap();
    for signal in 0..5_u16 {
        let timeline = bank.timeline(signal).unwrap();
        let frame = usize::try_from(rate.first_sample_at(20)).unwrap();
        for size in [frame, bank.longest_frame(), frame / 2 + 7] {
            let mut player = Player::start(signal);
            let mut scratch = vec![F::IDLE; size];
            for _ in 0..400 {
                let run = timeline.run_at(player.position()).samples;
                let place = scratch.as_ptr();
                let what = format!("signal {signal} at {hertz} Hz, {player:?}");
                let found = bank.frame(&mut player, size, &mut scratch);
                assert_eq!(found.len(), size);
                if player.position() <= run.end {
                    assert_ne!(found.as_ptr(), place, "{what} was copied");
                }
            }
        }
    }
}

#[test]
fn a_frame_inside_a_run_is_had_without_a_copy() {
    for hertz in [8_000, 11_025, 44_100, 48_000] {
        for ramp in [0, 5, 90] {
            assert_borrowed::<Pcm16>(hertz, Millis(ramp));
            assert_borrowed::<F32>(hertz, Millis(ramp));
            assert_borrowed::<Ulaw>(hertz, Millis(ramp));
            assert_borrowed::<Alaw>(hertz, Millis(ramp));
        }
    }
}

/// 440 + 480 Hz repeats after 200 samples: one turn of 600 that holds the longest frame of 480,
/// and that frame again.
#[test]
fn a_periodic_voice_takes_a_turn_and_a_frame() {
    let bank =
        Bank::<Pcm16>::compile(&everyday_signals(), SampleRate::NARROWBAND, BankOptions::default())
            .unwrap();
    assert_eq!(bank.bytes_of(1), Some((600 + 480) * 2));
    assert_eq!(bank.bytes_of(5), None);
}

/// A second of it takes 32 MB at full precision: it is played all the same.
#[test]
fn what_is_not_periodic_within_bounds_is_synthesised() {
    let frequency = Hertz::from_millihertz(440_001).unwrap();
    let steady = Signal::new(Voice::sine(frequency, DbM0::ZERO), Cadence::continuous()).unwrap();
    let rate = SampleRate::NARROWBAND;
    let bank = Bank::<Alaw>::compile([&steady], rate, BankOptions::default()).unwrap();
    assert_eq!(bank.bytes_of(0), Some(0));
    let renderer = Renderer::new(&steady, rate, RenderOptions::default()).unwrap();
    let mut player = Player::start(0);
    player.seek(1 << 62);
    let mut out = [0; 2000];
    bank.fill(&mut player, &mut out);
    let expected = Alaw::expected(&renderer, 1 << 62, out.len());
    assert_codes(&out, &expected, 1 << 62, "filled");
}

/// A fill that is written past the caches, against the same in frames that are not.
fn assert_long<F: Judged>(signal: u16, ramp: Millis) {
    let options = BankOptions { render: RenderOptions { ramp }, ..BankOptions::default() };
    let rate = SampleRate::NARROWBAND;
    let bank = Bank::<F>::compile(&everyday_signals(), rate, options).unwrap();
    let mut out = vec![F::IDLE; LONG / size_of::<Code<F>>() + 3];
    let mut long = Player::start(signal);
    long.seek(5);
    let mut short = long;
    bank.fill(&mut long, &mut out[1..]);
    let mut frame = [F::IDLE; 1601];
    for found in out[1..].chunks(frame.len()) {
        let position = short.position();
        let expected = &mut frame[..found.len()];
        bank.fill(&mut short, expected);
        assert_codes(found, expected, position, &format!("signal {signal}, ramp {ramp}"));
    }
    assert_eq!(long, short);
    // Both have kept their place in the bank, too.
    let mut after = vec![F::IDLE; 160];
    bank.fill(&mut long, &mut after);
    bank.fill(&mut short, &mut frame[..160]);
    assert_codes(&after, &frame[..160], long.position(), "the frame after");
}

#[test]
fn a_long_fill_gives_what_frames_give() {
    for (signal, ramp) in [(0, Millis::ZERO), (1, Millis(4))] {
        assert_long::<Pcm16>(signal, ramp);
        assert_long::<F32>(signal, ramp);
        assert_long::<Ulaw>(signal, ramp);
    }
}

#[test]
fn many_players_get_a_frame_each_until_the_buffer_ends() {
    let rate = SampleRate::NARROWBAND;
    let bank = Bank::<Pcm16>::compile(&everyday_signals(), rate, BankOptions::default()).unwrap();
    let mut players: Vec<Player> = (0..2000).map(|i| Player::start(i % 6)).collect();
    let mut alone = players.clone();
    let mut together = players.clone();
    let mut out = vec![0; 160 * players.len()];
    for _ in 0..20 {
        assert_eq!(bank.fill_many(&mut players, 160, 0, &mut out), 2000);
        for (player, row) in alone.iter_mut().zip(out.chunks(160)) {
            let mut frame = [0; 160];
            bank.fill(player, &mut frame);
            assert_eq!(frame, row);
        }
        #[cfg(feature = "rayon")]
        {
            let mut parallel = vec![0; out.len()];
            assert_eq!(bank.par_fill_many(&mut together, 160, 0, &mut parallel), 2000);
            assert_eq!(parallel, out);
        }
    }
    together.clear();
    assert_eq!(bank.fill_many(&mut players, 160, 200, &mut out[..200 + 159]), 1);
    assert_eq!(bank.fill_many(&mut players, 160, 200, &mut out[..200 + 160]), 2);
    assert_eq!(bank.fill_many(&mut players, 0, 0, &mut []), 0);
}

#[test]
fn every_level_of_kernels_compiles_the_same_bank() {
    let rate = SampleRate::new(11_025).unwrap();
    let options =
        BankOptions { render: RenderOptions { ramp: Millis(3) }, ..BankOptions::default() };
    let signals = everyday_signals();
    let plain = Kernels::all()[0].1;
    let plain = Bank::<Ulaw>::with_kernels(&signals, rate, options, plain).unwrap();
    for (name, kernels) in Kernels::all() {
        let bank = Bank::<Ulaw>::with_kernels(&signals, rate, options, kernels).unwrap();
        for signal in 0..5 {
            let mut players = [Player::start(signal); 2];
            let mut out = [vec![0; 30_000], vec![0; 30_000]];
            plain.fill(&mut players[0], &mut out[0]);
            bank.fill(&mut players[1], &mut out[1]);
            assert!(out[0] == out[1], "signal {signal}, {name}");
        }
    }
}

/// Stored samples and tables are asked for apart: only the former have a limit of the caller's.
#[test]
fn memory_can_be_asked_for() {
    let component = |hertz| Component::new(Hertz::new(hertz).unwrap(), DbM0::ZERO);
    let dial = Voice::new([component(350), component(440)]).unwrap();
    let signal = Signal::new(dial, Cadence::continuous()).unwrap();
    let rate = SampleRate::NARROWBAND;
    let bank = Bank::<Ulaw>::compile([&signal], rate, BankOptions::default()).unwrap();
    // 350 and 440 Hz repeat together after 800 samples; 480 more make any frame of 60 ms contiguous.
    assert_eq!(bank.bytes_of(0), Some(800 + 480));
    assert_eq!(bank.table_bytes_of(0), Some(2 * 8192));
    assert_eq!((bank.bytes_of(1), bank.table_bytes_of(1)), (None, None));
    let options = BankOptions { bytes_per_signal: 0, ..BankOptions::default() };
    let synthesised = Bank::<Ulaw>::compile([&signal], rate, options).unwrap();
    assert_eq!(synthesised.bytes_of(0), Some(0));
}

#[test]
fn a_bank_says_what_it_was_compiled_of() {
    let signals = everyday_signals();
    let rate = SampleRate::new(11_025).unwrap();
    let bank = Bank::<Ulaw>::compile(&signals, rate, BankOptions::default()).unwrap();
    assert_eq!((bank.rate(), bank.signals()), (rate, signals.len()));
    assert!(signals.len() > 1);
}
