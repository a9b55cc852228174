"""A voice that hums: as long as its text, quick to make, and never the same for two texts."""

from __future__ import annotations

import hashlib

import numpy as np

from content.pieces import SAMPLE_RATE
from content.voice.aac import Samples


def hum(text: str) -> Samples:
    """A tone of 0.02 s a letter, with air around it, whose pitch and strength depend on the text."""
    seed = hashlib.sha256(text.encode()).digest()
    every = np.arange(round((0.5 + 0.02 * len(text)) * SAMPLE_RATE)) / SAMPLE_RATE
    shape = np.sin(np.pi * np.clip(every - 0.1, 0, every[-1] - 0.2) / (every[-1] - 0.2))
    return np.asarray((0.02 + seed[0] / 300) * shape * np.sin(2 * np.pi * (150 + seed[1]) * every), np.float32)


def hoarse(text: str) -> Samples:
    """The same voice, which cannot say "left"."""
    if "left" in text:
        raise ValueError("no voice")
    return hum(text)
