"""Movements: the data of a library, and the parts of it that suit a person who avoids some flags.

    Library ─ Movement ─ Variation (one position) ─┬─ set-up: Steps
                                                   └─ Levels ─ Steps

Frozen data, loaded by `content.library` and ordered by `content.walk`. No I/O.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from content.about import About
from content.announcements import Announcements
from content.pieces import NO_PIECES, Pieces
from content.questions import NOTHING, Guidance
from content.sides import said_on

Position = Literal["lying", "seated", "standing"]
Kind = Literal["setup", "move", "repeat"]
Flag = Literal[
    "floor",  # needs getting down to the floor
    "balance",  # needs balance, on both feet or one
    "twist",  # the spine turns against the pelvis
    "roll",  # the trunk rolls over the floor
    "deep-flexion",  # the hip bends past a right angle
    "turning-in",  # the thigh turns inwards, or crosses the middle of the body
    "nerve-pull",  # the leg is straightened forwards, which pulls on the sciatic nerve
    "on-back",  # lies flat on the back
    "one-leg",  # stands on one leg, or sits on half a seat
    "wide",  # the legs go wide apart
]
Side = Literal["right", "left"]

POSITIONS: tuple[Position, ...] = get_args(Position)
FLAGS: tuple[Flag, ...] = get_args(Flag)
SIDES: tuple[Side, ...] = get_args(Side)
AVOIDED_WHEN_GENTLE: frozenset[Flag] = frozenset({"twist", "roll"})
# Flags that people with the gentle setting may avoid in addition, in the order in which they are shown.
AVOIDED_ON_WISH: tuple[Flag, ...] = ("deep-flexion", "turning-in", "nerve-pull", "on-back", "one-leg", "wide")
AVOIDABLE: frozenset[Flag] = AVOIDED_WHEN_GENTLE.union(AVOIDED_ON_WISH)


def avoided(*, gentle: bool, wishes: Iterable[str] = ()) -> frozenset[Flag]:
    """The flags that a person avoids: none, or with `gentle` twists, rolls and the valid flags among `wishes`."""
    if not gentle:
        return frozenset()
    wanted = frozenset(wishes)
    return AVOIDED_WHEN_GENTLE.union(flag for flag in AVOIDED_ON_WISH if flag in wanted)


@dataclass(frozen=True)
class Picture:
    """A finished clip or still in the library's folder."""

    file: str  # relative to the library's folder
    digest: str  # SHA-256 of the file, in hexadecimal
    width: int | None = None  # pixels
    height: int | None = None
    seconds: float | None = None  # None for a still
    poster: str | None = None  # file of a small JPEG of it
    rings: bool = False  # whether rings in it show where the movement may be felt
    moving: tuple[str, ...] | None = None  # ("right leg", "head"); None when unknown


@dataclass(frozen=True)
class Rewording:
    """A step's words and clips for people who avoid some of its flags. None in a field keeps the step's own."""

    avoids: frozenset[Flag]
    text: str
    cues: tuple[str, ...] | None = None
    also: tuple[str, ...] | None = None
    alone: str | None = None
    second: str | None = None
    second_cues: tuple[str, ...] | None = None
    clips: Mapping[Side, Picture] = field(default_factory=dict, hash=False)  # always replace the step's


@dataclass(frozen=True)
class Step:
    """One message of a walk. In every text, {side} and {other} stand for the words of the sides."""

    id: str  # unique within its variation, and stable when the text changes
    kind: Kind
    text: str  # one or two short lines
    alone: str | None = None  # replaces `text` of a `repeat` step shown without the moves before it
    second: str | None = None  # replaces `text` of set-up on the second side, even with `once`
    second_cues: tuple[str, ...] | None = None  # replace `cues` where `second` is shown; None keeps them
    cues: tuple[str, ...] = ()  # what to feel and watch for
    breath: str | None = None
    also: tuple[str, ...] = ()  # other ways of doing it, one sentence each
    optional: bool = False  # may be skipped
    once: bool = False  # set-up that the second side does not repeat
    rounds: tuple[int, int] | None = None  # suggested: (fewest, most)
    seconds: int = 20  # rough duration
    flags: frozenset[Flag] = frozenset()
    without: tuple[Rewording, ...] = ()  # the first that avoids enough is used
    clip: str | None = None  # own clip file, relative to the library's folder
    clips: Mapping[Side, Picture] = field(default_factory=dict, hash=False)  # by working side
    second_clips: Mapping[Side, Picture] = field(default_factory=dict, hash=False)  # shown with `second`

    def when(self, avoid: frozenset[Flag]) -> "Step | None":
        """This step for a person who avoids these flags; None when it is left out.

        A reworded step loses the flags it was reworded for, so a second call gives the same step.
        """
        met = self.flags & avoid
        if not met:
            return self
        wording = next((each for each in self.without if met <= each.avoids), None)
        if wording is None:
            return None
        return replace(
            self,
            text=wording.text,
            alone=self.alone if wording.alone is None else wording.alone,
            second=self.second if wording.second is None else wording.second,
            second_cues=self.second_cues if wording.second_cues is None else wording.second_cues,
            cues=self.cues if wording.cues is None else wording.cues,
            also=self.also if wording.also is None else wording.also,
            flags=self.flags - wording.avoids,
            # A clip must not show what the text leaves out.
            clips=wording.clips,
            second_clips={},
            without=(),
        )

    def by_itself(self) -> "Step":
        """This step as shown without the moves before it."""
        return self if self.alone is None else replace(self, text=self.alone)

    def on_second_side(self) -> "Step | None":
        """This set-up step as shown on the second side; None when it is not needed there."""
        if self.second is not None:
            cues = self.cues if self.second_cues is None else self.second_cues
            return replace(self, text=self.second, cues=cues, clips=self.second_clips or self.clips)
        return None if self.once else self


def steps_when(steps: tuple[Step, ...], avoid: frozenset[Flag]) -> tuple[Step, ...] | None:
    """The steps for a person who avoids these flags; None when a required step is left out."""
    shown = []
    for step in steps:
        now = step.when(avoid)
        if now is not None:
            shown.append(now)
        elif not step.optional:
            return None
    return tuple(shown)


@dataclass(frozen=True)
class Level:
    """A level of a variation: each asks a little more than the one before."""

    id: str
    name: str
    steps: tuple[Step, ...]
    offer: str | None = None  # the question before it; None for the first level
    take: str | None = None  # label of the button that accepts it; None for the first level
    flags: frozenset[Flag] = frozenset()  # of the level as a whole, in addition to its steps'

    def when(self, avoid: frozenset[Flag]) -> tuple[Step, ...]:
        """The level's steps for a person who avoids these flags; none when the level is left out."""
        return () if self.flags & avoid else steps_when(self.steps, avoid) or ()


@dataclass(frozen=True)
class Variation:
    """A movement in one position, done on both sides: {side} is the working one, beginning with `first_side`."""

    id: str  # unique in the library
    movement_id: str
    position: Position
    name: str  # "on your back", "seated"; follows the movement's name
    first_side: Side
    setup: tuple[Step, ...]
    levels: tuple[Level, ...]
    flags: frozenset[Flag] = frozenset()  # of the variation as a whole, in addition to its steps'
    stand_in: bool = False  # replaces the one before it in this position for people whom that does not suit
    still: Picture | None = None  # the picture that stands for it
    guidance: Guidance = NOTHING

    def __hash__(self) -> int:
        # Called many times in an update. The id tells variations apart as well as all of their texts would.
        return hash(self.id)

    def suits(self, avoid: frozenset[Flag]) -> bool:
        """Whether a person who avoids these flags can do the variation: its set-up and first level remain."""
        if not avoid:
            return True
        if self.flags & avoid or steps_when(self.setup, avoid) is None:
            return False
        return bool(self.levels[0].when(avoid))

    @property
    def all_flags(self) -> frozenset[Flag]:
        """All flags of the variation, its levels and its steps."""
        steps = [*self.setup, *(step for level in self.levels for step in level.steps)]
        return self.flags.union(*(level.flags for level in self.levels), *(step.flags for step in steps))

    def step(self, step_id: str) -> Step | None:
        """The first step with this id, in the set-up or any level; None when there is none."""
        steps = (*self.setup, *(step for level in self.levels for step in level.steps))
        return next((step for step in steps if step.id == step_id), None)


@dataclass(frozen=True)
class Movement:
    """A movement: variations in one or more positions."""

    id: str
    name: str
    aliases: tuple[str, ...]  # other names for it
    summary: str  # one line
    variations: tuple[Variation, ...]  # one a position, each followed by its stand-ins
    # For a position that the movement lacks: replacements, best first.
    nearest: Mapping[Position, tuple[Position, ...]] = field(default_factory=dict, hash=False)
    gentler: tuple[Position, ...] = ()  # positions, the one with the smallest version first
    still: Picture | None = None  # the picture that stands for it
    guidance: Guidance = NOTHING

    def at(self, position: Position, avoid: frozenset[Flag] = frozenset()) -> Variation | None:
        """The variation in this position for a person who avoids these flags; None when there is none."""
        own = (variation for variation in self.variations if variation.position == position)
        return next((variation for variation in own if variation.suits(avoid)), None)

    def suiting(self, avoid: frozenset[Flag]) -> tuple[Variation, ...]:
        """The variations for a person who avoids these flags, at most one a position."""
        return tuple(each for each in self.variations if each == self.at(each.position, avoid))


@dataclass(frozen=True)
class VariationChoice:
    """The variation chosen for a preferred position; `exact` is False when it is in the nearest position instead."""

    variation: Variation
    exact: bool


def plain(text: str) -> str:
    """A name normalised for comparison: case folded, hyphens and runs of blanks as one blank."""
    return " ".join(text.casefold().replace("-", " ").split())


@dataclass(frozen=True)
class Library:
    """All movements, in the order in which they are offered, and the texts around them."""

    name: str
    movements: tuple[Movement, ...]
    sides: Mapping[Side, str] = field(hash=False)  # the words for right and left
    about: About
    one_side: str = "{side} side"  # a side's name in a step's heading
    follow_along: Announcements | None = None  # None: a session that is followed along has its steps alone
    pieces: Pieces = field(default=NO_PIECES, compare=False, repr=False)  # what its films are joined from
    language: str | None = None  # of its texts, "de"; None for those of the files themselves
    home: str | None = None  # the folder in which its translations are
    # Movement ids by the names in the files themselves, which are understood in every language.
    written_names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __hash__(self) -> int:
        # Called for each prompt: the library is a cache key. Two with the same hash are compared field by field.
        return hash((self.name, len(self.movements)))

    def called(self, side: Side) -> str:
        """A side's name in a step's heading: "right leg"."""
        return said_on(self.one_side, side).replace("{side}", self.sides[side])

    @property
    def variations(self) -> tuple[Variation, ...]:
        """Every variation of every movement, in order."""
        return tuple(variation for movement in self.movements for variation in movement.variations)

    def movement(self, movement_id: str) -> Movement | None:
        """The movement with this id; None when the library does not have it any more."""
        return next((movement for movement in self.movements if movement.id == movement_id), None)

    def variation(self, variation_id: str) -> Variation | None:
        """The variation with this id; None when the library does not have it any more."""
        return next((variation for variation in self.variations if variation.id == variation_id), None)

    def movement_of(self, variation: Variation) -> Movement:
        """The movement that a variation belongs to. KeyError for a variation of another library."""
        return {movement.id: movement for movement in self.movements}[variation.movement_id]

    def names(self) -> Mapping[str, str]:
        """Movement ids by name and alias, normalised by `plain`."""
        own = {plain(name): movement.id for movement in self.movements for name in (movement.name, *movement.aliases)}
        return {**self.written_names, **own}

    def find(self, text: str) -> tuple[Movement, ...]:
        """The movements that typed words may mean, in library order; empty when nothing fits.

        A whole name or alias is the only match. Otherwise every typed word must begin a word of the same name.
        """
        sought = plain(text)
        names = self.names()
        if sought in names:
            ids = {names[sought]}
        else:
            words = sought.split()
            ids = {
                movement_id
                for name, movement_id in names.items()
                if words and all(any(have.startswith(word) for have in name.split()) for word in words)
            }
        return tuple(movement for movement in self.movements if movement.id in ids)

    def choose(self, movement: Movement, position: Position, avoid: frozenset[Flag]) -> VariationChoice | None:
        """The variation in a preferred position, or in the nearest one; None when no variation suits.

        Nearest: the movement's `nearest` in its order, then the other variations in the order of the file.
        """
        stated = movement.nearest.get(position, ())
        for candidate in (position, *stated, *(variation.position for variation in movement.variations)):
            if (variation := movement.at(candidate, avoid)) is not None:
                return VariationChoice(variation, exact=candidate == position)
        return None

    def gentler(self, variation: Variation, avoid: frozenset[Flag]) -> Variation | None:
        """A smaller version for a person who avoids these flags; None when the variation is the smallest already.

        The stand-in in the same position when this variation does not suit, else the first fitting one in `gentler`.
        """
        movement = self.movement_of(variation)
        if not variation.suits(avoid) and (instead := movement.at(variation.position, avoid)) is not None:
            return instead
        for position in movement.gentler:
            if position == variation.position:
                return None
            if (smaller := movement.at(position, avoid)) is not None:
                return smaller
        return None
