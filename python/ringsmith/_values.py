"""What all values have: attributes, a ``repr`` that evaluates back, pickling and copying.

The compiled classes give what they were made of (``_arguments``) and are equal and hashed by it.
The rest is the same for all of them and is attached here, once.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import _ringsmith
from ._playing import Playable

if TYPE_CHECKING:
    from collections.abc import Iterator

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

#: What `match` matches by place, too.
MATCHED = "__match_args__"


def _attribute(place: int, name: str) -> property:
    def get(self: Any) -> Any:
        return self._arguments()[place]

    get.__name__ = name
    return property(get)


def _repr(self: Any) -> str:
    parameters = inspect.signature(type(self)).parameters.values()
    written = []
    named = False
    for parameter, value in zip(parameters, self._arguments(), strict=True):
        if value == parameter.default:
            named = True
        elif named:
            written.append(f"{parameter.name}={value!r}")
        else:
            written.append(repr(value))
    return f"{type(self).__name__}({', '.join(written)})"


def _reduce(self: Any) -> tuple[type[Any], tuple[Any, ...]]:
    return type(self), self._arguments()


def _same(self: Any, other: Any) -> bool:
    return type(other) is type(self) and bool(self._arguments() == other._arguments())


def _hash(self: Any) -> int:
    return hash(self._arguments())


def _iter(self: Any) -> Iterator[str]:
    return iter(self._names())


def _contains(self: Any, key: object) -> bool:
    try:
        self[key]
    except (KeyError, TypeError, OverflowError):
        return False
    return True


def _get(self: Any, key: str | int, default: Any = None, /) -> Any:
    """Give the tone or pattern that a name, an id or a number asks for, else the default."""
    try:
        return self[key]
    except (KeyError, OverflowError):
        return default


def _by_number(place: int, doc: str) -> property:
    def get(self: Any) -> dict[int, Any]:
        return {entry.number: entry for entry in self._arguments()[place]}

    return property(get, doc=doc)


def _equip(value: Any) -> None:
    names = tuple(inspect.signature(value).parameters)
    setattr(value, MATCHED, names)
    for place, name in enumerate(names):
        if name not in vars(value):
            setattr(value, name, _attribute(place, name))
    value.__repr__ = _repr
    value.__reduce__ = _reduce


def equip() -> None:
    """Attach it all; the package does so when it is imported."""
    tones: Any = _ringsmith.ToneSet
    tones.tones = _by_number(0, "The call progress tones by their numbers.")
    tones.user_tones = _by_number(1, "The user defined tones by their numbers.")
    tones.patterns = _by_number(2, "The ringing patterns by their numbers.")
    tones.__iter__ = _iter
    tones.__contains__ = _contains
    for name in ("keys", "values", "items"):
        setattr(tones, name, vars(Mapping)[name])
    tones.get = _get
    mapping: Any = Mapping
    mapping.register(tones)
    tone: Any = _ringsmith.Tone
    tone.cadence = property(lambda self: self.signal.cadence)
    for value in VALUES:
        _equip(value)
    renderer: Any = _ringsmith.Renderer
    renderer.__eq__ = _same
    renderer.__hash__ = _hash
    for value in (_ringsmith.Signal, _ringsmith.Tone, _ringsmith.RingingPattern):
        Playable.register(value)
        for name, member in vars(Playable).items():
            if name == "_repr_html_" or not name.startswith("_"):
                setattr(value, name, member)
