"""Export as a text: a person's whole record, section by section, row by row, in their own time zone.

Every column has its name in the catalogue, under `column.<name>`; empty values are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversations import movement_phrases
from bot.i18n.catalogue import Words
from bot.timing.recurrence import mask_to_weekdays

WIDTH = 28


def readable(record: Mapping[str, Any], words: Words, zone: ZoneInfo, now: datetime) -> str:
    """The record that `storage.statements.people.export` gives, as a text of many lines. `now` is UTC."""
    lines = [words.label("ledger.title", moment=_moment(now, words, zone)), words.label("ledger.note"), ""]
    for section, content in record.items():
        lines += ["", words.label(f"ledger.{section}"), ""]
        if isinstance(content, Mapping):
            lines += _row(content, words, zone)
        elif not content:
            lines.append(words.label("ledger.nothing"))
        else:
            lines += _many(content, words, zone)
    return "\n".join(lines) + "\n"


def _many(rows: Sequence[Mapping[str, Any]], words: Words, zone: ZoneInfo) -> Iterator[str]:
    for index, row in enumerate(rows):
        if index:
            yield ""
        yield from _row(row, words, zone)


def _row(row: Mapping[str, Any], words: Words, zone: ZoneInfo) -> Iterator[str]:
    for name, value in row.items():
        if value is not None and value != "":
            yield f"  {words.label(f'column.{name}'):<{WIDTH}} {_shown(name, value, words, zone)}"


def _shown(name: str, value: Any, words: Words, zone: ZoneInfo) -> str:
    """A value in words."""
    if isinstance(value, list):
        return words.row(value)
    if isinstance(value, bool):
        return words.label("ledger.yes" if value else "ledger.no")
    if name == "avoids" and isinstance(value, str):
        return movement_phrases.in_words(value.split(), words)
    if name == "weekdays":
        return words.and_list(words.weekday(day) for day in mask_to_weekdays(value))
    if isinstance(value, str) and (moment := _as_moment(value)) is not None:
        return _moment(moment, words, zone)
    if isinstance(value, str) and (day := _as_date(value)) is not None:
        return words.whole_date(day)
    if isinstance(value, str) and value.startswith("{"):
        return _packed(value, words)
    return str(value)


def _as_moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(moment: datetime, words: Words, zone: ZoneInfo) -> str:
    there = moment.astimezone(zone if zone is not None else UTC)
    return words.label("ledger.moment", day=words.whole_date(there.date()), time=words.clock(there))


def _packed(text: str, words: Words) -> str:
    """Several values in one column: {"a": [1, 2]} as a: 1, 2."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    parts = ((key, value if isinstance(value, list) else [value]) for key, value in found.items())
    return words.row((f"{key}: {words.row(map(str, values))}" for key, values in parts), key="row.semicolon")
