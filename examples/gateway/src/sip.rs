//! SIP messages (RFC 3261), read and written by ezk-sip-types.

use std::fmt::Write;

use bytes::Bytes;
use bytesstr::BytesStr;
use ezk_sip_types::msg::{Line, MessageLine, PullParser, RequestLine, StatusLine};
use ezk_sip_types::parse::Parse;
use ezk_sip_types::print::{AppendCtx, PrintCtx, UriContext};
use ezk_sip_types::{Headers, Method, Name, StatusCode};

/// What every request of this gateway's dialogs has to answer to.
pub const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS";

/// A request or a response.
#[derive(Clone)]
pub struct Message {
    pub line: MessageLine,
    pub headers: Headers,
    pub body: Bytes,
}

/// What a datagram is, if it is no message that can be acted on.
pub enum Malformed {
    /// Nothing that could be answered.
    Noise,
    /// A message that could be answered with 400 and this reason.
    Flawed(&'static str, Box<Message>),
}

/// The headers without which nothing can be answered (RFC 3261, 8.1.1).
const REQUIRED: [Name; 5] = [Name::VIA, Name::FROM, Name::TO, Name::CALL_ID, Name::CSEQ];

impl Message {
    /// Reads a datagram.
    pub fn read(datagram: &Bytes) -> Result<Self, Malformed> {
        const NOISE: Malformed = Malformed::Noise;
        let mut lines = PullParser::new(datagram, 0);
        let mut next = || match lines.next() {
            Some(Ok(line)) => str::from_utf8(line).map(Some).map_err(|_| NOISE),
            Some(Err(_)) => Err(NOISE),
            None => Ok(None),
        };
        let first = next()?.ok_or(NOISE)?;
        let (_, line) = MessageLine::parse(datagram)(first).map_err(|_| NOISE)?;
        let mut headers = Headers::new();
        while let Some(text) = next()? {
            let (_, line) = Line::parse(datagram, text).map_err(|_| NOISE)?;
            headers.insert(line.name, line.value);
        }
        let body = datagram.slice(lines.head_end().min(datagram.len())..);
        let mut message = Self { line, headers, body };
        if REQUIRED.iter().any(|name| message.header(name).is_none()) {
            return Err(NOISE);
        }
        match message.flaw() {
            None => Ok(message),
            Some(flaw) => Err(Malformed::Flawed(flaw, Box::new(message))),
        }
    }

    /// What is wrong with a message that has all its headers. Cuts the body to its length.
    fn flaw(&mut self) -> Option<&'static str> {
        let Some((number, method)) = self.cseq() else { return Some("Bad CSeq") };
        if self.line.request_method().is_some_and(|of| of.to_string() != method) {
            return Some("CSeq Of Another Method");
        }
        if number > 0x7FFF_FFFF {
            return Some("CSeq Out Of Range"); // RFC 3261, 8.1.1.5
        }
        match self.header(&Name::CONTENT_LENGTH).map(str::parse::<usize>) {
            None => None, // over UDP the datagram says it
            Some(Ok(length)) if length <= self.body.len() => {
                self.body.truncate(length);
                None
            }
            Some(_) => Some("Bad Content-Length"),
        }
    }

    /// The first value of a header.
    pub fn header(&self, name: &Name) -> Option<&str> {
        self.headers.get_raw(name).next().map(|value| value.trim())
    }

    /// All values of a header, as one: RFC 3261, 7.3.1.
    pub fn whole_header(&self, name: &Name) -> Option<String> {
        let values: Vec<_> = self.headers.get_raw(name).map(|value| value.trim()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    pub fn method(&self) -> Option<&Method> {
        self.line.request_method()
    }

    pub fn status(&self) -> Option<u16> {
        match &self.line {
            MessageLine::Response(line) => Some(line.code.into_u16()),
            MessageLine::Request(_) => None,
        }
    }

    pub fn call_id(&self) -> &str {
        self.header(&Name::CALL_ID).unwrap_or_default()
    }

    /// Number and method of the `CSeq`.
    pub fn cseq(&self) -> Option<(u32, String)> {
        let (number, method) = self.header(&Name::CSEQ)?.split_once(' ')?;
        Some((number.parse().ok()?, method.trim().to_owned()))
    }

    /// The branch of the topmost Via, which names the transaction.
    pub fn branch(&self) -> Option<&str> {
        let top = self.header(&Name::VIA)?.split(',').next()?;
        parameter(top, "branch")
    }

    /// The tag of a From or To.
    pub fn tag(&self, name: &Name) -> Option<&str> {
        // Parameters of the URI stand inside its angle brackets.
        let value = self.header(name)?;
        parameter(value.rsplit('>').next()?, "tag")
    }

    /// The URI of the Contact.
    pub fn contact(&self) -> Option<&str> {
        let value = self.header(&Name::CONTACT)?;
        let bracketed = value.split_once('<').and_then(|(_, rest)| rest.split('>').next());
        bracketed.or_else(|| value.split([';', ',']).next())
    }

    /// A request out of its parts; the caller adds what else it needs.
    pub fn request(method: Method, uri: &str, headers: &[(Name, String)]) -> Option<Self> {
        let uri = uri.parse().ok()?;
        let line = MessageLine::Request(RequestLine { method, uri });
        Some(Self { line, headers: collected(headers), body: Bytes::new() })
    }

    /// A response with what RFC 3261, 8.2.6.2, copies from the request; `tag` is that of the To.
    pub fn response(&self, status: u16, reason: Option<&str>, tag: &str) -> Self {
        let code = StatusCode::from(status);
        let reason = reason.or(code.text()).unwrap_or("Unknown");
        let line = MessageLine::Response(StatusLine { code, reason: Some(BytesStr::from(reason)) });
        let mut headers = Headers::new();
        for name in REQUIRED {
            for value in self.headers.get_raw(&name) {
                let is_bare = name == Name::TO && self.tag(&Name::TO).is_none() && status > 100;
                let tagged = if is_bare { format!(";tag={tag}") } else { String::new() };
                headers.insert(name.clone(), format!("{value}{tagged}"));
            }
        }
        Self { line, headers, body: Bytes::new() }
    }

    #[must_use]
    pub fn with(mut self, name: Name, value: &str) -> Self {
        self.headers.insert(name, value);
        self
    }

    #[must_use]
    pub fn with_sdp(mut self, sdp: String) -> Self {
        self.headers.insert(Name::CONTENT_TYPE, "application/sdp");
        self.body = sdp.into();
        self
    }

    /// The message as it goes out.
    pub fn write(&self) -> Bytes {
        let context =
            PrintCtx { method: self.line.request_method(), uri: Some(UriContext::ReqUri) };
        let mut text = format!("{}\r\n{}", self.line.print_ctx(context), self.headers);
        write!(text, "Content-Length: {}\r\n\r\n", self.body.len()).expect("text takes any text");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes.into()
    }
}

fn collected(headers: &[(Name, String)]) -> Headers {
    let mut collected = Headers::new();
    for (name, value) in headers {
        collected.insert(name.clone(), value.as_str());
    }
    collected
}

/// A parameter after semicolons.
fn parameter<'v>(value: &'v str, name: &str) -> Option<&'v str> {
    let parameters = value.split(';').skip(1).filter_map(|one| one.split_once('='));
    let mut found = parameters.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    const INVITE: &str = "INVITE sip:a@127.0.0.1:5070 SIP/2.0\r\n\
        v: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK-1;rport\r\n\
        f: \"A;tag=no\" <sip:b@127.0.0.1;tag=no>;tag=yes\r\n\
        t: <sip:a@127.0.0.1:5070>\r\n\
        i: 1@127.0.0.1\r\n\
        CSeq: 1 INVITE\r\n\
        Alert-Info: <http:/LMSD/tone?sig-id=bt>\r\n\
        Content-Length: 4\r\n\r\nv=0\n";

    /// The message, or what is wrong with it; nothing is said of noise.
    fn read(text: &str) -> Result<Message, Option<&'static str>> {
        Message::read(&Bytes::from(text.to_owned())).map_err(|malformed| match malformed {
            Malformed::Noise => None,
            Malformed::Flawed(flaw, _) => Some(flaw),
        })
    }

    #[test]
    fn a_message_is_read_in_its_compact_form() {
        let message = read(INVITE).ok().unwrap();
        assert_eq!(message.method(), Some(&Method::INVITE));
        assert_eq!(message.branch(), Some("z9hG4bK-1"));
        assert_eq!(message.tag(&Name::FROM), Some("yes"));
        assert_eq!(message.tag(&Name::TO), None);
        assert_eq!(message.call_id(), "1@127.0.0.1");
        assert_eq!(message.header(&Name::ALERT_INFO), Some("<http:/LMSD/tone?sig-id=bt>"));
        assert_eq!(&message.body[..], b"v=0\n");
    }

    #[test]
    fn what_was_written_is_read_as_it_was() {
        let message = read(INVITE).ok().unwrap();
        let response = message.response(180, None, "x").with_sdp("v=0\r\n".to_owned());
        let again = Message::read(&response.write()).ok().unwrap();
        assert_eq!(again.status(), Some(180));
        assert_eq!(again.tag(&Name::TO), Some("x"));
        assert_eq!(again.branch(), message.branch());
        assert_eq!(&again.body[..], b"v=0\r\n");
    }

    #[test]
    fn a_request_that_can_be_answered_is_told_from_noise() {
        let with = |from: &str, to: &str| read(&INVITE.replace(from, to)).err();
        assert_eq!(with("CSeq: 1 INVITE", "CSeq: 1 BYE"), Some(Some("CSeq Of Another Method")));
        assert_eq!(with("CSeq: 1 INVITE", "CSeq: one INVITE"), Some(Some("Bad CSeq")));
        assert_eq!(with("Length: 4", "Length: 5"), Some(Some("Bad Content-Length")));
        assert_eq!(with("Length: 4", "Length: -1"), Some(Some("Bad Content-Length")));
        assert_eq!(with("CSeq", "X-Seq"), Some(None));
        assert_eq!(with("SIP/2.0\r\n", "HTTP/1.1\r\n"), Some(None));
    }

    #[test]
    fn a_message_cut_short_anywhere_is_answered_or_ignored() {
        for end in 0..INVITE.len() - 1 {
            assert!(read(&INVITE[..end]).is_err(), "{end} bytes are no message");
        }
    }
}
