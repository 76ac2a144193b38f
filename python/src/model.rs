//! The model's values as Python classes: a constructor, and what it was given.
//!
//! `_arguments` is all that the package needs to give a class its attributes, a `repr` that
//! evaluates back, pickling and copying.

use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;
use ringsmith::model::{self, Depth, Entry, Selector, ToneId, ToneKind};
use ringsmith::units::{DbM0, Hertz, Millis};

use crate::convert::{Exact, Like, decimal, invalid};

/// Classes around values of the model.
macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[pyclass(module = "ringsmith", frozen, eq, hash)]
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(pub model::$name);
    )+};
}

use model::CallProgressTone;
classes! {
    /// An amplitude modulation: the carrier times ``1 + depth * sin(2 pi frequency t)``.
    Modulation;
    /// One sine: its frequency in Hz (to 0.001), its level in dBm0 (to 0.01), its modulation if any.
    Component;
    /// The sum of 1 to 64 components, each a ``Component`` or the tuple of its arguments.
    Voice;
    /// An on time and the silence after it in whole milliseconds, and the index of what sounds.
    OnOff;
    /// A lead that is played once and a cycle that repeats for ever; with neither, one long tone.
    Cadence;
    /// A gain that goes linearly in dB from ``start`` to ``end`` in the first ``over`` milliseconds.
    Swell;
    /// Voices (or the components of one), when they sound (continuously if nothing is said), a swell.
    Signal;
    /// A ringing pattern: its number, the ringing frequency in Hz, its cadence.
    RingingPattern;
    /// What a tone package says of its tones as a whole.
    Package;
    /// Call progress tones, user defined tones and ringing patterns, as one file holds them.
    ToneSet;
}

/// A call progress tone: a signal or what makes one, and what a file says of it besides.
#[pyclass(module = "ringsmith", frozen, eq, hash)]
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Tone(pub CallProgressTone);

#[pymethods]
impl Modulation {
    #[new]
    fn new(frequency: Exact<Hertz>, depth: Exact<Depth>) -> Self {
        Self(model::Modulation { frequency: frequency.0, depth: depth.0 })
    }
    fn _arguments(&self) -> (f64, f64) {
        (decimal(self.0.frequency.millihertz(), 1000), decimal(self.0.depth.thousandths(), 1000))
    }
}

#[pymethods]
impl Component {
    #[new]
    #[pyo3(signature = (frequency, level, modulation=None))]
    fn new(
        frequency: Exact<Hertz>,
        level: Exact<DbM0>,
        modulation: Option<Like<Modulation>>,
    ) -> Self {
        let modulation = modulation.map(|modulation| modulation.0.0);
        Self(model::Component { modulation, ..model::Component::new(frequency.0, level.0) })
    }
    fn _arguments(&self) -> (f64, f64, Option<Modulation>) {
        let frequency = decimal(self.0.frequency.millihertz(), 1000);
        (frequency, decimal(self.0.level.hundredths(), 100), self.0.modulation.map(Modulation))
    }
}

#[pymethods]
impl Voice {
    #[new]
    fn new(components: Vec<Like<Component>>) -> PyResult<Self> {
        let components = components.into_iter().map(|component| component.0.0);
        model::Voice::new(components).map(Self).map_err(invalid)
    }
    fn _arguments(&self) -> (Vec<Component>,) {
        (self.0.components().iter().copied().map(Component).collect(),)
    }
}

#[pymethods]
impl OnOff {
    #[new]
    #[pyo3(signature = (on, off=0, voice=0))]
    fn new(on: u32, off: u32, voice: usize) -> Self {
        Self(model::OnOff::new(on, off).with_voice(voice))
    }
    fn _arguments(&self) -> (u32, u32, usize) {
        (self.0.on.0, self.0.off.0, self.0.voice)
    }
}

#[pymethods]
impl Cadence {
    #[new]
    #[pyo3(signature = (lead=vec![], cycle=vec![]), text_signature = "(lead=(), cycle=())")]
    fn new(lead: Vec<Like<OnOff>>, cycle: Vec<Like<OnOff>>) -> PyResult<Self> {
        if lead.is_empty() && cycle.is_empty() {
            return Ok(Self(model::Cadence::continuous()));
        }
        let pairs = |pairs: Vec<Like<OnOff>>| pairs.into_iter().map(|pair| pair.0.0);
        model::Cadence::new(pairs(lead), pairs(cycle)).map(Self).map_err(invalid)
    }
    fn _arguments(&self) -> (Vec<OnOff>, Vec<OnOff>) {
        let pairs = |pairs: &[model::OnOff]| pairs.iter().copied().map(OnOff).collect();
        (pairs(self.0.lead()), pairs(self.0.cycle()))
    }
    /// Whether nothing interrupts the cycle.
    #[getter]
    fn is_continuous(&self) -> bool {
        self.0.is_continuous()
    }
}

#[pymethods]
impl Swell {
    #[new]
    fn new(start: Exact<DbM0>, end: Exact<DbM0>, over: u32) -> PyResult<Self> {
        let swell = model::Swell::new(start.0.hundredths(), end.0.hundredths(), Millis(over));
        swell.map(Self).map_err(invalid)
    }
    fn _arguments(&self) -> (f64, f64, u32) {
        let (start, end) = (self.0.from_hundredths(), self.0.to_hundredths());
        (decimal(start, 100), decimal(end, 100), self.0.over().0)
    }
}

/// One voice, several, or the components of one.
fn voices(object: &Bound<'_, PyAny>) -> PyResult<Vec<model::Voice>> {
    let voice = |item: &Bound<'_, PyAny>| Ok(item.cast::<Voice>()?.get().0.clone());
    if let Ok(voice) = voice(object) {
        return Ok(vec![voice]);
    }
    let items: Vec<Bound<'_, PyAny>> = object.extract()?;
    if items.iter().any(PyAnyMethods::is_instance_of::<Voice>) {
        return items.iter().map(voice).collect();
    }
    Ok(vec![Voice::new(object.extract()?)?.0])
}

#[pymethods]
impl Signal {
    #[new]
    #[pyo3(signature = (voices, cadence=None, swell=None))]
    fn new(
        voices: &Bound<'_, PyAny>,
        cadence: Option<Like<Cadence>>,
        swell: Option<Like<Swell>>,
    ) -> PyResult<Self> {
        let cadence = cadence.map_or_else(model::Cadence::continuous, |cadence| cadence.0.0);
        let signal = model::Signal::with_voices(self::voices(voices)?, cadence).map_err(invalid)?;
        Ok(Self(swell.into_iter().fold(signal, |signal, swell| signal.with_swell(swell.0.0))))
    }
    fn _arguments(&self) -> (Vec<Voice>, Cadence, Option<Swell>) {
        let voices = self.0.voices().iter().cloned().map(Voice).collect();
        (voices, Cadence(self.0.cadence().clone()), self.0.swell().copied().map(Swell))
    }
}

/// A kind of tone: the number that a CPT file gives it, or a name or an id that stands for it.
#[derive(FromPyObject, IntoPyObject)]
enum Kind {
    Number(u32),
    Name(String),
}

#[pymethods]
impl Tone {
    #[new]
    #[pyo3(signature = (
        signal, cadence=None, number=0, id=None, kind=None, default_duration=None,
        detection_period=None
    ))]
    fn new(
        signal: &Bound<'_, PyAny>,
        cadence: Option<Like<Cadence>>,
        number: u32,
        id: Option<String>,
        kind: Option<Kind>,
        default_duration: Option<u32>,
        detection_period: Option<u32>,
    ) -> PyResult<Self> {
        let signal = match (signal.cast::<Signal>(), cadence) {
            (Ok(signal), None) => signal.get().0.clone(),
            (Ok(_), Some(_)) => {
                return Err(PyTypeError::new_err("the signal has a cadence of its own"));
            }
            (Err(_), cadence) => Signal::new(signal, cadence, None)?.0,
        };
        let unknown = |name| invalid(format!("`{name}` is no kind of tone"));
        let kind = kind.map(|kind| match kind {
            Kind::Number(number) => Ok(ToneKind::from_number(number)),
            Kind::Name(name) => ToneKind::named(&name).ok_or_else(|| unknown(name)),
        });
        Ok(Self(CallProgressTone {
            number,
            id: id.map(ToneId::new).transpose().map_err(invalid)?,
            kind: kind.transpose()?,
            signal,
            default_duration: default_duration.map(Millis),
            detection_period: detection_period.map(Millis),
        }))
    }
    #[expect(clippy::type_complexity, reason = "a constructor's arguments")]
    fn _arguments(
        &self,
    ) -> (Signal, Option<Cadence>, u32, Option<String>, Option<Kind>, Option<u32>, Option<u32>)
    {
        let tone = &self.0;
        let kind = tone.kind.map(|kind| match kind.id() {
            Some(_) => Kind::Name(kind.to_string()),
            None => Kind::Number(kind.number()),
        });
        let ms = |time: Option<Millis>| time.map(|ms| ms.0);
        let id = tone.id.as_ref().map(ToString::to_string);
        let times = (ms(tone.default_duration), ms(tone.detection_period));
        (Signal(tone.signal.clone()), None, tone.number, id, kind, times.0, times.1)
    }
    /// Its id, else the name of its kind, else ``tone``.
    #[getter]
    fn name(&self) -> String {
        self.0.name()
    }
}

#[pymethods]
impl RingingPattern {
    #[new]
    fn new(number: u32, frequency: Exact<Hertz>, cadence: Like<Cadence>) -> Self {
        Self(model::RingingPattern::new(number, frequency.0, &cadence.0.0))
    }
    fn _arguments(&self) -> (u32, f64, Cadence) {
        let frequency = decimal(self.0.frequency.millihertz(), 1000);
        (self.0.number, frequency, Cadence(self.0.cadence().clone()))
    }
    /// The ringing frequency itself, at a level in dBm0.
    #[pyo3(signature = (level=Exact(DbM0::ZERO)), text_signature = "($self, level=0)")]
    fn signal(&self, level: Exact<DbM0>) -> Signal {
        Signal(self.0.signal(level.0))
    }
    /// The cadence with another voice, which can be heard: a ``Voice`` or its components.
    fn voiced(&self, voice: &Bound<'_, PyAny>) -> PyResult<Signal> {
        let [voice] = voices(voice)?.try_into().map_err(|_| invalid("expected one voice"))?;
        Ok(Signal(self.0.voiced(voice)))
    }
}

#[pymethods]
impl Package {
    #[new]
    #[pyo3(signature = (name, description=String::new(), number=None, default_ringback=None),
        text_signature = "(name, description='', number=None, default_ringback=None)")]
    fn new(
        name: String,
        description: String,
        number: Option<u8>,
        default_ringback: Option<String>,
    ) -> PyResult<Self> {
        let default_ringback = default_ringback.map(ToneId::new).transpose().map_err(invalid)?;
        Ok(Self(model::Package { name, description, number, default_ringback }))
    }
    fn _arguments(&self) -> (&str, &str, Option<u8>, Option<String>) {
        let package = &self.0;
        let ringback = package.default_ringback.as_ref().map(ToString::to_string);
        (&package.name, &package.description, package.number, ringback)
    }
}

/// A member of a set as the object that it is in Python.
#[derive(IntoPyObject)]
pub enum Member {
    Tone(Tone),
    Pattern(RingingPattern),
}

impl From<Entry<'_>> for Member {
    fn from(entry: Entry<'_>) -> Self {
        match entry {
            Entry::Tone(tone) | Entry::UserTone(tone) => Self::Tone(Tone(tone.clone())),
            Entry::Pattern(pattern) => Self::Pattern(RingingPattern(pattern.clone())),
        }
    }
}

/// What a member of a set is asked for by.
#[derive(FromPyObject)]
enum Key {
    Number(u32),
    Name(String),
}

#[pymethods]
impl ToneSet {
    #[new]
    #[pyo3(signature = (tones=vec![], user_tones=vec![], patterns=vec![], package=None),
        text_signature = "(tones=(), user_tones=(), patterns=(), package=None)")]
    fn new(
        tones: Vec<Like<Tone>>,
        user_tones: Vec<Like<Tone>>,
        patterns: Vec<Like<RingingPattern>>,
        package: Option<Like<Package>>,
    ) -> PyResult<Self> {
        let bare = |tones: Vec<Like<Tone>>| tones.into_iter().map(|tone| tone.0.0).collect();
        let patterns = patterns.into_iter().map(|pattern| pattern.0.0).collect();
        let set = model::ToneSet::new(bare(tones), bare(user_tones), patterns).map_err(invalid)?;
        let mut packaged = package.into_iter().map(|package| set.clone().in_package(package.0.0));
        packaged.next().unwrap_or_else(|| Ok(set.clone())).map(Self).map_err(invalid)
    }
    fn _arguments(&self) -> (Vec<Tone>, Vec<Tone>, Vec<RingingPattern>, Option<Package>) {
        let tones = |tones: &[CallProgressTone]| tones.iter().cloned().map(Tone).collect();
        let patterns = self.0.patterns().iter().cloned().map(RingingPattern).collect();
        let package = self.0.package().cloned().map(Package);
        (tones(self.0.tones()), tones(self.0.user_tones()), patterns, package)
    }
    /// The tone that callers hear where nothing else is asked for.
    #[getter]
    fn default_ringback(&self) -> Option<Tone> {
        self.0.default_ringback().cloned().map(Tone)
    }
    fn _names(&self) -> Vec<String> {
        self.0.entries().map(|entry| entry.to_string()).collect()
    }
    fn __len__(&self) -> usize {
        self.0.entries().count()
    }
    fn __getitem__(&self, key: Key) -> PyResult<Member> {
        let Ok(selector) = match key {
            Key::Number(number) => Ok(Selector::Tone(number)),
            Key::Name(name) => name.parse(),
        };
        let entry = self.0.select(&selector);
        entry.map(Member::from).map_err(|error| PyKeyError::new_err(error.to_string()))
    }
}
