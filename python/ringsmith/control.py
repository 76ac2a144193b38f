"""Which tone a call leg hears, as an SBC decides it from the responses to an INVITE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._ringsmith import ToneControl

if TYPE_CHECKING:
    from ._ringsmith import Tone

__all__ = ["Decision", "ToneControl"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with the tone of a leg: ``"play"`` one, ``"keep"`` it (or silence), ``"stop"``."""

    command: str
    tone: Tone | None
    reason: str
    words: str

    def __str__(self) -> str:
        """Say what is done and why."""
        return self.words
