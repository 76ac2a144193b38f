"""What is rendered is what is learned, and what the command line learns."""

import copy
import pickle
import warnings
from dataclasses import replace

import numpy as np
import pytest

import ringsmith
from ringsmith import Cadence, Signal, learn, tone_set

BUSY = ringsmith.world.country("de").tones["bt"]


def sounds(signal):
    """What is heard of a signal: its components have no order."""
    return [frozenset(voice.components) for voice in signal.voices], signal.cadence


@pytest.mark.parametrize("country", ["de", "us", "fr"])
def test_a_country_s_tones_are_learned_from_themselves(country):
    for key, tone in ringsmith.world.country(country).tones.tones.items():
        if tone.cadence.lead:
            continue  # what is played once tells no cycle
        learned = learn(tone.render(cycles=4), 8000)
        assert sounds(learned.signal) == sounds(tone.signal), key
        named = [one for one in learned.candidates if country in one.sources]
        assert named, key
        assert named[0].distance == 0


def test_a_measurement_a_file_and_samples_teach_the_same(tmp_path):
    BUSY.save(tmp_path / "busy.wav", cycles=4)
    samples = BUSY.render(cycles=4)
    learned = learn(samples, 8000)
    assert learned == learn(tmp_path / "busy.wav") == learn(ringsmith.measure(samples, 8000))
    assert learned == learn(ringsmith.read_recording(tmp_path / "busy.wav"))
    assert (learned.name, learned.ringing, learned.doubts) == ("busy", None, ())
    own = sum(one.confidence for one in learned.candidates if one.name == "busy")
    assert learned.confidence == own > 0.5


def test_silence_teaches_nothing_and_what_was_heard_once_is_doubted():
    assert learn(np.zeros(8000, np.int16), 8000) is None
    assert "heard-once" in learn(BUSY.render(duration=700), 8000).doubts
    with pytest.raises(TypeError, match="of its own"):
        learn(ringsmith.measure(BUSY.render(), 8000), 8000)


def test_what_was_learned_comes_back_from_pickle_and_copies():
    learned = learn(BUSY.render(cycles=4), 8000)
    for again in (pickle.loads(pickle.dumps(learned)), copy.deepcopy(learned)):
        assert again == learned
        assert again.confidence == learned.confidence
        assert again.tone_set() == learned.tone_set()


def test_a_low_sine_is_a_ringing_pattern():
    pattern = ringsmith.standard.gr506(2)
    learned = learn(pattern.signal(-10).render(cycles=3), 8000)
    assert (learned.ringing, learned.name) == (20.0, "distinctive-ringing-2")
    tones = tone_set([learned])
    assert tones.patterns[0].cadence == pattern.cadence
    assert not tones.tones


def test_every_name_of_the_tables_comes_back_as_the_kind_or_id_that_it_was():
    """A name is words in Python: in a set it is again what the tables have."""
    for country in ringsmith.world.countries():
        for tone in ringsmith.world.country(country).tones.tones.values():
            words = tone.kind if isinstance(tone.kind, str) else tone.id
            learned = ringsmith.Learned(tone.signal, None, words, (), ())
            made = learned.tone_set().tones[0]
            own = (made.kind, made.id)
            assert own == ((words, None) if words == tone.kind else (None, words)), country


def test_a_name_that_is_put_right_is_the_name_of_the_tone():
    learned = replace(learn(BUSY.render(cycles=4), 8000), name="congestion")
    assert [tone.kind for tone in learned.tone_set().tones.values()] == ["congestion"]
    assert tone_set([learned, replace(learned, name="door")])[1].id == "door"
    for bad in ({"name": "no such name"}, {"doubts": ("none",)}):
        with pytest.raises(ValueError, match=r"no such name|none"):
            replace(learned, **bad).tone_set()
    with pytest.raises(ValueError, match="expected"):
        learned.tone_set("esperanto")


def test_a_set_of_lessons_is_the_command_line_s(program, tmp_path):
    odd = Signal([(777, -12), (1111, -12)], Cadence(cycle=[(170, 210)]))
    lessons = []
    for name, thing in [("busy", BUSY), ("odd", odd), ("again", BUSY)]:
        thing.save(tmp_path / f"{name}.wav", cycles=5)
        lessons.append(learn(tmp_path / f"{name}.wav"))
    files = [tmp_path / f"{name}.wav" for name in ("busy", "odd", "again")]
    for to in ("audiocodes", "toml"):
        program("learn", *files, "--to", to, "-o", tmp_path / "told")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ringsmith.RingsmithWarning)
            told = ringsmith.load(tmp_path / "told", notation=to)
        own = ringsmith.convert(tone_set(lessons, to), to)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ringsmith.RingsmithWarning)
            assert ringsmith.load(own.text, notation=to) == told
