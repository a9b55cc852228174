"""Who is looked back on in these tests: Ana, who came on a Wednesday in September, and what is on her record."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.conversations.history.summary import Recap, look_back
from bot.i18n.catalogue import words_in
from storage.records.diary import CheckIn, Diary, Mark, WalkSummary
from storage.records.person import Feel, Person, Reminder, WalkState
from tests.harness.libraries import shipped_library

LIBRARY = shipped_library()
WORDS = words_in("en")
LISBON = ZoneInfo("Europe/Lisbon")
# A Sunday; Ana is reminded from Monday to Saturday.
TODAY, CAME = date(2026, 11, 22), date(2026, 9, 9)
ANA = Person(id=1, created_at=datetime(2026, 9, 9, 12, tzinfo=UTC), reminders=(Reminder(1, time(19), 0b0111111),))
DAY = timedelta(days=1)
LYING = "lying-inner-thigh"

Part = WalkSummary | Mark | CheckIn


def on(text: str) -> date:
    """A day of 2026: 11-21."""
    return date.fromisoformat(f"2026-{text}")


def walk(
    day: date,
    feel: Feel | None = None,
    *,
    form: str = "full",
    variation: str = "seated-inner-thigh",
    state: WalkState = WalkState.DONE,
    seconds: int = 120,
    skipped: tuple[str, ...] = (),
) -> WalkSummary:
    """A walk at noon; one that is not done ended on no date."""
    found = LIBRARY.variation(variation)
    noon = datetime.combine(day, time(12), UTC)
    return WalkSummary(
        movement="gone" if found is None else found.movement_id,
        variation=variation,
        ended_on=day if state is WalkState.DONE else None,
        seconds=seconds,
        feel=feel,
        number=(day - CAME).days + 1,
        form=form,
        state=state,
        moves=5,
        started_at=noon,
        moved_at=noon,
        skipped=skipped,
    )


def diary(*parts: Part, asked: str = "", declined: str = "") -> Diary:
    """A diary that is made of these, and of dates such as 11-21."""
    return Diary(
        walks=tuple(part for part in parts if isinstance(part, WalkSummary)),
        marks=tuple(part for part in parts if isinstance(part, Mark)),
        checkins=tuple(part for part in parts if isinstance(part, CheckIn)),
        asked=frozenset(map(on, asked.split())),
        declined=frozenset(map(on, declined.split())),
    )


def recap(*parts: Part, person: Person = ANA, today: date = TODAY, asked: str = "", declined: str = "") -> Recap:
    """What somebody's record comes to that is made of these."""
    return look_back(person, diary(*parts, asked=asked, declined=declined), today, LISBON)
