//! Runs that are ended from outside, and disks that take no more.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Place, assert_same, files, text};

/// About 90 MB: long enough to be disturbed.
const LONG: &str = "\
[[render]]
countries = [\"at\", \"be\", \"ch\", \"de\", \"es\", \"fr\", \"gb\", \"it\", \"jp\", \"us\"]
tones = [\"dt\", \"rt\", \"bt\"]
rates = [48000]
encodings = [\"pcm24\", \"f32\"]
duration = 9000
";

/// The whole files of a catalog, without its manifest.
fn whole(root: &Path) -> Vec<String> {
    let audio = |name: &String| Path::new(name).extension().is_some_and(|it| it == "wav");
    files(root).into_keys().filter(audio).collect()
}

/// Waits until so many files are there, or the time is up.
fn wait_for(root: &Path, count: usize) {
    let started = Instant::now();
    let there = || -> usize {
        let folders = fs::read_dir(root).into_iter().flatten().flatten();
        let files =
            folders.filter_map(|folder| fs::read_dir(folder.path()).ok()).flatten().flatten();
        files.filter(|file| file.file_name().to_string_lossy().ends_with(".wav")).count()
    };
    while there() < count && started.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn send(signal: &str, id: u32) {
    assert!(Command::new("kill").args([signal, &id.to_string()]).status().unwrap().success());
}

#[test]
fn a_run_that_is_killed_midway_is_finished_by_the_next_and_equals_an_undisturbed_one() {
    let undisturbed = Place::with(LONG);
    undisturbed.made(&[]);
    let place = Place::with(LONG);
    for count in [1, 12, 25] {
        let mut child =
            place.command().args(["--jobs", "1"]).stdout(Stdio::null()).spawn().unwrap();
        wait_for(&place.out(), count);
        send("-KILL", child.id());
        let status = child.wait().unwrap();
        assert!(!status.success(), "it was done before it was killed: {status}");
        assert!(!place.out().join("manifest.json").exists());
    }
    // What was half is under a name of its own; here for certain.
    fs::write(place.out().join("at/.ringsmith-x1y2z3.tmp"), "half").unwrap();
    fs::write(place.out().join(".ringsmith-x1y2z3.tmp"), "half").unwrap();
    let there = whole(&place.out()).len();
    let summary = place.made(&[]);
    assert_eq!(summary["kept"], there, "{summary}");
    assert_eq!(summary["changed"], 0, "no file was half");
    assert_same(&place.out(), &undisturbed.out());
}

#[test]
fn an_interruption_leaves_whole_files_which_the_next_run_keeps() {
    let undisturbed = Place::with(LONG);
    undisturbed.made(&[]);
    let place = Place::with(LONG);
    let mut child = place
        .command()
        .args(["--jobs", "1"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for(&place.out(), 5);
    send("-INT", child.id());
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(130), "{status}");
    let told = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
    assert!(told.contains("to go: the same command goes on"), "{told}");
    assert!(!told.contains("error"), "{told}");
    let (found, expected) = (files(&place.out()), files(&undisturbed.out()));
    assert!(found.len() >= 5 && found.len() < expected.len(), "{} files", found.len());
    for (name, bytes) in &found {
        assert!(expected.get(name) == Some(bytes), "{name} is half, or nobody's");
    }
    let summary = place.made(&[]);
    assert_eq!((&summary["kept"], &summary["changed"]), (&found.len().into(), &0.into()));
    assert_same(&place.out(), &undisturbed.out());
}

/// A disk of 64 KiB is mounted where the catalog goes, for the run alone.
#[test]
fn a_full_disk_is_told_by_file_and_leaves_whole_files_and_no_manifest() {
    let plan = "[[render]]\ncountries = [\"de\", \"fr\", \"us\"]\ntones = [\"bt\"]\n\
                encodings = [\"pcm16\", \"alaw\"]\nduration = 1500\n";
    let (place, undisturbed) = (Place::with(plan), Place::with(plan));
    undisturbed.made(&[]);
    let expected = files(&undisturbed.out());
    fs::create_dir(place.folder.path().join("disk")).unwrap();
    let program = assert_cmd::cargo::cargo_bin!("ringsmith");
    let line = format!(
        "mount -t tmpfs -o size=64k tmpfs disk || exit\n\
         '{}' catalog plan.toml -o disk\nstatus=$?\ncp -r disk out\nexit $status",
        program.display()
    );
    let mut namespace = Command::new("unshare");
    namespace.args(["--map-root-user", "--mount", "bash", "-c", &line]);
    let output = namespace.current_dir(place.folder.path()).output().unwrap();
    let told = text(&output.stderr);
    if output.status.code() != Some(2) && told.contains("mount:") | told.contains("unshare:") {
        assert!(std::env::var_os("CI").is_none(), "no disk could be mounted: {told}");
        eprintln!("SKIPPED: no disk could be mounted here: {told}");
        return;
    }
    assert_eq!(output.status.code(), Some(2), "{told}");
    let found = files(&place.out());
    assert!((1..expected.len() - 1).contains(&found.len()), "{:?}", found.keys());
    for (name, bytes) in &found {
        assert!(expected.get(name) == Some(bytes), "{name} is half, or nobody's");
    }
    for name in whole(&undisturbed.out()) {
        let line = format!("disk/{name}: No space left on device");
        assert_eq!(told.contains(&line), !found.contains_key(&name), "{name}: {told}");
    }
    assert_eq!(place.made(&[])["kept"], found.len());
    assert_same(&place.out(), &undisturbed.out());
}

#[test]
fn what_stands_in_the_way_of_a_file_is_told_and_the_others_are_made() {
    let place = Place::with(
        "[[render]]\ncountries = [\"de\", \"fr\", \"us\"]\ntones = [\"dt\", \"bt\"]\nduration = 100\n",
    );
    fs::create_dir_all(place.out().join("us/tone-2-busy-8000-pcm16.wav")).unwrap();
    fs::write(place.out().join("fr"), "a file where a directory is to be").unwrap();
    let output = place.run(&[]);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("out/fr: "), "{told}");
    assert!(told.contains("out/us/tone-2-busy-8000-pcm16.wav: "), "{told}");
    let names: Vec<_> = files(&place.out()).into_keys().collect();
    let made = ["de/tone-0-dial", "de/tone-2-busy", "us/tone-0-dial"];
    let made = made.map(|name| format!("{name}-8000-pcm16.wav"));
    assert_eq!(names, [&made[..2], &["fr".to_owned()], &made[2..]].concat());
    fs::remove_file(place.out().join("fr")).unwrap();
    fs::remove_dir(place.out().join("us/tone-2-busy-8000-pcm16.wav")).unwrap();
    let summary = place.made(&[]);
    assert_eq!((&summary["made"], &summary["kept"]), (&3.into(), &3.into()));
}

/// The program as somebody who is not root, to whom nothing is denied, in a folder that is everybody's.
fn as_nobody(place: &Place) -> Command {
    mode(place.folder.path(), 0o777);
    fs::create_dir(place.out()).unwrap();
    mode(&place.out(), 0o777);
    let program = place.folder.path().join("ringsmith");
    fs::copy(assert_cmd::cargo::cargo_bin!("ringsmith"), &program).unwrap();
    let is_root = text(&Command::new("id").arg("-u").output().unwrap().stdout).trim() == "0";
    let mut command = Command::new(if is_root { Path::new("setpriv") } else { &program });
    if is_root {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
    }
    command.current_dir(place.folder.path()).args(["catalog", "plan.toml", "-o", "out"]);
    command
}

/// Allows this of a folder.
fn mode(folder: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_directory_that_may_not_be_written_to_is_told() {
    let place =
        Place::with("[[render]]\ncountries = [\"de\", \"fr\"]\ntones = [\"bt\"]\nduration = 100\n");
    let mut command = as_nobody(&place);
    fs::create_dir(place.out().join("fr")).unwrap();
    mode(&place.out().join("fr"), 0o555);
    let output = command.output().unwrap();
    mode(&place.out().join("fr"), 0o755);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    let expected = "out/fr/tone-2-busy-8000-pcm16.wav: permission denied";
    assert!(told.to_lowercase().contains(expected), "{told}");
    assert_eq!(whole(&place.out()), ["de/tone-2-busy-8000-pcm16.wav"]);
}

#[test]
fn a_permission_that_is_lost_midway_is_told_and_leaves_whole_files() {
    let (place, undisturbed) = (Place::with(LONG), Place::with(LONG));
    undisturbed.made(&[]);
    let expected = files(&undisturbed.out());
    let mut command = as_nobody(&place);
    command.args(["--jobs", "1"]).stdout(Stdio::null()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    wait_for(&place.out(), 5);
    let folders = fs::read_dir(place.out()).unwrap().map(|folder| folder.unwrap().path());
    let folders: Vec<_> = folders.filter(|folder| folder.is_dir()).chain([place.out()]).collect();
    let allow = |what| {
        for folder in &folders {
            mode(folder, what);
        }
    };
    allow(0o555);
    let output = child.wait_with_output().unwrap();
    allow(0o755);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.to_lowercase().contains("permission denied"), "{told}");
    let made = whole(&place.out());
    assert!((5..expected.len() - 1).contains(&made.len()), "{made:?}");
    for name in &made {
        assert!(fs::read(place.out().join(name)).ok().as_ref() == expected.get(name), "{name}");
    }
    assert!(!place.out().join("manifest.json").exists());
    assert_eq!(place.made(&[])["kept"], made.len());
    assert_same(&place.out(), &undisturbed.out());
}

#[test]
fn two_runs_do_not_work_on_one_catalog_at_once() {
    let place = Place::with("[[render]]\ncountries = [\"de\"]\ntones = [\"bt\"]\n");
    fs::create_dir(place.out()).unwrap();
    let other = File::open(place.out()).unwrap();
    other.lock().unwrap();
    let output = place.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("another run is at work on this catalog"));
    assert_eq!(files(&place.out()).len(), 0);
    drop(other);
    place.made(&[]);
}
