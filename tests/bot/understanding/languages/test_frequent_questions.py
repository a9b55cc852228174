"""Do people get the answers of the frequent questions when they ask in their own language, out of a session?

Two sentences an entry and language, one short and careless, one whole; none of them is an example. What becomes of a
sentence is one of `BECOMES`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.conversations import session
from bot.conversations.faq.faq import FAQ
from bot.conversations.ways_on import MEANT
from bot.replies import pack
from tests.harness.chat import Chat
from tests.harness.shortened import shortened
from tests.harness.typed import chat_in

TABLES = sorted(Path(__file__).parent.glob("faq_*.tsv"))
# The answer was said, or one that answers the same; it is under a button; another answer was said; or something was
# changed, set, paused, deleted or begun that nobody asked for.
BECOMES = (RIGHT, OFFERED, OTHER, CHANGED) = ("right", "offered", "other answer", "wrong and silent")
# At least so many of a hundred sentences are right or offered.
LEAST = 85
# Other entries (`faq.`) and wishes whose answer answers the same; `undo` is the button of the newest message.
SAME = {
    "about_me": "faq.age_limit",
    "all_movements": "other_movement",
    "before_or_after": "faq.best_time",
    "contact": "privacy faq.wish_for_more",
    "cross": "sorry",
    "dead_buttons": "faq.telegram",
    "doing_it_right": "faq.praise",
    "fewer": "faq.less annoyed",
    "hush_now": "quiet",
    "in_a_row": "faq.how_often",
    "keep_short": "privacy",
    "others_set_up": "share faq.remind_others",
    "own_clock": "zone",
    "past_absence": "forgiven",
    "praise": "faq.doing_it_right",
    "proud": "glad veteran",
    "quiet_after": "faq.why_rarer",
    "remind_others": "share faq.others_set_up",
    "same_movements": "in_words",
    "set_now": "settings reminders",
    "several_steps": "faq.all_steps",
    "silent": "notifications",
    "slippery": "ask.wheels",
    "telegram": "faq.dead_buttons",
    "two_people": "faq.company",
    "undo_last": "undo",
    "why_rarer": "faq.quiet_after",
    "why_setting": "reminders",
    "wish_for_more": "faq.contact faq.other_parts",
}


def rows(table: Path) -> list[tuple[str, str]]:
    """(Entry, sentence), without the header."""
    lines = table.read_text(encoding="utf-8").splitlines()[1:]
    return [(name, text) for name, text in (line.split("\t") for line in lines)]


def language_of(table: Path) -> str:
    """What is spoken in it."""
    return table.stem.removeprefix("faq_")


def kept(chat: Chat) -> Any:
    """All that is stored of a person, questions and counts of changes apart; None for somebody who is erased."""
    person = chat.memory.people.get(chat.id)
    if person is None:
        return None
    account = replace(person.account, asking=None, heard_at=None)
    return replace(person, account=account, version=0), chat.memory.marks, chat.memory.checkins


def new_texts(chat: Chat, before: Chat) -> set[str]:
    """The texts of messages that are new, or new in their place."""
    return {text for text in chat.texts if text not in before.texts}


def data_of(chat: Chat, meant: str) -> str:
    """The data of the button for an entry, a wish, or a question about the step."""
    if meant == "undo":
        return next(data for _, data in chat.last.buttons if ":undo" in data) if chat.last else ""
    return pack(MEANT, *meant.split("."))


@cache
def answers(language: str, name: str) -> tuple[frozenset[str], frozenset[str], tuple[Any, ...]]:
    """What answers an entry: the texts, the data of the buttons to them, and what may be stored after it."""
    chat = chat_in(language, "out")
    buttons = [data_of(chat, meant) for meant in (f"faq.{name}", *SAME.get(name, "").split())]
    texts, stored = set[str](), [kept(chat)]
    for data in buttons:
        tapped = chat.fork()
        said = {*tapped.forges(data), *new_texts(tapped, chat)}
        assert said, f"{data} says nothing"
        texts |= said
        if data == buttons[-1] and SAME.get(name) == "undo":
            stored.append(kept(tapped))
    return frozenset(texts), frozenset(buttons), tuple(stored)


def is_about_health(chat: Chat, name: str, said: set[str]) -> bool:
    """Whether what is said is about health first: to somebody who tells of an illness, of their own or of somebody
    else, or who is dizzy."""
    if name == "wobbly":
        return chat.person.account.asking == session.DIZZY
    if name == "others_conditions":
        opening = chat.words.say("slight.somebody", what="|").partition("|")[0]
        return any(text.startswith(opening) for text in said)
    return name == "about_me" and any(text.startswith(chat.words.say("left_out.kind")) for text in said)


def becomes(language: str, name: str, text: str) -> str:
    """What comes of a sentence: one of `BECOMES`."""
    before = chat_in(language, "out")
    chat = before.fork()
    texts, buttons, stored = answers(language, name)
    said = {*chat.says(text), *new_texts(chat, before)}
    if kept(chat) not in stored:
        return CHANGED
    if said & texts or is_about_health(chat, name, said):
        return RIGHT
    offered = {data for message in chat.live if message not in before.live for _, data in message.buttons}
    return OFFERED if offered & buttons else OTHER


@pytest.mark.parametrize("every", shortened([10, 1], 2))
@pytest.mark.parametrize("table", TABLES, ids=language_of)
def test_questions_get_their_answers_and_change_nothing(table: Path, every: int) -> None:
    """Each row of a table, or each tenth one."""
    heard = [(becomes(language_of(table), name, text), name, text) for name, text in rows(table)[::every]]
    counted = Counter(what for what, _, _ in heard)
    missed = [" | ".join(row) for row in sorted(heard) if row[0] in (OTHER, CHANGED)]
    told = "\n".join([", ".join(f"{counted[what]} {what}" for what in BECOMES), *missed])
    assert counted[CHANGED] == 0, told
    assert 100 * (counted[RIGHT] + counted[OFFERED]) >= LEAST * len(heard), told


def test_there_is_a_table_for_each_language_that_is_spoken() -> None:
    """Those with all their sentences, beside English."""
    assert [language_of(table) for table in TABLES] == ["ar", "de", "es", "pt_BR", "ru"]


@pytest.mark.parametrize("table", TABLES, ids=language_of)
def test_each_entry_has_two_sentences_and_no_sentence_stands_twice(table: Path) -> None:
    """Of the same entries in each language."""
    names = Counter(name for name, _ in rows(table))
    assert names.keys() <= FAQ.keys()
    assert set(names.values()) == {2}
    assert [name for name, _ in rows(table)] == [name for name, _ in rows(TABLES[0])]
    told = Counter(text.casefold().strip(".!?¿¡؟ ") for _, text in rows(table))
    assert [text for text, times in told.items() if times > 1] == []


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("lock", "can I protect this conversation with a password", RIGHT),
        ("set_now", "/settings", RIGHT),
        ("undo_last", "undo", RIGHT),
        ("contact", "is there any charge for this", OFFERED),
        ("lock", "what is today's movement", OTHER),
        ("what_day", "/remind off", CHANGED),
        ("what_day", "undo", CHANGED),
    ],
)
def test_what_becomes_of_a_sentence(name: str, text: str, what: str) -> None:
    """A change that is not asked for is wrong whatever is said."""
    assert becomes("en", name, text) == what
