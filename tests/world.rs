//! The national tones as users of the program have them.

#![cfg(feature = "cli")]

mod common;

use common::{ringsmith, stdout_of};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn every_country_is_listed_once_in_lines_that_fit_a_terminal() {
    let listed = text(&stdout_of(ringsmith().arg("tones")));
    assert!(listed.lines().all(|line| line.chars().count() <= 80), "{listed}");
    for country in ringsmith::world::countries() {
        let cell = format!("{}  {}  ", country.code(), country.name());
        assert_eq!(listed.matches(&cell).count(), 1, "{cell}");
    }
}

#[test]
fn a_country_is_drawn_with_the_source_and_note_of_each_tone() {
    let shown = text(&stdout_of(ringsmith().args(["tones", "Germany", "gbr"])));
    for line in [
        "Germany (de)",
        "United Kingdom (gb)",
        "Levels are ours.",
        "DTMF digits: low frequency at -11 dBm0, high at -9 dBm0",
        "425 Hz at -10 dBm0  480/480 ms",
        "spandsp (ITU-T E.180 Supplement 2), Asterisk, DAHDI",
        "The frequency is ours.",
    ] {
        assert!(shown.lines().any(|shown| shown.contains(line)), "{line}\n{shown}");
    }
    // Without a terminal a line has 80 columns; notes are broken between words.
    let notes = shown.lines().filter(|line| line.contains(" prints ") || line.contains("spandsp"));
    assert!(notes.clone().count() > 10 && notes.clone().all(|line| line.chars().count() <= 80));
}

#[test]
fn json_has_an_object_for_each_country_and_toml_is_the_file() {
    let lines = text(&stdout_of(ringsmith().args(["tones", "--json"])));
    assert_eq!(lines.lines().count(), ringsmith::world::countries().len());
    let gb = lines.lines().find(|line| line.contains("\"code\":\"gb\"")).unwrap();
    let gb: serde_json::Value = serde_json::from_str(gb).unwrap();
    assert_eq!(gb["name"], "United Kingdom");
    let busy = gb["tones"].as_array().unwrap().iter().find(|tone| tone["kind"] == "busy").unwrap();
    assert_eq!(busy["cycle"], serde_json::json!([{ "on": 375, "off": 375, "voice": 0 }]));
    let component = serde_json::json!({ "frequency": 400.0, "level": -10.0 });
    assert_eq!(busy["voices"], serde_json::json!([[component]]));
    assert!(busy["source"].as_str().unwrap().contains("Asterisk"));
    assert_eq!(gb["patterns"][0]["frequency"], 25.0);

    let toml = stdout_of(ringsmith().args(["tones", "de", "--toml"]));
    assert_eq!(text(&toml), ringsmith::world::country("de").unwrap().text());
    ringsmith().args(["tones", "--toml"]).assert().code(2);
    ringsmith().args(["tones", "de", "--toml", "--json"]).assert().code(2);
}

#[test]
fn a_country_takes_the_place_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut call = ringsmith();
    call.current_dir(folder.path());
    call.args(["render", "--country", "DE", "--tone", "bt", "-o", "busy.wav"]).assert().code(0);
    let wav = std::fs::read(folder.path().join("busy.wav")).unwrap();
    // Two cycles of 480/480 ms.
    assert_eq!(wav.len(), 44 + 2 * 960 * 8 * 2);

    let mut all = ringsmith();
    all.current_dir(folder.path())
        .args(["render", "--country", "al", "-o", "al/"])
        .assert()
        .code(0);
    let made = std::fs::read_dir(folder.path().join("al")).unwrap().count();
    assert_eq!(made, ringsmith::world::country("al").unwrap().tones().entries().count());

    let shown = text(&stdout_of(ringsmith().args(["show", "--country", "japan"])));
    assert!(shown.contains("400 Hz modulated by 16 Hz to 90 %"), "{shown}");
    let file = common::testdata("vendor/uk.ini");
    for command in ["show", "render"] {
        ringsmith().arg(command).arg(&file).args(["--country", "de"]).assert().code(2);
    }
}

#[test]
fn an_unknown_country_is_an_error_that_names_a_similar_one() {
    for call in [vec!["tones", "germny"], vec!["render", "--country", "germny", "--tone", "bt"]] {
        let failed = ringsmith().args(&call).assert().code(2);
        let message = text(&failed.get_output().stderr);
        assert!(message.contains("is Germany (de) meant?"), "{message}");
    }
    let failed = ringsmith().args(["tones", "atlantis"]).assert().code(2);
    let message = text(&failed.get_output().stderr);
    assert!(message.contains("`ringsmith tones` lists them"), "{message}");
}

#[test]
fn a_country_in_an_alert_urn_selects_its_tones() {
    let json = |args: &[&str]| -> serde_json::Value {
        let mut command = ringsmith();
        command.arg("alert").args(args).arg("--json");
        serde_json::from_slice(&stdout_of(&mut command)).unwrap()
    };
    let german = json(&["<urn:alert:locale:country:de>"]);
    assert_eq!((&german["action"], &german["tone"]), (&"tone".into(), &"rt".into()));
    // `uk` is no code of ISO 3166-1, but it is what people write.
    let waiting = "<urn:alert:service:call-waiting>, <urn:alert:locale:country:UK>";
    let british = json(&[waiting, "--country", "gb"]);
    assert_eq!(
        (&british["tone"], &british["selects"]),
        (&"cw".into(), &"tone-4-call-waiting".into())
    );
    let other = json(&["<urn:alert:locale:country:fr>", "--country", "de"]);
    assert_eq!(other["action"], "default");

    let render = |args: &[&str]| {
        let mut command = ringsmith();
        stdout_of(command.arg("render").args(args).args(["--container", "raw", "-o", "-"]))
    };
    let by_urn = render(&["--alert", "<urn:alert:locale:country:jp>"]);
    assert_eq!(by_urn, render(&["--country", "jp", "--tone", "rt"]));
    assert_ne!(by_urn, render(&["--country", "de", "--tone", "rt"]));
}
