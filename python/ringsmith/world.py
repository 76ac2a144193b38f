"""The national tones of the world's countries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import _ringsmith

if TYPE_CHECKING:
    from ._ringsmith import ToneSet

__all__ = ["Country", "countries", "country"]


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory: its code in ISO 3166-1, its name in English, its tones."""

    code: str
    name: str
    tones: ToneSet


def countries() -> list[str]:
    """Give the codes of all countries that have tones."""
    return _ringsmith.countries()


def country(key: str) -> Country:
    """Find a country by its code of two or three letters, or by a name.

    Raises:
        KeyError: There is none.

    >>> from ringsmith import world
    >>> world.country("Germany").tones["bt"].cadence
    Cadence(cycle=(OnOff(480, 480),))
    """
    found = _ringsmith.country(key)
    if found is None:
        raise KeyError(key)
    return Country(*found)
