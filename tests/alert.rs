//! `ringsmith alert` and `render --alert`, as a user and as another program call them.

#![cfg(feature = "cli")]

mod common;

use common::{ringsmith, stdout_of, testdata};
use serde_json::{Value, json};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn alert(arguments: &[&str]) -> Value {
    let output = ringsmith().args(["alert", "--json"]).args(arguments).assert().code(0);
    let stdout = text(&output.get_output().stdout);
    assert_eq!(stdout.lines().count(), 1, "one object on one line: {stdout}");
    serde_json::from_str(&stdout).unwrap()
}

/// The object without its diagnostics.
fn fields(arguments: &[&str]) -> Value {
    let mut object = alert(arguments);
    assert!(object.as_object_mut().unwrap().remove("diagnostics").unwrap().is_array());
    object
}

#[test]
fn the_object_has_the_fields_that_are_there_and_no_others() {
    for (header, expected) in [
        ("", json!({ "action": "default" })),
        ("<Bellcore-dr10>", json!({ "action": "ring", "ring": 10 })),
        ("<http:/LMSD/tone?sig-id=cmft>", json!({ "action": "tone", "tone": "cmft" })),
        ("<http:/null>", json!({ "action": "stop" })),
        ("<localhost/Bell Phone>", json!({ "action": "file", "file": "Bell Phone" })),
        ("<http://192.0.2.1/x.wav>", json!({ "action": "url", "url": "http://192.0.2.1/x.wav" })),
        (
            "<urn:alert:source:internal>, <URN:alert:priority:HIGH>",
            json!({ "action": "default", "urns": ["source:internal", "priority:high"] }),
        ),
        (
            "<http://192.0.2.1/x.wav>;info=ring3;X;x=2",
            json!({
                "action": "url", "url": "http://192.0.2.1/x.wav", "ring": 3,
                "params": { "info": "ring3", "X": null },
            }),
        ),
        (
            "<http://www.notused.com>;info=alert-autoanswer;delay=4",
            json!({
                "action": "default", "keyword": "alert-autoanswer", "answer_after": 4,
                "params": { "info": "alert-autoanswer", "delay": "4" },
            }),
        ),
        (
            "ring-answer",
            json!({ "action": "default", "keyword": "ring-answer", "answer_after": null }),
        ),
    ] {
        assert_eq!(fields(&[header]), expected, "{header}");
    }
}

#[test]
fn several_values_are_several_header_lines() {
    let object = alert(&["Alert-Info: <urn:alert:source:internal>", "Bellcore-dr2"]);
    assert_eq!((&object["action"], &object["ring"]), (&json!("ring"), &json!(2)));
    let [diagnostic] = object["diagnostics"].as_array().unwrap().as_slice() else {
        panic!("{object}")
    };
    assert_eq!(diagnostic["code"], "no-brackets");
    assert_eq!((&diagnostic["line"], &diagnostic["column"]), (&json!(2), &json!(1)));
    assert_eq!(diagnostic["severity"], "warning");
    let mut piped = ringsmith();
    piped.args(["alert", "--json", "-"]).write_stdin("<a:b>\r\n<Bellcore-dr3>\r\n");
    assert!(text(&piped.assert().code(0).get_output().stdout).contains("\"ring\":3"));
}

#[test]
fn what_is_selected_of_a_file_is_named() {
    let file = testdata("vendor/uk.ini").display().to_string();
    for (header, selected) in [
        ("<Bellcore-dr1>", json!("pattern-1")),
        ("<Bellcore-dr9>", json!("pattern-0")),
        ("<http:/LMSD/tone?sig-id=bt>", json!("tone-2-busy")),
        ("<http:/LMSD/tone?sig-id=zz>", json!("tone-1-ringback")),
        ("<http:/null>", Value::Null),
    ] {
        assert_eq!(alert(&[header, "--tones", &file])["selects"], selected, "{header}");
    }
}

#[test]
fn a_wrong_call_is_told_from_an_odd_header() {
    ringsmith().arg("alert").assert().code(2);
    ringsmith().args(["alert", "x", "--profile", "none"]).assert().code(2);
    ringsmith().args(["alert", "x", "--signal", "pattern-1"]).assert().code(2);
    ringsmith().args(["alert", "x", "--signal", "pattern-1=internal"]).assert().code(2);
    ringsmith().args(["alert", "x", "--tones", "no-such-file.ini"]).assert().code(2);
    ringsmith().args(["alert", "-", "--tones", "-"]).write_stdin("<x>").assert().code(2);
    ringsmith().args(["alert", "\u{1b}[31m<;,\"\u{7}"]).assert().code(0);
}

#[test]
fn the_answer_steers_no_terminal() {
    for header in ["\u{1b}[31mred", "<http://a.example.net/\u{1b}[2J>", "x;info=\u{1b}]0;t\u{7}"] {
        let output = ringsmith().args(["alert", header]).assert().code(0).get_output().clone();
        assert!(!text(&output.stdout).contains('\u{1b}'), "{header:?}");
        assert!(!text(&output.stderr).contains('\u{1b}'), "{header:?}");
    }
}

#[test]
fn a_ring_tone_that_the_84_series_cuts_off_is_told_with_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Long.wav");
    let render = ["render", "--duration", "40000", "--tone", "bt", "--encoding", "ulaw", "-o"];
    ringsmith().args(render).arg(&path).assert().code(0);
    let told = |series| {
        let ringtones = folder.path().to_str().unwrap();
        alert(&["Long", "--ringtones", ringtones, "--series", series])["handset"].clone()
    };
    assert_eq!(told("84-series")["title"], "Long");
    assert_eq!(told("84-series")["cut_off_bytes"], 300_000);
    assert_eq!(told("pivot")["cut_off_bytes"], Value::Null);
}

#[test]
fn render_alert_gives_the_samples_of_what_the_header_selects() {
    let file = testdata("vendor/distinctive-ringing-gr506.ini");
    let raw = |arguments: &[&str]| {
        let common = ["--container", "raw", "--voice", "440+480@-19", "-o", "-"];
        let mut call = ringsmith();
        stdout_of(call.arg("render").arg(&file).args(arguments).args(common))
    };
    let pattern = raw(&["--pattern", "2"]);
    assert!(pattern.len() > 100_000);
    assert_eq!(raw(&["--alert", "<http://127.0.0.1/Bellcore-dr2>"]), pattern);
    assert_eq!(raw(&["--alert", "<Bellcore-dr9>"]), raw(&["--pattern", "0"]));
    for header in ["<http:/null>", "<http://192.0.2.1/x.wav>", "<localhost/Bell Phone>"] {
        let output =
            ringsmith().arg("render").arg(&file).args(["--alert", header]).assert().code(2);
        assert!(text(&output.get_output().stderr).contains("--alert asks for"), "{header}");
    }
}

#[test]
fn without_a_file_the_built_in_patterns_and_tones_are_there_to_select_from() {
    let raw = |arguments: &[&str]| {
        let mut call = ringsmith();
        let call = call.arg("render").args(arguments).args(["--container", "raw", "-o", "-"]);
        stdout_of(call).len()
    };
    // dr5 is one splash of half a second; 16-bit samples at 8 kHz.
    assert_eq!(raw(&["--alert", "<Bellcore-dr5>"]), 500 * 8 * 2);
    assert_eq!(raw(&["--tone", "dg/d5"]), 200 * 8 * 2);
    assert_eq!(raw(&["--tone", "sit(1)"]), (274 + 380 + 380) * 8 * 2);
    ringsmith().arg("render").assert().code(2);
}
