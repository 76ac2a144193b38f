//! Python's door to the library: it converts and calls. What is said of tones is said there; what
//! only Python needs is in the package beside this crate.

mod calls;
mod listen;
mod model;
mod render;
mod tree;

use pyo3::prelude::*;

/// The compiled part of ringsmith.
#[pymodule(gil_used = false)]
mod _ringsmith {
    /// The most bytes that a file is read of.
    #[pymodule_export]
    const LARGEST_FILE: usize = ringsmith::recording::Recording::LARGEST_FILE;
    #[pymodule_export]
    use crate::calls::{
        ToneControl, countries, country, dtmf, gr506, parse, select, sheet, standard, write,
    };
    #[pymodule_export]
    use crate::listen::{Listener, confidence, digits, learn, measure, read_recording};
    #[pymodule_export]
    use crate::listen::{sit, tone_set, verify};
    #[pymodule_export]
    use crate::model::{Cadence, Component, Modulation, OnOff, Package, RingingPattern, Signal};
    #[pymodule_export]
    use crate::model::{Swell, Tone, ToneSet, Voice};
    #[pymodule_export]
    use crate::render::{Asset, Renderer, devices, file, files};
}
