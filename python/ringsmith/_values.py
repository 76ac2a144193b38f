"""What all values have: attributes, a ``repr`` that evaluates back, pickling and copying.

The compiled classes give what they were made of (``_arguments``) and are equal and hashed by it.
The rest is the same for all of them and is attached here, once.
"""

from __future__ import annotations

import inspect
from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any

from . import _ringsmith
from ._playing import Playable
from ._ringsmith import RingingPattern, Signal, Tone, ToneSet

VALUES: tuple[type[Any], ...] = (
    _ringsmith.Modulation,
    _ringsmith.Component,
    _ringsmith.Voice,
    _ringsmith.OnOff,
    _ringsmith.Cadence,
    _ringsmith.Swell,
    _ringsmith.Signal,
    _ringsmith.Tone,
    _ringsmith.RingingPattern,
    _ringsmith.Package,
    _ringsmith.ToneSet,
    _ringsmith.Renderer,
    _ringsmith.ToneControl,
)


def _frozen(value: Any) -> Any:  # noqa: ANN401
    """A list of the compiled part as the tuple that it is for everybody else."""
    return tuple(value) if isinstance(value, list) else value


def _attribute(place: int, name: str) -> property:
    def get(self: Any) -> Any:  # noqa: ANN401
        return _frozen(self._arguments()[place])

    get.__name__ = name
    return property(get)


def _repr(self: Any) -> str:  # noqa: ANN401
    parameters = inspect.signature(type(self)).parameters.values()
    written = []
    named = False
    for parameter, value in zip(parameters, map(_frozen, self._arguments()), strict=True):
        if value == parameter.default:
            named = True
        elif named:
            written.append(f"{parameter.name}={value!r}")
        else:
            written.append(repr(value))
    return f"{type(self).__name__}({', '.join(written)})"


def _reduce(self: Any) -> tuple[type[Any], tuple[Any, ...]]:  # noqa: ANN401
    return type(self), self._arguments()


def _equip(value: type[Any]) -> None:
    names = tuple(inspect.signature(value).parameters)
    value.__match_args__ = names
    for place, name in enumerate(names):
        if name not in value.__dict__:
            setattr(value, name, _attribute(place, name))
    value.__repr__ = _repr  # type: ignore[assignment]
    value.__reduce__ = _reduce  # type: ignore[assignment,method-assign]


def _iter(self: ToneSet) -> Iterator[str]:
    return iter(self._names())


def _contains(self: ToneSet, key: object) -> bool:
    if not isinstance(key, (str, int)):
        return False
    try:
        self[key]
    except (KeyError, OverflowError):
        return False
    return True


def _by_number(place: int, doc: str) -> property:
    def get(self: ToneSet) -> dict[int, Any]:
        return {entry.number: entry for entry in self._arguments()[place]}

    return property(get, doc=doc)


def _same(self: Any, other: object) -> bool:  # noqa: ANN401
    if type(other) is not type(self):
        return NotImplemented
    return bool(self._arguments() == other._arguments())


def _hash(self: Any) -> int:  # noqa: ANN401
    return hash(self._arguments())


def equip() -> None:
    """Attach it all; the package does so when it is imported."""
    for value in VALUES:
        _equip(value)
    _ringsmith.Renderer.__eq__ = _same  # type: ignore[assignment,method-assign]
    _ringsmith.Renderer.__hash__ = _hash  # type: ignore[method-assign]
    Tone.cadence = property(lambda self: self.signal.cadence)  # type: ignore[assignment,misc]
    for name, member in vars(Playable).items():
        if not name.startswith("__"):
            for value in (Signal, Tone, RingingPattern):
                setattr(value, name, member)
    for value in (Signal, Tone, RingingPattern):
        Playable.register(value)
    ToneSet.__iter__ = _iter  # type: ignore[method-assign]
    ToneSet.__contains__ = _contains  # type: ignore[method-assign]
    ToneSet.keys = KeysView  # type: ignore[assignment,method-assign]
    ToneSet.keys = lambda self: KeysView(self)  # type: ignore[method-assign]
    ToneSet.values = lambda self: ValuesView(self)  # type: ignore[method-assign]
    ToneSet.items = lambda self: ItemsView(self)  # type: ignore[method-assign]
    ToneSet.get = Mapping.get  # type: ignore[assignment,method-assign]
    ToneSet.tones = _by_number(0, "The call progress tones by their numbers.")  # type: ignore[assignment]
    ToneSet.user_tones = _by_number(1, "The user defined tones by their numbers.")  # type: ignore[assignment]
    ToneSet.patterns = _by_number(2, "The ringing patterns by their numbers.")  # type: ignore[assignment]
    Mapping.register(ToneSet)
