"""The example that renders a catalogue with Dask."""

import hashlib
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "examples"))
distributed = pytest.importorskip("dask.distributed")
catalogue = pytest.importorskip("catalogue")

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        examples = str(Path(catalogue.__file__).parent)
        client.run(lambda: sys.path.insert(0, examples))
        yield client


def stumble(item, directory, duration, marks, real):
    """Fails once for each file, on whatever worker it is: at the first try, before or after it
    has written the file."""
    mark = Path(marks, hashlib.sha256(item.place.encode()).hexdigest())
    first = not mark.exists()
    if first:
        mark.touch()
        if len(item.place) % 2:
            raise OSError("the worker lost its disk before it wrote")
    entry = real(item, directory, duration)
    if first:
        raise OSError("the worker lost its disk after it wrote")
    return entry


def files(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_a_catalogue_is_whole_whoever_fails(client, tmp_path):
    work = catalogue.items(["de", "us", "jp"], [8000, 11025], ["pcm16", "alaw"])
    plain, troubled, marks = tmp_path / "plain", tmp_path / "troubled", tmp_path / "marks"
    marks.mkdir()
    entries = catalogue.run(client, work, str(plain), duration=200, batch=3)
    assert len(entries) == len(work) == len(files(plain))

    real, marked = catalogue.render, str(marks)

    def fails_once(items):
        import catalogue as module

        original = module.render
        module.render = lambda *given: stumble(*given, marked, original)
        try:
            return module.render_batch(items, str(troubled), 200)
        finally:
            module.render = original

    assert real is catalogue.render
    tasks = client.map(fails_once, [[item] for item in work], retries=3, pure=False)
    again = sorted((entry for part in client.gather(tasks) for entry in part), key=lambda e: e.file)
    assert len(list(marks.iterdir())) == len(work), "every task has failed once"
    assert again == entries
    assert files(troubled) == files(plain)


def test_the_manifest_has_every_file_with_its_digest_and_none_is_half(client, tmp_path):
    work = catalogue.items(["fr"], [8000], ["ulaw", "f32"])
    catalogue.run(client, work, str(tmp_path), duration=100)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    found = files(tmp_path)
    assert [line["file"] for line in manifest] == sorted(found)
    for line in manifest:
        data = found[line["file"]]
        assert (line["bytes"], line["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_what_is_there_is_not_written_again_and_what_is_half_is(client, tmp_path):
    work = catalogue.items(["gb"], [8000], ["alaw"])
    catalogue.run(client, work, str(tmp_path), duration=100)
    before = files(tmp_path)
    paths = sorted(path for path in tmp_path.rglob("*.wav"))
    inodes = [path.stat().st_ino for path in paths]
    paths[0].write_bytes(paths[0].read_bytes()[:50])
    catalogue.run(client, work, str(tmp_path), duration=100)
    assert files(tmp_path) == before
    assert [path.stat().st_ino for path in paths[1:]] == inodes[1:]


def test_a_worker_that_dies_loses_nothing(tmp_path):
    """A worker of its own cluster is killed while it renders; the other one does its share."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        examples = str(Path(catalogue.__file__).parent)
        client.run(lambda: sys.path.insert(0, examples))
        work = catalogue.items(["it", "es"], [8000], ["pcm16", "ulaw"])
        mark = tmp_path / "died"

        def dies_once(items, directory):
            import os

            import catalogue as module

            done = module.render_batch(items, directory, 100)
            try:
                mark.touch(exist_ok=False)
            except FileExistsError:
                return done
            os._exit(1)

        out = tmp_path / "out"
        tasks = client.map(dies_once, [work[:9], work[9:]], directory=str(out), retries=3)
        entries = [entry for part in client.gather(tasks) for entry in part]
        assert mark.exists()
        assert sorted(entry.file for entry in entries) == sorted(files(out))
        assert len(entries) == len(work)
