//! Filling frames never calls the operating system, not even to wait for a lock.
//!
//! This program runs itself under strace. Four threads play from the same banks at once, each
//! between two calls that strace shows, and none of them may have made a call in between: a lock
//! that one of them had to wait for would be one. Where strace is missing the test says so and
//! passes, but not where `CI` is set.

mod media;
#[path = "common/peer.rs"]
mod peer;

use std::path::Path;
use std::process::Command;
use std::sync::Barrier;

use media::Media;
use ringsmith::bank::{Alaw, F32, Format, Pcm16, Ulaw};
use ringsmith::units::Millis;

const THREADS: usize = 4;
/// Set when the loop is to make a call, which the test has to find.
const CALLING: &str = "RINGSMITH_SYSTEM_CALL";

/// A system call with this name in it: there is no such file.
fn mark(name: &str) {
    assert!(!Path::new("/ringsmith").join(name).exists());
}

/// Plays in four threads between two marks.
fn run<F: Format>(encoding: &str) {
    let calling = std::env::var_os(CALLING).is_some();
    let banks = [Millis::ZERO, Millis(4)].map(media::bank::<F>);
    let barrier = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            let mut medias = banks.each_ref().map(Media::new);
            let (barrier, begin, end) =
                (&barrier, format!("begin {encoding}"), format!("end {encoding}"));
            scope.spawn(move || {
                barrier.wait();
                mark(&begin);
                medias.iter_mut().for_each(Media::run);
                if calling {
                    std::thread::yield_now();
                }
                mark(&end);
            });
        }
    });
}

#[test]
#[ignore = "run by the tests below, under strace"]
fn media_loops() {
    run::<Pcm16>("pcm16");
    run::<F32>("f32");
    run::<Ulaw>("ulaw");
    run::<Alaw>("alaw");
}

/// The calls that threads made between their marks, each after what was begun; `None` without
/// strace.
fn calls_between_marks(calling: bool) -> Option<Vec<String>> {
    if !peer::has("strace", "no system call was looked for") {
        return None;
    }
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("calls");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-s", "100", "-o"]).arg(&file).arg(std::env::current_exe().unwrap());
    command.args(["--exact", "media_loops", "--ignored"]);
    if calling {
        command.env(CALLING, "yes");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let log = std::fs::read_to_string(&file).unwrap();
    let mut begun = 0;
    let mut found = Vec::new();
    // Which thread is between which marks.
    let mut within = std::collections::BTreeMap::new();
    for line in log.lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        // The later half of a call that began before: its first half has been seen.
        if call.trim_start().starts_with("<...") {
            continue;
        }
        if let Some((_, mark)) = call.split_once("\"/ringsmith/begin ") {
            let encoding = mark.split_once('"').unwrap().0;
            within.insert(thread, encoding);
            begun += 1;
        } else if let Some(encoding) = within.get(thread) {
            if call.contains(&format!("\"/ringsmith/end {encoding}\"")) {
                within.remove(thread);
            } else {
                found.push(format!("{encoding}: {call}"));
            }
        }
    }
    assert_eq!(begun, 4 * THREADS, "four encodings in every thread: {log}");
    assert!(within.is_empty(), "every thread has come to its end: {log}");
    Some(found)
}

#[test]
fn media_loops_make_no_system_call() {
    if let Some(found) = calls_between_marks(false) {
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// Otherwise the test above could not fail.
#[test]
fn a_system_call_is_found() {
    if let Some(found) = calls_between_marks(true) {
        assert_eq!(found.len(), 4 * THREADS, "{found:#?}");
        assert!(found.iter().all(|call| call.contains("sched_yield")), "{found:#?}");
    }
}
