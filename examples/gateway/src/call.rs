//! A call, without sockets and clocks: messages and the time go in, messages and orders come out.
//!
//! Without a next hop the gateway is the one that is called: it rings with what the INVITE's
//! `Alert-Info` selects, answers, and plays on until it is hung up on. With one it stands between two:
//! the responses of the callee decide, by the SBC's rules ([`ToneControl`]), which tone the caller
//! hears before the answer.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use ezk_sip_types::{Method, Name};
use ringsmith::alert_info::{AlertInfo, Profile};
use ringsmith::control::{Command, ControlOptions, ToneControl};
use ringsmith::model::{Entry, ToneSet};

use crate::callee::Callee;
use crate::media::{Leg, Order};
use crate::sdp::Offer;
use crate::sip::Message;
use crate::tones;

/// The time since the gateway started.
pub type Now = Duration;

/// How the gateway treats its calls.
pub struct Config {
    pub tones: &'static ToneSet,
    /// How the `Alert-Info` of an INVITE is read.
    pub profile: Profile,
    /// Where calls go on; without it they end here.
    pub next_hop: Option<SocketAddr>,
    /// Where it is reached, and where its media come from.
    pub sip: SocketAddr,
    pub media: SocketAddr,
    /// How long it rings before it answers.
    pub ring: Duration,
    /// How long a call may last.
    pub longest: Duration,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Output {
    Send(SocketAddr, Bytes),
    Media(Order),
}

/// When something is sent again until it is answered: RFC 3261, 17.1.1.2 and 13.3.1.4.
#[derive(Clone, Copy)]
pub struct Again {
    at: Now,
    wait: Duration,
    until: Now,
}

impl Again {
    const T1: Duration = Duration::from_millis(500);
    const T2: Duration = Duration::from_secs(4);

    pub fn from(now: Now) -> Self {
        Self { at: now + Self::T1, wait: Self::T1, until: now + 64 * Self::T1 }
    }

    /// Whether it is time; it is doubled then, up to T2.
    pub fn is_due(&mut self, now: Now) -> bool {
        let is_due = now >= self.at;
        if is_due {
            self.wait = (2 * self.wait).min(Self::T2);
            self.at = now + self.wait;
        }
        is_due
    }

    pub fn is_over(&self, now: Now) -> bool {
        now >= self.until
    }
}

enum Phase {
    /// It rings; here, until then.
    Early { answer_at: Option<Now> },
    /// Answered or failed, and perhaps not acknowledged yet.
    Final { success: bool, again: Option<Again> },
    /// What comes late is still answered.
    Over { until: Now },
}

/// A call and, where it goes on, its other half.
pub struct Call {
    leg: Leg,
    /// Where the caller is, and what it sent.
    from: SocketAddr,
    invite: Message,
    /// Our tag of the caller's dialog.
    tag: String,
    offer: Option<Offer>,
    /// The last response to the INVITE, for those who ask again.
    last: Bytes,
    phase: Phase,
    began: Now,
    callee: Option<Callee>,
    control: ToneControl<&'static ToneSet>,
}

impl Call {
    /// A caller's INVITE.
    pub fn begin(
        leg: Leg,
        from: SocketAddr,
        invite: Message,
        now: Now,
        config: &Config,
    ) -> (Self, Vec<Output>) {
        let offer = Offer::read(&invite.body);
        let mut call = Self {
            leg,
            from,
            offer,
            tag: identifier(),
            last: Bytes::new(),
            phase: Phase::Early { answer_at: None },
            began: now,
            callee: None,
            control: ToneControl::new(config.tones, ControlOptions { accept_alert_info: true }),
            invite,
        };
        let mut out = Vec::new();
        let Some(offer) = offer else {
            call.fail(488, now, &mut out);
            return (call, out);
        };
        call.respond(&call.invite.response(100, None, &call.tag), &mut out);
        out.push(Output::Media(Order::Start(leg, offer)));
        if let Some(hop) = config.next_hop {
            call.callee = Callee::call(hop, &call.invite, config, now, &mut out);
            if call.callee.is_none() {
                call.fail(500, now, &mut out);
            }
            return (call, out);
        }
        let alert_info = call.invite.whole_header(&Name::ALERT_INFO);
        if let Some(signal) = tones::selected(config.tones, config.profile, alert_info.as_deref()) {
            out.push(Output::Media(Order::Play(leg, signal)));
        }
        call.progress(180, config, &mut out);
        call.phase = Phase::Early { answer_at: Some(now + config.ring) };
        call.tick(now, config, &mut out);
        (call, out)
    }

    /// The Call-ID of the other half.
    pub fn callee_id(&self) -> Option<&str> {
        self.callee.as_ref().map(Callee::call_id)
    }

    /// Whether nothing is to come any more.
    pub fn is_gone(&self, now: Now) -> bool {
        matches!(self.phase, Phase::Over { until } if now >= until)
    }

    /// Whether a request with these tags and this branch is of this call: RFC 3261, 12.2.2 and 17.2.3.
    fn is_of_caller(&self, request: &Message) -> bool {
        let is_same_caller = request.tag(&Name::FROM) == self.invite.tag(&Name::FROM);
        let is_same_dialog = match request.tag(&Name::TO) {
            Some(tag) => tag == self.tag,
            None => request.branch() == self.invite.branch(),
        };
        is_same_caller && is_same_dialog
    }

    /// A request of the caller, the first one excepted.
    pub fn caller_request(&mut self, request: &Message, now: Now, config: &Config) -> Vec<Output> {
        let mut out = Vec::new();
        let answer = |status, tag: &str| {
            Output::Send(self.from, request.response(status, None, tag).write())
        };
        let method = request.method().cloned().unwrap_or(Method::ACK);
        let is_again = request.branch() == self.invite.branch();
        if !self.is_of_caller(request) {
            if method != Method::ACK {
                out.push(answer(481, &self.tag));
            }
        } else if method == Method::INVITE && is_again {
            out.push(Output::Send(self.from, self.last.clone()));
        } else if method == Method::INVITE {
            out.push(answer(488, &self.tag)); // the session is what it is
        } else if method == Method::ACK {
            self.acknowledged(now);
        } else if method == Method::CANCEL {
            out.push(answer(200, &self.tag));
            if matches!(self.phase, Phase::Early { .. }) {
                self.fail(487, now, &mut out);
                self.leave_callee(config, &mut out);
            }
        } else {
            out.push(answer(200, &self.tag)); // BYE
            match self.phase {
                Phase::Early { .. } => self.fail(487, now, &mut out),
                Phase::Final { success: true, .. } => self.end(now, &mut out),
                Phase::Final { .. } | Phase::Over { .. } => {}
            }
            self.leave_callee(config, &mut out);
        }
        out
    }

    fn acknowledged(&mut self, now: Now) {
        if let Phase::Final { success, again } = &mut self.phase {
            *again = None;
            if !*success {
                self.phase = over(now);
            }
        }
    }

    /// A response of the callee.
    pub fn callee_response(
        &mut self,
        response: &Message,
        now: Now,
        config: &Config,
    ) -> Vec<Output> {
        let mut out = Vec::new();
        let Some(callee) = &mut self.callee else { return out };
        let Some(status) = callee.response(response, config, &mut out) else { return out };
        if !matches!(self.phase, Phase::Early { .. }) {
            return out;
        }
        let alert_info = response.whole_header(&Name::ALERT_INFO);
        let alert_info = alert_info.as_deref().map(AlertInfo::parse);
        match self.control.response(status, alert_info.as_ref()).command {
            Command::Play(tone) => {
                let entry = Entry::Tone(tone);
                if let Some(signal) = tones::index_of(config.tones, entry) {
                    out.push(Output::Media(Order::Play(self.leg, signal)));
                }
            }
            Command::Keep(_) => {}
            Command::Stop => out.push(Output::Media(Order::Silence(self.leg))),
        }
        match status {
            101..200 => self.progress(status, config, &mut out),
            200..300 => self.answer(now, config, &mut out),
            // A redirection is not followed.
            300..400 => self.fail(480, now, &mut out),
            _ => self.fail(status, now, &mut out),
        }
        out
    }

    /// A request of the callee: it hangs up, or asks for what the gateway does not do.
    pub fn callee_request(&mut self, request: &Message, now: Now, config: &Config) -> Vec<Output> {
        let mut out = Vec::new();
        let Some(callee) = &mut self.callee else { return out };
        if callee.request(request, &mut out) {
            self.hang_up(now, config, &mut out);
        }
        out
    }

    /// Time passes: what was not acknowledged is sent again, and what took too long ends.
    pub fn tick(&mut self, now: Now, config: &Config, out: &mut Vec<Output>) {
        if now >= self.began + config.longest {
            self.hang_up(now, config, out);
            self.leave_callee(config, out);
        }
        match &mut self.phase {
            Phase::Early { answer_at: Some(at) } if now >= *at => self.answer(now, config, out),
            Phase::Final { success, again: Some(again) } if again.is_over(now) => {
                if *success {
                    self.hang_up(now, config, out);
                    self.leave_callee(config, out);
                } else {
                    self.phase = over(now);
                }
            }
            Phase::Final { again: Some(again), .. } => {
                if again.is_due(now) {
                    out.push(Output::Send(self.from, self.last.clone()));
                }
            }
            Phase::Early { .. } | Phase::Final { .. } | Phase::Over { .. } => {}
        }
        let callee_gave_up = self.callee.as_mut().is_some_and(|callee| callee.tick(now, out));
        if callee_gave_up && matches!(self.phase, Phase::Early { .. }) {
            self.fail(408, now, out);
        }
    }

    /// A provisional response, with the place that the early media come from.
    fn progress(&mut self, status: u16, config: &Config, out: &mut Vec<Output>) {
        let response = self.with_session(self.invite.response(status, None, &self.tag), config);
        self.respond(&response, out);
    }

    fn answer(&mut self, now: Now, config: &Config, out: &mut Vec<Output>) {
        let response = self.with_session(self.invite.response(200, None, &self.tag), config);
        self.respond(&response, out);
        self.phase = Phase::Final { success: true, again: Some(Again::from(now)) };
    }

    fn with_session(&self, response: Message, config: &Config) -> Message {
        let contact = format!("<sip:{}>", config.sip);
        let response = response.with(Name::CONTACT, &contact).with(Name::ALLOW, crate::sip::ALLOW);
        match &self.offer {
            Some(offer) => response.with_sdp(offer.answer(config.media)),
            None => response,
        }
    }

    /// A final response that is no answer. The media end.
    fn fail(&mut self, status: u16, now: Now, out: &mut Vec<Output>) {
        let response = self.invite.response(status, None, &self.tag);
        self.respond(&response, out);
        self.phase = Phase::Final { success: false, again: Some(Again::from(now)) };
        out.push(Output::Media(Order::End(self.leg)));
    }

    /// Ends the call from here.
    fn hang_up(&mut self, now: Now, config: &Config, out: &mut Vec<Output>) {
        match self.phase {
            Phase::Early { .. } => self.fail(480, now, out),
            Phase::Final { success: true, .. } => {
                if let Some(bye) = self.bye(config) {
                    out.push(Output::Send(self.from, bye.write()));
                }
                self.end(now, out);
            }
            Phase::Final { .. } | Phase::Over { .. } => {}
        }
    }

    fn bye(&self, config: &Config) -> Option<Message> {
        let of = |name| self.invite.header(&name).map(str::to_owned);
        let target =
            self.invite.contact().map_or_else(|| format!("sip:{}", self.from), str::to_owned);
        Message::request(
            Method::BYE,
            &target,
            &[
                (Name::VIA, via(config, &identifier())),
                (Name::MAX_FORWARDS, "70".to_owned()),
                (Name::FROM, format!("{};tag={}", of(Name::TO)?, self.tag)),
                (Name::TO, of(Name::FROM)?),
                (Name::CALL_ID, of(Name::CALL_ID)?),
                (Name::CSEQ, "1 BYE".to_owned()),
            ],
        )
    }

    fn leave_callee(&mut self, config: &Config, out: &mut Vec<Output>) {
        if let Some(callee) = &mut self.callee {
            callee.leave(config, out);
        }
    }

    fn end(&mut self, now: Now, out: &mut Vec<Output>) {
        self.phase = over(now);
        out.push(Output::Media(Order::End(self.leg)));
    }

    fn respond(&mut self, response: &Message, out: &mut Vec<Output>) {
        self.last = response.write();
        out.push(Output::Send(self.from, self.last.clone()));
    }
}

/// Late messages are absorbed for as long as they may be under way.
fn over(now: Now) -> Phase {
    Phase::Over { until: now + Duration::from_secs(5) }
}

/// A name that nobody else has: a tag, a branch, a Call-ID.
pub fn identifier() -> String {
    format!("{:016x}", fastrand::u64(..))
}

/// The Via of a request of this gateway.
pub fn via(config: &Config, branch: &str) -> String {
    format!("SIP/2.0/UDP {};branch=z9hG4bK{branch};rport", config.sip)
}
