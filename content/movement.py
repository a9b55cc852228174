"""What is a movement made of, and which of it suits somebody who leaves some things out?

    Library ─ Movement ─ Variation (one position) ─┬─ set-up: Steps
                                                   └─ Levels ─ Steps

Plain frozen data, read from files by `content.library` and put in order by `content.walk`. No I/O.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

Position = Literal["lying", "seated", "standing"]
Kind = Literal["setup", "move", "repeat"]
Flag = Literal[
    "floor",  # has to get down to the floor
    "balance",  # needs balance, with both feet down or one
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
# What somebody who wants it gentle may leave out besides, in the order in which it is told.
AVOIDED_ON_WISH: tuple[Flag, ...] = ("deep-flexion", "turning-in", "nerve-pull", "on-back", "one-leg", "wide")
AVOIDABLE: frozenset[Flag] = AVOIDED_WHEN_GENTLE.union(AVOIDED_ON_WISH)


def avoided(*, gentle: bool, wishes: Iterable[str] = ()) -> frozenset[Flag]:
    """What is left out for somebody: nothing, or with `gentle` twists, rolls, and those of `wishes` that are flags."""
    if not gentle:
        return frozenset()
    wanted = frozenset(wishes)
    return AVOIDED_WHEN_GENTLE.union(flag for flag in AVOIDED_ON_WISH if flag in wanted)


@dataclass(frozen=True)
class Picture:
    """A clip or a still that lies finished in the library's folder."""

    file: str  # relative to the library's folder
    digest: str  # SHA-256 of the file, in hexadecimal
    width: int | None = None  # pixels
    height: int | None = None
    seconds: float | None = None  # None for a still
    poster: str | None = None  # a small JPEG of it
    rings: bool = False  # rings in it show where the movement may be felt
    moving: tuple[str, ...] | None = None  # what moves in it: ("right leg", "head"); None where it is not known


@dataclass(frozen=True)
class Rewording:
    """How a step is said, and shown, without some of its flags. None in a field keeps the step's own."""

    avoids: frozenset[Flag]
    text: str
    cues: tuple[str, ...] | None = None
    also: tuple[str, ...] | None = None
    alone: str | None = None
    second: str | None = None
    second_cues: tuple[str, ...] | None = None
    clips: Mapping[Side, Picture] = field(default_factory=dict, hash=False)  # replace the step's in any case


@dataclass(frozen=True)
class Step:
    """One message of a walk. In every text, {side} and {other} stand for the side's words."""

    id: str  # unique within its variation; stays the same when the wording changes
    kind: Kind
    text: str  # one or two short lines
    alone: str | None = None  # replaces `text` of a `repeat` step that comes without the moves before it
    second: str | None = None  # replaces `text` of set-up on the second side, and is said there also when `once`
    second_cues: tuple[str, ...] | None = None  # replace `cues` where `second` is said; None: they stay the same
    cues: tuple[str, ...] = ()  # what to feel and watch
    breath: str | None = None
    also: tuple[str, ...] = ()  # other ways of doing it, as bare sentences
    optional: bool = False  # may be passed over
    once: bool = False  # set-up which the second side need not repeat
    rounds: tuple[int, int] | None = None  # suggested: from, to
    seconds: int = 20  # how long it takes, roughly
    flags: frozenset[Flag] = frozenset()
    without: tuple[Rewording, ...] = ()  # other wordings, the first that leaves out enough is taken
    clip: str | None = None  # the file it names as its clip, relative to the library's folder
    clips: Mapping[Side, Picture] = field(default_factory=dict, hash=False)  # what is shown, by the side that works
    second_clips: Mapping[Side, Picture] = field(default_factory=dict, hash=False)  # instead, where `second` is said

    def when(self, avoid: frozenset[Flag]) -> "Step | None":
        """This step as it is shown to somebody who avoids these flags; None when it is left out.

        Reworded steps lose the flags that they were reworded for, so asking again gives the same step.
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
            # What is left out of the text is not shown either.
            clips=wording.clips,
            second_clips={},
            without=(),
        )

    def by_itself(self) -> "Step":
        """This step as it is said without the moves before it."""
        return self if self.alone is None else replace(self, text=self.alone)

    def on_second_side(self) -> "Step | None":
        """This set-up step as it is said on the second side; None when it is not needed there."""
        if self.second is not None:
            cues = self.cues if self.second_cues is None else self.second_cues
            return replace(self, text=self.second, cues=cues, clips=self.second_clips or self.clips)
        return None if self.once else self


def steps_when(steps: tuple[Step, ...], avoid: frozenset[Flag]) -> tuple[Step, ...] | None:
    """The steps as they are shown; None when a step that is needed falls away."""
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
    """A form of the movement: the first one, then each a little more than the one before."""

    id: str
    name: str
    steps: tuple[Step, ...]
    offer: str | None = None  # the question asked before it; None for the first level
    take: str | None = None  # the label of the button that says yes; None for the first level
    flags: frozenset[Flag] = frozenset()  # of the level as a whole, over and above its steps'

    def when(self, avoid: frozenset[Flag]) -> tuple[Step, ...]:
        """The level's steps as they are shown to somebody who avoids these flags; none when the level is left out."""
        return () if self.flags & avoid else steps_when(self.steps, avoid) or ()


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
    stand_in: bool = False  # only for those to whom the one before it in this position does not suit
    still: Picture | None = None  # the picture that stands for it

    def __hash__(self) -> int:
        # Looked up many times an update: the id tells variations apart as well as all of their texts.
        return hash(self.id)

    def suits(self, avoid: frozenset[Flag]) -> bool:
        """False when the variation is left out for somebody who avoids these flags: its set-up or first level cannot do
        without."""
        if not avoid:
            return True
        if self.flags & avoid or steps_when(self.setup, avoid) is None:
            return False
        return bool(self.levels[0].when(avoid))

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
    variations: tuple[Variation, ...]  # one a position, with stand-ins behind it
    nearest: Mapping[Position, tuple[Position, ...]] = field(
        default_factory=dict, hash=False
    )  # instead of it, in order
    gentler: tuple[Position, ...] = ()  # positions from the smallest version upwards
    still: Picture | None = None  # the picture that stands for it

    def at(self, position: Position, avoid: frozenset[Flag] = frozenset()) -> Variation | None:
        """The variation in that position for somebody who avoids these flags, if there is one."""
        own = (variation for variation in self.variations if variation.position == position)
        return next((variation for variation in own if variation.suits(avoid)), None)

    def suiting(self, avoid: frozenset[Flag]) -> tuple[Variation, ...]:
        """The variations for somebody who avoids these flags, one a position at most."""
        return tuple(each for each in self.variations if each == self.at(each.position, avoid))


@dataclass(frozen=True)
class VariationChoice:
    """A variation for somebody's position; `exact` is False when it is the nearest one instead."""

    variation: Variation
    exact: bool


@dataclass(frozen=True)
class Listing:
    """A line and what follows it, item by item."""

    intro: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class BackTroubles:
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
    """What to do when it hurts: three short passages, in this order; and two for somebody who is dizzy."""

    stop: str
    smaller: str
    watch: str
    dizzy: str
    dizzy_watch: str


@dataclass(frozen=True)
class WarningSigns:
    """Warning signs: what an alarm is for in one line; when to call for help now, to see a doctor today or soon, and to
    stop the movement."""

    alarm: str
    now: Listing
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
    normal: str  # what a stretch may feel like, and what it may not
    troubles: BackTroubles
    good_for: tuple[str, ...]
    care: Care
    hurt: Hurt
    signs: WarningSigns
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

    def __hash__(self) -> int:
        # Asked for each prompt: what is chosen from a library is kept by it. Two that share it are compared whole.
        return hash((self.name, len(self.movements)))

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

    def choose(self, movement: Movement, position: Position, avoid: frozenset[Flag]) -> VariationChoice | None:
        """The variation for a preferred position, or the nearest one; None when nothing is left of the movement.

        The nearest is sought in the order the movement states, then among the rest in the order of the file.
        """
        stated = movement.nearest.get(position, ())
        for candidate in (position, *stated, *(variation.position for variation in movement.variations)):
            variation = movement.at(candidate, avoid)
            if variation is not None:
                return VariationChoice(variation, exact=candidate == position)
        return None

    def gentler(self, variation: Variation, avoid: frozenset[Flag]) -> Variation | None:
        """A smaller version that does without these flags in what it cannot leave out.

        In the same position first, if this one does not suit; then where the movement states it, the smallest first.
        None when the variation is the smallest already.
        """
        movement = self.movement_of(variation)
        if not variation.suits(avoid) and (instead := movement.at(variation.position, avoid)) is not None:
            return instead
        for position in movement.gentler:
            if position == variation.position:
                return None
            smaller = movement.at(position, avoid)
            if smaller is not None:
                return smaller
        return None
