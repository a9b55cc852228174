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
from bot.i18n.po_files import FALLBACK
from tests.system.simulation.own_language import foreign
from tests.system.simulation.personas import Persona
from tests.system.simulation.run import simulated
from tests.system.simulation.simulated_year import Arrival, SimulatedYear
from tests.system.simulation.speaking import Speaker, plain, speaker_of, table

DAY = timedelta(days=1)
# A prompt's wording may come again when so many others have been in between.
APART = 5
# A person who lives a year hears of the bot at least so often: an empty year proves nothing.
FEWEST_ARRIVALS = 10
# What is said, beside the keys `fallback.*`, of words that are not known.
UNKNOWN = ("position.unknown", "today.unknown", "zone.unknown")


def done_dates(year: SimulatedYear) -> dict[date, datetime]:
    """The days on which a walk was finished, and at which local moment first."""
    found: dict[date, datetime] = {}
    done = year.speaker.sentence("end.done")
    for line in year.lines:
        if line.who.startswith("Limber") and done.search(plain(line.text)):
            found.setdefault(line.local.date(), line.local)
    return found


def rests(year: SimulatedYear) -> list[tuple[datetime, datetime | None]]:
    """When the person wanted to hear nothing, by what they said and pressed: from, until (None: to the end)."""
    found: list[tuple[datetime, datetime | None]] = []
    for line in year.lines:
        if line.who == "Limber":
            continue
        days = re.fullmatch(r"(?:> /pause (\d+)|\[(\d+) days\]|\[Pause (\d+) days\])", line.meant)
        if days:
            count = int(next(filter(None, days.groups())))
            first_again = datetime.combine(line.local.date() + count * DAY, time(0), line.local.tzinfo)
            found.append((line.local, first_again))
        elif line.meant in ("> /stop", "> /pause", "[Pause]", "(blocks the bot)"):
            found.append((line.local, None))
        elif line.meant in ("> /start", "> /resume", "(unblocks it)") and found and found[-1][1] is None:
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
    quiet = year.speaker.sentence("messages.quiet_set")
    return next((line.local for line in year.lines if quiet.match(plain(line.text))), None)


@cache
def _wordings(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    speaker = speaker_of(language)
    found = [(wording.name, speaker.sentence(f"wording.{wording.name}")) for wording in WORDINGS]
    # The longest first: a short one may fit into another.
    return tuple(sorted(found, key=lambda each: -len(each[1].pattern)))


def wording_of(arrival: Arrival, speaker: Speaker) -> str | None:
    """How a prompt was worded; None for one that was put off and came again."""
    text = plain(arrival.text)
    if speaker.sentence("prompt.again").search(text):
        return None
    first = text.splitlines()[0]
    found = next((name for name, looks in _wordings(speaker.language) if looks.match(first)), None)
    assert found is not None, arrival.text
    return found


def repeated(year: SimulatedYear) -> Iterator[str]:
    """Wordings that came again too soon."""
    lately: list[str] = []
    for arrival in year.arrivals:
        if arrival.event != "prompt" or (name := wording_of(arrival, year.speaker)) is None:
            continue
        if name in lately[-APART:]:
            yield f"{arrival.local:%a %d %b}: {name} again, after {lately[-APART:]}"
        lately.append(name)


def digests(year: SimulatedYear, persona: Persona) -> Iterator[str]:
    """Digests that did not come though something was done in the week, came twice, on another day than the last one of
    the week with a reminder, or though nothing was done."""
    last_weekday = max(persona.weekdays)
    came = Counter(arrival.local.date() for arrival in year.arrivals if arrival.event == "digest")
    for day, count in came.items():
        if count > 1 or day.weekday() != last_weekday:
            yield f"{day:%a %d %b}: {count} digests"
    done = done_dates(year)
    first, last = year.lines[0].local.date(), year.today
    days = [first + number * DAY for number in range((last - first).days)]
    for end in (day for day in days if day.weekday() == last_weekday):
        evening = datetime.combine(end, time(18), year.lines[0].local.tzinfo)
        week = [end - number * DAY for number in range(7)]
        moved = any(day in done and (day < end or done[day].time() < time(18)) for day in week)
        wanted = moved and persona.digest and not _rested(year, evening.replace(tzinfo=year.lines[0].local.tzinfo))
        if wanted != bool(came[end]):
            yield f"{end:%a %d %b}: {'no' if wanted else 'an unwanted'} digest"


def unheard(year: SimulatedYear) -> Iterator[str]:
    """What a person typed or tapped, and was not understood."""
    sentences = year.speaker.sentences
    lost = [year.speaker.sentence(key) for key in sentences if key.startswith("fallback") or key in UNKNOWN]
    said = ""
    for line in year.lines:
        if not line.who.startswith("Limber"):
            said = line.text
        elif any(each.match(plain(line.text)) for each in lost):
            yield f"{line.local:%a %d %b}: {said!r} not understood"


def unkind(year: SimulatedYear) -> Iterator[str]:
    """Sentences with words that nobody is to read: blame, points, and noise, in the words of each language."""
    language = year.speaker.language
    unwanted, allowed = (
        re.compile("|".join(table(kind, language).values()), re.IGNORECASE | re.MULTILINE)
        for kind in ("unkind", "allowed")
    )
    for line in year.lines:
        if line.who.startswith("Limber") and (found := unwanted.search(allowed.sub("", plain(line.text)))) is not None:
            yield f"{line.local:%a %d %b}: {found[0]!r} in {line.text!r}"


def wrong(year: SimulatedYear, persona: Persona) -> list[str]:
    """All that is wrong with a year."""
    audit, _ = year.stage.store.audit(year.stage.now)
    found = [f"audit: {count} {name}" for name, count in audit.items() if count]
    found += year.stage.wrongs()
    parts = (
        untimely(year, persona),
        repeated(year),
        digests(year, persona),
        unheard(year),
        unkind(year),
        foreign(year),
    )
    for part in parts:
        found += part
    return [f"{persona.name}: {each}" for each in found]


def holds(persona: Persona, folder: Path, *, days: int, language: str = FALLBACK) -> None:
    """Let a persona live so many days in a language, and fail with all that is wrong with them."""
    with simulated(persona, folder, days=days, language=language) as year:
        assert wrong(year, persona) == []
        assert year.is_over
        assert len(year.arrivals) >= FEWEST_ARRIVALS
