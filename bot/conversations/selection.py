"""Selection of a movement: which one it is for a person today, and in which form. Pure, but for `done_today`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from bot.conversations import session
from bot.conversations.turn import Turn
from bot.habits.progression import next_movement
from bot.habits.prompt_variants import is_after_gap, is_after_pain
from bot.understanding.intents import normalize
from content.library import Flag, Library, Movement, Position, Variation
from content.walk import FORMS, Form
from storage.records.person import PromptPerson, WalkState

# Where somebody who never said is taken: a chair is the smallest demand.
DEFAULT_POSITION: Position = "seated"


SHORT: Form = "short"


FULL: Form = "full"


# A movement's name counts as meant from this likeness (0 to 100) on.
NAME_LIKENESS = 80


@dataclass(frozen=True, slots=True)
class Choice:
    """A movement in the form that suits the person. `exact` is False when it is not their own position."""

    movement: Movement
    variation: Variation
    exact: bool

    @property
    def key(self) -> str:
        """The variation's id."""
        return self.variation.id


def position_of(person: PromptPerson, library: Library) -> Position:
    """The person's position, or the default."""
    for position in ("lying", "seated", "standing"):
        if person.settings.position == position:
            return position
    return DEFAULT_POSITION


def form_of(movement: Movement, person: PromptPerson, library: Library) -> Choice | None:
    """A movement in the person's position, or in the nearest one; None when nothing of it suits what they leave out."""
    found = library.choose(movement, position_of(person, library), session.avoided_by(person))
    return None if found is None else Choice(movement, found.variation, found.exact)


def comes_elsewhere(form: Choice, person: PromptPerson, library: Library) -> bool:
    """Whether the movement would come in the person's own position, were it not for what they leave out."""
    return not form.exact and bool(reason(form.movement, person, library))


def reason(movement: Movement, person: PromptPerson, library: Library) -> frozenset[Flag]:
    """What the person leaves out and their own position would need of a movement; nothing when it is there, or the
    movement has no form for that position at all."""
    wanted, avoid = position_of(person, library), session.avoided_by(person)
    own = [variation for variation in movement.variations if variation.position == wanted]
    if not own or movement.at(wanted, avoid) is not None:
        return frozenset()
    return needed(own[0], avoid)


def needed(variation: Variation, avoid: frozenset[Flag]) -> frozenset[Flag]:
    """What a variation cannot do without, of what is to be avoided; nothing when it suits."""
    if variation.suits(avoid):
        return frozenset()
    alone = frozenset(flag for flag in avoid if not variation.suits(frozenset({flag})))
    # Where each could be left out, but not all at once, all of them are the reason.
    return alone or variation.all_flags & avoid


def all_forms(person: PromptPerson, library: Library) -> list[Choice]:
    """Every movement in the form that suits the person, in the library's order."""
    forms = [form_of(movement, person, library) for movement in library.movements]
    return [form for form in forms if form is not None]


def todays(person: PromptPerson, library: Library) -> Choice | None:
    """Today's movement: one that is open or was broken off comes first, else the one after the last finished.

    Movements that the person's position has itself come before those that would be another position, unless that is
    for what the person leaves out. None when the library has nothing for this person.
    """
    if open_walk(person) and person.walk is not None and (begun := session.course_of(person.walk, library)) is not None:
        return Choice(library.movement_of(begun.variation), begun.variation, exact=True)
    forms = all_forms(person, library)
    # A walk that is open and cannot be gone on with as it was, goes on in another form of its movement.
    stopped = person.walk.movement if open_walk(person) and person.walk is not None else None
    for begun_before in (stopped, person.progression.unfinished_movement):
        if (form := next((form for form in forms if form.movement.id == begun_before), None)) is not None:
            return form
    own = [form for form in forms if form.exact or comes_elsewhere(form, person, library)]
    if sum(form.exact for form in own) < 2:
        own = forms
    if not own:
        return None
    order = [movement.id for movement in library.movements]
    # The rotation goes on from the movement finished last, also where that is not among those of this position.
    if not any(movement in person.settings.tastes for movement in order):
        last = order.index(person.last_movement) if person.last_movement in order else -1
        return min(own, key=lambda form: (order.index(form.movement.id) - last - 1) % len(order))
    following = next_movement([form.movement.id for form in own], person.progression.recent, person.settings.tastes)
    return next(form for form in own if form.movement.id == following)


def done_today(turn: Turn) -> bool:
    """Whether a walk was finished on the person's own today."""
    return turn.person.streak.until == turn.today


def open_walk(person: PromptPerson) -> bool:
    """Whether there is a walk that was not ended; whether it can be gone on with is for the library to say."""
    return person.walk is not None and person.walk.state is WalkState.OPEN


def form_for(person: PromptPerson, today: date) -> Form:
    """How long a walk is for somebody on a local date: as they chose, and one minute after a gap or after pain."""
    if is_after_gap(person, today) or is_after_pain(person):
        return SHORT
    return next((form for form in FORMS if form == person.settings.length), FULL)


def movement_named(text: str, library: Library) -> Movement | None:
    """The movement that a typed name means, exactly or nearly; None when none or several are as good."""
    exact = library.find(text)
    if len(exact) == 1:
        return exact[0]
    said = normalize(text)
    if len(said) < 4:
        return None
    names = {normalize(name): movement_id for name, movement_id in library.names().items()}
    near = process.extract(said, list(names), scorer=fuzz.ratio, score_cutoff=NAME_LIKENESS, limit=3)
    ids = {names[name] for name, score, _ in near if score == near[0][1]}
    return library.movement(ids.pop()) if len(ids) == 1 else None
