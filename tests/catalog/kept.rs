//! What is kept of a catalog that is there, and what is made again.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::{Place, assert_same, digest, files, text};

const PLAN: &str = "\
[[render]]
countries = [\"de\", \"fr\", \"us\"]
tones = [\"dt\", \"bt\"]
encodings = [\"pcm16\", \"alaw\", \"g722\"]
duration = 700
";

/// The files of PLAN.
const FILES: usize = 3 * 2 * 3;

/// The inode of every file: a file that is written anew has another.
fn inodes(root: &Path) -> BTreeMap<String, (u64, i64)> {
    let of = |name: String| {
        let found = fs::metadata(root.join(&name)).unwrap();
        (name, (found.ino(), found.mtime_nsec()))
    };
    files(root).into_keys().map(of).collect()
}

fn assert_counts(summary: &serde_json::Value, expected: [(&str, usize); 3]) {
    for (key, count) in expected {
        assert_eq!(summary[key], count, "{key} of {summary}");
    }
}

#[test]
fn a_second_run_writes_nothing() {
    let place = Place::with(PLAN);
    assert_counts(&place.made(&[]), [("made", FILES), ("changed", 0), ("kept", 0)]);
    let before = inodes(&place.out());
    for args in [&[] as &[&str], &["--recheck"], &["--jobs", "1"]] {
        assert_counts(&place.made(args), [("made", 0), ("changed", 0), ("kept", FILES)]);
        assert_eq!(inodes(&place.out()), before, "{args:?}");
    }
    // The manifest alone is made anew; that it is gone makes no file wrong.
    fs::remove_file(place.out().join("manifest.json")).unwrap();
    assert_counts(&place.made(&[]), [("made", 0), ("changed", 0), ("kept", FILES)]);
    let (mut after, mut before) = (inodes(&place.out()), before);
    assert!(after.remove("manifest.json").is_some() && before.remove("manifest.json").is_some());
    assert_eq!(after, before);
}

#[test]
fn a_file_that_is_damaged_longer_shorter_or_gone_is_made_again_and_no_other() {
    for forget in [false, true] {
        let (place, whole) = (Place::with(PLAN), Place::with(PLAN));
        whole.made(&[]);
        place.made(&[]);
        let before = inodes(&place.out());
        let path = |name: &str| place.out().join(name);
        let [flipped, longer, shorter, gone, coded] = [
            "de/tone-0-dial-8000-pcm16.wav",
            "fr/tone-0-dial-8000-pcm16.wav",
            "us/tone-0-dial-8000-alaw.wav",
            "us/tone-2-busy-8000-pcm16.wav",
            "us/tone-2-busy-16000-g722.g722",
        ];
        for (name, at) in [(flipped, 5_000), (coded, 1)] {
            let mut bytes = fs::read(path(name)).unwrap();
            bytes[at] ^= 1;
            fs::write(path(name), bytes).unwrap();
        }
        let mut bytes = fs::read(path(longer)).unwrap();
        bytes.push(0);
        fs::write(path(longer), bytes).unwrap();
        fs::write(path(shorter), &fs::read(path(shorter)).unwrap()[..90]).unwrap();
        fs::remove_file(path(gone)).unwrap();
        if forget {
            fs::remove_file(path("manifest.json")).unwrap();
        }
        assert_counts(&place.made(&[]), [("made", 1), ("changed", 4), ("kept", FILES - 5)]);
        assert_same(&place.out(), &whole.out());
        let after = inodes(&place.out());
        let kept = |name: &String| after[name] == before[name];
        let kept: Vec<_> = after.keys().filter(|name| kept(name)).collect();
        assert_eq!(kept.len(), FILES - 5 + usize::from(!forget), "{kept:?}");
    }
}

#[test]
fn a_change_of_the_plan_makes_what_is_new_and_leaves_what_is_not_planned_any_more() {
    let place = Place::with(PLAN);
    place.made(&[]);
    let before = inodes(&place.out());
    place.plan(&PLAN.replace("\"fr\"", "\"it\"").replace("\"g722\"", "\"ulaw\""));
    let summary = place.made(&[]);
    // Of Germany and the United States the mu-law, of Italy everything.
    assert_counts(&summary, [("made", 4 + 6), ("changed", 0), ("kept", 8)]);
    assert_eq!(summary["left"], 6 + 4);
    let after = inodes(&place.out());
    let old = before.iter().filter(|(name, _)| *name != "manifest.json");
    assert!(old.clone().all(|(name, inode)| after[name] == *inode));
    let manifest = place.manifest();
    let left: Vec<_> = manifest["left"].as_array().unwrap().iter().map(|it| &it["path"]).collect();
    assert_eq!(left.len(), 10);
    assert_eq!(left[0], "de/tone-0-dial-16000-g722.g722");
    let told = text(&place.run(&[]).stderr);
    assert!(told.contains("10 of the files of an earlier plan: left alone"), "{told}");

    // What is gone is not told, what somebody has changed is not removed.
    fs::remove_file(place.out().join("fr/tone-0-dial-8000-alaw.wav")).unwrap();
    fs::write(place.out().join("fr/tone-2-busy-8000-alaw.wav"), "mine").unwrap();
    let summary = place.made(&["--prune"]);
    assert_eq!((&summary["removed"], &summary["left"]), (&8.into(), &1.into()));
    let names: Vec<_> = files(&place.out()).into_keys().filter(|it| it.starts_with("fr")).collect();
    assert_eq!(names, ["fr/tone-2-busy-8000-alaw.wav"]);
    // A plan that has them again takes them back.
    place.plan(PLAN);
    assert_counts(&place.made(&[]), [("made", 5 + 4), ("changed", 1), ("kept", 8)]);
    assert_eq!(place.manifest()["left"].as_array().unwrap().len(), 4 + 6);
}

#[test]
fn another_definition_of_the_same_name_is_rendered_anew() {
    let place = Place::with("[[render]]\nfiles = [\"own.toml\"]\nduration = 500\n");
    let write = |hertz: &str| {
        let tones = format!(
            "[[tone]]\nid = \"a\"\ncomponents = \"{hertz}@-10\"\n[[tone]]\nid = \"b\"\ncomponents = \"500@-10\"\n"
        );
        fs::write(place.folder.path().join("own.toml"), tones).unwrap();
    };
    write("425");
    place.made(&[]);
    write("425.001");
    assert_counts(&place.made(&[]), [("made", 0), ("changed", 1), ("kept", 1)]);
    assert_counts(&place.made(&["--recheck"]), [("made", 0), ("changed", 0), ("kept", 2)]);
}

/// A manifest that was tampered with together with its file: nothing but rendering tells.
#[test]
fn a_recheck_finds_a_file_that_its_manifest_agrees_with() {
    let (place, whole) = (Place::with(PLAN), Place::with(PLAN));
    place.made(&[]);
    whole.made(&[]);
    let name = "de/tone-2-busy-8000-alaw.wav";
    let other = fs::read(place.out().join("us/tone-2-busy-8000-alaw.wav")).unwrap();
    fs::write(place.out().join(name), other).unwrap();
    let manifest = place.manifest();
    let all = manifest["files"].as_array().unwrap();
    let digest = |path: &str| all.iter().find(|it| it["path"] == path).unwrap()["sha256"].clone();
    let text = fs::read_to_string(place.out().join("manifest.json")).unwrap();
    let (old, new) = (digest(name), digest("us/tone-2-busy-8000-alaw.wav"));
    let text = text.replace(old.as_str().unwrap(), new.as_str().unwrap());
    fs::write(place.out().join("manifest.json"), text).unwrap();
    assert_eq!(place.made(&[])["kept"], FILES);
    assert_counts(&place.made(&["--recheck"]), [("made", 0), ("changed", 1), ("kept", FILES - 1)]);
    assert_same(&place.out(), &whole.out());
}

#[test]
fn a_manifest_that_cannot_be_read_is_told_and_every_file_compared() {
    for broken in ["", "{\"files\": [", "[]", "{\"files\": [{}], \"left\": []}"] {
        let (place, whole) = (Place::with(PLAN), Place::with(PLAN));
        whole.made(&[]);
        place.made(&[]);
        fs::write(place.out().join("manifest.json"), broken).unwrap();
        let output = place.run(&["--json"]);
        assert!(text(&output.stderr).contains("every file is compared"), "{broken}");
        let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_counts(&summary, [("made", 0), ("changed", 0), ("kept", FILES)]);
        assert_same(&place.out(), &whole.out());
    }
}

#[test]
fn nothing_outside_of_the_catalog_is_removed_whatever_a_manifest_says() {
    let place = Place::with(PLAN);
    place.made(&[]);
    let (outside, bytes) = (place.folder.path().join("outside"), b"outside");
    fs::write(&outside, bytes).unwrap();
    let digest = digest(bytes);
    // A folder that is a link leads out as well.
    std::os::unix::fs::symlink(place.folder.path(), place.out().join("link")).unwrap();
    for path in ["../outside", outside.to_str().unwrap(), "de/../../outside", "link/outside"] {
        let entry = serde_json::json!({ "path": path, "bytes": 7, "sha256": digest });
        let manifest = serde_json::json!({ "files": [], "left": [entry] });
        fs::write(place.out().join("manifest.json"), manifest.to_string()).unwrap();
        place.made(&["--prune"]);
        assert!(outside.exists(), "{path}");
    }
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let place = Place::with(PLAN);
    let output = place.run(&["--dry-run"]);
    assert!(output.status.success());
    assert!(!place.out().exists());
    let told = text(&output.stdout);
    assert_eq!(told.matches(" samples, new\n").count(), FILES, "{told}");
    assert!(told.ends_with(&format!("{FILES} new, 0 changed, 0 kept\n")), "{told}");

    place.made(&[]);
    fs::write(place.out().join("de/tone-2-busy-8000-alaw.wav"), "damaged").unwrap();
    fs::remove_file(place.out().join("fr/tone-2-busy-8000-alaw.wav")).unwrap();
    let before = inodes(&place.out());
    let output = place.run(&["--dry-run", "--json"]);
    let lines: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let state = |path: &str| lines.iter().find(|it| it["path"] == path).unwrap()["state"].clone();
    assert_eq!(state("de/tone-2-busy-8000-alaw.wav"), "changed");
    assert_eq!(state("fr/tone-2-busy-8000-alaw.wav"), "new");
    assert_eq!(state("us/tone-2-busy-8000-alaw.wav"), "kept");
    assert_eq!(lines.len(), FILES + 1);
    assert_eq!(inodes(&place.out()), before);
}
