"""The tones of benches/catalog.rs with numpy, one process for all of them.

Standard input has a JSON object a line: path, rate, duration (ms), on and off (ms), frequencies (Hz) and
amplitudes (of full scale). Prints the seconds from the first to the last file. `--version` says whether
numpy is there.
"""

import json
import struct
import sys
import time

import numpy as np


def render(tone: dict) -> bytes:
    rate = tone["rate"]
    n = np.arange(tone["duration"] * rate // 1000)
    cycle = (tone["on"] + tone["off"]) * rate // 1000
    within = n % cycle
    samples = np.zeros(len(n))
    for frequency, amplitude in zip(tone["frequencies"], tone["amplitudes"]):
        samples += amplitude * np.sin(2 * np.pi * frequency / rate * within)
    samples[within >= tone["on"] * rate // 1000] = 0
    data = np.rint(samples * 32768).clip(-32768, 32767).astype("<i2").tobytes()
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16),
        *(b"data", len(data)),
    )
    return header + data


if "--version" in sys.argv:
    print(np.__version__)
    sys.exit()
tones = [json.loads(line) for line in sys.stdin]
began = time.perf_counter()
for tone in tones:
    with open(tone["path"], "wb") as file:
        file.write(render(tone))
print(time.perf_counter() - began)
