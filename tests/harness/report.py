"""The report of a long run: what it counted that breaks a promise."""

from __future__ import annotations

from collections.abc import Mapping


def broken_promises(counts: Mapping[str, object]) -> list[str]:
    """A line for each count that is not zero, or list or mapping that is not empty, with its name."""
    return [f"{name}: {count}" for name, count in counts.items() if count]
