"""Speech: the engine's words for a line, without the silence around them."""

from __future__ import annotations

import numpy as np
import pytest

from content.pieces import SAMPLE_RATE

speech = pytest.importorskip(
    "content.voice.speech", reason="the voice extra has no package for this machine", exc_type=ImportError
)


def test_a_line_always_sounds_the_same() -> None:
    """However it is broken: a line break is a blank, not a pause."""
    one = speech.spoken("Lie on your\nback. One more.")
    assert np.array_equal(one, speech.spoken("Lie on your back.  One more.\n"))
    assert 1.5 < len(one) / SAMPLE_RATE < 4
    assert len(one) > 2 * len(speech.spoken("One more."))


def test_silence_around_a_sound_is_cut_off() -> None:
    """What is left begins and ends softly."""
    quiet = np.full(SAMPLE_RATE, 1e-5, np.float32)
    sound = 0.3 * np.ones(SAMPLE_RATE, np.float32)
    kept = speech.trimmed(np.concatenate([quiet, sound, quiet]))
    assert len(kept) == pytest.approx(1.12 * SAMPLE_RATE, abs=2)
    assert abs(kept[0]) < 1e-6
    assert abs(kept[-1]) < 1e-6
    assert kept[len(kept) // 2] == sound[0]


@pytest.mark.parametrize("samples", [[], [0.0] * 10])
def test_nothing_stays_nothing(samples: list[float]) -> None:
    """Silence has no beginning."""
    assert len(speech.trimmed(np.asarray(samples, np.float32))) == 0
