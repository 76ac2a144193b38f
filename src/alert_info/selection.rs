//! What a header comes down to.

use core::fmt;
use core::str::FromStr;

use crate::alert_info::urn::AlertUrn;
use crate::diagnostic::Diagnostic;
use crate::model::{Entry, ToneSet};
use crate::text::{excerpt, printable};

/// Whose reading of the header is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Told from each value: the first one that means something to anybody.
    #[default]
    Auto,
    /// AudioCodes gateways: `<Bellcore-drN>` or `<http://…/Bellcore-drN>` is ringing pattern N.
    AudioCodes,
    /// SBCs (3GPP2 X.S0025-0): `<http:/LMSD/tone?sig-id=ID>` and `<http:/null>`, in a 180 only.
    Lmsd,
    /// Handsets (Spectralink): the title of a ring tone, a file on the phone, or one in the network.
    Handset,
    /// RFC 7462: alert URNs, and a URL to play.
    Rfc7462,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 5] =
        [Self::Auto, Self::AudioCodes, Self::Lmsd, Self::Handset, Self::Rfc7462];

    /// The name that the command line gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::AudioCodes => "audiocodes",
            Self::Lmsd => "lmsd",
            Self::Handset => "handset",
            Self::Rfc7462 => "rfc7462",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Self, UnknownProfile> {
        Self::ALL.into_iter().find(|p| p.name().eq_ignore_ascii_case(text)).ok_or(UnknownProfile)
    }
}

/// A name that no profile has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownProfile;

impl fmt::Display for UnknownProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected one of ")?;
        f.write_str(&Profile::ALL.map(Profile::name).join(", "))
    }
}

impl std::error::Error for UnknownProfile {}

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// Ring with the pattern or the built-in ring of this number.
    Ring(u32),
    /// Play the tone of this id.
    Tone(String),
    /// Play nothing; stop what is played.
    Stop,
    /// Play the ring tone of this title or file name, which is on the device.
    File(String),
    /// Play what is at this URL. ringsmith does not fetch it.
    Url(String),
    /// Nothing that is known here: the usual ring, the usual tone.
    #[default]
    Default,
}

impl Action {
    /// The name of the action: `ring`, `tone`, `stop`, `file`, `url`, `default`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ring(_) => "ring",
            Self::Tone(_) => "tone",
            Self::Stop => "stop",
            Self::File(_) => "file",
            Self::Url(_) => "url",
            Self::Default => "default",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ring(number) => write!(f, "ring {number}"),
            Self::Tone(id) => write!(f, "tone {}", excerpt(id)),
            Self::Stop => f.write_str("stop"),
            Self::File(name) => write!(f, "file {}", excerpt(name)),
            Self::Url(url) => write!(f, "url {}", printable(url)),
            Self::Default => f.write_str("default"),
        }
    }
}

/// When a call is answered without anybody's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnswerAfter {
    /// After so many seconds; 0 is at once.
    Seconds(u32),
    /// After it has rung for a time that the device knows.
    Ringing,
}

/// Why an action was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// There is no value.
    #[default]
    NoValue,
    /// No value means anything to the profile.
    NothingKnown(Profile),
    /// A name holds the number of a distinctive ringing.
    DistinctiveRinging(String, u32),
    /// A name holds the number of a built-in ring.
    RingNumber(String, u32),
    /// A device knows a tone by this name.
    NamedTone(String),
    /// LMSD's way to ask for a tone.
    LmsdTone(String),
    /// LMSD's way to ask for silence.
    LmsdNull,
    /// A title or file name.
    Title(String),
    /// A file on the device.
    LocalFile(String),
    /// A URL that can be played.
    Network,
    /// A word that means that the alert is only shown.
    Silent(String),
    /// URNs that a signal says.
    Urns(Vec<AlertUrn>),
    /// URNs that no signal says, since none is known.
    UrnsAlone,
    /// A word for the kind of call, which chooses nothing by itself.
    KeywordAlone(String),
    /// Only auto-answer was asked for.
    AnswerAlone,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoValue => f.write_str("the header has no value"),
            Self::NothingKnown(profile) => {
                write!(f, "nothing in the header is known to the profile {profile}")
            }
            Self::DistinctiveRinging(name, number) => {
                write!(f, "`{}` names distinctive ringing {number}", excerpt(name))
            }
            Self::RingNumber(name, number) => {
                write!(f, "`{}` names the device's ring {number}", excerpt(name))
            }
            Self::NamedTone(name) => write!(f, "`{}` names a call progress tone", excerpt(name)),
            Self::LmsdTone(id) => {
                write!(f, "LMSD asks for tone `{}` of the signaling tone package", excerpt(id))
            }
            Self::LmsdNull => f.write_str("LMSD asks to stop what is played"),
            Self::Title(title) => write!(f, "`{}` is the title of a ring tone", excerpt(title)),
            Self::LocalFile(file) => write!(f, "`{}` is a file on the device", excerpt(file)),
            Self::Network => f.write_str("the device plays what is at this URL"),
            Self::Silent(word) => write!(f, "`{}` is shown and not heard", excerpt(word)),
            Self::Urns(urns) => {
                let urns: Vec<_> = urns.iter().map(AlertUrn::as_str).collect();
                write!(f, "this signal says {}", urns.join(" and "))
            }
            Self::UrnsAlone => f.write_str("no signal is known that says these URNs"),
            Self::KeywordAlone(word) => {
                write!(f, "`{}` names a kind of call and no sound", excerpt(word))
            }
            Self::AnswerAlone => f.write_str("the call is answered; no sound is named"),
        }
    }
}

/// What a header comes down to for one profile.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Whose reading this is.
    pub profile: Profile,
    /// What is to be done.
    pub action: Action,
    /// Why.
    pub reason: Reason,
    /// Which of the header's values decided, counted from 0; `None` for the default.
    pub decided_by: Option<usize>,
    /// The ring that is left if a URL cannot be played.
    pub fallback_ring: Option<u32>,
    /// The alert URNs in order, the malformed and those of unknown categories left out.
    pub urns: Vec<AlertUrn>,
    /// The first word that names a kind of call, as it is written.
    pub keyword: Option<String>,
    /// When the call is answered without anybody's doing, if it is.
    pub answer_after: Option<AnswerAfter>,
    /// The parameters of all values, the first of each name.
    pub parameters: Vec<(String, Option<String>)>,
    /// What was odd, in the order of the header.
    pub diagnostics: Vec<Diagnostic>,
}

impl Selection {
    /// The ringing pattern or tone of `tones` that this selects, if it is one.
    ///
    /// A ring that the set does not hold is ringing pattern 0, and so is the default, but for
    /// [`Profile::Lmsd`], in which it is nothing. A tone that is not configured is the default
    /// ringback. Nothing sounds for [`Action::Stop`]; a file or a URL is not in the set, but a URL
    /// may leave a ring to fall back on.
    #[must_use]
    pub fn entry<'t>(&self, tones: &'t ToneSet) -> Option<Entry<'t>> {
        let pattern =
            |number| tones.pattern(number).or_else(|| tones.pattern(0)).map(Entry::Pattern);
        match &self.action {
            Action::Ring(number) => pattern(*number),
            Action::Tone(id) => tones.tone_or_ringback(id).map(Entry::Tone),
            Action::Url(_) => pattern(self.fallback_ring?),
            Action::Default if self.profile != Profile::Lmsd => pattern(0),
            Action::Default | Action::Stop | Action::File(_) => None,
        }
    }

    /// What sounds instead of what was asked for, in words; `None` if `entry` is what was asked for.
    #[must_use]
    pub fn instead(&self, entry: Entry<'_>, tones: &ToneSet) -> Option<String> {
        let pattern = match entry {
            Entry::Pattern(pattern) => Some(pattern.number),
            _ => None,
        };
        match &self.action {
            Action::Ring(asked) if pattern != Some(*asked) => {
                Some(format!("instead of ringing pattern {asked}, which is not among the patterns"))
            }
            Action::Tone(id) if tones.configured_tone(id).is_none() => {
                let id = excerpt(id);
                Some(format!("the default ringback, instead of tone {id}, which is not configured"))
            }
            Action::Url(_) => {
                Some("instead of what is at the URL, which is not fetched".to_owned())
            }
            _ => None,
        }
    }
}
