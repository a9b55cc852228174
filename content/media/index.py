"""Media index: the finished clips and stills in a library's folder, and the step of each.

The index is written when they are drawn. Without a readable one the bot still runs and sends steps as text;
`picture_faults` says what is wrong.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from content.movement import SIDES, Library, Movement, Picture, Side, Step, Variation
from content.schema.faults import ContentFault
from content.schema.figure import MovingPart

CLIPS = "clips"
INDEX = "index.json"


class DrawnFile(BaseModel):
    """A drawn file. `hash` identifies what it was drawn from, `digest` is its SHA-256; names are relative to `clips`.

    `rings`: rings in it show where the movement may be felt. `moving`: what moves, the main part first. Both are absent
    when empty.
    """

    model_config = ConfigDict(extra="forbid")

    file: str
    hash: str
    digest: str
    width: int
    height: int
    seconds: float | None = None
    poster: str | None = None
    rings: Literal[True] | None = None
    moving: list[MovingPart] | None = None


class Index(BaseModel):
    """The index: clips by `clip_name` and side, stills by movement id and variation id."""

    model_config = ConfigDict(extra="forbid")

    clips: dict[str, dict[Side, DrawnFile]] = {}
    stills: dict[str, DrawnFile] = {}


def clip_name(variation: str, step: str, without: Iterable[str] = (), *, second: bool = False) -> str:
    """A clip's name in the index: variation/step, then the flags that a rewording avoids, then `second` for set-up that
    looks different on the second side."""
    flags = "-".join(sorted(without))
    return f"{variation}/{step}{f'/without-{flags}' if flags else ''}{'/second' if second else ''}"


def read_index(folder: Path) -> Index:
    """The index of a library; empty when there is none. Raises OSError or ValidationError when it cannot be read."""
    path = folder / CLIPS / INDEX
    return Index.model_validate_json(path.read_bytes()) if path.is_file() else Index()


def illustrated(library: Library, folder: Path) -> Library:
    """The library with the pictures from its folder."""
    try:
        index = read_index(folder)
    except (OSError, ValidationError):
        index = Index()
    return replace(library, movements=tuple(_movement(each, index, folder) for each in library.movements))


def picture_faults(folder: Path) -> Iterator[ContentFault]:
    """Faults of the index and of the files that it names."""
    name = f"{CLIPS}/{INDEX}"
    fix = "draw the clips again: python -m content.figures"
    try:
        index = read_index(folder)
    except (OSError, ValidationError):
        yield ContentFault(name, 1, "", "the index of the clips cannot be read", fix)
        return
    drawn = [(f"{clip}, {side} side", each) for clip, sides in index.clips.items() for side, each in sides.items()]
    drawn += [(f"the still of {owner}", each) for owner, each in index.stills.items()]
    for what, each in drawn:
        path = folder / CLIPS / each.file
        if not path.is_file():
            yield ContentFault(name, 1, "", f"{what}: there is no file {each.file}", fix)
        elif _digest(path) != each.digest:
            yield ContentFault(name, 1, "", f"{what}: {each.file} is not the file that was drawn", fix)
        if each.poster is not None and not (folder / CLIPS / each.poster).is_file():
            yield ContentFault(name, 1, "", f"{what}: there is no file {each.poster}", fix)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def moving_in_words(moving: Sequence[MovingPart], side: Side) -> tuple[str, ...]:
    """What moves, in words: `side_leg` is "right leg" for the right side, a pair is "both legs"."""
    other = next(each for each in SIDES if each != side)
    words: list[str] = []
    for part in moving:
        which, _, limb = part.partition("_")
        if not limb:
            words.append(part)
        elif {f"side_{limb}", f"other_{limb}"} <= set(moving):
            words.append(f"both {limb}s")
        else:
            words.append(f"{side if which == 'side' else other} {limb}")
    return tuple(dict.fromkeys(words))


def _picture(drawn: DrawnFile) -> Picture:
    return Picture(
        file=f"{CLIPS}/{drawn.file}",
        digest=drawn.digest,
        width=drawn.width,
        height=drawn.height,
        seconds=drawn.seconds,
        poster=None if drawn.poster is None else f"{CLIPS}/{drawn.poster}",
        rings=drawn.rings is True,
    )


def _movement(movement: Movement, index: Index, folder: Path) -> Movement:
    return replace(
        movement,
        still=_still(index, movement.id),
        variations=tuple(_variation(each, index, folder) for each in movement.variations),
    )


def _variation(variation: Variation, index: Index, folder: Path) -> Variation:
    def shown(step: Step) -> Step:
        return replace(
            step,
            clips=_own(step, folder) or _drawn(index, clip_name(variation.id, step.id)),
            second_clips=_drawn(index, clip_name(variation.id, step.id, second=True)),
            without=tuple(
                replace(each, clips=_drawn(index, clip_name(variation.id, step.id, each.avoids)))
                for each in step.without
            ),
        )

    return replace(
        variation,
        still=_still(index, variation.id),
        setup=tuple(map(shown, variation.setup)),
        levels=tuple(replace(level, steps=tuple(map(shown, level.steps))) for level in variation.levels),
    )


def _still(index: Index, owner: str) -> Picture | None:
    still = index.stills.get(owner)
    return None if still is None else _picture(still)


def _drawn(index: Index, name: str) -> dict[Side, Picture]:
    clips = index.clips.get(name, {})
    return {
        side: replace(_picture(drawn), moving=moving_in_words(drawn.moving or (), side))
        for side, drawn in clips.items()
    }


def _own(step: Step, folder: Path) -> dict[Side, Picture]:
    """The clip file that the step names itself, for both sides."""
    if step.clip is None or not (folder / step.clip).is_file():
        return {}
    picture = Picture(step.clip, _digest(folder / step.clip))
    return dict.fromkeys(SIDES, picture)
