"""Recordings in, what they hold out; whether that is right; and channels that are listened to."""

from __future__ import annotations

import copy
import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from . import _ringsmith
from ._measured import Measurement
from ._ringsmith import RingingPattern, Signal, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from ._measured import Verdict
    from ._ringsmith import Voice, _ComponentLike, _Number

#: A file, or its bytes.
File: TypeAlias = str | os.PathLike[str] | bytes
#: A number of a property's unit, or a share of the nominal: ``"0.5%"``.
Allowance: TypeAlias = float | str

#: The types of samples and what they are, if nothing is said.
ENCODINGS = {"int16": "pcm16", "float32": "f32", "float64": "f32"}
#: What full scale is, of the encodings that are linear.
FULL_SCALE = {"pcm16": 2.0**15, "pcm24": 2.0**23, "f32": 1.0}


class RecordingWarning(UserWarning):
    """A file holds less than it promises: it is cut short, or damaged."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """The samples of one channel of an audio file.

    Attributes:
        samples: float32 of shape (samples,), read-only; full scale is 1. Floats may lie beyond it.
        rate: Samples a second.
        format: What the file is, in words: ``"WAV, G.711 A-law"``.
        channels: How many channels it has.
        fault: Why there is less than the file promised, in words; None if there is not.
    """

    samples: NDArray[np.float32]
    rate: int
    format: str
    channels: int = 1
    fault: str | None = None

    def __eq__(self, other: object) -> bool:
        """Tell whether the other one is a recording of the same samples and says the same."""
        if not isinstance(other, Recording):
            return NotImplemented
        return self._words() == other._words() and np.array_equal(self.samples, other.samples)

    __hash__ = None  # type: ignore[assignment]

    def _words(self) -> tuple[object, ...]:
        return self.rate, self.format, self.channels, self.fault


def read_recording(
    file: File,
    channel: int | Literal["mix"] | None = None,
    *,
    rate: int | None = None,
    encoding: str | None = None,
    channels: int = 1,
) -> Recording:
    """Read one channel of an audio file: WAV (linear, float, G.711), FLAC, Ogg Vorbis, MP3, or raw.

    Args:
        file: A path, or the bytes of a file; at most 256 MiB, 57 600 000 samples of a channel.
        channel: Which one, from 1, or ``"mix"`` for the mean of all; None takes the only one.
        rate: Samples a second, of bare samples.
        encoding: Of bare samples, least byte first: ``"pcm16"``, ``"pcm24"``, ``"f32"``,
            ``"ulaw"``, ``"alaw"``.
        channels: How many channels bare samples have.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no audio file, its rate is not 8000 to 192000, it has no samples or too
            many, it has several channels and none is named, or not the one that is; only one of
            rate and encoding is given.

    Warns:
        RecordingWarning: It ends early, or some of it cannot be decoded.

    >>> import ringsmith
    >>> ringsmith.read_recording(bytes(4), rate=8000, encoding="pcm16").samples
    array([0., 0.], dtype=float32)
    """
    return _read(file, channel, rate, encoding, channels)


def _read(file: File, channel: object, rate: object, encoding: object, channels: int) -> Recording:
    if (rate is None) != (encoding is None):
        message = "bare samples need both their rate and their encoding, files neither"
        raise ValueError(message)
    if isinstance(file, bytes):
        name, data = "<bytes>", file
    else:
        name = os.fspath(file)
        with Path(file).open("rb") as stream:
            data = stream.read(_ringsmith.LARGEST_FILE + 1)
    raw: Any = None if rate is None else (rate, encoding, channels)
    chosen = None if channel is None else str(channel)
    bare, rate_hz, count, form, fault = _ringsmith.read_recording(name, data, chosen, raw)
    if fault is not None:
        warnings.warn(RecordingWarning(f"{name}: {fault}"), stacklevel=3)
    return Recording(np.frombuffer(bare, np.float32), rate_hz, form, count, fault)


def _linear(samples: ArrayLike, encoding: str | None) -> NDArray[np.float32]:
    """Give samples as floats with full scale 1."""
    array = np.asarray(samples)
    if array.ndim != 1:
        message = f"expected samples of one channel, of shape (samples,), not {array.shape}"
        raise ValueError(message)
    found = array.dtype.name
    encoding = encoding or ENCODINGS.get(found)
    if found == "uint8" and encoding in {"ulaw", "alaw"}:
        if not array.size:
            return np.empty(0, np.float32)
        return _read(array.tobytes(), None, 8000, encoding, 1).samples
    wanted = {"pcm16": ("int16",), "pcm24": ("int32",), "f32": ("float32", "float64")}
    if encoding is None or found not in wanted.get(encoding, ()):
        message = f"{found} samples: expected int16, float32 or float64, int32 with "
        raise TypeError(message + 'encoding="pcm24", or uint8 with encoding="ulaw" or "alaw"')
    with np.errstate(over="ignore"):  # what is too large for a float32 is no sample
        return np.ascontiguousarray(array / np.float64(FULL_SCALE[encoding]), np.float32)


def measure(
    samples: ArrayLike | Recording | File,
    rate: int | None = None,
    *,
    channel: int | Literal["mix"] | None = None,
    encoding: str | None = None,
) -> Measurement:
    """Measure what a recording holds: frequencies, levels, modulation, runs, cadence, background.

    Other threads run meanwhile.

    Args:
        samples: Of one channel, of shape (samples,), any stride: int16; float32 or float64 with
            full scale 1; int32 or uint8 where ``encoding`` says what they are. What is no number
            is silence. Or a ``Recording``, or a file as ``read_recording`` takes it.
        rate: Samples a second, 8000 to 192000. Recordings and files have one.
        channel: That of a file, as in ``read_recording``.
        encoding: ``"pcm24"``, ``"ulaw"``, ``"alaw"``: what samples are. Of a file without a header.

    Raises:
        TypeError: The samples are of another type; there is no rate.
        ValueError: They are not of one channel, the rate is none, or as in ``read_recording``.
        OSError: The file cannot be read.

    >>> import ringsmith
    >>> busy = ringsmith.Signal([(425, -10)], ringsmith.Cadence(cycle=[(480, 480)]))
    >>> found = ringsmith.measure(busy.render(cycles=5), 8000)
    >>> [round(component.frequency_hz, 1) for component in found.voices[0].components]
    [425.0]
    >>> round(found.cadence.cycle[0].on.ms), len(found.runs)
    (480, 5)
    """
    return _measure(samples, rate, channel, encoding)


def _measure(samples: Any, rate: int | None, channel: object, encoding: str | None) -> Measurement:
    if isinstance(samples, (str, bytes, os.PathLike)):
        samples, encoding = _read(samples, channel, rate, encoding, 1), None
        rate = channel = None
    elif channel is not None:
        message = "only a file has channels to choose from"
        raise TypeError(message)
    if isinstance(samples, Recording):
        if rate is not None or encoding is not None:
            message = "a recording has a rate and an encoding of its own"
            raise TypeError(message)
        samples, rate = samples.samples, samples.rate
    if rate is None:
        message = "samples need a rate"
        raise TypeError(message)
    return _ringsmith.measure(_linear(samples, encoding), rate)


def measured(found: Any, rate: int | None, channel: object, encoding: str | None) -> Measurement:
    """Give a measurement as it is, and that of anything else that can be measured."""
    if not isinstance(found, Measurement):
        return _measure(found, rate, channel, encoding)
    if any(given is not None for given in (rate, channel, encoding)):
        message = "a measurement has a rate, a channel and an encoding of its own"
        raise TypeError(message)
    return found


def verify(
    found: Measurement | ArrayLike | Recording | File,
    signal: Signal | Tone | RingingPattern,
    *,
    tolerances: str = "default",
    rate: int | None = None,
    channel: int | Literal["mix"] | None = None,
    encoding: str | None = None,
    level: _Number | None = None,
    voice: Voice | Sequence[_ComponentLike] | None = None,
    frequency_tolerance: Allowance | None = None,
    level_tolerance: float | None = None,
    time_tolerance: Allowance | None = None,
) -> Verdict:
    """Compare a recording with what had to sound, property by property.

    Args:
        found: A measurement, or what ``measure`` takes.
        signal: What had to sound. A ringing pattern has no level: none is judged unless one is
            given; its times are judged by GR-506 where that has limits for it.
        tolerances: Whose limits are meant: ``"default"`` (0.5 %, 1.5 dB, 5 %), ``"na"`` or
            ``"precise"`` (North America's precise tone plan), ``"itu"`` or ``"e180"`` (ITU-T
            E.180/Q.35), ``"dtmf"`` (ITU-T Q.23), ``"strict"`` (what a digital sender without a
            fault keeps).
        rate: That of samples, as in ``measure``.
        channel: That of a file, as in ``measure``.
        encoding: What samples are, as in ``measure``.
        level: The level in dBm0 that a ringing pattern has to have.
        voice: What rings in a pattern's cadence instead: a ``Voice`` or its components.
        frequency_tolerance: Hz, or a share such as ``"0.5%"``, instead of the set's.
        level_tolerance: dB.
        time_tolerance: Milliseconds, or a share.

    Raises:
        TypeError, ValueError, OSError: Those of ``measure``; a set of tolerances or a number that
            is none; a level or a voice for what is no ringing pattern.

    >>> import ringsmith
    >>> busy = ringsmith.world.country("de").tones["bt"]
    >>> verdict = ringsmith.verify(busy.render(cycles=4), busy, rate=8000)
    >>> bool(verdict), str(verdict)
    (True, 'within tolerance')
    >>> slow = ringsmith.Signal([(425, -10)], ringsmith.Cadence(cycle=[(600, 480)]))
    >>> print(ringsmith.verify(slow.render(cycles=4), busy, rate=8000).failures[0])
    FAIL on time, cycle 1: 480 ms (456 to 504), measured 600.0
    """
    found = measured(found, rate, channel, encoding)
    has_level = level is not None or voice is not None
    ringing = None
    if isinstance(signal, RingingPattern):
        ringing = has_level
        at = 0 if level is None else level
        signal = signal.signal(at) if voice is None else signal.voiced(voice)
    elif has_level:
        message = "only a ringing pattern is given a level or a voice"
        raise TypeError(message)
    signal = signal.signal if isinstance(signal, Tone) else signal
    if isinstance(level_tolerance, str):
        message = "a level is off by dB, not by a share"
        raise TypeError(message)
    given = (frequency_tolerance, level_tolerance, time_tolerance)
    asked = [None if allowance is None else str(allowance) for allowance in given]
    return _ringsmith.verify(found, signal, tolerances, ringing, asked)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a channel makes known.

    Attributes:
        at: At which sample, from the first that was fed: the edge as it is estimated, for
            ``"on"`` and ``"off"``; when it was known, for the others.
        kind: ``"on"`` and ``"off"`` of a voice; a signal is ``"recognised"``, or ``"lost"``: it
            does not go on as its cadence says.
        index: Of which of the detector's voices, or of which signal.
    """

    at: int
    kind: str
    index: int


class Detector:
    """Hears tones as they come in, one channel of them, in frames of any size.

    What it reports does not depend on the frames. It is fed by one thread at a time
    (``RuntimeError``), and stays in its process: it cannot be pickled.
    """

    def __init__(
        self,
        signals: Sequence[Signal | Tone],
        rate: int = 8000,
        *,
        least_level: _Number = -40,
        least_share: float = 0.8,
        frequency_tolerance: float = 0.015,
        twist: _Number = 8,
        continuous: int = 600,
    ) -> None:
        """Listen for these signals.

        Args:
            signals: What may be heard: frequencies from 200 Hz on, on times of 60 ms and more,
                64 voices in all.
            rate: Samples a second, 8000 to 192000.
            least_level: The lowest level of a tone in dBm0, all its components together.
            least_share: The share of the energy that a voice has to hold, to 0.001.
            frequency_tolerance: How far frequencies may be off, as a share of them, up to 0.05, to
                0.001.
            twist: How far the levels of components may be off in dB, one against the other.
            continuous: How many ms a continuous tone has to sound to be recognised.

        Raises:
            ValueError: There is no signal, or one that cannot be heard, or a number is none.

        >>> import ringsmith
        >>> busy = ringsmith.world.country("de").tones["bt"]
        >>> detector = ringsmith.Detector([busy])
        >>> events = [event for frame in busy.iter_frames(duration=3000)
        ...     for event in detector.feed(frame)]
        >>> [event.kind for event in events[:5]]
        ['on', 'off', 'on', 'off', 'recognised']
        """
        #: The signals that are listened for.
        self.signals = tuple(one.signal if isinstance(one, Tone) else one for one in signals)
        #: Samples a second.
        self.rate = rate
        shares = (round(least_share * 1000), round(frequency_tolerance * 1000))
        options = (least_level, *shares, twist, continuous)
        self._listener = _ringsmith.Listener(self.signals, rate, options)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The sounds of the signals, each once, in the order in which they first sound."""
        return self._listener.voices()

    def feed(
        self, frame: NDArray[np.int16] | NDArray[np.uint8], encoding: str | None = None
    ) -> list[Event]:
        """Hear a frame, of any size, and tell what it makes known.

        Args:
            frame: int16 samples, or uint8 codes of G.711; an array of shape (samples,), any stride.
            encoding: ``"ulaw"`` or ``"alaw"``, of codes.

        Raises:
            TypeError: The frame is of another type, or there is no encoding for codes.
            ValueError: It is not of one channel.
        """
        array: NDArray[Any] = np.asarray(frame)
        if array.ndim != 1:
            message = f"expected samples of one channel, of shape (samples,), not {array.shape}"
            raise ValueError(message)
        types = {None: np.int16, "pcm16": np.int16, "ulaw": np.uint8, "alaw": np.uint8}
        if encoding not in types or array.dtype != types[encoding]:
            message = 'expected int16 samples, or uint8 codes with encoding="ulaw" or "alaw"'
            raise TypeError(message)
        told = self._listener.feed(np.ascontiguousarray(array), encoding or "pcm16")
        return [Event(*event) for event in told]

    def another(self) -> Detector:
        """Give a detector for another channel, which has heard nothing yet.

        It shares what was compiled from the signals: its own state takes a few kilobytes.
        """
        other = copy.copy(self)
        other._listener = self._listener.another()
        return other

    def reset(self) -> None:
        """Forget what was heard: the next sample is sample 0 of a new call."""
        self._listener.reset()
