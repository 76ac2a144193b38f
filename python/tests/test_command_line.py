"""What Python renders is what the command line renders, byte for byte."""

import warnings

import numpy as np
import pytest

import ringsmith

FILES = ["am-tones", "distinctive-ringing-burst", "distinctive-ringing-gr506", "uk", "usa-13-tones"]


def load(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ringsmith.RingsmithWarning)
        return ringsmith.load(path)


def data(samples):
    """The bytes that a file has of an array."""
    if samples.dtype == np.int32:
        return samples.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    return samples.astype(samples.dtype.newbyteorder("<")).tobytes()


@pytest.mark.parametrize("encoding", ["pcm16", "pcm24", "f32", "ulaw", "alaw"])
@pytest.mark.parametrize("rate", [8000, 11025, 48000])
@pytest.mark.parametrize("name", FILES)
def test_samples_are_the_command_line_s_byte_for_byte(
    name, rate, encoding, vendor, program, tmp_path
):
    options = ["--rate", rate, "--encoding", encoding, "--container", "raw", "--duration", "4321"]
    source = vendor / f"{name}.ini"
    program("render", source, *options, "--start", "777", "--ramp", "3", "-o", f"{tmp_path}/")
    tones = load(source)
    assert len(list(tmp_path.iterdir())) == len(tones)
    for key, entry in tones.items():
        samples = entry.render(rate, duration=4321, start=777, ramp=3, encoding=encoding)
        assert data(samples) == (tmp_path / f"{key}.raw").read_bytes(), key


def test_cycles_are_the_command_line_s(vendor, program, tmp_path):
    source = vendor / "uk.ini"
    program("render", source, "--cycles", "5", "-o", f"{tmp_path}/")
    for key, entry in load(source).items():
        entry.save(tmp_path / "own.wav", cycles=5)
        assert (tmp_path / "own.wav").read_bytes() == (tmp_path / f"{key}.wav").read_bytes(), key


@pytest.mark.parametrize("to", ["audiocodes", "toml", "dat", "asterisk", "tonescript"])
def test_conversions_are_the_command_line_s(to, vendor, program, tmp_path):
    source = vendor / "uk.ini"
    program("convert", source, "--to", to, "-o", tmp_path / "out")
    written = ringsmith.convert(source, to)
    text = written.text if isinstance(written.text, bytes) else written.text.encode()
    assert text == (tmp_path / "out").read_bytes()
