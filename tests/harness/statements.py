"""Compiled statements that all engines of a process share.

SQLAlchemy compiles a statement once per engine. A program that runs for long does so once; tests, nearly each of which
opens a database of its own, would do it thousands of times, and spend a quarter of their time on it.
"""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa


class SharedStatements(dict[tuple[Any, ...], Any]):
    """A cache that takes the dialects of two engines as the same when they are of one class.

    In SQLAlchemy's key for a compiled statement the dialect comes first.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """The compiled statement; `default` when it has not been compiled yet."""
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), compiled)


def share_statements() -> None:
    """From now on every new engine of this process uses what others have compiled."""
    create_engine, shared = sa.create_engine, SharedStatements()

    @functools.wraps(create_engine)
    def create(*arguments: Any, **options: Any) -> sa.Engine:
        engine = create_engine(*arguments, **options)
        engine.update_execution_options(compiled_cache=shared)
        return engine

    sa.create_engine = create
