"""What a signal, a tone and a ringing pattern have in common: they can be rendered and shown."""

from __future__ import annotations

import contextlib
import os
import tempfile
import warnings
from abc import ABC
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, TypeVar, cast, overload

import numpy as np

from . import _notebook, _ringsmith
from ._reading import RingsmithWarning
from ._ringsmith import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

Out = TypeVar("Out")

#: The type of the items of an array of samples, for each encoding.
DTYPES: dict[str, type[Any]] = {
    "pcm16": np.int16,
    "pcm24": np.int32,
    "f32": np.float32,
    "ulaw": np.uint8,
    "alaw": np.uint8,
}

#: A signal compiled for a rate. Compiling takes longer than a second of a dial tone does, and
#: renderers do not change: those used last are kept, for all threads.
compiled = lru_cache(maxsize=64, typed=True)(Renderer)


def _empty(count: int, encoding: str) -> Any:
    try:
        return np.empty(count, DTYPES[encoding])
    except KeyError:
        message = f"expected an encoding: {', '.join(DTYPES)}"
        raise ValueError(message) from None
    except ValueError:  # more than an index of this machine can count
        message = f"{count} samples do not fit into memory"
        raise MemoryError(message) from None


class Playable(ABC):  # noqa: B024
    """A signal, a tone or a ringing pattern: what can be rendered, saved, drawn and listened to.

    A ringing pattern has no level of its own and is rendered at 0 dBm0;
    ``pattern.signal(level)`` and ``pattern.voiced(voice)`` are signals that say otherwise.
    """

    @overload
    def render(
        self,
        rate: int = 8000,
        *,
        duration: int | None = None,
        cycles: int | None = None,
        start: int = 0,
        encoding: Literal["pcm16"] = "pcm16",
        ramp: int = 0,
        out: None = None,
    ) -> NDArray[np.int16]: ...
    @overload
    def render(
        self,
        rate: int = 8000,
        *,
        duration: int | None = None,
        cycles: int | None = None,
        start: int = 0,
        encoding: Literal["pcm24"],
        ramp: int = 0,
        out: None = None,
    ) -> NDArray[np.int32]: ...
    @overload
    def render(
        self,
        rate: int = 8000,
        *,
        duration: int | None = None,
        cycles: int | None = None,
        start: int = 0,
        encoding: Literal["f32"],
        ramp: int = 0,
        out: None = None,
    ) -> NDArray[np.float32]: ...
    @overload
    def render(
        self,
        rate: int = 8000,
        *,
        duration: int | None = None,
        cycles: int | None = None,
        start: int = 0,
        encoding: Literal["ulaw", "alaw"],
        ramp: int = 0,
        out: None = None,
    ) -> NDArray[np.uint8]: ...
    @overload
    def render(
        self,
        rate: int = 8000,
        *,
        duration: int | None = None,
        cycles: int | None = None,
        start: int = 0,
        encoding: str,
        ramp: int = 0,
        out: None = None,
    ) -> NDArray[Any]: ...
    @overload
    def render(
        self,
        rate: int = 8000,
        *,
        start: int = 0,
        encoding: str = "pcm16",
        ramp: int = 0,
        out: Out,
    ) -> Out: ...
    def render(
        self: Any,
        rate: int = 8000,
        *,
        duration: int | None = None,
        cycles: int | None = None,
        start: int = 0,
        encoding: str = "pcm16",
        ramp: int = 0,
        out: Any = None,
    ) -> Any:
        """Render samples, each of them correctly rounded, wherever and in whatever pieces.

        Other threads run meanwhile.

        Args:
            rate: Samples a second, 8000 to 192000.
            duration: Milliseconds from ``start`` on: ``ceil(duration * rate / 1000)`` samples.
            cycles: The lead and so many cycles instead, 2 if nothing is said. A continuous tone
                has none: it sounds for its default duration, else 3000 ms.
            start: The first sample, up to 2**63.
            encoding: ``"pcm16"`` gives int16, ``"pcm24"`` int32 of 24 bits, ``"f32"`` float32 with
                full scale 1 and not clipped, ``"ulaw"`` and ``"alaw"`` uint8 (G.711).
            ramp: Milliseconds of a raised cosine inside both edges of every on time.
            out: A writable, contiguous buffer of the encoding's type, such as an array of any
                shape, an ``array.array`` or a ``memoryview``: it is filled, so its size is the
                length, and it is what is returned.

        Returns:
            An array of shape (samples,), or ``out``.

        Raises:
            ValueError: A frequency is not below half the rate, the rate or the encoding is none,
                the end lies beyond sample 2**63, or there is too much said of the length.
            BufferError: ``out`` is of another type, read-only, or not contiguous.
            MemoryError: The samples do not fit.

        >>> import ringsmith
        >>> busy = ringsmith.Signal([(425, 0)], ringsmith.Cadence(cycle=[(480, 480)]))
        >>> busy.render(duration=500)[:4]
        array([    0,  7479, 14132, 19225], dtype=int16)
        """
        renderer = compiled(self, rate, ramp)
        if out is None:
            out = _empty(renderer.length(duration, cycles, start), encoding)
        elif duration is not None or cycles is not None:
            message = "the length is that of `out`: give no duration and no cycles"
            raise ValueError(message)
        renderer.fill(out, start, encoding)
        return out

    def iter_frames(
        self: Any,
        rate: int = 8000,
        *,
        ptime: int = 20,
        duration: int | None = None,
        cycles: int | None = None,
        start: int = 0,
        encoding: str = "pcm16",
        ramp: int = 0,
    ) -> Iterator[NDArray[Any]]:
        """Render piece by piece: frames of ``ptime`` milliseconds, a new array each.

        The frames put together are what ``render`` gives for the same arguments; the last one may
        be shorter. Where ``ptime`` is no whole number of samples, frames differ by one sample and
        nothing drifts. A duration of years costs nothing before its frames are asked for.

        >>> import ringsmith
        >>> dial = ringsmith.Signal([(350, -13), (440, -13)])
        >>> [len(frame) for frame in dial.iter_frames(duration=50, encoding="ulaw")]
        [160, 160, 80]
        """
        if ptime < 1:
            message = "a frame takes 1 ms at least"
            raise ValueError(message)
        renderer = compiled(self, rate, ramp)
        samples = renderer.length(duration, cycles, start)
        _empty(0, encoding)
        return _frames(renderer, ptime, start, samples, encoding)

    def save(
        self: Any,
        file: str | os.PathLike[str] | IO[bytes],
        rate: int | None = None,
        *,
        duration: int | None = None,
        cycles: int | None = None,
        start: int = 0,
        encoding: str | None = None,
        container: str | None = None,
        ramp: int = 0,
        loop: bool = False,
        title: str | None = None,
    ) -> None:
        """Write an audio file.

        A path gets the whole file or none: it is written beside its place and renamed. Memory is
        bounded, whatever the length.

        Args:
            file: A path, or anything that has a ``write`` for bytes.
            rate: Samples a second; the encoding's usual ones if nothing is said: 8000, and 16000 of
                ``"g722"`` and ``"vorbis"``.
            duration: Milliseconds, as in ``render``.
            cycles: The lead and so many cycles instead, as in ``render``.
            start: The first sample, as in ``render``.
            encoding: ``"pcm16"``, ``"pcm24"``, ``"f32"``, ``"ulaw"``, ``"alaw"``, ``"g722"`` (16000
                Hz) or ``"vorbis"`` (from 15000 Hz on).
            container: ``"wav"``, ``"raw"``, ``"au"``, ``"flac"`` or ``"ogg"``. One follows from the
                other, and both from the extension of a path, ``.g722`` included; what is left is a
                WAV of ``"pcm16"``.
            ramp: Milliseconds of a raised cosine, as in ``render``.
            loop: Whether a player is to repeat it: the file has whole cycles, so that its end joins
                sample for sample, and a WAV says where the cycle starts. An Ogg has the cycles
                without the lead, because it repeats as a whole.
            title: That of an Ogg; if nothing is said, the name that the program gives a file of the
                tone or pattern (``"tone-2-busy"``), of a signal that of the file.

        Raises:
            ValueError: The container does not hold the encoding; one of them has no such rate; a
                WAV, an AU or a FLAC would pass 4 GiB; a loop is given a duration or a start; or as
                in ``render``.
            OSError: The file cannot be written.

        >>> import io, ringsmith
        >>> file = io.BytesIO()
        >>> ringsmith.Signal([(425, -10)]).save(file, encoding="alaw", duration=1000)
        >>> len(file.getvalue())
        8058
        """
        path = Path(file) if isinstance(file, (str, os.PathLike)) else None
        form = {"rate": rate, "encoding": encoding, "container": container, "title": title}
        stretch = {"duration": duration, "cycles": cycles, "start": start, "repeat": loop}
        made = _ringsmith.file(self, path, {**form, **stretch, "ramp": ramp})
        if path is None:
            made.write(cast("IO[bytes]", file).write)
        else:
            with _whole(path) as stream:
                made.write(stream.write)

    def save_for(
        self: Any,
        device: str,
        directory: str | os.PathLike[str],
        *,
        name: str | None = None,
        rate: int | None = None,
        encoding: str | None = None,
        cycles: int | None = None,
        duration: int | None = None,
        ramp: int = 0,
        title: str | None = None,
    ) -> list[Path]:
        """Write the files that a device takes: in its forms, below its limits, whole cycles.

        They get their places when all of them are written; if one fails, none does.

        Args:
            device: Which one: ``ringsmith.devices()`` lists them.
            directory: Where the files go; it is made if it is not there.
            name: What they are called before the dot; a tone or a pattern has a name.
            rate: Samples a second, where the device leaves a choice.
            encoding: That of ``save``, where the device leaves a choice.
            cycles: How many, where it is more than the device's usual ones.
            duration: Milliseconds instead of cycles, of a device that does not repeat files.
            ramp: Milliseconds of a raised cosine, as in ``render``.
            title: That of an Ogg; the name if nothing is said.

        Returns:
            The files, in the device's order.

        Raises:
            ValueError: There is no such device; it does not take what is asked for, or cannot play
                the signal as it is meant; a signal is given no name, or a name is a path.
            OSError: A file cannot be written.

        Warns:
            RingsmithWarning: For what was changed, such as a lead that is left out.

        >>> import ringsmith, tempfile
        >>> busy = ringsmith.world.country("de").tones["bt"]
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     [path.name for path in busy.save_for("cisco-ios", directory)]
        ['tone-2-busy.au', 'tone-2-busy.wav']
        """
        if name is not None and (not name or name != Path(name).name):
            message = f"{name!r}: expected a name, and a directory beside it"
            raise ValueError(message)
        form = {"rate": rate, "encoding": encoding, "container": None, "title": title}
        stretch = {"duration": duration, "cycles": cycles, "start": 0, "repeat": False}
        made, remarks = _ringsmith.files(self, device, name, {**form, **stretch, "ramp": ramp})
        for remark in remarks:
            warnings.warn(RingsmithWarning(remark), stacklevel=2)
        paths = [Path(directory) / one.place for one in made]
        with contextlib.ExitStack() as all_of_them:
            for path, one in zip(paths, made, strict=True):
                path.parent.mkdir(parents=True, exist_ok=True)
                one.write(all_of_them.enter_context(_whole(path)).write)
        return paths

    def svg(self: Any) -> str:
        """Draw the cadence: the lead and one cycle over a time axis, as the text of an SVG."""
        return _notebook.svg(self.cadence)

    def plot(self: Any, ax: Axes | None = None, rate: int = 8000, **options: Any) -> Axes:
        """Plot the samples over seconds with matplotlib (``pip install ringsmith[plot]``).

        ``options`` are those of ``render``. Returns the axes, new ones if none are given.
        """
        return cast("Axes", _notebook.plot(self, ax, rate, options))

    def _repr_html_(self: Any) -> str:
        return _notebook.html(self)


def devices() -> list[str]:
    """Give the names of the devices whose files ``save_for`` writes.

    >>> import ringsmith
    >>> ringsmith.devices()[:3]
    ['spectralink-84', 'pivot', 'versity']
    """
    return _ringsmith.devices()


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Write a file beside its place, which it gets if nothing goes wrong."""
    if path.exists() and not path.is_file():  # a pipe or a device is no place to rename to
        with path.open("wb") as stream:
            yield stream
        return
    path = path.resolve()
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
    ) as beside:
        try:
            yield cast("IO[bytes]", beside)
            beside.close()
            umask = os.umask(0)
            os.umask(umask)
            Path(beside.name).chmod(0o666 & ~umask)
            Path(beside.name).replace(path)
        except BaseException:
            Path(beside.name).unlink(missing_ok=True)
            raise


def _frames(
    renderer: Renderer, ptime: int, start: int, samples: int, encoding: str
) -> Iterator[NDArray[Any]]:
    done = 0
    frame = 0
    while done < samples:
        frame += 1
        until = min(renderer.first_sample_at(frame * ptime), samples)
        out = np.empty(until - done, DTYPES[encoding])
        renderer.fill(out, start + done, encoding)
        done = until
        yield out
