//! What a caller offers and what it is answered: RFC 4566 and RFC 3264, as far as tones need them.

use std::fmt::{self, Write};
use std::net::{IpAddr, SocketAddr};

/// How the tones are coded in RTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// G.711 mu-law (RFC 3551, 4.5.14).
    Pcmu,
    /// G.711 A-law.
    Pcma,
    /// G.722 at 64 kbit/s, whose clock counts at 8 kHz (RFC 3551, 4.5.2).
    G722,
    /// 16-bit samples in network order at 8 kHz (RFC 3551, 4.5.11).
    L16,
    /// The same at 16 kHz.
    WideL16,
}

impl Codec {
    pub const ALL: [Self; 5] = [Self::Pcmu, Self::Pcma, Self::G722, Self::L16, Self::WideL16];

    /// As rtpmap has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU/8000",
            Self::Pcma => "PCMA/8000",
            Self::G722 => "G722/8000",
            Self::L16 => "L16/8000",
            Self::WideL16 => "L16/16000",
        }
    }

    /// Ticks of the RTP clock in a packet of 20 ms.
    pub const fn ticks(self) -> u32 {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 | Self::L16 => 160,
            Self::WideL16 => 320,
        }
    }

    /// The codec that a payload type stands for without an rtpmap (RFC 3551, 6).
    const fn of_static(payload_type: u8) -> Option<Self> {
        match payload_type {
            0 => Some(Self::Pcmu),
            8 => Some(Self::Pcma),
            9 => Some(Self::G722),
            _ => None,
        }
    }

    /// `PCMU/8000`, also in small letters and with a channel.
    fn of_rtpmap(encoding: &str) -> Option<Self> {
        let encoding = encoding.strip_suffix("/1").unwrap_or(encoding);
        Self::ALL.into_iter().find(|codec| codec.name().eq_ignore_ascii_case(encoding))
    }
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where a caller wants its audio, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub to: SocketAddr,
    pub codec: Codec,
    pub payload_type: u8,
}

impl Offer {
    /// The first codec of the first audio stream that the gateway has, in the caller's order.
    /// `None` where there is none, or no place to send it to.
    pub fn read(sdp: &[u8]) -> Option<Self> {
        let sdp = str::from_utf8(sdp).ok()?;
        let fields = || sdp.lines().filter_map(|line| line.trim_end().split_once('='));
        let audio =
            fields().position(|(kind, value)| kind == "m" && value.starts_with("audio "))?;
        let mut words = fields().nth(audio)?.1.split(' ').skip(1);
        let port = words.next()?.split('/').next()?.parse().ok().filter(|&port| port != 0)?;
        if words.next()? != "RTP/AVP" {
            return None;
        }
        // What comes before the next stream is of this one; a session's address is for all.
        let of_audio = || fields().skip(audio + 1).take_while(|(kind, _)| *kind != "m");
        let session = fields().take_while(|(kind, _)| *kind != "m");
        let mut addresses = of_audio().chain(session).filter(|(kind, _)| *kind == "c");
        let address: IpAddr =
            addresses.next()?.1.split(' ').nth(2)?.split('/').next()?.parse().ok()?;
        let mapped = |payload_type: u8| {
            let maps = of_audio().filter_map(|(kind, value)| {
                (kind == "a").then(|| value.strip_prefix("rtpmap:")?.split_once(' ')).flatten()
            });
            let mut own = maps.filter(|(of, _)| of.parse() == Ok(payload_type));
            match own.next() {
                Some((_, encoding)) => Codec::of_rtpmap(encoding.trim()),
                None => Codec::of_static(payload_type),
            }
        };
        let mut types = words.filter_map(|word| word.parse().ok()).filter(|&kind| kind < 128);
        let (payload_type, codec) = types.find_map(|kind| Some((kind, mapped(kind)?)))?;
        Some(Self { to: SocketAddr::new(address, port), codec, payload_type })
    }

    /// The answer: this one codec, from `media`, and nothing back.
    pub fn answer(&self, media: SocketAddr) -> String {
        description(media, self.payload_type.into(), "sendonly", &[(self.payload_type, self.codec)])
    }
}

/// What the gateway offers to the next hop: everything it has.
pub fn offer(media: SocketAddr) -> String {
    let types = [0, 8, 9, 96, 97];
    let codecs: Vec<_> = types.into_iter().zip(Codec::ALL).collect();
    let list = types.map(|kind| kind.to_string()).join(" ");
    description(media, Formats(list), "recvonly", &codecs)
}

/// The payload types of a media line.
struct Formats(String);

impl From<u8> for Formats {
    fn from(payload_type: u8) -> Self {
        Self(payload_type.to_string())
    }
}

fn description(
    media: SocketAddr,
    formats: Formats,
    direction: &str,
    maps: &[(u8, Codec)],
) -> String {
    let version = if media.is_ipv4() { "IP4" } else { "IP6" };
    let (address, port, Formats(formats)) = (media.ip(), media.port(), formats);
    let maps = maps.iter().fold(String::new(), |mut lines, (kind, codec)| {
        let _ = write!(lines, "a=rtpmap:{kind} {codec}\r\n"); // text takes any text
        lines
    });
    format!(
        "v=0\r\no=ringsmith 1 1 IN {version} {address}\r\ns=-\r\nc=IN {version} {address}\r\nt=0 0\r\n\
         m=audio {port} RTP/AVP {formats}\r\n{maps}a=ptime:20\r\na={direction}\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
        m=audio 4000 RTP/AVP 18 96 0\r\na=rtpmap:18 G729/8000\r\na=rtpmap:96 L16/16000/1\r\n";

    fn read(sdp: &str) -> Option<(String, Codec, u8)> {
        let offer = Offer::read(sdp.as_bytes())?;
        Some((offer.to.to_string(), offer.codec, offer.payload_type))
    }

    #[test]
    fn the_first_codec_that_the_gateway_has_is_taken() {
        let to = || "127.0.0.1:4000".to_owned();
        assert_eq!(read(OFFER), Some((to(), Codec::WideL16, 96)));
        assert_eq!(read(&OFFER.replace(" 96", "")), Some((to(), Codec::Pcmu, 0)));
        assert_eq!(read(&OFFER.replace("L16/16000/1", "l16/8000")), Some((to(), Codec::L16, 96)));
        // A static type that is mapped otherwise is what the map says.
        let mapped = OFFER.replace("18 96 0", "0").replace("rtpmap:18", "rtpmap:0");
        assert_eq!(read(&mapped), None);
    }

    #[test]
    fn the_address_of_the_stream_goes_before_that_of_the_session() {
        let own =
            format!("{OFFER}c=IN IP6 ::1\r\nm=video 5000 RTP/AVP 31\r\nc=IN IP4 10.0.0.1\r\n");
        assert_eq!(read(&own), Some(("[::1]:4000".to_owned(), Codec::WideL16, 96)));
    }

    #[test]
    fn what_cannot_be_served_is_no_offer() {
        assert_eq!(read(""), None);
        assert_eq!(read(&OFFER.replace("audio 4000", "audio 0")), None);
        assert_eq!(read(&OFFER.replace("RTP/AVP", "RTP/SAVP")), None);
        assert_eq!(read(&OFFER.replace("18 96 0", "18")), None);
        assert_eq!(read(&OFFER.replace("c=IN IP4 127.0.0.1\r\n", "")), None);
        assert_eq!(read(&OFFER.replace("127.0.0.1\r\nt", "localhost\r\nt")), None);
    }

    #[test]
    fn an_answer_is_an_offer_of_the_same_codec() {
        let offer = Offer::read(OFFER.as_bytes()).unwrap();
        let answer = offer.answer("127.0.0.1:6000".parse().unwrap());
        assert_eq!(read(&answer), Some(("127.0.0.1:6000".to_owned(), Codec::WideL16, 96)));
    }
}
