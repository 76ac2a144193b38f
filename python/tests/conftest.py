"""What the tests share: the project's files and its program."""

import os
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def vendor() -> Path:
    return PROJECT / "testdata" / "vendor"


@pytest.fixture(scope="session")
def program():
    """The command line, which renders by the same rules without any Python."""
    named = os.environ.get("RINGSMITH_PROGRAM")
    built = [PROJECT / "target" / profile / "ringsmith" for profile in ("release", "debug")]
    found = [Path(named)] if named else [path for path in built if path.exists()]
    if not found:
        pytest.skip("no program is built: cargo build, or name one in RINGSMITH_PROGRAM")

    def run(*arguments) -> bytes:
        command = [found[0], *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True).stdout

    return run
