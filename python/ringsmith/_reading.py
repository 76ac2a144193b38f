"""Files in, and files out in another notation."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from . import _ringsmith
from ._ringsmith import ToneSet, Voice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Source: TypeAlias = str | bytes | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What is wrong in a text, and where: lines and columns from 1, columns in characters."""

    severity: str
    code: str
    message: str
    help: str | None
    file: str
    line: int
    column: int
    text: str

    @property
    def is_error(self) -> bool:
        """Whether the text cannot be used."""
        return self.severity == "error"

    def __str__(self) -> str:
        """Give it in one line: ``tones.ini:12:9: error[zero-frequency]: ...``."""
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.severity}[{self.code}]: {self.message}"


class RingsmithWarning(UserWarning):
    """Something odd that can be played all the same.

    Attributes:
        diagnostic: All of it, where a file of tones says it; None of what was changed for a device.
    """

    def __init__(self, what: Diagnostic | str) -> None:
        """Warn of a diagnostic, or of something in words."""
        super().__init__(what)
        self.diagnostic = what if isinstance(what, Diagnostic) else None


class NotationError(ValueError):
    """A file that cannot be played. It has the place of its first error, and all diagnostics.

    Attributes:
        diagnostics: Everything that is wrong, warnings too, in the order of the file.
        file, line, column, code: Of the first error.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Refuse a file with these diagnostics, one of them an error."""
        super().__init__(diagnostics)
        self.diagnostics = tuple(diagnostics)
        first = next(found for found in self.diagnostics if found.is_error)
        self.file, self.line, self.column = first.file, first.line, first.column
        self.code = first.code

    def __str__(self) -> str:
        """Give all errors, a line each."""
        return "\n".join(str(found) for found in self.diagnostics if found.is_error)


#: The name for those who read AudioCodes files only.
CptError = NotationError


def _bytes(source: Source, name: str | None) -> tuple[str, bytes]:
    """Name and bytes of a source: a text is known by its line ends."""
    if isinstance(source, bytes):
        return name or "<bytes>", source
    if isinstance(source, str) and ("\n" in source or "\r" in source):
        return name or "<text>", source.encode()
    return name or os.fspath(source), Path(source).read_bytes()


def load_all(
    source: Source,
    *,
    notation: str | None = None,
    name: str | None = None,
    strict: bool = False,
    rate: int = 8000,
) -> list[ToneSet]:
    """Read every set of tones of a file: an SBC's or Asterisk's may hold several.

    Arguments, warnings and errors are those of ``load``.
    """
    return _read(source, name, notation, strict=strict, rate=rate)


def _read(
    source: Source, name: str | None, notation: str | None, *, strict: bool, rate: int
) -> list[ToneSet]:
    name, data = _bytes(source, name)
    sets, diagnostics = _ringsmith.parse(name, data, notation, strict, rate)
    if sets is None:
        raise NotationError(diagnostics)
    for diagnostic in diagnostics:
        warnings.warn(RingsmithWarning(diagnostic), stacklevel=3)
    return list(sets)


def load(
    source: Source,
    *,
    notation: str | None = None,
    name: str | None = None,
    package: str | None = None,
    strict: bool = False,
    rate: int = 8000,
) -> ToneSet:
    r"""Read a file of tones in any notation.

    Args:
        source: A path; or a text, which is what has a line end in it; or bytes.
        notation: ``"audiocodes"``, ``"asterisk"``, ``"freeswitch"`` or another that
            ``ringsmith convert`` names; told from the name and the lines if nothing is said.
        name: What diagnostics call it, if not by its path.
        package: The tone package (or country) of that name, where a file holds several.
        strict: Whether what the vendor's manuals rule out is an error even if it can be played.
        rate: The sampling rate that has to carry every frequency.

    Raises:
        NotationError: The file cannot be played (its other name is ``CptError``).
        ValueError: The file holds several sets and none is named, or none of that name.
        OSError: The file cannot be read.

    Warns:
        RingsmithWarning: For each oddity, through the ``warnings`` module.

    >>> import ringsmith
    >>> tones = ringsmith.load("[NUMBER OF DISTINCTIVE RINGING PATTERNS]\n"
    ...     "Number of Ringing Patterns=1\n[Ringing Pattern #0]\nRing Type=0\nFreq [Hz]=25\n"
    ...     "First Ring On Time [10msec]=100\nFirst Ring Off Time [10msec]=300\n")
    >>> tones.patterns[0]
    RingingPattern(0, 25.0, Cadence(cycle=(OnOff(1000, 3000),)))
    """
    sets = _read(source, name, notation, strict=strict, rate=rate)
    if package is not None:
        sets = [tones for tones in sets if tones.package and tones.package.name == package]
        if not sets:
            message = f"no package {package} in the file"
            raise ValueError(message)
    if len(sets) != 1:
        names = ", ".join(tones.package.name for tones in sets if tones.package)
        message = f"the file holds {len(sets)} sets, name one with package=: {names}"
        raise ValueError(message)
    return sets[0]


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a notation does not say, or says otherwise, of what was written in it."""

    set: int
    entry: str
    severity: str
    code: str
    message: str
    is_addition: bool

    def __str__(self) -> str:
        """Give it in one line."""
        return f"{self.severity}[{self.code}]: {self.message}"


@dataclass(frozen=True, slots=True)
class Written:
    """A file in some notation: its text (bytes of a compiled file), and what is not in it."""

    text: str | bytes
    losses: tuple[Loss, ...]


class LossError(ValueError):
    """A notation does not hold what was to be written in it; ``losses`` says what."""

    def __init__(self, losses: Sequence[Loss]) -> None:
        """Refuse to write because of these losses."""
        super().__init__(losses)
        self.losses = tuple(losses)

    def __str__(self) -> str:
        """Give all of them, a line each."""
        return "\n".join(map(str, self.losses))


def convert(
    source: ToneSet | Iterable[ToneSet] | Source,
    to: str,
    *,
    notation: str | None = None,
    strict: bool = False,
) -> Written:
    """Write tones in another notation, and name everything that it does not hold.

    Args:
        source: A set, several of them, or what ``load_all`` takes.
        to: The notation to write: ``"audiocodes"``, ``"dat"``, ``"toml"``, ``"asterisk"``, ...
        notation: That of a file, as in ``load``.
        strict: Whether any loss is an error; what is only added is none.

    Raises:
        LossError: With ``strict``; without, where a compiled file would leave something out.
        ValueError: There are several sets, and a file of that notation holds one.

    >>> import ringsmith
    >>> print(ringsmith.convert(ringsmith.world.country("de").tones, "asterisk").text[24:28])
    [de]
    """
    if isinstance(source, ToneSet):
        sets = [source]
    elif isinstance(source, (str, bytes, os.PathLike)):
        sets = _read(source, None, notation, strict=False, rate=8000)
    else:
        sets = list(source)
    data, is_text, holds_several, losses = _ringsmith.write(sets, to)
    if len(sets) > 1 and not holds_several:
        message = f"a file of {to} holds one set, and there are {len(sets)}"
        raise ValueError(message)
    refused = [
        loss for loss in losses if loss.severity == "error" or (strict and not loss.is_addition)
    ]
    if refused:
        raise LossError(refused)
    return Written(data.decode() if is_text else data, losses)


def sheet(
    source: Source,
    *,
    against: Source | None = None,
    notation: str | None = None,
    package: str | None = None,
    voice: Voice | Sequence[Any] | None = None,
) -> str:
    """Make one page of HTML on which the tones of a file are seen and heard.

    It needs no other file. Of a file with errors it shows the lines with what is wrong, and plays
    nothing.

    Args:
        source: A path, a text or bytes, as ``load`` takes it.
        against: Another that comes after it: the page shows what is different.
        notation: That of both, where they do not tell.
        package: Only the tone package of this name, where a file holds several.
        voice: What ringing patterns are heard with at first, as ``voiced`` takes it; else a bell.

    Raises:
        ValueError: There is no such package, or the notation or the voice is none.
        OSError: A file cannot be read.

    >>> import ringsmith
    >>> page = ringsmith.sheet(ringsmith.convert(ringsmith.world.country("de").tones, "toml").text)
    >>> page[:15], "425 Hz" in page
    ('<!DOCTYPE html>', True)
    """

    def named(source: Source) -> tuple[str, bytes, str | None]:
        name, data = _bytes(source, None)
        return Path(name).name, data, notation  # a page gives away no folders

    after = None if against is None else named(against)
    return _ringsmith.sheet(named(source), after, package, voice)
