"""Easing: a gentler version of the open walk."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations import session
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import step_view
from bot.replies import Button, pack, rows
from content.concerns import in_order
from content.library import Flag
from content.movement import avoided
from content.walk import FORMS, Course, clamp, easier, offer_at, progress, step_at, steps_at, transfer
from storage.records.person import Walk


def has_smaller(turn: Turn) -> bool:
    """Whether anything is smaller than the open walk: its first form, a gentle one, another position."""
    opened = session.current(turn)
    if opened is None:
        return False
    current, course, place = opened
    avoid = avoided_when_eased(turn, current)
    softer = course.variation.suits(avoid) and not current.gentle
    return place.level > 0 or softer or turn.library.gentler(course.variation, avoid) is not None


def avoided_when_eased(turn: Turn, walked: Walk) -> frozenset[Flag]:
    """The flags that are left out once the walk is gentle: the person's, and those the walk left out before."""
    return avoided(gentle=True, wishes=(*walked.avoids, *turn.person.settings.avoids))


def ease(turn: Turn, *, asks: bool = False) -> None:
    """Make the walk gentler where the person is: the smallest form of this one, on the same side. Another position
    comes where this one has no gentle form; with `asks`, not before they agreed to it."""
    current, course, place = session.open_walk(turn)
    words = turn.words
    avoid = avoided_when_eased(turn, current)
    smaller = None if course.variation.suits(avoid) else turn.library.gentler(course.variation, avoid)
    if smaller is None:
        _ease_here(turn, avoid)
    elif asks and smaller.position != course.variation.position and smaller.movement_id == current.movement:
        # Who lies on the floor has to get up for a chair.
        turn.change(asking=pack("meant", "position", smaller.position))
        yes = Button(words.label("button.yes"), pack("meant", "position", smaller.position))
        no = Button(words.label("button.no"), pack("meant", "no"))
        turn.say(words.say("easier.elsewhere", position=smaller.name), rows((yes, no)), slot=ASK, event="meant")
    else:
        other = replace(course, variation=smaller, avoid=avoid, usual=0)
        _softer(turn, other)
        session.move_to(turn, step_view.at_setup(other, transfer(place, course, other)))
        lead = words.say("hurt.other_smaller", position=smaller.name)
        step_view.show_step(turn, lead=lead, alone=True)


def _ease_here(turn: Turn, avoid: frozenset[Flag]) -> None:
    """The smallest form of the open walk, from its first moving step on. A walk that has it already stays at its step,
    with a button for a smaller one in another position."""
    current, course, place = session.open_walk(turn)
    words, is_possible = turn.words, course.variation.suits(avoid)
    # Without a gentle form the walk stays in its smallest one.
    soft = replace(course, avoid=avoid if is_possible else course.avoid, usual=0)
    is_smallest = place.level == 0 and (current.gentle or not is_possible)
    smaller = turn.library.gentler(course.variation, avoid) if is_smallest else None
    there = easier(soft, place)
    if place.level == 0 and step_at(course, place) and (is_smallest or place.step < there.step):
        # Nothing is done yet that could be done smaller, or it is the smallest: the step stays.
        there = clamp(soft, place)
    _softer(turn, soft)
    session.move_to(turn, there)
    before, after = progress(course, place)[0], progress(soft, there)[0]
    went_back = (before, place.level) != (after, there.level)
    is_last = smaller is None and (is_smallest or not is_possible)
    lead = words.say("hurt.smallest" if is_last else "hurt.same_smaller")
    step_view.show_step(turn, lead=lead, note=words.say("hurt.back_at", step=after) if went_back else None)
    if smaller is not None and smaller.movement_id == current.movement:
        action = f"position:{smaller.id}"
        other = session.walk_button(session.open_walk(turn).walk, action, words.opening(smaller.name))
        turn.replies[-1] = replace(turn.replies[-1], buttons=turn.replies[-1].buttons + rows((other,)))


def offer_harder(turn: Turn) -> None:
    """Answer "too easy": what comes after these steps, the full form, or another movement."""
    walk, course, place = session.open_walk(turn)
    words = turn.words
    if walk.form != FORMS[-1]:
        full = Button(words.label("harder.full_button"), pack("meant", "length", FORMS[-1]))
        turn.say(words.say("harder.full"), rows((full,)), slot=ASK, event="harder")
    elif offer_at(course, replace(place, step=len(steps_at(course, place)))) is not None:
        turn.say(words.say("harder.later"), event="harder")
    else:
        others = Button(words.label("button.another"), pack("movements"))
        turn.say(words.say("harder.most"), rows((others,)), slot=ASK, event="harder")


def _softer(turn: Turn, course: Course) -> None:
    walked = turn.person.walk
    assert walked is not None  # noqa: S101 - callers have one
    wishes = in_order(course.avoid)
    softer = replace(
        walked, variation=course.variation.id, gentle=bool(course.avoid), avoids=wishes, usual=course.usual
    )
    turn.change(walk=softer)
