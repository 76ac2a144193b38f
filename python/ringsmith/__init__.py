"""Telephony call progress tones and ringing patterns as numpy arrays, exact to the bit.

>>> import ringsmith
>>> tones = ringsmith.world.country("gb").tones
>>> tones["bt"].render(duration=1000).shape
(8000,)
"""

from importlib.metadata import version

from . import _values
from ._learning import Candidate, Learned, learn, tone_set
from ._listening import (
    Detector,
    Event,
    Recording,
    RecordingWarning,
    measure,
    read_recording,
    verify,
)
from ._measured import (
    Background,
    Check,
    Digit,
    MeasuredCadence,
    MeasuredComponent,
    MeasuredModulation,
    MeasuredOnOff,
    MeasuredVoice,
    Measurement,
    Run,
    SpecialInformation,
    Times,
    Verdict,
)
from ._playing import Playable, devices
from ._reading import (
    CptError,
    Diagnostic,
    Loss,
    LossError,
    NotationError,
    RingsmithWarning,
    Written,
    convert,
    load,
    load_all,
    sheet,
)
from ._ringsmith import (
    Cadence,
    Component,
    Modulation,
    OnOff,
    Package,
    Renderer,
    RingingPattern,
    Signal,
    Swell,
    Tone,
    ToneSet,
    Voice,
)

_values.equip()

from . import alert_info, control, standard, world  # noqa: E402

__version__ = version("ringsmith")

__all__ = [
    "Background",
    "Cadence",
    "Candidate",
    "Check",
    "Component",
    "CptError",
    "Detector",
    "Diagnostic",
    "Digit",
    "Event",
    "Learned",
    "Loss",
    "LossError",
    "MeasuredCadence",
    "MeasuredComponent",
    "MeasuredModulation",
    "MeasuredOnOff",
    "MeasuredVoice",
    "Measurement",
    "Modulation",
    "NotationError",
    "OnOff",
    "Package",
    "Playable",
    "Recording",
    "RecordingWarning",
    "Renderer",
    "RingingPattern",
    "RingsmithWarning",
    "Run",
    "Signal",
    "SpecialInformation",
    "Swell",
    "Times",
    "Tone",
    "ToneSet",
    "Verdict",
    "Voice",
    "Written",
    "alert_info",
    "control",
    "convert",
    "devices",
    "learn",
    "load",
    "load_all",
    "measure",
    "read_recording",
    "sheet",
    "standard",
    "tone_set",
    "verify",
    "world",
]
