//! Samples into buffers of Python's: in place, and without holding the interpreter.

use std::io::{self, Write};
use std::slice;

use pyo3::buffer::{ElementType, PyUntypedBuffer};
use pyo3::exceptions::PyBufferError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use ringsmith::codec::Encoding;
use ringsmith::codec::g711::Law;
use ringsmith::sink::{Container, Recording};
use ringsmith::synth::{self, I24, RenderOptions};
use ringsmith::timeline::Length;
use ringsmith::units::{DbM0, Millis, SampleRate};

use crate::convert::{Like, invalid};
use crate::model::{RingingPattern, Signal, Tone};

/// A signal, tone or pattern compiled for a rate, of which any stretch can be rendered.
#[pyclass(module = "ringsmith", frozen)]
pub struct Renderer {
    of: Py<PyAny>,
    signal: Signal,
    continuous: Option<Millis>,
    ramp: Millis,
    engine: synth::Renderer,
}

#[pymethods]
impl Renderer {
    #[new]
    #[pyo3(signature = (of, rate=8000, ramp=0))]
    fn new(of: &Bound<'_, PyAny>, rate: u32, ramp: u32) -> PyResult<Self> {
        let (signal, continuous) = if let Ok(tone) = of.cast::<Tone>() {
            let tone = &tone.get().0;
            (Signal(tone.signal.clone()), tone.default_duration)
        } else if let Ok(pattern) = of.cast::<RingingPattern>() {
            (Signal(pattern.get().0.signal(DbM0::ZERO)), None)
        } else {
            (of.extract::<Like<Signal>>()?.0, None)
        };
        let (rate, ramp) = (SampleRate::new(rate).map_err(invalid)?, Millis(ramp));
        let engine = synth::Renderer::new(&signal.0, rate, RenderOptions { ramp });
        let engine = engine.map_err(invalid)?;
        Ok(Self { of: of.clone().unbind(), signal, continuous, ramp, engine })
    }

    fn _arguments<'py>(&self, py: Python<'py>) -> (&Bound<'py, PyAny>, u32, u32) {
        (self.of.bind(py), self.engine.timeline().rate().hertz(), self.ramp.0)
    }

    /// The number of samples from ``start`` on: of ``duration`` ms, or of the lead and ``cycles``.
    #[pyo3(signature = (duration=None, cycles=None, start=0))]
    fn length(&self, duration: Option<u64>, cycles: Option<u64>, start: u64) -> PyResult<u64> {
        let length = match (duration, cycles) {
            (Some(_), Some(_)) => return Err(invalid("either a duration or cycles")),
            (Some(duration), None) => Length::Millis(duration),
            (None, cycles) => Length::Cycles {
                cycles: cycles.unwrap_or(Length::CYCLES),
                continuous: self.continuous,
            },
        };
        let rate = self.engine.timeline().rate();
        length.samples(self.signal.0.cadence(), rate, start).map_err(invalid)
    }

    /// The first sample at or after an instant in ms.
    fn first_sample_at(&self, ms: u64) -> u64 {
        self.engine.timeline().rate().first_sample_at(ms)
    }

    /// Fills a writable, contiguous buffer of the encoding's type with the samples from ``start`` on.
    #[pyo3(signature = (out, start=0, encoding="pcm16"))]
    fn fill(&self, out: &Bound<'_, PyAny>, start: u64, encoding: &str) -> PyResult<()> {
        const PCM16: ElementType = ElementType::SignedInteger { bytes: 2 };
        const PCM24: ElementType = ElementType::SignedInteger { bytes: 4 };
        const FLOAT: ElementType = ElementType::Float { bytes: 4 };
        const BYTE: ElementType = ElementType::UnsignedInteger { bytes: 1 };
        let engine = &self.engine;
        match encoding.parse().map_err(invalid)? {
            Encoding::Pcm16 => fill::<i16>(out, PCM16, |out| engine.render(start, out)),
            Encoding::Pcm24 => fill::<I24>(out, PCM24, |out| engine.render(start, out)),
            Encoding::F32 => fill::<f32>(out, FLOAT, |out| engine.render(start, out)),
            Encoding::Ulaw => fill(out, BYTE, |out| Law::Ulaw.render(engine, start, out)),
            Encoding::Alaw => fill(out, BYTE, |out| Law::Alaw.render(engine, start, out)),
            _ => Err(invalid(format!("{encoding} has no array type"))),
        }
    }

    /// Writes ``samples`` samples from ``start`` on, ``"wav"`` or ``"raw"``, through ``write``.
    #[pyo3(signature = (write, samples, start=0, encoding="pcm16", container="wav"))]
    fn write(
        &self,
        py: Python<'_>,
        write: Py<PyAny>,
        samples: u64,
        start: u64,
        encoding: &str,
        container: &str,
    ) -> PyResult<()> {
        let container = match container {
            "wav" => Container::Wav,
            "raw" => Container::Raw,
            _ => return Err(invalid("expected a container: wav, raw")),
        };
        let encoding = encoding.parse().map_err(invalid)?;
        let recording = Recording { encoding, container, start, samples };
        py.detach(|| recording.write(&self.engine, &mut Writer(write), |_| Ok(()))).map_err(
            |error| match error.kind() {
                io::ErrorKind::InvalidInput => invalid(error),
                _ => error.into(),
            },
        )
    }
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
