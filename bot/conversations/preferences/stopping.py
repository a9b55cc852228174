"""Stopping: /stop, the notice before a stopped person's record is erased, and the button that keeps it."""

from __future__ import annotations

from datetime import date

from bot.conversations import phrases
from bot.conversations.dialogue import Command, Dialogue, Question, never, not_called_off
from bot.conversations.preferences.pausing import rest_prompts
from bot.conversations.turn import ASK, MENU, Turn
from bot.i18n.catalogue import Words
from bot.markup import Html
from bot.replies import Button, Reply, pack, rows, unpack
from bot.understanding.answers.intents import Intent, recognize, yes_or_no
from bot.understanding.wishes.sentence import says
from storage.records.diary import MarkKind
from storage.records.retention_periods import STOPPED_KEPT, TOLD_BEFORE

ASKING_STOP = "stop"


def stop_prompts(turn: Turn) -> None:
    """/stop: no more prompts; the record stays for a while."""
    turn.change(stopped_at=turn.now, asking=None)
    turn.mark(MarkKind.PAUSED, turn.today)
    rest_prompts(turn)
    words = turn.words
    kept, told = words.count("stop.kept", STOPPED_KEPT.days), words.count("stop.told", TOLD_BEFORE.days)
    text = Html(f"{words.say('stop.done')} {kept} {told}")
    turn.say(text, rows((Button(turn.words.label("button.start_again"), pack("resume")),)), slot=MENU)


def ask_stop(turn: Turn, *, lead: Html | None = None) -> None:
    """Ask whether "stop", said with no walk open, means the reminders."""
    words = turn.words
    if not turn.person.reminders:
        turn.say(words.say("no_walk"))
        return
    turn.change(asking=ASKING_STOP)
    question = words.say("stop.ask")
    turn.say(
        Html(f"{lead}\n{question}") if lead else question,
        rows(
            (
                Button(words.label("button.stop_yes"), pack("stop", "yes")),
                Button(words.label("button.stop_no"), pack("stop", "no")),
            ),
            (Button(words.label("button.pause_week"), pack("pause", 7)),),
        ),
        slot=ASK,
        event="stop_asked",
    )


def answer_stop(turn: Turn, text: str) -> bool:
    """A typed yes or no to `ask_stop`; "stop" said again is a yes. False when it is neither."""
    words = turn.words
    word = recognize(text, words, (Intent.YES, Intent.STOP, Intent.NO)) or yes_or_no(text, words)
    if word is None and says(text, words, "no_more"):
        word = Intent.STOP
    elif word is None and says(text, words, "keep_it"):
        word = Intent.NO
    if word is not None:
        _decide_stop(turn, yes=word is not Intent.NO)
    return word is not None


def tap_stop(turn: Turn, data: str) -> bool:
    """`stop:yes|no`."""
    turn.strip_pressed()
    _decide_stop(turn, yes=unpack(data)[1:] == ("yes",))
    return True


def _decide_stop(turn: Turn, *, yes: bool) -> None:
    turn.close_question(ASKING_STOP)
    if yes:
        stop_prompts(turn)
    else:
        turn.say(phrases.next_time(turn))


def end_notice(words: Words, day: date) -> Reply:
    """The notice to a stopped person that their record is erased on a day."""
    buttons = (
        Button(words.label("button.keep_record"), pack("stay")),
        Button(words.label("button.start_again"), pack("resume")),
    )
    text = words.say("stop.ends", day=words.whole_date(day))
    return Reply(text, rows(buttons), slot=MENU, event="end_told")


def tap_stay(turn: Turn, data: str) -> bool:
    """`stay`: the record is kept as long again."""
    if turn.person.account.stopped_at is None:
        return False
    turn.strip_pressed()
    turn.change(stopped_at=turn.now)
    turn.say(turn.words.count("stop.stays", STOPPED_KEPT.days))
    return True


def _command(turn: Turn, argument: str) -> None:
    if argument.strip():
        # "/stop the Sunday ones" may mean less.
        ask_stop(turn)
    else:
        stop_prompts(turn)


def _ask_again(turn: Turn, lead: Html) -> bool:
    ask_stop(turn, lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    commands=(Command(name="stop", run=_command, needs_slash=True),),
    questions=(
        Question(
            prefix=ASKING_STOP,
            answer=answer_stop,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=True,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
    taps={"stop": tap_stop, "stay": tap_stay},
)
