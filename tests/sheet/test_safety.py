"""A page comes with a mail and holds what strangers wrote: nothing runs, nothing leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conftest import TESTDATA, Opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTILE = (
    "<script>globalThis.hacked = 1</script><img src=x onerror='globalThis.hacked = 2'>"
    ']]> --> </pre></code></style></script> &lt;b&gt; "quoted" \u2028 \u202e'
)


def test_no_text_of_a_file_becomes_part_of_the_page(
    tmp_path: Path, make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """Names, ids, comments, keys, values, section headers, and the name of the file itself."""
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    # An id has no blanks and none of <>;,"'\\.
    toml = tmp_path / "\"><img src=x onerror='hacked=3'>&amp;.toml"
    toml.write_text(
        f'name = "{quoted}"\ndescription = "{quoted}"\n# {HOSTILE}\n[[tone]]\nid = "a&amp"\n'
        f'components = "440@-10"\ncycle = "continuous"\nnote = "{quoted}"\n'
    )
    ini = tmp_path / "<b>hostile.ini"
    ini.write_text(
        "[NUMBER OF CALL PROGRESS TONES]\nNumber of Call Progress Tones=1\n"
        f"[{HOSTILE[:-20]}\n# {HOSTILE}\n[CALL PROGRESS TONE #0]\nTone Type=1 {HOSTILE}\n"
        "Tone Form=1\nLow Freq [Hz]=425\nLow Freq Level [-dBm]=9\n"
        f"First Signal On Time [10msec]=300\n{HOSTILE}=1\n"
    )
    for path, arguments in [
        (toml, [toml]),
        (ini, [ini]),
        (ini, [ini, "--against", toml]),
    ]:
        page = opened(make(*arguments))
        page.page.wait_for_timeout(50)
        assert page.ask("() => globalThis.hacked") is None
        assert page.ask("() => document.scripts.length") == 2
        assert page.ask("() => document.images.length") == 0
        assert page.ask("() => document.querySelectorAll('b, pre').length") == 0
        text = page.ask("() => document.body.textContent")
        assert "<script>globalThis.hacked = 1</script><img src=x" in text
        assert "&lt;b&gt;" in text
        assert path.name[:4] in text
        assert not set("\u2028\u202e") & set(text)


def test_nothing_is_loaded_and_nothing_foreign_runs(
    make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """The policy of the page itself says so, wherever it is opened."""
    page = opened(make(TESTDATA / "vendor" / "uk.ini"), strict=False)
    page.ask(
        """() => {
          globalThis.blocked = [];
          document.addEventListener("securitypolicyviolation", (event) =>
            globalThis.blocked.push(event.effectiveDirective));
          const image = new Image();
          image.src = "https://example.org/x.png";
          const frame = document.createElement("iframe");
          frame.src = "https://example.org/";
          const link = document.createElement("link");
          Object.assign(link, { rel: "stylesheet", href: "https://example.org/x.css" });
          const script = document.createElement("script");
          script.textContent = "globalThis.hacked = 1";
          const button = document.createElement("button");
          button.setAttribute("onclick", "globalThis.hacked = 2");
          document.body.append(image, frame, link, script, button);
          button.click();
        }"""
    )
    fetched = page.ask("() => fetch('https://example.org/').then(() => true, () => false)")
    page.until("blocked.length >= 6")
    assert fetched is False
    assert page.ask("() => globalThis.hacked") is None
    assert {
        "img-src",
        "frame-src",
        "style-src-elem",
        "script-src-elem",
        "script-src-attr",
        "connect-src",
    } <= set(page.ask("() => blocked"))


def test_a_file_with_errors_shows_its_lines_with_what_is_wrong_and_plays_nothing(
    make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """Every diagnostic stands below its line."""
    page = opened(make(TESTDATA / "bad" / "many-errors.ini", status=1))
    assert page.page.locator(".play, .entry").count() == 0
    assert page.page.locator(".finding.error").count() == 8
    line = page.page.locator(
        ".source li", has=page.page.locator(".finding", has_text="not-a-number")
    )
    assert line.first.get_attribute("value") == "20"
    assert page.page.locator("mark.error", has_text="low").first.is_visible()


def test_warnings_stand_at_their_lines_and_those_of_no_entry_on_top(
    make: Callable[..., Path], opened: Callable[..., Opened]
) -> None:
    """The page of a file that can be played."""
    page = opened(make(TESTDATA / "ok" / "out-of-vendor-range.ini"))
    inside = page.page.locator(".entry .finding.warning")
    assert inside.count() > 0
    assert page.page.locator(".entry li", has=page.page.locator(".finding")).first.is_visible()
