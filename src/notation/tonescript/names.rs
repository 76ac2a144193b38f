//! What the settings of a device are called.

use crate::model::ToneKind;
use crate::notation::translation::Words;

/// The tones that tell what a kind tells. The four special information tones are one kind: which of
/// them is played where is a matter of other settings.
pub(super) const WORDS: Words = Words {
    table: &[
        ("Dial_Tone", ToneKind::DIAL),
        ("Ring_Back_Tone", ToneKind::RINGBACK),
        ("Busy_Tone", ToneKind::BUSY),
        ("Reorder_Tone", ToneKind::REORDER),
        ("Off_Hook_Warning_Tone", ToneKind::OFF_HOOK_WARNING),
        ("Confirm_Tone", ToneKind::CONFIRMATION),
        ("Call_Waiting_Tone", ToneKind::CALL_WAITING),
        ("MWI_Dial_Tone", ToneKind::STUTTER_DIAL),
        ("Holding_Tone", ToneKind::HOLD),
        ("SIT1_Tone", ToneKind::SPECIAL_INFORMATION),
        ("SIT2_Tone", ToneKind::SPECIAL_INFORMATION),
        ("SIT3_Tone", ToneKind::SPECIAL_INFORMATION),
        ("SIT4_Tone", ToneKind::SPECIAL_INFORMATION),
    ],
    others: &[],
    instead: &[(ToneKind::CONGESTION, ToneKind::REORDER)],
    fits: is_tone,
};

/// The settings that are tones without a kind of their own.
const OTHER_TONES: [&str; 11] = [
    "Second_Dial_Tone",
    "Outside_Dial_Tone",
    "Prompt_Tone",
    "Ring_Back_2_Tone",
    "Cfwd_Dial_Tone",
    "Conference_Tone",
    "Secure_Call_Indication_Tone",
    "VoIP_PIN_Tone",
    "PSTN_PIN_Tone",
    "Feature_Invocation_Tone",
    "Page_Tone",
];

/// The script of the frequencies that all call waiting cadences sound.
pub(super) const CALL_WAITING_FREQUENCY: &str = "CWT_Frequency";
/// The frequency of all ringing cadences.
pub(super) const RING_FREQUENCY: &str = "Ring_Frequency";

/// Whether a device has a tone of that name.
fn is_tone(name: &str) -> bool {
    let is = |known: &&str| known.eq_ignore_ascii_case(name);
    WORDS.table.iter().map(|(word, _)| word).chain(&OTHER_TONES).any(is)
}

/// What a setting is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A tone script.
    Tone,
    /// A cadence script of the ringing pattern of this number.
    Ring(u32),
    /// A cadence script of the call waiting tone of this number.
    CallWaiting(u32),
    /// The frequency of all ringing patterns.
    RingFrequency,
    /// The frequencies of all call waiting tones.
    CallWaitingFrequency,
}

impl Role {
    /// What the setting of that name with that value is, if it has to do with tones.
    pub(super) fn of(name: &str, value: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case(RING_FREQUENCY) {
            return Some(Self::RingFrequency);
        }
        if name.eq_ignore_ascii_case(CALL_WAITING_FREQUENCY) {
            return Some(Self::CallWaitingFrequency);
        }
        if let Some(number) = numbered(name, "Ring") {
            return Some(Self::Ring(number));
        }
        if let Some(number) = numbered(name, "CWT") {
            return Some(Self::CallWaiting(number));
        }
        (is_tone(name) || is_tone_script(value)).then_some(Self::Tone)
    }
}

/// The name of a cadence: `Ring1_Cadence`.
pub(super) fn cadence(stem: &str, number: u32) -> String {
    format!("{stem}{number}_Cadence")
}

/// The number of a cadence of that stem.
pub(super) fn numbered(name: &str, stem: &str) -> Option<u32> {
    const TAIL: &str = "_Cadence";
    let (start, rest) = name.split_at_checked(stem.len())?;
    let (digits, tail) = rest.split_at_checked(rest.len().checked_sub(TAIL.len())?)?;
    let fits = start.eq_ignore_ascii_case(stem) && tail.eq_ignore_ascii_case(TAIL);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    if fits && plain { digits.parse().ok() } else { None }
}

/// Whether a value looks like a tone script: a number, a level, and sections. A dial plan or an
/// address does not.
pub(super) fn is_tone_script(value: &str) -> bool {
    let number = value.trim_start_matches(|c: char| c.is_ascii_digit() || ".*".contains(c));
    let starts = value.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    starts && number.trim_start().starts_with('@') && value.contains(';') && value.contains('(')
}

/// Whether a value looks like a cadence script: a length and a section.
pub(super) fn is_cadence_script(value: &str) -> bool {
    let rest = value.trim_start_matches(|c: char| c.is_ascii_digit() || ".*".contains(c));
    rest.len() < value.len() && rest.starts_with('(') && value.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_told_by_their_names_and_scripts_by_their_shape() {
        for (name, value, role) in [
            ("dial_tone", "", Some(Role::Tone)),
            ("Ring9_Cadence", "", Some(Role::Ring(9))),
            ("CWT1_Cadence", "", Some(Role::CallWaiting(1))),
            ("Ring_Cadence", "", None),
            ("Ring99999999999_Cadence", "", None),
            ("Ring+1_Cadence", "", None),
            ("uk_dial", "350@-13,440@-13;10(*/0/1+2)", Some(Role::Tone)),
            ("Play_Tone", "yes", None),
            ("Dial_Plan_1_", "(xx.<:@gw0>;x)", None),
            ("Proxy", "1001@10.0.0.1;transport=udp", None),
        ] {
            assert_eq!(Role::of(name, value), role, "{name}");
        }
        assert!(is_cadence_script("60(2/4)") && is_cadence_script("*(.3/.3)"));
        assert!(!is_cadence_script("(xx.)") && !is_cadence_script("350@-19;1(1/1/1)"));
    }
}
