//! The half of a call that goes on to the next hop.

use std::net::SocketAddr;

use bytes::Bytes;
use ezk_sip_types::{Method, Name};

use crate::call::{Again, Config, Now, Output, identifier, via};
use crate::sdp;
use crate::sip::Message;

enum State {
    /// The INVITE is sent again until something comes.
    Calling(Again),
    /// There was a provisional response.
    Proceeding,
    /// It answered; the target of its dialog.
    Answered(String),
    Over,
}

/// The gateway as a user agent client.
pub struct Callee {
    to: SocketAddr,
    invite: Message,
    written: Bytes,
    branch: String,
    state: State,
    /// Nobody waits for the answer any more.
    is_left: bool,
}

impl Callee {
    /// Sends the INVITE, with the caller's `Alert-Info`.
    pub fn call(
        to: SocketAddr,
        caller: &Message,
        config: &Config,
        now: Now,
        out: &mut Vec<Output>,
    ) -> Option<Self> {
        let branch = identifier();
        let uri = format!("sip:callee@{to}");
        let headers = [
            (Name::VIA, via(config, &branch)),
            (Name::MAX_FORWARDS, "70".to_owned()),
            (Name::FROM, format!("<sip:gateway@{}>;tag={}", config.sip, identifier())),
            (Name::TO, format!("<{uri}>")),
            (Name::CALL_ID, format!("{}@{}", identifier(), config.sip.ip())),
            (Name::CSEQ, "1 INVITE".to_owned()),
            (Name::CONTACT, format!("<sip:gateway@{}>", config.sip)),
            (Name::ALLOW, crate::sip::ALLOW.to_owned()),
        ];
        let mut invite = Message::request(Method::INVITE, &uri, &headers)?;
        if let Some(value) = caller.whole_header(&Name::ALERT_INFO) {
            invite = invite.with(Name::ALERT_INFO, &value);
        }
        let invite = invite.with_sdp(sdp::offer(config.media));
        let written = invite.write();
        out.push(Output::Send(to, written.clone()));
        let state = State::Calling(Again::from(now));
        Some(Self { to, invite, written, branch, state, is_left: false })
    }

    pub fn call_id(&self) -> &str {
        self.invite.call_id()
    }

    /// Takes a response, acknowledges it, and gives its status if it says something to the caller.
    pub fn response(
        &mut self,
        response: &Message,
        config: &Config,
        out: &mut Vec<Output>,
    ) -> Option<u16> {
        let status = response.status()?;
        if response.cseq()? != (1, "INVITE".to_owned()) {
            return None; // to a BYE or CANCEL
        }
        match (status, &self.state) {
            (100..200, State::Calling(_) | State::Proceeding) => {
                let is_first = matches!(self.state, State::Calling(_));
                self.state = State::Proceeding;
                if is_first && self.is_left {
                    self.cancel(out);
                }
                (status > 100).then_some(status)
            }
            (200..300, state) => {
                let is_new = !matches!(state, State::Answered(_) | State::Over);
                let target =
                    response.contact().map_or_else(|| format!("sip:{}", self.to), str::to_owned);
                self.acknowledge(response, &target, &identifier(), config, out);
                if is_new {
                    self.invite_is_answered_by(response);
                    self.state = State::Answered(target);
                    if self.is_left {
                        self.leave(config, out);
                    }
                }
                is_new.then_some(status)
            }
            (300..700, state) => {
                let is_new = !matches!(state, State::Answered(_) | State::Over);
                let target = format!("sip:callee@{}", self.to);
                let branch = self.branch.clone(); // of the same transaction: RFC 3261, 17.1.1.3
                self.acknowledge(response, &target, &branch, config, out);
                if is_new {
                    self.state = State::Over;
                }
                is_new.then_some(status)
            }
            _ => None,
        }
    }

    /// A request of the callee; whether it hung up.
    pub fn request(&mut self, request: &Message, out: &mut Vec<Output>) -> bool {
        let is_bye = request.method() == Some(&Method::BYE);
        let is_of_dialog = request.tag(&Name::TO) == self.invite.tag(&Name::FROM);
        let status = match (is_of_dialog, is_bye) {
            (false, _) => 481,
            (true, true) => 200,
            (true, false) => 488,
        };
        if request.method() != Some(&Method::ACK) {
            out.push(Output::Send(self.to, request.response(status, None, "").write()));
        }
        let hung_up = status == 200;
        if hung_up {
            self.state = State::Over;
        }
        hung_up
    }

    /// Nobody waits any more: it is hung up on, or called off.
    pub fn leave(&mut self, config: &Config, out: &mut Vec<Output>) {
        self.is_left = true;
        match &self.state {
            State::Calling(_) | State::Over => {} // a CANCEL waits for a response: RFC 3261, 9.1
            State::Proceeding => self.cancel(out),
            State::Answered(target) => {
                let via = via(config, &identifier());
                let bye = self.in_dialog(Method::BYE, target, via, "2 BYE");
                if let Some(bye) = bye {
                    out.push(Output::Send(self.to, bye.write()));
                }
                self.state = State::Over;
            }
        }
    }

    /// Sends the INVITE again; whether the callee never answered.
    pub fn tick(&mut self, now: Now, out: &mut Vec<Output>) -> bool {
        let State::Calling(again) = &mut self.state else { return false };
        if again.is_over(now) {
            self.state = State::Over;
            return true;
        }
        if again.is_due(now) {
            out.push(Output::Send(self.to, self.written.clone()));
        }
        false
    }

    fn cancel(&self, out: &mut Vec<Output>) {
        let uri = format!("sip:callee@{}", self.to);
        let via = self.invite.header(&Name::VIA).unwrap_or_default().to_owned();
        if let Some(cancel) = self.in_dialog(Method::CANCEL, &uri, via, "1 CANCEL") {
            out.push(Output::Send(self.to, cancel.write()));
        }
    }

    fn acknowledge(
        &self,
        response: &Message,
        target: &str,
        branch: &str,
        config: &Config,
        out: &mut Vec<Output>,
    ) {
        let to = response.header(&Name::TO).unwrap_or_default();
        let ack = self.in_dialog(Method::ACK, target, via(config, branch), "1 ACK");
        if let Some(mut ack) = ack {
            ack.headers.remove(&Name::TO);
            out.push(Output::Send(self.to, ack.with(Name::TO, to).write()));
        }
    }

    /// From now on the To has the tag of the callee.
    fn invite_is_answered_by(&mut self, response: &Message) {
        let to = response.header(&Name::TO).unwrap_or_default().to_owned();
        self.invite.headers.remove(&Name::TO);
        self.invite.headers.insert(Name::TO, to.as_str());
    }

    fn in_dialog(&self, method: Method, uri: &str, via: String, cseq: &str) -> Option<Message> {
        let of = |name| self.invite.header(&name).map(str::to_owned);
        let headers = [
            (Name::VIA, via),
            (Name::MAX_FORWARDS, "70".to_owned()),
            (Name::FROM, of(Name::FROM)?),
            (Name::TO, of(Name::TO)?),
            (Name::CALL_ID, of(Name::CALL_ID)?),
            (Name::CSEQ, cseq.to_owned()),
        ];
        Message::request(method, uri, &headers)
    }
}
