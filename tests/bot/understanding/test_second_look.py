"""The second look at a sentence: a table, written before its rules, and what never comes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.answers.intents import Intent
from bot.understanding.examples import meanings
from bot.understanding.examples.meanings import Meant
from bot.understanding.hearing import Heard, hear
from bot.understanding.second_look import beside, doubt, take_up
from bot.understanding.symptoms.symptom_rules import Reading, Symptom
from bot.understanding.wishes.wish_rules import Where, Wish
from bot.understanding.wishes.wishes import Wished
from tests.bot.understanding.wishes.test_wishes import KNOWN, WORDS

TABLE = Path(__file__).with_name("second_look.tsv")


def rows() -> list[tuple[Where, str, list[str]]]:
    """(Where, what is said, the meanings that are right)."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [(Where(where), said, right.split(" | ")) for where, said, right in (line.split("\t") for line in lines[1:])]


def meaning(where: Where, said: str) -> str:
    """What a sentence means after the second look, in the words of the table."""
    heard = hear(said, WORDS, where, KNOWN)
    found = meanings.read(said, WORDS, where, KNOWN)
    second = take_up(found, said, WORDS) if heard == Heard() else doubt(heard, found, said, WORDS)
    if second is not None:
        return named(second.wished)
    if heard.question is not None:
        return f"ask {heard.question.value}"
    if heard.wishes:
        return named(heard.wishes[0])
    return "-" if heard.word is None else heard.word.value


def named(wished: Wished) -> str:
    """A wish with its detail."""
    return f"{wished.wish.value} {wished.detail}".strip()


def test_sentences_mean_what_the_table_says() -> None:
    """Every row that is read otherwise is listed."""
    told = [(said, meaning(where, said), right) for where, said, right in rows()]
    assert [row for row in told if row[1] not in row[2]] == []


def test_what_is_taken_up_or_doubted_is_never_done_unasked() -> None:
    """Nothing is sure of it, and what was heard is offered beside it."""
    heard = Heard(wishes=(Wished(Wish.STOP),))
    found = (Meant(Wished(Wish.ASK, "wheels", sure=False), "step.wheels", 0.97),)
    second = doubt(heard, found, "how do I stop it from rolling", WORDS)
    assert second is not None
    assert (second.wished.sure, second.others) == (False, (Wished(Wish.STOP, sure=False),))
    assert all(not one.wished.sure for one in meanings.read("make it larger", WORDS, Where.OUT, KNOWN))


@pytest.mark.parametrize(
    "heard",
    [
        Heard(wishes=(Wished(Wish.STOP), Wished(Wish.PAUSE))),
        Heard(word=Intent.STOP),
        Heard(Reading(Symptom.RELIEF)),
        Heard(wishes=(Wished(Wish.STOP),)),
    ],
    ids=["several wishes", "an exact word", "no wish at all", "two words"],
)
def test_what_is_not_doubted(heard: Heard) -> None:
    """However likely something else is."""
    found = (Meant(Wished(Wish.SETTINGS, sure=False), "settings", 1.0),)
    said = "stop" if heard.word is not None else "stop sir" if len(heard.wishes) == 1 else "stop it now please sir"
    assert doubt(heard, found, said, WORDS) is None


def test_what_is_near_is_no_reason_for_doubt() -> None:
    """Two meanings of one kind, such as an end and a pause of the session."""
    heard = Heard(wishes=(Wished(Wish.PROGRESS),))
    near = (Meant(Wished(Wish.STREAK, sure=False), "streak", 0.9),)
    far = (Meant(Wished(Wish.QUIET, sure=False), "quiet", 0.9),)
    said = "how many days did I manage"
    assert doubt(heard, near, said, WORDS) is None
    assert doubt(heard, far, said, WORDS) is not None


def test_other_meanings_are_offered_beside_a_question() -> None:
    """Those that are likely, the wish itself not among them; beside what is sure none."""
    asked, other = Wished(Wish.QUIET, sure=False), Wished(Wish.NOTIFICATIONS, sure=False)
    found = (Meant(asked, "quiet", 0.5), Meant(other, "notifications", 0.3), Meant(asked, "none", 0.2))
    assert beside(Heard(wishes=(asked,)), found) == (other,)
    assert beside(Heard(wishes=(Wished(Wish.QUIET),)), found) == ()
