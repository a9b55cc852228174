"""Signals: bell, change of sides and closing chord, made by formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from content.pieces import SAMPLE_RATE
from content.voice.aac import Samples

# Partials of a struck bowl: (times the pitch, strength, seconds until it has faded to a third).
_PARTIALS = ((1.0, 1.0, 0.32), (2.0, 0.28, 0.2), (2.76, 0.12, 0.09))
# Seconds until a tone is at its full strength: soft enough not to startle.
_ATTACK = 0.012
# Seconds in which the end of a signal fades away.
_FADE = 0.12
# Seconds before the first stroke: encoding spreads a stroke over the 43 ms before it.
_AIR = 0.045

# Strokes of each signal: (seconds after its beginning, pitch in Hz), and its length in seconds. All pitches are ones
# that a phone's small speaker plays and that older ears hear well. Falling tones change the side, rising ones end.
_SIGNALS: Mapping[str, tuple[tuple[tuple[float, float], ...], float]] = MappingProxyType(
    {
        "bell": (((0.0, 784.0),), 0.84),
        "change": (((0.0, 659.3), (0.42, 523.3)), 1.35),
        "chord": (((0.0, 523.3), (0.26, 659.3), (0.52, 784.0)), 2.2),
    }
)


def signal(name: str) -> Samples:
    """A signal by its name. Raises KeyError for an unknown one."""
    strokes, seconds = _SIGNALS[name]
    return _struck(strokes, seconds)


def _struck(strokes: Iterable[tuple[float, float]], seconds: float) -> Samples:
    every = np.arange(round((_AIR + seconds) * SAMPLE_RATE)) / SAMPLE_RATE
    sound = np.zeros_like(every)
    for start, pitch in strokes:
        since = np.clip(every - _AIR - start, 0, None)
        attack = 0.5 - 0.5 * np.cos(np.pi * np.clip(since / _ATTACK, 0, 1))
        for times, strength, fading in _PARTIALS:
            sound += attack * strength * np.exp(-since / fading) * np.sin(2 * np.pi * times * pitch * since)
    left = (every[-1] - every) / _FADE
    return np.asarray(0.2 * sound * (0.5 - 0.5 * np.cos(np.pi * np.clip(left, 0, 1))), np.float32)
