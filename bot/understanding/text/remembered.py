"""Remembered: what was read from a text, for as long as that text is answered, and no longer.

Several dialogues ask the same of one text, such as what it says of the body. What people write is kept nowhere behind
the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class _Memory(dict[Hashable, Any]):
    """What was worked out so far. A task that began within still has it when it is closed."""

    is_open = True


_kept: ContextVar[_Memory | None] = ContextVar("remembered", default=None)


def _opened() -> _Memory | None:
    kept = _kept.get()
    return kept if kept is not None and kept.is_open else None


@contextmanager
def remembering() -> Iterator[None]:
    """Let functions that are `remembered` work out each thing once within; a memory that is open already is used."""
    if _opened() is not None:
        yield
        return
    kept = _Memory()
    before = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(before)
        kept.is_open = False
        kept.clear()


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """A pure function whose values are kept while `remembering`; its arguments must be hashable."""

    @wraps(function)
    def look(*args: P.args, **kwargs: P.kwargs) -> T:
        kept = _opened()
        if kept is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(kwargs.items()))
        if key not in kept:
            kept[key] = function(*args, **kwargs)
        found: T = kept[key]
        return found

    return look
