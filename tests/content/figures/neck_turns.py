"""A small library with figures, for breaking on purpose."""

from __future__ import annotations

from pathlib import Path

from tests.content.test_parsing import AROUND

MOVEMENT = """\
id: neck-turns
name: Neck turns
summary: The head turns.
look: kim
still: seated-neck-turns/turn
variations:
  - id: seated-neck-turns
    position: seated
    name: seated
    first_side: right
    figure:
      camera: {azimuth: -60, elevation: 14}
      things:
        - {kind: chair}
      poses:
        tall:
          root: {rest: [pelvis], height: 0.45}
          side_leg: {ankle_at: [0.42, -0.10, 0.083], foot_flat: 5}
          other_leg: {ankle_at: [0.42, 0.10, 0.083], foot_flat: 5}
          side_arm: {flexion: 25, abduction: 10, elbow: 25}
          other_arm: {flexion: 25, abduction: 10, elbow: 25}
        turned:
          like: tall
          neck: {twist: -50}
    levels:
      - id: first
        name: turning
        steps:
          - id: turn
            text: Turn your head to the {side}.
            seconds: 8
            figure: {keys: [tall, {pose: turned, move: 0.4, hold: 0.2}], moving: [head], marks: [crown]}
          - id: again
            kind: repeat
            text: Keep turning.
            rounds: [2, 4]
            seconds: 20
            figure: turn
          - id: lean
            text: Turn further, and lean.
            seconds: 8
            flags: [twist]
            figure: {keys: [tall, turned], arrow: head}
            without: [{flags: [twist], text: Turn further., figure: {keys: [tall, turned]}}]
"""


def written(folder: Path, *edits: tuple[str, str]) -> Path:
    """The library in a folder, with texts replaced; each must be there."""
    text = MOVEMENT
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    folder.mkdir(exist_ok=True)
    (folder / "library.yaml").write_text(AROUND, "utf-8")
    (folder / "neck-turns.yaml").write_text(text, "utf-8")
    return folder


def line_of(text: str) -> int:
    """The line of the movement's file on which a text stands."""
    return MOVEMENT[: MOVEMENT.index(text)].count("\n") + 1
