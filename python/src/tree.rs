//! What was measured as the package's dataclasses, field by field, and back.

use core::ops::Range;

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyTuple;
use ringsmith::analysis::{
    Background, Content, Doubt, MeasuredCadence, MeasuredComponent, MeasuredModulation,
    MeasuredOnOff, MeasuredVoice, Measurement, Run, Times,
};
use ringsmith::units::SampleRate;

use crate::convert::invalid;

/// A value that is a number, a tuple or a dataclass in Python.
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

/// Structs of the library, each a dataclass of the same name with the same fields in this order.
macro_rules! dataclasses {
    ($($name:ident { $($field:ident),+ })+) => {$(impl Tree for $name {
        fn give<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
            let class = py.import("ringsmith._measured")?.getattr(stringify!($name))?;
            class.call1(($(self.$field.give(py)?,)+))
        }
        fn take(object: &Bound<'_, PyAny>) -> PyResult<Self> {
            Ok(Self { $($field: Tree::take(&object.getattr(stringify!($field))?)?),+ })
        }
    })+};
}

dataclasses! {
    Measurement { rate, length_ms, background, voices, runs, cadence }
    Background { dc, noise_dbm0, hum, clipped_samples, lost_ms }
    MeasuredVoice { components, heard_ms, snr_db }
    MeasuredComponent { frequency_hz, level_dbm0, modulation }
    MeasuredModulation { frequency_hz, depth }
    Run { start_ms, end_ms, content, cut_start, cut_end }
    MeasuredCadence { lead, cycle, cycles_heard, doubts }
    MeasuredOnOff { voice, on, off }
    Times { ms, jitter_ms, count }
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
    usize: |value: &usize| *value, Ok;
    bool: |value: &bool| *value, Ok;
    Range<f64>: |range: &Self| (range.start, range.end), |(start, end)| Ok(start..end);
    SampleRate: |rate: &Self| rate.hertz(), |hertz| Self::new(hertz).map_err(invalid);
    Content: content, |voice: Option<usize>| Ok(voice.map_or(Self::Other, Self::Voice));
    Doubt: |doubt: &Self| doubt.code(), doubt;
}

fn content(content: &Content) -> Option<usize> {
    match content {
        Content::Voice(voice) => Some(*voice),
        Content::Other => None,
    }
}

fn doubt(code: PyBackedStr) -> PyResult<Doubt> {
    use Doubt::{BeginsWithin, HeardOnce, LastSilenceCut, StillSounding, Stopped};
    let doubts = [HeardOnce, StillSounding, LastSilenceCut, Stopped, BeginsWithin];
    let named = doubts.into_iter().find(|doubt| *doubt.code() == *code);
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
