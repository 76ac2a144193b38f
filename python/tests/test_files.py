"""Files are the command line's in every form, whole or not at all."""

import io
import os
import threading
import warnings

import pytest

import ringsmith
from ringsmith import Cadence, RingsmithWarning, Signal, Tone

#: What a container holds, as docs/assets.md says.
FORMS = [
    *[(box, code) for box in ("wav", "raw", "au") for code in ("pcm16", "pcm24", "f32")],
    *[(box, code) for box in ("wav", "raw", "au") for code in ("ulaw", "alaw")],
    ("flac", "pcm16"),
    ("flac", "pcm24"),
    ("raw", "g722"),
    ("ogg", "vorbis"),
]
TONES = ringsmith.world.country("de").tones
BUSY = TONES["bt"]
BURST = Signal([(440, -10)], Cadence(lead=[(100, 50)], cycle=[(30, 70)]))


@pytest.mark.parametrize("loop", [False, True], ids=["plain", "loop"])
@pytest.mark.parametrize(("container", "encoding"), FORMS)
def test_a_file_is_the_command_line_s_in_every_form(container, encoding, loop, program, tmp_path):
    form = ["--container", container, "--encoding", encoding]
    for key in ("bt", "dt", "rt"):
        told, own = tmp_path / "told", tmp_path / "own"
        repeat = ["--loop"] * loop
        program("render", "--country", "de", "--tone", key, *form, *repeat, "-o", told)
        TONES[key].save(own, encoding=encoding, container=container, loop=loop)
        assert own.read_bytes() == told.read_bytes(), key


def test_a_loop_with_a_lead_is_the_command_line_s(vendor, program, tmp_path):
    source = vendor / "distinctive-ringing-burst.ini"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RingsmithWarning)
        patterns = ringsmith.load(source).patterns
    for number, pattern in patterns.items():
        for name in ("loop.wav", "loop.ogg"):
            program("render", source, "--pattern", number, "--loop", "-o", tmp_path / name)
            pattern.save(tmp_path / "own", container=name[-3:], loop=True)
            assert (tmp_path / "own").read_bytes() == (tmp_path / name).read_bytes(), name


@pytest.mark.parametrize("name", ["a.wav", "a.raw", "a.au", "a.flac", "a.ogg", "a.g722", "a.txt"])
@pytest.mark.parametrize("options", [{}, {"encoding": "pcm24"}, {"encoding": "vorbis"}], ids=str)
def test_a_name_says_the_form_as_on_the_command_line(name, options, program, tmp_path):
    (tmp_path / "told").mkdir()
    told, own = tmp_path / "told" / name, tmp_path / name
    words = [word for key, value in options.items() for word in (f"--{key}", value)]
    program("render", "--country", "de", "--tone", "bt", *words, "-o", told)
    BUSY.save(own, **options)
    assert own.read_bytes() == told.read_bytes()


def test_a_title_is_what_is_said_else_the_tone_s_name_else_the_file_s(tmp_path):
    def title(thing, **options):
        thing.save(tmp_path / "stem.ogg", duration=20, **options)
        data = (tmp_path / "stem.ogg").read_bytes()
        start = data.index(b"TITLE=") + 6
        length = int.from_bytes(data[start - 10 : start - 6], "little")
        return data[start : start + length - 6]

    assert title(BUSY, title="Bell Phone") == b"Bell Phone"
    assert title(BUSY) == b"tone-2-busy"
    assert title(BUSY.signal) == b"stem"


def test_a_stream_gets_what_a_path_gets(tmp_path):
    for container, encoding in FORMS:
        stream = io.BytesIO()
        BUSY.save(stream, encoding=encoding, container=container)
        BUSY.save(tmp_path / "own", encoding=encoding, container=container)
        assert stream.getvalue() == (tmp_path / "own").read_bytes(), (container, encoding)


@pytest.mark.parametrize(("container", "encoding"), FORMS)
def test_a_stream_s_own_exception_comes_out_as_it_is(container, encoding):
    class FullError(Exception):
        pass

    class Stream:
        def write(self, _):
            raise FullError

    with pytest.raises(FullError):
        BUSY.save(Stream(), encoding=encoding, container=container)


@pytest.mark.parametrize(
    "options",
    [
        {"encoding": "mp3"},
        {"container": "m4a"},
        {"container": "flac", "encoding": "ulaw"},
        {"container": "wav", "encoding": "g722"},
        {"encoding": "g722", "rate": 8000},
        {"encoding": "vorbis", "rate": 8000},
        {"rate": 800},
        {"loop": True, "duration": 100},
        {"loop": True, "start": 1},
        {"duration": 1, "cycles": 1},
        {"duration": 2**40},
        {"container": "ogg", "title": "N\0L"},
    ],
    ids=str,
)
def test_a_file_that_there_cannot_be_leaves_the_one_there_is(options, tmp_path):
    BUSY.save(tmp_path / "a", duration=20)
    before = (tmp_path / "a").read_bytes()
    with pytest.raises(ValueError, match=r"\w"):
        BUSY.save(tmp_path / "a", **options)
    assert (tmp_path / "a").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    BUSY.save(pipe, container="raw", duration=20)
    reader.join()
    assert read == [BUSY.render(duration=20).tobytes()]
    assert pipe.is_fifo()


@pytest.mark.parametrize("device", ringsmith.devices())
def test_the_files_of_a_device_are_the_command_line_s(device, program, tmp_path):
    program("render", "--country", "de", "--tone", "bt", "--for", device, "-o", f"{tmp_path}/told/")
    paths = BUSY.save_for(device, tmp_path / "own")
    told = [path for path in (tmp_path / "told").rglob("*") if path.is_file()]
    places = {path.relative_to(tmp_path / "told") for path in told}
    assert {path.relative_to(tmp_path / "own") for path in paths} == places
    for place in places:
        own, other = tmp_path / "own" / place, tmp_path / "told" / place
        assert own.read_bytes() == other.read_bytes(), place


def test_a_device_s_options_are_the_command_line_s(program, tmp_path):
    options = ["--cycles", "3", "--ramp", "2", "--encoding", "alaw"]
    device = "spectralink-84"
    program("render", "--country", "de", "--tone", "bt", "--for", device, *options, "-o", tmp_path)
    (own,) = BUSY.save_for(device, tmp_path, name="own", cycles=3, ramp=2, encoding="alaw")
    assert own == tmp_path / "own.wav"
    assert own.read_bytes() == (tmp_path / "tone-2-busy.wav").read_bytes()
    (own,) = BUSY.save_for("pivot", tmp_path, name="own", rate=48000, title="Bell Phone")
    assert b"TITLE=Bell Phone" in own.read_bytes()
    (own,) = BUSY.save_for("snom", tmp_path, name="own", duration=777)
    assert own.stat().st_size == 44 + 2 * 777 * 8


def test_what_is_changed_for_a_device_is_a_warning_at_the_caller_s_line(tmp_path):
    with pytest.warns(RingsmithWarning, match="lead: the lead of 150 ms is left out") as warned:
        BURST.save_for("audiocodes-prt", tmp_path, name="lead")
    assert warned[0].filename == __file__
    assert warned[0].message.diagnostic is None
    assert (tmp_path / "lead.raw").stat().st_size == 800


@pytest.mark.parametrize(
    ("thing", "device", "options"),
    [
        (BUSY, "rotary", {}),
        (BUSY, "snom", {"rate": 16000}),
        (BUSY, "snom", {"encoding": "ulaw"}),
        (BUSY, "pivot", {"duration": 100}),
        (BUSY, "audiocodes-prt", {"cycles": 2}),
        (BUSY, "snom", {"duration": 10**6}),
        (BUSY, "snom", {"name": "../busy"}),
        (BUSY, "snom", {"name": "/busy"}),
        (BUSY, "snom", {"name": ""}),
        (BUSY.signal, "snom", {}),
        (Tone([(4100, 0)]), "snom", {}),
    ],
    ids=str,
)
def test_what_a_device_does_not_take_is_refused_and_nothing_is_written(
    thing, device, options, tmp_path
):
    with pytest.raises(ValueError, match=r"\w"):
        thing.save_for(device, tmp_path / "own", **options)
    assert not (tmp_path / "own").exists()


def test_all_files_of_a_device_get_their_places_or_none_does(tmp_path):
    (tmp_path / "busy.g722").mkdir()  # the fifth of six has no place
    with pytest.raises(OSError, match="busy"):
        BUSY.save_for("asterisk", tmp_path, name="busy")
    assert [path.name for path in tmp_path.iterdir()] == ["busy.g722"]


def test_files_of_a_device_are_as_open_as_other_files(tmp_path):
    (path,) = BUSY.save_for("snom", tmp_path)
    (tmp_path / "other").touch()
    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_page_is_the_program_s(vendor, program, tmp_path):
    uk, usa = vendor / "uk.ini", vendor / "usa-13-tones.ini"
    program("sheet", uk, "--against", usa, "--voice", "425@-10", "-o", tmp_path / "page.html")
    page = ringsmith.sheet(uk, against=usa, voice=[(425, -10)])
    assert page == (tmp_path / "page.html").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="no package nowhere"):
        ringsmith.sheet(uk, package="nowhere")
