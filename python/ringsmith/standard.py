"""The tones that standards fix, without a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _ringsmith

if TYPE_CHECKING:
    from ._ringsmith import RingingPattern, Signal, ToneSet

__all__ = ["dtmf", "gr506", "tones"]


def tones() -> ToneSet:
    """Give North American tones, special information tones and distinctive ringing as a set."""
    return _ringsmith.standard()


def dtmf(digit: str) -> Signal:
    """Give the signal of a DTMF digit, 100 ms on: ``0`` to ``9``, ``A`` to ``D``, ``*``, ``#``.

    >>> from ringsmith import standard
    >>> standard.dtmf("5").voices
    (Voice((Component(770.0, -10.0), Component(1336.0, -10.0))),)
    """
    signal = _ringsmith.dtmf(digit)
    if signal is None:
        message = f"{digit!r} is no DTMF digit"
        raise ValueError(message)
    return signal


def gr506(number: int) -> RingingPattern:
    """Give distinctive ringing 1 to 5 of GR-506."""
    pattern = _ringsmith.gr506(number)
    if pattern is None:
        message = f"GR-506 has distinctive ringing 1 to 5, not {number}"
        raise ValueError(message)
    return pattern
