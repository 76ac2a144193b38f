//! Which of four wishes is granted.

use core::fmt;

use crate::handset::library::{Library, RingTone};
use crate::handset::reference::Reference;
use crate::handset::series::{Refusal, Series};
use crate::handset::shown;

/// What names a ring tone, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The `Alert-Info` header of the call.
    AlertInfo,
    /// The entry of the caller among the contacts.
    Contact,
    /// The registration (the line) that is called.
    Registration,
    /// What the phone rings with if nothing else is said.
    PhoneDefault,
}

impl Level {
    /// All levels, the strongest first.
    pub const ALL: [Self; 4] =
        [Self::AlertInfo, Self::Contact, Self::Registration, Self::PhoneDefault];
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlertInfo => "Alert-Info",
            Self::Contact => "The contact",
            Self::Registration => "The registration",
            Self::PhoneDefault => "The phone default",
        })
    }
}

/// What each level asks for, if it asks for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// The `Alert-Info` header of the call.
    pub alert_info: Option<Reference>,
    /// The entry of the caller among the contacts.
    pub contact: Option<Reference>,
    /// The registration (the line) that is called.
    pub registration: Option<Reference>,
    /// What the phone rings with if nothing else is said.
    pub phone_default: Option<Reference>,
}

impl Wishes {
    /// What this level asks for.
    #[must_use]
    pub const fn of(&self, level: Level) -> Option<&Reference> {
        match level {
            Level::AlertInfo => self.alert_info.as_ref(),
            Level::Contact => self.contact.as_ref(),
            Level::Registration => self.registration.as_ref(),
            Level::PhoneDefault => self.phone_default.as_ref(),
        }
    }
}

/// What rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen<'a> {
    /// A ring tone of the library.
    RingTone(&'a RingTone),
    /// A WAV file that the handset itself fetches from this URL. Whether the host has it, and
    /// whether it is one, shows only then.
    Url(&'a str),
}

impl fmt::Display for Chosen<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RingTone(ring_tone) => write!(f, "{ring_tone}"),
            Self::Url(url) => write!(f, "the handset fetches {} itself", shown(url)),
        }
    }
}

/// Why a level does not decide. `Display` is a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It asks for nothing.
    Absent,
    /// The library has no ring tone with the title, nor, where files are asked for by name, a file
    /// with the name.
    NotFound {
        /// The name that was looked for.
        name: String,
    },
    /// The series does not play what it asks for.
    Refused(Refusal),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("it asks for nothing"),
            Self::NotFound { name } => write!(f, "no ring tone has the title `{}`", shown(name)),
            Self::Refused(refusal) => write!(f, "{refusal}"),
        }
    }
}

/// A level that does not decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The level.
    pub level: Level,
    /// Why.
    pub reason: Reason,
}

impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is passed over: {}.", self.level, self.reason)
    }
}

/// What a handset rings with. `Display` gives sentences, a line each: what rings, then each level
/// that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    /// The series of the handset.
    pub series: Series,
    /// The level that decides and what it rings with; `None` if no level names what the handset
    /// can play.
    pub chosen: Option<(Level, Chosen<'a>)>,
    /// The stronger levels, the strongest first; all four if nothing is chosen.
    pub passed_over: Vec<PassedOver>,
}

impl<'a> Choice<'a> {
    /// The ring tone of the library that rings; `None` if a network file does, or nothing.
    #[must_use]
    pub const fn ring_tone(&self) -> Option<&'a RingTone> {
        match self.chosen {
            Some((_, Chosen::RingTone(ring_tone))) => Some(ring_tone),
            _ => None,
        }
    }

    /// Where the handset cuts off the ring tone of the library that rings, in bytes of its file;
    /// `None` if it plays all of it. A network file is not looked at.
    #[must_use]
    pub fn cut_off(&self) -> Option<u64> {
        self.series.cut_off(self.ring_tone()?)
    }
}

impl fmt::Display for Choice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((level, chosen)) = &self.chosen {
            write!(f, "{level} decides: {chosen}.")?;
            if let Some(bytes) = self.cut_off() {
                write!(f, " {} handsets cut it off after {bytes} bytes.", self.series)?;
            }
        } else {
            let series = self.series;
            write!(f, "Nothing is chosen: no level names what {series} handsets can play.")?;
        }
        self.passed_over.iter().try_for_each(|passed| write!(f, "\n{passed}"))
    }
}

/// Chooses what a handset rings with: of Alert-Info, contact, registration and phone default the
/// first that asks for something it can play.
///
/// On PIVOT every name is a title. On the others a file is looked up by its exact name, then by
/// title. Of several ring tones with one title, the first that the series plays is chosen.
#[must_use]
pub fn choose<'a>(library: &'a Library, series: Series, wishes: &'a Wishes) -> Choice<'a> {
    let mut passed_over = Vec::new();
    for level in Level::ALL {
        match granted(library, series, wishes.of(level)) {
            Ok(chosen) => return Choice { series, chosen: Some((level, chosen)), passed_over },
            Err(reason) => passed_over.push(PassedOver { level, reason }),
        }
    }
    Choice { series, chosen: None, passed_over }
}

fn granted<'a>(
    library: &'a Library,
    series: Series,
    wish: Option<&'a Reference>,
) -> Result<Chosen<'a>, Reason> {
    let reference = wish.filter(|wish| **wish != Reference::Nothing).ok_or(Reason::Absent)?;
    series.can_play(reference).map_err(Reason::Refused)?;
    if let Reference::Network(url) = reference {
        return Ok(Chosen::Url(url));
    }
    match series.find(library, reference) {
        Some(Ok(ring_tone)) => Ok(Chosen::RingTone(ring_tone)),
        Some(Err(refusal)) => Err(Reason::Refused(refusal)),
        None => Err(Reason::NotFound { name: reference.name().unwrap_or_default().to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handset::library::Format;

    fn library() -> Library {
        Library::new([
            RingTone::new("bell.ogg", Format::Ogg, Some("Bell Phone")),
            RingTone::new("bellphone.wav", Format::Wav, None),
            RingTone::new("Code Blue.ogg", Format::Ogg, None),
            RingTone::new("usual.wav", Format::Wav, Some("Usual")),
        ])
    }

    fn wishes(targets: [Option<&str>; 4]) -> Wishes {
        let [alert_info, contact, registration, phone_default] =
            targets.map(|target| target.map(Reference::read));
        Wishes { alert_info, contact, registration, phone_default }
    }

    #[test]
    fn the_strongest_of_any_set_of_levels_wins() {
        let library = library();
        for set in 0..16_u32 {
            let asks = |n: u32| (set >> n & 1 == 1).then_some("Usual");
            let wishes = wishes([asks(0), asks(1), asks(2), asks(3)]);
            let choice = choose(&library, Series::Pivot, &wishes);
            let strongest = usize::try_from(set.trailing_zeros()).unwrap();
            let expected = Level::ALL.get(strongest).copied();
            assert_eq!(choice.chosen.map(|(level, _)| level), expected, "set {set:04b}");
            assert_eq!(choice.passed_over.len(), strongest.min(4), "set {set:04b}");
        }
    }

    #[test]
    fn every_level_that_is_passed_over_says_why() {
        let library = library();
        let wishes =
            wishes([Some("file://Code Blue.ogg"), None, Some("Code Blue"), Some("usual.ogg")]);
        assert_eq!(
            choose(&library, Series::Series84, &wishes).to_string(),
            "The phone default decides: the ring tone `Usual` of the file usual.wav.\n\
             Alert-Info is passed over: 84-series handsets do not take `file://`.\n\
             The contact is passed over: it asks for nothing.\n\
             The registration is passed over: 84-series handsets play only WAV, and Code Blue.ogg \
             is Ogg Vorbis."
        );
        assert_eq!(
            choose(&library, Series::Versity, &wishes).to_string(),
            "Alert-Info decides: the ring tone `Code Blue` of the file Code Blue.ogg."
        );
    }

    #[test]
    fn nothing_is_chosen_where_nothing_can_be_played() {
        let library = library();
        let wishes = wishes([Some("<>"), Some("No Such"), None, Some("http://host/a.ogg")]);
        let choice = choose(&library, Series::Versity, &wishes);
        assert_eq!(choice.chosen, None);
        assert_eq!(
            choice.to_string(),
            "Nothing is chosen: no level names what Versity handsets can play.\n\
             Alert-Info is passed over: it asks for nothing.\n\
             The contact is passed over: no ring tone has the title `No Such`.\n\
             The registration is passed over: it asks for nothing.\n\
             The phone default is passed over: of network files only WAV is played, and \
             http://host/a.ogg is none."
        );
    }

    #[test]
    fn a_network_file_is_named_and_left_to_the_handset() {
        let library = Library::default();
        let wishes = wishes([Some("http://10.225.3.12/sounds/CodeBlue.wav"), None, None, None]);
        for series in Series::ALL {
            assert_eq!(
                choose(&library, series, &wishes).to_string(),
                "Alert-Info decides: the handset fetches http://10.225.3.12/sounds/CodeBlue.wav \
                 itself."
            );
        }
    }

    #[test]
    fn of_two_equal_titles_the_first_that_the_series_plays_rings() {
        let library = library();
        let wishes = wishes([Some("localhost/Bell Phone"), None, None, None]);
        let file = |series| choose(&library, series, &wishes).ring_tone().unwrap().file.clone();
        assert_eq!(file(Series::Pivot).to_str(), Some("bell.ogg"));
        assert_eq!(file(Series::Versity).to_str(), Some("bell.ogg"));
        assert_eq!(file(Series::Series84).to_str(), Some("bellphone.wav"));
    }

    #[test]
    fn pivot_takes_the_name_of_a_file_for_a_title() {
        let library = library();
        let wishes = wishes([Some("file://bell.ogg"), None, None, None]);
        assert_eq!(choose(&library, Series::Pivot, &wishes).ring_tone(), None);
        assert!(choose(&library, Series::Versity, &wishes).ring_tone().is_some());
    }
}
