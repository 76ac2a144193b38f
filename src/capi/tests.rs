//! The calls as C makes them, judged by the renderer that shares nothing with them but the signals.

use core::ffi::{CStr, c_void};
use core::mem::MaybeUninit;
use core::ptr;

use proptest::prelude::*;

use super::alert::*;
use super::any_bank::RingsmithEncoding;
use super::bank::*;
use super::fill::*;
use super::player::*;
use super::select::*;
use super::status::*;
use super::tones::*;
use crate::codec::Encoding;
use crate::model::{Entry, ToneSet};
use crate::notation::cpt;
use crate::synth::{RenderOptions, Renderer};
use crate::units::{DbM0, Millis, SampleRate};

const INI: &str = include_str!("../../testdata/vendor/usa-13-tones.ini");
const RATE: u32 = 8000;

fn last_error() -> String {
    // SAFETY: the text is never NULL and is copied before the next call.
    unsafe { CStr::from_ptr(ringsmith_last_error()) }.to_str().unwrap().to_owned()
}

fn tones_of(ini: &[u8]) -> *mut RingsmithTones {
    let mut tones = ptr::null_mut();
    // SAFETY: the bytes and the place of the result outlive the call; NULL is allowed for the name.
    let status = unsafe {
        ringsmith_tones_parse(ini.as_ptr().cast(), ini.len(), ptr::null(), RATE, 0, &raw mut tones)
    };
    assert_eq!(status, RingsmithStatus::Ok, "{}", last_error());
    tones
}

/// A bank of the vendor's file, for as long as it is in scope.
struct Compiled(*const RingsmithBank);

impl Compiled {
    fn new(encoding: RingsmithEncoding, ramp_ms: u32) -> Self {
        Self::of(tones_of(INI.as_bytes()), encoding, ramp_ms)
    }

    fn of(tones: *mut RingsmithTones, encoding: RingsmithEncoding, ramp_ms: u32) -> Self {
        let mut options = MaybeUninit::<RingsmithBankOptions>::uninit();
        let mut bank = ptr::null();
        // SAFETY: every place outlives the call, and `init` sets every option.
        let status = unsafe {
            ringsmith_bank_options_init(options.as_mut_ptr(), size_of::<RingsmithBankOptions>());
            let mut options = options.assume_init();
            options.ramp_ms = ramp_ms;
            let encoding = encoding as i32;
            let made =
                ringsmith_bank_compile(tones, RATE, encoding, &raw const options, &raw mut bank);
            ringsmith_tones_free(tones);
            made
        };
        assert_eq!(status, RingsmithStatus::Ok, "{}", last_error());
        Self(bank)
    }
}

impl Drop for Compiled {
    fn drop(&mut self) {
        // SAFETY: the reference is given back once, and not used any more.
        unsafe { ringsmith_bank_release(self.0) };
    }
}

fn player(signal: u16, position: u64) -> RingsmithPlayer {
    let mut player = MaybeUninit::uninit();
    // SAFETY: the place outlives the calls, and the first sets the player up.
    unsafe {
        ringsmith_player_start(player.as_mut_ptr(), signal);
        ringsmith_player_seek(player.as_mut_ptr(), position);
        player.assume_init()
    }
}

/// Room for samples of any encoding, aligned for all of them.
fn room(bytes: usize) -> Vec<f32> {
    vec![0.0; bytes.div_ceil(4)]
}

/// The first bytes of a room.
fn bytes_in(room: &[f32], count: usize) -> Vec<u8> {
    room.iter().flat_map(|word| word.to_ne_bytes()).take(count).collect()
}

fn vendor_set() -> ToneSet {
    cpt::parse(INI, cpt::Options::default()).into_tones().unwrap()
}

/// What the program writes for a stretch of a signal, but in the byte order of this machine.
fn rendered(entry: Entry<'_>, encoding: Encoding, ramp: u32, at: u64, samples: usize) -> Vec<u8> {
    let signal = match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => tone.signal.clone(),
        Entry::Pattern(pattern) => pattern.signal(DbM0::ZERO),
    };
    let rate = SampleRate::new(RATE).unwrap();
    let options = RenderOptions { ramp: Millis(ramp) };
    let renderer = Renderer::new(&signal, rate, options).unwrap();
    let mut bytes = Vec::new();
    encoding.render(&renderer, at, samples, &mut bytes);
    if cfg!(target_endian = "big") {
        bytes.chunks_mut(encoding.bytes_per_sample().into()).for_each(<[u8]>::reverse);
    }
    bytes
}

const ENCODINGS: [(RingsmithEncoding, Encoding); 4] = [
    (RingsmithEncoding::Pcm16, Encoding::Pcm16),
    (RingsmithEncoding::F32, Encoding::F32),
    (RingsmithEncoding::Ulaw, Encoding::Ulaw),
    (RingsmithEncoding::Alaw, Encoding::Alaw),
];

proptest! {
    #![proptest_config(crate::tests::cases(24))]

    #[test]
    fn every_way_to_a_frame_gives_the_bytes_of_the_program(
        ramp in prop::sample::select(vec![0_u32, 5]),
        position in prop_oneof![0_u64..100_000, (1_u64 << 62)..(1 << 63)],
        samples in prop_oneof![Just(160_usize), 1_usize..2000],
    ) {
        let set = vendor_set();
        for (c, encoding) in ENCODINGS {
            let bank = Compiled::new(c, ramp);
            let bytes = samples * usize::from(encoding.bytes_per_sample());
            for (signal, entry) in (0_u16..).zip(set.entries()) {
                let expected = rendered(entry, encoding, ramp, position, 2 * samples);
                let (first, second) = expected.split_at(bytes);
                let mut one = player(signal, position);
                let mut out = room(bytes);
                let mut frame = RingsmithFrame { samples: ptr::null(), bytes: 0 };
                // SAFETY: every place outlives the call, the room has at least the bytes stated,
                // and the frame is read before the bank or the room are used again.
                let borrowed = unsafe {
                    let buffer = out.as_mut_ptr().cast::<c_void>();
                    let filled =
                        ringsmith_bank_fill(bank.0, &raw mut one, samples, buffer, bytes);
                    prop_assert_eq!(filled, RingsmithStatus::Ok);
                    prop_assert_eq!(bytes_in(&out, bytes), first, "{} {}", entry, encoding);
                    let framed = ringsmith_bank_frame(
                        bank.0, &raw mut one, samples, buffer, bytes, &raw mut frame,
                    );
                    prop_assert_eq!(framed, RingsmithStatus::Ok);
                    prop_assert_eq!(frame.bytes, bytes);
                    core::slice::from_raw_parts(frame.samples.cast::<u8>(), bytes).to_vec()
                };
                prop_assert_eq!(borrowed, second, "{} {}", entry, encoding);
            }
        }
    }
}

#[test]
fn many_players_are_filled_past_what_lies_between_their_frames() {
    const HEADER: usize = 12;
    let bank = Compiled::new(RingsmithEncoding::Ulaw, 0);
    let set = vendor_set();
    let signals: Vec<_> = (0_u16..).zip(set.entries()).collect();
    let mut players: Vec<_> = signals.iter().map(|&(signal, _)| player(signal, 3990)).collect();
    let stride = HEADER + 160;
    let mut packets = vec![0x55_u8; stride * players.len()];
    // SAFETY: the players and the packets outlive the call and have the lengths stated.
    let status = unsafe {
        ringsmith_bank_fill_many(
            bank.0,
            players.as_mut_ptr(),
            players.len(),
            160,
            packets.as_mut_ptr().add(HEADER).cast(),
            packets.len() - HEADER,
            stride,
        )
    };
    assert_eq!(status, RingsmithStatus::Ok);
    for (packet, (_, entry)) in packets.chunks(stride).zip(signals) {
        assert_eq!(packet[..HEADER], [0x55; HEADER], "{entry}: the header");
        assert_eq!(packet[HEADER..], rendered(entry, Encoding::Ulaw, 0, 3990, 160), "{entry}");
    }
}

#[test]
fn a_signal_is_found_by_number_id_and_header() {
    let bank = Compiled::new(RingsmithEncoding::Pcm16, 0);
    let names: Vec<_> = vendor_set().entries().map(|entry| entry.to_string()).collect();
    let name = |status: RingsmithStatus, signal: u16| {
        (status == RingsmithStatus::Ok).then(|| names[usize::from(signal)].as_str())
    };
    let mut signal = 0;
    let out = &raw mut signal;
    // SAFETY: every text and place outlives its call.
    unsafe {
        assert_eq!(name(ringsmith_bank_tone(bank.0, 2, out), *out), Some("tone-2-busy"));
        assert_eq!(name(ringsmith_bank_pattern(bank.0, 1, out), *out), Some("pattern-1"));
        assert_eq!(name(ringsmith_bank_user_tone(bank.0, 0, out), *out), None);
        for (id, expected) in [
            (c"bt", Some("tone-2-busy")),
            (c"DT", Some("tone-0-dial")),
            (c"hold", Some("tone-12-hold")),
            (c"", None),
            (c"\xFF", None),
        ] {
            let status = ringsmith_bank_tone_by_id(bank.0, id.as_ptr(), out);
            assert_eq!(name(status, *out), expected, "{id:?}");
        }
        for (header, expected) in [
            ("<Bellcore-dr2>", "pattern-2"),
            ("<http://127.0.0.1/Bellcore-dr1>", "pattern-1"),
            ("<Bellcore-dr9>", "pattern-0"),
            ("<http://example.com/moo.wav>", "pattern-0"),
        ] {
            let value = header.as_ptr().cast();
            let status = ringsmith_bank_alert_info(bank.0, value, header.len(), out);
            assert_eq!(name(status, *out), Some(expected), "{header}");
        }
        let status = ringsmith_bank_alert_info(bank.0, ptr::null(), 0, out);
        assert_eq!(name(status, *out), Some("pattern-0"), "no header");
        let bytes = b"<\xFFBellcore-dr2>";
        let status = ringsmith_bank_alert_info(bank.0, bytes.as_ptr().cast(), bytes.len(), out);
        assert_eq!(name(status, *out), Some("pattern-0"), "no text");
    }
}

/// A package of an SBC, for which `bt` is the busy tone and `rt` the default ringback.
const PACKAGE: &str = "name = \"test\"\ndefault-ringback = \"rt\"\n\n\
    [[tone]]\nid = \"rt\"\ncomponents = \"440@-19\"\ncycle = [[2000, 4000]]\n\n\
    [[tone]]\nid = \"bt\"\ncomponents = \"480@-24\"\ncycle = [[500, 500]]\n";

#[test]
fn a_header_is_read_by_every_profile() {
    use RingsmithAction as A;
    use RingsmithProfile as P;
    const NONE: u16 = RINGSMITH_NO_SIGNAL;
    let gateway = Compiled::new(RingsmithEncoding::Pcm16, 0);
    let pattern = u16::try_from(vendor_set().entries().count()).unwrap() - 3;
    let sbc = Compiled::of(tones_of(PACKAGE.as_bytes()), RingsmithEncoding::Pcm16, 0);
    for (bank, profile, header, action, signal, answers) in [
        (&gateway, P::AudioCodes, "<Bellcore-dr2>", A::Ring, pattern + 2, None),
        (&gateway, P::Auto, "<http://127.0.0.1/Bellcore-dr1>", A::Ring, pattern + 1, None),
        (&gateway, P::Auto, "<Bellcore-dr9>", A::Ring, pattern, None),
        (&gateway, P::Auto, "", A::Default, pattern, None),
        (&gateway, P::Lmsd, "", A::Default, NONE, None),
        (&gateway, P::Lmsd, "<http:/null>", A::Stop, NONE, None),
        (&gateway, P::Rfc7462, "<http://example.com/moo.wav>", A::Url, NONE, None),
        (&sbc, P::Lmsd, "<http:/LMSD/tone?sig-id=bt>", A::Tone, 1, None),
        (&sbc, P::Auto, "<http:/LMSD/tone?sig-id=bt>;lang=en", A::Tone, 1, None),
        (&sbc, P::Lmsd, "<http:/LMSD/tone?sig-id=none>", A::Tone, 0, None),
        (&gateway, P::Auto, "Auto Answer", A::Default, pattern, Some(0)),
    ] {
        let mut found = MaybeUninit::<RingsmithSelection>::uninit();
        let (value, size) = (header.as_ptr().cast(), size_of::<RingsmithSelection>());
        // SAFETY: the bank is held, the header and the place of the result outlive the call.
        let found = unsafe {
            let (place, profile) = (found.as_mut_ptr(), profile as i32);
            let status = ringsmith_bank_select(bank.0, profile, value, header.len(), place, size);
            assert_eq!(status, RingsmithStatus::Ok, "{header}: {}", last_error());
            found.assume_init()
        };
        assert_eq!((found.action, found.signal), (action as i32, signal), "{profile:?} {header}");
        let told = (found.answers, found.answer_after_s);
        assert_eq!(told, answers.map_or((0, 0), |seconds| (1, seconds)), "{header}");
    }
}

#[test]
fn a_faulty_file_is_loaded_told_and_refused() {
    let ini = include_bytes!("../../testdata/bad/zero-frequency.ini");
    let parsed = cpt::parse(str::from_utf8(ini).unwrap(), cpt::Options::default());
    let tones = tones_of(ini);
    let mut bank = ptr::dangling();
    // SAFETY: every place outlives its call; the texts are read before the tones are freed.
    unsafe {
        assert_eq!(ringsmith_tones_diagnostics(tones), parsed.diagnostics.len());
        for (index, expected) in parsed.diagnostics.iter().enumerate() {
            let mut found = MaybeUninit::<RingsmithDiagnostic>::uninit();
            let size = size_of::<RingsmithDiagnostic>();
            let status = ringsmith_tones_diagnostic(tones, index, found.as_mut_ptr(), size);
            assert_eq!(status, RingsmithStatus::Ok);
            let found = found.assume_init();
            assert_eq!(CStr::from_ptr(found.code).to_str(), Ok(expected.code()));
            let message = CStr::from_ptr(found.message).to_str().unwrap();
            assert_eq!(message, expected.problem.to_string());
            assert_eq!(found.severity == 1, expected.is_error());
        }
        let status = ringsmith_bank_compile(tones, RATE, 0, ptr::null(), &raw mut bank);
        assert_eq!(status, RingsmithStatus::Rejected);
        assert_eq!(bank, ptr::null());
        ringsmith_tones_free(tones);
    }
    assert!(last_error().starts_with("<memory>:"), "{}", last_error());
    assert!(last_error().contains("error[zero-frequency]"), "{}", last_error());
}

#[test]
fn a_failure_leaves_its_text_to_its_own_thread() {
    // SAFETY: NULL is answered, not followed.
    let status = unsafe { ringsmith_bank_retain(ptr::null()) };
    assert_eq!(status, RingsmithStatus::NullPointer);
    assert_eq!(last_error(), "`bank` is NULL");
    let other = std::thread::spawn(|| {
        let before = last_error();
        let mut tones = ptr::null_mut();
        // SAFETY: the path and the place outlive the call.
        let status =
            unsafe { ringsmith_tones_load(c"/no/such.ini".as_ptr(), RATE, 0, &raw mut tones) };
        (before, status, last_error())
    });
    let (before, status, after) = other.join().unwrap();
    assert_eq!((before.as_str(), status), ("", RingsmithStatus::CannotRead));
    assert!(after.starts_with("/no/such.ini: "), "{after}");
    assert_eq!(last_error(), "`bank` is NULL");
}

#[test]
fn a_panic_ends_at_the_edge() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let status = guarded(|| panic!("a fault"));
    std::panic::set_hook(hook);
    assert_eq!(status, RingsmithStatus::Internal);
    assert_eq!(last_error(), "a fault of the library: it panicked");
}

#[test]
fn every_status_has_a_text_of_its_own() {
    // SAFETY: the texts are never NULL and live for ever.
    let text = |status| unsafe { CStr::from_ptr(ringsmith_status_text(status)) };
    let texts: std::collections::HashSet<_> = (-11..=0).map(text).collect();
    assert_eq!(texts.len(), 12);
    for unknown in [1, -12, i32::MIN, i32::MAX] {
        assert_eq!(text(unknown), c"an unknown status");
    }
}
