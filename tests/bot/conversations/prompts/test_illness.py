"""Illness that lasted: are the days since "unwell" excused, and no others?"""

from __future__ import annotations

from datetime import timedelta

from storage.records.diary import MarkKind
from tests.harness.chat import Chat, set_up

LASTED = "I was ill last week, please do not count those days."


def _marked(chat: Chat) -> list[int]:
    """How many days ago the days are that this turn marked as unwell."""
    today = chat.now.date()
    return sorted(((today - one.on_date) // timedelta(days=1) for one in chat.result.marks), reverse=True)


def test_the_days_since_unwell_was_said_are_excused() -> None:
    """Up to today, in one sentence that names the first."""
    chat = set_up()
    chat.says("unwell")
    chat.pass_time(days=3)
    [answer] = chat.says(LASTED)
    assert answer.startswith("I know: you told me")
    assert _marked(chat) == [3, 2, 1, 0]
    assert {one.kind for one in chat.result.marks} == {MarkKind.UNWELL}


def test_nothing_is_excused_for_what_was_never_said_or_long_ago() -> None:
    """Then it is said how a day is excused."""
    never, long_ago = set_up(), set_up()
    long_ago.says("unwell")
    long_ago.pass_time(days=8)
    for chat in (never, long_ago):
        [answer] = chat.says(LASTED)
        assert answer.startswith("I can only excuse a day")
        assert _marked(chat) == []
