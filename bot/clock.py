"""What time is it? The one place that asks; handed in as a value everywhere else."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The moment it is, in UTC."""
    return datetime.now(UTC)
