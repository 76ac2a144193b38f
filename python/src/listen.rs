//! The library's ears: recordings, what they hold, whether that is right, and channels listened to.

use std::sync::Arc;

use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use ringsmith::analysis::{self, Digit, MeasuredVoice, Measurement, SitTone};
use ringsmith::codec::Encoding;
use ringsmith::detector::{self, Event, Kind, Plan};
use ringsmith::learn::{self as lessons, Learned};
use ringsmith::model::{Signal, ToneSet, Voice};
use ringsmith::notation::Notation;
use ringsmith::recording::{self, Channel, Recording};
use ringsmith::units::{DbM0, Millis, SampleRate};
use ringsmith::verify::{self as judge, Allowance, ToleranceSet, Tolerances};

use crate::tree::{As, Named, invalid, record};

/// Samples without a header: their rate, their encoding, how many channels there are.
type Raw = (As<SampleRate>, Named<Encoding>, usize);

/// Float samples of a file's bytes; its rate, channels and format; why there are less, in words.
type Read<'py> = (Bound<'py, PyBytes>, u32, usize, String, Option<String>);

/// The samples of one channel of a file.
#[pyfunction]
pub fn read_recording<'py>(
    py: Python<'py>,
    name: &str,
    bytes: &[u8],
    channel: Option<Named<Channel>>,
    raw: Option<Raw>,
) -> PyResult<Read<'py>> {
    let channel = channel.map_or(Channel::Only, |channel| channel.0);
    let bytes = recording::read_bounded(bytes).map_err(invalid)?;
    let found = match raw {
        None => py.detach(|| Recording::from_bytes(name, &bytes, channel)),
        Some((As(rate), Named(encoding), channels)) => {
            py.detach(|| Recording::from_raw(&bytes, rate, encoding, channels, channel))
        }
    };
    let found = found.map_err(|error| invalid(format!("{name}: {error}")))?;
    let samples: Vec<u8> = found.samples.iter().flat_map(|sample| sample.to_ne_bytes()).collect();
    let fault = found.fault.map(|fault| fault.to_string());
    let samples = PyBytes::new(py, &samples);
    Ok((samples, found.rate.hertz(), found.channels, found.format.to_string(), fault))
}

/// What samples hold, of which 1 is full scale.
#[pyfunction]
pub fn measure(
    py: Python<'_>,
    samples: PyBuffer<f32>,
    rate: As<SampleRate>,
) -> PyResult<As<Measurement>> {
    let samples = samples.to_vec(py)?;
    Ok(As(py.detach(|| analysis::measure(&samples, rate.0))))
}

/// The digits that were dialled.
#[pyfunction]
pub fn digits(found: As<Measurement>) -> As<Vec<Digit>> {
    As(analysis::digits(&found.0))
}

/// The special information tones, by their place among the seven (none: that of E.180).
#[pyfunction]
pub fn sit(py: Python<'_>, found: As<Measurement>) -> PyResult<Bound<'_, PyTuple>> {
    let number = |tone| match tone {
        SitTone::Code(code) => Some(code.number()),
        _ => None,
    };
    let mut tones = Vec::new();
    for heard in analysis::sit(&found.0) {
        tones.push(record!(py, "_measured" SpecialInformation {
            number: number(heard.tone),
            start_ms: heard.start_ms,
            end_ms: heard.end_ms
        })?);
    }
    PyTuple::new(py, tones)
}

/// The definition of what was measured; None where no tone sounds.
#[pyfunction]
pub fn learn(py: Python<'_>, found: As<Measurement>) -> As<Option<Learned>> {
    As(py.detach(|| lessons::learn(&found.0)))
}

/// How sure the name of what was learned is.
#[pyfunction]
pub fn confidence(learned: As<Learned>) -> f64 {
    learned.0.confidence()
}

/// The set of what was learned, as a notation holds it best.
#[pyfunction]
pub fn tone_set(learned: As<Vec<Learned>>, to: Named<Notation>) -> As<ToneSet> {
    As(lessons::tone_set(&learned.0, to.0).0)
}

/// What is allowed of frequencies, of levels and of times.
type Asked = [Option<Named<Allowance>>; 3];

/// Compares what was measured with a signal, by a set of tolerances and what was asked for.
///
/// `ringing` is whether the level of a ringing pattern is judged, None of what is no such pattern.
#[pyfunction]
pub fn verify(
    py: Python<'_>,
    found: As<Measurement>,
    signal: As<Signal>,
    tolerances: Named<ToleranceSet>,
    ringing: Option<bool>,
    asked: Asked,
) -> PyResult<Bound<'_, PyAny>> {
    let [frequency, level, time] = asked.map(|asked| asked.map(|asked| asked.0));
    let limits = tolerances.0.tolerances();
    let limits = ringing.into_iter().fold(limits, Tolerances::for_ringing);
    let limits = limits.asked(judge::Asked { frequency, level, time });
    let verdict = judge::verify(&found.0, &signal.0, &limits);
    let check = |check: &judge::Check| {
        record!(py, "_measured" Check {
            property: check.property.name(),
            place: check.property.place(),
            nominal: check.nominal,
            least: check.least,
            most: check.most,
            measured: check.measured,
            count: check.count,
            unit: check.unit.to_string(),
            source: check.source.to_string(),
            passed: check.passed,
        })
    };
    let checks = verdict.checks.iter().map(check).collect::<PyResult<Vec<_>>>()?;
    let words = verdict.to_string();
    record!(py, "_measured" Verdict {
        checks: PyTuple::new(py, checks)?,
        strangers: As::<Vec<MeasuredVoice>>(verdict.strangers),
        words: words,
    })
}

/// A frame of linear samples, or of the codes of G.711.
#[derive(FromPyObject)]
pub enum Frame {
    Linear(PyBuffer<i16>),
    Codes(PyBuffer<u8>),
}

/// The least level; the least share and the greatest distance of frequencies in thousandths; the
/// twist; how many ms a continuous tone takes.
type Options = (As<DbM0>, u16, u16, As<DbM0>, As<Millis>);

/// What one channel has heard, and what is listened for in it.
#[pyclass(module = "ringsmith")]
pub struct Listener {
    plan: Arc<Plan>,
    detector: detector::Detector,
}

#[pymethods]
impl Listener {
    #[new]
    fn new(signals: As<Vec<Signal>>, rate: As<SampleRate>, options: Options) -> PyResult<Self> {
        let (least_level, least_share, frequency_tolerance, twist, continuous) = options;
        let options = detector::Options {
            least_level: least_level.0,
            least_share,
            frequency_tolerance,
            twist: u16::try_from(twist.0.hundredths()).map_err(invalid)?,
            continuous: continuous.0,
        };
        let plan = Plan::new(&signals.0, rate.0, options);
        let plan = Arc::new(plan.map_err(invalid)?);
        Ok(Self { detector: detector::Detector::new(&plan), plan })
    }

    /// Another channel that has heard nothing, which shares what was compiled.
    fn another(&self) -> Self {
        Self { detector: detector::Detector::new(&self.plan), plan: self.plan.clone() }
    }

    /// The sounds of the signals, each once.
    fn voices(&self) -> As<Vec<Voice>> {
        As(self.plan.voices().to_vec())
    }

    fn reset(&mut self) {
        self.detector.reset();
    }

    /// What a frame makes known: at which sample, what, and of which voice or signal.
    fn feed(
        &mut self,
        py: Python<'_>,
        frame: Frame,
        encoding: &str,
    ) -> PyResult<Vec<(u64, &'static str, usize)>> {
        let mut heard = Vec::new();
        let report = |event: Event| heard.push(event);
        let (plan, detector) = (&self.plan, &mut self.detector);
        match (frame, encoding) {
            (Frame::Linear(samples), "pcm16") => {
                let samples = samples.to_vec(py)?;
                py.detach(|| detector.feed(plan, &samples, report));
            }
            (Frame::Codes(codes), "ulaw") => detector.feed_ulaw(plan, &codes.to_vec(py)?, report),
            (Frame::Codes(codes), "alaw") => detector.feed_alaw(plan, &codes.to_vec(py)?, report),
            _ => return Err(invalid("expected int16 of pcm16, or uint8 of ulaw or alaw")),
        }
        let event = |event: Event| match event.kind {
            Kind::On(voice) => (event.at, "on", voice),
            Kind::Off(voice) => (event.at, "off", voice),
            Kind::Recognised(signal) => (event.at, "recognised", signal),
            Kind::Lost(signal) => (event.at, "lost", signal),
        };
        Ok(heard.into_iter().map(event).collect())
    }
}
