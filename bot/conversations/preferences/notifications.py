"""Notifications: quiet hours, sound, the weekly digest, milestones, and news."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from bot.conversations import phrases
from bot.conversations.dialogue import Dialogue, Question, leaves_as_it_is, never
from bot.conversations.preferences.switches import button_of, is_on, switches_on, turned
from bot.conversations.turn import MENU, Turn
from bot.habits.quiet_hours import is_quiet
from bot.markup import Html
from bot.replies import Button, in_rows, pack, rows, unpack
from bot.understanding.answers.intents import matches
from bot.understanding.times.spans import Span, parse_span
from bot.understanding.times.times import TimeProblem

ASKING = "quiet"
NONE = "none"
# Labels longer than this do not fit three in a row on a phone.
LONG_LABEL = 12
SUGGESTED_HOURS = ((time(21), time(7)), (time(22), time(7)), (time(23), time(8)))


def show_page(turn: Turn, *, edit: bool = True) -> None:
    """All notification settings in a few lines, with a button for each."""
    words, own = turn.words, switches_on("messages")
    lines = [
        words.say("messages.title"),
        words.say("messages.quiet", hours=hours(turn)) if _has_hours(turn) else words.say("messages.quiet_none"),
        *(words.say(f"messages.{switch.name}_{'on' if is_on(turn, switch) else 'off'}") for switch in own),
    ]
    quiet = Button(words.label("button.quiet"), pack("messages", "quiet"))
    buttons = in_rows([quiet, *(button_of(turn, switch) for switch in own)], 2)
    buttons += rows((Button(words.label("button.back"), pack("set", "back")),))
    if edit:
        turn.edit(Html("\n".join(lines)), buttons, slot=MENU)
    else:
        turn.say(Html("\n".join(lines)), buttons, slot=MENU, event="settings")


def _has_hours(turn: Turn) -> bool:
    return turn.person.settings.quiet_from is not None and turn.person.settings.quiet_until is not None


def hours(turn: Turn) -> Html:
    """The quiet hours in words: 22:00 to 07:00. They must be set."""
    begin, end = turn.person.settings.quiet_from, turn.person.settings.quiet_until
    assert begin is not None and end is not None  # noqa: S101 - callers look first
    return turn.words.say("messages.hours", begin=turn.words.clock(begin), end=turn.words.clock(end))


def tap(turn: Turn, data: str) -> bool:
    """`messages`, `messages:silent|digest|milestones|news:on|off`, `messages:quiet`,
    `messages:quiet:<hhmm>-<hhmm>|none`."""
    parts = unpack(data)
    if turned(turn, parts) is not None:
        show_page(turn)
    elif parts[1:2] == ("quiet",) and len(parts) == 3 and (parts[2] == NONE or _span_in(parts[2])):
        turn.strip_pressed()
        _set(turn, _span_in(parts[2]))
    elif parts[1:] == ("quiet",):
        ask_quiet_hours(turn)
    else:
        show_page(turn)
    return True


def _data(span: Span) -> str:
    return f"{span[0]:%H%M}-{span[1]:%H%M}"


def _span_in(data: str) -> Span | None:
    """The hours that a button holds; None for none, and for what is none of ours."""
    match = re.fullmatch(r"([01]\d|2[0-3])([0-5]\d)-([01]\d|2[0-3])([0-5]\d)", data, re.ASCII)
    if match is None:
        return None
    begin, begin_minute, end, end_minute = map(int, match.groups())
    span = time(begin, begin_minute), time(end, end_minute)
    return None if span[0] == span[1] else span


def ask_quiet_hours(turn: Turn, *, lead: Html | None = None) -> None:
    """Ask which hours are quiet."""
    question = turn.words.say("messages.ask_quiet")
    text = Html(f"{lead}\n{question}") if lead else question
    _ask_for_one_of(turn, text, SUGGESTED_HOURS)


def _ask_for_one_of(turn: Turn, question: Html, spans: Sequence[Span]) -> None:
    """Ask, with a button for each of these hours, and one for none of them."""
    words = turn.words
    turn.change(asking=ASKING)
    buttons = [
        Button(
            words.label("messages.hours_button", begin=words.clock(span[0]), end=words.clock(span[1])),
            pack("messages", "quiet", _data(span)),
        )
        for span in spans
    ]
    width = 1 if any(len(button.label) > LONG_LABEL for button in buttons) else 3
    last = Button(words.label("button.no_quiet"), pack("messages", "quiet", NONE))
    turn.say(question, in_rows(buttons, width) + rows((last,)), slot=MENU, event="quiet_asked")


def answer(turn: Turn, text: str) -> bool:
    """Typed quiet hours, or none; hours that may be of the night or of the day are asked about. Always True: every text
    is answered."""
    if matches(text, turn.words, "hear.off"):
        _set(turn, None)
        return True
    spans = parse_span(text, turn.own_words)
    if isinstance(spans, TimeProblem):
        turn.say(turn.words.say("messages.quiet_unclear"), event="time_unknown")
    elif len(spans) > 1:
        _ask_for_one_of(turn, turn.words.say("messages.quiet_which"), spans)
    elif spans[0][0] == spans[0][1]:
        turn.say(turn.words.say("messages.quiet_same"), event="time_unknown")
    else:
        _set(turn, spans[0])
    return True


def _set(turn: Turn, span: Span | None) -> None:
    words = turn.words
    begin, end = span or (None, None)
    turn.change(quiet_from=begin, quiet_until=end)
    turn.close_question(ASKING)
    turn.replan()
    if span is None:
        turn.say(words.say("messages.quiet_off"), event="quiet_set")
        return
    lines = [words.say("messages.quiet_set", hours=hours(turn))]
    lines += [
        words.say("remind.quiet", line=phrases.line_of(turn, reminder))
        for reminder in turn.person.reminders
        if reminder.active and is_quiet(reminder.at, begin, end)
    ]
    turn.say(Html(" ".join(lines)), event="quiet_set")


def _ask_again(turn: Turn, lead: Html) -> bool:
    ask_quiet_hours(turn, lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    questions=(
        Question(
            prefix=ASKING,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=True,
            is_called_off=leaves_as_it_is,
            waits=True,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
    taps={"messages": tap},
)
