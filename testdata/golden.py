"""The digests in src/tests/golden.rs, from nothing but the formula and mpmath.

Prints the SHA-256 of the first samples (16 bits, least byte first) of the patterns of
vendor/distinctive-ringing-*.ini at 8 kHz and 0 dBm0. Run: python3 testdata/golden.py
"""

import hashlib
import struct

from mpmath import mp, mpf, nint, pi, sin

mp.dps = 60
RATE = 8000
AMPLITUDE = 32768 * mpf(10) ** (mpf("-3.14") / 20)


def digest(hertz, lead, cycle, seconds):
    """Times in milliseconds; at 8 kHz each is eight samples, so no border needs rounding."""
    period = [int(nint(AMPLITUDE * sin(2 * pi * hertz * k / RATE))) for k in range(RATE)]
    samples = []
    pairs = lead + cycle * (seconds * 1000 // sum(on + off for on, off in cycle) + 1)
    for on, off in pairs:
        samples += [period[k % RATE] for k in range(on * 8)] + [0] * (off * 8)
    samples = samples[: seconds * RATE]
    return hashlib.sha256(struct.pack(f"<{len(samples)}h", *samples)).hexdigest()


print("burst", digest(25, [(300, 300)] * 3, [(1000, 3000)], 10))
print("gr506 1", digest(20, [], [(2000, 4000)], 12))
print("gr506 2", digest(20, [], [(800, 400), (800, 4000)], 12))
print("gr506 3", digest(20, [], [(400, 200), (400, 200), (800, 4000)], 12))
