"""Film pieces: what a follow-along film is joined from, and the index of the finished ones in a library's folder.

    loop      a clip in the format of the film, without text: one MP4 of a whole round
    card      a text that fills the picture: one MP4
    caption   a text below a loop. Each page of it is one H.264 slice, which replaces the empty lower part of one of
              the loop's pictures. So every language shares the loops.

Each piece's file is named after the SHA-256 of what is in it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

FILM = "film"
INDEX = "index.json"
# Increase whenever a change of the program changes how pieces look.
EDITION = 2
# Increase, too, when it cuts texts into other pages, or encodes captions and cards otherwise.
PAGES = 2
# Pixels. The figure stands above, captions below; whole macroblocks of 16, since slices hold whole ones.
WIDTH, HEIGHT, FIGURE = 640, 480, 336
# Frames of a card: joined in part, or more than once.
CARD_FRAMES = 180
# Frames that a page of a caption stays at least, 2.9 s: its 48 letters at most are then read at 17 a second.
PAGE_FRAMES = 44


class MovingPiece(BaseModel):
    """A loop or a card. `hash` identifies what it was made from."""

    model_config = ConfigDict(extra="forbid")

    file: str
    hash: str
    frames: int


class CaptionPiece(BaseModel):
    """A caption: for each round of its loop, (frame, file of the slice) of the pages that begin in it.

    After the last round it starts again. Each round begins with a page.
    """

    model_config = ConfigDict(extra="forbid")

    hash: str
    rounds: list[list[tuple[int, str]]]


class FilmIndex(BaseModel):
    """The index. Loops by `loop_key`, captions by `loop_key` with a caption, cards by `card_key`."""

    model_config = ConfigDict(extra="forbid")

    width: int = WIDTH
    height: int = HEIGHT
    loops: dict[str, MovingPiece] = {}
    captions: dict[str, CaptionPiece] = {}
    cards: dict[str, MovingPiece] = {}

    def files(self) -> set[str]:
        """The names of all files, relative to the folder of the film."""
        moving = {each.file for each in (*self.loops.values(), *self.cards.values())}
        return moving | {file for each in self.captions.values() for pages in each.rounds for _, file in pages}


class Loop(NamedTuple):
    """A loop that a library needs: its clip's file, relative to the library's folder, SHA-256 and number of frames."""

    file: str
    digest: str
    frames: int

    @property
    def hash(self) -> str:
        return _hash(self.digest)


class Caption(NamedTuple):
    """A caption that a library needs, for a loop of so many frames. The language says where its pages end."""

    text: str
    frames: int
    language: str = "en"

    @property
    def hash(self) -> str:
        # Two languages with the same words share it.
        return _hash(self.text, self.frames, PAGES)


class Card(NamedTuple):
    """A card that a library needs."""

    text: str

    @property
    def hash(self) -> str:
        return _hash(self.text, PAGES)


class Wanted(NamedTuple):
    """All pieces that a library needs, by their keys in the index."""

    loops: dict[str, Loop]
    captions: dict[str, Caption]
    cards: dict[str, Card]

    @property
    def total(self) -> int:
        return len(self.loops) + len(self.captions) + len(self.cards)


def schedule(pages: int, frames: int) -> list[list[tuple[int, int]]]:
    """For each round of a loop of so many frames: (frame, page) of the pages that begin in it, the first one at 0.

    The pages share as many rounds as they need. A page that lasts into a round is named at its beginning again.
    """
    rounds = -(-pages * PAGE_FRAMES // frames)
    begins = [page * rounds * frames // pages for page in range(pages)]
    found: list[list[tuple[int, int]]] = []
    for first in range(0, rounds * frames, frames):
        going_on = max(page for page, begin in enumerate(begins) if begin <= first)
        here = [(begin - first, page) for page, begin in enumerate(begins) if first < begin < first + frames]
        found.append([(0, going_on), *here])
    return found


def read_film(folder: Path) -> FilmIndex | None:
    """The index of a library's film; None when there is none. Raises OSError or ValidationError."""
    path = folder / FILM / INDEX
    return FilmIndex.model_validate_json(path.read_bytes()) if path.is_file() else None


def film_problems(folder: Path, wanted: Wanted) -> list[str]:
    """A line for each piece that is missing, broken, or was made from something else; [] without a film at all."""
    try:
        index = read_film(folder)
    except (OSError, ValidationError):
        return ["the index of the film cannot be read"]
    if index is None:
        return []
    found: list[str] = []
    kinds = (("loop", wanted.loops, index.loops), ("caption", wanted.captions, index.captions))
    for kind, needed, made in (*kinds, ("card", wanted.cards, index.cards)):
        for key, each in needed.items():
            what = f"the film's {kind} {key if isinstance(each, Loop) else repr(each.text)}"
            if key not in made:
                found.append(f"{what} is missing")
            elif made[key].hash != each.hash:
                found.append(f"{what} was made from something else")
    for name in sorted(index.files()):
        path = folder / FILM / name
        if not path.is_file():
            found.append(f"the film has no file {name}")
        elif digest(path.read_bytes()) != path.stem:
            found.append(f"the film's {name} is not the file that was made")
    return list(dict.fromkeys(found))


def digest(content: bytes) -> str:
    """The name of a file: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(content).hexdigest()[:16]


def _hash(*given: str | int) -> str:
    return hashlib.sha256(json.dumps([EDITION, *given]).encode()).hexdigest()[:16]
