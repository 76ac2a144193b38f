"""Files in and out, headers, legs of calls."""

import pickle

import pytest

import ringsmith
from ringsmith import CptError, NotationError, RingsmithWarning, alert_info, control

RING = """[NUMBER OF DISTINCTIVE RINGING PATTERNS]
Number of Ringing Patterns=1
[Ringing Pattern #0]
Ring Type=0
Freq [Hz]={}
First Ring On Time [10msec]=100
First Ring Off Time [10msec]=300
"""


def test_a_path_a_text_and_bytes_are_the_same_set(vendor, tmp_path):
    path = vendor / "uk.ini"
    tones = ringsmith.load(path)
    assert tones == ringsmith.load(str(path))
    assert tones == ringsmith.load(path.read_bytes().decode("latin-1"))
    assert tones == ringsmith.load(path.read_bytes())
    assert tones != ringsmith.load(RING.format(20))
    with pytest.raises(FileNotFoundError):
        ringsmith.load(tmp_path / "none.ini")
    with pytest.raises(FileNotFoundError):
        ringsmith.load("none.ini")


def test_an_error_has_its_place_and_all_diagnostics():
    with pytest.raises(CptError) as caught:
        ringsmith.load(RING.format(0) + "Freq [Hz]=20\nNonsense=1\n", name="my.ini")
    error = caught.value
    assert (error.file, error.line, error.column, error.code) == ("my.ini", 5, 11, "zero-frequency")
    assert {found.severity for found in error.diagnostics} == {"error", "warning"}
    assert str(error).startswith("my.ini:5:11: error[zero-frequency]: ")
    assert NotationError is CptError
    assert issubclass(CptError, ValueError)


def test_an_oddity_is_a_warning_at_the_caller_s_line():
    with pytest.warns(RingsmithWarning) as caught:
        tones = ringsmith.load(RING.format(23))
    assert tones.patterns[0].frequency == 23
    assert caught[0].filename == __file__
    assert caught[0].message.diagnostic.line == 5
    with pytest.raises(CptError):
        ringsmith.load(RING.format(23), strict=True)
    with pytest.raises(RingsmithWarning):  # as the tests' own settings have it
        ringsmith.load(RING.format(23))


def test_one_of_several_sets_is_named():
    both = ringsmith.convert([ringsmith.world.country(c).tones for c in ("de", "fr")], "asterisk")
    sets = ringsmith.load_all(both.text)
    assert len(sets) == 2
    with pytest.raises(ValueError, match="name one"):
        ringsmith.load(both.text)
    with pytest.raises(ValueError, match="no package it"):
        ringsmith.load(both.text, package="it")
    assert ringsmith.load(both.text, package="fr") == sets[1]


def test_what_is_written_reads_as_the_same_set_and_losses_are_named():
    tones = ringsmith.world.country("us").tones
    written = ringsmith.convert(tones, "toml")
    assert written.losses == ()
    assert ringsmith.load(written.text) == tones
    lossy = ringsmith.convert(tones, "grandstream")
    assert lossy.losses
    assert str(lossy.losses[0]).startswith("warning[")
    with pytest.raises(ringsmith.LossError, match="warning"):
        ringsmith.convert(tones, "grandstream", strict=True)
    with pytest.raises(ValueError, match="expected audiocodes"):
        ringsmith.convert(tones, "morse")
    with pytest.raises(ValueError, match="holds one set"):
        ringsmith.convert([tones, tones], "toml")


def test_a_header_selects_what_the_products_select(vendor):
    tones = ringsmith.load(vendor / "distinctive-ringing-gr506.ini")
    selection = alert_info.select("<http://127.0.0.1/Bellcore-dr2>;info=x;answer-after=0", tones)
    assert (selection.action, selection.ring, selection.entry) == ("ring", 2, tones.patterns[2])
    assert (selection.keyword, selection.answers, selection.answer_after) == ("x", True, 0)
    assert selection.parameters == (("info", "x"), ("answer-after", "0"))
    absent = alert_info.select("<Bellcore-dr9>", tones, "audiocodes")
    assert absent.entry == tones.patterns[0]
    assert absent.instead == "instead of ringing pattern 9, which is not among the patterns"
    nothing = alert_info.select("", tones, "lmsd")
    assert (nothing.action, nothing.entry) == ("default", None)
    assert alert_info.select("<http:/null>", profile="lmsd").action == "stop"
    assert alert_info.select("<urn:alert:service:forward>").urns == ("service:forward",)
    with pytest.raises(ValueError, match="expected one of"):
        alert_info.select("", profile="nobody")


def test_a_leg_hears_what_an_sbc_plays():
    leg = control.ToneControl(ringsmith.standard.tones(), accept_alert_info=True)
    asked = leg.response(180, "<http:/LMSD/tone?sig-id=bt>")
    assert (asked.command, asked.tone) == ("play", ringsmith.standard.tones()["bt"])
    assert leg.response(180, "<http:/LMSD/tone?sig-id=bt>").command == "keep"
    assert leg.request().command == "keep"
    assert str(leg.release()) == "stop: the leg is released"
    off = control.ToneControl(ringsmith.standard.tones())
    assert off.response(180, "<http:/LMSD/tone?sig-id=bt>").tone is None


def test_standards_and_countries_are_there_without_a_file():
    assert "de" in ringsmith.world.countries()
    assert ringsmith.world.country("DEU").name == "Germany"
    with pytest.raises(KeyError):
        ringsmith.world.country("Atlantis")
    assert ringsmith.standard.gr506(3).number == 3
    for bad in (lambda: ringsmith.standard.gr506(6), lambda: ringsmith.standard.dtmf("E")):
        with pytest.raises(ValueError, match="DTMF|GR-506"):
            bad()


def test_errors_and_warnings_come_whole_from_another_process():
    with pytest.raises(CptError) as caught:
        ringsmith.load(RING.format(0))
    with pytest.warns(RingsmithWarning) as warned:
        ringsmith.load(RING.format(23))
    tones = ringsmith.world.country("us").tones
    with pytest.raises(ringsmith.LossError) as lost:
        ringsmith.convert(tones, "grandstream", strict=True)
    for error in (caught.value, warned[0].message, lost.value):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)
