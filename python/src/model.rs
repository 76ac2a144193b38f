//! The model's values as Python classes: a constructor, and what it was given.
//!
//! `_arguments` is all that the package needs to give a class its attributes, a `repr` that
//! evaluates back, pickling and copying.

use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use ringsmith::model::{self, CallProgressTone, Depth, Entry, Selector, ToneId, ToneKind};
use ringsmith::units::{DbM0, Hertz, Millis};

use crate::tree::{As, Tree, invalid};

/// Classes around values of the model: the arguments (in words for Python, then with their types),
/// what is made of them, what they were, and further methods. Where a value is asked for, the tuple
/// of its arguments stands for it.
macro_rules! values {
    ($(
        $(#[$doc:meta])*
        $name:ident $words:literal of $value:ty {
            $($field:ident: $type:ty $(= $default:expr)?),+;
            new $new:expr;
            |$it:ident| $($old:expr),+;
            $($more:tt)*
        }
    )+) => {$(
        $(#[$doc])*
        #[pyclass(module = "ringsmith", frozen, eq, hash)]
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(pub $value);

        #[pymethods]
        impl $name {
            #[new]
            #[pyo3(signature = ($($field $(= As($default))?),+), text_signature = $words)]
            fn new($($field: As<$type>),+) -> PyResult<Self> {
                $(let As($field) = $field;)+
                $new.map(Self).map_err(PyErr::from)
            }
            fn _arguments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
                let $it = &self.0;
                PyTuple::new(py, [$(<$type as Tree>::give(&$old, py)?),+])
            }
            $($more)*
        }

        impl Tree for $value {
            fn give<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Bound::new(py, $name(self.clone())).map(Bound::into_any)
            }
            fn take(object: &Bound<'_, PyAny>) -> PyResult<Self> {
                if let Ok(value) = object.cast::<$name>() {
                    return Ok(value.get().0.clone());
                }
                let made = object.py().get_type::<$name>().call1(object.cast::<PyTuple>()?)?;
                Ok(made.cast::<$name>()?.get().0.clone())
            }
        }
    )+};
}

values! {
    /// An amplitude modulation: the carrier times ``1 + depth * sin(2 pi frequency t)``.
    Modulation "(frequency, depth)" of model::Modulation {
        frequency: Hertz, depth: Depth;
        new PyResult::Ok(model::Modulation { frequency, depth });
        |it| it.frequency, it.depth;
    }

    /// One sine: its frequency in Hz (to 0.001), its level in dBm0 (to 0.01), its modulation if any.
    Component "(frequency, level, modulation=None)" of model::Component {
        frequency: Hertz, level: DbM0, modulation: Option<model::Modulation> = None;
        new PyResult::Ok(model::Component { frequency, level, modulation });
        |it| it.frequency, it.level, it.modulation;
    }

    /// The sum of 1 to 64 components, each a ``Component`` or the tuple of its arguments.
    Voice "(components)" of model::Voice {
        components: Vec<model::Component>;
        new model::Voice::new(components).map_err(invalid);
        |it| it.components().to_vec();
    }

    /// An on time and the silence after it in whole milliseconds, and the index of what sounds.
    OnOff "(on, off=0, voice=0)" of model::OnOff {
        on: Millis, off: Millis = Millis::ZERO, voice: usize = 0;
        new PyResult::Ok(model::OnOff { on, off, voice });
        |it| it.on, it.off, it.voice;
    }

    /// A lead that is played once and a cycle that repeats for ever; with neither, one long tone.
    Cadence "(lead=(), cycle=())" of model::Cadence {
        lead: Vec<model::OnOff> = vec![], cycle: Vec<model::OnOff> = vec![];
        new match (&*lead, &*cycle) {
            ([], []) => Ok(model::Cadence::continuous()),
            _ => model::Cadence::new(lead, cycle).map_err(invalid),
        };
        |it| it.lead().to_vec(), it.cycle().to_vec();

        /// Whether nothing interrupts the cycle.
        #[getter]
        fn is_continuous(&self) -> bool {
            self.0.is_continuous()
        }
    }

    /// A gain that goes linearly in dB from ``start`` to ``end`` in the first ``over`` milliseconds.
    Swell "(start, end, over)" of model::Swell {
        start: DbM0, end: DbM0, over: Millis;
        new model::Swell::new(start.hundredths(), end.hundredths(), over).map_err(invalid);
        |it| gain(it.from_hundredths()), gain(it.to_hundredths()), it.over();
    }

    /// Voices (or the components of one), when they sound (continuously if nothing is said), a swell.
    Signal "(voices, cadence=None, swell=None)" of model::Signal {
        voices: Voices, cadence: Option<model::Cadence> = None, swell: Option<model::Swell> = None;
        new {
            let cadence = cadence.unwrap_or_else(model::Cadence::continuous);
            let signal = model::Signal::with_voices(voices.0, cadence).map_err(invalid)?;
            PyResult::Ok(swell.into_iter().fold(signal, model::Signal::with_swell))
        };
        |it| Voices(it.voices().to_vec()), Some(it.cadence().clone()), it.swell().copied();
    }

    /// A call progress tone: a signal or what makes one, and what a file says of it besides.
    Tone "(signal, cadence=None, number=0, id=None, kind=None, default_duration=None, \
        detection_period=None)" of CallProgressTone {
        signal: Sounds, cadence: Option<model::Cadence> = None, number: u32 = 0,
        id: Option<ToneId> = None, kind: Option<ToneKind> = None,
        default_duration: Option<Millis> = None, detection_period: Option<Millis> = None;
        new {
            let signal = signal.with(cadence)?;
            PyResult::Ok(CallProgressTone {
                number, id, kind, signal, default_duration, detection_period
            })
        };
        |it| Sounds::Signal(it.signal.clone()), None, it.number, it.id.clone(), it.kind,
            it.default_duration, it.detection_period;

        /// Its id, else the name of its kind, else ``tone``.
        #[getter]
        fn name(&self) -> String {
            self.0.name()
        }
    }

    /// A ringing pattern: its number, the ringing frequency in Hz, its cadence.
    RingingPattern "(number, frequency, cadence)" of model::RingingPattern {
        number: u32, frequency: Hertz, cadence: model::Cadence;
        new PyResult::Ok(model::RingingPattern::new(number, frequency, &cadence));
        |it| it.number, it.frequency, it.cadence().clone();

        /// The ringing frequency itself, at a level in dBm0.
        #[pyo3(signature = (level=As(DbM0::ZERO)), text_signature = "($self, level=0)")]
        fn signal(&self, level: As<DbM0>) -> As<model::Signal> {
            As(self.0.signal(level.0))
        }
        /// The cadence with another voice, which can be heard: a ``Voice`` or its components.
        fn voiced(&self, voice: As<Voices>) -> PyResult<As<model::Signal>> {
            let [voice] = voice.0.0.try_into().map_err(|_| invalid("expected one voice"))?;
            Ok(As(self.0.voiced(voice)))
        }
    }

    /// What a tone package says of its tones as a whole.
    Package "(name, description='', number=None, default_ringback=None)" of model::Package {
        name: String, description: String = String::new(), number: Option<u8> = None,
        default_ringback: Option<ToneId> = None;
        new PyResult::Ok(model::Package { name, description, number, default_ringback });
        |it| it.name, it.description, it.number, it.default_ringback;
    }

    /// Call progress tones, user defined tones and ringing patterns, as one file holds them.
    ToneSet "(tones=(), user_tones=(), patterns=(), package=None)" of model::ToneSet {
        tones: Vec<CallProgressTone> = vec![], user_tones: Vec<CallProgressTone> = vec![],
        patterns: Vec<model::RingingPattern> = vec![], package: Option<model::Package> = None;
        new {
            let set = model::ToneSet::new(tones, user_tones, patterns);
            package.into_iter().fold(set, |set, package| set?.in_package(package)).map_err(invalid)
        };
        |it| it.tones().to_vec(), it.user_tones().to_vec(), it.patterns().to_vec(),
            it.package().cloned();

        /// The tone that callers hear where nothing else is asked for.
        #[getter]
        fn default_ringback(&self) -> As<Option<CallProgressTone>> {
            As(self.0.default_ringback().cloned())
        }
        fn _names(&self) -> Vec<String> {
            self.0.entries().map(|entry| entry.to_string()).collect()
        }
        fn __len__(&self) -> usize {
            self.0.entries().count()
        }
        fn __getitem__<'py>(&self, py: Python<'py>, key: Key) -> PyResult<Bound<'py, PyAny>> {
            let Ok(selector) = match key {
                Key::Number(number) => Ok(Selector::Tone(number)),
                Key::Name(name) => name.parse(),
            };
            let entry = self.0.select(&selector);
            member(py, entry.map_err(|error| PyKeyError::new_err(error.to_string()))?)
        }
    }
}

/// What a member of a set is asked for by.
#[derive(FromPyObject)]
enum Key {
    Number(u32),
    Name(String),
}

/// A member of a set as the object that it is in Python.
pub fn member<'py>(py: Python<'py>, entry: Entry<'_>) -> PyResult<Bound<'py, PyAny>> {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => tone.give(py),
        Entry::Pattern(pattern) => pattern.give(py),
    }
}

/// A gain in dB, which is written as a level is.
fn gain(hundredths: i32) -> DbM0 {
    DbM0::from_hundredths(hundredths).unwrap_or(DbM0::ZERO)
}

/// One voice, several, or the components of one.
pub struct Voices(pub Vec<model::Voice>);

impl Tree for Voices {
    fn give<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.give(py)
    }
    fn take(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let voice = |item: &Bound<'_, PyAny>| Ok(item.cast::<Voice>()?.get().0.clone());
        if let Ok(voice) = voice(object) {
            return Ok(Self(vec![voice]));
        }
        let items: Vec<Bound<'_, PyAny>> = object.extract()?;
        if items.iter().any(PyAnyMethods::is_instance_of::<Voice>) {
            return items.iter().map(voice).collect::<PyResult<_>>().map(Self);
        }
        let components = items.iter().map(Tree::take).collect::<PyResult<Vec<_>>>()?;
        Ok(Self(vec![model::Voice::new(components).map_err(invalid)?]))
    }
}

/// What a tone sounds like: a signal, or the voices of one.
enum Sounds {
    Signal(model::Signal),
    Voices(Voices),
}

impl Sounds {
    fn with(self, cadence: Option<model::Cadence>) -> PyResult<model::Signal> {
        match (self, cadence) {
            (Self::Signal(signal), None) => Ok(signal),
            (Self::Signal(_), Some(_)) => {
                Err(PyTypeError::new_err("the signal has a cadence of its own"))
            }
            (Self::Voices(voices), cadence) => {
                Signal::new(As(voices), As(cadence), As(None)).map(|signal| signal.0)
            }
        }
    }
}

impl Tree for Sounds {
    fn give<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Signal(signal) => signal.give(py),
            Self::Voices(voices) => voices.give(py),
        }
    }
    fn take(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        match object.cast::<Signal>() {
            Ok(signal) => Ok(Self::Signal(signal.get().0.clone())),
            Err(_) => Voices::take(object).map(Self::Voices),
        }
    }
}
