//! What stands in the files and in the manifest.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::common::{ringsmith, testdata};
use crate::{Place, assert_same, digest, files};

const PLAN: &str = "\
title = \"Ringing\"
[[render]]
countries = [\"de\", \"us\"]
tones = [\"bt\"]
rates = [8000, 11025]
encodings = [\"pcm16\", \"ulaw\"]
containers = [\"wav\", \"au\"]
cycles = 3
ramp = 5
[[render]]
countries = [\"us\"]
tones = [\"rt\"]
devices = [\"asterisk\", \"polycom\", \"audiocodes-prt\"]
[[render]]
files = [\"own.ini\"]
patterns = [0]
voice = \"440+480@-19\"
level = -3
loop = true
folder = \"ringing\"
";

fn made() -> Place {
    let place = Place::with(PLAN);
    let ini = testdata("vendor/distinctive-ringing-burst.ini");
    fs::copy(ini, place.folder.path().join("own.ini")).unwrap();
    place.made(&[]);
    place
}

#[test]
fn every_file_has_the_bytes_that_render_makes_of_the_same() {
    let place = made();
    let own = place.folder.path().join("own.ini");
    let own = own.to_str().unwrap();
    let busy = "--tone bt --cycles 3 --ramp 5";
    let voice = "--pattern 0 --voice 440+480@-19 --level -3 --loop";
    let mut compared = 0;
    for (made, options) in [
        ("de/tone-2-busy-8000-pcm16.wav", format!("--country de {busy}")),
        ("de/tone-2-busy-11025-pcm16.au", format!("--country de {busy} --rate 11025")),
        ("us/tone-2-busy-8000-ulaw.wav", format!("--country us {busy} --encoding ulaw")),
        ("us/tone-2-busy-8000-ulaw.au", format!("--country us {busy} --encoding ulaw")),
        ("us/asterisk/tone-1-ringback.alaw", "--country us --tone rt --for asterisk".to_owned()),
        ("us/asterisk/tone-1-ringback.g722", "--country us --tone rt --for asterisk".to_owned()),
        ("us/asterisk/tone-1-ringback.wav", "--country us --tone rt --for asterisk".to_owned()),
        ("us/polycom/tone-1-ringback.wav", "--country us --tone rt --for polycom".to_owned()),
        (
            "us/audiocodes-prt/tone-1-ringback.raw",
            "--country us --tone rt --for audiocodes-prt".into(),
        ),
        ("ringing/own/pattern-0-8000-pcm16.wav", format!("{own} {voice}")),
    ] {
        let made = place.out().join(made);
        let suffix = made.extension().unwrap().to_str().unwrap();
        let one = place.folder.path().join(format!("one/{compared}/"));
        let mut command = ringsmith();
        command.arg("render").args(options.split(' ')).arg("-o").arg(&one);
        if suffix == "au" {
            command.args(["--container", "au"]);
        }
        command.assert().success();
        let all = files(&one);
        let expected = all.iter().find(|(name, _)| name.ends_with(&format!(".{suffix}")));
        let (_, expected) = expected.unwrap_or_else(|| panic!("{options}: {:?}", all.keys()));
        assert!(fs::read(&made).unwrap() == *expected, "{}", made.display());
        compared += 1;
    }
    assert_eq!(compared, 10);
}

#[test]
fn the_places_are_those_of_the_documentation() {
    let place = made();
    let names: Vec<_> = files(&place.out()).into_keys().collect();
    let mut expected = vec!["manifest.json".to_owned()];
    for country in ["de", "us"] {
        for rate in ["8000", "11025"] {
            for encoding in ["pcm16", "ulaw"] {
                for suffix in ["wav", "au"] {
                    expected.push(format!("{country}/tone-2-busy-{rate}-{encoding}.{suffix}"));
                }
            }
        }
    }
    for suffix in ["ulaw", "alaw", "sln", "sln16", "g722", "wav"] {
        expected.push(format!("us/asterisk/tone-1-ringback.{suffix}"));
    }
    expected.push("us/polycom/tone-1-ringback.wav".to_owned());
    expected.push("us/audiocodes-prt/tone-1-ringback.raw".to_owned());
    expected.push("ringing/own/pattern-0-8000-pcm16.wav".to_owned());
    expected.sort();
    assert_eq!(names, expected);
}

#[test]
fn what_is_chosen_for_a_device_stands_in_the_names_of_its_files() {
    let place = Place::with(
        "[[render]]\ncountries = [\"de\"]\ntones = [\"bt\"]\ndevices = [\"polycom\"]\n\
         encodings = [\"alaw\", \"ulaw\"]\n",
    );
    place.made(&[]);
    let names: Vec<_> = files(&place.out().join("de/polycom")).into_keys().collect();
    assert_eq!(names, ["tone-2-busy-alaw.wav", "tone-2-busy-ulaw.wav"]);
}

#[test]
fn the_manifest_has_every_file_with_its_digest_in_the_order_of_the_paths() {
    let place = made();
    let manifest = place.manifest();
    assert_eq!(manifest["title"], "Ringing");
    assert_eq!(manifest["left"], json!([]));
    let mut found = files(&place.out());
    found.remove("manifest.json");
    let listed = manifest["files"].as_array().unwrap();
    let paths: Vec<_> = listed.iter().map(|file| file["path"].as_str().unwrap()).collect();
    assert_eq!(paths, found.keys().collect::<Vec<_>>());
    for file in listed {
        let bytes = &found[file["path"].as_str().unwrap()];
        assert_eq!(file["bytes"], bytes.len(), "{file}");
        assert_eq!(file["sha256"], digest(bytes), "{file}");
    }
}

#[test]
fn the_manifest_says_what_each_file_is_and_from_where() {
    let place = made();
    let manifest = place.manifest();
    let of = |path: &str| {
        let files = manifest["files"].as_array().unwrap();
        files.iter().find(|file| file["path"] == path).unwrap().clone()
    };
    let busy = of("us/tone-2-busy-11025-ulaw.au");
    let line = include_str!("../../tones/us.toml").lines().position(|it| it == "kind = \"busy\"");
    for (key, expected) in [
        ("country", json!("us")),
        ("entry", json!("tone-2-busy")),
        ("kind", json!("busy")),
        ("tone", json!(2)),
        ("source", json!({ "file": "tones/us.toml", "line": line.unwrap() })),
        ("rate", json!(11025)),
        ("encoding", json!("ulaw")),
        ("container", json!("au")),
        ("samples", json!(3 * 11025)),
    ] {
        assert_eq!(busy[key], expected, "{key}");
    }
    for key in ["device", "loop", "pattern", "remarks", "package"] {
        assert!(busy.get(key).is_none(), "{key}");
    }
    let ring = of("ringing/own/pattern-0-8000-pcm16.wav");
    let ini = fs::read_to_string(place.folder.path().join("own.ini")).unwrap();
    let line = ini.lines().position(|it| it.to_lowercase().starts_with("[ringing pattern #0"));
    assert_eq!(ring["source"], json!({ "file": "own.ini", "line": line.unwrap() + 1 }));
    assert_eq!((&ring["pattern"], ring.get("country")), (&json!(0), None));
    // The lead, and cycles that repeat up to the end.
    let number = |value: &serde_json::Value| value.as_u64().unwrap();
    let (first, period) = (number(&ring["loop"]["first"]), number(&ring["loop"]["period"]));
    assert_eq!(first + period, number(&ring["samples"]), "{ring}");
    assert!(first > 0 && period > 0, "{ring}");
    let device = of("us/asterisk/tone-1-ringback.sln16");
    assert_eq!((&device["device"], &device["rate"]), (&json!("asterisk"), &json!(16000)));
}

#[test]
fn a_catalog_is_the_same_on_any_number_of_threads_and_in_any_order_of_the_plan() {
    let place = made();
    let plan = fs::read_to_string(place.folder.path().join("plan.toml")).unwrap();
    let (title, blocks) = plan.split_once('\n').unwrap();
    let mut blocks: Vec<_> = blocks.split("[[render]]\n").skip(1).collect();
    blocks.reverse();
    let turned = format!("{title}\n[[render]]\n{}", blocks.join("[[render]]\n"));
    let turned = turned.replace("[8000, 11025]", "[11025, 8000]");
    for (jobs, plan) in [("1", &plan), ("2", &plan), ("7", &plan), ("2", &turned)] {
        let other = Place::with(plan);
        fs::copy(place.folder.path().join("own.ini"), other.folder.path().join("own.ini")).unwrap();
        other.made(&["--jobs", jobs]);
        assert_same(&other.out(), &place.out());
    }
}

#[test]
fn what_is_to_be_said_of_a_file_is_said_once_and_kept_in_the_manifest() {
    let place = Place::with(
        "[[render]]\ncountries = [\"us\", \"de\"]\npatterns = \"all\"\ndevices = [\"snom\"]\n\
         [[render]]\ncountries = [\"us\"]\npatterns = \"all\"\nvoice = \"440+480@3\"\n",
    );
    let output = place.run(&[]);
    let told = crate::text(&output.stderr);
    assert!(told.contains("nobody hears 20 Hz from a telephone"), "{told}");
    assert!(told.contains("together pass full scale and clip"), "{told}");
    let manifest = place.manifest();
    let remarks: Vec<_> =
        manifest["files"].as_array().unwrap().iter().map(|f| &f["remarks"]).collect();
    assert!(remarks.iter().all(|remarks| remarks.is_array()), "{manifest}");
}

#[test]
fn several_packages_of_a_file_have_a_directory_each() {
    let place = Place::with("[[render]]\nfiles = [\"sub/two.sbc\"]\ncycles = 1\n");
    fs::create_dir(place.folder.path().join("sub")).unwrap();
    let profile = "set profiles media toneProfile a make1 100 break1 100 generationMethod \
                   singleTone tone1Frequency 440 tone1Power -10\n";
    let package = |name, id| {
        format!("set profiles media tonePackage {name} packageId {id} toneType rt toneProfile a\n")
    };
    let text = format!("{profile}{}{}", package("ONE", 128), package("../TWO", 129));
    fs::write(place.folder.path().join("sub/two.sbc"), text).unwrap();
    place.made(&[]);
    let names: Vec<_> = files(&place.out()).into_keys().collect();
    let expected = [
        "manifest.json",
        "two/..-TWO/tone-0-rt-8000-pcm16.wav",
        "two/ONE/tone-0-rt-8000-pcm16.wav",
    ];
    assert_eq!(names, expected);
    assert_eq!(place.manifest()["files"][0]["package"], "../TWO");
    assert!(Path::new(&place.out()).join("two").is_dir());
}
