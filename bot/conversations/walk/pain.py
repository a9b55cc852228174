"""When it hurts: the walk stops, one message says what to do, and gentler ways are offered. Never pushed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversations import session
from bot.conversations.account import onboarding
from bot.conversations.safety import exclusions
from bot.conversations.turn import ASK, WALK, Turn
from bot.conversations.walk import feel, follow_up, navigation, offer, positions
from bot.habits.planning import without_today
from bot.replies import Button, Html, escape, fold, pack, rows, unpack
from bot.understanding.intents import choice
from bot.understanding.symptoms import Symptom
from content.concerns import in_order
from content.library import Flag, Variation
from content.movement import AVOIDED_WHEN_GENTLE, avoided
from content.walk import Course, easier, first_place, progress
from storage.records.person import Feel, Walk, WalkState

ASKING = "hurts"


def stop(turn: Turn, symptom: Symptom = Symptom.PAIN) -> None:
    """Stop the walk where it is and say what to do; for some symptoms, what a doctor should see today, or how to get
    over being dizzy."""
    had = session.current(turn)
    assert had is not None  # noqa: S101 - callers have one
    session.move(turn, had[2])
    turn.change(asking=ASKING)
    words, hurt = turn.words, turn.library.about.hurt
    # A doctor's matter is no reason to offer another way of moving.
    smaller = has_smaller(turn) and symptom is Symptom.PAIN
    others = positions.positions(turn) if symptom is Symptom.PAIN else []
    # What ends it comes first: nobody is led on.
    buttons = rows(
        (_button(turn, "done"), _button(turn, "position") if others else None),
        (_button(turn, "gentler") if smaller else None, signs_button(turn)),
    )
    if symptom is Symptom.DIZZY:
        lines = [escape(hurt.dizzy), escape(hurt.dizzy_watch)]
    elif symptom is Symptom.TODAY:
        lines = [escape(hurt.stop), *_watch(turn, symptom)]
    else:
        less = escape(hurt.smaller) if smaller else words.say("hurt.nothing_smaller")
        lines = [escape(hurt.stop), less, *_watch(turn, symptom)]
    turn.say(Html("\n".join(lines)), buttons, slot=WALK, event="dizzy" if symptom is Symptom.DIZZY else "hurts")
    turn.toast = words.label("toast.stopped")


def _watch(turn: Turn, symptom: Symptom) -> list[Html]:
    """What to look out for, in a line; with what a doctor should see today where it was that."""
    about = turn.library.about
    if symptom is not Symptom.TODAY:
        return [escape(about.hurt.watch)]
    items = [turn.words.say("item", text=item) for item in about.signs.today.items]
    return [turn.words.say("bold", text=about.signs.today.intro), fold(items, is_open=True), escape(about.hurt.watch)]


def signs_button(turn: Turn) -> Button:
    """The button that shows when to see someone."""
    return Button(turn.words.label("button.hurt_signs"), pack("hurt", 0, "signs"))


def has_smaller(turn: Turn) -> bool:
    """Whether there is anything smaller than what the walk is at: its first form, a gentle one, another position."""
    had = session.current(turn)
    if had is None:
        return False
    current, course, place = had
    avoid = _gently(turn, current)
    softer = course.variation.suits(avoid) and not current.gentle
    return place.level > 0 or softer or turn.library.gentler(course.variation, avoid) is not None


def _gently(turn: Turn, walked: Walk) -> frozenset[Flag]:
    """What is left out once the walk is gentle: all that the person wishes, and what it did without before."""
    return avoided(gentle=True, wishes=(*walked.avoids, *turn.person.avoids))


def _button(turn: Turn, action: str) -> Button:
    number = turn.person.walk.number if turn.person.walk is not None else 0
    return Button(turn.words.label(f"button.hurt_{action}"), pack("hurt", number, action))


def tap(turn: Turn, data: str) -> None:
    """`hurt:<walk>:gentler|position|done|signs`."""
    parts = unpack(data)
    action = parts[2] if len(parts) == 3 else ""
    had = session.current(turn)
    if action == "signs":
        turn.say(signs(turn))
    elif action in _WAYS and had is not None and parts[1] == str(had[0].number):
        _WAYS[action](turn)
    elif action in _WAYS and session.just_ended(turn):
        turn.toast = turn.words.label("toast.stopped")
    else:
        turn.strip_pressed()
        feel.where_you_are(turn)


def answer(turn: Turn, text: str) -> bool:
    """One of the ways that are offered, typed; False when the text says something else."""
    action = choice(text, turn.words, {action: f"hear.hurt_{action}" for action in (*_WAYS, "signs")})
    if action == "signs":
        turn.say(signs(turn))
    elif action is not None and session.current(turn) is not None:
        _WAYS[action](turn)
    else:
        return False
    return True


def say(turn: Turn, symptom: Symptom = Symptom.PAIN) -> None:
    """A complaint, typed: in a walk or out of it."""
    if session.current(turn) is not None:
        stop(turn, symptom)
    else:
        noted(turn, symptom)


# Doubt and relief


def doubt(turn: Turn) -> None:
    """It may be a pain or none: asked, and nothing is kept of it."""
    words = turn.words
    number = turn.person.walk.number if session.current(turn) is not None and turn.person.walk is not None else 0
    fine = Button(words.label("button.doubt_fine"), pack("doubt", number, "fine"))
    hurts = Button(words.label("button.hurts"), pack("doubt", number, "hurts"))
    turn.say(words.say("hurt.doubt"), rows((fine, hurts), (signs_button(turn),)), slot=ASK, event="doubt")


def tap_doubt(turn: Turn, data: str) -> None:
    """`doubt:<walk>:fine|hurts`: on with the step, or what to do when it hurts."""
    parts = unpack(data)
    turn.strip_pressed()
    if parts[2:] == ("hurts",):
        say(turn)
    elif session.current(turn) is not None:
        navigation.again(turn, lead=turn.words.say("hurt.doubt_fine"))
    else:
        turn.say(turn.words.say("hurt.doubt_fine"), event="talk")


def relieved(turn: Turn) -> None:
    """Good news: after a pause for pain it is asked whether to go on; anywhere else it is good to hear, and no more."""
    words, had = turn.words, session.current(turn)
    if had is None:
        turn.say(words.say("hurt.relieved"), event="talk")
        return
    current, course, place = had
    if turn.person.asking != ASKING:
        turn.say(words.say("hurt.relieved_on"), event="talk")
        return
    go_on = session.button(current, "next", words.label("button.relieved_go_on"))
    step, of = progress(course, place)
    turn.say(
        words.say("hurt.go_on", step=step, of=of), rows((go_on, _button(turn, "done"))), slot=WALK, event="relieved"
    )


def gentler(turn: Turn) -> None:
    """A gentler version: the smallest form of this one, or a smaller movement in another position."""
    had = session.current(turn)
    assert had is not None  # noqa: S101 - callers have one
    current, course, place = had
    words = turn.words
    # Where no gentle form is left, the walk stays as it is, at its smallest.
    avoid = _gently(turn, current)
    is_possible = course.variation.suits(avoid)
    soft = replace(course, avoid=avoid if is_possible else course.avoid, usual=0)
    smaller: Variation | None = course.variation
    if not is_possible or (current.gentle and place.level == 0):
        smaller = turn.library.gentler(course.variation, avoid)
    if smaller is None:
        there = easier(soft, place)
        _softer(turn, soft)
        session.move(turn, there)
        session.show(turn, lead=words.say("hurt.smallest"))
    elif smaller.id == course.variation.id:
        _softer(turn, soft)
        session.move(turn, easier(soft, place))
        session.show(turn, lead=words.say("hurt.same_smaller"))
    else:
        other = replace(course, variation=smaller, avoid=avoid, usual=0)
        _softer(turn, other)
        session.move(turn, first_place(other))
        session.show(turn, lead=words.say("hurt.other_smaller", position=smaller.name))


def follow(turn: Turn) -> None:
    """What is left out was changed: the walk that is open leaves out the same, and its buttons are old.

    Where its variation cannot do without, there is nothing to go on with (`steps.current`), until it may again. A walk
    does not become less gentle because the setting was turned off: it was begun so, or it hurt.
    """
    walked, person = turn.person.walk, turn.person
    if walked is None or walked.state is not WalkState.OPEN or not offer.is_gentle(person):
        return
    if (walked.gentle, walked.avoids) == (True, person.avoids):
        return
    turn.change(walk=replace(walked, gentle=True, avoids=person.avoids, moves=walked.moves + 1))


def _softer(turn: Turn, course: Course) -> None:
    walked = turn.person.walk
    assert walked is not None  # noqa: S101 - callers have one
    wishes = in_order(course.avoid)
    softer = replace(
        walked, variation=course.variation.id, gentle=bool(course.avoid), avoids=wishes, usual=course.usual
    )
    turn.change(walk=softer)


def done(turn: Turn) -> None:
    """Done for today: the walk ends here, nothing asks for the rest of it, and no prompt comes on this day."""
    had = session.current(turn)
    assert had is not None  # noqa: S101 - callers have one
    person = turn.person
    unfinished = None if person.unfinished_movement == had[0].movement else person.unfinished_movement
    ended = replace(had[0], state=WalkState.LEFT, feel=Feel.HURT, ended_at=turn.now)
    turn.change(walk=ended, asking=None, unfinished_movement=unfinished)
    turn.change(reminders=without_today(turn.person, turn.now).reminders)
    turn.retire.append(WALK)
    lead = turn.words.say("hurt.done", when=feel.next_time(turn))
    if not follow_up.warns(turn, lead):
        turn.say(lead, event="done_hurt")


def noted(turn: Turn, symptom: Symptom = Symptom.PAIN) -> None:
    """It hurt, said after the end: what to watch for, and the gentle setting."""
    words, hurt = turn.words, turn.library.about.hurt
    if symptom is Symptom.DIZZY:
        how = Html("\n".join((escape(hurt.dizzy), escape(hurt.dizzy_watch))))
        turn.say(how, rows((signs_button(turn),)), slot=ASK, event="dizzy")
        return
    if turn.person.setup == onboarding.HELLO and not turn.person.walks_begun:
        _before_anything(turn, symptom)
        return
    lines = [words.say("hurt.noted"), *_watch(turn, symptom)]
    gentle = None
    if not offer.is_gentle(turn.person):
        lines.append(words.say("hurt.offer_gentle", what=exclusions.in_words(AVOIDED_WHEN_GENTLE, words)))
        gentle = Button(words.label("button.keep_gentle"), pack("set", "gentle", "on", "here"))
    turn.say(
        Html("\n".join(lines)),
        rows((gentle, signs_button(turn))),
        slot=ASK,
        event="hurt_afterwards",
    )


def _before_anything(turn: Turn, symptom: Symptom) -> None:
    """ "My back hurts", as somebody's very first words: it is what brought them here."""
    words = turn.words
    lines = [onboarding.greeting(turn), words.say("hurt.first"), *_watch(turn, symptom)]
    buttons = rows((Button(words.label("button.set_me_up"), pack("setup", "begin")), signs_button(turn)))
    turn.say(Html("\n".join(lines)), buttons, slot=ASK, event="hurt_first")


def signs(turn: Turn) -> Html:
    """When to call for help now, when to see a doctor today or soon, and when to stop."""
    about = turn.library.about
    parts = [turn.words.say("safety.signs")]
    for listing in (about.signs.now, about.signs.today, about.signs.soon, about.signs.stop):
        parts.append(turn.words.say("bold", text=listing.intro))
        # What needs help now or today is never folded away.
        is_urgent = listing in (about.signs.now, about.signs.today)
        parts.append(fold([turn.words.say("item", text=item) for item in listing.items], is_open=is_urgent))
    return Html("\n".join(parts))


_WAYS: dict[str, Callable[[Turn], None]] = {
    "gentler": gentler,
    "position": lambda turn: positions.ask(turn),
    "done": done,
}
