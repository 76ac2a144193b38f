//! What the target of a value means, whoever reads it.

use crate::alert_info::header::scheme;
use crate::alert_info::keyword::{self, Keyword, Place, Ring};
use crate::alert_info::problem::AlertInfoProblem;
use crate::alert_info::urn::AlertUrn;
use crate::text::{excerpt, percent_decoded};

/// What stands in a value, before a profile says what of it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing at all.
    Nothing,
    /// A ring by its number.
    Ring(Ring),
    /// A call progress tone that a device knows by this name.
    Tone(String),
    /// A tone of a signaling tone package: `http:/LMSD/tone?sig-id=ID`.
    Lmsd(String),
    /// Whatever is played is to stop: `http:/null`.
    Null,
    /// What the alert is about.
    Urn(AlertUrn),
    /// A word with a meaning of its own.
    Keyword(Keyword),
    /// A file on the device, or the title of a ring tone there.
    File(String),
    /// Something in the network.
    Url { url: String, dummy: bool },
    /// A word that may be the title of a ring tone.
    Word(String),
    /// A URI that plays nothing.
    Opaque,
}

/// What a target means, and what is odd about it.
pub(super) fn of(target: &str) -> (Meaning, Option<AlertInfoProblem>) {
    if target.is_empty() {
        return (Meaning::Nothing, None);
    }
    let Some((scheme, rest)) = scheme(target) else { return without_scheme(target) };
    let meaning = match scheme.to_ascii_lowercase().as_str() {
        "urn" => {
            let (urn, problem) = AlertUrn::read(target);
            return (urn.map_or(Meaning::Opaque, Meaning::Urn), problem);
        }
        "http" | "https" => return network(target, scheme, rest),
        "file" => return file(target, rest),
        "sip" | "sips" | "cid" | "tel" => user_part(rest),
        _ if rest.starts_with("//") => return network(target, scheme, rest),
        _ => Meaning::Opaque,
    };
    let problem =
        (meaning == Meaning::Opaque).then(|| AlertInfoProblem::UriIgnored(excerpt(target)));
    (meaning, problem)
}

fn network(target: &str, scheme: &str, rest: &str) -> (Meaning, Option<AlertInfoProblem>) {
    let path = rest.trim_start_matches('/');
    if scheme.to_ascii_lowercase().starts_with("http")
        && let Some(meaning) = lmsd(path)
    {
        return (meaning, None);
    }
    let (host, below) = path.split_once('/').unwrap_or((path, ""));
    let host = host_of(host);
    let dummy_host = is_dummy(host);
    let place = if dummy_host { Place::DummyTail } else { Place::Tail };
    let (named, problem) = named(tail(path), place);
    if let Some(named) = named {
        return (named, problem);
    }
    if scheme.to_ascii_lowercase().starts_with("ftp") && is_loopback(host) && !below.is_empty() {
        return (Meaning::File(percent_decoded(below)), problem);
    }
    let nowhere = below.trim_matches('/').is_empty();
    if nowhere && dummy_host {
        return (Meaning::Nothing, problem);
    }
    (Meaning::Url { url: target.to_owned(), dummy: nowhere || dummy_host }, problem)
}

/// 3GPP2 X.S0025-0: `http:/LMSD/tone?sig-id=rt` asks for a tone, `http:/null` for silence.
fn lmsd(path: &str) -> Option<Meaning> {
    if path.trim_end_matches('/').eq_ignore_ascii_case("null") {
        return Some(Meaning::Null);
    }
    let (place, query) = path.split_once('?')?;
    let place = place.trim_end_matches('/');
    let (domain, tone) = place.split_once('/')?;
    if !domain.eq_ignore_ascii_case("lmsd") || !tone.eq_ignore_ascii_case("tone") {
        return None;
    }
    let ids = query.split(['&', '#']).filter_map(|pair| pair.split_once('='));
    let id = ids.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("sig-id"))?.1;
    let id = percent_decoded(id.trim());
    (!id.is_empty()).then_some(Meaning::Lmsd(id))
}

/// `file://CodeBlue.ogg`, where the name is the URI's authority and keeps its case, or a path.
fn file(target: &str, rest: &str) -> (Meaning, Option<AlertInfoProblem>) {
    let path = rest.strip_prefix("//").unwrap_or(rest).trim_end_matches('/');
    let (named, problem) = named(tail(path), Place::Tail);
    match named {
        Some(named) => (named, problem),
        None if path.is_empty() => {
            (Meaning::Opaque, Some(AlertInfoProblem::UriIgnored(excerpt(target))))
        }
        None => (Meaning::File(percent_decoded(path)), problem),
    }
}

/// The word in the user part of an address that plays nothing: `sip:external-ringtone@example.com`,
/// `cid:internal@example.com`.
fn user_part(rest: &str) -> Meaning {
    let Some((user, _)) = rest.split_once('@') else { return Meaning::Opaque };
    let user = user.trim();
    if let (Some(named), _) = named(user, Place::DummyTail) {
        return named;
    }
    let first = user.split(['-', '_', '.']).find_map(Keyword::known);
    Keyword::known(user).or(first).map_or(Meaning::Opaque, Meaning::Keyword)
}

/// Bare words, `127.0.0.1/Bellcore-dr2`, `localhost/Bell Phone`.
fn without_scheme(target: &str) -> (Meaning, Option<AlertInfoProblem>) {
    let place = match target.split_once('/') {
        None => Place::Whole,
        Some((host, _)) if is_dummy(host_of(host)) => Place::DummyTail,
        Some(_) => Place::Tail,
    };
    let (found, problem) = named(tail(target), place);
    if let Some(found) = found {
        return (found, problem);
    }
    if let Some(keyword) = Keyword::known(target) {
        return (Meaning::Keyword(keyword), problem);
    }
    match target.split_once('/') {
        Some((host, below)) if below.trim_matches('/').is_empty() && is_dummy(host_of(host)) => {
            (Meaning::Nothing, problem)
        }
        Some(_) => (Meaning::Word(percent_decoded(tail(target))), problem),
        None if problem.is_some() => (Meaning::Opaque, problem),
        None if is_dummy(host_of(target)) => (Meaning::Nothing, None),
        None => (Meaning::Word(target.to_owned()), None),
    }
}

/// A ring or a tone by a name that devices build in.
fn named(name: &str, place: Place) -> (Option<Meaning>, Option<AlertInfoProblem>) {
    let name = percent_decoded(name);
    match keyword::ring(&name, place) {
        Ok(Some(ring)) => (Some(Meaning::Ring(ring)), None),
        Ok(None) => (keyword::is_tone_name(&name).then_some(Meaning::Tone(name)), None),
        Err(problem) => (None, Some(problem)),
    }
}

/// What stands behind the last slash, without one at the end, a query or a fragment.
fn tail(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    path.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// The host of an authority, without user and port.
fn host_of(authority: &str) -> &str {
    let authority = authority.split(['?', '#']).next().unwrap_or(authority);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or(host),
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.starts_with("127.") || host == "::1"
}

/// Hosts that are written where a URI is due and none is meant. Those of RFC 2606 are there for it.
fn is_dummy(host: &str) -> bool {
    const NAMES: [&str; 4] = ["nohost", "notused", "ignored", "0.0.0.0"];
    const RESERVED: [&str; 4] = ["example", "invalid", "test", "localhost"];
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<_> = host.strip_prefix("www.").unwrap_or(&host).split('.').collect();
    let reserved = labels.last().is_some_and(|last| RESERVED.contains(last))
        || matches!(labels[..], [.., "example", "com" | "net" | "org"]);
    is_loopback(&host) || NAMES.contains(&host.as_str()) || NAMES.contains(&labels[0]) || reserved
}
