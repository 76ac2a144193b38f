//! Files that are written whole or not at all, and statuses that hold whoever reads the output.

#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{ringsmith, stdout_of, testdata};

fn program() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("ringsmith"))
}

/// Runs a line of bash with `$ringsmith` being the program; answers its exit status.
fn bash(line: &str) -> Option<i32> {
    let mut command = Command::new("bash");
    command.env("ringsmith", assert_cmd::cargo::cargo_bin!("ringsmith"));
    command.args(["-c", line]).stderr(Stdio::null()).status().unwrap().code()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// A pipe that nobody reads.
fn unread() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn a_status_holds_even_if_nobody_reads_the_output() {
    let faulty = testdata("bad/burst-mismatch.ini");
    let clean = testdata("vendor/uk.ini");
    let status = |args: &[&str], files: &[&Path]| {
        let mut command = program();
        command.args(args).args(files).stdout(unread()).stderr(Stdio::null());
        command.status().unwrap().code()
    };
    assert_eq!(status(&["check"], &[&faulty]), Some(1));
    assert_eq!(status(&["check", "--json"], &[&faulty]), Some(1));
    assert_eq!(status(&["check"], &[&faulty, Path::new("no-such-file")]), Some(2));
    assert_eq!(status(&["check"], &[&clean]), Some(0));
    assert_eq!(status(&["show"], &[&clean]), Some(0));

    // A file that cannot be written is told although the listing is lost.
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("pattern-1.wav")).unwrap();
    let out = folder.path().to_str().unwrap();
    assert_eq!(status(&["render", "-o", out], &[&clean]), Some(2));
}

#[test]
fn a_disk_that_fills_up_midway_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (testdata("vendor/uk.ini"), folder.path().join("x.wav"));
    // 8 KiB a file at the most; more is an error, as on a full disk.
    let line = format!(
        "trap '' XFSZ; ulimit -f 8; $ringsmith render '{}' --tone dt -o '{}'",
        file.display(),
        out.display()
    );
    assert_eq!(bash(&line), Some(2));
    assert_eq!(names(folder.path()), [] as [&str; 0]);
    // And what stood there before is still there.
    fs::write(&out, "before").unwrap();
    assert_eq!(bash(&line), Some(2));
    assert_eq!(fs::read(&out).unwrap(), b"before");
    assert_eq!(names(folder.path()), ["x.wav"]);
}

#[test]
fn an_interruption_leaves_only_whole_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program()
        .arg("render")
        .arg(testdata("vendor/uk.ini"))
        .args(["--tone", "dt", "--duration", "200000000", "-o"])
        .arg(folder.path().join("long.wav"))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while names(folder.path()).is_empty() && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(names(folder.path()).len(), 1, "the temporary file is there");
    assert_eq!(bash(&format!("kill -INT {}", child.id())), Some(0));
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(names(folder.path()), [] as [&str; 0]);
}

#[test]
fn an_existing_file_is_replaced_whole_and_a_link_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real.wav"), folder.path().join("link.wav"));
    fs::write(&real, "old").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let file = testdata("vendor/uk.ini");
    ringsmith().arg("render").arg(file).args(["--tone", "bt", "-o"]).arg(&link).assert().success();
    assert!(link.is_symlink());
    assert!(fs::read(&real).unwrap().starts_with(b"RIFF"));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(names(folder.path()), ["link.wav", "real.wav"]);
}

#[test]
fn neither_the_input_nor_what_a_broken_link_names_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.ini");
    fs::copy(testdata("vendor/uk.ini"), &own).unwrap();
    let before = fs::read(&own).unwrap();
    ringsmith().arg("render").arg(&own).args(["--tone", "bt", "-o"]).arg(&own).assert().code(2);
    assert_eq!(fs::read(&own).unwrap(), before);

    let link = folder.path().join("link.wav");
    std::os::unix::fs::symlink(folder.path().join("nothing"), &link).unwrap();
    ringsmith().arg("render").arg(&own).args(["--tone", "bt", "-o"]).arg(&link).assert().code(2);
    assert!(link.is_symlink());
}

#[test]
fn a_single_signal_may_go_to_a_file_without_being_selected() {
    let folder = tempfile::tempdir().unwrap();
    let file = testdata("vendor/distinctive-ringing-burst.ini");
    let out = folder.path().join("one.wav");
    ringsmith().arg("render").arg(&file).arg("-o").arg(&out).assert().success();
    assert_eq!(hound::WavReader::open(out).unwrap().len(), 78_400);
    let directory = folder.path().join("all");
    ringsmith().arg("render").arg(&file).arg("-o").arg(&directory).assert().success();
    assert_eq!(names(&directory), ["pattern-0.wav"]);
}

#[test]
fn standard_output_holds_nothing_but_the_signal() {
    let file = testdata("vendor/uk.ini");
    let args = ["--tone", "dt", "--duration", "100", "--container", "raw", "-o"];
    for out in ["-", "/dev/stdout"] {
        let bytes = stdout_of(ringsmith().arg("render").arg(&file).args(args).arg(out));
        assert_eq!(bytes.len(), 1600, "{out}");
    }
}

#[test]
fn files_are_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let file = testdata("vendor/usa-13-tones.ini");
    for threads in ["1", "2", "7"] {
        let out = folder.path().join(threads);
        let mut command = ringsmith();
        command.env("RAYON_NUM_THREADS", threads).arg("render").arg(&file).arg("-o").arg(&out);
        command.assert().success();
    }
    let one = folder.path().join("1");
    for name in names(&one) {
        let expected = fs::read(one.join(&name)).unwrap();
        for threads in ["2", "7"] {
            let found = fs::read(folder.path().join(threads).join(&name)).unwrap();
            assert!(found == expected, "{name} on {threads} threads");
        }
    }
}

#[test]
fn progress_is_quiet_in_a_pipe() {
    let file = testdata("vendor/uk.ini");
    // Long enough that a terminal would show a bar.
    let args = ["--tone", "dt", "--rate", "192000", "--duration", "1500000", "-o", "/dev/null"];
    let output = ringsmith().arg("render").arg(file).args(args).assert().success();
    assert!(output.get_output().stderr.is_empty());
    assert!(output.get_output().stdout.is_empty());
}

/// Address space in KiB that is plenty for every input below; without a limit on what is kept, each
/// of them took several times as much.
const MEMORY: u32 = 1_200_000;

#[test]
fn memory_is_bounded_whatever_comes_in() {
    let folder = tempfile::tempdir().unwrap();
    let (path, out) = (folder.path().join("big.ini"), folder.path().join("out"));
    let limited =
        |args: &str| bash(&format!("ulimit -v {MEMORY}; $ringsmith {args} </dev/zero >/dev/null"));
    assert_eq!(limited("check /dev/zero"), Some(2));
    assert_eq!(limited("check -"), Some(2));

    fs::write(&path, "x\n".repeat(10_000_000)).unwrap();
    assert_eq!(limited(&format!("check '{}'", path.display())), Some(1));

    let tone = "Tone Type=1\nTone Modulation Type=1\nCarrier Freq [Hz]=400\n\
        Modulation Freq [Hz]=25\nSignal Level [-dBm]=9\nAM Factor [steps of 0.02]=40\n";
    let tones: Vec<_> = (0..60_000).map(|n| format!("[CALL PROGRESS TONE #{n}]\n{tone}")).collect();
    fs::write(&path, tones.concat()).unwrap();
    let duration = "--duration 0 --container raw";
    let render = format!("render '{}' {duration} -o '{}'", path.display(), out.display());
    assert_eq!(limited(&render), Some(0));
    assert_eq!(names(&out).len(), 60_000);
}
