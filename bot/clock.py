"""The clock: the one place that reads it. Everywhere else the moment is handed in."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The moment it is, in UTC."""
    return datetime.now(UTC)
