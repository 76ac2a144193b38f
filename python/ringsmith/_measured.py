"""What is found in a recording, and what comes of comparing it: plain records of numbers.

The compiled part makes them and takes them again, field by field.
"""

from __future__ import annotations

import html as markup
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from . import _notebook, _ringsmith

if TYPE_CHECKING:
    from matplotlib.axes import Axes


#: How many decimals of a unit say more than what a measurement is off; 2 of the others.
DECIMALS = {"ms": 1, "count": 0}


@dataclass(frozen=True, slots=True)
class MeasuredModulation:
    """An amplitude modulation: how often the level swings, and how far; depth 1 is 100 %."""

    frequency_hz: float
    depth: float


@dataclass(frozen=True, slots=True)
class MeasuredComponent:
    """A sine: frequency and level, those of the unmodulated carrier where it is modulated."""

    frequency_hz: float
    level_dbm0: float
    modulation: MeasuredModulation | None = None


@dataclass(frozen=True, slots=True)
class MeasuredVoice:
    """A sound of steady components, as all its runs together measure.

    ``snr_db`` is the power of its components over that of everything else while it sounds.
    """

    components: tuple[MeasuredComponent, ...]
    heard_ms: float
    snr_db: float


@dataclass(frozen=True, slots=True)
class Background:
    """What lies below the tones.

    Attributes:
        dc: The mean of the samples; full scale is 1.
        noise_dbm0: The level of the noise; None where none is told from rounding.
        hum: Mains hum at 50 or 60 Hz, if it is heard.
        clipped_samples: Samples at the ends of the scale.
        lost_ms: From when to when a tone was lost and then went on.
    """

    dc: float
    noise_dbm0: float | None
    hum: MeasuredComponent | None
    clipped_samples: int
    lost_ms: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch that sounds, in ms from the start of the recording.

    ``content`` is the index of one of the voices, None for speech, music and noise. ``cut_start``
    and ``cut_end`` tell whether it begins and ends with the recording, so that it may be longer.
    """

    start_ms: float
    end_ms: float
    content: int | None
    cut_start: bool
    cut_end: bool


@dataclass(frozen=True, slots=True)
class Times:
    """A length of time that was heard so often: the median, and the most that one is off.

    ``count`` is 0 where it was only heard in part, so that ``ms`` is the least that it can be.
    """

    ms: float
    jitter_ms: float
    count: int


@dataclass(frozen=True, slots=True)
class MeasuredOnOff:
    """An on time (None: for ever) of a voice and the silence after it."""

    voice: int
    on: Times | None
    off: Times


@dataclass(frozen=True, slots=True)
class MeasuredCadence:
    """What is played once, and what repeats.

    ``cycles_heard`` counts cycles, the first and last perhaps in part. ``doubts`` names what the
    recording does not tell: ``"heard-once"``, ``"still-sounding"``, ``"last-silence-cut"``,
    ``"stopped"``, ``"begins-within"``.
    """

    lead: tuple[MeasuredOnOff, ...]
    cycle: tuple[MeasuredOnOff, ...]
    cycles_heard: float
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digit:
    """A digit of DTMF, and from when to when it was heard."""

    digit: str
    start_ms: float
    end_ms: float


@dataclass(frozen=True, slots=True)
class SpecialInformation:
    """A special information tone, and from when to when it was heard.

    ``number`` is its number in RFC 3660 (5 is ``mgcp/t/sit(5)`` of ``standard.tones()``), None for
    the one of ITU-T E.180.
    """

    number: int | None
    start_ms: float
    end_ms: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """Everything that was found in a recording, nothing rounded.

    Attributes:
        rate: Samples a second.
        length_ms: The length of the recording.
        background: What lies below the tones.
        voices: The sounds that it is made of, in the order in which they first sound.
        runs: When something sounds; between two runs it is silent.
        cadence: The order in the runs; None where no tone sounds.
    """

    rate: int
    length_ms: float
    background: Background
    voices: tuple[MeasuredVoice, ...]
    runs: tuple[Run, ...]
    cadence: MeasuredCadence | None

    @property
    def digits(self) -> tuple[Digit, ...]:
        """The digits of DTMF that were dialled, in order."""
        return _ringsmith.digits(self)

    @property
    def special_information(self) -> tuple[SpecialInformation, ...]:
        """The special information tones that were heard, in order."""
        return _ringsmith.sit(self)

    def __str__(self) -> str:
        """Give the sounds and the runs in words, a line each."""
        voices = [f"voice {at}: {_sound(voice)}" for at, voice in enumerate(self.voices)]
        runs = [
            f"{run.start_ms:.1f} to {run.end_ms:.1f} ms: "
            f"{'other' if run.content is None else f'voice {run.content}'}"
            for run in self.runs
        ]
        return "\n".join(voices + runs) or "nothing"

    def svg(self) -> str:
        """Draw when what sounds, over a time axis, as the text of an SVG."""
        bars = [
            (run.start_ms, run.end_ms, "#999" if run.content is None else "#2e8b57", run.content)
            for run in self.runs
        ]
        return _notebook.runs_svg(bars, self.length_ms)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Plot the runs over seconds with matplotlib (``pip install ringsmith[plot]``).

        A line for each voice, and one (-1) for what is no tone. Returns the axes, new ones if none
        are given.
        """
        return cast("Axes", _notebook.plot_runs(self.runs, ax))

    def _repr_html_(self) -> str:
        return f"<div>{self.svg()}<pre>{markup.escape(str(self))}</pre></div>"


def _sound(voice: MeasuredVoice) -> str:
    """Give a voice as ``350.00 Hz at -13.0 dBm0 + 440.00 Hz at -13.0 dBm0``."""

    def component(it: MeasuredComponent) -> str:
        words = f"{it.frequency_hz:.2f} Hz at {it.level_dbm0:z.1f} dBm0"
        swing = it.modulation
        return f"{words} x ({swing.frequency_hz:.2f} Hz, {swing.depth:.0%})" if swing else words

    return " + ".join(map(component, voice.components))


@dataclass(frozen=True, slots=True)
class Check:
    """A property, what is allowed, and what was measured.

    Attributes:
        property: ``"frequency"``, ``"level"``, ``"on time"``, ...
        place: Of what, counted from 1: ``"voice 1, component 2"``, ``"cycle 1"``; ``""`` for all.
        nominal: What the definition asks for.
        least, most: What is allowed.
        measured: Of several values the one that is furthest off; None where there was none.
        count: How many it stands for; 0 where a time was only heard in part.
        unit: ``"Hz"``, ``"dBm0"``, ``"dB"``, ``"ms"``, ``"ratio"``, ``"count"``.
        source: Who says what is allowed.
        passed: Whether the measured value is allowed.
    """

    property: str
    place: str
    nominal: float
    least: float
    most: float
    measured: float | None
    count: int
    unit: str
    source: str
    passed: bool

    def __str__(self) -> str:
        """Give it in one line: ``FAIL on time, cycle 1: 480.0 ms (470.0 to 490.0), ...``."""
        what = ", ".join(part for part in (self.property, self.place) if part)
        found = "not heard"
        if self.measured is not None:
            part = "" if self.count else "at least "
            found = f"measured {part}{self.measured:z.{DECIMALS.get(self.unit, 2)}f}"
        return (
            f"{'PASS' if self.passed else 'FAIL'} {what}: {self.nominal:g} {self.unit} "
            f"({self.least:g} to {self.most:g}), {found}"
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of comparing a recording with a signal; true if every check passed.

    ``strangers`` are voices of the recording that the signal does not have.
    """

    checks: tuple[Check, ...]
    strangers: tuple[MeasuredVoice, ...]
    words: str

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    @property
    def failures(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if not check.passed)

    def __bool__(self) -> bool:
        """Tell whether every check passed."""
        return self.passed

    def __str__(self) -> str:
        """Give ``within tolerance`` or ``2 of 14 checks failed``."""
        return self.words

    def _repr_html_(self) -> str:
        lines = [*map(str, self.checks), *(f"also heard: {_sound(it)}" for it in self.strangers)]
        return f"<div><b>{self.words}</b><pre>{markup.escape(chr(10).join(lines))}</pre></div>"
