"""/movements: every movement, to look at, to start, and to choose how often it comes."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.conversations import movement_phrases, session, setup_stages
from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.movement_phrases import minutes_told
from bot.conversations.selection import (
    all_forms,
    form_for,
    form_of,
    needed,
)
from bot.conversations.turn import MENU, Turn
from bot.markup import Html
from bot.replies import Button, Rows, in_rows, number_in, pack, rows, unpack
from bot.understanding.answers import intents
from content.library import Movement, Variation
from content.walk import Course

# How often a movement is to come, compared with the others.
USUAL = "usual"


TASTES = ("more", "less", USUAL)

# What `asking` begins with while one movement is looked at: "next" then starts that one.
CARD = "card"
# What a card may take the place of: the offer of another movement, another card, a walk that was paused.
_GIVES_WAY = ("offer", CARD, session.PAUSED)


def list_movements(turn: Turn, *, lead: Html | None = None, edit: bool = False) -> None:
    """/movements: every movement, to look at and to start."""
    if unpack(turn.person.account.asking or "")[0] == CARD:
        turn.change(asking=None)
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


def tap(turn: Turn, data: str) -> bool:
    """Buttons of /movements: `movement:<id>`, `movements:` back to the list, `movements` for a list of its own."""
    parts = unpack(data)
    movement = turn.library.movement(parts[1]) if parts[0] == "movement" and len(parts) == 2 else None
    if movement is None:
        # The list does not fit under one movement's picture.
        list_movements(turn, edit=len(parts) > 1 and not turn.on_picture)
    else:
        show_movement(turn, movement)
    return True


def show_movement(turn: Turn, movement: Movement, *, lead: Html | None = None, edit: bool = False) -> None:
    """Show one movement, with every form that can be started and how often it comes. `edit` changes the message that
    was pressed. `next` then starts it, in the form that suits the person."""
    words, person = turn.words, turn.person
    _look_at(turn, movement)
    avoid = session.avoided_by(person)
    form, way = form_for(person, turn.today), person.settings.way
    allowed = movement.suiting(avoid)
    lines = [lead] if lead else []
    lines.append(words.say("movements.one", movement=movement.name, summary=movement.summary))
    for variation in movement.variations:
        if (reasons := needed(variation, avoid)) and not variation.stand_in:
            what = movement_phrases.in_words(reasons, words)
            lines.append(words.say("movements.left_out", name=variation.name, what=what))
    if (taste := person.settings.tastes.get(movement.id)) is not None:
        lines.append(words.say(f"taste.{taste}", movement=movement.name))
    buttons = [
        Button(
            words.label(
                "movements.start",
                name=words.opening(variation.name),
                minutes=words.count("minutes", minutes_told(Course(variation, avoid, form), way, turn.library)),
            ),
            pack("go", variation.id),
        )
        for variation in allowed
    ]
    text = Html("\n".join(lines))
    keys = in_rows(buttons, 1) + _taste_buttons(turn, movement)
    keys += rows((Button(words.label("button.back"), "movements:"),))
    if edit:
        turn.edit(text, keys, slot=MENU)
    elif movement.still is not None and person.settings.pictures:
        turn.say(text, keys, slot=MENU, picture=movement.still, event="movement")
    else:
        turn.edit(text, keys, slot=MENU)


def _look_at(turn: Turn, movement: Movement) -> None:
    """Keep which movement is looked at and since when, unless a question waits for its answer."""
    is_open = unpack(turn.person.account.asking or "")[0]
    choice = form_of(movement, turn.person, turn.library)
    if (is_open and is_open not in _GIVES_WAY) or turn.person.account.setup not in (None, setup_stages.HELLO):
        return
    if choice is not None:
        turn.change(asking=pack(CARD, int(turn.now.timestamp()) // 60, choice.key))


def looked_at(turn: Turn) -> Variation | None:
    """The form of the movement that is looked at; None when that was some time ago, or on another day."""
    kind, *more = unpack(turn.person.account.asking or "")
    since = number_in(more[0]) if kind == CARD and len(more) == 2 else None
    if since is None:
        return None
    seen = datetime.fromtimestamp(since * 60, UTC)
    is_fresh = turn.now - seen <= session.AWAY and seen.astimezone(turn.zone).date() == turn.today
    return turn.library.variation(more[1]) if is_fresh else None


def _taste_buttons(turn: Turn, movement: Movement) -> Rows:
    """More, less, or as often as the others, the current one marked. None for a movement that never comes, or is the
    only one."""
    coming = {form.movement.id for form in all_forms(turn.person, turn.library)}
    if movement.id not in coming or len(coming) < 2:
        return ()
    words, is_on = turn.words, turn.person.settings.tastes.get(movement.id, USUAL)

    def button(taste: str) -> Button:
        label = words.label(f"button.taste_{taste}")
        marked = words.label("taste.is_on", label=label) if taste == is_on else label
        return Button(marked, pack("taste", movement.id, taste))

    return rows((button("more"), button("less")), (button(USUAL),))


def tap_taste(turn: Turn, data: str) -> bool:
    """`taste:<movement>:more|less|usual`: the same page with the new choice."""
    parts = unpack(data)
    movement = turn.library.movement(parts[1]) if len(parts) == 3 and parts[2] in TASTES else None
    if movement is None:
        list_movements(turn)
        return True
    turn.toast = turn.words.label(f"taste.{parts[2]}", movement=movement.name)
    if turn.person.settings.tastes.get(movement.id, USUAL) != parts[2]:
        set_taste(turn, movement, parts[2])
        show_movement(turn, movement, edit=True)
    return True


def set_taste(turn: Turn, movement: Movement, taste: str) -> None:
    """Set how often a movement comes."""
    others = {name: kept for name, kept in turn.person.settings.tastes.items() if name != movement.id}
    turn.change(tastes=others if taste == USUAL else {**others, movement.id: taste})


def taste_said(turn: Turn, said: str) -> bool:
    """Answer "more of this", typed when a walk has just been closed, for its movement. False for another text or
    moment."""
    walk = turn.person.walk
    movement = turn.library.movement(walk.movement) if walk is not None and walk.ended_on == session.day(turn) else None
    taste = intents.choose(said, turn.words, {taste: f"hear.taste_{taste}" for taste in TASTES})
    if movement is None or taste is None:
        return False
    set_taste(turn, movement, taste)
    turn.say(turn.words.say(f"taste.{taste}", movement=movement.name), event="taste")
    return True


def _command(turn: Turn, argument: str) -> None:
    list_movements(turn)


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="movements", run=_command),),
    taps={"movement": tap, "movements": tap, "taste": tap_taste},
)
