"""Samples: how loud they are, how they are encoded, and that encoded ones follow each other without a click."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from content.pieces import AAC_FRAME, SAMPLE_RATE
from content.sounds import SIGNALS
from content.voice.aac import Samples, decoded, encoded, frames_of
from content.voice.loudness import levelled, loudness, peak
from content.voice.signals import signal
from tests.content.voice.hum import hum


def tone(pitch: float, strength: float, seconds: float = 3) -> Samples:
    """A sine."""
    return np.asarray(
        strength * np.sin(2 * np.pi * pitch * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE), np.float32
    )


# EBU Tech 3341: 1 kHz at -23 dBFS in both channels is -23 LUFS. Here is one channel, which is 3.01 LU less.
@pytest.mark.parametrize(("decibels", "lufs"), [(-23.0, -26.0), (-33.0, -36.0), (-13.0, -16.0), (-40.0, -43.0)])
def test_loudness_is_what_the_standard_says(decibels: float, lufs: float) -> None:
    """Within a tenth."""
    assert loudness(tone(1000, 10 ** (decibels / 20))) == pytest.approx(lufs, abs=0.1)


def test_silence_around_a_sound_hardly_makes_it_softer() -> None:
    """Only the blocks of 0.4 s that lie half in it count less."""
    sound = tone(1000, 0.2)
    quiet = np.zeros(5 * SAMPLE_RATE, np.float32)
    assert loudness(np.concatenate([quiet, sound, quiet])) == pytest.approx(loudness(sound), abs=0.5)
    assert loudness(quiet) == -70


def test_a_sound_with_high_peaks_is_levelled_by_holding_these() -> None:
    """It is as loud as wanted, as long as before, and no peak passes the ceiling."""
    sound = tone(200, 0.02)
    sound[:: SAMPLE_RATE // 8] = 0.5
    found = levelled(sound, -18, -3.5)
    assert loudness(found) == pytest.approx(-18, abs=0.3)
    assert peak(found) < -3.4
    assert len(found) == len(sound)


@pytest.mark.parametrize("wanted", [-16, -22, -30])
@pytest.mark.parametrize("strength", [0.001, 0.1, 0.9])
def test_a_sound_without_peaks_is_only_made_louder_or_softer(wanted: float, strength: float) -> None:
    """Its shape stays."""
    sound = tone(440, strength, 1)
    found = levelled(sound, wanted, -1)
    assert loudness(found) == pytest.approx(wanted, abs=0.1)
    assert np.allclose(found / np.abs(found).max(), sound / np.abs(sound).max(), atol=1e-3)


@pytest.mark.parametrize("samples", [1, AAC_FRAME - 1, AAC_FRAME, AAC_FRAME + 1, 10 * AAC_FRAME])
def test_a_stream_has_whole_frames_and_silent_ends(samples: int) -> None:
    """One frame of silence before the sound, at least one after it."""
    stream = encoded(np.full(samples, 0.0001, np.float32))
    frames = frames_of(stream)
    assert frames == -(-samples // AAC_FRAME) + 2
    assert len(decoded(stream)) == frames * AAC_FRAME


def hiss() -> Samples:
    """Noise between silences, as in an s. An encoder may replace it with noise of the decoder's own."""
    noise = 0.05 * np.random.default_rng(1).standard_normal(SAMPLE_RATE // 2)
    shape = np.sin(np.pi * np.arange(len(noise)) / len(noise))
    return np.pad(noise * shape, SAMPLE_RATE // 5).astype(np.float32)


def test_streams_that_follow_each_other_sound_as_they_did_alone() -> None:
    """Sample by sample, in any order, and nothing is heard at the joints."""
    pieces = [encoded(levelled(hum(text), -16, -5)) for text in ("Lie down.", "Then turn your head.", "Lie down.")]
    pieces.insert(1, encoded(levelled(signal("bell"), -22, -5)))
    pieces += [encoded(levelled(hiss(), -16, -5))] * 2
    alone = [decoded(piece) for piece in pieces]
    together = decoded(b"".join(pieces))
    assert np.abs(together - np.concatenate(alone)).max() < 1e-4
    at = 0
    for one, _ in pairwise(alone):
        at += len(one)
        assert peak(together[at - 480 : at + 480]) < -80


@pytest.mark.parametrize("harm", [lambda stream: stream[:-1], lambda stream: b"x" + stream, lambda stream: b"RIFF"])
def test_what_is_no_stream_is_refused(harm: object) -> None:
    """Cut short, shifted, or something else."""
    assert callable(harm)
    with pytest.raises(ValueError, match="no AAC frame"):
        frames_of(harm(encoded(tone(440, 0.1, 0.2))))


def loudest_pitch(samples: Samples) -> float:
    """In Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 16))
    return float(np.argmax(spectrum) * SAMPLE_RATE / (1 << 16))


@pytest.mark.parametrize(
    ("name", "strokes"),
    [("bell", [(0.05, 784)]), ("change", [(0.05, 659), (0.9, 523)]), ("chord", [(0.05, 523)])],
)
def test_a_signal_has_its_tones(name: str, strokes: list[tuple[float, float]]) -> None:
    """Clear enough to be told apart with closed eyes; it begins and ends in silence."""
    samples = signal(name)
    for start, pitch in strokes:
        heard = samples[round(start * SAMPLE_RATE) : round((start + 0.25) * SAMPLE_RATE)]
        assert loudest_pitch(heard) == pytest.approx(pitch, abs=6)
    assert np.abs(samples[: round(0.04 * SAMPLE_RATE)]).max() == 0
    assert abs(samples[-1]) < 1e-6


def test_signals_differ_in_length() -> None:
    """The bell is the shortest: it comes most often."""
    assert sorted(SIGNALS, key=lambda name: len(signal(name))) == ["bell", "change", "chord"]
    assert len(signal("bell")) < SAMPLE_RATE
