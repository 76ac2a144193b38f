"""What the page plays is what the engine renders, when it should sound."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import pytest

from conftest import TESTDATA, Opened, ringsmith

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RATE = 8000
OTHERS = ["off-zero-joins.ini", "burst-after-cyclic.ini", "all-burst.ini"]
FILES = [*sorted((TESTDATA / "vendor").glob("*.ini")), *(TESTDATA / "ok" / it for it in OTHERS)]
# Modulation; voices that take turns; special information tones, whose periods are seconds.
COUNTRIES = ["jp", "au", "us", "de"]
HEARINGS = {"voice": ["--voice", "440+480@-19"], "raw": []}


def engine(source: list[str | Path], name: str, *options: str) -> list[int]:
    """Give the samples of an entry as the program renders them: the lead and three cycles."""
    which = "--pattern" if name.startswith("pattern-") else "--tone"
    raw = ["--cycles", "3", "--container", "raw", "-o", "-", *options]
    return list(array("h", ringsmith("render", *source, which, name, *raw)))


def first_difference(ours: list[float], theirs: list[int]) -> tuple[int, float, int] | None:
    """Give the first place where samples differ, with both of them."""
    assert len(ours) == len(theirs)
    pairs = enumerate(zip(ours, theirs, strict=True))
    return next(((at, a, b) for at, (a, b) in pairs if a != b), None)


def compare(page: Opened, source: list[str | Path]) -> int:
    """Compare every sound of a page with the engine, and give how many there were."""
    compared = 0
    for sound, name in page.tracks():
        pattern = name.startswith("pattern-")
        for hearing, options in HEARINGS.items() if pattern else [("tone", [])]:
            theirs = engine(source, name, *options)
            ours = page.rendered(sound, len(theirs), hearing)
            assert first_difference(ours, theirs) is None, (source, name, hearing)
            compared += 1
    return compared


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sound_of_a_file_is_the_engine_s_sample_for_sample(
    path: Path, make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """The offline context runs the schedule of the live one."""
    assert compare(opened(make(path)), [path]) > 0


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_sound_of_a_country_is_the_engine_s_sample_for_sample(
    country: str, make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """Among them are voices whose period is longer than they sound."""
    page = opened(make("--country", country))
    assert compare(page, ["--country", country]) > 8


def test_sixteen_patterns_of_four_cadences_take_less_than_3_mb_and_are_the_engine_s(
    patterns_ini: Path, make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """Voices are kept once, one period of each."""
    path = make(patterns_ini)
    assert path.stat().st_size < 3_000_000
    assert compare(opened(path), [patterns_ini]) == 32


def test_a_voice_of_the_command_line_is_the_one_that_patterns_are_heard_with(
    make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """The page begins with it, too."""
    path = TESTDATA / "vendor" / "distinctive-ringing-burst.ini"
    page = opened(make(path, "--voice", "425@-12"))
    assert page.page.input_value("#hearing") == "voice"
    theirs = engine([path], "pattern-0", "--voice", "425@-12")
    assert first_difference(page.rendered(0, len(theirs), "voice"), theirs) is None


def test_a_swell_grows_as_the_engine_s_does_to_the_rounding(
    tmp_path: Path, make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """Its gain acts on rounded samples: up to half a unit differs, and half a unit of rounding."""
    path = tmp_path / "swell.toml"
    path.write_text(
        '[[tone]]\nkind = "warning"\ncomponents = "440@-10"\ncycle = [[300, 200]]\n'
        "swell = { from = -20, to = 0, over = 1000 }\n"
    )
    theirs = engine([path], "tone-0-warning")
    ours = opened(make(path)).rendered(0, len(theirs), "tone")
    assert max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) <= 1.001


def test_a_bell_rings_while_the_current_does_and_dies_away_after_it(
    make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """It is an illustration; this much it has to be."""
    page = opened(make(TESTDATA / "vendor" / "distinctive-ringing-gr506.ini"))
    assert page.page.input_value("#hearing") == "bell"
    samples = page.rendered(0, 6 * RATE, "bell")
    loudest = [
        max(map(abs, samples[at : at + RATE // 10])) for at in range(0, 6 * RATE, RATE // 10)
    ]
    assert min(loudest[:20]) > 500
    assert max(loudest) < 0.5 * 32768
    assert loudest[20] > 200 > loudest[33]
    assert max(loudest[37:]) == 0


# What went to the loudspeaker in the last four seconds.
HEARD = """() => {
  const floats = new Float32Array(32768);
  tap.getFloatTimeDomainData(floats);
  return floats;
}"""


def start(page: Opened, place: int = 0) -> None:
    """Press a button and wait until the context runs."""
    page.page.locator(".play").nth(place).click()
    page.until(f"ringsmith.playing() === {place}")
    page.until("ringsmith.context().currentTime > 0.2")


def cursor_ms(page: Opened) -> float | None:
    """Give where the cursor stands, or nothing where it is not to be seen."""
    return page.ask(
        """() => {
          const cursor = document.querySelector(".cursor[visibility=visible]");
          if (!cursor) return null;
          const total = Number(cursor.closest(".timeline").dataset.total);
          return (parseFloat(cursor.getAttribute("x1")) * total) / 100;
        }"""
    )


def test_what_is_heard_live_is_the_engine_s_sample_for_sample(
    make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """At full volume; the last four seconds of what went to the loudspeaker are looked at."""
    page = opened(make("--country", "jp"))
    page.ask("() => { document.getElementById('volume').value = 0; }")
    start(page, 1)
    assert page.ask("() => ringsmith.context().state") == "running"
    assert page.ask("() => ringsmith.context().sampleRate") == RATE
    page.until("ringsmith.context().currentTime > 3.5")
    heard = page.samples(HEARD)
    first = next(at for at, sample in enumerate(heard) if sample)
    # The first sample of a sine is 0.
    heard = heard[first - 1 :]
    assert len(heard) > 3 * RATE
    theirs = engine(["--country", "jp"], "tone-1-ringback")[: len(heard)]
    assert first_difference(heard, theirs) is None


def test_the_cursor_runs_with_the_clock_of_the_audio_through_lead_and_cycle(
    make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """A burst of 1.8 s, then a cycle of 4 s."""
    page = opened(make(TESTDATA / "vendor" / "distinctive-ringing-burst.ini"))
    assert cursor_ms(page) is None
    start(page)
    page.until("document.querySelector('.cursor[visibility=visible]')")
    both = "() => [ringsmith.context().currentTime, null]"
    before, clock = cursor_ms(page), page.ask(both)[0]
    page.page.wait_for_timeout(700)
    after, later = cursor_ms(page), page.ask(both)[0]
    assert before is not None
    assert after is not None
    # Frames are 17 ms apart, and two questions take their time.
    assert abs((after - before) - 1000 * (later - clock)) < 150
    assert after > before + 400


def test_stopping_stops_and_one_plays_at_a_time(
    make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """By the same button, by another one, by the tool bar."""
    page = opened(make(TESTDATA / "vendor" / "uk.ini"))
    pressed = "() => [...document.querySelectorAll('.play')].map((b) => b.ariaPressed)"
    start(page, 0)
    start(page, 1)
    assert page.ask(pressed).index("true") == 1
    assert page.ask(pressed).count("true") == 1
    page.page.locator(".play").nth(1).click()
    assert page.ask("() => ringsmith.playing()") is None
    assert cursor_ms(page) is None
    assert "true" not in page.ask(pressed)
    start(page, 2)
    page.page.click("#stop")
    assert page.ask("() => ringsmith.playing()") is None
    page.page.wait_for_timeout(200)
    assert set(page.samples(HEARD)[-1000:]) == {0.0}


def test_a_signal_that_ends_stops_by_itself(
    tmp_path: Path, make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """A lead of 300 ms and nothing after it."""
    path = tmp_path / "once.toml"
    path.write_text(
        '[[tone]]\nkind = "confirmation"\ncomponents = "440@-10"\nlead = [[200, 100]]\n'
    )
    page = opened(make(path))
    start(page)
    page.until("ringsmith.playing() === null", 5)


def test_it_starts_quiet(make: Callable[..., Path], opened: Callable[..., Opened]) -> None:
    """20 dB below full: a tenth."""
    page = opened(make(TESTDATA / "vendor" / "uk.ini"))
    start(page)
    page.page.wait_for_timeout(500)
    peak = max(page.samples(HEARD))
    assert 100 < peak < 2000


def test_a_browser_that_refuses_the_rate_plays_at_its_own(
    make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """Edges are then where that rate has them."""
    page = opened(make(TESTDATA / "vendor" / "uk.ini"))
    page.ask(
        """() => {
          const Real = AudioContext;
          globalThis.AudioContext = class extends Real {
            constructor(options) {
              if (options) throw new DOMException("no such rate", "NotSupportedError");
              super();
            }
          };
        }"""
    )
    start(page)
    assert page.ask("() => ringsmith.context().sampleRate") >= 16000
    page.until("ringsmith.context().currentTime > 1")
    assert max(page.samples(HEARD)) > 100
