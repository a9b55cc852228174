"""What is promised to everybody over a whole year. Checked by what was said and what arrived, not by the record.

Each function gives back what is wrong, in words; nothing when all is well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from bot.habits.prompt_variants import WORDINGS
from bot.i18n.catalogue import words_in
from tests.system.simulation.personas import Persona
from tests.system.simulation.run import simulated
from tests.system.simulation.simulated_year import Arrival, SimulatedYear

DAY = timedelta(days=1)
# A prompt's wording may come again when so many others have been in between.
APART = 5
# A person who lives a year hears of the bot at least so often: an empty year proves nothing.
FEWEST_ARRIVALS = 10
# What nobody is to read: blame, points, and noise.
UNKIND = re.compile(r"!|\b(streaks?|lost|broken?|fail(ed)?|shame|guilt|lazy|points?|should have)\b", re.IGNORECASE)
# What may be said of a body and of warning signs.
ALLOWED = re.compile(
    r"nothing is lost|lost control|points? (your|the)|\bpoint(s|ing)? (up|down|forward)", re.IGNORECASE
)


def done_dates(year: SimulatedYear) -> dict[date, datetime]:
    """The days on which a walk was finished, and at which local moment first."""
    found: dict[date, datetime] = {}
    for line in year.lines:
        if line.who.startswith("Limber") and "Both sides done" in line.text:
            found.setdefault(line.local.date(), line.local)
    return found


def rests(year: SimulatedYear) -> list[tuple[datetime, datetime | None]]:
    """When the person wanted to hear nothing, by what they said and pressed: from, until (None: to the end)."""
    found: list[tuple[datetime, datetime | None]] = []
    for line in year.lines:
        if line.who == "Limber":
            continue
        days = re.fullmatch(r"(?:> /pause (\d+)|\[(\d+) days\]|\[Pause (\d+) days\])", line.text)
        if days:
            count = int(next(filter(None, days.groups())))
            first_again = datetime.combine(line.local.date() + count * DAY, time(0), line.local.tzinfo)
            found.append((line.local, first_again))
        elif line.text in ("> /stop", "> /pause", "[Pause]", "(blocks the bot)"):
            found.append((line.local, None))
        elif line.text in ("> /start", "> /resume", "(unblocks it)") and found and found[-1][1] is None:
            found[-1] = (found[-1][0], line.local)
    return found


def _rested(year: SimulatedYear, moment: datetime) -> bool:
    return any(since < moment and (until is None or moment < until) for since, until in rests(year))


def untimely(year: SimulatedYear, persona: Persona) -> Iterator[str]:
    """Prompts on a day off, while resting, in quiet hours, or after that day's walk."""
    done, quiet_since = done_dates(year), _quiet_since(year)
    for arrival in year.arrivals:
        when = f"{arrival.local:%a %d %b %H:%M}"
        if _rested(year, arrival.local):
            yield f"{when}: {arrival.event} while resting"
        if persona.quiet is not None and quiet_since is not None and arrival.local > quiet_since:
            begin, end = (time.fromisoformat(each) for each in persona.quiet)
            if arrival.local.time() >= begin or arrival.local.time() < end:
                yield f"{when}: {arrival.event} in quiet hours"
        if arrival.event == "digest":
            continue
        if arrival.local.weekday() not in persona.weekdays:
            yield f"{when}: {arrival.event} on a day off"
        if arrival.local.date() in done and done[arrival.local.date()] < arrival.local:
            yield f"{when}: {arrival.event} after that day's walk"


def _quiet_since(year: SimulatedYear) -> datetime | None:
    return next((line.local for line in year.lines if line.text.startswith("I'll be quiet from")), None)


@cache
def _sentences() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = words_in("en")
    found = []
    for wording in WORDINGS:
        parts = re.split(r"\{\w+\}", words.catalogue.gettext(f"wording.{wording.name}"))
        found.append((wording.name, re.compile(".*".join(map(re.escape, parts)), re.DOTALL)))
    # The longest first: a short one may fit into another.
    return tuple(sorted(found, key=lambda each: -len(each[1].pattern)))


def wording_of(arrival: Arrival) -> str | None:
    """How a prompt was worded; None for one that was put off and came again."""
    if "Here I am again" in arrival.text:
        return None
    first = arrival.text.splitlines()[0]
    found = next((name for name, pattern in _sentences() if pattern.match(first)), None)
    assert found is not None, arrival.text
    return found


def repeated(year: SimulatedYear) -> Iterator[str]:
    """Wordings that came again too soon."""
    lately: list[str] = []
    for arrival in year.arrivals:
        if arrival.event != "prompt" or (name := wording_of(arrival)) is None:
            continue
        if name in lately[-APART:]:
            yield f"{arrival.local:%a %d %b}: {name} again, after {lately[-APART:]}"
        lately.append(name)


def digests(year: SimulatedYear, persona: Persona) -> Iterator[str]:
    """Digests that did not come though something was done in the week, came twice, or came though nothing was."""
    came = Counter(arrival.local.date() for arrival in year.arrivals if arrival.event == "digest")
    for day, count in came.items():
        if count > 1 or day.weekday() != 6:
            yield f"{day:%a %d %b}: {count} digests"
    done = done_dates(year)
    first, last = year.lines[0].local.date(), year.today
    days = [first + number * DAY for number in range((last - first).days)]
    for sunday in (day for day in days if day.weekday() == 6):
        evening = datetime.combine(sunday, time(18), year.lines[0].local.tzinfo)
        week = [sunday - number * DAY for number in range(7)]
        moved = any(day in done and (day < sunday or done[day].time() < time(18)) for day in week)
        wanted = moved and persona.digest and not _rested(year, evening.replace(tzinfo=year.lines[0].local.tzinfo))
        if wanted != bool(came[sunday]):
            yield f"{sunday:%a %d %b}: {'no' if wanted else 'an unwanted'} digest"


def unkind(year: SimulatedYear) -> Iterator[str]:
    """Sentences with words that nobody is to read."""
    for line in year.lines:
        if not line.who.startswith("Limber"):
            continue
        text = ALLOWED.sub("", line.text)
        if (found := UNKIND.search(text)) is not None:
            yield f"{line.local:%a %d %b}: {found[0]!r} in {line.text!r}"


def wrong(year: SimulatedYear, persona: Persona) -> list[str]:
    """All that is wrong with a year."""
    audit, _ = year.stage.store.audit(year.stage.now)
    found = [f"audit: {count} {name}" for name, count in audit.items() if count]
    found += year.stage.wrongs()
    for part in (untimely(year, persona), repeated(year), digests(year, persona), unkind(year)):
        found += part
    return [f"{persona.name}: {each}" for each in found]


def holds(persona: Persona, folder: Path, *, days: int) -> None:
    """Let a persona live so many days, and fail with all that is wrong with them."""
    with simulated(persona, folder, days=days) as year:
        assert wrong(year, persona) == []
        assert year.is_over
        assert len(year.arrivals) >= FEWEST_ARRIVALS
