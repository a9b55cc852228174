"""Privacy: what is stored and by whom, a copy of it, and its deletion. /privacy, /export, /delete."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.conversations.account import export as ledger
from bot.conversations.dialogue import Command, Dialogue, Question, never, not_called_off
from bot.conversations.turn import ASK, Turn
from bot.markup import Html
from bot.replies import Button, Reply, pack, rows, unpack
from bot.understanding.answers.intents import Intent, matches, recognize
from bot.understanding.wishes.sentence import says
from storage.records.calls import LAST_WORD
from storage.records.retention_periods import (
    BUTTONS_KEPT,
    ERASURES_KEPT,
    INBOX_KEPT,
    OUTBOX_KEPT,
    PROMPTS_KEPT,
    STOPPED_KEPT,
    TOLD_BEFORE,
)

ASKING = "delete"
FILE_NAME, READABLE_NAME = "limber.json", "limber.txt"
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this bot, and how to reach them, in their own words; None where they did not say."""

    name: str | None = None
    contact: str | None = None


def show_privacy(turn: Turn, operator: Operator) -> None:
    """/privacy: what is stored, why, how long, and who runs the bot."""
    words = turn.words
    kept = words.say(
        "privacy.periods",
        updates=words.count("hours", INBOX_KEPT // HOUR),
        messages=words.count("days", OUTBOX_KEPT.days),
        buttons=words.count("hours", BUTTONS_KEPT // HOUR),
        reminders=words.count("days", PROMPTS_KEPT.days),
        rest=words.count("privacy.rest", STOPPED_KEPT.days),
        told=words.count("privacy.told", TOLD_BEFORE.days),
        erased=words.count("days", ERASURES_KEPT.days),
    )
    turn.say(Html("\n\n".join((words.say("privacy.text"), kept, _who(turn, operator)))), event="privacy")


def _who(turn: Turn, operator: Operator) -> Html:
    words = turn.words
    if operator.name and operator.contact:
        return words.say("privacy.operator", name=operator.name, contact=operator.contact)
    if operator.name or operator.contact:
        return words.say("privacy.operator_short", who=operator.name or operator.contact)
    return words.say("privacy.operator_unknown")


def send_export(turn: Turn, record: Mapping[str, Any]) -> None:
    """/export: everything that is stored of the person, as one JSON file for programs and as a text for people."""
    words = turn.words
    turn.document(words.say("export.text"), READABLE_NAME, ledger.readable(record, words, turn.zone, turn.now))
    turn.document(words.say("export.json"), FILE_NAME, json.dumps(record, ensure_ascii=False, indent=2))
    if any(line["is_kept"] for line in record.get("recordings", ())):
        turn.replies.append(Reply(words.say("export.voice"), archive_of=turn.person.id, event="document"))


def ask_to_delete(turn: Turn, *, lead: Html | None = None) -> None:
    """/delete: asks once."""
    words = turn.words
    question = words.say("delete.ask")
    turn.change(asking=ASKING)
    turn.say(
        Html(f"{lead}\n{question}") if lead else question,
        rows(
            (
                Button(words.label("button.delete_yes"), pack("delete", "yes")),
                Button(words.label("button.delete_no"), pack("delete", "no")),
            )
        ),
        slot=ASK,
        event="delete_asked",
    )


def tap(turn: Turn, data: str) -> bool:
    """`delete:yes|no`; an old yes deletes nothing."""
    if turn.person.account.asking != ASKING:
        return False
    turn.strip_pressed()
    _decide(turn, yes=unpack(data)[1:] == ("yes",))
    return True


def answer(turn: Turn, text: str) -> bool:
    """A typed yes or no; False when it is neither. Only an exact yes counts: deletion cannot be undone."""
    if matches(text, turn.words, "hear.delete_yes"):
        _decide(turn, yes=True)
    elif (
        recognize(text, turn.words, (Intent.NO, Intent.STOP)) is not None
        or matches(text, turn.words, "hear.delete_no")
        or says(text, turn.words, "keep_it")
    ):
        _decide(turn, yes=False)
    else:
        return False
    return True


def _decide(turn: Turn, *, yes: bool) -> None:
    turn.close_question(ASKING)
    if yes:
        turn.erase = True
        turn.strips.clear()
        turn.say(turn.words.say("delete.done"), event=LAST_WORD)
    else:
        turn.say(turn.words.say("delete.kept"))


def _command(turn: Turn, argument: str) -> None:
    ask_to_delete(turn)


def _ask_again(turn: Turn, lead: Html) -> bool:
    ask_to_delete(turn, lead=lead)
    return True


DIALOGUE = Dialogue(
    module=__name__,
    commands=(
        Command(name="privacy", run=None),
        Command(name="export", run=None),
        Command(name="delete", run=_command),
    ),
    questions=(
        Question(
            prefix=ASKING,
            answer=answer,
            ask_again=_ask_again,
            yields_to_walk=False,
            is_called_off=not_called_off,
            waits=True,
            outlasts_commands=never,
            hears_pain=never,
            is_slow=False,
        ),
    ),
    taps={"delete": tap},
)
