"""Setting up, by /start: what this is, who should take care and what to leave out, position, zone, time of day, and a
summary with the next prompt.

The open question is stored, so a restart in between loses nothing. Every question has buttons, takes typed answers, and
can be skipped for a default. /start again loses nothing that is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from bot.conversations import movement_phrases, phrases, selection, session
from bot.conversations.dialogue import Command, Dialogue
from bot.conversations.phrases import greeting
from bot.conversations.preferences import language, reminder_phrases, time_zone
from bot.conversations.safety import exclusions, held_back, screening
from bot.conversations.setup_stages import CARE, HELLO, LEFT_OUT, POSITION, TIME, ZONE
from bot.conversations.turn import ASK, Turn
from bot.conversations.walk import starting
from bot.markup import Html
from bot.replies import Button, Rows, in_rows, pack, rows, unpack
from content.library import POSITIONS
from storage.records.diary import MarkKind

SUGGESTED_TIMES = (time(7, 30), time(12, 30), time(18, 0), time(21, 0))
DEFAULT_TIME = SUGGESTED_TIMES[0]


def start(turn: Turn, payload: str) -> None:
    """/start, with an optional deep link such as `seated`. Ends a stop, and a block of the chat."""
    person = turn.person
    came_back = person.account.stopped_at is not None or person.account.blocked_at is not None
    if person.account.stopped_at is not None and not person.account.paused:
        turn.mark(MarkKind.AWAKE, turn.today)
    turn.change(stopped_at=None, blocked_at=None)
    if came_back:
        turn.replan()
    preset = next((position for position in POSITIONS if payload.strip().lower() == position), None)
    if preset is not None:
        turn.change(position=preset)
    if person.version == 0 or person.account.setup == HELLO:
        turn.change(setup=HELLO)
        say_hello(turn)
    elif person.account.setup is not None and preset is not None:
        ask_next(turn)
    elif person.account.setup is not None:
        ask_open(turn)
    else:
        welcome_back(turn, came_back=came_back, preset=preset is not None)


def say_hello(
    turn: Turn,
    *,
    once_more: bool = False,
    is_answered: bool = False,
    lead: Html | None = None,
    only: Html | None = None,
) -> None:
    """Say what this is, in three sentences; in one line, to somebody who has read them (`once_more`): another one than
    the last time. Where Telegram's language is none that the bot speaks, ask for one first.

    `is_answered`: what was asked is answered above, so that what this is is not said again. `lead` stands before it,
    `only` instead of it.
    """
    if not once_more and language.is_to_be_asked(turn):
        language.ask_language(turn, everywhere=True)
        return
    words = turn.words
    if only is not None:
        text = only
    elif once_more and _was_told(turn):
        text = words.say(_offer_key(turn, is_answered=is_answered))
    elif once_more and not is_answered and turn.before.version > 0:
        text = words.say("hello.again")
    else:
        text = Html(f"{greeting(turn)} {words.say('hello.what')}")
    turn.say(
        Html(f"{lead}\n{text}") if lead else text,
        rows(
            (
                Button(words.label("button.set_me_up"), pack("setup", "begin")),
                Button(words.label("button.show_me"), pack("setup", "show")),
            )
        ),
        slot=ASK,
        event="hello",
    )


def _offer_key(turn: Turn, *, is_answered: bool) -> str:
    """The key of the line that offers to set up: by how often it was offered, so that none comes twice in a row."""
    keys = ("hello.again", "hello.offer", "hello.offer.again")
    begin = pack("setup", "begin")
    offered = {each.message_id for each in turn.shown if any(data == begin for _, data in each.buttons)}
    return keys[0] if len(offered) == 1 and not is_answered else keys[2 - len(offered) % 2]


def welcome_back(turn: Turn, *, came_back: bool, preset: bool) -> None:
    """Answer /start sent again: every setting is as it was."""
    words = turn.words
    key = "start.back" if came_back else "start.again"
    lines = [words.say(key, name=turn.name) if turn.name else words.say(f"{key}_unnamed")]
    if preset:
        lines.append(words.say("position.set", position=words.say(f"position.name.{turn.person.settings.position}")))
    lines.append(phrases.summary(turn))
    turn.say(
        Html("\n".join(lines)),
        rows(
            (
                Button(words.label("button.todays"), pack("todays")),
                Button(words.label("button.change"), pack("settings")),
            )
        ),
        slot=ASK,
        event="welcome_back",
    )


def ask_open(turn: Turn, *, lead: Html | None = None) -> None:
    """Ask the open question."""
    question = _QUESTIONS.get(turn.person.account.setup or "")
    if question is None:
        finish_setup(turn)
    else:
        question(turn, lead)


def say(turn: Turn, lead: Html | None, text: Html, buttons: Rows) -> None:
    """Say a question of setting up, after `lead`, if there is one."""
    turn.say(Html(f"{lead}\n{text}") if lead else text, buttons, slot=ASK, event="setup")


def _ask_hello(turn: Turn, lead: Html | None) -> None:
    say_hello(turn, once_more=_was_told(turn), lead=lead)


def _was_told(turn: Turn) -> bool:
    """Whether what this is was said today, in the person's language: the button under it tells. Raises ShownNotRead."""
    begin = (turn.words.label("button.set_me_up"), pack("setup", "begin"))
    return turn.before.version > 0 and any(begin in shown.buttons for shown in turn.shown)


def _ask_care(turn: Turn, lead: Html | None) -> None:
    screening.ask_care(turn, lead)


def _ask_left_out(turn: Turn, lead: Html | None) -> None:
    exclusions.ask_exclusions(turn, lead=lead)


def _ask_position(turn: Turn, lead: Html | None) -> None:
    words = turn.words
    buttons = [
        Button(words.label(f"button.position_{position}"), pack("setup", POSITION, position)) for position in POSITIONS
    ]
    say(turn, lead, words.say("setup.position"), in_rows(buttons, 3) + _skip_row(turn, POSITION))


def _ask_zone(turn: Turn, lead: Html | None) -> None:
    time_zone.ask_city(turn, lead=lead, first_time=True)


def _ask_time(turn: Turn, lead: Html | None) -> None:
    words = turn.words
    say(turn, lead, words.say("setup.time"), time_rows(turn, SUGGESTED_TIMES))


def time_rows(turn: Turn, times: Iterable[time]) -> Rows:
    """The buttons of some times of day, with another one and none at all."""
    words = turn.words
    buttons = [Button(words.clock(at), pack("setup", TIME, f"{at.hour:02}{at.minute:02}")) for at in times]
    others = (
        Button(words.label("button.other_time"), pack("setup", TIME, "other")),
        Button(words.label("button.no_reminder"), pack("setup", TIME, "none")),
    )
    return in_rows(buttons, 4) + rows(others)


def _skip_row(turn: Turn, stage: str) -> Rows:
    return rows((Button(turn.words.label("button.skip_question"), pack("setup", stage, "skip")),))


_QUESTIONS = {
    HELLO: _ask_hello,
    CARE: _ask_care,
    LEFT_OUT: _ask_left_out,
    POSITION: _ask_position,
    ZONE: _ask_zone,
    TIME: _ask_time,
}


def go_on(turn: Turn) -> None:
    """Go on behind an answer: to the hello, where setting up has not begun, or to the next question."""
    if turn.person.account.setup == HELLO:
        say_hello(turn)
    else:
        ask_next(turn, lead=turn.setup_lead)


def ask_next(turn: Turn, *, lead: Html | None = None) -> None:
    """Ask the first question that has no answer yet, or finish."""
    person = turn.person
    if person.settings.gentle is None:
        stage = CARE
    elif person.account.setup == LEFT_OUT:
        # Who wants it gentle is asked once; that question continues with the next one itself.
        stage = LEFT_OUT
    elif person.settings.position is None:
        stage = POSITION
    elif person.settings.zone is None:
        stage = ZONE
    elif not person.reminders:
        stage = TIME
    else:
        finish_setup(turn)
        return
    turn.change(setup=stage, asking=None)
    ask_open(turn, lead=lead)


def finish_setup(turn: Turn) -> None:
    """End setting up: a summary with the time of the next prompt, and one tap to try it."""
    words = turn.words
    turn.change(setup=None, asking=None)
    turn.replan()
    turn.say(
        words.say("setup.done", summary=phrases.summary(turn)),
        rows(
            (
                Button(words.label("button.try_now"), pack("todays")),
                Button(words.label("button.change"), pack("settings")),
            ),
            (Button(words.label("button.tie"), pack("cue", 0)) if turn.person.recurring else None,),
        ),
        slot=ASK,
        event="setup_done",
    )


# Answers


def tap(turn: Turn, data: str) -> bool:
    """`setup:begin|show`, `setup:care:yes|no`, `setup:position:<position>`, `setup:time:<hhmm>|other|none`."""
    parts = unpack(data)
    stage = parts[1] if len(parts) > 1 else ""
    value = parts[2] if len(parts) > 2 else ""
    if turn.person.account.setup is None:
        turn.strip_pressed()
        welcome_back(turn, came_back=False, preset=False)
    elif stage == "begin":
        ask_next(turn)
    elif stage == "show":
        show_one(turn)
    elif stage == turn.person.account.setup and take(turn, stage, value):
        return True
    else:
        turn.strip_pressed()
        ask_open(turn)
    return True


def take(turn: Turn, stage: str, value: str, *, beside: Html | None = None) -> bool:
    """Take an answer in its short form; False when it is none. `beside`: what is said of a position that is taken."""
    if stage == CARE:
        return screening.take_answer(turn, value)
    if stage == POSITION and (value in POSITIONS or value == "skip"):
        position = value if value in POSITIONS else selection.DEFAULT_POSITION
        turn.change(position=position)
        lines = (turn.words.say(f"setup.position_{position}"), *movement_phrases.consequences(turn))
        ask_next(turn, lead=Html("\n".join((*lines, beside) if beside else lines)))
    elif stage == TIME and value == "other":
        turn.say(turn.words.say("setup.time_other"), event="setup")
    elif stage == TIME and value == "none":
        finish_setup(turn)
    elif stage == TIME and len(value) == 4 and value.isdigit() and int(value[:2]) < 24 and int(value[2:]) < 60:
        reminder_phrases.add_reminder(turn, time(int(value[:2]), int(value[2:])), None)
        finish_setup(turn)
    else:
        return False
    return True


def show_one(turn: Turn) -> None:
    """Show one movement first: the cautions in brief, then a walk in the gentlest default. Setting up comes after
    it."""
    if held_back.asks_first(turn, pack("setup", "show")):
        return
    if session.current(turn) is not None:
        starting.resume_walk(turn)
        return
    found = selection.todays(turn.person, turn.library)
    if found is None:
        turn.say(turn.words.say("today.nothing"))
        return
    starting.start_walk(turn, found.variation)


DIALOGUE = Dialogue(
    module=__name__, commands=(Command(name="start", run=start, needs_slash=True),), taps={"setup": tap}
)
