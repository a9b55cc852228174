"""Distorted updates: each field, at any depth, missing or of another type or size."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.system.security.update_examples import Json

Path = tuple[str | int, ...]


class Missing:
    """The sign for a field that is taken away."""


MISSING: Final = Missing()


def nested(depth: int) -> Any:
    """Lists in lists in lists."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


# What stands in a field instead; those at the front are the likeliest to be met.
DISTORTIONS: Mapping[str, Any] = {
    "missing": MISSING,
    "null": None,
    "a word": "word",
    "no word": "",
    "a number in words": "7",
    "zero": 0,
    "less than zero": -7,
    "past 32 bits": 2**31,
    "past 63 bits": 2**63,
    "past 64 bits": -(2**70),
    "a fraction": 1.5,
    "past all numbers": float("inf"),
    "no number": float("nan"),
    "yes": True,
    "no": False,
    "an empty list": [],
    "a list": [7, None, "word", {}],
    "an empty object": {},
    "an object": {"id": 7, "type": "private", "from": {"id": 7}, "text": "word"},
    "deep lists": nested(200),
    "half an emoji": "\ud83d",
    "a null byte": "a\0b",
}


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    """Where fields and list items are, the outer ones first."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*at, key)
        yield from paths(inner, (*at, key))


def distorted(update: Json, at: Path, distortion: Any) -> Json:
    """A copy of an update with something else in one place."""
    fresh = copy.deepcopy(update)
    holder: Any = fresh
    for key in at[:-1]:
        holder = holder[key]
    if distortion is MISSING:
        del holder[at[-1]]
    else:
        holder[at[-1]] = copy.deepcopy(distortion)
    return fresh


def all_places(examples: Mapping[str, Json]) -> list[tuple[str, Path]]:
    """Each place of the examples, once: what a photo shares with a text is looked at in the text."""
    seen: set[Path] = set()
    found = []
    for name, update in examples.items():
        for at in paths(update):
            # The items of a list are of one kind, but that of entities: there each brings fields of its own.
            if at not in seen:
                seen.add(at)
                found.append((name, at))
    return found


def all_distortions(examples: Mapping[str, Json]) -> Iterator[tuple[str, Path, str]]:
    """Every way to distort the examples: of which, where, and what stands there then (a name in DISTORTIONS)."""
    places = all_places(examples)
    for distortion in DISTORTIONS:
        for name, at in places:
            yield name, at, distortion
