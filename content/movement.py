"""What is a movement made of, and which of it suits somebody who wants it gentle?

    Library ─ Movement ─ Variation (one position) ─┬─ set-up: Steps
                                                   └─ Levels ─ Steps

Plain frozen data, read from files by `content.library` and put in order by `content.walk`. No I/O.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

Position = Literal["lying", "seated", "standing"]
Kind = Literal["setup", "move", "repeat"]
Flag = Literal["twist", "roll", "floor", "balance"]
Side = Literal["right", "left"]

POSITIONS: tuple[Position, ...] = get_args(Position)
FLAGS: tuple[Flag, ...] = get_args(Flag)
SIDES: tuple[Side, ...] = get_args(Side)
AVOIDED_WHEN_GENTLE: frozenset[Flag] = frozenset({"twist", "roll"})


@dataclass(frozen=True)
class Picture:
    """A clip or a still that lies finished in the library's folder."""

    file: str  # relative to the library's folder
    digest: str  # SHA-256 of the file, in hexadecimal
    width: int | None = None  # pixels
    height: int | None = None
    seconds: float | None = None  # None for a still
    poster: str | None = None  # a small JPEG of it


@dataclass(frozen=True)
class Step:
    """One message of a walk. In every text, {side} and {other} stand for the side's words."""

    id: str  # unique within its variation; stays the same when the wording changes
    kind: Kind
    text: str  # one or two short lines
    cues: tuple[str, ...] = ()  # what to feel and watch
    breath: str | None = None
    also: tuple[str, ...] = ()  # other ways of doing it, as bare sentences
    optional: bool = False  # may be passed over
    once: bool = False  # set-up which the second side need not repeat
    rounds: tuple[int, int] | None = None  # suggested: from, to
    seconds: int = 20  # how long it takes, roughly
    flags: frozenset[Flag] = frozenset()
    gentle: str | None = None  # replaces `text` in the gentle setting: without the twist or roll
    gentle_cues: tuple[str, ...] | None = None  # replaces `cues` likewise; None keeps them
    gentle_also: tuple[str, ...] | None = None
    clip: str | None = None  # the file it names as its clip, relative to the library's folder
    clips: Mapping[Side, Picture] = field(default_factory=dict, hash=False)  # what is shown, by the side that works
    gentle_clips: Mapping[Side, Picture] = field(default_factory=dict, hash=False)  # replace `clips` likewise

    def when(self, *, gentle: bool) -> "Step | None":
        """This step as it is shown; None when the gentle setting leaves it out.

        Reworded steps lose their twist and roll flags, so asking again gives the same step.
        """
        if not gentle or not self.flags & AVOIDED_WHEN_GENTLE:
            return self
        if self.gentle is None:
            return None
        return replace(
            self,
            text=self.gentle,
            cues=self.cues if self.gentle_cues is None else self.gentle_cues,
            also=self.also if self.gentle_also is None else self.gentle_also,
            flags=self.flags - AVOIDED_WHEN_GENTLE,
            # What is left out of the text is not shown either.
            clips=self.gentle_clips,
            gentle=None,
            gentle_cues=None,
            gentle_also=None,
        )


def steps_when(steps: tuple[Step, ...], *, gentle: bool) -> tuple[Step, ...] | None:
    """The steps as they are shown; None when a step that is needed falls away in the gentle setting."""
    shown = []
    for step in steps:
        now = step.when(gentle=gentle)
        if now is not None:
            shown.append(now)
        elif not step.optional:
            return None
    return tuple(shown)


@dataclass(frozen=True)
class Level:
    """A form of the movement: the first one, then each a little more than the one before."""

    id: str
    name: str
    steps: tuple[Step, ...]
    offer: str | None = None  # the question asked before it; None for the first level
    take: str | None = None  # the label of the button that says yes; None for the first level
    flags: frozenset[Flag] = frozenset()  # of the level as a whole, over and above its steps'

    def when(self, *, gentle: bool) -> tuple[Step, ...]:
        """The level's steps as they are shown; none at all when the gentle setting leaves the level out."""
        if gentle and self.flags & AVOIDED_WHEN_GENTLE:
            return ()
        return steps_when(self.steps, gentle=gentle) or ()


@dataclass(frozen=True)
class Variation:
    """A movement in one position. It is done on both sides: {side} is the working one, `first_side` to begin with."""

    id: str  # unique in the library
    movement_id: str
    position: Position
    name: str  # "on your back", "seated": said after the movement's name
    first_side: Side
    setup: tuple[Step, ...]
    levels: tuple[Level, ...]
    flags: frozenset[Flag] = frozenset()  # of the variation as a whole, over and above its steps'
    still: Picture | None = None  # the picture that stands for it

    def __hash__(self) -> int:
        # Looked up many times an update: the id tells variations apart as well as all of their texts.
        return hash(self.id)

    def suits(self, *, gentle: bool) -> bool:
        """False when the gentle setting leaves the variation out: its set-up or first level cannot do without."""
        if not gentle:
            return True
        if self.flags & AVOIDED_WHEN_GENTLE or steps_when(self.setup, gentle=True) is None:
            return False
        return bool(self.levels[0].when(gentle=True))

    @property
    def all_flags(self) -> frozenset[Flag]:
        """What is met anywhere in it, at any level."""
        steps = [*self.setup, *(step for level in self.levels for step in level.steps)]
        return self.flags.union(*(level.flags for level in self.levels), *(step.flags for step in steps))

    def step(self, step_id: str) -> Step | None:
        """The first step of that id, in the set-up or any level."""
        steps = (*self.setup, *(step for level in self.levels for step in level.steps))
        return next((step for step in steps if step.id == step_id), None)


@dataclass(frozen=True)
class Movement:
    """What is done, in one or several positions."""

    id: str
    name: str
    aliases: tuple[str, ...]  # what else people call it
    summary: str  # one line
    variations: tuple[Variation, ...]  # one a position at most
    nearest: Mapping[Position, tuple[Position, ...]] = field(
        default_factory=dict, hash=False
    )  # instead of it, in order
    gentler: tuple[Position, ...] = ()  # positions from the smallest version upwards
    still: Picture | None = None  # the picture that stands for it

    def at(self, position: Position) -> Variation | None:
        """The variation in that position, if there is one."""
        return next((variation for variation in self.variations if variation.position == position), None)


@dataclass(frozen=True)
class Choice:
    """A variation for somebody's position; `exact` is False when it is the nearest one instead."""

    variation: Variation
    exact: bool


@dataclass(frozen=True)
class Listing:
    """A line and what follows it, item by item."""

    intro: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Troubles:
    """What may trouble a lower back."""

    intro: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Care:
    """Who should take care with these movements."""

    intro: str
    conditions: tuple[str, ...]
    advice: str


@dataclass(frozen=True)
class Hurt:
    """What to do when it hurts: three short passages, in this order."""

    stop: str
    smaller: str
    watch: str


@dataclass(frozen=True)
class Signs:
    """Warning signs: when to stop, when to get medical help today, when to see somebody soon."""

    stop: Listing
    today: Listing
    soon: Listing


@dataclass(frozen=True)
class Credit:
    """Whose movements these are: the article's title, who showed the flow, who worked out the variations."""

    article: str
    flow: str
    variations: str


@dataclass(frozen=True)
class About:
    """What is said around the movements."""

    why: str
    troubles: Troubles
    good_for: tuple[str, ...]
    care: Care
    hurt: Hurt
    signs: Signs
    credit: Credit


def plain(text: str) -> str:
    """A name as it is compared: lower case, hyphens and runs of blanks as one blank."""
    return " ".join(text.casefold().replace("-", " ").split())


@dataclass(frozen=True)
class Library:
    """All movements, in the order in which they are offered, and what is said around them."""

    name: str
    movements: tuple[Movement, ...]
    sides: Mapping[Side, str] = field(hash=False)  # the words for right and left
    about: About
    one_side: str = "{side} side"  # what one side is called over a step

    def called(self, side: Side) -> str:
        """What a side is called over a step: right leg."""
        return self.one_side.replace("{side}", self.sides[side])

    @property
    def variations(self) -> tuple[Variation, ...]:
        """Every variation of every movement, in order."""
        return tuple(variation for movement in self.movements for variation in movement.variations)

    def movement(self, movement_id: str) -> Movement | None:
        """The movement of that id; None when the library has it no longer."""
        return next((movement for movement in self.movements if movement.id == movement_id), None)

    def variation(self, variation_id: str) -> Variation | None:
        """The variation of that id; None when the library has it no longer."""
        return next((variation for variation in self.variations if variation.id == variation_id), None)

    def movement_of(self, variation: Variation) -> Movement:
        """The movement which a variation of this library belongs to. KeyError for a stranger's variation."""
        movement = self.movement(variation.movement_id)
        if movement is None:
            raise KeyError(variation.movement_id)
        return movement

    def names(self) -> Mapping[str, str]:
        """Every name and alias, as `plain` writes it, to the movement's id."""
        return {plain(name): movement.id for movement in self.movements for name in (movement.name, *movement.aliases)}

    def find(self, text: str) -> tuple[Movement, ...]:
        """The movements somebody may mean by a few typed words, in library order; none when nothing fits.

        A whole name or alias wins alone. Otherwise every typed word must begin a word of one and the same name.
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

    def choose(self, movement: Movement, position: Position, *, gentle: bool) -> Choice | None:
        """The variation for a preferred position, or the nearest one; None when the gentle setting leaves none.

        The nearest is sought in the order the movement states, then among the rest in the order of the file.
        """
        stated = movement.nearest.get(position, ())
        for candidate in (position, *stated, *(variation.position for variation in movement.variations)):
            variation = movement.at(candidate)
            if variation is not None and variation.suits(gentle=gentle):
                return Choice(variation, exact=candidate == position)
        return None

    def gentler(self, variation: Variation) -> Variation | None:
        """A smaller version in another position, without twist and roll in what it cannot do without.

        None when the variation is the smallest already. The movement states the order, the smallest first.
        """
        movement = self.movement_of(variation)
        for position in movement.gentler:
            if position == variation.position:
                return None
            smaller = movement.at(position)
            if smaller is not None and smaller.suits(gentle=True):
                return smaller
        return None
