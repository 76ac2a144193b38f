"""How the page looks and is used: colours, sizes, keys, paper, what is read out."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from conftest import TESTDATA, Opened, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 1400}


@pytest.fixture(scope="session")
def pages(make: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give a page of each sort."""
    vendor = TESTDATA / "vendor"
    old = vendor / "usa-13-tones.ini"
    text = old.read_text()
    # One tone quieter, one with other times, one gone, one pattern more.
    text = text.replace("Low Freq Level [-dBm]=19", "Low Freq Level [-dBm]=16")
    text = text.replace("High Freq Level [-dBm]=19", "High Freq Level [-dBm]=16")
    text = text.replace("First Signal On Time [10msec]=50", "First Signal On Time [10msec]=75", 1)
    text += (
        "\n[Ringing Pattern #3]\nRing Type=3\nFreq [Hz]=25\n"
        "First Burst Ring On Time [10msec]=40\nFirst Burst Ring Off Time [10msec]=20\n"
        "Second Ring On Time [10msec]=80\nSecond Ring Off Time [10msec]=400\n"
    )
    new = tmp_path_factory.mktemp("diff") / "usa-new.ini"
    new.write_text(text)
    return {
        "light": make(old),
        "dark": make("--country", "jp"),
        "voices": make("--country", "au"),
        "burst": make(vendor / "distinctive-ringing-burst.ini"),
        "diff": make(old, "--against", new),
        "bad": make(TESTDATA / "bad" / "many-errors.ini", status=1),
    }


SORTS = ["light", "dark", "voices", "burst", "diff", "bad"]

# Contrast as WCAG 2.2 defines it, of every text and of every drawn thing that means something.
CONTRAST = """
() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [x, y, z]) =>
    [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
  const luminance = (colour) => {
    const part = (value) => {
      const v = value / 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    };
    const [r, g, b] = colour.map(part);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255, 1];
  };
  const bands = (element) =>
    [...(element.closest("svg")?.querySelectorAll(".band") ?? [])].map((band) =>
      rgba(getComputedStyle(band).fill));
  const poor = [];
  let looked = 0;
  const check = (element, colour, grounds, least) => {
    for (const under of grounds) {
      looked += 1;
      const found = ratio(over(colour, under), under);
      if (found < least) {
        poor.push(`${element.tagName} ${element.getAttribute("class")}: ${found.toFixed(2)}`);
      }
    }
  };
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    const drawn = element.namespaceURI.endsWith("svg");
    const says = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!element.checkVisibility() || element.tagName === "SCRIPT") continue;
    const disabled = element.matches(":disabled");
    if (drawn && element.tagName === "text") {
      const on = element.matches(".name") ? bands(element) : [];
      check(element, rgba(style.fill), [ground(element), ...on], 4.5);
    } else if (drawn && element.matches(".bar")) {
      const colour = rgba(style.fill);
      colour[3] *= Number(style.fillOpacity);
      check(element, colour, [ground(element)], 3);
    } else if (drawn && element.matches(".peak, .cursor")) {
      check(element, rgba(style.stroke), [ground(element), ...bands(element)], 3);
    } else if (!drawn && says && !disabled) {
      check(element, rgba(style.color), [ground(element)], 4.5);
    }
    if (element.matches("input, select")) {
      check(element, rgba(style.color), [ground(element)], 4.5);
      if (!element.matches("[type=range]")) {
        check(element, rgba(style.borderTopColor), [ground(element.parentElement)], 3);
      }
    }
  }
  return { looked, poor: [...new Set(poor)] };
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sort", SORTS)
def test_every_text_and_bar_stands_out_from_its_ground(
    sort: str, scheme: str, pages: dict[str, Path], opened: Callable[..., Opened]
) -> None:
    """4.5:1 for texts, 3:1 for what is drawn: WCAG 2.2 AA."""
    page = opened(pages[sort], color_scheme=scheme, viewport=DESKTOP)
    page.ask("() => document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    found = page.ask(CONTRAST)
    assert found["poor"] == []
    assert found["looked"] > 30
    page.ask(
        "() => document.querySelectorAll('details.file').forEach((it) => { it.open = false; })"
    )
    picture(page.page, f"{sort}-{scheme}")


@pytest.mark.parametrize("sort", SORTS)
def test_nothing_is_wider_than_a_telephone(
    sort: str, pages: dict[str, Path], opened: Callable[..., Opened]
) -> None:
    """No part of a page is scrolled sideways."""
    page = opened(pages[sort], viewport=PHONE, device_scale_factor=2)
    root = "document.documentElement"
    assert page.ask(f"() => {root}.scrollWidth - {root}.clientWidth") == 0
    wide = page.ask(
        "(width) => [...document.querySelectorAll('main *:not(svg *)')].filter("
        "(it) => it.checkVisibility() && it.getBoundingClientRect().right > width)"
        ".map((it) => it.outerHTML.slice(0, 80))",
        PHONE["width"],
    )
    assert wide == []
    picture(page.page, f"{sort}-phone")


def ground(page: Opened) -> str:
    """Give the colour of the page."""
    return str(page.ask("() => getComputedStyle(document.body).backgroundColor"))


def test_colours_follow_the_system_until_the_button_says_otherwise(
    pages: dict[str, Path], opened: Callable[..., Opened]
) -> None:
    """Auto, light, dark, and around."""
    dark, light = (opened(pages["light"], color_scheme=it) for it in ("dark", "light"))
    colours = (ground(dark), ground(light))
    assert colours[0] != colours[1]
    for page, own in ((dark, colours[0]), (light, colours[1])):
        seen = []
        for _ in range(3):
            page.page.click("#theme")
            seen.append((page.page.inner_text("#theme"), ground(page)))
        assert seen == [
            ("Theme: light", colours[1]),
            ("Theme: dark", colours[0]),
            ("Theme: auto", own),
        ]


def visible(page: Opened) -> list[str]:
    """Give the names of the entries that are shown."""
    return list(
        page.ask(
            "() => [...document.querySelectorAll('.entry')].filter((it) => it.checkVisibility())"
            ".map((it) => it.dataset.search.split(' ')[0])"
        )
    )


def test_searching_hides_what_does_not_have_every_word(
    pages: dict[str, Path], opened: Callable[..., Opened]
) -> None:
    """Names, ids, frequencies, times."""
    page = opened(pages["light"])
    everything = visible(page)
    assert len(everything) == 16
    for words, found in [
        ("busy", ["tone-2-busy"]),
        ("BUSY 620", ["tone-2-busy"]),
        ("busy 621", []),
        ("pattern", [name for name in everything if name.startswith("pattern")]),
        ("", everything),
    ]:
        page.page.fill("#search", words)
        assert visible(page) == found, words
    page.page.fill("#search", "busy")
    assert page.page.inner_text("#count") == "1 of 16"
    assert not page.page.is_visible("h2:text('Ringing patterns')")


def test_everything_can_be_done_with_keys(
    pages: dict[str, Path], opened: Callable[..., Opened]
) -> None:
    """Search, choose, play, stop."""
    page = opened(pages["light"])
    keys, playing = page.page.keyboard, "() => ringsmith.playing()"
    chosen = "() => document.querySelector('.entry.chosen')?.querySelector('.track').dataset.sound"
    keys.press("/")
    assert page.ask("() => document.activeElement.id") == "search"
    keys.type("jk tone /")
    assert page.page.input_value("#search") == "jk tone /"
    page.page.fill("#search", "tone")
    keys.press("Escape")
    assert page.ask("() => document.activeElement.id") == ""
    keys.press("j")
    keys.press("j")
    keys.press("ArrowDown")
    assert page.ask(chosen) == "2"
    keys.press("k")
    assert page.ask(chosen) == "1"
    keys.press("Space")
    page.until("ringsmith.context()?.state === 'running'")
    assert page.ask(playing) == 1
    keys.press("Space")
    assert page.ask(playing) is None
    keys.press("ArrowUp")
    keys.press("ArrowUp")
    assert page.ask(chosen) == "0"
    keys.press("Space")
    assert page.ask(playing) == 0
    keys.press("Escape")
    assert page.ask(playing) is None
    outline = page.ask(
        "() => { document.querySelector('.play').focus({ focusVisible: true });"
        " return getComputedStyle(document.activeElement).outlineStyle; }"
    )
    assert outline == "solid"


def test_without_motion_the_cursor_steps(
    pages: dict[str, Path], opened: Callable[..., Opened]
) -> None:
    """Four times a second."""
    page = opened(pages["burst"], reduced_motion="reduce")
    page.page.click(".play")
    page.until("document.querySelector('.cursor[visibility=visible]')")
    places = set()
    for _ in range(20):
        x = page.ask("() => document.querySelector('.cursor').getAttribute('x1')")
        places.add(round(float(x.rstrip("%")) * 9800 / 100, 3))
        page.page.wait_for_timeout(40)
    assert 2 <= len(places) <= 6
    assert all(place % 250 == 0 for place in places), places


@pytest.mark.parametrize("sort", SORTS)
def test_a_screen_reader_finds_its_way(
    sort: str, pages: dict[str, Path], opened: Callable[..., Opened]
) -> None:
    """One main part, headings without gaps, a name for everything that is pressed or drawn."""
    page = opened(pages[sort])
    found = page.ask(
        """() => ({
          mains: document.querySelectorAll("main").length,
          language: document.documentElement.lang,
          levels: [...document.querySelectorAll("h1, h2, h3, h4")].map((it) => +it.tagName[1]),
          nameless: [...document.querySelectorAll("button, input, select, svg, [role=img]")]
            .filter((it) => !(it.ariaLabel || it.innerText || it.labels?.length))
            .map((it) => it.outerHTML.slice(0, 80)),
          twice: [...document.querySelectorAll("[id]")].map((it) => it.id)
            .filter((id, at, all) => all.indexOf(id) !== at),
        })"""
    )
    assert (found["mains"], found["language"]) == (1, "en")
    levels: list[int] = found["levels"]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), levels
    assert found["nameless"] == []
    assert found["twice"] == []


def test_on_paper_there_are_no_buttons_and_no_box_is_cut(
    pages: dict[str, Path], opened: Callable[..., Opened], tmp_path: Path
) -> None:
    """The paper is white whatever the theme."""
    page = opened(pages["voices"], color_scheme="dark", viewport={"width": 720, "height": 1020})
    page.page.click("#theme")
    page.page.click("#theme")
    assert page.page.inner_text("#theme") == "Theme: dark"
    page.page.pdf(path=tmp_path / "page.pdf", format="A4", print_background=True)
    pdf = (tmp_path / "page.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") > 3
    page.page.emulate_media(media="print", color_scheme="dark")
    for hidden in [".tools", ".play", ".cursor", ".keys"]:
        assert not page.page.locator(hidden).first.is_visible(), hidden
    colour: Any = page.ask("() => getComputedStyle(document.querySelector('.entry')).color")
    assert colour == "rgb(26, 32, 35)"
    inside = page.ask("() => getComputedStyle(document.querySelector('.entry')).breakInside")
    assert inside == "avoid"
    picture(page.page, "print")


def test_two_files_are_told_apart_in_words_and_on_one_scale(
    pages: dict[str, Path], opened: Callable[..., Opened]
) -> None:
    """What changed, what is new, what is as it was."""
    page = opened(pages["diff"], viewport=DESKTOP)
    states = page.ask(
        "() => Object.groupBy([...document.querySelectorAll('.entry')], (it) => it.dataset.state)"
    )
    assert set(states) == {"changed", "added", "unchanged"}
    ringback = page.page.locator(".entry", has_text="ringback").first
    assert "3 dB louder" in ringback.inner_text()
    assert ringback.locator(".track").count() == 2
    busy = page.page.locator(".entry", has_text="busy").first
    totals = busy.locator(".timeline").evaluate_all("(all) => all.map((it) => it.dataset.total)")
    assert totals[0] == totals[1]
    assert "on time 250 ms longer" in busy.inner_text()
    assert page.page.is_checked("#changes")
    assert not page.page.locator("[data-state=unchanged]").first.is_visible()
    assert page.page.locator("[data-state=added]").first.is_visible()
    page.page.uncheck("#changes")
    assert page.page.locator("[data-state=unchanged]").first.is_visible()
