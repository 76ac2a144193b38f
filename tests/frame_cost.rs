//! The worst frame costs a bounded number of instructions, however late it comes.
//!
//! This program runs itself under valgrind's callgrind, which counts instructions exactly, with a
//! separate count for every frame. Where valgrind is missing the test says so and passes, but not
//! where `CI` is set.

#[path = "common/peer.rs"]
mod peer;

use std::process::Command;

use ringsmith::bank::{Bank, BankOptions, F32, Format, Pcm16, Player, Ulaw};
use ringsmith::model::{Cadence, Component, OnOff, Signal, Voice};
use ringsmith::synth::Kernels;
use ringsmith::units::{DbM0, Hertz, SampleRate};

/// Where the frames start. Nothing may grow from the first to the last.
const POSITIONS: [u64; 4] = [0, 1 << 20, 1 << 40, 1 << 62];
/// Frames of 20 ms: enough for two whole cycles.
const FRAMES: usize = 60;
const CASE: &str = "RINGSMITH_FRAME_COST_CASE";
const POSITION: &str = "RINGSMITH_FRAME_COST_POSITION";

/// Frames to count, in a test's build, and the instructions that each may take.
struct Case {
    name: &'static str,
    run: fn(u64),
    /// The best frame, inside a run or a silence.
    best: u64,
    /// The worst frame, which has four edges.
    worst: u64,
    /// What a late worst frame may cost more than one at the start: the cycle stands elsewhere in
    /// it, which may be a division and a search for one more edge; for what is synthesised, some
    /// samples more and another sample in doubt.
    later: u64,
}

/// Counted were 102 to 2367, 139 to 2545, 163 to 2565, 141 to 14 595 and 163 to 18 500.
const CASES: [Case; 5] = [
    Case { name: "mu-law", run: frames::<Ulaw, 1>, best: 200, worst: 3000, later: 400 },
    Case { name: "16 bits", run: frames::<Pcm16, 1>, best: 200, worst: 3000, later: 400 },
    Case { name: "float", run: frames::<F32, 1>, best: 200, worst: 3000, later: 400 },
    Case {
        name: "synthesised, 16 bits",
        run: frames::<Pcm16, 0>,
        best: 200,
        worst: 18_000,
        later: 1000,
    },
    Case {
        name: "synthesised, float",
        run: frames::<F32, 0>,
        best: 200,
        worst: 22_000,
        later: 2000,
    },
];

/// US ringback in a hurry: edges after 3 and 7 ms as well as after long runs. Stored, or with no
/// memory synthesised by the plainest kernels, which take the most instructions and are on every
/// machine.
fn bank<F: Format, const MEBIBYTES: usize>() -> Bank<F> {
    let component = |hertz| Component::new(Hertz::new(hertz).unwrap(), DbM0::ZERO);
    let voice = Voice::new([component(440), component(480)]).unwrap();
    let pairs = [OnOff::new(200, 200), OnOff::new(3, 7), OnOff::new(3, 71)];
    let signal = Signal::new(voice, Cadence::new([], pairs).unwrap()).unwrap();
    let options = BankOptions { bytes_per_signal: MEBIBYTES << 20, ..BankOptions::default() };
    let plainest = Kernels::all()[0].1;
    Bank::with_kernels([&signal], SampleRate::NARROWBAND, options, plainest).unwrap()
}

/// What is counted: one frame.
#[inline(never)]
fn counted_frame(fill: &mut dyn FnMut()) {
    std::hint::black_box(fill)();
}

fn frames<F: Format, const MEBIBYTES: usize>(position: u64) {
    let bank = bank::<F, MEBIBYTES>();
    let mut player = Player::start(0);
    player.seek(position);
    let mut frame = [F::IDLE; 160];
    for _ in 0..FRAMES {
        counted_frame(&mut || {
            bank.fill(std::hint::black_box(&mut player), &mut frame);
            std::hint::black_box(&mut frame);
        });
    }
}

#[test]
#[ignore = "run by the test below, under callgrind"]
fn frames_to_count() {
    let position = std::env::var(POSITION).unwrap().parse().unwrap();
    let name = std::env::var(CASE).unwrap();
    let case = CASES.iter().find(|case| case.name == name).unwrap();
    (case.run)(position);
}

/// Instructions of each frame from `position` on.
fn instructions(case: &Case, position: u64) -> Vec<u64> {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("profile");
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .args(["--zero-before=frame_cost::counted_frame", "--dump-after=frame_cost::counted_frame"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "frames_to_count", "--ignored", "--test-threads=1"])
        .env(CASE, case.name)
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
    if !peer::has("valgrind", "no instruction was counted") {
        return;
    }
    for case in &CASES {
        let name = case.name;
        let mut first = None;
        for position in POSITIONS {
            let counts = instructions(case, position);
            let (best, worst) = (counts[0], counts[FRAMES - 1]);
            println!("{name} from {position}: {best} to {worst} instructions a frame");
            assert!(best <= case.best, "{name} from {position}: best {best} instructions");
            assert!(worst <= case.worst, "{name} from {position}: worst {worst} instructions");
            let first = *first.get_or_insert(worst);
            assert!(
                worst <= first + case.later,
                "{name} from {position}: worst {worst} instructions, {first} from 0"
            );
        }
    }
}
