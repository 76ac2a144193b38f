"""Render a catalogue of countries x tones x rates x encodings with Dask, on one machine or many.

    python catalogue.py out --countries de us --rates 8000 16000 --encodings pcm16 alaw
    python catalogue.py /shared/out --scheduler tcp://scheduler:8786

Every file is written beside its place and renamed, so there is none that is half; a file that is
there already, whole, is not written again, so a job that was interrupted goes on where it was. A
task that fails is tried again, by another worker if need be. The manifest, `manifest.json`, has
for each file its size, its SHA-256 and what it is.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import io
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from dask.distributed import Client, LocalCluster, as_completed

import ringsmith

if TYPE_CHECKING:
    from collections.abc import Iterable

SUFFIX = ".part"


@dataclasses.dataclass(frozen=True)
class Item:
    """A file of the catalogue: a tone of a country at a rate in an encoding."""

    country: str
    name: str
    entry: ringsmith.Tone | ringsmith.RingingPattern
    rate: int
    encoding: str

    @property
    def place(self) -> str:
        """Where it stands below the directory of the catalogue."""
        return f"{self.country}/{self.name}-{self.rate}-{self.encoding}.wav"


@dataclasses.dataclass(frozen=True)
class Entry:
    """A line of the manifest."""

    file: str
    bytes: int
    sha256: str
    country: str
    tone: str
    rate: int
    encoding: str


def items(countries: Iterable[str], rates: Iterable[int], encodings: Iterable[str]) -> list[Item]:
    """Give every file of the catalogue."""
    rates, encodings = list(rates), list(encodings)
    return [
        Item(country, name, entry, rate, encoding)
        for country in countries
        for name, entry in ringsmith.world.country(country).tones.items()
        for rate in rates
        for encoding in encodings
    ]


def render(item: Item, directory: str, duration: int) -> Entry:
    """Render one file, whole or not at all. Rendering is exact: whoever does it again, in whatever
    process or on whatever machine, gets the same bytes."""  # noqa: D205, D209
    file = io.BytesIO()
    item.entry.save(file, item.rate, duration=duration, encoding=item.encoding)
    data = file.getvalue()
    path = Path(directory, item.place)
    if not path.exists() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two workers at the same file, after a time-out, do not meet: the name is the writer's own.
        own = f"{os.uname().nodename}-{os.getpid()}-{time.monotonic_ns()}"
        beside = path.with_name(f".{path.name}.{own}{SUFFIX}")
        try:
            beside.write_bytes(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    digest = hashlib.sha256(data).hexdigest()
    return Entry(item.place, len(data), digest, item.country, item.name, item.rate, item.encoding)


def run(
    client: Client, work: list[Item], directory: str, duration: int = 5000, batch: int = 50
) -> list[Entry]:
    """Render it all with the workers of a cluster and write the manifest.

    `batch` files are one task: a file takes a millisecond, about what a task costs.
    """
    Path(directory).mkdir(parents=True, exist_ok=True)
    batches = [work[at : at + batch] for at in range(0, len(work), batch)]
    tasks = client.map(
        render_batch, batches, directory=directory, duration=duration, retries=3, pure=False
    )
    entries: list[Entry] = []
    for done in as_completed(tasks):  # type: ignore[no-untyped-call]
        entries += done.result()
    entries.sort(key=lambda entry: entry.file)
    manifest = Path(directory, "manifest.json")
    beside = manifest.with_name(f".{manifest.name}{SUFFIX}")
    beside.write_text(json.dumps([dataclasses.asdict(entry) for entry in entries], indent=1) + "\n")
    beside.replace(manifest)
    return entries


def render_batch(batch: list[Item], directory: str, duration: int) -> list[Entry]:
    """Render some files, one after the other."""
    return [render(item, directory, duration) for item in batch]


def main() -> int:
    """Render the catalogue that the command line asks for."""
    parser = argparse.ArgumentParser(description="Render a catalogue of tones with Dask.")
    parser.add_argument("directory", help="seen under this name by every worker")
    parser.add_argument(
        "--scheduler", help="the address of a cluster; without, one of this machine"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--countries", nargs="+", default=ringsmith.world.countries())
    parser.add_argument("--rates", nargs="+", type=int, default=[8000, 16000, 48000])
    parser.add_argument("--encodings", nargs="+", default=["pcm16", "f32", "ulaw", "alaw"])
    parser.add_argument("--duration", type=int, default=5000, help="milliseconds of each file")
    parser.add_argument("--batch", type=int, default=50, help="files of a task")
    options = parser.parse_args()
    work = items(options.countries, options.rates, options.encodings)
    cluster = options.scheduler or LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=options.workers, threads_per_worker=1, dashboard_address=":0"
    )
    with Client(cluster) as client:  # type: ignore[no-untyped-call]
        began = time.perf_counter()
        entries = run(client, work, options.directory, options.duration, options.batch)
        took = time.perf_counter() - began
        # Its type allows for clients that await; this one does not.
        workers = len(cast("dict[str, int]", client.nthreads()))
    if not options.scheduler:
        cluster.close()
    size = sum(entry.bytes for entry in entries)
    print(
        f"{len(entries)} files, {size / 1e6:.0f} MB, {took:.2f} s with {workers} workers: "
        f"{len(entries) / took:.0f} files/s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
