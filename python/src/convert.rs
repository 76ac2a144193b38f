//! Python's numbers and shorthands as the library's values.

use std::fmt::Display;
use std::str::FromStr;

use pyo3::PyClass;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pyclass::boolean_struct::True;
use pyo3::types::{PyBool, PyTuple};

/// An error of the library as the `ValueError` that says the same.
pub fn invalid(error: impl Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A count of parts of a unit as the nearest `float`, which prints as that decimal number.
pub fn decimal(count: impl Into<f64>, parts: u16) -> f64 {
    count.into() / f64::from(parts)
}

/// A number of a unit with a decimal resolution, from an `int`, a `float` (the decimal number that
/// it prints as), a `Decimal` or a text.
#[derive(Clone, Copy)]
pub struct Exact<T>(pub T);

impl<'py, T: FromStr<Err: Display>> FromPyObject<'_, 'py> for Exact<T> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let text = object.str()?;
        let text = text.to_str()?;
        let number =
            object.is_instance_of::<pyo3::types::PyString>() || object.hasattr("__float__")?;
        if !number || object.is_instance_of::<PyBool>() {
            return Err(PyTypeError::new_err(format!("{text}: expected a number")));
        }
        text.parse().map(Self).map_err(|error| invalid(format!("{text}: {error}")))
    }
}

/// A value of a class, or a tuple of what its constructor takes.
pub struct Like<T>(pub T);

impl<'py, T: PyClass<Frozen = True> + Clone + Sync> FromPyObject<'_, 'py> for Like<T> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(value) = object.cast::<T>() {
            return Ok(Self(value.get().clone()));
        }
        let made = object.py().get_type::<T>().call1(object.cast::<PyTuple>()?)?;
        Ok(Self(made.cast::<T>()?.get().clone()))
    }
}
