"""Follow-up: one question at most after a walk. A word of caution comes first, then a level more or less, then a
better time of day.

Nothing changes before the person says so. `asking` holds the question in the form of its button data:

    after:<walk>:level:<level>            yes, no           the level up to which the next walk goes without asking
    after:<walk>:time:<reminder>:<hhmm>   yes, no, never    the time at which that reminder would be better
    after:<walk>:care                     3, 7              days of rest
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

from bot.conversations import phrases, selection, session
from bot.conversations.dialogue import Dialogue, Question, always, never, not_called_off
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import farewell, pain, pain_outside
from bot.conversations.walk.concern import ASKING, CARE, RESTS, answer_care, ask_care_again, decide_care
from bot.habits.planning import planned
from bot.habits.progression import suggest
from bot.habits.quiet_hours import is_quiet
from bot.habits.start_times import CLOSE, better_time, may_offer
from bot.habits.streaks import FULL_FORM
from bot.markup import Html
from bot.replies import Button, number_in, pack, rows, unpack
from bot.understanding.answers.intents import Intent, choose, recognize
from content.library import Variation
from storage.records.person import Feel, Reminder, WalkState

LEVEL, TIME = "level", "time"


# Asking


def ask_one(turn: Turn, lead: Html) -> bool:
    """Ask one question, after `lead`; False, and nothing said, when there is none. Raises DiaryNotRead."""
    if turn.person.account.setup is not None:
        return False
    asking = _level_to_ask(turn) or _time_to_ask(turn)
    if asking is None:
        return False
    turn.change(asking=asking)
    return ask_again(turn, lead=lead)


def ask_again(turn: Turn, *, lead: Html | None = None) -> bool:
    """Repeat the open question; False when there is nothing left to ask, or it was only a word of caution."""
    found = _question(turn)
    if found is None:
        return False
    question, answers = found
    buttons = [Button(turn.words.label(key), f"{turn.person.account.asking}:{said}") for key, said in answers]
    turn.say(Html(f"{lead}\n{question}") if lead else question, rows(buttons), slot=ASK, event="asked_after")
    return True


def _question(turn: Turn) -> tuple[Html, list[tuple[str, str]]] | None:
    """The question that `asking` names, and the keys of its buttons with their labels."""
    words, (_, _, kind, *more) = turn.words, unpack(turn.person.account.asking or "")
    if kind == LEVEL and (variation := _variation(turn)) is not None:
        level, usual = int(more[0]), _usual(turn, variation)
        if level not in _beside(turn, variation):
            return None
        way = "up" if level > usual else "down"
        names = {"level": variation.levels[usual].name, "other": variation.levels[level].name}
        return words.say(f"after.{way}", **names), [(f"button.after_{way}_{said}", said) for said in ("yes", "no")]
    if kind == TIME and (found := _better(turn)) is not None:
        reminder, at = found
        clocks = {"time": words.clock(at), "reminder": words.clock(reminder.at)}
        return words.say("after.time", **clocks), [
            (f"button.after_time_{said}", said) for said in ("yes", "no", "never")
        ]
    return None


# A level more or less


def _level_to_ask(turn: Turn) -> str | None:
    """The question for another level, noted as asked; None when the walk gives no reason for one."""
    current, variation = turn.person.walk, _variation(turn)
    if current is None or variation is None or current.form != FULL_FORM or current.state is not WalkState.DONE:
        return None
    usual, asked_after = _usual(turn, variation), turn.person.progression.levels.get(variation.id, (0, 0))[1]
    walks = [one for one in turn.diary.walks if one.variation == variation.id]
    found = suggest(walks, usual, asked_after, _levels(turn, variation)[-1])
    if found is None:
        return None
    lower, higher = _beside(turn, variation)
    level = higher if found.direction == "up" else lower
    if level is None:
        return None
    _keep_level(turn, variation, usual)
    return pack(ASKING, current.number, LEVEL, level)


def _variation(turn: Turn) -> Variation | None:
    """The variation of the newest walk; None when the library no longer has it for this person."""
    current = turn.person.walk
    variation = turn.library.variation(current.variation) if current is not None else None
    return variation if variation is not None and _levels(turn, variation) else None


def _levels(turn: Turn, variation: Variation) -> list[int]:
    """The levels of a variation that the person's exclusions leave."""
    avoid = session.avoided_by(turn.person)
    if not variation.suits(avoid):
        return []
    return [index for index, level in enumerate(variation.levels) if level.when(avoid)]


def _usual(turn: Turn, variation: Variation) -> int:
    """The level up to which walks go without asking, lowered where exclusions remove it."""
    kept = turn.person.progression.levels.get(variation.id, (0, 0))[0]
    return max((level for level in _levels(turn, variation) if level <= kept), default=0)


def _beside(turn: Turn, variation: Variation) -> tuple[int | None, int | None]:
    """The next lower and the next higher level; None where there is none."""
    usual, levels = _usual(turn, variation), _levels(turn, variation)
    lower, higher = [level for level in levels if level < usual], [level for level in levels if level > usual]
    return (lower[-1] if lower else None, higher[0] if higher else None)


def _keep_level(turn: Turn, variation: Variation, usual: int) -> None:
    """Note the usual level, and that the newest walk led to this question."""
    assert turn.person.walk is not None  # noqa: S101 - callers have one
    turn.change(levels={**turn.person.progression.levels, variation.id: (usual, turn.person.walk.number)})


def _decide_level(turn: Turn, more: tuple[str, ...], said: str) -> bool:
    variation, level = _variation(turn), number_in(more[0]) if len(more) == 1 else None
    if variation is None or level is None or turn.person.walk is None:
        return False
    was_offered = turn.person.progression.levels.get(variation.id, (0, 0))[1] == turn.person.walk.number
    if not was_offered or level not in _beside(turn, variation):
        return False
    name, way = variation.levels[level].name, "up" if level > _usual(turn, variation) else "down"
    if said == "yes":
        _keep_level(turn, variation, level)
        farewell.offer_next(turn, turn.words.say(f"after.{way}_yes", level=name))
    elif unpack(turn.person.account.asking or "")[0] == ASKING:
        farewell.offer_next(turn, turn.words.say("after.kept"))
    else:
        return False
    return True


# A better time


def _time_to_ask(turn: Turn) -> str | None:
    """The question for another time of day, noted as asked; None when no time is better, or none may be offered now."""
    assert turn.person.walk is not None  # noqa: S101 - the caller has one
    found = _better(turn) if may_offer(turn.person, turn.today) else None
    if found is None:
        return None
    reminder, at = found
    turn.change(time_offered_on=turn.today)
    return pack(ASKING, turn.person.walk.number, TIME, reminder.number, f"{at:%H%M}")


def _better(turn: Turn) -> tuple[Reminder, time] | None:
    """The reminder that would suit better at another time, and that time; None when there is none, or it lies in the
    quiet hours."""
    person = turn.person
    at = better_time(person.progression.far_starts)
    coming = [reminder for reminder in person.recurring if reminder.active and reminder.next_due is not None]
    if at is None or not coming or is_quiet(at, person.settings.quiet_from, person.settings.quiet_until):
        return None
    nearest = min(coming, key=lambda reminder: (_minutes_apart(reminder.at, at), reminder.number))
    # A reminder that is near by now may have been set since those walks.
    return None if _minutes_apart(nearest.at, at) <= CLOSE else (nearest, at)


def _minutes_apart(one: time, other: time) -> int:
    """Minutes between two times of day, the shorter way round."""
    apart = abs((one.hour - other.hour) * 60 + one.minute - other.minute)
    return min(apart, 24 * 60 - apart)


def _decide_time(turn: Turn, more: tuple[str, ...], said: str) -> bool:
    found = _better(turn)
    if found is None or more != (str(found[0].number), f"{found[1]:%H%M}"):
        return False
    reminder, at = found
    if said == "yes":
        _move(turn, reminder, at)
        line = phrases.line_of(turn, replace(reminder, at=at))
        lead = turn.words.say("after.time_yes", line=line)
    elif said == "never":
        turn.change(wants_time_offer=False, far_starts=())
        lead = turn.words.say("after.time_never")
    else:
        turn.change(time_offered_on=turn.today, far_starts=())
        lead = turn.words.say("after.kept")
    farewell.offer_next(turn, lead)
    return True


def _move(turn: Turn, reminder: Reminder, at: time) -> None:
    """Give a reminder another time. A day that is done already needs no further prompt."""
    first = session.day(turn) + timedelta(days=1) if selection.done_today(turn) else None
    moved = planned(turn.person, replace(reminder, at=at), turn.now, not_before=first)
    turn.set_reminders([moved if one.number == reminder.number else one for one in turn.person.reminders])
    turn.change(far_starts=())


# Answers


_DECIDE: dict[str, Callable[[Turn, tuple[str, ...], str], bool]] = {
    LEVEL: _decide_level,
    TIME: _decide_time,
    CARE: decide_care,
}
_ANSWERS = {LEVEL: ("yes", "no"), TIME: ("yes", "no", "never"), CARE: tuple(map(str, RESTS))}


def tap(turn: Turn, data: str) -> bool:
    """Button data: `asking` with one of the answers after it."""
    parts, current = unpack(data), turn.person.walk
    is_ours = len(parts) >= 4 and current is not None and parts[1] == str(current.number)
    if not is_ours or selection.has_open_walk(turn.person) or parts[-1] not in _ANSWERS.get(parts[2], ()):
        return False
    if not _DECIDE[parts[2]](turn, parts[3:-1], parts[-1]):
        turn.strip_pressed()
        turn.toast = turn.words.label("toast.noted")
    return True


def answer(turn: Turn, text: str) -> bool:
    """A typed answer; "next" skips the question, and pain is recorded. False when the text says something else."""
    if recognize(text, turn.words) is Intent.HURTS:
        _it_hurt(turn)
        return True
    parts, current = unpack(turn.person.account.asking or ""), turn.person.walk
    if current is None or len(parts) < 3 or parts[1] != str(current.number) or parts[2] not in _DECIDE:
        turn.change(asking=None)
        return False
    if parts[2] == CARE:
        return answer_care(turn, text)
    word = recognize(text, turn.words, (Intent.YES, Intent.NO, Intent.NEXT, Intent.SKIP, Intent.STOP))
    said = choose(text, turn.words, {said: f"hear.after_{said}" for said in _ANSWERS[TIME]})
    if said is None and word in (Intent.YES, Intent.NO):
        said = word.value
    if said is not None:
        said = said if said in _ANSWERS[parts[2]] else "no"
        if not _DECIDE[parts[2]](turn, parts[3:], said):
            farewell.offer_next(turn, turn.words.say("after.kept"))
    elif word is Intent.STOP:
        turn.retire.append(ASK)
        farewell.say_goodbye(turn)
    elif word is Intent.SKIP or (word is Intent.NEXT and current.ended_on == session.day(turn)):
        farewell.offer_next(turn, turn.words.say("end.noted"))
    else:
        # On another day "next" begins that day's movement.
        return False
    return True


def _it_hurt(turn: Turn) -> None:
    """Record pain said after the walk was closed: on its own day it replaces how the walk felt."""
    turn.change(asking=None)
    current = turn.person.walk
    if current is not None and current.ended_on == session.day(turn) and current.feel is not Feel.HURT:
        pain.record_pain(turn)
    else:
        pain_outside.answer(turn)


def _ask_again(turn: Turn, lead: Html) -> bool:
    return ask_again(turn, lead=lead) or ask_care_again(turn, lead)


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=ASKING,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=True,
            outlasts_commands=never,
            hears_pain=always,
            is_slow=False,
        ),
    ),
    taps={ASKING: tap},
)
