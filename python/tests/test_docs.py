"""What the documentation shows is what happens."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import ringsmith

MODULES = [
    "ringsmith",
    *(f"ringsmith.{found.name}" for found in pkgutil.iter_modules(ringsmith.__path__)),
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_examples_are_found():
    found = doctest.DocTestFinder().find(importlib.import_module("ringsmith._playing"))
    assert sum(bool(one.examples) for one in found) >= 3


def test_the_lines_of_the_readme_run(monkeypatch, tmp_path):
    (tmp_path / "testdata").symlink_to(Path(__file__).parents[2] / "testdata")
    monkeypatch.chdir(tmp_path)
    readme = Path(__file__).parents[1] / "README.md"
    done = doctest.testfile(str(readme), module_relative=False)
    assert done.attempted >= 5
    assert done.failed == 0
    assert (tmp_path / "ring.wav").stat().st_size == 58 + 96_000


@pytest.mark.parametrize("page", ["assets.md", "learn.md"])
def test_the_lines_of_the_documentation_run(page, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    path = Path(__file__).parents[2] / "docs" / page
    done = doctest.testfile(str(path), module_relative=False)
    assert done.attempted >= 4
    assert done.failed == 0


def test_everything_public_says_what_it_is():
    for name in ringsmith.__all__:
        value = getattr(ringsmith, name)
        assert value.__doc__, name
        for member in vars(value) if isinstance(value, type) else ():
            if callable(getattr(value, member)) and not member.startswith("_"):
                assert getattr(value, member).__doc__, f"{name}.{member}"
