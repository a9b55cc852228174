"""When it hurts: the walk stops, one message says what to do, and gentler ways are offered. Never pushed."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations import ending, steps, today, walk
from bot.conversations.hearing import Word
from bot.conversations.turn import ASK, WALK, Turn
from bot.replies import Button, Html, escape, fold, pack, rows, unpack
from content.library import Variation
from content.walk import Course, easier, first_place
from storage.records import Feel, WalkState

ASKING = "hurts"


def stop(turn: Turn) -> None:
    """Stop the walk where it is and say what to do."""
    had = steps.current(turn)
    assert had is not None  # noqa: S101 - callers have one
    steps.move(turn, had[2])
    turn.change(asking=ASKING)
    words, hurt = turn.words, turn.library.about.hurt
    buttons = [(_button(turn, "gentler"), _button(turn, "position")), (_button(turn, "done"), _button(turn, "signs"))]
    turn.say(Html("\n".join(escape(line) for line in (hurt.stop, hurt.smaller, hurt.watch))), rows(*buttons), slot=WALK)
    turn.toast = words.label("toast.stopped")


def _button(turn: Turn, action: str) -> Button:
    number = turn.person.walk.number if turn.person.walk is not None else 0
    return Button(turn.words.label(f"button.hurt_{action}"), pack("hurt", number, action))


def tap(turn: Turn, data: str) -> None:
    """`hurt:<walk>:gentler|position|done|signs`."""
    parts = unpack(data)
    action = parts[2] if len(parts) == 3 else ""
    if action == "signs":
        turn.say(signs(turn))
        return
    had = steps.current(turn)
    if had is None or parts[1] != str(had[0].number):
        turn.strip_pressed()
        ending.where_you_are(turn)
    elif action == "gentler":
        gentler(turn)
    elif action == "position":
        walk.say(turn, Word.OTHER_POSITION)
    elif action == "done":
        done(turn)
    else:
        walk.again(turn)


def gentler(turn: Turn) -> None:
    """A gentler version: the smallest form of this one, or a smaller movement in another position."""
    had = steps.current(turn)
    assert had is not None  # noqa: S101 - callers have one
    current, course, place = had
    words = turn.words
    soft = Course(course.variation, gentle=True)
    smaller: Variation | None = course.variation
    if not course.variation.suits(gentle=True) or (current.gentle and place.level == 0):
        smaller = turn.library.gentler(course.variation)
    if smaller is None:
        there = easier(soft, place)
        _softer(turn, soft.variation)
        steps.move(turn, there)
        steps.show(turn, lead=words.say("hurt.smallest"))
    elif smaller.id == course.variation.id:
        _softer(turn, smaller)
        steps.move(turn, easier(soft, place))
        steps.show(turn, lead=words.say("hurt.same_smaller"))
    else:
        _softer(turn, smaller)
        steps.move(turn, first_place(Course(smaller, gentle=True)))
        steps.show(turn, lead=words.say("hurt.other_smaller", position=smaller.name))


def _softer(turn: Turn, variation: Variation) -> None:
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    turn.change(walk=replace(turn.person.walk, variation=variation.id, gentle=True))


def done(turn: Turn) -> None:
    """Done for today: the walk ends here, and nothing asks for the rest of it."""
    had = steps.current(turn)
    assert had is not None  # noqa: S101 - callers have one
    person = turn.person
    unfinished = None if person.unfinished_movement == had[0].movement else person.unfinished_movement
    ended = replace(had[0], state=WalkState.LEFT, feel=Feel.HURT, ended_at=turn.now)
    turn.change(walk=ended, asking=None, unfinished_movement=unfinished)
    turn.retire.append(WALK)
    turn.say(turn.words.say("hurt.done", when=ending.next_time(turn)), event="done_hurt")


def afterwards(turn: Turn) -> None:
    """It hurt, said after the end: what to watch for, and the gentle setting."""
    words, hurt = turn.words, turn.library.about.hurt
    lines = [words.say("hurt.noted"), escape(hurt.watch)]
    gentle = None
    if not today.is_gentle(turn.person):
        lines.append(words.say("hurt.offer_gentle"))
        gentle = Button(words.label("button.keep_gentle"), pack("set", "gentle", "on"))
    turn.say(
        Html("\n".join(lines)),
        rows((gentle, Button(words.label("button.hurt_signs"), pack("hurt", 0, "signs")))),
        slot=ASK,
        event="hurt_afterwards",
    )


def elsewhere(turn: Turn) -> None:
    """ "It hurts", said with no walk open."""
    afterwards(turn)


def signs(turn: Turn) -> Html:
    """When to stop, when to get help today, when to see somebody soon."""
    about = turn.library.about
    parts = [turn.words.say("safety.signs")]
    for listing in (about.signs.today, about.signs.soon, about.signs.stop):
        parts.append(turn.words.say("bold", text=listing.intro))
        parts.append(fold([turn.words.say("item", text=item) for item in listing.items]))
    return Html("\n".join(parts))
