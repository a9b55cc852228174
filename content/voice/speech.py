"""Speech: a line of text to samples. Needs the extra `voice`."""

from __future__ import annotations

from functools import cache

import numpy as np
from hibari import Hibari

from content.pieces import SAMPLE_RATE
from content.sounds import SPEAKER, SPEED
from content.voice.aac import Samples

# Fixes the breath in the voice, so that a line always sounds the same.
_SEED = 0
# Where the sound stays this far below its peak, in dB, nobody speaks.
_SILENCE = -60.0
# Seconds that are kept around the speech, and that fade in them.
_BEFORE, _AFTER, _FADE = 0.04, 0.08, 0.02


def spoken(text: str) -> Samples:
    """A line as speech, without the silence around it. Line breaks are blanks: they are no pauses."""
    return trimmed(np.asarray(_engine()(" ".join(text.split()), speed=SPEED, seed=_SEED), np.float32))


def trimmed(samples: Samples) -> Samples:
    """The sound from its first to its last audible moment, with a little air around, faded in and out."""
    level = np.abs(samples)
    audible = np.flatnonzero(level > level.max(initial=0.0) * 10 ** (_SILENCE / 20))
    if not len(audible):
        return samples[:0]
    first, last = max(0, audible[0] - round(_BEFORE * SAMPLE_RATE)), audible[-1] + 1 + round(_AFTER * SAMPLE_RATE)
    kept = samples[first:last].copy()
    ramp = np.linspace(0, 1, min(round(_FADE * SAMPLE_RATE), len(kept) // 2), dtype=np.float32)
    kept[: len(ramp)] *= ramp
    kept[len(kept) - len(ramp) :] *= ramp[::-1]
    return kept


@cache
def _engine() -> Hibari:
    return Hibari(voice=SPEAKER)
