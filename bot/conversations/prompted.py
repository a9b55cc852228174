"""What a prompt says, and what can be done with it: Start, Later, Not today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.conversations import ending, today, walk
from bot.conversations.schedule import without_today
from bot.conversations.turn import PROMPT, Turn, name_of
from bot.replies import Button, Html, Reply, Rows, number_in, pack, rows, unpack
from bot.timing import day_part, evening_of
from bot.wording import Words
from content.library import Library
from storage.records import Person, PromptAnswer, PromptTouch

DELAYS = {"10": timedelta(minutes=10), "60": timedelta(hours=1)}
EVENING = "evening"


def message(
    person: Person, local_now: datetime, number: int, local_date: date, library: Library, words: Words
) -> Reply | None:
    """The prompt of a reminder for a local date; None when the library has nothing for this person."""
    choice = today.todays(person, library)
    if choice is None:
        return None
    name = name_of(person)
    greeting = words.say(f"greeting.{day_part(local_now.time())}", name=name) if name else words.say("greeting.unnamed")
    what = today.describe(choice, person, words)
    lines = [words.say("prompt.text", greeting=greeting, what=what)]
    if person.unfinished_movement == choice.movement.id or _goes_on(person, choice):
        lines.append(words.say("prompt.unfinished"))
    elif (why := today.why_other_position(choice, person, library, words)) is not None:
        lines.append(why)
    picture = choice.variation.still if person.pictures else None
    buttons = _buttons(words, number, local_date)
    return Reply(Html("\n".join(lines)), buttons, slot=PROMPT, picture=picture, event="prompt")


def _goes_on(person: Person, choice: today.Choice) -> bool:
    return today.open_walk(person) and person.walk is not None and person.walk.variation == choice.key


def _buttons(words: Words, number: int, local_date: date) -> Rows:
    return rows(
        tuple(
            Button(words.label(f"button.{action}"), _data(number, local_date, action))
            for action in ("start", "later", "not_today")
        )
    )


def _data(number: int, local_date: date, action: str) -> str:
    return pack("prompt", number, local_date.strftime("%Y%m%d"), action)


def tap(turn: Turn, data: str) -> None:
    """`prompt:<reminder>:<yyyymmdd>:start|later|not_today|10|60|evening|back`."""
    parts = unpack(data)
    number = number_in(parts[1]) if len(parts) == 4 else None
    local_date = _date(parts[2]) if len(parts) == 4 else None
    if number is None or local_date is None:
        turn.strip_pressed()
        ending.where_you_are(turn)
        return
    action = parts[3]
    if action == "start":
        walk.start_from_prompt(turn, PromptTouch(number, local_date, PromptAnswer.STARTED))
    elif action == "not_today":
        turn.prompt = PromptTouch(number, local_date, PromptAnswer.NOT_TODAY)
        not_today(turn)
    elif action == "later":
        turn.edit_buttons(_later_buttons(turn, number, local_date))
    elif action == "back":
        turn.edit_buttons(_buttons(turn.words, number, local_date))
    else:
        _later(turn, number, local_date, action)


def not_today(turn: Turn) -> None:
    """No more prompts on this day, of whatever reminder."""
    turn.change(reminders=without_today(turn.person, turn.now).reminders)
    turn.forget_again = True
    turn.retire.append(PROMPT)
    turn.edit(turn.words.say("prompt.not_today", when=ending.next_time(turn)))


def _later_buttons(turn: Turn, number: int, local_date: date) -> Rows:
    words = turn.words
    evening = evening_of(turn.now, turn.zone)
    return rows(
        (
            Button(words.label("button.in_10"), _data(number, local_date, "10")),
            Button(words.label("button.in_60"), _data(number, local_date, "60")),
            Button(words.label("button.evening"), _data(number, local_date, EVENING)) if evening else None,
        ),
        (Button(words.label("button.back"), _data(number, local_date, "back")),),
    )


def _later(turn: Turn, number: int, local_date: date, action: str) -> None:
    moment = turn.now + DELAYS[action] if action in DELAYS else None
    if action == EVENING:
        moment = evening_of(turn.now, turn.zone) or turn.now + DELAYS["60"]
    if moment is None:
        turn.strip_pressed()
        ending.where_you_are(turn)
        return
    turn.prompt = PromptTouch(number, local_date, PromptAnswer.LATER, moment.astimezone(UTC))
    there = moment.astimezone(turn.zone)
    if there.date() == turn.today:
        turn.edit(turn.words.say("prompt.later", time=turn.words.clock(there)))
    else:
        turn.edit(turn.words.say("prompt.later_day", when=ending.when(turn, moment)))


def _date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None
