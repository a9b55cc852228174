"""A table of cases in one test, which names every row that is wrong.

`pytest.mark.parametrize` makes a test of each row. A row that takes less time than a test takes to be made, in each of
the processes that run tests, is better looked at with all others of its table.
"""

from __future__ import annotations

import functools
import inspect
import reprlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def _named(row: Sequence[Any]) -> str:
    """A row in a line: what has an id is told by it, and what is long is shortened."""
    shown = reprlib.Repr()
    shown.maxstring = shown.maxother = 100
    return ", ".join(shown.repr(getattr(value, "id", value)) for value in row)


def tabled(names: str | Sequence[str], rows: Iterable[Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Call a test with each row, as `parametrize` would, and with the same fixtures each time.

    The test may keep nothing in a fixture that the next row would meet. It fails with a line for each wrong row; an
    error that is no failed assertion ends it, with its row as a note.
    """
    keys = names.replace(",", " ").split() if isinstance(names, str) else list(names)
    table = [tuple(row) if len(keys) > 1 else (row,) for row in rows]
    assert table, "a table without rows says nothing"

    def decorate(test: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(test)
        def whole(**given: Any) -> None:
            wrong = []
            for row in table:
                try:
                    test(**dict(zip(keys, row, strict=True)), **given)
                except AssertionError as error:
                    wrong.append((row, error))
                except Exception as error:
                    error.add_note(f"in the row {_named(row)}")
                    raise
            if wrong:
                told = "\n".join(f"{_named(row)}: {error}" for row, error in wrong)
                raise AssertionError(f"{len(wrong)} of {len(table)} rows are wrong\n{told}") from wrong[0][1]

        signature = inspect.signature(test)
        fixtures = [parameter for name, parameter in signature.parameters.items() if name not in keys]
        assert len(fixtures) == len(signature.parameters) - len(keys), f"not all of {keys} are asked for"
        assert not inspect.iscoroutinefunction(test)
        del whole.__wrapped__
        whole.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]
        return whole

    return decorate
