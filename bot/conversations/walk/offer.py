"""/today: the offer of today's movement."""

from __future__ import annotations

from bot.conversations import movement_phrases, session
from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.movement_phrases import describe, lost, why_other_position
from bot.conversations.selection import (
    FULL,
    Choice,
    done_today,
    form_for,
    form_of,
    has_open_walk,
    movement_named,
    needed,
    todays,
)
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk.browsing import list_movements
from bot.habits.prompt_variants import is_after_pain
from bot.i18n.catalogue import Words
from bot.markup import Html
from bot.replies import Button, Rows, pack, rows
from content.library import Flag
from content.walk import Form, first_place, progress

# The label of the button for a whole session, where a short one is offered.
_FULL_LABEL = "button.length_full"
# From so many letters on, a text may be the beginning of a movement's name: "to" is in "knee to chest".
SHORTEST_NAME = 4


def start_button(choice: Choice, words: Words, *, label: str = "button.start") -> Button:
    """The button that starts a movement in a form."""
    return Button(words.label(label), pack("go", choice.key))


def offer_movement(
    turn: Turn, choice: Choice | None = None, *, lead: Html | None = None, form: Form | None = None
) -> None:
    """Offer today's movement, or another one, with a Start button. `next` then starts it. `form` is a length that was
    asked for; None for the usual one."""
    words = turn.words
    key = "today.offer" if choice is None else "today.this"
    choice = choice or todays(turn.person, turn.library)
    if choice is None:
        turn.say(words.say("today.nothing"))
        return
    lines = [lead] if lead else []
    is_lost = has_open_walk(turn.person) and session.current(turn) is None
    if is_lost:
        lines.append(lost(turn))
    if has_open_walk(turn.person) and turn.person.walk is not None and turn.person.walk.variation == choice.key:
        lines.append(_unfinished(turn, choice))
    else:
        usual = form_for(turn.person, turn.today)
        lines.append(words.say(key, what=describe(choice, turn.person, turn.library, words, form=form or usual)))
    is_short = form is None and is_after_pain(turn.person)
    if is_short:
        lines.append(words.say("today.after_pain", full=words.label(_FULL_LABEL)))
    if not is_lost and (why := why_other_position(choice, turn.person, turn.library, words)) is not None:
        # The line that says why a walk was stopped says this already.
        lines.append(why)
    turn.change(asking=pack("offer", choice.key, *([form] if form is not None else [])))
    full = Button(words.label(_FULL_LABEL), pack("meant", "length", FULL)) if is_short else None
    buttons = offer_buttons(turn, choice, form) + rows((full, _start_over(turn, choice)))
    turn.say(Html("\n".join(lines)), buttons, slot=ASK, event="offer")


def _unfinished(turn: Turn, choice: Choice) -> Html:
    """What waits, how long it is, and where it was left."""
    words, opened = turn.words, session.current(turn)
    if opened is None:
        return words.say("today.unfinished", movement=choice.movement.name)
    walk, course, place = opened
    number, of = progress(course, place)
    return words.say(
        "today.unfinished_at",
        what=describe(choice, turn.person, turn.library, words, form=course.form, way=walk.way),
        side=turn.library.called(place.side),
        step=number,
        of=of,
    )


def _start_over(turn: Turn, choice: Choice) -> Button | None:
    """The button that begins the session that waits again; None where it waits at its beginning."""
    opened = session.current(turn)
    if opened is None or opened.walk.variation != choice.key or opened.place == first_place(opened.course):
        return None
    return session.walk_button(opened.walk, "start_over", turn.words.label("button.start_over"))


def offer_buttons(turn: Turn, choice: Choice, form: Form | None = None) -> Rows:
    """The buttons Start, in a length that was asked for, and another movement."""
    start = start_button(choice, turn.words)
    if form is not None:
        start = Button(turn.words.label("button.start"), pack("meant", "length", form))
    return rows((start, Button(turn.words.label("button.another"), pack("movements"))))


def command(turn: Turn, argument: str) -> None:
    """/today: offers today's movement. `/today inner thigh`: that one."""
    if not argument.strip():
        if done_today(turn):
            offer_movement(turn, lead=turn.words.say("today.done_already"))
        else:
            offer_movement(turn)
        return
    named = movement_named(argument, turn.library)
    if named is None:
        several = len(turn.library.find(argument)) > 1
        key = "today.which" if several else "today.unknown"
        list_movements(turn, lead=turn.words.say(key, text=argument.strip()[:40]))
        return
    found = form_of(named, turn.person, turn.library)
    if found is None:
        avoid = session.avoided_by(turn.person)
        reasons = frozenset[Flag]().union(*(needed(variation, avoid) for variation in named.variations))
        what = movement_phrases.in_words(reasons, turn.words)
        turn.say(turn.words.say("today.not_gentle", movement=named.name, what=what))
        return
    offer_movement(turn, found)


# More or less of a movement


def answer_named(turn: Turn, said: str) -> bool:
    """Offer the movement whose name was typed with slips. False for anything else."""
    movement = movement_named(said, turn.library) if len(said.strip()) >= SHORTEST_NAME else None
    if movement is not None:
        command(turn, said)
    return movement is not None


DIALOGUE = Dialogue(module=__name__, commands=(Command(name="today", run=command, begins_walk=True),))
