"""Follow along: a session as one film, or as its sound alone, made from a library's pieces.

    Course ──> Timeline ──> Recipe ──> bytes of an MP4 or an M4A

A recipe names the pieces and their places. Its key stays the same as long as they do, so each film is uploaded once.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from content.joining import Heard, Shown, join_film, join_recorded, join_sound
from content.pieces import Pieces
from content.timeline import Timeline

Kind = Literal["film", "sound"]


@dataclass(frozen=True)
class Recipe:
    """What a film or a sound is joined from. `width` and `height` in pixels, 0 for a sound."""

    kind: Kind
    title: str
    frames: int  # pictures, also for a sound
    seconds: float
    width: int
    height: int
    shown: tuple[Shown, ...]
    heard: tuple[Heard, ...]

    @property
    def key(self) -> str:
        """SHA-256 in hexadecimal over what the bytes depend on. Pieces' names contain their hash."""
        shown = [(each.file, each.frames, each.loops, each.pages) for each in self.shown]
        heard = [(each.file, each.at) for each in self.heard]
        whole = [self.kind, self.title, self.frames, self.width, self.height, shown, heard]
        return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def recipe_of(timeline: Timeline, pieces: Pieces, kind: Kind, *, title: str = "") -> Recipe | None:
    """The recipe of a session. None when a film lacks a picture, a sound has nothing to hear, or there is no step."""
    shown: list[Shown] = []
    heard: list[Heard] = []
    at = 0
    for part in timeline.parts:
        piece = (pieces.cards if part.is_card else pieces.loops).get(part.shown)
        if kind == "film":
            if piece is None:
                return None
            pages = () if part.caption is None else pieces.captions.get(part.caption, ())
            shown.append(Shown(piece.file, part.frames, part.loops, pages))
        for offset, name in part.sounds:
            sound = pieces.sound(name)
            if sound is not None:
                heard.append(Heard(sound.file, at + offset))
        at += part.frames
    if not at or (kind == "sound" and not heard):
        return None
    width, height = (pieces.width, pieces.height) if kind == "film" else (0, 0)
    return Recipe(kind, title, at, timeline.seconds, width, height, tuple(shown), tuple(heard))


def make(recipe: Recipe, folder: Path) -> bytes:
    """The bytes of a film or a sound, from a library's folder. Takes up to 0.1 s of CPU. Raises BadPiece."""
    if recipe.kind == "film":
        return join_film(recipe.shown, recipe.heard, folder, title=recipe.title)
    return join_sound(recipe.frames, recipe.heard, folder, title=recipe.title)


def make_recorded(recipe: Recipe, sounds: Mapping[str, bytes]) -> bytes:
    """The bytes of a sound from recordings, by the names of their files. Takes up to 0.1 s of CPU. Raises BadPiece."""
    return join_recorded(recipe.frames, recipe.heard, sounds, title=recipe.title)
