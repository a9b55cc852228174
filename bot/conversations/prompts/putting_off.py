"""Putting off: when a prompt that came is to come again, by its buttons and by typed words.

While it is asked when that is to be, `asking` is `later:<reminder>:<yyyymmdd>`: `come_again` reads what is typed then.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.conversations import phrases, selection, session
from bot.conversations.preferences import reminder_moves
from bot.conversations.turn import PROMPT, Turn
from bot.conversations.walk import starting
from bot.habits.planning import is_quiet_at
from bot.markup import Html
from bot.replies import Button, Rows, pack, rows
from bot.timing.recurrence import evening_of
from bot.understanding.reminders import put_offs
from storage.records.person import Reminder
from storage.records.prompts import PromptAnswer, PromptTouch

DELAYS = {"10": timedelta(minutes=10), "60": timedelta(hours=1)}
EVENING = "evening"
ASKING = "later"
# `put_off:<reminder>:<yyyymmdd>:<hhmm>`, until when it was put off a moment ago: `just_put_off` reads the rest.
JUST = "put_off"
# In front of a moment (UTC) under a button.
AT = "at"
# From this time on "a short one tonight" is one for now.
EVENING_BEGINS = time(17)


def data_of(number: int, local_date: date, action: str) -> str:
    """The data of a button under a prompt."""
    return pack("prompt", number, local_date.strftime("%Y%m%d"), action)


def buttons(turn: Turn, number: int, local_date: date) -> Rows:
    """The times that are offered: none within the quiet hours."""
    words = turn.words
    evening = evening_of(turn.now, turn.zone)
    wanted = {**{action: turn.now + delay for action, delay in DELAYS.items()}, EVENING: evening}
    labels = {"10": "button.in_10", "60": "button.in_60", EVENING: "button.evening"}
    offered = tuple(
        Button(words.label(labels[action]), data_of(number, local_date, action))
        for action, moment in wanted.items()
        if moment is not None and not is_quiet_at(turn.person, moment)
    )
    return rows(offered, (Button(words.label("button.back"), data_of(number, local_date, "back")),))


def put_off(turn: Turn, when: str) -> None:
    """Answer a typed "later": `when` is minutes, `evening` or a time of today (or two: the next one is meant);
    for anything else buttons ask."""
    when, _, form = when.partition(" ") if when == put_offs.SHORT_EVENING else (when, "", "")
    if when.endswith(put_offs.BOTH) and (newest := max(_of_today(turn), key=_age, default=None)) is not None:
        _ask_which(turn, newest, when)
        return
    fresh = _of_today(turn)
    moment = moment_of(turn, when)
    if form and (moment is None or turn.local_now.time() >= EVENING_BEGINS):
        starting.begin(turn, selection.SHORT)
        return
    if not fresh:
        if when == EVENING and moment is not None:
            reminder_moves.add_at(turn, moment)
        else:
            turn.say(turn.words.say("prompt.how_later"), event="later")
        return
    newest = max(fresh, key=_age)
    if moment is None:
        ask_when(turn, newest.number, turn.today)
        return
    turn.retire.append(PROMPT)
    put_off_until(turn, newest.number, turn.today, moment)


def _age(one: Reminder) -> tuple[datetime, int]:
    return one.last_due or datetime.min.replace(tzinfo=UTC), one.number


def _ask_which(turn: Turn, newest: Reminder, when: str) -> None:
    """Ask which of two moments is meant, today or tomorrow."""
    times = sorted(moment for at in when.split() if (moment := _next_at(turn, at)) is not None)
    await_answer(turn, newest.number, turn.today)
    offered = [
        Button(_named(turn, moment), data_of(newest.number, turn.today, f"{AT}{moment.astimezone(UTC):%Y%m%d%H%M}"))
        for moment in times
    ]
    turn.say(turn.words.say("prompt.when_later"), rows(tuple(offered)), slot=PROMPT, event="later")


def _named(turn: Turn, moment: datetime) -> str:
    return turn.words.label("when", day=turn.words.on_day(moment.date(), turn.today), time=turn.words.clock(moment))


def _next_at(turn: Turn, at: str) -> datetime | None:
    """The next moment of a time of day; None for what is no time."""
    if at == put_offs.BOTH:
        return None
    there = datetime.combine(turn.today, time.fromisoformat(at), turn.zone)
    return there if there > turn.now else datetime.combine(turn.today + timedelta(days=1), there.timetz())


def may_come_again(turn: Turn) -> bool:
    """Whether a prompt of today came, which can be put off."""
    return bool(_of_today(turn))


def _of_today(turn: Turn) -> list[Reminder]:
    return [one for one in turn.person.reminders if one.last_date == turn.today and one.last_due is not None]


def ask_when(turn: Turn, number: int, local_date: date, *, lead: Html | None = None) -> None:
    """Ask when a prompt is to come again, after `lead`: by buttons, or to be typed."""
    await_answer(turn, number, local_date)
    later, question = buttons(turn, number, local_date), turn.words.say("prompt.when_later")
    turn.say(Html(f"{lead}\n{question}") if lead else question, later, slot=PROMPT, event="later")


def await_answer(turn: Turn, number: int, local_date: date) -> None:
    """Read what is typed next as the answer when a prompt is to come again."""
    turn.change(asking=pack(ASKING, number, f"{local_date:%Y%m%d}"))


def moment_of(turn: Turn, when: str) -> datetime | None:
    """The moment that a typed "later" names, in the person's zone; None for none that is still to come."""
    if when.isdecimal():
        return turn.local_now + timedelta(minutes=int(when))
    if when == EVENING:
        return evening_of(turn.now, turn.zone)
    try:
        moments = [
            datetime.combine(turn.today, time.fromisoformat(at), turn.zone)
            for at in when.removesuffix(put_offs.BOTH).split()
        ]
    except ValueError:
        return None
    return min((moment for moment in moments if moment > turn.now), default=None)


def tap(turn: Turn, number: int, local_date: date, action: str) -> bool:
    """Answer a button of a time; False for another one."""
    moment = turn.now + DELAYS[action] if action in DELAYS else None
    if action.startswith(AT) and action.removeprefix(AT).isdecimal() and len(action) == len(AT) + 12:
        moment = max(turn.now, datetime.strptime(action.removeprefix(AT), "%Y%m%d%H%M").replace(tzinfo=UTC))
    if action == EVENING:
        moment = evening_of(turn.now, turn.zone) or turn.now + DELAYS["60"]
    if moment is None:
        return False
    put_off_until(turn, number, local_date, moment)
    return True


def put_off_until(turn: Turn, number: int, local_date: date, moment: datetime) -> None:
    """Let a prompt come again at a moment, and say so; not within the quiet hours."""
    turn.close_question(ASKING)
    if is_quiet_at(turn.person, moment):
        turn.say(turn.words.say("prompt.later_quiet", when=phrases.next_time(turn)), event="later")
        return
    turn.prompt = PromptTouch(number, local_date, PromptAnswer.LATER, moment.astimezone(UTC))
    # A start after putting off says nothing about a better time for the reminder.
    turn.change(far_starts=())
    there = moment.astimezone(turn.zone)
    if there.date() == turn.today:
        turn.edit(turn.words.say("prompt.later", time=turn.words.clock(there)))
        if turn.person.account.asking is None and session.current(turn) is None:
            turn.change(asking=pack(JUST, number, f"{there:%Y%m%d}", f"{there:%H%M}"))
    else:
        turn.edit(turn.words.say("prompt.later_day", when=phrases.when(turn, moment)))
