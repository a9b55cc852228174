"""Fields of a record as columns: which column holds a field, and how several values share one."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Generic, TypeVar, get_type_hints

from storage.records.person import Feel, WalkState

T = TypeVar("T")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))


def _pairs(text: str) -> dict[str, tuple[int, int]]:
    return {name: (first, second) for name, (first, second) in json.loads(text or "{}").items()}


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), separators=(",", ":")) if values else ""


def _spans(text: str) -> tuple[tuple[date, date], ...]:
    halves = (span.split("/") for span in text.split())
    return tuple((date.fromisoformat(first), date.fromisoformat(end)) for first, end in halves)


# By type of the field: how a column is read, and how it is written. All other types are stored as they are.
PACKED: Mapping[Any, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    tuple[str, ...]: (_words, " ".join),
    tuple[int, ...]: (_numbers, lambda values: " ".join(map(str, values))),
    tuple[tuple[date, date], ...]: (_spans, lambda spans: " ".join(f"{first}/{end}" for first, end in spans)),
    Mapping[str, str]: (lambda text: json.loads(text or "{}"), _json),
    Mapping[str, tuple[int, int]]: (_pairs, _json),
    WalkState: (WalkState, lambda state: state.value),
    Feel | None: (lambda text: Feel(text) if text else None, lambda feel: feel.value if feel else None),
}


class Columns(Generic[T]):
    """The columns of a frozen record, in the order of its fields; `only` some of them, or all `but` some.

    A field has the name of its column, unless its metadata names another `column`.
    """

    def __init__(self, record: type[T], *, only: Collection[str] = (), but: Collection[str] = ()) -> None:
        types = get_type_hints(record)
        chosen = [
            field
            for field in fields(record)  # type: ignore[arg-type]  # a dataclass, which no type says
            if (not only or field.name in only) and field.name not in but
        ]
        self.record = record
        self.fields = tuple(field.name for field in chosen)
        self.names = tuple(str(field.metadata.get("column", field.name)) for field in chosen)
        packed = [
            (place, PACKED[types[field.name]]) for place, field in enumerate(chosen) if types[field.name] in PACKED
        ]
        self._readers = [(place, read) for place, (read, _) in packed]
        self._writers = [(self.names[place], write) for place, (_, write) in packed]

    def read(self, row: Sequence[Any]) -> T:
        """The record of a row of these columns."""
        values = list(row)
        for place, read in self._readers:
            values[place] = read(values[place])
        return self.record(**dict(zip(self.fields, values, strict=True)))

    def write(self, record: T) -> dict[str, Any]:
        """What the columns hold of a record, by name."""
        values = {name: getattr(record, field) for name, field in zip(self.names, self.fields, strict=True)}
        for name, write in self._writers:
            values[name] = write(values[name])
        return values
