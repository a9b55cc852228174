"""Pieces: the finished sounds, loops and cards that a session's film is joined from, as a library's indexes name them.

    voice/index.json    {"sounds": {name: {"file": ..., "frames": ...}}, "teachers": {...}}
    film/index.json     {"width": ..., "height": ..., "loops": {key: {"file": ..., "frames": ...}}, "cards": {...},
                        "captions": {key: {"rounds": [[[frame, file], ...], ...]}}}

A sound's name is `bell`, `change`, `chord`, or the key of the line that it says. What an index lacks is None here,
never an error: a session is then made with less, or comes step by step.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FPS = 15  # pictures a second
SAMPLE_RATE = 24_000  # of sounds, mono
AAC_FRAME = 1024  # samples

VOICE = "voice"
FILM = "film"
INDEX = "index.json"
CLIPS = "clips/"


@dataclass(frozen=True)
class Piece:
    """A piece: its file, relative to the library's folder, and its length in its own frames (of AAC, or pictures)."""

    file: str
    frames: int


# The pages of a caption: for each round of its loop, the pages that begin in it as (picture of the loop, file).
Rounds = tuple[tuple[tuple[int, str], ...], ...]


@dataclass(frozen=True)
class Pieces:
    """All pieces of a library. `teachers` are lines in a teacher's own voice. `width` and `height` are those of every
    loop and card, in pixels."""

    sounds: Mapping[str, Piece]
    loops: Mapping[str, Piece]
    cards: Mapping[str, Piece]
    captions: Mapping[str, Rounds] = field(default_factory=dict)
    width: int = 0
    height: int = 0
    teachers: Mapping[str, Piece] = field(default_factory=dict)

    def sound(self, name: str) -> Piece | None:
        """The sound of this name; None when there is none."""
        return self.sounds.get(name)

    def loop(self, file: str) -> Piece | None:
        """The loop of a clip's file; None when there is none."""
        return self.loops.get(loop_key(file))

    def card(self, text: str, language: str = "en") -> Piece | None:
        """The card that shows a text; None when there is none."""
        return self.cards.get(card_key(text, language))

    def sound_frames(self, name: str) -> int:
        """Pictures that pass while a sound is heard, wherever it begins; 0 when there is none."""
        piece = self.sound(name)
        # One frame of AAC more: a sound begins with the next such frame, not exactly with a picture.
        return 0 if piece is None else -(-(piece.frames + 1) * AAC_FRAME * FPS // SAMPLE_RATE)


NO_PIECES = Pieces({}, {}, {})


def line_key(text: str) -> str:
    """The name of the sound that says a text: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def card_key(text: str, language: str = "en") -> str:
    """The key of the card that shows a text in a language."""
    return line_key(f"{language}\n{text}")


def loop_key(file: str, caption: str = "") -> str:
    """The key of the loop of a clip's file, "seated-hip/turn.left", or of a caption for it."""
    key = file.removeprefix(CLIPS).removesuffix(".mp4")
    return f"{key}.{line_key(caption)}" if caption else key


def read_pieces(folder: Path) -> Pieces:
    """The pieces of a library's folder. A missing or unreadable index means that there are none of its kind."""
    voice, film = _index(folder / VOICE / INDEX), _index(folder / FILM / INDEX)
    width, height = film.get("width"), film.get("height")
    return Pieces(
        sounds=_pieces(voice.get("sounds"), VOICE),
        loops=_pieces(film.get("loops"), FILM),
        cards=_pieces(film.get("cards"), FILM),
        captions=_captions(film.get("captions")),
        width=width if isinstance(width, int) else 0,
        height=height if isinstance(height, int) else 0,
        teachers=_pieces(voice.get("teachers"), VOICE),
    )


def _index(path: Path) -> Mapping[str, Any]:
    try:
        index = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return index if isinstance(index, dict) else {}


def _pieces(given: object, folder: str) -> Mapping[str, Piece]:
    """The pieces of one table; entries without a file or a length are left out."""
    pieces: dict[str, Piece] = {}
    for name, each in given.items() if isinstance(given, dict) else ():
        file, frames = (each.get("file"), each.get("frames")) if isinstance(each, dict) else (None, None)
        if isinstance(file, str) and type(frames) is int and frames > 0:
            pieces[name] = Piece(f"{folder}/{file}", frames)
    return pieces


def _captions(given: object) -> Mapping[str, Rounds]:
    """The captions of an index; those of another shape are left out."""
    captions: dict[str, Rounds] = {}
    for key, each in given.items() if isinstance(given, dict) else ():
        try:
            rounds = tuple(tuple((int(at), f"{FILM}/{file}") for at, file in pages) for pages in each["rounds"])
        except (TypeError, ValueError, KeyError):
            continue
        if rounds:
            captions[key] = rounds
    return captions
