"""Which tone a call leg hears, as an SBC decides it from the responses to an INVITE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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


def _response(self: Any, status: int, alert_info: str | None = None) -> Decision:
    """Tell that a response to the INVITE has come, with its ``Alert-Info`` if it has one.

    >>> import ringsmith
    >>> leg = ringsmith.control.ToneControl(ringsmith.standard.tones(), accept_alert_info=True)
    >>> print(leg.response(180, "<http:/LMSD/tone?sig-id=bt>"))
    play tone-2-busy: the header asks for tone bt
    >>> print(leg.response(183))
    stop: a 183
    """
    return Decision(*self._response(status, alert_info))


def _request(self: Any) -> Decision:
    """Tell that a request of the dialog has come, which changes nothing."""
    return Decision(*self._request())


def _release(self: Any) -> Decision:
    """Tell that the leg is released."""
    return Decision(*self._release())


for _function in (_response, _request, _release):
    _function.__name__ = _function.__name__.removeprefix("_")
    setattr(ToneControl, _function.__name__, _function)
