//! What a plan may say, and what it means.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use crate::common::testdata;
use crate::{Place, files, text};

#[test]
fn the_plan_of_the_documentation_is_carried_out() {
    let place = Place::with("");
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("ringsmith"));
    command.arg("catalog").arg(testdata("catalog/ok/national.toml")).arg("-o").arg(place.out());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    // Plain files, those of two devices, a ringing pattern; the manifest.
    assert_eq!(files(&place.out()).len(), 3 * 3 * 2 * 2 + 2 * (6 + 1) + 1 + 1);
}

#[test]
fn files_are_found_from_the_plan_and_not_from_where_the_program_runs() {
    let place = Place::with("[[render]]\nfiles = [\"sub/own.toml\"]\n");
    fs::create_dir(place.folder.path().join("sub")).unwrap();
    let tone = "[[tone]]\nid = \"a\"\ncomponents = \"425@-10\"\n";
    fs::write(place.folder.path().join("sub/own.toml"), tone).unwrap();
    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("ringsmith"))
        .arg("catalog")
        .arg(place.folder.path().join("plan.toml"))
        .arg("-o")
        .arg(place.out())
        .current_dir("/")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(place.manifest()["files"][0]["source"]["file"], "sub/own.toml");
}

#[test]
fn a_plan_comes_from_standard_input_too() {
    let place = Place::with("");
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("ringsmith"));
    command.current_dir(place.folder.path()).args(["catalog", "-", "-o", "out"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let plan = b"[[render]]\ncountries = \"de\"\ntones = \"bt\"\n";
    child.stdin.take().unwrap().write_all(plan).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(place.manifest()["files"].as_array().unwrap().len(), 1);
}

#[test]
fn with_all_countries_those_without_a_tone_are_passed_over_and_counted() {
    let place = Place::with(
        "[[render]]\ncountries = \"all\"\ntones = [\"cw\"]\npatterns = [0]\nduration = 10\n",
    );
    let summary = place.made(&[]);
    let countries = ringsmith::world::countries();
    let with = |has: fn(&ringsmith::model::ToneSet) -> bool| {
        countries.iter().filter(|country| has(&country.tones())).count()
    };
    let waiting = with(|set| set.tone_by_id("cw").is_some());
    let ringing = with(|set| set.pattern(0).is_some());
    assert!(waiting > 50 && ringing > 10 && waiting < countries.len());
    assert_eq!(summary["files"], waiting + ringing);
    assert_eq!(summary["not-there"], 2 * countries.len() - waiting - ringing);
    let told = text(&place.run(&[]).stderr);
    assert!(told.contains("of the tones that a country does not have: passed over"), "{told}");
}

#[test]
fn everything_is_made_of_a_source_unless_tones_or_patterns_are_chosen() {
    let set = ringsmith::world::country("us").unwrap().tones();
    let (tones, patterns) = (set.tones().len(), set.patterns().len());
    assert!(tones > 5 && patterns > 0);
    for (chosen, expected) in [
        ("", tones + patterns),
        ("tones = \"all\"\n", tones),
        ("patterns = \"all\"\n", patterns),
        ("tones = [\"bt\", 0]\n", 2),
        ("tones = [\"bt\"]\npatterns = \"all\"\n", 1 + patterns),
    ] {
        let plan = format!("[[render]]\ncountries = [\"us\"]\nduration = 10\n{chosen}");
        assert_eq!(Place::with(&plan).made(&[])["files"], expected, "{chosen}");
    }
}

#[test]
fn combinations_that_do_not_go_together_are_passed_over_and_counted() {
    let place = Place::with(
        "[[render]]\ncountries = [\"de\"]\ntones = [\"bt\"]\nrates = [8000, 16000]\n\
         encodings = [\"pcm16\", \"g722\"]\ncontainers = [\"wav\", \"raw\"]\n",
    );
    let summary = place.made(&[]);
    let names: Vec<_> = files(&place.out().join("de")).into_keys().collect();
    assert_eq!(
        names,
        [
            "tone-2-busy-16000-g722.g722",
            "tone-2-busy-16000-pcm16.raw",
            "tone-2-busy-16000-pcm16.wav",
            "tone-2-busy-8000-pcm16.raw",
            "tone-2-busy-8000-pcm16.wav",
        ]
    );
    assert_eq!((&summary["files"], &summary["unfit"]), (&5.into(), &3.into()));
}

#[test]
fn what_a_device_does_not_take_is_passed_over_unless_it_is_asked_for_by_name() {
    let long = "[[tone]]\nid = \"long\"\ncomponents = \"425@-10\"\ncycle = [[1000, 19000]]\n\
                [[tone]]\nid = \"short\"\ncomponents = \"425@-10\"\n";
    let plan = "[[render]]\nfiles = [\"own.toml\"]\ndevices = [\"snom\"]\n";
    let place = Place::with(plan);
    fs::write(place.folder.path().join("own.toml"), long).unwrap();
    let output = place.run(&[]);
    let told = text(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("snom takes no more than 249999 bytes"), "{told}");
    assert_eq!(place.made(&[])["refused"], 1);
    place.plan(&format!("{plan}tones = [\"long\"]\n"));
    assert_eq!(place.run(&[]).status.code(), Some(1));
}

#[test]
fn a_pipe_gets_the_summary_and_no_progress() {
    // Long enough that a terminal would show a bar.
    let place = Place::with(
        "[[render]]\ncountries = [\"de\", \"us\"]\ntones = [\"dt\"]\nrates = [192000]\n\
         encodings = [\"f32\"]\nduration = 100000\n",
    );
    let output = place.run(&[]);
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    assert!(told.starts_with("2 files in out: 2 made, 0 kept; 153.6 MB in "), "{told}");
    assert!(told.ends_with(" MB/s\n") && told.lines().count() == 1, "{told}");
}

#[test]
fn memory_is_bounded_whatever_a_plan_asks_for() {
    // A thousand million files.
    let rates: Vec<_> = (0..100_000).map(|n| (8_000 + n).to_string()).collect();
    let plan = format!(
        "[[render]]\ncountries = \"all\"\nrates = [{}]\nencodings = [\"pcm16\", \"f32\"]\n",
        rates.join(",")
    );
    let place = Place::with(&plan);
    let line = format!(
        "ulimit -v 1200000; '{}' catalog plan.toml -o out --json",
        assert_cmd::cargo::cargo_bin!("ringsmith").display()
    );
    let mut bash = std::process::Command::new("bash");
    let output = bash.args(["-c", &line]).current_dir(place.folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("\"too-many\""), "{}", text(&output.stdout));
}
