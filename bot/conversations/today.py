"""Which movement is it today, in which form, and how is it offered? /today, /movements, and what a prompt says."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.conversations import steps
from bot.conversations.hearing import normal
from bot.conversations.turn import ASK, MENU, Turn
from bot.replies import Button, Html, Rows, in_rows, pack, rows, unpack
from bot.wording import Words
from content.library import Library, Movement, Position, Variation
from content.walk import Course, minutes
from storage.records import Person, WalkState

# Where somebody who never said is taken: a chair is the smallest demand.
DEFAULT_POSITION: Position = "seated"
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


def is_gentle(person: Person) -> bool:
    """The gentle setting; on until the person said that none of the cautions apply."""
    return person.gentle is not False


def position_of(person: Person, library: Library) -> Position:
    """The person's position, or the default."""
    for position in ("lying", "seated", "standing"):
        if person.position == position:
            return position
    return DEFAULT_POSITION


def form_of(movement: Movement, person: Person, library: Library) -> Choice | None:
    """A movement in the person's position, or in the nearest one; None when the gentle setting leaves nothing of it."""
    found = library.choose(movement, position_of(person, library), gentle=is_gentle(person))
    return None if found is None else Choice(movement, found.variation, found.exact)


def all_forms(person: Person, library: Library) -> list[Choice]:
    """Every movement in the form that suits the person, in the library's order."""
    forms = [form_of(movement, person, library) for movement in library.movements]
    return [form for form in forms if form is not None]


def todays(person: Person, library: Library) -> Choice | None:
    """Today's movement: one that is open or was broken off comes first, else the one after the last finished.

    Movements that the person's position has itself come before those that would be another position.
    None when the library has nothing for this person.
    """
    if open_walk(person) and person.walk is not None and (begun := steps.course_of(person.walk, library)) is not None:
        return Choice(library.movement_of(begun.variation), begun.variation, exact=True)
    forms = all_forms(person, library)
    for form in forms:
        if form.movement.id == person.unfinished_movement:
            return form
    own = [form for form in forms if form.exact] if len([form for form in forms if form.exact]) > 1 else forms
    if not own:
        return None
    order = [movement.id for movement in library.movements]
    last = order.index(person.last_movement) if person.last_movement in order else -1
    return min(own, key=lambda form: (order.index(form.movement.id) - last - 1) % len(order))


def done_today(turn: Turn) -> bool:
    """Whether a walk was finished on the person's own today."""
    return turn.person.run_until == turn.today


def open_walk(person: Person) -> bool:
    """Whether there is a walk that was not ended; whether it can be gone on with is for the library to say."""
    return person.walk is not None and person.walk.state is WalkState.OPEN


def position_words(position: str, words: Words) -> Html:
    """A position as an adjective: lying, seated, standing."""
    return words.say(f"position.{position}")


def describe(choice: Choice, person: Person, words: Words) -> Html:
    """Movement, position and minutes in a few words."""
    return words.say(
        "today.describe",
        movement=choice.movement.name,
        position=choice.variation.name,
        minutes=words.count("minutes", minutes(Course(choice.variation, is_gentle(person)))),
    )


def why_other_position(choice: Choice, person: Person, library: Library, words: Words) -> Html | None:
    """A line that says why it is not the person's own position; None when it is."""
    if choice.exact:
        return None
    wanted = position_of(person, library)
    has = any(variation.position == wanted for variation in choice.movement.variations)
    key = "today.gentle_elsewhere" if has else "today.elsewhere"
    return words.say(
        key,
        movement=choice.movement.name,
        wanted=words.say(f"position.{wanted}" if key == "today.elsewhere" else f"position_title.{wanted}"),
        offered=position_words(choice.variation.position, words),
    )


def start_button(choice: Choice, words: Words, *, label: str = "button.start") -> Button:
    """The button that starts a movement in a form."""
    return Button(words.label(label), pack("go", choice.key))


def offer(turn: Turn, choice: Choice | None = None, *, lead: Html | None = None) -> None:
    """Offer today's movement, or another one, with Start. `next` then starts it."""
    words = turn.words
    key = "today.offer" if choice is None else "today.this"
    choice = choice or todays(turn.person, turn.library)
    if choice is None:
        turn.say(words.say("today.nothing"))
        return
    lines = [lead] if lead else []
    if open_walk(turn.person) and steps.current(turn) is None:
        lines.append(words.say("walk.lost"))
    if open_walk(turn.person) and turn.person.walk is not None and turn.person.walk.variation == choice.key:
        lines.append(words.say("today.unfinished", movement=choice.movement.name))
    else:
        lines.append(words.say(key, what=describe(choice, turn.person, words)))
    if (why := why_other_position(choice, turn.person, turn.library, words)) is not None:
        lines.append(why)
    turn.change(asking=pack("offer", choice.key))
    turn.say(Html("\n".join(lines)), offer_buttons(turn, choice), slot=ASK, event="offer")


def offer_buttons(turn: Turn, choice: Choice) -> Rows:
    """Start, and another movement."""
    return rows((start_button(choice, turn.words), Button(turn.words.label("button.another"), pack("movements"))))


def command(turn: Turn, argument: str) -> None:
    """/today: offers today's movement. `/today inner thigh`: that one."""
    if not argument.strip():
        if done_today(turn):
            offer(turn, lead=turn.words.say("today.done_already"))
        else:
            offer(turn)
        return
    named = movement_named(argument, turn.library)
    if named is None:
        several = len(turn.library.find(argument)) > 1
        key = "today.which" if several else "today.unknown"
        browse(turn, lead=turn.words.say(key, text=argument.strip()[:40]))
        return
    found = form_of(named, turn.person, turn.library)
    if found is None:
        turn.say(turn.words.say("today.not_gentle", movement=named.name))
        return
    offer(turn, found)


def movement_named(text: str, library: Library) -> Movement | None:
    """The movement that a typed name means, exactly or nearly; None when none or several are as good."""
    exact = library.find(text)
    if len(exact) == 1:
        return exact[0]
    said = normal(text)
    if len(said) < 4:
        return None
    names = {normal(name): movement_id for name, movement_id in library.names().items()}
    near = process.extract(said, list(names), scorer=fuzz.ratio, score_cutoff=NAME_LIKENESS, limit=3)
    ids = {names[name] for name, score, _ in near if score == near[0][1]}
    return library.movement(ids.pop()) if len(ids) == 1 else None


def browse(turn: Turn, *, lead: Html | None = None, edit: bool = False) -> None:
    """/movements: every movement, to look at and to start."""
    lines = [lead] if lead else []
    lines.append(turn.words.say("movements.list"))
    forms = {form.movement.id: form for form in all_forms(turn.person, turn.library)}
    for movement in turn.library.movements:
        lines.append(turn.words.say("movements.line", movement=movement.name, summary=movement.summary))
    buttons = [
        Button(movement.name, pack("movement", movement.id))
        for movement in turn.library.movements
        if movement.id in forms or movement.variations
    ]
    text = Html("\n".join(lines))
    if edit:
        turn.edit(text, in_rows(buttons, 1), slot=MENU)
    else:
        turn.say(text, in_rows(buttons, 1), slot=MENU, event="movements")


def tap(turn: Turn, data: str) -> None:
    """Buttons of /movements: `movement:<id>`, `movements:` back to the list, `movements` for a list of its own."""
    parts = unpack(data)
    movement = turn.library.movement(parts[1]) if parts[0] == "movement" and len(parts) == 2 else None
    if movement is None:
        # Under one movement's picture the list of all has no place.
        browse(turn, edit=len(parts) > 1 and not turn.on_picture)
        return
    words, person = turn.words, turn.person
    gentle = is_gentle(person)
    allowed = [variation for variation in movement.variations if not gentle or variation.suits(gentle=True)]
    lines = [words.say("movements.one", movement=movement.name, summary=movement.summary)]
    if len(allowed) < len(movement.variations):
        left_out = [variation.name for variation in movement.variations if variation not in allowed]
        lines.append(words.say("movements.left_out", names=words.and_list(left_out)))
    buttons = [
        Button(
            words.label(
                "movements.start",
                name=variation.name,
                minutes=words.count("minutes", minutes(Course(variation, gentle))),
            ),
            pack("go", variation.id),
        )
        for variation in allowed
    ]
    text = Html("\n".join(lines))
    keys = in_rows(buttons, 1) + rows((Button(words.label("button.back"), "movements:"),))
    if movement.still is not None and person.pictures:
        turn.say(text, keys, slot=MENU, picture=movement.still, event="movement")
    else:
        turn.edit(text, keys, slot=MENU)
