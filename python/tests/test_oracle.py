"""An oracle of its own, in numpy and mpmath, written from docs/exactness.md: no code is shared."""

import mpmath
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf

import ringsmith

mpmath.mp.dps = 60


def runs(cadence, rate, until):
    """(first sample, sample after the last, voice) of each stretch that sounds, up to `until`."""
    stretches = []
    for repeat, pairs in ((False, cadence["lead"]), (True, cadence["cycle"])):
        while pairs and (not stretches or stretches[-1][1] * rate < until * 1000):
            for on, off, voice in pairs:
                for length, what in ((on, voice), (off, None)):
                    start = stretches[-1][1] if stretches else 0
                    if length and stretches and stretches[-1][2] == what:
                        stretches[-1] = (stretches[-1][0], start + length, what)
                    elif length:
                        stretches.append((start, start + length, what))
            if not repeat:
                break
    first = [-(-start * rate // 1000) for start, _, _ in stretches]
    after = [-(-end * rate // 1000) for _, end, _ in stretches]
    return [
        (a, b, voice)
        for a, b, (_, _, voice) in zip(first, after, stretches, strict=True)
        if voice is not None
    ]


def value(components, k, rate):
    total = mpf(0)
    for frequency, level, modulation in components:
        amplitude = 32768 * mpf(10) ** ((mpf(level) - mpf("3.14")) / 20)
        gain = mpf(1)
        if modulation:
            swing, depth = modulation
            gain += mpf(depth) * mpmath.sin(2 * mpmath.pi * mpf(swing) * k / rate)
        total += amplitude * gain * mpmath.sin(2 * mpmath.pi * mpf(frequency) * k / rate)
    return total


def half_even(x):
    """The whole number nearest to x, the even one of two: what mpmath's own rounding does not."""
    down = mpmath.floor(x)
    rest = x - down
    if rest == mpf("0.5"):
        return int(down) + int(down) % 2
    return int(down) + (rest > mpf("0.5"))


def integer(x, most):
    return min(max(half_even(x), -most - 1), most)


hertz = st.decimals("0.001", "3999.9", places=3).map(str)
level = st.decimals("-70", "9", places=2).map(str)
modulation = st.tuples(st.decimals("0.1", "50", places=3).map(str), st.sampled_from(["0.5", "1"]))
component = st.tuples(hertz, level, st.none() | modulation)
voice = st.lists(component, min_size=1, max_size=4)
times = st.integers(0, 700)


@st.composite
def signals(draw):
    voices = draw(st.lists(voice, min_size=1, max_size=3))
    pair = st.tuples(times, times, st.integers(0, len(voices) - 1))
    pairs = st.lists(pair, max_size=4).map(lambda pairs: [p for p in pairs if p[0] + p[1]])
    lead, cycle = draw(pairs), draw(pairs)
    return voices, {"lead": lead, "cycle": cycle}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    signals(),
    st.sampled_from([8000, 11025, 44100]),
    st.lists(st.integers(0, 3999), min_size=6, max_size=6),
)
def test_every_sample_is_the_correctly_rounded_value_of_the_formula(signal, rate, asked):
    voices, cadence = signal
    made = ringsmith.Signal(
        [ringsmith.Voice([tuple(component) for component in voice]) for voice in voices],
        ringsmith.Cadence(**cadence),
    )
    if not cadence["lead"] and not cadence["cycle"]:
        cadence = {"lead": [], "cycle": [(1000, 0, 0)]}
    sounding = runs(cadence, rate, 4000)
    edges = [n for first, after, _ in sounding for n in (first, first + 1, after - 1, after)]
    whole = made.render(rate, out=np.empty(4000, np.int16))
    fine = made.render(rate, out=np.empty(4000, np.int32), encoding="pcm24")
    real = made.render(rate, out=np.empty(4000, np.float32), encoding="f32")
    for n in [*asked, *(n for n in edges[:12] if n < 4000)]:
        run = next((run for run in sounding if run[0] <= n < run[1]), None)
        steady = not cadence["lead"] and all(off == 0 for _, off, _ in cadence["cycle"])
        one = len({voice for _, _, voice in cadence["cycle"]}) == 1
        start = 0 if steady and one else run[0] if run else 0
        x = value(voices[run[2]], n - start, rate) if run else mpf(0)
        assert whole[n] == integer(x, 32767), f"sample {n} of {made!r} at {rate} Hz"
        assert fine[n] == integer(x * 256, 8388607), f"sample {n} of {made!r} at {rate} Hz"
        # Neither neighbour is nearer than the nearest.
        own = abs(mpf(float(real[n])) - x / 32768)
        for other in (np.nextafter(real[n], np.float32(9)), np.nextafter(real[n], np.float32(-9))):
            assert own <= abs(mpf(float(other)) - x / 32768), f"sample {n} of {made!r}"


def test_the_codes_of_g711_are_those_of_the_recommendation_s_tables():
    """Decision values of G.711, tables 1a and 2a: what lies between two of them has one code."""
    sweep = ringsmith.Signal([("1", "3.14")])
    samples = sweep.render(192000, duration=1000).astype(int)
    mu = sweep.render(192000, duration=1000, encoding="ulaw")
    a = sweep.render(192000, duration=1000, encoding="alaw")
    steps = [0, *np.cumsum([1 if i == 0 else 2 << (i // 16) for i in range(127)])]
    positive = samples >= 0
    magnitude = np.where(positive, samples, ~samples) >> 2
    expected = np.searchsorted(steps, magnitude, side="right") - 1
    assert np.array_equal(255 - (mu[positive]), expected[positive])
    assert np.array_equal(127 - mu[~positive], expected[~positive])
    magnitude = np.where(positive, samples, ~samples) >> 4
    steps = np.cumsum([0, *(1 if i < 32 else 1 << (i // 16 - 1) for i in range(127))])
    expected = np.searchsorted(steps, magnitude, side="right") - 1
    assert np.array_equal((a ^ 0x55) & 0x7F, expected)
    assert np.array_equal((a ^ 0x55) >> 7, positive)
