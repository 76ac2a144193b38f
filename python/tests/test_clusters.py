"""Values in the processes of clusters: of Ray, and of Dask as it is started by hand."""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import ringsmith

EXAMPLES = Path(__file__).parents[1] / "examples"
sys.path.insert(0, str(EXAMPLES))
catalogue = pytest.importorskip("catalogue")

pytestmark = pytest.mark.filterwarnings("default")


def files(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*.wav")
    }


@pytest.fixture(scope="module")
def ray(tmp_path_factory):
    # It would tell its makers of this, and look for the address of this machine elsewhere.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray = pytest.importorskip("ray")
    # Its workers look for modules where it was started: not among the sources of this one.
    with contextlib.chdir(tmp_path_factory.mktemp("ray")):
        ray.init(
            num_cpus=2, include_dashboard=False, log_to_driver=False, _node_ip_address="127.0.0.1"
        )
        yield ray
    ray.shutdown()


def test_tones_are_the_same_in_the_workers_of_ray(ray):
    countries = map(ringsmith.world.country, ("de", "us", "jp"))
    tones = [tone for country in countries for tone in country.tones.tones.values()]
    work = [(tone, rate) for tone in tones for rate in (8000, 11025)]

    def digest(tone, rate):
        return tone, hashlib.sha256(tone.render(rate, duration=500)).hexdigest()

    remote = ray.remote(digest)
    assert ray.get([remote.remote(*item) for item in work]) == [digest(*item) for item in work]


def test_sets_measurements_and_actors_go_through_rays_store(ray):
    tones = ringsmith.standard.tones()
    stored = ray.put(tones)
    assert ray.get(stored) == tones
    measured = ray.remote(ringsmith.measure).remote(tones["bt"].render(duration=2000), 8000)
    assert ray.get(measured) == ringsmith.measure(tones["bt"].render(duration=2000), 8000)

    class Leg:
        def __init__(self, tones):
            self.control = ringsmith.control.ToneControl(tones, accept_alert_info=True)

        def response(self, *response):
            return self.control.response(*response)

    leg = ray.remote(Leg).remote(stored)
    decision = ray.get(leg.response.remote(180, "<http:/LMSD/tone?sig-id=bt>"))
    assert (decision.command, decision.tone) == ("play", tones["bt"])


def address_in(contact, scheduler):
    """Where the scheduler listens, as soon as it says so."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and scheduler.poll() is None:
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
            return json.loads(contact.read_text())["address"]
        time.sleep(0.05)
    pytest.fail("the scheduler does not start")


def test_the_example_runs_on_a_cluster_of_programs(tmp_path):
    """A scheduler and two workers, started as on several machines."""
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    contact = tmp_path / "scheduler.json"
    serve = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    with contextlib.ExitStack() as running:

        def start(*program):
            started = running.enter_context(subprocess.Popen([*dask, *program], **quiet))
            running.callback(started.kill)
            return started

        address = address_in(contact, start(*serve, "--scheduler-file", contact))
        workers = [start("worker", address, "--nthreads", "1", "--no-dashboard") for _ in "ab"]
        asked = ["--countries", "de", "--rates", "8000", "--encodings", "pcm16", "alaw"]
        asked += ["--duration", "300", "--batch", "5", "--scheduler", address]
        ran = subprocess.run(
            [sys.executable, EXAMPLES / "catalogue.py", "out", *asked],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stderr
        assert [worker.poll() for worker in workers] == [None, None]
    work = catalogue.items(["de"], [8000], ["pcm16", "alaw"])
    for item in work:
        catalogue.render(item, tmp_path / "here", 300)
    assert ran.stdout.startswith(f"{len(work)} files"), ran.stdout
    assert files(tmp_path / "out") == files(tmp_path / "here")
