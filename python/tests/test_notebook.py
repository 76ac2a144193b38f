"""What a notebook shows of a signal."""

import base64
import io
import re
import wave
from xml.etree import ElementTree as ET

import pytest

import ringsmith

SVG = "{http://www.w3.org/2000/svg}"


def bars(svg):
    return [
        (bar.get("class"), float(bar.get("x")), float(bar.get("width")))
        for bar in ET.fromstring(svg).iter(f"{SVG}rect")
    ]


def test_a_drawing_has_a_bar_for_each_on_time_at_its_place(vendor):
    pattern = ringsmith.load(vendor / "distinctive-ringing-burst.ini").patterns[0]
    # Three bursts of 300/300 ms, then 1000/3000: 5800 ms on 720 units.
    drawn = bars(pattern.svg())
    expected = [("once", 0, 300), ("once", 600, 300), ("once", 1200, 300), ("repeats", 1800, 1000)]
    for (kind, x, width), (kind2, start, on) in zip(drawn, expected, strict=True):
        assert kind == kind2
        assert x == pytest.approx(start * 720 / 5800, abs=0.006)
        assert width == pytest.approx(on * 720 / 5800, abs=0.006)


def test_a_continuous_tone_is_one_bar_of_the_whole_width():
    assert bars(ringsmith.Signal([(440, 0)]).svg()) == [("repeats", 0, 720)]


def test_every_cadence_can_be_drawn():
    for on, off in ((1, 0), (1, 1), (2**32 - 1, 2**32 - 1), (0, 5)):
        for lead, cycle in (([(on, off)], []), ([], [(on, off)]), ([(on, off)], [(7, 7)])):
            cadence = ringsmith.Cadence(lead, cycle)
            text = ringsmith.Signal([(440, 0)], cadence).svg()
            labels = list(ET.fromstring(text).iter(f"{SVG}text"))
            assert 1 <= len(labels) <= 14, cadence


def test_a_pattern_shows_its_cadence_and_plays_what_can_be_heard(vendor):
    pattern = ringsmith.load(vendor / "distinctive-ringing-gr506.ini").patterns[2]
    html = pattern._repr_html_()
    audio = base64.b64decode(re.search(r'base64,([^"]+)"', html)[1])
    with wave.open(io.BytesIO(audio)) as file:
        heard = file.readframes(file.getnframes())
    assert heard == pattern.voiced([(440, -19), (480, -19)]).render().tobytes()
    assert "<svg" in html
    assert "nobody hears 20 Hz" in html


def test_a_long_signal_is_cut_for_the_player():
    tone = ringsmith.Tone([(440, 0)], ringsmith.Cadence(cycle=[(500, 60000)]), id="x")
    html = tone._repr_html_()
    assert "its first 20 s" in html
    assert len(html) < 500_000
    assert "&#x27;x&#x27;" in html


def test_a_plot_has_the_samples_over_seconds():
    pytest.importorskip("matplotlib").use("Agg")
    axes = ringsmith.standard.tones()["bt"].plot(duration=100, start=800)
    (line,) = axes.get_lines()
    assert line.get_xdata()[0] == 0.1
    assert line.get_ydata().tolist() == (
        ringsmith.standard.tones()["bt"].render(duration=100, start=800).tolist()
    )
