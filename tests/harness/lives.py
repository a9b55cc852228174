"""Tables of lives: what people say in a state of the chat, what the answer has to contain, and what is stored then.

A row is (state, said, right, stored). `said` has `>` between two messages, `* label` is a tap, and `+ 3 days` lets time
go by. `right` has `|`
between two answers that are right, `!` before what may not stand in it, and `-` for nothing of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.timing.recurrence import mask_to_weekdays
from tests.harness.chat import Chat

Row = tuple[str, ...]
WAIT = re.compile(r"\+ (?P<count>\d+) (?P<unit>hours|days)")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def rows_of(file: Path) -> list[Row]:
    """The rows of a table, without its header and its comments."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [(*line.split("\t"), "")[:4] for line in lines if line and not line.startswith("#")][1:]


def do(chat: Chat, step: str) -> list[str]:
    """Say a text, tap a button, or let hours or days go by; the texts of new messages."""
    if (wait := WAIT.fullmatch(step)) is not None:
        chat.pass_time(**{wait["unit"]: float(wait["count"])})
        return []
    return chat.taps(step[2:]) if step.startswith("* ") else chat.says(step)


def last_told(chat: Chat, said: str) -> str:
    """What is answered to the last of several messages, its buttons behind it, in one line."""
    answers: list[str] = []
    for step in said.split(" > "):
        answers = do(chat, step)
    return " ".join("\n".join([*answers, *chat.buttons]).split())


def is_right(told: str, right: str) -> bool:
    """Whether an answer contains what it has to, and nothing that it may not."""
    wanted = [one for one in right.split("|") if not one.startswith("!") and one != "-"]
    unwanted = [one[1:] for one in right.split("|") if one.startswith("!")]
    return (not wanted or any(one in told for one in wanted)) and not any(one in told for one in unwanted)


def reminders_told(chat: Chat) -> list[str]:
    """The reminders and rests that are stored: `07:30`, `10:00 mon,wed`, `16:00 2026-11-23`, `without
    2026-11-24..2026-11-27`."""
    told = []
    for one in sorted(chat.person.reminders, key=lambda one: (one.once_on is not None, one.at)):
        days = ",".join(DAYS[day] for day in sorted(mask_to_weekdays(one.weekdays)))
        told.append(f"{one.at:%H:%M} {one.once_on or days}".removesuffix(f" {','.join(DAYS)}"))
    return told + [f"without {first}..{end}" for first, end in chat.person.account.rests]


def assert_right(rows: Iterable[Row], wrong_in: Callable[..., str | None]) -> None:
    """Fail with a line for each wrong row. `wrong_in` says what is wrong with one."""
    rows = list(rows)
    assert rows, "a table without rows says nothing"
    wrong = [found for row in rows if (found := wrong_in(*row)) is not None]
    assert wrong == [], "\n".join([f"{len(wrong)} of {len(rows)} rows are wrong", *wrong])
