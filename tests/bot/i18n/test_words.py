"""Does a person read only words that they would use themselves, and does a translator read what is put in where?"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from tests.bot.i18n.readability import CATALOGUE, NOT_READ, Message, catalogue_messages, movement_messages

# What these words are called in the code, and what a person takes them for.
INSIDE = {
    "walk": r"walk(s|ed|ing|ers?)?",  # a stroll; say session
    "prompt": r"prompt(s|ed|ing)?",  # what is typed to a machine; say reminder
    "run": r"runs?|ran|running",  # running; say days in a row, or streak
    "record": r"record(s|ed|ings?)?",  # a medical one; say what I keep about you
    "shall": r"shall",  # old; say should, or will
}
# Where one of them is meant as everybody means it.
MEANT = {
    ("end.rest", "walk"): "a stroll, which is better than rest",
    ("hurt.done", "walk"): "a stroll, which is better than rest",
    ("about.signs.stop", "run"): "pain that runs down a leg",
    ("help.admin", "record"): "the command",
}


def strangers(messages: list[Message]) -> Iterator[str]:
    """Where a word of the code is said to a person."""
    for message in messages:
        for word, forms in INSIDE.items():
            said = re.sub(r"\{\w+\}", "", message.text)
            if re.search(rf"\b({forms})\b", said, re.IGNORECASE) and (message.key, word) not in MEANT:
                yield f"{message}: {word}"


def test_no_word_of_the_code_is_said_to_a_person() -> None:
    """In the catalogue and in the movements."""
    messages = [*catalogue_messages(), *movement_messages()]
    assert len(messages) > 1000
    assert list(strangers(messages)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Your walks so far", ["walk"]),
        ("A RUN of 5 days", ["run"]),
        ("I am walking; no prompt was recorded", ["walk", "prompt", "record"]),
        ("When shall I come?", ["shall"]),
        ("Shallow breaths, promptly, around the trunk of a sidewalk", []),
    ],
)
def test_a_word_of_the_code_is_found_in_all_its_forms(text: str, found: list[str]) -> None:
    """And in no other word."""
    message = Message(CATALOGUE, 1, "some.key", text)
    assert [line.split(": ")[1] for line in strangers([message])] == found


def test_every_sentence_says_to_translators_what_is_put_in_and_where_it_is_shown() -> None:
    """In the comments above it, a line for each name in braces."""
    with CATALOGUE.open("rb") as file:
        entries = [entry for entry in read_po(file) if entry.id]
    untold = []
    for entry in entries:
        key = entry.id[0] if isinstance(entry.id, tuple) else str(entry.id)
        texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        names = {name for text in texts for _, name, _, _ in string.Formatter().parse(str(text)) if name}
        told = "\n".join(entry.auto_comments)
        if names and not key.startswith(NOT_READ):
            missing = [name for name in sorted(names) if f"{{{name}}}: " not in told]
            untold += [f"{key}: {{{name}}}" for name in missing] + ([] if "Shown: " in told else [f"{key}: where"])
    assert untold == []
