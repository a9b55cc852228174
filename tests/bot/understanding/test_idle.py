"""Idle: a table of sentences out of a session, and the wish that each is heard as."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.answers.intents import Intent
from bot.understanding.hearing import hear
from bot.understanding.wishes.wish_rules import Where
from tests.bot.understanding.wishes.test_wishes import KNOWN, WORDS

TABLE = Path(__file__).with_name("idle.tsv").read_text("utf-8")
ROWS = [tuple(line.split("\t")) for line in TABLE.splitlines() if line and not line.startswith("#")][1:]
# Words of a walk that mean the same out of it.
AS_WISHES = {Intent.NEXT: "start", Intent.STOP: "goodbye"}


@pytest.mark.parametrize(("said", "wish"), ROWS, ids=[said for said, _ in ROWS])
def test_what_is_said_out_of_a_session_is_heard_as_it_is_meant(said: str, wish: str) -> None:
    """None of it changes anything unasked."""
    heard = hear(said, WORDS, Where.OUT, KNOWN)
    if heard.word is not None:
        assert AS_WISHES.get(heard.word, heard.word.value) == wish
        return
    told = [one.wish.value for one in heard.wishes]
    assert told == ([] if wish == "-" else [wish.removeprefix("ask ")])
    assert not (wish.startswith("ask ") and heard.wishes[0].sure)
