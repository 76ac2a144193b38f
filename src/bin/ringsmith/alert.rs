//! `ringsmith alert`

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use ringsmith::alert_info::{
    Action, AlertInfo, AlertUrn, AnswerAfter, Profile, Selection, SignalTable,
};
use ringsmith::diagnostic::Source;
use ringsmith::model::{Entry, ToneSet};
use ringsmith::notation::Options;
use serde_json::{Map, Value, json};

use crate::draw::{self, Palette};
use crate::{Failure, describe, input, report, ringtone};

/// Say what a SIP Alert-Info header asks for, and why
///
/// Every value has a reading, at worst `default`; nothing is ever fetched.
#[derive(clap::Args)]
pub struct Args {
    /// Header values or whole header lines, in order; `-` for standard input
    #[arg(required = true, value_name = "VALUE")]
    values: Vec<String>,

    /// Whose reading is meant
    #[arg(long, default_value = "auto", value_parser = profile_parser())]
    profile: Profile,

    /// What is selected from: a file of tones; the built-in tones and patterns without one
    #[arg(long, value_name = "FILE")]
    tones: Option<PathBuf>,

    /// The tone package of that file, where it holds several
    #[arg(long, value_name = "NAME", requires = "tones")]
    package: Option<String>,

    /// A signal, pattern-N or the id of a tone, and the alert URNs that it says (may be repeated):
    /// pattern-2=source:internal,priority:high
    #[arg(long = "signal", value_name = "SIGNAL=URN,URN", value_parser = parse_signal)]
    signals: Vec<(String, Vec<AlertUrn>)>,

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

fn parse_signal(text: &str) -> Result<(String, Vec<AlertUrn>), String> {
    let expected = "expected SIGNAL=URN, such as pattern-2=source:internal";
    let (signal, urns) = text.split_once('=').ok_or(expected)?;
    let urn = |text: &str| AlertUrn::new(text).ok_or(format!("`{text}` is no alert URN"));
    Ok((signal.to_owned(), urns.split(',').map(urn).collect::<Result<_, _>>()?))
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let source = Source::new("Alert-Info", header_text(&args.values)?);
    let mut signals = SignalTable::new();
    for (name, urns) in &args.signals {
        signals.add(name.clone(), urns.iter().cloned());
    }
    let header = AlertInfo::parse(source.text());
    let handset = args.handset.handset(&header)?;
    let profile = match (&handset, args.profile) {
        (Some(_), Profile::Auto) => Profile::Handset,
        (_, profile) => profile,
    };
    let selection = header.select_with(profile, &signals);
    let mut out = BufWriter::new(anstream::stdout().lock());
    let (file, package) = (args.tones.as_deref(), args.package.as_deref());
    let tones = input::one_set(file, Options::default(), package)?;
    if args.json {
        let mut object = object(&selection, &source);
        if args.tones.is_some() {
            object.insert(
                "selects".to_owned(),
                json!(selection.entry(&tones).map(|e| e.to_string())),
            );
        }
        if let Some(handset) = &handset {
            object.insert("handset".to_owned(), handset.object());
        }
        writeln!(out, "{}", Value::Object(object))?;
    } else {
        report::print(&source, &selection.diagnostics);
        answer(&mut out, &selection, &tones, args.tones.is_some())?;
        if let Some(handset) = &handset {
            handset.answer(&mut out)?;
        }
    }
    out.flush()?;
    Ok(())
}

/// The header lines as one text.
fn header_text(values: &[String]) -> Result<String, Failure> {
    let mut lines = Vec::new();
    for value in values {
        lines.push(match value.as_str() {
            "-" => input::read(Path::new("-"))?.text().to_owned(),
            value => value.to_owned(),
        });
    }
    Ok(lines.join("\n"))
}

/// What a header selects from a set of tones.
pub fn entry<'t>(header: &str, profile: Profile, tones: &'t ToneSet) -> Result<Entry<'t>, String> {
    let selection = AlertInfo::parse(header).select(profile);
    let what = match (selection.entry(tones), &selection.action) {
        (Some(entry), _) => return Ok(entry),
        (None, Action::Stop) => "silence, which is not rendered",
        (None, Action::File(_)) => "a file on the device, which is not among the tones",
        (None, Action::Url(_)) => "something in the network, which is not fetched",
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
        line("keyword", keyword.escape_debug().to_string())?;
    }
    match selection.answer_after {
        Some(AnswerAfter::Seconds(0)) => line("answered", "at once".to_owned())?,
        Some(AnswerAfter::Seconds(seconds)) => line("answered", format!("after {seconds} s"))?,
        Some(AnswerAfter::Ringing) => line("answered", "after it has rung".to_owned())?,
        None => {}
    }
    let entry = selection.entry(tones);
    // A default says nothing of the built-in patterns.
    let Some(entry) = entry.filter(|_| from_file || selection.action != Action::Default) else {
        return Ok(());
    };
    let built_in = if from_file { "" } else { "built in, " };
    line("sounds", format!("{entry}: {built_in}{}", describe::entry(entry)))?;
    if let Some(instead) = instead(selection, entry, tones) {
        line("", instead)?;
    }
    let columns = draw::terminal_width().saturating_sub(15).clamp(20, 100);
    for drawn in draw::cadence(describe::cadence_of(entry), columns, &palette) {
        writeln!(out, "              {drawn}")?;
    }
    Ok(())
}

/// What was asked for, where something else sounds instead.
fn instead(selection: &Selection, entry: Entry<'_>, tones: &ToneSet) -> Option<String> {
    match (&selection.action, entry) {
        (Action::Ring(asked), Entry::Pattern(pattern)) if pattern.number != *asked => {
            Some(format!("instead of ringing pattern {asked}, which is not among the patterns"))
        }
        (Action::Tone(id), _) if tones.configured_tone(id).is_none() => {
            let id = id.escape_debug();
            Some(format!("the default ringback, instead of tone {id}, which is not configured"))
        }
        _ => None,
    }
}
