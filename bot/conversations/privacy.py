"""What is kept, a copy of it, and its end: /privacy, /export, /delete."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.conversations import ending
from bot.conversations.hearing import Word, exactly, heard
from bot.conversations.turn import ASK, Turn
from bot.replies import Button, pack, rows, unpack

ASKING = "delete"
FILE_NAME = "limber.json"


def privacy(turn: Turn) -> None:
    """/privacy: what is stored, why and how long, in plain words."""
    turn.say(turn.words.say("privacy.text"), event="privacy")


def export(turn: Turn, record: Mapping[str, Any]) -> None:
    """/export: everything that is stored of the person, as one file."""
    content = json.dumps(record, ensure_ascii=False, indent=2)
    turn.document(turn.words.say("export.here"), FILE_NAME, content)


def delete(turn: Turn) -> None:
    """/delete: asks once."""
    words = turn.words
    turn.change(asking=ASKING)
    turn.say(
        words.say("delete.ask"),
        rows(
            (
                Button(words.label("button.delete_yes"), pack("delete", "yes")),
                Button(words.label("button.delete_no"), pack("delete", "no")),
            )
        ),
        slot=ASK,
        event="delete_asked",
    )


def tap(turn: Turn, data: str) -> None:
    """`delete:yes|no`; an old yes deletes nothing."""
    turn.strip_pressed()
    if turn.person.asking != ASKING:
        ending.where_you_are(turn)
    else:
        _decide(turn, yes=unpack(data)[1:] == ("yes",))


def answer(turn: Turn, text: str) -> bool:
    """A typed yes or no; False when it is neither. A yes has to be a plain one: it cannot be undone."""
    if exactly(text, turn.words, "hear.delete_yes"):
        _decide(turn, yes=True)
    elif heard(text, turn.words, (Word.NO, Word.STOP)) is not None or exactly(text, turn.words, "hear.delete_no"):
        _decide(turn, yes=False)
    else:
        return False
    return True


def _decide(turn: Turn, *, yes: bool) -> None:
    turn.change(asking=None)
    if yes:
        turn.erase = True
        turn.strips.clear()
        turn.say(turn.words.say("delete.done"), event="deleted")
    else:
        turn.say(turn.words.say("delete.kept"))
