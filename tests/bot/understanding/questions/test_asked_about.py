"""What is asked or told about the bot itself: a table of sentences, and the wish that each is heard as."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.understanding.answers.intents import Intent
from bot.understanding.hearing import hear
from bot.understanding.wishes.wish_rules import Where, Wish
from tests.bot.understanding.wishes.test_wishes import KNOWN, WORDS

TABLE = Path(__file__).with_name("asked_about.tsv").read_text("utf-8")
ROWS = [tuple(line.split("\t")) for line in TABLE.splitlines() if line and not line.startswith("#")][1:]


@pytest.mark.parametrize(("where", "said", "wish"), ROWS, ids=[said for _, said, _ in ROWS])
def test_what_is_asked_about_the_bot_is_heard_as_it_is_meant(where: str, said: str, wish: str) -> None:
    """And the list of commands is no answer to a sentence that asks for something else."""
    known = replace(KNOWN, is_admin=where == "admin")
    heard = hear(said, WORDS, Where.OUT if where == "admin" else Where(where), known)
    if wish.startswith("!"):
        assert heard.word is not Intent.HELP
        assert all(one.wish is not Wish(wish[1:]) for one in heard.wishes)
        return
    if heard.word is not None:
        assert heard.word.value == wish
        return
    told = [f"{one.wish.value} {one.detail}".strip() for one in heard.wishes]
    alone = [one.wish.value for one in heard.wishes]
    assert wish in (told[0] if len(told) == 1 else "", alone[0] if len(alone) == 1 else "")
