"""From a recording to a definition in round numbers, and to the name that the tone has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from . import _ringsmith
from ._listening import measured

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike

    from ._listening import File, Recording
    from ._measured import Measurement
    from ._ringsmith import Signal, ToneSet


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tones of the tables that sound the same and have the same name.

    Attributes:
        name: What they are called.
        sources: Whose tables have it: codes of countries, ``"standard"`` for what no country fixes.
        signal: What the first of them plays.
        distance: How far that is from what was heard: 0 is equal but for levels, 1 is as far as
            exchanges stray, 3 is the most.
        confidence: How probable it is, from 0 to 1, all candidates together at most 1.
    """

    name: str
    sources: tuple[str, ...]
    signal: Signal
    distance: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Learned:
    """A definition that was learned from a recording.

    Attributes:
        signal: What was heard, in round numbers.
        ringing: The frequency of the ringing current in Hz, where it is a ringing pattern and no
            tone.
        name: What most tables call a tone like this: a kind (``"busy"``), an id (``"record"``),
            ``"ringing"``, ``"distinctive-ringing-2"``; None where no table has one. Another one can
            be put in its place with ``dataclasses.replace``.
        candidates: The tones of the tables that are like it, the most probable first.
        doubts: What the recording does not tell, as in ``MeasuredCadence``.
    """

    signal: Signal
    ringing: float | None
    name: str | None
    candidates: tuple[Candidate, ...]
    doubts: tuple[str, ...]

    @property
    def confidence(self) -> float:
        """How sure the name is, from 0 to 1; 0 without one."""
        return _ringsmith.confidence(self)

    def tone_set(self, to: str = "toml") -> ToneSet:
        """Give the set that has this tone or ringing pattern and nothing else: see ``tone_set``."""
        return _ringsmith.tone_set([self], to)


def learn(
    samples: Measurement | ArrayLike | Recording | File,
    rate: int | None = None,
    *,
    channel: int | Literal["mix"] | None = None,
    encoding: str | None = None,
) -> Learned | None:
    """Learn the definition of the tone that a recording holds; None where no tone sounds.

    Numbers become the roundest ones within what the measurement is off. What was heard once is
    played once, and the doubts say so: record the lead, two cycles and the beginning of a third.
    One sine of at most 75 Hz is a ringing pattern. Other threads run meanwhile.

    Args:
        samples: A measurement, or what ``measure`` takes.
        rate: That of samples, as in ``measure``.
        channel: That of a file, as in ``measure``.
        encoding: What samples are, as in ``measure``.

    Raises:
        TypeError, ValueError, OSError: Those of ``measure``.

    >>> import ringsmith
    >>> busy = ringsmith.world.country("de").tones["bt"]
    >>> learned = ringsmith.learn(busy.render(cycles=4), 8000)
    >>> learned.name, learned.signal.cadence, "de" in learned.candidates[0].sources
    ('busy', Cadence(cycle=(OnOff(480, 480),)), True)
    >>> print(ringsmith.convert(learned.tone_set("asterisk"), "asterisk").text.splitlines()[-1])
    busy = 425/480,0/480
    """
    return _ringsmith.learn(measured(samples, rate, channel, encoding))


def tone_set(learned: Iterable[Learned], to: str = "toml") -> ToneSet:
    """Give the set of what was learned, as a notation holds it best.

    Tones and patterns are numbered from 0 in their order, each by itself. A tone has the kind that
    it was named, or the id; an id that a second tone would have gets a number from 2. In a CPT
    file, which has no ids, a tone without a kind is a user defined tone.

    Args:
        learned: What was learned from each recording.
        to: The notation that it is for, as ``convert`` takes it.

    Raises:
        ValueError: There is no such notation, or a name cannot be an id.

    >>> import ringsmith
    >>> tones = [ringsmith.standard.tones()[name] for name in ("dt", "bt")]
    >>> learned = [ringsmith.learn(tone.render(cycles=4), 8000) for tone in tones]
    >>> list(ringsmith.tone_set(learned))
    ['tone-0-dial', 'tone-1-busy']
    """
    return _ringsmith.tone_set(list(learned), to)
