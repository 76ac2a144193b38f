"""Threads, processes, interpreters and memory."""

import concurrent.futures
import gc
import multiprocessing
import pathlib
import subprocess
import sys

import numpy as np
import pytest

import ringsmith

DIAL = ringsmith.Signal([(350, -13), (440, -13)])


def resident() -> int:
    """Bytes of memory that this process has."""
    status = pathlib.Path("/proc/self/statm")
    if not status.exists():
        pytest.skip("only Linux tells what memory a process has")
    return int(status.read_text().split()[1]) * 4096


def test_threads_that_share_a_signal_render_the_same():
    expected = DIAL.render(48000, duration=2000)

    def render(place: int) -> bool:
        start = place % 7 * 1000
        return np.array_equal(
            DIAL.render(48000, duration=500, start=start), expected[start:][:24000]
        )

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(render, range(200)))


def test_another_thread_runs_while_one_renders():
    """The lock is let go: a render longer than a switch interval does not hold others up."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        ticks = 0
        job = pool.submit(DIAL.render, 192000, duration=300_000)
        while not job.done():
            ticks += 1
        assert ticks > 100, "this thread did not run meanwhile"


def digest(entry: ringsmith.Tone) -> bytes:
    return entry.render(duration=100).tobytes()


def test_values_go_to_other_processes_and_render_the_same_there():
    tones = list(ringsmith.standard.tones().tones.values())
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(2, context) as pool:
        assert list(pool.map(digest, tones)) == [digest(tone) for tone in tones]


def test_a_second_interpreter_is_refused_and_nothing_breaks():
    """PyO3 serves one interpreter of a process; numpy is the same."""
    code = """
try:
    import _xxsubinterpreters as interpreters
except ImportError:
    import _interpreters as interpreters
import ringsmith
other = interpreters.create()
try:
    failed = interpreters.run_string(other, "import ringsmith._ringsmith")
    print("refused" if failed else "served")
except Exception as error:
    print("refused")
interpreters.destroy(other)
assert len(ringsmith.Signal([(440, 0)]).render(duration=20)) == 160
"""
    program = [sys.executable, "-P", "-c", code]  # -P: not the sources beside the test
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in {"refused", "served"}


@pytest.mark.slow
def test_a_million_renders_leave_no_memory_behind():
    def some(times: int) -> None:
        for place in range(times):
            tone = ringsmith.Tone([(350 + place % 200, -13)], ringsmith.Cadence(cycle=[(20, 20)]))
            for _ in range(10):
                tone.render(duration=20, encoding="ulaw")

    some(2_000)
    gc.collect()
    before = resident()
    some(100_000)
    gc.collect()
    grown = resident() - before
    # A byte a render would be 1 MB; what the allocator keeps for itself stays below 4.
    assert grown < 4 << 20, f"{grown} bytes more after a million renders"


def test_errors_and_big_arrays_leave_no_memory_behind():
    def some() -> None:
        for _ in range(50):
            DIAL.render(duration=60_000)
            for bad in ({"out": bytes(8)}, {"duration": 2**50}, {"rate": 1}):
                with pytest.raises((BufferError, MemoryError, ValueError)):
                    DIAL.render(**bad)

    some()
    before = resident()
    some()
    assert resident() - before < 1 << 20
