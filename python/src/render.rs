//! Samples into buffers of Python's: in place, and without holding the interpreter.

use std::io::{self, Write};
use std::path::PathBuf;
use std::slice;

use pyo3::buffer::{ElementType, PyUntypedBuffer};
use pyo3::exceptions::PyBufferError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use ringsmith::asset::{self, Device, Extent, Plain, Wish};
use ringsmith::codec::Encoding;
use ringsmith::codec::g711::Law;
use ringsmith::model::{Entry, Signal};
use ringsmith::sink::{self, Container};
use ringsmith::synth::{self, I24, RenderOptions};
use ringsmith::timeline::Length;
use ringsmith::units::{DbM0, Millis, SampleRate};

use crate::model::{RingingPattern, Tone};
use crate::tree::{As, Named, Tree, invalid};

/// What is played: its signal, how long that sounds if it is continuous, what a file of it is called.
pub struct Played {
    signal: Signal,
    continuous: Option<Millis>,
    name: Option<String>,
}

impl FromPyObject<'_, '_> for Played {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let entry = if let Ok(tone) = object.cast::<Tone>() {
            Entry::Tone(&tone.get().0)
        } else if let Ok(pattern) = object.cast::<RingingPattern>() {
            Entry::Pattern(&pattern.get().0)
        } else {
            return Ok(Self { signal: Signal::take(&object)?, continuous: None, name: None });
        };
        let (continuous, name) = (entry.default_duration(), Some(entry.to_string()));
        Ok(Self { signal: entry.signal(DbM0::ZERO), continuous, name })
    }
}

impl Played {
    /// How much is asked for: so many ms, or the lead and so many cycles.
    fn length(&self, duration: Option<u64>, cycles: Option<u64>) -> PyResult<Length> {
        if duration.is_some() && cycles.is_some() {
            return Err(invalid("either a duration or cycles"));
        }
        Ok(Length::asked(duration, cycles, self.continuous))
    }
}

/// A signal, tone or pattern compiled for a rate, of which any stretch can be rendered.
#[pyclass(module = "ringsmith", frozen)]
pub struct Renderer {
    of: Py<PyAny>,
    played: Played,
    ramp: Millis,
    engine: synth::Renderer,
}

#[pymethods]
impl Renderer {
    #[new]
    #[pyo3(signature = (of, rate=As(SampleRate::NARROWBAND), ramp=0),
        text_signature = "(of, rate=8000, ramp=0)")]
    fn new(of: &Bound<'_, PyAny>, rate: As<SampleRate>, ramp: u32) -> PyResult<Self> {
        let (played, ramp): (Played, _) = (of.extract()?, Millis(ramp));
        let engine = synth::Renderer::new(&played.signal, rate.0, RenderOptions { ramp });
        Ok(Self { of: of.clone().unbind(), played, ramp, engine: engine.map_err(invalid)? })
    }

    fn _arguments<'py>(&self, py: Python<'py>) -> (&Bound<'py, PyAny>, u32, u32) {
        (self.of.bind(py), self.engine.timeline().rate().hertz(), self.ramp.0)
    }

    /// The number of samples from ``start`` on: of ``duration`` ms, or of the lead and ``cycles``.
    #[pyo3(signature = (duration=None, cycles=None, start=0))]
    fn length(&self, duration: Option<u64>, cycles: Option<u64>, start: u64) -> PyResult<u64> {
        let length = self.played.length(duration, cycles)?;
        let rate = self.engine.timeline().rate();
        length.samples(self.played.signal.cadence(), rate, start).map_err(invalid)
    }

    /// The first sample at or after an instant in ms.
    fn first_sample_at(&self, ms: u64) -> u64 {
        self.engine.timeline().rate().first_sample_at(ms)
    }

    /// Fills a writable, contiguous buffer of the encoding's type with the samples from ``start`` on.
    #[pyo3(signature = (out, start=0, encoding=Named(Encoding::Pcm16)),
        text_signature = "($self, out, start=0, encoding='pcm16')")]
    fn fill(&self, out: &Bound<'_, PyAny>, start: u64, encoding: Named<Encoding>) -> PyResult<()> {
        const PCM16: ElementType = ElementType::SignedInteger { bytes: 2 };
        const PCM24: ElementType = ElementType::SignedInteger { bytes: 4 };
        const FLOAT: ElementType = ElementType::Float { bytes: 4 };
        const BYTE: ElementType = ElementType::UnsignedInteger { bytes: 1 };
        let engine = &self.engine;
        match encoding.0 {
            Encoding::Pcm16 => fill::<i16>(out, PCM16, |out| engine.render(start, out)),
            Encoding::Pcm24 => fill::<I24>(out, PCM24, |out| engine.render(start, out)),
            Encoding::F32 => fill::<f32>(out, FLOAT, |out| engine.render(start, out)),
            Encoding::Ulaw => fill(out, BYTE, |out| Law::Ulaw.render(engine, start, out)),
            Encoding::Alaw => fill(out, BYTE, |out| Law::Alaw.render(engine, start, out)),
            other => Err(invalid(format!("{other} has no array type"))),
        }
    }
}

/// What is wished for of files, where nothing is said being what the form or the device has.
pub struct Wished {
    wish: Wish,
    container: Option<Container>,
    start: u64,
    repeat: bool,
}

impl FromPyObject<'_, '_> for Wished {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let coding = object.get_item("encoding")?.extract::<Option<Named<_>>>()?;
        let container = object.get_item("container")?.extract::<Option<Named<_>>>()?;
        let wish = Wish {
            coding: coding.map(|it| it.0),
            rate: Tree::take(&object.get_item("rate")?)?,
            duration: object.get_item("duration")?.extract()?,
            cycles: object.get_item("cycles")?.extract()?,
            continuous: None,
            options: RenderOptions { ramp: Tree::take(&object.get_item("ramp")?)? },
            title: object.get_item("title")?.extract()?,
        };
        let (start, repeat) = (object.get_item("start")?, object.get_item("repeat")?);
        let container = container.map(|it| it.0);
        Ok(Self { wish, container, start: start.extract()?, repeat: repeat.extract()? })
    }
}

/// A file in the making.
#[pyclass(module = "ringsmith", frozen)]
pub struct Asset(asset::Asset);

#[pymethods]
impl Asset {
    /// Where it is to stand, below the directory of all of them.
    #[getter]
    fn place(&self) -> PathBuf {
        self.0.place.clone()
    }

    /// Writes the file through ``write``.
    fn write(&self, py: Python<'_>, write: Py<PyAny>) -> PyResult<()> {
        let written = py.detach(|| self.0.write(&mut Writer(write), |_| Ok(())));
        written.map_err(|error| match error.kind() {
            io::ErrorKind::InvalidInput => invalid(error),
            _ => error.into(),
        })
    }
}

/// The file of this name, in the form that is wished for or follows from the name.
#[pyfunction]
pub fn file(of: Played, name: Option<PathBuf>, wished: Wished) -> PyResult<Asset> {
    let Wished { wish: Wish { duration, cycles, options, .. }, start, .. } = wished;
    let (coding, container) = sink::form(wished.wish.coding, wished.container, name.as_deref());
    let extent = if !wished.repeat {
        Extent::From { start, length: of.length(duration, cycles)? }
    } else if duration.is_some() || start > 0 {
        return Err(invalid("a loop has whole cycles from the start: no duration, no start"));
    } else {
        Extent::Loop { cycles, continuous: of.continuous }
    };
    let rate = wished.wish.rate.unwrap_or(coding.rate());
    let place = name.unwrap_or_default();
    let stem = || place.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let title = wished.wish.title.or(of.name).or_else(stem);
    let plain = Plain { coding, container, rate, extent, options, title };
    plain.asset(place, of.signal).map(Asset).map_err(invalid)
}

/// The files of a device, and what was changed for it.
#[pyfunction]
pub fn files(
    of: Played,
    device: Named<Device>,
    name: Option<String>,
    wished: Wished,
) -> PyResult<(Vec<Asset>, Vec<String>)> {
    let unnamed = || invalid("a signal has no name of its own: give the files one");
    let name = name.or(of.name).ok_or_else(unnamed)?;
    let wish = Wish { continuous: of.continuous, ..wished.wish };
    let plan = device.0.plan(&name, &of.signal, &wish).map_err(invalid)?;
    let remarks = plan.remarks.iter().map(|remark| format!("{name}: {remark}")).collect();
    Ok((plan.assets.into_iter().map(Asset).collect(), remarks))
}

/// The names of the devices whose files are known.
#[pyfunction]
pub fn devices() -> Vec<&'static str> {
    Device::ALL.map(Device::name).to_vec()
}

/// Something of Python's that takes bytes. An exception of its own comes out as it is.
struct Writer(Py<PyAny>);

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Python::attach(|py| {
            self.0.call1(py, (PyBytes::new(py, bytes),))?;
            py.check_signals()
        })?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Lets `render` fill the buffer that `out` shows, whose items have to be of this type.
fn fill<S: Send>(
    out: &Bound<'_, PyAny>,
    items: ElementType,
    render: impl FnOnce(&mut [S]) + Send,
) -> PyResult<()> {
    let buffer = PyUntypedBuffer::get(out)?;
    let format = buffer.format();
    // PyO3's own check takes the other order for this machine's.
    let foreign: &[u8] = if cfg!(target_endian = "little") { b">!" } else { b"<" };
    let order = format.to_bytes().first();
    let swapped = size_of::<S>() > 1 && order.is_some_and(|order| foreign.contains(order));
    let samples = buffer.buf_ptr().cast::<S>();
    let refused = if ElementType::from_format(format) != items || swapped {
        format!("the buffer holds items of format {format:?}, the encoding has {items:?}")
    } else if buffer.readonly() {
        "the buffer cannot be written to".to_owned()
    } else if !buffer.is_c_contiguous() || !samples.is_aligned() {
        "the buffer is not contiguous and aligned: fill one that is, and copy".to_owned()
    } else if buffer.item_count() == 0 {
        return Ok(());
    } else {
        // SAFETY: The lines above say that the items are numbers of the form and size of S, aligned,
        // one after the other, and may be written to; `buffer` keeps them where they are until it is
        // dropped. What else looks at them from another thread meanwhile sees any numbers, as with
        // any array that threads share.
        #[expect(unsafe_code, reason = "the only way into a buffer without the interpreter")]
        let samples = unsafe { slice::from_raw_parts_mut(samples, buffer.item_count()) };
        out.py().detach(|| render(samples));
        return Ok(());
    };
    Err(PyBufferError::new_err(refused))
}
