//! Header values as they are seen in use, and what each of them comes down to.

use core::fmt::Write as _;
use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{
    Action, AlertInfo, AlertSignal, AlertUrn, AnswerAfter, Profile, Selection, SignalTable, Value,
};
use crate::diagnostic::Span;
use crate::model::{Cadence, Entry, RingingPattern, ToneSet};
use crate::tests::cases;
use crate::units::Hertz;

/// A selection in one line: the fields of `ringsmith alert --json` that are there.
fn line(selection: &Selection) -> String {
    let mut line = selection.action.to_string();
    if let Some(ring) = selection.fallback_ring {
        write!(line, " else-ring={ring}").unwrap();
    }
    if !selection.urns.is_empty() {
        let urns: Vec<_> = selection.urns.iter().map(AlertUrn::as_str).collect();
        write!(line, " urns={}", urns.join(",")).unwrap();
    }
    if let Some(keyword) = &selection.keyword {
        write!(line, " keyword={keyword:?}").unwrap();
    }
    match selection.answer_after {
        Some(AnswerAfter::Seconds(seconds)) => write!(line, " answer-after={seconds}").unwrap(),
        Some(AnswerAfter::Ringing) => line.push_str(" answer-after=ringing"),
        None => {}
    }
    line
}

fn selected(profile: Profile, header: &str) -> String {
    line(&AlertInfo::parse(header).select(profile))
}

fn codes_of(header: &str) -> Vec<&'static str> {
    let selection = AlertInfo::parse(header).select(Profile::Auto);
    selection.diagnostics.iter().map(crate::diagnostic::Diagnostic::code).collect()
}

/// The rows of `testdata/alert-info.tsv`: value, reading, whether RFC 3261 allows it.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    let table = include_str!("../../testdata/alert-info.tsv");
    table.lines().filter(|row| !row.starts_with('#')).map(|row| {
        let mut cells = row.split('\t');
        let mut cell = || cells.next().expect("a row has four cells");
        let (value, reading, grammar) = (cell(), cell(), cell());
        (value, reading, grammar == "legal")
    })
}

#[test]
fn every_value_that_is_seen_in_use_reads_as_its_meaning() {
    let mut count = 0;
    for (value, reading, _) in rows() {
        assert_eq!(selected(Profile::Auto, value), reading, "{value}");
        count += 1;
    }
    assert!(count > 80, "the table has its rows: {count}");
}

#[test]
fn what_rfc_3261_does_not_allow_is_reported_and_nothing_else_of_the_grammar_is() {
    const GRAMMAR: [&str; 4] = ["no-brackets", "no-target", "no-scheme", "uri-ignored"];
    for (value, _, legal) in rows() {
        let codes = codes_of(value);
        let reported = codes.iter().any(|code| GRAMMAR[..3].contains(code));
        assert!(legal || codes.iter().any(|code| GRAMMAR.contains(code)), "{value}: {codes:?}");
        assert!(!(legal && reported), "{value}: {codes:?}");
    }
}

#[test]
fn the_number_of_a_distinctive_ringing_is_read_wherever_it_stands() {
    for (value, number) in [
        ("<Bellcore-dr10>", 10),
        ("<bellcore-DR3>", 3),
        ("< Bellcore-dr3 >", 3),
        (" Bellcore-dr1 ; x-line-id=1", 1),
        ("<http://127.0.0.1/Bellcore-dr4>;info=other", 4),
        ("<http://127.0.0.1:5060/a/Bellcore-dr4/>", 4),
        ("<https://pbx.example.net/Bellcore-dr4?x=1>", 4),
        ("<http://127.0.0.1/Bellcore%2Ddr4>", 4),
        ("<file://Bellcore-dr1/>", 1),
        ("<sip:Bellcore-dr2@example.com>", 2),
        ("<http://www.notused.com>;info=Bellcore-dr3;x-line-id=0", 3),
        ("<http://www.notused.com>; Info = \"Bellcore-dr3\"", 3),
        ("<urn:alert:priority:high>, <Bellcore-dr2>, <Bellcore-dr4>", 2),
        ("<cid:a,Bellcore-dr9,b@c>, <Bellcore-dr2>", 2),
        ("\"a, b\" <Bellcore-dr2>", 2),
        ("\"Bellcore-dr2\"", 2),
        ("Alert-Info: <Bellcore-dr2>", 2),
        ("alert-info : Bellcore-dr2", 2),
        ("<urn:alert:priority:high>\r\nAlert-Info: <Bellcore-dr2>\r\n", 2),
        ("<urn:alert:priority:high>,\r\n <Bellcore-dr2>", 2),
        ("<Bellcore-dr2", 2),
        ("<Bellcore-dr2;x=1", 2),
        ("<http://www.notused.com>\\;info=Bellcore-dr2\\;x=1", 2),
    ] {
        for profile in [Profile::AudioCodes, Profile::Auto] {
            let selection = AlertInfo::parse(value).select(profile);
            assert_eq!(selection.action, Action::Ring(number), "{value:?} {profile}");
        }
    }
}

#[test]
fn what_is_no_distinctive_ringing_is_none() {
    for value in [
        "",
        "<>",
        "<",
        ",,;=",
        "<Bellcore-BusyVerify>",
        "<Bellcore-dr>",
        "<Bellcore-dr2b>",
        "<Bellcore-dr-2>",
        "<Bellcore-dr+2>",
        "<Bellcore-dr4294967296>",
        "<xBellcore-dr2>",
        "<Bellcore-dr2/x>",
        "<urn:alert:service:call-waiting>",
        "<http://127.0.0.1/Ringer3>",
        "Bellcoré-dr2",
        "alert-internal",
        "1",
    ] {
        let selection = AlertInfo::parse(value).select(Profile::AudioCodes);
        assert_eq!(selection.action, Action::Default, "{value:?}");
    }
    assert_eq!(codes_of("<Bellcore-dr2b>"), ["no-scheme", "malformed-ringing"]);
    assert_eq!(codes_of("<Bellcore-dr4294967296>"), ["no-scheme", "ring-too-large"]);
}

#[test]
fn each_profile_reads_what_its_devices_read() {
    use Profile::{AudioCodes, Handset, Lmsd, Rfc7462};
    for (profile, value, reading) in [
        (AudioCodes, "<http:/LMSD/tone?sig-id=rt>", "default"),
        (AudioCodes, "<http:/null>, <Bellcore-dr2>", "ring 2"),
        (AudioCodes, "<http://10.1.1.1>;info=ring3", "default"),
        (Lmsd, "<http:/LMSD/tone?sig-id=cmft>", "tone cmft"),
        (Lmsd, "<HTTP:/lmsd/Tone?x=1&SIG-ID=Cr>", "tone Cr"),
        (Lmsd, "<http://LMSD/tone?sig-id=my%20tone>", "tone my tone"),
        (Lmsd, "<http:/LMSD/tone?sig-id=>", "default"),
        (Lmsd, "<http:/LMSD/tone>", "default"),
        (Lmsd, "<http:/NULL>", "stop"),
        (Lmsd, "<Bellcore-dr2>", "default"),
        (Lmsd, "<urn:alert:source:internal>, <http:/null>", "stop urns=source:internal"),
        (Handset, "<localhost/Bell Phone>", "file Bell Phone"),
        (Handset, "<file://CodeBlue.ogg>", "file CodeBlue.ogg"),
        (Handset, "<file://Code%20Blue.ogg>", "file Code Blue.ogg"),
        (Handset, "Bell Phone", "file Bell Phone"),
        (Handset, "<Bellcore-dr2>", "file Bellcore-dr2"),
        (Handset, "<ftp://localhost/a.wav>", "file a.wav"),
        (Handset, "<ftp://files.example.net/a.wav>", "url ftp://files.example.net/a.wav"),
        (Handset, "<http://10.1.1.1/a.wav>", "url http://10.1.1.1/a.wav"),
        (Handset, "<ftp://localhost/Code%20Blue.wav>", "file Code Blue.wav"),
        (Handset, "<http://10.1.1.1/Bellcore-dr2>", "url http://10.1.1.1/Bellcore-dr2"),
        (Handset, "<sip:100@pbx.example.com>, <localhost/Bell Phone>", "file Bell Phone"),
        (Handset, "visual", "stop keyword=\"visual\""),
        (Handset, "<urn:alert:source:internal>", "default urns=source:internal"),
        (Rfc7462, "<Bellcore-dr2>", "default"),
        (Rfc7462, "<http://10.1.1.1/a.wav>", "url http://10.1.1.1/a.wav"),
    ] {
        assert_eq!(selected(profile, value), reading, "{value} {profile}");
    }
}

#[test]
fn what_a_vendor_documents_is_nothing_odd_to_its_profile() {
    let codes = |profile, header: &str| -> Vec<_> {
        let selection = AlertInfo::parse(header).select(profile);
        selection.diagnostics.iter().map(crate::diagnostic::Diagnostic::code).collect()
    };
    assert!(codes(Profile::AudioCodes, "<Bellcore-dr2>").is_empty());
    assert!(codes(Profile::Handset, "<localhost/Bell Phone>").is_empty());
    assert_eq!(codes(Profile::Auto, "<Bellcore-dr2>"), ["no-scheme"]);
    assert_eq!(codes(Profile::AudioCodes, "<x>, <Bellcore-dr2>"), ["no-scheme", "not-of-profile"]);
}

#[test]
fn what_is_said_beside_the_sound_is_kept_apart_from_it() {
    for (value, reading) in [
        (
            "<Bellcore-dr2>;info=alert-autoanswer;delay=3",
            "ring 2 keyword=\"alert-autoanswer\" answer-after=3",
        ),
        ("<Bellcore-dr2>, <sip:a@b.example>;answer-after=5", "ring 2 answer-after=5"),
        ("<http://10.1.1.1/a.wav>;info=family", "url http://10.1.1.1/a.wav keyword=\"family\""),
        ("<http://127.0.0.1/a.wav>;info=family", "default keyword=\"family\""),
        ("<http://127.0.0.1/a.wav>", "url http://127.0.0.1/a.wav"),
        ("<http://127.0.0.1/>", "default"),
        ("<http://10.1.1.1/a.wav>;info=ring2;info=ring3", "url http://10.1.1.1/a.wav else-ring=2"),
        ("alert-community-2", "default keyword=\"alert-community-2\""),
        ("Auto Answer", "default keyword=\"Auto Answer\" answer-after=0"),
        ("Ring Answer", "default keyword=\"Ring Answer\" answer-after=ringing"),
        ("intercom=false", "default"),
        ("info=ringtone-2", "ring 2"),
        ("ringtone-2", "ring 2"),
        ("<x>;delay=9", "file x"),
        ("<info=ring2>", "ring 2"),
        (
            "<sip:10.1.0.31>;info=alert-autoanswer",
            "default keyword=\"alert-autoanswer\" answer-after=0",
        ),
        ("<sip:1001@pbx.example.com>", "default"),
        ("<cid:3@x>", "default"),
        ("<tel:1>", "default"),
        ("<http://10.1.1.1/sounds/12>", "url http://10.1.1.1/sounds/12"),
        ("<http://10.1.1.1/Ringer3>", "url http://10.1.1.1/Ringer3"),
        ("phone:8080/Bellcore-dr2", "ring 2"),
        (
            "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=d\r\nAlert-Info: <Bellcore-dr3>\r\nTo: <sip:e>;tag=f",
            "ring 3",
        ),
        ("Call-Info: <sip:x>;answer-after=0", "default"),
        ("SIP/2.0 180 Ringing\nAlert-Info:<http:/null>", "stop"),
        ("<intercom=true>", "default keyword=\"intercom\" answer-after=0"),
        ("<http://10.1.1.1>;info=<Bellcore-dr2>", "ring 2"),
        ("<rtsp://media.example.net/moh>", "url rtsp://media.example.net/moh"),
        ("<localhost/>", "default"),
        ("<http://10.1.1.1/Bellcore-dr3.wav>", "url http://10.1.1.1/Bellcore-dr3.wav"),
    ] {
        assert_eq!(selected(Profile::Auto, value), reading, "{value}");
    }
    let selection = AlertInfo::parse("<a:b>, <Bellcore-dr2>").select(Profile::Auto);
    assert_eq!(selection.decided_by, Some(1));
    let selection = AlertInfo::parse("<a:b>;x=1;y;X=2, <c:d>;z=\"q\\\"r\"").select(Profile::Auto);
    let owned = |name: &str, value: Option<&str>| (name.to_owned(), value.map(str::to_owned));
    let expected = [owned("x", Some("1")), owned("y", None), owned("z", Some("q\"r"))];
    assert_eq!(selection.parameters, expected);
    assert_eq!(codes_of("<sip:>;answer-after=soon"), ["uri-ignored", "bad-delay"]);
}

#[test]
fn every_oddity_of_the_writing_is_reported_at_its_place() {
    for (header, code, place) in [
        ("Bellcore-dr2;x", "no-brackets", "Bellcore-dr2"),
        ("<>;info=ring2", "no-target", "<>"),
        ("<Bellcore-dr2;x", "unclosed-bracket", "<"),
        ("Bell <http://a.example.net/x>", "text-before-bracket", "Bell"),
        ("<http://a.example.net/x> y ;z", "stray-text", "y"),
        ("<http://a.example.net/x>\\;z", "escaped-semicolon", "\\;"),
        ("<http://a.example.net/x>;z=\"y", "unclosed-quote", "\"y"),
        ("<http://a.example.net/x>;=y", "nameless-parameter", "=y"),
        ("<Bell>", "no-scheme", "Bell"),
        ("<urn:alert:source>", "malformed-urn", "urn:alert:source"),
    ] {
        let selection = AlertInfo::parse(header).select(Profile::Auto);
        let found = selection.diagnostics.iter().find(|found| found.code() == code);
        let found = found.unwrap_or_else(|| panic!("{header}: {:?}", selection.diagnostics));
        assert_eq!(&header[found.span.range()], place, "{header}");
    }
}

/// What people read of a header: why, and what is odd about it.
#[test]
fn a_reason_and_every_oddity_are_a_sentence_about_the_header() {
    let told = |profile: Profile, header: &str| {
        let selection = AlertInfo::parse(header).select(profile);
        let oddities = selection.diagnostics.iter().map(|found| found.problem.to_string());
        [selection.reason.to_string()].into_iter().chain(oddities).collect::<Vec<_>>()
    };
    for (profile, header, expected) in [
        (Profile::Auto, "", &["the header has no value"][..]),
        (
            Profile::Rfc7462,
            "<urn:alert:source:mars>",
            &[
                "no signal is known that says these URNs",
                "`urn:alert:source:mars` is not registered: only what it is a kind of can count",
            ][..],
        ),
        (
            Profile::Rfc7462,
            "<urn:alert:colour:red>",
            &[
                "nothing in the header is known to the profile rfc7462",
                "the category of `urn:alert:colour:red` is not registered, so it is ignored",
                "`urn:alert:colour:red` is nothing that the profile rfc7462 reads",
            ][..],
        ),
        (
            Profile::Auto,
            "<>;info=ring2",
            &[
                "`ring2` names the device's ring 2",
                "nothing stands where RFC 3261 has a URI in brackets",
            ][..],
        ),
        (
            Profile::Auto,
            "Bell <http://a.example.net/x> y ;z",
            &[
                "the device plays what is at this URL",
                "text before the bracket means nothing",
                "this text means nothing here, expected `;` or `,`",
            ][..],
        ),
        (
            Profile::Auto,
            "<http://a.example.net/x>\\;z=\"y",
            &[
                "the device plays what is at this URL",
                "`\\;` is read as `;`",
                "this quoted string does not end",
            ][..],
        ),
        (
            Profile::Auto,
            "<http://a.example.net/x>;=y",
            &["the device plays what is at this URL", "a parameter without a name is passed over"]
                [..],
        ),
        (
            Profile::AudioCodes,
            "<Bellcore-drx>",
            &[
                "nothing in the header is known to the profile audiocodes",
                "`Bellcore-drx` is no URI",
                "`Bellcore-drx` names no distinctive ringing, expected a number at its end",
                "`Bellcore-drx` is nothing that the profile audiocodes reads",
            ][..],
        ),
        (
            Profile::AudioCodes,
            "<Bellcore-dr99999999999>",
            &[
                "nothing in the header is known to the profile audiocodes",
                "`Bellcore-dr99999999999` is no URI",
                "the number in `Bellcore-dr99999999999` is too large, expected 0 to 4294967295",
                "`Bellcore-dr99999999999` is nothing that the profile audiocodes reads",
            ][..],
        ),
        (
            Profile::Auto,
            "Contact: <sip:a@example.net>",
            &["the header has no value", "`Contact` is not Alert-Info: the line is passed over"][..],
        ),
        (
            Profile::Auto,
            "<http://a.example.net/x>;answer-after=soon",
            &[
                "the call is answered; no sound is named",
                "`soon` is no time to answer after, expected whole seconds",
            ][..],
        ),
    ] {
        assert_eq!(told(profile, header), expected, "{header}");
    }
}

#[test]
fn every_code_of_the_documentation_is_reported_of_some_header() {
    let page = include_str!("../../docs/alert-info.md");
    let rows = page.lines().skip_while(|line| !line.starts_with("| code |")).skip(2);
    let cells = rows.map_while(|row| row.strip_prefix("| ")?.split(" | ").next());
    let codes = cells.flat_map(|cell| cell.split(", ")).map(|code| code.trim_matches('`'));
    let documented: BTreeSet<_> = codes.filter(|code| *code != "more-problems").collect();
    let headers = [
        "Via: x",
        "Bell <x",
        "<>\\;a=\"b\"c;d=\"e",
        "<a:b>;=c",
        "<urn:alert:a>",
        "<urn:alert:a:b>",
        "<urn:alert:source:b>",
        "<urn:alert:tone:internal>",
        "<Bellcore-dr>",
        "bellcore-dr99999999999",
        "<sip:b>;answer-after=c",
        "x",
        "Bell <http://a.example.net/x>",
    ];
    let mut reported: BTreeSet<_> = headers.iter().flat_map(|header| codes_of(header)).collect();
    let lmsd = AlertInfo::parse("<x:y>").select(Profile::Lmsd);
    reported.extend(lmsd.diagnostics.iter().map(crate::diagnostic::Diagnostic::code));
    assert_eq!(reported, documented);
}

#[test]
fn urns_choose_a_signal_where_signals_are_known() {
    let urn = |text| AlertUrn::new(text).unwrap();
    let mut signals = SignalTable::new();
    signals.add(AlertSignal::Ring(3), [urn("source:internal")]);
    signals.add(AlertSignal::Tone("cw".parse().unwrap()), [urn("service:call-waiting")]);
    for (value, action) in [
        ("<urn:alert:source:internal>", Action::Ring(3)),
        ("<urn:alert:service:call-waiting>", Action::Tone("cw".to_owned())),
        ("<urn:alert:priority:high>", Action::Default),
        ("<urn:alert:priority:high>, <Bellcore-dr5>", Action::Ring(5)),
        (
            "<http://10.1.1.1/a.wav>, <urn:alert:source:internal>",
            Action::Url("http://10.1.1.1/a.wav".to_owned()),
        ),
    ] {
        let header = AlertInfo::parse(value);
        assert_eq!(header.select_with(Profile::Auto, &signals).action, action, "{value}");
    }
}

#[test]
fn a_ringing_that_the_set_does_not_hold_is_pattern_0() {
    let pattern =
        |number| RingingPattern::new(number, Hertz::new(25).unwrap(), &Cadence::continuous());
    let tones = ToneSet::new(Vec::new(), Vec::new(), vec![pattern(2), pattern(0)]).unwrap();
    let number = |header: &str, tones: &ToneSet| match AlertInfo::parse(header)
        .select(Profile::Auto)
        .entry(tones)
    {
        Some(Entry::Pattern(pattern)) => Some(pattern.number),
        _ => None,
    };
    for (header, expected) in [
        ("<Bellcore-dr2>", Some(2)),
        ("<Bellcore-dr1>", Some(0)),
        ("", Some(0)),
        ("<http://10.1.1.1/a.wav>;info=ring2", Some(2)),
        ("<http://10.1.1.1/a.wav>", None),
        ("<http:/null>", None),
        ("Bell Phone", None),
    ] {
        assert_eq!(number(header, &tones), expected, "{header}");
    }
    assert_eq!(number("<Bellcore-dr2>", &ToneSet::default()), None);
}

/// Values without their places.
fn bare(values: &[Value]) -> Vec<Value> {
    let mut values = values.to_vec();
    for value in &mut values {
        value.span = Span::default();
        value.parameters.iter_mut().for_each(|parameter| parameter.span = Span::default());
    }
    values
}

/// Any text, and texts of the characters that mean something.
fn headers() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<",
        ">",
        ";",
        ",",
        "=",
        "\"",
        "\\",
        "\\;",
        " ",
        "\r\n",
        "\r\n ",
        "\n",
        ":",
        "/",
        "@",
        "%2",
        "Bellcore-dr",
        "2",
        "10",
        "http://",
        "file://",
        "urn:alert:",
        "source:internal",
        "info",
        "Alert-Info:",
        "answer-after",
        "Ring",
        "Answer",
        "é",
        "\u{0}",
        "http:/LMSD/tone?sig-id=",
        "localhost",
        "a",
    ]);
    let made = prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat());
    prop_oneof![any::<String>(), made]
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn a_header_that_is_written_reads_as_itself(text in headers()) {
        let header = AlertInfo::parse(&text);
        let written = header.to_string();
        let again = AlertInfo::parse(&written);
        prop_assert_eq!(bare(again.values()), bare(header.values()), "{}", written);
    }

    #[test]
    fn every_text_has_a_reading_with_spans_inside_it(text in headers()) {
        let header = AlertInfo::parse(&text);
        for profile in Profile::ALL {
            let selection = header.select(profile);
            for diagnostic in &selection.diagnostics {
                prop_assert!(text.get(diagnostic.span.range()).is_some(), "{:?}", diagnostic);
            }
            let known = selection.action == Action::Default || selection.decided_by.is_some();
            prop_assert!(known, "{:?}", selection.action);
        }
    }
}

#[test]
fn a_long_line_of_brackets_takes_no_square_of_its_length() {
    // 10^6 brackets: looked for one by one, each to the end of the line, they would take hours.
    for text in ["<".repeat(1_000_000), "<;".repeat(500_000), "a,".repeat(500_000)] {
        let header = AlertInfo::parse(&text);
        assert!(header.values().len() <= 500_000);
        assert!(header.diagnostics().len() <= 10_001);
    }
}
