"""The end of a walk: what was done, how it felt, days in a row, the next prompt, and one tap to the next movement."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversations import hurting, onboarding, steps, today, walk
from bot.conversations.hearing import Word, heard
from bot.conversations.schedule import next_prompt
from bot.conversations.turn import ASK, WALK, Turn
from bot.replies import Button, Html, number_in, pack, rows, unpack
from content.walk import Course, minutes
from storage.records import Feel, Walk, WalkState

FEEL = "feel"

_FEELS = {Word.GOOD: Feel.GOOD, Word.HARD: Feel.HARD, Word.HURTS: Feel.HURT}


def finish(turn: Turn) -> None:
    """Both sides are done: note it, and ask how it felt."""
    had = steps.current(turn)
    assert had is not None  # noqa: S101 - callers have one
    current, course, place = had
    ended = steps.at_place(current, place, turn.now)
    ended = replace(ended, state=WalkState.DONE, ended_at=turn.now, ended_on=turn.today)
    person = turn.person
    # Whoever flew west over the date line has done that date already.
    first_today = person.run_until is None or person.run_until < turn.today
    follows = person.run_until == turn.today - timedelta(days=1)
    unfinished = person.unfinished_movement
    turn.change(
        walk=ended,
        last_movement=ended.movement,
        unfinished_movement=None if unfinished == ended.movement else unfinished,
        run_days=(person.run_days + 1 if follows else 1) if first_today else person.run_days,
        run_until=turn.today if first_today else person.run_until,
        days_total=person.days_total + (1 if first_today else 0),
        asking=pack(FEEL, ended.number),
    )
    turn.retire.append(WALK)
    words = turn.words
    ask(turn, lead=words.say("end.done", minutes=words.count("minutes", minutes_of(ended, course))))


def ask(turn: Turn, *, lead: Html | None = None) -> None:
    """How did that feel?"""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    words, number = turn.words, turn.person.walk.number
    question = words.say("end.how")
    turn.say(
        Html(f"{lead} {question}") if lead else question,
        rows(
            tuple(
                Button(words.label(f"button.{feel.value}"), pack(FEEL, number, feel.value))
                for feel in (Feel.GOOD, Feel.HARD, Feel.HURT)
            )
        ),
        slot=ASK,
        event="finished",
    )


def minutes_of(ended: Walk, course: Course) -> int:
    """Whole minutes spent moving, at least 1."""
    return max(1, round(ended.seconds / 60)) if ended.seconds else minutes(course)


def tap(turn: Turn, data: str) -> None:
    """Good, Hard, It hurt: `feel:<walk>:<feel>`."""
    parts = unpack(data)
    current = turn.person.walk
    feel = next((feel for feel in Feel if len(parts) == 3 and parts[2] == feel.value), None)
    number = number_in(parts[1]) if len(parts) == 3 else None
    if current is None or feel is None or number != current.number or current.state is not WalkState.DONE:
        turn.strip_pressed()
        where_you_are(turn)
        return
    if current.feel is not None:
        turn.strip_pressed()
        turn.toast = turn.words.label("toast.noted")
        return
    note(turn, feel)


def answer(turn: Turn, text: str) -> bool:
    """A typed answer to "How did that feel?"; "next" passes it over. False when it answers something else."""
    word = heard(text, turn.words, (Word.GOOD, Word.HARD, Word.HURTS, Word.NEXT, Word.SKIP, Word.YES, Word.STOP))
    walk = turn.person.walk
    if word is None or walk is None or (word is Word.NEXT and walk.ended_on != turn.today):
        # On another day "next" begins that day's movement.
        return False
    if word in _FEELS:
        note(turn, _FEELS[word])
    else:
        close(turn)
    return True


def note(turn: Turn, feel: Feel) -> None:
    """Keep how it felt, and close."""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    turn.change(walk=replace(turn.person.walk, feel=feel))
    if feel is Feel.HURT:
        turn.change(asking=None)
        hurting.afterwards(turn)
    else:
        close(turn, lead=turn.words.say(f"end.noted_{feel.value}"))


def close(turn: Turn, *, lead: Html | None = None) -> None:
    """Days in a row, the next prompt, and one tap to the next movement."""
    words, person = turn.words, turn.person
    lines = [lead or words.say("end.noted")]
    lines.append(words.count("end.run", person.run_days))
    turn.change(asking=None)
    following = today.todays(person, turn.library)
    first = " ".join(lines)
    text = Html(first if following is None else f"{first}\n{next_line(turn, following)}")
    more = None
    if following is not None:
        turn.change(asking=pack("offer", following.key))
        more = Button(words.label("button.one_more"), pack("go", following.key))
    if person.setup is not None:
        buttons = rows((Button(words.label("button.set_me_up"), pack("setup", "begin")), more))
    else:
        buttons = rows((more, Button(words.label("button.thats_it"), pack("done"))))
    turn.say(text, buttons, slot=ASK, event="closed")


def next_line(turn: Turn, following: today.Choice) -> Html:
    """When the next prompt comes and which movement it will be."""
    coming = next_prompt(turn.person)
    if coming is None or coming.next_due is None:
        return turn.words.say("end.next_movement", movement=following.movement.name)
    moment = when(turn, coming.next_due)
    beginning = Html(moment[:1].upper() + moment[1:])
    return turn.words.say("end.next_prompt", when=beginning, movement=following.movement.name)


def next_time(turn: Turn) -> Html:
    """When the next prompt comes, as a sentence."""
    coming = next_prompt(turn.person)
    if coming is None or coming.next_due is None:
        return turn.words.say("end.resting" if turn.person.reminders else "end.no_prompt")
    return turn.words.say("end.prompt_at", when=when(turn, coming.next_due))


def when(turn: Turn, moment: datetime) -> Html:
    """A UTC moment on the person's clock: tomorrow at 19:15."""
    there = moment.astimezone(turn.zone)
    return turn.words.say("when", day=turn.words.on_day(there.date(), turn.today), time=turn.words.clock(there))


def hurt_today(turn: Turn) -> bool:
    """Whether the newest walk hurt, today."""
    walked = turn.person.walk
    if walked is None or walked.feel is not Feel.HURT or walked.ended_at is None:
        return False
    return walked.ended_at.astimezone(turn.zone).date() == turn.today


def rest(turn: Turn) -> None:
    """ "next", after it hurt: today is for rest."""
    turn.change(asking=None)
    button = Button(turn.words.label("button.hurt_signs"), pack("hurt", 0, "signs"))
    turn.say(turn.words.say("end.rest", when=next_time(turn)), rows((button,)), slot=ASK, event="rest")


def done(turn: Turn) -> None:
    """That's it: the question goes, a kind word stays."""
    turn.strip_pressed()
    turn.change(asking=None)
    turn.say(turn.words.say("end.goodbye", when=next_time(turn)), event="goodbye")


def where_you_are(turn: Turn) -> None:
    """What an old button leads to: the step where the person is, else what they can do now."""
    if steps.current(turn) is not None:
        walk.again(turn)
    elif turn.person.setup is not None:
        onboarding.ask(turn)
    elif unpack(turn.person.asking or "")[0] == FEEL:
        ask(turn)
    else:
        today.offer(turn, lead=turn.words.say("old_button"))
