"""Is what people type in their own language understood, each row of the tables where it belongs?

A row is done rightly, or asked: one of the new buttons does what is meant. Not understood, or wrong and shown, is told
by what is said back; wrong and silent is what changed something else without a question.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.i18n.po_files import FALLBACK, offered
from bot.timing.recurrence import ALL_DAYS, mask_to_weekdays
from tests.harness.chat import Chat
from tests.harness.shortened import shortened
from tests.harness.typed import LEADING, NOW, chat_in, in_english, kept, leads_to, seen

FOLDER = Path(__file__).parents[1] / "understanding" / "languages"
LANGUAGES = [language for language in offered() if language != FALLBACK]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# The share of the rows that is done rightly or asked, at least.
UNDERSTOOD = 0.97
RIGHT, ASKED, LOST, SHOWN, SILENT = "right", "asked", "not understood", "wrong and shown", "wrong and silent"
# What is said instead in English, where the answer is shown and nothing is kept.
IN_ENGLISH = {
    "hurts": "it hurts",
    "other_side": "other side",
    "stop_prompts": "stop writing to me",
    "when_next": "when is my next reminder",
    "delete": "delete my data",
}
HOW_LONG = "how long does it take"
# Where a row is typed that tells what says the same in English.
HERE = ("walk", "out")


@dataclass(frozen=True)
class Row:
    """A row of a table: the kind of its reading, the rest of it, and what is typed."""

    kind: str
    detail: str
    text: str


def rows_of(language: str) -> list[Row]:
    """The rows of a language's table."""
    body = (FOLDER / f"typed_{language}.tsv").read_text("utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in body]
    return [Row(*what.partition(" ")[::2], text) for what, text, _ in cells]


# Where a row is typed

OTHERS = {"yes": "answer", "no": "answer", "date": "span", "wish": "out"}


def state_of(row: Row) -> str:
    """The name of the state in which a row is typed."""
    if row.kind == "span" and row.detail.endswith("minutes"):
        return "time"
    return row.kind if row.kind in LEADING else OTHERS.get(row.kind, "walk")


# What has to come of it


def ends_as(language: str, state: str, text: str) -> Callable[[Chat], bool]:
    """Whether a chat is where it is after these English words."""
    wanted = seen(in_english(language, state, text))
    return lambda chat: seen(chat) == wanted


def wanted_by(row: Row, language: str) -> Callable[[Chat], bool]:
    """Whether a chat is as it has to be when the row was understood."""
    first, _, rest = row.detail.partition(" ")
    kind = f"wish {first}" if row.kind == "wish" else row.kind
    match kind:
        case "time":
            return lambda chat: _has(chat, row.detail, ALL_DAYS)
        case "days":
            return lambda chat: _has(chat, "11:11", _days(row.detail))
        case "date":
            return lambda chat: _is_paused(chat, date.fromisoformat(row.detail))
        case "span" if rest == "days":
            return lambda chat: _is_paused(chat, NOW.date() + timedelta(days=int(first)))
        case "span":
            return ends_as(language, "time", row.detail)
        case "zone":
            return lambda chat: chat.person.settings.zone == row.detail
        case "position":
            return lambda chat: chat.person.settings.position == row.detail and chat.person.account.asking is None
        case "wish remind":
            at, _, days = rest.partition(" ")
            return lambda chat: _has(chat, at, _days(days) if days else ALL_DAYS)
        case "wish days_off":
            return lambda chat: _has(chat, "11:11", ALL_DAYS - _days(rest))
        case "wish pause":
            until = NOW.date() + timedelta(days=int(rest.split()[0]))
            return lambda chat: _is_paused(chat, until)
        case "wish travel":
            return lambda chat: chat.person.settings.zone == rest
        case "wish pictures_off":
            return lambda chat: not chat.person.settings.pictures
        case "wish how_long":
            return lambda chat: _newest_line(chat) == _newest_line(in_english(language, "out", HOW_LONG))
        case "wish stop":
            return ends_as(language, "out", IN_ENGLISH["stop_prompts"])
    word = row.detail if row.kind in ("wish", *HERE) else row.kind
    return ends_as(language, state_of(row), IN_ENGLISH.get(word, word))


def _newest_line(chat: Chat) -> str:
    return "" if chat.last is None else chat.last.text.splitlines()[-1]


def _days(listed: str) -> frozenset[int]:
    return frozenset(DAYS.index(day) for day in listed.split(",")) if listed else frozenset()


def _has(chat: Chat, at: str, days: frozenset[int]) -> bool:
    found = [(f"{one.at:%H:%M}", mask_to_weekdays(one.weekdays)) for one in chat.person.recurring]
    return (at, days) in found


def _is_paused(chat: Chat, until: date) -> bool:
    ends = chat.person.account.paused_until
    return ends is not None and ends.date() == until


# How a row went


def outcome(row: Row, language: str) -> tuple[str, Chat]:
    """How it went, and the chat after it."""
    before = chat_in(language, state_of(row))
    chat, is_so = before.fork(), wanted_by(row, language)
    chat.says(row.text)
    if is_so(chat):
        return RIGHT, chat
    if kept(chat) != kept(before):
        return SILENT, chat
    had = {data for message in before.messages.values() for _, data in message.buttons}
    for message in chat.live:
        for _, data in message.buttons:
            if data not in had and leads_to(chat, data, is_so):
                return ASKED, chat
    return (LOST if any(call.event == "fallback" for call in chat.result.calls) else SHOWN), chat


@pytest.mark.parametrize("every", shortened([8, 1], 2))
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_type_is_understood_in_their_own_language(language: str, every: int) -> None:
    """97 % is done rightly or asked, and nothing else is done silently."""
    rows = rows_of(language)[::every]
    found = [(outcome(row, language)[0], row) for row in rows]
    counts = Counter(told for told, _ in found)
    sys.stdout.write(f"{language}: {dict(counts)}\n")
    missed = [(told, row) for told, row in found if told not in (RIGHT, ASKED)]
    assert [row for told, row in missed if told == SILENT] == []
    assert len(rows) - len(missed) >= UNDERSTOOD * len(rows), missed
