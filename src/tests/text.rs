//! Text that nobody wrote: whatever it is, it is answered, and what is accepted can be written.

use proptest::prelude::*;

use super::cases;
use crate::diagnostic::MoreProblems;
use crate::diagnostic::{Severity, Source};
use crate::notation::cpt;

/// A line that is nearly right: a header, key and value of the format, put together at random.
fn line() -> impl Strategy<Value = String> {
    let header = prop::sample::select(vec![
        "[NUMBER OF CALL PROGRESS TONES]",
        "[CALL PROGRESS TONE #0]",
        "[call progress tone #1]",
        "[USER DEFINED TONE #0]",
        "[Ringing Pattern #0]",
        "[Ringing Pattern #7]",
        "[Ringing Pattern #]",
        "CALL PROGRESS TONES]",
    ]);
    let key = prop::sample::select(vec![
        "Number of Call Progress Tones",
        "Number of Ringing Patterns",
        "Tone Type",
        "Tone Modulation Type",
        "Tone Form",
        "Low Freq [Hz]",
        "High Freq [Hz]",
        "Low Freq Level [-dBm]",
        "High Freq Level [-dBm]",
        "Carrier Freq [Hz]",
        "Modulation Freq [Hz]",
        "Signal Level [-dBm]",
        "AM Factor [steps of 0.02]",
        "Default Duration [msec]",
        "First Signal On Time [10msec]",
        "First Signal Off Time [10msec]",
        "Third Signal On Time [10msec]",
        "Forth Signal Off Time [10 msec]",
        "Ring Type",
        "Freq [Hz]",
        "First Ring On Time [10msec]",
        "First Burst Ring On Time [10msec]",
        "First Burst Ring Off Time [10msec]",
        "Second Ring On Time [10msec]",
        "Second Ring Off Time [10msec]",
        "Third Burst Ring On Time [10msec]",
        "Third Burst Ring Off Time [10msec]",
        "Fourth Ring On Time",
        "Fifth Ring On Time [10msec]",
    ]);
    let value = prop_oneof![
        4 => (0_u32..60).prop_map(|n| n.to_string()),
        3 => prop::sample::select(vec!["0", "1", "2", "3", "425", "350", "25", "32", "100"])
            .prop_map(str::to_owned),
        1 => any::<u64>().prop_map(|n| n.to_string()),
        1 => "[ -~]{0,12}",
        1 => "\\PC{0,8}",
    ];
    prop_oneof![
        2 => header.prop_map(str::to_owned),
        8 => (key, value).prop_map(|(key, value)| format!("{key}={value}")),
        1 => "\\PC{0,40}",
    ]
}

/// A tone or pattern that has what it needs, and then lines at random.
fn text() -> impl Strategy<Value = String> {
    let start = prop::sample::select(vec![
        "",
        "[CALL PROGRESS TONE #0]\nTone Type=1\nLow Freq [Hz]=425\nLow Freq Level [-dBm]=10\n",
        "[CALL PROGRESS TONE #0]\nTone Type=1\nTone Modulation Type=1\nCarrier Freq [Hz]=400\n\
         Modulation Freq [Hz]=25\nSignal Level [-dBm]=9\nAM Factor [steps of 0.02]=40\n",
        "[Ringing Pattern #0]\nRing Type=0\nFreq [Hz]=25\n",
    ]);
    (start, prop::collection::vec(line(), 0..12))
        .prop_map(|(start, lines)| start.to_owned() + &lines.join("\n"))
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn any_text_is_answered_and_what_is_accepted_is_written_and_read_again(
        text in text(),
        strict in any::<bool>(),
    ) {
        let options = cpt::Options { strict, ..cpt::Options::default() };
        let parsed = cpt::parse(&text, options);
        let source = Source::new("text", text.as_str());
        for diagnostic in &parsed.diagnostics {
            prop_assert!(text.get(diagnostic.span.range()).is_some(), "{diagnostic} of no text");
            let at = source.position(diagnostic.span.start);
            prop_assert!(at.line <= text.lines().count().max(1) && at.column >= 1);
        }
        let errors = parsed.diagnostics.iter().any(|d| d.severity == Severity::Error);
        prop_assert_eq!(parsed.tones.is_none(), errors);
        if let Some(tones) = parsed.tones {
            let canonical = cpt::write(&tones).exact();
            let canonical = canonical.map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
            let again = cpt::parse(&canonical, cpt::Options::default());
            prop_assert_eq!(again.tones.as_ref(), Some(&tones), "{}", canonical);
            let settled = cpt::write(&tones).exact().ok();
            prop_assert_eq!(settled, Some(canonical));
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let source = Source::from_bytes("bytes", bytes);
        let parsed = cpt::parse(source.text(), cpt::Options::default());
        prop_assert!(parsed.tones.is_none());
    }
}

/// Past the limit problems are counted, and an error among them still rejects the file.
#[test]
fn problems_past_the_limit_are_counted_and_lose_no_error() {
    let odd = "not a key\n".repeat(10_500);
    let pattern = "[Ringing Pattern #0]\nRing Type=0\nFreq [Hz]=20\n";
    let playable = cpt::parse(&format!("{odd}{pattern}"), cpt::Options::default());
    assert_eq!(playable.diagnostics.len(), 10_001);
    let last = playable.diagnostics.last().unwrap();
    // 500 lines, no count and a pattern without a cadence.
    assert_eq!(last.problem_of(), Some(&MoreProblems { left_out: 502, errors: 0 }));
    assert!(playable.tones.is_some());
    let faulty = cpt::parse(&format!("{odd}{pattern}{pattern}"), cpt::Options::default());
    assert!(faulty.tones.is_none() && faulty.diagnostics.last().unwrap().is_error());
}
