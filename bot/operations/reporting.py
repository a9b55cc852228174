"""Reporting for the command line: exit statuses, and sizes and spans of time in words."""

from __future__ import annotations

from datetime import timedelta

GOOD, FAILED, WRONG = 0, 1, 2


UNITS = ("B", "kB", "MB", "GB", "TB")


def in_bytes(count: int) -> str:
    """A size in words: "14 MB", "1.2 GB"."""
    size, unit = float(count), 0
    while size >= 1000 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {UNITS[unit]}" if unit and size < 10 else f"{size:.0f} {UNITS[unit]}"


def in_time(span: timedelta) -> str:
    """A span of time in words: "48 s", "7 min", "3.2 h"."""
    seconds = span.total_seconds()
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172800 else f"{seconds / 86400:.0f} days"
