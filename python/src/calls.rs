//! The library's doors as functions: texts in, values and plain records out.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use ringsmith::alert_info::{AlertInfo, AnswerAfter, SignalTable};
use ringsmith::control::{self, Command, ControlOptions};
use ringsmith::diagnostic::{Diagnostic, Source};
use ringsmith::model;
use ringsmith::notation::translation::Loss;
use ringsmith::notation::{Document, Notation, Options};
use ringsmith::units::SampleRate;
use ringsmith::{standard as fixed, world};

use crate::convert::{Like, invalid};
use crate::model::{Member, RingingPattern, Signal, Tone, ToneSet};

/// A diagnostic, with its place as people count.
#[derive(IntoPyObject)]
pub struct Finding {
    severity: String,
    code: &'static str,
    message: String,
    help: Option<String>,
    file: String,
    line: usize,
    column: usize,
    text: String,
}

fn findings(source: &Source, diagnostics: &[Diagnostic]) -> Vec<Finding> {
    let finding = |found: &Diagnostic| {
        let at = source.position(found.span.start);
        Finding {
            severity: found.severity.to_string(),
            code: found.code(),
            message: found.problem.to_string(),
            help: found.problem.help(),
            file: source.name().to_owned(),
            line: at.line,
            column: at.column,
            text: source.text().get(found.span.range()).unwrap_or_default().to_owned(),
        }
    };
    diagnostics.iter().map(finding).collect()
}

fn notation(name: &str) -> PyResult<Notation> {
    name.parse().map_err(invalid)
}

/// The sets of a file (None if it has errors), and what is wrong with it.
#[pyfunction]
pub fn parse(
    py: Python<'_>,
    name: String,
    bytes: Vec<u8>,
    notation: Option<&str>,
    strict: bool,
    rate: u32,
) -> PyResult<(Option<Vec<ToneSet>>, Vec<Finding>)> {
    let options = Options { strict, rate: SampleRate::new(rate).map_err(invalid)? };
    let notation = notation.map(self::notation).transpose()?;
    let (parsed, document) = py.detach(|| {
        let document = match notation {
            Some(notation) => Document::in_notation(name, bytes, notation),
            None => Document::new(name, bytes),
        };
        (document.parse(options), document)
    });
    let sets = parsed.tones.map(|sets| sets.into_iter().map(ToneSet).collect());
    Ok((sets, findings(document.source(), &parsed.diagnostics)))
}

/// Something that a text does not say of what it was written from.
#[derive(IntoPyObject)]
pub struct Lost {
    set: usize,
    entry: String,
    severity: String,
    code: &'static str,
    message: String,
    is_addition: bool,
}

/// Sets in a notation: the bytes, whether they are text, whether a file takes several, the losses.
#[pyfunction]
pub fn write<'py>(
    py: Python<'py>,
    sets: Vec<Like<ToneSet>>,
    to: &str,
) -> PyResult<(Bound<'py, PyBytes>, bool, bool, Vec<Lost>)> {
    let notation = notation(to)?;
    let sets: Vec<_> = sets.into_iter().map(|set| set.0.0).collect();
    let written = notation.write(&sets);
    let lost = |loss: &Loss| Lost {
        set: loss.set,
        entry: loss.problem.entry.clone(),
        severity: loss.severity.to_string(),
        code: ringsmith::diagnostic::Problem::code(&loss.problem),
        message: loss.problem.to_string(),
        is_addition: loss.problem.what.is_addition(),
    };
    let losses = written.losses.iter().map(lost).collect();
    let bytes = PyBytes::new(py, &written.text);
    Ok((bytes, !notation.is_compiled(), notation.holds_several(), losses))
}

/// What a header comes down to.
#[derive(IntoPyObject)]
pub struct Selected {
    profile: &'static str,
    action: &'static str,
    ring: Option<u32>,
    tone: Option<String>,
    file: Option<String>,
    url: Option<String>,
    urns: Vec<String>,
    keyword: Option<String>,
    answers: bool,
    answer_after: Option<u32>,
    parameters: Vec<(String, Option<String>)>,
    reason: String,
    entry: Option<Member>,
    instead: Option<String>,
    diagnostics: Vec<Finding>,
}

/// What a header asks for, and what of a set that is.
#[pyfunction]
pub fn select(header: &str, set: Option<Like<ToneSet>>, profile: &str) -> PyResult<Selected> {
    use ringsmith::alert_info::Action;
    let info = AlertInfo::parse(header);
    let selection = info.select_with(profile.parse().map_err(invalid)?, &SignalTable::new());
    let set = set.map(|set| set.0.0);
    let entry = set.as_ref().and_then(|set| selection.entry(set));
    let instead = set.as_ref().zip(entry).and_then(|(set, entry)| selection.instead(entry, set));
    let (mut ring, mut tone, mut file, mut url) = (selection.fallback_ring, None, None, None);
    match &selection.action {
        Action::Ring(number) => ring = Some(*number),
        Action::Tone(id) => tone = Some(id.clone()),
        Action::File(name) => file = Some(name.clone()),
        Action::Url(address) => url = Some(address.clone()),
        _ => {}
    }
    let source = Source::new("Alert-Info", header);
    Ok(Selected {
        profile: selection.profile.name(),
        action: selection.action.name(),
        ring,
        tone,
        file,
        url,
        urns: selection.urns.iter().map(|urn| urn.as_str().to_owned()).collect(),
        keyword: selection.keyword.clone(),
        answers: selection.answer_after.is_some(),
        answer_after: match selection.answer_after {
            Some(AnswerAfter::Seconds(seconds)) => Some(seconds),
            _ => None,
        },
        parameters: selection.parameters.clone(),
        reason: selection.reason.to_string(),
        entry: entry.map(Member::from),
        instead,
        diagnostics: findings(&source, &selection.diagnostics),
    })
}

/// The tones of a call leg, as an SBC decides them from the responses to an INVITE.
#[pyclass(module = "ringsmith.control")]
pub struct ToneControl {
    accept_alert_info: bool,
    tones: Arc<model::ToneSet>,
    leg: control::ToneControl<Arc<model::ToneSet>>,
}

/// A command, the tone that it names, why, and the whole in words.
type Decided = (&'static str, Option<Tone>, String, String);

fn decided(decision: &control::Decision<'_>) -> Decided {
    let (command, tone) = match decision.command {
        Command::Play(tone) => ("play", Some(tone)),
        Command::Keep(tone) => ("keep", tone),
        Command::Stop => ("stop", None),
    };
    (command, tone.cloned().map(Tone), decision.reason.to_string(), decision.to_string())
}

#[pymethods]
impl ToneControl {
    #[new]
    #[pyo3(signature = (tones, accept_alert_info=false, playing=None))]
    fn new(tones: Like<ToneSet>, accept_alert_info: bool, playing: Option<u32>) -> Self {
        let tones = Arc::new(tones.0.0);
        let leg = control::ToneControl::new(tones.clone(), ControlOptions { accept_alert_info });
        let leg = playing.into_iter().fold(leg, control::ToneControl::while_playing);
        Self { accept_alert_info, tones, leg }
    }
    fn _arguments(&self) -> (ToneSet, bool, Option<u32>) {
        let playing = self.leg.playing().map(|tone| tone.number);
        (ToneSet((*self.tones).clone()), self.accept_alert_info, playing)
    }
    #[pyo3(signature = (status, alert_info=None))]
    fn _response(&mut self, status: u16, alert_info: Option<&str>) -> Decided {
        decided(&self.leg.response(status, alert_info.map(AlertInfo::parse).as_ref()))
    }
    fn _request(&mut self) -> Decided {
        decided(&self.leg.request())
    }
    fn _release(&mut self) -> Decided {
        decided(&self.leg.release())
    }
}

/// The tones that standards fix.
#[pyfunction]
pub fn standard() -> ToneSet {
    ToneSet(fixed::tones())
}

/// A DTMF digit.
#[pyfunction]
pub fn dtmf(digit: char) -> Option<Signal> {
    fixed::dtmf(digit, fixed::DtmfLevels::default()).map(Signal)
}

/// A distinctive ringing of GR-506.
#[pyfunction]
pub fn gr506(number: u32) -> Option<RingingPattern> {
    fixed::gr506(number).map(RingingPattern)
}

/// The codes of the countries that have tones.
#[pyfunction]
pub fn countries() -> Vec<&'static str> {
    world::countries().iter().map(world::Country::code).collect()
}

/// Code, name and tones of a country, by a code or a name.
#[pyfunction]
pub fn country(key: &str) -> Option<(&'static str, &'static str, ToneSet)> {
    let country = world::country(key)?;
    Some((country.code(), country.name(), ToneSet(country.tones())))
}
