//! The worst frame costs a bounded number of instructions, however late it comes.
//!
//! This program runs itself under valgrind's callgrind, which counts instructions exactly, with a
//! separate count for every frame. Where valgrind is missing the test says so and passes, but not
//! where `CI` is set.

use std::process::Command;

use ringsmith::bank::{Bank, BankOptions, Player, Ulaw};
use ringsmith::model::{Cadence, Component, OnOff, Signal, Voice};
use ringsmith::units::{DbM0, Hertz, SampleRate};

/// Where the frames start. Nothing may grow from the first to the last.
const POSITIONS: [u64; 4] = [0, 1 << 20, 1 << 40, 1 << 62];
/// Frames of 20 ms: enough for two whole cycles.
const FRAMES: usize = 60;
/// Instructions of the worst frame, which has four edges: 2340 were counted.
const WORST: u64 = 3000;
/// Instructions of the best frame, inside a run, in a test's build: 90 were counted.
const BEST: u64 = 200;
/// What a late frame may cost more than one at the start: the cycle stands elsewhere in it, which
/// may be a division and a search for one more edge, 400 instructions.
const LATER: u64 = 400;
const POSITION: &str = "RINGSMITH_FRAME_COST_POSITION";

/// US ringback in a hurry: edges after 3 and 7 ms as well as after long runs.
fn bank() -> Bank<Ulaw> {
    let component = |hertz| Component::new(Hertz::new(hertz).unwrap(), DbM0::ZERO);
    let voice = Voice::new([component(440), component(480)]).unwrap();
    let pairs = [OnOff::new(200, 200), OnOff::new(3, 7), OnOff::new(3, 71)];
    let signal = Signal::new(voice, Cadence::new([], pairs).unwrap()).unwrap();
    Bank::compile([&signal], SampleRate::NARROWBAND, BankOptions::default()).unwrap()
}

/// What is counted: one frame.
#[inline(never)]
fn counted_frame(bank: &Bank<Ulaw>, player: &mut Player, frame: &mut [u8; 160]) {
    bank.fill(std::hint::black_box(player), frame);
    std::hint::black_box(frame);
}

#[test]
#[ignore = "run by the test below, under callgrind"]
fn frames_to_count() {
    let position = std::env::var(POSITION).unwrap().parse().unwrap();
    let bank = bank();
    let mut player = Player::start(0);
    player.seek(position);
    let mut frame = [0; 160];
    for _ in 0..FRAMES {
        counted_frame(&bank, &mut player, &mut frame);
    }
}

/// Instructions of each frame from `position` on.
fn instructions(position: u64) -> Vec<u64> {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("profile");
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .args(["--zero-before=frame_cost::counted_frame", "--dump-after=frame_cost::counted_frame"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "frames_to_count", "--ignored", "--test-threads=1"])
        .env(POSITION, position.to_string())
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    // `profile.1`, `profile.2` and so on are of a frame each; `profile` is what came after.
    let mut counts: Vec<u64> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| *path != file)
        .map(|path| {
            let profile = std::fs::read_to_string(path).unwrap();
            let mut lines = profile.lines();
            let total = lines.find_map(|line| line.strip_prefix("totals: ")).unwrap();
            total.trim().parse().unwrap()
        })
        .collect();
    counts.sort_unstable();
    assert_eq!(counts.len(), FRAMES, "a profile for every frame: {log}");
    counts
}

#[test]
fn the_worst_frame_is_bounded_and_no_dearer_later() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "CI has to have valgrind");
        println!("SKIPPED: valgrind is not installed; no instruction was counted");
        return;
    }
    let mut first = None;
    for position in POSITIONS {
        let counts = instructions(position);
        let (best, worst) = (counts[0], counts[FRAMES - 1]);
        println!("from {position}: {best} to {worst} instructions a frame");
        assert!(best <= BEST, "best frame from {position}: {best} instructions");
        assert!(worst <= WORST, "worst frame from {position}: {worst} instructions");
        let first = *first.get_or_insert(worst);
        assert!(worst <= first + LATER, "from {position}: {worst} instructions, {first} from 0");
    }
}
