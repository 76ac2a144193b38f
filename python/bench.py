"""ringsmith beside numpy's sine, scipy's and pydub's generators, in one run.

    python bench.py            a table
    python bench.py --threads  how much of a second thread is gained, too

Every peer's samples are compared before anything is timed. numpy is the formula, written as one
writes it; its samples are the same but where a value is very near to a tie. scipy's `chirp` and
pydub's `Sine` are of one component, so they are called once for each and added. Times are the least
of many, of the same run on the same machine.
"""

from __future__ import annotations

import sys
import threading
import time
import timeit
from typing import TYPE_CHECKING

import numpy as np

import ringsmith
from ringsmith import _playing

if TYPE_CHECKING:
    from collections.abc import Callable

RATE = 8000
DIAL = ringsmith.Signal([(350, -13), (440, -13)])
RINGBACK = ringsmith.Signal([(440, -19), (480, -19)], ringsmith.Cadence(cycle=[(2000, 4000)]))


def amplitude(level: float) -> float:
    return 32768 * 10 ** ((level - 3.14) / 20)


def numpy_dial() -> np.ndarray:
    k = np.arange(RATE)
    x = sum(amplitude(-13) * np.sin(2 * np.pi * f * k / RATE) for f in (350, 440))
    return np.rint(x).astype(np.int16)


def numpy_ringback(seconds: int = 60) -> np.ndarray:
    n = np.arange(seconds * RATE)
    k = n % (6 * RATE)
    x = sum(amplitude(-19) * np.sin(2 * np.pi * f * k / RATE) for f in (440, 480))
    return np.rint(np.where(k < 2 * RATE, x, 0)).astype(np.int16)


def numpy_ringback_cycle() -> np.ndarray:
    """One cycle, repeated: what one writes who knows that the cadence repeats in samples."""
    k = np.arange(2 * RATE)
    x = sum(amplitude(-19) * np.sin(2 * np.pi * f * k / RATE) for f in (440, 480))
    cycle = np.concatenate([np.rint(x).astype(np.int16), np.zeros(4 * RATE, np.int16)])
    return np.tile(cycle, 10)


def scipy_dial() -> np.ndarray:
    from scipy.signal import chirp  # type: ignore[import-untyped]  # noqa: PLC0415

    t = np.arange(RATE) / RATE
    x = sum(amplitude(-13) * chirp(t, f, 1, f, phi=-90) for f in (350, 440))
    return np.rint(x).astype(np.int16)


def pydub_dial() -> np.ndarray:
    from pydub.generators import Sine  # type: ignore[import-untyped]  # noqa: PLC0415

    one, other = (
        Sine(f, sample_rate=RATE, bit_depth=16).to_audio_segment(1000, volume=-16.14)
        for f in (350, 440)
    )
    return np.array(one.overlay(other).get_array_of_samples(), np.int16)


def least(work: Callable[[], object]) -> float:
    """Seconds of one call: the least of many."""
    timer = timeit.Timer(work)
    number = max(1, timer.autorange()[0] // 4)
    return min(timer.repeat(repeat=9, number=number)) / number


def compiled_anew(signal: ringsmith.Signal, duration: int) -> np.ndarray:
    _playing.compiled.cache_clear()
    return signal.render(duration=duration)


def row(name: str, seconds: float, own: float | None = None) -> None:
    ratio = f"{seconds / own:8.1f}" if own else " " * 8
    print(f"{name:<52} {seconds * 1e6:10.1f} us {ratio}")


def main() -> None:
    dial, ringback = DIAL.render(duration=1000), RINGBACK.render(duration=60_000)
    assert (numpy_dial() == dial).all()
    assert (numpy_ringback() == ringback).all()
    assert (numpy_ringback_cycle() == ringback).all()
    print(f"{'':<52} {'':>13}    ratio")
    own = least(lambda: DIAL.render(duration=1000))
    row("one second of US dial tone", own)
    row("  its first time: compiled, then rendered", least(lambda: compiled_anew(DIAL, 1000)), own)
    row("  numpy's sine", least(numpy_dial), own)
    for peer in (scipy_dial, pydub_dial):
        name = peer.__name__.removesuffix("_dial")
        try:
            off = int(abs(peer().astype(int) - dial).max())
        except ImportError:
            print(f"  {name}: not installed")
            continue
        assert off <= 2, f"{name} is off by {off}"
        row(f"  {name} (samples off by {off} at most)", least(peer), own)
    own = least(lambda: RINGBACK.render(duration=60_000))
    row("one minute of US ringback", own)
    row("  numpy's sine", least(numpy_ringback), own)
    row("  numpy's sine, one cycle repeated", least(numpy_ringback_cycle), own)
    out = np.empty(160, np.uint8)
    own = least(lambda: DIAL.render(out=out, encoding="alaw"))
    row("20 ms of A-law into a buffer", own)
    listening()
    if "--threads" in sys.argv:
        threads()


def listening() -> None:
    """Time what is heard, as how often it is faster than the sound itself."""
    found = ringsmith.measure(RINGBACK.render(duration=60_000), RATE)
    assert ringsmith.verify(found, RINGBACK, tolerances="strict")
    take = RINGBACK.render(duration=60_000)
    frames = [take[start:][:160] for start in range(0, len(take), 160)]
    detector = ringsmith.Detector([DIAL, RINGBACK])
    heard = [event.kind for frame in frames for event in detector.feed(frame)]
    assert "recognised" in heard
    row("measure: one minute of US ringback", least(lambda: ringsmith.measure(take, RATE)))
    row("verify, when it is measured", least(lambda: ringsmith.verify(found, RINGBACK)))
    row("a detector: the same, in 3000 frames", least(lambda: [*map(detector.feed, frames)]))


def threads() -> None:
    """Time one render, and two of them in two threads."""

    def work() -> None:
        DIAL.render(192000, encoding="f32", out=np.empty(11_520_000, np.float32))

    def both() -> None:
        pair = [threading.Thread(target=work) for _ in range(2)]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()

    def clock(what: Callable[[], None]) -> float:
        began = time.perf_counter()
        what()
        return time.perf_counter() - began

    one, two = (min(clock(what) for _ in range(9)) for what in (work, both))
    print(f"one thread {one * 1e3:.1f} ms, two threads {two * 1e3:.1f} ms for twice the work:")
    print(f"{2 * one / two:.2f} of 2 cores")


if __name__ == "__main__":
    main()
