"""What a SIP ``Alert-Info`` header asks for, and which signal of a set of tones that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import _ringsmith

if TYPE_CHECKING:
    from ._reading import Diagnostic
    from ._ringsmith import RingingPattern, Tone, ToneSet

__all__ = ["Selection", "select"]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a header comes down to for one profile.

    ``action`` is ``"ring"``, ``"tone"``, ``"stop"``, ``"file"``, ``"url"`` or ``"default"``, and
    the attribute of that name says which; ``ring`` beside a URL is what is left if that cannot be
    played. ``entry`` is the pattern or tone of the set that sounds, ``instead`` says in words if
    that is not what was asked for. ``answers`` tells whether the call is answered by itself,
    ``answer_after`` when: after so many seconds, or (None) after it has rung for a time that the
    device knows.
    """

    profile: str
    action: str
    ring: int | None
    tone: str | None
    file: str | None
    url: str | None
    urns: tuple[str, ...]
    keyword: str | None
    answers: bool
    answer_after: int | None
    parameters: tuple[tuple[str, str | None], ...]
    reason: str
    entry: Tone | RingingPattern | None
    instead: str | None
    diagnostics: tuple[Diagnostic, ...]


def select(header: str, tones: ToneSet | None = None, profile: str = "auto") -> Selection:
    """Read a header value (or several header lines), which never fails.

    Args:
        header: The value, or lines with or without ``Alert-Info:`` before them.
        tones: The set that ``entry`` of the selection is taken from.
        profile: Whose reading is meant: ``"auto"``, ``"audiocodes"``, ``"lmsd"``, ``"handset"``,
            ``"rfc7462"``.

    Raises:
        ValueError: The profile is none of these.

    >>> from ringsmith import alert_info, standard
    >>> selection = alert_info.select("<http://127.0.0.1/Bellcore-dr2>", standard.tones())
    >>> selection.action, selection.ring, selection.entry.cadence.cycle
    ('ring', 2, (OnOff(800, 400), OnOff(800, 4000)))
    """
    return _ringsmith.select(header, tones, profile)
