#!/usr/bin/env python3
"""Makes the compiled CPT files of this folder, word by word, as docs/dat.md lays them out.

It shares no code with ringsmith: `python3 make.py` in this folder writes ok/*.dat and bad/*.dat.
"""

import struct
from pathlib import Path

HERE = Path(__file__).parent
TONES, BOTH, THREE = 0xBD56BD56, 0xA5A5A5A5, 0xAAAA0003
ABSENT = 0xFFFFFFFE


def words(*values):
    return b"".join(struct.pack(">I", value & 0xFFFFFFFF) for value in values)


def char256(text):
    data = text if isinstance(text, bytes) else text.encode("ascii")
    return data.ljust(256, b"\0")


def tone1(kind, low, high, low_level, high_level, *times):
    """Version 1: two pairs, levels stored as 32 - x."""
    times = list(times) + [0] * (4 - len(times))
    return words(kind, low, high, 32 - low_level, 32 - high_level, *times)


def tone3(kind, low, high, low_level, high_level, *times, form=0, duration=ABSENT, extra=()):
    """Version 3: 148 words, most of them unknown."""
    record = [0] * 148
    record[0] = kind
    record[4], record[5] = low, low_level
    record[12], record[13] = high, high_level
    record[44] = form
    for half, time in enumerate(times):
        record[48 + 8 * (half // 2) + half % 2] = time
    record[112] = duration
    for at, value in extra:
        record[at] = value
    return words(*record)


def ring(kind, frequency, *cadences):
    """On time, off time, and the index of the cadence that follows."""
    flat = [number for cadence in cadences for number in cadence]
    return words(kind, frequency, *flat, *[0] * (12 - len(flat)))


def dat(magic, tones, rings=(), *, vendor="RINGSMITH", description="A TEST", date=r"2026\1\2 3:4:5",
        offset=199, length=None, file_type=1, version=None, checksum=None, counts=(None, None),
        behind=b"", high=1, low=2, ringing=None):
    if version is None:
        version = 3 if magic == THREE else 1
    if ringing is None:
        ringing = magic != TONES
    body = words(len(tones) if counts[0] is None else counts[0]) + b"".join(tones)
    if ringing:
        body += words(len(rings) if counts[1] is None else counts[1]) + b"".join(rings)
    body += behind
    total = 199 * 4 + len(body)
    data = words(magic, offset, total if length is None else length, file_type, version)
    data += char256(vendor) + words(high, low) + char256(description) + char256(date) + body
    return data + words(sum(data) if checksum is None else checksum)


US_TONES = [
    tone1(1, 350, 440, 13, 13, 300),
    tone1(2, 440, 480, 19, 19, 200, 400),
    tone1(3, 480, 620, 24, 24, 50, 50),
    tone1(7, 480, 620, 24, 24, 25, 25),
    tone1(8, 350, 440, 20, 20, 10, 10, 10, 10),
    tone1(9, 440, 0, 20, 32, 30, 500),
    tone1(15, 350, 480, 13, 13),
    tone1(16, 1400, 2600, 0, 0, 10, 10),
    tone1(17, 440, 480, 19, 19, 120, 40, 40, 400),
    tone1(23, 1400, 0, 15, 32, 0, 0, 40, 500),
]
US_RINGS = [
    ring(0, 30, (200, 400, 0)),
    ring(1, 30, (100, 50, 1), (100, 300, 0)),
    ring(2, 30, (50, 50, 1), (50, 50, 2), (100, 300, 2)),
]


def uk(tone):
    return [
        tone(1, 350, 440, 14, 14, 500),
        tone(2, 400, 450, 10, 10, 40, 20, 40, 200),
        tone(3, 400, 0, 10, 32, 0, 0, 37, 37),
        tone(4, 400, 0, 15, 32, 40, 35, 22, 52),
        tone(7, 400, 0, 19, 19, 500),
    ]


UK_RINGS = [
    ring(0, 20, (40, 20, 1), (40, 200, 0)),
    ring(1, 20, (40, 260, 1), (40, 260, 0)),
]
DIAL = tone1(1, 425, 0, 10, 32)
RING = ring(0, 25, (100, 400, 0))

OK = {
    "us-version-1": dat(BOTH, US_TONES, US_RINGS),
    "uk-tones-version-1": dat(TONES, uk(tone1)),
    "uk-version-3": dat(THREE, uk(tone3), UK_RINGS),
    # What ringsmith writes too, byte for byte.
    "canonical-version-1": dat(BOTH, [
        tone1(1, 350, 440, 13, 13, 300),
        tone1(9, 440, 0, 20, 32, 30, 500),
        tone1(17, 440, 480, 19, 19, 120, 40, 40, 400),
    ], US_RINGS),
    "canonical-version-3": dat(THREE, [
        tone3(1, 350, 440, 13, 13, 300, 0, form=1, duration=15000),
        tone3(2, 400, 450, 10, 10, 40, 20, 40, 200, form=2),
        tone3(46, 1400, 0, 10, 32, 50, 0, form=3),
        tone3(8, 350, 440, 20, 20, 10, 10, 20, 20, 30, 30, 40, 400, form=2),
    ], [ring(3, 20, (40, 20, 1), (40, 200, 0)), ring(5, 25, (50, 0, 1), (0, 100, 1))]),
    "no-ringing-version-3": dat(THREE, [tone3(1, 425, 0, 10, 32)], ringing=False),
    "nothing": dat(TONES, []),
    "oddities": dat(THREE, [
        tone3(1, 425, 450, 10, 32, extra=[(1, 7), (90, ABSENT), (147, 0xFFFFFFFF)]),
        tone3(2, 2070, 0, 40, 0, 100, 400, 10, form=1, duration=0),
        tone3(3, 425, 0, 10, 0, 50, 50, 50, 50, form=3),
        tone3(4, 425, 0, 10, 0, 0, 50),
        tone3(5, 425, 0, 10, 0, form=3),
    ], [
        ring(0, 20, (50, 50, 1), (60, 60, 2), (70, 70, 3), (80, 80, 4)),
        ring(1, 21, (50, 50, 0xFFFFFFFF), (60, 60, 0)),
        ring(2, 250, (50, 50, 1), (0, 0, 1)),
        ring(3, 20),
        ring(4, 20, (0, 0, 1), (40, 200, 0), (0, 0, 3)),
    ], vendor=b"no end".ljust(256, b"."), description=b"caf\xe9", date=b"now\0later"),
    "too-many": dat(BOTH, [DIAL] * 33, [ring(n, 25, (100, 400, 0)) for n in range(17)]),
}

WHOLE = dat(BOTH, [DIAL], [RING])
BAD = {
    "empty": b"",
    "three-bytes": WHOLE[:3],
    "unknown-magic": dat(0xAAAA0007, [tone3(1, 425, 0, 10, 32)], [RING]),
    "wrong-offset": dat(BOTH, [DIAL], [RING], offset=198),
    "wrong-length": dat(BOTH, [DIAL], [RING], length=0xFFFFFFFF),
    "wrong-file-type": dat(BOTH, [DIAL], [RING], file_type=2),
    "wrong-version": dat(BOTH, [DIAL], [RING], version=3),
    "wrong-checksum": dat(BOTH, [DIAL], [RING], checksum=1),
    "huge-count": dat(BOTH, [DIAL], [RING], counts=(0xFFFFFFFF, None)),
    "huge-ringing-count": dat(BOTH, [DIAL], [RING], counts=(None, 2)),
    "truncated-header": WHOLE[:400],
    "truncated-records": WHOLE[:-60],
    "partial-word": WHOLE + b"\0\0",
    "trailing-bytes": WHOLE + words(0, 0),
    "left-over-words": dat(TONES, [DIAL], behind=words(1, 2, 3)),
    "no-ringing-count": dat(BOTH, [DIAL], ringing=False),
    "meaning": dat(BOTH, [
        tone1(1, 0, 0, 10, 32),
        tone1(2, 4000, 0, 10, 32),
        tone1(3, 425, 0, -1, 32),
        tone1(4, 425, 0, 201, 32),
        tone1(5, 425, 0, 10, 32, 0xFFFFFFFF),
    ], [
        ring(0, 0, (100, 400, 0)),
        ring(0, 25, (100, 400, 0)),
        ring(1, 25, (50, 50, 2), (60, 60, 0), (70, 70, 0)),
        ring(2, 25, (50, 50, 1), (60, 60, 9)),
        ring(3, 25, (50, 50, 1), (0, 0, 0)),
    ]),
    "unknown-form": dat(THREE, [tone3(1, 425, 0, 10, 32, form=4)], [RING]),
}

for folder, files in (("ok", OK), ("bad", BAD)):
    for name, data in files.items():
        (HERE / folder / f"{name}.dat").write_bytes(data)
