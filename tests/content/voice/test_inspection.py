"""Inspection: a sound that is not as it should be is named, with what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from content.library import SHIPPED
from content.pieces import AAC_FRAME, INDEX, SAMPLE_RATE, VOICE
from content.sounds import read_index
from content.voice.aac import Samples, encoded, frames_of
from content.voice.inspection import piece_faults
from content.voice.loudness import levelled
from tests.content.voice.hum import hum

GOOD = levelled(hum("Lie on your back."), -16, -5)


def written(folder: Path, content: bytes, **changes: object) -> Path:
    """A folder with one line."""
    frames = frames_of(content) if content.startswith(b"\xff") else 1
    entry = {"file": "line.aac", "frames": frames, "seconds": frames * AAC_FRAME / SAMPLE_RATE, "text": "Lie."}
    (folder / VOICE).mkdir()
    (folder / VOICE / INDEX).write_text(json.dumps({"sounds": {"line": entry | changes}}))
    (folder / VOICE / "line.aac").write_bytes(content)
    return folder


def clicking(samples: Samples) -> Samples:
    """It begins at once, in the middle of a wave."""
    return np.concatenate([np.full(300, 0.2, np.float32), samples])


def peaking(samples: Samples) -> Samples:
    """One peak at full scale."""
    changed = samples.copy()
    changed[len(changed) // 2 : len(changed) // 2 + 30] = 1.0
    return changed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda samples: samples * 1.3, "its loudness is -14"),
        (lambda samples: samples * 0.7, "its loudness is -19"),
        (peaking, "its peak is"),
        (clicking, "it does not begin and end with 20 ms of silence"),
    ],
)
def test_a_sound_that_is_not_as_planned_is_named(
    tmp_path: Path, change: Callable[[Samples], Samples], said: str
) -> None:
    """With the number."""
    (fault,) = piece_faults(written(tmp_path, encoded(change(GOOD))))
    assert fault.startswith(f"line (Lie.): {said}")


@pytest.mark.parametrize(
    "changes", [{"frames": 3}, {"frames": None}, {"seconds": 1.0}], ids=["fewer frames", "no frames", "other seconds"]
)
def test_an_index_that_says_something_else_is_named(tmp_path: Path, changes: dict[str, object]) -> None:
    """A film would be planned by it."""
    (fault,) = piece_faults(written(tmp_path, encoded(GOOD), **changes))
    assert "the index says something else" in fault


@pytest.mark.parametrize("content", [b"", b"ID3", encoded(GOOD)[:-5]], ids=["empty", "another kind", "cut short"])
def test_a_file_that_cannot_be_decoded_is_named(tmp_path: Path, content: bytes) -> None:
    """And so is one that is gone."""
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / VOICE).mkdir()
    (folder / VOICE / INDEX).write_text(json.dumps({"sounds": {"line": {"file": "line.aac", "frames": 1}}}))
    assert "cannot be decoded" in piece_faults(folder)[0]
    (folder / VOICE / "line.aac").write_bytes(content)
    assert "cannot be decoded" in piece_faults(folder)[0]


def test_a_good_sound_has_no_fault(tmp_path: Path) -> None:
    """None of the above."""
    assert piece_faults(written(tmp_path, encoded(GOOD))) == []


def test_some_shipped_sounds_are_as_they_should_be() -> None:
    """Each 20th; the larger suite looks at all."""
    assert piece_faults(SHIPPED, each=20) == []


@pytest.mark.system
def test_the_shipped_sounds_are_as_they_should_be() -> None:
    """All decode, are as long as the index says, within 1 LU of their loudness, below -1 dBFS, silent at the ends."""
    assert len(read_index(SHIPPED)) > 200
    assert piece_faults(SHIPPED) == []
