"""Pages made by the program, opened in a real Chromium."""

from __future__ import annotations

import os
import subprocess
import time
from array import array
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
TESTDATA = ROOT / "testdata"
PROGRAM = Path(os.environ["RINGSMITH_PROGRAM"]).resolve()
FULL_SCALE = 32768


def ringsmith(*arguments: str | Path, status: int = 0) -> bytes:
    """Give what the program prints, which has to exit with this status."""
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, check=False)
    assert done.returncode == status, done.stderr.decode()
    return done.stdout


def sixteen_patterns() -> str:
    """Give a file of as many patterns as a gateway takes, each of four cadences."""
    names = ["First", "Second", "Third", "Fourth"]
    lines = [
        "[NUMBER OF DISTINCTIVE RINGING PATTERNS]",
        "Number of Ringing Patterns=16",
    ]
    for number in range(16):
        lines += [
            f"[Ringing Pattern #{number}]",
            f"Ring Type={number}",
            f"Freq [Hz]={15 + 5 * (number % 8)}",
        ]
        for place, name in enumerate(names):
            burst = " Burst" if place == 0 and number % 2 else ""
            lines += [
                f"{name}{burst} Ring On Time [10msec]={10 + 7 * number + 3 * place}",
                f"{name}{burst} Ring Off Time [10msec]={20 + 5 * number + 90 * (place == 3)}",
            ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Give a maker of pages, each of which is made once."""
    folder = tmp_path_factory.mktemp("pages")
    made: dict[tuple[str, ...], Path] = {}

    def page(*arguments: str | Path, status: int = 0) -> Path:
        key = tuple(map(str, arguments))
        if key not in made:
            made[key] = folder / f"{len(made)}.html"
            ringsmith("sheet", *arguments, "-o", made[key], status=status)
        return made[key]

    return page


@pytest.fixture(scope="session")
def patterns_ini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of sixteen patterns."""
    path = tmp_path_factory.mktemp("patterns") / "sixteen.ini"
    path.write_text(sixteen_patterns())
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the browser of this system."""
    with sync_playwright() as playwright:
        # The sandbox of Chromium refuses to run as root, as people do in containers.
        found = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"],
        )
        yield found
        found.close()


# A copy of everything that reaches the loudspeaker, of which the last four seconds are kept.
TAP = """
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to instanceof AudioDestinationNode && to.context instanceof AudioContext) {
    globalThis.tap = new AnalyserNode(to.context, { fftSize: 32768 });
    connect.call(this, globalThis.tap);
  }
  return connect.call(this, to, ...rest);
};
"""


class Opened:
    """A page that was opened, with what it said and asked for."""

    def __init__(self, context: BrowserContext, path: Path) -> None:
        """Open the page of this path."""
        self.page: Page = context.new_page()
        self.said: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.add_init_script(TAP)
        self.page.goto(path.as_uri())

    def ask(self, script: str, argument: Any = None) -> Any:
        """Give what a script answers in the page."""
        return self.page.evaluate(script, argument)

    def until(self, condition: str, seconds: float = 10) -> None:
        """Wait until an expression is true.

        Playwright's own way makes code of the text inside the page, which the page forbids.
        """
        end = time.monotonic() + seconds
        while not self.ask(f"() => Boolean({condition})"):
            assert time.monotonic() < end, condition
            self.page.wait_for_timeout(20)

    def samples(self, script: str, argument: Any = None) -> list[float]:
        """Give floats that a script answers, in units of a 16-bit sample."""
        encode = """
            const bytes = new Uint8Array(floats.buffer);
            let text = "";
            for (let i = 0; i < bytes.length; i += 8192) {
              text += String.fromCharCode(...bytes.subarray(i, i + 8192));
            }
            return btoa(text);
        """
        whole = f"async (argument) => {{ const floats = await ({script})(argument); {encode} }}"
        floats = array("f", b64decode(self.ask(whole, argument)))
        return [value * FULL_SCALE for value in floats]

    def rendered(self, sound: int, count: int, hearing: str) -> list[float]:
        """Give the first samples of a sound, rendered offline by what plays it."""
        render = "([sound, count, hearing]) => ringsmith.render(sound, count, hearing)"
        return self.samples(render, [sound, count, hearing])

    def tracks(self) -> list[tuple[int, str]]:
        """Give the place of each sound and the name of its entry."""
        return [
            (place, name)
            for place, name in self.ask(
                """() => [...document.querySelectorAll(".track[data-sound]")].map((track) => [
                  Number(track.dataset.sound),
                  track.closest(".entry").dataset.search.split(" ")[0],
                ])"""
            )
        ]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Opened]]:
    """Give an opener of pages that must stay silent on the console and ask for nothing."""
    contexts: list[BrowserContext] = []
    pages: list[Opened] = []

    def open_page(path: Path, *, strict: bool = True, **options: Any) -> Opened:
        context = browser.new_context(**options)
        contexts.append(context)
        page = Opened(context, path)
        if strict:
            pages.append(page)
        return page

    yield open_page
    said = [text for page in pages for text in page.said]
    requests = [page.requests[1:] for page in pages]
    for context in contexts:
        context.close()
    assert said == []
    assert requests == [[]] * len(pages)


def picture(page: Page, name: str) -> None:
    """Keep a picture of a page, if somebody wants to look at it."""
    folder = os.environ.get("SHEET_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")
