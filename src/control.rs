//! Which tone a call leg hears, as an SBC decides it from the responses to an INVITE.
//!
//! No sockets and no clock: responses go in, and what to do comes out. The rules are those of an
//! SBC that plays LMSD tones (3GPP2 X.S0025-0):
//!
//! * Nothing is looked at unless [`accept_alert_info`](ControlOptions::accept_alert_info) is on. It
//!   is off by default.
//! * A 180 with `<http:/LMSD/tone?sig-id=ID>` plays tone ID of the signaling tone package, before
//!   cut-through or after it. If ID is not configured, the default ringback is played; if there is
//!   none, what is played goes on.
//! * `<http:/null>` in a 180, a 180 without the header, any 183 and any 200 stop the tone.
//! * Nothing else is looked at: no other response, and no request (an INVITE or UPDATE may carry
//!   the header too).
//!
//! A 180 whose header asks for nothing that LMSD knows changes nothing, and so does a 180 that asks
//! for what is played already: the tone goes on without a seam. A final response that fails the
//! call is none of the four that stop a tone: with the leg its media end, and
//! [`release`](ToneControl::release) says so.
//!
//! ```
//! use ringsmith::alert_info::AlertInfo;
//! use ringsmith::control::{Command, ControlOptions, ToneControl};
//! use ringsmith::model::ToneSet;
//! # use ringsmith::{diagnostic::Source, notation::cpt};
//! # let source = Source::open("testdata/vendor/uk.ini")?;
//! # let tones: ToneSet = cpt::parse(source.text(), cpt::Options::default()).into_tones()?;
//!
//! let mut leg = ToneControl::new(&tones, ControlOptions { accept_alert_info: true });
//! let header = AlertInfo::parse("<http:/LMSD/tone?sig-id=bt>");
//! let decision = leg.response(180, Some(&header));
//! let Command::Play(tone) = decision.command else { panic!("{decision}") };
//! assert_eq!((tone.number, tone.name().as_str()), (2, "busy"));
//! assert_eq!(leg.response(183, None).command, Command::Stop);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;
use core::ops::Deref;

use crate::alert_info::{Action, AlertInfo, Profile};
use crate::model::{CallProgressTone, Entry, ToneSet};
use crate::text::excerpt;

/// How a leg is controlled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ControlOptions {
    /// Whether `Alert-Info` is looked at: `acceptAlertInfo` of the IP signaling profile.
    pub accept_alert_info: bool,
}

/// The tones of one call leg.
///
/// `T` gives the leg its tones, the signaling tone package or any other set: `&ToneSet`, or an
/// `Arc<ToneSet>` that several legs share. A leg keeps its tones; a leg that begins after a reload
/// gets the new ones.
#[derive(Clone, Debug)]
pub struct ToneControl<T> {
    tones: T,
    options: ControlOptions,
    /// The place of the tone that is played among the tones.
    playing: Option<usize>,
}

/// What is to be done with the tone of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command<'t> {
    /// Play this tone from its start, in place of any other.
    Play(&'t CallProgressTone),
    /// Go on: with this tone, or with none.
    Keep(Option<&'t CallProgressTone>),
    /// Stop the tone that is played.
    Stop,
}

/// What is to be done, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<'t> {
    /// What is to be done.
    pub command: Command<'t>,
    /// Why.
    pub reason: ControlReason,
}

/// Why a leg's tone is started, kept or stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ControlReason {
    /// `accept_alert_info` is off.
    NotAccepted,
    /// A request: only responses are looked at.
    Request,
    /// A response that neither starts nor stops a tone.
    NotLookedAt(u16),
    /// The tone that the header asks for.
    Asked(String),
    /// The tone that the header asks for is played already.
    AlreadyPlayed(String),
    /// The tone that the header asks for is not configured, the default ringback is.
    DefaultRingback(String),
    /// Neither the tone that the header asks for nor a default ringback is configured.
    NotConfigured(String),
    /// The header asks for nothing that LMSD knows.
    NotLmsd,
    /// The header asks for silence.
    Null,
    /// A 180 without the header.
    WithoutHeader,
    /// A 183 or a 200.
    Media(u16),
    /// The leg is released.
    Released,
}

impl<T: Deref<Target = ToneSet>> ToneControl<T> {
    /// A leg that hears no tone yet.
    #[must_use]
    pub const fn new(tones: T, options: ControlOptions) -> Self {
        Self { tones, options, playing: None }
    }

    /// The same leg while it hears the tone of this number, as it goes on elsewhere: in another
    /// process, after a restart. None where the leg's tones have no such number.
    #[must_use]
    pub fn while_playing(self, number: u32) -> Self {
        let playing = self.tones.tones().iter().position(|tone| tone.number == number);
        Self { playing, ..self }
    }

    /// The tone that is played.
    #[must_use]
    pub fn playing(&self) -> Option<&CallProgressTone> {
        self.tones.tones().get(self.playing?)
    }

    /// A provisional or final response to an INVITE has come, with its `Alert-Info` if it has one.
    pub fn response(&mut self, status: u16, alert_info: Option<&AlertInfo>) -> Decision<'_> {
        // A header without a value is no header.
        let header = alert_info.filter(|header| !header.values().is_empty());
        match (status, header) {
            _ if !self.options.accept_alert_info => self.keep(ControlReason::NotAccepted),
            (180, Some(header)) => self.ringing(header),
            (180, None) => self.stop(ControlReason::WithoutHeader),
            (183 | 200, _) => self.stop(ControlReason::Media(status)),
            _ => self.keep(ControlReason::NotLookedAt(status)),
        }
    }

    /// A request has come: an INVITE or UPDATE of the dialog, whatever header it carries.
    pub fn request(&mut self) -> Decision<'_> {
        self.keep(ControlReason::Request)
    }

    /// The leg is released, by a failure, a CANCEL or a BYE.
    pub fn release(&mut self) -> Decision<'_> {
        self.stop(ControlReason::Released)
    }

    /// A 180 with a header.
    fn ringing(&mut self, header: &AlertInfo) -> Decision<'_> {
        let id = match header.select(Profile::Lmsd).action {
            Action::Tone(id) => id,
            Action::Stop => return self.stop(ControlReason::Null),
            _ => return self.keep(ControlReason::NotLmsd),
        };
        let configured = self.tones.configured_tone(&id).is_some();
        let Some(tone) = self.tones.tone_or_ringback(&id) else {
            return self.keep(ControlReason::NotConfigured(id));
        };
        let place = self.tones.tones().iter().position(|other| other.number == tone.number);
        if self.playing == place {
            let name = tone.name();
            return self.keep(ControlReason::AlreadyPlayed(name));
        }
        self.playing = place;
        let reason =
            if configured { ControlReason::Asked(id) } else { ControlReason::DefaultRingback(id) };
        let command = self.playing().map_or(Command::Keep(None), Command::Play);
        Decision { command, reason }
    }

    fn keep(&self, reason: ControlReason) -> Decision<'_> {
        Decision { command: Command::Keep(self.playing()), reason }
    }

    /// Stops the tone, if one is played.
    fn stop(&mut self, reason: ControlReason) -> Decision<'_> {
        let command = match self.playing.take() {
            Some(_) => Command::Stop,
            None => Command::Keep(None),
        };
        Decision { command, reason }
    }
}

impl fmt::Display for Decision<'_> {
    /// Writes what is done and why: `play tone-2-busy: the header asks for tone bt`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.command {
            Command::Play(tone) => write!(f, "play {}", Entry::Tone(tone)),
            Command::Keep(Some(tone)) => write!(f, "keep {}", Entry::Tone(tone)),
            Command::Keep(None) => f.write_str("keep silent"),
            Command::Stop => f.write_str("stop"),
        }?;
        write!(f, ": {}", self.reason)
    }
}

impl fmt::Display for ControlReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAccepted => f.write_str("Alert-Info is not accepted"),
            Self::Request => f.write_str("requests are not looked at"),
            Self::NotLookedAt(status) => write!(f, "a {status} is not looked at"),
            Self::Asked(id) => write!(f, "the header asks for tone {}", excerpt(id)),
            Self::AlreadyPlayed(id) => write!(f, "tone {} is played already", excerpt(id)),
            Self::DefaultRingback(id) => {
                write!(f, "tone {} is not configured, the default ringback is", excerpt(id))
            }
            Self::NotConfigured(id) => {
                let id = excerpt(id);
                write!(f, "tone {id} is not configured, and there is no default ringback")
            }
            Self::NotLmsd => f.write_str("the header asks for no LMSD tone"),
            Self::Null => f.write_str("the header asks for silence"),
            Self::WithoutHeader => f.write_str("a 180 without Alert-Info"),
            Self::Media(status) => write!(f, "a {status}"),
            Self::Released => f.write_str("the leg is released"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cadence, Package, Signal, Voice};
    use crate::units::{DbM0, Hertz};

    /// What can come, and the row of the table below that it belongs to.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Event {
        /// 180 with LMSD tone `bt`, which is configured.
        Busy,
        /// 180 with LMSD tone `cr`, which is configured.
        Waiting,
        /// 180 with an LMSD tone that is not configured.
        Unknown,
        /// 180 with `<http:/null>`.
        Null,
        /// 180 without the header.
        Bare,
        /// 180 with a header of another dialect.
        Other,
        /// 181, 182 and failures, with an LMSD tone that is configured.
        Elsewhere(u16),
        /// 183 and 200, with an LMSD tone that is configured.
        Media(u16),
        /// An INVITE or UPDATE.
        Request,
    }

    const ALPHABET: [Event; 11] = [
        Event::Busy,
        Event::Waiting,
        Event::Unknown,
        Event::Null,
        Event::Bare,
        Event::Other,
        Event::Elsewhere(182),
        Event::Elsewhere(486),
        Event::Media(183),
        Event::Media(200),
        Event::Request,
    ];

    const RINGBACK: u32 = 0;
    const BUSY: u32 = 1;
    const WAITING: u32 = 2;

    fn tone(number: u32, id: &str) -> CallProgressTone {
        let voice = Voice::sine(Hertz::new(425).unwrap(), DbM0::ZERO);
        CallProgressTone {
            number,
            id: Some(id.parse().unwrap()),
            kind: None,
            signal: Signal::new(voice, Cadence::continuous()).unwrap(),
            default_duration: None,
            detection_period: None,
        }
    }

    fn package(default_ringback: Option<&str>) -> ToneSet {
        let tones = vec![tone(RINGBACK, "rt"), tone(BUSY, "bt"), tone(WAITING, "cr")];
        let default_ringback = default_ringback.map(|id| id.parse().unwrap());
        let name = "LMSD".to_owned();
        let package = Package { name, number: Some(128), default_ringback, ..Package::default() };
        ToneSet::new(tones, Vec::new(), Vec::new()).unwrap().in_package(package).unwrap()
    }

    /// What the source says of each event, as plainly as it says it: the tone that is heard
    /// afterwards, given the one that is heard before.
    fn heard_after(
        before: Option<u32>,
        event: Event,
        accepted: bool,
        ringback: bool,
    ) -> Option<u32> {
        match event {
            _ if !accepted => before,
            Event::Busy => Some(BUSY),
            Event::Waiting => Some(WAITING),
            Event::Unknown if ringback => Some(RINGBACK),
            Event::Null | Event::Bare | Event::Media(_) => None,
            Event::Unknown | Event::Other | Event::Elsewhere(_) | Event::Request => before,
        }
    }

    type Leg<'t> = ToneControl<&'t ToneSet>;

    struct Headers {
        busy: AlertInfo,
        waiting: AlertInfo,
        unknown: AlertInfo,
        null: AlertInfo,
        other: AlertInfo,
    }

    impl Headers {
        fn new() -> Self {
            Self {
                busy: AlertInfo::parse("<http:/LMSD/tone?sig-id=bt>"),
                waiting: AlertInfo::parse("<http:/LMSD/tone?sig-id=CR>"),
                unknown: AlertInfo::parse("<http:/LMSD/tone?sig-id=zz>"),
                null: AlertInfo::parse("<http:/null>"),
                other: AlertInfo::parse("<Bellcore-dr2>"),
            }
        }

        fn send<'l>(&self, leg: &'l mut Leg<'_>, event: Event) -> Decision<'l> {
            match event {
                Event::Busy => leg.response(180, Some(&self.busy)),
                Event::Waiting => leg.response(180, Some(&self.waiting)),
                Event::Unknown => leg.response(180, Some(&self.unknown)),
                Event::Null => leg.response(180, Some(&self.null)),
                Event::Bare => leg.response(180, None),
                Event::Other => leg.response(180, Some(&self.other)),
                Event::Elsewhere(status) | Event::Media(status) => {
                    leg.response(status, Some(&self.busy))
                }
                Event::Request => leg.request(),
            }
        }
    }

    /// Every sequence of `depth` more events, each decision compared with the table.
    fn walk((leg, heard): (&Leg<'_>, Option<u32>), depth: usize, headers: &Headers) -> u64 {
        if depth == 0 {
            return 1;
        }
        let accepted = leg.options.accept_alert_info;
        let tones = leg.tones;
        let ringback = tones.default_ringback().is_some();
        let mut sequences = 0;
        for event in ALPHABET {
            let mut leg = leg.clone();
            let decision = headers.send(&mut leg, event);
            let after = heard_after(heard, event, accepted, ringback);
            let expected = match after {
                Some(number) if after != heard => Command::Play(tones.tone(number).unwrap()),
                None if heard.is_some() => Command::Stop,
                _ => Command::Keep(after.and_then(|number| tones.tone(number))),
            };
            assert_eq!(decision.command, expected, "{event:?} while {heard:?} is heard");
            assert_eq!(leg.playing().map(|tone| tone.number), after);
            sequences += walk((&leg, after), depth - 1, headers);
        }
        sequences
    }

    #[test]
    fn every_sequence_of_six_events_is_decided_as_the_source_says() {
        let headers = Headers::new();
        for (ringback, accepted) in [(Some("rt"), true), (None, true), (Some("rt"), false)] {
            let tones = package(ringback);
            let leg = ToneControl::new(&tones, ControlOptions { accept_alert_info: accepted });
            let sequences = walk((&leg, None), 6, &headers);
            assert_eq!(sequences, 11_u64.pow(6));
        }
    }

    #[test]
    fn alert_info_is_not_accepted_unless_somebody_says_so() {
        let tones = package(None);
        let mut leg = ToneControl::new(&tones, ControlOptions::default());
        let header = Headers::new().busy;
        let decision = leg.response(180, Some(&header));
        assert_eq!(decision.reason, ControlReason::NotAccepted);
    }

    #[test]
    fn a_decision_says_what_and_why() {
        let tones = package(Some("rt"));
        let headers = Headers::new();
        let mut leg = ToneControl::new(&tones, ControlOptions { accept_alert_info: true });
        let mut told = Vec::new();
        for event in ALPHABET {
            told.push(headers.send(&mut leg, event).to_string());
        }
        told.push(leg.release().to_string());
        let expected = [
            "play tone-1-bt: the header asks for tone bt",
            "play tone-2-cr: the header asks for tone CR",
            "play tone-0-rt: tone zz is not configured, the default ringback is",
            "stop: the header asks for silence",
            "keep silent: a 180 without Alert-Info",
            "keep silent: the header asks for no LMSD tone",
            "keep silent: a 182 is not looked at",
            "keep silent: a 486 is not looked at",
            "keep silent: a 183",
            "keep silent: a 200",
            "keep silent: requests are not looked at",
            "keep silent: the leg is released",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_header_without_a_value_is_no_header() {
        let tones = package(None);
        let headers = Headers::new();
        let mut leg = ToneControl::new(&tones, ControlOptions { accept_alert_info: true });
        headers.send(&mut leg, Event::Busy);
        let decision = leg.response(180, Some(&AlertInfo::parse(" , ")));
        assert_eq!(decision.command, Command::Stop);
    }

    #[test]
    fn a_leg_that_goes_on_elsewhere_stops_the_tone_it_heard_before() {
        let tones = package(None);
        let headers = Headers::new();
        let options = ControlOptions { accept_alert_info: true };
        let mut leg = ToneControl::new(&tones, options).while_playing(BUSY);
        assert_eq!(leg.playing().map(|tone| tone.number), Some(BUSY));
        assert!(matches!(headers.send(&mut leg, Event::Busy).command, Command::Keep(Some(_))));
        assert_eq!(headers.send(&mut leg, Event::Bare).command, Command::Stop);
        assert_eq!(ToneControl::new(&tones, options).while_playing(99).playing(), None);
    }
}
