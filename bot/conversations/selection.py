"""Selection of a movement: which one a person gets today, and in which form. Pure, but for `done_today`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from bot.conversations import session
from bot.conversations.turn import Turn
from bot.habits.progression import next_movement
from bot.habits.prompt_variants import is_after_alarm, is_after_dizziness, is_after_gap, is_after_pain
from bot.understanding.answers.intents import normalize
from content.library import Flag, Library, Movement, Position, Variation
from content.walk import FORMS, Form
from storage.records.person import PromptPerson, WalkState

# The position of a person who never chose one: a chair demands least.
DEFAULT_POSITION: Position = "seated"


SHORT: Form = "short"


FULL: Form = "full"


# The least similarity (0 to 100) at which a typed name counts as a movement's.
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
    """A movement in the person's position, or in the nearest one; None when no form suits what they leave out."""
    found = library.choose(movement, position_of(person, library), session.avoided_by(person))
    return None if found is None else Choice(movement, found.variation, found.exact)


def comes_elsewhere(form: Choice, person: PromptPerson, library: Library) -> bool:
    """Whether only what the person leaves out keeps the movement from coming in their own position."""
    return not form.exact and bool(reason(form.movement, person, library))


def reason(movement: Movement, person: PromptPerson, library: Library) -> frozenset[Flag]:
    """Flags that the person leaves out and the movement would need in their own position. Empty when it comes there, or
    has no form for that position at all."""
    wanted, avoid = position_of(person, library), session.avoided_by(person)
    own = [variation for variation in movement.variations if variation.position == wanted]
    if not own or movement.at(wanted, avoid) is not None:
        return frozenset()
    return needed(own[0], avoid)


def needed(variation: Variation, avoid: frozenset[Flag]) -> frozenset[Flag]:
    """Those of the flags to be avoided that a variation cannot do without; empty when it suits."""
    if variation.suits(avoid):
        return frozenset()
    alone = frozenset(flag for flag in avoid if not variation.suits(frozenset({flag})))
    # Where each alone could be left out, but not all together, all of them are the reason.
    return alone or variation.all_flags & avoid


def all_forms(person: PromptPerson, library: Library) -> list[Choice]:
    """Every movement in the form that suits the person, in the library's order."""
    forms = [form_of(movement, person, library) for movement in library.movements]
    return [form for form in forms if form is not None]


def todays(person: PromptPerson, library: Library) -> Choice | None:
    """Today's movement: one that is open or was broken off, else the one after the last finished.

    Movements in the person's own position are chosen before others, unless what the person leaves out moves them
    elsewhere. None when the library has nothing for this person.
    """
    walk = person.walk if has_open_walk(person) else None
    if walk is not None and (begun := session.course_of(walk, library)) is not None:
        return Choice(library.movement_of(begun.variation), begun.variation, exact=True)
    forms = all_forms(person, library)
    # An open walk whose form does not suit any more goes on in another form of its movement.
    stopped = None if walk is None else walk.movement
    for begun_before in (stopped, person.progression.unfinished_movement):
        if (form := next((form for form in forms if form.movement.id == begun_before), None)) is not None:
            return form
    own = [form for form in forms if form.exact or comes_elsewhere(form, person, library)]
    if sum(form.exact for form in own) < 2:
        own = forms
    if not own:
        return None
    order = [movement.id for movement in library.movements]
    # The rotation continues from the movement finished last, even when this position does not have it.
    if not any(movement in person.settings.tastes for movement in order):
        last = order.index(person.last_movement) if person.last_movement in order else -1
        return min(own, key=lambda form: (order.index(form.movement.id) - last - 1) % len(order))
    following = next_movement([form.movement.id for form in own], person.progression.recent, person.settings.tastes)
    return next(form for form in own if form.movement.id == following)


def done_today(turn: Turn) -> bool:
    """Whether a walk was finished on the person's own today, or a while ago for the day before."""
    return turn.person.streak.until == session.day(turn)


def has_open_walk(person: PromptPerson) -> bool:
    """Whether there is a walk that was not ended. `session.current` tells whether it can go on."""
    return person.walk is not None and person.walk.state is WalkState.OPEN


def form_for(person: PromptPerson, today: date) -> Form:
    """The length of a person's walk on a local date: the one they chose; one minute after a gap, pain, dizziness or an
    alarm."""
    is_unwell = is_after_pain(person) or is_after_dizziness(person) or is_after_alarm(person, today)
    if is_after_gap(person, today) or is_unwell:
        return SHORT
    return next((form for form in FORMS if form == person.settings.length), FULL)


def movement_named(text: str, library: Library) -> Movement | None:
    """The movement that a typed name means, exactly or nearly; None when none does or several are equally near."""
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
