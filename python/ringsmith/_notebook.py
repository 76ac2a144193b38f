"""A signal as a notebook shows it: the cadence drawn, and something to listen to."""

from __future__ import annotations

import base64
import html as markup
import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ._ringsmith import Renderer, RingingPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._measured import Run
    from ._ringsmith import Cadence, OnOff

#: Milliseconds that a continuous cycle is drawn for, and the longest time that is played.
CONTINUOUS_MS = 1000
LONGEST_MS = 20_000
#: What is heard for a ringing frequency, which nobody hears: North American ringback.
AUDIBLE = [(440, -19), (480, -19)]

WIDTH, HEIGHT, BAR = 720, 44, 22


def _bars(pairs: tuple[OnOff, ...], start: int) -> Iterator[tuple[int, int, int]]:
    """Give the first millisecond, the length and the voice of each on time."""
    for pair in pairs:
        if pair.on:
            yield start, pair.on, pair.voice
        start += pair.on + pair.off


def _length(pairs: tuple[OnOff, ...]) -> int:
    return sum(pair.on + pair.off for pair in pairs)


def _step(total: int) -> int:
    """Give a round time, of which at most twelve fit."""
    power = 1
    while total > 120 * power:
        power *= 10
    return next(digit * power for digit in (1, 2, 5, 10) if total <= 12 * digit * power)


def _axis(total: int, scale: float) -> list[str]:
    """Give the labels of a time axis of so many milliseconds."""
    labels = []
    for ms in range(0, total + 1, _step(total)):
        label = "0" if ms == 0 else f"{ms} ms" if total < 1000 else f"{ms / 1000:g} s"
        anchor = "start" if ms == 0 else "end" if ms * scale > WIDTH - 20 else "middle"
        labels.append(
            f'<text x="{ms * scale:.2f}" y="{HEIGHT - 4}" text-anchor="{anchor}">{label}</text>'
        )
    return labels


def _framed(parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" font-family="sans-serif" font-size="11" fill="#777">'
        f"{''.join(parts)}</svg>"
    )


def svg(cadence: Cadence) -> str:
    """Draw a cadence over its time axis: what is played once in orange, what repeats in green."""
    lead, cycle = cadence.lead, cadence.cycle
    lead_ms = _length(lead)
    cycle_ms = max(CONTINUOUS_MS, lead_ms // 2) if cadence.is_continuous else _length(cycle)
    total = max(lead_ms + cycle_ms, 1)
    scale = WIDTH / total
    repeated = [(lead_ms, cycle_ms, cycle[0].voice)] if cadence.is_continuous else None
    rows = [("#d9822b", _bars(lead, 0)), ("#2e8b57", repeated or _bars(cycle, lead_ms))]
    parts = [
        f'<rect class="{"once" if colour == "#d9822b" else "repeats"}" '
        f'x="{start * scale:.2f}" y="2" width="{max(on * scale, 0.5):.2f}" height="{BAR}" '
        f'fill="{colour}" fill-opacity="{1 if voice % 2 == 0 else 0.65}">'
        f"<title>{start} to {start + on} ms</title></rect>"
        for colour, bars in rows
        for start, on, voice in bars
    ]
    line = f"M0 {BAR + 3}H{WIDTH}M{lead_ms * scale:.2f} 0V{BAR + 8}"
    parts.append(f'<path d="{line}" stroke="#888" fill="none"/>')
    return _framed(parts + _axis(total, scale))


def runs_svg(bars: list[tuple[float, float, str, int | None]], length_ms: float) -> str:
    """Draw stretches of colours over a time axis in ms."""
    total = max(length_ms, 1)
    scale = WIDTH / total
    parts = [
        f'<rect x="{start * scale:.2f}" y="2" width="{max((end - start) * scale, 0.5):.2f}" '
        f'height="{BAR}" fill="{colour}" fill-opacity="{0.65 if (voice or 0) % 2 else 1}">'
        f"<title>{start:.1f} to {end:.1f} ms</title></rect>"
        for start, end, colour, voice in bars
    ]
    parts.append(f'<path d="M0 {BAR + 3}H{WIDTH}" stroke="#888" fill="none"/>')
    return _framed(parts + _axis(math.floor(total), scale))


def html(signal: Any) -> str:
    """Give the drawing, a player of at most 20 s, and the words of it."""
    heard, words = signal, repr(signal)
    if isinstance(signal, RingingPattern):
        heard = signal.voiced(AUDIBLE)
        words += f", heard as 440+480 Hz: nobody hears {signal.frequency:g} Hz"
    renderer = Renderer(heard, 8000)
    duration = None
    if renderer.length(None, None, 0) > renderer.first_sample_at(LONGEST_MS):
        duration = LONGEST_MS
        words += f", its first {LONGEST_MS // 1000} s"
    file = io.BytesIO()
    heard.save(file, duration=duration)
    audio = base64.b64encode(file.getvalue()).decode()
    return (
        f"<div>{svg(signal.cadence)}<br>"
        f'<audio controls preload="none" src="data:audio/wav;base64,{audio}"></audio>'
        f"<br><code>{markup.escape(words)}</code></div>"
    )


def _axes(ax: Any) -> Any:
    """Give these axes over seconds, new ones if there are none."""
    if ax is None:
        from matplotlib import pyplot as plt  # noqa: PLC0415

        ax = plt.subplots()[1]
    ax.set_xlabel("s")
    return ax


def plot(signal: Any, ax: Any, rate: int, options: dict[str, Any]) -> Any:
    """Plot the samples of a signal over seconds."""
    ax = _axes(ax)
    samples = signal.render(rate, **options)
    ax.plot((options.get("start", 0) + np.arange(len(samples))) / rate, samples, linewidth=0.5)
    return ax


def plot_runs(runs: Iterable[Run], ax: Any) -> Any:
    """Plot when which voice sounds over seconds."""
    ax = _axes(ax)
    for run in runs:
        voice = -1 if run.content is None else run.content
        stretch = [(run.start_ms / 1000, (run.end_ms - run.start_ms) / 1000)]
        ax.broken_barh(stretch, (voice - 0.4, 0.8))
    return ax
