//! The library's doors as functions: texts in, values and the package's dataclasses out.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use ringsmith::alert_info::{Action, AlertInfo, AlertUrn, AnswerAfter, Profile, SignalTable};
use ringsmith::control::{self, Command, ControlOptions};
use ringsmith::diagnostic::{self, Diagnostic, Source};
use ringsmith::model::{RingingPattern, Signal, ToneSet};
use ringsmith::notation::{self, Document, Notation, Options};
use ringsmith::sheet::{self as page, Heard, Subject};
use ringsmith::units::SampleRate;
use ringsmith::{standard as fixed, world};

use crate::model::{Voices, member};
use crate::tree::{As, Named, Tree, invalid, record};

/// Diagnostics, with their places as people count.
fn findings<'py>(
    py: Python<'py>,
    source: &Source,
    diagnostics: &[Diagnostic],
) -> PyResult<Bound<'py, PyTuple>> {
    let finding = |found: &Diagnostic| {
        let at = source.position(found.span.start);
        record!(py, "_reading" Diagnostic {
            severity: found.severity.to_string(),
            code: found.code(),
            message: found.problem.to_string(),
            help: found.problem.help(),
            file: source.name(),
            line: at.line,
            column: at.column,
            text: source.text().get(found.span.range()).unwrap_or_default(),
        })
    };
    PyTuple::new(py, diagnostics.iter().map(finding).collect::<PyResult<Vec<_>>>()?)
}

/// A file: its name, its bytes, and its notation where they do not tell.
type File = (String, Vec<u8>, Option<Named<Notation>>);

fn document((name, bytes, notation): File) -> Document {
    match notation {
        Some(Named(notation)) => Document::in_notation(name, bytes, notation),
        None => Document::new(name, bytes),
    }
}

/// The sets of a file, None if it has errors, and what is wrong with it.
type Parsed<'py> = (As<Option<Vec<ToneSet>>>, Bound<'py, PyTuple>);

/// Reads a file.
#[pyfunction]
pub fn parse(
    py: Python<'_>,
    name: String,
    bytes: Vec<u8>,
    notation: Option<Named<Notation>>,
    strict: bool,
    rate: As<SampleRate>,
) -> PyResult<Parsed<'_>> {
    let (parsed, document) = py.detach(|| {
        let document = document((name, bytes, notation));
        (document.parse(Options { strict, rate: rate.0 }), document)
    });
    Ok((As(parsed.tones), findings(py, document.source(), &parsed.diagnostics)?))
}

/// A page on which a file is seen and heard, or what is different in another that comes after it.
#[pyfunction]
pub fn sheet(
    py: Python<'_>,
    file: File,
    against: Option<File>,
    package: Option<&str>,
    voice: Option<As<Voices>>,
) -> PyResult<String> {
    let mut heard = Heard::default();
    if let Some(As(Voices(voices))) = voice {
        let [voice] = voices.try_into().map_err(|_| invalid("expected one voice"))?;
        heard = Heard { voice, voice_first: true };
    }
    py.detach(|| {
        let read = |file| {
            let document = document(file);
            (document.parse(Options::default()), document)
        };
        let (parsed, document) = read(file);
        let before = subject(&document, &parsed, package)?;
        let Some((parsed, document)) = against.map(read) else {
            return Ok(page::page(&before, &heard));
        };
        Ok(page::comparison(&before, &subject(&document, &parsed, package)?, &heard))
    })
}

/// What a page is about, which has something in it unless the file has errors.
fn subject<'a>(
    document: &'a Document,
    parsed: &'a notation::Parsed<Vec<ToneSet>>,
    package: Option<&'a str>,
) -> PyResult<Subject<'a>> {
    let subject = Subject { package, ..Subject::new(document, parsed) };
    match package {
        Some(package) if parsed.tones.is_some() && subject.is_empty() => {
            Err(invalid(format!("no package {package} in {}", document.source().name())))
        }
        _ => Ok(subject),
    }
}

/// Sets in a notation: the bytes, whether they are text, whether a file takes several, the losses.
#[pyfunction]
pub fn write(
    py: Python<'_>,
    sets: As<Vec<ToneSet>>,
    to: Named<Notation>,
) -> PyResult<(Bound<'_, PyBytes>, bool, bool, Bound<'_, PyTuple>)> {
    let (sets, notation) = (sets.0, to.0);
    let written = notation.write(&sets);
    let mut losses = Vec::new();
    for loss in &written.losses {
        losses.push(record!(py, "_reading" Loss {
            set: loss.set,
            entry: &loss.problem.entry,
            severity: loss.severity.to_string(),
            code: diagnostic::Problem::code(&loss.problem),
            message: loss.problem.to_string(),
            is_addition: loss.problem.what.is_addition(),
        })?);
    }
    let (bytes, losses) = (PyBytes::new(py, &written.text), PyTuple::new(py, losses)?);
    Ok((bytes, !notation.is_compiled(), notation.holds_several(), losses))
}

/// What a header asks for, and what of a set that is.
#[pyfunction]
pub fn select<'py>(
    py: Python<'py>,
    header: &str,
    set: As<Option<ToneSet>>,
    profile: Named<Profile>,
) -> PyResult<Bound<'py, PyAny>> {
    let selection = AlertInfo::parse(header).select_with(profile.0, &SignalTable::new());
    let set = set.0.as_ref();
    let entry = set.and_then(|set| selection.entry(set));
    let instead = set.zip(entry).and_then(|(set, entry)| selection.instead(entry, set));
    let (mut ring, mut tone, mut file, mut url) = (selection.fallback_ring, None, None, None);
    match &selection.action {
        Action::Ring(number) => ring = Some(*number),
        Action::Tone(id) => tone = Some(id),
        Action::File(name) => file = Some(name),
        Action::Url(address) => url = Some(address),
        _ => {}
    }
    let answer_after = match selection.answer_after {
        Some(AnswerAfter::Seconds(seconds)) => Some(seconds),
        _ => None,
    };
    record!(py, "alert_info" Selection {
        profile: selection.profile.name(),
        action: selection.action.name(),
        ring: ring,
        tone: tone,
        file: file,
        url: url,
        urns: PyTuple::new(py, selection.urns.iter().map(AlertUrn::as_str))?,
        keyword: &selection.keyword,
        answers: selection.answer_after.is_some(),
        answer_after: answer_after,
        parameters: PyTuple::new(py, &selection.parameters)?,
        reason: selection.reason.to_string(),
        entry: entry.map(|entry| member(py, entry)).transpose()?,
        instead: instead,
        diagnostics: findings(py, &Source::new("Alert-Info", header), &selection.diagnostics)?,
    })
}

/// The tones of a call leg, as an SBC decides them from the responses to an INVITE.
#[pyclass(module = "ringsmith.control")]
pub struct ToneControl {
    accept_alert_info: bool,
    tones: Arc<ToneSet>,
    leg: control::ToneControl<Arc<ToneSet>>,
}

fn decided<'py>(py: Python<'py>, decision: &control::Decision<'_>) -> PyResult<Bound<'py, PyAny>> {
    let (command, tone) = match decision.command {
        Command::Play(tone) => ("play", Some(tone)),
        Command::Keep(tone) => ("keep", tone),
        Command::Stop => ("stop", None),
    };
    record!(py, "control" Decision {
        command: command,
        tone: As(tone.cloned()),
        reason: decision.reason.to_string(),
        words: decision.to_string(),
    })
}

#[pymethods]
impl ToneControl {
    #[new]
    #[pyo3(signature = (tones, accept_alert_info=false, playing=None))]
    fn new(tones: As<ToneSet>, accept_alert_info: bool, playing: Option<u32>) -> Self {
        let tones = Arc::new(tones.0);
        let leg = control::ToneControl::new(tones.clone(), ControlOptions { accept_alert_info });
        let leg = playing.into_iter().fold(leg, control::ToneControl::while_playing);
        Self { accept_alert_info, tones, leg }
    }
    fn _arguments<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, bool, Option<u32>)> {
        let playing = self.leg.playing().map(|tone| tone.number);
        Ok((self.tones.give(py)?, self.accept_alert_info, playing))
    }
    /// Tell that a response to the INVITE has come, with its ``Alert-Info`` if it has one.
    ///
    /// >>> import ringsmith
    /// >>> leg = ringsmith.control.ToneControl(ringsmith.standard.tones(), accept_alert_info=True)
    /// >>> print(leg.response(180, "<http:/LMSD/tone?sig-id=bt>"))
    /// play tone-2-busy: the header asks for tone bt
    /// >>> print(leg.response(183))
    /// stop: a 183
    #[pyo3(signature = (status, alert_info=None))]
    fn response<'py>(
        &mut self,
        py: Python<'py>,
        status: u16,
        alert_info: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        decided(py, &self.leg.response(status, alert_info.map(AlertInfo::parse).as_ref()))
    }
    /// Tell that a request of the dialog has come, which changes nothing.
    fn request<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decided(py, &self.leg.request())
    }
    /// Tell that the leg is released.
    fn release<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decided(py, &self.leg.release())
    }
}

/// The tones that standards fix.
#[pyfunction]
pub fn standard() -> As<ToneSet> {
    As(fixed::tones())
}

/// A DTMF digit.
#[pyfunction]
pub fn dtmf(digit: char) -> As<Option<Signal>> {
    As(fixed::dtmf(digit, fixed::DtmfLevels::default()))
}

/// A distinctive ringing of GR-506.
#[pyfunction]
pub fn gr506(number: u32) -> As<Option<RingingPattern>> {
    As(fixed::gr506(number))
}

/// The codes of the countries that have tones.
#[pyfunction]
pub fn countries() -> Vec<&'static str> {
    world::countries().iter().map(world::Country::code).collect()
}

/// Code, name and tones of a country, by a code or a name.
#[pyfunction]
pub fn country(key: &str) -> Option<(&'static str, &'static str, As<ToneSet>)> {
    let country = world::country(key)?;
    Some((country.code(), country.name(), As(country.tones())))
}
