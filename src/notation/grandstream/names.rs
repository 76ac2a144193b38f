//! Which setting is which tone, and what its times count.

use crate::model::ToneKind;
use crate::notation::settings::Name;

/// What the times of a setting count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds: adapters.
    Ms,
    /// Ten milliseconds: telephones.
    TenMs,
}

/// What a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// The tone of a kind.
    Kind(ToneKind),
    /// A tone that no kind tells, under this id.
    Id(&'static str),
    /// The ringing pattern of a number.
    Ring(u32),
}

/// A setting of a device.
#[derive(Debug)]
pub(super) struct Row {
    /// `P4000` is 4000.
    pub(super) number: u32,
    /// The names of a device's pages, letters and digits alone.
    names: &'static [&'static str],
    pub(super) holds: Holds,
    pub(super) unit: Unit,
}

const fn row(number: u32, unit: Unit, holds: Holds, names: &'static [&'static str]) -> Row {
    Row { number, names, holds, unit }
}

/// The settings whose numbers are known. Of two with one name the adapter's comes first.
pub(super) const ROWS: [Row; 29] = [
    row(4000, Unit::Ms, Holds::Kind(ToneKind::DIAL), &["dialtone"]),
    row(4001, Unit::Ms, Holds::Kind(ToneKind::RINGBACK), &["ringbacktone"]),
    row(4002, Unit::Ms, Holds::Kind(ToneKind::BUSY), &["busytone"]),
    row(4003, Unit::Ms, Holds::Kind(ToneKind::REORDER), &["reordertone"]),
    row(4004, Unit::Ms, Holds::Kind(ToneKind::CONFIRMATION), &["confirmationtone"]),
    row(4005, Unit::Ms, Holds::Kind(ToneKind::CALL_WAITING), &["callwaitingtone"]),
    row(4041, Unit::Ms, Holds::Id("Prompt_Tone"), &["prompttone", "waitfordialtone"]),
    row(28133, Unit::Ms, Holds::Id("Conference_Party_Hangup_Tone"), &["conferencepartyhanguptone"]),
    row(
        28196,
        Unit::Ms,
        Holds::Id("Special_Proceed_Indication_Tone"),
        &["specialproceedindicationtone"],
    ),
    row(28211, Unit::Ms, Holds::Id("Special_Condition_Tone"), &["specialconditiontone"]),
    row(4040, Unit::Ms, Holds::Ring(0), &["systemringcadence", "ringtone"]),
    row(4010, Unit::Ms, Holds::Ring(1), &["ringcadence1", "ringtone1"]),
    row(4011, Unit::Ms, Holds::Ring(2), &["ringcadence2", "ringtone2"]),
    row(4012, Unit::Ms, Holds::Ring(3), &["ringcadence3", "ringtone3"]),
    row(4013, Unit::Ms, Holds::Ring(4), &["ringcadence4", "ringtone4"]),
    row(4014, Unit::Ms, Holds::Ring(5), &["ringcadence5", "ringtone5"]),
    row(4015, Unit::Ms, Holds::Ring(6), &["ringcadence6", "ringtone6"]),
    row(4016, Unit::Ms, Holds::Ring(7), &["ringcadence7", "ringtone7"]),
    row(4017, Unit::Ms, Holds::Ring(8), &["ringcadence8", "ringtone8"]),
    row(4018, Unit::Ms, Holds::Ring(9), &["ringcadence9", "ringtone9"]),
    row(4019, Unit::Ms, Holds::Ring(10), &["ringcadence10", "ringtone10"]),
    row(343, Unit::TenMs, Holds::Kind(ToneKind::DIAL), &[]),
    row(
        344,
        Unit::TenMs,
        Holds::Kind(ToneKind::STUTTER_DIAL),
        &["messagewaiting", "messagewaitingtone"],
    ),
    row(345, Unit::TenMs, Holds::Id("System_Ring_Tone"), &["systemringtone"]),
    row(346, Unit::TenMs, Holds::Kind(ToneKind::RINGBACK), &[]),
    row(347, Unit::TenMs, Holds::Kind(ToneKind::CALL_WAITING), &[]),
    row(348, Unit::TenMs, Holds::Kind(ToneKind::BUSY), &[]),
    row(349, Unit::TenMs, Holds::Kind(ToneKind::REORDER), &[]),
    row(2909, Unit::TenMs, Holds::Id("Second_Dial_Tone"), &["seconddialtone"]),
];

/// The setting of that name, and its unit where the name tells it: a number does, and so does the
/// name of a ringing cadence.
pub(super) fn row_of(name: Name<'_>) -> Option<(&'static Row, Option<Unit>)> {
    let digits = name.text.strip_prefix(['P', 'p']);
    if let Some(number) = digits.and_then(|digits| digits.parse::<u32>().ok()) {
        let row = ROWS.iter().find(|row| row.number == number)?;
        return Some((row, Some(row.unit)));
    }
    let plain: String = name.text.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_lowercase();
    let row = ROWS.iter().find(|row| row.names.contains(&plain.as_str()))?;
    let rings = matches!(row.holds, Holds::Ring(_));
    Some((row, Some(row.unit).filter(|_| rings)))
}

/// Whether a value looks like a tone or a cadence: `f1=`, `c=`.
pub(super) fn is_script(value: &str) -> bool {
    is_cadence(value)
        || starts_as(value, |key| {
            key.strip_prefix(['f', 'F'])
                .is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
        })
}

/// Whether a value looks like a cadence alone: `c=`.
pub(super) fn is_cadence(value: &str) -> bool {
    starts_as(value, |key| key.eq_ignore_ascii_case("c"))
}

fn starts_as(value: &str, is_key: impl Fn(&str) -> bool) -> bool {
    value.split_once('=').is_some_and(|(key, _)| is_key(key.trim()))
}

/// The largest number among the times of a value.
pub(super) fn longest_time(value: &str) -> u64 {
    let times = value.rsplit_once(['c', 'C']).map_or("", |(_, times)| times);
    let numbers = times.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    numbers.map(|digits| digits.parse().unwrap_or(u64::MAX)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    #[test]
    fn numbers_tell_the_unit_and_names_of_tones_do_not() {
        let found = |text| {
            let name = Name { text, span: Span::default() };
            row_of(name).map(|(row, unit)| (row.number, unit))
        };
        for (name, expected) in [
            ("P4001", Some((4001, Some(Unit::Ms)))),
            ("p346", Some((346, Some(Unit::TenMs)))),
            ("Ring Back Tone", Some((4001, None))),
            ("Call-Waiting Tone", Some((4005, None))),
            ("System Ring Cadence", Some((4040, Some(Unit::Ms)))),
            ("Ring Tone 10", Some((4019, Some(Unit::Ms)))),
            ("P30", None),
            ("P99999999999", None),
            ("Time Zone", None),
        ] {
            assert_eq!(found(name), expected, "{name}");
        }
    }

    #[test]
    fn no_setting_stands_twice_in_the_table() {
        let numbers: std::collections::HashSet<_> = ROWS.iter().map(|row| row.number).collect();
        assert_eq!(numbers.len(), ROWS.len());
    }

    #[test]
    fn scripts_are_told_by_their_first_key() {
        assert!(is_script("f1=350") && is_script(" F2 = 0") && is_script("c=1/2"));
        assert!(!is_script("3,2,7,2,0;11") && !is_script("fx=1") && !is_script("https://a?c=1"));
        assert_eq!(longest_time("f1=4000@-1,c=30/525-0/0;"), 525);
        assert_eq!(longest_time("f1=4000@-1"), 0);
    }
}
