//! `ringsmith alert`

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use ringsmith::alert_info::{
    Action, AlertInfo, AlertSignal, AlertUrn, AnswerAfter, Profile, Reason, Selection, SignalTable,
};
use ringsmith::diagnostic::Source;
use ringsmith::model::{Entry, Selector, ToneId, ToneSet};
use ringsmith::notation::Options;
use ringsmith::text::printable;
use ringsmith::world::{self, Country};
use serde_json::{Map, Value, json};

use crate::draw::{self, Palette};
use crate::tones::parse_country;
use crate::{Failure, describe, input, report, ringtone};

/// Say what a SIP Alert-Info header asks for, and why
///
/// Every value has a reading, at worst `default`; nothing is ever fetched.
#[derive(clap::Args)]
pub struct Args {
    /// Header values or whole header lines, in order; `-` for standard input
    #[arg(required = true, value_name = "VALUE", allow_negative_numbers = true)]
    values: Vec<OsString>,

    /// Whose reading is meant
    #[arg(long, default_value = "auto", value_parser = profile_parser())]
    profile: Profile,

    /// What is selected from: a file of tones; the built-in tones and patterns without one
    #[arg(long, value_name = "FILE")]
    tones: Option<PathBuf>,

    /// The built-in tones of this country instead of a file: its ringback says
    /// `urn:alert:locale:country:CC`. Without either, a country that the header names has its own
    #[arg(long, value_name = "CC", conflicts_with = "tones", value_parser = parse_country)]
    country: Option<&'static Country>,

    /// The tone package of that file, where it holds several
    #[arg(long, value_name = "NAME", requires = "tones")]
    package: Option<String>,

    /// A signal, pattern-N or the id of a tone, and the alert URNs that it says (may be repeated):
    /// pattern-2=source:internal,priority:high
    #[arg(long = "signal", value_name = "SIGNAL=URN,URN", value_parser = parse_signal)]
    signals: Vec<(AlertSignal, Vec<AlertUrn>)>,

    /// One JSON object on standard output, for other programs
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    handset: ringtone::Args,
}

/// Takes the names of the profiles, and lists them in the help.
pub fn profile_parser() -> impl TypedValueParser<Value = Profile> {
    PossibleValuesParser::new(Profile::ALL.map(Profile::name))
        .try_map(|name| name.parse::<Profile>())
}

fn parse_signal(text: &str) -> Result<(AlertSignal, Vec<AlertUrn>), String> {
    let expected = "expected SIGNAL=URN, such as pattern-2=source:internal";
    let (signal, urns) = text.split_once('=').ok_or(expected)?;
    let signal = match signal.strip_prefix("pattern-").map(str::parse) {
        Some(Ok(number)) => AlertSignal::Ring(number),
        Some(Err(_)) => return Err(format!("`{signal}` is no pattern-N")),
        None => AlertSignal::Tone(ToneId::new(signal).map_err(|error| error.to_string())?),
    };
    let urn = |text: &str| {
        let urn = AlertUrn::new(text).ok_or(format!("`{text}` is no alert URN"))?;
        // Whoever means a private one writes whose it is.
        let known = urn.is_registered() || urn.as_str().contains('@');
        if known { Ok(urn) } else { Err(format!("`{text}` is not registered")) }
    };
    Ok((signal, urns.split(',').map(urn).collect::<Result<_, _>>()?))
}

/// What signals say: those that are named, all of which the tones have to hold, and a country's.
fn signals(
    args: &Args,
    tones: &ToneSet,
    country: Option<&Country>,
) -> Result<SignalTable, Failure> {
    let mut table = country.map(Country::signals).unwrap_or_default();
    for (signal, urns) in &args.signals {
        let selector = match signal {
            AlertSignal::Ring(number) => Selector::Pattern(*number),
            AlertSignal::Tone(id) => Selector::ToneId(id.to_string()),
        };
        tones.select(&selector).map_err(|error| Failure::Trouble(format!("--signal: {error}")))?;
        table.add(signal.clone(), urns.iter().cloned());
    }
    Ok(table)
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let is_standard = |path: &PathBuf| path.as_os_str() == "-";
    if args.values.iter().any(|value| value == "-") && args.tones.as_ref().is_some_and(is_standard)
    {
        let message = "standard input is either the header or --tones";
        return Err(Failure::Trouble(message.to_owned()));
    }
    let source = Source::new("Alert-Info", header_text(&args.values)?);
    let header = AlertInfo::parse(source.text());
    let (file, package) = (args.tones.as_deref(), args.package.as_deref());
    let country = args.country.or_else(|| named_country(&header).filter(|_| file.is_none()));
    let tones = match country {
        Some(country) => country.tones(),
        None => input::one_set(file, Options::default(), package)?,
    };
    let signals = signals(args, &tones, country)?;
    let given = args.tones.is_some() || args.country.is_some();
    let handset = args.handset.handset(&header)?;
    let profile = match (&handset, args.profile) {
        (Some(_), Profile::Auto) => Profile::Handset,
        (_, profile) => profile,
    };
    let selection = header.select_with(profile, &signals);
    let mut out = BufWriter::new(anstream::stdout().lock());
    if args.json {
        let mut object = object(&selection, &source);
        if given {
            object.insert(
                "selects".to_owned(),
                json!(selection.entry(&tones).map(|e| e.to_string())),
            );
        }
        if let Some(handset) = handset.filter(|_| selection.action != Action::Stop) {
            object.insert("handset".to_owned(), handset.object());
        }
        writeln!(out, "{}", Value::Object(object))?;
    } else {
        report::print(&source, &selection.diagnostics);
        if let Some(country) = country {
            writeln!(out, "tones of {country}")?;
        }
        answer(&mut out, &selection, &tones, given)?;
        if let Some(handset) = handset.filter(|_| selection.action != Action::Stop) {
            handset.answer(&mut out)?;
        }
    }
    out.flush()?;
    Ok(())
}

/// The country that a header names.
pub fn named_country(header: &AlertInfo) -> Option<&'static Country> {
    world::country_of(&header.select(Profile::Rfc7462).urns)
}

/// The header lines as one text.
fn header_text(values: &[OsString]) -> Result<String, Failure> {
    let mut lines = Vec::new();
    for value in values {
        lines.push(match value.to_string_lossy() {
            dash if dash == "-" => input::standard_input()?.text().to_owned(),
            value => value.into_owned(),
        });
    }
    Ok(lines.join("\n"))
}

/// What a header selects from a set of tones, which may be a country's. What sounds instead of what it asks for is reported,
/// and then what is odd about the header.
pub fn entry<'t>(
    header: &str,
    profile: Profile,
    tones: &'t ToneSet,
    country: Option<&Country>,
) -> Result<Entry<'t>, String> {
    let source = Source::new("Alert-Info", header);
    let signals = country.map(Country::signals).unwrap_or_default();
    let selection = AlertInfo::parse(source.text()).select_with(profile, &signals);
    let found = selection.entry(tones);
    let instead = found.and_then(|entry| selection.instead(entry, tones));
    if instead.is_some() || selection.action == Action::Default {
        report::print(&source, &selection.diagnostics);
    }
    let what = match (found, &selection.action) {
        (Some(entry), action) => {
            if let Some(instead) = instead {
                report::warning(&format!("{entry} is rendered: {instead}"));
            } else if *action == Action::Default {
                report::warning(&format!("{entry} is rendered, the default: {}", selection.reason));
            }
            return Ok(entry);
        }
        (None, Action::Stop) => "silence, which is not rendered",
        (None, Action::File(_)) => "a file on the device, which is not among the tones",
        (None, Action::Url(_)) => "something in the network, which is not fetched",
        (None, Action::Default) => "nothing that this profile plays",
        (None, _) => "what is not among the tones, and there is no default",
    };
    Err(format!("--alert asks for {what}: {}", selection.reason))
}

fn object(selection: &Selection, source: &Source) -> Map<String, Value> {
    let mut object = Map::new();
    let mut set = |name: &str, value: Value| object.insert(name.to_owned(), value);
    set("action", selection.action.name().into());
    match &selection.action {
        Action::Ring(number) => drop(set("ring", (*number).into())),
        Action::Tone(id) => drop(set("tone", id.clone().into())),
        Action::File(name) => drop(set("file", name.clone().into())),
        Action::Url(url) => drop(set("url", url.clone().into())),
        _ => {}
    }
    if let Some(ring) = selection.fallback_ring {
        set("ring", ring.into());
    }
    if !selection.urns.is_empty() {
        set("urns", selection.urns.iter().map(AlertUrn::as_str).collect());
    }
    if let Some(keyword) = &selection.keyword {
        set("keyword", keyword.clone().into());
    }
    match selection.answer_after {
        Some(AnswerAfter::Seconds(seconds)) => drop(set("answer_after", seconds.into())),
        Some(AnswerAfter::Ringing) => drop(set("answer_after", Value::Null)),
        None => {}
    }
    if !selection.parameters.is_empty() {
        let parameters = selection.parameters.iter();
        let parameters: Map<_, _> =
            parameters.map(|(name, value)| (name.clone(), json!(value))).collect();
        set("params", parameters.into());
    }
    let diagnostics = selection.diagnostics.iter().map(|found| report::json(source, found));
    set("diagnostics", diagnostics.collect());
    object
}

/// The answer for a person: what, why, what was said beside it, and the cadence drawn.
fn answer(
    out: &mut impl Write,
    selection: &Selection,
    tones: &ToneSet,
    from_file: bool,
) -> io::Result<()> {
    let palette = Palette::default();
    writeln!(out, "{}: {}", palette.title(&selection.action.to_string()), selection.reason)?;
    let mut line = |name: &str, text: String| writeln!(out, "  {name:<10}  {text}");
    if let Some(ring) = selection.fallback_ring {
        line("or else", format!("ring {ring}"))?;
    }
    if !selection.urns.is_empty() {
        let urns: Vec<_> = selection.urns.iter().map(AlertUrn::as_str).collect();
        line("URNs", urns.join(", "))?;
    }
    if let Some(keyword) = &selection.keyword {
        line("keyword", printable(keyword))?;
    }
    match selection.answer_after {
        Some(AnswerAfter::Seconds(0)) => line("answered", "at once".to_owned())?,
        Some(AnswerAfter::Seconds(seconds)) => line("answered", format!("after {seconds} s"))?,
        Some(AnswerAfter::Ringing) => line("answered", "after it has rung".to_owned())?,
        None => {}
    }
    match selection.entry(tones).filter(|_| is_known(selection, from_file)) {
        Some(entry) => {
            let built_in = if from_file { "" } else { "built in, " };
            line("sounds", format!("{entry}: {built_in}{}", describe::entry(entry)))?;
            if let Some(instead) = selection.instead(entry, tones) {
                line("", instead)?;
            }
            let columns = draw::terminal_width().saturating_sub(15).clamp(20, 100);
            for drawn in draw::cadence(describe::cadence_of(entry), columns, &palette) {
                line("  ", drawn)?;
            }
            Ok(())
        }
        None if from_file && matches!(selection.action, Action::Ring(_) | Action::Tone(_)) => {
            line("sounds", "nothing: the file has neither this nor a default".to_owned())
        }
        None => Ok(()),
    }
}

/// Whether it is known what sounds: a device's own rings and tones are in no built-in set, and a
/// default or an answered call says nothing of what it sounds like.
fn is_known(selection: &Selection, from_file: bool) -> bool {
    match selection.reason {
        Reason::RingNumber(..) | Reason::NamedTone(_) => from_file,
        Reason::AnswerAlone => false,
        _ => from_file || selection.action != Action::Default,
    }
}
