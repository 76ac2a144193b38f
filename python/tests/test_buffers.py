"""Rendering into buffers of the caller, and what is refused."""

import array
import ctypes
import sys

import numpy as np
import pytest

import ringsmith

DIAL = ringsmith.Signal([(350, -13), (440, -13)])
BUSY = ringsmith.Signal([(480, -24), (620, -24)], ringsmith.Cadence(cycle=[(37, 41)]))
TYPES = {"pcm16": "i2", "pcm24": "i4", "f32": "f4", "ulaw": "u1", "alaw": "u1"}


@pytest.mark.parametrize(("encoding", "dtype"), TYPES.items())
def test_a_buffer_gets_the_samples_that_are_returned_without_one(encoding, dtype):
    expected = BUSY.render(duration=100, start=5, encoding=encoding)
    assert expected.dtype == dtype
    for out in (
        np.full(800, 77, dtype),
        np.full((5, 160), 77, dtype),
        np.zeros(900, dtype)[50:850],
    ):
        assert BUSY.render(start=5, encoding=encoding, out=out) is out
        assert np.array_equal(out.ravel(), expected)


def test_any_writable_buffer_of_the_type_will_do():
    expected = BUSY.render(duration=20)
    codes = BUSY.render(duration=20, encoding="alaw")
    own = array.array("h", bytes(320))
    assert BUSY.render(out=own) is own
    assert own.tolist() == expected.tolist()
    foreign = (ctypes.c_int16.__ctype_le__ * 160)()
    if sys.byteorder == "little":
        assert BUSY.render(out=memoryview(foreign)) is not None
        assert foreign[:] == expected.tolist()
    raw = bytearray(160)
    assert BUSY.render(out=raw, encoding="alaw") == codes.tobytes()
    view = memoryview(bytearray(320)).cast("h")
    assert BUSY.render(out=view).tolist() == expected.tolist()
    assert BUSY.render(out=np.empty(0, np.int16)).size == 0


def read_only():
    out = np.zeros(8, np.int16)
    out.flags.writeable = False
    return out


@pytest.mark.parametrize(
    "out",
    [
        np.zeros(8, np.int32),
        np.zeros(8, np.uint16),
        np.zeros(8, np.float64),
        np.zeros(8, ">i2" if sys.byteorder == "little" else "<i2"),
        np.zeros(16, np.int16)[::2],
        np.zeros(8, np.int16)[::-1],
        np.zeros((4, 4), np.int16)[:, :2],
        np.zeros((4, 4), np.int16, order="F"),
        np.zeros(17, np.uint8)[1:].view(np.int16),
        read_only(),
        bytearray(16),
        bytes(16),
        memoryview(b"abcd").cast("h"),
    ],
    ids=str,
)
def test_a_buffer_of_another_form_is_refused_and_left_alone(out):
    before = bytes(memoryview(out).tobytes()) if not isinstance(out, np.ndarray) else out.copy()
    with pytest.raises(BufferError):
        DIAL.render(out=out)
    assert np.array_equal(out, before) if isinstance(out, np.ndarray) else bytes(out) == before


@pytest.mark.parametrize("out", [7, "text", [0, 0], object()])
def test_what_is_no_buffer_is_refused(out):
    with pytest.raises((TypeError, BufferError)):
        DIAL.render(out=out)


def test_a_bytearray_cannot_shrink_while_it_is_filled_and_can_afterwards():
    out = bytearray(160)
    DIAL.render(out=out, encoding="ulaw")
    out.clear()
    assert not out


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"duration": -1}, OverflowError),
        ({"cycles": -1}, OverflowError),
        ({"start": -1}, OverflowError),
        ({"ramp": -1}, OverflowError),
        ({"duration": 1.5}, TypeError),
        ({"duration": 2**64}, OverflowError),
        ({"duration": 2**64 - 1}, ValueError),
        ({"duration": 2**50}, MemoryError),
        ({"duration": 1 << 59, "rate": 8001}, MemoryError),
        ({"start": 2**63}, ValueError),
        ({"duration": 1, "cycles": 1}, ValueError),
        ({"rate": 7999}, ValueError),
        ({"rate": 192001}, ValueError),
        ({"rate": 8000.0}, TypeError),
        ({"encoding": "g729"}, ValueError),
        ({"out": np.empty(8, np.int16), "duration": 1}, ValueError),
    ],
    ids=str,
)
def test_a_size_that_is_none_is_a_clean_error(options, error):
    with pytest.raises(error):
        DIAL.render(**options)


def test_a_frequency_that_the_rate_does_not_carry_is_an_error():
    high = ringsmith.Signal([(4000, 0)])
    with pytest.raises(ValueError, match="not below 4000 Hz"):
        high.render(8000)
    assert high.render(8001, duration=0).size == 0


def test_the_last_samples_of_a_signal_are_in_reach():
    assert BUSY.render(start=2**63 - 8, duration=1).size == 8


@pytest.mark.parametrize("rate", [8000, 11025, 44100])
def test_frames_together_are_what_is_rendered_at_once(rate):
    whole = BUSY.render(rate, duration=333, start=19, encoding="ulaw")
    for ptime in (1, 20, 30, 1000):
        frames = list(BUSY.iter_frames(rate, ptime=ptime, duration=333, start=19, encoding="ulaw"))
        assert np.array_equal(np.concatenate(frames), whole)
        assert {len(frame) - rate * ptime // 1000 for frame in frames[:-1]} <= {0, 1}


def test_a_stream_of_ages_starts_at_once_and_bad_frames_are_told_at_once():
    frames = DIAL.iter_frames(duration=2**53)
    assert np.array_equal(next(frames), DIAL.render(duration=20))
    assert np.array_equal(next(frames), DIAL.render(duration=20, start=160))
    for bad in ({"ptime": 0}, {"rate": 1}, {"encoding": "mp3"}):
        with pytest.raises(ValueError, match="expected|1 ms"):
            DIAL.iter_frames(**bad)
