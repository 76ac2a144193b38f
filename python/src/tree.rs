//! The library's values as Python's, and back: numbers, names, tuples, and the package's dataclasses
//! field by field. The compiled classes join them in `model`.

use core::ops::Range;
use std::fmt::Display;
use std::str::FromStr;

use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBool, PyString, PyTuple};
use ringsmith::analysis::{
    Background, Content, Digit, Doubt, MeasuredCadence, MeasuredComponent, MeasuredModulation,
    MeasuredOnOff, MeasuredVoice, Measurement, Run, Times,
};
use ringsmith::learn::{Candidate, Learned, Name};
use ringsmith::model::{Depth, ToneId, ToneKind};
use ringsmith::units::{DbM0, Hertz, Millis, SampleRate};
use ringsmith::world;

/// An error of the library as the `ValueError` that says the same.
pub fn invalid(error: impl Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A value that there is in Python, too.
pub trait Tree: Sized {
    fn give<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
    fn take(object: &Bound<'_, PyAny>) -> PyResult<Self>;
}

/// A value that functions take and return.
pub struct As<T>(pub T);

impl<T: Tree> FromPyObject<'_, '_> for As<T> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        T::take(&object).map(Self)
    }
}

impl<'py, T: Tree> IntoPyObject<'py> for As<T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.give(py)
    }
}

/// A value that functions take by its name.
pub struct Named<T>(pub T);

impl<T: FromStr<Err: Display>> FromPyObject<'_, '_> for Named<T> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        object.extract::<PyBackedStr>()?.parse().map(Self).map_err(invalid)
    }
}

/// A dataclass of the package, each field by its name.
macro_rules! record {
    ($py:expr, $module:literal $class:ident { $($field:ident: $value:expr),+ $(,)? }) => {{
        let fields = pyo3::types::PyDict::new($py);
        $(fields.set_item(pyo3::intern!($py, stringify!($field)), $value)?;)+
        let class = $py.import(pyo3::intern!($py, concat!("ringsmith.", $module)))?;
        class.getattr(pyo3::intern!($py, stringify!($class)))?.call((), Some(&fields))
    }};
}
pub(crate) use record;

/// Structs of the library that are dataclasses of the same name with the same fields.
macro_rules! dataclasses {
    ($($module:literal: $($name:ident { $($field:ident),+ })+)+) => {$($(impl Tree for $name {
        fn give<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
            record!(py, $module $name { $($field: self.$field.give(py)?),+ })
        }
        fn take(object: &Bound<'_, PyAny>) -> PyResult<Self> {
            let name = |name| PyString::intern(object.py(), name);
            Ok(Self { $($field: Tree::take(&object.getattr(name(stringify!($field)))?)?),+ })
        }
    })+)+};
}

dataclasses! {
    "_measured":
    Measurement { rate, length_ms, background, voices, runs, cadence }
    Background { dc, noise_dbm0, hum, clipped_samples, lost_ms }
    MeasuredVoice { components, heard_ms, snr_db }
    MeasuredComponent { frequency_hz, level_dbm0, modulation }
    MeasuredModulation { frequency_hz, depth }
    Run { start_ms, end_ms, content, cut_start, cut_end }
    MeasuredCadence { lead, cycle, cycles_heard, doubts }
    MeasuredOnOff { voice, on, off }
    Times { ms, jitter_ms, count }
    Digit { digit, start_ms, end_ms }
    "_learning":
    Learned { signal, ringing, name, candidates, doubts }
    Candidate { name, sources, signal, distance, confidence }
}

/// Values that are others in Python: what those are, there and back.
macro_rules! leaves {
    ($($name:ty: $there:expr, $back:expr;)+) => {$(impl Tree for $name {
        fn give<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
            $there(self).into_bound_py_any(py)
        }
        fn take(object: &Bound<'_, PyAny>) -> PyResult<Self> {
            object.extract().and_then($back)
        }
    })+};
}

leaves! {
    f64: |value: &f64| *value, Ok;
    u8: |value: &u8| *value, Ok;
    u32: |value: &u32| *value, Ok;
    usize: |value: &usize| *value, Ok;
    bool: |value: &bool| *value, Ok;
    char: |value: &char| *value, Ok;
    String: String::as_str, Ok;
    Range<f64>: |range: &Self| (range.start, range.end), |(start, end)| Ok(start..end);
    Millis: |time: &Self| time.0, |ms| Ok(Self(ms));
    SampleRate: |rate: &Self| rate.hertz(), |hertz| Self::new(hertz).map_err(invalid);
    // A float gives the decimal number that it prints as, and stands for it.
    Hertz: |it: &Self| f64::from(it.millihertz()) / 1000.0, |Decimal(it)| Ok(it);
    DbM0: |it: &Self| f64::from(it.hundredths()) / 100.0, |Decimal(it)| Ok(it);
    Depth: |it: &Self| f64::from(it.thousandths()) / 1000.0, |Decimal(it)| Ok(it);
    ToneId: ToneId::as_str, |id: String| Self::new(id).map_err(invalid);
    Name: Name::to_string, |Named(name)| Ok(name);
    &'static str: |source: &Self| *source, source;
    Content: content, |voice: Option<usize>| Ok(voice.map_or(Self::Other, Self::Voice));
    Doubt: |doubt: &Self| doubt.code(), doubt;
}

/// A number of a unit with a decimal resolution, from an `int`, a `float`, a `Decimal` or a text.
struct Decimal<T>(T);

impl<T: FromStr<Err: Display>> FromPyObject<'_, '_> for Decimal<T> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let text = object.str()?;
        let text = text.to_str()?;
        let number = object.is_instance_of::<PyString>() || object.hasattr("__float__")?;
        if !number || object.is_instance_of::<PyBool>() {
            return Err(PyTypeError::new_err(format!("{text}: expected a number")));
        }
        text.parse().map(Self).map_err(|error| invalid(format!("{text}: {error}")))
    }
}

/// A kind of tone: the number that a CPT file gives it, or a name or an id that stands for it.
impl Tree for ToneKind {
    fn give<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.id() {
            Some(_) => self.to_string().into_bound_py_any(py),
            None => self.number().into_bound_py_any(py),
        }
    }
    fn take(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(number) = object.extract() {
            return Ok(Self::from_number(number));
        }
        let name: PyBackedStr = object.extract()?;
        Self::named(&name).ok_or_else(|| invalid(format!("`{name}` is no kind of tone")))
    }
}

/// A table that tones are from, by what it is called.
fn source(named: PyBackedStr) -> PyResult<&'static str> {
    let sources = world::countries().iter().map(world::Country::code).chain(["standard"]);
    let source = sources.into_iter().find(|source| **source == *named);
    source.ok_or_else(|| invalid(format!("no table of tones is called `{named}`")))
}

fn content(content: &Content) -> Option<usize> {
    match content {
        Content::Voice(voice) => Some(*voice),
        Content::Other => None,
    }
}

fn doubt(code: PyBackedStr) -> PyResult<Doubt> {
    let named = Doubt::ALL.into_iter().find(|doubt| *doubt.code() == *code);
    named.ok_or_else(|| invalid(format!("`{code}` is no doubt")))
}

impl<T: Tree> Tree for Option<T> {
    fn give<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.as_ref().map_or_else(|| Ok(py.None().into_bound(py)), |value| value.give(py))
    }
    fn take(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        if object.is_none() { Ok(None) } else { T::take(object).map(Some) }
    }
}

impl<T: Tree> Tree for Vec<T> {
    fn give<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let items = self.iter().map(|item| item.give(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyTuple::new(py, items)?.into_any())
    }
    fn take(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        object.try_iter()?.map(|item| T::take(&item?)).collect()
    }
}
