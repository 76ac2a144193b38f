//! The user agent: datagrams to calls, and back.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use bytes::Bytes;
use ezk_sip_types::{Method, Name};
use tokio::net::UdpSocket;
use tokio::time::{MissedTickBehavior, interval};

use crate::call::{Call, Config, Now, Output};
use crate::media::{Leg, Order};
use crate::sip::{ALLOW, Malformed, Message};

/// What the agent counts.
#[derive(Default)]
pub struct Counts {
    pub calls: u64,
    pub turned_away: u64,
    pub malformed: u64,
}

/// All calls, by the Call-IDs of their halves.
pub struct Agent {
    config: Config,
    most_calls: usize,
    orders: Sender<Order>,
    calls: HashMap<Leg, Call>,
    callers: HashMap<String, Leg>,
    callees: HashMap<String, Leg>,
    next_leg: Leg,
    counts: Counts,
}

impl Agent {
    pub fn new(config: Config, most_calls: usize, orders: Sender<Order>) -> Self {
        Self {
            config,
            most_calls,
            orders,
            calls: HashMap::new(),
            callers: HashMap::new(),
            callees: HashMap::new(),
            next_leg: 0,
            counts: Counts::default(),
        }
    }

    /// Serves until `end` comes.
    ///
    /// # Errors
    /// If the socket is lost; a datagram that cannot be sent is no such thing.
    pub async fn serve(
        mut self,
        socket: &UdpSocket,
        end: impl Future<Output = ()>,
    ) -> io::Result<Counts> {
        let start = Instant::now();
        let mut ticks = interval(Duration::from_millis(50));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut buffer = vec![0; 65_536];
        tokio::pin!(end);
        loop {
            let output = tokio::select! {
                received = socket.recv_from(&mut buffer) => match received {
                    Ok((length, from)) => self.datagram(&buffer[..length], from, start.elapsed()),
                    // What a peer that is gone makes of the last datagram to it.
                    Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => continue,
                    Err(error) => return Err(error),
                },
                _ = ticks.tick() => self.tick(start.elapsed()),
                () = &mut end => return Ok(self.counts),
            };
            for output in output {
                match output {
                    Output::Send(to, bytes) => {
                        let _ = socket.send_to(&bytes, to).await; // it is asked for again, or not
                    }
                    Output::Media(order) => {
                        let _ = self.orders.send(order); // the thread ends after this one
                    }
                }
            }
        }
    }

    fn tick(&mut self, now: Now) -> Vec<Output> {
        let mut out = Vec::new();
        for call in self.calls.values_mut() {
            call.tick(now, &self.config, &mut out);
        }
        self.calls.retain(|_, call| !call.is_gone(now));
        self.callers.retain(|_, leg| self.calls.contains_key(leg));
        self.callees.retain(|_, leg| self.calls.contains_key(leg));
        out
    }

    /// What a datagram does, whatever it is.
    pub fn datagram(&mut self, datagram: &[u8], from: SocketAddr, now: Now) -> Vec<Output> {
        if datagram.iter().all(u8::is_ascii_whitespace) {
            return Vec::new(); // a keep-alive: RFC 5626, 3.5.1
        }
        match Message::read(&Bytes::copy_from_slice(datagram)) {
            Ok(message) => self.message(message, from, now),
            Err(malformed) => {
                self.counts.malformed += 1;
                match malformed {
                    Malformed::Flawed(flaw, request)
                        if request.method().is_some_and(|method| *method != Method::ACK) =>
                    {
                        let response = request.response(400, Some(flaw), "malformed");
                        vec![Output::Send(from, response.write())]
                    }
                    Malformed::Flawed(..) | Malformed::Noise => Vec::new(),
                }
            }
        }
    }

    fn message(&mut self, message: Message, from: SocketAddr, now: Now) -> Vec<Output> {
        let config = &self.config;
        let id = message.call_id();
        let of_caller = self.callers.get(id);
        let is_of_caller = of_caller.is_some();
        let leg = of_caller.or_else(|| self.callees.get(id));
        let call = leg.and_then(|leg| self.calls.get_mut(leg));
        let Some(method) = message.method() else {
            let called = call.filter(|_| !is_of_caller);
            return called
                .map_or_else(Vec::new, |call| call.callee_response(&message, now, config));
        };
        if ![Method::INVITE, Method::ACK, Method::CANCEL, Method::BYE].contains(method) {
            let status = if *method == Method::OPTIONS { 200 } else { 405 };
            let response = message.response(status, None, "none").with(Name::ALLOW, ALLOW);
            return vec![Output::Send(from, response.write())];
        }
        match call {
            Some(call) if is_of_caller => call.caller_request(&message, now, config),
            Some(call) => call.callee_request(&message, now, config),
            None if *method == Method::INVITE && message.tag(&Name::TO).is_none() => {
                self.invite(message, from, now)
            }
            None if *method == Method::ACK => Vec::new(),
            None => vec![Output::Send(from, message.response(481, None, "none").write())],
        }
    }

    fn invite(&mut self, invite: Message, from: SocketAddr, now: Now) -> Vec<Output> {
        if self.calls.len() >= self.most_calls {
            self.counts.turned_away += 1;
            return vec![Output::Send(from, invite.response(503, None, "full").write())];
        }
        self.counts.calls += 1;
        let leg = self.next_leg;
        self.next_leg += 1;
        self.callers.insert(invite.call_id().to_owned(), leg);
        let (call, out) = Call::begin(leg, from, invite, now, &self.config);
        if let Some(id) = call.callee_id() {
            self.callees.insert(id.to_owned(), leg);
        }
        self.calls.insert(leg, call);
        out
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::tones;
    use ringsmith::alert_info::Profile;

    const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
        m=audio 7000 RTP/AVP 0\r\n";

    fn agent(next_hop: Option<SocketAddr>) -> Agent {
        let (orders, _) = mpsc::channel();
        let config = Config {
            tones: Box::leak(Box::new(tones::load(None, Some("us")).unwrap())),
            profile: Profile::Auto,
            next_hop,
            sip: "127.0.0.1:5070".parse().unwrap(),
            media: "127.0.0.1:6000".parse().unwrap(),
            ring: Duration::from_secs(1),
            longest: Duration::from_mins(1),
        };
        Agent::new(config, 50, orders)
    }

    fn peer() -> SocketAddr {
        "127.0.0.1:5080".parse().unwrap()
    }

    fn request(method: &str, call: &str, to_tag: &str, body: &str) -> String {
        format!(
            "{method} sip:gateway@127.0.0.1:5070 SIP/2.0\r\n\
             Via: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-{call}\r\n\
             From: <sip:a@127.0.0.1:5080>;tag=a\r\nTo: <sip:gateway@127.0.0.1:5070>{to_tag}\r\n\
             Call-ID: {call}\r\nCSeq: 1 {method}\r\nContact: <sip:a@127.0.0.1:5080>\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    /// What goes out, a line each: a status or method and where to, or an order.
    fn told(outputs: &[Output]) -> Vec<String> {
        let line = |output: &Output| match output {
            Output::Send(to, bytes) => {
                let text = str::from_utf8(bytes).unwrap();
                let first = text.lines().next().unwrap().replace("SIP/2.0", "");
                format!("{} to {}", first.trim().split(' ').next().unwrap(), to.port())
            }
            Output::Media(order) => match order {
                Order::Start(leg, offer) => format!("start {leg} {}", offer.codec),
                Order::Play(leg, _) => format!("play {leg}"),
                Order::Silence(leg) => format!("silence {leg}"),
                Order::End(leg) => format!("end {leg}"),
            },
        };
        outputs.iter().map(line).collect()
    }

    fn tag_of(outputs: &[Output]) -> String {
        let Some(Output::Send(_, bytes)) = outputs.last() else { panic!("{outputs:?}") };
        let message = Message::read(bytes).ok().unwrap();
        format!(";tag={}", message.tag(&Name::TO).unwrap())
    }

    #[test]
    fn a_call_rings_is_answered_and_ends() {
        let mut agent = agent(None);
        let at = |agent: &mut Agent, ms, text: String| {
            agent.datagram(text.as_bytes(), peer(), Duration::from_millis(ms))
        };
        let rings = at(&mut agent, 0, request("INVITE", "1", "", SDP));
        assert_eq!(told(&rings), ["100 to 5080", "start 0 PCMU/8000", "play 0", "180 to 5080"]);
        let tag = tag_of(&rings);
        // Sent again, it is answered again and begins nothing.
        assert_eq!(told(&at(&mut agent, 10, request("INVITE", "1", "", SDP))), ["180 to 5080"]);
        assert!(agent.tick(Duration::from_millis(999)).is_empty());
        assert_eq!(told(&agent.tick(Duration::from_secs(1))), ["200 to 5080"]);
        // Without an ACK the answer comes again.
        assert_eq!(told(&agent.tick(Duration::from_millis(1500))), ["200 to 5080"]);
        assert!(at(&mut agent, 1600, request("ACK", "1", &tag, "")).is_empty());
        assert!(agent.tick(Duration::from_secs(3)).is_empty());
        let ends = at(&mut agent, 4000, request("BYE", "1", &tag, ""));
        assert_eq!(told(&ends), ["200 to 5080", "end 0"]);
        agent.tick(Duration::from_secs(10));
        assert!(agent.calls.is_empty() && agent.callers.is_empty());
    }

    #[test]
    fn an_answer_that_nobody_acknowledges_ends_the_call() {
        let mut agent = agent(None);
        agent.datagram(request("INVITE", "1", "", SDP).as_bytes(), peer(), Duration::ZERO);
        agent.tick(Duration::from_secs(1));
        assert_eq!(told(&agent.tick(Duration::from_secs(33))), ["BYE to 5080", "end 0"]);
    }

    #[test]
    fn who_is_not_the_caller_ends_no_call() {
        let mut agent = agent(None);
        let at = Duration::from_millis(1);
        agent.datagram(request("INVITE", "1", "", SDP).as_bytes(), peer(), at);
        let bye = request("BYE", "1", ";tag=guessed", "");
        assert_eq!(told(&agent.datagram(bye.as_bytes(), peer(), at)), ["481 to 5080"]);
        let cancel = request("CANCEL", "1", "", "").replace("z9hG4bK-1", "z9hG4bK-2");
        assert_eq!(told(&agent.datagram(cancel.as_bytes(), peer(), at)), ["481 to 5080"]);
        let cancel = request("CANCEL", "1", "", "");
        let cancelled = agent.datagram(cancel.as_bytes(), peer(), at);
        assert_eq!(told(&cancelled), ["200 to 5080", "487 to 5080", "end 0"]);
    }

    #[test]
    fn a_callee_that_says_nothing_is_asked_again_and_given_up() {
        let mut agent = agent(Some("127.0.0.1:5090".parse().unwrap()));
        let invite = request("INVITE", "1", "", SDP);
        let begun = agent.datagram(invite.as_bytes(), peer(), Duration::ZERO);
        assert_eq!(told(&begun), ["100 to 5080", "start 0 PCMU/8000", "INVITE to 5090"]);
        let mut asked = 0;
        for ms in (50..32_000).step_by(50) {
            let out = told(&agent.tick(Duration::from_millis(ms)));
            assert!(out.iter().all(|line| line == "INVITE to 5090"), "{out:?}");
            asked += out.len();
        }
        // After 0.5, 1.5, 3.5, 7.5 s, and each 4 s from then on.
        assert_eq!(asked, 10);
        assert_eq!(told(&agent.tick(Duration::from_secs(32))), ["408 to 5080", "end 0"]);
    }

    #[test]
    fn calls_beyond_the_most_are_turned_away() {
        let mut agent = agent(None);
        for call in 0..60 {
            let invite = request("INVITE", &call.to_string(), "", SDP);
            let out = told(&agent.datagram(invite.as_bytes(), peer(), Duration::ZERO));
            assert_eq!(out[0], if call < 50 { "100 to 5080" } else { "503 to 5080" });
        }
    }

    /// Any bytes, many of them nearly right: nothing panics, nothing grows, and a call goes through.
    #[test]
    fn no_datagram_keeps_the_next_call_from_being_served() {
        let mut random = fastrand::Rng::with_seed(3261);
        for next_hop in [None, Some(peer())] {
            let mut agent = agent(next_hop);
            for round in 0..20_000_u64 {
                let call = random.u8(..60).to_string();
                let method = ["INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "SIP/2.0 180 x"];
                let method = method[random.usize(..method.len())];
                let mut bytes = request(method, &call, "", SDP).into_bytes();
                for _ in 0..random.usize(..4) {
                    let at = random.usize(..bytes.len());
                    match random.u8(..3) {
                        0 => bytes.truncate(at + 1),
                        1 => bytes[at] = random.u8(..),
                        _ => drop(bytes.splice(at..at, [b'\r', b'\n', random.u8(..)])),
                    }
                }
                agent.datagram(&bytes, peer(), Duration::from_millis(round));
                if round % 50 == 0 {
                    agent.tick(Duration::from_millis(round));
                }
                assert!(agent.calls.len() <= 50 && agent.callees.len() <= 50);
            }
            // Every call takes too long; nobody acknowledges its end; what came late is over.
            for seconds in [200, 300, 400] {
                agent.tick(Duration::from_secs(seconds));
            }
            assert!(agent.calls.is_empty(), "{} calls are left", agent.calls.len());
            let invite = request("INVITE", "last", "", SDP);
            let out = agent.datagram(invite.as_bytes(), peer(), Duration::from_secs(401));
            assert_eq!(told(&out)[0], "100 to 5080");
        }
    }
}
