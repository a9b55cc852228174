"""The time at Telegram, as its answers tell it: the `Date` header (RFC 9110, 6.6.1), and what has passed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import MAXYEAR, UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def date_of(header: str | None) -> datetime | None:
    """The moment that a `Date` header names, in UTC and to the second; None without one, or when it is malformed."""
    try:
        date = parsedate_to_datetime(header or "")
        # "-0000" is UTC that says nothing of a place (RFC 5322), and comes back naive.
        utc = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return utc if utc.year < MAXYEAR else None  # there is a year to count on from it


class ServerTime:
    """What was heard last, and how often (`count`). `monotonic` gives seconds that no setting of the clock moves."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._header: str | None = None
        self._date: datetime | None = None
        self._heard: tuple[datetime, float] | None = None
        self.count = 0

    def hear(self, headers: Mapping[str, str]) -> None:
        """Note what the headers of an answer say, by any case of "date". Without a date, or with a malformed one, they
        change nothing."""
        header = headers.get("date")
        if header != self._header:
            # The same for all answers of a second, which may be a thousand.
            self._header, self._date = header, date_of(header)
        if self._date is not None:
            self._heard = self._date, self._monotonic()
            self.count += 1

    def forget(self) -> None:
        """Telegram tells no time any more."""
        self._heard = None

    def age(self) -> float:
        """Seconds since a date was heard last; infinite before the first."""
        return float("inf") if self._heard is None else self._monotonic() - self._heard[1]

    def now(self) -> datetime | None:
        """The moment it is at Telegram, in UTC; None as long as no date was heard.

        The header is cut to the second, so half a second is added. What the answer took on its way is not known.
        """
        if self._heard is None:
            return None
        date, at = self._heard
        return date + timedelta(seconds=0.5 + self._monotonic() - at)
