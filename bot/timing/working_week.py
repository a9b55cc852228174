"""The weekend by country: Friday and Saturday in Egypt and Israel, Saturday and Sunday in most countries."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from bot.timing.recurrence import ALL_DAYS, WEEKEND
from bot.timing.zones import territory_of

_SUNDAY = 6


@lru_cache(maxsize=512)
def weekend_of(zone: str | None) -> frozenset[int]:
    """The weekend (Monday 0) in the country of an IANA zone, by CLDR; Saturday and Sunday where that is unknown.

    So it is too where only Sunday is free: people there mean Monday to Friday by "weekdays" as often as not.
    """
    territory = territory_of(zone)
    if territory is None:
        return WEEKEND
    try:
        locale = Locale.parse(f"und_{territory}")
    except (UnknownLocaleError, ValueError):
        return WEEKEND
    first, last = locale.weekend_start, locale.weekend_end
    days = frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
    return WEEKEND if _SUNDAY in days else days


def working_days(weekend: frozenset[int]) -> frozenset[int]:
    """The days of a week that are no weekend."""
    return ALL_DAYS - weekend
