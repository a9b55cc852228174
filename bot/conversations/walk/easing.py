"""Easing: a gentler version of the open walk."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations import session
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import step_view
from bot.replies import Button, pack, rows
from content.concerns import in_order
from content.library import Flag, Variation
from content.movement import avoided
from content.walk import FORMS, Course, clamp, easier, first_place, offer_at, progress, step_at, steps_at
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
    """Make the walk gentler: the smallest form of this one, or a smaller movement in another position; with `asks`, not
    before they agreed to that position."""
    current, course, place = session.open_walk(turn)
    words = turn.words
    # Without a gentle form the walk stays in its smallest one.
    avoid = avoided_when_eased(turn, current)
    is_possible = course.variation.suits(avoid)
    soft = replace(course, avoid=avoid if is_possible else course.avoid, usual=0)
    smaller: Variation | None = course.variation
    if not is_possible or (current.gentle and place.level == 0):
        smaller = turn.library.gentler(course.variation, avoid)
    if smaller is None or smaller.id == course.variation.id:
        there = easier(soft, place)
        if place.level == 0 and step_at(course, place) and (smaller is None or place.step < there.step):
            # Nothing is done yet that could be done smaller, or it is the smallest: the step stays.
            there = clamp(soft, place)
        _softer(turn, soft)
        session.move_to(turn, there)
        before, after = progress(course, place)[0], progress(soft, there)[0]
        went_back = (before, place.level) != (after, there.level)
        lead = words.say("hurt.smallest" if smaller is None else "hurt.same_smaller")
        step_view.show_step(turn, lead=lead, note=words.say("hurt.back_at", step=after) if went_back else None)
    elif asks and smaller.position != course.variation.position and smaller.movement_id == current.movement:
        # Who lies on the floor has to get up for a chair.
        turn.change(asking=pack("meant", "position", smaller.position))
        yes = Button(words.label("button.yes"), pack("meant", "position", smaller.position))
        no = Button(words.label("button.no"), pack("meant", "no"))
        turn.say(words.say("easier.elsewhere", position=smaller.name), rows((yes, no)), slot=ASK, event="meant")
    else:
        other = replace(course, variation=smaller, avoid=avoid, usual=0)
        _softer(turn, other)
        session.move_to(turn, first_place(other))
        step_view.show_step(turn, lead=words.say("hurt.other_smaller", position=smaller.name))


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
