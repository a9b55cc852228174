"""The end of a walk: what was done, how it felt, days in a row, the next prompt, and one tap to the next movement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from bot.conversations import day_counts, session
from bot.conversations.account import onboarding
from bot.conversations.turn import ASK, WALK, Turn
from bot.conversations.walk import check_in, follow_up, navigation, offer, pain
from bot.habits.planning import next_prompt
from bot.habits.progression import KEPT
from bot.replies import Button, Html, number_in, pack, rows, unpack
from bot.understanding import symptoms
from bot.understanding.intents import Word, choice, heard
from bot.understanding.symptoms import Symptom
from content.walk import Course, minutes
from storage.records.diary import MarkKind
from storage.records.person import Feel, Walk, WalkState

FEEL = "feel"
# Animations that Telegram plays behind a message, in private chats only, by what they show. The ids are the same for
# everybody; its apps ask for them: https://core.telegram.org/api/effects
EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "thumbs_up": "5107584321108051014",
        "fire": "5104841245755180586",
        "heart": "5159385139981059251",
        "party": "5046509860389126442",
    }
)
# Days in all that are worth a word, `end.milestone_<days>`, and what plays behind it.
MILESTONES: Mapping[int, str] = MappingProxyType({1: "thumbs_up", 7: "fire", 30: "heart", 100: "party"})

_FEELS = {Word.GOOD: Feel.GOOD, Word.HARD: Feel.HARD, Word.HURTS: Feel.HURT}


def finish(turn: Turn) -> None:
    """Both sides are done: note it, count the days, and ask how it felt. Raises DiaryNotRead."""
    had = session.current(turn)
    assert had is not None  # noqa: S101 - callers have one
    current, course, place = had
    ended = session.at_place(current, place, turn.now)
    ended = replace(ended, state=WalkState.DONE, ended_at=turn.now, ended_on=turn.today)
    person = turn.person
    unfinished = person.unfinished_movement
    turn.change(
        walk=ended,
        recent=(*person.recent, ended.movement)[-KEPT:],
        unfinished_movement=None if unfinished == ended.movement else unfinished,
    )
    if any(mark.kind is MarkKind.UNDONE and mark.on_date == turn.today for mark in turn.diary.marks):
        turn.unmark(MarkKind.UNDONE, turn.today)
    day_counts.count(turn)
    turn.retire.append(WALK)
    words = turn.words
    lead, effect = words.say("end.done", minutes=words.count("minutes", minutes_of(ended, course))), None
    if (milestone := _milestone(turn)) is not None:
        lead, effect = Html(f"{lead} {words.say(f'end.milestone_{milestone}')}"), EFFECTS[MILESTONES[milestone]]
    if not check_in.asks_after(turn, lead, effect=effect):
        ask(turn, lead=lead, effect=effect)


def _milestone(turn: Turn) -> int | None:
    """The milestone that the walk just finished came to; None when it is none, was told before, or is not wanted.

    The highest one that the days have come to is noted in any case, so that none is told later, out of its time.
    """
    person = turn.person
    reached = max((total for total in MILESTONES if total <= person.days_total), default=0)
    if reached <= person.milestone:
        return None
    turn.change(milestone=reached)
    is_now = reached == person.days_total > turn.before.days_total
    return reached if is_now and person.wants_milestones else None


def ask(turn: Turn, *, lead: Html | None = None, effect: str | None = None) -> None:
    """How did that feel?"""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    words, number = turn.words, turn.person.walk.number
    turn.change(asking=pack(FEEL, number))
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
        effect=effect,
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
    told = symptoms.read(text, turn.words)
    if word is None and told is not None and told.symptom is Symptom.RELIEF:
        # "Hard, but no pain" is hard; "the pain is gone" is good.
        word = Word.HARD if choice(text, turn.words, {"hard": "hear.hard"}) else Word.GOOD
    if word is None or walk is None or (word is Word.NEXT and walk.ended_on != turn.today):
        # On another day "next" begins that day's movement.
        return False
    if word in _FEELS:
        note(turn, _FEELS[word])
    else:
        # Whoever stops has heard questions enough.
        close(turn, may_ask=word is not Word.STOP)
    return True


def note(turn: Turn, feel: Feel) -> None:
    """Keep how it felt, and close."""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    turn.change(walk=replace(turn.person.walk, feel=feel))
    if feel is not Feel.HURT:
        close(turn, lead=turn.words.say(f"end.noted_{feel.value}"))
        return
    turn.change(asking=None)
    if not follow_up.warns(turn, turn.words.say("hurt.noted")):
        pain.noted(turn)


def close(turn: Turn, *, lead: Html | None = None, may_ask: bool = True) -> None:
    """A word of caution, where one is due; else days in a row, and one question or what comes next."""
    lead = lead or turn.words.say("end.noted")
    turn.change(asking=None)
    if follow_up.warns(turn, lead):
        return
    line = days_line(turn)
    closing = Html(f"{lead} {line}") if line is not None else lead
    if not (may_ask and follow_up.asks(turn, closing)):
        onward(turn, closing)


def days_line(turn: Turn) -> Html | None:
    """How long the run is, where it is the longest so far; else how many days there are in all. None on a day that is
    not done.

    A run forgives, and may be shorter than it was told before: that is nothing to be said.
    """
    words, person = turn.words, turn.person
    if person.run_until is None or person.run_until < turn.today:
        return None
    if person.run_days == person.best_run:
        return words.say("end.run_first") if person.run_days == 1 else words.count("end.run", person.run_days)
    return words.count("end.days", person.days_total)


def onward(turn: Turn, lead: Html) -> None:
    """When the next prompt comes, and one tap to the next movement."""
    words, person = turn.words, turn.person
    turn.change(asking=None)
    following = offer.todays(person, turn.library)
    text = lead if following is None else Html(f"{lead}\n{next_line(turn, following)}")
    more = None
    if following is not None:
        turn.change(asking=pack("offer", following.key))
        more = Button(words.label("button.one_more"), pack("go", following.key))
    if person.setup is not None:
        buttons = rows((Button(words.label("button.set_me_up"), pack("setup", "begin")), more))
    else:
        buttons = rows((more, Button(words.label("button.thats_it"), pack("done"))))
    turn.say(text, buttons, slot=ASK, event="closed")


def next_line(turn: Turn, following: offer.Choice) -> Html:
    """When the next prompt comes and which movement it will be."""
    coming = next_prompt(turn.person)
    if coming is None or coming.next_due is None:
        return turn.words.say("end.next_movement", movement=following.movement.name)
    return turn.words.say("end.next_prompt", when=when(turn, coming.next_due), movement=following.movement.name)


def next_time(turn: Turn) -> Html:
    """When the next prompt comes, as a sentence."""
    coming = next_prompt(turn.person)
    if coming is None or coming.next_due is None:
        is_set = any(reminder.active for reminder in turn.person.reminders)
        return turn.words.say("end.resting" if is_set else "end.no_prompt")
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
    if session.current(turn) is not None:
        navigation.again(turn)
    elif turn.person.setup is not None:
        onboarding.ask(turn)
    elif unpack(turn.person.asking or "")[0] == FEEL:
        ask(turn)
    elif turn.person.asking == check_in.AFTER:
        check_in.again(turn)
    elif unpack(turn.person.asking or "")[0] != follow_up.ASKING or not follow_up.again(turn):
        offer.offer(turn, lead=turn.words.say("old_button"))
