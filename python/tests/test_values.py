"""Values: equal, hashed, written, pickled and copied as what they hold."""

import copy
import pickle
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ringsmith
from ringsmith import (
    Cadence,
    Component,
    Modulation,
    OnOff,
    Package,
    Playable,
    Renderer,
    RingingPattern,
    Signal,
    Swell,
    Tone,
    ToneSet,
    Voice,
)
from ringsmith.control import ToneControl

hertz = st.decimals("0.001", "3999", places=3)
level = st.decimals("-200", "60", places=2)
modulations = st.builds(Modulation, hertz, st.decimals("0", "3", places=3))
components = st.builds(Component, hertz, level, st.none() | modulations)
voices = st.builds(Voice, st.lists(components, min_size=1, max_size=3))
pairs = st.builds(OnOff, st.integers(1, 2**32 - 1), st.integers(0, 2**32 - 1))
cadences = st.builds(Cadence, st.lists(pairs, max_size=3), st.lists(pairs, max_size=3))
swells = st.builds(
    Swell,
    st.decimals("-60", "60", places=2),
    st.decimals("-60", "60", places=2),
    st.integers(0, 2**32 - 1),
)
signals = st.builds(Signal, voices, cadences, st.none() | swells)
ids = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?", fullmatch=True)
tones = st.builds(
    Tone,
    signals,
    number=st.integers(0, 2**32 - 1),
    id=st.none() | ids,
    kind=st.none() | st.sampled_from(["busy", "rt", 3, 99, "call-waiting"]),
    default_duration=st.none() | st.integers(0, 2**32 - 1),
    detection_period=st.none() | st.integers(0, 2**32 - 1),
)
patterns = st.builds(RingingPattern, st.integers(0, 15), hertz, cadences)
sets = st.builds(
    ToneSet,
    st.lists(tones, max_size=2, unique_by=(lambda t: t.number, lambda t: t.id)),
    patterns=st.lists(patterns, max_size=2, unique_by=lambda p: p.number),
    package=st.none() | st.builds(Package, st.text(max_size=5), st.text(max_size=5)),
)
renderers = st.builds(Renderer, signals, st.integers(8000, 192000), st.integers(0, 50))
values = signals | tones | patterns | sets | renderers | voices | swells | modulations


@settings(max_examples=200, deadline=None, derandomize=True)
@given(values)
def test_a_value_comes_back_from_its_repr_from_pickle_and_from_copies(value):
    again = [
        eval(repr(value), vars(ringsmith)),
        *(pickle.loads(pickle.dumps(value, protocol)) for protocol in range(6)),
        copy.copy(value),
        copy.deepcopy(value),
    ]
    for other in again:
        assert other == value
        assert hash(other) == hash(value)
        assert type(other) is type(value)
        assert repr(other) == repr(value)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(signals, signals)
def test_signals_are_equal_exactly_if_they_hold_the_same(one, other):
    assert (one == other) == (one._arguments() == other._arguments())
    assert one != "a signal"


def test_a_number_is_the_decimal_number_that_it_prints_as():
    same = [
        Component(913.8, -19),
        Component("913.8", "-19.00"),
        Component(Decimal("913.80"), -19.0),
    ]
    same.append(Component(np.float64(913.8), np.int64(-19)))
    assert len(set(same)) == 1
    assert (same[0].frequency, same[0].level) == (913.8, -19.0)


@pytest.mark.parametrize("bad", [0, -440, 440.0001, float("nan"), float("inf"), 1e9, "440 Hz", ""])
def test_a_frequency_that_is_none_is_refused(bad):
    with pytest.raises(ValueError, match="expected"):
        Component(bad, 0)


@pytest.mark.parametrize("bad", [None, True, [440], object(), b"440"])
def test_what_is_no_number_is_no_frequency(bad):
    with pytest.raises(TypeError):
        Component(bad, 0)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Voice([]), ValueError),
        (lambda: Voice([(440, 0)] * 65), ValueError),
        (lambda: Component(440, 60.01), ValueError),
        (lambda: Modulation(20, 3.001), ValueError),
        (lambda: Swell(-61, 0, 100), ValueError),
        (lambda: OnOff(-1, 0), OverflowError),
        (lambda: OnOff(2**32, 0), OverflowError),
        (lambda: OnOff(1.5, 0), TypeError),
        (lambda: Cadence(cycle=[(0, 0)]), ValueError),
        (lambda: Signal([(440, 0)], Cadence(cycle=[OnOff(1, 1, voice=1)])), ValueError),
        (lambda: Signal([Voice([(440, 0)]), (350, 0)]), TypeError),
        (lambda: Tone(Signal([(440, 0)]), Cadence()), TypeError),
        (lambda: Tone([(440, 0)], kind="dail"), ValueError),
        (lambda: Tone([(440, 0)], id="a b"), ValueError),
        (lambda: ToneSet([Tone([(440, 0)]), Tone([(350, 0)])]), ValueError),
        (lambda: ToneSet(package=Package("P", default_ringback="rt")), ValueError),
    ],
)
def test_what_cannot_be_played_is_no_value(make, error):
    with pytest.raises(error):
        make()


def test_values_cannot_be_changed_and_match():
    component = Component(440, -19)
    with pytest.raises(AttributeError):
        component.level = 0
    match component:
        case Component(frequency, level, None):
            assert (frequency, level) == (440, -19)
        case _:
            pytest.fail("it has these arguments")


def test_a_set_is_a_mapping_by_name_id_and_number():
    tones = ringsmith.standard.tones()
    assert tones["bt"] is not tones["bt"]
    assert tones["bt"] == tones["busy"] == tones["tone-2-busy"] == tones[2] == tones.tones[2]
    assert tones["pattern-2"] == tones.patterns[2]
    assert list(tones) == list(tones.keys()) == [key for key, _ in tones.items()]
    assert [tones[key] for key in tones] == list(tones.values())
    assert len(tones) == len(list(tones.values()))
    assert "bt" in tones
    assert "no such tone" not in tones
    assert None not in tones
    assert -1 not in tones
    assert tones.get("no such tone") is None
    assert tones.get("no such tone", 7) == 7
    with pytest.raises(KeyError, match="there are tone-0-dial"):
        tones["no such tone"]


def test_what_can_be_rendered_is_playable():
    tones = ringsmith.standard.tones()
    for entry in (*tones.values(), tones["bt"].signal):
        assert isinstance(entry, Playable)


def test_a_leg_goes_on_where_it_was_pickled():
    leg = ToneControl(ringsmith.standard.tones(), accept_alert_info=True)
    assert leg.response(180, "<http:/LMSD/tone?sig-id=bt>").command == "play"
    for other in (pickle.loads(pickle.dumps(leg)), copy.deepcopy(leg)):
        assert other.playing == leg.playing == 2
        assert other.response(183).command == "stop"
    assert leg.playing == 2
